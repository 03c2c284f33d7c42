import type { Seating } from '@marquee/shared/protocol/streams';
import type { Display } from '@marquee/shared/tickets/ticket-class';
import { EntitySchema } from 'typeorm';

/** A film in a venue at a time. */
export class Screening {
  id!: number;
  venueId!: number;
  movieId!: number;
  /** Business date in the zone of the cinema: a show after midnight belongs to the evening before. */
  showDate!: string;
  startsAtMs!: number;
  endsAtMs!: number;
  salesEndAtMs!: number;
  display!: Display;
  /** Of the sound, BCP 47. */
  language!: string;
  /** An adult's standard seat in 2D. */
  priceMinor!: number;
  state!: 'published' | 'cancelled';
  seating!: Seating;
  cancelledAtMs!: number | null;
}

export const ScreeningEntity = new EntitySchema<Screening>({
  name: 'Screening',
  target: Screening,
  tableName: 'screening',
  columns: {
    id: { type: 'int', primary: true, generated: 'increment' },
    venueId: { type: 'int', name: 'venue_id' },
    movieId: { type: 'int', name: 'movie_id' },
    showDate: { type: 'date', name: 'show_date' },
    startsAtMs: { type: 'bigint', name: 'starts_at_ms' },
    endsAtMs: { type: 'bigint', name: 'ends_at_ms' },
    salesEndAtMs: { type: 'bigint', name: 'sales_end_at_ms' },
    display: { type: 'varchar', length: 8 },
    language: { type: 'varchar', length: 12 },
    priceMinor: { type: 'int', name: 'price_minor' },
    state: { type: 'varchar', length: 12, default: 'published' },
    seating: { type: 'varchar', length: 12, default: 'numbered' },
    cancelledAtMs: { type: 'bigint', name: 'cancelled_at_ms', nullable: true },
  },
  indices: [
    { name: 'ix_screening_venue', columns: ['venueId', 'startsAtMs'] },
    { name: 'ix_screening_movie', columns: ['movieId', 'startsAtMs'] },
    { name: 'ix_screening_start', columns: ['startsAtMs'] },
    { name: 'ix_screening_date', columns: ['showDate', 'startsAtMs'] },
  ],
  foreignKeys: [
    { name: 'fk_screening_venue', target: 'Venue', columnNames: ['venueId'], referencedColumnNames: ['id'] },
    { name: 'fk_screening_movie', target: 'Movie', columnNames: ['movieId'], referencedColumnNames: ['id'] },
  ],
});
