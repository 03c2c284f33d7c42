import type { Seat } from './seat-map.ts';

/** A row of the house. `at[x]` is the seat at that x; a hole is an aisle, a wall or nothing. */
export interface SeatRow {
  y: number;
  at: readonly (Seat | undefined)[];
}

/** The rows from the screen to the back, whatever order the seats came in. */
export function arrangeRows(seats: readonly Seat[]): SeatRow[] {
  const rows = new Map<number, (Seat | undefined)[]>();
  for (const seat of seats) {
    const row = rows.get(seat.y) ?? [];
    row[seat.x] = seat;
    rows.set(seat.y, row);
  }
  return [...rows].map(([y, at]) => ({ y, at })).sort((a, b) => a.y - b.y);
}
