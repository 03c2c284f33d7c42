import { EntitySchema } from 'typeorm';

/** An auditorium. */
export class Venue {
  id!: number;
  cinemaId!: number;
  name!: string;
  information!: string;
  category!: string;
  /** Counts the changes of its seats. */
  plan!: number;
}

export const VenueEntity = new EntitySchema<Venue>({
  name: 'Venue',
  target: Venue,
  tableName: 'venue',
  columns: {
    id: { type: 'int', primary: true, generated: 'increment' },
    cinemaId: { type: 'int', name: 'cinema_id' },
    name: { type: 'varchar', length: 80 },
    information: { type: 'text' },
    category: { type: 'varchar', length: 20 },
    plan: { type: 'int', default: 0 },
  },
  indices: [{ name: 'ix_venue_cinema', columns: ['cinemaId'] }],
  foreignKeys: [
    { name: 'fk_venue_cinema', target: 'Cinema', columnNames: ['cinemaId'], referencedColumnNames: ['id'] },
  ],
});
