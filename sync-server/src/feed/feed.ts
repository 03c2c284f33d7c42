/**
 * Streams carry the server's state to terminals and phones. A change is written in the transaction that makes it; its
 * revision is bumped as the last thing before the commit. Every server instance tails the streams that its own sockets
 * follow: changes of other instances are found by their revision, own ones at once.
 */
import { assert } from '@marquee/shared/assert';
import type { Clock } from '@marquee/shared/clock';
import type { Pull } from '@marquee/shared/protocol/calls';
import { pageBytesMax, pageChangesMax, pullChangesMax } from '@marquee/shared/protocol/calls';
import { type Cursor, type StreamChange, type StreamPage, streamStart } from '@marquee/shared/protocol/streams';
import { makeRandomId, type Randomness } from '@marquee/shared/randomness';
import type { z } from 'zod';
import { type Database, first, type Queries, type Transaction } from '../platform/database.ts';
import {
  bumpStream,
  bumpStreams,
  closeStream,
  insertChanges,
  insertChangesOfBumped,
  insertStream,
  lockStream,
  selectChangeId,
  selectChangeIds,
  selectChanges,
  selectOpen,
  selectRevisions,
  toStreamChange,
} from './feed.sql.ts';
import type { Feed } from './tail.ts';

export { type Feed, type FeedOptions, startFeed } from './tail.ts';
export { bumpStream, closeStream, insertStream, lockStream };
/** Tells every instance of what is edited in the catalogue, so that its search and caches follow. */
export const catalogueStream = 'catalogue';

export interface ChangeToWrite {
  stream: string;
  body: unknown;
  /** The writer must know the revision that this change gets. One of the changes at most. */
  wantRevision?: true;
}
export type StreamClosed = { closed: string };
/** `revision`: of the change that wanted it, else 0. */
export type Written = { revision: number };

/**
 * Writes the changes, streams in key order so that two transactions can't deadlock on them. Answers the revision that was
 * wanted, or which stream is closed: the caller must then roll back.
 */
export async function writeChanges(
  tx: Transaction,
  deps: { clock: Clock; randomness: Randomness; feed: Pick<Feed, 'announce'> },
  changes: readonly ChangeToWrite[],
): Promise<Written | StreamClosed> {
  const inKeyOrder = [...changes].sort((a, b) => (a.stream < b.stream ? -1 : a.stream > b.stream ? 1 : 0));
  const names = [...new Set(inKeyOrder.map(({ stream }) => stream))];
  const rows = inKeyOrder.map(({ stream, body }) => ({
    stream,
    changeId: makeRandomId(deps.randomness),
    body: JSON.stringify(body),
    atMs: deps.clock.nowMs(),
  }));
  const wanted = changes.find(({ wantRevision }) => wantRevision)?.stream ?? null;
  // Streams are locked from their bump to the commit, and everybody at a screening wants the same one: few round trips.
  const together = tx.dialect === 'mysql' && names.length > 1 && names.length === changes.length;
  const written = await (together ? writeTogether(tx, rows, wanted) : writeOneByOne(tx, rows, wanted));
  if (!('closed' in written)) tx.afterCommit(() => deps.feed.announce(names));
  return written;
}

interface ChangeRowToInsert {
  stream: string;
  changeId: string;
  body: string;
  atMs: number;
}

async function writeTogether(
  tx: Transaction,
  rows: readonly ChangeRowToInsert[],
  wanted: string | null,
): Promise<Written | StreamClosed> {
  const names = rows.map(({ stream }) => stream);
  const { changes, insertId } = await bumpStreams(tx, names, wanted);
  if (changes < names.length) {
    const open = new Set(await selectOpen(tx, names));
    return { closed: names.find((name) => !open.has(name)) ?? '' };
  }
  await insertChangesOfBumped(tx, rows);
  return { revision: wanted === null ? 0 : insertId };
}

async function writeOneByOne(
  tx: Transaction,
  rows: readonly ChangeRowToInsert[],
  wanted: string | null,
): Promise<Written | StreamClosed> {
  let wantedRevision = 0;
  const toInsert: (string | number)[][] = [];
  for (const { stream, changeId, body, atMs } of rows) {
    const revision = await bumpStream(tx, stream);
    if (revision === null) return { closed: stream };
    if (stream === wanted) wantedRevision = revision;
    toInsert.push([stream, revision, changeId, body, atMs]);
  }
  await insertChanges(tx, toInsert);
  return { revision: wantedRevision };
}

/** Like `writeChanges`, for streams that are never closed: all but a terminal's grants. */
export async function writeOpenChanges(
  tx: Transaction,
  deps: Parameters<typeof writeChanges>[1],
  changes: readonly ChangeToWrite[],
): Promise<void> {
  const written = await writeChanges(tx, deps, changes);
  // The streams before it are bumped already, without their change: nothing of this may be committed.
  assert(!('closed' in written), `stream ${'closed' in written ? written.closed : ''} is open`);
}

/** The newest revision of a stream; 0 where there is none. */
export async function readRevision(queries: Queries, stream: string): Promise<number> {
  return (await selectRevisions(queries, [stream]))[0]?.revision ?? 0;
}

/** The newest revisions by stream, of those that exist. */
export async function readRevisions(queries: Queries, streams: readonly string[]): Promise<Map<string, number>> {
  if (streams.length === 0) return new Map();
  return new Map((await selectRevisions(queries, streams)).map(({ name, revision }) => [name, revision]));
}

export type SnapshotOf = (queries: Queries, stream: string) => Promise<unknown>;

export interface Pulled {
  pages: StreamPage[];
  /** Streams that did not fit, or not whole. */
  left: string[];
  /** Where each stream stands that is not left: broadcasts must follow from there. */
  revisions: Map<string, number>;
}

