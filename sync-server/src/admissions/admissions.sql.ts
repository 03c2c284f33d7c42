import type { TicketId } from '@marquee/shared/ids';
import { readLine } from '@marquee/shared/tickets/ticket-issue';
import { isDuplicateKey } from '../operations/operations.ts';
import { first, insertRows, type Queries, type Transaction } from '../platform/database.ts';

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

interface SoldTicket {
  terminal_id: number;
  seq: number;
  line: number;
  issue: number;
  seat_id: number;
  screening_id: number;
}
/** Those of these tickets that are valid. */
export function selectValid(queries: Queries, tickets: readonly TicketId[]): Promise<SoldTicket[]> {
  return queries.all(
    `SELECT t.terminal_id, t.seq, t.line, t.issue, t.seat_id, b.screening_id
       FROM ticket t JOIN booking b ON b.terminal_id = t.terminal_id AND b.seq = t.seq
      WHERE t.valid = 1 AND (t.terminal_id, t.seq, t.line) IN (${tickets.map(() => '(?, ?, ?)').join(', ')})`,
    tickets.flatMap(({ terminal, seq, line }) => [terminal, seq, readLine(line).line]),
  );
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
export async function selectArrived(queries: Queries): Promise<string[]> {
  const rows = await queries.all<{ id: string }>(
    `SELECT e.id FROM \`exception\` e JOIN booking b ON b.terminal_id = e.terminal_id AND b.seq = e.seq
      WHERE e.settled_at_ms IS NULL AND e.kind = 'sale-known-from-paper' ORDER BY e.raised_at_ms LIMIT 200`,
  );
  return rows.map(({ id }) => id);
}
