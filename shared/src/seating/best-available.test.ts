import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type DrawnHouse, drawHouse } from '../testing/draw-house.ts';
import { type Party, proposeSeats } from './best-available.ts';
import type { Seat } from './seat-map.ts';
import { findSingleSeats, isNearlyFull } from './single-seats.ts';

const people = (count: number): Party => ({ count, wheelchair: false });
const withWheelchair = (count: number): Party => ({ count, wheelchair: true });

/** The proposed seats' labels, in one text. */
function propose(lines: string[], party: Party): string {
  const { seats, available } = drawHouse(...lines);
  const labels = new Map(seats.map((seat) => [seat.id, seat.label]));
  return proposeSeats(seats, available, party)
    .map((id) => labels.get(id))
    .join(' ');
}

const openHouse = Array.from({ length: 7 }, () => 'sssssssssss');
const crossAisle = ['ssSSSSSSSS', 'ssSSSSSSSS', 'SSSSssSSSS', '', 'SSSSssSSSS', 'SSSSSSSSSS'];

describe('a party is proposed', () => {
  test.each<[string, string[], number, string]>([
    ['the middle of the row two thirds back', openHouse, 3, 'E5 E6 E7'],
    ['the best seat of all for one person', openHouse, 1, 'E6'],
    ['a row too far back rather than one too near', ['ss', 'ss', 'SS', 'ss'], 2, 'D1 D2'],
    ['seats on one side of the aisle', ['ssss ssss'], 2, 'A3 A4'],
    ['seats that leave none single', ['ssssss'], 3, 'A1 A2 A3'],
    ['worse seats rather than a single one left', ['ssss', 'SSSS', 'sssS', 'SSSS'], 2, 'A1 A2'],
    ['the best seats, single one or not, when nearly full', [...full(8), 'Ssss', ...full(4), 'ssSS'], 2, 'I2 I3'],
    ['seats that leave one single rather than two rows', ['sssS', 'ssSS', 'SSSS'], 2, 'B1 B2'],
    ['one row with a single seat left rather than two rows', ['ssss', 'ssSS', 'SSSS'], 3, 'A1 A2 A3'],
    ['two rows behind each other where no row has room', ['ssSSsss', 'ssssSss', 'SSSSSSS'], 5, 'A5 A6 A7 B6 B7'],
    ['two rows with nobody alone', ['SSssSS', 'SsssSS', 'SSSSSS'], 4, 'A3 A4 B3 B4'],
    ['the nearest groups where no two rows have room', ['ssSSSSSS', 'SSSSSSSS', 'ssSSSSss'], 4, 'A1 A2 C1 C2'],
    ['standard seats in two rows rather than a row of dearer seats', ['sssS', 'sssS', 'vvvv'], 4, 'A2 A3 B2 B3'],
    ['a row of dearer seats where the others are too few', ['sssS', 'vvvv'], 4, 'B1 B2 B3 B4'],
    ['dearer seats where nothing else is left', ['SSSS', 'vvvv'], 2, 'B1 B2'],
    ['as few dearer seats as will do', ['ssvvvvv'], 3, 'A1 A2 A3'],
    ['groups with nobody alone', ['sssSSSSS', 'SSSSSSSS', 'ssSSSSSs'], 4, 'A1 A2 C1 C2'],
    ['two rows without a cross-aisle between them', crossAisle, 4, 'A1 A2 B1 B2'],
    ['a companion seat last of all', ['wccs', 'SSSv'], 3, 'A3 A4 B4'],
    ['nothing where there are not enough seats', ['ssSS', 'SSSw'], 3, ''],
    ['nothing in a house without seats', [], 1, ''],
  ])('%s', (_what, lines, count, labels) => {
    expect(propose(lines, people(count))).toBe(labels);
  });
});

describe('a party with a wheelchair is proposed', () => {
  test.each<[string, string[], number, string]>([
    ['the place alone for one', ['wcss'], 1, 'A1'],
    ['place and companion seat together', ['wc ssss', 'sssssss'], 2, 'A1 A2'],
    ['the companion seat rather than an ordinary one', ['cwssss'], 2, 'A1 A2'],
    ['all companion seats of the place', ['sswccss'], 3, 'A3 A4 A5'],
    ['ordinary seats beside the companion seat', ['wcsssss'], 4, 'A1 A2 A3 A4'],
    ['the row behind where no more fit beside', ['wc ssss cw', 'ssssssssss'], 4, 'A1 A2 B1 B2'],
    ['one place only, and the next place’s companion seat stays', ['wcwc'], 2, 'A1 A2'],
    ['a place whose companion seat is free', ['wCssssscw'], 2, 'A8 A9'],
    ['an ordinary neighbour where the companion seat is sold', ['swCs', 'ssss'], 2, 'A1 A2'],
    ['dearer seats only where there are no others', ['wcv', 'SSs'], 4, 'A1 A2 A3 B3'],
    ['no dearer seat although it is nearer', ['wcv', 'sSS'], 3, 'A1 A2 B1'],
    ['nothing without a free place', ['Wcss'], 2, ''],
    ['nothing where the party does not fit', ['wcw'], 3, ''],
  ])('%s', (_what, lines, count, labels) => {
    expect(propose(lines, withWheelchair(count))).toBe(labels);
  });
});

