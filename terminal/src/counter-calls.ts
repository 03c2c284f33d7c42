/** The calls of a cashier's page, beside those that it shares with a kiosk's (calls.ts). */
import type { TenderKind } from '@marquee/shared/protocol/journal';
import type { TicketClass } from '@marquee/shared/tickets/ticket-class';
import type { z } from 'zod';
import type { BasketView, PayAnswer, PrintState } from './basket-views.ts';

/** What the customer pays with: at most one card, and cash for what the card leaves over. */
export type MixedTender = { kind: 'cash'; givenMinor: number } | { kind: 'card'; amountMinor: number };

export type PayMixedAnswer =
  | { ok: true; basket: BasketView; changeMinor: number }
  | {
      ok: false;
      /** `amount-wrong`: the card was to pay more than the total, or nothing. */
      reason: Extract<PayAnswer, { ok: false }>['reason'] | 'amount-wrong';
    };

export interface ParkedBasket {
  name: string;
  parkedAtMs: number;
  filmTitle: string;
  startsAtMs: number;
  basket: BasketView;
}

/** A sale of this terminal, as a line of a list. */
export interface SaleSummary {
  saleSeq: number;
  orderKey: string;
  soldAtMs: number;
  /** Null: items without tickets; there is no film then. */
  screeningId: number | null;
  filmTitle: string;
  startsAtMs: number;
  currency: string;
  totalMinor: number;
  seatLabels: string[];
  /** How many of its tickets were undone. */
  refunded: number;
  tenders: { kind: z.infer<typeof TenderKind>; amountMinor: number }[];
  /** The tickets are still this terminal's: it may undo them, also without a network. */
  heldHere: boolean;
}
export interface SaleTicket {
  line: number;
  seatLabel: string;
  ticketClass: TicketClass;
  priceMinor: number;
  state: 'valid' | 'refunding' | 'refunded';
  print: PrintState;
  /** More than one copy of it is about. */
  duplicate: boolean;
}
/** A line of items; the price is of all pieces. */
export interface SaleItem {
  line: number;
  name: string;
  quantity: number;
  priceMinor: number;
  state: SaleTicket['state'];
}
export interface SaleDetail extends SaleSummary {
  tickets: SaleTicket[];
  items: SaleItem[];
}

/** Tickets of one sale, and why something is done with them. */
export interface SaleLines {
  saleSeq: number;
  lines: number[];
  /** Of its items, whole lines: for `void-sale` and `refund-sale`. */
  itemLines?: number[];
  reason: string;
}

/** Nobody has signed in, or cash would move without a drawer. */
type AtTheTillRefusal = 'not-signed-in' | 'no-shift';
export type UndoRefusal =
  | 'ticket-unknown'
  /** The server holds the tickets by now: see `request-refund`. */
  | 'not-holder'
  | 'ticket-not-valid'
  | 'screening-stopped'
  | 'out-of-service'
  | AtTheTillRefusal
  /** A manager has to say yes first: see `approve`. */
  | 'approval-needed'
  /** The card reader gave nothing back; the tickets are as good as before. */
  | 'refund-declined'
  /** It has not said yet, and is asked until it does. */
  | 'refund-unsettled';
export type UndoAnswer =
  | { ok: true; totalMinor: number; tenders: { kind: z.infer<typeof TenderKind>; amountMinor: number }[] }
  | { ok: false; reason: UndoRefusal };
export type ReprintAnswer =
  | { ok: true; sale: SaleDetail }
  | {
      ok: false;
      /** `not-printed-yet`: the first copy is still in the queue. `show-over`: nobody needs it any more. */
      reason: 'ticket-unknown' | 'ticket-not-valid' | 'not-printed-yet' | 'show-over' | AtTheTillRefusal;
    };
export type RequestRefundAnswer = { ok: true } | { ok: false; reason: 'ticket-unknown' | AtTheTillRefusal };
export type ExchangeSaleAnswer =
  | { ok: true; basket: BasketView; paidBackMinor: number }
  | { ok: false; reason: UndoRefusal | Extract<PayAnswer, { ok: false }>['reason'] };

/** What is sold beside tickets. */
export interface ItemView {
  itemId: number;
  name: string;
  priceMinor: number;
}
type NoBasket = { ok: false; reason: 'basket-gone' };
export type SetItemsAnswer =
  | { ok: true; basket: BasketView }
  | { ok: false; reason: 'item-unknown' | 'too-many-items' }
  | NoBasket;
