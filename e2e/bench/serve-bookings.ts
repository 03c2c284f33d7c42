/**
 * The file of all bookings (`/ours`) and its floor (`/floor`): the same rows in one stream of mysql2 to the same socket, with
 * nothing of ours around it. `/grown`: by how many bytes this process was larger
 * than at its start, at most.
 */
import { createServer, type ServerResponse } from 'node:http';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import Router from '@koa/router';
import { writeBookings } from '@marquee/sync-server/money/booking-file';
import { bookingLines } from '@marquee/sync-server/money/booking-file.sql';
import { StreamAnswer, sendStream } from '@marquee/sync-server/platform/file-answer';
import Koa from 'koa';
import mysql from 'mysql2';
import { needSetting, sayReady } from './child.ts';
import { openServerDatabase } from './drain-server.ts';
import { listenLocally } from './listen.ts';

const url = needSetting('DATABASE_URL');
const span = { cinemaId: Number(needSetting('CINEMA')), fromMs: 0, toMs: Number.MAX_SAFE_INTEGER };
const database = await openServerDatabase(url);
const bare = mysql.createConnection(url);

const router = new Router();
router.get('/ours', (ctx) => {
  const parts = writeBookings(database, { timeZone: 'Europe/Berlin' }, { span });
  sendStream(ctx, new StreamAnswer({ type: 'text/csv', name: 'bookings.csv', parts }));
});
router.get('/grown', (ctx) => {
  ctx.body = { bytes: process.resourceUsage().maxRSS * 1024 - startBytes };
});
const app = new Koa().use(router.routes()).callback();

async function sendBare(response: ServerResponse): Promise<void> {
  const toLine = new Transform({
    writableObjectMode: true,
    transform: (row: unknown[], _encoding, done) => done(null, `${row.join(',')}\r\n`),
  });
  const asked = { sql: `${bookingLines} ORDER BY b.sold_at_ms, b.terminal_id, b.seq`, rowsAsArray: true };
  await pipeline(
    bare.query(asked, [span.fromMs, span.toMs, span.cinemaId]).stream({ highWaterMark: 500 }),
    toLine,
    response,
  );
}

const http = createServer((request, response) => {
  if (request.url !== '/floor') return void app(request, response);
  sendBare(response).catch((thrown: unknown) => response.destroy(thrown as Error));
});
const address = await listenLocally(http);
const startBytes = process.memoryUsage.rss();
await sayReady(address);
http.closeAllConnections();
http.close();
bare.destroy();
await database.close();
process.exit(0);
