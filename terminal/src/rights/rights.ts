/**
 * Rights on a terminal: what it holds it may sell, with or without a network. Grants come in with the cursor of their
 * stream in one transaction; only the terminal's own journal gives a right back.
 */
import { assert } from '@marquee/shared/assert';
import type { CallRequest } from '@marquee/shared/protocol/calls';
import { type HeldSeat, type RightsReturned, returnedSeatsMax } from '@marquee/shared/protocol/journal';
import type { GrantChange, ScreeningChange } from '@marquee/shared/protocol/streams';
import type { SeatState } from '@marquee/shared/seating/seat-map';
import { appendEntry, type JournalDeps } from '../journal/journal.ts';
import type { Store } from '../platform/store.ts';
import {
  hasRefunding,
  markBlocked,
  moveRight,
  type RightRow,
  type SeatCount,
  selectAllHeld,
  selectBasketRights,
  selectCovered,
  selectPicture,
  selectRight,
  selectRights,
  selectSeatCounts,
  selectUnwanted,
  sellRight,
  unsellRight,
  upsertCovered,
  upsertGrant,
  upsertPictures,
  wantBack,
} from './rights.sql.ts';
import { isStopped, listStopped, stopScreenings } from './stopped-screenings.ts';

export {
  coverMinor,
  hasHeldVoucher,
  planVouchers,
  returnVouchers,
  saveGranted,
  selectBasketVouchers,
  selectVoucherByCode,
  spendVouchers,
} from './held-vouchers.ts';
export { makeRefusedSeats, type RefusedSeats } from './refused-seats.ts';
export { countHeld, type RightRow } from './rights.sql.ts';
export { isStopped, listStopped, stopScreenings };

export interface RightsDeps extends JournalDeps {
  /** Seats that were asked for one by one and go back with their basket: `screening:seat`. Lost with a crash: then they stay. */
  askedSeats: Set<string>;
}

export const seatKey = (screeningId: number, seatId: number): string => `${screeningId}:${seatId}`;

/** What became of each seat of a recall, for whoever asked: only the return in the journal moves a right. */
export type RecallAnswers = CallRequest<'rights:answer'>['seats'];
type SeatChangeOf<K> = Extract<GrantChange, { kind: K }>;

/** Must run in the transaction that moves the grants cursor. Answers a recall. */
export function applyGrantChange(deps: RightsDeps, change: SeatChangeOf<'grant' | 'recall'>): RecallAnswers {
  if (change.kind === 'recall') return applyRecall(deps, change);
  applyGrant(deps, change);
  return [];
}

function applyGrant(deps: RightsDeps, { screeningId, seats }: SeatChangeOf<'grant'>): void {
  for (const { seatId, version } of seats) {
    const returnWanted = deps.askedSeats.has(seatKey(screeningId, seatId));
    upsertGrant(deps.store, { screeningId, seatId, version, returnWanted });
  }
}

const recallAnswers = { held: 'returning', returned: 'returning', basket: 'in-basket', sold: 'sold' } as const;

/** Gives back what no customer has. */
function applyRecall(deps: RightsDeps, { screeningId, seats, block }: SeatChangeOf<'recall'>): RecallAnswers {
  const unsold: RightRow[] = [];
  const answers = seats.map(({ seatId, version }): RecallAnswers[number] => {
    const right = selectRight(deps.store, screeningId, seatId);
    if (right?.version !== version) return { seatId, version, answer: 'not-held' };
    // It goes back when its basket is dropped, or its ticket refunded.
    if (block) markBlocked(deps.store, right);
    if (right.state === 'held') unsold.push(right);
    if (right.state === 'basket') wantBack(deps.store, screeningId, seatId, version);
    return { seatId, version, answer: recallAnswers[right.state] };
  });
  returnRights(deps, unsold, 'recalled');
  return answers;
}

/** Must run in the transaction that moves the screening's cursor. */
export function applyScreeningChange(store: Store, screeningId: number, change: ScreeningChange): void {
  upsertPictures(store, screeningId, change.seats);
  upsertCovered(store, screeningId, change.covered);
}

