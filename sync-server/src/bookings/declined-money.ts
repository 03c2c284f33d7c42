/**
 * What a bank refused afterwards was never paid, so it is not given back: refunds of such a booking come to no more than
 * what its other tenders paid. What was paid out before the bank's word came is lost.
 */
import type { OrderId } from '@marquee/shared/ids';
import type { Transaction } from '../platform/database.ts';
import * as sql from './declined-money.sql.ts';

interface RefundedLine {
  line: number;
  amountMinor: number;
}

/** May be below zero. Null: no charge of this booking was declined. */
async function selectLeft(tx: Transaction, order: OrderId): Promise<number | null> {
  const { paidMinor, declinedMinor } = await sql.selectPaid(tx, order);
  return declinedMinor === 0 ? null : paidMinor - (await sql.selectGivenBack(tx, order));
}

/** These lines with no more than what is left to be given back. */
export async function limitToPaid(
  tx: Transaction,
  order: OrderId,
  lines: readonly RefundedLine[],
): Promise<readonly RefundedLine[]> {
  await sql.lockCharges(tx, order);
  let left = await selectLeft(tx, order);
  if (left === null) return lines;
  const limited: RefundedLine[] = [];
  for (const { line, amountMinor: wholeMinor } of lines) {
    const amountMinor = Math.min(wholeMinor, Math.max(0, left));
    left -= amountMinor;
    limited.push({ line, amountMinor });
  }
  return limited;
}

/** A charge has just been declined: what is prepared beyond the rest is not to be paid out any more. */
export async function cutPrepared(tx: Transaction, order: OrderId): Promise<void> {
  let over = -((await selectLeft(tx, order)) ?? 0);
  if (over <= 0) return;
  for (const { refund_id: refundId, line, amount_minor: amountMinor } of await sql.selectPrepared(tx, order)) {
    const byMinor = Math.min(over, amountMinor);
    if (byMinor > 0 && (await sql.cutLine(tx, order, { refundId, line, byMinor }))) over -= byMinor;
  }
}
