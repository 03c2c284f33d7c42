/**
 * Where each seat of a screening goes when the screening is moved to another venue. Pure: the same seats give the same
 * places, whatever order they come in. No two get the same place, and nobody gets another kind of seat than they had.
 */

import { distanceOf, findNearest, middleOf } from './distance.ts';
import type { Seat, SeatKind } from './seat-map.ts';
import { arrangeRows, type SeatRow } from './seat-rows.ts';

export interface MovingSeat {
  /** What the right is called, whatever happens. */
  seatId: number;
  /** The seat where it is now. */
  seat: Seat;
  /** Who came together: a booking, a hold. Null for a seat by itself. */
  group: string | null;
  /** Who chooses first: the lowest. All of a group have the same. */
  rank?: number;
}
export interface SeatMoves {
  places: { seatId: number; placeId: number }[];
  /** There is no seat of their kind left. */
  unplaced: number[];
}

/** Who has the fewest places to choose from: their friends follow them. */
const kindsRarestFirst: readonly SeatKind[] = ['wheelchair', 'companion', 'vip', 'standard'];

/**
 * First whoever may go back to the very seat that their right is named after. Then, rank by rank, parties whose seats are
 * there under the same labels, and after them the others as near as can be to where they sat, the largest parties first
 * and side by side where a row has room for them.
 */
export function moveSeats(from: readonly Seat[], to: readonly Seat[], moving: readonly MovingSeat[]): SeatMoves {
  const inOrder = [...moving].sort((a, b) => a.seatId - b.seatId);
  const house = openHouse(from, to);
  const placed = new Map<number, number>();
  const take = (mover: MovingSeat, place: Seat): void => {
    placed.set(mover.seatId, place.id);
    house.free.delete(place.id);
    if (mover.group !== null) house.friends.set(mover.group, [...(house.friends.get(mover.group) ?? []), place]);
  };
  for (const mover of inOrder) {
    const same = house.free.get(mover.seatId);
    if (same?.kind === mover.seat.kind) take(mover, same);
  }
  const everybody = groupParties(inOrder.filter(({ seatId }) => !placed.has(seatId)));
  for (const parties of Map.groupBy(everybody, ([first]) => first?.rank ?? 0).values())
    placeParties(house, parties, { take, isPlaced: (seatId) => placed.has(seatId) });
  return {
    places: inOrder.flatMap(({ seatId }) => {
      const placeId = placed.get(seatId);
      return placeId === undefined ? [] : [{ seatId, placeId }];
    }),
    unplaced: inOrder.map(({ seatId }) => seatId).filter((seatId) => !placed.has(seatId)),
  };
}

interface Placing {
  take(mover: MovingSeat, place: Seat): void;
  isPlaced(seatId: number): boolean;
}

function placeParties(house: NewHouse, parties: readonly MovingSeat[][], { take, isPlaced }: Placing): void {
  for (const party of parties) {
    const places = party.map(({ seat }) => house.byLabel.get(seat.label));
    const fits = places.every((place, at) => place && house.free.has(place.id) && place.kind === party[at]?.seat.kind);
    if (fits) for (const [at, mover] of party.entries()) take(mover, places[at] as Seat);
  }
  for (const party of parties.filter(([first]) => first && !isPlaced(first.seatId))) {
    const ofKind = Map.groupBy(party, ({ seat }) => seat.kind);
    for (const kind of kindsRarestFirst) placeTogether(house, kind, ofKind.get(kind) ?? [], take);
  }
}

interface NewHouse {
  /** By id. */
  free: Map<number, Seat>;
  byLabel: ReadonlyMap<string, Seat>;
  rows: SeatRow[];
  /** Where people of a party have their places already. */
  friends: Map<string, Seat[]>;
  /** A place of the old house as one of the new: the same part of the way across and back. */
  translate(seat: Seat): { x: number; y: number };
}

function openHouse(from: readonly Seat[], to: readonly Seat[]): NewHouse {
  const spanOf = (seats: readonly Seat[], axis: 'x' | 'y') => {
    let min = Number.POSITIVE_INFINITY;
    let max = Number.NEGATIVE_INFINITY;
    for (const seat of seats) {
      min = Math.min(min, seat[axis]);
      max = Math.max(max, seat[axis]);
    }
    return { min, width: max - min };
  };
  const scale = (axis: 'x' | 'y') => {
    const [old, now] = [spanOf(from, axis), spanOf(to, axis)];
    return (at: number) => now.min + (old.width === 0 ? 0.5 : (at - old.min) / old.width) * now.width;
  };
  const [scaleX, scaleY] = [scale('x'), scale('y')];
  return {
    free: new Map([...to].sort((a, b) => a.id - b.id).map((seat) => [seat.id, seat])),
    byLabel: new Map(to.map((seat) => [seat.label, seat])),
    rows: arrangeRows(to),
    friends: new Map(),
    translate: ({ x, y }) => ({ x: scaleX(x), y: scaleY(y) }),
  };
}

/** By rank, then the largest first; among equals, who has the lowest seat id. */
function groupParties(movers: readonly MovingSeat[]): MovingSeat[][] {
  const parties = Map.groupBy(movers, ({ seatId, group }) => group ?? `alone ${seatId}`);
  const rankOf = ([first]: readonly MovingSeat[]) => first?.rank ?? 0;
  const lowestOf = ([first]: readonly MovingSeat[]) => first?.seatId ?? 0;
  return [...parties.values()].sort(
    (a, b) => rankOf(a) - rankOf(b) || b.length - a.length || lowestOf(a) - lowestOf(b),
  );
}

/** Seats of one kind for people who came together: in one row if there is room, else each near the others. */
function placeTogether(
  house: NewHouse,
  kind: SeatKind,
  movers: readonly MovingSeat[],
  take: (mover: MovingSeat, place: Seat) => void,
): void {
  if (movers.length === 0) return;
  const inRow = [...movers].sort((a, b) => a.seat.y - b.seat.y || a.seat.x - b.seat.x || a.seatId - b.seatId);
  const friends = house.friends.get(inRow[0]?.group ?? '') ?? [];
  const middle = middleOf(friends.length > 0 ? friends : inRow.map(({ seat }) => house.translate(seat)));
  const block = findBlock(house, kind, inRow.length, middle);
  if (block) {
    for (const [at, mover] of inRow.entries()) take(mover, block[at] as Seat);
    return;
  }
  let near = middle;
  for (const mover of inRow) {
    const place = findNearest(
      [...house.free.values()].filter((seat) => seat.kind === kind),
      near,
    );
    if (!place) return;
    take(mover, place);
    near = place;
  }
}

/** Free neighbours of one row, the nearest to a place of the house. */
function findBlock(house: NewHouse, kind: SeatKind, size: number, near: { x: number; y: number }): Seat[] | null {
  let best: Seat[] | null = null;
  let bestCost = Number.POSITIVE_INFINITY;
  for (const { y, at } of house.rows) {
    let run: Seat[] = [];
    for (const seat of at) {
      run = seat && seat.kind === kind && house.free.has(seat.id) ? [...run, seat].slice(-size) : [];
      if (run.length < size) continue;
      const cost = distanceOf({ x: ((run[0]?.x ?? 0) + (seat?.x ?? 0)) / 2, y }, near);
      if (cost < bestCost) [best, bestCost] = [run, cost];
    }
  }
  return best;
}
