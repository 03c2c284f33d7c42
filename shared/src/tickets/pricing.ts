import { assert } from '../assert.ts';
import { checkMinor, type Minor, taxIncludedMinor } from '../money.ts';
import type { SeatKind } from '../seating/seat-map.ts';
import type { PriceList } from './price-list.ts';
import type { Display, TicketClass } from './ticket-class.ts';

export interface PricedTicket {
  ticketClass: TicketClass;
  seatKind: SeatKind;
  display: Display;
}

/**
 * What one ticket costs, tax included, and the tax in it. The class's share of the screening's base price is rounded;
 * the surcharges for seat and display are then added as they are, because a manager entered them as whole prices.
 * A reduction never makes a ticket cheaper than nothing.
 */
export function priceTicket(
  priceList: PriceList,
  basePriceMinor: Minor,
  { ticketClass, seatKind, display }: PricedTicket,
): { priceMinor: Minor; taxMinor: Minor } {
  assert(checkMinor(basePriceMinor) >= 0, `a base price is not negative, got ${basePriceMinor}`);
  const classPriceMinor = roundShare(basePriceMinor, priceList.classPercent[ticketClass], priceList.roundToMinor);
  const surchargeMinor = priceList.seatKindMinor[seatKind] + priceList.displayMinor[display];
  const priceMinor = Math.max(0, checkMinor(classPriceMinor + surchargeMinor));
  return { priceMinor, taxMinor: taxIncludedMinor(priceMinor, priceList.taxBasisPoints) };
}

/** Half up, in whole numbers: 0.5 times a price has no exact binary fraction, and a cent is a cent. */
function roundShare(amountMinor: Minor, percent: number, roundToMinor: Minor): Minor {
  const divisor = 100 * roundToMinor;
  const doubled = checkMinor(2 * amountMinor * percent + divisor);
  return Math.floor(doubled / (2 * divisor)) * roundToMinor;
}
