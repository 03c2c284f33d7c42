/**
 * One terminal's connection, free of any transport: the socket (or the simulator) hands in requests and carries out what
 * comes back. A session serves nothing before a good hello.
 */
import { Fault, formatFault, toFault } from '@marquee/shared/errors';
import { type Acknowledgement, type Broadcast, type CallName, calls, type Hello } from '@marquee/shared/protocol/calls';
import { cinemaStream, grantsStream } from '@marquee/shared/protocol/streams';
import type { z } from 'zod';
import { type Feed, pullStreams, type SnapshotOf } from '../feed/feed.ts';
import { receivePush, storeFork } from '../journal/journal.ts';
import { snapshotForTerminals } from '../pick-up/pick-up.ts';
import { answerAsk, compareHoldings, noteRecallAnswers, snapshotGrants } from '../rights/rights.ts';
import { answerVoucherAsk, type GuessLimit } from '../vouchers/vouchers.ts';
import { type Admission, drainEntriesMin } from './admission.ts';
import { confirmStreamLost } from './loss.ts';
import { openStatusSession, type StatusSession } from './status.ts';
import { receiveBundle } from './support.ts';
import { selectForeignScreenings, selectTerminal, type TerminalRow } from './terminals.sql.ts';
import { greetTerminal, type TerminalsDeps } from './terminals.ts';

export interface SessionDeps extends TerminalsDeps {
  feed: Feed;
  log: Record<'info' | 'warn' | 'error', (context: object, message: string) => void>;
  /** Sessions by terminal number: a new hello ends the old one. */
  connected: Map<number, TerminalSession>;
  /** Who lacks more changes of a stream gets a snapshot; fewer than usual in a test. */
  pullChangesMax?: number;
  /** Of `cinema:<id>`: catalogue and keys. */
  snapshotCinema: SnapshotOf;
  /** Shared by all sessions of an instance: for comers, and for journals that are caught up on. Without it nobody waits. */
  admission?: Admission;
  drains?: Admission;
  /** Shared by all sessions of an instance. Without it anybody may guess codes of vouchers. */
  voucherGuesses?: GuessLimit;
  onConnected?: (row: TerminalRow) => void;
  /** After each call, for the metrics. */
  onAnswered?: (call: string, acknowledgement: Acknowledgement<unknown>) => void;
}

export interface TerminalSession {
  /** To be signed in the hello. */
  readonly challenge: string;
  /** Never throws: what goes wrong is in the acknowledgement, as a code of the fault table. */
  handle(call: string, request: unknown): Promise<Acknowledgement<unknown>>;
  /** Something is asked of this terminal: it hears so, and learns what by its next status. */
  nudge(): void;
  /** The connection is gone. */
  end(): void;
}

export interface Wire {
  broadcast(broadcast: Broadcast): void;
  /** Where a wire can't carry it, the terminal asks a little later by itself. */
  nudge?(): void;
  close(): void;
}

/** A terminal makes a few calls side by side; what sends more is not one of ours. */
const callsAtOnceMax = 16;
/** A closed terminal sells nothing any more, but what it has sold must arrive. */
const afterClosing: ReadonlySet<CallName> = new Set<CallName>(['journal:push', 'journal:fork']);

