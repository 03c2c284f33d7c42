import {
  type Allow,
  type Block,
  costOfKind,
  costOfPlace,
  findCheapest,
  type House,
  listBlocks,
  listSeats,
  seatsOf,
} from './house.ts';
import { gatherGroups } from './seat-groups.ts';
import type { Seat, SeatKind } from './seat-map.ts';
import type { SeatRow } from './seat-rows.ts';
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
    const allow: Allow = (seat) => house.available.has(seat.id) && kinds.includes(seat.kind);
    const allowOthers: Allow = (seat) => allow(seat) && seat.kind !== 'wheelchair';
    if (listSeats(house, allowOthers).length < count - 1) continue;
    const core = findCore(house, allow, count);
    const place = core.find((seat) => seat.kind === 'wheelchair');
    if (place === undefined) continue;
    const rest = { count: count - core.length, near: place };
    return [
      ...core,
      ...gatherGroups(house, (seat) => allowOthers(seat) && !core.includes(seat), rest).flatMap(seatsOf),
    ];
  }
  return [];
}

/** The largest block with exactly one wheelchair place: a party has the use of one only. */
function findCore(house: House, allow: Allow, count: number): Seat[] {
  const hasPlace = (row: SeatRow) => row.at.some((seat) => seat?.kind === 'wheelchair' && allow(seat));
  const rowsWithPlaces = { ...house, rows: house.rows.filter(hasPlace) };
  for (let size = count; size >= 1; size -= 1) {
    const blocks = listBlocks(rowsWithPlaces, allow, size)
      .flat()
      .filter((block) => seatsOf(block).filter((seat) => seat.kind === 'wheelchair').length === 1);
    const best = findCheapest(blocks, (block) => costWheelchairBlock(house, block));
    if (best) return seatsOf(best);
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
