import type { OrderId } from '@marquee/shared/ids';
import type { TicketClass } from '@marquee/shared/tickets/ticket-class';
import { first, insertRows, type Queries, type Transaction } from '../platform/database.ts';

/** A ticket of a booking that can still be picked up. */
export interface PickUpRow {
  terminal_id: number;
  seq: number;
  pick_up_code: string;
  screening_id: number;
  starts_at_ms: number;
  line: number;
  issue: number;
  seat_id: number;
  version: number;
  ticket_class: TicketClass;
  price_minor: number;
  tax_minor: number;
  /** The text of its code, where a terminal has signed it. */
  qr: string | null;
}

const selectRows = `SELECT b.terminal_id, b.seq, b.pick_up_code, b.screening_id, s.starts_at_ms, t.line, t.issue, t.seat_id,
    t.version, t.ticket_class, t.price_minor, t.tax_minor, c.qr
  FROM booking b JOIN screening s ON s.id = b.screening_id
  JOIN ticket t ON t.terminal_id = b.terminal_id AND t.seq = b.seq
  LEFT JOIN ticket_code c ON c.terminal_id = t.terminal_id AND c.seq = t.seq AND c.line = t.line AND t.issue = 0
  WHERE b.pick_up_code IS NOT NULL AND s.state = 'published' AND t.valid = 1 AND t.owner_id IS NULL
    AND (b.user_type = 'phone' OR c.qr IS NOT NULL)`;

export const selectPickUpsOf = (queries: Queries, { terminal, seq }: OrderId): Promise<PickUpRow[]> =>
  queries.all(`${selectRows} AND b.terminal_id = ? AND b.seq = ? ORDER BY t.line`, [terminal, seq]);

export const selectPickUpsAt = (queries: Queries, screeningId: number): Promise<PickUpRow[]> =>
  queries.all(`${selectRows} AND b.screening_id = ? ORDER BY b.terminal_id, b.seq, t.line`, [screeningId]);

/** Of what a terminal sold, and of what was sold before there were codes, there is none. */
export async function selectCode(queries: Queries, { terminal, seq }: OrderId): Promise<string | null> {
  const sql = 'SELECT pick_up_code FROM booking WHERE terminal_id = ? AND seq = ?';
  return (await first<{ pick_up_code: string | null }>(queries, sql, [terminal, seq]))?.pick_up_code ?? null;
}

export async function selectStartsAt(queries: Queries, screeningId: number): Promise<number | undefined> {
  const sql = 'SELECT starts_at_ms FROM screening WHERE id = ?';
  return (await first<{ starts_at_ms: number }>(queries, sql, [screeningId]))?.starts_at_ms;
}

/** Null: nobody here knows this order, or it is of items alone. */
export async function selectScreeningOf(tx: Transaction, { terminal, seq }: OrderId): Promise<number | null> {
  const sql = 'SELECT screening_id FROM booking WHERE terminal_id = ? AND seq = ?';
  return (await first<{ screening_id: number | null }>(tx, sql, [terminal, seq]))?.screening_id ?? null;
}

/** A code is given once, and never one that another booking has. */
export async function saveCode(tx: Transaction, { terminal, seq }: OrderId, code: string): Promise<boolean> {
  if (await first(tx, 'SELECT seq FROM booking WHERE pick_up_code = ?', [code])) return false;
  const { changes } = await tx.run(
    'UPDATE booking SET pick_up_code = ? WHERE terminal_id = ? AND seq = ? AND pick_up_code IS NULL',
    [code, terminal, seq],
  );
  return changes === 1;
}

/** Of those lines that the sale really has. */
export async function insertTicketCodes(
  tx: Transaction,
  { terminal, seq }: OrderId,
  tickets: readonly { line: number; qr: string }[],
): Promise<void> {
  const known = await tx.all<{ line: number }>('SELECT line FROM ticket WHERE terminal_id = ? AND seq = ?', [
    terminal,
    seq,
  ]);
  const qrs = new Map(tickets.map(({ line, qr }) => [line, qr]));
  const rows = known.flatMap(({ line }) => (qrs.has(line) ? [[terminal, seq, line, qrs.get(line) ?? '']] : []));
  await insertRows(tx, 'ticket_code', ['terminal_id', 'seq', 'line', 'qr'], rows);
}

/** The first one wins; of an order that nobody knows here nothing is noted. */
export async function savePickedUp(tx: Transaction, { terminal, seq }: OrderId, atMs: number): Promise<void> {
  await tx.run(
    `UPDATE booking SET picked_up_at_ms = ?
      WHERE terminal_id = ? AND seq = ? AND pick_up_code IS NOT NULL AND picked_up_at_ms IS NULL`,
    [atMs, terminal, seq],
  );
}
