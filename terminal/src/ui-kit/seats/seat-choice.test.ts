import { describe, expect, test } from '@jest/globals';
import type { SeatMapView, SeatView } from '../../calls.ts';
import { choosePitch, fitPitch, measureRoom } from './room-view.ts';
import { groupRows, moveFocus, shareUnchangedSeats, tapSeat } from './seat-choice.ts';

/** Rows as text, front first: `.` free, `x` sold, `w` a free wheelchair space, `_` an aisle. Ids are row * 100 + x. */
function room(...rows: string[]): SeatView[] {
  return rows.flatMap((text, y) =>
    [...text].flatMap((sign, x) => {
      const row = String.fromCharCode(65 + y);
      if (sign === '_') return [];
      const kind = sign === 'w' ? ('wheelchair' as const) : ('standard' as const);
      return [
        {
          seatId: y * 100 + x,
          row,
          label: `${row}${x}`,
          x,
          y,
          kind,
          state: sign === 'x' ? ('sold' as const) : ('mine' as const),
          surchargeMinor: 0,
        },
      ];
    }),
  );
}

describe('a tap on the seat map', () => {
  const tap = (rows: string[], chosen: number[], seatId: number, count = chosen.length) =>
    tapSeat(room(...rows), chosen, { seatId, count });

  test('fills an open place, and frees an own seat', () => {
    expect(tap(['....'], [], 2, 2)).toEqual([2]);
    expect(tap(['....'], [2, 1], 2)).toEqual([1]);
  });

  test('moves the whole party around the tapped seat when all places are taken', () => {
    expect(tap(['........', '........'], [0, 1, 2], 105)).toEqual([104, 105, 106]);
  });

  test('at the end of a row the party still stays together', () => {
    expect(tap(['........', '......xx'], [0, 1, 2], 105)).toEqual([103, 104, 105]);
    expect(tap(['........', '...._....'], [0, 1, 2], 105)).toEqual([105, 106, 107]);
  });

  test('where the party does not fit, the seat chosen first gives way', () => {
    expect(tap(['....', 'x.x.'], [0, 1], 101)).toEqual([1, 101]);
  });

  test('a party is not moved onto a wheelchair space beside the tapped seat', () => {
    expect(tap(['....', 'xw.x'], [0, 1], 102)).toEqual([1, 102]);
  });

  test('a sold seat, or one that is not there, changes nothing', () => {
    const chosen = [0];
    expect(tap(['..x'], chosen, 2)).toBe(chosen);
    expect(tap(['..x'], chosen, 99)).toBe(chosen);
  });
});

describe('arrow keys on the seat map', () => {
  const rows = groupRows(room('..._..', '......', '_....'));
  test('walk along the row over aisles and stop at its ends', () => {
    expect(moveFocus(rows, 2, 'ArrowRight')).toBe(4);
    expect(moveFocus(rows, 4, 'ArrowLeft')).toBe(2);
    expect(moveFocus(rows, 5, 'ArrowRight')).toBe(5);
    expect(moveFocus(rows, 4, 'Home')).toBe(0);
    expect(moveFocus(rows, 0, 'End')).toBe(5);
  });

  test('go to the nearest seat of the next row and stop at the first and last row', () => {
    expect(moveFocus(rows, 103, 'ArrowUp')).toBe(2);
    expect(moveFocus(rows, 105, 'ArrowDown')).toBe(204);
    expect(moveFocus(rows, 0, 'ArrowUp')).toBe(0);
    expect(moveFocus(rows, 203, 'ArrowDown')).toBe(203);
  });
});

test('a refreshed map keeps the seats that did not change, so that only the others are painted', () => {
  const screening = { screeningId: 1 } as SeatMapView['screening'];
  const older: SeatMapView = { screening, venueName: 'Hall', seats: room('....'), classPrices: [] };
  const same = shareUnchangedSeats(older, { ...older, seats: room('....') });
  expect(same.seats).toBe(older.seats);
  const newer = shareUnchangedSeats(older, { ...older, seats: room('..x.') });
  expect(newer.seats.map((seat, index) => seat === older.seats[index])).toEqual([true, true, false, true]);
});

describe('the size of the room', () => {
  const wide = measureRoom(room('.'.repeat(60), '.'.repeat(60)));
  test('a seat is never drawn smaller than a fingertip unless the whole room is asked for', () => {
    const frame = { width: 1000, height: 1000 };
    expect(fitPitch(wide, frame)).toBeLessThan(20);
    expect(choosePitch(wide, frame, 'whole')).toBeLessThan(20);
    expect(choosePitch(wide, frame, 'close')).toBe(48);
  });

  test('a room that only is too deep keeps its width, so that it scrolls one way', () => {
    const deep = measureRoom(room(...Array.from({ length: 26 }, () => '.'.repeat(20))));
    const pitch = choosePitch(deep, { width: 900, height: 400 }, 'close');
    expect(pitch * 21.5).toBeCloseTo(900);
  });
});