/** Gives unsold rights back to the server by a journal entry per screening. Must run inside a transaction. */
export function returnRights(deps: JournalDeps, rights: readonly RightRow[], reason: RightsReturned['reason']): void {
  for (const [screeningId, rows] of Map.groupBy(rights, (row) => row.screening_id)) {
    for (const row of rows) {
      assert(
        row.state === 'held',
        `only a held right is returned, ${seatKey(screeningId, row.seat_id)} is ${row.state}`,
      );
      assert(moveRight(deps.store, row, { state: 'returned', basketId: null }), 'a right moves once');
    }
    for (let from = 0; from < rows.length; from += returnedSeatsMax) {
      const seats = rows
        .slice(from, from + returnedSeatsMax)
        .map((row) => ({ seatId: row.seat_id, version: row.version }));
      appendEntry(deps, 'rights.returned', { screeningId, reason, seats });
    }
  }
}

/** Returns seats that were asked for and came too late, or whose basket was never filled. */
export function returnUnwanted(deps: RightsDeps): number {
  return deps.store.transaction(() => {
    const unwanted = selectUnwanted(deps.store).filter(
      (row) => !deps.askedSeats.has(seatKey(row.screening_id, row.seat_id)),
    );
    returnRights(deps, unwanted, 'unasked');
    return unwanted.length;
  });
}

/** Puts held rights into a basket; false when one is not held (any more), and then the caller rolls back. */
export function takeIntoBasket(
  store: Store,
  basketId: string,
  screeningId: number,
  seatIds: readonly number[],
): RightRow[] | null {
  const rows: RightRow[] = [];
  for (const seatId of seatIds) {
    const row = selectRight(store, screeningId, seatId);
    if (row?.state === 'basket' && row.basket_id === basketId) {
      rows.push(row);
      continue;
    }
    if (row?.state !== 'held' || !moveRight(store, row, { state: 'basket', basketId })) return null;
    rows.push({ ...row, state: 'basket', basket_id: basketId });
  }
  return rows;
}

/** Takes seats out of a basket, all but those kept; what was asked for or recalled goes back to the server. */
export function releaseFromBasket(deps: JournalDeps, basketId: string, keepSeatIds: ReadonlySet<number>): void {
  const wanted: RightRow[] = [];
  for (const row of selectBasketRights(deps.store, basketId)) {
    if (keepSeatIds.has(row.seat_id)) continue;
    assert(moveRight(deps.store, row, { state: 'held', basketId: null }), 'a basket right moves once');
    if (row.return_wanted === 1) wanted.push({ ...row, state: 'held', basket_id: null });
  }
  returnRights(deps, wanted, 'basket-dropped');
}

/** Seats that were asked for came, but no basket took them: they go back at once. */
export function returnAsked(deps: JournalDeps, screeningId: number, seatIds: readonly number[]): void {
  deps.store.transaction(() => {
    const rows = seatIds.map((seatId) => selectRight(deps.store, screeningId, seatId));
    returnRights(
      deps,
      rows.filter((row): row is RightRow => row?.state === 'held' && row.return_wanted === 1),
      'basket-dropped',
    );
  });
}

/** Marks a basket's rights sold by a journal entry. Answers them; the caller checks that they are the basket's lines. */
export function sellBasketRights(store: Store, basketId: string, soldSeq: number): RightRow[] {
  const rows = selectBasketRights(store, basketId);
  for (const row of rows) assert(sellRight(store, row, soldSeq), 'a basket right is sold once');
  return rows;
}

/** Whether a basket has a seat that nobody may sell any more. */
export const hasBlockedRight = (store: Store, basketId: string): boolean =>
  selectBasketRights(store, basketId).some((row) => row.blocked === 1);

export interface SoldSeat {
  screeningId: number;
  seatId: number;
  version: number;
  soldSeq: number;
}

/** The right that this very sale has sold, where it is still so. */
export function findSoldRight(store: Store, { screeningId, seatId, version, soldSeq }: SoldSeat): RightRow | null {
  const row = selectRight(store, screeningId, seatId);
  return row?.state === 'sold' && row.version === version && row.sold_seq === soldSeq ? row : null;
}

/**
 * The sales of these rights are undone: they can be sold again here, under the same versions; one that nobody may sell any
 * more goes back to the server instead. Must run after the refund's journal entry, in its transaction.
 */
export function takeBackRights(deps: JournalDeps, rights: readonly RightRow[]): void {
  for (const right of rights) assert(unsellRight(deps.store, right), 'a sale is undone once');
  const blocked = rights.filter((right) => right.blocked === 1);
  returnRights(
    deps,
    blocked.map((right) => ({ ...right, state: 'held', basket_id: null, sold_seq: null })),
    'recalled',
  );
}

export function isHeld(store: Store, screeningId: number, seatId: number): boolean {
  return selectRight(store, screeningId, seatId)?.state === 'held';
}

