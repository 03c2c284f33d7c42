/** Seats into a basket: chosen, fetched from the server where they are not here, taken, and priced. */
import { assert } from '@marquee/shared/assert';
import type { Screening } from '@marquee/shared/protocol/streams';
import type { Seat, SeatState } from '@marquee/shared/seating/seat-map';
import { findSingleSeats, singleSeatRuleApplies } from '@marquee/shared/seating/single-seats';
import { ticketClasses } from '@marquee/shared/tickets/ticket-class';
import type { CallArgs, ChooseSeatsAnswer } from '../calls.ts';
import { RolledBack, transactionOrRefusal } from '../platform/store.ts';
import {
  describeSeats,
  isStopped,
  listReady,
  listUnsold,
  releaseFromBasket,
  returnAsked,
  seatKey,
  takeIntoBasket,
} from '../rights/rights.ts';
import { type LineRow, selectBasket, selectItems, selectLines } from './basket.sql.ts';
import { type BasketDeps, saveBasket, seeBasket } from './basket.ts';
import { priceLine } from './price-line.ts';

/** A party at a kiosk. */
export const ticketsMax = 10;
/** A larger one at the till; a sale's journal entry takes no more. */
export const tillTicketsMax = 20;

/** Each try asks for other seats. */
const anyTriesMax = 3;

export type Choice = CallArgs<'choose-seats'>;

/** Puts exactly these seats into the basket: see `choose-seats` in calls.ts. */
export async function chooseSeats(deps: BasketDeps, choice: Choice): Promise<ChooseSeatsAnswer> {
  const left = leaveItems(deps, choice);
  if (left) return left;
  const screening = deps.catalogue.screening(choice.screeningId);
  if (!screening || deps.nowMs() >= screening.salesEndAtMs) return { ok: false, reason: 'sales-closed' };
  if (isStopped(deps.store, screening.id)) return { ok: false, reason: 'screening-stopped' };
  const seatIds = [...new Set(choice.seatIds)];
  const anySeats = screening.seating === 'unnumbered' && seatIds.length === 0;
  const wanted = choice.tickets.reduce((total, ticket) => total + ticket.count, 0);
  if (wanted > (deps.channel === 'till' ? tillTicketsMax : ticketsMax)) return { ok: false, reason: 'too-many-seats' };
  if (wanted === 0 || (!anySeats && wanted !== seatIds.length)) return { ok: false, reason: 'seat-count-wrong' };
  if (choice.basketId !== null) {
    const basket = selectBasket(deps.store, choice.basketId);
    const isOfAnother = basket?.screening_id !== null && basket?.screening_id !== screening.id;
    if (basket?.state !== 'open' || isOfAnother) return { ok: false, reason: 'basket-gone' };
  }
  const place = { screening, choice };
  return anySeats ? takeAny(deps, place, wanted) : takeThese(deps, place, seatIds);
}

/** No seats any more, in a basket that has items: these stay. Null where there is something to choose, or nothing to leave. */
function leaveItems(deps: BasketDeps, { basketId, seatIds, tickets }: Choice): ChooseSeatsAnswer | null {
  if (basketId === null || seatIds.length > 0 || tickets.some(({ count }) => count > 0)) return null;
  const { store } = deps;
  const isLeft = store.transaction(() => {
    const basket = selectBasket(store, basketId);
    const items = selectItems(store, basketId);
    if (basket?.state !== 'open' || items.length === 0) return false;
    releaseFromBasket(deps, basketId, new Set());
    return saveBasket(store, { ...basket, screening_id: null, approved_by: null }, { lines: [], items });
  });
  return isLeft ? { ok: true, basket: mustSee(deps, basketId) } : null;
}

function mustSee(deps: BasketDeps, basketId: string) {
  const basket = seeBasket(deps, basketId);
  assert(basket, 'the basket was just saved');
  return basket;
}

