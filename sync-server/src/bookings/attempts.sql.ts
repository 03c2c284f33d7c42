/** A phone's payment, by its attempt: every step is a compare-and-set of the attempt's own row. */
import type { PaymentAttempt } from '../payments/PaymentAttempt.entity.ts';
import { first, insertRows, marks, type Queries, type Transaction } from '../platform/database.ts';

export type AttemptState = PaymentAttempt['state'];

export interface AttemptRow {
  id: string;
  screening_id: number;
  hold_id: string;
  state: AttemptState;
  amount_minor: number;
  currency: string;
  sale: string;
  seq: number | null;
  at_ms: number;
  deadline_ms: number;
  user_id: number | null;
  /** Null: the provider was never asked to charge it. */
  provider_ref: string | null;
}
const columns =
  'id, screening_id, hold_id, state, amount_minor, currency, sale, seq, at_ms, deadline_ms, user_id, provider_ref';

export function selectAttempt(queries: Queries, id: string): Promise<AttemptRow | undefined> {
  return first(queries, `SELECT ${columns} FROM payment_attempt WHERE id = ?`, [id]);
}

export function insertAttempt(tx: Transaction, row: AttemptRow): Promise<void> {
  const names = columns.split(', ') as (keyof AttemptRow)[];
  return insertRows(tx, 'payment_attempt', names, [names.map((name) => row[name])]);
}

/** Answers whether it was in one of these states. */
export async function moveAttempt(
  tx: Transaction,
  id: string,
  from: readonly AttemptState[],
  to: AttemptState,
): Promise<boolean> {
  const { changes } = await tx.run(
    `UPDATE payment_attempt SET state = ? WHERE id = ? AND state IN (${marks(from.length)})`,
    [to, id, ...from],
  );
  return changes === 1;
}

/** Only while it is being paid: whoever has cancelled it meanwhile knows that it is not charged. */
export async function saveRef(tx: Transaction, id: string, ref: string): Promise<boolean> {
  const { changes } = await tx.run(
    "UPDATE payment_attempt SET provider_ref = ? WHERE id = ? AND provider_ref IS NULL AND state = 'paying'",
    [ref, id],
  );
  return changes === 1;
}

/** What was cancelled without a reference can be asked about from now on. */
export async function adoptRef(tx: Transaction, id: string, ref: string): Promise<boolean> {
  const { changes } = await tx.run(
    "UPDATE payment_attempt SET provider_ref = ? WHERE id = ? AND provider_ref IS NULL AND state = 'cancelled'",
    [ref, id],
  );
  return changes === 1;
}

/** What has no reference was never charged, so it ends here alone. */
export async function cancelUncharged(tx: Transaction, id: string): Promise<boolean> {
  const { changes } = await tx.run(
    `UPDATE payment_attempt SET state = 'cancelled'
      WHERE id = ? AND provider_ref IS NULL AND state IN ('paying', 'cancelling')`,
    [id],
  );
  return changes === 1;
}

/** To be looked after by then at the latest. */
export async function hastenAttempt(tx: Transaction, id: string, deadlineMs: number): Promise<void> {
  await tx.run('UPDATE payment_attempt SET deadline_ms = ? WHERE id = ? AND deadline_ms > ?', [
    deadlineMs,
    id,
    deadlineMs,
  ]);
}

export async function saveAttemptSeq(tx: Transaction, id: string, seq: number): Promise<void> {
  await tx.run('UPDATE payment_attempt SET seq = ? WHERE id = ?', [seq, id]);
}

/** Whose time has come, the longest overdue first. */
export function selectDueAttempts(queries: Queries, nowMs: number, limit: number): Promise<AttemptRow[]> {
  return queries.all(
    `SELECT ${columns} FROM payment_attempt
      WHERE state IN ('paying', 'cancelling', 'watching', 'refunding') AND deadline_ms <= ? ORDER BY deadline_ms, id LIMIT ?`,
    [nowMs, limit],
  );
}

/** One instance looks after it now; the next look is later. */
export async function claimAttempt(
  tx: Transaction,
  { id, state, deadline_ms }: AttemptRow,
  nextMs: number,
): Promise<boolean> {
  const { changes } = await tx.run(
    'UPDATE payment_attempt SET deadline_ms = ? WHERE id = ? AND state = ? AND deadline_ms = ?',
    [nextMs, id, state, deadline_ms],
  );
  return changes === 1;
}
