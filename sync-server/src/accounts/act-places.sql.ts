/** What an act was done to, and in which cinema that is: by the names that the act's detail has for it. */
import { first, marks, type Queries, type Value } from '../platform/database.ts';

type Detail = Readonly<Record<string, unknown>>;

/** The closest first: an item of a cinema is the item. */
const objects = [
  ['exceptionId', 'exception'],
  ['refundId', 'refund'],
  ['voucherId', 'voucher'],
  ['itemId', 'item'],
  ['staffId', 'staff'],
  ['screeningId', 'screening'],
  ['terminal', 'terminal'],
  ['seatId', 'seat'],
  ['venueId', 'venue'],
  ['userId', 'user'],
] as const;

const isName = (value: unknown): value is string | number =>
  typeof value === 'number' || (typeof value === 'string' && value.length <= 32);

/** `screening 117`; of a change of the catalogue its own kind, where it was of one thing. */
export function findObject(detail: Detail): string | null {
  for (const [field, name] of objects) if (isName(detail[field])) return `${name} ${detail[field]}`;
  const { kind, ids, order, cinemaId } = detail;
  if (typeof kind === 'string' && Array.isArray(ids) && ids.length === 1) return `${kind} ${ids[0]}`;
  if (isOrder(order)) return `order T${order.terminal}-${order.seq}`;
  return isName(cinemaId) ? `cinema ${cinemaId}` : null;
}

const isOrder = (order: unknown): order is { terminal: number; seq: number } =>
  typeof order === 'object' && order !== null && 'terminal' in order && 'seq' in order;

const ofScreening = 'SELECT v.cinema_id FROM screening s JOIN venue v ON v.id = s.venue_id WHERE s.id = ?';
const ofTerminal = 'SELECT cinema_id FROM terminal WHERE id = ?';
const ofOrder = `SELECT COALESCE(v.cinema_id, t.cinema_id) AS cinema_id FROM booking b
  LEFT JOIN screening s ON s.id = b.screening_id LEFT JOIN venue v ON v.id = s.venue_id
  LEFT JOIN terminal t ON t.id = b.terminal_id WHERE b.terminal_id = ? AND b.seq = ?`;
const ways: readonly [field: string, sql: string][] = [
  ['screeningId', ofScreening],
  ['terminal', ofTerminal],
  ['seatId', 'SELECT v.cinema_id FROM seats t JOIN venue v ON v.id = t.venue_id WHERE t.id = ?'],
  ['venueId', 'SELECT cinema_id FROM venue WHERE id = ?'],
  ['voucherId', 'SELECT cinema_id FROM voucher WHERE id = ?'],
  [
    'exceptionId',
    `SELECT COALESCE(v.cinema_id, t.cinema_id) AS cinema_id FROM \`exception\` e
      LEFT JOIN screening s ON s.id = e.screening_id LEFT JOIN venue v ON v.id = s.venue_id
      LEFT JOIN terminal t ON t.id = e.terminal_id WHERE e.id = ?`,
  ],
  [
    'refundId',
    `SELECT COALESCE(v.cinema_id, t.cinema_id) AS cinema_id FROM refund r
      JOIN booking b ON b.terminal_id = r.terminal_id AND b.seq = r.seq
      LEFT JOIN screening s ON s.id = b.screening_id LEFT JOIN venue v ON v.id = s.venue_id
      LEFT JOIN terminal t ON t.id = b.terminal_id WHERE r.id = ?`,
  ],
];

/** Of a change of the catalogue, by its kind. Films and genres are of all cinemas. */
const ofKinds: Readonly<Record<string, (marks: string) => string>> = {
  cinema: (ids) => `SELECT id AS cinema_id FROM cinema WHERE id IN (${ids})`,
  prices: (ids) => `SELECT id AS cinema_id FROM cinema WHERE id IN (${ids})`,
  venue: (ids) => `SELECT DISTINCT cinema_id FROM venue WHERE id IN (${ids})`,
  screening: (ids) =>
    `SELECT DISTINCT v.cinema_id FROM screening s JOIN venue v ON v.id = s.venue_id WHERE s.id IN (${ids})`,
};

async function findCinemaOfChange(queries: Queries, { kind, ids }: Detail): Promise<number | null> {
  const ask = typeof kind === 'string' ? ofKinds[kind] : undefined;
  if (!ask || !Array.isArray(ids) || ids.length === 0) return null;
  const rows = await queries.all<{ cinema_id: number }>(`${ask(marks(ids.length))} LIMIT 2`, ids);
  return rows.length === 1 ? (rows[0]?.cinema_id ?? null) : null;
}

/** Null: it concerns none, or more than one. */
export async function findCinema(queries: Queries, detail: Detail): Promise<number | null> {
  const ask = async (sql: string, values: readonly Value[]) =>
    (await first<{ cinema_id: number | null }>(queries, sql, values))?.cinema_id ?? null;
  if (typeof detail.cinemaId === 'number') return detail.cinemaId;
  for (const [field, sql] of ways) {
    const value = detail[field];
    if (isName(value)) return ask(sql, [value]);
  }
  if (isOrder(detail.order)) return ask(ofOrder, [detail.order.terminal, detail.order.seq]);
  return findCinemaOfChange(queries, detail);
}
