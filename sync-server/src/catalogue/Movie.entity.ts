import { EntitySchema } from 'typeorm';

/** A film, shown here or only known. */
export class Movie {
  id!: number;
  name!: string;
  director!: string | null;
  actors!: string | null;
  introduction!: string | null;
  /** Tenths of a point, 0..100. */
  score!: number | null;
  /** First day in the programme, ISO date. */
  showDate!: string | null;
  /** Minutes. */
  length!: number | null;
  /** ISO date. */
  released!: string | null;
  /** Known for many films whose day is not. */
  releasedYear!: number | null;
  /** SVG; drawn from the film where it is null. */
  poster!: string | null;
  /** As printed: `PG-13`. */
  audienceRating!: string | null;
  /** Name and director, folded: what a search looks in. */
  searchText!: string;
}

export const MovieEntity = new EntitySchema<Movie>({
  name: 'Movie',
  target: Movie,
  tableName: 'movie',
  columns: {
    id: { type: 'int', primary: true, generated: 'increment' },
    name: { type: 'varchar', length: 200 },
    director: { type: 'varchar', length: 120, nullable: true },
    actors: { type: 'text', nullable: true },
    introduction: { type: 'text', nullable: true },
    score: { type: 'int', nullable: true },
    showDate: { type: 'date', name: 'show_date', nullable: true },
    length: { type: 'int', nullable: true },
    released: { type: 'date', nullable: true },
    releasedYear: { type: 'int', name: 'released_year', nullable: true },
    poster: { type: 'text', nullable: true },
    audienceRating: { type: 'varchar', length: 12, name: 'audience_rating', nullable: true },
    searchText: { type: 'varchar', length: 400, name: 'search_text' },
  },
  indices: [
    { name: 'ix_movie_name', columns: ['name'] },
    { name: 'ix_movie_show_date', columns: ['showDate'] },
  ],
});
