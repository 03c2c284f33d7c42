import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { drawHouse } from '../testing/draw-house.ts';
import { type MovingSeat, moveSeats } from './move-seats.ts';
import type { Seat } from './seat-map.ts';

/** Seats of another venue have other ids. */
const elsewhere = (seats: readonly Seat[]): Seat[] => seats.map((seat) => ({ ...seat, id: seat.id + 1000 }));
const moving = (house: { seats: readonly Seat[] }, ids: readonly number[], group: string | null = null): MovingSeat[] =>
  ids.map((id) => ({ seatId: id, seat: house.seats.find((seat) => seat.id === id)!, group }));
const labelsOf = (seats: readonly Seat[], places: readonly { placeId: number }[]) =>
  places.map(({ placeId }) => seats.find(({ id }) => id === placeId)?.label);

describe('a screening that moves', () => {
  test('keeps labels where the new venue has them with the same kind', () => {
    const old = drawHouse('ssss', 'ssvv');
    const now = elsewhere(drawHouse('ssss', 'svvs').seats);
    const { places, unplaced } = moveSeats(old.seats, now, moving(old, [old.id('A2'), old.id('B1'), old.id('B3')]));
    expect(labelsOf(now, places)).toEqual(['A2', 'B1', 'B3']);
    expect(unplaced).toEqual([]);
  });

  test('keeps people together who came together, in their part of the house', () => {
    const old = drawHouse('ssssssss', 'ssssssss', 'ssssssss', 'ssssssss');
    const now = elsewhere(drawHouse('sssss', 'ss ss', 'sssss').seats);
    const party = ['D6', 'D7', 'D8'].map((label) => old.id(label));
    const { places } = moveSeats(old.seats, now, moving(old, party, 'T1-000001'));
    expect(labelsOf(now, places)).toEqual(['C3', 'C4', 'C5']);
  });

  test('splits a party only where no row has room for it, and keeps its parts near', () => {
    const old = drawHouse('ssss');
    const now = elsewhere(drawHouse('vvvvss', 'vvvvss').seats);
    const { places, unplaced } = moveSeats(old.seats, now, moving(old, [1, 2, 3, 4], 'T1-000001'));
    expect(labelsOf(now, places).sort()).toEqual(['A5', 'A6', 'B5', 'B6']);
    expect(unplaced).toEqual([]);
  });

  test('seats a wheelchair user at a wheelchair place or not at all', () => {
    const old = drawHouse('wcww');
    const now = elsewhere(drawHouse('cwss').seats);
    const { places, unplaced } = moveSeats(old.seats, now, moving(old, [1, 2, 3, 4]));
    expect(labelsOf(now, places)).toEqual(['A2', 'A1']);
    expect(unplaced).toEqual([3, 4]);
  });

  test('seats a companion beside their wheelchair user again', () => {
    const old = drawHouse('wc      cw');
    const now = elsewhere(drawHouse('sw cs   wc').seats);
    const { places } = moveSeats(old.seats, now, moving(old, [3, 4], 'T1-000001'));
    expect(labelsOf(now, places)).toEqual(['A6', 'A5']);
  });

  test('moved back, everybody who may gets the very seat again', () => {
    const old = drawHouse('ssss', 'ssss');
    const now = elsewhere(drawHouse('ssss').seats);
    const there = moveSeats(old.seats, now, moving(old, [6, 7], 'T1-000001'));
    const back = there.places.map(({ seatId, placeId }) => ({
      seatId,
      seat: now.find(({ id }) => id === placeId)!,
      group: 'T1-000001',
    }));
    expect(moveSeats(now, old.seats, back).places).toEqual([
      { seatId: 6, placeId: 6 },
      { seatId: 7, placeId: 7 },
    ]);
  });
});

const lines = fc.array(
  fc.string({ unit: fc.constantFrom('s', 's', 's', 'v', 'w', 'c', ' '), minLength: 1, maxLength: 12 }),
  {
    minLength: 1,
    maxLength: 6,
  },
);
const moves = fc
  .tuple(lines, lines, fc.array(fc.tuple(fc.nat(), fc.constantFrom(null, 'a', 'b', 'c')), { maxLength: 40 }))
  .map(([oldLines, newLines, picks]) => {
    const old = drawHouse(...oldLines).seats;
    const now = elsewhere(drawHouse(...newLines).seats);
    const movers = new Map<number, MovingSeat>();
    for (const [pick, group] of picks) {
      const seat = old[pick % Math.max(1, old.length)];
      if (seat) movers.set(seat.id, { seatId: seat.id, seat, group });
    }
    return { old, now, movers: [...movers.values()] };
  });

test('nobody shares a place, everybody keeps their kind, and nobody is left out while a seat of their kind is free', () => {
  fc.assert(
    fc.property(moves, ({ old, now, movers }) => {
      const { places, unplaced } = moveSeats(old, now, movers);
      const taken = places.map(({ placeId }) => placeId);
      expect(new Set(taken).size).toBe(taken.length);
      expect([...places.map(({ seatId }) => seatId), ...unplaced].sort((a, b) => a - b)).toEqual(
        movers.map(({ seatId }) => seatId).sort((a, b) => a - b),
      );
      const kindOf = new Map(movers.map(({ seatId, seat }) => [seatId, seat.kind]));
      const kindThere = new Map(now.map(({ id, kind }) => [id, kind]));
      for (const { seatId, placeId } of places) expect(kindThere.get(placeId)).toBe(kindOf.get(seatId));
      const freeKinds = new Set(now.filter(({ id }) => !taken.includes(id)).map(({ kind }) => kind));
      for (const seatId of unplaced) expect(freeKinds).not.toContain(kindOf.get(seatId));
    }),
  );
});

test('the order in which the seats come changes nothing', () => {
  fc.assert(
    fc.property(moves, ({ old, now, movers }) => {
      const turned = moveSeats([...old].reverse(), [...now].reverse(), [...movers].reverse());
      expect(turned).toEqual(moveSeats(old, now, movers));
    }),
  );
});

test('in a venue of the same plan everybody keeps their label', () => {
  fc.assert(
    fc.property(moves, ({ old, movers }) => {
      const now = elsewhere(old);
      const { places } = moveSeats(old, now, movers);
      expect(places.every(({ seatId, placeId }) => placeId === seatId + 1000)).toBe(true);
      expect(places).toHaveLength(movers.length);
    }),
  );
});
