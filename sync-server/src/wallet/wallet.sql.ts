import type { OrderId, TicketId } from '@marquee/shared/ids';
import type { Ticket } from '../bookings/Ticket.entity.ts';
import { marks, type Queries } from '../platform/database.ts';
import type { TicketBookingRow, ValidTicketRow } from '../tickets/tickets.ts';

/** A ticket with all that is told of it. */
export interface WalletRow extends TicketBookingRow, ValidTicketRow {
  /** It was passed on to its owner, who has not paid for it. */
  received: number;
  /** Until when a link to it is open. */
  passing_until_ms: number | null;
}

const columns = `b.terminal_id AS terminal_id, b.seq AS seq, b.order_key, b.currency, b.sold_at_ms, b.screening_id,
    s.starts_at_ms, s.ends_at_ms AS ends_at_ms, s.state AS screening_state, s.display, s.language, s.seating,
    m.id AS movie_id, m.name AS title, m.audience_rating AS rating, v.name AS venue_name,
    c.id AS cinema_id, c.name AS cinema_name, c.city, c.latitude, c.longitude, c.time_zone,
    t.line AS line, t.issue, t.seat_id, t.version, x.row_label, x.label, x.kind, t.ticket_class, t.price_minor, t.tax_minor,
    t.owner_id IS NOT NULL AS received, b.pick_up_code, q.expires_at_ms AS passing_until_ms`;
const joins = `JOIN screening s ON s.id = b.screening_id JOIN movie m ON m.id = s.movie_id
  JOIN venue v ON v.id = s.venue_id JOIN cinema c ON c.id = v.cinema_id
  LEFT JOIN seat_place p ON p.screening_id = t.screening_id AND p.seat_id = t.seat_id
  JOIN seats x ON x.id = COALESCE(p.place_id, t.seat_id)
  LEFT JOIN ticket_pass q ON q.terminal_id = t.terminal_id AND q.seq = t.seq AND q.line = t.line
    AND q.state = 'open' AND q.expires_at_ms > ?`;

export interface WalletAsked {
  userId: number;
  nowMs: number;
  /** Only of screenings that end after this. */
  endsAfterMs: number;
  limit: number;
}

/**
 * A person's valid tickets of what the server sold, bought or received, those that are over first at the beginning. In one
 * statement: a ticket that is just passed on is in one wallet or the other.
 */
export function selectWallet(
  queries: Queries,
  { userId, nowMs, endsAfterMs, limit }: WalletAsked,
): Promise<WalletRow[]> {
  const isGood = "b.user_type = 'phone' AND t.valid = 1 AND s.state = 'published' AND s.ends_at_ms > ?";
  return queries.all(
    `SELECT ${columns} FROM booking b JOIN ticket t ON t.terminal_id = b.terminal_id AND t.seq = b.seq ${joins}
        WHERE b.user_id = ? AND t.owner_id IS NULL AND ${isGood}
      UNION ALL
     SELECT ${columns} FROM ticket t JOIN booking b ON b.terminal_id = t.terminal_id AND b.seq = t.seq ${joins}
        WHERE t.owner_id = ? AND ${isGood}
      ORDER BY ends_at_ms, terminal_id, seq, line LIMIT ?`,
    [nowMs, userId, endsAfterMs, nowMs, userId, endsAfterMs, limit],
  );
}

export interface FateRow {
  terminal_id: number;
  seq: number;
  line: number;
  valid: number;
  ended_as: Ticket['endedAs'];
  owner_id: number;
  screening_state: 'published' | 'cancelled';
  ends_at_ms: number;
}

