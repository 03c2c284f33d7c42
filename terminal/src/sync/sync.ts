/**
 * Sync with the server: journal up, streams down. It runs beside selling and never in its way; a broken link is tried
 * again, with jitter, for as long as the terminal runs.
 */
import type { Clock } from '@marquee/shared/clock';
import { Fault, type FaultCode, toFault } from '@marquee/shared/errors';
import type { Hello, Welcome } from '@marquee/shared/protocol/calls';
import { pullStreamsMax, pushBytesMax, pushEntriesMax } from '@marquee/shared/protocol/calls';
import { cinemaStream, grantsStream, screeningStream } from '@marquee/shared/protocol/streams';
import { protocolVersion } from '@marquee/shared/protocol/version';
import { jitter, type Randomness } from '@marquee/shared/randomness';
import { prepareTokens, readIdentity, rotateToken, saveStop } from '../enrol/enrol.ts';
import { lastSeq, readAcked, readEntries, readHash, saveAcked } from '../journal/journal.ts';
import { makeWake } from '../platform/wake.ts';
import { applyChanges, applyPage, type CursorDeps, cursorStart, readCursor } from './cursors.ts';
import type { Connection, Link } from './link.ts';

export interface SyncDeps extends CursorDeps {
  link: Link;
  clock: Clock;
  randomness: Randomness;
  appVersion: string;
  makeId(): string;
  log: Record<'info' | 'warn' | 'error', (context: object, message: string) => void>;
  /** The server's time at a hello: the terminal's sense of time follows it. */
  onServerTime(serverTimeMs: number): void;
  onLinkChange(): void;
}

export interface Sync {
  isOnline(): boolean;
  /** A fault that a person must settle, such as a closed terminal; null while all is well or merely offline. */
  fault(): Fault | null;
  /** New journal entries are waiting. */
  wake(): void;
  askSeats(
    screeningId: number,
    seatIds: readonly number[],
  ): Promise<{ outcome: 'granted' } | { outcome: 'refused'; seatIds: number[] }>;
  /** Resolves when everything in the journal up to now is acknowledged, or the time is over. */
  drain(timeoutMs: number): Promise<boolean>;
  stop(): Promise<void>;
}

const backOffMsMax = 8000;
const heartbeatMs = 10_000;
const recallTriesMax = 4;
const recallWaitMs = 250;
/** Faults that no amount of trying again mends. */
const lasting: ReadonlySet<FaultCode> = new Set<FaultCode>([
  'terminal-unknown',
  'terminal-closed',
  'terminal-cloned',
  'journal-forked',
  'database-rolled-back',
  'protocol-unsupported',
  'server-lost-data',
  'access-refused',
]);

