/** What the customer's screen beside a till may ask for, and what it is told: a part of calls.ts. */
import type { Tender } from '@marquee/shared/protocol/journal';
import type { SeatKind, SeatState } from '@marquee/shared/seating/seat-map';
import type { Display, TicketClass } from '@marquee/shared/tickets/ticket-class';

/** Light and language of a till's page, which the customer's screen follows. */
export interface PageLook {
  language: string;
  theme: 'dark' | 'light' | 'contrast';
}

export interface CounterView {
  cinemaName: string;
  timeZone: string;
  currency: string;
  nowMs: number;
  look: PageLook;
  /** The next screenings, one for each film: shown while nobody is served. */
  coming: { movieId: number; filmTitle: string; posterUrl: string; startsAtMs: number }[];
  /** Null: nobody is served, or nobody of the staff is there. */
  serving: ServingView | null;
}

/** A seat of the map, as all pages see it. */
interface CounterSeat {
  seatId: number;
  row: string;
  label: string;
  x: number;
  y: number;
  kind: SeatKind;
  state: SeatState;
  surchargeMinor: number;
}

/** What lies on the counter: nothing in it names the customer. */
export interface ServingView {
  state: 'choosing' | 'paying' | 'sold';
  /** Null: items without tickets. */
  show: {
    filmTitle: string;
    posterUrl: string;
    venueName: string;
    startsAtMs: number;
    display: Display;
    seating: 'numbered' | 'unnumbered';
  } | null;
  /** Empty where guests sit where they like. */
  seats: CounterSeat[];
  lines: {
    seatId: number;
    seatLabel: string;
    seatKind: SeatKind;
    ticketClass: TicketClass;
    priceMinor: number;
    /** Given away; why is nobody's business but the cinema's. */
    isFree: boolean;
  }[];
  items: { line: number; name: string; quantity: number; priceMinor: number }[];
  /** What each gift voucher pays of this, and what stays on it. */
  vouchers: { codeEnd: string; paysMinor: number; leftMinor: number }[];
  /** Prices are a member's. */
  isMember: boolean;
  totalMinor: number;
  taxMinor: number;
  /** Without what the vouchers pay. */
  dueMinor: number;
  /** Once sold. */
  paid: { tenders: Pick<Tender, 'kind' | 'amountMinor'>[]; givenMinor: number | null; changeMinor: number } | null;
  papers: { printed: number; tickets: number } | null;
}

export interface CustomerCalls {
  /** The only call of the customer's screen. */
  'see-counter': (args: Record<string, never>) => CounterView;
  /** Of the till's page: the customer's screen looks the same. */
  'tell-look': (args: PageLook) => { ok: true };
}
