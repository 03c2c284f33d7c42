/** A server of few words: it answers as the real one would, and a test replaces the answers that matter to it. */
import { Fault } from '@marquee/shared/errors';
import type { Broadcast, CallAnswer, CallName, CallRequest } from '@marquee/shared/protocol/calls';
import { chainStart } from '@marquee/shared/protocol/journal';
import type { StreamPage } from '@marquee/shared/protocol/streams';
import { aCinemaSnapshot } from '@marquee/shared/testing/builders';
import type { Link } from '../sync/link.ts';
import type { HandClock } from './hand-clock.ts';

type Answers = { [N in CallName]: (request: CallRequest<N>) => CallAnswer<N> | Promise<CallAnswer<N>> };

export interface ScriptedLink extends Link {
  /** Every call that came, in order. */
  readonly heard: { call: CallName; request: unknown }[];
  readonly answers: Answers;
  /** Snapshots by stream, with their revision. */
  readonly snapshots: Map<string, { revision: number; body: unknown }>;
  acked: { seq: number; chain: string };
  isReachable: boolean;
  opened: number;
  broadcast(stream: string, changes: { revision: number; body: unknown }[], incarnation?: number): void;
  /** The cable is out; the terminal notices at once. */
  cut(): void;
  /** The server asks something. */
  ask(): void;
  calls(call: CallName): unknown[];
}

export const changeId = (revision: number): string => `change-${revision}`;

export function makeScriptedLink(clock: HandClock): ScriptedLink {
  let hear: ((broadcast: Broadcast) => void) | null = null;
  let end: (() => void) | null = null;
  let asked: () => void = () => undefined;
  const pageOf = (stream: string): StreamPage => {
    const { revision, body } = link.snapshots.get(stream) ?? {
      revision: 1,
      body: stream.startsWith('screening') ? { seats: [], covered: [] } : [],
    };
    return { kind: 'snapshot', stream, cursor: { incarnation: 1, revision, changeId: changeId(revision) }, body };
  };
  const answers: Answers = {
    hello: ({ protocol }) => ({
      protocol,
      state: 'open',
      cinemaId: 1,
      incarnation: 1,
      serverTimeMs: clock.nowMs(),
      ackedSeq: link.acked.seq,
      chain: link.acked.chain,
    }),
    'journal:push': ({ fromSeq, entries }) => {
      const last = entries.at(-1);
      if (last && fromSeq === link.acked.seq + 1) link.acked = { seq: last.seq, chain: last.hash };
      return { ackedSeq: link.acked.seq, chain: link.acked.chain };
    },
    'journal:fork': ({ entries }) => ({ stored: entries.length }),
    'streams:pull': ({ streams }) => ({ pages: streams.map(({ stream }) => pageOf(stream)), left: [] }),
    'rights:answer': ({ seats }) => ({ noted: seats.length }),
    'rights:compare': () => ({ outcome: 'same', screeningIds: [] }),
    'rights:ask': ({ seatIds }) => ({ outcome: 'refused', revision: 0, refusedSeatIds: [...seatIds] }),
    'vouchers:ask': () => ({ outcome: 'refused', reason: 'unknown' }),
    'terminal:status': () => ({ serverTimeMs: clock.nowMs(), drill: null, bundle: null }),
    'support:bundle': () => ({ kept: true }),
  };
  const link: ScriptedLink = {
    heard: [],
    answers,
    snapshots: new Map([['cinema:1', { revision: 1, body: aCinemaSnapshot() }]]),
    acked: { seq: 0, chain: chainStart },
    isReachable: true,
    opened: 0,
    broadcast(stream, changes, incarnation = 1) {
      hear?.({
        stream,
        incarnation,
        changes: changes.map((change) => ({ ...change, changeId: changeId(change.revision) })),
      });
    },
    cut: () => end?.(),
    ask: () => asked(),
    calls: (call) => link.heard.filter((each) => each.call === call).map((each) => each.request),
    async open(onBroadcast, onAsked = () => undefined) {
      if (!link.isReachable) throw new Fault('link-down', 'scripted');
      link.opened += 1;
      hear = onBroadcast;
      asked = onAsked;
      let isOpen = true;
      let resolveClosed: () => void = () => undefined;
      const closed = new Promise<void>((resolve) => {
        resolveClosed = resolve;
      });
      const close = () => {
        isOpen = false;
        if (hear === onBroadcast) hear = null;
        resolveClosed();
      };
      end = close;
      return {
        challenge: 'a challenge of the scripted server',
        closed,
        close,
        async request(call, request) {
          if (!isOpen) throw new Fault('link-down', call);
          link.heard.push({ call, request });
          const answer = await Promise.race([
            link.answers[call](request as never),
            closed.then(() => 'closed' as const),
          ]);
          if (answer === 'closed') throw new Fault('link-down', call);
          return answer as never;
        },
      };
    },
  };
  return link;
}
