import type { Store } from '../platform/store.ts';
import type { ForwardResult } from './card-reader.ts';

export interface ChargeOfSale {
  state: string;
  amount_minor: number;
  currency: string;
  /** Of its sale; null where nothing was sold. */
  sale_seq: number | null;
}

/** Sold charges of which the reader has not told yet whether the bank took them. */
export function countWaiting(store: Store): number {
  return (
    store.get<{ count: number }>(
      `SELECT COUNT(*) AS count FROM charge c LEFT JOIN forwarded_charge f USING (attempt_id)
        WHERE c.stored = 1 AND c.state = 'sold' AND f.attempt_id IS NULL`,
    )?.count ?? 0
  );
}
export function selectChargeOfSale(store: Store, attemptId: string): ChargeOfSale | undefined {
  return store.get(
    `SELECT c.state, c.amount_minor, c.currency, b.sale_seq FROM charge c JOIN basket b USING (basket_id)
      WHERE c.attempt_id = ?`,
    attemptId,
  );
}
export function isForwarded(store: Store, attemptId: string): boolean {
  return store.get('SELECT 1 AS one FROM forwarded_charge WHERE attempt_id = ?', attemptId) !== undefined;
}
export function insertForwarded(store: Store, { attemptId, outcome }: ForwardResult, entrySeq: number): void {
  store.run(
    'INSERT INTO forwarded_charge (attempt_id, outcome, entry_seq) VALUES (?, ?, ?)',
    attemptId,
    outcome,
    entrySeq,
  );
}
export function selectCursor(store: Store): string | null {
  return store.get<{ after_attempt: string }>('SELECT after_attempt FROM reader_cursor')?.after_attempt ?? null;
}
export function saveCursor(store: Store, afterAttempt: string): void {
  store.run(
    'INSERT INTO reader_cursor (id, after_attempt) VALUES (1, ?) ON CONFLICT (id) DO UPDATE SET after_attempt = excluded.after_attempt',
    afterAttempt,
  );
}
