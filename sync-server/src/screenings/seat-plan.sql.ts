/** The seats that a venue has now, and the rights that sit at them. */
import { insertSeats, type PlannedSeat } from '../catalogue/catalogue.ts';
import { first, marks, type Queries, type Transaction } from '../platform/database.ts';
import type { VenueSeat } from './screenings.sql.ts';

const seatColumns = 't.id, t.row_label AS `row`, t.label, t.x, t.y, t.kind, t.available';

export interface VenuePlanRow {
  id: number;
  cinema_id: number;
  name: string;
  information: string;
  category: string;
  plan: number;
}
export const selectVenuePlan = (queries: Queries, venueId: number): Promise<VenuePlanRow | undefined> =>
  first(queries, 'SELECT id, cinema_id, name, information, category, plan FROM venue WHERE id = ?', [venueId]);

export const selectPresentSeats = (queries: Queries, venueId: number): Promise<VenueSeat[]> =>
  queries.all(`SELECT ${seatColumns} FROM seats t WHERE t.venue_id = ? AND t.removed_in = 0 ORDER BY t.y, t.x, t.id`, [
    venueId,
  ]);

/** One change of a plan follows another: whoever began with an older one is too late. */
export async function countPlan(tx: Transaction, venueId: number, plan: number): Promise<boolean> {
  const { changes } = await tx.run('UPDATE venue SET plan = plan + 1 WHERE id = ? AND plan = ?', [venueId, plan]);
  return changes === 1;
}

const known = "venue_id = ? AND starts_at_ms > ? AND state = 'published'";

/** So that none of them moves out meanwhile. */
export async function lockKnownScreenings(tx: Transaction, venueId: number, sinceMs: number): Promise<void> {
  await tx.run(`UPDATE screening SET state = state WHERE ${known}`, [venueId, sinceMs]);
}

export const selectKnownScreenings = (queries: Queries, venueId: number, sinceMs: number): Promise<{ id: number }[]> =>
  queries.all(`SELECT id FROM screening WHERE ${known} ORDER BY id`, [venueId, sinceMs]);

export interface TakenRow {
  screening_id: number;
  seat_id: number;
  label: string;
  state: string;
  holder: number;
  blocked_for: string | null;
  title: string;
  starts_at_ms: number;
  order_key: string | null;
}
/** A moved screening's rights are named otherwise than the seats where they are. */
export async function selectRightsAtSeats(
  queries: Queries,
  screeningId: number,
  placeIds: readonly number[],
): Promise<TakenRow[]> {
  if (placeIds.length === 0) return [];
  return await queries.all(
    `SELECT r.screening_id, r.seat_id, t.label, r.state, r.holder, r.blocked_for, m.title, m.starts_at_ms, b.order_key
       FROM (SELECT s.id, s.starts_at_ms, f.name AS title FROM screening s JOIN movie f ON f.id = s.movie_id WHERE s.id = ?) m
       JOIN seat_right r ON r.screening_id = m.id
       LEFT JOIN seat_place p ON p.screening_id = r.screening_id AND p.seat_id = r.seat_id
       JOIN seats t ON t.id = COALESCE(p.place_id, r.seat_id)
       LEFT JOIN booking b ON b.terminal_id = r.ticket_terminal AND b.seq = r.ticket_seq
      WHERE t.id IN (${marks(placeIds.length)}) ORDER BY t.y, t.x, r.seat_id`,
    [screeningId, ...placeIds],
  );
}

export async function removeSeats(tx: Transaction, ids: readonly number[], plan: number): Promise<void> {
  if (ids.length === 0) return;
  await tx.run(`UPDATE seats SET removed_in = ? WHERE id IN (${marks(ids.length)})`, [plan, ...ids]);
}

/** Answers them with their ids. */
export async function addSeats(
  tx: Transaction,
  venueId: number,
  seats: readonly PlannedSeat[],
): Promise<{ id: number; available: number }[]> {
  if (seats.length === 0) return [];
  await insertSeats(tx, venueId, seats);
  return await tx.all(
    `SELECT id, available FROM seats
      WHERE venue_id = ? AND removed_in = 0 AND label IN (${marks(seats.length)}) ORDER BY id`,
    [venueId, ...seats.map(({ label }) => label)],
  );
}

/** Those that go the same way in one statement: an aisle moves half a house. */
export async function moveSeatsTo(
  tx: Transaction,
  moved: readonly { seat: VenueSeat; to: PlannedSeat }[],
): Promise<void> {
  const alike = Map.groupBy(moved, ({ seat, to }) => JSON.stringify([to.x - seat.x, to.y - seat.y, to.row]));
  for (const [way, seats] of alike) {
    const [right, back, row] = JSON.parse(way) as [number, number, string];
    await tx.run(`UPDATE seats SET x = x + ?, y = y + ?, row_label = ? WHERE id IN (${marks(seats.length)})`, [
      right,
      back,
      row,
      ...seats.map(({ seat }) => seat.id),
    ]);
  }
}

export interface ManagedVenueRow {
  id: number;
  name: string;
  information: string;
  category: string;
  plan: number;
}
export const selectManagedVenues = (
  queries: Queries,
  cinemaId: number,
  { after, limit }: { after: number; limit: number },
): Promise<ManagedVenueRow[]> =>
  queries.all(
    'SELECT id, name, information, category, plan FROM venue WHERE cinema_id = ? AND id > ? ORDER BY id LIMIT ?',
    [cinemaId, after, limit],
  );

export async function countSeatsByKind(
  queries: Queries,
  venueIds: readonly number[],
): Promise<{ venue_id: number; kind: string; n: number }[]> {
  if (venueIds.length === 0) return [];
  const rows = await queries.all<{ venue_id: number; kind: string; n: number | string }>(
    `SELECT venue_id, kind, COUNT(*) AS n FROM seats
      WHERE venue_id IN (${marks(venueIds.length)}) AND removed_in = 0 GROUP BY venue_id, kind`,
    venueIds,
  );
  return rows.map((row) => ({ ...row, n: Number(row.n) }));
}

export async function countComing(
  queries: Queries,
  venueIds: readonly number[],
  nowMs: number,
): Promise<{ venue_id: number; n: number }[]> {
  if (venueIds.length === 0) return [];
  const rows = await queries.all<{ venue_id: number; n: number | string }>(
    `SELECT venue_id, COUNT(*) AS n FROM screening
      WHERE venue_id IN (${marks(venueIds.length)}) AND starts_at_ms > ? AND state = 'published' GROUP BY venue_id`,
    [...venueIds, nowMs],
  );
  return rows.map((row) => ({ ...row, n: Number(row.n) }));
}

export async function updateVenue(
  tx: Transaction,
  venueId: number,
  { name, information, category }: Pick<ManagedVenueRow, 'name' | 'information' | 'category'>,
): Promise<void> {
  await tx.run('UPDATE venue SET name = ?, information = ?, category = ? WHERE id = ?', [
    name,
    information,
    category,
    venueId,
  ]);
}
