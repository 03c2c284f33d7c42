/** Support bundles: a manager asks a terminal for one, and it is kept for a week. */

import type { Clock } from '@marquee/shared/clock';
import { Fault } from '@marquee/shared/errors';
import { bundleBytesMax, type SupportBundle, type SupportBundleAnswer } from '@marquee/shared/protocol/status';
import { makeRandomId, type Randomness } from '@marquee/shared/randomness';
import { noteAct } from '../accounts/accounts.ts';
import { runOnce } from '../operations/operations.ts';
import type { Database, Queries } from '../platform/database.ts';
import { deleteOldest } from '../platform/delete-oldest.ts';
import { insertBundle, saveBundle, selectWanted } from './support.sql.ts';

export interface SupportDeps {
  database: Database;
  clock: Clock;
  randomness: Randomness;
}

/** A terminal that is away for longer is asked again by a person. */
export const askedMs = 3600_000;
export const bundleKeptMs = 7 * 24 * 3600_000;
const purgedAtOnce = 200;

export interface BundleOrder {
  operationId: string;
  by: string;
  terminal: number;
  cinemaId: number;
}

export function askForBundle(deps: SupportDeps, { operationId, by, terminal, cinemaId }: BundleOrder) {
  const { clock, randomness } = deps;
  return runOnce<{ ok: true; id: string; expiresAtMs: number }>(
    deps,
    { operationId: `support-bundle:${operationId}`, body: { terminal } },
    async (tx) => {
      const [id, nowMs] = [makeRandomId(randomness), clock.nowMs()];
      await insertBundle(tx, {
        id,
        cinema_id: cinemaId,
        terminal_id: terminal,
        asked_at_ms: nowMs,
        asked_by: by,
        expires_at_ms: nowMs + askedMs,
      });
      await noteAct(tx, deps, { operation: 'ask-support-bundle', by, detail: { terminal, bundle: id } });
      return { ok: true, id, expiresAtMs: nowMs + askedMs };
    },
    (refusal) => refusal,
  );
}

export const findBundleFor = async (
  queries: Queries,
  terminal: number,
  nowMs: number,
): Promise<{ id: string } | null> => (await selectWanted(queries, terminal, nowMs)) ?? null;

/** Throws Fault `message-malformed`: it is larger than a terminal makes one, or no JSON. */
export async function receiveBundle(
  { database, clock }: Pick<SupportDeps, 'database' | 'clock'>,
  terminal: number,
  { id, text }: SupportBundle,
): Promise<SupportBundleAnswer> {
  if (Buffer.byteLength(text) > bundleBytesMax) throw new Fault('message-malformed', 'a support bundle too large');
  try {
    JSON.parse(text);
  } catch (cause) {
    throw new Fault('message-malformed', 'a support bundle that is no JSON', { cause });
  }
  const kept = await database.transaction('support bundle', (tx) =>
    saveBundle(tx, { id, terminal, text, nowMs: clock.nowMs() }),
  );
  return { kept };
}

/** One round; answers how many went. */
export const purgeBundles = ({ database, clock }: Pick<SupportDeps, 'database' | 'clock'>): Promise<number> =>
  database.transaction('purge-support-bundles', (tx) =>
    deleteOldest(
      tx,
      { table: 'support_bundle', column: 'asked_at_ms' },
      { beforeMs: clock.nowMs() - bundleKeptMs, limit: purgedAtOnce },
    ),
  );
