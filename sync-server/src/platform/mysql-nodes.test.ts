import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { systemClock } from './clock.ts';
import { type Database, first, splitNodes } from './database.ts';
import { openMysqlDatabase } from './mysql-database.ts';
import { systemRandomness } from './randomness.ts';
import { type DatabaseLine, openLine } from './testing/database-line.ts';
import { openTestDatabase, type TestDatabase } from './testing/databases.ts';

/** Two lines to one database stand for two nodes of a cluster that are in step. */
let opened: TestDatabase;
beforeAll(async () => {
  opened = await openTestDatabase('mariadb');
  await opened.database.transaction('prepare', (tx) =>
    tx.run("INSERT INTO `stream` (name, revision, closed) VALUES ('a', 0, 0)"),
  );
});
afterAll(() => opened.drop());

/** Pauses between tries are cut short: what is tried is that there is another try. */
const clock = { ...systemClock, sleep: (ms: number) => systemClock.sleep(ms / 50) };
const platform = { clock, randomness: systemRandomness };
const bump = (database: Database) =>
  database.transaction('bump', (tx) => tx.run("UPDATE `stream` SET revision = revision + 1 WHERE name = 'a'"));
const readRevision = async (database: Database = opened.database) =>
  (await first<{ revision: number }>(database, "SELECT revision FROM `stream` WHERE name = 'a'"))?.revision ?? 0;
const onNodes = (...hosts: string[]) => {
  const url = new URL(opened.url);
  return `mysql://root@${hosts.join(',')}${url.pathname}`;
};
const hostOf = (line: DatabaseLine) => new URL(line.url).host;

async function withTwoNodes(work: (database: Database, nodes: [DatabaseLine, DatabaseLine]) => Promise<void>) {
  const nodes: [DatabaseLine, DatabaseLine] = [await openLine(opened.url), await openLine(opened.url)];
  const database = await openMysqlDatabase(onNodes(...nodes.map(hostOf)), platform);
  try {
    await work(database, nodes);
  } finally {
    await database.close();
    for (const node of nodes) node.close();
  }
}

test('a URL names one node or several, with or without a password in front', () => {
  expect(splitNodes('mysql://one/marquee')).toEqual(['mysql://one/marquee']);
  expect(splitNodes('mysql://me:p%40ss@one:3306,[::1]:3307,three/marquee')).toEqual([
    'mysql://me:p%40ss@one:3306/marquee',
    'mysql://me:p%40ss@[::1]:3307/marquee',
    'mysql://me:p%40ss@three/marquee',
  ]);
  expect(() => splitNodes('mysql://me@/marquee')).toThrow('configuration-invalid');
});

test('where the first node cannot be reached at the start, the next one serves', async () => {
  const database = await openMysqlDatabase(onNodes('127.0.0.1:1', new URL(opened.url).host), platform);
  expect(await readRevision(database)).toBe(await readRevision());
  await database.close();
});

test('where no node can be reached, each is named with its reason', async () => {
  await expect(openMysqlDatabase(onNodes('127.0.0.1:1', '127.0.0.1:2'), platform)).rejects.toMatchObject({
    code: 'database-unreachable',
    detail: '127.0.0.1:1: ECONNREFUSED; 127.0.0.1:2: ECONNREFUSED',
  });
});

test('when its node dies, an instance goes on at another one, and what was not committed yet is done there', () =>
  withTwoNodes(async (database, [one]) => {
    const before = await readRevision();
    await bump(database);
    let runs = 0;
    await database.transaction('torn', async (tx) => {
      runs += 1;
      await tx.run("UPDATE `stream` SET revision = revision + 1 WHERE name = 'a'");
      if (runs === 1) one.close();
      await tx.run("UPDATE `stream` SET revision = revision + 1 WHERE name = 'a'");
    });
    await bump(database);
    expect([runs, await readRevision(database)]).toEqual([2, before + 4]);
  }));

test.each([
  ['changes', bump],
  ['reads', readRevision],
])('a node that has lost its cluster is left for another one: %s', (_kind, work) =>
  withTwoNodes(async (database, [one]) => {
    await work(database);
    one.answer(/START|SELECT/, { errno: 1047, deliver: false });
    for (let times = 0; times < 5; times++) await work(database);
    expect(one.answered()).toBe(1);
  }),
);

test('where every node has lost its cluster, the database is away, not busy', () =>
  withTwoNodes(async (database, nodes) => {
    for (const node of nodes) node.answer(/START|SELECT/, { errno: 1047, deliver: false });
    await expect(bump(database)).rejects.toMatchObject({ code: 'database-unreachable' });
    await expect(readRevision(database)).rejects.toMatchObject({ code: 'database-unreachable' });
  }));

test.each([1180, 1047])('a commit that is answered with %d may have happened: nobody repeats it unasked', (errno) =>
  withTwoNodes(async (database, [one]) => {
    const before = await readRevision();
    one.answer(/COMMIT/, { errno, deliver: true });
    await expect(bump(database)).rejects.toMatchObject({ code: 'database-outcome-unknown' });
    expect(await readRevision()).toBe(before + 1);
  }),
);

test('a commit that another transaction was quicker than is done again, whole', () =>
  withTwoNodes(async (database, [one]) => {
    const before = await readRevision();
    one.answer(/COMMIT/, { errno: 1213, deliver: false });
    await expect(bump(database)).rejects.toMatchObject({ code: 'database-busy' });
    expect(one.answered()).toBeGreaterThan(5);
    expect(await readRevision()).toBe(before);
  }));

test('a read that waits too long for the cluster is asked again', () =>
  withTwoNodes(async (database, [one]) => {
    one.answer(/SELECT/, { errno: 1205, deliver: false });
    await expect(readRevision(database)).rejects.toMatchObject({ code: 'database-busy' });
    expect(one.answered()).toBe(4);
  }));
