import { inspect } from 'node:util';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import mysql from 'mysql2/promise';
import { systemClock } from './clock.ts';
import { type Database, first, insertRows, type Transaction } from './database.ts';
import { openMysqlDatabase } from './mysql-database.ts';
import { systemRandomness } from './randomness.ts';
import { openLine } from './testing/database-line.ts';
import { openTestDatabase, type TestDatabase } from './testing/databases.ts';

let opened: TestDatabase;
let database: Database;
const reasons: unknown[] = [];
const platform = {
  clock: systemClock,
  randomness: systemRandomness,
  log: { info: (context: object) => reasons.push((context as { reason: string }).reason) },
};
beforeAll(async () => {
  opened = await openTestDatabase('mariadb');
  database = await openMysqlDatabase(opened.url, platform);
  await database.transaction('prepare', (tx) =>
    insertRows(
      tx,
      'stream',
      ['name', 'revision', 'closed'],
      [
        ['a', 0, 0],
        ['b', 0, 0],
        ['c', 0, 0],
      ],
    ),
  );
});
afterAll(async () => {
  await database.close();
  await opened.drop();
});

const bump = (tx: Transaction, name: string) =>
  tx.run('UPDATE `stream` SET revision = LAST_INSERT_ID(revision + 1) WHERE name = ?', [name]);
const readRevision = async (name: string) =>
  (await first<{ revision: number }>(database, 'SELECT revision FROM `stream` WHERE name = ?', [name]))?.revision;
function gate() {
  let open: () => void = () => undefined;
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { open, opened };
}

test('a session is read committed, strict and in UTC, whatever the server’s defaults are', async () => {
  const settings =
    "SELECT @@tx_isolation AS isolation, @@time_zone AS zone, @@sql_mode LIKE '%STRICT_ALL_TABLES%' AS strict";
  expect(await first(database, settings)).toEqual({ isolation: 'READ-COMMITTED', zone: '+00:00', strict: 1 });
});

test('an increment answers the new revision of exactly this transaction', async () => {
  const before = (await readRevision('c')) ?? 0;
  const answers = await Promise.all(
    Array.from({ length: 8 }, () => database.transaction('bump', (tx) => bump(tx, 'c'))),
  );
  expect(answers.map(({ insertId }) => insertId - before).sort()).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
});

test('of two transactions that wait for each other one is run again, and both take effect', async () => {
  const before = [await readRevision('a'), await readRevision('b')];
  const holds = { a: gate(), b: gate() };
  reasons.length = 0;
  const cross = (mine: 'a' | 'b', other: 'a' | 'b') =>
    database.transaction('cross', async (tx) => {
      await bump(tx, mine);
      holds[mine].open();
      await holds[other].opened;
      await bump(tx, other);
    });
  await Promise.all([cross('a', 'b'), cross('b', 'a')]);
  expect([await readRevision('a'), await readRevision('b')]).toEqual(before.map((revision) => (revision ?? 0) + 2));
  expect(reasons).toEqual(['ER_LOCK_DEADLOCK']);
});

test('work that swallows a deadlock can’t commit half of itself', async () => {
  const before = [await readRevision('a'), await readRevision('b')];
  const holds = { a: gate(), b: gate() };
  const cross = (mine: 'a' | 'b', other: 'a' | 'b') =>
    database.transaction('swallow', async (tx) => {
      await bump(tx, mine);
      holds[mine].open();
      await holds[other].opened;
      await bump(tx, other).catch(() => undefined);
      await bump(tx, mine).catch(() => undefined);
    });
  await Promise.all([cross('a', 'b'), cross('b', 'a')]);
  expect([await readRevision('a'), await readRevision('b')]).toEqual(before.map((revision) => (revision ?? 0) + 3));
});

test('a transaction whose connection dies before the commit is run again on another one', async () => {
  const before = (await readRevision('a')) ?? 0;
  let runs = 0;
  await database.transaction('killed', async (tx) => {
    runs += 1;
    await bump(tx, 'a');
    const own = await first<{ id: number }>(tx, 'SELECT CONNECTION_ID() AS id');
    if (runs === 1) await kill(own?.id ?? 0);
    await bump(tx, 'a');
  });
  expect([runs, await readRevision('a')]).toEqual([2, before + 2]);
});

