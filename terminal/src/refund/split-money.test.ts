import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { cardsFirst, takeFrom } from './split-money.ts';

const ways = fc.array(fc.record({ attemptId: fc.option(fc.string(), { nil: null }), minor: fc.nat({ max: 10_000 }) }), {
  maxLength: 4,
});
const sum = (parts: readonly { minor: number }[]) => parts.reduce((total, part) => total + part.minor, 0);

test('parts of a refund add up, to the minor unit, and no way gives more than came by it', () => {
  fc.assert(
    fc.property(ways, fc.double({ min: 0, max: 1, noNaN: true }), (all, share) => {
      const minor = Math.floor(sum(all) * share);
      const { taken, left } = takeFrom(cardsFirst(all), minor);
      expect([sum(taken), sum(taken) + sum(left)]).toEqual([minor, sum(all)]);
      expect(left.every((way) => way.minor >= 0)).toBe(true);
    }),
  );
});

test('a card gets its money back before any of it is paid out in cash', () => {
  const all = [
    { attemptId: null, minor: 500 },
    { attemptId: 'a', minor: 700 },
  ];
  expect(takeFrom(cardsFirst(all), 900).taken).toEqual([
    { attemptId: 'a', minor: 700 },
    { attemptId: null, minor: 200 },
  ]);
});

test('more than was paid never goes back', () => {
  expect(() => takeFrom([{ attemptId: null, minor: 100 }], 101)).toThrow('no more goes back than was paid');
});