/** What became of tickets that this person has or once had; of anybody else's nothing is told. */
export function selectFates(
  queries: Queries,
  userId: number,
  { terminal, seqs }: { terminal: number; seqs: readonly number[] },
): Promise<FateRow[]> {
  return queries.all(
    `SELECT t.terminal_id, t.seq, t.line, t.valid, t.ended_as, COALESCE(t.owner_id, b.user_id) AS owner_id,
        s.state AS screening_state, s.ends_at_ms
       FROM ticket t JOIN booking b ON b.terminal_id = t.terminal_id AND b.seq = t.seq
       JOIN screening s ON s.id = b.screening_id
      WHERE t.terminal_id = ? AND t.seq IN (${marks(seqs.length)}) AND (b.user_id = ? OR EXISTS (
        SELECT 1 FROM ticket_pass q WHERE q.terminal_id = t.terminal_id AND q.seq = t.seq AND q.line = t.line
          AND q.to_user_id = ? AND q.state = 'accepted'))`,
    [terminal, ...seqs, userId, userId],
  );
}

export interface PassableRow {
  terminal_id: number;
  seq: number;
  line: number;
  issue: number;
  valid: number;
  buyer_id: number;
  /** The buyer, or to whom it was passed on. */
  owner_id: number;
  screening_id: number;
  seat_id: number;
  version: number;
  screening_state: 'published' | 'cancelled';
  starts_at_ms: number;
}

/** Whoever else writes it waits; read it after this. */
export async function lockTicket(queries: Queries, { terminal, seq, line }: TicketId): Promise<void> {
  if (queries.dialect !== 'mysql') return;
  const sql = 'SELECT line FROM ticket WHERE terminal_id = ? AND seq = ? AND line = ? FOR UPDATE';
  await queries.all(sql, [terminal, seq, line]);
}

/** A ticket of what the server sold to somebody. */
export async function selectPassable(
  queries: Queries,
  { terminal, seq, line }: TicketId,
): Promise<PassableRow | undefined> {
  const rows = await queries.all<PassableRow>(
    `SELECT t.terminal_id, t.seq, t.line, t.issue, t.valid, b.user_id AS buyer_id, COALESCE(t.owner_id, b.user_id) AS owner_id,
        t.screening_id, t.seat_id, t.version, s.state AS screening_state, s.starts_at_ms
       FROM ticket t JOIN booking b ON b.terminal_id = t.terminal_id AND b.seq = t.seq
       JOIN screening s ON s.id = t.screening_id
      WHERE t.terminal_id = ? AND t.seq = ? AND t.line = ? AND b.user_type = 'phone' AND b.user_id IS NOT NULL`,
    [terminal, seq, line],
  );
  return rows[0];
}

export interface OfferedRow {
  title: string;
  rating: string | null;
  display: TicketBookingRow['display'];
  language: string;
  seating: TicketBookingRow['seating'];
  cinema_name: string;
  city: string;
  time_zone: string;
  venue_name: string;
  starts_at_ms: number;
  ends_at_ms: number;
  row_label: string;
  label: string;
  kind: ValidTicketRow['kind'];
  ticket_class: ValidTicketRow['ticket_class'];
}

/** What somebody sees of a ticket that they are offered. */
export async function selectOffered(
  queries: Queries,
  { terminal, seq, line }: OrderId & { line: number },
): Promise<OfferedRow | undefined> {
  const rows = await queries.all<OfferedRow>(
    `SELECT m.name AS title, m.audience_rating AS rating, s.display, s.language, s.seating, c.name AS cinema_name, c.city,
        c.time_zone, v.name AS venue_name, s.starts_at_ms, s.ends_at_ms, x.row_label, x.label, x.kind, t.ticket_class
       FROM ticket t JOIN screening s ON s.id = t.screening_id JOIN movie m ON m.id = s.movie_id
       JOIN venue v ON v.id = s.venue_id JOIN cinema c ON c.id = v.cinema_id
       LEFT JOIN seat_place p ON p.screening_id = t.screening_id AND p.seat_id = t.seat_id
       JOIN seats x ON x.id = COALESCE(p.place_id, t.seat_id)
      WHERE t.terminal_id = ? AND t.seq = ? AND t.line = ?`,
    [terminal, seq, line],
  );
  return rows[0];
}
