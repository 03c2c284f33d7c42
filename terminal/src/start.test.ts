import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server as HttpServer, type IncomingHttpHeaders, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { chainStart } from '@marquee/shared/protocol/journal';
import { aCinemaSnapshot, aMovie, aScreening } from '@marquee/shared/testing/builders';
import { Server } from 'socket.io';
import { WebSocket } from 'ws';
import type { CallAnswer, CallArgs, CallName, CoreEvent } from './calls.ts';
import { readConfig, type TerminalConfig } from './platform/config.ts';
import { type RunningTerminal, startTerminal } from './start.ts';
import { quiet } from './testing/box-office.ts';
import { enrolAnswer } from './testing/test-core.ts';

/** A server of this cinema: it enrols, welcomes, takes journals and grants row B. Real HTTP, real Socket.IO. */
let http: HttpServer;
let io: Server;
let serverUrl: string;
let acked: { ackedSeq: number; chain: string };
let pushed: string[];
let folder: string;
let config: TerminalConfig;
let terminal: RunningTerminal | null;

const rowB = [5, 6, 7, 8, 9, 10];
const startsSoonMs = Date.now() + 3600_000;
const answers: Record<string, (body: never) => unknown> = {
  hello: () => ({ protocol: 1, state: 'open', cinemaId: 1, incarnation: 1, serverTimeMs: Date.now(), ...acked }),
  'journal:push': ({ entries }: { entries: { seq: number; hash: string; type: string }[] }) => {
    // A kiosk releases printed tickets now and then: when, is not for these tests.
    pushed.push(...entries.map((entry) => entry.type).filter((type) => type !== 'tickets.released'));
    const last = entries.at(-1);
    if (last) acked = { ackedSeq: last.seq, chain: last.hash };
    return acked;
  },
  'terminal:status': () => ({ serverTimeMs: 1, drill: null, bundle: null }),
  'streams:pull': ({ streams }: { streams: { stream: string }[] }) => ({
    pages: streams.map(({ stream }) => snapshotOf(stream)),
    left: [],
  }),
};
function snapshotOf(stream: string): object {
  const [kind] = stream.split(':');
  const bodies: Record<string, unknown> = {
    cinema: aCinemaSnapshot({
      movies: [aMovie({ posterSvg: '<svg xmlns="http://www.w3.org/2000/svg"/>' })],
      screenings: [aScreening({ startsAtMs: startsSoonMs })],
    }),
    grants: [{ kind: 'grant', screeningId: 1, seats: rowB.map((seatId) => ({ seatId, version: 1 })) }],
    screening: { seats: [], covered: [] },
  };
  return { kind: 'snapshot', stream, cursor: { incarnation: 1, revision: 1, changeId: 'c' }, body: bodies[kind ?? ''] };
}

beforeEach(async () => {
  acked = { ackedSeq: 0, chain: chainStart };
  pushed = [];
  http = createServer((_request, response) =>
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(enrolAnswer)),
  );
  io = new Server(http);
  io.of('/terminals').on('connection', (socket) => {
    socket.on('call', (name: string, body: unknown, acknowledge: (answer: unknown) => void) =>
      acknowledge({ ok: true, answer: answers[name]?.(body as never) }),
    );
    socket.emit('challenge', 'a challenge of the server');
  });
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  serverUrl = `http://127.0.0.1:${(http.address() as AddressInfo).port}`;
  folder = mkdtempSync(join(tmpdir(), 'terminal-'));
  mkdirSync(join(folder, 'page'));
  writeFileSync(join(folder, 'page', 'index.html'), '<!doctype html><title>Marquee</title>');
  config = readConfig(environment());
  terminal = null;
});
afterEach(async () => {
  await terminal?.stop();
  await io.close();
  rmSync(folder, { recursive: true });
});

function environment(): Record<string, string> {
  return {
    SERVER_URL: serverUrl,
    PORT: '0',
    DATA_DIR: join(folder, 'data'),
    ENROL_CODE: 'ABCDEFGHJK',
    PAGE_FOLDER: join(folder, 'page'),
    PAGE_TOKEN: 't'.repeat(40),
    LOG_FILE: join(folder, 'log'),
  };
}