export type SetCompsAnswer =
  | { ok: true; basket: BasketView }
  | { ok: false; reason: 'seat-not-in-basket' | 'approval-needed' | 'not-signed-in' }
  | NoBasket;
export type SetMemberAnswer =
  | { ok: true; basket: BasketView }
  | { ok: false; reason: 'member-number-wrong' }
  | NoBasket;
export type TakeVoucherAnswer =
  | { ok: true; basket: BasketView }
  | {
      ok: false;
      reason:
        | 'voucher-unknown'
        | 'voucher-spent'
        | 'voucher-expired'
        /** Another terminal has it in a basket, or was cut off with it. */
        | 'voucher-in-use'
        /** Only the server can hand one over. */
        | 'voucher-offline'
        | 'voucher-currency'
        | 'too-many-tries'
        /** Five in a basket are enough. */
        | 'too-many-vouchers';
    }
  | NoBasket;

export interface CounterCalls {
  'list-items': (args: Record<string, never>) => { items: ItemView[] };
  /** Exactly these, in place of those before. `basketId` null opens a basket of items alone. */
  'set-items': (args: { basketId: string | null; items: { itemId: number; quantity: number }[] }) => SetItemsAnswer;
  /** Gives these seats of the basket away, and no others; with none, nothing is. Above the limit with an approval (`comp`). */
  'set-comps': (args: { basketId: string; seatIds: number[]; reason: string; approvalId?: string }) => SetCompsAnswer;
  /** A member's number, as on their card; null takes it away. Prices follow. */
  'set-member': (args: { basketId: string; memberNumber: string | null }) => SetMemberAnswer;
  /** Gets a gift voucher from the server into this basket: nobody else can spend it then. */
  'take-voucher': (args: { basketId: string; code: string }) => Promise<TakeVoucherAnswer>;
  'drop-voucher': (args: { basketId: string; voucherId: number }) => { ok: true; basket: BasketView } | NoBasket;
  /**
   * One sale with several tenders. The basket's vouchers pay first, as far as they go: what they cover needs no tender here.
   * The card is charged first; cash pays the rest, and what was given above it is change.
   * When the card is declined nothing is sold.
   */
  'pay-mixed': (args: { basketId: string; tenders: MixedTender[]; language?: string }) => Promise<PayMixedAnswer>;
  /** Baskets that are on the counter: not parked, not sold. After a power cut the page goes on with the first. */
  'see-open-baskets': (args: Record<string, never>) => { baskets: BasketView[] };
  /** Puts an open basket aside; its seats are kept for a quarter of an hour. */
  'park-basket': (args: { basketId: string; name: string }) => { ok: true } | { ok: false; reason: 'basket-gone' };
  'list-parked': (args: Record<string, never>) => { parked: ParkedBasket[] };
  'recall-basket': (args: {
    basketId: string;
  }) => { ok: true; basket: BasketView } | { ok: false; reason: 'basket-gone' };
  /** The last 50, newest first; with a `search` those of an order key (or its number) or of a seat. */
  'list-sales': (args: { search: string }) => { sales: SaleSummary[] };
  'see-sale': (args: { saleSeq: number }) => { sale: SaleDetail | null };
  /** Undoes a sale that should not have been made. Asked again after it was done, it answers the same. */
  'void-sale': (args: SaleLines) => Promise<UndoAnswer>;
  /** Takes tickets back from a customer; the money goes back the way it came. */
  'refund-sale': (args: SaleLines & { approvalId?: string }) => Promise<UndoAnswer>;
  /** For tickets that the server holds: a manager sees the request, and the customer gets a slip. */
  'request-refund': (args: {
    orderKey: string;
    lines: number[];
    reason: string;
    language?: string;
  }) => RequestRefundAnswer;
  /** Prints tickets once more, marked DUPLICATE. */
  'reprint-sale': (args: SaleLines) => ReprintAnswer;
  /** Other seats for paid tickets: the new ones are in an open basket. The difference is paid, or paid back in cash. */
  'exchange-sale': (
    args: SaleLines & { basketId: string; tender: 'card' | 'cash'; givenMinor?: number; language?: string },
  ) => Promise<ExchangeSaleAnswer>;
}