/** Read at once: bodies are of any size, and nobody knows it before they are read. */
const changesAtOnce = 50;

/** What an answer may still hold: a terminal that is far behind asks again rather than fill both sides' memory. */
interface Room {
  changes: number;
  bytes: number;
}
const isFull = (room: Room): boolean => room.changes <= 0 || room.bytes <= 0;

export interface PullSource {
  database: Database;
  incarnation: number;
  snapshotOf: SnapshotOf;
  /** Who lacks more changes of a stream gets a snapshot. Fewer than usual in a test. */
  changesMax?: number | undefined;
}

/**
 * A terminal's or phone's cursor of each stream -> what it lacks, as much as fits. A stream that doesn't exist has no
 * page; one that was begun but not finished is among those left.
 */
export async function pullStreams(source: PullSource, { streams }: z.infer<typeof Pull>): Promise<Pulled> {
  const { database, incarnation, snapshotOf } = source;
  const names = streams.map(({ stream }) => stream);
  const revisions = await readRevisions(database, names);
  const changeIds = await selectChangeIds(
    database,
    streams.map(({ stream, cursor }) => ({ stream, revision: cursor.revision })).filter(({ revision }) => revision > 0),
  );
  const room: Room = { changes: pageChangesMax, bytes: pageBytesMax };
  const pages: StreamPage[] = [];
  const left: string[] = [];
  for (const { stream, cursor } of streams) {
    const revision = revisions.get(stream);
    if (revision === undefined) continue;
    const at = { stream, incarnation, revision };
    const compared = compareCursor(at, cursor, changeIds.get(stream));
    const isFarBehind = revision - cursor.revision > (source.changesMax ?? pullChangesMax);
    const lack = compared === 'changes' && isFarBehind ? 'all' : compared;
    if (lack === 'nothing') continue;
    if (lack === 'lost') {
      pages.push({ kind: 'lost', stream, incarnation });
      continue;
    }
    if (!isFull(room)) {
      const page =
        lack === 'all' ? await readSnapshot(database, at, snapshotOf) : await readChanges(database, at, cursor, room);
      pages.push(page);
      if (page.kind === 'snapshot') takeSnapshot(room, page, names.length);
      if (page.kind !== 'changes' || (page.changes.at(-1)?.revision ?? 0) >= revision) continue;
    }
    left.push(stream);
    revisions.delete(stream);
  }
  return { pages, left, revisions };
}

interface StreamPlace {
  stream: string;
  incarnation: number;
  revision: number;
}

/** `all`: the cursor is new. */
function compareCursor(
  { incarnation, revision }: StreamPlace,
  cursor: Cursor,
  changeId: string | undefined,
): 'nothing' | 'changes' | 'all' | 'lost' {
  if (cursor.changeId === '') return 'all';
  if (cursor.incarnation !== incarnation || cursor.revision > revision) return 'lost';
  if (cursor.changeId !== (cursor.revision === 0 ? streamStart : changeId)) return 'lost';
  if (cursor.revision === revision) return 'nothing';
  return 'changes';
}

/** Whether this database doesn't know a place that it has told of: what came after it there is forgotten. */
export async function isLost(
  queries: Queries,
  incarnation: number,
  { stream, cursor }: z.infer<typeof Pull>['streams'][number],
): Promise<boolean> {
  const revision = await readRevision(queries, stream);
  const changeId = await selectChangeId(queries, stream, cursor.revision);
  return compareCursor({ stream, incarnation, revision }, cursor, changeId) === 'lost';
}

/** As many as there is room for, and at least one. */
async function readChanges(
  database: Database,
  { stream, incarnation, revision }: StreamPlace,
  cursor: Cursor,
  room: Room,
): Promise<StreamPage> {
  const changes: StreamChange[] = [];
  let after = cursor.revision;
  while (after < revision && !isFull(room)) {
    const rows = await selectChanges(database, stream, after, Math.min(changesAtOnce, room.changes));
    for (const row of rows) {
      if (isFull(room)) break;
      changes.push(toStreamChange(row));
      after = row.revision;
      room.changes -= 1;
      room.bytes -= row.bytes;
    }
    // Changes that are cleared away meanwhile: what comes after them shows the gap.
    if (rows.length === 0) break;
  }
  return { kind: 'changes', stream, incarnation, changes };
}

/** How long a snapshot is matters to the streams beside it only; the catalogue, the longest, is asked for alone. */
function takeSnapshot(room: Room, { body }: { body?: unknown }, streamsAsked: number): void {
  if (streamsAsked > 1) room.bytes -= JSON.stringify(body).length;
}

/** The revision was read before the state: the state may be newer, and applying its changes again does no harm. */
async function readSnapshot(
  database: Database,
  { stream, incarnation, revision }: StreamPlace,
  snapshotOf: SnapshotOf,
): Promise<StreamPage> {
  const changeId = revision === 0 ? streamStart : await selectChangeId(database, stream, revision);
  assert(changeId !== undefined, `change ${stream} ${revision} exists`);
  const body = await snapshotOf(database, stream);
  return { kind: 'snapshot', stream, cursor: { incarnation, revision, changeId }, body };
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

/** The streams whose names begin so. */
export async function listStreams(queries: Queries, kind: 'cinema:'): Promise<string[]> {
  const rows = await queries.all<{ name: string }>('SELECT name FROM `stream` WHERE name LIKE ? ORDER BY name', [
    `${kind}%`,
  ]);
  return rows.map((row) => row.name);
}

/** Every number that this server has numbered its own tickets under. */
export async function listServerNumbers(queries: Queries): Promise<number[]> {
  const rows = await queries.all<{ server_number: number }>(
    'SELECT DISTINCT server_number FROM incarnation ORDER BY server_number',
  );
  return rows.map((row) => row.server_number);
}
