import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { seatKinds } from '../seating/seat-map.ts';
import { aPriceList, startsAtMs } from '../testing/builders.ts';
import { PriceList, type PriceRule } from './price-list.ts';
import { findPriceRule, type PricedShow, type PricedTicket, priceTicket } from './pricing.ts';
import { displays, ticketClasses } from './ticket-class.ts';

const timeZone = 'Europe/Berlin';
const standard: PricedTicket = { ticketClass: 'adult', seatKind: 'standard', isMember: false };
const aShow = (changes: Partial<PricedShow> = {}): PricedShow => ({
  priceMinor: 1250,
  display: '2D',
  startsAtMs,
  ...changes,
});
const price = (list: PriceList, show: Partial<PricedShow> = {}, ticket: Partial<PricedTicket> = {}) =>
  priceTicket({ list, timeZone }, aShow(show), { ...standard, ...ticket });

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
  isMember: fc.boolean(),
});
const anyShow: fc.Arbitrary<PricedShow> = fc.record({
  priceMinor: fc.integer({ min: 0, max: 10_000_000 }),
  display: fc.constantFrom(...displays),
  startsAtMs: fc.integer({ min: Date.UTC(2026, 0), max: Date.UTC(2028, 0) }),
});

describe('a ticket costs', () => {
  test.each<[string, Partial<PricedTicket>, PricedShow['display'], number]>([
    ['the base price for an adult in a standard seat in 2D', {}, '2D', 1250],
    ['its class’s share, rounded half up to tens of cents', { ticketClass: 'child' }, '2D', 880],
    ['more in a VIP seat', { seatKind: 'vip' }, '2D', 1650],
    ['more in 3D', {}, '3D', 1450],
    ['surcharges on top of the rounded share', { ticketClass: 'child', seatKind: 'vip' }, 'IMAX', 1680],
  ])('%s', (_rule, ticket, display, priceMinor) => {
    expect(price(aPriceList(), { display }, ticket).priceMinor).toBe(priceMinor);
  });

  test('half up where the share lies exactly between two steps', () => {
    const priceList = aPriceList({ classPercent: { adult: 100, child: 50, student: 85, senior: 80 } });
    expect(price(priceList, {}, { ticketClass: 'child' }).priceMinor).toBe(630);
    expect(price(priceList, { priceMinor: 1249 }, { ticketClass: 'child' }).priceMinor).toBe(620);
  });

  test('nothing rather than less than nothing', () => {
    const priceList = aPriceList({ seatKindMinor: { standard: -5000, vip: 0, wheelchair: 0, companion: 0 } });
    expect(price(priceList)).toEqual({ priceMinor: 0, taxMinor: 0 });
  });

  test('whole yen in a currency without cents', () => {
    const priceList = aPriceList({ currency: 'JPY', roundToMinor: 100, taxBasisPoints: 1000 });
    const child = price(priceList, { priceMinor: 1900 }, { ticketClass: 'child' });
    expect(child).toEqual({ priceMinor: 1300, taxMinor: 118 });
  });
});

describe('for every price list', () => {
  test('prices and taxes are whole minor units that a sale can carry', () => {
    fc.assert(
      fc.property(anyPriceList, anyShow, anyTicket, (priceList, show, ticket) => {
        expect(PriceList.safeParse(priceList).success).toBe(true);
        const { priceMinor, taxMinor } = price(priceList, show, ticket);
        expect(Number.isSafeInteger(priceMinor) && Number.isSafeInteger(taxMinor)).toBe(true);
        expect(taxMinor).toBeGreaterThanOrEqual(0);
        expect(taxMinor).toBeLessThanOrEqual(priceMinor);
      }),
    );
  });

  test('the tax is the rate on the net price, to within rounding', () => {
    fc.assert(
      fc.property(anyPriceList, anyShow, anyTicket, (priceList, show, ticket) => {
        const { priceMinor, taxMinor } = price(priceList, show, ticket);
        const taxOnNet = ((priceMinor - taxMinor) * priceList.taxBasisPoints) / 10_000;
        expect(Math.abs(taxOnNet - taxMinor)).toBeLessThanOrEqual(1);
      }),
    );
  });

  test('a class that pays a smaller share never pays more', () => {
    fc.assert(
      fc.property(anyPriceList, anyShow, anyTicket, anyTicket, (priceList, show, ticket, { ticketClass }) => {
        const one = price(priceList, show, ticket).priceMinor;
        const other = price(priceList, show, { ...ticket, ticketClass }).priceMinor;
        const share = priceList.classPercent[ticket.ticketClass] - priceList.classPercent[ticketClass];
        expect(share < 0 ? one <= other : share > 0 ? one >= other : one === other).toBe(true);
      }),
    );
  });

  test('without surcharges a price is a multiple of the rounding step, at most half a step off', () => {
    fc.assert(
      fc.property(anyPriceList, anyShow, anyTicket, (anyList, show, ticket) => {
        const none = aPriceList();
        const priceList = {
          ...anyList,
          seatKindMinor: { ...none.seatKindMinor, vip: 0 },
          displayMinor: { '2D': 0, '3D': 0, IMAX: 0, Dolby: 0 },
        };
        const { priceMinor } = price(priceList, show, ticket);
        expect(priceMinor % priceList.roundToMinor).toBe(0);
        const offTimes200 = Math.abs(
          200 * priceMinor - 2 * show.priceMinor * priceList.classPercent[ticket.ticketClass],
        );
        expect(offTimes200).toBeLessThanOrEqual(100 * priceList.roundToMinor);
      }),
    );
  });
});

