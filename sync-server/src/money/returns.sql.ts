/** Tickets by the date of their screening, as a distributor is told of them, and what one was told before. */
import { first, insertRow, insertRows, type Queries, type Transaction, type Value } from '../platform/database.ts';
import type { Days } from './money-days.ts';

export const returnKinds = ['day', 'week'] as const;
export type ReturnKind = (typeof returnKinds)[number];

/** Of one film, date, class and price. */
export interface SeatsRow {
  movie_id: number;
  show_date: string;
  ticket_class: string;
  price_minor: number;
  seats: number;
  gross_minor: number;
  tax_minor: number;
}
type Raw = Omit<SeatsRow, 'seats' | 'gross_minor' | 'tax_minor'> &
  Record<'seats' | 'gross_minor' | 'tax_minor', number | string | null>;
const read = (rows: readonly Raw[]): SeatsRow[] =>
  rows.map((row) => ({
    ...row,
    seats: Number(row.seats ?? 0),
    gross_minor: Number(row.gross_minor ?? 0),
    tax_minor: Number(row.tax_minor ?? 0),
  }));

interface Asked {
  cinemaId: number;
  days: Days;
  /** Null: all. */
  movieId: number | null;
}
const ofFilm = (column: string, movieId: number | null) => (movieId === null ? '' : ` AND ${column} = ?`);
const values = ({ cinemaId, days, movieId }: Asked): Value[] => [
  cinemaId,
  days.from,
  days.to,
  ...(movieId === null ? [] : [movieId]),
];

/** Sold, and neither undone nor in a refund that is to be paid out. */
export async function selectSeats(queries: Queries, asked: Asked): Promise<SeatsRow[]> {
  return read(
    await queries.all<Raw>(
      `SELECT s.movie_id, s.show_date, t.ticket_class, t.price_minor, COUNT(*) AS seats, SUM(t.price_minor) AS gross_minor,
              SUM(t.tax_minor) AS tax_minor
         FROM screening s CROSS JOIN venue v ON v.id = s.venue_id CROSS JOIN ticket t ON t.screening_id = s.id
         LEFT JOIN refund_line l ON l.terminal_id = t.terminal_id AND l.seq = t.seq AND l.line = t.line
        WHERE v.cinema_id = ? AND s.show_date >= ? AND s.show_date <= ?${ofFilm('s.movie_id', asked.movieId)}
          AND t.ended_as IS NULL AND l.line IS NULL
        GROUP BY s.movie_id, s.show_date, t.ticket_class, t.price_minor`,
      values(asked),
    ),
  );
}

/** What returns of this kind have told already of these dates. */
export async function selectTold(queries: Queries, asked: Asked & { kind: ReturnKind }): Promise<SeatsRow[]> {
  return read(
    await queries.all<Raw>(
      `SELECT r.movie_id, l.show_date, l.ticket_class, l.price_minor, SUM(l.seats) AS seats, SUM(l.gross_minor) AS gross_minor,
              SUM(l.tax_minor) AS tax_minor
         FROM film_return r CROSS JOIN film_return_line l ON l.return_id = r.id
        WHERE r.cinema_id = ? AND r.kind = ? AND r.to_date >= ? AND l.show_date >= ?${ofFilm('r.movie_id', asked.movieId)}
        GROUP BY r.movie_id, l.show_date, l.ticket_class, l.price_minor`,
      [
        asked.cinemaId,
        asked.kind,
        asked.days.from,
        asked.days.from,
        ...(asked.movieId === null ? [] : [asked.movieId]),
      ],
    ),
  );
}

