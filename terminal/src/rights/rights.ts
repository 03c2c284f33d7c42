/**
 * Rights on a terminal: what it holds it may sell, with or without a network. Grants come in with the cursor of their
 * stream in one transaction; only the terminal's own journal gives a right back.
 */
import { assert } from '@marquee/shared/assert';
import { type RightsReturned, returnedSeatsMax } from '@marquee/shared/protocol/journal';
import type { GrantChange, ScreeningChange } from '@marquee/shared/protocol/streams';
import type { SeatState } from '@marquee/shared/seating/seat-map';
import { appendEntry, type JournalDeps } from '../journal/journal.ts';
import type { Store } from '../platform/store.ts';
import {
  moveRight,
  type RightRow,
  selectAllHeld,
  selectBasketRights,
  selectPicture,
  selectRight,
  selectRights,
  selectUnwanted,
  upsertGrant,
  upsertPictures,
  wantBack,
} from './rights.sql.ts';
import { isStopped, listStopped, stopScreenings } from './stopped-screenings.ts';

export { makeRefusedSeats, type RefusedSeats } from './refused-seats.ts';
export { countSeats, type RightRow } from './rights.sql.ts';
export { isStopped, listStopped, stopScreenings };

export interface RightsDeps extends JournalDeps {
  /** Seats that were asked for one by one and go back with their basket: `screening:seat`. Lost with a crash: then they stay. */
  askedSeats: Set<string>;
}

export const seatKey = (screeningId: number, seatId: number): string => `${screeningId}:${seatId}`;

/** Must run in the transaction that moves the grants cursor. */
export function applyGrantChange(deps: RightsDeps, change: GrantChange): void {
  if (change.kind === 'grant') {
    for (const { seatId, version } of change.seats) {
      const returnWanted = deps.askedSeats.has(seatKey(change.screeningId, seatId));
      upsertGrant(deps.store, { screeningId: change.screeningId, seatId, version, returnWanted });
    }
    return;
  }
  if (change.kind === 'release') return;
  const unsold: RightRow[] = [];
  for (const { seatId, version } of change.seats) {
    const right = selectRight(deps.store, change.screeningId, seatId);
    if (right?.version !== version) continue;
    if (right.state === 'held') unsold.push(right);
    // A customer has it in the basket: it goes back if that basket is dropped.
    if (right.state === 'basket') wantBack(deps.store, change.screeningId, seatId, version);
  }
  returnRights(deps, unsold, 'recalled');
}

/** Must run in the transaction that moves the screening's cursor. */
export function applyScreeningChange(store: Store, screeningId: number, change: ScreeningChange): void {
  upsertPictures(store, screeningId, change.seats);
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

/** Marks a basket's rights sold. Answers them; the caller checks that they are the basket's lines. */
export function sellBasketRights(store: Store, basketId: string): RightRow[] {
  const rows = selectBasketRights(store, basketId);
  for (const row of rows) assert(moveRight(store, row, { state: 'sold', basketId }), 'a basket right moves once');
  return rows;
}

export function isHeld(store: Store, screeningId: number, seatId: number): boolean {
  return selectRight(store, screeningId, seatId)?.state === 'held';
}

/** Everything unsold and in no basket goes back: before a planned shutdown, so that no seat is stranded. */
export function returnEverything(deps: JournalDeps): number {
  return deps.store.transaction(() => {
    const held = selectAllHeld(deps.store).filter((row) => row.state === 'held');
    returnRights(deps, held, 'shutdown');
    return held.length;
  });
}

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
  for (const row of selectRights(store, screeningId)) {
    if (row.state === 'sold') states.set(row.seat_id, 'sold');
    else if (row.state === 'held') states.set(row.seat_id, stopped ? 'not-ours-now' : 'mine');
    else if (row.state === 'basket')
      states.set(row.seat_id, row.basket_id === look.basketId ? 'in-basket' : 'not-ours-now');
    // A returned right: the server's picture knows what became of it, once it has heard.
  }
  return states;
}

/** Which of these seats somebody can still sell, here or elsewhere; one of which nothing is known counts among them. */
export function listUnsold(store: Store, screeningId: number, seatIds: Iterable<number>): Set<number> {
  const unsold = new Set(seatIds);
  for (const { seat_id, state } of selectPicture(store, screeningId)) {
    if (state === 'sold' || state === 'paying' || state === 'blocked' || state === 'quarantined')
      unsold.delete(seat_id);
  }
  for (const { seat_id, state } of selectRights(store, screeningId)) {
    if (state === 'sold') unsold.delete(seat_id);
    else if (state !== 'returned') unsold.add(seat_id);
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
