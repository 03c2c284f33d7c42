/** Bookings with what became of them, in pages by the time of their sale. */
import type { Queries, Value } from '../platform/database.ts';
import type { Span } from './takings.sql.ts';

export interface BookingLine {
  terminal_id: number;
  seq: number;
  order_key: string;
  sold_at_ms: number;
  user_type: string;
  terminal_name: string | null;
  title: string | null;
  venue: string | null;
  starts_at_ms: number | null;
  staff_id: number | null;
  staff_name: string | null;
  shift_seq: number | null;
  member_number: string | null;
  currency: string;
  total_minor: number;
  tickets: number;
  tickets_minor: number | string | null;
  comps: number;
  items_minor: number | string | null;
  cash: number | string | null;
  card: number | string | null;
  voucher: number | string | null;
  credit: number | string | null;
  back_minor: number | string | null;
}

const of = (table: string) => `FROM ${table} x WHERE x.terminal_id = b.terminal_id AND x.seq = b.seq`;
const paid = (kind: string) => `(SELECT SUM(x.amount_minor) ${of('payment')} AND x.kind = '${kind}') AS ${kind}`;
const columns = `b.terminal_id, b.seq, b.order_key, b.sold_at_ms, b.user_type, k.name AS terminal_name, m.name AS title,
  v.name AS venue, s.starts_at_ms, b.staff_id, p.name AS staff_name, b.shift_seq, b.member_number, b.currency, b.total_minor,
  (SELECT COUNT(*) ${of('ticket')}) AS tickets, (SELECT SUM(x.price_minor) ${of('ticket')}) AS tickets_minor,
  (SELECT COUNT(x.comp) ${of('ticket')}) AS comps, (SELECT SUM(x.price_minor) ${of('booking_item')}) AS items_minor,
  ${['cash', 'card', 'voucher', 'credit'].map(paid).join(', ')},
  (SELECT SUM(x.amount_minor) ${of('refund')} AND x.state <> 'superseded') AS back_minor`;
/** Also for whoever reads all of it at once. */
export const bookingLines = `SELECT ${columns} FROM booking b LEFT JOIN terminal k ON k.id = b.terminal_id
  LEFT JOIN screening s ON s.id = b.screening_id LEFT JOIN venue v ON v.id = s.venue_id LEFT JOIN movie m ON m.id = s.movie_id
  LEFT JOIN staff p ON p.id = b.staff_id
  WHERE b.sold_at_ms >= ? AND b.sold_at_ms < ? AND COALESCE(k.cinema_id, v.cinema_id) = ?`;

/** The last one that was read. */
export type AfterBooking = Pick<BookingLine, 'sold_at_ms' | 'terminal_id' | 'seq'> | null;

export function selectBookingLines(
  queries: Queries,
  { fromMs, toMs, cinemaId }: Span,
  { after, limit }: { after: AfterBooking; limit: number },
): Promise<BookingLine[]> {
  const isAfter =
    after === null
      ? ''
      : 'AND (b.sold_at_ms > ? OR (b.sold_at_ms = ? AND (b.terminal_id > ? OR (b.terminal_id = ? AND b.seq > ?))))';
  const key: Value[] =
    after === null ? [] : [after.sold_at_ms, after.sold_at_ms, after.terminal_id, after.terminal_id, after.seq];
  return queries.all(`${bookingLines} ${isAfter} ORDER BY b.sold_at_ms, b.terminal_id, b.seq LIMIT ?`, [
    after?.sold_at_ms ?? fromMs,
    toMs,
    cinemaId,
    ...key,
    limit,
  ]);
}
