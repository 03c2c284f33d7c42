/**
 * The server of the HTTP measures: the real one (CONTESTANT=ours), where a seat of SCREENING changes several times a second,
 * as in a house that is being sold; or a bare Koa with @koa/router that sends the bodies of a file (CONTESTANT=bare, BODIES),
 * each at its path.
 */
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import Router from '@koa/router';
import { releaseHold } from '@marquee/sync-server/bookings/bookings';
import { systemClock } from '@marquee/sync-server/platform/clock';
import { readConfig } from '@marquee/sync-server/platform/config';
import { type RunningServer, startServer } from '@marquee/sync-server/start';
import { holdSeats } from '@marquee/sync-server/testing/hold-seats';
import Koa from 'koa';
import { z } from 'zod';
import { needSetting, sayReady } from './child.ts';
import { listenLocally } from './listen.ts';

const changeEveryMs = 200;

async function serveOurs(): Promise<void> {
  const server = await startServer(readConfig(process.env));
  const change = changeOneSeat(server, Number(needSetting('SCREENING')));
  let isOver = false;
  const selling = (async () => {
    while (!isOver) {
      await change();
      await systemClock.sleep(changeEveryMs);
    }
  })();
  await sayReady(server.url);
  isOver = true;
  await selling;
  await server.stop();
}

/** Held, free, held again: by a phone, as moviegoers do. */
function changeOneSeat({ deps }: RunningServer, screeningId: number): () => Promise<void> {
  let seatIds: number[] = [];
  let holdId: string | null = null;
  let holds = 0;
  return async () => {
    if (seatIds.length === 0) seatIds = await selectSeat(deps, screeningId);
    if (holdId !== null) {
      await releaseHold(deps, { holdId, screeningId });
      holdId = null;
      return;
    }
    const wanted = `bench-${process.pid}-${++holds}`;
    await holdSeats(deps, { holdId: wanted, screeningId, seatIds });
    holdId = wanted;
  };
}

async function selectSeat({ database }: RunningServer['deps'], screeningId: number): Promise<number[]> {
  const sql = "SELECT seat_id FROM seat_right WHERE screening_id = ? AND state = 'free' ORDER BY seat_id LIMIT 1";
  const rows = await database.all<{ seat_id: number }>(sql, [screeningId]);
  return rows.map((row) => row.seat_id);
}

async function serveBare(): Promise<void> {
  const bodies = z.record(z.string(), z.string()).parse(JSON.parse(readFileSync(needSetting('BODIES'), 'utf8')));
  const router = new Router();
  for (const [path, body] of Object.entries(bodies)) {
    const bytes = Buffer.from(body);
    router.get(path, (ctx) => {
      ctx.type = 'application/json';
      ctx.body = bytes;
    });
  }
  const http = createServer(new Koa().use(router.routes()).callback());
  await sayReady(await listenLocally(http));
  http.closeAllConnections();
  http.close();
}

await (needSetting('CONTESTANT') === 'ours' ? serveOurs() : serveBare());
process.exit(0);
