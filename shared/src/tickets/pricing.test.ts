import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { seatKinds } from '../seating/seat-map.ts';
import { aPriceList } from '../testing/builders.ts';
import { PriceList } from './price-list.ts';
import { type PricedTicket, priceTicket } from './pricing.ts';
import { displays, ticketClasses } from './ticket-class.ts';

const standard: PricedTicket = { ticketClass: 'adult', seatKind: 'standard', display: '2D' };

const perKey = <K extends string>(keys: readonly K[], value: fc.Arbitrary<number>) =>
  fc
    .array(value, { minLength: keys.length, maxLength: keys.length })
    .map((values) => Object.fromEntries(keys.map((key, index) => [key, values[index]])) as Record<K, number>);
const anyPriceList: fc.Arbitrary<PriceList> = fc.record({
  currency: fc.constant('EUR'),
  classPercent: perKey(ticketClasses, fc.integer({ min: 0, max: 1000 })),
  seatKindMinor: perKey(seatKinds, fc.integer({ min: -1000, max: 5000 })),
  displayMinor: perKey(displays, fc.integer({ min: -1000, max: 5000 })),
  roundToMinor: fc.constantFrom(1, 5, 10, 50, 100),
  taxBasisPoints: fc.integer({ min: 0, max: 10_000 }),
});
const anyTicket: fc.Arbitrary<PricedTicket> = fc.record({
  ticketClass: fc.constantFrom(...ticketClasses),
  seatKind: fc.constantFrom(...seatKinds),
  display: fc.constantFrom(...displays),
});
const anyBase = fc.integer({ min: 0, max: 10_000_000 });

describe('a ticket costs', () => {
  test.each<[string, Partial<PricedTicket>, number]>([
    ['the base price for an adult in a standard seat in 2D', {}, 1250],
    ['its class’s share, rounded half up to tens of cents', { ticketClass: 'child' }, 880],
    ['more in a VIP seat', { seatKind: 'vip' }, 1650],
    ['more in 3D', { display: '3D' }, 1450],
    ['surcharges on top of the rounded share', { ticketClass: 'child', seatKind: 'vip', display: 'IMAX' }, 1680],
  ])('%s', (_rule, ticket, priceMinor) => {
    expect(priceTicket(aPriceList(), 1250, { ...standard, ...ticket }).priceMinor).toBe(priceMinor);
  });

  test('half up where the share lies exactly between two steps', () => {
    const priceList = aPriceList({ classPercent: { adult: 100, child: 50, student: 85, senior: 80 } });
    expect(priceTicket(priceList, 1250, { ...standard, ticketClass: 'child' }).priceMinor).toBe(630);
    expect(priceTicket(priceList, 1249, { ...standard, ticketClass: 'child' }).priceMinor).toBe(620);
  });

  test('nothing rather than less than nothing', () => {
    const priceList = aPriceList({ seatKindMinor: { standard: -5000, vip: 0, wheelchair: 0, companion: 0 } });
    expect(priceTicket(priceList, 1250, standard)).toEqual({ priceMinor: 0, taxMinor: 0 });
  });

  test('whole yen in a currency without cents', () => {
    const priceList = aPriceList({ currency: 'JPY', roundToMinor: 100, taxBasisPoints: 1000 });
    const child = priceTicket(priceList, 1900, { ...standard, ticketClass: 'child' });
    expect(child).toEqual({ priceMinor: 1300, taxMinor: 118 });
  });
});

describe('for every price list', () => {
  test('prices and taxes are whole minor units that a sale can carry', () => {
    fc.assert(
      fc.property(anyPriceList, anyBase, anyTicket, (priceList, base, ticket) => {
        expect(PriceList.safeParse(priceList).success).toBe(true);
        const { priceMinor, taxMinor } = priceTicket(priceList, base, ticket);
        expect(Number.isSafeInteger(priceMinor) && Number.isSafeInteger(taxMinor)).toBe(true);
        expect(taxMinor).toBeGreaterThanOrEqual(0);
        expect(taxMinor).toBeLessThanOrEqual(priceMinor);
      }),
    );
  });

  test('the tax is the rate on the net price, to within rounding', () => {
    fc.assert(
      fc.property(anyPriceList, anyBase, anyTicket, (priceList, base, ticket) => {
        const { priceMinor, taxMinor } = priceTicket(priceList, base, ticket);
        const taxOnNet = ((priceMinor - taxMinor) * priceList.taxBasisPoints) / 10_000;
        expect(Math.abs(taxOnNet - taxMinor)).toBeLessThanOrEqual(1);
      }),
    );
  });

  test('a class that pays a smaller share never pays more', () => {
    fc.assert(
      fc.property(anyPriceList, anyBase, anyTicket, anyTicket, (priceList, base, ticket, { ticketClass }) => {
        const one = priceTicket(priceList, base, ticket).priceMinor;
        const other = priceTicket(priceList, base, { ...ticket, ticketClass }).priceMinor;
        const share = priceList.classPercent[ticket.ticketClass] - priceList.classPercent[ticketClass];
        expect(share < 0 ? one <= other : share > 0 ? one >= other : one === other).toBe(true);
      }),
    );
  });

  test('without surcharges a price is a multiple of the rounding step, at most half a step off', () => {
    fc.assert(
      fc.property(anyPriceList, anyBase, anyTicket, (anyList, base, ticket) => {
        const none = aPriceList();
        const priceList = {
          ...anyList,
          seatKindMinor: { ...none.seatKindMinor, vip: 0 },
          displayMinor: { '2D': 0, '3D': 0, IMAX: 0, Dolby: 0 },
        };
        const { priceMinor } = priceTicket(priceList, base, ticket);
        expect(priceMinor % priceList.roundToMinor).toBe(0);
        const offTimes200 = Math.abs(200 * priceMinor - 2 * base * priceList.classPercent[ticket.ticketClass]);
        expect(offTimes200).toBeLessThanOrEqual(100 * priceList.roundToMinor);
      }),
    );
  });
});

test('a price from a fraction or below nothing is a bug, not a price', () => {
  expect(() => priceTicket(aPriceList(), 12.5, standard)).toThrow('minor units');
  expect(() => priceTicket(aPriceList(), -1, standard)).toThrow('not negative');
});
