/**
 * Streams carry the server's state to terminals and phones. A change is written in the transaction that makes it; its
 * revision is bumped as the last thing before the commit. Every server instance tails the streams that its own sockets
 * follow: changes of other instances are found by their revision, own ones at once.
 */
import { assert } from '@marquee/shared/assert';
import type { Clock } from '@marquee/shared/clock';
import type { Broadcast, Pull } from '@marquee/shared/protocol/calls';
import { pullChangesMax } from '@marquee/shared/protocol/calls';
import type { StreamChange, StreamPage } from '@marquee/shared/protocol/streams';
import { makeRandomId, type Randomness } from '@marquee/shared/randomness';
import type { z } from 'zod';
import { type Database, first, type Queries, type Transaction } from '../platform/database.ts';
import { bumpStream, insertChanges, insertStream, selectChangeId, selectChanges, selectRevisions } from './feed.sql.ts';

export { bumpStream, insertStream };

export interface ChangeToWrite {
  stream: string;
  body: unknown;
}
export type StreamClosed = { closed: string };

/**
 * Writes the changes, streams in key order so that two transactions can't deadlock on them. Answers the new revision of
 * each stream, or which stream is closed: the caller must then roll back.
 */
export async function writeChanges(
  tx: Transaction,
  deps: { clock: Clock; randomness: Randomness; feed: Pick<Feed, 'announce'> },
  changes: readonly ChangeToWrite[],
): Promise<Map<string, number> | StreamClosed> {
  const revisions = new Map<string, number>();
  const rows: (string | number)[][] = [];
  const inKeyOrder = [...changes].sort((a, b) => (a.stream < b.stream ? -1 : a.stream > b.stream ? 1 : 0));
  for (const { stream, body } of inKeyOrder) {
    const revision = await bumpStream(tx, stream);
    if (revision === null) return { closed: stream };
    revisions.set(stream, revision);
    rows.push([stream, revision, makeRandomId(deps.randomness), JSON.stringify(body), deps.clock.nowMs()]);
  }
  await insertChanges(tx, rows);
  const names = [...revisions.keys()];
  tx.afterCommit(() => deps.feed.announce(names));
  return revisions;
}

export type SnapshotOf = (queries: Queries, stream: string) => Promise<unknown>;

export interface Pulled {
  pages: StreamPage[];
  /** Where each stream stands after these pages: broadcasts must follow from there. */
  revisions: Map<string, number>;
}

/** A terminal's or phone's cursor of each stream -> what it lacks. */
export async function pullStreams(
  database: Database,
  incarnation: number,
  { streams }: z.infer<typeof Pull>,
  snapshotOf: SnapshotOf,
): Promise<Pulled> {
  const revisions = new Map(
    (
      await selectRevisions(
        database,
        streams.map(({ stream }) => stream),
      )
    ).map((row) => [row.name, row.revision]),
  );
  const pages: StreamPage[] = [];
  for (const { stream, cursor } of streams) {
    const revision = revisions.get(stream);
    if (revision === undefined) continue;
    const fresh = cursor.revision === 0;
    if (!fresh && (cursor.incarnation !== incarnation || cursor.revision > revision)) {
      pages.push({ kind: 'lost', stream, incarnation });
      continue;
    }
    if (!fresh && (await selectChangeId(database, stream, cursor.revision)) !== cursor.changeId) {
      pages.push({ kind: 'lost', stream, incarnation });
      continue;
    }
    if (!fresh && revision === cursor.revision) continue;
    if (!fresh && revision - cursor.revision <= pullChangesMax) {
      const changes = await selectChanges(database, stream, cursor.revision, pullChangesMax);
      pages.push({ kind: 'changes', stream, incarnation, changes: changes.map(toStreamChange), more: false });
      continue;
    }
    // The revision is read before the state: the state may be newer, and applying its changes again does no harm.
    const changeId = revision === 0 ? '' : await selectChangeId(database, stream, revision);
    assert(changeId !== undefined, `change ${stream} ${revision} exists`);
    pages.push({
      kind: 'snapshot',
      stream,
      cursor: { incarnation, revision, changeId },
      body: await snapshotOf(database, stream),
    });
  }
  return { pages, revisions };
}

const toStreamChange = (row: { revision: number; change_id: string; body: unknown }): StreamChange => ({
  revision: row.revision,
  changeId: row.change_id,
  body: row.body,
});

export interface Feed {
  /**
   * Calls `hear` with every change after `revision`, in order, without gaps; some may come twice. The answer stops it.
   */
  follow(stream: string, revision: number, hear: (broadcast: Broadcast) => void): () => void;
  /** These streams have just changed here: look at once instead of at the next poll. */
  announce(streams: readonly string[]): void;
  stop(): Promise<void>;
}

interface Followed {
  listeners: Set<(broadcast: Broadcast) => void>;
  /** Up to here all its listeners have heard. */
  revision: number;
}

const pollMs = 250;
const broadcastChangesMax = 200;

export function startFeed({
  database,
  clock,
  log,
  incarnation,
}: {
  database: Database;
  clock: Clock;
  incarnation: number;
  log: { warn(context: object, message: string): void };
}): Feed {
  const followed = new Map<string, Followed>();
  const stopped = new AbortController();
  let poked = new AbortController();
  let pending = false;

  async function tailStream(name: string, revision: number): Promise<void> {
    const entry = followed.get(name);
    if (!entry) return;
    while (entry.revision < revision) {
      const changes = await selectChanges(database, name, entry.revision, broadcastChangesMax);
      const last = changes.at(-1);
      if (!last) return;
      entry.revision = last.revision;
      const broadcast: Broadcast = { stream: name, incarnation, changes: changes.map(toStreamChange) };
      for (const hear of entry.listeners) hear(broadcast);
    }
  }

  async function tailAll(): Promise<void> {
    const names = [...followed.keys()];
    for (let from = 0; from < names.length; from += 500) {
      for (const { name, revision } of await selectRevisions(database, names.slice(from, from + 500)))
        await tailStream(name, revision);
    }
  }

  async function loop(): Promise<void> {
    while (!stopped.signal.aborted) {
      if (!pending) await clock.sleep(pollMs, poked.signal);
      if (poked.signal.aborted) poked = new AbortController();
      pending = false;
      try {
        await tailAll();
      } catch (thrown) {
        log.warn({ err: thrown }, 'the change feed could not be read; trying again');
      }
    }
  }

  const wake = () => {
    pending = true;
    poked.abort();
  };
  const done = loop();
  return {
    follow(stream, revision, hear) {
      const entry: Followed = followed.get(stream) ?? { listeners: new Set(), revision };
      entry.revision = Math.min(entry.revision, revision);
      followed.set(stream, entry);
      entry.listeners.add(hear);
      wake();
      return () => {
        entry.listeners.delete(hear);
        if (entry.listeners.size === 0) followed.delete(stream);
      };
    },
    announce: (streams) => {
      if (streams.some((name) => followed.has(name))) wake();
    },
    stop: async () => {
      stopped.abort();
      wake();
      await done;
    },
  };
}

/** The newest incarnation: a restore writes a new one. */
export async function readIncarnation(queries: Queries): Promise<{ number: number; serverNumber: number }> {
  const row = await first<{ number: number; server_number: number }>(
    queries,
    'SELECT number, server_number FROM incarnation ORDER BY number DESC LIMIT 1',
  );
  assert(row !== undefined, 'the database has an incarnation');
  return { number: row.number, serverNumber: row.server_number };
}
