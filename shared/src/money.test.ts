import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { checkMinor, currencyDigits, formatMinor, sumMinor, taxIncludedMinor } from './money.ts';

const price = fc.integer({ min: 0, max: 100_000_000 });
const rate = fc.integer({ min: 0, max: 10_000 });

describe('the tax contained in a price', () => {
  test.each([
    ['19 % of 11.90', 1190, 1900, 190],
    ['7 % of 10.00', 1000, 700, 65],
    ['nothing at 0 %', 1000, 0, 0],
    ['nothing in nothing', 0, 1900, 0],
    ['half a cent, rounded up', 1, 10_000, 1],
  ])('%s', (_what, grossMinor, taxBasisPoints, taxMinor) => {
    expect(taxIncludedMinor(grossMinor, taxBasisPoints)).toBe(taxMinor);
  });

  test('is the rounded-half-up share, in exact arithmetic', () => {
    fc.assert(
      fc.property(price, rate, (grossMinor, taxBasisPoints) => {
        const divisor = 10_000n + BigInt(taxBasisPoints);
        const exact = (2n * BigInt(grossMinor) * BigInt(taxBasisPoints) + divisor) / (2n * divisor);
        expect(BigInt(taxIncludedMinor(grossMinor, taxBasisPoints))).toBe(exact);
      }),
    );
  });

  test('never shrinks when the price or the rate grows', () => {
    fc.assert(
      fc.property(price, price, rate, rate, (a, b, c, d) => {
        const less = taxIncludedMinor(Math.min(a, b), Math.min(c, d));
        expect(taxIncludedMinor(Math.max(a, b), Math.max(c, d))).toBeGreaterThanOrEqual(less);
      }),
    );
  });

  test('is refused where doubles could no longer hold it exactly', () => {
    expect(() => taxIncludedMinor(Number.MAX_SAFE_INTEGER, 1900)).toThrow('minor units');
    expect(() => taxIncludedMinor(1000, 7.5)).toThrow('basis points');
    expect(() => taxIncludedMinor(1000, -1)).toThrow('basis points');
  });
});

describe('a sum of money', () => {
  test('is exact', () => {
    expect(sumMinor([10, 20, 30])).toBe(60);
    expect(sumMinor([])).toBe(0);
  });

  test('never takes a fraction of a cent, nor more than can be counted', () => {
    expect(() => checkMinor(0.1)).toThrow('minor units');
    expect(() => checkMinor(Number.NaN)).toThrow('minor units');
    expect(() => sumMinor([1, 0.5])).toThrow('minor units');
    expect(() => sumMinor([Number.MAX_SAFE_INTEGER, 1])).toThrow('minor units');
  });
});

describe('an amount is shown', () => {
  test.each([
    ['EUR', 2],
    ['JPY', 0],
    ['KWD', 3],
  ])('in %s with %i digits after the point', (currency, digits) => {
    expect(currencyDigits(currency)).toBe(digits);
  });

  test.each([
    [1250, 'EUR', 'de', '12,50 €'],
    [1250, 'EUR', 'en', '€12.50'],
    [1300, 'JPY', 'en', '¥1,300'],
    [-500, 'USD', 'en', '-$5.00'],
    [1250, 'KWD', 'en', 'KWD 1.250'],
  ])('%i %s in language %s as %s', (amountMinor, currency, language, shown) => {
    // Intl puts a no-break space between amount and currency.
    expect(formatMinor(amountMinor, currency, language).replaceAll('\u00a0', ' ')).toBe(shown);
  });

  test('only when it is whole', () => {
    expect(() => formatMinor(12.5, 'EUR', 'en')).toThrow('minor units');
  });
});