test('idle connections that the server has closed are replaced without anybody noticing', async () => {
  const ids = await Promise.all([1, 2, 3].map(() => first<{ id: number }>(database, 'SELECT CONNECTION_ID() AS id')));
  for (const id of new Set(ids.map((row) => row?.id ?? 0))) await kill(id);
  const before = (await readRevision('b')) ?? 0;
  await database.transaction('bump', (tx) => bump(tx, 'b'));
  expect(await readRevision('b')).toBe(before + 1);
});

test('a connection that breaks around the commit leaves the outcome unknown, and the work is not repeated', async () => {
  const line = await openLine(opened.url);
  const throughLine = await openMysqlDatabase(line.url, platform);
  const before = (await readRevision('a')) ?? 0;
  let runs = 0;
  const work = throughLine.transaction('torn', async (tx) => {
    runs += 1;
    await bump(tx, 'a');
    line.cutAtCommit();
  });
  await expect(work).rejects.toMatchObject({ code: 'database-outcome-unknown' });
  expect([runs, await readRevision('a')]).toEqual([1, before + 1]);
  await throughLine.close();
  line.close();
});

test('a connection that falls silent is given up, and the work runs again on another one', async () => {
  const line = await openLine(opened.url);
  const hasty = { ...systemClock, setTimer: (ms: number, run: () => void) => systemClock.setTimer(ms / 200, run) };
  const throughLine = await openMysqlDatabase(line.url, { ...platform, clock: hasty });
  const before = (await readRevision('b')) ?? 0;
  let runs = 0;
  await throughLine.transaction('silent', async (tx) => {
    runs += 1;
    if (runs === 1) line.silence();
    await bump(tx, 'b');
  });
  line.close();
  await throughLine.close();
  expect(runs).toBe(2);
  expect(await readRevision('b')).toBe(before + 1);
});

test('a database that can’t be reached is a fault that never shows the password', async () => {
  const url = 'mysql://marquee:s3cret-word@127.0.0.1:1/marquee';
  const fault = await openMysqlDatabase(url, platform).catch((thrown: unknown) => thrown);
  expect(fault).toMatchObject({ code: 'database-unreachable', detail: '127.0.0.1:1: ECONNREFUSED' });
  const refusedUrl = new URL(opened.url);
  refusedUrl.username = 'nobody';
  refusedUrl.password = 's3cret-word';
  const refused = await openMysqlDatabase(refusedUrl.href, platform).catch((thrown: unknown) => thrown);
  expect(refused).toMatchObject({ code: 'database-unreachable', detail: `${refusedUrl.host}: ER_ACCESS_DENIED_ERROR` });
  expect(inspect([fault, refused], { depth: 10 })).not.toContain('s3cret');
});

test('a seat that stays locked ends in a fault, not in waiting for ever', async () => {
  const impatient = await openMysqlDatabase(opened.url, {
    ...platform,
    clock: { ...systemClock, monotonicMs: fastClock() },
  });
  const held = gate();
  const release = gate();
  const holder = database.transaction('hold', async (tx) => {
    await bump(tx, 'a');
    held.open();
    await release.opened;
  });
  await held.opened;
  const waiting = impatient.transaction('wait', async (tx) => {
    await tx.all('SET SESSION innodb_lock_wait_timeout = 0');
    await bump(tx, 'a');
  });
  await expect(waiting).rejects.toMatchObject({ code: 'database-busy' });
  release.open();
  await holder;
  await impatient.close();
});

test('closing waits for the transaction that is running', async () => {
  const other = await openMysqlDatabase(opened.url, platform);
  const before = (await readRevision('b')) ?? 0;
  const started = gate();
  const work = other.transaction('last', async (tx) => {
    started.open();
    await tx.all('SELECT SLEEP(0.05)');
    return await bump(tx, 'b');
  });
  await started.opened;
  await other.close();
  expect((await work).insertId).toBe(before + 1);
});

function fastClock(): () => number {
  let nowMs = 0;
  return () => {
    nowMs += 16_000;
    return nowMs;
  };
}

async function kill(connectionId: number): Promise<void> {
  const connection = await mysql.createConnection(opened.url);
  await connection.query(`KILL ${connectionId}`);
  await connection.end();
}
