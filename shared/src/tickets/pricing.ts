import { assert } from '../assert.ts';
import { checkMinor, type Minor, taxIncludedMinor } from '../money.ts';
import type { SeatKind } from '../seating/seat-map.ts';
import { dateAt, formatDate, localMs } from '../wall-clock.ts';
import type { PriceList, PriceRule } from './price-list.ts';
import type { Display, TicketClass } from './ticket-class.ts';

export interface PricedShow {
  /** The screening's own price: an adult's standard seat in 2D. */
  priceMinor: Minor;
  display: Display;
  startsAtMs: number;
}
export interface PricedTicket {
  ticketClass: TicketClass;
  seatKind: SeatKind;
  /** Whoever buys it shows a member's card. */
  isMember: boolean;
}
/** What prices depend on in a cinema. */
export interface Prices {
  list: PriceList;
  /** Of the clock on its wall, by which price rules hold. */
  timeZone: string;
}

/**
 * What one ticket costs, tax included, and the tax in it. The class's share of the screening's base price is rounded; the
 * price rule that applies takes its place; the surcharges for seat and display are then added as they are, because a
 * manager entered them as whole prices. A reduction never makes a ticket cheaper than nothing.
 */
export function priceTicket(
  prices: Prices,
  show: PricedShow,
  ticket: PricedTicket,
): { priceMinor: Minor; taxMinor: Minor } {
  const { list } = prices;
  assert(checkMinor(show.priceMinor) >= 0, `a base price is not negative, got ${show.priceMinor}`);
  const classPriceMinor = roundShare(show.priceMinor, list.classPercent[ticket.ticketClass], list.roundToMinor);
  const rule = findPriceRule(prices, show, ticket);
  const ruledMinor = rule ? applyRule(rule, classPriceMinor, list.roundToMinor) : classPriceMinor;
  const surchargeMinor = list.seatKindMinor[ticket.seatKind] + list.displayMinor[show.display];
  const priceMinor = Math.max(0, checkMinor(ruledMinor + surchargeMinor));
  return { priceMinor, taxMinor: taxIncludedMinor(priceMinor, list.taxBasisPoints) };
}

/** The one that applies: of the lowest rank, and of those the one that was made first. Null: the class price holds. */
export function findPriceRule({ list, timeZone }: Prices, show: PricedShow, ticket: PricedTicket): PriceRule | null {
  const fitting = (list.rules ?? []).filter((rule) => fitsTicket(rule, show, ticket) && fitsTime(rule, show, timeZone));
  return fitting.sort((a, b) => a.rank - b.rank || a.id - b.id)[0] ?? null;
}

const isAmong = <T>(all: readonly T[] | undefined, one: T): boolean => all === undefined || all.includes(one);

const fitsTicket = (rule: PriceRule, { display }: PricedShow, ticket: PricedTicket): boolean =>
  (ticket.isMember || !rule.membersOnly) &&
  isAmong(rule.ticketClasses, ticket.ticketClass) &&
  isAmong(rule.seatKinds, ticket.seatKind) &&
  isAmong(rule.displays, display);

function fitsTime(rule: PriceRule, { startsAtMs }: PricedShow, timeZone: string): boolean {
  const { weekdays, fromMinute = 0, toMinute = dayMinutes, fromDate, toDate } = rule;
  const date = dateAt(startsAtMs, timeZone);
  const minute = Math.floor(localMs(startsAtMs, timeZone) / 60_000) % dayMinutes;
  const day = formatDate(date);
  return (
    isAmong(weekdays, date.weekday === 0 ? 7 : date.weekday) &&
    minute >= fromMinute &&
    minute < toMinute &&
    (fromDate === undefined || day >= fromDate) &&
    (toDate === undefined || day <= toDate)
  );
}
const dayMinutes = 24 * 60;

function applyRule({ price }: PriceRule, classPriceMinor: Minor, roundToMinor: Minor): Minor {
  switch (price.kind) {
    case 'percent':
      return roundShare(classPriceMinor, price.percent, roundToMinor);
    case 'fixed':
      return price.minor;
    case 'less':
      return Math.max(0, classPriceMinor - price.minor);
  }
}

/** Half up, in whole numbers: 0.5 times a price has no exact binary fraction, and a cent is a cent. */
function roundShare(amountMinor: Minor, percent: number, roundToMinor: Minor): Minor {
  const divisor = 100 * roundToMinor;
  const doubled = checkMinor(2 * amountMinor * percent + divisor);
  return Math.floor(doubled / (2 * divisor)) * roundToMinor;
}
