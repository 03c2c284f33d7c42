/**
 * A phone's money goes back the way it came. The refund is `refunding` before the provider is asked, so that the desk does
 * not pay it out as well; what a crash or a lost answer leaves there is asked for again, under the same id.
 */
import { Fault } from '@marquee/shared/errors';
import { noteAct } from '../accounts/accounts.ts';
import { raiseExceptions } from '../exceptions/exceptions.ts';
import type { PaymentProvider } from '../payments/payments.ts';
import { RolledBack, transactionOrRefusal } from '../platform/database.ts';
import type { RightsDeps } from '../rights/rights.ts';
import { type AskingDeps, askProvider } from './ask-provider.ts';
import * as sql from './refund.sql.ts';
import { endStillValid } from './refund.ts';

export type RefundingDeps = RightsDeps & AskingDeps;

/**
 * `pending`: the provider has not said, and is asked again by itself. `refused`: it is to be paid out at the desk, since it
 * was not paid by a phone, a terminal still holds its tickets, or the provider will not; that last a manager is told.
 */
export type CardRefundAnswer = 'refunded' | 'pending' | 'refused';

/** Gives a prepared refund back to the card that paid. A repeat goes on where it is. */
export async function refundToCard(
  deps: RefundingDeps,
  provider: PaymentProvider,
  refundId: string,
): Promise<CardRefundAnswer> {
  const refund = await beginRefunding(deps, refundId);
  if (refund.state === 'refunded') return 'refunded';
  if (refund.state !== 'refunding') return 'refused';
  const { attempt_id: id, provider_ref: ref, amount_minor: amountMinor, currency } = refund;
  const said = await askProvider(deps, refundId, async () => {
    // As where its payment was through another account: nobody would ever answer.
    if (id === null || ref === null) return new Fault('payment-refused', 'it was not paid through a provider');
    return provider
      .refund({ id, ref }, { refundId, amount: { amountMinor, currency } })
      .then(() => 'refunded' as const, noteNo);
  });
  if (said === null) return 'pending';
  if (said === 'refunded') await noteRefunded(deps, refund);
  else await noteRefused(deps, refund, said.detail);
  const { state } = (await sql.selectCardRefund(deps.database, refundId)) ?? refund;
  return state === 'refunded' ? 'refunded' : 'refused';
}

function noteNo(thrown: unknown): Fault {
  if (thrown instanceof Fault && thrown.code === 'payment-refused') return thrown;
  throw thrown;
}

type Begun = sql.CardRefundRow | { state: 'refused' };

/** prepared -> refunding. Whoever has the money has no ticket any more. */
function beginRefunding(deps: RefundingDeps, refundId: string): Promise<Begun> {
  return transactionOrRefusal<Begun>(deps.database, 'begin-refunding', async (tx) => {
    const isBegun = await sql.moveRefund(tx, refundId, 'prepared', 'refunding');
    const refund = await sql.selectCardRefund(tx, refundId);
    if (!refund) return { state: 'refused' };
    if (!isBegun) return refund;
    if (refund.provider_ref === null) throw new RolledBack<Begun>({ state: 'refused' });
    await endStillValid(tx, deps, refund).catch((thrown: unknown) => {
      throw thrown instanceof RolledBack ? new RolledBack<Begun>({ state: 'refused' }) : thrown;
    });
    return refund;
  });
}

async function noteRefunded(deps: RefundingDeps, refund: sql.CardRefundRow): Promise<void> {
  const { id: refundId, amount_minor: amountMinor, attempt_id: ofAttemptId } = refund;
  await deps.database.transaction('refunded-to-card', async (tx) => {
    if (!(await sql.settleRefund(tx, refundId, { nowMs: deps.clock.nowMs(), from: 'refunding' }))) return;
    await sql.insertRefundTenders(tx, refundId, [
      { kind: 'card', amountMinor, attemptId: refundId, ofAttemptId, voucherId: null },
    ]);
    await noteAct(tx, deps, {
      operation: 'pay-out-refund',
      by: 'payment provider',
      detail: { refundId, kind: 'card' },
    });
  });
}

/** It is `prepared` again, so that the desk may pay it out. */
async function noteRefused(deps: RefundingDeps, refund: sql.CardRefundRow, why: string): Promise<void> {
  await deps.database.transaction('refund-refused', async (tx) => {
    if (!(await sql.moveRefund(tx, refund.id, 'refunding', 'prepared'))) return;
    await raiseExceptions(tx, deps, [{ kind: 'refund-refused', ...describe(refund, why) }]);
  });
}

function describe(refund: sql.CardRefundRow, why: string) {
  const { id: refundId, amount_minor: amountMinor, currency, attempt_id: attemptId } = refund;
  return {
    subject: `refund ${refundId}`,
    screeningId: refund.screening_id,
    detail: { here: why, there: { refundId, attemptId, amountMinor, currency } },
  };
}

const refundsPerRoundMax = 10;
/** A refund that fails for this long is shown to a manager; it is tried on. */
export const refundMsMax = 24 * 3600_000;

/** One round over the refunds that a provider owes an answer. Answers how many were ended here. */
export async function settleRefunds(deps: RefundingDeps, provider: PaymentProvider): Promise<number> {
  const waiting = await sql.selectRefunding(deps.database, 10 * refundsPerRoundMax);
  // Not always from the oldest: one that is never answered would keep the others waiting.
  const start = Math.floor(deps.randomness.fraction() * waiting.length);
  let settled = 0;
  for (const id of [...waiting.slice(start), ...waiting.slice(0, start)].slice(0, refundsPerRoundMax)) {
    if ((await refundToCard(deps, provider, id)) !== 'pending') {
      settled += 1;
      continue;
    }
    await raiseOverdue(deps, id);
    // A provider that is away would be waited for ten times.
    break;
  }
  return settled;
}

async function raiseOverdue(deps: RefundingDeps, refundId: string): Promise<void> {
  const refund = await sql.selectCardRefund(deps.database, refundId);
  if (!refund || deps.clock.nowMs() - refund.at_ms < refundMsMax) return;
  const raised = { kind: 'refund-failed' as const, ...describe(refund, 'The refund is asked for again and again.') };
  await deps.database.transaction('refund-failed', (tx) => raiseExceptions(tx, deps, [raised]));
}