interface Page {
  headers: Record<string, string>;
  call<N extends CallName>(name: N, args: CallArgs<N>): Promise<CallAnswer<N>>;
  /** Resolves at an event for which this holds. */
  until(holds: () => Promise<boolean>): Promise<void>;
  close(): void;
}

/** What a browser does: the token becomes a cookie, and the cookie opens the bridge. */
async function openPage(url: string): Promise<Page> {
  const opened = await ask(url);
  const origin = new URL(url).origin;
  const headers = { Cookie: String(opened.headers['set-cookie']).split(';')[0] ?? '', Origin: origin };
  const socket = new WebSocket(`${origin.replace('http', 'ws')}/bridge`, { headers });
  const waiting = new Map<number, (frame: { ok: boolean; answer: unknown; code: string }) => void>();
  let listeners: ((event: CoreEvent) => void)[] = [];
  socket.on('message', (data) => {
    const frame = JSON.parse(String(data));
    if ('id' in frame) waiting.get(frame.id)?.(frame);
    else for (const listener of listeners) listener(frame);
  });
  await once(socket, 'open');
  return {
    headers,
    call: (name, args) =>
      new Promise((resolve, reject) => {
        const id = waiting.size + 1;
        waiting.set(id, (frame) => (frame.ok ? resolve(frame.answer as never) : reject(new Error(frame.code))));
        socket.send(JSON.stringify({ id, call: name, args }));
      }),
    async until(holds) {
      for (;;) {
        const heard = new Promise<void>((resolve) => {
          listeners = [() => resolve()];
        });
        if (await holds()) return;
        await heard;
      }
    },
    close: () => socket.terminate(),
  };
}

interface Answer {
  status: number;
  headers: IncomingHttpHeaders;
  body: string;
}
function ask(
  url: string,
  {
    method = 'GET',
    headers = {},
    body = '',
  }: { method?: string; headers?: Record<string, string>; body?: string } = {},
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const sent = request(url, { method, headers }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () =>
        resolve({
          status: response.statusCode ?? 0,
          headers: response.headers,
          body: Buffer.concat(chunks).toString('latin1'),
        }),
      );
    });
    sent.on('error', reject);
    sent.end(body);
  });
}

async function start(): Promise<{ page: Page; origin: string }> {
  terminal = await startTerminal(config, { log: quiet });
  const page = await openPage(terminal.url);
  await page.until(async () => (await page.call('see-terminal', {})).link === 'online');
  return { page, origin: new URL(terminal.url).origin };
}
async function sellSeats(page: Page, seatIds: number[]): Promise<string> {
  const chosen = await page.call('choose-seats', {
    basketId: null,
    screeningId: 1,
    seatIds,
    tickets: [{ ticketClass: 'adult', count: seatIds.length }],
    allowSingleSeat: true,
  });
  if (!chosen.ok) throw new Error(chosen.reason);
  const paid = await page.call('pay', { basketId: chosen.basket.basketId, tender: 'cash' });
  if (!paid.ok) throw new Error(paid.reason);
  return chosen.basket.basketId;
}
const isPrinted = async (page: Page, basketId: string) =>
  (await page.call('see-basket', { basketId })).basket?.sale?.receipt === 'printed';

