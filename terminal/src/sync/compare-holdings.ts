/** After a drain both sides say what this terminal holds: a difference is a bug or a broken disk, and staff are told. */
import type { Clock } from '@marquee/shared/clock';
import { toFault } from '@marquee/shared/errors';
import { holdingsMax } from '@marquee/shared/protocol/calls';
import { holdingsText } from '@marquee/shared/protocol/holdings';
import { grantsStream } from '@marquee/shared/protocol/streams';
import { jitter, type Randomness } from '@marquee/shared/randomness';
import { lastSeq } from '../journal/journal.ts';
import { sha256Hex } from '../platform/keys.ts';
import type { Store } from '../platform/store.ts';
import type { Wake } from '../platform/wake.ts';
import { listHoldings } from '../rights/rights.ts';
import { readCursor } from './cursors.ts';
import type { Connection } from './link.ts';

export interface CompareDeps {
  store: Store;
  terminal: number;
  clock: Clock;
  randomness: Randomness;
  log: Record<'info' | 'warn' | 'error', (context: object, message: string) => void>;
}

const waitMsMin = 3000;
const waitMsMax = 60_000;

/**
 * Compares once for each place that journal and grants have come to, and some seconds apart: a busy terminal is compared
 * when it rests. `wake` says that there may be something new.
 */
export async function compareHoldings(
  deps: CompareDeps,
  current: Connection,
  { wake, over, isDrained }: { wake: Wake; over: AbortSignal; isDrained: () => boolean },
): Promise<void> {
  let compared = '';
  let waitMs = waitMsMin;
  while (!over.aborted) {
    await deps.clock.sleep(jitter(deps.randomness, waitMs), over);
    if (over.aborted) return;
    const ackedSeq = lastSeq(deps.store);
    const { revision, changeId } = readCursor(deps.store, grantsStream(deps.terminal));
    const place = `${ackedSeq} ${revision}`;
    if (changeId === '' || !isDrained() || place === compared) {
      await wake.wait();
      continue;
    }
    const outcome = await compareOnce(deps, current, { ackedSeq, grantsRevision: revision });
    if (outcome === 'moved') {
      // The server has gone on, and this terminal will hear of it; or it is behind, and then it waits longer and longer.
      waitMs = Math.min(waitMsMax, waitMs * 2);
    } else {
      compared = place;
      waitMs = waitMsMin;
    }
  }
}

async function compareOnce(
  { store, log }: CompareDeps,
  current: Connection,
  place: { ackedSeq: number; grantsRevision: number },
): Promise<'compared' | 'moved'> {
  const holdings = listHoldings(store)
    .slice(0, holdingsMax)
    .map(({ screeningId, seats }) => ({ screeningId, seats: seats.length, digest: sha256Hex(holdingsText(seats)) }));
  try {
    const { outcome, screeningIds } = await current.request('rights:compare', { ...place, holdings });
    if (outcome === 'moved') return outcome;
    if (outcome === 'different')
      log.error({ ...place, screenings: screeningIds }, 'the server’s idea of what this terminal holds is another');
    return 'compared';
  } catch (thrown) {
    log.warn({ err: toFault(thrown) }, 'holdings could not be compared');
    return 'moved';
  }
}
