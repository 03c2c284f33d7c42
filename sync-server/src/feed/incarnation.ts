import type { Clock } from '@marquee/shared/clock';
import { serverNumber } from '@marquee/shared/ids';
import { makeRandomId, type Randomness } from '@marquee/shared/randomness';
import { isDuplicateKey } from '../operations/operations.ts';
import { type Database, first, insertRows, type Transaction } from '../platform/database.ts';
import { catalogueStream, insertStream, readIncarnation } from './feed.ts';

/**
 * A new database gets its first incarnation, every incarnation its counter of orders. Answers the newest one. Several
 * instances may do this at once.
 */
export async function ensureIncarnation(
  database: Database,
  deps: { clock: Clock; randomness: Randomness },
): Promise<{ number: number; serverNumber: number }> {
  try {
    return await database.transaction('incarnation', (tx) => insertMissing(tx, deps));
  } catch (thrown) {
    if (!isDuplicateKey(thrown)) throw thrown;
    return await database.transaction('incarnation', (tx) => insertMissing(tx, deps));
  }
}

async function insertMissing(tx: Transaction, { clock, randomness }: { clock: Clock; randomness: Randomness }) {
  if ((await first(tx, 'SELECT number FROM incarnation LIMIT 1')) === undefined) {
    const row = [1, makeRandomId(randomness), serverNumber, clock.nowMs()];
    await insertRows(tx, 'incarnation', ['number', 'id', 'server_number', 'started_at_ms'], [row]);
  }
  const incarnation = await readIncarnation(tx);
  for (const name of [`orders:${incarnation.serverNumber}`, catalogueStream]) {
    const known = await first(tx, 'SELECT name FROM `stream` WHERE name = ?', [name]);
    if (known === undefined) await insertStream(tx, name);
  }
  return incarnation;
}
