/**
 * Undoing sales at the terminal that made them: only the holder of a ticket may, with or without a network. Money goes
 * back the way it came. Each step is on the disk before the next is taken outside: refunding(attempt) -> refunded; what a
 * crash leaves in between is asked for again under the same attempt, never a new one.
 */
import { type Settled, settleRefund } from './give-back.ts';
import { selectRefund, selectRefunding } from './refund.sql.ts';
import {
  findRefund,
  finishRefund,
  planRefund,
  type RefundDeps,
  type RefundRefusal,
  type RefundView,
  type RefundWish,
  startRefund,
  viewRefund,
  type Wish,
} from './refund-steps.ts';
import { cashLast, kindOf, takeFrom } from './split-money.ts';

export { type ExchangeAnswer, type ExchangeWish, exchangeTickets } from './exchange.ts';
export { insertRefundSlip, selectSoldItems } from './refund.sql.ts';
export type { RefundDeps, RefundRefusal, RefundView, RefundWish } from './refund-steps.ts';
export { answerReleaseAsked, makeReleaseRound, type ReleaseRound, releaseAll, releaseRest } from './release.ts';
export { describePlace } from './slip.ts';

export type RefundAnswer =
  | { ok: true; refund: RefundView }
  | {
      ok: false;
      /**
       * `refund-declined`: the reader gave nothing back, or can't be reached, and the tickets are as good as before.
       * `refund-unsettled`: it has not said, and is asked until it does.
       */
      reason: RefundRefusal | 'refund-declined' | 'refund-unsettled';
    };

/** Undoes a sale that should not have been made. */
export const voidTickets = (deps: RefundDeps, wish: RefundWish): Promise<RefundAnswer> =>
  undoTickets(deps, { ...wish, kind: 'void' });

/** Takes tickets back from a customer. */
export const refundTickets = (deps: RefundDeps, wish: RefundWish): Promise<RefundAnswer> =>
  undoTickets(deps, { ...wish, kind: 'refund' });

async function undoTickets(deps: RefundDeps, wish: Wish): Promise<RefundAnswer> {
  const known = findRefund(deps, wish);
  if (known?.state === 'refunded') return { ok: true, refund: viewRefund(deps, wish.refundId) };
  if (known?.state === 'given-up') return { ok: false, reason: 'refund-declined' };
  if (!known) {
    const plan = planRefund(deps, wish);
    if (!plan.ok) return plan;
    const { taken } = takeFrom(cashLast(plan.ways), plan.totalMinor);
    const parts = taken.map((way) => ({ kind: kindOf(way), way }));
    const needsReader = parts.some((part) => part.kind === 'card');
    const entrySeq = deps.store.transaction(() => {
      startRefund(deps, wish, { plan, parts });
      return needsReader ? null : finishRefund(deps, wish.refundId);
    });
    if (entrySeq !== null) {
      deps.counter.write(entrySeq);
      return { ok: true, refund: viewRefund(deps, wish.refundId) };
    }
  }
  return answerSettled(deps, wish.refundId, await waitFor(deps, wish.refundId, known ? 'again' : 'first'));
}

/** While somebody waits for it, the background leaves it alone. */
async function waitFor(deps: RefundDeps, refundId: string, since: 'first' | 'again'): Promise<Settled> {
  const row = selectRefund(deps.store, refundId);
  if (row?.state !== 'refunding' || deps.awaited.has(refundId)) return 'unsettled';
  deps.awaited.add(refundId);
  try {
    return await settleRefund(deps, row, since);
  } finally {
    deps.awaited.delete(refundId);
  }
}

function answerSettled(deps: RefundDeps, refundId: string, settled: Settled): RefundAnswer {
  switch (settled) {
    case 'refunded': {
      const refund = viewRefund(deps, refundId);
      deps.counter.write(refund.entrySeq);
      return { ok: true, refund };
    }
    case 'declined':
      return { ok: false, reason: 'refund-declined' };
    case 'unsettled':
      return { ok: false, reason: 'refund-unsettled' };
  }
}

/**
 * Settles what a crash or a lost answer left behind: money that was on its way back goes back. Answers how many are still
 * open. Call at the start and then from time to time.
 */
export async function settleRefunds(deps: RefundDeps): Promise<number> {
  const left = () => selectRefunding(deps.store).filter((refund) => !deps.awaited.has(refund.refund_id));
  for (const refund of left()) await settleRefund(deps, refund, 'again');
  return left().length;
}
