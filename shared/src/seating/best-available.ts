import { assert } from '../assert.ts';
import {
  type Allow,
  type Block,
  costApart,
  findCheapest,
  findLongestRun,
  type House,
  listBlocks,
  middleOf,
  openHouse,
  seatsOf,
} from './house.ts';
import type { Seat, SeatKind } from './seat-map.ts';
import { proposeWheelchairSeats } from './wheelchair-party.ts';

export interface Party {
  /** People, the wheelchair user among them. */
  count: number;
  /** One of them needs a wheelchair place. */
  wheelchair: boolean;
}

/**
 * Kinds that a party without a wheelchair is offered, in the order of trying. VIP seats cost more, so they are proposed
 * only when the party can't be seated without them; companion seats go last; wheelchair places never.
 */
const kindsInTurn: readonly SeatKind[][] = [['standard'], ['standard', 'vip'], ['standard', 'vip', 'companion']];

/** In two rows, one place to the side is about as bad as one row. */
const costPerSeatAside = 2;
/** In a split party nobody sits alone if it can be helped. */
const costOfSittingAlone = 500;

/**
 * The best seats for a party among the available ones: their ids from the front row to the back, left to right; empty
 * when there aren't enough. Together in one row if possible, without leaving a single seat beside them if possible; else
 * in two rows behind each other; else in as few groups as will do, near each other.
 */
export function proposeSeats(seats: readonly Seat[], available: ReadonlySet<number>, party: Party): number[] {
  const { count, wheelchair } = party;
  assert(Number.isSafeInteger(count) && count >= 1, `a party has at least one person, got ${count}`);
  const house = openHouse(seats, available);
  const chosen = wheelchair ? proposeWheelchairSeats(house, count) : proposeForParty(house, count);
  assert(chosen.length === 0 || chosen.length === count, 'a proposal seats the whole party');
  return chosen.sort((a, b) => a.y - b.y || a.x - b.x).map((seat) => seat.id);
}

function proposeForParty(house: House, count: number): Seat[] {
  for (const kinds of kindsInTurn) {
    const allow: Allow = (seat) => house.available.has(seat.id) && kinds.includes(seat.kind);
    if (countAllowed(house, allow) < count) continue;
    const block = findCheapest(listBlocks(house, allow, count).flat());
    if (block) return seatsOf(block);
    return (chooseTwoRows(house, allow, count) ?? gatherGroups(house, allow, count)).flatMap(seatsOf);
  }
  return [];
}

function countAllowed(house: House, allow: Allow): number {
  let allowed = 0;
  for (const { at } of house.rows) for (const seat of at) if (seat !== undefined && allow(seat)) allowed += 1;
  return allowed;
}

/** Two blocks in adjacent rows that overlap, so that people sit behind each other. */
function chooseTwoRows(house: House, allow: Allow, count: number): Block[] | undefined {
  const longest = Math.min(findLongestRun(house, allow), count - 1);
  const blocksBySize = new Map<number, Block[][]>();
  for (let size = count - longest; size <= longest; size += 1) blocksBySize.set(size, listBlocks(house, allow, size));
  return findCheapest(pairBlocks(blocksBySize, count))?.blocks;
}

function* pairBlocks(
  blocksBySize: Map<number, Block[][]>,
  count: number,
): Generator<{ blocks: Block[]; cost: number }> {
  for (const [size, fronts] of blocksBySize) {
    const backs = blocksBySize.get(count - size) ?? [];
    const aloneCost = count > 3 && (size === 1 || size === count - 1) ? costOfSittingAlone : 0;
    for (const [index, frontRow] of fronts.entries()) {
      const pair = findBestPair(frontRow, backs[index + 1] ?? []);
      if (pair) yield { blocks: pair.blocks, cost: pair.cost + aloneCost };
    }
  }
}

function findBestPair(frontRow: Block[], backRow: Block[]): { blocks: Block[]; cost: number } | undefined {
  let best: { blocks: Block[]; cost: number } | undefined;
  for (const front of frontRow) {
    for (const back of backRow) {
      if (back.fromX > front.toX) break;
      if (back.toX < front.fromX || back.row.y !== front.row.y + 1) continue;
      const cost = front.cost + back.cost + costPerSeatAside * Math.abs(middleOf(front) - middleOf(back));
      if (best === undefined || cost < best.cost) best = { blocks: [front, back], cost };
    }
  }
  return best;
}

/** The rest of a house: the largest groups that there are, each as near to the first one as possible. */
function gatherGroups(house: House, allow: Allow, count: number): Block[] {
  const groups: Block[] = [];
  const taken = new Set<number>();
  const allowRest: Allow = (seat) => allow(seat) && !taken.has(seat.id);
  for (let left = count; left > 0; ) {
    const first = groups[0];
    let size = Math.min(left, findLongestRun(house, allowRest));
    if (left - size === 1 && size > 2) size -= 1;
    const group = findCheapest(
      listBlocks(house, allowRest, size)
        .flat()
        .map((block) => ({ ...block, cost: block.cost + (first ? costApart(placeOf(block), placeOf(first)) : 0) })),
    );
    assert(group, 'enough seats were counted');
    groups.push(group);
    for (const seat of seatsOf(group)) taken.add(seat.id);
    left -= size;
  }
  return groups;
}

function placeOf(block: Block): { x: number; y: number } {
  return { x: middleOf(block), y: block.row.y };
}
