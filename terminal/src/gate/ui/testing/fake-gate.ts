/**
 * A stand-in for a gate's core, to look at the page with: `node terminal/src/gate/ui/testing/fake-gate.ts [port]` after
 * `vite build terminal`. The code's text names the verdict: `valid-child`, `already-used`, `wrong-screening` and so on.
 * Never part of the product.
 */
import { readFile } from 'node:fs/promises';
// biome-ignore lint/style/noRestrictedImports: this runs in Node, beside the page
import { createServer } from 'node:http';
// biome-ignore lint/style/noRestrictedImports: this runs in Node, beside the page
import { extname, join, normalize } from 'node:path';
import { GateVerdict } from '@marquee/shared/protocol/journal';
import { TicketClass } from '@marquee/shared/tickets/ticket-class';
import { WebSocketServer } from 'ws';
import type { ScanView } from '../../../calls.ts';
import { aTerminal } from '../../../kiosk/ui/testing/builders.ts';
import { pageHeaders } from '../../../platform/bridge-access.ts';
import { aGate, aScan, doorsMs } from './gate-builders.ts';

const page = join(import.meta.dirname, '../../../../out/page');
const bornMs = performance.now();
const nowMs = () => doorsMs + Math.floor(performance.now() - bornMs);
const types: Record<string, string> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.woff2': 'font/woff2',
  '.svg': 'image/svg+xml',
  '.wasm': 'application/wasm',
};
const noTicket = { orderKey: null, line: null, film: null, seat: null, ticketClass: null };

function judge(text: string): ScanView {
  const verdict = GateVerdict.options.find((option) => text.startsWith(option)) ?? 'unreadable';
  const ticketClass = TicketClass.options.find((option) => text.endsWith(option)) ?? 'adult';
  if (verdict === 'unreadable' || verdict === 'forged') return aScan({ verdict, ...noTicket, atMs: nowMs() });
  const used = verdict === 'already-used' ? { gate: 32, atMs: nowMs() - 720_000, here: text.includes('here') } : null;
  return aScan({ verdict, ticketClass, used, atMs: nowMs() });
}

const answers: Record<string, (args: { text: string }) => unknown> = {
  'see-terminal': () => aTerminal({ terminal: 31, role: 'gate', nowMs: nowMs() }),
  'see-gate': () => aGate(),
  'list-staff': () => ({ staff: [], signedIn: null }),
  'scan-ticket': ({ text }) => judge(text),
};

const server = createServer(async (request, response) => {
  const path = normalize(new URL(request.url ?? '/', 'http://localhost').pathname);
  try {
    const body = await readFile(join(page, path === '/' ? 'index.html' : path));
    response.writeHead(200, {
      ...pageHeaders,
      'Content-Type': types[extname(path === '/' ? '.html' : path)] ?? types['.html'],
    });
    response.end(body);
  } catch {
    response.writeHead(404).end();
  }
});
new WebSocketServer({ server, path: '/bridge' }).on('connection', (socket) => {
  socket.on('message', (data) => {
    const { id, call, args } = JSON.parse(String(data)) as { id: number; call: string; args: { text: string } };
    const answer = answers[call];
    socket.send(
      JSON.stringify(
        answer
          ? { id, ok: true, answer: answer(args) }
          : { id, ok: false, code: 'internal-error', detail: `the fake gate has no ${call}` },
      ),
    );
  });
});
const port = Number(process.argv[2] ?? 4711);
server.listen(port, '127.0.0.1', () => console.log(`http://127.0.0.1:${port}/`));
