import type { Store } from '../platform/store.ts';

export interface ChargeRow {
  attempt_id: string;
  basket_id: string;
  amount_minor: number;
  currency: string;
  state: 'charging' | 'approved' | 'declined' | 'voiding' | 'voided' | 'sold';
  authorisation: string | null;
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
export function moveCharge(
  store: Store,
  attemptId: string,
  from: ChargeRow['state'],
  to: ChargeRow['state'],
  authorisation: string | null = null,
): boolean {
  return (
    store.run(
      'UPDATE charge SET state = ?, authorisation = COALESCE(?, authorisation) WHERE attempt_id = ? AND state = ?',
      to,
      authorisation,
      attemptId,
      from,
    ) === 1
  );
}
export function selectCharge(store: Store, attemptId: string): ChargeRow | undefined {
  return store.get(
    'SELECT attempt_id, basket_id, amount_minor, currency, state, authorisation FROM charge WHERE attempt_id = ?',
    attemptId,
  );
}
/** Charges that are neither sold nor given up: after a restart each must be settled. */
export function selectOpenCharges(store: Store): ChargeRow[] {
  return store.all(
    "SELECT attempt_id, basket_id, amount_minor, currency, state, authorisation FROM charge WHERE state IN ('charging', 'approved', 'voiding') ORDER BY attempt_id",
  );
}
