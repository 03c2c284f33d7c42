/**
 * What a terminal does about rights, without its disk and its screen: it hears of its grants from any instance, sells and
 * returns only what it holds, and sends its journal. The real one is tried with the server in e2e.
 */
import { type GrantChange, grantsStream, type StreamPage } from '@marquee/shared/protocol/streams';
import { aSale, aSaleLine } from '@marquee/shared/testing/builders';
import { pullStreams } from '../../feed/feed.ts';
import { receivePush, type TerminalKey } from '../../journal/journal.ts';
import { snapshotGrants } from '../../rights/rights.ts';
import type { JournalWriter } from '../journal-writer.ts';
import type { Clerk } from './clerk.ts';

export interface HeldRight {
  screeningId: number;
  seatId: number;
  version: number;
}

export interface SmallTerminal {
  number: number;
  key: TerminalKey;
  journal: JournalWriter;
  held(screeningId?: number): HeldRight[];
  /** Seats that the server has asked to be returned, of those that are held. */
  recalled(): HeldRight[];
  /** Hears what is new in its grants stream. */
  catchUp(via: number): Promise<void>;
  /** The revision of its grants stream that it has heard. */
  heardUpTo(): number;
  sell(rights: readonly HeldRight[]): void;
  giveBack(rights: readonly HeldRight[]): void;
  /** Sends what is not acknowledged yet, to two instances at the same moment. */
  push(via: number): Promise<void>;
  ackedSeq(): number;
}

const nameOf = ({ screeningId, seatId }: Pick<HeldRight, 'screeningId' | 'seatId'>) => `${screeningId} ${seatId}`;

export function makeSmallTerminal(key: TerminalKey, journal: JournalWriter, clerk: Clerk): SmallTerminal {
  const stream = grantsStream(key.terminal);
  const held = new Map<string, HeldRight>();
  const recalls = new Set<string>();
  /** By seat, the newest grant that was ever heard of: an older one, or this one again, brings nothing back. */
  const heard = new Map<string, number>();
  let cursor = { incarnation: 0, revision: 0, changeId: '' };
  let acked = 0;
  let turn: Promise<unknown> = Promise.resolve();

  function hear(change: GrantChange): void {
    if (change.kind === 'release') return;
    for (const { seatId, version } of change.seats) {
      const right = { screeningId: change.screeningId, seatId, version };
      const name = nameOf(right);
      if (change.kind === 'recall') recalls.add(`${name} ${version}`);
      else if (version > (heard.get(name) ?? 0)) {
        heard.set(name, version);
        held.set(name, right);
      }
    }
  }

  function turnPage(page: StreamPage): void {
    if (page.kind === 'lost') throw new Error(`terminal ${key.terminal} was told that the server lost ${stream}`);
    if (page.kind === 'snapshot') {
      // A snapshot that is older than the cursor is nothing new.
      if (page.cursor.revision < cursor.revision) return;
      for (const change of page.body as GrantChange[]) hear(change);
      cursor = page.cursor;
      return;
    }
    for (const change of page.changes) {
      if (change.revision <= cursor.revision) continue;
      if (change.revision !== cursor.revision + 1) throw new Error(`a gap in ${stream} before ${change.revision}`);
      hear(change.body as GrantChange);
      cursor = { incarnation: page.incarnation, revision: change.revision, changeId: change.changeId };
    }
  }

  function inTurn<R>(work: () => Promise<R>): Promise<R> {
    const mine = turn.then(work);
    turn = mine.catch(() => undefined);
    return mine;
  }

  function forget(rights: readonly HeldRight[]): void {
    for (const right of rights) {
      if (held.get(nameOf(right))?.version !== right.version) throw new Error(`seat ${nameOf(right)} is not held`);
      held.delete(nameOf(right));
    }
  }

  return {
    number: key.terminal,
    key,
    journal,
    held: (screeningId) =>
      [...held.values()].filter((right) => (screeningId ?? right.screeningId) === right.screeningId),
    recalled: () => [...held.values()].filter((right) => recalls.has(`${nameOf(right)} ${right.version}`)),
    catchUp: (via) =>
      inTurn(async () => {
        const { pages } = await clerk.send(via, ({ database, incarnation }) =>
          pullStreams(
            { database, incarnation, snapshotOf: (queries) => snapshotGrants(queries, key.terminal) },
            { streams: [{ stream, cursor }] },
          ),
        );
        for (const page of pages) turnPage(page);
      }),
    sell(rights) {
      forget(rights);
      for (const [screeningId, seats] of Map.groupBy(rights, (right) => right.screeningId)) {
        const lines = seats.map(({ seatId, version }, index) => aSaleLine({ line: index + 1, seatId, version }));
        journal.append('sale.made', aSale({ screeningId, lines }));
      }
    },
    giveBack(rights) {
      forget(rights);
      for (const [screeningId, seats] of Map.groupBy(rights, (right) => right.screeningId))
        journal.append('rights.returned', {
          screeningId,
          seats: seats.map(({ seatId, version }) => ({ seatId, version })),
          reason: 'recalled',
        });
    },
    push: (via) =>
      inTurn(async () => {
        const toSeq = journal.entries.length;
        if (toSeq === acked) return;
        const push = journal.push(acked + 1, toSeq);
        const answers = await clerk.sendTwice(via, (instance) => receivePush(instance, key, push));
        const expected = { ackedSeq: toSeq, chain: push.entries.at(-1)?.hash };
        for (const answer of answers) {
          if (answer.ackedSeq !== expected.ackedSeq || answer.chain !== expected.chain)
            throw new Error(
              `terminal ${key.terminal} was answered ${JSON.stringify(answer)} to entries up to ${toSeq}`,
            );
        }
        acked = toSeq;
      }),
    ackedSeq: () => acked,
    heardUpTo: () => cursor.revision,
  };
}
