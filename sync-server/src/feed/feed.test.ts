import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Broadcast } from '@marquee/shared/protocol/calls';
import { pullChangesMax } from '@marquee/shared/protocol/calls';
import { streamStart } from '@marquee/shared/protocol/streams';
import { systemClock } from '../platform/clock.ts';
import { engines } from '../platform/testing/databases.ts';
import { incarnation } from '../testing/house.ts';
import { openTestServer, type TestServer } from '../testing/test-server.ts';
import { type Feed, pullStreams, readIncarnation, readRevision, startFeed, writeChanges } from './feed.ts';

/** A listener that can be waited for: resolves once it has heard of the revision. */
function makeListener() {
  const heard: number[] = [];
  const waiting: { revision: number; resolve: () => void }[] = [];
  return {
    heard,
    hear({ changes }: Broadcast) {
      heard.push(...changes.map((change) => change.revision));
      for (const { revision, resolve } of waiting) if ((heard.at(-1) ?? 0) >= revision) resolve();
    },
    until: (revision: number) =>
      new Promise<void>((resolve) => {
        if ((heard.at(-1) ?? 0) >= revision) resolve();
        else waiting.push({ revision, resolve });
      }),
  };
}
const atStart = { incarnation, revision: 0, changeId: streamStart };
const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, i) => from + i);

