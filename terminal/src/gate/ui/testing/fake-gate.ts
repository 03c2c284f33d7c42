/**
 * A stand-in for a gate's core, to look at the page with: `node terminal/src/gate/ui/testing/fake-gate.ts [port]` after
 * `vite build terminal`. The code's text names the verdict: `valid-child`, `already-used`, `wrong-screening` and so on.
 * Never part of the product.
 */
import { readFile } from 'node:fs/promises';
// biome-ignore lint/style/noRestrictedImports: this runs in Node, beside the page
import { createServer } from 'node:http';
// biome-ignore lint/style/noRestrictedImports: this runs in Node, beside the page
import type { AddressInfo } from 'node:net';
// biome-ignore lint/style/noRestrictedImports: this runs in Node, beside the page
import { extname, join, normalize } from 'node:path';
import { GateVerdict } from '@marquee/shared/protocol/journal';
import { TicketClass } from '@marquee/shared/tickets/ticket-class';
import { WebSocketServer } from 'ws';
import type { GateView, ScanView, SignedIn } from '../../../calls.ts';
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
  if (text.startsWith('not-signed-in')) return aScan({ verdict: 'not-signed-in', ...noTicket, atMs: nowMs() });
  const verdict = GateVerdict.options.find((option) => text.startsWith(option)) ?? 'unreadable';
  const ticketClass = TicketClass.options.find((option) => text.endsWith(option)) ?? 'adult';
  if (verdict === 'unreadable' || verdict === 'forged') return aScan({ verdict, ...noTicket, atMs: nowMs() });
  const used = verdict === 'already-used' ? { gate: 32, atMs: nowMs() - 720_000, here: text.includes('here') } : null;
  return aScan({ verdict, ticketClass, used, atMs: nowMs() });
}

const uma: SignedIn = { staffId: 3, name: 'Uma', role: 'usher', locked: false };

/** `mustSignIn` and who is there change as a test or a page wants it. */
export interface FakeGate {
  url: string;
  gate: GateView;
  close(): void;
}

export async function startFakeGate(port: number): Promise<FakeGate> {
  const fake: FakeGate = { url: '', gate: aGate(), close: () => server.close() };
  const answers: Record<string, (args: never) => unknown> = {
    'see-terminal': () => aTerminal({ terminal: 31, role: 'gate', nowMs: nowMs(), ...online(fake.gate) }),
    'see-gate': () => fake.gate,
    'list-staff': () => ({
      staff: [
        { staffId: 1, name: 'Casey', role: 'cashier', waitMs: null },
        { staffId: 3, name: 'Uma', role: 'usher', waitMs: null },
      ],
      signedIn: fake.gate.signedIn,
    }),
    'sign-in': ({ pin }: { pin: string }) => {
      if (pin !== '975310') return { ok: false, reason: 'wrong-pin', triesLeft: 4 };
      fake.gate = { ...fake.gate, signedIn: uma };
      return { ok: true, signedIn: uma };
    },
    lock: () => {
      fake.gate = { ...fake.gate, signedIn: fake.gate.signedIn && { ...uma, locked: true } };
      return { signedIn: fake.gate.signedIn };
    },
    'sign-out': () => {
      fake.gate = { ...fake.gate, signedIn: null };
      return { signedIn: null };
    },
    'scan-ticket': ({ text }: { text: string }) => judge(text),
  };
  const server = serve(answers);
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  fake.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  return fake;
}

const online = (gate: GateView) => ({ link: gate.online ? ('online' as const) : ('offline' as const) });

function serve(answers: Record<string, (args: never) => unknown>) {
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
      const { id, call, args } = JSON.parse(String(data)) as { id: number; call: string; args: never };
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
  return server;
}

if (import.meta.main) console.log((await startFakeGate(Number(process.argv[2] ?? 4711))).url);
