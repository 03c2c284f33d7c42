/** A moviegoer's own bookings, as the app shows them. */
import type { Seating } from '@marquee/shared/protocol/streams';
import type { SeatKind } from '@marquee/shared/seating/seat-map';
import type { Display, TicketClass } from '@marquee/shared/tickets/ticket-class';
import type { PaymentAttempt } from '../payments/PaymentAttempt.entity.ts';
import { first, marks, type Queries, type Value } from '../platform/database.ts';
import type { Refund } from './Refund.entity.ts';
import type { Ticket } from './Ticket.entity.ts';

export interface OwnBookingRow {
  terminal_id: number;
  seq: number;
  order_key: string;
  screening_id: number;
  currency: string;
  total_minor: number;
  sold_at_ms: number;
  pick_up_code: string | null;
  picked_up_at_ms: number | null;
  starts_at_ms: number;
  ends_at_ms: number;
  screening_state: 'published' | 'cancelled';
  seating: Seating;
  display: Display;
  language: string;
  title: string;
  movie_id: number;
  venue_name: string;
  cinema_id: number;
  cinema_name: string;
  time_zone: string;
}
const selectBookings = `SELECT b.terminal_id, b.seq, b.order_key, b.screening_id, b.currency, b.total_minor, b.sold_at_ms, b.pick_up_code, b.picked_up_at_ms,
    s.starts_at_ms, s.ends_at_ms, s.state AS screening_state, s.seating, s.display, s.language, m.id AS movie_id, m.name AS title,
    v.name AS venue_name, c.id AS cinema_id, c.name AS cinema_name, c.time_zone
  FROM booking b JOIN screening s ON s.id = b.screening_id JOIN movie m ON m.id = s.movie_id
  JOIN venue v ON v.id = s.venue_id JOIN cinema c ON c.id = v.cinema_id`;

export interface OwnBookingsAsked {
  userId: number;
  after: { soldAtMs: number; terminal: number; seq: number } | null;
  limit: number;
}
/** The newest first. */
export function selectOwnBookings(queries: Queries, asked: OwnBookingsAsked): Promise<OwnBookingRow[]> {
  const { userId, after, limit } = asked;
  const whereAfter =
    after === null
      ? ''
      : 'AND b.sold_at_ms <= ? AND (b.sold_at_ms < ? OR b.terminal_id < ? OR (b.terminal_id = ? AND b.seq < ?))';
  const values: Value[] =
    after === null ? [] : [after.soldAtMs, after.soldAtMs, after.terminal, after.terminal, after.seq];
  return queries.all(
    `${selectBookings} WHERE b.user_id = ? ${whereAfter} ORDER BY b.sold_at_ms DESC, b.terminal_id DESC, b.seq DESC LIMIT ?`,
    [userId, ...values, limit],
  );
}

/** Only its owner's: for anybody else there is none. */
export function selectOwnBooking(
  queries: Queries,
  { terminal, seq }: { terminal: number; seq: number },
  userId: number,
): Promise<OwnBookingRow | undefined> {
  return first(queries, `${selectBookings} WHERE b.terminal_id = ? AND b.seq = ? AND b.user_id = ?`, [
    terminal,
    seq,
    userId,
  ]);
}

export interface OwnTicketRow {
  seq: number;
  line: number;
  seat_id: number;
  label: string;
  kind: SeatKind;
  ticket_class: TicketClass;
  price_minor: number;
  tax_minor: number;
  valid: number;
  ended_as: Ticket['endedAs'];
  owner_id: number | null;
  refund_state: Refund['state'] | null;
}
/** Of bookings of one seller, with the seat that each is for now. */
export function selectTicketsOf(queries: Queries, terminal: number, seqs: readonly number[]): Promise<OwnTicketRow[]> {
  if (seqs.length === 0) return Promise.resolve([]);
  return queries.all(
    `SELECT t.seq, t.line, t.seat_id, x.label, x.kind, t.ticket_class, t.price_minor, t.tax_minor, t.valid, t.ended_as, t.owner_id,
        r.state AS refund_state
       FROM ticket t LEFT JOIN seat_place p ON p.screening_id = t.screening_id AND p.seat_id = t.seat_id
       JOIN seats x ON x.id = COALESCE(p.place_id, t.seat_id)
       LEFT JOIN refund_line l ON l.terminal_id = t.terminal_id AND l.seq = t.seq AND l.line = t.line
       LEFT JOIN refund r ON r.id = l.refund_id
      WHERE t.terminal_id = ? AND t.seq IN (${marks(seqs.length)}) ORDER BY t.seq, t.line`,
    [terminal, ...seqs],
  );
}

export interface HoldPaymentRow {
  state: PaymentAttempt['state'];
  seq: number | null;
}
/** The attempt that counts: one that was sold, or is on its way; else the newest. Clocks of two instances differ. */
export function selectPaymentOf(queries: Queries, holdId: string): Promise<HoldPaymentRow | undefined> {
  return first(
    queries,
    `SELECT state, seq FROM payment_attempt WHERE hold_id = ?
      ORDER BY CASE state WHEN 'sold' THEN 0 WHEN 'paying' THEN 1 WHEN 'cancelling' THEN 1 ELSE 2 END, at_ms DESC, id DESC
      LIMIT 1`,
    [holdId],
  );
}
