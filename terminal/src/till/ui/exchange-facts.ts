/** An exchange as the page shows it: what the old tickets are worth, and what the new seats leave to pay or to give back. */
import { sumMinor } from '@marquee/shared/money';
import type { TicketCount } from '../../calls.ts';
import { countClasses, countTickets, dueOf, isPayable, listCounts, wishNow } from './basket-facts.ts';
import type { Exchange, TillState, Wish } from './till-state.ts';

export const worthOf = ({ tickets }: Exchange): number => sumMinor(tickets.map(({ priceMinor }) => priceMinor));

/** What is to pay for the basket; below zero is given back for old tickets. */
export function dueNow({ basket, exchange }: Pick<TillState, 'basket' | 'exchange'>): number {
  return exchange ? (basket?.totalMinor ?? 0) - worthOf(exchange) : dueOf(basket);
}

export const classesOf = ({ tickets }: Exchange): TicketCount[] =>
  listCounts(countClasses(tickets.map(({ ticketClass }) => ({ ticketClass, count: 1 }))));

/** A new seat for each old one, and the core has said so. */
export function isComplete(state: TillState): boolean {
  const { exchange, basket } = state;
  return exchange !== null && isPayable(state) && basket?.lines.length === exchange.tickets.length;
}

/** Whose classes the next seats have: those of the old tickets, until there is a seat for each of them. */
export function startClasses(state: TillState): TicketCount[] {
  const now = wishNow(state);
  const { exchange } = state;
  if (!exchange || countTickets(now) === exchange.tickets.length) return now?.tickets ?? [];
  return classesOf(exchange);
}

/** One more seat than there are old ones takes the place of the first. */
export function addSeat({ exchange }: TillState, now: Wish | null, seatId: number): number[] {
  const seatIds = [...(now?.seatIds ?? []), seatId];
  return exchange ? seatIds.slice(-exchange.tickets.length) : seatIds;
}

/** The old seats, where the room of their screening is shown. */
export function oldSeats({ exchange, map }: TillState): number[] {
  if (!exchange || map?.screening.screeningId !== exchange.sale.screeningId) return [];
  const labels = new Set(exchange.tickets.map(({ seatLabel }) => seatLabel));
  return map.seats.flatMap(({ label, seatId }) => (labels.has(label) ? seatId : []));
}
