/** The real server of terminals: sessions over Socket.IO, journal, rights and feed on MariaDB. Started by drain.ts. */
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { startFeed } from '@marquee/sync-server/feed/feed';
import { systemClock } from '@marquee/sync-server/platform/clock';
import { attachSockets, messageBytesMax } from '@marquee/sync-server/terminals/socket';
import { listKeys } from '@marquee/sync-server/terminals/terminals';
import { Server } from 'socket.io';
import { needSetting, sayReady } from './child.ts';
import { cinemaKey, openServerDatabase, terminalsDeps } from './drain-server.ts';
import type { House } from './house.ts';
import { listenLocally } from './listen.ts';

const house = JSON.parse(readFileSync(needSetting('HOUSE_FILE'), 'utf8')) as House;
const database = await openServerDatabase(needSetting('DATABASE_URL'));
const log = {
  info: () => undefined,
  warn: (context: object, message: string) => console.error(message, context),
  error: (context: object, message: string) => console.error(message, context),
};
const feed = startFeed({ database, clock: systemClock, incarnation: 0, log });
const http = createServer();
const io = new Server(http, { maxHttpBufferSize: messageBytesMax });
attachSockets(io, {
  ...terminalsDeps(database),
  feed,
  log,
  connected: new Map(),
  snapshotCinema: async () => ({
    ...house,
    cinemaKey: cinemaKey.publicKey,
    keys: await listKeys(database, house.cinema.id),
    revokedKeys: [],
  }),
});
await sayReady(await listenLocally(http));
await io.close();
await feed.stop();
await database.close();
