import type { FaultCode } from '@marquee/shared/errors';
import type { TicketClass } from '@marquee/shared/tickets/ticket-class';
import type {
  BasketView,
  CallAnswer,
  CallName,
  FilmView,
  ItemView,
  MenuCalls,
  ParkedBasket,
  SaleDetail,
  SaleTicket,
  SeatMapView,
  ShiftReport,
  ShiftView,
  SignedIn,
  StaffView,
  TerminalView,
  TicketCount,
} from '../../calls.ts';
import type { LinkState } from '../../ui-kit/bridge.ts';
import type { LanguageCode } from '../../ui-kit/languages.ts';

/** Why a call did not do what was asked, whichever it was: each has its words. */
export type Refusal =
  | Extract<CallAnswer<Exclude<CallName, keyof MenuCalls>>, { ok: false }>['reason']
  /** A code that may only not have come down yet. */
  | 'not-synced';

export type Notice =
  | { kind: 'refusal'; reason: Refusal; detail: string }
  | { kind: 'fault'; code: FaultCode }
  | { kind: 'done'; what: DoneWhat; detail: string }
  | { kind: 'scan'; miss: ScanMiss; detail: string };
export type DoneWhat =
  | 'drill-ended'
  | 'reprinted'
  | 'void'
  | 'refund'
  | 'requested'
  | 'cash-in'
  | 'drop'
  | 'paid-out'
  | 'no-sale'
  | 'parked'
  | 'handed-over'
  | 'single-seat'
  | 'no-seats-together'
  | 'voucher'
  | 'member'
  | 'restored';
/** What a scan was good for at this moment: nothing. */
export type ScanMiss = 'unknown' | 'basket-first' | 'exchange';

export type ShiftForm = 'cash-in' | 'drop' | 'paid-out' | 'no-sale' | 'hand-over' | 'count';
/** Only over a basket. */
export type BasketDialog = 'cash' | 'mixed' | 'park' | 'comps' | 'member' | 'voucher';
export type TillDialogName =
  | BasketDialog
  | 'items'
  | 'parked'
  | 'sales'
  | 'pick-up'
  | 'shift'
  | 'keys'
  | 'drill'
  | ShiftForm;

/** What the cashier wants in the basket; the core is told one wish after the other, and only the last counts. */
export interface Wish {
  screeningId: number;
  seatIds: number[];
  tickets: TicketCount[];
}
export interface ItemCount {
  itemId: number;
  quantity: number;
}
export interface Sold {
  basket: BasketView;
  /** What the customer handed over in cash; null where none was. */
  givenMinor: number | null;
  changeMinor: number;
  /** Where it took the place of old tickets: what those were worth, and what of it was paid out. */
  exchanged?: { worthMinor: number; paidBackMinor: number };
}
/** Other seats for tickets that were paid. */
export interface Exchange {
  sale: SaleDetail;
  /** Those of the sale that are given up. */
  tickets: SaleTicket[];
  reason: string;
  /** What the customer asked for; it may still become the other. */
  to: 'seats' | 'screening';
  /** The basket that was on the counter, put aside until the exchange is over. */
  parkedId: string | null;
}
export type Counts = Record<TicketClass, number>;
export const themes = ['dark', 'light', 'contrast'] as const;
export type Theme = (typeof themes)[number];
export interface Look {
  language: LanguageCode;
  theme: Theme;
}

export interface TillState {
  link: LinkState;
  terminal: TerminalView | null;
  films: FilmView[] | null;
  staff: StaffView[] | null;
  signedIn: SignedIn | null;
  /** Undefined until the core has said. */
  shift: ShiftView | null | undefined;
  screeningId: number | null;
  map: SeatMapView | null;
  basket: BasketView | null;
  wish: Wish | null;
  /** The same for what is sold beside tickets. */
  itemWish: ItemCount[] | null;
  /** What is on sale beside tickets. */
  items: ItemView[];
  /** A card is being charged. */
  charging: boolean;
  sold: Sold | null;
  /** While it lasts, the basket is for this. */
  exchange: Exchange | null;
  parked: ParkedBasket[];
  report: ShiftReport | null;
  dialog: TillDialogName | null;
  /** What the list of sales, or the pick-up, is opened with; another round looks again. */
  search: { text: string; round: number };
  notice: Notice | null;
  language: LanguageCode;
  theme: Theme;
}

export const initialTill: TillState = {
  link: 'lost',
  terminal: null,
  films: null,
  staff: null,
  signedIn: null,
  shift: undefined,
  screeningId: null,
  map: null,
  basket: null,
  wish: null,
  itemWish: null,
  items: [],
  charging: false,
  sold: null,
  exchange: null,
  parked: [],
  report: null,
  dialog: null,
  search: { text: '', round: 0 },
  notice: null,
  language: 'en',
  theme: 'dark',
};

export type TillEvent =
  | { type: 'link-changed'; link: LinkState }
  | { type: 'terminal-told'; terminal: TerminalView }
  | { type: 'films-told'; films: FilmView[] }
  | { type: 'staff-told'; staff: StaffView[]; signedIn: SignedIn | null }
  | { type: 'signed-in'; signedIn: SignedIn | null }
  | { type: 'shift-told'; shift: ShiftView | null }
  | { type: 'screening-chosen'; screeningId: number }
  | { type: 'map-told'; map: SeatMapView }
  | { type: 'wished'; wish: Wish | null }
  | { type: 'items-told'; items: ItemView[] }
  | { type: 'items-wished'; items: ItemCount[] | null }
  | { type: 'basket-told'; basket: BasketView | null }
  | { type: 'charging'; charging: boolean }
  | { type: 'sold'; sold: Sold }
  /** Its papers have come further. */
  | { type: 'sold-told'; basket: BasketView }
  | { type: 'sold-closed' }
  | { type: 'exchange'; exchange: Exchange | null }
  | { type: 'parked-told'; parked: ParkedBasket[] }
  | { type: 'report-told'; report: ShiftReport | null }
  | { type: 'dialog'; dialog: TillDialogName | null; search?: string }
  | { type: 'noticed'; notice: Notice | null }
  | { type: 'language'; language: LanguageCode }
  | { type: 'theme'; theme: Theme }
  /** As somebody likes to have the page. */
  | { type: 'look'; look: Look };
