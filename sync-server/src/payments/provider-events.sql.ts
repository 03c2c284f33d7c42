/** Webhooks that were carried out, by the provider's own ids. */
import { first, insertRows, type Queries, type Transaction } from '../platform/database.ts';
import { deleteOldest } from '../platform/delete-oldest.ts';

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
export const deleteEvents = (tx: Transaction, old: { beforeMs: number; limit: number }): Promise<number> =>
  deleteOldest(tx, { table: 'provider_event', column: 'at_ms' }, old);
