/**
 * The streams' way down, on one connection. Broadcasts are applied as they come; what they show to be missing is pulled,
 * page by page.
 */
import type { Clock } from '@marquee/shared/clock';
import { Fault, toFault } from '@marquee/shared/errors';
import { type Broadcast, pullStreamsMax, pushEntriesMax } from '@marquee/shared/protocol/calls';
import { type Cursor, cinemaStream, grantsStream, screeningStream } from '@marquee/shared/protocol/streams';
import { jitter, type Randomness } from '@marquee/shared/randomness';
import { makeWake } from '../platform/wake.ts';
import { isStopped, type RecallAnswers } from '../rights/rights.ts';
import { applyChanges, applyPage, type CursorDeps, cursorStart, idOf, readCursor } from './cursors.ts';
import type { Connection } from './link.ts';

export interface StreamsDownDeps extends Omit<CursorDeps, 'onRecalled'> {
  clock: Clock;
  randomness: Randomness;
  log: Record<'info' | 'warn' | 'error', (context: object, message: string) => void>;
}

export interface StreamsDown {
  /** Throws Fault `message-malformed`, or `server-lost-data`. */
  hear(broadcast: Broadcast): void;
  /** All that this terminal follows: its cinema, its grants, every screening. */
  pullAll(): Promise<void>;
  pullGrants(): Promise<void>;
  /**
   * Pulls what changes have shown to be missing; and asks after every stream from time to time, since a broadcast that was
   * lost shows only when another follows it. That is the link's heartbeat too: no answer, no link.
   */
  followAll(isOver: () => boolean): Promise<void>;
  wake(): void;
}

const heartbeatMs = 10_000;

export function openStreamsDown(options: StreamsDownDeps, current: Connection): StreamsDown {
  const deps: StreamsDownDeps & CursorDeps = {
    ...options,
    onRecalled(screeningId, answers) {
      for (let from = 0; from < answers.length; from += pushEntriesMax)
        void tellRecalled(screeningId, answers.slice(from, from + pushEntriesMax));
    },
  };
  const behind = new Set<string>();
  const wake = makeWake();
  const catalogueStream = cinemaStream(deps.cinemaId);

  /** Whoever asked needn't wait for a seat that a customer has. A lost answer costs that customer some time, nothing else. */
  async function tellRecalled(screeningId: number, seats: RecallAnswers): Promise<void> {
    try {
      await current.request('rights:answer', { screeningId, seats });
    } catch (thrown) {
      deps.log.warn({ err: toFault(thrown), screeningId }, 'a recall could not be answered');
    }
  }

  function followed(): string[] {
    const screenings = deps.catalogue.current()?.screenings ?? [];
    return [
      catalogueStream,
      grantsStream(deps.terminal),
      ...screenings.map((screening) => screeningStream(screening.id)),
    ];
  }

  /** A page holds only so much; what is left is asked for again, so that no more than a page is ever in memory. */
  async function pullPages(streams: readonly string[], cursorOf: (stream: string) => Cursor): Promise<void> {
    let missing = streams;
    while (missing.length > 0) {
      const request = missing.map((stream) => ({ stream, cursor: cursorOf(stream) }));
      const { pages, left } = await current.request('streams:pull', { streams: request });
      if (left.length > 0 && pages.length === 0)
        throw new Fault('message-malformed', 'an empty page, and streams left');
      for (const page of pages) {
        if (applyPage(deps, page) === 'gap') behind.add(page.stream);
      }
      missing = left;
    }
  }
  async function pull(streams: readonly string[]): Promise<void> {
    for (let from = 0; from < streams.length; from += pullStreamsMax)
      await pullPages(streams.slice(from, from + pullStreamsMax), (stream) => readCursor(deps.store, stream));
  }
  /** The catalogue travels whole, so what is new of it is asked for without a cursor. */
  const pullCatalogue = () => pullPages([catalogueStream], () => cursorStart);

  async function pullBehind(): Promise<void> {
    const streams = new Set(behind);
    behind.clear();
    if (streams.delete(catalogueStream)) {
      const before = new Set(followed());
      await pullCatalogue();
      for (const stream of followed()) if (!before.has(stream)) streams.add(stream);
    }
    await pull([...streams]);
  }

  return {
    hear(broadcast) {
      if (applyChanges(deps, broadcast) !== 'gap') return;
      // Of a stream that was lost nothing can be applied, and every broadcast would ask for it again.
      if (broadcast.stream.startsWith('screening:') && isStopped(deps.store, idOf(broadcast.stream))) return;
      behind.add(broadcast.stream);
      wake.wake();
    },
    async pullAll() {
      await pull([catalogueStream]);
      if (behind.delete(catalogueStream)) await pullCatalogue();
      await pull(followed().slice(1));
    },
    pullGrants: () => pull([grantsStream(deps.terminal)]),
    async followAll(isOver) {
      let heartbeatDue = false;
      let cancelBeat: () => void = () => undefined;
      const armBeat = () => {
        cancelBeat = deps.clock.setTimer(jitter(deps.randomness, heartbeatMs), () => {
          heartbeatDue = true;
          wake.wake();
          armBeat();
        });
      };
      armBeat();
      try {
        while (!isOver()) {
          if (behind.size > 0) {
            await pullBehind();
            continue;
          }
          await wake.wait();
          if (!heartbeatDue || isOver()) continue;
          heartbeatDue = false;
          await pull(followed());
        }
      } finally {
        cancelBeat();
      }
    },
    wake: wake.wake,
  };
}