export function startSync(deps: SyncDeps): Sync {
  const stopped = new AbortController();
  const pushWake = makeWake();
  const pullWake = makeWake();
  const behind = new Set<string>();
  let connection: Connection | null = null;
  let online = false;
  let fault: Fault | null = null;

  function setOnline(next: boolean): void {
    if (online === next) return;
    online = next;
    deps.onLinkChange();
  }

  async function greet(current: Connection): Promise<void> {
    const identity = readIdentity(deps.store);
    const signature = deps.key.sign(Buffer.from(`marquee hello\n${current.challenge}\n${identity.terminal}`));
    const tokens = prepareTokens(deps.store, deps.randomness);
    const hello: Hello = {
      protocol: protocolVersion,
      terminal: identity.terminal,
      ...tokens,
      signature: Buffer.from(signature).toString('base64url'),
      appVersion: deps.appVersion,
      ackedSeq: readAcked(deps.store),
      incarnation: 0,
    };
    const welcome = await current.request('hello', hello);
    rotateToken(deps.store, tokens.nextToken);
    deps.onServerTime(welcome.serverTimeMs);
    await compareJournals(current, welcome);
  }

  /** The server's mark must be a place in this very journal: otherwise one of the two was rolled back or cloned. */
  async function compareJournals(
    current: Connection,
    { ackedSeq, chain }: Pick<Welcome, 'ackedSeq' | 'chain'>,
  ): Promise<void> {
    const own = readHash(deps.store, ackedSeq);
    if (own === chain) return saveAcked(deps.store, ackedSeq);
    if (own === undefined)
      throw new Fault(
        'database-rolled-back',
        `the server has entry ${ackedSeq}, this disk ends at ${lastSeq(deps.store)}`,
      );
    for (let from = 1; from <= lastSeq(deps.store); from += pushEntriesMax) {
      await current.request('journal:fork', {
        entries: readEntries(deps.store, from, { entries: pushEntriesMax, bytes: pushBytesMax }),
      });
    }
    throw new Fault('journal-forked', `entry ${ackedSeq} differs`);
  }

  async function pushLoop(current: Connection): Promise<void> {
    while (connection === current && !stopped.signal.aborted) {
      const fromSeq = readAcked(deps.store) + 1;
      const entries = readEntries(deps.store, fromSeq, { entries: pushEntriesMax, bytes: pushBytesMax });
      if (entries.length === 0) {
        await pushWake.wait();
        continue;
      }
      const answer = await current.request('journal:push', {
        fromSeq,
        previousHash: readHash(deps.store, fromSeq - 1) ?? '',
        entries,
      });
      await compareJournals(current, answer);
      deps.onLinkChange();
    }
  }

  function followed(): string[] {
    const screenings = deps.catalogue.current()?.screenings ?? [];
    return [
      cinemaStream(deps.cinemaId),
      grantsStream(deps.terminal),
      ...screenings.map((screening) => screeningStream(screening.id)),
    ];
  }

  async function pull(current: Connection, streams: readonly string[]): Promise<void> {
    for (let from = 0; from < streams.length; from += pullStreamsMax) {
      const part = streams.slice(from, from + pullStreamsMax);
      const request = part.map((stream) => ({ stream, cursor: readCursor(deps.store, stream) }));
      const { pages } = await current.request('streams:pull', { streams: request });
      for (const page of pages) {
        if (applyPage(deps, page) === 'gap') behind.add(page.stream);
      }
    }
  }

  /** The catalogue travels whole, so it is asked for without a cursor. */
  async function pullCatalogue(current: Connection): Promise<void> {
    const stream = cinemaStream(deps.cinemaId);
    const { pages } = await current.request('streams:pull', { streams: [{ stream, cursor: cursorStart }] });
    for (const page of pages) applyPage(deps, page);
  }

  /**
   * Pulls what changes have shown to be missing; and asks after every stream from time to time, since a broadcast that was
   * lost shows only when another follows it. That is the link's heartbeat too: no answer, no link.
   */
  async function pullLoop(current: Connection): Promise<void> {
    let heartbeatDue = false;
    let cancelBeat: () => void = () => undefined;
    const armBeat = () => {
      cancelBeat = deps.clock.setTimer(jitter(deps.randomness, heartbeatMs), () => {
        heartbeatDue = true;
        pullWake.wake();
        armBeat();
      });
    };
    armBeat();
    try {
      while (connection === current && !stopped.signal.aborted) await pullMissing();
    } finally {
      cancelBeat();
    }

    async function pullMissing(): Promise<void> {
      const streams = [...behind];
      behind.clear();
      if (streams.length > 0) return pullStreams(current, streams);
      await pullWake.wait();
      if (!heartbeatDue || connection !== current) return;
      heartbeatDue = false;
      await pull(current, followed());
    }
  }

  async function pullStreams(current: Connection, streams: readonly string[]): Promise<void> {
    const catalogueStream = cinemaStream(deps.cinemaId);
    const others = new Set(streams);
    if (others.delete(catalogueStream)) {
      const before = new Set(followed());
      await pullCatalogue(current);
      for (const stream of followed()) if (!before.has(stream)) others.add(stream);
    }
    await pull(current, [...others]);
  }

  function hear(broadcast: Parameters<typeof applyChanges>[1]): void {
    try {
      if (applyChanges(deps, broadcast) === 'gap') {
        behind.add(broadcast.stream);
        pullWake.wake();
      }
    } catch (thrown) {
      deps.log.error({ err: thrown, stream: broadcast.stream }, 'a change could not be applied');
      connection?.close();
    }
  }

  async function connectOnce(): Promise<void> {
    const current = await deps.link.open((broadcast) => {
      if (connection === current) hear(broadcast);
    });
    connection = current;
    try {
      await greet(current);
      await pullCatalogue(current);
      await pull(current, followed().slice(1));
      fault = null;
      saveStop(deps.store, null);
      setOnline(true);
      await Promise.race([current.closed, pushLoop(current), pullLoop(current)]);
    } finally {
      connection = null;
      setOnline(false);
      current.close();
      pushWake.wake();
      pullWake.wake();
    }
  }

  /** Kept on disk too, for a restart without a network; a disk that can't take it must not end the trying. */
  function noteLasting(lastingFault: Fault): void {
    fault = lastingFault;
    try {
      saveStop(deps.store, lastingFault.code);
    } catch (thrown) {
      deps.log.error({ err: thrown }, 'why selling stopped could not be kept on disk');
    }
  }

  async function run(): Promise<void> {
    let waitMs = 250;
    while (!stopped.signal.aborted) {
      const startedMs = deps.clock.monotonicMs();
      try {
        await connectOnce();
      } catch (thrown) {
        const caught = toFault(thrown);
        if (lasting.has(caught.code)) noteLasting(caught);
        deps.log.warn({ err: caught }, 'the link to the server is down; trying again');
        deps.onLinkChange();
      }
      if (deps.clock.monotonicMs() - startedMs > backOffMsMax) waitMs = 250;
      await deps.clock.sleep(jitter(deps.randomness, waitMs), stopped.signal);
      waitMs = Math.min(backOffMsMax, waitMs * 2);
    }
  }

  async function askSeats(screeningId: number, seatIds: readonly number[]): ReturnType<Sync['askSeats']> {
    try {
      for (let tries = 0; tries < recallTriesMax && connection && online; tries++) {
        const current: Connection = connection;
        const answer = await current.request('rights:ask', {
          operationId: deps.makeId(),
          screeningId,
          seatIds: [...seatIds],
        });
        if (answer.outcome === 'refused') return { outcome: 'refused', seatIds: answer.refusedSeatIds };
        if (answer.outcome === 'granted') {
          if (readCursor(deps.store, grantsStream(deps.terminal)).revision < answer.revision)
            await pull(current, [grantsStream(deps.terminal)]);
          return { outcome: 'granted' };
        }
        await deps.clock.sleep(recallWaitMs);
      }
    } catch (thrown) {
      deps.log.warn({ err: toFault(thrown), screeningId }, 'seats could not be asked for');
    }
    return { outcome: 'refused', seatIds: [...seatIds] };
  }

  const done = run();
  return {
    isOnline: () => online,
    fault: () => fault,
    wake: pushWake.wake,
    askSeats,
    async drain(timeoutMs) {
      const until = deps.clock.monotonicMs() + timeoutMs;
      while (readAcked(deps.store) < lastSeq(deps.store)) {
        if (deps.clock.monotonicMs() >= until) return false;
        pushWake.wake();
        await deps.clock.sleep(20);
      }
      return true;
    },
    async stop() {
      stopped.abort();
      connection?.close();
      pushWake.wake();
      pullWake.wake();
      await done;
    },
  };
}
