/** A basket, and the sale that it becomes, as every page sees them; pages find them in calls.ts. */
import type { SeatKind } from '@marquee/shared/seating/seat-map';
import type { TicketClass } from '@marquee/shared/tickets/ticket-class';

export interface BasketLine {
  seatId: number;
  seatLabel: string;
  seatKind: SeatKind;
  ticketClass: TicketClass;
  priceMinor: number;
}

export interface BasketView {
  basketId: string;
  screeningId: number;
  state: 'open' | 'charging' | 'charged' | 'sold' | 'dropped';
  lines: BasketLine[];
  totalMinor: number;
  taxMinor: number;
  currency: string;
  /** Once sold: the sale and its papers. */
  sale: SaleView | null;
}

export interface SaleView {
  orderKey: string;
  seq: number;
  totalMinor: number;
  tickets: { line: number; seatLabel: string; ticketClass: TicketClass; print: PrintState }[];
  receipt: PrintState;
}
export type PrintState = 'queued' | 'printing' | 'printed' | 'failed';

export type PayAnswer =
  | { ok: true; basket: BasketView }
  | {
      ok: false;
      reason:
        | 'card-declined'
        | 'card-timeout'
        | 'payment-unsettled'
        | 'sales-closed'
        | 'screening-stopped'
        | 'basket-gone'
        | 'cash-short'
        | 'tender-refused'
        /** At a till: nobody may sell unseen, and cash has its drawer. */
        | 'not-signed-in'
        | 'no-shift';
    };