test('a price from a fraction or below nothing is a bug, not a price', () => {
  expect(() => price(aPriceList(), { priceMinor: 12.5 })).toThrow('minor units');
  expect(() => price(aPriceList(), { priceMinor: -1 })).toThrow('not negative');
});

const aRule = (changes: Partial<PriceRule> = {}): PriceRule => ({
  id: 1,
  rank: 10,
  name: 'Matinee',
  price: { kind: 'fixed', minor: 800 },
  ...changes,
});
/** On the wall clock in Berlin, an hour or two ahead of UTC. */
const at = (day: string, time: string, offset = '+02:00') => Date.parse(`${day}T${time}:00${offset}`);

describe('a price rule', () => {
  const matinee = aRule({ weekdays: [1, 2, 3, 4, 5], fromMinute: 600, toMinute: 1020 });
  const sunday = aRule({ weekdays: [7] });
  const night = aRule({ fromMinute: 1380, toMinute: 1440 });
  const holidays = aRule({ fromDate: '2026-10-12', toDate: '2026-10-25' });
  test.each<[string, PriceRule, number, boolean]>([
    ['holds from its first minute', matinee, at('2026-09-04', '10:00'), true],
    ['holds until just before its last', matinee, at('2026-09-04', '16:59'), true],
    ['no longer holds at its end', matinee, at('2026-09-04', '17:00'), false],
    ['does not hold before its beginning', matinee, at('2026-09-04', '09:59'), false],
    ['of weekdays does not hold on Saturday', matinee, at('2026-09-05', '14:00'), false],
    ['of weekdays holds on Monday', matinee, at('2026-09-07', '14:00'), true],
    [
      'of Sunday begins at the wall clock’s midnight, when it is still Saturday in UTC',
      sunday,
      at('2026-09-06', '00:00'),
      true,
    ],
    ['of Sunday does not hold a minute before', sunday, at('2026-09-05', '23:59'), false],
    ['of Sunday ends at midnight', sunday, at('2026-09-07', '00:00'), false],
    ['may last until midnight', night, at('2026-09-05', '23:59'), true],
    ['that lasts until midnight does not hold after it', night, at('2026-09-06', '00:00'), false],
    ['holds on its first day', holidays, at('2026-10-12', '00:00'), true],
    ['does not hold on the day before', holidays, at('2026-10-11', '23:59'), false],
    ['holds on its last day, on which the clocks go back', holidays, at('2026-10-25', '23:59', '+01:00'), true],
    ['does not hold on the day after', holidays, at('2026-10-26', '00:00', '+01:00'), false],
    ['goes by the clock on the day it goes forward', matinee, at('2026-03-30', '10:00'), true],
    [
      'knows that an hour was skipped',
      aRule({ fromMinute: 180, toMinute: 240 }),
      at('2026-03-29', '02:30', '+01:00'),
      true,
    ],
    [
      'holds in both of the hours that come twice',
      aRule({ fromMinute: 120, toMinute: 180 }),
      at('2026-10-25', '02:30', '+01:00'),
      true,
    ],
    [
      'holds in both of the hours that come twice: in the first too',
      aRule({ fromMinute: 120, toMinute: 180 }),
      at('2026-10-25', '02:30'),
      true,
    ],
    [
      'whose end lies before its beginning never holds',
      aRule({ fromMinute: 1200, toMinute: 600 }),
      at('2026-09-04', '21:00'),
      false,
    ],
  ])('%s', (_rule, rule, startsAtMs, holds) => {
    expect(price(aPriceList({ rules: [rule] }), { startsAtMs }).priceMinor).toBe(holds ? 800 : 1250);
  });

  test.each<[string, Partial<PriceRule>, Partial<PricedTicket>, Partial<PricedShow>, number]>([
    ['a fixed price takes the place of the class price', {}, {}, {}, 800],
    ['surcharges come on top of it', {}, { seatKind: 'vip' }, { display: '3D' }, 1400],
    ['so much less than the class price', { price: { kind: 'less', minor: 200 } }, { ticketClass: 'child' }, {}, 680],
    ['never less than nothing', { price: { kind: 'less', minor: 2000 } }, {}, {}, 0],
    ['surcharges are paid even then', { price: { kind: 'less', minor: 2000 } }, { seatKind: 'vip' }, {}, 400],
    [
      'a share of the class price, rounded like it',
      { price: { kind: 'percent', percent: 75 } },
      { ticketClass: 'child' },
      {},
      660,
    ],
    ['a member’s price for a member', { membersOnly: true }, { isMember: true }, {}, 800],
    ['none for anybody else', { membersOnly: true }, {}, {}, 1250],
    ['only for its classes', { ticketClasses: ['child'] }, {}, {}, 1250],
    ['only for its kinds of seat', { seatKinds: ['vip'] }, { seatKind: 'vip' }, {}, 1200],
    ['only for its displays', { displays: ['3D'] }, {}, {}, 1250],
    ['for nobody where it names none', { ticketClasses: [] }, {}, {}, 1250],
  ])('%s', (_rule, changes, ticket, show, priceMinor) => {
    expect(price(aPriceList({ rules: [aRule(changes)] }), show, ticket).priceMinor).toBe(priceMinor);
  });

  test('of several the lowest rank holds, then the one that was made first, whatever their order', () => {
    const rules = [
      aRule({ id: 3, rank: 5, price: { kind: 'fixed', minor: 300 } }),
      aRule({ id: 1, rank: 7, price: { kind: 'fixed', minor: 100 } }),
      aRule({ id: 2, rank: 5, price: { kind: 'fixed', minor: 200 } }),
      aRule({ id: 4, rank: 0, membersOnly: true, price: { kind: 'fixed', minor: 400 } }),
    ];
    for (const list of [rules, rules.toReversed()]) {
      expect(price(aPriceList({ rules: list })).priceMinor).toBe(200);
      expect(price(aPriceList({ rules: list }), {}, { isMember: true }).priceMinor).toBe(400);
    }
  });

  const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined });
  const anyRule: fc.Arbitrary<PriceRule> = fc
    .record({
      id: fc.integer({ min: 1, max: 50 }),
      rank: fc.integer({ min: 0, max: 5 }),
      name: fc.constant('rule'),
      weekdays: maybe(fc.uniqueArray(fc.integer({ min: 1, max: 7 }), { maxLength: 7 })),
      fromMinute: maybe(fc.integer({ min: 0, max: 1440 })),
      toMinute: maybe(fc.integer({ min: 0, max: 1440 })),
      ticketClasses: maybe(fc.uniqueArray(fc.constantFrom(...ticketClasses))),
      seatKinds: maybe(fc.uniqueArray(fc.constantFrom(...seatKinds))),
      displays: maybe(fc.uniqueArray(fc.constantFrom(...displays))),
      membersOnly: maybe(fc.boolean()),
      price: fc.oneof(
        fc.record({ kind: fc.constant('percent' as const), percent: fc.integer({ min: 0, max: 1000 }) }),
        fc.record({ kind: fc.constant('fixed' as const), minor: fc.integer({ min: 0, max: 10_000 }) }),
        fc.record({ kind: fc.constant('less' as const), minor: fc.integer({ min: 0, max: 10_000 }) }),
      ),
    })
    .map((rule) => JSON.parse(JSON.stringify(rule)) as PriceRule);
  const anyRules = fc.uniqueArray(anyRule, { maxLength: 6, selector: ({ id }) => id });

  test('prices by rules are whole and not negative, and a rule that holds for nobody changes none of them', () => {
    fc.assert(
      fc.property(anyPriceList, anyRules, anyShow, anyTicket, (list, rules, show, ticket) => {
        const ruled = { ...list, rules };
        expect(PriceList.safeParse(ruled).success).toBe(true);
        const { priceMinor, taxMinor } = price(ruled, show, ticket);
        expect(Number.isSafeInteger(priceMinor) && taxMinor >= 0 && taxMinor <= priceMinor).toBe(true);
        const holds = findPriceRule({ list: ruled, timeZone }, show, ticket);
        if (holds === null) expect(price(list, show, ticket)).toEqual({ priceMinor, taxMinor });
        const others = rules.filter((rule) => rule === holds || (holds && rule.rank > holds.rank));
        if (holds) expect(price({ ...list, rules: others }, show, ticket)).toEqual({ priceMinor, taxMinor });
      }),
    );
  });

  test('whoever is no member never pays by a member’s rule, and a member is not worse off for cheaper ones', () => {
    fc.assert(
      fc.property(anyPriceList, anyRules, anyShow, anyTicket, (list, rules, show, ticket) => {
        const rule = findPriceRule({ list: { ...list, rules }, timeZone }, show, { ...ticket, isMember: false });
        expect(rule?.membersOnly ?? false).toBe(false);
        const member = findPriceRule({ list: { ...list, rules }, timeZone }, show, { ...ticket, isMember: true });
        if (rule) expect((member?.rank ?? Infinity) <= rule.rank).toBe(true);
      }),
    );
  });
});
