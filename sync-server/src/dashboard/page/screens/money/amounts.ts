/** Amounts as people write them. */

/** Of a currency, as Intl knows it: 2 for euros, 0 for yen. */
export const digitsOf = (currency: string): number =>
  new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ?? 2;

/** A decimal number as somebody writes it, in minor units; null where it is none to the cent. */
export function readAmount(text: string, digits: number): number | null {
  const [, whole = '', part = ''] = /^\s*(\d{1,7})(?:[.,](\d{1,3}))?\s*$/.exec(text) ?? [];
  if (whole === '' || part.length > digits) return null;
  return Number(whole) * 10 ** digits + Number(part.padEnd(digits, '0') || 0);
}
