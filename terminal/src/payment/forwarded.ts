/**
 * Charges that the reader had approved without its bank: what became of them is asked for until it is known, and written
 * into the journal once for each.
 */
import { assert } from '@marquee/shared/assert';
import { Fault } from '@marquee/shared/errors';
import { appendEntry } from '../journal/journal.ts';
import type { ForwardResult } from './card-reader.ts';
import {
  countWaiting,
  insertForwarded,
  isForwarded,
  saveCursor,
  selectChargeOfSale,
  selectCursor,
} from './forwarded.sql.ts';
import type { PaymentDeps } from './payment.ts';

export { countWaiting as countStored } from './forwarded.sql.ts';

/** Answers how many sold charges still wait in the reader. Call again while any does. */
export async function noteForwarded(deps: PaymentDeps): Promise<number> {
  const { store } = deps;
  if (countWaiting(store) === 0) return 0;
  try {
    const results = await deps.reader.forwarded(selectCursor(store));
    store.transaction(() => results.every((result) => noteResult(deps, result)));
  } catch (thrown) {
    if (!(thrown instanceof Fault) || thrown.code === 'internal-error') throw thrown;
    deps.log.warn({ err: thrown }, 'the card reader cannot be asked about its stored charges');
  }
  return countWaiting(store);
}

/** False where it is too early: the charge's sale is still being made, or undone. */
function noteResult(deps: PaymentDeps, result: ForwardResult): boolean {
  const { store } = deps;
  const charge = selectChargeOfSale(store, result.attemptId);
  if (charge && ['charging', 'approved', 'voiding'].includes(charge.state)) return false;
  if (charge?.state === 'sold' && !isForwarded(store, result.attemptId)) {
    assert(charge.sale_seq !== null, 'a sold charge has its sale');
    const entrySeq = appendEntry(deps, 'charge.forwarded', {
      attemptId: result.attemptId,
      saleSeq: charge.sale_seq,
      amountMinor: charge.amount_minor,
      currency: charge.currency,
      outcome: result.outcome,
    });
    insertForwarded(store, result, entrySeq);
  }
  saveCursor(store, result.attemptId);
  return true;
}
