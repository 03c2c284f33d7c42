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
  /** A film that has its first day later is coming; where a cinema is named, it is not asked for. */
  today: string;
  limit: number;
}

const dayMs = 86_400_000;
/** What starts until then is showing, what starts later is coming. */
const showingMs = 7 * dayMs;

/** By name. */
export function selectFilms(queries: Queries, filter: FilmFilter): Promise<FilmRow[]> {
  const from = filter.when === 'coming' ? fromComing(filter) : { sql: 'movie m', values: [] };
  const where = [...whereAfter(filter), ...whereGenre(filter), ...whereWhen(filter)];
  const conditions = where.length === 0 ? '' : `WHERE ${where.map(({ sql }) => sql).join(' AND ')}`;
  return queries.all(`SELECT ${columns} FROM ${from.sql} ${conditions} ORDER BY m.name, m.id LIMIT ?`, [
    ...from.values,
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
  const sql = 'm.id IN (SELECT f.movie_id FROM film_classification f WHERE f.classification_id = ?)';
  return [{ sql, values: [classificationId] }];
}

/** Where screenings are looked for, and the values of its conditions. */
function screeningsOf({ cinemaId }: FilmFilter): Condition {
  if (cinemaId === null) return { sql: "screening s WHERE s.state = 'published'", values: [] };
  const sql = "screening s JOIN venue v ON v.id = s.venue_id WHERE s.state = 'published' AND v.cinema_id = ?";
  return { sql, values: [cinemaId] };
}

/**
 * Few films are announced, and most of thousands are over: so these are gathered first and then looked at one by one. A
 * film's first day is no cinema's own, so only its screenings count there.
 */
function fromComing(filter: FilmFilter): Condition {
  const { sql, values } = screeningsOf(filter);
  const later = `SELECT s.movie_id AS id FROM ${sql} AND s.starts_at_ms >= ?`;
  const laterValues = [...values, filter.nowMs + showingMs];
  const announced = 'SELECT f.id FROM movie f WHERE f.show_date > ?';
  const isOfAll = filter.cinemaId === null;
  return {
    // Not UNION: SQLite would read both tables whole, in the order of the films.
    sql: `(SELECT id FROM (${isOfAll ? `${later} UNION ALL ${announced}` : later}) every GROUP BY id) coming
      JOIN movie m ON m.id = coming.id`,
    values: isOfAll ? [...laterValues, filter.today] : laterValues,
  };
}

function whereWhen(filter: FilmFilter): Condition[] {
  const { when, cinemaId, nowMs } = filter;
  const { sql, values } = screeningsOf(filter);
  // No film runs for a day: so the index of start times has an end on both sides.
  const soon = 's.starts_at_ms > ? AND s.starts_at_ms < ? AND s.ends_at_ms > ?';
  const soonValues = [...values, nowMs - dayMs, nowMs + showingMs, nowMs];
  const isAmong = `m.id IN (SELECT s.movie_id FROM ${sql} AND`;
  if (when === 'showing') return [{ sql: `${isAmong} ${soon})`, values: soonValues }];
  if (when === 'all') {
    return cinemaId === null ? [] : [{ sql: `${isAmong} s.starts_at_ms > ?)`, values: [...values, nowMs - dayMs] }];
  }
  // A value and neither IN nor EXISTS: MariaDB would gather all films of the week first, for a few that are coming.
  return [{ sql: `(SELECT s.id FROM ${sql} AND s.movie_id = m.id AND ${soon} LIMIT 1) IS NULL`, values: soonValues }];
}

/** Of all cinemas. */
export async function selectTimeZones(queries: Queries): Promise<string[]> {
  return (await queries.all<{ time_zone: string }>('SELECT DISTINCT time_zone FROM cinema')).map(
    (row) => row.time_zone,
  );
}

export function selectFilm(queries: Queries, movieId: number): Promise<FilmRow | undefined> {
  return first(queries, `SELECT ${columns} FROM movie m WHERE m.id = ?`, [movieId]);
}

export function selectAllClassifications(queries: Queries): Promise<{ id: number; name: string }[]> {
  return queries.all('SELECT id, name FROM classification ORDER BY name');
}