async function takeThese(
  deps: BasketDeps,
  { screening, choice }: { screening: Screening; choice: Choice },
  seatIds: readonly number[],
): Promise<ChooseSeatsAnswer> {
  const states = describeSeats(deps.store, choice.screeningId, { online: deps.isOnline(), basketId: choice.basketId });
  const refusal = checkSeats(deps, choice, seatIds, states) ?? (await fetchSeats(deps, choice, seatIds, states));
  if (refusal) return refusal;
  // It may have stopped while the server was asked.
  const answer = isStopped(deps.store, screening.id)
    ? ({ ok: false, reason: 'screening-stopped' } as const)
    : fillBasket(deps, screening, choice, seatIds);
  if (!answer.ok) returnAsked(deps, screening.id, seatIds);
  return answer;
}

/** Where guests sit where they like, one seat is as good as another: what is refused is not picked again. */
async function takeAny(
  deps: BasketDeps,
  { screening, choice }: { screening: Screening; choice: Choice },
  wanted: number,
): Promise<ChooseSeatsAnswer> {
  for (let tries = 0; tries < anyTriesMax; tries++) {
    const picked = pickAny(deps, choice, wanted);
    if (picked.length < wanted) break;
    const answer = await takeThese(deps, { screening, choice }, picked);
    if (answer.ok || !('seatIds' in answer)) return answer;
  }
  return { ok: false, reason: deps.isOnline() ? 'seat-taken' : 'seat-not-ours-now', seatIds: [] };
}

/** Those of the basket first, then own ones, then the server's, and last what another terminal would have to give up. */
function pickAny(deps: BasketDeps, { screeningId, basketId }: Choice, wanted: number): number[] {
  const look = { online: deps.isOnline(), basketId, isRefused: deps.refusedSeats.has };
  const states = describeSeats(deps.store, screeningId, look);
  const ready = listReady(deps.store, screeningId, look);
  const rank = (seatId: number): number => {
    const state = states.get(seatId);
    if (state === 'in-basket') return 0;
    if (state === 'mine') return 1;
    return state === 'on-request' ? (ready.has(seatId) ? 2 : 3) : 4;
  };
  return [...deps.catalogue.seatsOf(screeningId).keys()]
    .map((seatId) => ({ seatId, rank: rank(seatId) }))
    .filter((seat) => seat.rank < 4)
    .sort((a, b) => a.rank - b.rank)
    .slice(0, wanted)
    .map((seat) => seat.seatId);
}

function checkSeats(
  deps: BasketDeps,
  choice: Choice,
  seatIds: readonly number[],
  states: ReadonlyMap<number, SeatState>,
): ChooseSeatsAnswer | null {
  const seats = deps.catalogue.seatsOf(choice.screeningId);
  const taken = seatIds.filter((seatId) => !seats.has(seatId) || states.get(seatId) === 'sold');
  if (taken.length > 0) return { ok: false, reason: 'seat-taken', seatIds: taken };
  if (choice.allowSingleSeat || deps.catalogue.screening(choice.screeningId)?.seating === 'unnumbered') return null;
  const all = [...seats.values()];
  // Also what other terminals and the server may sell: a house isn't full because this terminal holds little of it.
  const unsold = listUnsold(deps.store, choice.screeningId, seats.keys());
  if (!singleSeatRuleApplies(all, unsold, seatIds.length)) return null;
  const singles = findSingleSeats(all, unsold, seatIds);
  return singles.length > 0 ? { ok: false, reason: 'single-seat-left', seatIds: singles } : null;
}

