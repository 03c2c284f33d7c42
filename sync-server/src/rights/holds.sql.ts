/** Rights under a phone's hold: the server stays their holder, so time may end a hold, and nothing but a payment holds it. */
import { marks, type Queries, type Transaction, updateMany } from '../platform/database.ts';
import { nextVersion, type RightRow, selectRight } from './rights.sql.ts';

/** Free rights -> held for a phone until a time. The server stays the holder: only so may time take the hold away. */
export async function holdFree(
  tx: Transaction,
  hold: { screeningId: number; seatIds: readonly number[]; holdId: string; expiresAtMs: number },
): Promise<number> {
  // The holder is not named: a free right's is the server, and the index on it would be taken for the better one.
  const { changes } = await tx.run(
    `UPDATE seat_right SET state = 'held', operation_id = ?, expires_at_ms = ?
      WHERE screening_id = ? AND seat_id IN (${marks(hold.seatIds.length)}) AND state = 'free'`,
    [hold.holdId, hold.expiresAtMs, hold.screeningId, ...hold.seatIds],
  );
  return changes;
}

/**
 * held -> paying: before the provider is called. A hold in `paying` never expires; one whose time is over is not paid
 * any more, although nobody has ended it yet.
 */
export async function startPaying(
  tx: Transaction,
  hold: { holdId: string; screeningId: number; nowMs: number },
): Promise<number> {
  const { changes } = await tx.run(
    "UPDATE seat_right SET state = 'paying', expires_at_ms = NULL WHERE screening_id = ? AND operation_id = ? AND state = 'held' AND expires_at_ms > ?",
    [hold.screeningId, hold.holdId, hold.nowMs],
  );
  return changes;
}

export async function freeHeld(
  tx: Transaction,
  holdId: string,
  screeningId: number,
  state: 'held' | 'paying',
): Promise<number> {
  const { changes } = await tx.run(
    "UPDATE seat_right SET state = CASE WHEN blocked_for IS NULL THEN 'free' ELSE 'blocked' END, operation_id = NULL, expires_at_ms = NULL WHERE screening_id = ? AND operation_id = ? AND state = ?",
    [screeningId, holdId, state],
  );
  return changes;
}

/**
 * paying -> held again: its attempt has ended without money, and its time is not over. A seat that is withheld by now is
 * blocked, and the hold no longer whole.
 */
export async function resumeHeld(
  tx: Transaction,
  hold: { holdId: string; screeningId: number; expiresAtMs: number },
): Promise<number> {
  const { changes } = await tx.run(
    `UPDATE seat_right SET state = CASE WHEN blocked_for IS NULL THEN 'held' ELSE 'blocked' END,
        operation_id = CASE WHEN blocked_for IS NULL THEN operation_id ELSE NULL END,
        expires_at_ms = CASE WHEN blocked_for IS NULL THEN ? ELSE NULL END
      WHERE screening_id = ? AND operation_id = ? AND state = 'paying'`,
    [hold.expiresAtMs, hold.screeningId, hold.holdId],
  );
  return changes;
}

/** A hold whose time is over by this moment: one that was extended meanwhile stays, whatever was read before. */
export async function freeExpired(
  tx: Transaction,
  { holdId, screeningId, nowMs }: { holdId: string; screeningId: number; nowMs: number },
): Promise<number> {
  const { changes } = await tx.run(
    "UPDATE seat_right SET state = CASE WHEN blocked_for IS NULL THEN 'free' ELSE 'blocked' END, operation_id = NULL, expires_at_ms = NULL WHERE screening_id = ? AND operation_id = ? AND state = 'held' AND expires_at_ms <= ?",
    [screeningId, holdId, nowMs],
  );
  return changes;
}

/** Answers how many seats of the hold were still held. */
export async function extendHeld(
  tx: Transaction,
  hold: { holdId: string; screeningId: number; nowMs: number; expiresAtMs: number },
): Promise<number> {
  const { changes } = await tx.run(
    "UPDATE seat_right SET expires_at_ms = ? WHERE screening_id = ? AND operation_id = ? AND state = 'held' AND expires_at_ms > ? AND blocked_for IS NULL",
    [hold.expiresAtMs, hold.screeningId, hold.holdId, hold.nowMs],
  );
  return changes;
}

/**
 * Takes the rows of a hold that is being paid, in the order of their key, and says how many are to be sold: those that
 * nobody withholds. What comes after it in the transaction, such as the order's number, then waits for nobody's seats.
 */
export async function takePaying(tx: Transaction, holdId: string, screeningId: number): Promise<number> {
  const { changes } = await tx.run(
    "UPDATE seat_right SET state = 'paying' WHERE screening_id = ? AND operation_id = ? AND state = 'paying' AND blocked_for IS NULL",
    [screeningId, holdId],
  );
  return changes;
}

/**
 * (screening, seat, seq, line) in `paying` under this hold -> sold by the server itself: a hand-out, so the version grows.
 * A seat that is withheld by now is left out: the server decides at this moment, and gives the money back.
 */
export function sellPaying(
  tx: Transaction,
  holdId: string,
  sale: { serverNumber: number; versionBase: number },
  rows: readonly [number, number, number, number][],
): Promise<number> {
  return updateMany(
    tx,
    {
      table: 'seat_right',
      columns: ['screening_id', 'seat_id', 'seq', 'line'],
      set: {
        state: "'sold'",
        version: nextVersion(sale.versionBase),
        ticket_terminal: String(Math.trunc(sale.serverNumber)),
        ticket_seq: 'v.seq',
        ticket_line: 'v.line',
      },
      where:
        "r.screening_id = v.screening_id AND r.seat_id = v.seat_id AND r.state = 'paying' AND r.operation_id = ? AND r.blocked_for IS NULL",
      values: [holdId],
    },
    rows,
  );
}

export function selectHeld(queries: Queries, holdId: string, screeningId: number): Promise<RightRow[]> {
  return queries.all<RightRow>(`${selectRight} WHERE screening_id = ? AND operation_id = ? ORDER BY seat_id`, [
    screeningId,
    holdId,
  ]);
}
export function selectExpired(
  queries: Queries,
  nowMs: number,
  limit: number,
): Promise<{ screening_id: number; operation_id: string }[]> {
  return queries.all(
    "SELECT DISTINCT screening_id, operation_id FROM seat_right WHERE state = 'held' AND expires_at_ms <= ? LIMIT ?",
    [nowMs, limit],
  );
}
