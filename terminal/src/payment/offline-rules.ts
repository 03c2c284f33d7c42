/** By which rules a reader without its bank approves by itself: the acquirer's, kept in the reader. */

/** How the customer's card was read. */
export type CardKind = 'chip' | 'stripe';

export interface OfflineRules {
  /** No single charge above this. */
  floorMinor: number;
  /** All that is stored, together. */
  totalMinor: number;
  charges: number;
}
export const usualRules: OfflineRules = { floorMinor: 5000, totalMinor: 50_000, charges: 25 };

/** A stripe is copied in a second: only a chip is believed without its bank. */
export function mayApproveAlone(
  rules: OfflineRules,
  stored: readonly { amountMinor: number }[],
  { amountMinor, card }: { amountMinor: number; card: CardKind },
): boolean {
  const storedMinor = stored.reduce((total, charge) => total + charge.amountMinor, 0);
  return (
    card === 'chip' &&
    amountMinor <= rules.floorMinor &&
    stored.length < rules.charges &&
    storedMinor + amountMinor <= rules.totalMinor
  );
}
