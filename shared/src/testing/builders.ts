import type { ItemLine, SaleLine, SaleMade } from '../protocol/journal.ts';
import type { CinemaSnapshot, ConcessionItem, Movie, Screening } from '../protocol/streams.ts';
import type { VenueMap } from '../seating/seat-map.ts';
import type { PriceList } from '../tickets/price-list.ts';
import { priceTicket } from '../tickets/pricing.ts';
import { drawHouse } from './draw-house.ts';

/**
 * Valid things of the box office, so that a test says only what matters to it. They fit each other: screening 1 shows
 * movie 1 in venue 1, and a sale's seats and prices are of that screening. Nothing here depends on a clock or on chance.
 */

/** Friday, 4 September 2026, 20:00 in Berlin. */
export const startsAtMs = Date.UTC(2026, 8, 4, 18);
const minuteMs = 60_000;

/** 62 seats: wheelchair places in front (row A), four rows of 12 with an aisle (B to E), VIP seats at the back (F). */
export function aVenueMap(overrides: Partial<VenueMap> = {}): VenueMap {
  const { seats } = drawHouse('wc         cw', ...Array.from({ length: 4 }, () => 'ssssss ssssss'), 'vvvvv   vvvvv');
  return { id: 1, name: 'Venue 1', category: 'standard', seats, ...overrides };
}

export function aMovie(overrides: Partial<Movie> = {}): Movie {
  return {
    id: 1,
    title: 'The Long Interval',
    director: 'Ada Example',
    classification: ['Drama'],
    rating: 'PG-13',
    lengthMinutes: 112,
    releasedYear: 2026,
    scoreTenths: 74,
    introduction: 'A projectionist waits for the second reel.',
    posterSvg: null,
    ...overrides,
  };
}

/** Ends two hours after its start, and sells until 15 minutes after it, unless these are given too. */
export function aScreening(overrides: Partial<Screening> = {}): Screening {
  const start = overrides.startsAtMs ?? startsAtMs;
  return {
    id: 1,
    movieId: 1,
    venueId: 1,
    startsAtMs: start,
    endsAtMs: start + 120 * minuteMs,
    display: '2D',
    language: 'en',
    priceMinor: 1200,
    salesEndAtMs: start + 15 * minuteMs,
    seating: 'numbered',
    places: [],
    ...overrides,
  };
}

export function aPriceList(overrides: Partial<PriceList> = {}): PriceList {
  return {
    currency: 'EUR',
    classPercent: { adult: 100, child: 70, student: 85, senior: 80 },
    seatKindMinor: { standard: 0, vip: 400, wheelchair: 0, companion: 0 },
    displayMinor: { '2D': 0, '3D': 200, IMAX: 400, Dolby: 300 },
    roundToMinor: 10,
    taxBasisPoints: 700,
    ...overrides,
  };
}

/** With another tax than tickets have. */
export function anItem(overrides: Partial<ConcessionItem> = {}): ConcessionItem {
  return { id: 1, name: 'Popcorn', priceMinor: 550, taxBasisPoints: 1900, ...overrides };
}

/** Its keys are empty: a test that verifies tickets brings its own. */
export function aCinemaSnapshot(overrides: Partial<CinemaSnapshot> = {}): CinemaSnapshot {
  return {
    cinema: { id: 1, name: 'Rialto', timeZone: 'Europe/Berlin', currency: 'EUR', information: 'Station Road 1' },
    cinemaKey: 'A'.repeat(43),
    prices: aPriceList(),
    venues: [aVenueMap()],
    movies: [aMovie()],
    screenings: [aScreening()],
    keys: [],
    revokedKeys: [],
    ...overrides,
  };
}

export function aSaleLine(overrides: Partial<SaleLine> = {}): SaleLine {
  const { seatKind = 'standard', ticketClass = 'adult' } = overrides;
  const prices = { list: aPriceList(), timeZone: 'Europe/Berlin' };
  return {
    line: 1,
    seatId: 5,
    seatLabel: 'B1',
    seatKind,
    version: 1,
    ticketClass,
    ...priceTicket(prices, aScreening(), { ticketClass, seatKind, isMember: false }),
    ...overrides,
  };
}

/** Two portions of popcorn. */
export function anItemLine(overrides: Partial<ItemLine> = {}): ItemLine {
  return { line: 1, itemId: 1, name: 'Popcorn', quantity: 2, priceMinor: 1100, taxMinor: 176, ...overrides };
}

/** Two adults in B1 and B2, paid in cash. Total and tender follow from the lines unless they are given. */
export function aSale(overrides: Partial<SaleMade> = {}): SaleMade {
  const lines = overrides.lines ?? [aSaleLine(), aSaleLine({ line: 2, seatId: 6, seatLabel: 'B2' })];
  const sold = [...lines, ...(overrides.items ?? [])];
  const totalMinor = overrides.totalMinor ?? sold.reduce((total, line) => total + line.priceMinor, 0);
  return {
    screeningId: 1,
    channel: 'kiosk',
    currency: 'EUR',
    tenders: [{ kind: 'cash', amountMinor: totalMinor, givenMinor: totalMinor }],
    ...overrides,
    lines,
    totalMinor,
  };
}