export interface PlayedRow {
  movie_id: number;
  title: string;
  screenings: number;
  /** When the last of them is not sold any more. */
  sales_end_at_ms: number;
}
export async function selectPlayed(queries: Queries, asked: Asked): Promise<PlayedRow[]> {
  const rows = await queries.all<PlayedRow & Record<'screenings' | 'sales_end_at_ms', number | string>>(
    `SELECT s.movie_id, m.name AS title, COUNT(*) AS screenings, MAX(s.sales_end_at_ms) AS sales_end_at_ms
       FROM screening s CROSS JOIN venue v ON v.id = s.venue_id CROSS JOIN movie m ON m.id = s.movie_id
      WHERE v.cinema_id = ? AND s.show_date >= ? AND s.show_date <= ?${ofFilm('s.movie_id', asked.movieId)}
        AND s.state = 'published' GROUP BY s.movie_id, m.name`,
    values(asked),
  );
  return rows.map((row) => ({
    ...row,
    screenings: Number(row.screenings),
    sales_end_at_ms: Number(row.sales_end_at_ms),
  }));
}

export interface ReturnRow {
  id: number;
  cinema_id: number;
  movie_id: number;
  title: string;
  kind: ReturnKind;
  number: number;
  from_date: string;
  to_date: string;
  currency: string;
  seats: number;
  gross_minor: number;
  tax_minor: number;
  made_by: string;
  made_at_ms: number;
}
const columns = `r.id, r.cinema_id, r.movie_id, m.name AS title, r.kind, r.number, r.from_date, r.to_date, r.currency, r.seats,
  r.gross_minor, r.tax_minor, r.made_by, r.made_at_ms`;
const tables = 'film_return r CROSS JOIN movie m ON m.id = r.movie_id';

/** Those that tell of a date from this one on. */
export const selectMade = (
  queries: Queries,
  asked: { cinemaId: number; kind: ReturnKind; from: string; movieId: number | null },
): Promise<ReturnRow[]> =>
  queries.all(
    `SELECT ${columns} FROM ${tables} WHERE r.cinema_id = ? AND r.kind = ? AND r.to_date >= ?${ofFilm('r.movie_id', asked.movieId)}
      ORDER BY r.movie_id, r.number`,
    [asked.cinemaId, asked.kind, asked.from, ...(asked.movieId === null ? [] : [asked.movieId])],
  );

/** The latest first. */
export const selectReturns = (
  queries: Queries,
  { cinemaId, beforeId, limit }: { cinemaId: number; beforeId: number; limit: number },
): Promise<ReturnRow[]> =>
  queries.all(`SELECT ${columns} FROM ${tables} WHERE r.cinema_id = ? AND r.id < ? ORDER BY r.id DESC LIMIT ?`, [
    cinemaId,
    beforeId,
    limit,
  ]);

export const selectReturn = (queries: Queries, id: number): Promise<ReturnRow | undefined> =>
  first(queries, `SELECT ${columns} FROM ${tables} WHERE r.id = ?`, [id]);

export interface LineRow extends Omit<SeatsRow, 'movie_id'> {
  of_return_id: number | null;
}
export const selectLines = (queries: Queries, returnId: number): Promise<LineRow[]> =>
  queries.all(
    `SELECT show_date, ticket_class, price_minor, seats, gross_minor, tax_minor, of_return_id
       FROM film_return_line WHERE return_id = ? ORDER BY line`,
    [returnId],
  );

export async function selectLastNumber(
  queries: Queries,
  { cinemaId, movieId, kind }: { cinemaId: number; movieId: number; kind: ReturnKind },
): Promise<number> {
  const row = await first<{ number: number }>(
    queries,
    'SELECT number FROM film_return WHERE cinema_id = ? AND movie_id = ? AND kind = ? ORDER BY number DESC LIMIT 1',
    [cinemaId, movieId, kind],
  );
  return row?.number ?? 0;
}

export async function insertReturn(
  tx: Transaction,
  row: Omit<ReturnRow, 'id' | 'title'>,
  lines: readonly LineRow[],
): Promise<number> {
  const id = await insertRow(tx, 'film_return', { ...row });
  const names = ['return_id', 'line', 'show_date', 'ticket_class', 'price_minor', 'seats', 'gross_minor', 'tax_minor'];
  await insertRows(
    tx,
    'film_return_line',
    [...names, 'of_return_id'],
    lines.map((line, index) => [
      id,
      index + 1,
      line.show_date,
      line.ticket_class,
      line.price_minor,
      line.seats,
      line.gross_minor,
      line.tax_minor,
      line.of_return_id,
    ]),
  );
  return id;
}
