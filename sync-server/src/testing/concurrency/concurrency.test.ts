import { jest } from '@jest/globals';
import { migrate } from '@marquee/db/server/data-source';
import { systemClock } from '../../platform/clock.ts';
import { openMysqlDatabase } from '../../platform/mysql-database.ts';
import { systemRandomness } from '../../platform/randomness.ts';
import { createMysqlDatabase, openTestDatabase } from '../../platform/testing/databases.ts';
import { testConcurrency } from './concurrency.ts';
import { openOffice } from './office.ts';

// Thousands of transactions each, on a machine that may do other work besides.
jest.setTimeout(60_000);

testConcurrency('embedded SQLite', async () => {
  // The embedded database belongs to one process: its instances share what only it has.
  const { database, drop } = await openTestDatabase('sqlite');
  return openOffice([database, database, database], drop);
});

testConcurrency('MariaDB', async () => {
  const { url, drop } = await createMysqlDatabase();
  await migrate(url);
  const open = () => openMysqlDatabase(url, { clock: systemClock, randomness: systemRandomness });
  const databases = await Promise.all([open(), open(), open()]);
  return openOffice(databases, async () => {
    await Promise.all(databases.map((database) => database.close()));
    await drop();
  });
});
