import { marks, type Queries } from '../platform/database.ts';
import type { IndexedCinema, IndexedFilm, IndexedScreening } from './search-index.ts';

interface FilmRow {
  id: number;
  name: string;
  director: string | null;
  actors: string | null;
  audience_rating: string | null;
  released_year: number | null;
  length: number | null;
  score: number | null;
}

/** These films with their genres; all of them where none is named. */
export async function loadFilms(queries: Queries, ids: readonly number[] | null): Promise<IndexedFilm[]> {
  if (ids?.length === 0) return [];
  const where = (column: string) => (ids === null ? '' : ` WHERE ${column} IN (${marks(ids.length)})`);
  const rows = await queries.all<FilmRow>(
    `SELECT id, name, director, actors, audience_rating, released_year, length, score FROM movie${where('id')}`,
    ids ?? [],
  );
  const genres = await queries.all<{ movie_id: number; name: string }>(
    `SELECT f.movie_id, c.name FROM film_classification f JOIN classification c ON c.id = f.classification_id${where('f.movie_id')} ORDER BY c.name`,
    ids ?? [],
  );
  const genresOf = Map.groupBy(genres, (row) => row.movie_id);
  return rows.map((row) => ({
    id: row.id,
    title: row.name,
    director: row.director,
    actors: row.actors,
    genres: (genresOf.get(row.id) ?? []).map(({ name }) => name),
    rating: row.audience_rating,
    releasedYear: row.released_year,
    lengthMinutes: row.length,
    scoreTenths: row.score,
  }));
}

export function loadCinemas(queries: Queries): Promise<IndexedCinema[]> {
  return queries.all<IndexedCinema>('SELECT id, name, city, latitude, longitude FROM cinema');
}

/** More than a season of a large chain; what is beyond is found once the time has come. */
const screeningsMax = 100_000;

/** A film is sold until shortly after its start: the index on the start narrows the query down. */
const startedMsMax = 6 * 3600_000;

/** Published and still sold at `nowMs`. */
export async function loadScreenings(queries: Queries, nowMs: number): Promise<IndexedScreening[]> {
  const rows = await queries.all<{
    id: number;
    movie_id: number;
    cinema_id: number;
    show_date: string;
    starts_at_ms: number;
    sales_end_at_ms: number;
    display: IndexedScreening['display'];
    language: string;
  }>(
    `SELECT s.id, s.movie_id, v.cinema_id, s.show_date, s.starts_at_ms, s.sales_end_at_ms, s.display, s.language
       FROM screening s JOIN venue v ON v.id = s.venue_id
      WHERE s.starts_at_ms > ? AND s.sales_end_at_ms > ? AND s.state = 'published' ORDER BY s.starts_at_ms LIMIT ?`,
    [nowMs - startedMsMax, nowMs, screeningsMax],
  );
  return rows.map((row) => ({
    id: row.id,
    movieId: row.movie_id,
    cinemaId: row.cinema_id,
    showDate: row.show_date,
    startsAtMs: row.starts_at_ms,
    salesEndAtMs: row.sales_end_at_ms,
    display: row.display,
    language: row.language,
  }));
}