export function openSession(deps: SessionDeps, wire: Wire): TerminalSession {
  const challenge = Buffer.from(deps.randomness.bytes(24)).toString('base64url');
  const challengedAtMs = deps.clock.nowMs();
  const following = new Map<string, () => void>();
  /** Looked up once. */
  const ownScreenings = new Set<number>();
  let row: TerminalRow | null = null;
  let status: StatusSession | null = null;
  let isClosed = false;
  let ended = false;
  let running = 0;

  /** A terminal hears of its cinema only, and of nobody's grants but its own. */
  function mayFollow(terminal: TerminalRow, stream: string): boolean {
    return (
      stream === cinemaStream(terminal.cinema_id) ||
      stream === grantsStream(terminal.id) ||
      stream.startsWith('screening:')
    );
  }
  /** Of another cinema's screenings it hears nothing: they tell of bookings and their codes. One that is gone is nobody's. */
  async function checkScreenings(terminal: TerminalRow, { streams }: Parameters<typeof pullStreams>[1]): Promise<void> {
    const asked = streams.flatMap(({ stream }) =>
      stream.startsWith('screening:') ? [Number(stream.split(':')[1])] : [],
    );
    const unseen = asked.filter((id) => !ownScreenings.has(id));
    const [foreign] = await selectForeignScreenings(deps.database, terminal.cinema_id, unseen);
    if (foreign !== undefined) throw new Fault('access-refused', `screening:${foreign}`);
    for (const id of unseen) ownScreenings.add(id);
  }
  const snapshotOf: SnapshotOf = (queries, stream) => {
    const id = Number(stream.split(':')[1]);
    if (stream.startsWith('screening:')) return snapshotForTerminals(queries, deps, id);
    if (stream.startsWith('grants:')) return snapshotGrants(queries, id);
    return deps.snapshotCinema(queries, stream);
  };

  async function pull(terminal: TerminalRow, request: Parameters<typeof pullStreams>[1]) {
    for (const { stream } of request.streams) {
      if (!mayFollow(terminal, stream)) throw new Fault('access-refused', stream);
    }
    await checkScreenings(terminal, request);
    // Closed at another instance: nothing here has told it yet.
    if ((await selectTerminal(deps.database, terminal.id))?.state !== 'open') throw new Fault('terminal-closed');
    const { database, incarnation, pullChangesMax: changesMax } = deps;
    const pulled = await pullStreams({ database, incarnation, snapshotOf, changesMax }, request);
    const { left, revisions } = pulled;
    const pages = [];
    for (const page of pulled.pages) {
      const asked = request.streams.find(({ stream }) => stream === page.stream);
      if (page.kind === 'lost' && asked && !(await confirmStreamLost(deps, terminal.id, asked))) {
        left.push(page.stream);
        revisions.delete(page.stream);
      } else pages.push(page);
    }
    if (ended) throw new Fault('link-down');
    for (const [stream, revision] of revisions) {
      if (!following.has(stream)) following.set(stream, deps.feed.follow(stream, revision, wire.broadcast));
    }
    return { pages, left };
  }

  /** Done after each drain: whoever was away has now brought all it had. */
  async function compareHeld(terminal: TerminalRow, request: Parameters<typeof compareHoldings>[2]) {
    const answer = await compareHoldings(deps, terminal.id, request);
    await status?.noteDrained();
    return answer;
  }

  /** Comers take turns; a terminal that asks after what it follows already is one of those who sell. */
  function inTurn<R>(admission: Admission | undefined, work: () => Promise<R>): Promise<R> {
    if (!admission) return work();
    return admission.enter(() => {
      // Gone while it waited.
      if (ended) throw new Fault('link-down');
      return work();
    });
  }
  const isFollowing = ({ streams }: Parameters<typeof pullStreams>[1]): boolean =>
    streams.every(({ stream }) => following.has(stream));

  async function hello(request: Hello) {
    const greeted = await greetTerminal(deps, { challenge, challengedAtMs }, request);
    if (ended) throw new Fault('link-down');
    row = greeted.row;
    isClosed = greeted.welcome.state === 'closed';
    if (isClosed) return greeted.welcome;
    const older = deps.connected.get(row.id);
    if (older !== session) older?.end();
    deps.connected.set(row.id, session);
    deps.log.info({ terminal: row.id, acked: greeted.welcome.ackedSeq }, 'terminal connected');
    status = openStatusSession(deps, row.id);
    deps.onConnected?.(row);
    return greeted.welcome;
  }

  function read<N extends CallName>(call: N, request: unknown): z.infer<(typeof calls)[N]['request']> {
    const parsed = calls[call].request.safeParse(request);
    if (!parsed.success) throw new Fault('message-malformed', call);
    return parsed.data as z.infer<(typeof calls)[N]['request']>;
  }

  async function answer(call: CallName, request: unknown): Promise<unknown> {
    if (call === 'hello') {
      const said = read(call, request);
      return inTurn(deps.admission, () => hello(said));
    }
    if (!row) throw new Fault('access-refused', 'say hello first');
    const key = { terminal: row.id, publicKey: row.public_key };
    if (isClosed && !afterClosing.has(call)) throw new Fault('terminal-closed');
    // A gate sells nothing, so it is granted nothing.
    if (call === 'rights:ask' && row.role === 'gate')
      return { outcome: 'refused', revision: 0, refusedSeatIds: [...read(call, request).seatIds] };
    if (call === 'vouchers:ask' && row.role === 'gate') throw new Fault('access-refused', 'a gate sells nothing');
    switch (call) {
      case 'journal:push': {
        const push = read(call, request);
        const isDrain = push.entries.length >= drainEntriesMin;
        return inTurn(isDrain ? deps.drains : undefined, () => receivePush(deps, key, push));
      }
      case 'journal:fork':
        return { stored: await storeFork(deps, key, read(call, request).entries) };
      case 'streams:pull': {
        const [terminal, asked] = [row, read(call, request)];
        return isFollowing(asked) ? pull(terminal, asked) : inTurn(deps.admission, () => pull(terminal, asked));
      }
      case 'rights:ask':
        return answerAsk(
          { ...deps, isReachable: deps.isReachable ?? ((terminal) => deps.connected.has(terminal)) },
          row.id,
          read(call, request),
        );
      case 'rights:answer':
        return noteRecallAnswers(deps, row.id, read(call, request));
      case 'rights:compare':
        return compareHeld(row, read(call, request));
      case 'vouchers:ask':
        return answerVoucherAsk(deps, { terminal: row.id, cinemaId: row.cinema_id }, read(call, request));
      case 'terminal:status':
        return status?.receive(read(call, request));
      case 'support:bundle':
        return receiveBundle(deps, row.id, read(call, request));
    }
  }

  async function acknowledge(call: string, request: unknown): Promise<Acknowledgement<unknown>> {
    try {
      if (!Object.hasOwn(calls, call)) throw new Fault('message-malformed', 'unknown call');
      if (running > callsAtOnceMax) throw new Fault('too-many-tries', 'calls at once');
      return { ok: true, answer: await answer(call as CallName, request) };
    } catch (thrown) {
      const fault = toFault(thrown);
      deps.log[fault.code === 'internal-error' ? 'error' : 'warn'](
        { err: fault, terminal: row?.id, call: call.slice(0, 40) },
        `${formatFault(fault.code)} answered`,
      );
      return { ok: false, code: fault.code, detail: fault.detail };
    }
  }

  const session: TerminalSession = {
    challenge,
    async handle(call, request) {
      running += 1;
      const acknowledgement = await acknowledge(call, request);
      running -= 1;
      deps.onAnswered?.(call, acknowledgement);
      return acknowledgement;
    },
    nudge: () => wire.nudge?.(),
    end() {
      ended = true;
      for (const unfollow of following.values()) unfollow();
      following.clear();
      if (row && deps.connected.get(row.id) === session) deps.connected.delete(row.id);
      row = null;
      wire.close();
    },
  };
  return session;
}