describe('a terminal', () => {
  test('enrols, sells two seats, prints their papers and reports the sale', async () => {
    const { page, origin } = await start();
    const basketId = await sellSeats(page, [5, 6]);
    await page.until(() => isPrinted(page, basketId));
    const state = JSON.parse((await ask(`${origin}/printer/state`, { headers: page.headers })).body);
    expect(state.papers.map((paper: { jobName: string }) => paper.jobName)).toEqual([
      'receipt-2-0',
      'ticket-2-2',
      'ticket-2-1',
    ]);
    expect(
      (await ask(`${origin}/printer/papers/${state.papers[1].file}`, { headers: page.headers })).body.slice(1, 4),
    ).toBe('PNG');
    await page.until(async () => (await page.call('see-terminal', {})).unsent === 0);
    expect(pushed).toEqual(['terminal.opened', 'sale.made']);
    page.close();
  });

  test('serves the poster that came with the catalogue, and nothing to whoever has no cookie', async () => {
    const { page, origin } = await start();
    expect(await ask(`${origin}/posters/1.svg`, { headers: page.headers })).toMatchObject({
      status: 200,
      body: expect.stringContaining('<svg'),
    });
    expect((await ask(`${origin}/posters/2.svg`, { headers: page.headers })).status).toBe(404);
    for (const path of ['/posters/1.svg', '/printer/', '/printer/state'])
      expect((await ask(`${origin}${path}`)).status).toBe(403);
    page.close();
  });

  test('that stops gives every unsold seat back, and starts again as the same terminal on the same page', async () => {
    const { page } = await start();
    await sellSeats(page, [5]);
    const port = terminal?.port ?? 0;
    await terminal?.stop();
    expect(pushed).toEqual(['terminal.opened', 'sale.made', 'rights.returned']);
    config = { ...config, port, enrolCode: null };
    terminal = await startTerminal(config, { log: quiet });
    expect(terminal.core.identity.terminal).toBe(17);
    const origin = new URL(terminal.url).origin;
    expect((await ask(`${origin}/`, { headers: page.headers })).status).toBe(200);
    page.close();
  });

  test('that can’t take its port leaves nothing open behind it', async () => {
    await start();
    const second = { ...config, dataFolder: join(folder, 'second'), port: terminal?.port ?? 0 };
    await expect(startTerminal(second, { log: quiet })).rejects.toMatchObject({ code: 'port-in-use' });
    const third = await startTerminal({ ...second, port: 0 }, { log: quiet });
    await third.stop();
  });

  test.each([
    ['printer-misconfigured', { printer: 'lpt1' }],
    ['page-not-built', { pageFolder: '/nowhere' }],
    ['configuration-invalid', { dataFolder: '/dev/null/data' }],
  ] as const)('with a wrong setting fails as %s', async (code, wrong) => {
    await expect(startTerminal({ ...config, ...wrong }, { log: quiet })).rejects.toMatchObject({ code });
  });

  test('a second one on the same data is refused', async () => {
    await start();
    await expect(startTerminal(config, { log: quiet })).rejects.toMatchObject({ code: 'database-in-use' });
  });
});

