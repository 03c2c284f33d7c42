import type { SeatMapView, SeatView } from '../../calls.ts';

/** What a guest may tap: seats this terminal has or can ask for, and the guest's own. */
export function canChoose(seat: SeatView): boolean {
  return seat.state === 'mine' || seat.state === 'on-request' || seat.state === 'in-basket';
}

export interface SeatRow {
  row: string;
  y: number;
  seats: readonly SeatView[];
}

/** Rows from the screen backwards, seats from left to right. Two blocks that share y are one row. */
export function groupRows(seats: readonly SeatView[]): SeatRow[] {
  const rows = new Map<number, SeatView[]>();
  for (const seat of seats) {
    const row = rows.get(seat.y);
    if (row) row.push(seat);
    else rows.set(seat.y, [seat]);
  }
  return [...rows.entries()]
    .sort(([a], [b]) => a - b)
    .map(([y, inRow]) => ({ row: inRow[0]?.row ?? '', y, seats: inRow.sort((a, b) => a.x - b.x) }));
}

/**
 * The newer map with the older one's seat objects wherever nothing changed, so that only what did is painted again.
 */
export function shareUnchangedSeats(older: SeatMapView | null, newer: SeatMapView): SeatMapView {
  if (older?.screening.screeningId !== newer.screening.screeningId) return newer;
  const known = new Map(older.seats.map((seat) => [seat.seatId, seat]));
  let changed = older.seats.length !== newer.seats.length;
  const seats = newer.seats.map((seat) => {
    const before = known.get(seat.seatId);
    const same =
      before !== undefined &&
      before.state === seat.state &&
      before.kind === seat.kind &&
      before.surchargeMinor === seat.surchargeMinor &&
      before.label === seat.label &&
      before.x === seat.x &&
      before.y === seat.y;
    if (same) return before;
    changed = true;
    return seat;
  });
  return { ...newer, seats: changed ? seats : older.seats };
}

/**
 * What a tap does. A tap on an own seat frees it. With a place still open, the tapped seat fills it. With none
 * open the whole party moves: to the block of neighbours around the tapped seat where there is one, otherwise
 * the seat that was chosen first gives way. Seats that can't be chosen change nothing.
 */
export function tapSeat(
  seats: readonly SeatView[],
  chosen: readonly number[],
  tap: { seatId: number; count: number },
): readonly number[] {
  const tapped = seats.find((seat) => seat.seatId === tap.seatId);
  if (!tapped || !canChoose(tapped)) return chosen;
  if (chosen.includes(tap.seatId)) return chosen.filter((seatId) => seatId !== tap.seatId);
  if (chosen.length < tap.count) return [...chosen, tap.seatId];
  const block = findBlock(seats, tapped, tap.count);
  return block ?? [...chosen.slice(1), tap.seatId];
}

/** The run of `count` free neighbours in the tapped seat's row that holds it as near its middle as can be. */
function findBlock(seats: readonly SeatView[], tapped: SeatView, count: number): number[] | null {
  const atX = new Map(seats.filter((seat) => seat.y === tapped.y && canChoose(seat)).map((seat) => [seat.x, seat]));
  const starts = Array.from({ length: count }, (_, shift) => tapped.x - shift);
  const middle = (count - 1) / 2;
  const byDistance = starts.sort((a, b) => Math.abs(a + middle - tapped.x) - Math.abs(b + middle - tapped.x));
  for (const start of byDistance) {
    const block = Array.from({ length: count }, (_, index) => atX.get(start + index));
    // A party is not moved onto a wheelchair space because it happens to be next to the tapped seat.
    if (block.every((seat) => seat !== undefined && (seat === tapped || seat.kind === tapped.kind)))
      return block.flatMap((seat) => (seat ? [seat.seatId] : []));
  }
  return null;
}

export type MoveKey = 'ArrowLeft' | 'ArrowRight' | 'ArrowUp' | 'ArrowDown' | 'Home' | 'End';

/** Where the focus goes from a seat on an arrow key; the same seat at the edge of the room. */
export function moveFocus(rows: readonly SeatRow[], seatId: number, key: MoveKey): number {
  const rowIndex = rows.findIndex((row) => row.seats.some((seat) => seat.seatId === seatId));
  const row = rows[rowIndex];
  if (!row) return seatId;
  const index = row.seats.findIndex((seat) => seat.seatId === seatId);
  const at = (position: number) => row.seats[position]?.seatId ?? seatId;
  switch (key) {
    case 'ArrowLeft':
      return at(index - 1);
    case 'ArrowRight':
      return at(index + 1);
    case 'Home':
      return at(0);
    case 'End':
      return at(row.seats.length - 1);
    case 'ArrowUp':
      return nearestInRow(rows[rowIndex - 1], row.seats[index]?.x ?? 0) ?? seatId;
    case 'ArrowDown':
      return nearestInRow(rows[rowIndex + 1], row.seats[index]?.x ?? 0) ?? seatId;
  }
}

function nearestInRow(row: SeatRow | undefined, x: number): number | null {
  let nearest: SeatView | null = null;
  for (const seat of row?.seats ?? []) if (!nearest || Math.abs(seat.x - x) < Math.abs(nearest.x - x)) nearest = seat;
  return nearest?.seatId ?? null;
}
