/**
 * A terminal that was away while a hundred thousand changes went by: how much memory the server and it need until it has
 * caught up, each in a process of its own, over a real socket, on SQLite.
 */
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { screeningStream } from '@marquee/shared/protocol/streams';
import { insertRows } from '@marquee/sync-server/platform/database';
import { makeSqliteDatabase, openSqliteHandle } from '@marquee/sync-server/platform/sqlite-database';
import { systemClock } from '@marquee/terminal/platform/clock';
import { z } from 'zod';
import { type Child, serverFlags, startChild } from './child.ts';
import { closeAfter } from './close-after.ts';
import { cinemaSeed, fillServer } from './drain-server.ts';
import { grandHall, type House, makeHouse } from './house.ts';
import type { MemoryGrowth } from './memory-probe.ts';
import { makeDiskFolder, root } from './system.ts';

/** How far behind: so many streams, each by so many changes. */
export interface Gap {
  streams: number;
  changesEach: number;
}
export interface CaughtUp extends Gap {
  server: MemoryGrowth;
  terminal: MemoryGrowth;
  ms: number;
}

/** Seats of one change: a family. */
const seatsPerChange = 4;
/** A heap that may not grow further: what is held must fit. */
const heapMaxMb = 160;
const dayMs = 24 * 3600_000;
const Growth = z.object({ resident: z.number(), kept: z.number() });

/** One gap after the other, for the same terminal. */
export function measureFarBehind(gaps: readonly Gap[]): Promise<CaughtUp[]> {
  return closeAfter(async (atEnd) => {
    const { folder, remove } = await makeDiskFolder('far-behind');
    atEnd(remove);
    const streams = Math.max(...gaps.map((gap) => gap.streams));
    // So far ahead that the server deals out no seats by itself.
    const nowMs = systemClock.nowMs() + 2 * dayMs;
    const house = makeHouse({ nowMs, days: Math.ceil(streams / 4) + 1, venue: grandHall });
    const all = { ...house, screenings: house.screenings.slice(0, streams) };
    const code = await withDatabase(folder, (database) => fillServer(`sqlite:${serverFile(folder)}`, database, all));
    await withServer(folder, ({ url }) => runTerminal(folder, { SERVER_URL: url, ENROL_CODE: code }));
    const caughtUp: CaughtUp[] = [];
    for (const gap of gaps) {
      const revisions = await writeChanges(folder, all, gap);
      const startedMs = performance.now();
      const growth = await withServer(folder, async ({ url, control }) => {
        await fetch(`${control}/begin`);
        const terminal = await runTerminal(folder, { SERVER_URL: url, REVISIONS: JSON.stringify(revisions) });
        return { server: Growth.parse(await (await fetch(`${control}/end`)).json()), terminal };
      });
      caughtUp.push({ ...gap, ...growth, ms: performance.now() - startedMs });
    }
    return caughtUp;
  });
}

const serverFile = (folder: string): string => join(folder, 'server.sqlite');

async function withDatabase<R>(
  folder: string,
  work: (database: ReturnType<typeof makeSqliteDatabase>) => Promise<R>,
): Promise<R> {
  const database = makeSqliteDatabase(openSqliteHandle(serverFile(folder)));
  try {
    return await work(database);
  } finally {
    await database.close();
  }
}

async function withServer<R>(
  folder: string,
  work: (server: { url: string; control: string }) => Promise<R>,
): Promise<R> {
  const child: Child = await startChild(
    [`--max-old-space-size=${heapMaxMb}`, ...serverFlags, join('e2e', 'bench', 'far-behind-server.ts')],
    {
      DATABASE_URL: `sqlite:${serverFile(folder)}`,
      DATA_DIR: join(folder, 'server'),
      CINEMA_KEY: Buffer.from(cinemaSeed).toString('base64url'),
    },
  );
  try {
    const answer = await fetch(`${child.url}/where`);
    const { url } = z.object({ url: z.string() }).parse(await answer.json());
    return await work({ url, control: child.url });
  } finally {
    await child.stop();
  }
}

async function runTerminal(folder: string, env: Record<string, string>): Promise<MemoryGrowth> {
  const { stdout } = await promisify(execFile)(
    process.execPath,
    [`--max-old-space-size=${heapMaxMb}`, join('e2e', 'bench', 'far-behind-terminal.ts')],
    { cwd: root, env: { ...process.env, FOLDER: join(folder, 'terminal'), ...env } },
  );
  return Growth.parse(JSON.parse(stdout));
}

/** As if others had sold and returned seats all the time. Answers where the streams stand now. */
function writeChanges(folder: string, { screenings, venues }: House, gap: Gap): Promise<Record<string, number>> {
  return withDatabase(folder, async (database) => {
    const seats = venues[0]?.seats ?? [];
    const revisions: Record<string, number> = {};
    for (const { id } of screenings.slice(0, gap.streams)) {
      const stream = screeningStream(id);
      const [row] = await database.all<{ revision: number }>('SELECT revision FROM `stream` WHERE name = ?', [stream]);
      const from = row?.revision ?? 0;
      const rows = Array.from({ length: gap.changesEach }, (_, at) => {
        const changed = seats.slice((at * seatsPerChange) % 400).slice(0, seatsPerChange);
        const body = {
          seats: changed.map((seat) => ({ seatId: seat.id, state: 'free', version: at, holder: 0, ticket: null })),
          covered: [],
        };
        return [stream, from + at + 1, `${stream}-${from + at + 1}`, JSON.stringify(body), 0];
      });
      await database.transaction('changes', async (tx) => {
        await insertRows(tx, 'change', ['stream', 'revision', 'change_id', 'body', 'at_ms'], rows);
        await tx.run('UPDATE `stream` SET revision = revision + ? WHERE name = ?', [gap.changesEach, stream]);
      });
      revisions[stream] = from + gap.changesEach;
    }
    return revisions;
  });
}
