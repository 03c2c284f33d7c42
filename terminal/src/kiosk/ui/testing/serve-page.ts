/** The built page over a stand-in for its core: static files, the bridge's WebSocket, and /control for a test's wishes. */
import { readFile } from 'node:fs/promises';
// biome-ignore lint/style/noRestrictedImports: this runs in Node, beside the page
import { createServer } from 'node:http';
// biome-ignore lint/style/noRestrictedImports: this runs in Node, beside the page
import type { AddressInfo } from 'node:net';
// biome-ignore lint/style/noRestrictedImports: this runs in Node, beside the page
import { extname, join, normalize } from 'node:path';
import { WebSocketServer } from 'ws';
import type { CallName, CoreEvent } from '../../../calls.ts';
import { drawPoster } from './fake-posters.ts';

const page = join(import.meta.dirname, '../../../../out/page');
const types: Record<string, string> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.woff2': 'font/woff2',
  '.ttf': 'font/ttf',
};

export interface PagePorts {
  answer(call: CallName, args: unknown): unknown;
  /** What was posted to /control. */
  change(wish: Record<string, unknown>): void;
}

/** Listens on PORT, the first argument or 4117, and says where when it does. */
export function servePage({ answer, change }: PagePorts): { announce(event: CoreEvent): void } {
  const server = createServer(async (request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://localhost');
    response.setHeader('content-security-policy', "default-src 'self'; img-src 'self' data:; style-src 'self'");
    const poster = /^\/posters\/(\d+)\.svg$/.exec(pathname);
    if (poster) return response.setHeader('content-type', 'image/svg+xml').end(drawPoster(Number(poster[1])));
    if (pathname === '/control') {
      let body = '';
      for await (const chunk of request) body += chunk;
      change(JSON.parse(body));
      return response.end('ok');
    }
    const file = join(page, normalize(pathname === '/' ? '/index.html' : pathname));
    try {
      const content = await readFile(file);
      response.setHeader('content-type', types[extname(file)] ?? 'application/octet-stream').end(content);
    } catch (thrown) {
      response.writeHead(404).end(String(thrown));
    }
  });
  const bridge = new WebSocketServer({ server, path: '/bridge' });
  bridge.on('connection', (socket) => {
    socket.on('message', async (data) => {
      const { id, call, args } = JSON.parse(String(data)) as { id: number; call: CallName; args: unknown };
      try {
        socket.send(JSON.stringify({ id, ok: true, answer: await answer(call, args) }));
      } catch (thrown) {
        socket.send(JSON.stringify({ id, ok: false, code: 'internal-error', detail: String(thrown) }));
      }
    });
  });
  const port = Number(process.env.PORT ?? process.argv[2] ?? 4117);
  server.listen(port, '127.0.0.1', () =>
    console.log(JSON.stringify({ ready: true, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/` })),
  );
  // Whoever starts it for a test takes it down by going.
  if (process.env.STDIN_CLOSES) process.stdin.on('end', () => process.exit(0)).resume();
  return {
    announce: (event) => {
      for (const client of bridge.clients) client.send(JSON.stringify(event));
    },
  };
}
