import { assert } from '../assert.ts';
import type { Seat, SeatKind } from '../seating/seat-map.ts';

const kindOf: Record<string, SeatKind> = { s: 'standard', v: 'vip', w: 'wheelchair', c: 'companion' };

/** A house as a test draws it, with the ids of the seats that can still be had. */
export interface DrawnHouse {
  seats: Seat[];
  available: Set<number>;
  /** The id of the seat with this label: `A3` is the third seat of the first row. */
  id: (label: string) => number;
}

/**
 * A house from a drawing, the screen above the first line: `s` standard, `v` VIP, `w` wheelchair, `c` companion, a space
 * for an aisle. A small letter is available, a capital is taken. Ids count from 1, along the rows.
 */
export function drawHouse(...lines: string[]): DrawnHouse {
  const seats: Seat[] = [];
  const available = new Set<number>();
  lines.forEach((line, y) => {
    const row = String.fromCharCode(65 + y);
    let number = 0;
    [...line].forEach((letter, x) => {
      if (letter === ' ') return;
      const kind = kindOf[letter.toLowerCase()];
      assert(kind, `no kind of seat is drawn as ${letter}`);
      number += 1;
      const seat = { id: seats.length + 1, row, label: `${row}${number}`, x, y, kind };
      seats.push(seat);
      if (letter === letter.toLowerCase()) available.add(seat.id);
    });
  });
  const id = (label: string) => {
    const seat = seats.find((candidate) => candidate.label === label);
    assert(seat, `no seat ${label} is drawn`);
    return seat.id;
  };
  return { seats, available, id };
}
