import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import * as server from '@marquee/db/server/data-source';
import { Fault, toFault } from '@marquee/shared/errors';
import type { DataSource, EntitySchema } from 'typeorm';
import { readDatabaseUrl } from './database.ts';
import { describeMysqlError } from './mysql-errors.ts';
import { sqliteFault } from './sqlite-database.ts';

/**
 * TypeORM on the server's database: catalogue editing, accounts and reports. On SQLite it is a second connection to the
 * same file, so whoever writes through it does so inside the port's `exclusively`.
 */
export function openDataSource(url: string, entities: readonly EntitySchema[]): Promise<DataSource> {
  return throwFaults(url, () => server.openDataSource({ url, entities }));
}

/** Brings the database to the newest schema before anything else opens it; answers the migrations that ran. */
export function migrateDatabase(url: string): Promise<string[]> {
  return throwFaults(url, () => server.migrate(url));
}

async function throwFaults<R>(url: string, work: () => Promise<R>): Promise<R> {
  const { dialect, target } = readDatabaseUrl(url);
  try {
    if (dialect === 'sqlite' && target !== ':memory:') makeFolder(dirname(target));
    return await work();
  } catch (thrown) {
    if (dialect === 'sqlite') throw toFault(sqliteFault(thrown));
    throw new Fault('database-unreachable', `${new URL(url).host}: ${describeMysqlError(thrown)}`, { cause: thrown });
  }
}

function makeFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true });
  } catch (thrown) {
    throw new Fault('disk-failed', `the folder ${folder} cannot be made`, { cause: thrown });
  }
}
