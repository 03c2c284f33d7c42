/** Rows that are not kept for ever go a few at a time, so that no other write waits long for them. */
import { marks, type Transaction } from './database.ts';

interface Kept {
  /** These three are written here in the code and never come from outside. */
  table: string;
  /** Milliseconds since 1970; with an index. */
  column: string;
  /** A condition that a row must meet besides. */
  where?: string;
}

/**
 * Deletes the oldest rows up to a time, it included, so many at once. Answers how many went. The condition is asked again
 * with the deletion: a row may have been prolonged meanwhile.
 */
export async function deleteOldest(
  tx: Transaction,
  { table, column, where = '1 = 1' }: Kept,
  { beforeMs, limit }: { beforeMs: number; limit: number },
): Promise<number> {
  const isOld = `${column} <= ? AND ${where}`;
  const rows = await tx.all<{ id: string | number }>(
    `SELECT id FROM ${table} WHERE ${isOld} ORDER BY ${column} LIMIT ?`,
    [beforeMs, limit],
  );
  if (rows.length === 0) return 0;
  const ids = rows.map(({ id }) => id);
  return (await tx.run(`DELETE FROM ${table} WHERE ${isOld} AND id IN (${marks(ids.length)})`, [beforeMs, ...ids]))
    .changes;
}
