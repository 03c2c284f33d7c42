/** The floor of a log-in: argon2id and nothing else. GET /?count= hashes so often, one after the other, and says how long it took. */
import { createServer } from 'node:http';
import { parameters } from '@marquee/sync-server/accounts/password';
import { hashRaw } from '@node-rs/argon2';
import { sayReady } from './child.ts';
import { listenLocally } from './listen.ts';

async function hashMany(count: number): Promise<number> {
  const startedMs = performance.now();
  for (let at = 0; at < count; at++) await hashRaw(`password ${at}`, { ...parameters, salt: Buffer.alloc(16, at) });
  return performance.now() - startedMs;
}

const http = createServer((request, response) => {
  const count = Number(new URL(request.url ?? '', 'http://localhost').searchParams.get('count'));
  void hashMany(count).then((ms) => response.end(JSON.stringify({ ms })));
});
await sayReady(await listenLocally(http));
http.closeAllConnections();
http.close();
