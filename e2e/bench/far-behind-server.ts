/** The server for far-behind.ts, with a control address that says how much memory it has needed: GET /begin, GET /end. */
import { createServer } from 'node:http';
import { readConfig } from '@marquee/sync-server/platform/config';
import { startServer } from '@marquee/sync-server/start';
import { sayReady } from './child.ts';
import { listenLocally } from './listen.ts';
import { type MemoryGrowth, watchMemory } from './memory-probe.ts';

const server = await startServer(readConfig({ ...process.env, PORT: '0', LOG_LEVEL: 'error' }));
let end: () => MemoryGrowth = watchMemory();
const control = createServer((request, response) => {
  if (request.url === '/begin') {
    end();
    end = watchMemory();
  }
  response.end(JSON.stringify(request.url === '/end' ? end() : { url: server.url }));
});
await sayReady(await listenLocally(control));
control.closeAllConnections();
control.close();
await server.stop();
process.exit(0);
