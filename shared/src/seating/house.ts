import type { Seat, SeatKind } from './seat-map.ts';
import { arrangeRows, type SeatRow } from './seat-rows.ts';
import { countSinglesBeside, isNearlyFull } from './single-seats.ts';

/**
 * What makes seats good, as a cost in seat widths away from the best place of the house: its middle, two thirds of the
 * way back from the screen. These numbers are taste and may be tuned; what must hold is only that the three large ones
 * outweigh any distance within a house.
 */
const bestDepth = 2 / 3;
/** A row nearer to the screen hurts more than one further back. */
const costPerRowNearer = 2;
const costPerRowFarther = 1.5;
const singleCost = 10_000;
/** In a nearly full house, and for a party that can't sit together, a single seat left behind is only a blemish. */
const forgivenSingleCost = 3;
/** Dearer seats, and seats kept for a wheelchair user's companion, are taken last, and as few as will do. */
const kindCost: Record<SeatKind, number> = { standard: 0, vip: 100_000, companion: 1_000_000, wheelchair: 0 };

/** A house as it is before one proposal. */
export interface House {
  rows: SeatRow[];
  available: ReadonlySet<number>;
  bestX: number;
  bestY: number;
  singleCost: number;
}

export function openHouse(seats: readonly Seat[], available: ReadonlySet<number>): House {
  const rows = arrangeRows(seats);
  let leftX = Number.POSITIVE_INFINITY;
  let rightX = 0;
  for (const { x } of seats) {
    leftX = Math.min(leftX, x);
    rightX = Math.max(rightX, x);
  }
  const frontY = rows[0]?.y ?? 0;
  const backY = rows.at(-1)?.y ?? 0;
  return {
    rows,
    available,
    bestX: (leftX + rightX) / 2,
    bestY: frontY + (backY - frontY) * bestDepth,
    singleCost: isNearlyFull(seats, available) ? forgivenSingleCost : singleCost,
  };
}

export function forgiveSingles(house: House): House {
  return { ...house, singleCost: forgivenSingleCost };
}

/** Neighbouring seats of one row, all available. */
export interface Block {
  row: SeatRow;
  fromX: number;
  toX: number;
  cost: number;
}

/** Whether a party may have this seat at all. */
export type Allow = (seat: Seat) => boolean;

/** Every block of this size in each row of the house, in the order of the rows. */
export function listBlocks(house: House, allow: Allow, size: number): Block[][] {
  return house.rows.map((row) => {
    const blocks: Block[] = [];
    let run = 0;
    for (let x = 0; x < row.at.length; x += 1) {
      const seat = row.at[x];
      run = seat !== undefined && allow(seat) ? run + 1 : 0;
      if (run >= size) blocks.push(costBlock(house, row, { fromX: x - size + 1, toX: x }));
    }
    return blocks;
  });
}

export function listSeats(house: House, allow: Allow): Seat[] {
  const seats: Seat[] = [];
  for (const { at } of house.rows) for (const seat of at) if (seat !== undefined && allow(seat)) seats.push(seat);
  return seats;
}

export function findLongestRun(house: House, allow: Allow): number {
  let longest = 0;
  for (const row of house.rows) {
    let run = 0;
    for (const seat of row.at) {
      run = seat !== undefined && allow(seat) ? run + 1 : 0;
      longest = Math.max(longest, run);
    }
  }
  return longest;
}

/** The cheapest; the first one among equals, so that the same house always gets the same answer. */
export function findCheapest<T>(choices: readonly T[], costOf: (choice: T) => number): T | undefined {
  let best: T | undefined;
  let bestCost = Number.POSITIVE_INFINITY;
  for (const choice of choices) {
    const cost = costOf(choice);
    if (cost >= bestCost) continue;
    best = choice;
    bestCost = cost;
  }
  return best;
}

export function middleOf({ fromX, toX }: Pick<Block, 'fromX' | 'toX'>): number {
  return (fromX + toX) / 2;
}

export function seatsOf({ row, fromX, toX }: Pick<Block, 'row' | 'fromX' | 'toX'>): Seat[] {
  return row.at.slice(fromX, toX + 1).filter((seat) => seat !== undefined);
}

export function costOfKind(kind: SeatKind): number {
  return kindCost[kind];
}

/** How far the middle of these seats is from the best place of the house. */
export function costOfPlace(house: House, row: SeatRow, span: { fromX: number; toX: number }): number {
  const nearer = house.bestY - row.y;
  const rowCost = nearer > 0 ? nearer * costPerRowNearer : -nearer * costPerRowFarther;
  return Math.abs(middleOf(span) - house.bestX) + rowCost;
}

function costBlock(house: House, row: SeatRow, span: { fromX: number; toX: number }): Block {
  const singles = countSinglesBeside(row, house.available, span);
  let cost = costOfPlace(house, row, span) + singles * house.singleCost;
  for (let x = span.fromX; x <= span.toX; x += 1) cost += kindCost[row.at[x]?.kind ?? 'standard'];
  return { row, ...span, cost };
}
