/**
 * Outages: when terminals could not be reached, from their presence; and, once a cinema is itself again, what it has cost.
 * Information for people: no right moves by it. A terminal that says good-bye has none.
 */
import { isDuplicateKey } from '../operations/operations.ts';
import { type Database, RolledBack, transactionOrRefusal } from '../platform/database.ts';
import { type Repeated, repeat } from '../platform/repeat.ts';
import { type DrillDeps, findDrillAt } from './drills.ts';
import * as sql from './outages.sql.ts';
import { makeReports } from './reports.ts';

export { type DrillAnswer, type DrillDeps, findDrillFor, orderDrill } from './drills.ts';
export { makeOutagesApi } from './outages.route.ts';

export interface OutageDeps extends DrillDeps {
  connected: ReadonlyMap<number, unknown>;
  log: { error(context: object, message: string): void };
}

/** A shorter one is a blip. Presence is noted every five seconds, and two of these may fail. */
export const blipMsMax = 15_000;
const watchMs = 5000;

export const endOutages = sql.endOutages;

/** A terminal is back: how many guests it could not serve, and, once its journal is here, when that was. */
export async function noteBack(database: Database, terminal: number, back: sql.Back): Promise<void> {
  const outages = await sql.selectBack(database, terminal);
  if (outages.length === 0) return;
  await database.transaction('outage back', (tx) =>
    sql.saveBack(
      tx,
      outages.map(({ id }) => id),
      back,
    ),
  );
}

async function noteLost(deps: OutageDeps, lost: sql.LostRow): Promise<void> {
  const outage = {
    cinemaId: lost.cinema_id,
    terminal: lost.id,
    beganAtMs: lost.last_seen_ms,
    drillId: await findDrillAt(deps.database, lost.id, lost.last_seen_ms),
    stranded: await sql.countStranded(deps.database, lost.id, deps.clock.nowMs()),
    refusedBefore: lost.refused_before,
  };
  try {
    await transactionOrRefusal(deps.database, 'outage', async (tx) => {
      await sql.insertOutage(tx, outage);
      // Come back while this was written: its hello had nothing to end.
      const isLost = (await sql.selectStillLost(tx, lost.id)) === lost.last_seen_ms;
      if (!isLost) throw new RolledBack(null);
      return null;
    });
  } catch (thrown) {
    // Another instance has noticed it too.
    if (!isDuplicateKey(thrown)) throw thrown;
  }
}

/** One look, as it is made every five seconds. */
export async function lookForOutages(deps: OutageDeps): Promise<void> {
  const { database, clock, connected } = deps;
  const sinceMs = clock.nowMs() - blipMsMax;
  for (const over of await sql.selectOver(database, sinceMs))
    await database.transaction('outage over', (tx) => sql.endOutages(tx, over.terminal_id, over.ended_at_ms));
  // Whoever is connected here has only not been noted yet: this instance was asleep.
  for (const lost of await sql.selectLost(database, sinceMs)) if (!connected.has(lost.id)) await noteLost(deps, lost);
  await makeReports(deps);
}

export const startOutageWatch = (deps: OutageDeps): Repeated =>
  repeat({
    name: 'looking for outages',
    everyMs: watchMs,
    clock: deps.clock,
    log: deps.log,
    work: () => lookForOutages(deps),
  });