test('a party of nobody, or of half a person, is a bug', () => {
  expect(() => propose(openHouse, people(0))).toThrow('at least one');
  expect(() => propose(openHouse, people(1.5))).toThrow('at least one');
});

const anyLine = (letters: string) => fc.string({ unit: fc.constantFrom(...letters), minLength: 6, maxLength: 12 });
const anyHouse = (letters: string) =>
  fc.array(anyLine(letters), { minLength: 2, maxLength: 6 }).map((lines) => drawHouse(...lines));
/** Mostly open, mostly sold, and with everything in it. */
const mixedHouse = fc.oneof(anyHouse('sssssS '), anyHouse('ssSSS '), anyHouse('sssSv wcC'));
const anyCount = fc.integer({ min: 1, max: 8 });

function pick({ seats }: DrawnHouse, ids: readonly number[]): Seat[] {
  return ids.flatMap((id) => seats.filter((seat) => seat.id === id));
}

const areTogether = (seats: readonly Seat[]) =>
  seats.every((seat, index) => index === 0 || (seat.y === seats[0]?.y && seat.x === (seats[0]?.x ?? 0) + index));

/** Every block of standard seats for so many people, found the slow way. */
function findBlocks({ seats, available }: DrawnHouse, count: number): Seat[][] {
  const standard = seats.filter((seat) => seat.kind === 'standard' && available.has(seat.id));
  return standard
    .map((_seat, index) => standard.slice(index, index + count))
    .filter((block) => block.length === count && areTogether(block));
}

describe('in every house', () => {
  test('a proposal seats the whole party on available seats, or there are not enough', () => {
    fc.assert(
      fc.property(mixedHouse, anyCount, fc.boolean(), (house, count, wheelchair) => {
        const { seats, available } = house;
        const ids = proposeSeats(seats, available, { count, wheelchair });
        const free = seats.filter((seat) => available.has(seat.id));
        const places = free.filter((seat) => seat.kind === 'wheelchair').length;
        const isPossible = wheelchair ? places > 0 && free.length - places + 1 >= count : free.length - places >= count;
        expect(new Set(ids).size).toBe(isPossible ? count : 0);
        expect(ids.every((id) => available.has(id))).toBe(true);
        const usedPlaces = pick(house, ids).filter((seat) => seat.kind === 'wheelchair').length;
        expect(usedPlaces).toBe(wheelchair && isPossible ? 1 : 0);
      }),
      { numRuns: 500 },
    );
  });

  test('a party sits together in one row where it can', () => {
    fc.assert(
      fc.property(mixedHouse, anyCount, (house, count) => {
        fc.pre(findBlocks(house, count).length > 0);
        const chosen = pick(house, proposeSeats(house.seats, house.available, people(count)));
        expect(areTogether(chosen)).toBe(true);
        expect(chosen.every((seat) => seat.kind === 'standard')).toBe(true);
      }),
      { numRuns: 300 },
    );
  });

  test('no single seat is left where the party could sit without leaving one', () => {
    fc.assert(
      fc.property(mixedHouse, anyCount, (house, count) => {
        const { seats, available } = house;
        const leavesNone = (ids: number[]) => findSingleSeats(seats, available, ids).length === 0;
        fc.pre(!isNearlyFull(seats, available));
        fc.pre(findBlocks(house, count).some((block) => leavesNone(block.map((seat) => seat.id))));
        expect(leavesNone(proposeSeats(seats, available, people(count)))).toBe(true);
      }),
      { numRuns: 300 },
    );
  });

  test('VIP and companion seats are proposed only when standard seats are too few', () => {
    fc.assert(
      fc.property(anyHouse('ssSvvcw '), anyCount, (house, count) => {
        const chosen = pick(house, proposeSeats(house.seats, house.available, people(count)));
        const isLeft = (kind: Seat['kind']) =>
          house.seats.filter((seat) => seat.kind === kind && house.available.has(seat.id)).length;
        const dearer = chosen.some((seat) => seat.kind === 'vip');
        const companions = chosen.some((seat) => seat.kind === 'companion');
        expect(dearer && isLeft('standard') >= count).toBe(false);
        expect(companions && isLeft('standard') + isLeft('vip') >= count).toBe(false);
      }),
      { numRuns: 500 },
    );
  });

  test('the same house gets the same proposal, in whatever order its seats are listed', () => {
    fc.assert(
      fc.property(mixedHouse, anyCount, fc.boolean(), (house, count, wheelchair) => {
        const { seats, available } = house;
        const turned = proposeSeats(seats.toReversed(), available, { count, wheelchair });
        expect(turned).toEqual(proposeSeats(seats, available, { count, wheelchair }));
      }),
    );
  });
});

function full(rows: number): string[] {
  return Array.from({ length: rows }, () => 'SSSS');
}