/** Everything unsold and in no basket goes back: before a planned shutdown, so that no seat is stranded. */
export const returnEverything = (deps: JournalDeps): number =>
  deps.store.transaction(() => returnAllHeld(deps, 'shutdown'));

/** The same within a transaction of the caller's. Answers how many seats it were. */
export function returnAllHeld(deps: JournalDeps, reason: RightsReturned['reason']): number {
  const held = selectAllHeld(deps.store).filter((row) => row.state === 'held');
  returnRights(deps, held, reason);
  return held.length;
}

/** A seat is in a basket or under a charge, or the money of its ticket is on its way back. */
export const hasBusyRights = (store: Store): boolean =>
  selectAllHeld(store).some((row) => row.state === 'basket') || hasRefunding(store);

/** What this terminal holds unsold, in a basket or not, by screening. */
export function listHoldings(store: Store): { screeningId: number; seats: HeldSeat[] }[] {
  return [...Map.groupBy(selectAllHeld(store), (row) => row.screening_id)].map(([screeningId, rows]) => ({
    screeningId,
    seats: rows.map((row) => ({ seatId: row.seat_id, version: row.version })),
  }));
}

/** Until the server's picture goes up to the sale, this terminal knows better; then a refund there may have freed it. */
const isSoldHere = (right: RightRow, covered: number): boolean =>
  right.state === 'sold' && (right.sold_seq ?? 0) > covered;

export interface SeatLook {
  online: boolean;
  /** The basket whose seats are the looker's own. */
  basketId: string | null;
  /** Asked for in vain a moment ago: not offered again for a while. */
  isRefused?: (screeningId: number, seatId: number) => boolean;
}

/**
 * What may honestly be shown of each seat of a screening: own rights first, then the server's picture. While the link is
 * up, what the server or another terminal holds unsold can be asked for.
 */
export function describeSeats(store: Store, screeningId: number, look: SeatLook): Map<number, SeatState> {
  const states = new Map<number, SeatState>();
  const stopped = isStopped(store, screeningId);
  for (const { seat_id, state } of selectPicture(store, screeningId)) {
    const askable =
      !stopped && look.online && (state === 'free' || state === 'granted') && !look.isRefused?.(screeningId, seat_id);
    states.set(seat_id, state === 'sold' ? 'sold' : askable ? 'on-request' : 'not-ours-now');
  }
  const covered = selectCovered(store, screeningId);
  for (const row of selectRights(store, screeningId)) {
    if (isSoldHere(row, covered)) states.set(row.seat_id, 'sold');
    else if (row.state === 'held') states.set(row.seat_id, stopped ? 'not-ours-now' : 'mine');
    else if (row.state === 'basket')
      states.set(row.seat_id, row.basket_id === look.basketId ? 'in-basket' : 'not-ours-now');
    // A returned right, or a sale that the picture covers: the server knows what became of it.
  }
  return states;
}

/** See `selectSeatCounts`; of a stopped screening nothing can be sold. */
export function countSeats(store: Store): SeatCount[] {
  const stopped = listStopped(store);
  return selectSeatCounts(store).map((row) =>
    stopped.has(row.screening_id) ? { ...row, mine: 0, on_request: 0 } : row,
  );
}

/** Which of these seats somebody can still sell, here or elsewhere; one of which nothing is known counts among them. */
export function listUnsold(store: Store, screeningId: number, seatIds: Iterable<number>): Set<number> {
  const unsold = new Set(seatIds);
  for (const { seat_id, state } of selectPicture(store, screeningId)) {
    if (state === 'sold' || state === 'paying' || state === 'blocked' || state === 'quarantined')
      unsold.delete(seat_id);
  }
  const covered = selectCovered(store, screeningId);
  for (const row of selectRights(store, screeningId)) {
    if (isSoldHere(row, covered)) unsold.delete(row.seat_id);
    else if (row.state === 'held' || row.state === 'basket') unsold.add(row.seat_id);
  }
  return unsold;
}

/** Seats to be had without asking another terminal to give one up: this terminal's own and the server's free ones. */
export function listReady(store: Store, screeningId: number, look: SeatLook): Set<number> {
  const free = new Set(
    selectPicture(store, screeningId)
      .filter((row) => row.state === 'free')
      .map((row) => row.seat_id),
  );
  const ready = new Set<number>();
  for (const [seatId, state] of describeSeats(store, screeningId, look)) {
    if (state === 'mine' || state === 'in-basket' || (state === 'on-request' && free.has(seatId))) ready.add(seatId);
  }
  return ready;
}
