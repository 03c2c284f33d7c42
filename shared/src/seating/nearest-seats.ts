import { distanceOf, findNearest, middleOf } from './distance.ts';
import { listBlocks, openHouse, seatsOf } from './house.ts';
import type { Seat } from './seat-map.ts';
import { countSinglesBeside, isNearlyFull } from './single-seats.ts';

/** Seats that leave a single one are offered last. */
const singleCost = 10_000;

/**
 * What to offer instead of seats of which somebody else was faster: as many seats side by side, of the same kinds and so
 * at the same price, the nearest first. At most `limit` choices, no two of which share a seat; each as ids from left to
 * right. Where no such seats are together, one choice of the single ones that are nearest; empty where there are too few.
 */
export function findNearestSeats(
  seats: readonly Seat[],
  available: ReadonlySet<number>,
  { wanted, limit }: { wanted: readonly Seat[]; limit: number },
): number[][] {
  const from = middleOf(wanted);
  const blocks = listAlike(seats, available, wanted)
    .map((block) => ({ ...block, cost: distanceOf(middleOf(block.seats), from) + block.singles * singleCost }))
    .sort((a, b) => a.cost - b.cost || idOf(a.seats) - idOf(b.seats));
  const offered = new Set<number>();
  const choices: number[][] = [];
  for (const block of blocks) {
    if (choices.length === limit) break;
    const ids = block.seats.map(({ id }) => id);
    if (ids.some((id) => offered.has(id))) continue;
    for (const id of ids) offered.add(id);
    choices.push(ids);
  }
  if (choices.length > 0) return choices;
  const scattered = gatherSingles(seats, available, wanted);
  return scattered.length === wanted.length && limit > 0 ? [scattered] : [];
}

const idOf = ([first]: readonly Seat[]): number => first?.id ?? 0;

interface Block {
  seats: Seat[];
  /** How many seats it would leave single. */
  singles: number;
}

/** Available neighbours of one row whose kinds, counted, are those that were wanted. */
function listAlike(seats: readonly Seat[], available: ReadonlySet<number>, wanted: readonly Seat[]): Block[] {
  const kinds = kindsOf(wanted);
  const forgiven = isNearlyFull(seats, available);
  const isAvailable = ({ id }: Seat) => available.has(id);
  return listBlocks(openHouse(seats, available), isAvailable, wanted.length)
    .flat()
    .map((span) => ({ seats: seatsOf(span), singles: forgiven ? 0 : countSinglesBeside(span.row, available, span) }))
    .filter((block) => kindsOf(block.seats) === kinds);
}

const kindsOf = (seats: readonly Seat[]): string =>
  seats
    .map(({ kind }) => kind)
    .sort()
    .join();

/** Each wanted seat is replaced by the nearest of its kind that is left; those that can be had stay. */
function gatherSingles(seats: readonly Seat[], available: ReadonlySet<number>, wanted: readonly Seat[]): number[] {
  const left = new Map(seats.filter(({ id }) => available.has(id)).map((seat) => [seat.id, seat]));
  const chosen: number[] = [];
  const gone: Seat[] = [];
  for (const seat of wanted) {
    if (left.delete(seat.id)) chosen.push(seat.id);
    else gone.push(seat);
  }
  for (const seat of gone) {
    const ofKind = [...left.values()].filter(({ kind }) => kind === seat.kind);
    const near = findNearest(ofKind, seat);
    if (!near) return [];
    left.delete(near.id);
    chosen.push(near.id);
  }
  return chosen.sort((a, b) => a - b);
}
