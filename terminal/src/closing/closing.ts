/**
 * The end of a terminal that a manager has closed: what is under way is settled, what is unsold goes back, and the journal
 * ends. Its last entry lets the server give the rights of this terminal to others.
 */
import { appendEntry, isJournalClosed } from '../journal/journal.ts';
import { noteForwarded } from '../payment/forwarded.ts';
import { settleCharges } from '../payment/payment.ts';
import { type RefundDeps, releaseRest, settleRefunds } from '../refund/refund.ts';
import { hasBusyRights, hasHeldVoucher, returnAllHeld } from '../rights/rights.ts';
import { dropOpenBaskets } from '../sell/sell.ts';

/** Goes as far as the card reader answers; call again until it answers true: the last entry is written. */
export async function closeTerminal(deps: RefundDeps): Promise<boolean> {
  const { store } = deps;
  if (isJournalClosed(store)) return true;
  dropOpenBaskets(deps);
  if ((await settleCharges(deps)) > 0 || (await settleRefunds(deps)) > 0) return false;
  // What the bank still has to say of its sales belongs into this journal too.
  if ((await noteForwarded(deps)) > 0) return false;
  const lastEntry = store.transaction(() => {
    // A customer is still being charged, or being given money back.
    if (hasBusyRights(store) || hasHeldVoucher(store)) return null;
    // Nothing is undone here any more, so the server may.
    releaseRest(deps);
    returnAllHeld(deps, 'shutdown');
    return appendEntry(deps, 'terminal.closed', { reason: 'closed-by-server' });
  });
  if (lastEntry !== null) deps.counter.write(lastEntry);
  return lastEntry !== null;
}
