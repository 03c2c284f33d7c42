import { describe, expect, test } from '@jest/globals';
import { SaleMade } from '../protocol/journal.ts';
import { CinemaSnapshot } from '../protocol/streams.ts';
import { aCinemaSnapshot, aPriceList, aSale, aSaleLine, aScreening, aVenueMap } from './builders.ts';
import { drawHouse } from './draw-house.ts';

describe('what tests are built from is valid by the protocol', () => {
  test('a cinema', () => {
    expect(CinemaSnapshot.parse(aCinemaSnapshot())).toEqual(aCinemaSnapshot());
  });

  test('a sale, of seats and at prices that its screening has', () => {
    const sale = aSale();
    expect(SaleMade.parse(sale)).toEqual(sale);
    const labels = new Map(aVenueMap().seats.map((seat) => [seat.id, seat.label]));
    expect(sale.lines.map((line) => labels.get(line.seatId))).toEqual(sale.lines.map((line) => line.seatLabel));
    expect(sale.lines.map((line) => line.priceMinor)).toEqual([aScreening().priceMinor, aScreening().priceMinor]);
  });

  test('seats and prices cover every kind', () => {
    const kinds = new Set(aVenueMap().seats.map((seat) => seat.kind));
    expect([...kinds].sort()).toEqual(Object.keys(aPriceList().seatKindMinor).sort());
    expect(aVenueMap().seats).toHaveLength(62);
  });
});

test('a sale’s total and tender follow from its lines', () => {
  const sale = aSale({ lines: [aSaleLine({ ticketClass: 'child' }), aSaleLine({ line: 2, seatKind: 'vip' })] });
  expect(sale.totalMinor).toBe(840 + 1600);
  expect(sale.tenders).toEqual([{ kind: 'cash', amountMinor: 2440, givenMinor: 2440 }]);
});

test('a screening that is moved ends and closes its sales with its start', () => {
  const { startsAtMs, endsAtMs, salesEndAtMs } = aScreening({ startsAtMs: 0 });
  expect([startsAtMs, endsAtMs, salesEndAtMs]).toEqual([0, 7_200_000, 900_000]);
});

test('a drawn house has its aisles, rows and sold seats where they were drawn', () => {
  const { seats, available, id } = drawHouse('sS v', ' wc');
  expect(seats.map(({ label, x, y, kind }) => [label, x, y, kind])).toEqual([
    ['A1', 0, 0, 'standard'],
    ['A2', 1, 0, 'standard'],
    ['A3', 3, 0, 'vip'],
    ['B1', 1, 1, 'wheelchair'],
    ['B2', 2, 1, 'companion'],
  ]);
  expect(available).toEqual(new Set([id('A1'), id('A3'), id('B1'), id('B2')]));
  expect(() => drawHouse('x')).toThrow('no kind of seat');
});
