import {
  type Block,
  costApart,
  costOfKind,
  costOfPlace,
  findCheapest,
  type House,
  listBlocks,
  seatsOf,
} from './house.ts';
import type { Seat, SeatKind } from './seat-map.ts';
import { countSinglesBeside } from './single-seats.ts';

/** As elsewhere, VIP seats only when the party can't be seated without them. Companion seats are what they are for. */
const kindsInTurn: readonly SeatKind[][] = [
  ['wheelchair', 'companion', 'standard'],
  ['wheelchair', 'companion', 'standard', 'vip'],
];

/** Beside a wheelchair place the companion seat is meant to be taken, not the ordinary one on the other side. */
const costOfOrdinarySeat = 5;
/** These places are few and where the house has them, so a single seat beside them is only a blemish. */
const costOfSingleSeat = 3;
/** Taking the last companion seat of another wheelchair place would spoil that place for the next party. */
const costOfSpoiltPlace = 100;

/**
 * One wheelchair place with as many of its party beside it as possible, companion seats first; the others as near as
 * can be. Empty without a wheelchair place: a party is never seated as if it had none.
 */
export function proposeWheelchairSeats(house: House, count: number): Seat[] {
  for (const kinds of kindsInTurn) {
    const pool = listAvailable(house).filter((seat) => kinds.includes(seat.kind));
    const places = pool.filter((seat) => seat.kind === 'wheelchair').length;
    // Only one wheelchair place may be used, so the others are no seats for this party.
    if (places === 0 || pool.length - places + 1 < count) continue;
    const core = findCore(house, new Set(pool), count);
    return [...core, ...findNearest(pool, core, count - core.length)];
  }
  return [];
}

function listAvailable(house: House): Seat[] {
  const seats: Seat[] = [];
  for (const { at } of house.rows) {
    for (const seat of at) if (seat !== undefined && house.available.has(seat.id)) seats.push(seat);
  }
  return seats;
}

/** The largest block with exactly one wheelchair place. */
function findCore(house: House, pool: ReadonlySet<Seat>, count: number): Seat[] {
  for (let size = count; size >= 1; size -= 1) {
    const blocks = listBlocks(house, (seat) => pool.has(seat), size)
      .flat()
      .filter((block) => seatsOf(block).filter((seat) => seat.kind === 'wheelchair').length === 1);
    const best = findCheapest(blocks.map((block) => ({ block, cost: costWheelchairBlock(house, block) })));
    if (best) return seatsOf(best.block);
  }
  return [];
}

function costWheelchairBlock(house: House, block: Block): number {
  const seats = seatsOf(block);
  const ordinary = seats.filter((seat) => seat.kind === 'standard').length;
  const vip = seats.filter((seat) => seat.kind === 'vip').length;
  const spoilt = [block.fromX - 1, block.toX + 1].filter((x) => isSpoilt(house, block, x)).length;
  const singles = countSinglesBeside(block.row, house.available, block);
  return (
    costOfPlace(house, block.row, block) +
    singles * costOfSingleSeat +
    ordinary * costOfOrdinarySeat +
    spoilt * costOfSpoiltPlace +
    vip * costOfKind('vip')
  );
}

/** Whether the seat at x, beside the block, is a free wheelchair place whose only companion seat the block takes. */
function isSpoilt(house: House, block: Block, x: number): boolean {
  const isFree = (seat: Seat | undefined, kind: SeatKind) => seat?.kind === kind && house.available.has(seat.id);
  const { at } = block.row;
  if (!isFree(at[x], 'wheelchair')) return false;
  const [inside, outside] = x < block.fromX ? [x + 1, x - 1] : [x - 1, x + 1];
  return at[inside]?.kind === 'companion' && !isFree(at[outside], 'companion');
}

function findNearest(pool: readonly Seat[], core: readonly Seat[], count: number): Seat[] {
  const place = core.find((seat) => seat.kind === 'wheelchair');
  if (place === undefined || count === 0) return [];
  return pool
    .filter((seat) => seat.kind !== 'wheelchair' && !core.includes(seat))
    .map((seat) => ({ seat, cost: costApart(seat, place) + costOfKind(seat.kind) }))
    .sort((a, b) => a.cost - b.cost)
    .slice(0, count)
    .map(({ seat }) => seat);
}
