import type { OrderId } from '@marquee/shared/ids';
import { first, type Queries, type Transaction } from '../platform/database.ts';

/** Until this transaction ends, no bank's word on a charge of this booking is written. */
export async function lockCharges(tx: Transaction, { terminal, seq }: OrderId): Promise<void> {
  await tx.run("UPDATE payment SET state = state WHERE terminal_id = ? AND seq = ? AND state <> 'paid'", [
    terminal,
    seq,
  ]);
}

export async function selectPaid(
  queries: Queries,
  { terminal, seq }: OrderId,
): Promise<{ paidMinor: number; declinedMinor: number }> {
  const row = await first<{ paid: number | string | null; declined: number | string | null }>(
    queries,
    `SELECT SUM(CASE WHEN state = 'declined' THEN 0 ELSE amount_minor END) AS paid,
            SUM(CASE WHEN state = 'declined' THEN amount_minor ELSE 0 END) AS declined
       FROM payment WHERE terminal_id = ? AND seq = ?`,
    [terminal, seq],
  );
  return { paidMinor: Number(row?.paid ?? 0), declinedMinor: Number(row?.declined ?? 0) };
}

/** Given back of a booking, or promised to be. */
export async function selectGivenBack(queries: Queries, { terminal, seq }: OrderId): Promise<number> {
  const row = await first<{ minor: number | string | null }>(
    queries,
    "SELECT SUM(amount_minor) AS minor FROM refund WHERE terminal_id = ? AND seq = ? AND state <> 'superseded'",
    [terminal, seq],
  );
  return Number(row?.minor ?? 0);
}

export interface PreparedLine {
  refund_id: string;
  line: number;
  amount_minor: number;
}
/** What is to be paid out for a booking's tickets, the latest first. */
export function selectPrepared(queries: Queries, { terminal, seq }: OrderId): Promise<PreparedLine[]> {
  return queries.all(
    `SELECT l.refund_id, l.line, l.amount_minor FROM refund r JOIN refund_line l ON l.refund_id = r.id
      WHERE r.terminal_id = ? AND r.seq = ? AND r.state = 'prepared' ORDER BY r.at_ms DESC, r.id, l.line DESC`,
    [terminal, seq],
  );
}

/** Answers whether it was still to be paid out. */
export async function cutLine(
  tx: Transaction,
  { terminal, seq }: OrderId,
  cut: { refundId: string; line: number; byMinor: number },
): Promise<boolean> {
  const { refundId, line, byMinor } = cut;
  const { changes } = await tx.run(
    "UPDATE refund SET amount_minor = amount_minor - ? WHERE id = ? AND state = 'prepared'",
    [byMinor, refundId],
  );
  if (changes !== 1) return false;
  await tx.run(
    'UPDATE refund_line SET amount_minor = amount_minor - ? WHERE terminal_id = ? AND seq = ? AND line = ?',
    [byMinor, terminal, seq, line],
  );
  return true;
}
