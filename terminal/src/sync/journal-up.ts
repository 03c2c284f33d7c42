/**
 * The journal's way up, on one connection. Each answer names the server's mark, which must be a place in this very
 * journal: what comes after it is sent, whether it was acknowledged once or not.
 */
import type { Clock } from '@marquee/shared/clock';
import { Fault } from '@marquee/shared/errors';
import { type PushAnswer, pushBytesMax, pushEntriesMax } from '@marquee/shared/protocol/calls';
import { jitter, type Randomness } from '@marquee/shared/randomness';
import {
  isJournalClosed,
  lastSeq,
  listScreenings,
  readAcked,
  readEntries,
  readHash,
  saveAcked,
} from '../journal/journal.ts';
import type { Store } from '../platform/store.ts';
import type { Wake } from '../platform/wake.ts';
import { stopScreenings } from '../rights/rights.ts';
import type { Connection } from './link.ts';

export interface JournalUpDeps {
  store: Store;
  nowMs(): number;
  clock: Clock;
  randomness: Randomness;
  log: Record<'info' | 'warn' | 'error', (context: object, message: string) => void>;
  /** Smaller batches than the protocol allows, for a test. */
  limits?: { pushEntriesMax?: number } | undefined;
}

export interface JournalUp {
  /**
   * Takes in a mark of the server. Throws Fault `database-rolled-back` where the server has entries that this disk has not,
   * `journal-forked` where it has others under the same numbers.
   */
  meet(mark: PushAnswer): Promise<void>;
  /** The server has all that is on this disk. */
  isDrained(): boolean;
  /** Sends what is there. */
  sendRest(options: { isOver: () => boolean; onAnswer: () => void }): Promise<void>;
  /** Sends what is there and then what comes, until the connection is over, or until the last entry of all is there. */
  sendAll(options: { wake: Wake; isOver: () => boolean; onAnswer: () => void }): Promise<void>;
}

const busyWaitMs = 500;

export function openJournalUp(deps: JournalUpDeps, current: Connection): JournalUp {
  const { store } = deps;
  const entriesMax = Math.min(deps.limits?.pushEntriesMax ?? pushEntriesMax, pushEntriesMax);
  /** The server's mark; before it has named one, what it had acknowledged at any time. */
  let serverSeq = readAcked(store);

  const push = (fromSeq: number, entries: number): Promise<PushAnswer> =>
    current.request('journal:push', {
      fromSeq,
      previousHash: readHash(store, fromSeq - 1) ?? '',
      entries: readEntries(store, fromSeq, { entries, bytes: pushBytesMax }),
    });

  /** Null where the server takes in others' journals just now: the link stays, and the same batch is sent again soon. */
  async function pushUnlessBusy(): Promise<PushAnswer | null> {
    try {
      return await push(serverSeq + 1, entriesMax);
    } catch (thrown) {
      if (!(thrown instanceof Fault) || thrown.code !== 'server-busy') throw thrown;
      await deps.clock.sleep(jitter(deps.randomness, busyWaitMs));
      return null;
    }
  }

  async function check({ ackedSeq, chain }: PushAnswer): Promise<void> {
    const own = readHash(store, ackedSeq);
    if (own === chain) return;
    if (own === undefined)
      throw new Fault('database-rolled-back', `the server has entry ${ackedSeq}, this disk ends at ${lastSeq(store)}`);
    for (let from = 1; from <= lastSeq(store); ) {
      const entries = readEntries(store, from, { entries: entriesMax, bytes: pushBytesMax });
      await current.request('journal:fork', { entries });
      from += entries.length;
    }
    throw new Fault('journal-forked', `entry ${ackedSeq} differs`);
  }

  /**
   * The server has less than it had acknowledged. It is asked twice, the second time by sending again an entry that it
   * must have, so that a stale read is not taken for a loss. What it did with the lost entries' seats meanwhile is not
   * known: their screenings stop before anything is sent again.
   */
  async function confirmLoss(known: number, mark: PushAnswer): Promise<PushAnswer> {
    const again = await push(Math.max(1, mark.ackedSeq), 1);
    await check(again);
    if (again.ackedSeq >= known) return again;
    const lost = listScreenings(store, again.ackedSeq, known);
    stopScreenings(store, lost, { reason: 'entries-lost', nowMs: deps.nowMs() });
    deps.log.error(
      { acknowledged: known, left: again.ackedSeq, screenings: lost },
      'the server has lost entries that it had acknowledged: their screenings are stopped, and they are sent again',
    );
    return again;
  }

  const up: JournalUp = {
    async meet(mark) {
      await check(mark);
      const { ackedSeq } = mark.ackedSeq < serverSeq ? await confirmLoss(serverSeq, mark) : mark;
      serverSeq = ackedSeq;
      saveAcked(store, ackedSeq);
    },
    isDrained: () => serverSeq >= lastSeq(store),
    async sendRest({ isOver, onAnswer }) {
      while (!isOver() && !up.isDrained()) {
        const answer = await pushUnlessBusy();
        if (!answer) continue;
        // Said in a hello, where the server takes it in: nobody else would tell a manager.
        if (answer.ackedSeq < serverSeq)
          throw new Fault(
            'link-down',
            `the server had acknowledged ${serverSeq}, it has ${answer.ackedSeq}: greet it again`,
          );
        await up.meet(answer);
        onAnswer();
      }
    },
    async sendAll({ wake, isOver, onAnswer }) {
      while (!isOver()) {
        await up.sendRest({ isOver, onAnswer });
        if (isJournalClosed(store)) return;
        if (up.isDrained() && !isOver()) await wake.wait();
      }
    },
  };
  return up;
}
