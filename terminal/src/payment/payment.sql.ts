import type { Store } from '../platform/store.ts';

export interface ChargeRow {
  attempt_id: string;
  basket_id: string;
  amount_minor: number;
  currency: string;
  state: 'charging' | 'approved' | 'declined' | 'voiding' | 'voided' | 'sold';
  authorisation: string | null;
  /** Approved by the reader alone. */
  stored: 0 | 1;
}

export function insertCharge(
  store: Store,
  charge: { attemptId: string; basketId: string; amountMinor: number; currency: string },
): void {
  store.run(
    "INSERT INTO charge (attempt_id, basket_id, amount_minor, currency, state) VALUES (?, ?, ?, ?, 'charging')",
    charge.attemptId,
    charge.basketId,
    charge.amountMinor,
    charge.currency,
  );
}
export function moveCharge(store: Store, attemptId: string, from: ChargeRow['state'], to: ChargeRow['state']): boolean {
  return store.run('UPDATE charge SET state = ? WHERE attempt_id = ? AND state = ?', to, attemptId, from) === 1;
}
export function approveCharge(
  store: Store,
  attemptId: string,
  { authorisation, stored = false }: { authorisation: string; stored?: boolean },
): boolean {
  const changes = store.run(
    "UPDATE charge SET state = 'approved', authorisation = ?, stored = ? WHERE attempt_id = ? AND state = 'charging'",
    authorisation,
    stored ? 1 : 0,
    attemptId,
  );
  return changes === 1;
}
export function selectCharge(store: Store, attemptId: string): ChargeRow | undefined {
  return store.get(
    'SELECT attempt_id, basket_id, amount_minor, currency, state, authorisation, stored FROM charge WHERE attempt_id = ?',
    attemptId,
  );
}
/** Charges that are neither sold nor given up: after a restart each must be settled. */
export function selectOpenCharges(store: Store): ChargeRow[] {
  return store.all(
    "SELECT attempt_id, basket_id, amount_minor, currency, state, authorisation, stored FROM charge WHERE state IN ('charging', 'approved', 'voiding') ORDER BY attempt_id",
  );
}
