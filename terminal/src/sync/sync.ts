/**
 * Sync with the server: journal up, streams down. It runs beside selling and never in its way; a broken link is tried
 * again, with jitter, for as long as the terminal runs.
 */
import { Fault, type FaultCode, toFault } from '@marquee/shared/errors';
import type { Broadcast, CallAnswer, CallRequest, Hello, Welcome } from '@marquee/shared/protocol/calls';
import { grantsStream } from '@marquee/shared/protocol/streams';
import { protocolVersion } from '@marquee/shared/protocol/version';
import { jitter } from '@marquee/shared/randomness';
import { noteWelcome, prepareTokens, readIdentity, readIncarnation, readStop, saveStop } from '../enrol/enrol.ts';
import { isJournalClosed, lastSeq, readAcked } from '../journal/journal.ts';
import { makeWake } from '../platform/wake.ts';
import { makeBackOff } from './back-off.ts';
import { compareHoldings } from './compare-holdings.ts';
import { readCursor } from './cursors.ts';
import { type JournalUp, type JournalUpDeps, openJournalUp } from './journal-up.ts';
import type { Connection, Link } from './link.ts';
import { openStreamsDown, type StreamsDown, type StreamsDownDeps } from './streams-down.ts';
import { openStatusTelling, type StatusTelling, type TellStatusDeps } from './tell-status.ts';

export type { Connection, Link } from './link.ts';

export interface SyncDeps extends StreamsDownDeps, JournalUpDeps, Pick<TellStatusDeps, 'status'> {
  link: Link;
  appVersion: string;
  makeId(): string;
  /** The server's time at a hello: the terminal's sense of time follows it. */
  onServerTime(serverTimeMs: number): void;
  /** The secret with which PINs are keyed; of 32 bytes, base64url. */
  onStaffPepper(pepper: string): void;
  onLinkChange(): void;
  /** The server has closed this terminal: what is left to do here ends with the journal's last entry. */
  onClosed(): void;
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
  /** Throws Fault `link-down`, and what the server answers. */
  askVoucher(ask: CallRequest<'vouchers:ask'>): Promise<CallAnswer<'vouchers:ask'>>;
  /** Something about this terminal has changed that people want to know. */
  tellStatus(): void;
  /** It is about to be switched off; without a link nobody is told. */
  tellLeaving(): Promise<void>;
  /** Resolves when everything in the journal up to now is acknowledged, or the time is over. */
  drain(timeoutMs: number): Promise<boolean>;
  stop(): Promise<void>;
}

/** A closed terminal has nothing to wait for but a journal that the server has lost again. */
const closedWaitMs = 60_000;
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

interface Live {
  current: Connection;
  journal: JournalUp;
  streams: StreamsDown;
  status: StatusTelling;
}

