/**
 * What was sold and given back within a time, grouped. The time is one of sales (`ix_booking_sold`) or of refunds
 * (`ix_refund_time`); whose cinema it is follows from the terminal, or from the screening where the server sold.
 */
import type { Queries, Value } from '../platform/database.ts';

export const groupings = ['day', 'hour', 'film', 'screening', 'class', 'channel'] as const;
export type Grouping = (typeof groupings)[number];

export interface Span {
  cinemaId: number;
  fromMs: number;
  /** Not within it any more. */
  toMs: number;
}

/** No zone is off by a part of it: days and hours of the wall's clock are made of these. */
export const bucketMs = 900_000;
const bucket = (column: string) => `${column} - ${column} % ${bucketMs}`;

type Part = 'tickets' | 'items' | 'rest';
interface Ways {
  /** Of a sale and of a refund. */
  time: string;
  part: Part;
}

/** What rows of one part have in common under a grouping. */
function groupBy(by: Grouping, { time, part }: Ways): string {
  if (by === 'day' || by === 'hour') return bucket(time);
  if (by === 'film') return 's.movie_id';
  // Not by the column alone: SQLite would read all bookings in its order, whenever they were sold.
  if (by === 'screening') return 'b.screening_id + 0';
  if (by === 'channel') return 'b.user_type';
  return part === 'tickets' ? 't.ticket_class' : `'${part}'`;
}

// CROSS JOIN keeps the order on SQLite: from the time to its bookings and on to their lines, each by its key.
const whose = `LEFT JOIN terminal k ON k.id = b.terminal_id LEFT JOIN screening s ON s.id = b.screening_id
  LEFT JOIN venue v ON v.id = s.venue_id`;
const isWhose = 'COALESCE(k.cinema_id, v.cinema_id) = ?';
const ofBooking = (alias: string) => `${alias}.terminal_id = b.terminal_id AND ${alias}.seq = b.seq`;
const sold = `FROM booking b ${whose}`;
const soldWithin = `WHERE b.sold_at_ms >= ? AND b.sold_at_ms < ? AND ${isWhose}`;
const back = `FROM refund r CROSS JOIN booking b ON b.terminal_id = r.terminal_id AND b.seq = r.seq ${whose}`;
const backWithin = `WHERE r.at_ms >= ? AND r.at_ms < ? AND ${isWhose}`;
const valuesOf = ({ fromMs, toMs, cinemaId }: Span): Value[] => [fromMs, toMs, cinemaId];

export interface SumRow {
  k: string | number | null;
  n: number;
  minor: number;
  tax: number;
  comps: number;
}
type Raw = { k: string | number | null } & Record<'n' | 'minor' | 'tax' | 'comps', number | string | null>;

async function sum(queries: Queries, sql: string, span: Span): Promise<SumRow[]> {
  const rows = await queries.all<Raw>(`${sql} GROUP BY k`, valuesOf(span));
  return rows.map(({ k, n, minor, tax, comps }) => ({
    k,
    n: Number(n),
    minor: Number(minor ?? 0),
    tax: Number(tax ?? 0),
    comps: Number(comps ?? 0),
  }));
}

export const sumTickets = (queries: Queries, span: Span, by: Grouping) =>
  sum(
    queries,
    `SELECT ${groupBy(by, { time: 'b.sold_at_ms', part: 'tickets' })} AS k, COUNT(*) AS n, SUM(t.price_minor) AS minor,
            SUM(t.tax_minor) AS tax, COUNT(t.comp) AS comps
       ${sold} CROSS JOIN ticket t ON ${ofBooking('t')} ${soldWithin}`,
    span,
  );

export const sumItems = (queries: Queries, span: Span, by: Grouping) =>
  sum(
    queries,
    `SELECT ${groupBy(by, { time: 'b.sold_at_ms', part: 'items' })} AS k, SUM(i.quantity) AS n, SUM(i.price_minor) AS minor,
            SUM(i.tax_minor) AS tax, 0 AS comps
       ${sold} CROSS JOIN booking_item i ON ${ofBooking('i')} ${soldWithin}`,
    span,
  );

/** Bookings, and what they came to in all: it is what was paid, whatever their lines say. */
export const sumBookings = (queries: Queries, span: Span, by: Grouping) =>
  sum(
    queries,
    `SELECT ${groupBy(by, { time: 'b.sold_at_ms', part: 'rest' })} AS k, COUNT(*) AS n, SUM(b.total_minor) AS minor,
            0 AS tax, 0 AS comps ${sold} ${soldWithin}`,
    span,
  );

