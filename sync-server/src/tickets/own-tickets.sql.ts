/** What the tickets of an own booking say: of its screening and seats as they are now. */
import type { OrderId } from '@marquee/shared/ids';
import type { Seating } from '@marquee/shared/protocol/streams';
import type { SeatKind } from '@marquee/shared/seating/seat-map';
import type { Display, TicketClass } from '@marquee/shared/tickets/ticket-class';
import { first, type Queries } from '../platform/database.ts';

export interface TicketBookingRow {
  terminal_id: number;
  seq: number;
  order_key: string;
  /** Null for a booking from before there were any. */
  pick_up_code: string | null;
  currency: string;
  sold_at_ms: number;
  screening_id: number;
  starts_at_ms: number;
  ends_at_ms: number;
  screening_state: 'published' | 'cancelled';
  display: Display;
  language: string;
  seating: Seating;
  movie_id: number;
  title: string;
  rating: string | null;
  venue_name: string;
  cinema_id: number;
  cinema_name: string;
  city: string;
  latitude: number;
  longitude: number;
  time_zone: string;
}

/**
 * Only its owner's: for anybody else there is none. And only such as the server itself sold: what a terminal sold was signed
 * there.
 */
export function selectTicketBooking(
  queries: Queries,
  { terminal, seq }: OrderId,
  userId: number,
): Promise<TicketBookingRow | undefined> {
  return first(
    queries,
    `SELECT b.terminal_id, b.seq, b.order_key, b.pick_up_code, b.currency, b.sold_at_ms, b.screening_id,
        s.starts_at_ms, s.ends_at_ms, s.state AS screening_state, s.display, s.language, s.seating,
        m.id AS movie_id, m.name AS title, m.audience_rating AS rating, v.name AS venue_name,
        c.id AS cinema_id, c.name AS cinema_name, c.city, c.latitude, c.longitude, c.time_zone
       FROM booking b JOIN screening s ON s.id = b.screening_id JOIN movie m ON m.id = s.movie_id
       JOIN venue v ON v.id = s.venue_id JOIN cinema c ON c.id = v.cinema_id
      WHERE b.terminal_id = ? AND b.seq = ? AND b.user_id = ? AND b.user_type = 'phone'`,
    [terminal, seq, userId],
  );
}

export interface ValidTicketRow {
  line: number;
  /** How often it was issued again: with the line it is what its code tells. */
  issue: number;
  /** Names the right, wherever it sits now. */
  seat_id: number;
  version: number;
  row_label: string;
  label: string;
  kind: SeatKind;
  ticket_class: TicketClass;
  price_minor: number;
  tax_minor: number;
}

/** Those of the buyer's own that still admit somebody, with the seat that each is for now: none that was passed on. */
export function selectValidTickets(queries: Queries, { terminal, seq }: OrderId): Promise<ValidTicketRow[]> {
  return queries.all(
    `SELECT t.line, t.issue, t.seat_id, t.version, x.row_label, x.label, x.kind, t.ticket_class, t.price_minor, t.tax_minor
       FROM ticket t LEFT JOIN seat_place p ON p.screening_id = t.screening_id AND p.seat_id = t.seat_id
       JOIN seats x ON x.id = COALESCE(p.place_id, t.seat_id)
      WHERE t.terminal_id = ? AND t.seq = ? AND t.valid = 1 AND t.owner_id IS NULL ORDER BY t.line`,
    [terminal, seq],
  );
}
