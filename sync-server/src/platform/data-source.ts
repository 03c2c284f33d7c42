import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import * as server from '@marquee/db/server/data-source';
import { Fault, toFault } from '@marquee/shared/errors';
import type { DataSource, EntitySchema } from 'typeorm';
import { readDatabaseUrl, splitNodes } from './database.ts';
import { describeMysqlError, isLost, isNodeAway } from './mysql-errors.ts';
import { sqliteFault } from './sqlite-database.ts';

/**
 * TypeORM on the server's database: catalogue editing, accounts and reports. On SQLite it is a second connection to the
 * same file, so whoever writes through it does so inside the port's `exclusively`.
 */
export function openDataSource(url: string, entities: readonly EntitySchema[]): Promise<DataSource> {
  return onFirstNode(url, (nodeUrl) => server.openDataSource({ url: nodeUrl, entities }));
}

/**
 * Brings the database to the newest schema before anything else opens it; answers the migrations that ran. On a cluster
 * all instances go to the same node for it, whichever they use first otherwise: the lock by which one migrates while the
 * others wait is not known to other nodes.
 */
export function migrateDatabase(url: string): Promise<string[]> {
  return onFirstNode(url, server.migrate);
}

/** By name, the first node that can be reached: the same for every instance. */
async function onFirstNode<R>(url: string, work: (nodeUrl: string) => Promise<R>): Promise<R> {
  const { dialect, target } = readDatabaseUrl(url);
  if (dialect === 'sqlite') return await onSqlite(target, () => work(url));
  const nodes = splitNodes(target).sort();
  for (const [index, nodeUrl] of nodes.entries()) {
    try {
      return await work(nodeUrl);
    } catch (thrown) {
      const isLast = index === nodes.length - 1;
      if (!isLast && (isLost(thrown) || isNodeAway(thrown))) continue;
      throw new Fault('database-unreachable', `${new URL(nodeUrl).host}: ${describeMysqlError(thrown)}`, {
        cause: thrown,
      });
    }
  }
  throw new Fault('configuration-invalid', 'DATABASE_URL names no host');
}

async function onSqlite<R>(file: string, work: () => Promise<R>): Promise<R> {
  try {
    if (file !== ':memory:') makeFolder(dirname(file));
    return await work();
  } catch (thrown) {
    throw toFault(sqliteFault(thrown));
  }
}

function makeFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true });
  } catch (thrown) {
    throw new Fault('disk-failed', `the folder ${folder} cannot be made`, { cause: thrown });
  }
}
