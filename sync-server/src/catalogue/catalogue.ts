/** The catalogue: cinemas, venues, seats, films, screenings and prices, as terminals and phones are told of them. */
import { drawPoster } from '@marquee/db/demo/poster';
import { assert } from '@marquee/shared/assert';
import { Fault } from '@marquee/shared/errors';
import {
  type Cinema,
  type CinemaSnapshot,
  cinemaStream,
  type Movie,
  type Screening,
  screeningStream,
} from '@marquee/shared/protocol/streams';
import type { Seat, VenueMap } from '@marquee/shared/seating/seat-map';
import { PriceList } from '@marquee/shared/tickets/price-list';
import type { Prices } from '@marquee/shared/tickets/pricing';
import { readIncarnation } from '../feed/feed.ts';
import { first, insertRows, type Queries, type Transaction } from '../platform/database.ts';
import * as sql from './catalogue.sql.ts';
import { loadItems, selectTimedPrices } from './prices.sql.ts';

export { degreesText, kilometersText } from './answers.ts';
export { businessDate, businessDayMs, dayStartsHour } from './business-date.ts';
export { measureMeters, type Place } from './distance.ts';
export { lockVenues, selectExistingMovies, selectOverlap } from './edit.sql.ts';
export { type EditDeps, editCatalogue, no } from './edit.ts';
export { foldText } from './fold-text.ts';
export { insertScreening, type ScreeningToInsert } from './insert-screening.ts';
export { type IsReachable, judgeSeat, readSeatsNow, type SeatsNow } from './seats-now.ts';
export { insertSeats, type PlannedSeat, PlannedSeats } from './venue-seats.ts';

/** What `cinema:<id>` says but for the keys, which are the terminals' affair. */
export type CinemaCatalogue = Omit<CinemaSnapshot, 'cinemaKey' | 'keys' | 'revokedKeys'>;

const hourMs = 3_600_000;
/** A film that has begun is still wanted: late guests, reprints, the gate. */
export const keptMs = 3 * hourMs;

/** All that a terminal of this cinema needs to sell: screenings that began in the last three hours, or will. */
export async function loadCinemaSnapshot(queries: Queries, cinemaId: number, nowMs: number): Promise<CinemaCatalogue> {
  const [cinema] = await sql.selectCinema(queries, cinemaId);
  assert(cinema !== undefined, `cinema ${cinemaId} exists`);
  const screenings = await sql.selectScreenings(queries, cinemaId, nowMs - keptMs);
  const movieIds = [...new Set(screenings.map((screening) => screening.movie_id))];
  const genres = await sql.selectClassifications(queries, movieIds);
  const movies = await sql.selectMovies(queries, movieIds);
  return {
    cinema: toCinema(cinema),
    prices: await loadPriceList(queries, cinema),
    items: await loadItems(queries, cinemaId),
    venues: await loadVenues(queries, cinemaId),
    movies: movies.map((row) => ({
      ...toMovie(row, genres.get(row.id) ?? []),
      posterSvg: posterOf(row, genres.get(row.id) ?? []),
    })),
    screenings: await withPlaces(queries, screenings.map(toScreening)),
  };
}

export interface ListedCinema extends Cinema {
  city: string;
  latitude: number;
  longitude: number;
}

/** All cinemas by name. */
export async function listCinemas(queries: Queries): Promise<ListedCinema[]> {
  const rows = await sql.selectCinemas(queries);
  return rows.map((row) => ({ ...toCinema(row), city: row.city, latitude: row.latitude, longitude: row.longitude }));
}

/** Versions of one incarnation lie above all that an earlier one can have given. */
const versionsPerIncarnation = 4096;

/**
 * Puts screenings on sale: one right for every seat, held by the server, and the streams that tell of them. Each
 * screening is published once. Terminals that are connected learn of it by a change of `cinema:<id>`, which the caller
 * writes.
 */
export async function publishScreenings(
  tx: Transaction,
  screeningIds: readonly number[],
): Promise<{ cinemaIds: number[]; rights: number }> {
  if (screeningIds.length === 0) return { cinemaIds: [], rights: 0 };
  const { number } = await readIncarnation(tx);
  const rights = await sql.insertRights(tx, screeningIds, number * versionsPerIncarnation);
  const cinemaIds = await sql.selectCinemaIdsOf(tx, screeningIds);
  const cinemaStreams = cinemaIds.map(cinemaStream);
  const known = await sql.selectStreamNames(tx, cinemaStreams);
  const names = [...cinemaStreams.filter((name) => !known.has(name)), ...screeningIds.map(screeningStream)];
  await insertRows(
    tx,
    'stream',
    ['name', 'revision', 'closed'],
    names.map((name) => [name, 0, 0]),
  );
  return { cinemaIds, rights };
}

/** The poster as SVG text, or null where there is no such movie. */
export async function loadPoster(queries: Queries, movieId: number): Promise<string | null> {
  const [row] = await sql.selectMovies(queries, [movieId]);
  if (row === undefined) return null;
  const genres = await sql.selectClassifications(queries, [movieId]);
  return posterOf(row, genres.get(movieId) ?? []);
}

/** A movie as lists show it: without its poster, which has an address of its own. */
export type ListedMovie = Omit<Movie, 'posterSvg'>;

export interface ListedScreening extends Screening {
  title: string;
  venueName: string;
  cinemaId: number;
  currency: string;
}

