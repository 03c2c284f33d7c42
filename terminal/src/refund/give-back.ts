/** Money back to a card: asked of the reader under one attempt id for ever, until it says what became of it. */
import { assert } from '@marquee/shared/assert';
import { toFault } from '@marquee/shared/errors';
import { closeTender, type RefundRow, type RefundTenderRow, selectRefund, selectRefundTenders } from './refund.sql.ts';
import { finishRefund, giveUpRefund, type RefundDeps } from './refund-steps.ts';

/** `declined`: nothing was given back, and nothing will be. */
export type Settled = 'refunded' | 'declined' | 'unsettled';

const askTriesMax = 6;
const askWaitMs = 1500;

/**
 * Brings a refund to its end, or as far as the reader answers. `first`: nothing of it can have been sent before, and a
 * cashier waits; `again`: the reader may have heard of it.
 */
export async function settleRefund(deps: RefundDeps, refund: RefundRow, since: 'first' | 'again'): Promise<Settled> {
  const { store } = deps;
  let isFirst = since === 'first';
  for (const tender of selectRefundTenders(store, refund.refund_id)) {
    if (tender.done === 1) continue;
    const outcome = await giveBack(deps, { tender, currency: refund.currency, isFirst });
    if (selectRefund(store, refund.refund_id)?.state !== 'refunding') break;
    if (outcome === 'unsettled') return outcome;
    const { refund_id: refundId } = refund;
    const earlier = selectRefundTenders(store, refundId).some((row) => row.kind === 'card' && row.done === 1);
    if (outcome !== 'refunded' && !earlier) {
      store.transaction(() => giveUpRefund(deps, refund));
      return outcome;
    }
    // One card has its money back and another refuses it: its part is paid out, or the tickets would be half refunded.
    if (outcome !== 'refunded')
      deps.log.warn(
        { refund: refundId, amountMinor: tender.amount_minor },
        'a card refuses its part: pay it out in cash',
      );
    closeTender(store, refundId, tender.line, outcome === 'refunded' ? 'card' : 'cash');
    isFirst = false;
  }
  return store.transaction(() => {
    const now = selectRefund(store, refund.refund_id);
    if (now?.state === 'refunding') finishRefund(deps, refund.refund_id);
    return now?.state === 'given-up' ? 'declined' : 'refunded';
  });
}

async function giveBack(
  deps: RefundDeps,
  { tender, currency, isFirst }: { tender: RefundTenderRow; currency: string; isFirst: boolean },
): Promise<Settled> {
  const { attempt_id: attemptId, of_attempt_id: ofAttemptId, amount_minor: amountMinor } = tender;
  assert(attemptId !== null && ofAttemptId !== null, 'a card’s refund names its attempt and its charge');
  const attempt = { attemptId, ofAttemptId, amountMinor, currency };
  if (isFirst) {
    try {
      return (await deps.reader.refund(attempt)).outcome;
    } catch (thrown) {
      const fault = toFault(thrown);
      if (fault.code === 'internal-error') throw thrown;
      deps.log.warn({ err: fault, attempt: attemptId }, 'the card reader gave no answer to a refund; asking it');
      // Nothing was sent: the tickets are as good as before.
      if (fault.code === 'reader-unreachable') return 'declined';
    }
  }
  for (let tries = 0; tries < (isFirst ? askTriesMax : 1); tries++) {
    try {
      const found = await deps.reader.find(attemptId);
      if (found.outcome === 'refunded' || found.outcome === 'declined') return found.outcome;
      if (found.outcome === 'none') return (await deps.reader.refund(attempt)).outcome;
    } catch (thrown) {
      const fault = toFault(thrown);
      if (fault.code === 'internal-error') throw thrown;
      deps.log.warn({ err: fault, attempt: attemptId }, 'the card reader cannot be asked about a refund');
    }
    if (isFirst) await deps.clock.sleep(askWaitMs);
  }
  return 'unsettled';
}
