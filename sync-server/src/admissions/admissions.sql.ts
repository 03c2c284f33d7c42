import type { TicketId } from '@marquee/shared/ids';
import { readLine } from '@marquee/shared/tickets/ticket-issue';
import { first, type Queries, type Transaction } from '../platform/database.ts';

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

/** The first one has it: whoever comes second changes nothing. */
export async function insertFirst(tx: Transaction, row: AdmissionRow): Promise<boolean> {
  const orNothing =
    tx.dialect === 'mysql'
      ? 'ON DUPLICATE KEY UPDATE gate = gate'
      : 'ON CONFLICT (ticket_terminal, ticket_seq, ticket_line) DO NOTHING';
  const { changes } = await tx.run(
    `INSERT INTO admission (${columns}) VALUES (?, ?, ?, ?, ?, ?, ?, ?) ${orNothing}`,
    [
      row.ticket_terminal,
      row.ticket_seq,
      row.ticket_line,
      row.screening_id,
      row.seat_id,
      row.gate,
      row.gate_seq,
      row.at_ms,
    ],
  );
  return changes === 1;
}

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

/** Open cases of sales that only paper knew, whose entry has come in meanwhile. */
export async function selectArrived(queries: Queries): Promise<string[]> {
  const rows = await queries.all<{ id: string }>(
    `SELECT e.id FROM \`exception\` e JOIN booking b ON b.terminal_id = e.terminal_id AND b.seq = e.seq
      WHERE e.settled_at_ms IS NULL AND e.kind = 'sale-known-from-paper' ORDER BY e.raised_at_ms LIMIT 200`,
  );
  return rows.map(({ id }) => id);
}