/** The programme of a business date (`YYYY-MM-DD` in the zone of each cinema), everywhere or in one cinema. */
export async function listScreenings(
  queries: Queries,
  date: string,
  range: { cinemaId: number | null; limit: number },
): Promise<ListedScreening[]> {
  const rows = await sql.selectScreeningsOfDate(queries, date, range);
  const listed = rows.map((row) => ({
    ...toScreening(row),
    title: row.movie_name,
    venueName: row.venue_name,
    cinemaId: row.cinema_id,
    currency: row.currency,
  }));
  return withPlaces(queries, listed);
}

async function withPlaces<S extends Screening>(queries: Queries, screenings: readonly S[]): Promise<S[]> {
  const rows = await sql.selectPlaces(
    queries,
    screenings.map(({ id }) => id),
  );
  const places = Map.groupBy(rows, (row) => row.screening_id);
  return screenings.map((screening) => ({
    ...screening,
    places: (places.get(screening.id) ?? []).map((row) => ({ seatId: row.seat_id, placeId: row.place_id })),
  }));
}

/** Whether anything has been entered yet. */
export async function isCatalogueEmpty(queries: Queries): Promise<boolean> {
  return (await first(queries, 'SELECT id FROM cinema LIMIT 1')) === undefined;
}

async function loadVenues(queries: Queries, cinemaId: number): Promise<VenueMap[]> {
  const venues = new Map<number, VenueMap>();
  for (const row of await sql.selectVenues(queries, cinemaId)) venues.set(row.id, { ...row, seats: [] });
  for (const row of await sql.selectSeats(queries, cinemaId)) venues.get(row.venue_id)?.seats.push(toSeat(row));
  return [...venues.values()];
}

/** Null where there is no such cinema. */
export async function loadPrices(queries: Queries, cinemaId: number): Promise<Prices | null> {
  const [cinema] = await sql.selectCinema(queries, cinemaId);
  if (cinema === undefined) return null;
  return { list: await loadPriceList(queries, cinema), timeZone: cinema.time_zone };
}

/** The price list of a cinema that has none, a row for each amount: what `loadPrices` puts together again. Its rules are apart. */
export async function insertPrices(tx: Transaction, cinemaId: number, prices: Omit<PriceList, 'rules'>): Promise<void> {
  const of = (kind: string, amounts: Record<string, number>) =>
    Object.entries(amounts).map(([subject, amount]) => [cinemaId, kind, subject, amount]);
  await insertRows(
    tx,
    'price_rule',
    ['cinema_id', 'kind', 'subject', 'amount'],
    [
      ...of('class', prices.classPercent),
      ...of('seat', prices.seatKindMinor),
      ...of('display', prices.displayMinor),
      ...of('rounding', { '': prices.roundToMinor }),
      ...of('tax', { '': prices.taxBasisPoints }),
    ],
  );
}

/** Throws Fault `configuration-invalid` where a rule is missing: a terminal must never guess a price. */
async function loadPriceList(queries: Queries, cinema: sql.CinemaRow): Promise<PriceList> {
  const amounts = await sql.selectPriceRules(queries, cinema.id);
  const rules = await selectTimedPrices(queries, cinema.id);
  const amountsOf = (kind: string): Record<string, number> =>
    Object.fromEntries(amounts.filter((rule) => rule.kind === kind).map(({ subject, amount }) => [subject, amount]));
  const read = PriceList.safeParse({
    currency: cinema.currency,
    classPercent: amountsOf('class'),
    seatKindMinor: amountsOf('seat'),
    displayMinor: amountsOf('display'),
    roundToMinor: amountsOf('rounding')[''],
    taxBasisPoints: amountsOf('tax')[''],
    ...(rules.length > 0 && { rules }),
  });
  if (read.success) return read.data;
  const wrong = read.error.issues.map((issue) => issue.path.join('.')).join(', ');
  throw new Fault('configuration-invalid', `the price rules of cinema ${cinema.id} lack ${wrong}`);
}

function toCinema(row: sql.CinemaRow): Cinema {
  return { id: row.id, name: row.name, timeZone: row.time_zone, currency: row.currency, information: row.information };
}

function toSeat(row: sql.SeatRow): Seat {
  return { id: row.id, row: row.row_label, label: row.label, x: row.x, y: row.y, kind: row.kind as Seat['kind'] };
}

function toScreening(row: sql.ScreeningRow): Screening {
  return {
    id: row.id,
    movieId: row.movie_id,
    venueId: row.venue_id,
    startsAtMs: row.starts_at_ms,
    endsAtMs: row.ends_at_ms,
    display: row.display as Screening['display'],
    language: row.language,
    priceMinor: row.price_minor,
    salesEndAtMs: row.sales_end_at_ms,
    seating: row.seating,
    places: [],
  };
}

function toMovie(row: sql.MovieRow, classification: string[]): ListedMovie {
  return {
    id: row.id,
    title: row.name,
    director: row.director,
    classification,
    rating: row.audience_rating,
    lengthMinutes: row.length,
    releasedYear: row.released_year,
    scoreTenths: row.score,
    introduction: row.introduction,
  };
}

/** A movie without a poster of its own gets a drawn one. */
function posterOf(row: sql.MovieRow, classification: string[]): string {
  return row.poster ?? drawPoster(toMovie(row, classification));
}
