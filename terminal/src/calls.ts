/**
 * The calls that a page may make of the terminal core, over the loopback bridge, and what they answer.
 * Expected outcomes are answers; faults reach the page as {code, detail} (see platform/bridge).
 */
import type { FaultCode, StoppingFault } from '@marquee/shared/errors';
import type { Seating } from '@marquee/shared/protocol/streams';
import type { SeatKind, SeatState } from '@marquee/shared/seating/seat-map';
import type { Display, TicketClass } from '@marquee/shared/tickets/ticket-class';
import type { BasketView, PayAnswer, PrintState } from './basket-views.ts';
import type { CounterCalls } from './counter-calls.ts';
import type { CustomerCalls } from './customer-calls.ts';
import type { GateCalls } from './gate-calls.ts';
import type { MenuCalls } from './menu-calls.ts';
import type { TillCalls } from './till-calls.ts';

export type * from './basket-views.ts';
export type * from './counter-calls.ts';
export type * from './customer-calls.ts';
export type * from './gate-calls.ts';
export type * from './menu-calls.ts';
export type * from './till-calls.ts';

export interface TerminalView {
  terminal: number;
  /** What stands here: which page is shown. */
  role: 'kiosk' | 'till' | 'gate';
  cinemaName: string;
  timeZone: string;
  currency: string;
  link: 'online' | 'offline';
  /** Milliseconds since 1970 by the terminal's own sense of time. */
  nowMs: number;
  /** Journal entries that the server has not acknowledged. */
  unsent: number;
  /** Seats of all screenings on sale that this terminal could sell without a network. */
  sellableOffline: number;
  /** The link is down on purpose until then: a manager drills an outage. Null otherwise. */
  drillEndsAtMs: number | null;
  /** What is wrong now, gravest first; shown with its published code. */
  faults: { code: FaultCode; detail: string }[];
  /** Faults with which this terminal must not sell: an out-of-service screen is shown. */
  outOfService: StoppingFault | null;
  /** Ways to pay that work now. */
  tenders: ('card' | 'cash')[];
  /** After this long without a touch the page asks, and then resets. */
  idleWarningMs: number;
  idleResetMs: number;
}

export interface FilmView {
  movieId: number;
  title: string;
  director: string | null;
  classification: string[];
  rating: string | null;
  lengthMinutes: number | null;
  releasedYear: number | null;
  scoreTenths: number | null;
  introduction: string | null;
  /** Path on the bridge's own origin: /posters/<movieId>.svg */
  posterUrl: string;
  screenings: ScreeningView[];
}

export interface ScreeningView {
  screeningId: number;
  movieId: number;
  venueName: string;
  startsAtMs: number;
  endsAtMs: number;
  display: Display;
  language: string;
  /** An adult's standard seat. */
  fromPriceMinor: number;
  seats: number;
  sold: number;
  /** How many this terminal could sell now: mine, and on request while online. */
  sellable: number;
  /** How many of them it could sell without a network: those that it holds. */
  offline: number;
  /** The server has forgotten what it had confirmed of it (fault `screening-stopped`): not sold here any more. */
  stopped: boolean;
  /** `unnumbered`: guests sit where they like, and `choose-seats` takes no seats, only a number of tickets. */
  seating: Seating;
}

export interface ClassPrice {
  ticketClass: TicketClass;
  /** In a standard seat of this screening. */
  priceMinor: number;
}

export interface SeatView {
  seatId: number;
  row: string;
  label: string;
  x: number;
  y: number;
  kind: SeatKind;
  state: SeatState;
  /** Added to the class price for this kind of seat. */
  surchargeMinor: number;
}

export interface SeatMapView {
  screening: ScreeningView;
  venueName: string;
  seats: SeatView[];
  classPrices: ClassPrice[];
}

export interface TicketCount {
  ticketClass: TicketClass;
  count: number;
}

export type ChooseSeatsAnswer =
  | { ok: true; basket: BasketView }
  | { ok: false; reason: 'seat-taken' | 'seat-not-ours-now'; seatIds: number[] }
  | { ok: false; reason: 'single-seat-left'; seatIds: number[] }
  | { ok: false; reason: 'sales-closed' | 'screening-stopped' | 'basket-gone' | 'too-many-seats' | 'seat-count-wrong' };

