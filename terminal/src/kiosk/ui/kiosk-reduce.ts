import { unreachable } from '@marquee/shared/assert';
import { type TicketClass, ticketClasses } from '@marquee/shared/tickets/ticket-class';
import type { BasketView, ChooseSeatsAnswer, PayAnswer, SeatMapView, TicketCount } from '../../calls.ts';
import { canChoose, shareUnchangedSeats, tapSeat } from '../../ui-kit/seats/seat-choice.ts';
import {
  type KioskEvent,
  type KioskState,
  type Notice,
  newGuest,
  noTickets,
  type Screen,
  ticketsMax,
} from './kiosk-state.ts';
import { reducePickUp } from './pick-up-reduce.ts';
import { noPickUp } from './pick-up-state.ts';
import { chosenScreening, countSellable, findScreening, isFreeSeating } from './show-facts.ts';

/** The whole behaviour of the page, as one function from what was and what happened to what is. */
export function reduceKiosk(state: KioskState, event: KioskEvent): KioskState {
  switch (event.type) {
    case 'link-changed':
      return { ...state, link: event.link, working: event.link === 'open' && state.working };
    case 'terminal-seen':
      return { ...state, terminal: event.terminal };
    case 'films-listed':
      return leaveStopped({ ...state, films: event.films });
    case 'begun':
      return { ...state, screen: 'films', language: event.language ?? state.language };
    case 'language-chosen':
      return { ...state, language: event.language };
    case 'access-changed':
      return { ...state, access: { ...state.access, ...event.access } };
    case 'day-chosen':
      return { ...state, day: event.day };
    case 'film-chosen':
      return { ...state, screen: 'film', movieId: event.movieId, notice: null };
    case 'screening-chosen':
      return chooseScreening(state, event.screeningId);
    case 'map-seen':
      return leaveStopped(seeMap(state, event.map));
    case 'count-changed':
      return changeCount(state, event.ticketClass, event.by);
    case 'wheelchair-changed':
      return { ...state, wheelchair: event.wheelchair, chosen: [] };
    case 'working':
      return { ...state, working: true, notice: null, singleSeatIds: null };
    case 'seats-proposed':
      return seeProposal(state, event.seatIds);
    case 'seat-tapped':
      return tapOnSeat(state, event.seatId);
    case 'choose-answered':
      return answerChoice({ ...state, working: false }, event.answer);
    case 'single-seat-closed':
      return { ...state, singleSeatIds: null };
    case 'pay-sent':
      return { ...state, screen: 'charging', tender: event.tender, notice: null };
    case 'pay-answered':
      return answerPayment(state, event.answer);
    case 'basket-seen':
      return seeBasket(state, event.basket);
    case 'basket-resumed':
      return resumeBasket(state, event.basket, event.language);
    case 'call-failed':
      return { ...state, working: false, notice: { kind: 'fault', detail: event.code } };
    case 'notice-closed':
      return { ...state, notice: null };
    case 'pick-up-opened':
    case 'pick-up-typed':
    case 'pick-up-deleted':
    case 'pick-up-answered':
    case 'pick-up-print-answered':
    case 'pick-up-printing-seen':
      return reducePickUp(state, event);
    case 'back':
      return goBack(state);
    case 'guest-left':
      return { ...state, ...newGuest, guest: state.guest + 1 };
    default:
      return unreachable(event);
  }
}

export function countTickets(tickets: Readonly<Record<TicketClass, number>>): number {
  return ticketClasses.reduce((total, ticketClass) => total + tickets[ticketClass], 0);
}

/** The classes that somebody takes, in the order in which the core gives out the seats. */
export function listTickets(tickets: Readonly<Record<TicketClass, number>>): TicketCount[] {
  return ticketClasses.flatMap((ticketClass) =>
    tickets[ticketClass] > 0 ? [{ ticketClass, count: tickets[ticketClass] }] : [],
  );
}

/** What the chosen seats cost; which class sits where doesn't change the sum. */
export function priceChoiceMinor(state: KioskState): number {
  const { map, chosen, tickets } = state;
  if (!map) return 0;
  const classes = map.classPrices.reduce((total, price) => total + price.priceMinor * tickets[price.ticketClass], 0);
  const own = new Set(chosen);
  return map.seats.reduce((total, seat) => (own.has(seat.seatId) ? total + seat.surchargeMinor : total), classes);
}

/** How many tickets the steppers may reach. */
export function ticketsLimit(state: KioskState): number {
  if (!state.map) return ticketsMax;
  return Math.min(ticketsMax, countSellable(state.map.screening, state.terminal?.link ?? 'online'));
}

