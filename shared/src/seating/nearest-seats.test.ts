import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type DrawnHouse, drawHouse } from '../testing/draw-house.ts';
import { findNearestSeats } from './nearest-seats.ts';

function offer(lines: string[], wanted: string, limit = 3): string[] {
  const house = drawHouse(...lines);
  const labels = new Map(house.seats.map((seat) => [seat.id, seat.label]));
  return findNearestSeats(house.seats, house.available, { wanted: pick(house, wanted.split(' ').map(house.id)), limit })
    .map((ids) => ids.map((id) => labels.get(id)).join(' '))
    .slice(0, limit);
}
const pick = ({ seats }: DrawnHouse, ids: readonly number[]) => seats.filter(({ id }) => ids.includes(id));

describe('whoever was too late is offered', () => {
  test.each<[string, string[], string, string[]]>([
    ['the seats beside first', ['ssssSSssss'], 'A5 A6', ['A3 A4', 'A7 A8', 'A1 A2']],
    [
      'the row behind before seats far away in the same row',
      ['SSSSSSSSss', 'ssSSSSSSSS'],
      'A1 A2',
      ['B1 B2', 'A9 A10'],
    ],
    [
      'none that leave a single seat while there are others',
      ['SSssss', 'SSssss'],
      'A1 A2',
      ['A3 A4', 'A5 A6', 'B3 B4'],
    ],
    ['seats of the same kind only', ['SSvvss', 'vvvvvv'], 'A1 A2', ['A5 A6']],
    ['a wheelchair place with its companion seat', ['WC ss', 'ss wc'], 'A1 A2', ['B3 B4']],
    [
      'what is left of their own and the nearest single ones where none are together',
      ['sSsSs', 'SSSSS'],
      'A1 A2',
      ['A1 A3'],
    ],
    ['nothing where there are too few of the kind', ['sSSS', 'vvvv'], 'A2 A3', []],
  ])('%s', (_what, lines, wanted, offered) => {
    expect(offer(lines, wanted)).toEqual(offered);
  });
});

test('in every house an offer is of available seats, as many and of the same kinds, and no seat is offered twice', () => {
  const line = fc.string({ unit: fc.constantFrom(...'sssSSvwcC '), minLength: 4, maxLength: 10 });
  const houses = fc.array(line, { minLength: 1, maxLength: 5 }).map((lines) => drawHouse(...lines));
  fc.assert(
    fc.property(houses, fc.integer({ min: 1, max: 5 }), fc.integer({ min: 0, max: 40 }), (house, count, from) => {
      const wanted = house.seats.slice(from, from + count);
      fc.pre(wanted.length > 0);
      const kinds = wanted.map(({ kind }) => kind).sort();
      const offers = findNearestSeats(house.seats, house.available, { wanted, limit: 3 });
      expect(offers.length).toBeLessThanOrEqual(3);
      for (const ids of offers) {
        expect(ids.every((id) => house.available.has(id))).toBe(true);
        expect(
          pick(house, ids)
            .map(({ kind }) => kind)
            .sort(),
        ).toEqual(kinds);
      }
      const all = offers.flat();
      expect(new Set(all).size).toBe(all.length);
      const isPossible = kinds.every(
        (kind) =>
          house.seats.filter((seat) => seat.kind === kind && house.available.has(seat.id)).length >=
          kinds.filter((other) => other === kind).length,
      );
      expect(offers.length > 0).toBe(isPossible);
    }),
    { numRuns: 300 },
  );
});
