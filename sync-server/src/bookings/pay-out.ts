/** A prepared refund is paid out at the desk. What vouchers have paid goes back to them. */
import { assert } from '@marquee/shared/assert';
import { noteAct } from '../accounts/accounts.ts';
import { raiseExceptions } from '../exceptions/exceptions.ts';
import { runOnce } from '../operations/operations.ts';
import { RolledBack, type Transaction } from '../platform/database.ts';
import type { RightsDeps } from '../rights/rights.ts';
import { raiseVoucherBalances } from '../vouchers/vouchers.ts';
import * as sql from './refund.sql.ts';
import { endStillValid } from './refund.ts';

/** `toVouchersMinor`: of the amount, what went back to the vouchers that had paid; the rest is to be handed out. */
export type PayOutAnswer =
  | { ok: true; toVouchersMinor?: number }
  | { ok: false; reason: 'refund-not-prepared' | 'not-holder' };

/**
 * A prepared refund is paid out, at the desk or by the provider. Its tickets end with it, if they have not before; one
 * that a terminal still holds could be paid out there as well, so it has to be released first.
 */
export function payOutRefund(
  deps: RightsDeps,
  order: { operationId: string; refundId: string; kind: 'cash' | 'card'; attemptId: string | null; by: string },
): Promise<PayOutAnswer> {
  const { operationId, ...body } = order;
  return runOnce<PayOutAnswer, PayOutAnswer>(
    deps,
    { operationId: `pay-out:${operationId}`, body },
    async (tx) => {
      if (!(await sql.settleRefund(tx, order.refundId, { nowMs: deps.clock.nowMs(), from: 'prepared' })))
        throw new RolledBack<PayOutAnswer>({ ok: false, reason: 'refund-not-prepared' });
      const [refund] = await sql.selectRefunds(tx, [order.refundId]);
      assert(refund, 'a settled refund is there');
      await endStillValid(tx, deps, refund);
      const { kind } = order;
      const toVouchersMinor = await payOutToVouchers(tx, deps, { refund, order });
      await noteAct(tx, deps, {
        operation: 'pay-out-refund',
        by: order.by,
        detail: { refundId: order.refundId, kind },
      });
      return toVouchersMinor > 0 ? { ok: true, toVouchersMinor } : { ok: true };
    },
    (refusal) => refusal,
  );
}

/** What vouchers paid goes back to them, and never out in cash. Answers how much. */
async function payOutToVouchers(
  tx: Transaction,
  deps: RightsDeps,
  paid: {
    refund: { id: string; amount_minor: number };
    order: { kind: 'cash' | 'card'; attemptId: string | null; by: string };
  },
): Promise<number> {
  const { refund, order } = paid;
  const none = { attemptId: null, ofAttemptId: null, voucherId: null };
  let left = refund.amount_minor;
  const tenders: Parameters<typeof sql.insertRefundTenders>[2][number][] = [];
  for (const { voucher_id: voucherId, minor } of await sql.selectVoucherMoney(tx, refund.id)) {
    const amountMinor = Math.min(left, minor);
    if (amountMinor <= 0) continue;
    left -= amountMinor;
    tenders.push({ ...none, kind: 'voucher', amountMinor, voucherId });
  }
  const toVouchers = tenders.map(({ voucherId, ...tender }) => ({
    kind: tender.kind,
    amountMinor: tender.amountMinor,
    voucherId: voucherId ?? 0,
  }));
  const { kind, attemptId, by } = order;
  if (left > 0 || tenders.length === 0) tenders.push({ ...none, kind, amountMinor: left, attemptId });
  await sql.insertRefundTenders(tx, refund.id, tenders);
  await raiseExceptions(tx, deps, await raiseVoucherBalances(tx, { by, atMs: deps.clock.nowMs() }, toVouchers));
  return refund.amount_minor - left;
}
