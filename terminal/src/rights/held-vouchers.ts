/**
 * Gift vouchers that this terminal holds: rights like those to seats. Each is in a basket, pays when that is sold, and goes
 * back to the server with it otherwise; what is left on one that paid is the server's as well.
 */
import { assert } from '@marquee/shared/assert';
import type { Tender, VoucherReturned } from '@marquee/shared/protocol/journal';
import { appendEntry, type JournalDeps } from '../journal/journal.ts';
import type { Store } from '../platform/store.ts';
import { moveVoucher, selectBasketVouchers, type VoucherRow } from './held-vouchers.sql.ts';

export {
  hasHeldVoucher,
  saveGranted,
  selectBasketVouchers,
  selectVoucherByCode,
  type VoucherRow,
} from './held-vouchers.sql.ts';

const listHeld = (store: Store, basketId: string): VoucherRow[] =>
  selectBasketVouchers(store, basketId).filter(({ state }) => state === 'held');

/** What a basket's vouchers pay of an amount. */
export function coverMinor(store: Store, basketId: string, amountMinor: number): number {
  const balanceMinor = listHeld(store, basketId).reduce((sum, voucher) => sum + voucher.balance_minor, 0);
  return Math.min(amountMinor, balanceMinor);
}

/** The tenders with which a basket's vouchers pay exactly this, in the order in which they were taken. */
export function planVouchers(store: Store, basketId: string, amountMinor: number): Tender[] {
  let left = amountMinor;
  const tenders: Tender[] = [];
  for (const { voucher_id: voucherId, version: voucherVersion, balance_minor } of listHeld(store, basketId)) {
    const paidMinor = Math.max(0, Math.min(left, balance_minor));
    left -= paidMinor;
    if (paidMinor > 0) tenders.push({ kind: 'voucher', amountMinor: paidMinor, voucherId, voucherVersion });
  }
  assert(left === 0, 'tenders cover the basket exactly');
  return tenders;
}

/** In the sale's transaction, after its entry: what was not needed goes back. */
export function spendVouchers(deps: JournalDeps, basketId: string, tenders: readonly Tender[]): void {
  for (const { voucherId } of tenders)
    assert(voucherId !== undefined && moveVoucher(deps.store, voucherId, 'spent'), 'a voucher is spent once');
  returnVouchers(deps, basketId, 'basket-dropped');
}

/** In a transaction of the caller's: those of a basket, or one of them, are the server's again. */
export function returnVouchers(
  deps: JournalDeps,
  basketId: string,
  reason: VoucherReturned['reason'],
  only?: number,
): number {
  const held = listHeld(deps.store, basketId).filter(({ voucher_id }) => only === undefined || voucher_id === only);
  for (const { voucher_id: voucherId, version } of held) {
    assert(moveVoucher(deps.store, voucherId, 'returned'), 'a voucher is returned once');
    appendEntry(deps, 'voucher.returned', { voucherId, version, reason });
  }
  return held.length;
}