/** Gets the seats that are not here from the server, where it can be reached. */
async function fetchSeats(
  deps: BasketDeps,
  choice: Choice,
  seatIds: readonly number[],
  states: ReadonlyMap<number, SeatState>,
): Promise<ChooseSeatsAnswer | null> {
  const missing = seatIds.filter((seatId) => {
    const state = states.get(seatId);
    return state !== 'mine' && state !== 'in-basket';
  });
  if (missing.length === 0) return null;
  if (!deps.isOnline()) return { ok: false, reason: 'seat-not-ours-now', seatIds: missing };
  for (const seatId of missing) deps.askedSeats.add(seatKey(choice.screeningId, seatId));
  const answer = await deps.askSeats(choice.screeningId, missing);
  for (const seatId of missing) deps.askedSeats.delete(seatKey(choice.screeningId, seatId));
  if (answer.outcome === 'refused') deps.refusedSeats.note(choice.screeningId, answer.seatIds);
  return answer.outcome === 'granted'
    ? null
    : { ok: false, reason: deps.isOnline() ? 'seat-taken' : 'seat-not-ours-now', seatIds: answer.seatIds };
}

function fillBasket(
  deps: BasketDeps,
  screening: Screening,
  choice: Choice,
  seatIds: readonly number[],
): ChooseSeatsAnswer {
  const { store } = deps;
  const basketId = choice.basketId ?? deps.makeId();
  const prices = deps.catalogue.prices();
  assert(prices, 'a screening comes with its prices');
  const answer = transactionOrRefusal<ChooseSeatsAnswer | null>(store, () => {
    releaseFromBasket(deps, basketId, new Set(seatIds));
    const rights = takeIntoBasket(store, basketId, screening.id, seatIds);
    if (!rights) {
      const states = describeSeats(store, screening.id, { online: false, basketId });
      const gone = seatIds.filter((seatId) => states.get(seatId) !== 'mine' && states.get(seatId) !== 'in-basket');
      throw new RolledBack<ChooseSeatsAnswer>({ ok: false, reason: 'seat-taken', seatIds: gone });
    }
    const versions = new Map(rights.map((right) => [right.seat_id, right.version]));
    const before = selectBasket(store, basketId);
    const member_number = before?.member_number ?? null;
    // What was given away stays so as long as its seat does.
    const comps = new Map(selectLines(store, basketId).map((line) => [line.seat_id, line.comp]));
    const lines = assignClasses(deps, screening, choice, seatIds).map(({ seat, ticketClass }, index): LineRow => {
      const line = {
        line: index + 1,
        seat_id: seat.id,
        seat_label: seat.label,
        // Nobody chose this seat, so nobody pays more for it.
        seat_kind: screening.seating === 'unnumbered' ? ('standard' as const) : seat.kind,
        version: versions.get(seat.id) ?? 0,
        ticket_class: ticketClass,
        comp: comps.get(seat.id) ?? null,
      };
      return { ...line, ...priceLine(prices, screening, line, member_number) };
    });
    const saved = saveBasket(
      store,
      {
        basket_id: basketId,
        screening_id: screening.id,
        currency: prices.list.currency,
        member_number,
        approved_by: before?.approved_by ?? null,
      },
      { lines, items: selectItems(store, basketId) },
    );
    // The basket was dropped while the server was being asked.
    if (!saved) throw new RolledBack<ChooseSeatsAnswer>({ ok: false, reason: 'basket-gone' });
    return null;
  });
  return answer ?? { ok: true, basket: mustSee(deps, basketId) };
}

/** Seats in house order, classes in their own order: adults first. */
function assignClasses({ catalogue }: BasketDeps, { id }: Screening, choice: Choice, seatIds: readonly number[]) {
  const seats = catalogue.seatsOf(id);
  const chosen = seatIds.map((seatId) => seats.get(seatId)).filter((seat): seat is Seat => seat !== undefined);
  const inOrder = chosen.sort((a, b) => a.y - b.y || a.x - b.x);
  const classes = ticketClasses.flatMap((ticketClass) => {
    const count = choice.tickets
      .filter((ticket) => ticket.ticketClass === ticketClass)
      .reduce((total, ticket) => total + ticket.count, 0);
    return new Array<typeof ticketClass>(count).fill(ticketClass);
  });
  return inOrder.map((seat, index) => ({ seat, ticketClass: classes[index] ?? 'adult' }));
}
