/** The shifts of a cinema's tills, and what their reports said. */
import type { ShiftFigures } from '@marquee/shared/protocol/journal';
import { first, type Queries, type Value } from '../platform/database.ts';
import type { Days } from './money-days.ts';

export interface ShiftRow {
  terminal_id: number;
  seq: number;
  cinema_id: number;
  terminal_name: string;
  last_seen_ms: number | null;
  acked: number;
  staff_id: number;
  staff_name: string | null;
  drawer: string;
  business_date: string;
  currency: string;
  float_minor: number;
  state: 'open' | 'closed';
  counted_minor: number | null;
  expected_minor: number | null;
  over_short_minor: number | null;
  approved_by: number | null;
  approved_name: string | null;
  opened_at_ms: number;
  closed_at_ms: number | null;
  closed_seq: number | null;
  figures: ShiftFigures | string | null;
  /** Of `shift.closed`, as it was signed. */
  closed_payload: string | null;
  differs: number | null;
}

const columns = `h.terminal_id, h.seq, h.cinema_id, k.name AS terminal_name, k.last_seen_ms, k.acked, h.staff_id,
  p.name AS staff_name, h.drawer, h.business_date, h.currency, h.float_minor, h.state, h.counted_minor, h.expected_minor,
  h.over_short_minor, h.approved_by, a.name AS approved_name, h.opened_at_ms, h.closed_at_ms, h.closed_seq, h.figures,
  (SELECT j.payload FROM journal_entry j WHERE j.terminal_id = h.terminal_id AND j.seq = h.closed_seq) AS closed_payload,
  (SELECT COUNT(*) FROM \`exception\` e WHERE e.terminal_id = h.terminal_id AND e.seq = h.closed_seq
      AND e.kind = 'shift-disagrees') AS differs`;
const tables = `shift h CROSS JOIN terminal k ON k.id = h.terminal_id
  LEFT JOIN staff p ON p.id = h.staff_id LEFT JOIN staff a ON a.id = h.approved_by`;

export type AfterShift = readonly [businessDate: string, terminal: number, seq: number] | null;

/** The latest day first. */
export function selectShifts(
  queries: Queries,
  { cinemaId, days, after, limit }: { cinemaId: number; days: Days; after: AfterShift; limit: number },
): Promise<ShiftRow[]> {
  const isAfter =
    after === null
      ? ''
      : 'AND (h.business_date < ? OR (h.business_date = ? AND (h.terminal_id > ? OR (h.terminal_id = ? AND h.seq > ?))))';
  const values: Value[] = after === null ? [] : [after[0], after[0], after[1], after[1], after[2]];
  return queries.all(
    `SELECT ${columns} FROM ${tables} WHERE h.cinema_id = ? AND h.business_date >= ? AND h.business_date <= ? ${isAfter}
      ORDER BY h.business_date DESC, h.terminal_id, h.seq LIMIT ?`,
    [cinemaId, days.from, days.to, ...values, limit],
  );
}

export const selectShift = (queries: Queries, terminal: number, seq: number): Promise<ShiftRow | undefined> =>
  first(queries, `SELECT ${columns} FROM ${tables} WHERE h.terminal_id = ? AND h.seq = ?`, [terminal, seq]);

export interface MovementRow {
  kind: 'cash-in' | 'drop' | 'paid-out' | 'no-sale';
  amount_minor: number;
  reason: string;
  staff_name: string | null;
  approved_name: string | null;
  at_ms: number;
}
export const selectMovements = (
  queries: Queries,
  at: { terminal: number; seq: number; limit: number },
): Promise<MovementRow[]> =>
  queries.all(
    `SELECT c.kind, c.amount_minor, c.reason, p.name AS staff_name, a.name AS approved_name, c.at_ms
       FROM cash_movement c LEFT JOIN staff p ON p.id = c.staff_id LEFT JOIN staff a ON a.id = c.approved_by
      WHERE c.terminal_id = ? AND c.shift_seq = ? ORDER BY c.seq LIMIT ?`,
    [at.terminal, at.seq, at.limit],
  );