describe.each(engines)('the change feed on %s', (engine) => {
  let server: TestServer;
  let streams = 0;
  beforeAll(async () => {
    server = await openTestServer(engine);
  });
  afterAll(() => server.close());

  async function aStream(): Promise<string> {
    const stream = `screening:${++streams + 1000}`;
    await server.database.transaction('stream', (tx) =>
      tx.run('INSERT INTO `stream` (name, revision, closed) VALUES (?, 0, 0)', [stream]),
    );
    return stream;
  }
  const write = (stream: string, body: unknown, feed: Pick<Feed, 'announce'> = server.deps.feed) =>
    server.database.transaction('change', (tx) => writeChanges(tx, { ...server.deps, feed }, [{ stream, body }]));
  const pull = (stream: string, cursor: { incarnation: number; revision: number; changeId: string }) =>
    pullStreams(
      { database: server.database, incarnation, snapshotOf: async (_, name) => ({ all: name }) },
      { streams: [{ stream, cursor }] },
    );
  const cursorAt = async (stream: string, revision: number) => {
    const [row] = await server.database.all<{ change_id: string }>(
      'SELECT change_id FROM `change` WHERE stream = ? AND revision = ?',
      [stream, revision],
    );
    return { incarnation, revision, changeId: row?.change_id ?? '' };
  };

  test('revisions count every change without a gap, however many write at the same time', async () => {
    const [one, two] = [await aStream(), await aStream()];
    const writers = Array.from({ length: 48 }, (_, i) =>
      server.database.transaction('change', (tx) =>
        // The two streams are given in either order: it must not matter.
        writeChanges(
          tx,
          server.deps,
          i % 2
            ? [
                { stream: one, body: i },
                { stream: two, body: i },
              ]
            : [
                { stream: two, body: i },
                { stream: one, body: i },
              ],
        ),
      ),
    );
    await Promise.all(writers);
    for (const stream of [one, two]) {
      const rows = await server.database.all<{ revision: number; change_id: string }>(
        'SELECT revision, change_id FROM `change` WHERE stream = ? ORDER BY revision',
        [stream],
      );
      expect(rows.map((row) => row.revision)).toEqual(range(1, 48));
      expect(new Set(rows.map((row) => row.change_id)).size).toBe(48);
      expect(await readRevision(server.database, stream)).toBe(48);
    }
  });

  test('a change that is rolled back leaves no revision behind', async () => {
    const stream = await aStream();
    const fails = server.database.transaction('change', async (tx) => {
      await writeChanges(tx, server.deps, [{ stream, body: 1 }]);
      throw new Error('the rest failed');
    });
    await expect(fails).rejects.toThrow('the rest failed');
    expect(await readRevision(server.database, stream)).toBe(0);
    await write(stream, 2);
    expect(await readRevision(server.database, stream)).toBe(1);
  });

  test('a closed or missing stream takes no change, and says so', async () => {
    const stream = await aStream();
    await server.database.transaction('close', (tx) =>
      tx.run('UPDATE `stream` SET closed = 1 WHERE name = ?', [stream]),
    );
    expect(await write(stream, 1)).toEqual({ closed: stream });
    expect(await write('screening:999999', 1)).toEqual({ closed: 'screening:999999' });
    expect(await readRevision(server.database, stream)).toBe(0);
  });

  test('a pull answers the changes after the cursor, and nothing where there are none', async () => {
    const stream = await aStream();
    for (const body of ['a', 'b', 'c']) await write(stream, { body });
    expect((await pull(stream, atStart)).pages[0]).toMatchObject({ changes: [{}, {}, {}] });
    const { pages, revisions } = await pull(stream, await cursorAt(stream, 1));
    const ids = [await cursorAt(stream, 2), await cursorAt(stream, 3)].map((cursor) => cursor.changeId);
    expect(pages).toEqual([
      {
        kind: 'changes',
        stream,
        incarnation,
        changes: [
          { revision: 2, changeId: ids[0], body: { body: 'b' } },
          { revision: 3, changeId: ids[1], body: { body: 'c' } },
        ],
      },
    ]);
    expect([...revisions]).toEqual([[stream, 3]]);
    expect((await pull(stream, await cursorAt(stream, 3))).pages).toEqual([]);
  });

  test('who is new or far behind gets a snapshot, and an unknown stream has no page', async () => {
    const stream = await aStream();
    expect((await pull(stream, { incarnation: 0, revision: 0, changeId: '' })).pages).toEqual([
      { kind: 'snapshot', stream, cursor: atStart, body: { all: stream } },
    ]);
    await server.database.transaction('changes', async (tx) => {
      const changes = range(1, pullChangesMax + 2).map((body) => ({ stream, body }));
      await writeChanges(tx, server.deps, changes);
    });
    const newest = await cursorAt(stream, pullChangesMax + 2);
    expect((await pull(stream, atStart)).pages[0]).toMatchObject({ kind: 'snapshot', cursor: newest });
    expect((await pull(stream, await cursorAt(stream, 1))).pages).toEqual([
      { kind: 'snapshot', stream, cursor: newest, body: { all: stream } },
    ]);
    expect((await pull(stream, await cursorAt(stream, 2))).pages[0]).toMatchObject({ kind: 'changes' });
    expect((await pull('screening:999999', newest)).pages).toEqual([]);
  });

  test('an answer holds five hundred changes at most, names what is left, and asking on brings each once', async () => {
    const streams = [await aStream(), await aStream(), await aStream(), await aStream()];
    for (const stream of streams.slice(0, 3)) {
      await server.database.transaction('changes', (tx) =>
        writeChanges(
          tx,
          server.deps,
          range(1, 450).map((body) => ({ stream, body })),
        ),
      );
    }
    const cursors = new Map(streams.map((stream) => [stream, atStart]));
    const heard = new Map(streams.map((stream) => [stream, [] as number[]]));
    const lefts: string[][] = [];
    let asked: string[] = streams;
    while (asked.length > 0) {
      const request = { streams: asked.map((stream) => ({ stream, cursor: cursors.get(stream)! })) };
      const { pages, left, revisions } = await pullStreams(
        { database: server.database, incarnation, snapshotOf: async () => null },
        request,
      );
      expect([...revisions.keys(), ...left].sort()).toEqual(asked.toSorted());
      for (const page of pages) {
        if (page.kind !== 'changes') throw new Error(page.kind);
        heard.get(page.stream)!.push(...page.changes.map(({ revision }) => revision));
        const { revision, changeId } = page.changes.at(-1)!;
        cursors.set(page.stream, { incarnation, revision, changeId });
      }
      lefts.push(left);
      asked = left;
    }
    expect(lefts).toEqual([[streams[1], streams[2]], [streams[2]], []]);
    expect([...heard.values()]).toEqual([range(1, 450), range(1, 450), range(1, 450), []]);
  });

  test('an answer of large changes or snapshots ends at half a megabyte, and brings one at least', async () => {
    const [one, two] = [await aStream(), await aStream()];
    const body = 'x'.repeat(200 * 1024);
    for (const stream of [one, two]) for (let times = 0; times < 4; times++) await write(stream, body);
    const pullFrom = (cursor: typeof atStart, whole: string) => {
      const streams = [one, two].map((stream) => ({ stream, cursor }));
      return pullStreams({ database: server.database, incarnation, snapshotOf: async () => whole }, { streams });
    };
    const behind = await pullFrom(atStart, '');
    expect(behind).toMatchObject({ pages: [{ stream: one, changes: [{}, {}, {}] }], left: [one, two] });
    expect(behind.pages[0]).toHaveProperty('changes.length', 3);
    expect(behind.revisions.size).toBe(0);
    const fresh = { ...atStart, changeId: '' };
    const huge = await pullFrom(fresh, 'x'.repeat(600 * 1024));
    expect(huge).toMatchObject({ pages: [{ kind: 'snapshot', stream: one }], left: [two] });
    expect([...huge.revisions]).toEqual([[one, 4]]);
    expect(await pullFrom(fresh, 'small')).toMatchObject({ pages: [{ stream: one }, { stream: two }], left: [] });
  });

  test('a cursor that this server never gave proves that it has lost something', async () => {
    const stream = await aStream();
    for (const body of ['a', 'b']) await write(stream, { body });
    const good = await cursorAt(stream, 2);
    const lost = { kind: 'lost', stream, incarnation };
    for (const cursor of [
      { ...good, changeId: 'of-another-history' },
      { ...(await cursorAt(stream, 1)), changeId: good.changeId },
      { ...good, revision: 3 },
      { ...good, incarnation: incarnation + 1 },
      { ...good, incarnation: incarnation - 1 },
    ]) {
      expect((await pull(stream, cursor)).pages).toEqual([lost]);
    }
  });

  test('a follower hears every change once and in order, also while many write', async () => {
    const stream = await aStream();
    await write(stream, 0);
    const listener = makeListener();
    const unfollow = server.deps.feed.follow(stream, 1, listener.hear);
    await Promise.all(range(1, 40).map((body) => write(stream, body)));
    await listener.until(41);
    expect(listener.heard).toEqual(range(2, 41));
    unfollow();
    const after = makeListener();
    server.deps.feed.follow(stream, 41, after.hear);
    await write(stream, 'last');
    await after.until(42);
    expect(listener.heard.at(-1)).toBe(41);
  });

  test('who joins from further back hears what the others have heard already, and they don’t hear it twice', async () => {
    const stream = await aStream();
    for (const body of range(1, 5)) await write(stream, body);
    const [ahead, behind, fromStart] = [makeListener(), makeListener(), makeListener()];
    server.deps.feed.follow(stream, 4, ahead.hear);
    await ahead.until(5);
    server.deps.feed.follow(stream, 5, ahead.hear);
    server.deps.feed.follow(stream, 2, behind.hear);
    server.deps.feed.follow(stream, 0, fromStart.hear);
    await write(stream, 6);
    await Promise.all([ahead.until(6), behind.until(6), fromStart.until(6)]);
    expect(behind.heard).toEqual(range(3, 6));
    expect(fromStart.heard).toEqual(range(1, 6));
    expect(ahead.heard).toEqual([5, 6, 6]);
  });

  test('followers that have heard equally much are told with the very same object', async () => {
    const stream = await aStream();
    for (const body of range(1, 4)) await write(stream, body);
    const told: Broadcast[] = [];
    const here = [makeListener(), makeListener(), makeListener()];
    const hears = here.map(({ hear }) => (broadcast: Broadcast) => {
      told.push(broadcast);
      hear(broadcast);
    });
    const stops = [2, 1, 2].map((revision, at) => server.deps.feed.follow(stream, revision, hears[at]!));
    await Promise.all(here.map(({ until }) => until(4)));
    expect(here.map(({ heard }) => heard)).toEqual([range(3, 4), range(2, 4), range(3, 4)]);
    told.length = 0;
    await write(stream, 5);
    await Promise.all(here.map(({ until }) => until(5)));
    expect(new Set(told).size).toBe(1);
    expect(told).toHaveLength(3);
    for (const stop of stops) stop();
  });

  test('who joins from further back while changes are being read misses none of them', async () => {
    const stream = await aStream();
    for (const body of range(1, 5)) await write(stream, body);
    const [ahead, behind] = [makeListener(), makeListener()];
    let joined = false;
    const database = {
      ...server.database,
      async all<R>(sql: string, values?: readonly (string | number | null)[]) {
        const rows = await server.database.all<R>(sql, values);
        if (sql.includes('FROM `change`') && !joined) {
          joined = true;
          feed.follow(stream, 2, behind.hear);
        }
        return rows;
      },
    };
    const feed = startFeed({ database, clock: systemClock, incarnation, log: server.deps.log });
    feed.follow(stream, 4, ahead.hear);
    await Promise.all([ahead.until(5), behind.until(5)]);
    await feed.stop();
    expect([ahead.heard, behind.heard]).toEqual([[5], range(3, 5)]);
  });

  test('followers at another server instance on the same database hear the same', async () => {
    const stream = await aStream();
    const lags: number[] = [];
    const options = { database: server.database, clock: systemClock, incarnation, log: server.deps.log };
    const other = startFeed({ ...options, onLag: (lagMs) => lags.push(lagMs) });
    const listener = makeListener();
    other.follow(stream, 0, listener.hear);
    await Promise.all(range(1, 300).map((body) => write(stream, body)));
    await listener.until(300);
    await other.stop();
    expect(listener.heard).toEqual(range(1, 300));
    expect(lags.length).toBeGreaterThan(0);
  });

  test('a database that fails for a while delays the feed and loses nothing', async () => {
    const stream = await aStream();
    let failures = 3;
    const flaky = {
      ...server.database,
      all: <R>(sql: string, values?: readonly (string | number | null)[]) =>
        failures-- > 0 ? Promise.reject(new Error('away')) : server.database.all<R>(sql, values),
    };
    const warned: string[] = [];
    const log = { warn: (_: object, message: string) => warned.push(message) };
    const feed = startFeed({ database: flaky, clock: systemClock, incarnation, log });
    const listener = makeListener();
    feed.follow(stream, 0, listener.hear);
    await write(stream, 1, feed);
    await listener.until(1);
    await feed.stop();
    expect(listener.heard).toEqual([1]);
    expect(warned).toEqual(new Array(3).fill('the change feed could not be read; trying again'));
  });

  test('the newest incarnation counts', async () => {
    expect(await readIncarnation(server.database)).toEqual({ number: 1, serverNumber: 0 });
    await server.database.transaction('restore', (tx) =>
      tx.run("INSERT INTO incarnation (number, id, server_number, started_at_ms) VALUES (2, 'second', 60000, 0)"),
    );
    expect(await readIncarnation(server.database)).toEqual({ number: 2, serverNumber: 60_000 });
  });
});
