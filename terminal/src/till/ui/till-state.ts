import type { FaultCode } from '@marquee/shared/errors';
import type { TicketClass } from '@marquee/shared/tickets/ticket-class';
import type {
  BasketView,
  CallAnswer,
  CallName,
  FilmView,
  ParkedBasket,
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
  | Extract<CallAnswer<CallName>, { ok: false }>['reason']
  /** A code that may only not have come down yet. */
  | 'not-synced';

export type Notice =
  | { kind: 'refusal'; reason: Refusal; detail: string }
  | { kind: 'fault'; code: FaultCode }
  | { kind: 'done'; what: DoneWhat; detail: string };
export type DoneWhat =
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
  | 'restored';

export type ShiftForm = 'cash-in' | 'drop' | 'paid-out' | 'no-sale' | 'hand-over' | 'count';
export type TillDialogName = 'cash' | 'mixed' | 'park' | 'parked' | 'sales' | 'pick-up' | 'shift' | 'keys' | ShiftForm;

/** What the cashier wants in the basket; the core is told one wish after the other, and only the last counts. */
export interface Wish {
  screeningId: number;
  seatIds: number[];
  tickets: TicketCount[];
}
export interface Sold {
  basket: BasketView;
  /** What the customer handed over in cash; null where none was. */
  givenMinor: number | null;
  changeMinor: number;
}
export type Counts = Record<TicketClass, number>;
export type Theme = 'dark' | 'light' | 'contrast';

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
  /** A card is being charged. */
  charging: boolean;
  sold: Sold | null;
  parked: ParkedBasket[];
  report: ShiftReport | null;
  dialog: TillDialogName | null;
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
  charging: false,
  sold: null,
  parked: [],
  report: null,
  dialog: null,
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
  | { type: 'basket-told'; basket: BasketView | null }
  | { type: 'charging'; charging: boolean }
  | { type: 'sold'; sold: Sold }
  /** Its papers have come further. */
  | { type: 'sold-told'; basket: BasketView }
  | { type: 'sold-closed' }
  | { type: 'parked-told'; parked: ParkedBasket[] }
  | { type: 'report-told'; report: ShiftReport | null }
  | { type: 'dialog'; dialog: TillDialogName | null }
  | { type: 'noticed'; notice: Notice | null }
  | { type: 'language'; language: LanguageCode }
  | { type: 'theme'; theme: Theme };