/** A phone's booking, as far as it can be printed here now. */
export interface PickUpView {
  order: { terminal: number; seq: number };
  orderKey: string;
  screeningId: number;
  movieId: number;
  filmTitle: string;
  venueName: string;
  startsAtMs: number;
  display: Display;
  /** `seatLabel` null: guests sit where they like. */
  tickets: { line: number; seatLabel: string | null; ticketClass: TicketClass }[];
  /** How often it was printed at this terminal; the next time is marked DUPLICATE. */
  printed: number;
}

/** `online`: whether the server could be reached; otherwise the booking may only not have come down yet. */
export type FindPickUpAnswer =
  | { ok: true; pickUp: PickUpView }
  | { ok: false; reason: 'not-found'; online: boolean }
  | { ok: false; reason: 'nothing-left' | 'too-late' | 'too-many-tries' | 'not-signed-in' };

export interface PickUpPrinting {
  entrySeq: number;
  tickets: { line: number; seatLabel: string | null; print: PrintState }[];
}
export type PrintPickUpAnswer =
  | { ok: true; printing: PickUpPrinting }
  | { ok: false; reason: 'not-found' | 'nothing-left' | 'too-late' | 'not-signed-in' };

/** `nothing-left`: all of its tickets have come out, or there are none. */
export type CollectElsewhereAnswer = { ok: true; code: string } | { ok: false; reason: 'nothing-left' };

/** What a page needs that sells: a kiosk's, and a till's too. */
export interface KioskCalls {
  'see-terminal': (args: Record<string, never>) => TerminalView;
  /** Films with screenings from now until the end of the programme, in order of their next screening. */
  'list-films': (args: Record<string, never>) => { films: FilmView[] };
  'see-seat-map': (args: { screeningId: number }) => SeatMapView;
  /** The best seats together for so many people that this terminal can have now; empty when there are none. */
  'propose-seats': (args: { screeningId: number; count: number; wheelchair: boolean }) => { seatIds: number[] };
  /**
   * Puts exactly these seats in the basket, in the order of the ticket classes (adults first); a seat that this terminal
   * doesn't hold is asked for. `basketId` null opens a new basket; a given one replaces that basket's seats.
   * In an unnumbered screening `seatIds` is empty: any will do.
   * `allowSingleSeat` is set when the customer insists although a single seat would stay empty.
   */
  'choose-seats': (args: {
    basketId: string | null;
    screeningId: number;
    seatIds: number[];
    tickets: TicketCount[];
    allowSingleSeat: boolean;
  }) => Promise<ChooseSeatsAnswer>;
  /** The basket as it is: also after a reload of the page or a restart of the core. */
  'see-basket': (args: { basketId: string }) => { basket: BasketView | null };
  'drop-basket': (args: { basketId: string }) => { dropped: boolean };
  /** The customer is still here. */
  'keep-basket': (args: { basketId: string }) => { kept: boolean };
  /** Resolves when the payment is settled, as late as the card reader. `language` is of the papers: en or zh. */
  pay: (args: {
    basketId: string;
    tender: 'card' | 'cash';
    givenMinor?: number;
    language?: string;
  }) => Promise<PayAnswer>;
  /** The printer fails this sale's guest: the code by which its other tickets come out at another terminal. */
  'collect-elsewhere': (args: { basketId: string }) => CollectElsewhereAnswer;
  /** `code`: the short code of a phone's booking as it was typed, or the text of one of its tickets' QR codes. */
  'find-pick-up': (args: { code: string }) => FindPickUpAnswer;
  /** Of the booking that was found last. `language` is of the papers: en or zh. */
  'print-pick-up': (args: { order: { terminal: number; seq: number }; language?: string }) => PrintPickUpAnswer;
  /** How far a printing is. */
  'see-pick-up': (args: { entrySeq: number }) => { printing: PickUpPrinting | null };
}
export interface Calls extends KioskCalls, TillCalls, CounterCalls, CustomerCalls, GateCalls, MenuCalls {}
export type CallName = keyof Calls;
export type CallArgs<N extends CallName> = Parameters<Calls[N]>[0];
export type CallAnswer<N extends CallName> = Awaited<ReturnType<Calls[N]>>;

/** Announced to every page; a page then asks again for what it shows. */
export type CoreEvent =
  | { event: 'terminal-changed' }
  | { event: 'catalogue-changed' }
  | { event: 'screening-changed'; screeningId: number }
  | { event: 'basket-changed'; basketId: string }
  /** A scanner on a serial line has read this. */
  | { event: 'scanned'; code: string }
  /** To the customer's screen alone: what lies on the counter may be another. */
  | { event: 'counter-changed' };
