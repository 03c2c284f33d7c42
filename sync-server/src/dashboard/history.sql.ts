/** All that is written down of one seat of one screening. */
import { first, type Queries } from '../platform/database.ts';

export interface HistoryChangeRow {
  revision: number;
  body: unknown;
  at_ms: number;
}
/** The newest first. */
export const selectChangesBefore = (
  queries: Queries,
  stream: string,
  { before, limit }: { before: number; limit: number },
): Promise<HistoryChangeRow[]> =>
  queries.all(
    'SELECT revision, body, at_ms FROM `change` WHERE stream = ? AND revision < ? ORDER BY revision DESC LIMIT ?',
    [stream, before, limit],
  );

export async function selectRightOfSeat(queries: Queries, screeningId: number, seatId: number): Promise<string | null> {
  const row = await first<{ label: string }>(
    queries,
    `SELECT t.label FROM seat_right r
       LEFT JOIN seat_place p ON p.screening_id = r.screening_id AND p.seat_id = r.seat_id
       JOIN seats t ON t.id = COALESCE(p.place_id, r.seat_id)
      WHERE r.screening_id = ? AND r.seat_id = ?`,
    [screeningId, seatId],
  );
  return row?.label ?? null;
}

export interface SeatTicketRow {
  terminal_id: number;
  seq: number;
  line: number;
  order_key: string;
  user_type: string;
  ticket_class: string;
  price_minor: number;
  currency: string;
  valid: number;
  ended_as: string | null;
  sold_at_ms: number;
  staff_name: string | null;
  refund_kind: string | null;
  refund_state: string | null;
  refund_at_ms: number | null;
  refund_by: string | null;
  refund_reason: string | null;
  refund_minor: number | null;
}
export const selectSeatTickets = (queries: Queries, screeningId: number, seatId: number): Promise<SeatTicketRow[]> =>
  queries.all(
    `SELECT k.terminal_id, k.seq, k.line, b.order_key, b.user_type, k.ticket_class, k.price_minor, b.currency, k.valid,
            k.ended_as, b.sold_at_ms, w.name AS staff_name, f.kind AS refund_kind, f.state AS refund_state,
            f.at_ms AS refund_at_ms, f.requested_by AS refund_by, f.reason AS refund_reason, l.amount_minor AS refund_minor
       FROM ticket k JOIN booking b ON b.terminal_id = k.terminal_id AND b.seq = k.seq
       LEFT JOIN staff w ON w.id = b.staff_id
       LEFT JOIN refund_line l ON l.terminal_id = k.terminal_id AND l.seq = k.seq AND l.line = k.line
       LEFT JOIN refund f ON f.id = l.refund_id
      WHERE k.screening_id = ? AND k.seat_id = ? ORDER BY b.sold_at_ms, k.terminal_id, k.seq LIMIT 100`,
    [screeningId, seatId],
  );

export interface SeatAdmissionRow {
  at_ms: number;
  gate: number;
  ticket_terminal: number;
  ticket_seq: number;
}
export const selectSeatAdmissions = (
  queries: Queries,
  screeningId: number,
  seatId: number,
): Promise<SeatAdmissionRow[]> =>
  queries.all(
    `SELECT at_ms, gate, ticket_terminal, ticket_seq FROM admission
      WHERE screening_id = ? AND seat_id = ? ORDER BY at_ms LIMIT 100`,
    [screeningId, seatId],
  );
