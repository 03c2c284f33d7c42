/** Which seats a phone gets, as a pure function of the house as it is: those that it names, or the best that are left. */
import { proposeSeats } from '@marquee/shared/seating/best-available';
import { findNearestSeats } from '@marquee/shared/seating/nearest-seats';
import type { Seat } from '@marquee/shared/seating/seat-map';
import { findSingleSeats, singleSeatRuleApplies } from '@marquee/shared/seating/single-seats';
import { type TicketClass, ticketClasses } from '@marquee/shared/tickets/ticket-class';

/** A right with the seat it is for now. */
export interface SeatNow extends Seat {
  /** `on-request`: a terminal that can be asked holds it. `stranded`: one that can't, or has said no. */
  state: 'free' | 'on-request' | 'stranded' | 'taken';
}

export interface Wish {
  /** All name a seat, or none does. */
  tickets: readonly { ticketClass: TicketClass; seatId?: number | undefined }[];
  /** One of them needs a wheelchair place; of the best seats only. */
  wheelchair: boolean;
  /** The customer was asked, and wants just these. */
  allowSingleSeat: boolean;
}

export interface ChosenSeat {
  seat: Seat;
  ticketClass: TicketClass;
}

export type Refusal =
  | { reason: 'seat-unknown' | 'single-seat-left'; seatIds: number[] }
  | { reason: 'seat-taken'; seatIds: number[]; alternatives: number[][] }
  | { reason: 'not-enough-seats'; freeSeats: number }
  | { reason: 'seats-not-numbered' | 'no-wheelchair-place' };
export type Choice =
  | { kind: 'chosen'; seats: ChosenSeat[] }
  /** These have to come back first. */
  | { kind: 'recall'; seatIds: number[] }
  | { kind: 'refused'; refusal: Refusal };

const alternativesMax = 3;
const refused = (refusal: Refusal): Choice => ({ kind: 'refused', refusal });
const idsOf = (seats: readonly SeatNow[], ...states: SeatNow['state'][]): Set<number> =>
  new Set(seats.filter(({ state }) => states.includes(state)).map(({ id }) => id));

/** Of a screening with numbered seats. */
export function chooseSeats(seats: readonly SeatNow[], wish: Wish): Choice {
  const named = wish.tickets.flatMap(({ seatId }) => (seatId === undefined ? [] : [seatId]));
  return named.length > 0 ? chooseNamed(seats, wish, named) : chooseBest(seats, wish);
}

function chooseNamed(seats: readonly SeatNow[], wish: Wish, named: readonly number[]): Choice {
  const known = new Map(seats.map((seat) => [seat.id, seat]));
  const unknown = named.filter((id) => !known.has(id));
  if (unknown.length > 0) return refused({ reason: 'seat-unknown', seatIds: unknown });
  const wanted = named.flatMap((id) => known.get(id) ?? []);
  const gone = wanted.filter(({ state }) => state === 'taken' || state === 'stranded');
  if (gone.length > 0) return refused(seatTaken(seats, wanted, gone));
  if (!wish.allowSingleSeat) {
    // Also what terminals hold: it may still be sold to somebody.
    const unsold = idsOf(seats, 'free', 'on-request', 'stranded');
    const singles = singleSeatRuleApplies(seats, unsold, named.length) ? findSingleSeats(seats, unsold, named) : [];
    if (singles.length > 0) return refused({ reason: 'single-seat-left', seatIds: singles });
  }
  const elsewhere = wanted.filter(({ state }) => state === 'on-request');
  if (elsewhere.length > 0) return { kind: 'recall', seatIds: elsewhere.map(({ id }) => id) };
  const classes = wish.tickets.map(({ ticketClass }) => ticketClass);
  return { kind: 'chosen', seats: wanted.map((seat, at) => ({ seat, ticketClass: classes[at] ?? 'adult' })) };
}

function seatTaken(seats: readonly SeatNow[], wanted: readonly SeatNow[], gone: readonly SeatNow[]): Refusal {
  const offer = (available: ReadonlySet<number>) =>
    findNearestSeats(seats, available, { wanted, limit: alternativesMax });
  const free = offer(idsOf(seats, 'free'));
  const alternatives = free.length > 0 ? free : offer(idsOf(seats, 'free', 'on-request'));
  return { reason: 'seat-taken', seatIds: gone.map(({ id }) => id), alternatives };
}

/** Of the server's own, and only where those don't do, of what terminals would have to give back. */
function chooseBest(seats: readonly SeatNow[], { tickets, wheelchair }: Wish): Choice {
  const party = { count: tickets.length, wheelchair };
  const known = new Map(seats.map((seat) => [seat.id, seat]));
  const ready = proposeSeats(seats, idsOf(seats, 'free'), party).flatMap((id) => known.get(id) ?? []);
  if (ready.length > 0) return { kind: 'chosen', seats: assignClasses(ready, tickets) };
  const available = idsOf(seats, 'free', 'on-request');
  const proposed = proposeSeats(seats, available, party);
  const elsewhere = proposed.filter((id) => known.get(id)?.state === 'on-request');
  if (elsewhere.length > 0) return { kind: 'recall', seatIds: elsewhere };
  const hasPlace = seats.some(({ id, kind }) => kind === 'wheelchair' && available.has(id));
  if (wheelchair && !hasPlace) return refused({ reason: 'no-wheelchair-place' });
  return refused({ reason: 'not-enough-seats', freeSeats: available.size });
}

/** Seats in the order of the house, adults first. */
function assignClasses(seats: readonly Seat[], tickets: Wish['tickets']): ChosenSeat[] {
  const classes = tickets
    .map(({ ticketClass }) => ticketClass)
    .sort((a, b) => ticketClasses.indexOf(a) - ticketClasses.indexOf(b));
  return seats.map((seat, at) => ({ seat, ticketClass: classes[at] ?? 'adult' }));
}

/**
 * Where guests sit where they like: any free ones, from `turn` (at least 0, below 1) of the list on, so that phones don't
 * all want the same ones. Nobody chose the seat, so nobody pays more for it.
 */
export function choosePlaces(seats: readonly SeatNow[], { tickets }: Wish, turn: number): Choice {
  if (tickets.some(({ seatId }) => seatId !== undefined)) return refused({ reason: 'seats-not-numbered' });
  const free = seats.filter(({ state }) => state === 'free');
  if (free.length >= tickets.length) {
    const start = Math.floor(turn * free.length);
    const taken = [...free.slice(start), ...free.slice(0, start)].slice(0, tickets.length).sort((a, b) => a.id - b.id);
    const plain = taken.map((seat): Seat => ({ ...seat, kind: 'standard' }));
    return { kind: 'chosen', seats: assignClasses(plain, tickets) };
  }
  const elsewhere = seats.filter(({ state }) => state === 'on-request').slice(0, tickets.length - free.length);
  if (free.length + elsewhere.length === tickets.length)
    return { kind: 'recall', seatIds: elsewhere.map(({ id }) => id) };
  return refused({ reason: 'not-enough-seats', freeSeats: free.length + elsewhere.length });
}
