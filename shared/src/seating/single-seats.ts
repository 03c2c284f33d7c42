import type { Seat, SeatKind } from './seat-map.ts';
import { arrangeRows, type SeatRow } from './seat-rows.ts';

/**
 * A single seat is one that is available between two that aren't (sold, an aisle, a wall): hardly anybody comes alone,
 * so it tends to stay empty. A choice that would make one is questioned.
 *
 * `available` holds the ids of the seats that can still be sold to somebody. Wheelchair and companion seats never count
 * as left single: a wheelchair place is used alone, and its companion seat waits for whoever comes with it.
 */

/** When this share of a house or less is left, any seat sold is a good one, and nobody is questioned. */
export const nearlyFullShare = 0.15;

export function isNearlyFull(seats: readonly Seat[], available: ReadonlySet<number>): boolean {
  const left = seats.filter((seat) => available.has(seat.id)).length;
  return left <= seats.length * nearlyFullShare;
}

/**
 * The ids of the seats that this choice would newly leave single, in the order of `seats`. A choice with a wheelchair
 * place leaves none: where such a party sits is given by the house, so the rule must not stand in its way.
 */
export function findSingleSeats(
  seats: readonly Seat[],
  available: ReadonlySet<number>,
  chosen: readonly number[],
): number[] {
  const chosenIds = new Set(chosen);
  const chosenPlaces = new Set<number>();
  const leftPlaces = new Set<number>();
  for (const seat of seats) {
    if (chosenIds.has(seat.id)) {
      if (seat.kind === 'wheelchair') return [];
      chosenPlaces.add(placeOf(seat));
    } else if (available.has(seat.id)) leftPlaces.add(placeOf(seat));
  }
  const hasNeighbour = (seat: Seat, places: ReadonlySet<number>) =>
    places.has(placeOf(seat) - 1) || places.has(placeOf(seat) + 1);
  return seats
    .filter((seat) => leftPlaces.has(placeOf(seat)) && canBeLeftSingle(seat))
    .filter((seat) => hasNeighbour(seat, chosenPlaces) && !hasNeighbour(seat, leftPlaces))
    .map((seat) => seat.id);
}

/**
 * Whether a party of this size is to be asked to leave no single seat: not in a nearly full house, and not where no
 * other seats together would do better. Other standard seats are meant, since nobody is sent to dearer ones; VIP seats
 * only where no standard seat is left.
 */
export function singleSeatRuleApplies(seats: readonly Seat[], available: ReadonlySet<number>, count: number): boolean {
  if (isNearlyFull(seats, available)) return false;
  const hasStandard = seats.some((seat) => seat.kind === 'standard' && available.has(seat.id));
  const kind: SeatKind = hasStandard ? 'standard' : 'vip';
  return arrangeRows(seats).some((row) => {
    let run = 0;
    return row.at.some((seat, x) => {
      run = seat?.kind === kind && available.has(seat.id) ? run + 1 : 0;
      return run >= count && countSinglesBeside(row, available, { fromX: x - count + 1, toX: x }) === 0;
    });
  });
}

/** How many seats the sale of a block, all of whose seats are available, would newly leave single: 0, 1 or 2. */
export function countSinglesBeside(
  row: SeatRow,
  available: ReadonlySet<number>,
  { fromX, toX }: { fromX: number; toX: number },
): number {
  const isAvailable = (seat: Seat | undefined) => seat !== undefined && available.has(seat.id);
  const isSingle = (seat: Seat | undefined, beyond: Seat | undefined) =>
    seat !== undefined && canBeLeftSingle(seat) && isAvailable(seat) && !isAvailable(beyond);
  const left = isSingle(row.at[fromX - 1], row.at[fromX - 2]);
  const right = isSingle(row.at[toX + 1], row.at[toX + 2]);
  return Number(left) + Number(right);
}

function canBeLeftSingle(seat: Seat): boolean {
  return seat.kind === 'standard' || seat.kind === 'vip';
}

/** One number per place; x stays below 1000, so a place beside a wall never meets one of another row. */
function placeOf({ x, y }: Seat): number {
  return y * 1024 + x;
}
