import { EntitySchema } from 'typeorm';

/** What a cinema told a distributor of a film’s day or week. Never changed: what comes to light later is in the next one. */
export class FilmReturn {
  id!: number;
  cinemaId!: number;
  movieId!: number;
  kind!: 'day' | 'week';
  /** Counts those of this cinema, film and kind: two that are made at once can't be the same one. */
  number!: number;
  /** Business dates of screenings, both included. */
  fromDate!: string;
  toDate!: string;
  currency!: string;
  seats!: number;
  grossMinor!: number;
  /** Contained in the gross. */
  taxMinor!: number;
  madeBy!: string;
  madeAtMs!: number;
}

export const FilmReturnEntity = new EntitySchema<FilmReturn>({
  name: 'FilmReturn',
  target: FilmReturn,
  tableName: 'film_return',
  columns: {
    id: { type: 'int', primary: true, generated: 'increment' },
    cinemaId: { type: 'int', name: 'cinema_id' },
    movieId: { type: 'int', name: 'movie_id' },
    kind: { type: 'varchar', length: 12 },
    number: { type: 'int' },
    fromDate: { type: 'date', name: 'from_date' },
    toDate: { type: 'date', name: 'to_date' },
    currency: { type: 'varchar', length: 3 },
    seats: { type: 'int' },
    grossMinor: { type: 'bigint', name: 'gross_minor' },
    taxMinor: { type: 'bigint', name: 'tax_minor' },
    madeBy: { type: 'varchar', length: 80, name: 'made_by' },
    madeAtMs: { type: 'bigint', name: 'made_at_ms' },
  },
  indices: [
    { name: 'ux_film_return_number', columns: ['cinemaId', 'movieId', 'kind', 'number'], unique: true },
    { name: 'ix_film_return_cinema', columns: ['cinemaId', 'kind', 'toDate'] },
    { name: 'ix_film_return_made', columns: ['cinemaId', 'id'] },
  ],
  foreignKeys: [
    { name: 'fk_film_return_cinema', target: 'Cinema', columnNames: ['cinemaId'], referencedColumnNames: ['id'] },
    { name: 'fk_film_return_movie', target: 'Movie', columnNames: ['movieId'], referencedColumnNames: ['id'] },
  ],
});
