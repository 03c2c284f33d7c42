import { assert } from './assert.ts';

/** Amounts are integers in the currency's minor unit (cents, or whole yen), so that sums are exact. */
export type Minor = number;

/** Throws when the amount is not a safe integer: a fraction of a cent is always a bug. */
export function checkMinor(amountMinor: Minor): Minor {
  assert(Number.isSafeInteger(amountMinor), `amount in minor units expected, got ${amountMinor}`);
  return amountMinor;
}

export function sumMinor(amounts: readonly Minor[]): Minor {
  return amounts.reduce((total, amount) => checkMinor(total + checkMinor(amount)), 0);
}

/**
 * The tax contained in a price that includes it, rounded half up to the minor unit.
 * `taxBasisPoints` is hundredths of a percent: 1900 is 19 %.
 */
export function taxIncludedMinor(grossMinor: Minor, taxBasisPoints: number): Minor {
  checkMinor(grossMinor);
  assert(
    Number.isSafeInteger(taxBasisPoints) && taxBasisPoints >= 0,
    `tax in basis points expected, got ${taxBasisPoints}`,
  );
  const divisor = 10_000 + taxBasisPoints;
  const doubled = checkMinor(2 * grossMinor * taxBasisPoints + divisor);
  return Math.floor(doubled / (2 * divisor));
}

/** Digits after the point in this currency (ISO 4217, as Intl knows it): 2 for EUR, 0 for JPY. */
export function currencyDigits(currency: string): number {
  return new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ?? 2;
}

/** The amount as a customer reads it in this language, such as `12,50 €`. */
export function formatMinor(amountMinor: Minor, currency: string, language: string): string {
  return new Intl.NumberFormat(language, { style: 'currency', currency }).format(
    checkMinor(amountMinor) / 10 ** currencyDigits(currency),
  );
}
