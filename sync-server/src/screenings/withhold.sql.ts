/** Seats that nobody is to sell any more. Each statement writes every state of a seat at once, so that none slips through. */
import { marks, type Queries, type Transaction, type Value } from '../platform/database.ts';
import { type RightRow, selectRight } from '../rights/rights.ts';

export type WithholdReason = 'broken' | 'house';

/** Free ones are blocked; the others carry the reason with them until they come back. */
export async function withholdSeats(
  tx: Transaction,
  screeningId: number,
  seatIds: readonly number[],
  reason: WithholdReason,
): Promise<void> {
  await tx.run(
    `UPDATE seat_right SET blocked_for = ?, state = CASE WHEN state = 'free' THEN 'blocked' ELSE state END
      WHERE screening_id = ? AND seat_id IN (${marks(seatIds.length)}) AND blocked_for IS NULL`,
    [reason, screeningId, ...seatIds],
  );
}

/** What a cancellation or a move withholds stays so. */
export async function offerSeats(tx: Transaction, screeningId: number, seatIds: readonly number[]): Promise<void> {
  await tx.run(
    `UPDATE seat_right SET blocked_for = NULL, state = CASE WHEN state = 'blocked' THEN 'free' ELSE state END
      WHERE screening_id = ? AND seat_id IN (${marks(seatIds.length)})
        AND (blocked_for IN ('broken', 'house') OR (state = 'blocked' AND blocked_for IS NULL))`,
    [screeningId, ...seatIds],
  );
}

/** All seats of a screening. A phone's hold ends; one that is being paid ends with its payment. */
export async function withholdAll(tx: Transaction, screeningId: number): Promise<void> {
  // The state last: MySQL compares what was set before it in this statement.
  await tx.run(
    `UPDATE seat_right SET blocked_for = 'cancelled',
        operation_id = CASE WHEN state = 'held' THEN NULL ELSE operation_id END,
        expires_at_ms = CASE WHEN state = 'held' THEN NULL ELSE expires_at_ms END,
        state = CASE WHEN state IN ('free', 'held') THEN 'blocked' ELSE state END
      WHERE screening_id = ?`,
    [screeningId],
  );
}

export function selectRights(queries: Queries, screeningId: number, seatIds?: readonly number[]): Promise<RightRow[]> {
  const ofSeats = seatIds ? ` AND seat_id IN (${marks(seatIds.length)})` : '';
  return queries.all(`${selectRight} WHERE screening_id = ?${ofSeats} ORDER BY seat_id`, [
    screeningId,
    ...(seatIds ?? []),
  ]);
}

export async function cancelPublished(tx: Transaction, screeningId: number, nowMs: number): Promise<boolean> {
  const { changes } = await tx.run(
    "UPDATE screening SET state = 'cancelled', cancelled_at_ms = ? WHERE id = ? AND state = 'published'",
    [nowMs, screeningId],
  );
  return changes === 1;
}

export interface ValidTicket {
  terminal_id: number;
  seq: number;
  holder: number;
}
/** Bookings with valid tickets, and who may undo them. */
export function selectValidTickets(queries: Queries, screeningId: number): Promise<ValidTicket[]> {
  return queries.all(
    'SELECT terminal_id, seq, MAX(holder) AS holder FROM ticket WHERE screening_id = ? AND valid = 1 GROUP BY terminal_id, seq ORDER BY terminal_id, seq',
    [screeningId],
  );
}

export async function setAvailable(tx: Transaction, seatId: number, available: boolean): Promise<boolean> {
  const { changes } = await tx.run('UPDATE seats SET available = ? WHERE id = ? AND removed_in = 0', [
    available ? 1 : 0,
    seatId,
  ]);
  return changes === 1;
}

/** The rights that sit at a seat, in the screenings that are still to come: a moved screening's are called otherwise. */
export function selectRightsAt(
  queries: Queries,
  seatId: number,
  sinceMs: number,
): Promise<{ screening_id: number; seat_id: number }[]> {
  const values: Value[] = [seatId, seatId, seatId, sinceMs];
  return queries.all(
    `SELECT s.id AS screening_id, COALESCE(at.seat_id, x.id) AS seat_id
       FROM seats x JOIN screening s ON s.venue_id = x.venue_id
       LEFT JOIN seat_place at ON at.screening_id = s.id AND at.place_id = ?
       LEFT JOIN seat_place gone ON gone.screening_id = s.id AND gone.seat_id = ?
      WHERE x.id = ? AND s.starts_at_ms > ? AND s.state = 'published' AND (at.seat_id IS NOT NULL OR gone.seat_id IS NULL)
      ORDER BY s.id`,
    values,
  );
}

/** The same, of these seats alone. */
export async function selectTicketsOfSeats(
  queries: Queries,
  screeningId: number,
  seatIds: readonly number[],
): Promise<(ValidTicket & { line: number })[]> {
  if (seatIds.length === 0) return [];
  return await queries.all(
    `SELECT terminal_id, seq, line, holder FROM ticket WHERE screening_id = ? AND valid = 1 AND seat_id IN (${marks(seatIds.length)}) ORDER BY terminal_id, seq, line`,
    [screeningId, ...seatIds],
  );
}
