import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { cashLast, takeFrom, type Way } from './split-money.ts';

const way = (minor: number, from: Partial<Way> = {}): Way => ({ attemptId: null, voucherId: null, minor, ...from });
const ways = fc.array(
  fc.oneof(
    fc.nat({ max: 10_000 }).map((minor) => way(minor)),
    fc.record({ attemptId: fc.string(), voucherId: fc.constant(null), minor: fc.nat({ max: 10_000 }) }),
    fc.record({ attemptId: fc.constant(null), voucherId: fc.nat(), minor: fc.nat({ max: 10_000 }) }),
  ),
  { maxLength: 4 },
);
const sum = (parts: readonly { minor: number }[]) => parts.reduce((total, part) => total + part.minor, 0);

test('parts of a refund add up, to the minor unit, and no way gives more than came by it', () => {
  fc.assert(
    fc.property(ways, fc.double({ min: 0, max: 1, noNaN: true }), (all, share) => {
      const minor = Math.floor(sum(all) * share);
      const { taken, left } = takeFrom(cashLast(all), minor);
      expect([sum(taken), sum(taken) + sum(left)]).toEqual([minor, sum(all)]);
      expect(left.every((part) => part.minor >= 0)).toBe(true);
    }),
  );
});

test('a voucher and a card get their money back before any of it is paid out in cash', () => {
  const all = [way(500), way(700, { attemptId: 'a' }), way(300, { voucherId: 4 })];
  expect(takeFrom(cashLast(all), 1100).taken).toEqual([
    way(300, { voucherId: 4 }),
    way(700, { attemptId: 'a' }),
    way(100),
  ]);
});

test('more than was paid never goes back', () => {
  expect(() => takeFrom([way(100)], 101)).toThrow('no more goes back than was paid');
});
