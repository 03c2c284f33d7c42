/** What the core would answer, with defaults: a test sets only what it is about. */
import type {
  BasketView,
  FilmView,
  MenuView,
  PickUpPrinting,
  PickUpView,
  SaleView,
  ScreeningView,
  SeatMapView,
  SeatView,
  TerminalView,
} from '../../../calls.ts';

/** 22 November 2026, 17:40 in Dublin. */
export const eveningMs = Date.UTC(2026, 10, 22, 17, 40);

export function aTerminal(over: Partial<TerminalView> = {}): TerminalView {
  return {
    terminal: 17,
    role: 'kiosk',
    cinemaName: 'Savoy Picture House',
    timeZone: 'Europe/Dublin',
    currency: 'EUR',
    link: 'online',
    nowMs: eveningMs,
    unsent: 0,
    sellableOffline: 60,
    drillEndsAtMs: null,
    faults: [],
    outOfService: null,
    tenders: ['card', 'cash'],
    idleWarningMs: 60_000,
    idleResetMs: 90_000,
    ...over,
  };
}

export function aScreening(over: Partial<ScreeningView> = {}): ScreeningView {
  const startsAtMs = over.startsAtMs ?? eveningMs + 3_600_000;
  return {
    screeningId: 7,
    movieId: 1,
    venueName: 'Screen 2',
    startsAtMs,
    endsAtMs: startsAtMs + 7_200_000,
    display: '2D',
    language: 'en',
    fromPriceMinor: 1000,
    seats: 100,
    sold: 20,
    sellable: 60,
    offline: 60,
    stopped: false,
    seating: 'numbered',
    ...over,
  };
}

export function aFilm(over: Partial<FilmView> = {}): FilmView {
  return {
    movieId: 1,
    title: 'The Small Boat',
    director: 'Aoife Byrne',
    classification: ['Drama'],
    rating: 'PG',
    lengthMinutes: 101,
    releasedYear: 2026,
    scoreTenths: 69,
    introduction: null,
    posterUrl: '/posters/1.svg',
    screenings: [aScreening()],
    ...over,
  };
}

export function aSeat(seatId: number, over: Partial<SeatView> = {}): SeatView {
  return {
    seatId,
    row: 'A',
    label: `A${seatId}`,
    x: seatId,
    y: 0,
    kind: 'standard',
    state: 'mine',
    surchargeMinor: 0,
    ...over,
  };
}

export function aMap(over: Partial<SeatMapView> = {}): SeatMapView {
  const seats = [
    ...[1, 2, 3, 4].map((id) => aSeat(id)),
    ...[5, 6, 7, 8].map((id) => aSeat(id, { row: 'B', label: `B${id - 4}`, x: id - 4, y: 1 })),
  ];
  return {
    screening: aScreening(),
    venueName: 'Screen 2',
    seats,
    classPrices: [
      { ticketClass: 'adult', priceMinor: 1000 },
      { ticketClass: 'child', priceMinor: 600 },
    ],
    ...over,
  };
}

export function aBasket(over: Partial<BasketView> = {}): BasketView {
  return {
    basketId: '17-5',
    screeningId: 7,
    state: 'open',
    lines: [{ seatId: 1, seatLabel: 'A1', seatKind: 'standard', ticketClass: 'adult', priceMinor: 1000, comp: null }],
    items: [],
    vouchers: [],
    memberNumber: null,
    totalMinor: 1000,
    taxMinor: 83,
    currency: 'EUR',
    sale: null,
    ...over,
  };
}

export function aSale(over: Partial<SaleView> = {}): SaleView {
  return {
    orderKey: 'T17-000123',
    seq: 123,
    totalMinor: 1000,
    tickets: [{ line: 0, seatLabel: 'A1', ticketClass: 'adult', print: 'queued' }],
    receipt: 'queued',
    ...over,
  };
}

export function aPickUp(over: Partial<PickUpView> = {}): PickUpView {
  return {
    order: { terminal: 0, seq: 123 },
    orderKey: 'T0-000123',
    screeningId: 7,
    movieId: 1,
    filmTitle: 'The Small Boat',
    venueName: 'Screen 2',
    startsAtMs: eveningMs + 3_600_000,
    display: '2D',
    tickets: [
      { line: 1, seatLabel: 'F7', ticketClass: 'adult' },
      { line: 2, seatLabel: 'F8', ticketClass: 'child' },
    ],
    printed: 0,
    ...over,
  };
}

export function aPrinting(print: PickUpPrinting['tickets'][number]['print'] = 'queued'): PickUpPrinting {
  return { entrySeq: 9, tickets: ['F7', 'F8'].map((seatLabel, at) => ({ line: at + 1, seatLabel, print })) };
}

export const aMenu = (over: Partial<MenuView> = {}): MenuView => ({
  staffName: 'Casey Byrne',
  version: '0.1.0',
  printer: null,
  reader: null,
  slips: { waiting: 0, failed: 2 },
  storedCharges: 1,
  takenOut: false,
  today: { sales: 41, tickets: 96, totalMinor: 116_350 },
  lastSale: { orderKey: 'T17-41-K7', soldAtMs: eveningMs, seatLabels: ['F7', 'F8'] },
  ...over,
});
