import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { drawHouse } from '../testing/draw-house.ts';
import type { Seat } from './seat-map.ts';
import { findSingleSeats, singleSeatRuleApplies } from './single-seats.ts';

/** The labels of the seats that this choice would leave single. */
function singlesAfter(lines: string[], chosen: string[]): string[] {
  const { seats, available, id } = drawHouse(...lines);
  const singles = findSingleSeats(seats, available, chosen.map(id));
  return seats.filter((seat) => singles.includes(seat.id)).map((seat) => seat.label);
}

describe('a choice leaves a single seat', () => {
  test.each<[string, string[], string[], string[]]>([
    ['between it and the wall', ['sssss'], ['A2', 'A3'], ['A1']],
    ['between it and a sold seat', ['Sssss'], ['A3', 'A4', 'A5'], ['A2']],
    ['between it and an aisle', ['sss ss'], ['A1', 'A2'], ['A3']],
    ['on both sides', ['ssss'], ['A2', 'A3'], ['A1', 'A4']],
    ['between its own seats', ['sss'], ['A1', 'A3'], ['A2']],
    ['in each row it touches', ['sss', 'sss'], ['A1', 'A2', 'B1', 'B2'], ['A3', 'B3']],
    ['of a dearer kind too', ['ssv'], ['A1', 'A2'], ['A3']],
  ])('%s', (_where, lines, chosen, singles) => {
    expect(singlesAfter(lines, chosen)).toEqual(singles);
  });
});

describe('a choice leaves no single seat', () => {
  test.each<[string, string[], string[]]>([
    ['where two stay beside it', ['sssss'], ['A3', 'A4', 'A5']],
    ['where none stays beside it', ['ssss'], ['A1', 'A2', 'A3', 'A4']],
    ['across an aisle', ['ss sss'], ['A1', 'A2']],
    ['where one was single already', ['sSss'], ['A3', 'A4']],
    ['by taking the single one', ['sSss'], ['A1']],
    ['in the row before or behind', ['ss', 'Ss'], ['A1', 'A2']],
    ['by leaving a companion seat', ['ssc'], ['A1', 'A2']],
    ['by leaving a wheelchair place', ['ssw'], ['A1', 'A2']],
    ['when it has a wheelchair place', ['wcs'], ['A1', 'A2']],
    ['when it is nothing', ['ss'], []],
  ])('%s', (_where, lines, chosen) => {
    expect(singlesAfter(lines, chosen)).toEqual([]);
  });

  test('by ending at the last possible place of a row', () => {
    const wide: Seat[] = [
      { id: 1, row: 'A', label: 'A1', x: 999, y: 0, kind: 'standard' },
      { id: 2, row: 'B', label: 'B1', x: 0, y: 1, kind: 'standard' },
    ];
    expect(findSingleSeats(wide, new Set([1, 2]), [1])).toEqual([]);
  });
});

test('a seat that is left single had a neighbour before and has none after, whatever the house', () => {
  const line = fc.string({ unit: fc.constantFrom('s', 's', 's', 'S', ' ', 'v', 'w', 'c', 'C'), maxLength: 10 });
  const house = fc.array(line, { minLength: 1, maxLength: 3 }).map((lines) => drawHouse(...lines));
  fc.assert(
    fc.property(house, fc.infiniteStream(fc.boolean()), ({ seats, available }, picks) => {
      const pick = () => picks.next().value === true;
      const chosen = seats.filter((seat) => available.has(seat.id) && pick());
      const left = seats.filter((seat) => available.has(seat.id) && !chosen.includes(seat));
      const areNeighbours = (a: Seat, b: Seat) => a.y === b.y && Math.abs(a.x - b.x) === 1;
      const expected = chosen.some((seat) => seat.kind === 'wheelchair')
        ? []
        : left.filter(
            (seat) =>
              (seat.kind === 'standard' || seat.kind === 'vip') &&
              chosen.some((other) => areNeighbours(seat, other)) &&
              !left.some((other) => areNeighbours(seat, other)),
          );
      const ids = (some: Seat[]) => some.map((seat) => seat.id);
      expect(findSingleSeats(seats, available, ids(chosen))).toEqual(ids(expected));
    }),
    { numRuns: 500 },
  );
});

describe('the single-seat rule', () => {
  test.each<[string, string[], number, boolean]>([
    ['applies in an open house', ['ssssssssss'], 2, true],
    ['applies while one place fits without a single seat', ['sssSSss', 'SSSSSSS'], 2, true],
    ['does not apply where every place leaves one', ['sssSSSS', 'SSSSSSS'], 2, false],
    ['does not apply where the party fits nowhere together', ['ssSSSss', 'SSSSSSS'], 3, false],
    ['does not apply in a nearly full house', ['ssSSSSSSSS', 'SSSSSSSSSS'], 2, false],
    ['applies just above nearly full', ['ssSSSSSSSS', 'ssSSSSSSSS'], 2, true],
    ['sends nobody to VIP seats', ['sssSSSS', 'vvvvvvv'], 2, false],
    ['applies among VIP seats where only these are left', ['SSSSSSS', 'vvvvvvv'], 2, true],
    ['does not count companion seats as other places', ['sssSSScc'], 2, false],
  ])('%s', (_rule, lines, count, applies) => {
    const { seats, available } = drawHouse(...lines);
    expect(singleSeatRuleApplies(seats, available, count)).toBe(applies);
  });
});
