/** Links by which tickets are passed on. */
import type { TicketId } from '@marquee/shared/ids';
import { first, insertRows, type Queries, type Transaction } from '../platform/database.ts';
import type { TicketPass } from './TicketPass.entity.ts';
import { nameTicket } from './ticket-name.ts';

export interface PassRow {
  id: string;
  terminal_id: number;
  seq: number;
  line: number;
  issue: number;
  from_user_id: number;
  to_user_id: number | null;
  state: TicketPass['state'];
  expires_at_ms: number;
}

export const selectPass = (queries: Queries, id: string): Promise<PassRow | undefined> =>
  first(
    queries,
    'SELECT id, terminal_id, seq, line, issue, from_user_id, to_user_id, state, expires_at_ms FROM ticket_pass WHERE id = ?',
    [id],
  );

/** Only where the ticket has no other open one: else it is a duplicate key. */
export function insertPass(
  tx: Transaction,
  { ticket, ...pass }: { id: string; ticket: TicketId & { issue: number }; fromUserId: number; expiresAtMs: number },
  nowMs: number,
): Promise<void> {
  const { terminal, seq, line, issue } = ticket;
  const row = {
    id: pass.id,
    terminal_id: terminal,
    seq,
    line,
    issue,
    open_ticket: nameTicket(ticket),
    from_user_id: pass.fromUserId,
    state: 'open',
    made_at_ms: nowMs,
    expires_at_ms: pass.expiresAtMs,
  };
  return insertRows(tx, 'ticket_pass', Object.keys(row), [Object.values(row)]);
}

/** The open one of a ticket. Answers whether there was one that had not run out. */
export async function endOpenPass(
  tx: Transaction,
  ticket: TicketId,
  { as, nowMs }: { as: 'withdrawn' | 'replaced'; nowMs: number },
): Promise<boolean> {
  const name = nameTicket(ticket);
  const open = await first<{ expires_at_ms: number }>(
    tx,
    'SELECT expires_at_ms FROM ticket_pass WHERE open_ticket = ?',
    [name],
  );
  if (!open) return false;
  const sql = 'UPDATE ticket_pass SET state = ?, open_ticket = NULL, ended_at_ms = ? WHERE open_ticket = ?';
  return (await tx.run(sql, [as, nowMs, name])).changes === 1 && open.expires_at_ms > nowMs;
}

/** open -> accepted: once, in time, and by one. */
export async function takePass(
  tx: Transaction,
  { id, userId, nowMs }: { id: string; userId: number; nowMs: number },
): Promise<boolean> {
  const { changes } = await tx.run(
    `UPDATE ticket_pass SET state = 'accepted', open_ticket = NULL, to_user_id = ?, ended_at_ms = ?
      WHERE id = ? AND state = 'open' AND expires_at_ms > ?`,
    [userId, nowMs, id, nowMs],
  );
  return changes === 1;
}

/** The ticket's next issue, for somebody else. The row itself is the fence: it is valid and unused, and still the issue that was offered. */
export async function reissueTicket(
  tx: Transaction,
  { terminal, seq, line }: TicketId,
  { issue, ownerId }: { issue: number; ownerId: number | null },
): Promise<boolean> {
  const { changes } = await tx.run(
    `UPDATE ticket SET issue = issue + 1, owner_id = ?
      WHERE terminal_id = ? AND seq = ? AND line = ? AND valid = 1 AND used_at_ms IS NULL AND issue = ?`,
    [ownerId, terminal, seq, line, issue],
  );
  return changes === 1;
}

/** Whether this person has passed the ticket on before. */
export async function hasPassed(queries: Queries, { terminal, seq, line }: TicketId, userId: number): Promise<boolean> {
  const row = await first(
    queries,
    `SELECT id FROM ticket_pass WHERE terminal_id = ? AND seq = ? AND line = ? AND from_user_id = ? AND state = 'accepted'
      LIMIT 1`,
    [terminal, seq, line, userId],
  );
  return row !== undefined;
}
