/** The simulated cinema: small, so that terminals and phones meet at the same seats. */

import type { CinemaSnapshot } from '@marquee/shared/protocol/streams';
import type { PriceList } from '@marquee/shared/tickets/price-list';
import type Sqlite from 'better-sqlite3';

const startsAtMs = Date.UTC(2026, 5, 1, 20, 0, 0);
const screeningIds = [1, 2, 3, 4, 5, 6];
const rows = 4;
const seatsPerRow = 10;

export const priceListOf = (): PriceList => ({
  currency: 'EUR',
  classPercent: { adult: 100, child: 60, student: 80, senior: 80 },
  seatKindMinor: { standard: 0, vip: 300, wheelchair: 0, companion: 0 },
  displayMinor: { '2D': 0, '3D': 200, IMAX: 400, Dolby: 300 },
  roundToMinor: 10,
  taxBasisPoints: 700,
});

const seats = Array.from({ length: rows * seatsPerRow }, (_, index) => {
  const row = 'ABCD'[Math.floor(index / seatsPerRow)] ?? 'A';
  const x = index % seatsPerRow;
  return {
    id: index + 1,
    row,
    label: `${row}${x + 1}`,
    x,
    y: Math.floor(index / seatsPerRow),
    kind: 'standard' as const,
  };
});

export const house = {
  cinemaId: 1,
  screeningIds,
  seatIds: seats.map((seat) => seat.id),
  catalogue: {
    cinema: { id: 1, name: 'Simulated', timeZone: 'UTC', currency: 'EUR', information: '' },
    venues: [{ id: 1, name: 'Hall', category: 'hall', seats }],
    movies: [
      {
        id: 1,
        title: 'Film',
        director: null,
        classification: [],
        rating: null,
        lengthMinutes: 100,
        releasedYear: null,
        scoreTenths: null,
        introduction: null,
        posterSvg: null,
      },
    ],
    screenings: screeningIds.map((id) => ({
      id,
      movieId: 1,
      venueId: 1,
      startsAtMs,
      endsAtMs: startsAtMs + 6_000_000,
      display: '2D' as const,
      language: 'en',
      priceMinor: 1000,
      salesEndAtMs: startsAtMs + 1_200_000,
      seating: 'numbered' as const,
      places: [],
    })),
  } satisfies Omit<CinemaSnapshot, 'prices' | 'cinemaKey' | 'keys' | 'revokedKeys'>,
};

export function insertHouse(handle: InstanceType<typeof Sqlite>): void {
  handle.exec(`
    INSERT INTO incarnation (number, id, server_number, started_at_ms) VALUES (0, 'first', 0, 0);
    INSERT INTO cinema (id, name, city, latitude, longitude, information, time_zone, currency) VALUES (1, 'Simulated', '', 0, 0, '', 'UTC', 'EUR');
    INSERT INTO venue (id, cinema_id, name, information, category) VALUES (1, 1, 'Hall', '', 'hall');
    INSERT INTO movie (id, name, search_text) VALUES (1, 'Film', 'film');
    INSERT INTO stream (name, revision, closed) VALUES ('cinema:1', 0, 0), ('orders:0', 0, 0);
  `);
  const seat = handle.prepare(
    'INSERT INTO seats (id, venue_id, x, y, row_label, label, kind, vip, available) VALUES (?, 1, ?, ?, ?, ?, ?, 0, 1)',
  );
  for (const { id, x, y, row, label, kind } of seats) seat.run(id, x, y, row, label, kind);
  const screening = handle.prepare(
    "INSERT INTO screening (id, venue_id, movie_id, show_date, starts_at_ms, ends_at_ms, sales_end_at_ms, display, language, price_minor, state) VALUES (?, 1, 1, '2026-06-01', ?, ?, ?, '2D', 'en', 1000, 'published')",
  );
  const right = handle.prepare(
    "INSERT INTO seat_right (screening_id, seat_id, state, holder, version) VALUES (?, ?, 'free', 0, 0)",
  );
  const stream = handle.prepare('INSERT INTO stream (name, revision, closed) VALUES (?, 0, 0)');
  for (const { id, startsAtMs: starts, endsAtMs, salesEndAtMs } of house.catalogue.screenings) {
    screening.run(id, starts, endsAtMs, salesEndAtMs);
    stream.run(`screening:${id}`);
    for (const seatId of house.seatIds) right.run(id, seatId);
  }
}