/** The tax within a part of a price. */
const taxIn = (line: string) =>
  `CASE WHEN l.amount_minor = ${line}.price_minor THEN ${line}.tax_minor WHEN ${line}.price_minor = 0 THEN 0
        ELSE ROUND(1.0 * ${line}.tax_minor * l.amount_minor / ${line}.price_minor) END`;

export const sumTicketsBack = (queries: Queries, span: Span, by: Grouping) =>
  sum(
    queries,
    `SELECT ${groupBy(by, { time: 'r.at_ms', part: 'tickets' })} AS k, COUNT(*) AS n, SUM(l.amount_minor) AS minor,
            SUM(${taxIn('t')}) AS tax, COUNT(t.comp) AS comps
       ${back} CROSS JOIN refund_line l ON l.refund_id = r.id
       CROSS JOIN ticket t ON t.terminal_id = l.terminal_id AND t.seq = l.seq AND t.line = l.line ${backWithin}`,
    span,
  );

export const sumItemsBack = (queries: Queries, span: Span, by: Grouping) =>
  sum(
    queries,
    `SELECT ${groupBy(by, { time: 'r.at_ms', part: 'items' })} AS k, SUM(i.quantity) AS n, SUM(l.amount_minor) AS minor,
            SUM(${taxIn('i')}) AS tax, 0 AS comps
       ${back} CROSS JOIN refund_item l ON l.refund_id = r.id
       CROSS JOIN booking_item i ON i.terminal_id = l.terminal_id AND i.seq = l.seq AND i.line = l.line ${backWithin}`,
    span,
  );

/** Refunds, and what they came to in all: it is what goes back, also where a line had been given back before. */
export const sumRefunds = (queries: Queries, span: Span, by: Grouping) =>
  sum(
    queries,
    `SELECT ${groupBy(by, { time: 'r.at_ms', part: 'rest' })} AS k, COUNT(*) AS n, SUM(r.amount_minor) AS minor,
            0 AS tax, 0 AS comps ${back} ${backWithin} AND r.state <> 'superseded'`,
    span,
  );

export const sumRefundKinds = (queries: Queries, span: Span) =>
  sum(
    queries,
    `SELECT r.kind AS k, COUNT(*) AS n, SUM(r.amount_minor) AS minor, 0 AS tax, 0 AS comps
       ${back} ${backWithin} AND r.state <> 'superseded'`,
    span,
  );

/** `declined`: of it, what a bank refused afterwards. */
export async function sumPaid(queries: Queries, span: Span): Promise<{ k: string; minor: number; declined: number }[]> {
  const rows = await queries.all<{ k: string; minor: number | string; declined: number | string }>(
    `SELECT p.kind AS k, SUM(p.amount_minor) AS minor,
            SUM(CASE WHEN p.state = 'declined' THEN p.amount_minor ELSE 0 END) AS declined
       ${sold} CROSS JOIN payment p ON ${ofBooking('p')} ${soldWithin} GROUP BY p.kind`,
    valuesOf(span),
  );
  return rows.map(({ k, minor, declined }) => ({ k, minor: Number(minor), declined: Number(declined) }));
}

export const sumPaidBack = (queries: Queries, span: Span) =>
  sum(
    queries,
    `SELECT x.kind AS k, COUNT(*) AS n, SUM(x.amount_minor) AS minor, 0 AS tax, 0 AS comps
       ${back} CROSS JOIN refund_tender x ON x.refund_id = r.id ${backWithin} AND r.state <> 'superseded'`,
    span,
  );

export interface ScreeningLabel {
  id: number;
  title: string;
  venue: string;
  starts_at_ms: number;
}
export const selectScreeningLabels = (queries: Queries, ids: readonly number[]): Promise<ScreeningLabel[]> =>
  queries.all(
    `SELECT s.id, m.name AS title, v.name AS venue, s.starts_at_ms FROM screening s
       JOIN movie m ON m.id = s.movie_id JOIN venue v ON v.id = s.venue_id
      WHERE s.id IN (${ids.map(() => '?').join(', ')})`,
    ids,
  );

export const selectFilmLabels = (queries: Queries, ids: readonly number[]): Promise<{ id: number; title: string }[]> =>
  queries.all(`SELECT id, name AS title FROM movie WHERE id IN (${ids.map(() => '?').join(', ')})`, ids);
