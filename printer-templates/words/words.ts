import type { SeatKind } from '@marquee/shared/seating/seat-map';
import type { TicketClass } from '@marquee/shared/tickets/ticket-class';

/** Everything that a slip says by itself. A language that leaves a word out doesn't compile. */
export interface Words {
  /** For dates and amounts, BCP 47. */
  locale: string;
  row: (row: string) => string;
  seat: (seat: string) => string;
  /** In the place of row and seat, where guests sit where they like. */
  freeSeating: string;
  seatKind: Record<SeatKind, string>;
  ticketClass: Record<TicketClass, string>;
  duplicate: string;
  /** On a ticket that was given away: what staff call it, in every language. */
  comp: string;
  taxIncluded: string;
  /** `rate` as people write it: `7 %`. */
  taxAt(rate: string): string;
  complimentary: string;
  price: string;
  showAtDoor: string;
  order: string;
  ticketOf: (line: number, tickets: number) => string;
  receipt: string;
  soldAt: string;
  terminal: (terminal: number) => string;
  total: string;
  cash: string;
  card: string;
  credit: string;
  voucher: string;
  given: string;
  change: string;
  authorisation: string;
  /** In its place, where the reader approved without its bank. */
  offlineApproval: string;
  thanks: string;
  /** Where no film was paid for. */
  thanksOnly: string;
  paymentFailed: string;
  paymentUnknown: string;
  amount: string;
  reference: string;
  time: string;
  notCharged: string;
  failedAdvice: string;
  unknownAdvice: string;
  testPage: string;
  printerAddress: string;
  paperWidth: string;
  accents: string;
  scripts: string;
  qrCheck: string;
  xReport: string;
  zReport: string;
  businessDate: string;
  drawer: string;
  cashier: string;
  shiftNumber: string;
  opened: string;
  closed: string;
  printed: string;
  salesPart: string;
  salesCount: string;
  ticketsCount: (tickets: number) => string;
  items: string;
  comps: string;
  refundsCount: (refunds: number) => string;
  /** Of them, those that undid sales of another shift. */
  ofOtherShifts: (refunds: number) => string;
  /** Sold less refunded. */
  net: string;
  taxInSales: string;
  tendersPart: string;
  tenderIn: string;
  tenderOut: string;
  nothing: string;
  cashPart: string;
  float: string;
  cashSales: string;
  cashRefunds: string;
  cashIn: string;
  drop: string;
  paidOut: string;
  expected: string;
  counted: string;
  exact: string;
  over: string;
  short: string;
  approvedBy: string;
  noSales: string;
  allSent: string;
  unsentPart: string;
  unsentNote: string;
  unsentEntries: string;
  unsentSales: (sales: number) => string;
  signCashier: string;
  signManager: string;
  signCustomer: string;
  refundSlip: string;
  voidSlip: string;
  exchangeSlip: string;
  refundRequest: string;
  ticketNamed: (seatLabel: string) => string;
  reason: string;
  allTickets: string;
  refundAdvice: string;
  exchangeAdvice: string;
  refundRequestAdvice: string;
}
