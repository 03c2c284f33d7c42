/** Refunds that the server holds, by cinema. */
import { first, type Queries, type Value } from '../platform/database.ts';

export interface ListedRefundRow {
  id: string;
  terminal_id: number;
  seq: number;
  state: 'prepared' | 'refunding' | 'refunded';
  kind: 'refund' | 'override';
  amount_minor: number;
  currency: string;
  reason: string;
  requested_by: string;
  at_ms: number;
  channel: string;
  title: string | null;
  starts_at_ms: number | null;
  tickets: number;
  valid: number;
  used: number;
  elsewhere: number;
  voucher_minor: number | string | null;
}
const lines = `FROM refund_line l JOIN ticket t ON t.terminal_id = l.terminal_id AND t.seq = l.seq AND t.line = l.line
  WHERE l.refund_id = r.id`;
const columns = `r.id, r.terminal_id, r.seq, r.state, r.kind, r.amount_minor, r.currency, r.reason, r.requested_by, r.at_ms,
  b.user_type AS channel, m.name AS title, s.starts_at_ms,
  (SELECT COUNT(*) ${lines}) AS tickets, (SELECT COUNT(*) ${lines} AND t.valid = 1) AS valid,
  (SELECT COUNT(*) ${lines} AND t.valid = 1 AND t.used_at_ms IS NOT NULL) AS used,
  (SELECT COUNT(*) ${lines} AND t.valid = 1 AND t.holder <> 0) AS elsewhere,
  (SELECT SUM(p.amount_minor) FROM payment p WHERE p.terminal_id = r.terminal_id AND p.seq = r.seq AND p.kind = 'voucher') AS voucher_minor`;
const tables = `refund r CROSS JOIN booking b ON b.terminal_id = r.terminal_id AND b.seq = r.seq
  LEFT JOIN terminal k ON k.id = b.terminal_id LEFT JOIN screening s ON s.id = b.screening_id
  LEFT JOIN venue v ON v.id = s.venue_id LEFT JOIN movie m ON m.id = s.movie_id`;

export type AfterRefund = readonly [atMs: number, id: string] | null;

/** Who has waited longest is first; of those that are paid out, the latest. */
export function selectRefunds(
  queries: Queries,
  asked: { cinemaId: number; state: string; after: AfterRefund; limit: number },
): Promise<ListedRefundRow[]> {
  const { cinemaId, state, after, limit } = asked;
  const [order, beyond] = state === 'refunded' ? ['DESC', '<'] : ['', '>'];
  const isAfter = after === null ? '' : `AND (r.at_ms ${beyond} ? OR (r.at_ms = ? AND r.id ${beyond} ?))`;
  const values: Value[] = [state, cinemaId, ...(after === null ? [] : [after[0], after[0], after[1]]), limit];
  return queries.all(
    `SELECT ${columns} FROM ${tables} WHERE r.state = ? AND COALESCE(k.cinema_id, v.cinema_id) = ? ${isAfter}
      ORDER BY r.at_ms ${order}, r.id ${order} LIMIT ?`,
    values,
  );
}

export interface RefundOf {
  cinema_id: number | null;
  terminal_id: number;
  seq: number;
}
export const selectCinemaOfRefund = (queries: Queries, id: string): Promise<RefundOf | undefined> =>
  first(
    queries,
    `SELECT COALESCE(k.cinema_id, v.cinema_id) AS cinema_id, r.terminal_id, r.seq FROM ${tables} WHERE r.id = ?`,
    [id],
  );
