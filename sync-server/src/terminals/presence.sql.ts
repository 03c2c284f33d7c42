import { marks, type Queries, type Transaction } from '../platform/database.ts';

/** In one statement. A terminal whose row was just written by its own push is left alone. */
export async function noteSeen(
  tx: Transaction,
  terminals: readonly number[],
  { nowMs, unlessSeenSinceMs }: { nowMs: number; unlessSeenSinceMs: number },
): Promise<void> {
  await tx.run(
    `UPDATE terminal SET last_seen_ms = ? WHERE id IN (${marks(terminals.length)}) AND (last_seen_ms IS NULL OR last_seen_ms < ?)`,
    [nowMs, ...terminals, unlessSeenSinceMs],
  );
}

export function selectSeenSince(queries: Queries, sinceMs: number): Promise<{ id: number; last_seen_ms: number }[]> {
  return queries.all("SELECT id, last_seen_ms FROM terminal WHERE last_seen_ms >= ? AND state = 'open' ORDER BY id", [
    sinceMs,
  ]);
}
