import type { Queries } from '../platform/database.ts';

const rowsMax = 5000;

/** All that is kept of a person, as it is kept; newest first, so many rows of each kind. */
export async function selectOwnData(queries: Queries, userId: number) {
  const of = (sql: string) => queries.all<Record<string, string | number | null>>(sql, [userId, rowsMax]);
  return {
    sessions: await of(
      'SELECT id, device, created_at_ms, refreshed_at_ms, expires_at_ms, revoked_at_ms FROM `session` WHERE user_id = ? ORDER BY created_at_ms DESC LIMIT ?',
    ),
    devices: await of(
      'SELECT id, name, credential_id, public_key, counter, transports, backed_up, created_at_ms, last_used_at_ms, revoked_at_ms, cloned FROM device WHERE user_id = ? ORDER BY created_at_ms DESC LIMIT ?',
    ),
    actions: await of('SELECT operation, at_ms, detail FROM user_action WHERE user_id = ? ORDER BY at_ms DESC LIMIT ?'),
    holds: await of(
      'SELECT id, screening_id, `lines`, total_minor, currency, made_at_ms, expires_at_ms FROM hold WHERE user_id = ? ORDER BY made_at_ms DESC LIMIT ?',
    ),
    payments: await of(
      'SELECT p.id, p.state, p.amount_minor, p.currency, p.at_ms FROM hold h JOIN payment_attempt p ON p.hold_id = h.id WHERE h.user_id = ? ORDER BY p.at_ms DESC LIMIT ?',
    ),
    refunds: await of(
      'SELECT b.order_key, r.state, r.amount_minor, r.currency, r.at_ms, r.refunded_at_ms FROM booking b JOIN refund r ON r.terminal_id = b.terminal_id AND r.seq = b.seq WHERE b.user_id = ? ORDER BY r.at_ms DESC LIMIT ?',
    ),
    bookings: await of(
      'SELECT order_key, screening_id, user_type, currency, total_minor, sold_at_ms, state FROM booking WHERE user_id = ? ORDER BY sold_at_ms DESC LIMIT ?',
    ),
    tickets: await of(
      'SELECT b.order_key, t.line, t.screening_id, t.seat_id, t.ticket_class, t.price_minor, t.tax_minor, t.valid, t.owner_id IS NOT NULL AS passed_on FROM booking b JOIN ticket t ON t.terminal_id = b.terminal_id AND t.seq = b.seq WHERE b.user_id = ? ORDER BY b.sold_at_ms DESC, t.line LIMIT ?',
    ),
    // What others paid stays theirs to know.
    receivedTickets: await of(
      'SELECT b.order_key, t.line, t.screening_id, t.seat_id, t.ticket_class, t.valid FROM ticket t JOIN booking b ON b.terminal_id = t.terminal_id AND b.seq = t.seq WHERE t.owner_id = ? ORDER BY t.terminal_id, t.seq DESC, t.line LIMIT ?',
    ),
    passedTickets: await of(
      'SELECT b.order_key, p.line, p.state, p.made_at_ms, p.expires_at_ms, p.ended_at_ms FROM ticket_pass p JOIN booking b ON b.terminal_id = p.terminal_id AND b.seq = p.seq WHERE p.from_user_id = ? ORDER BY p.made_at_ms DESC LIMIT ?',
    ),
    acceptedTickets: await of(
      'SELECT b.order_key, p.line, p.made_at_ms, p.ended_at_ms FROM ticket_pass p JOIN booking b ON b.terminal_id = p.terminal_id AND b.seq = p.seq WHERE p.to_user_id = ? ORDER BY p.made_at_ms DESC LIMIT ?',
    ),
  };
}
