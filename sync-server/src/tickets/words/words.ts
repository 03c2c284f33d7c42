import type { SeatKind } from '@marquee/shared/seating/seat-map';
import type { TicketClass } from '@marquee/shared/tickets/ticket-class';

/** Everything that a ticket says by itself. A language that leaves a word out doesn't compile. */
export interface Words {
  /** For dates and amounts, BCP 47. */
  locale: string;
  direction: 'ltr' | 'rtl';
  ticket: string;
  tickets: string;
  ticketOf: (number: number, of: number) => string;
  date: string;
  time: string;
  venue: string;
  row: string;
  seat: string;
  /** In the place of row and seat, where guests sit where they like. */
  freeSeating: string;
  /** Row and seat in a sentence. */
  place: (row: string, seat: string) => string;
  price: string;
  taxIncluded: (amount: string) => string;
  total: string;
  order: string;
  pickUp: string;
  booked: string;
  seatKind: Record<SeatKind, string>;
  ticketClass: Record<TicketClass, string>;
  scan: string;
  codeOf: (place: string) => string;
  terms: (minutes: number) => string;
  wallet: string;
}