/** Where guests sit where they like there is no map to choose on: tickets lead straight to the payment. */
const beforePayment = (state: KioskState): Screen => (isFreeSeating(chosenScreening(state)) ? 'tickets' : 'seats');

function chooseScreening(state: KioskState, screeningId: number): KioskState {
  const movieId = findScreening(state.films, screeningId)?.movieId ?? state.movieId;
  const same = state.map?.screening.screeningId === screeningId;
  return {
    ...state,
    screen: 'tickets',
    screeningId,
    movieId,
    fromFilm: state.screen === 'film',
    map: same ? state.map : null,
    tickets: same ? state.tickets : noTickets,
    chosen: same ? state.chosen : [],
    notice: null,
  };
}

function seeMap(state: KioskState, newer: SeatMapView): KioskState {
  if (newer.screening.screeningId !== state.screeningId) return state;
  const map = shareUnchangedSeats(state.map, newer);
  const seats = new Map(map.seats.map((seat) => [seat.seatId, seat]));
  const gone = state.chosen.filter((seatId) => {
    const seat = seats.get(seatId);
    return !seat || !canChoose(seat);
  });
  if (gone.length === 0 || state.screen !== 'seats') return { ...state, map };
  const labels = gone.flatMap((seatId) => seats.get(seatId)?.label ?? []).join(', ');
  const sold = gone.some((seatId) => seats.get(seatId)?.state === 'sold');
  return {
    ...state,
    map,
    chosen: state.chosen.filter((seatId) => !gone.includes(seatId)),
    notice: { kind: sold ? 'seat-taken' : 'seat-not-ours-now', detail: labels },
  };
}

function changeCount(state: KioskState, ticketClass: TicketClass, by: 1 | -1): KioskState {
  const count = state.tickets[ticketClass] + by;
  if (count < 0 || (by > 0 && countTickets(state.tickets) >= ticketsLimit(state))) return state;
  return { ...state, tickets: { ...state.tickets, [ticketClass]: count }, chosen: [], notice: null };
}

function seeProposal(state: KioskState, seatIds: number[]): KioskState {
  if (state.screen !== 'tickets' && state.screen !== 'seats') return state;
  const moved = state.screen === 'seats' && seatIds.length > 0;
  return {
    ...state,
    screen: 'seats',
    working: false,
    chosen: seatIds,
    notice: moved
      ? { kind: 'seats-moved', detail: '' }
      : seatIds.length === 0
        ? { kind: 'no-seats-together', detail: '' }
        : null,
  };
}

function tapOnSeat(state: KioskState, seatId: number): KioskState {
  if (!state.map || state.screen !== 'seats' || state.working) return state;
  const chosen = tapSeat(state.map.seats, state.chosen, { seatId, count: countTickets(state.tickets) });
  return chosen === state.chosen ? state : { ...state, chosen, notice: null };
}

function seatLabels(state: KioskState, seatIds: readonly number[]): string {
  const labels = new Map(state.map?.seats.map((seat) => [seat.seatId, seat.label]));
  return seatIds.flatMap((seatId) => labels.get(seatId) ?? []).join(', ');
}

function answerChoice(state: KioskState, answer: ChooseSeatsAnswer): KioskState {
  if (answer.ok) return { ...state, screen: 'pay', basket: answer.basket, notice: null };
  switch (answer.reason) {
    case 'seat-taken':
    case 'seat-not-ours-now':
      if (isFreeSeating(chosenScreening(state)))
        return { ...state, screen: 'tickets', notice: { kind: 'too-few-left', detail: '' } };
      return {
        ...state,
        chosen: state.chosen.filter((seatId) => !answer.seatIds.includes(seatId)),
        notice: { kind: answer.reason, detail: seatLabels(state, answer.seatIds) },
      };
    case 'single-seat-left':
      return { ...state, singleSeatIds: answer.seatIds };
    case 'sales-closed':
    case 'screening-stopped':
      return leaveForFilms(state, answer.reason);
    case 'basket-gone':
      return { ...state, basket: null, notice: { kind: 'basket-gone', detail: '' } };
    case 'too-many-seats':
    case 'seat-count-wrong':
      return { ...state, screen: 'tickets', notice: { kind: answer.reason, detail: '' } };
    default:
      return unreachable(answer);
  }
}

/**
 * A screening that stops under the guest is left at once, before they go to pay for what can't be sold. Not while the
 * card reader has the word: its answer says what became of the money.
 */
