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
  taxIncluded: string;
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
  given: string;
  change: string;
  authorisation: string;
  thanks: string;
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
}