export function startSync(options: SyncDeps): Sync {
  const deps: SyncDeps = {
    ...options,
    onApplied(stream) {
      if (stream === grantsStream(options.terminal)) compareWake.wake();
      options.onApplied(stream);
    },
  };
  const stopped = new AbortController();
  const pushWake = makeWake();
  const compareWake = makeWake();
  const statusWake = makeWake();
  let live: Live | null = null;
  let isAsked = false;
  let online = false;
  let fault: Fault | null = null;

  function setOnline(next: boolean): void {
    if (online === next) return;
    online = next;
    deps.onLinkChange();
  }

  function onAsked(): void {
    isAsked = true;
    statusWake.wake();
  }
  function takeAsked(): boolean {
    const was = isAsked;
    isAsked = false;
    return was;
  }

  async function greet({ current, journal }: Live): Promise<Welcome> {
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
      incarnation: readIncarnation(deps.store),
    };
    const welcome = await current.request('hello', hello);
    noteWelcome(deps.store, { nextToken: tokens.nextToken, incarnation: welcome.incarnation });
    deps.onServerTime(welcome.serverTimeMs);
    if (welcome.staffPepper !== undefined) deps.onStaffPepper(welcome.staffPepper);
    if (welcome.state === 'closed') noteLasting(new Fault('terminal-closed'));
    const adopted = readIncarnation(deps.store);
    if (welcome.incarnation !== adopted)
      throw new Fault('server-lost-data', `incarnation ${welcome.incarnation}, this terminal has adopted ${adopted}`);
    await journal.meet(welcome);
    return welcome;
  }

  function hear({ current, streams }: Live, broadcast: Broadcast): void {
    try {
      streams.hear(broadcast);
    } catch (thrown) {
      deps.log.error({ err: thrown, stream: broadcast.stream }, 'a change could not be applied');
      current.close();
    }
  }

  /** Answers how the connection ended: it broke, or there is nothing left to do on it. */
  async function connectOnce(): Promise<'broken' | 'done'> {
    const current = await deps.link.open((broadcast) => {
      // Before the welcome nothing is followed, so nothing is missed.
      if (live?.current === current) hear(live, broadcast);
    }, onAsked);
    const mine: Live = {
      current,
      journal: openJournalUp(deps, current),
      streams: openStreamsDown(deps, current),
      status: openStatusTelling(deps, current),
    };
    live = mine;
    const over = new AbortController();
    const sending = {
      wake: pushWake,
      isOver: () => live !== mine || stopped.signal.aborted,
      onAnswer() {
        compareWake.wake();
        statusWake.wake();
        deps.onLinkChange();
      },
    };
    const ended = current.closed.then(() => 'broken' as const);
    try {
      const { state } = await greet(mine);
      // One that was closed stays so: a server that forgot it, or has not heard of it yet, is told by the last entry.
      if (state === 'closed' || isClosed()) {
        return await Promise.race([ended, mine.journal.sendAll(sending).then(() => 'done' as const)]);
      }
      await mine.streams.pullAll().catch(async (thrown) => {
        // Whatever the server has forgotten, and though nothing is sold here any more: what was sold must arrive.
        if (toFault(thrown).code === 'server-lost-data') await Promise.race([ended, mine.journal.sendRest(sending)]);
        throw thrown;
      });
      fault = null;
      saveStop(deps.store, null);
      setOnline(true);
      void mine.status.tellAll({ wake: statusWake, takeAsked, over: over.signal });
      await Promise.race([
        ended,
        mine.journal.sendAll(sending),
        mine.streams.followAll(sending.isOver),
        compareHoldings(deps, current, { wake: compareWake, over: over.signal, isDrained: mine.journal.isDrained }),
      ]);
      return 'broken';
    } finally {
      live = null;
      over.abort();
      setOnline(false);
      current.close();
      pushWake.wake();
      compareWake.wake();
      statusWake.wake();
      mine.streams.wake();
    }
  }

  const isClosed = () =>
    isJournalClosed(deps.store) || fault?.code === 'terminal-closed' || readStop(deps.store) === 'terminal-closed';

  /** Kept on disk too, for a restart without a network; a disk that can't take it must not end the trying. */
  function noteLasting(lastingFault: Fault): void {
    fault = lastingFault;
    if (lastingFault.code === 'terminal-closed') deps.onClosed();
    try {
      saveStop(deps.store, lastingFault.code);
    } catch (thrown) {
      deps.log.error({ err: thrown }, 'why selling stopped could not be kept on disk');
    }
    deps.onLinkChange();
  }

  async function run(): Promise<void> {
    const backOff = makeBackOff(deps.randomness);
    while (!stopped.signal.aborted) {
      const startedMs = deps.clock.monotonicMs();
      let isDone = false;
      try {
        isDone = (await connectOnce()) === 'done';
      } catch (thrown) {
        const caught = toFault(thrown);
        if (lasting.has(caught.code)) noteLasting(caught);
        deps.log.warn({ err: caught }, 'the link to the server is down; trying again');
        deps.onLinkChange();
      }
      const waitMs = backOff(deps.clock.monotonicMs() - startedMs);
      await deps.clock.sleep(isDone ? jitter(deps.randomness, closedWaitMs) : waitMs, stopped.signal);
    }
  }

  async function askSeats(screeningId: number, seatIds: readonly number[]): ReturnType<Sync['askSeats']> {
    try {
      for (let tries = 0; tries < recallTriesMax && live && online; tries++) {
        const mine: Live = live;
        const answer = await mine.current.request('rights:ask', {
          operationId: deps.makeId(),
          screeningId,
          seatIds: [...seatIds],
        });
        if (answer.outcome === 'refused') return { outcome: 'refused', seatIds: answer.refusedSeatIds };
        if (answer.outcome === 'granted') {
          if (readCursor(deps.store, grantsStream(deps.terminal)).revision < answer.revision)
            await mine.streams.pullGrants();
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
    wake() {
      pushWake.wake();
      statusWake.wake();
    },
    tellStatus: statusWake.wake,
    async tellLeaving() {
      if (online) await live?.status.tellLeaving();
    },
    askSeats,
    async askVoucher(ask) {
      if (!live || !online) throw new Fault('link-down', 'vouchers:ask');
      return live.current.request('vouchers:ask', ask);
    },
    async drain(timeoutMs) {
      const until = deps.clock.monotonicMs() + timeoutMs;
      while (readAcked(deps.store) < lastSeq(deps.store) || live?.journal.isDrained() === false) {
        if (deps.clock.monotonicMs() >= until) return false;
        pushWake.wake();
        await deps.clock.sleep(20);
      }
      return true;
    },
    async stop() {
      stopped.abort();
      live?.current.close();
      pushWake.wake();
      await done;
    },
  };
}
