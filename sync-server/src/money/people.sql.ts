/** Who sold, undid and gave away, and who took cash: by the staff of tills, and by those who gave the server an order. */
import { marks, type Queries, type Value } from '../platform/database.ts';
import type { Days } from './money-days.ts';
import type { Span } from './takings.sql.ts';

export interface PersonRow {
  staff: number | null;
  /** What was counted: `sale`, `member`, `comp`, or a kind of refund or movement of cash. */
  what: string;
  /** Of an order to the server. */
  by: string | null;
  n: number;
  minor: number;
  approved: number;
}
type Raw = Omit<PersonRow, 'n' | 'minor' | 'approved'> & Record<'n' | 'minor' | 'approved', number | string | null>;

async function read(queries: Queries, sql: string, values: readonly Value[]): Promise<PersonRow[]> {
  const rows = await queries.all<Raw>(sql, values);
  return rows.map((row) => ({
    ...row,
    staff: row.staff === null ? null : Number(row.staff),
    n: Number(row.n),
    minor: Number(row.minor ?? 0),
    approved: Number(row.approved ?? 0),
  }));
}
const within = ({ fromMs, toMs, cinemaId }: Span): Value[] => [fromMs, toMs, cinemaId];
/** Those at tills: a till's cinema is its own. */
const atTills = `FROM booking b CROSS JOIN terminal k ON k.id = b.terminal_id`;
const soldThere = 'WHERE b.sold_at_ms >= ? AND b.sold_at_ms < ? AND k.cinema_id = ? AND b.staff_id IS NOT NULL';

export const sumSalesBy = (queries: Queries, span: Span) =>
  read(
    queries,
    `SELECT b.staff_id AS staff, CASE WHEN b.member_number IS NULL THEN 'sale' ELSE 'member' END AS what, NULL AS \`by\`,
            COUNT(*) AS n, SUM(b.total_minor) AS minor, COUNT(b.approved_by) AS approved
       ${atTills} ${soldThere} GROUP BY b.staff_id, CASE WHEN b.member_number IS NULL THEN 'sale' ELSE 'member' END`,
    within(span),
  );

export const sumCompsBy = (queries: Queries, span: Span) =>
  read(
    queries,
    `SELECT b.staff_id AS staff, 'comp' AS what, NULL AS \`by\`, COUNT(*) AS n, 0 AS minor,
            SUM(CASE WHEN b.approved_by IS NULL THEN 0 ELSE 1 END) AS approved
       ${atTills} CROSS JOIN ticket t ON t.terminal_id = b.terminal_id AND t.seq = b.seq
      ${soldThere} AND t.comp IS NOT NULL GROUP BY b.staff_id`,
    within(span),
  );

/** A terminal signs its own as `T17`; anybody else ordered it from the server. */
export const sumRefundsBy = (queries: Queries, span: Span) =>
  read(
    queries,
    `SELECT r.staff_id AS staff, r.kind AS what, CASE WHEN r.staff_id IS NULL THEN r.requested_by END AS \`by\`, COUNT(*) AS n,
            SUM(r.amount_minor) AS minor, COUNT(r.approved_by) AS approved
       FROM refund r CROSS JOIN booking b ON b.terminal_id = r.terminal_id AND b.seq = r.seq
       LEFT JOIN terminal k ON k.id = b.terminal_id LEFT JOIN screening s ON s.id = b.screening_id
       LEFT JOIN venue v ON v.id = s.venue_id
      WHERE r.at_ms >= ? AND r.at_ms < ? AND COALESCE(k.cinema_id, v.cinema_id) = ? AND r.state <> 'superseded'
      GROUP BY r.staff_id, r.kind, CASE WHEN r.staff_id IS NULL THEN r.requested_by END`,
    within(span),
  );

/** Of the shifts of these business dates. */
export const sumMovementsBy = (queries: Queries, cinemaId: number, { from, to }: Days) =>
  read(
    queries,
    `SELECT c.staff_id AS staff, c.kind AS what, NULL AS \`by\`, COUNT(*) AS n, SUM(c.amount_minor) AS minor,
            COUNT(c.approved_by) AS approved
       FROM shift h CROSS JOIN cash_movement c ON c.terminal_id = h.terminal_id AND c.shift_seq = h.seq
      WHERE h.cinema_id = ? AND h.business_date >= ? AND h.business_date <= ? GROUP BY c.staff_id, c.kind`,
    [cinemaId, from, to],
  );

export async function selectStaffNames(queries: Queries, ids: readonly number[]): Promise<Map<number, string>> {
  if (ids.length === 0) return new Map();
  const sql = `SELECT id, name FROM staff WHERE id IN (${marks(ids.length)})`;
  return new Map((await queries.all<{ id: number; name: string }>(sql, ids)).map(({ id, name }) => [id, name]));
}
