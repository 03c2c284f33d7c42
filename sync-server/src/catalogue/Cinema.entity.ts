import { EntitySchema } from 'typeorm';

/** A site. */
export class Cinema {
  id!: number;
  name!: string;
  city!: string;
  latitude!: number;
  longitude!: number;
  information!: string;
  /** Tenths of a point, 0..100. */
  rating!: number | null;
  /** IANA name: `Europe/Berlin`. */
  timeZone!: string;
  /** ISO 4217. */
  currency!: string;
}

export const CinemaEntity = new EntitySchema<Cinema>({
  name: 'Cinema',
  target: Cinema,
  tableName: 'cinema',
  columns: {
    id: { type: 'int', primary: true, generated: 'increment' },
    name: { type: 'varchar', length: 120 },
    city: { type: 'varchar', length: 80 },
    latitude: { type: 'double' },
    longitude: { type: 'double' },
    information: { type: 'text' },
    rating: { type: 'int', nullable: true },
    timeZone: { type: 'varchar', length: 40, name: 'time_zone' },
    currency: { type: 'varchar', length: 3 },
  },
});
