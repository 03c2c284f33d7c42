/** What a manager is shown before a screening or a seat is taken off sale. */
import { first, type Queries } from '../platform/database.ts';

export async function selectCinemaOfScreening(queries: Queries, screeningId: number): Promise<number | null> {
  const row = await first<{ cinema_id: number }>(
    queries,
    'SELECT v.cinema_id FROM screening s JOIN venue v ON v.id = s.venue_id WHERE s.id = ?',
    [screeningId],
  );
  return row?.cinema_id ?? null;
}

export const selectPlace = (
  queries: Queries,
  screeningId: number,
): Promise<{ cinema_id: number; venue_id: number } | undefined> =>
  first(queries, 'SELECT v.cinema_id, s.venue_id FROM screening s JOIN venue v ON v.id = s.venue_id WHERE s.id = ?', [
    screeningId,
  ]);

export async function selectCinemaOfSeat(queries: Queries, seatId: number): Promise<number | null> {
  const row = await first<{ cinema_id: number }>(
    queries,
    'SELECT v.cinema_id FROM seats t JOIN venue v ON v.id = t.venue_id WHERE t.id = ?',
    [seatId],
  );
  return row?.cinema_id ?? null;
}

export interface RefundableRow {
  channel: string;
  bookings: number;
  tickets: number;
  refund_minor: number;
}
/** Valid tickets that are in no refund yet, by the channel that sold them. */
export async function selectRefundable(queries: Queries, screeningId: number): Promise<RefundableRow[]> {
  const rows = await queries.all<Record<keyof RefundableRow, string | number>>(
    `SELECT b.user_type AS channel, COUNT(DISTINCT b.order_key) AS bookings, COUNT(*) AS tickets, SUM(k.price_minor) AS refund_minor
       FROM ticket k JOIN booking b ON b.terminal_id = k.terminal_id AND b.seq = k.seq
       LEFT JOIN refund_line l ON l.terminal_id = k.terminal_id AND l.seq = k.seq AND l.line = k.line
      WHERE k.screening_id = ? AND k.valid = 1 AND l.refund_id IS NULL GROUP BY b.user_type ORDER BY b.user_type`,
    [screeningId],
  );
  return rows.map(({ channel, ...sums }) => ({
    channel: String(channel),
    bookings: Number(sums.bookings),
    tickets: Number(sums.tickets),
    refund_minor: Number(sums.refund_minor),
  }));
}

export interface HolderRow {
  state: string;
  holder: number;
  name: string | null;
  seats: number;
}
/** Seats of a screening that are not the server’s to withhold at once. */
export async function selectHolders(queries: Queries, screeningId: number): Promise<HolderRow[]> {
  const rows = await queries.all<HolderRow & { seats: number | string }>(
    `SELECT r.state, r.holder, t.name, COUNT(*) AS seats FROM seat_right r LEFT JOIN terminal t ON t.id = r.holder
      WHERE r.screening_id = ? AND r.state IN ('granted', 'held', 'paying', 'quarantined')
      GROUP BY r.state, r.holder, t.name ORDER BY r.state, r.holder`,
    [screeningId],
  );
  return rows.map((row) => ({ ...row, seats: Number(row.seats) }));
}

export interface SoldSeatRow {
  screening_id: number;
  title: string;
  starts_at_ms: number;
  order_key: string;
  channel: string;
}
/** The ticket of a seat of one screening, where it is sold. */
export const selectSoldSeat = (
  queries: Queries,
  screeningId: number,
  seatId: number,
): Promise<SoldSeatRow | undefined> =>
  first(
    queries,
    `SELECT s.id AS screening_id, m.name AS title, s.starts_at_ms, b.order_key, b.user_type AS channel
       FROM seat_right r JOIN screening s ON s.id = r.screening_id JOIN movie m ON m.id = s.movie_id
       JOIN booking b ON b.terminal_id = r.ticket_terminal AND b.seq = r.ticket_seq
      WHERE r.screening_id = ? AND r.seat_id = ? AND r.state = 'sold'`,
    [screeningId, seatId],
  );

export const selectScreeningState = (
  queries: Queries,
  screeningId: number,
): Promise<{ state: string; title: string; currency: string } | undefined> =>
  first(
    queries,
    `SELECT s.state, m.name AS title, c.currency FROM screening s JOIN movie m ON m.id = s.movie_id
       JOIN venue v ON v.id = s.venue_id JOIN cinema c ON c.id = v.cinema_id WHERE s.id = ?`,
    [screeningId],
  );

/** How far the money of a screening's refunds is; those that another has taken the place of don't count. */
export async function selectRefundStates(
  queries: Queries,
  screeningId: number,
): Promise<{ state: string; n: number; minor: number }[]> {
  const rows = await queries.all<Record<'state' | 'n' | 'minor', string | number>>(
    `SELECT r.state, COUNT(*) AS n, SUM(r.amount_minor) AS minor
       FROM booking b JOIN refund r ON r.terminal_id = b.terminal_id AND r.seq = b.seq
      WHERE b.screening_id = ? AND r.state <> 'superseded' GROUP BY r.state`,
    [screeningId],
  );
  return rows.map(({ state, n, minor }) => ({ state: String(state), n: Number(n), minor: Number(minor) }));
}
