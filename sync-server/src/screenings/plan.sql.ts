/** A cinema's programme as its managers plan it. */
import { first, marks, type Queries, type Transaction, type Value } from '../platform/database.ts';

export interface CinemaRow {
  id: number;
  name: string;
  time_zone: string;
  currency: string;
}
export const selectCinema = (queries: Queries, cinemaId: number): Promise<CinemaRow | undefined> =>
  first(queries, 'SELECT id, name, time_zone, currency FROM cinema WHERE id = ?', [cinemaId]);

export interface VenueRow {
  id: number;
  name: string;
  category: string;
  seats: number;
}
/** `seats`: those that can be used. */
export async function selectVenues(queries: Queries, cinemaId: number): Promise<VenueRow[]> {
  const rows = await queries.all<VenueRow & { seats: number | string }>(
    `SELECT v.id, v.name, v.category, COUNT(t.id) AS seats FROM venue v
       LEFT JOIN seats t ON t.venue_id = v.id AND t.removed_in = 0 AND t.available = 1
      WHERE v.cinema_id = ? GROUP BY v.id, v.name, v.category ORDER BY v.name, v.id`,
    [cinemaId],
  );
  return rows.map((row) => ({ ...row, seats: Number(row.seats) }));
}

export interface PlannedRow {
  id: number;
  venue_id: number;
  movie_id: number;
  title: string;
  starts_at_ms: number;
  ends_at_ms: number;
  display: string;
  language: string;
  price_minor: number;
  seating: string;
  state: 'published' | 'cancelled';
  show_id: string | null;
}
const plannedColumns = `s.id, s.venue_id, s.movie_id, m.name AS title, s.starts_at_ms, s.ends_at_ms, s.display, s.language,
  s.price_minor, s.seating, s.state, i.show_id`;
const plannedTables = `screening s JOIN venue v ON v.id = s.venue_id JOIN movie m ON m.id = s.movie_id
  LEFT JOIN imported_show i ON i.screening_id = s.id`;

export interface PlanPage {
  cinemaId: number;
  /** Business dates. */
  from: string;
  to: string;
  after: readonly [number, number] | null;
  limit: number;
}
export function selectPlan(queries: Queries, { cinemaId, from, to, after, limit }: PlanPage): Promise<PlannedRow[]> {
  const later = after ? ' AND (s.starts_at_ms > ? OR (s.starts_at_ms = ? AND s.id > ?))' : '';
  const values: Value[] = [from, to, cinemaId, ...(after ? [after[0], after[0], after[1]] : []), limit];
  return queries.all(
    `SELECT ${plannedColumns} FROM ${plannedTables}
      WHERE s.show_date >= ? AND s.show_date <= ? AND v.cinema_id = ?${later} ORDER BY s.starts_at_ms, s.id LIMIT ?`,
    values,
  );
}

/** Of these venues, what runs or begins in a span of time; a film begins within a day before it. */
export async function selectRunningIn(
  queries: Queries,
  venueIds: readonly number[],
  { fromMs, toMs }: { fromMs: number; toMs: number },
): Promise<PlannedRow[]> {
  if (venueIds.length === 0) return [];
  return await queries.all(
    `SELECT ${plannedColumns} FROM ${plannedTables}
      WHERE s.venue_id IN (${marks(venueIds.length)}) AND s.starts_at_ms > ? AND s.starts_at_ms < ? AND s.state = 'published'
      ORDER BY s.starts_at_ms, s.id`,
    [...venueIds, fromMs - 86_400_000, toMs],
  );
}

/** Sold, in a phone's hands, or perhaps sold: seats of somebody. */
export async function countTaken(queries: Queries, ids: readonly number[]): Promise<Map<number, number>> {
  if (ids.length === 0) return new Map();
  const rows = await queries.all<{ screening_id: number; n: number | string }>(
    `SELECT screening_id, COUNT(*) AS n FROM seat_right
      WHERE screening_id IN (${marks(ids.length)}) AND state IN ('sold', 'held', 'paying', 'quarantined') GROUP BY screening_id`,
    ids,
  );
  return new Map(rows.map(({ screening_id, n }) => [screening_id, Number(n)]));
}

/** How many of its seats are somebody's, and how many unsold with terminals. Its rights stay as they are until the end. */
export async function lockTaken(tx: Transaction, screeningId: number): Promise<{ taken: number; granted: number }> {
  await tx.run('UPDATE seat_right SET state = state WHERE screening_id = ?', [screeningId]);
  const rows = await tx.all<{ state: string; n: number | string }>(
    'SELECT state, COUNT(*) AS n FROM seat_right WHERE screening_id = ? GROUP BY state',
    [screeningId],
  );
  const sum = (...states: string[]) =>
    rows.filter(({ state }) => states.includes(state)).reduce((total, { n }) => total + Number(n), 0);
  return { taken: sum('sold', 'held', 'paying', 'quarantined'), granted: sum('granted') };
}

export interface FilmRow {
  id: number;
  name: string;
  length: number | null;
}
export const selectFilms = (queries: Queries): Promise<FilmRow[]> =>
  queries.all('SELECT id, name, length FROM movie ORDER BY id');

export async function updateScreening(
  tx: Transaction,
  screeningId: number,
  row: Readonly<Record<string, Value | undefined>>,
): Promise<boolean> {
  const given = Object.entries(row).flatMap(([column, value]) => (value === undefined ? [] : [{ column, value }]));
  const set = given.map(({ column }) => `\`${column}\` = ?`).join(', ');
  const { changes } = await tx.run(`UPDATE screening SET ${set} WHERE id = ? AND state = 'published'`, [
    ...given.map(({ value }) => value),
    screeningId,
  ]);
  return changes === 1;
}
