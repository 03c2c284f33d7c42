import { deleteExpiredChallenges } from './challenges.sql.ts';
import type { DeviceDeps } from './device-deps.ts';
import { deleteRevoked } from './devices.sql.ts';

/** A payment that was begun with one may be repeated so long, and must not be repeated on other terms. */
const keptMs = 3600_000;
const rowsMaxDefault = 2000;
/** As long as a payment may be disputed, its key is there to be looked at. */
export const revokedKeptMs = 180 * 24 * 3600_000;

/** One round, the oldest first; answers how many challenges went. */
export function purgeChallenges(
  { database, clock }: Pick<DeviceDeps, 'database' | 'clock'>,
  rowsMax = rowsMaxDefault,
): Promise<number> {
  const beforeMs = clock.nowMs() - keptMs;
  return database.transaction('purge-challenges', (tx) => deleteExpiredChallenges(tx, { beforeMs, limit: rowsMax }));
}

/** One round of devices that their owners revoked long ago; answers how many went. */
export function purgeRevokedDevices(
  { database, clock }: Pick<DeviceDeps, 'database' | 'clock'>,
  rowsMax = rowsMaxDefault,
): Promise<number> {
  const beforeMs = clock.nowMs() - revokedKeptMs;
  return database.transaction('purge-devices', (tx) => deleteRevoked(tx, { beforeMs, limit: rowsMax }));
}
