/** The demo cinema in a database, the server on it, and a bare Koa that answers the same. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { migrate } from '@marquee/db/server/data-source';
import { importDemo } from '@marquee/sync-server/catalogue/demo-import';
import { systemClock } from '@marquee/sync-server/platform/clock';
import { type Database, insertRows } from '@marquee/sync-server/platform/database';
import { makeSqliteDatabase, openSqliteHandle } from '@marquee/sync-server/platform/sqlite-database';
import { type Child, serverFlags, startChild } from './child.ts';
import { openServerDatabase } from './drain-server.ts';
import { loadMariaDb, makeDiskFolder } from './system.ts';

export interface HttpHouse {
  folder: string;
  /** A screening of tomorrow, of the house nearest to `seats`. */
  screeningId: number;
  seats: number;
  startOurs(env?: Record<string, string>): Promise<Child>;
}

type AtEnd = (close: () => unknown) => void;
const days = 3;
const seatsWanted = 300;

export type Engine = 'SQLite' | 'MariaDB';

/** `fill` puts in what the measure needs beside the demo. */
export async function prepareHttpHouse(
  engine: Engine,
  atEnd: AtEnd,
  fill: (database: Database) => Promise<void> = async () => undefined,
): Promise<HttpHouse> {
  const { folder, remove } = await makeDiskFolder('http');
  atEnd(remove);
  const { url, database } = await (engine === 'SQLite' ? openSqlite(folder) : openMariaDb(atEnd));
  await database.transaction('begin', (tx) =>
    insertRows(tx, 'incarnation', ['number', 'id', 'server_number', 'started_at_ms'], [[0, 'bench', 0, 0]]),
  );
  await importDemo(database, { clock: systemClock, days });
  await fill(database);
  const [screening] = await database.all<{ id: number; seats: number }>(
    `SELECT s.id, COUNT(*) AS seats FROM screening s JOIN seats t ON t.venue_id = s.venue_id
      WHERE s.starts_at_ms > ? GROUP BY s.id ORDER BY ABS(COUNT(*) - ?), s.id LIMIT 1`,
    [systemClock.nowMs() + 86_400_000, seatsWanted],
  );
  await database.close();
  if (!screening) throw new Error('the demo shows nothing tomorrow');
  const startOurs = async (env: Record<string, string> = {}) => {
    const child = await startChild([...serverFlags, join('e2e', 'bench', 'serve-http.ts')], {
      CONTESTANT: 'ours',
      PORT: '0',
      DATA_DIR: join(folder, 'server'),
      DATABASE_URL: url,
      LOG_FILE: join(folder, 'server.log'),
      TRUST_PROXY: '1',
      SCREENING: String(screening.id),
      ...env,
    });
    atEnd(child.stop);
    return child;
  };
  return { folder, screeningId: screening.id, seats: screening.seats, startOurs };
}

interface Opened {
  url: string;
  database: Database;
}

async function openSqlite(folder: string): Promise<Opened> {
  const file = join(folder, 'marquee.sqlite');
  const url = `sqlite:${file}`;
  await migrate(url);
  return { url, database: makeSqliteDatabase(openSqliteHandle(file)) };
}

async function openMariaDb(atEnd: AtEnd): Promise<Opened> {
  const { startMariaDb } = await loadMariaDb();
  const { url, stop } = await startMariaDb();
  atEnd(stop);
  await migrate(url);
  return { url, database: await openServerDatabase(url) };
}

/** Serves at these paths what the server answers there now. */
export async function startBareTwin(
  { folder }: HttpHouse,
  url: string,
  { paths, atEnd }: { paths: readonly string[]; atEnd: AtEnd },
): Promise<Child> {
  const bodies: Record<string, string> = {};
  for (const path of paths) {
    const answer = await fetch(url + path);
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
    bodies[path] = await answer.text();
  }
  const file = join(folder, 'bodies.json');
  writeFileSync(file, JSON.stringify(bodies));
  const child = await startChild([...serverFlags, join('e2e', 'bench', 'serve-http.ts')], {
    CONTESTANT: 'bare',
    BODIES: file,
  });
  atEnd(child.stop);
  return child;
}
