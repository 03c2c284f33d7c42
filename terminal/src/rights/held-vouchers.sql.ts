import type { Store } from '../platform/store.ts';

export interface VoucherRow {
  voucher_id: number;
  version: number;
  code_hash: string;
  code_end: string;
  balance_minor: number;
  currency: string;
  state: 'held' | 'spent' | 'returned';
  basket_id: string | null;
}
const columns = 'voucher_id, version, code_hash, code_end, balance_minor, currency, state, basket_id';

export function selectVoucher(store: Store, voucherId: number): VoucherRow | undefined {
  return store.get(`SELECT ${columns} FROM voucher WHERE voucher_id = ?`, voucherId);
}
export function selectVoucherByCode(store: Store, codeHash: string): VoucherRow | undefined {
  return store.get(`SELECT ${columns} FROM voucher WHERE code_hash = ? AND state = 'held'`, codeHash);
}
/** In the order in which they pay; of a sold basket those that have paid. */
export function selectBasketVouchers(store: Store, basketId: string): VoucherRow[] {
  return store.all(
    `SELECT ${columns} FROM voucher WHERE basket_id = ? AND state IN ('held', 'spent') ORDER BY place`,
    basketId,
  );
}
export const hasHeldVoucher = (store: Store): boolean =>
  store.get("SELECT 1 FROM voucher WHERE state = 'held' LIMIT 1") !== undefined;

/** One that is new here, or was handed out anew: never one that this terminal holds. */
export function saveGranted(store: Store, row: Omit<VoucherRow, 'state'>): boolean {
  return (
    store.run(
      `INSERT INTO voucher (voucher_id, version, code_hash, code_end, balance_minor, currency, state, basket_id, place)
       VALUES (?, ?, ?, ?, ?, ?, 'held', ?, (SELECT COALESCE(MAX(place), 0) + 1 FROM voucher))
       ON CONFLICT (voucher_id) DO UPDATE SET version = excluded.version, code_hash = excluded.code_hash,
         code_end = excluded.code_end, balance_minor = excluded.balance_minor, currency = excluded.currency,
         state = 'held', basket_id = excluded.basket_id, place = excluded.place
        WHERE voucher.state <> 'held' AND voucher.version < excluded.version`,
      row.voucher_id,
      row.version,
      row.code_hash,
      row.code_end,
      row.balance_minor,
      row.currency,
      row.basket_id,
    ) === 1
  );
}
export function moveVoucher(store: Store, voucherId: number, to: 'spent' | 'returned'): boolean {
  return store.run("UPDATE voucher SET state = ? WHERE voucher_id = ? AND state = 'held'", to, voucherId) === 1;
}