function leaveStopped(state: KioskState): KioskState {
  const choosing = state.screen === 'tickets' || state.screen === 'seats' || state.screen === 'pay';
  return choosing && chosenScreening(state)?.stopped ? leaveForFilms(state, 'screening-stopped') : state;
}

function leaveForFilms(state: KioskState, kind: Notice['kind']): KioskState {
  return {
    ...state,
    screen: 'films',
    basket: null,
    map: null,
    screeningId: null,
    chosen: [],
    tickets: noTickets,
    working: false,
    singleSeatIds: null,
    notice: { kind, detail: '' },
  };
}

function answerPayment(state: KioskState, answer: PayAnswer): KioskState {
  if (answer.ok) return { ...state, screen: 'sold', basket: answer.basket, notice: null };
  switch (answer.reason) {
    case 'payment-unsettled':
      return { ...state, screen: 'unsettled' };
    case 'sales-closed':
      return leaveForFilms(state, answer.reason);
    case 'screening-stopped':
      return leaveForFilms(state, 'stopped-unpaid');
    case 'basket-gone':
      return { ...state, screen: beforePayment(state), basket: null, notice: { kind: 'basket-gone', detail: '' } };
    case 'card-declined':
    case 'card-timeout':
    case 'card-offline':
    case 'cash-short':
    case 'tender-refused':
      return { ...state, screen: 'pay', notice: { kind: answer.reason, detail: '' } };
    case 'not-signed-in':
    case 'no-shift':
      // Of a till: nobody signs in at a kiosk.
      return { ...state, screen: 'pay', notice: { kind: 'tender-refused', detail: '' } };
    default:
      return unreachable(answer.reason);
  }
}

/** The basket as the core has it: after an announcement, and after the link was away. */
function seeBasket(state: KioskState, basket: BasketView | null): KioskState {
  if (basket && state.basket && basket.basketId !== state.basket.basketId) return state;
  if (!basket || basket.state === 'dropped') {
    if (state.screen === 'pay' || state.screen === 'charging' || state.screen === 'unsettled')
      return state.map
        ? { ...state, screen: beforePayment(state), basket: null, notice: { kind: 'basket-gone', detail: '' } }
        : leaveForFilms(state, 'basket-gone');
    return { ...state, basket: null };
  }
  switch (basket.state) {
    case 'sold':
      return { ...state, screen: 'sold', basket, notice: null };
    case 'charging':
    case 'charged':
      return { ...state, screen: state.screen === 'unsettled' ? 'unsettled' : 'charging', basket };
    case 'open': {
      const stopped = state.screen === 'unsettled' || state.screen === 'charging';
      return stopped
        ? { ...state, screen: 'pay', basket, notice: { kind: 'payment-not-made', detail: '' } }
        : { ...state, basket };
    }
    default:
      return unreachable(basket.state);
  }
}

/** After a reload of the page in the middle of a sale. */
function resumeBasket(state: KioskState, basket: BasketView, language: KioskState['language']): KioskState {
  if (basket.state === 'dropped') return state;
  const tickets = { ...noTickets };
  for (const line of basket.lines) tickets[line.ticketClass] += 1;
  return seeBasket(
    {
      ...state,
      language,
      screen: 'pay',
      basket,
      tickets,
      screeningId: basket.screeningId,
      movieId: findScreening(state.films, basket.screeningId)?.movieId ?? null,
      chosen: basket.lines.map((line) => line.seatId),
    },
    basket,
  );
}

function goBack(state: KioskState): KioskState {
  const cleared = { ...state, notice: null, singleSeatIds: null };
  switch (state.screen) {
    case 'film':
      return { ...cleared, screen: 'films' };
    case 'tickets':
      return { ...cleared, screen: state.fromFilm ? 'film' : 'films' };
    case 'seats':
      return { ...cleared, screen: 'tickets' };
    case 'pay':
      return { ...cleared, screen: beforePayment(state) };
    case 'pick-up':
      return { ...cleared, screen: 'films', working: false, pickUp: noPickUp };
    case 'pick-up-found':
      return { ...cleared, screen: 'pick-up', movieId: null, pickUp: noPickUp };
    case 'pick-up-done':
    case 'films':
    case 'attract':
    case 'charging':
    case 'unsettled':
    case 'sold':
      // From the films the way back is out, which is the guest leaving; the others can't be undone by going back.
      return state;
    default:
      return unreachable(state.screen);
  }
}
