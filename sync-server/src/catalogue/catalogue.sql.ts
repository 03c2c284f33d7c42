import type { Seating } from '@marquee/shared/protocol/streams';
import { marks, type Queries, type Transaction } from '../platform/database.ts';

export interface CinemaRow {
  id: number;
  name: string;
  city: string;
  latitude: number;
  longitude: number;
  information: string;
  time_zone: string;
  currency: string;
}
export interface VenueRow {
  id: number;
  name: string;
  category: string;
}
export interface SeatRow {
  id: number;
  venue_id: number;
  x: number;
  y: number;
  row_label: string;
  label: string;
  kind: string;
}
export interface MovieRow {
  id: number;
  name: string;
  director: string | null;
  introduction: string | null;
  score: number | null;
  length: number | null;
  released_year: number | null;
  poster: string | null;
  audience_rating: string | null;
}
export interface ScreeningRow {
  id: number;
  movie_id: number;
  venue_id: number;
  starts_at_ms: number;
  ends_at_ms: number;
  sales_end_at_ms: number;
  display: string;
  language: string;
  price_minor: number;
  seating: Seating;
}
export interface ListedScreeningRow extends ScreeningRow {
  movie_name: string;
  venue_name: string;
  cinema_id: number;
  currency: string;
}

const cinemaColumns = 'id, name, city, latitude, longitude, information, time_zone, currency';
const movieColumns = 'id, name, director, introduction, score, length, released_year, poster, audience_rating';
const screeningColumns =
  's.id, s.movie_id, s.venue_id, s.starts_at_ms, s.ends_at_ms, s.sales_end_at_ms, s.display, s.language, s.price_minor, s.seating';

export function selectCinemas(queries: Queries): Promise<CinemaRow[]> {
  return queries.all(`SELECT ${cinemaColumns} FROM cinema ORDER BY name, id`);
}
export function selectCinema(queries: Queries, cinemaId: number): Promise<CinemaRow[]> {
  return queries.all(`SELECT ${cinemaColumns} FROM cinema WHERE id = ?`, [cinemaId]);
}
export function selectPriceRules(
  queries: Queries,
  cinemaId: number,
): Promise<{ kind: string; subject: string; amount: number }[]> {
  return queries.all('SELECT kind, subject, amount FROM price_rule WHERE cinema_id = ?', [cinemaId]);
}
export function selectVenues(queries: Queries, cinemaId: number): Promise<VenueRow[]> {
  return queries.all('SELECT id, name, category FROM venue WHERE cinema_id = ? ORDER BY id', [cinemaId]);
}
export function selectSeats(queries: Queries, cinemaId: number): Promise<SeatRow[]> {
  return queries.all(
    'SELECT t.id, t.venue_id, t.x, t.y, t.row_label, t.label, t.kind FROM seats t JOIN venue v ON v.id = t.venue_id WHERE v.cinema_id = ? AND t.removed_in = 0 ORDER BY t.venue_id, t.id',
    [cinemaId],
  );
}

/** Screenings of a cinema that started after `sinceMs`, or will. */
export function selectScreenings(queries: Queries, cinemaId: number, sinceMs: number): Promise<ScreeningRow[]> {
  return queries.all(
    `SELECT ${screeningColumns} FROM screening s JOIN venue v ON v.id = s.venue_id WHERE v.cinema_id = ? AND s.starts_at_ms > ? AND s.state = 'published' ORDER BY s.starts_at_ms, s.id`,
    [cinemaId, sinceMs],
  );
}

/** Screenings of a business date, everywhere or in one cinema. */
export function selectScreeningsOfDate(
  queries: Queries,
  showDate: string,
  { cinemaId, limit }: { cinemaId: number | null; limit: number },
): Promise<ListedScreeningRow[]> {
  const one = cinemaId === null ? '' : ' AND v.cinema_id = ?';
  return queries.all(
    `SELECT ${screeningColumns}, m.name AS movie_name, v.name AS venue_name, v.cinema_id, c.currency
     FROM screening s JOIN venue v ON v.id = s.venue_id JOIN cinema c ON c.id = v.cinema_id JOIN movie m ON m.id = s.movie_id
     WHERE s.show_date = ? AND s.state = 'published'${one} ORDER BY s.starts_at_ms, s.id LIMIT ?`,
    cinemaId === null ? [showDate, limit] : [showDate, cinemaId, limit],
  );
}

export async function selectMovies(queries: Queries, ids: readonly number[]): Promise<MovieRow[]> {
  if (ids.length === 0) return [];
  return await queries.all(`SELECT ${movieColumns} FROM movie WHERE id IN (${marks(ids.length)}) ORDER BY id`, ids);
}

/** Genres of these movies, in alphabetical order. */
export async function selectClassifications(
  queries: Queries,
  movieIds: readonly number[],
): Promise<Map<number, string[]>> {
  const genres = new Map(movieIds.map((id) => [id, [] as string[]]));
  if (movieIds.length === 0) return genres;
  const rows = await queries.all<{ movie_id: number; name: string }>(
    `SELECT f.movie_id, c.name FROM film_classification f JOIN classification c ON c.id = f.classification_id WHERE f.movie_id IN (${marks(movieIds.length)}) ORDER BY c.name`,
    movieIds,
  );
  for (const { movie_id, name } of rows) genres.get(movie_id)?.push(name);
  return genres;
}

/** Where rights of moved screenings sit now. */
export function selectPlaces(
  queries: Queries,
  screeningIds: readonly number[],
): Promise<{ screening_id: number; seat_id: number; place_id: number }[]> {
  if (screeningIds.length === 0) return Promise.resolve([]);
  return queries.all(
    `SELECT screening_id, seat_id, place_id FROM seat_place WHERE screening_id IN (${marks(screeningIds.length)}) ORDER BY screening_id, seat_id`,
    screeningIds,
  );
}

/**
 * One right for every seat of these screenings; a seat out of order is blocked from the start. Where guests sit where they
 * like the seats only count, and one out of order doesn't.
 */
export async function insertRights(tx: Transaction, screeningIds: readonly number[], version: number): Promise<number> {
  const { changes } = await tx.run(
    `INSERT INTO seat_right (screening_id, seat_id, state, holder, version)
     SELECT s.id, t.id, CASE WHEN t.available = 1 THEN 'free' ELSE 'blocked' END, 0, ?
     FROM screening s JOIN seats t ON t.venue_id = s.venue_id AND t.removed_in = 0
     WHERE s.id IN (${marks(screeningIds.length)}) AND (s.seating = 'numbered' OR t.available = 1) ORDER BY s.id, t.id`,
    [version, ...screeningIds],
  );
  return changes;
}

export async function selectCinemaIdsOf(queries: Queries, screeningIds: readonly number[]): Promise<number[]> {
  const rows = await queries.all<{ cinema_id: number }>(
    `SELECT DISTINCT v.cinema_id FROM screening s JOIN venue v ON v.id = s.venue_id WHERE s.id IN (${marks(screeningIds.length)}) ORDER BY v.cinema_id`,
    screeningIds,
  );
  return rows.map((row) => row.cinema_id);
}

export async function selectStreamNames(queries: Queries, names: readonly string[]): Promise<Set<string>> {
  const rows = await queries.all<{ name: string }>(
    `SELECT name FROM \`stream\` WHERE name IN (${marks(names.length)})`,
    names,
  );
  return new Set(rows.map((row) => row.name));
}
