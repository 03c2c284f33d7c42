import { deleteExpiredChallenges } from './challenges.sql.ts';
import type { DeviceDeps } from './device-deps.ts';

/** A payment that was begun with one may be repeated so long, and must not be repeated on other terms. */
const keptMs = 3600_000;
const rowsMaxDefault = 2000;

/** One round, the oldest first; answers how many challenges went. */
export function purgeChallenges(
  { database, clock }: Pick<DeviceDeps, 'database' | 'clock'>,
  rowsMax = rowsMaxDefault,
): Promise<number> {
  const beforeMs = clock.nowMs() - keptMs;
  return database.transaction('purge-challenges', (tx) => deleteExpiredChallenges(tx, { beforeMs, limit: rowsMax }));
}
