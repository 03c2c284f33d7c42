import type { Seat } from './seat-map.ts';
import { arrangeRows, type SeatRow } from './seat-rows.ts';
import { countSinglesBeside, isNearlyFull } from './single-seats.ts';

/** A row further is worth two seats to the side: it is another view. */
const rowWeight = 2;
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
  const blocks = listBlocks(seats, available, wanted)
    .map((block) => ({ ...block, cost: distance(middleOf(block.seats), from) + block.singles * singleCost }))
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
function listBlocks(seats: readonly Seat[], available: ReadonlySet<number>, wanted: readonly Seat[]): Block[] {
  const kinds = kindsOf(wanted);
  const forgiven = isNearlyFull(seats, available);
  const blocks: Block[] = [];
  for (const row of arrangeRows(seats)) {
    for (const span of listSpans(row, available, wanted.length)) {
      const block = row.at.slice(span.fromX, span.toX + 1).filter((seat) => seat !== undefined);
      if (kindsOf(block) !== kinds) continue;
      blocks.push({ seats: block, singles: forgiven ? 0 : countSinglesBeside(row, available, span) });
    }
  }
  return blocks;
}

function listSpans({ at }: SeatRow, available: ReadonlySet<number>, size: number): { fromX: number; toX: number }[] {
  const spans: { fromX: number; toX: number }[] = [];
  let run = 0;
  for (let x = 0; x < at.length; x += 1) {
    const seat = at[x];
    run = seat !== undefined && available.has(seat.id) ? run + 1 : 0;
    if (run >= size) spans.push({ fromX: x - size + 1, toX: x });
  }
  return spans;
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
    const near = nearestOf([...left.values()], seat);
    if (!near) return [];
    left.delete(near.id);
    chosen.push(near.id);
  }
  return chosen.sort((a, b) => a - b);
}

function nearestOf(seats: readonly Seat[], to: Seat): Seat | undefined {
  let best: Seat | undefined;
  for (const seat of seats) {
    if (seat.kind === to.kind && (!best || distance(seat, to) < distance(best, to))) best = seat;
  }
  return best;
}

interface At {
  x: number;
  y: number;
}

const distance = (a: At, b: At): number => Math.abs(a.x - b.x) + rowWeight * Math.abs(a.y - b.y);

function middleOf(seats: readonly At[]): At {
  const count = Math.max(1, seats.length);
  return {
    x: seats.reduce((sum, { x }) => sum + x, 0) / count,
    y: seats.reduce((sum, { y }) => sum + y, 0) / count,
  };
}
