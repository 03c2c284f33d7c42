import { marks, type Queries } from '../platform/database.ts';

export interface FilmRow {
  id: number;
  name: string;
  director: string | null;
  actors: string | null;
  audience_rating: string | null;
  score: number | null;
  released_year: number | null;
}

const filmColumns = 'id, name, director, actors, audience_rating, score, released_year';

export const selectFilms = (queries: Queries): Promise<FilmRow[]> =>
  queries.all<FilmRow>(`SELECT ${filmColumns} FROM movie`);

export const selectFilmsOf = (queries: Queries, ids: readonly number[]): Promise<FilmRow[]> =>
  queries.all<FilmRow>(`SELECT ${filmColumns} FROM movie WHERE id IN (${marks(ids.length)})`, ids);

export interface GenreRow {
  movie_id: number;
  name: string;
}

const genresOfFilms =
  'SELECT f.movie_id, c.name FROM film_classification f JOIN classification c ON c.id = f.classification_id';

export const selectGenres = (queries: Queries): Promise<GenreRow[]> =>
  queries.all<GenreRow>(`${genresOfFilms} ORDER BY f.movie_id, c.name`);

export const selectGenresOf = (queries: Queries, ids: readonly number[]): Promise<GenreRow[]> =>
  queries.all<GenreRow>(`${genresOfFilms} WHERE f.movie_id IN (${marks(ids.length)}) ORDER BY f.movie_id, c.name`, ids);

export interface CinemaRow {
  id: number;
  name: string;
  city: string;
  latitude: number;
  longitude: number;
}

export const selectCinemas = (queries: Queries): Promise<CinemaRow[]> =>
  queries.all<CinemaRow>('SELECT id, name, city, latitude, longitude FROM cinema');

export interface ScreeningRow {
  id: number;
  movie_id: number;
  cinema_id: number;
  show_date: string;
  starts_at_ms: number;
  sales_end_at_ms: number;
  display: string;
  language: string;
}

const dayMs = 86_400_000;

/** No film runs for a day, and none is sold after its end: so the index of start times says where to begin. */
export const selectScreeningsOnSale = (
  queries: Queries,
  { nowMs, limit }: { nowMs: number; limit: number },
): Promise<ScreeningRow[]> =>
  queries.all<ScreeningRow>(
    `SELECT s.id, s.movie_id, v.cinema_id, s.show_date, s.starts_at_ms, s.sales_end_at_ms, s.display, s.language
     FROM screening s JOIN venue v ON v.id = s.venue_id
     WHERE s.state = 'published' AND s.starts_at_ms > ? AND s.sales_end_at_ms > ? ORDER BY s.starts_at_ms LIMIT ?`,
    [nowMs - dayMs, nowMs, limit],
  );
