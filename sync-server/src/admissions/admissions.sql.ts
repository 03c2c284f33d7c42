import type { TicketId } from '@marquee/shared/ids';
import { readLine } from '@marquee/shared/tickets/ticket-issue';
import { isDuplicateKey } from '../operations/operations.ts';
import { first, insertRows, type Queries, type Transaction, updateMany } from '../platform/database.ts';

export interface AdmissionRow {
  ticket_terminal: number;
  ticket_seq: number;
  ticket_line: number;
  screening_id: number;
  seat_id: number;
  gate: number;
  gate_seq: number;
  at_ms: number;
}
const columns = 'ticket_terminal, ticket_seq, ticket_line, screening_id, seat_id, gate, gate_seq, at_ms';

export function selectAdmission(
  queries: Queries,
  { terminal, seq, line }: TicketId,
): Promise<AdmissionRow | undefined> {
  return first(
    queries,
    `SELECT ${columns} FROM admission WHERE ticket_terminal = ? AND ticket_seq = ? AND ticket_line = ?`,
    [terminal, seq, line],
  );
}

export function selectAdmitted(queries: Queries, screeningId: number): Promise<AdmissionRow[]> {
  return queries.all(
    `SELECT ${columns} FROM admission WHERE screening_id = ? ORDER BY ticket_terminal, ticket_seq, ticket_line`,
    [screeningId],
  );
}

/** The ticket that a code of this line means; `issue` is the present one's. */
export function selectScanned(
  queries: Queries,
  { terminal, seq, line }: TicketId,
): Promise<{ valid: number; issue: number; ended_as: string | null } | undefined> {
  return first(queries, 'SELECT valid, issue, ended_as FROM ticket WHERE terminal_id = ? AND seq = ? AND line = ?', [
    terminal,
    seq,
    readLine(line).line,
  ]);
}

/** The tickets of these admissions are used. Answers how many of them were valid under just this code, and not used yet. */
export function useTickets(tx: Transaction, rows: readonly AdmissionRow[]): Promise<number> {
  const columns = ['terminal_id', 'seq', 'line', 'issue', 'screening_id', 'seat_id', 'at_ms'];
  const isSame = columns.slice(0, -1).map((column) => `r.${column} = v.${column}`);
  return updateMany(
    tx,
    {
      table: 'ticket',
      columns,
      set: { used_at_ms: 'v.at_ms' },
      where: `${isSame.join(' AND ')} AND r.valid = 1 AND r.used_at_ms IS NULL`,
    },
    rows.map((row) => {
      const { line, issue } = readLine(row.ticket_line);
      return [row.ticket_terminal, row.ticket_seq, line, issue, row.screening_id, row.seat_id, row.at_ms];
    }),
  );
}

/** Somebody came in with this ticket, whatever became of it; the first time stays. */
export async function useTicket(tx: Transaction, { terminal, seq, line }: TicketId, atMs: number): Promise<void> {
  await tx.run(
    'UPDATE ticket SET used_at_ms = ? WHERE terminal_id = ? AND seq = ? AND line = ? AND used_at_ms IS NULL',
    [atMs, terminal, seq, readLine(line).line],
  );
}

/** What paper has told of the tickets of this sale. */
export function selectAdmittedOf(queries: Queries, terminal: number, seq: number): Promise<AdmissionRow[]> {
  return queries.all(`SELECT ${columns} FROM admission WHERE ticket_terminal = ? AND ticket_seq = ?`, [terminal, seq]);
}

export async function isGate(queries: Queries, terminal: number): Promise<boolean> {
  return (await first(queries, "SELECT id FROM terminal WHERE id = ? AND role = 'gate'", [terminal])) !== undefined;
}

/** False where one of the tickets is in already: of several some may be written then, and the caller rolls back. */
export async function insertAll(tx: Transaction, rows: readonly AdmissionRow[]): Promise<boolean> {
  const names = columns.split(', ') as (keyof AdmissionRow)[];
  const values = rows.map((row) => names.map((name) => row[name]));
  try {
    // Counting what an upsert changed is no answer: MariaDB counts rows that it found and left alone as well.
    await insertRows(tx, 'admission', names, values);
    return true;
  } catch (thrown) {
    if (isDuplicateKey(thrown)) return false;
    throw thrown;
  }
}

/** Open cases of sales that only paper knew, whose entry has come in meanwhile. */
export function selectArrived(queries: Queries): Promise<{ id: string; terminal_id: number; seq: number }[]> {
  return queries.all(
    `SELECT e.id, e.terminal_id, e.seq FROM \`exception\` e JOIN booking b ON b.terminal_id = e.terminal_id AND b.seq = e.seq
      WHERE e.settled_at_ms IS NULL AND e.kind = 'sale-known-from-paper' ORDER BY e.raised_at_ms LIMIT 200`,
  );
}
