import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Fault } from '@marquee/shared/errors';
import { type Database, first, insertRows, RolledBack, transactionOrRefusal, updateMany } from './database.ts';
import { engines, openTestDatabase, type TestDatabase } from './testing/databases.ts';

const columns = ['name', 'revision', 'closed'];
const readRevisions = (database: Database, names: string) =>
  database
    .all<{ revision: number }>('SELECT revision FROM `stream` WHERE name LIKE ? ORDER BY name', [names])
    .then((rows) => rows.map((row) => row.revision));

describe.each(engines)('the database port on %s', (engine) => {
  let opened: TestDatabase;
  let database: Database;
  beforeAll(async () => {
    opened = await openTestDatabase(engine);
    database = opened.database;
  });
  afterAll(() => opened.drop());

  test('many rows go in and come back with big numbers whole', async () => {
    const rows = Array.from({ length: 2500 }, (_, i) => [`many:${String(i).padStart(4, '0')}`, i, i % 2]);
    await database.transaction('insert', (tx) => insertRows(tx, 'stream', columns, rows));
    await database.transaction('insert', (tx) => insertRows(tx, 'stream', columns, []));
    expect(await readRevisions(database, 'many:%')).toEqual(rows.map((row) => row[1]));
    const atMs = 2 ** 53 - 1;
    await database.transaction('insert', (tx) =>
      insertRows(tx, 'user', ['name', 'role', 'registration_date_ms'], [['Zoë "O\'" \\ 寿司 🎬', 'usher', atMs]]),
    );
    expect(await first(database, 'SELECT name, phone, registration_date_ms FROM `user`')).toEqual({
      name: 'Zoë "O\'" \\ 寿司 🎬',
      phone: null,
      registration_date_ms: atMs,
    });
  });

  test('sums are numbers, dates and JSON are text', async () => {
    await database.transaction('insert', async (tx) => {
      await insertRows(
        tx,
        'movie',
        ['name', 'search_text', 'released', 'length'],
        [['Alien', 'alien', '1979-05-25', 117]],
      );
      await insertRows(
        tx,
        'change',
        ['stream', 'revision', 'change_id', 'body', 'at_ms'],
        [['json:1', 1, 'a', '{"b":[1,"ü"]}', 5]],
      );
    });
    expect(
      await first(database, 'SELECT SUM(length) AS total, COUNT(*) AS films, MAX(released) AS latest FROM movie'),
    ).toEqual({ total: 117, films: 1, latest: '1979-05-25' });
    const row = await first<{ body: string }>(database, "SELECT body FROM `change` WHERE stream = 'json:1'");
    expect(JSON.parse(row?.body ?? '')).toEqual({ b: [1, 'ü'] });
  });

  test('an update counts the rows it matched, changed or not', async () => {
    await database.transaction('insert', (tx) =>
      insertRows(tx, 'stream', columns, [
        ['count:1', 7, 0],
        ['count:2', 7, 0],
      ]),
    );
    const update = (revision: number) =>
      database.transaction('update', (tx) =>
        tx.run("UPDATE `stream` SET revision = ? WHERE name LIKE 'count:%'", [revision]),
      );
    expect((await update(7)).changes).toBe(2);
    expect((await update(8)).changes).toBe(2);
  });

  test('text is compared by its bytes: neither case nor accents are folded', async () => {
    await database.transaction('insert', (tx) =>
      insertRows(tx, 'stream', columns, [
        ['text:a', 1, 0],
        ['text:A', 2, 0],
        ['text:ä', 3, 0],
      ]),
    );
    expect(await first(database, "SELECT COUNT(*) AS n FROM `stream` WHERE name = 'text:a'")).toEqual({ n: 1 });
  });

  test('many rows are compared and set in one statement, which counts those that still were as expected', async () => {
    await database.transaction('insert', (tx) =>
      insertRows(
        tx,
        'change',
        ['stream', 'revision', 'change_id', 'body', 'at_ms'],
        [1, 2, 3].map((n) => ['set', n, 'old', '{}', 10 * n]),
      ),
    );
    const update = {
      table: 'change',
      set: { at_ms: 'v.to_ms', change_id: "'new'" },
      where: 'r.stream = ? AND r.revision = v.revision AND r.at_ms = v.from_ms',
      columns: ['revision', 'from_ms', 'to_ms'],
      values: ['set'],
    };
    const changed = await database.transaction('set', (tx) =>
      updateMany(tx, update, [
        [1, 10, 2 ** 45],
        [2, 99, 0],
        [3, 30, 33],
      ]),
    );
    expect(changed).toBe(2);
    expect(await database.all("SELECT at_ms, change_id FROM `change` WHERE stream = 'set' ORDER BY revision")).toEqual([
      { at_ms: 2 ** 45, change_id: 'new' },
      { at_ms: 20, change_id: 'old' },
      { at_ms: 33, change_id: 'new' },
    ]);
    expect(await database.transaction('set', (tx) => updateMany(tx, update, []))).toBe(0);
  });

  test('a refusal rolls back, answers the caller, and announces nothing', async () => {
    let runs = 0;
    let announced = 0;
    const answer = await transactionOrRefusal<string>(database, 'refuse', async (tx) => {
      runs += 1;
      tx.afterCommit(() => announced++);
      await insertRows(tx, 'stream', columns, [['refused:1', 1, 0]]);
      throw new RolledBack('seat taken');
    });
    expect([answer, runs, announced, await readRevisions(database, 'refused:%')]).toEqual(['seat taken', 1, 0, []]);
  });

  test('a fault inside a transaction rolls back and is not tried again', async () => {
    let runs = 0;
    const work = database.transaction('fault', async (tx) => {
      runs += 1;
      await insertRows(tx, 'stream', columns, [['fault:1', 1, 0]]);
      throw new Fault('journal-forked');
    });
    await expect(work).rejects.toMatchObject({ code: 'journal-forked' });
    expect([runs, await readRevisions(database, 'fault:%')]).toEqual([1, []]);
  });

  test('a duplicate key is the caller’s to judge, and the transaction can go on', async () => {
    const insert = (tx: Parameters<Parameters<Database['transaction']>[1]>[0]) =>
      insertRows(tx, 'stream', columns, [['twice:1', 1, 0]]);
    const code = await database.transaction('twice', async (tx) => {
      await insert(tx);
      return await insert(tx).then(
        () => 'inserted',
        (thrown) => String(thrown.code),
      );
    });
    expect(['ER_DUP_ENTRY', 'SQLITE_CONSTRAINT_PRIMARYKEY']).toContain(code);
    expect(await readRevisions(database, 'twice:%')).toEqual([1]);
  });

  test('what follows a commit runs once, after it', async () => {
    const heard: number[][] = [];
    await database.transaction('announce', async (tx) => {
      tx.afterCommit(() => heard.push([]));
      await insertRows(tx, 'stream', columns, [['announce:1', 1, 0]]);
      expect(heard).toEqual([]);
    });
    expect(heard).toHaveLength(1);
  });

  test('a row may not point at nothing', async () => {
    const orphan = database.transaction('orphan', (tx) =>
      insertRows(tx, 'venue', ['cinema_id', 'name', 'information', 'category'], [[999, 'Nowhere', '', 'hall']]),
    );
    await expect(orphan).rejects.toMatchObject({ code: expect.stringMatching(/FOREIGNKEY|ER_NO_REFERENCED_ROW/) });
  });

  test('twenty sellers raise one counter to exactly twenty', async () => {
    await database.transaction('insert', (tx) => insertRows(tx, 'stream', columns, [['race', 0, 0]]));
    await Promise.all(
      Array.from({ length: 20 }, () =>
        database.transaction('race', async (tx) => {
          await tx.run("UPDATE `stream` SET revision = revision + 1 WHERE name = 'race'");
          await tx.all("SELECT revision FROM `stream` WHERE name = 'race'");
        }),
      ),
    );
    expect(await readRevisions(database, 'race')).toEqual([20]);
  });
});
