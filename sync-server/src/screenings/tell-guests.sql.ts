import { first, type Queries } from '../platform/database.ts';

export interface GuestTicketRow {
  order_key: string;
  /** Who has it now; the buyer, unless it was passed on. */
  user_id: number;
  buyer_id: number | null;
  seat_id: number;
  label: string;
}
/** Valid tickets of whoever has an account, with the seats as they are called now. */
export const selectGuestTickets = (queries: Queries, screeningId: number): Promise<GuestTicketRow[]> =>
  queries.all(
    `SELECT b.order_key, COALESCE(k.owner_id, b.user_id) AS user_id, b.user_id AS buyer_id, k.seat_id, t.label
       FROM ticket k JOIN booking b ON b.terminal_id = k.terminal_id AND b.seq = k.seq
       LEFT JOIN seat_place p ON p.screening_id = k.screening_id AND p.seat_id = k.seat_id
       JOIN seats t ON t.id = COALESCE(p.place_id, k.seat_id)
      WHERE k.screening_id = ? AND k.valid = 1 AND COALESCE(k.owner_id, b.user_id) IS NOT NULL
      ORDER BY b.order_key, user_id, k.line`,
    [screeningId],
  );

/** Null where the account is gone. */
export async function selectPhone(queries: Queries, userId: number): Promise<string | null> {
  const row = await first<{ phone: string | null }>(
    queries,
    'SELECT phone FROM user WHERE id = ? AND deleted_at_ms IS NULL',
    [userId],
  );
  return row?.phone ?? null;
}
