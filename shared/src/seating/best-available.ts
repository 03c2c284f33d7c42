import { assert } from '../assert.ts';
import {
  type Allow,
  type Block,
  findCheapest,
  findLongestRun,
  forgiveSingles,
  type House,
  listBlocks,
  listSeats,
  middleOf,
  openHouse,
  seatsOf,
} from './house.ts';
import { gatherGroups } from './seat-groups.ts';
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
 * only when the party can't be seated without them.
 */
const kindsInTurn: readonly SeatKind[][] = [['standard'], ['standard', 'vip']];

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
    const allow = allowKinds(house, kinds);
    if (listSeats(house, allow).length < count) continue;
    const block = findCheapest(listBlocks(house, allow, count).flat(), costOf);
    if (block) return seatsOf(block);
    return (chooseTwoRows(house, allow, count) ?? gatherGroups(house, allow, { count })).flatMap(seatsOf);
  }
  return fillWithCompanionSeats(house, count);
}

/** The last seats of a house: all the others first, and as few companion seats as will do. Wheelchair places never. */
function fillWithCompanionSeats(house: House, count: number): Seat[] {
  const others = listSeats(house, allowKinds(house, ['standard', 'vip']));
  const companionSeats = listSeats(house, allowKinds(house, ['companion']));
  const missing = count - others.length;
  if (companionSeats.length < missing) return [];
  const rest: House = { ...house, available: new Set(companionSeats.map((seat) => seat.id)) };
  const groups = gatherGroups(rest, allowKinds(rest, ['companion']), { count: missing, near: others[0] });
  return [...others, ...groups.flatMap(seatsOf)];
}

function allowKinds(house: House, kinds: readonly SeatKind[]): Allow {
  return (seat) => house.available.has(seat.id) && kinds.includes(seat.kind);
}

const costOf = ({ cost }: { cost: number }) => cost;

/** Two blocks in adjacent rows that overlap, so that people sit behind each other. */
function chooseTwoRows(house: House, allow: Allow, count: number): Block[] | undefined {
  const longest = Math.min(findLongestRun(house, allow), count - 1);
  const forgiving = forgiveSingles(house);
  const bySize = new Map<number, Block[][]>();
  for (let size = count - longest; size <= longest; size += 1) bySize.set(size, listBlocks(forgiving, allow, size));
  const pairs: BlockPair[] = [];
  for (const [size, fronts] of bySize) {
    const backs = bySize.get(count - size) ?? [];
    const aloneCost = count > 3 && (size === 1 || size === count - 1) ? costOfSittingAlone : 0;
    for (const [index, frontRow] of fronts.entries()) {
      const pair = findBestPair(frontRow, backs[index + 1] ?? []);
      if (pair) pairs.push({ ...pair, cost: pair.cost + aloneCost });
    }
  }
  return findCheapest(pairs, costOf)?.blocks;
}

interface BlockPair {
  blocks: Block[];
  cost: number;
}

function findBestPair(frontRow: Block[], backRow: Block[]): BlockPair | undefined {
  let best: BlockPair | undefined;
  for (const front of frontRow) {
    for (const back of backRow) {
      if (back.fromX > front.toX || back.row.y !== front.row.y + 1) break;
      if (back.toX < front.fromX) continue;
      const cost = front.cost + back.cost + costPerSeatAside * Math.abs(middleOf(front) - middleOf(back));
      if (best === undefined || cost < best.cost) best = { blocks: [front, back], cost };
    }
  }
  return best;
}
