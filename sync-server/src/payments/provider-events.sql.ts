/** Webhooks that were carried out, by the provider's own ids. */
import { first, insertRows, marks, type Queries, type Transaction } from '../platform/database.ts';

export async function isKnownEvent(queries: Queries, id: string): Promise<boolean> {
  return (await first(queries, 'SELECT id FROM provider_event WHERE id = ?', [id])) !== undefined;
}

export function insertEvent(
  tx: Transaction,
  event: { id: string; provider: string; kind: string; atMs: number },
): Promise<void> {
  const row = [event.id, event.provider, event.kind, event.atMs];
  return insertRows(tx, 'provider_event', ['id', 'provider', 'kind', 'at_ms'], [row]);
}

/** The oldest ones before a time, so many at once. Answers how many. */
export async function deleteEvents(tx: Transaction, beforeMs: number, limit: number): Promise<number> {
  const rows = await tx.all<{ id: string }>('SELECT id FROM provider_event WHERE at_ms < ? ORDER BY at_ms LIMIT ?', [
    beforeMs,
    limit,
  ]);
  if (rows.length === 0) return 0;
  const ids = rows.map(({ id }) => id);
  return (await tx.run(`DELETE FROM provider_event WHERE id IN (${marks(ids.length)})`, ids)).changes;
}
