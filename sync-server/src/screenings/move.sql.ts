import { insertRows, marks, type Queries, type Transaction } from '../platform/database.ts';
import type { RightRow } from '../rights/rights.ts';

export type MovableRow = RightRow & { operation_id: string | null };

export function selectMovable(queries: Queries, screeningId: number): Promise<MovableRow[]> {
  return queries.all(
    `SELECT screening_id, seat_id, state, holder, version, ticket_terminal, ticket_seq, ticket_line, blocked_for,
            recall_answer, operation_id
       FROM seat_right WHERE screening_id = ? ORDER BY seat_id`,
    [screeningId],
  );
}

export interface NewPlace {
  from: { venueId: number; startsAtMs: number };
  to: { venueId: number; startsAtMs: number; endsAtMs: number; salesEndAtMs: number; showDate: string };
}
export async function moveTo(tx: Transaction, screeningId: number, { from, to }: NewPlace): Promise<boolean> {
  const { changes } = await tx.run(
    `UPDATE screening SET venue_id = ?, starts_at_ms = ?, ends_at_ms = ?, sales_end_at_ms = ?, show_date = ?
      WHERE id = ? AND venue_id = ? AND starts_at_ms = ? AND state = 'published'`,
    [to.venueId, to.startsAtMs, to.endsAtMs, to.salesEndAtMs, to.showDate, screeningId, from.venueId, from.startsAtMs],
  );
  return changes === 1;
}

export async function replacePlaces(
  tx: Transaction,
  screeningId: number,
  places: readonly { seatId: number; placeId: number }[],
): Promise<void> {
  await tx.run('DELETE FROM seat_place WHERE screening_id = ?', [screeningId]);
  const rows = places.map(({ seatId, placeId }) => [screeningId, seatId, placeId]);
  await insertRows(tx, 'seat_place', ['screening_id', 'seat_id', 'place_id'], rows);
}

/** Rights that nobody has, named one by one so that no other change of them slips through. Answers how many. */
async function updateNamed(
  tx: Transaction,
  { set, screeningId, seatIds, where }: { set: string; screeningId: number; seatIds: readonly number[]; where: string },
): Promise<number> {
  if (seatIds.length === 0) return 0;
  const { changes } = await tx.run(
    `UPDATE seat_right SET ${set} WHERE screening_id = ? AND seat_id IN (${marks(seatIds.length)}) AND ${where}`,
    [screeningId, ...seatIds],
  );
  return changes;
}

/** Free or blocked, and left behind in the old venue. */
export const leaveBehind = (tx: Transaction, screeningId: number, seatIds: readonly number[]): Promise<number> =>
  updateNamed(tx, {
    set: "state = 'blocked', blocked_for = 'moved'",
    screeningId,
    seatIds,
    where: "state IN ('free', 'blocked') AND holder = 0",
  });

/** Left behind once, and now in the present venue again. */
export const takeUpAgain = (
  tx: Transaction,
  screeningId: number,
  seatIds: readonly number[],
  state: 'free' | 'blocked',
): Promise<number> =>
  updateNamed(tx, {
    set: `state = '${state}', blocked_for = NULL`,
    screeningId,
    seatIds,
    where: "state = 'blocked' AND holder = 0",
  });

/** Somebody has it, and it has no place: withheld as soon as it comes back. A phone's hold that is not paid yet ends. */
export const withholdUnplaced = (tx: Transaction, screeningId: number, seatIds: readonly number[]): Promise<number> =>
  updateNamed(tx, {
    // The state last: MySQL compares what was set before it in this statement.
    set: `blocked_for = 'moved',
          operation_id = CASE WHEN state = 'held' THEN NULL ELSE operation_id END,
          expires_at_ms = CASE WHEN state = 'held' THEN NULL ELSE expires_at_ms END,
          state = CASE WHEN state IN ('free', 'held') THEN 'blocked' ELSE state END`,
    screeningId,
    seatIds,
    where: '1 = 1',
  });

/** It has a place: what was wrong with the old one is no reason any more. */
export const offerPlaced = (tx: Transaction, screeningId: number, seatIds: readonly number[]): Promise<number> =>
  updateNamed(tx, {
    set: 'blocked_for = NULL',
    screeningId,
    seatIds,
    where: "blocked_for IN ('moved', 'broken') AND state <> 'blocked'",
  });

export function insertNewRights(
  tx: Transaction,
  screeningId: number,
  seats: readonly { id: number; available: number }[],
  version: number,
): Promise<void> {
  const rows = seats.map(({ id, available }) => [screeningId, id, available === 1 ? 'free' : 'blocked', 0, version]);
  return insertRows(tx, 'seat_right', ['screening_id', 'seat_id', 'state', 'holder', 'version'], rows);
}
