import { first, type Queries, type Value } from '../platform/database.ts';

export interface FilmRow {
  id: number;
  name: string;
  director: string | null;
  actors: string | null;
  introduction: string | null;
  score: number | null;
  show_date: string | null;
  length: number | null;
  released: string | null;
  released_year: number | null;
  audience_rating: string | null;
}
const columns =
  'm.id, m.name, m.director, m.actors, m.introduction, m.score, m.show_date, m.length, m.released, m.released_year, m.audience_rating';

export interface FilmFilter {
  when: 'showing' | 'coming' | 'all';
  cinemaId: number | null;
  classificationId: number | null;
  after: { name: string; id: number } | null;
  nowMs: number;
  limit: number;
}

const dayMs = 86_400_000;
/** What starts until then is showing, what starts later is coming. */
const showingMs = 7 * dayMs;

/** By name. */
export function selectFilms(queries: Queries, filter: FilmFilter): Promise<FilmRow[]> {
  const where = [...whereAfter(filter), ...whereGenre(filter), ...whereWhen(filter)];
  const conditions = where.length === 0 ? '' : `WHERE ${where.map(({ sql }) => sql).join(' AND ')}`;
  return queries.all(`SELECT ${columns} FROM movie m ${conditions} ORDER BY m.name, m.id LIMIT ?`, [
    ...where.flatMap(({ values }) => values),
    filter.limit,
  ]);
}

interface Condition {
  sql: string;
  values: Value[];
}

function whereAfter({ after }: FilmFilter): Condition[] {
  if (after === null) return [];
  return [{ sql: 'm.name >= ? AND (m.name > ? OR m.id > ?)', values: [after.name, after.name, after.id] }];
}

function whereGenre({ classificationId }: FilmFilter): Condition[] {
  if (classificationId === null) return [];
  const sql = 'EXISTS (SELECT 1 FROM film_classification f WHERE f.movie_id = m.id AND f.classification_id = ?)';
  return [{ sql, values: [classificationId] }];
}

function whereWhen({ when, cinemaId, nowMs }: FilmFilter): Condition[] {
  const inCinema = cinemaId === null ? '' : ' AND v.cinema_id = ?';
  const at = cinemaId === null ? [] : [cinemaId];
  const from = `FROM screening s ${cinemaId === null ? '' : 'JOIN venue v ON v.id = s.venue_id'}
      WHERE s.movie_id = m.id AND s.state = 'published'${inCinema} AND`;
  // No film runs for a day: so the index of start times has an end on both sides.
  const soon = 's.starts_at_ms > ? AND s.starts_at_ms < ? AND s.ends_at_ms > ?';
  const soonValues = [...at, nowMs - dayMs, nowMs + showingMs, nowMs];
  if (when === 'showing') return [{ sql: `EXISTS (SELECT 1 ${from} ${soon})`, values: soonValues }];
  if (when === 'all') {
    const sql = `EXISTS (SELECT 1 ${from} s.starts_at_ms > ?)`;
    return cinemaId === null ? [] : [{ sql, values: [...at, nowMs - dayMs] }];
  }
  // MIN and not EXISTS: MariaDB would gather the films of all screenings first, for a page of a few.
  const notYet = { sql: `(SELECT MIN(s.id) ${from} ${soon}) IS NULL`, values: soonValues };
  const later = {
    sql: `(SELECT MIN(s.id) ${from} s.starts_at_ms >= ?) IS NOT NULL`,
    values: [...at, nowMs + showingMs],
  };
  // A film's first day is no cinema's own.
  if (cinemaId !== null) return [notYet, later];
  const today = new Date(nowMs).toISOString().slice(0, 10);
  return [notYet, { sql: `(${later.sql} OR m.show_date > ?)`, values: [...later.values, today] }];
}

export function selectFilm(queries: Queries, movieId: number): Promise<FilmRow | undefined> {
  return first(queries, `SELECT ${columns} FROM movie m WHERE m.id = ?`, [movieId]);
}

export function selectAllClassifications(queries: Queries): Promise<{ id: number; name: string }[]> {
  return queries.all('SELECT id, name FROM classification ORDER BY name');
}
