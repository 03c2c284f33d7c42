/** Fresh, migrated databases for tests, on both engines. */
import { randomBytes } from 'node:crypto';
import { migrate } from '@marquee/db/server/data-source';
import { readSqliteSchema } from '@marquee/db/server/schema';
import mysql from 'mysql2/promise';
import { systemClock } from '../clock.ts';
import type { Database } from '../database.ts';
import { openMysqlDatabase } from '../mysql-database.ts';
import { systemRandomness } from '../randomness.ts';
import { makeSqliteDatabase, openSqliteHandle } from '../sqlite-database.ts';

export interface TestDatabase {
  database: Database;
  url: string;
  /** Closes the database and removes it. */
  drop(): Promise<void>;
}

/** An empty MariaDB database of its own: every test may run beside any other. */
export async function createMysqlDatabase(): Promise<{ url: string; drop(): Promise<void> }> {
  const serverUrl = process.env.TEST_DATABASE_URL;
  if (serverUrl === undefined) throw new Error('TEST_DATABASE_URL is not set: run the tests through npm test');
  const name = `marquee_${randomBytes(6).toString('hex')}`;
  await runOnServer(serverUrl, `CREATE DATABASE \`${name}\``);
  const url = new URL(serverUrl);
  url.pathname = `/${name}`;
  return { url: url.href, drop: () => runOnServer(serverUrl, `DROP DATABASE \`${name}\``) };
}

async function runOnServer(url: string, sql: string): Promise<void> {
  const connection = await mysql.createConnection(url);
  await connection.query(sql);
  await connection.end();
}

export const engines = ['sqlite', 'mariadb'] as const;

export async function openTestDatabase(engine: (typeof engines)[number]): Promise<TestDatabase> {
  if (engine === 'sqlite') {
    const handle = openSqliteHandle(':memory:');
    handle.exec(readSqliteSchema());
    const database = makeSqliteDatabase(handle);
    return { database, url: 'sqlite::memory:', drop: () => database.close() };
  }
  const { url, drop } = await createMysqlDatabase();
  await migrate(url);
  const database = await openMysqlDatabase(url, { clock: systemClock, randomness: systemRandomness });
  return {
    database,
    url,
    drop: async () => {
      await database.close();
      await drop();
    },
  };
}
