/**
 * Amounts as Stripe wants them: in the currency's smallest unit, as ours are, except where its list of currencies says
 * otherwise (docs.stripe.com/currencies, "zero-decimal", "three-decimal" and "special cases", read in November 2026).
 */
import { Fault } from '@marquee/shared/errors';
import { currencyDigits } from '@marquee/shared/money';
import type { Amount } from './payments.ts';

const zeroDecimal = new Set('BIF CLP DJF GNF JPY KMF KRW MGA PYG RWF VND VUV XAF XOF XPF'.split(' '));
/** Their last digit must be 0. */
const threeDecimal = new Set('BHD JOD KWD OMR TND'.split(' '));
/** Have no smaller unit any more, and are written with two decimals all the same: 5 krónur are 500. */
const wholeOnly = new Set(['ISK', 'UGX']);

function stripeDigits(currency: string): number {
  if (zeroDecimal.has(currency)) return 0;
  return threeDecimal.has(currency) ? 3 : 2;
}

/** Throws Fault `payment-refused` for an amount that Stripe can't take: it is never rounded. */
export function writeStripeAmount({ amountMinor, currency }: Amount): { amount: number; currency: string } {
  const digits = stripeDigits(currency) - currencyDigits(currency);
  const amount = digits >= 0 ? amountMinor * 10 ** digits : amountMinor / 10 ** -digits;
  const step = threeDecimal.has(currency) ? 10 : wholeOnly.has(currency) ? 100 : 1;
  if (!Number.isSafeInteger(amount) || amount <= 0 || amount % step !== 0)
    throw new Fault('payment-refused', `Stripe takes no ${amountMinor} of the smallest unit of ${currency}`);
  return { amount, currency: currency.toLowerCase() };
}
