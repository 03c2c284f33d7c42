/** The floor of a cold start: Node, one SQLite file opened, one page served. Started by cold-start.ts. */
import { createServer } from 'node:http';
import Sqlite from 'better-sqlite3';
import { needSetting, sayReady } from './child.ts';
import { listenLocally } from './listen.ts';

const handle = new Sqlite(needSetting('FILE'));
handle.pragma('journal_mode = WAL');
const entries = handle.prepare('SELECT COUNT(*) FROM journal').pluck().get();
const http = createServer((_request, response) => {
  response.setHeader('content-type', 'text/html; charset=utf-8');
  response.end(`<!doctype html><button data-testid="begin">${entries}</button>`);
});
await sayReady(await listenLocally(http));
http.closeAllConnections();
http.close();
handle.close();
