/** Sessions and PINs that are good for nothing any more are not kept: they say who was where and when. */
import type { AccountDeps } from './account-deps.ts';
import { deleteExpiredSessions } from './accounts.sql.ts';
import { deleteExpiredPins } from './pins.sql.ts';
import { limitMs } from './pins.ts';

/** Of each kind in a round, so that no other write waits long for this one. */
const rowsMaxDefault = 2000;

/** One round, the oldest first; answers how many rows went. */
export function purgeExpired(
  { database, clock }: Pick<AccountDeps, 'database' | 'clock'>,
  rowsMax = rowsMaxDefault,
): Promise<number> {
  const nowMs = clock.nowMs();
  return database.transaction('purge-accounts', async (tx) => {
    const sessions = await deleteExpiredSessions(tx, { beforeMs: nowMs, limit: rowsMax });
    // Until then it counts as one of the PINs that its number may have.
    const pins = await deleteExpiredPins(tx, { beforeMs: nowMs - limitMs, limit: rowsMax });
    return sessions + pins;
  });
}