describe('the simulated devices', () => {
  const post = (url: string, headers: Record<string, string>, body: object | string) =>
    ask(url, { method: 'POST', headers, body: typeof body === 'string' ? body : JSON.stringify(body) });

  test('paper that is out is a fault, the sale is made all the same, and its papers come after a refill', async () => {
    const { page, origin } = await start();
    expect((await post(`${origin}/printer/trouble`, page.headers, { action: 'paper-out' })).status).toBe(200);
    await page.until(async () =>
      (await page.call('see-terminal', {})).faults.some((fault) => fault.code === 'printer-out-of-paper'),
    );
    const basketId = await sellSeats(page, [5]);
    expect((await page.call('see-basket', { basketId })).basket?.sale?.receipt).toBe('queued');
    await post(`${origin}/printer/trouble`, page.headers, { action: 'refill' });
    await page.until(() => isPrinted(page, basketId));
    expect((await page.call('see-terminal', {})).faults).toEqual([]);
    page.close();
  });

  test.each([
    ['open-cover', 'close-cover', 'printer-cover-open'],
    ['unplug', 'plug-in', 'printer-unreachable'],
  ])('%s and %s: %s comes and goes', async (action, undo, code) => {
    const { page, origin } = await start();
    const hasFault = async () => (await page.call('see-terminal', {})).faults.some((fault) => fault.code === code);
    await post(`${origin}/printer/trouble`, page.headers, { action });
    await page.until(hasFault);
    await post(`${origin}/printer/trouble`, page.headers, { action: undo });
    await page.until(async () => !(await hasFault()));
    page.close();
  });

  test('a reader that is unplugged leaves cash as the way to pay', async () => {
    const { page, origin } = await start();
    expect(
      JSON.parse((await post(`${origin}/simulator/reader`, page.headers, { mode: 'unreachable' })).body),
    ).toMatchObject({ reader: { mode: 'unreachable' } });
    expect(await page.call('see-terminal', {})).toMatchObject({
      tenders: ['cash'],
      faults: [{ code: 'reader-unreachable' }],
    });
    page.close();
  });

  test('orders come from our own page alone, and make sense', async () => {
    const { page, origin } = await start();
    const { Cookie = '' } = page.headers;
    for (const path of ['/printer/trouble', '/simulator/reader']) {
      expect((await post(origin + path, { Cookie }, { action: 'refill' })).status).toBe(403);
      expect((await post(origin + path, { Cookie, Origin: 'https://evil.example' }, { mode: 'approve' })).status).toBe(
        403,
      );
      for (const body of ['{', '{}', '{"action":"explode","mode":"explode"}'])
        expect(await post(origin + path, page.headers, body)).toMatchObject({
          status: 500,
          body: expect.stringContaining('message-malformed'),
        });
    }
    for (const path of [
      '/printer/none',
      '/printer/papers/..%2f..%2fterminal.db',
      '/printer/papers/1.png',
      '/simulator/reader',
      '/simulator/none',
    ])
      expect([400, 404]).toContain((await ask(origin + path, { headers: page.headers })).status);
    page.close();
  });

  test('have a page of their own with what it needs, and no script from elsewhere', async () => {
    const { page, origin } = await start();
    const { body, headers } = await ask(`${origin}/printer/`, { headers: page.headers });
    expect(body).toContain('data-value="paper-out"');
    expect(body).toContain('data-value="lost-answer"');
    expect(headers['content-security-policy']).not.toMatch(/'unsafe-/);
    for (const file of ['page.css', 'page.js']) {
      expect(body).toContain(`/printer/${file}`);
      expect((await ask(`${origin}/printer/${file}`, { headers: page.headers })).status).toBe(200);
    }
    page.close();
  });

  test('a real printer has a page without buttons', async () => {
    config = { ...config, printer: 'tcp://127.0.0.1:1' };
    const { page, origin } = await start();
    expect((await ask(`${origin}/printer/`, { headers: page.headers })).body).not.toContain('data-value="refill"');
    expect((await post(`${origin}/printer/trouble`, page.headers, { action: 'refill' })).status).toBe(404);
    expect(JSON.parse((await ask(`${origin}/printer/state`, { headers: page.headers })).body)).toMatchObject({
      printer: { reachable: false, code: 'printer-unreachable' },
      papers: [],
    });
    page.close();
  });
});

describe('the program', () => {
  const children: ChildProcess[] = [];
  afterEach(() => {
    for (const child of children.splice(0)) child.kill('SIGKILL');
  });
  function run(env: Record<string, string>) {
    const child = spawn(process.execPath, [join(import.meta.dirname, 'start.ts')], {
      env: { PATH: process.env.PATH, ...env },
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    children.push(child);
    const text = { stdout: '', stderr: '' };
    child.stdout.on('data', (chunk) => {
      text.stdout += String(chunk);
    });
    child.stderr.on('data', (chunk) => {
      text.stderr += String(chunk);
    });
    return {
      child,
      text,
      ended: once(child, 'close') as Promise<[number | null]>,
      firstLine: once(createInterface({ input: child.stdout }), 'line') as Promise<[string]>,
    };
  }

  test.each([
    ['SIGTERM', {}, (child: ChildProcess) => child.kill('SIGTERM')],
    ['SIGINT', {}, (child: ChildProcess) => child.kill('SIGINT')],
    ['a closed stdin', { STDIN_CLOSES: '1' }, (child: ChildProcess) => child.stdin?.end()],
  ] as const)('says once that it is ready, and ends well on %s', async (_name, more, stop) => {
    const { child, text, ended, firstLine } = run({ ...environment(), ...more });
    const ready = JSON.parse((await firstLine)[0]);
    expect(ready).toEqual({ ready: true, url: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+\/\?token=t{40}$/) });
    const page = await openPage(ready.url);
    await page.until(async () => (await page.call('see-terminal', {})).link === 'online');
    stop(child);
    expect(await ended).toEqual([0, null]);
    expect([text.stdout.trim().split('\n').length, text.stderr]).toEqual([1, '']);
    expect(pushed).toEqual(['terminal.opened', 'rights.returned']);
    expect(readFileSync(join(folder, 'log'), 'utf8')).not.toContain('t'.repeat(40));
  });

  test('tells a fault in one line that says what to do, without a trace', async () => {
    const { text, ended } = run({ ...environment(), PORT: 'eighty' });
    expect(await ended).toEqual([1, null]);
    expect(text).toEqual({
      stdout: '',
      stderr: 'F401 PORT is no whole number. A setting is wrong; the message names it. Correct it and start again.\n',
    });
  });
});
