/** The peer of a drain: express-pouchdb on its LevelDB adapter, into which PouchDB replicates. Started by drain.ts. */
import { createServer, type RequestListener } from 'node:http';
import { createRequire } from 'node:module';
import { needSetting, sayReady } from './child.ts';
import { listenLocally } from './listen.ts';
import { type PouchConstructor, PouchDB } from './pouch.ts';

const require = createRequire(import.meta.url);
type Express = () => RequestListener & { use(path: string, handler: unknown): void };
const express = require('express') as Express;
const expressPouch = require('express-pouchdb') as (pouch: PouchConstructor, options: object) => unknown;

const app = express();
const databases = PouchDB.defaults({ prefix: `${needSetting('FOLDER')}/` });
app.use(
  '/',
  expressPouch(databases, {
    mode: 'minimumForPouchDB',
    inMemoryConfig: true,
    logPath: `${needSetting('FOLDER')}/log.txt`,
  }),
);
const http = createServer(app);
await sayReady(await listenLocally(http));
http.closeAllConnections();
http.close();
// PouchDB keeps its databases, and with them the process, open.
process.exit(0);
