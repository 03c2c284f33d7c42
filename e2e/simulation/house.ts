/** The simulated cinema: small, so that terminals and phones meet at the same seats. */
import type { PriceRule } from '@marquee/shared/tickets/price-list';
import type Sqlite from 'better-sqlite3';
import { insertVouchers } from './vouchers.ts';
import { startMs } from './world.ts';

export interface House {
  cinemaId: number;
  /** Of people who book by phone. */
  userIds: number[];
  venueIds: number[];
  screeningIds: number[];
  seatIds: number[];
}

const seatsPerRow = 10;
/** Few enough that somebody comes with two phones, or holds more than a person needs. */
const moviegoers = 24;
const priceRules: [kind: string, subject: string, amount: number][] = [
  ['class', 'adult', 100],
  ['class', 'child', 60],
  ['class', 'student', 80],
  ['class', 'senior', 80],
  ['seat', 'standard', 0],
  ['seat', 'vip', 300],
  ['seat', 'wheelchair', 0],
  ['seat', 'companion', 0],
  ['display', '2D', 0],
  ['display', '3D', 200],
  ['display', 'IMAX', 400],
  ['display', 'Dolby', 300],
  ['rounding', '', 10],
  ['tax', '', 700],
];

/** A member pays less, and whoever comes to one of the first screenings. */
const rules: Omit<PriceRule, 'id'>[] = [
  { rank: 1, name: 'Members', membersOnly: true, price: { kind: 'less', minor: 150 } },
  { rank: 2, name: 'Early', toMinute: 14 * 60, price: { kind: 'percent', percent: 75 } },
];
/** Their numbers count from 1. */
export const itemsOnSale = [
  { name: 'Popcorn', priceMinor: 550, taxBasisPoints: 700 },
  { name: 'Water', priceMinor: 333, taxBasisPoints: 1900 },
];

/** Screenings of `seats` seats in one venue, the first after four hours and the last after all the hours of the run. */
export function insertHouse(
  handle: InstanceType<typeof Sqlite>,
  size: { seats: number; screenings: number; hours: number },
): House {
  handle.exec(`
    INSERT INTO incarnation (number, id, server_number, started_at_ms) VALUES (1, 'first', 0, 0);
    INSERT INTO cinema (id, name, city, latitude, longitude, information, time_zone, currency) VALUES (1, 'Simulated', '', 0, 0, '', 'UTC', 'EUR');
    INSERT INTO venue (id, cinema_id, name, information, category) VALUES (1, 1, 'Hall', '', 'hall'), (2, 1, 'Studio', '', 'hall');
    INSERT INTO movie (id, name, search_text, poster) VALUES (1, 'Film', 'film', '');
    INSERT INTO stream (name, revision, closed) VALUES ('cinema:1', 0, 0), ('orders:0', 0, 0), ('catalogue', 0, 0);
  `);
  insertVouchers(handle);
  const rule = handle.prepare('INSERT INTO price_rule (cinema_id, kind, subject, amount) VALUES (1, ?, ?, ?)');
  for (const values of priceRules) rule.run(...values);
  for (const rule of rules)
    handle.prepare('INSERT INTO timed_price (cinema_id, rule) VALUES (1, ?)').run(JSON.stringify(rule));
  for (const { name, priceMinor, taxBasisPoints } of itemsOnSale)
    handle
      .prepare(
        'INSERT INTO concession_item (cinema_id, name, price_minor, tax_basis_points, active) VALUES (1, ?, ?, ?, 1)',
      )
      .run(name, priceMinor, taxBasisPoints);
  const house: House = {
    cinemaId: 1,
    userIds: Array.from({ length: moviegoers }, (_, index) => index + 1),
    venueIds: [1, 2],
    screeningIds: Array.from({ length: size.screenings }, (_, index) => index + 1),
    seatIds: Array.from({ length: size.seats }, (_, index) => index + 1),
  };
  const user = handle.prepare(
    "INSERT INTO user (id, name, encrypted_password, phone, role, registration_date_ms) VALUES (?, 'Moviegoer', '', ?, 'moviegoer', 0)",
  );
  for (const id of house.userIds) user.run(id, `+4915000${String(id).padStart(4, '0')}`);
  const seat = handle.prepare(
    "INSERT INTO seats (id, venue_id, x, y, row_label, label, kind, vip, available) VALUES (?, ?, ?, ?, ?, ?, 'standard', 0, 1)",
  );
  // The other venue is a little smaller: whoever moves there may find no place.
  for (const [venueId, first, count] of [
    [1, 0, size.seats],
    [2, size.seats, size.seats - seatsPerRow],
  ] as const) {
    for (let index = 0; index < count; index++) {
      const [x, y] = [index % seatsPerRow, Math.floor(index / seatsPerRow)];
      const row = `R${y + 1}`;
      seat.run(first + index + 1, venueId, x, y, row, `${row}.${x + 1}`);
    }
  }
  const screening = handle.prepare(
    "INSERT INTO screening (id, venue_id, movie_id, show_date, starts_at_ms, ends_at_ms, sales_end_at_ms, display, language, price_minor, state) VALUES (?, 1, 1, '2026-06-01', ?, ?, ?, '2D', 'en', 1000, 'published')",
  );
  const right = handle.prepare(
    "INSERT INTO seat_right (screening_id, seat_id, state, holder, version) VALUES (?, ?, 'free', 0, 4096)",
  );
  const stream = handle.prepare('INSERT INTO stream (name, revision, closed) VALUES (?, 0, 0)');
  const lastHours = Math.max(4, size.hours);
  for (const id of house.screeningIds) {
    const startsAtMs = startMs + Math.round((4 + ((lastHours - 4) * id) / size.screenings) * 3_600_000);
    // Films of no length: so many start at once here that no venue had room for one that moves.
    screening.run(id, startsAtMs, startsAtMs, startsAtMs + 1_200_000);
    stream.run(`screening:${id}`);
    for (const seatId of house.seatIds) right.run(id, seatId);
  }
  return house;
}
