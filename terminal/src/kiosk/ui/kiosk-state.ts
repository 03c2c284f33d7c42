/** What the kiosk's page knows, and everything that can happen to it. The rules are in kiosk-reduce.ts. */
import type { FaultCode } from '@marquee/shared/errors';
import type { TicketClass } from '@marquee/shared/tickets/ticket-class';
import type { BasketView, ChooseSeatsAnswer, FilmView, PayAnswer, SeatMapView, TerminalView } from '../../calls.ts';
import type { LinkState } from '../../ui-kit/bridge.ts';
import { defaultLanguage, type LanguageCode } from '../../ui-kit/languages.ts';
import { noPickUp, type PickUpEvent, type PickUpState } from './pick-up-state.ts';

/** Most tickets in one kiosk sale: larger parties do better with a person. */
export const ticketsMax = 10;

export type Screen =
  | 'attract'
  | 'films'
  | 'film'
  | 'tickets'
  | 'seats'
  | 'pay'
  | 'charging'
  | 'unsettled'
  | 'sold'
  | 'pick-up'
  | 'pick-up-found'
  | 'pick-up-done';
export type Tender = 'card' | 'cash';
export type Theme = 'dark' | 'light' | 'contrast';

export interface Access {
  theme: Theme;
  largeText: boolean;
  lowReach: boolean;
}

/** Something the guest should know about the step just tried; worded by the key `notice.<kind>`. */
export interface Notice {
  kind:
    | Exclude<Extract<ChooseSeatsAnswer, { ok: false }>['reason'], 'single-seat-left'>
    | Exclude<Extract<PayAnswer, { ok: false }>['reason'], 'payment-unsettled' | 'not-signed-in' | 'no-shift'>
    | 'too-few-left'
    | 'stopped-unpaid'
    | 'no-seats-together'
    | 'seats-moved'
    | 'payment-not-made'
    | 'fault';
  /** Seat labels or a fault's code, to be put into the sentence. */
  detail: string;
}

/** Everything that belongs to the guest in front of the kiosk, and goes when that guest goes. */
export interface GuestState {
  screen: Screen;
  language: LanguageCode;
  access: Access;
  day: string | null;
  movieId: number | null;
  screeningId: number | null;
  /** The screening was chosen on the film's own page, so that is where the way back leads. */
  fromFilm: boolean;
  map: SeatMapView | null;
  tickets: Readonly<Record<TicketClass, number>>;
  wheelchair: boolean;
  chosen: readonly number[];
  basket: BasketView | null;
  tender: Tender | null;
  /** The core is working on the step that the guest asked for. */
  working: boolean;
  notice: Notice | null;
  /** Seats that the choice would leave alone; the guest is being asked. */
  singleSeatIds: readonly number[] | null;
  /** A phone's booking that is picked up. */
  pickUp: PickUpState;
}

export interface KioskState extends GuestState {
  link: 'opening' | LinkState;
  /** Counts the guests: an answer meant for one who has left belongs to nobody. */
  guest: number;
  terminal: TerminalView | null;
  films: readonly FilmView[] | null;
}

export type KioskEvent =
  | { type: 'link-changed'; link: LinkState }
  | { type: 'terminal-seen'; terminal: TerminalView }
  | { type: 'films-listed'; films: FilmView[] }
  | PickUpEvent
  | { type: 'begun'; language?: LanguageCode }
  | { type: 'language-chosen'; language: LanguageCode }
  | { type: 'access-changed'; access: Partial<Access> }
  | { type: 'day-chosen'; day: string }
  | { type: 'film-chosen'; movieId: number }
  | { type: 'screening-chosen'; screeningId: number }
  | { type: 'map-seen'; map: SeatMapView }
  | { type: 'count-changed'; ticketClass: TicketClass; by: 1 | -1 }
  | { type: 'wheelchair-changed'; wheelchair: boolean }
  | { type: 'working' }
  | { type: 'seats-proposed'; seatIds: number[] }
  | { type: 'seat-tapped'; seatId: number }
  | { type: 'choose-answered'; answer: ChooseSeatsAnswer }
  | { type: 'single-seat-closed' }
  | { type: 'pay-sent'; tender: Tender }
  | { type: 'pay-answered'; answer: PayAnswer }
  | { type: 'basket-seen'; basket: BasketView | null }
  | { type: 'basket-resumed'; basket: BasketView; language: LanguageCode }
  | { type: 'call-failed'; code: FaultCode }
  | { type: 'notice-closed' }
  | { type: 'back' }
  | { type: 'guest-left' };

export const noTickets: Readonly<Record<TicketClass, number>> = { adult: 0, child: 0, student: 0, senior: 0 };

export const newGuest: GuestState = {
  screen: 'attract',
  language: defaultLanguage,
  access: { theme: 'dark', largeText: false, lowReach: false },
  day: null,
  movieId: null,
  screeningId: null,
  fromFilm: false,
  map: null,
  tickets: noTickets,
  wheelchair: false,
  chosen: [],
  basket: null,
  tender: null,
  working: false,
  notice: null,
  singleSeatIds: null,
  pickUp: noPickUp,
};

export const initialState: KioskState = { ...newGuest, link: 'opening', guest: 1, terminal: null, films: null };
