import { describe, expect, test } from '@jest/globals';
import { migrate } from '@marquee/db/server/data-source';
import { migrationNames } from '@marquee/db/server/schema';
import { insertRows } from './database.ts';
import { checkDatabase } from './readiness.ts';
import { engines, openTestDatabase } from './testing/databases.ts';

describe.each(engines)('readiness on %s', (engine) => {
  test('a database is ready once it is migrated, and not when a later version has migrated it', async () => {
    const { database, url, drop } = await openTestDatabase(engine);
    if (engine === 'sqlite') {
      // Made from schema.sql: the tables are there, but no migration has run.
      await expect(checkDatabase(database)).rejects.toMatchObject({
        code: 'database-unreachable',
        detail: expect.stringContaining('First'),
      });
      await database.transaction('pretend', (tx) =>
        insertRows(
          tx,
          'migrations',
          ['timestamp', 'name'],
          migrationNames.map((name) => [Number(name.slice(-13)), name]),
        ),
      );
    } else expect(await migrate(url)).toEqual([]);
    await expect(checkDatabase(database)).resolves.toBeUndefined();
    await database.transaction('later', (tx) =>
      insertRows(tx, 'migrations', ['timestamp', 'name'], [[1_900_000_000_000, 'Later1900000000000']]),
    );
    await expect(checkDatabase(database)).rejects.toMatchObject({ code: 'database-newer' });
    await drop();
  });
});
