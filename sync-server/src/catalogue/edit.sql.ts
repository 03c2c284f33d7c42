import { first, insertRows, marks, type Queries, type Transaction, type Value } from '../platform/database.ts';

/** Only the columns that are given: whoever changes others at the same time loses nothing. Answers whether it is there. */
export async function updateRow(
  tx: Transaction,
  table: 'movie' | 'cinema' | 'classification',
  id: number,
  row: Readonly<Record<string, Value | undefined>>,
): Promise<boolean> {
  const given = Object.entries(row).flatMap(([column, value]) => (value === undefined ? [] : [{ column, value }]));
  const set = given.map(({ column }) => `\`${column}\` = ?`).join(', ');
  const values = given.map(({ value }) => value);
  return (await tx.run(`UPDATE \`${table}\` SET ${set} WHERE id = ?`, [...values, id])).changes === 1;
}

export async function replaceGenres(tx: Transaction, movieId: number, classificationIds: readonly number[]) {
  await tx.run('DELETE FROM film_classification WHERE movie_id = ?', [movieId]);
  const rows = classificationIds.map((id) => [movieId, id]);
  await insertRows(tx, 'film_classification', ['movie_id', 'classification_id'], rows);
}

export async function countGenres(queries: Queries, ids: readonly number[]): Promise<number> {
  if (ids.length === 0) return 0;
  const sql = `SELECT COUNT(*) AS n FROM classification WHERE id IN (${marks(ids.length)})`;
  return (await first<{ n: number }>(queries, sql, ids))?.n ?? 0;
}

export async function deletePrices(tx: Transaction, cinemaId: number): Promise<void> {
  await tx.run('DELETE FROM price_rule WHERE cinema_id = ?', [cinemaId]);
}

/** Where a film is still in the programme: these terminals show it. */
export async function selectCinemasShowing(queries: Queries, movieId: number, sinceMs: number): Promise<number[]> {
  const rows = await queries.all<{ cinema_id: number }>(
    'SELECT DISTINCT v.cinema_id FROM screening s JOIN venue v ON v.id = s.venue_id WHERE s.movie_id = ? AND s.starts_at_ms > ?',
    [movieId, sinceMs],
  );
  return rows.map((row) => row.cinema_id);
}

/** Terminals have the names of genres with their films. */
export async function selectCinemasShowingGenre(queries: Queries, genreId: number, sinceMs: number): Promise<number[]> {
  const rows = await queries.all<{ cinema_id: number }>(
    `SELECT DISTINCT v.cinema_id FROM film_classification f JOIN screening s ON s.movie_id = f.movie_id AND s.starts_at_ms > ?
       JOIN venue v ON v.id = s.venue_id WHERE f.classification_id = ?`,
    [sinceMs, genreId],
  );
  return rows.map((row) => row.cinema_id);
}

export interface VenuePlace {
  id: number;
  cinema_id: number;
  time_zone: string;
}
/** Holds back whoever else is about to fill the same venues; before anything is read. */
export async function lockVenues(tx: Transaction, ids: readonly number[]): Promise<Map<number, VenuePlace>> {
  await tx.run(`UPDATE venue SET name = name WHERE id IN (${marks(ids.length)})`, ids);
  const rows = await tx.all<VenuePlace>(
    `SELECT v.id, v.cinema_id, c.time_zone FROM venue v JOIN cinema c ON c.id = v.cinema_id WHERE v.id IN (${marks(ids.length)})`,
    ids,
  );
  return new Map(rows.map((row) => [row.id, row]));
}

/** What runs in a venue in a span of time; a film begins within a day before it. */
export function selectOverlap(
  queries: Queries,
  { venueId, startsAtMs, endsAtMs }: { venueId: number; startsAtMs: number; endsAtMs: number },
  /** The one that is to go there. */
  but = 0,
): Promise<{ id: number } | undefined> {
  return first(
    queries,
    "SELECT id FROM screening WHERE venue_id = ? AND starts_at_ms > ? AND starts_at_ms < ? AND ends_at_ms > ? AND state = 'published' AND id <> ? LIMIT 1",
    [venueId, startsAtMs - 86_400_000, endsAtMs, startsAtMs, but],
  );
}

export async function selectExistingMovies(queries: Queries, ids: readonly number[]): Promise<Set<number>> {
  const rows = await queries.all<{ id: number }>(`SELECT id FROM movie WHERE id IN (${marks(ids.length)})`, ids);
  return new Set(rows.map(({ id }) => id));
}
