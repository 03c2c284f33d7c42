/** What a manager sees of a day: each screening's seats by state and holder, its takings, who has come in. */
import { first, marks, type Queries, type Value } from '../platform/database.ts';

export interface HouseScreeningRow {
  id: number;
  cinema_id: number;
  movie_id: number;
  title: string;
  venue_id: number;
  venue_name: string;
  starts_at_ms: number;
  ends_at_ms: number;
  show_date: string;
  display: string;
  language: string;
  seating: string;
  state: 'published' | 'cancelled';
  cancelled_at_ms: number | null;
  currency: string;
}
const columns = `s.id, v.cinema_id, s.movie_id, m.name AS title, s.venue_id, v.name AS venue_name, s.starts_at_ms, s.ends_at_ms,
  s.show_date, s.display, s.language, s.seating, s.state, s.cancelled_at_ms, c.currency`;
const tables =
  'screening s JOIN venue v ON v.id = s.venue_id JOIN cinema c ON c.id = v.cinema_id JOIN movie m ON m.id = s.movie_id';

export type After = readonly [startsAtMs: number, id: number] | null;

export interface HouseWish {
  cinemaId: number;
  day: string;
  after: After;
  limit: number;
  /** Only these; at least one. */
  ids?: readonly number[] | undefined;
}

/** Also the cancelled ones: their tickets are still to be settled. */
export function selectHouse(
  queries: Queries,
  { cinemaId, day, after, limit, ids }: HouseWish,
): Promise<HouseScreeningRow[]> {
  const isNamed = ids === undefined ? '' : `AND s.id IN (${marks(ids.length)})`;
  const isAfter = after === null ? '' : 'AND (s.starts_at_ms > ? OR (s.starts_at_ms = ? AND s.id > ?))';
  const values: Value[] = [
    day,
    cinemaId,
    ...(ids ?? []),
    ...(after === null ? [] : [after[0], after[0], after[1]]),
    limit,
  ];
  return queries.all(
    `SELECT ${columns} FROM ${tables} WHERE s.show_date = ? AND v.cinema_id = ? ${isNamed} ${isAfter}
      ORDER BY s.starts_at_ms, s.id LIMIT ?`,
    values,
  );
}

export const selectHouseScreening = (queries: Queries, screeningId: number): Promise<HouseScreeningRow | undefined> =>
  first(queries, `SELECT ${columns} FROM ${tables} WHERE s.id = ?`, [screeningId]);

export interface SeatCountRow {
  screening_id: number;
  state: string;
  holder: number;
  kind: string;
  n: number;
}

/** Of every right but those that a move has left behind in the old venue. */
export async function selectSeatCounts(queries: Queries, ids: readonly number[]): Promise<SeatCountRow[]> {
  if (ids.length === 0) return [];
  const rows = await queries.all<SeatCountRow & { n: number | string }>(
    `SELECT r.screening_id, r.state, r.holder, t.kind, COUNT(*) AS n
       FROM seat_right r
       LEFT JOIN seat_place p ON p.screening_id = r.screening_id AND p.seat_id = r.seat_id
       JOIN seats t ON t.id = COALESCE(p.place_id, r.seat_id)
      WHERE r.screening_id IN (${marks(ids.length)}) AND NOT (r.state = 'blocked' AND COALESCE(r.blocked_for, '') = 'moved')
      GROUP BY r.screening_id, r.state, r.holder, t.kind`,
    ids,
  );
  return rows.map((row) => ({ ...row, n: Number(row.n) }));
}

type Sums = { screening_id: number; n: number | string; minor: number | string | null };
const bySum = (rows: readonly Sums[]) =>
  new Map(rows.map(({ screening_id, n, minor }) => [screening_id, { n: Number(n), minor: Number(minor ?? 0) }]));

/** What was paid for tickets that nobody has undone. */
export async function selectTakings(queries: Queries, ids: readonly number[]) {
  if (ids.length === 0) return bySum([]);
  return bySum(
    await queries.all<Sums>(
      `SELECT screening_id, COUNT(*) AS n, SUM(price_minor) AS minor FROM ticket
        WHERE screening_id IN (${marks(ids.length)}) AND ended_as IS NULL GROUP BY screening_id`,
      ids,
    ),
  );
}

export async function selectAdmitted(queries: Queries, ids: readonly number[]) {
  if (ids.length === 0) return bySum([]);
  return bySum(
    await queries.all<Sums>(
      `SELECT screening_id, COUNT(*) AS n, 0 AS minor FROM admission
        WHERE screening_id IN (${marks(ids.length)}) GROUP BY screening_id`,
      ids,
    ),
  );
}

/** Of those that name a screening: open ones are few. */
export async function selectOpenPerScreening(queries: Queries, ids: readonly number[]) {
  if (ids.length === 0) return bySum([]);
  return bySum(
    await queries.all<Sums>(
      `SELECT screening_id, COUNT(*) AS n, 0 AS minor FROM \`exception\`
        WHERE settled_at_ms IS NULL AND screening_id IN (${marks(ids.length)}) GROUP BY screening_id`,
      ids,
    ),
  );
}

export interface NamedTerminalRow {
  id: number;
  name: string;
  role: 'kiosk' | 'till' | 'gate';
  state: string;
}
export const selectTerminalNames = (queries: Queries, cinemaId: number): Promise<NamedTerminalRow[]> =>
  queries.all('SELECT id, name, role, state FROM terminal WHERE cinema_id = ? ORDER BY id', [cinemaId]);

export interface HouseSeatRow {
  seat_id: number;
  place_id: number;
  row_label: string;
  label: string;
  x: number;
  y: number;
  kind: string;
  available: number;
  state: string;
  holder: number;
  blocked_for: string | null;
  ticket_terminal: number | null;
  ticket_seq: number | null;
}
/** Every seat of a screening where it is now. One that found no place in a move is left out: an exception names it. */
export const selectHouseSeats = (queries: Queries, screeningId: number): Promise<HouseSeatRow[]> =>
  queries.all(
    `SELECT r.seat_id, t.id AS place_id, t.row_label, t.label, t.x, t.y, t.kind, t.available, r.state, r.holder, r.blocked_for,
            r.ticket_terminal, r.ticket_seq
       FROM seat_right r JOIN screening s ON s.id = r.screening_id
       LEFT JOIN seat_place p ON p.screening_id = r.screening_id AND p.seat_id = r.seat_id
       JOIN seats t ON t.id = COALESCE(p.place_id, r.seat_id) AND t.venue_id = s.venue_id
      WHERE r.screening_id = ? AND (t.removed_in = 0 OR COALESCE(r.blocked_for, '') <> 'moved')
      ORDER BY t.y, t.x`,
    [screeningId],
  );

/** Those let in, by the seat of their ticket. */
export async function selectAdmittedSeats(queries: Queries, screeningId: number): Promise<Set<number>> {
  const rows = await queries.all<{ seat_id: number }>('SELECT seat_id FROM admission WHERE screening_id = ?', [
    screeningId,
  ]);
  return new Set(rows.map(({ seat_id }) => seat_id));
}
