import { first, insertRows, type Queries, type Transaction } from '../platform/database.ts';

export interface BundleRow {
  id: string;
  cinema_id: number;
  terminal_id: number;
  asked_at_ms: number;
  asked_by: string;
  expires_at_ms: number;
  received_at_ms: number | null;
  bytes: number | null;
}
const columns = 'id, cinema_id, terminal_id, asked_at_ms, asked_by, expires_at_ms, received_at_ms, bytes';

export const insertBundle = (tx: Transaction, row: Omit<BundleRow, 'received_at_ms' | 'bytes'>): Promise<void> =>
  insertRows(
    tx,
    'support_bundle',
    ['id', 'cinema_id', 'terminal_id', 'asked_at_ms', 'asked_by', 'expires_at_ms'],
    [[row.id, row.cinema_id, row.terminal_id, row.asked_at_ms, row.asked_by, row.expires_at_ms]],
  );

/** The first that it was asked for and has not sent. */
export const selectWanted = (queries: Queries, terminal: number, nowMs: number): Promise<{ id: string } | undefined> =>
  first(
    queries,
    `SELECT id FROM support_bundle WHERE terminal_id = ? AND received_at_ms IS NULL AND expires_at_ms > ?
      ORDER BY expires_at_ms LIMIT 1`,
    [terminal, nowMs],
  );

export async function saveBundle(
  tx: Transaction,
  { id, terminal, text, nowMs }: { id: string; terminal: number; text: string; nowMs: number },
): Promise<boolean> {
  const { changes } = await tx.run(
    `UPDATE support_bundle SET body = ?, bytes = ?, received_at_ms = ?
      WHERE id = ? AND terminal_id = ? AND received_at_ms IS NULL AND expires_at_ms > ?`,
    [text, Buffer.byteLength(text), nowMs, id, terminal, nowMs],
  );
  return changes === 1;
}

/** The newest first. */
export const selectBundles = (queries: Queries, terminal: number, limit: number): Promise<BundleRow[]> =>
  queries.all(`SELECT ${columns} FROM support_bundle WHERE terminal_id = ? ORDER BY expires_at_ms DESC LIMIT ?`, [
    terminal,
    limit,
  ]);

export const selectBundle = (
  queries: Queries,
  id: string,
): Promise<(BundleRow & { body: string | null }) | undefined> =>
  first(queries, `SELECT ${columns}, body FROM support_bundle WHERE id = ?`, [id]);
