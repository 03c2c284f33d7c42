/** A basket, and the sale that it becomes, as every page sees them; pages find them in calls.ts. */
import type { SeatKind } from '@marquee/shared/seating/seat-map';
import type { TicketClass } from '@marquee/shared/tickets/ticket-class';

export interface BasketLine {
  seatId: number;
  seatLabel: string;
  seatKind: SeatKind;
  ticketClass: TicketClass;
  priceMinor: number;
  /** Given away, and why. */
  comp: string | null;
}

/** Popcorn and the like, beside tickets. The price is of all pieces. */
export interface BasketItem {
  line: number;
  itemId: number;
  name: string;
  quantity: number;
  priceMinor: number;
}
/** A gift voucher that pays towards this basket. */
export interface BasketVoucher {
  voucherId: number;
  /** The last four characters of its code. */
  codeEnd: string;
  balanceMinor: number;
}

export interface BasketView {
  basketId: string;
  /** Null: items without tickets. */
  screeningId: number | null;
  state: 'open' | 'charging' | 'charged' | 'sold' | 'dropped';
  lines: BasketLine[];
  items: BasketItem[];
  vouchers: BasketVoucher[];
  /** For prices that members have. */
  memberNumber: string | null;
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
        /** The reader can't reach its bank, and may not approve this by itself. */
        | 'card-offline'
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
