import type { ShiftClosed } from '@marquee/shared/protocol/journal';
import { first, insertRows, type Queries, type Transaction, type Value } from '../platform/database.ts';

const shiftColumns = [
  'terminal_id',
  'seq',
  'cinema_id',
  'staff_id',
  'drawer',
  'business_date',
  'currency',
  'float_minor',
  'state',
  'opened_at_ms',
];
export const insertShifts = (tx: Transaction, rows: readonly Value[][]) => insertRows(tx, 'shift', shiftColumns, rows);

const movementColumns = [
  'terminal_id',
  'seq',
  'shift_seq',
  'staff_id',
  'kind',
  'amount_minor',
  'currency',
  'reason',
  'approved_by',
  'at_ms',
];
export const insertMovements = (tx: Transaction, rows: readonly Value[][]) =>
  insertRows(tx, 'cash_movement', movementColumns, rows);

export async function selectCinemaOf(queries: Queries, terminal: number): Promise<number | undefined> {
  const row = await first<{ cinema_id: number }>(queries, 'SELECT cinema_id FROM terminal WHERE id = ?', [terminal]);
  return row?.cinema_id;
}

export async function giveShift(tx: Transaction, terminal: number, seq: number, staffId: number): Promise<boolean> {
  // Once more to the same person is one row too, on an engine that counts only what has changed.
  if (!(await selectFloat(tx, terminal, seq))) return false;
  await tx.run('UPDATE shift SET staff_id = ? WHERE terminal_id = ? AND seq = ?', [staffId, terminal, seq]);
  return true;
}

export function selectFloat(
  queries: Queries,
  terminal: number,
  seq: number,
): Promise<{ float_minor: number; state: string } | undefined> {
  return first(queries, 'SELECT float_minor, state FROM shift WHERE terminal_id = ? AND seq = ?', [terminal, seq]);
}

export async function closeShift(
  tx: Transaction,
  at: { terminal: number; seq: number; atMs: number },
  closed: ShiftClosed,
): Promise<boolean> {
  const { changes } = await tx.run(
    `UPDATE shift SET state = 'closed', staff_id = ?, counted_minor = ?, expected_minor = ?, over_short_minor = ?, approved_by = ?,
       closed_at_ms = ?, closed_seq = ?, figures = ? WHERE terminal_id = ? AND seq = ? AND state = 'open'`,
    [
      closed.staffId,
      closed.countedMinor,
      closed.expectedMinor,
      closed.overShortMinor,
      closed.approvedBy ?? null,
      at.atMs,
      at.seq,
      JSON.stringify(closed.figures),
      at.terminal,
      closed.shiftSeq,
    ],
  );
  return changes === 1;
}

type Sums<N extends string> = Record<N, number | string | null>;
const of = async <N extends string>(
  queries: Queries,
  sql: string,
  at: readonly number[],
): Promise<Record<N, number>> => {
  const row = await first<Sums<N>>(queries, sql, [...at]);
  return Object.fromEntries(Object.entries(row ?? {}).map(([name, sum]) => [name, Number(sum ?? 0)])) as Record<
    N,
    number
  >;
};

export const countBookings = (queries: Queries, at: readonly number[]) =>
  of<'sales'>(queries, 'SELECT COUNT(*) AS sales FROM booking WHERE terminal_id = ? AND shift_seq = ?', at);
export const sumTickets = (queries: Queries, at: readonly number[]) =>
  of<'tickets' | 'price_minor' | 'tax_minor' | 'comps'>(
    queries,
    `SELECT COUNT(*) AS tickets, SUM(t.price_minor) AS price_minor, SUM(t.tax_minor) AS tax_minor, COUNT(t.comp) AS comps
       FROM booking b JOIN ticket t ON t.terminal_id = b.terminal_id AND t.seq = b.seq WHERE b.terminal_id = ? AND b.shift_seq = ?`,
    at,
  );
export const sumItems = (queries: Queries, at: readonly number[]) =>
  of<'price_minor' | 'tax_minor'>(
    queries,
    `SELECT SUM(i.price_minor) AS price_minor, SUM(i.tax_minor) AS tax_minor FROM booking b
       JOIN booking_item i ON i.terminal_id = b.terminal_id AND i.seq = b.seq WHERE b.terminal_id = ? AND b.shift_seq = ?`,
    at,
  );
export const sumRefunds = (queries: Queries, at: readonly number[]) =>
  of<'refunds' | 'amount_minor'>(
    queries,
    'SELECT COUNT(*) AS refunds, SUM(amount_minor) AS amount_minor FROM refund WHERE terminal_id = ? AND shift_seq = ?',
    at,
  );
/** Of the refunds, those of sales that belong to another shift, or to none. */
export const sumCorrections = (queries: Queries, at: readonly number[]) =>
  of<'refunds' | 'amount_minor'>(
    queries,
    `SELECT COUNT(*) AS refunds, SUM(r.amount_minor) AS amount_minor FROM refund r
       JOIN booking b ON b.terminal_id = r.terminal_id AND b.seq = r.seq
      WHERE r.terminal_id = ? AND r.shift_seq = ? AND (b.shift_seq IS NULL OR b.shift_seq <> r.shift_seq)`,
    at,
  );

interface KindSum {
  kind: string;
  n: number | string;
  minor: number | string | null;
}
const byKind = async (queries: Queries, sql: string, at: readonly number[]) => {
  const rows = await queries.all<KindSum>(sql, [...at]);
  return new Map(rows.map(({ kind, n, minor }) => [kind, { count: Number(n), minor: Number(minor ?? 0) }]));
};
export const sumTaken = (queries: Queries, at: readonly number[]) =>
  byKind(
    queries,
    `SELECT p.kind, COUNT(*) AS n, SUM(p.amount_minor) AS minor FROM booking b
       JOIN payment p ON p.terminal_id = b.terminal_id AND p.seq = b.seq
      WHERE b.terminal_id = ? AND b.shift_seq = ? GROUP BY p.kind`,
    at,
  );
export const sumGivenBack = (queries: Queries, at: readonly number[]) =>
  byKind(
    queries,
    `SELECT t.kind, COUNT(*) AS n, SUM(t.amount_minor) AS minor FROM refund r
       JOIN refund_tender t ON t.refund_id = r.id WHERE r.terminal_id = ? AND r.shift_seq = ? GROUP BY t.kind`,
    at,
  );
export const sumMovements = (queries: Queries, at: readonly number[]) =>
  byKind(
    queries,
    'SELECT kind, COUNT(*) AS n, SUM(amount_minor) AS minor FROM cash_movement WHERE terminal_id = ? AND shift_seq = ? GROUP BY kind',
    at,
  );
