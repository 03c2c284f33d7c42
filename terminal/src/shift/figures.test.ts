import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type CountedEntry, expectedCash, sumShift } from './figures.ts';

const minor = fc.integer({ min: 0, max: 100_000 });
const kind = fc.constantFrom('cash' as const, 'card' as const, 'voucher' as const, 'credit' as const);
/** Splits a total at random places, so that tenders add up to it. */
function split(totalMinor: number, cuts: readonly number[]): number[] {
  const at = [0, ...cuts.map((cut) => cut % (totalMinor + 1)).sort((a, b) => a - b), totalMinor];
  return at.slice(1).map((to, index) => to - (at[index] ?? 0));
}
const tenders = (totalMinor: number) =>
  fc.array(fc.tuple(kind, fc.nat()), { maxLength: 3 }).chain((cuts) =>
    fc.array(kind, { minLength: cuts.length + 1, maxLength: cuts.length + 1 }).map((kinds) =>
      split(
        totalMinor,
        cuts.map(([, cut]) => cut),
      ).map((amountMinor, index) => ({ kind: kinds[index] ?? ('cash' as const), amountMinor })),
    ),
  );
const sum = (amounts: readonly number[]) => amounts.reduce((total, amount) => total + amount, 0);

const sale = fc
  .record({
    prices: fc.array(minor, { minLength: 1, maxLength: 5 }),
    items: fc.array(minor, { maxLength: 3 }),
    comp: fc.boolean(),
  })
  .chain(({ prices, items, comp }) => {
    const totalMinor = sum([...prices, ...items]);
    return tenders(totalMinor).map((paid): CountedEntry => {
      const lines = prices.map((priceMinor, index) => ({
        line: index + 1,
        seatId: index + 1,
        seatLabel: 'A1',
        seatKind: 'standard' as const,
        version: 1,
        ticketClass: 'adult' as const,
        priceMinor,
        taxMinor: Math.floor(priceMinor / 10),
        ...(comp && index === 0 && { comp: 'press' }),
      }));
      const sold = items.map((priceMinor, index) => ({
        line: index + 1,
        itemId: 1,
        name: 'Popcorn',
        quantity: 1,
        priceMinor,
        taxMinor: 0,
      }));
      const payload = { screeningId: 1, channel: 'till' as const, currency: 'EUR', lines, tenders: paid, totalMinor };
      return { type: 'sale.made', payload: { ...payload, items: sold } };
    });
  });
const refund = minor.chain((totalMinor) =>
  tenders(totalMinor).map(
    (paid): CountedEntry => ({
      type: 'tickets.refunded',
      payload: {
        kind: 'refund',
        saleSeq: 1,
        screeningId: 1,
        currency: 'EUR',
        lines: [{ line: 1, seatId: 1, version: 1, amountMinor: totalMinor }],
        tenders: paid,
        totalMinor,
        reason: '',
      },
    }),
  ),
);
const movement = fc.record({ kind: fc.constantFrom('cash-in', 'drop', 'paid-out', 'no-sale'), amountMinor: minor }).map(
  ({ kind, amountMinor }): CountedEntry => ({
    type: 'cash.moved',
    payload: {
      shiftSeq: 1,
      staffId: 1,
      kind: kind as 'drop',
      amountMinor: kind === 'no-sale' ? 0 : amountMinor,
      currency: 'EUR',
      reason: 'x',
    },
  }),
);
const entries = fc.array(fc.oneof(sale, refund, movement), { maxLength: 30 });

test('whatever happened in a shift, its tenders are what was sold less what was refunded, to the cent', () => {
  fc.assert(
    fc.property(minor, entries, (floatMinor, all) => {
      const figures = sumShift(floatMinor, all);
      expect(sum(figures.tenders.map(({ inMinor }) => inMinor))).toBe(figures.ticketsMinor + figures.itemsMinor);
      expect(sum(figures.tenders.map(({ outMinor }) => outMinor))).toBe(figures.refundsMinor);
    }),
  );
});

test('what must lie in the drawer is what went in less what went out, entry by entry', () => {
  fc.assert(
    fc.property(minor, entries, (floatMinor, all) => {
      let drawer = floatMinor;
      for (const { type, payload } of all) {
        if (type === 'cash.moved') drawer += payload.kind === 'cash-in' ? payload.amountMinor : -payload.amountMinor;
        else {
          const cash = payload.tenders.filter((tender) => tender.kind === 'cash').map((tender) => tender.amountMinor);
          drawer += type === 'sale.made' ? sum(cash) : -sum(cash);
        }
      }
      expect(expectedCash(sumShift(floatMinor, all))).toBe(drawer);
    }),
  );
});

test('the parts of a shift add up to the whole, wherever it is cut, and in any order', () => {
  fc.assert(
    fc.property(minor, entries, fc.nat(), (floatMinor, all, cut) => {
      const at = cut % (all.length + 1);
      const whole = sumShift(floatMinor, all);
      const [before, after] = [sumShift(floatMinor, all.slice(0, at)), sumShift(0, all.slice(at))];
      expect(expectedCash(before) + expectedCash(after)).toBe(expectedCash(whole));
      expect(before.sales + after.sales).toBe(whole.sales);
      expect(sumShift(floatMinor, [...all].reverse())).toEqual(whole);
    }),
  );
});
