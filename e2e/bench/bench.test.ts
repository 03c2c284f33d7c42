import { describe, expect, test } from '@jest/globals';
import { measureDurableSale } from './durable-sale.ts';
import { describeFigure, type Figure, isReached, ratioOf } from './figures.ts';
import { grandHall, makeHouse, pairSeats } from './house.ts';
import { median, quantile, takeTurns } from './rounds.ts';

describe('a durable sale', () => {
  test('is measured against a floor that wrote as many rows of each kind', async () => {
    const { figure, rowCounts } = await measureDurableSale({ rounds: 2, salesPerRound: 3 });
    const sales = (3 + 2) * 3;
    expect(rowCounts.ours).toEqual({
      journal: sales + 1,
      sale: sales,
      sale_tender: sales,
      ticket: 2 * sales,
      print_job: 3 * sales,
      seat_right: 2 * sales,
      basket: sales,
    });
    expect(rowCounts.floor).toEqual(rowCounts.ours);
    for (const perSecond of [...figure.ours.rounds, ...figure.floor.rounds]) {
      expect(Number.isFinite(perSecond)).toBe(true);
      expect(perSecond).toBeGreaterThan(0);
    }
    expect(describeFigure(figure)).toMatch(/ratio {2}\d+\.\d\d/);
  }, 30_000);
});

describe('a figure', () => {
  const figure: Figure = {
    title: 'drain',
    unit: 'ms',
    better: 'less',
    ours: { what: 'ours', rounds: [40, 50, 60] },
    floor: { what: 'floor', rounds: [20, 25, 30] },
    target: { of: 'ratio', atLeast: 0.6 },
  };

  test('that takes twice as long as its floor has half its speed', () => {
    expect(ratioOf(figure)).toBe(0.5);
    expect(ratioOf({ ...figure, better: 'more' })).toBe(2);
  });

  test('says when its target is not reached', () => {
    expect(isReached(figure)).toBe(false);
    expect(describeFigure(figure)).toContain('target: ratio at least 0.6   NOT REACHED');
    expect(describeFigure({ ...figure, target: { of: 'ratio', atLeast: 0.5 } })).toContain('ok');
  });

  test('as slow as its limit is too slow, and as fast as its peer is not faster', () => {
    expect(isReached({ ...figure, target: { of: 'value', below: 50 } })).toBe(false);
    expect(isReached({ ...figure, target: { of: 'value', below: 50.1 } })).toBe(true);
    expect(isReached({ ...figure, floor: figure.ours, target: { of: 'ratio', above: 1 } })).toBe(false);
  });
});

test('a warm-up round does not count, and contenders take turns', async () => {
  const order: string[] = [];
  const turns = await takeTurns<'floor' | 'ours', number>(
    { warmUps: 1, counted: 2 },
    {
      floor: (round) => order.push(`floor ${round}`),
      ours: (round) => order.push(`ours ${round}`),
    },
  );
  expect(order).toEqual(['floor 0', 'ours 0', 'floor 1', 'ours 1', 'floor 2', 'ours 2']);
  expect(turns).toEqual({ floor: [3, 5], ours: [4, 6] });
});

test('a percentile is a value that was measured', () => {
  expect(median([3, 1, 2])).toBe(2);
  expect(quantile([5, 1, 4, 2, 3], 0.95)).toBe(5);
  expect(() => median([])).toThrow('nothing was measured');
});

test('no seat of a screening is in two pairs, and neighbours in time come for different screenings', () => {
  const house = makeHouse({ nowMs: Date.UTC(2026, 8, 4), days: 2, venue: grandHall });
  const pairs = pairSeats(house, 600, 3);
  const seats = pairs.flatMap(({ screeningId, seatIds }) => seatIds.map((seatId) => `${screeningId}:${seatId}`));
  expect(new Set(seats).size).toBe(1200);
  expect(new Set(pairs.slice(0, 3).map(({ screeningId }) => screeningId)).size).toBe(3);
  expect(() => pairSeats(house, 100_000, 3)).toThrow('pairs of seats');
});
