import type { Seating } from '@marquee/shared/protocol/streams';
import type { SeatKind } from '@marquee/shared/seating/seat-map';
import type { Display } from '@marquee/shared/tickets/ticket-class';
import { catalogueStream } from '../feed/feed.ts';
import { first, type Queries, type Value } from '../platform/database.ts';

export interface ProgrammeRow {
  id: number;
  movie_id: number;
  venue_id: number;
  cinema_id: number;
  show_date: string;
  starts_at_ms: number;
  ends_at_ms: number;
  sales_end_at_ms: number;
  display: Display;
  language: string;
  price_minor: number;
  seating: Seating;
  state: 'published' | 'cancelled';
  title: string;
  venue_name: string;
  cinema_name: string;
  time_zone: string;
  currency: string;
}
const columns = `s.id, s.movie_id, s.venue_id, v.cinema_id, s.show_date, s.starts_at_ms, s.ends_at_ms, s.sales_end_at_ms,
  s.display, s.language, s.price_minor, s.seating, s.state,
  m.name AS title, v.name AS venue_name, c.name AS cinema_name, c.time_zone, c.currency`;
const tables =
  'screening s JOIN venue v ON v.id = s.venue_id JOIN cinema c ON c.id = v.cinema_id JOIN movie m ON m.id = s.movie_id';

export type After = { startsAtMs: number; id: number } | null;
const whereAfter = (after: After) =>
  after === null ? '' : 'AND s.starts_at_ms >= ? AND (s.starts_at_ms > ? OR s.id > ?)';
const valuesAfter = (after: After): Value[] => (after === null ? [] : [after.startsAtMs, after.startsAtMs, after.id]);

/** Of a business date, in the order of their start. */
export function selectProgramme(
  queries: Queries,
  showDate: string,
  { cinemaId, after, limit }: { cinemaId: number | null; after: After; limit: number },
): Promise<ProgrammeRow[]> {
  const inCinema = cinemaId === null ? '' : 'AND v.cinema_id = ?';
  return queries.all(
    `SELECT ${columns} FROM ${tables} WHERE s.show_date = ? AND s.state = 'published' ${inCinema} ${whereAfter(after)}
      ORDER BY s.starts_at_ms, s.id LIMIT ?`,
    [showDate, ...(cinemaId === null ? [] : [cinemaId]), ...valuesAfter(after), limit],
  );
}

/** Also a film that has begun, while it is sold; none begins a day earlier, so the index has an end. */
const onSale = "s.sales_end_at_ms > ? AND s.starts_at_ms > ? AND s.state = 'published'";
const valuesOnSale = (nowMs: number): Value[] => [nowMs, nowMs - 86_400_000];

export interface FilmAtCinema {
  movieId: number;
  cinemaId: number;
  nowMs: number;
  after: After;
  limit: number;
}
/** What can still be seen of a film in a cinema. */
export function selectOfFilm(queries: Queries, asked: FilmAtCinema): Promise<ProgrammeRow[]> {
  const { movieId, cinemaId, nowMs, after, limit } = asked;
  return queries.all(
    `SELECT ${columns} FROM ${tables}
      WHERE s.movie_id = ? AND ${onSale} AND v.cinema_id = ?
      ${whereAfter(after)} ORDER BY s.starts_at_ms, s.id LIMIT ?`,
    [movieId, ...valuesOnSale(nowMs), cinemaId, ...valuesAfter(after), limit],
  );
}

/** The next screening of a film that is still sold, in each cinema that has one. */
export function selectNextOfFilm(queries: Queries, movieId: number, nowMs: number): Promise<ProgrammeRow[]> {
  return queries.all(
    `SELECT * FROM (SELECT ${columns}, ROW_NUMBER() OVER (PARTITION BY v.cinema_id ORDER BY s.starts_at_ms, s.id) AS turn
       FROM ${tables} WHERE s.movie_id = ? AND ${onSale}) AS n WHERE n.turn = 1`,
    [movieId, ...valuesOnSale(nowMs)],
  );
}

export function selectOne(queries: Queries, screeningId: number): Promise<ProgrammeRow | undefined> {
  return first(queries, `SELECT ${columns} FROM ${tables} WHERE s.id = ?`, [screeningId]);
}

export interface SeatNowRow {
  seat_id: number;
  state: string;
  holder: number;
  blocked_for: string | null;
  recall_answer: string | null;
  place_id: number;
  row_label: string;
  label: string;
  x: number;
  y: number;
  kind: SeatKind;
}
/** Where a stream stands; the id is null before its first change. */
export interface StreamPlace {
  revision: number;
  change_id: string | null;
}
/**
 * Every right of a screening with the seat it is for now; one that found no place when the screening moved is left out. The
 * place of its stream is read by the same statement, since only then it is the one that these very seats belong to.
 */
export function selectSeatsNow(
  queries: Queries,
  screeningId: number,
  stream: string,
): Promise<(SeatNowRow & StreamPlace)[]> {
  return queries.all(
    `SELECT r.seat_id, r.state, r.holder, r.blocked_for, r.recall_answer, t.id AS place_id, t.row_label, t.label, t.x, t.y, t.kind,
            n.revision, c.change_id
       FROM screening s JOIN \`stream\` n ON n.name = ?
       LEFT JOIN \`change\` c ON c.stream = n.name AND c.revision = n.revision
       JOIN seat_right r ON r.screening_id = s.id
       LEFT JOIN seat_place p ON p.screening_id = r.screening_id AND p.seat_id = r.seat_id
       JOIN seats t ON t.id = COALESCE(p.place_id, r.seat_id) AND t.venue_id = s.venue_id
      WHERE s.id = ? AND (t.removed_in = 0 OR COALESCE(r.blocked_for, '') <> 'moved')
      ORDER BY r.seat_id`,
    [stream, screeningId],
  );
}

export function selectStreamPlace(queries: Queries, name: string): Promise<StreamPlace | undefined> {
  return first(
    queries,
    'SELECT s.revision, c.change_id FROM `stream` s LEFT JOIN `change` c ON c.stream = s.name AND c.revision = s.revision WHERE s.name = ?',
    [name],
  );
}

/** How often the catalogue, the cinemas' programmes and this stream have changed, together. */
export async function sumRevisions(queries: Queries, stream: string): Promise<string> {
  const row = await first<{ revisions: number | string | null }>(
    queries,
    "SELECT SUM(revision) AS revisions FROM `stream` WHERE name IN (?, ?) OR (name > 'cinema:' AND name < 'cinema;')",
    [catalogueStream, stream],
  );
  return String(row?.revisions ?? 0);
}
