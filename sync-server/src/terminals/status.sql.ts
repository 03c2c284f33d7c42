import type { TerminalStatus } from '@marquee/shared/protocol/status';
import { first, insertRows, type Queries, type Transaction } from '../platform/database.ts';

export interface StatusNote {
  terminal: number;
  status: TerminalStatus;
  body: string;
  atMs: number;
  isNews: boolean;
}

/** One row for each terminal: it is there from the first time on. */
export async function saveStatus(tx: Transaction, { terminal, status, body, atMs, isNews }: StatusNote): Promise<void> {
  const { unsent, oldestUnsentAtMs, refusedOffline, isLeaving } = status;
  const values = [atMs, unsent, oldestUnsentAtMs, refusedOffline, isLeaving ? 1 : 0, body];
  const { changes } = await tx.run(
    `UPDATE terminal_status SET at_ms = ?, unsent = ?, oldest_unsent_at_ms = ?, refused_offline = ?, is_leaving = ?, body = ?,
            changed_at_ms = CASE WHEN ? = 1 THEN ? ELSE changed_at_ms END
      WHERE terminal_id = ?`,
    [...values, isNews ? 1 : 0, atMs, terminal],
  );
  if (changes === 1) return;
  await insertRows(
    tx,
    'terminal_status',
    ['terminal_id', 'changed_at_ms', 'at_ms', 'unsent', 'oldest_unsent_at_ms', 'refused_offline', 'is_leaving', 'body'],
    [[terminal, atMs, ...values]],
  );
}

export interface StatusTotals {
  unsent: number;
  oldestUnsentAtMs: number | null;
}
export async function readStatusTotals(queries: Queries): Promise<StatusTotals> {
  const row = await first<{ unsent: number | string | null; oldest: number | string | null }>(
    queries,
    `SELECT SUM(s.unsent) AS unsent, MIN(s.oldest_unsent_at_ms) AS oldest
       FROM terminal_status s JOIN terminal t ON t.id = s.terminal_id WHERE t.state = 'open'`,
  );
  return { unsent: Number(row?.unsent ?? 0), oldestUnsentAtMs: row?.oldest == null ? null : Number(row.oldest) };
}
