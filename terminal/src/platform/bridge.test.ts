import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { request as httpRequest, type IncomingHttpHeaders } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { Fault } from '@marquee/shared/errors';
import { WebSocket } from 'ws';
import { z } from 'zod';
import { type Bridge, type BridgeOptions, openCallsMax, socketsMax, startBridge } from './bridge.ts';
import { answerCall } from './bridge-calls.ts';

const token = 'a-token-that-is-made-at-every-start-of-the-core';
let folder: string;
let bridge: Bridge;
let cookie: string;
let logged: string[];
const open: WebSocket[] = [];

const log = {
  warn: (fields: object, message: string) => void logged.push(`warn ${message} ${JSON.stringify(fields)}`),
  error: (fields: object, message: string) => void logged.push(`error ${message} ${JSON.stringify(fields)}`),
};
let letSlowCallsEnd: () => void;

function options(): BridgeOptions {
  const slow = new Promise<void>((resolve) => {
    letSlowCallsEnd = resolve;
  });
  return {
    port: 0,
    pageFolder: join(folder, 'page'),
    token,
    log,
    posters: (movieId) => (movieId === 7 ? '<svg xmlns="http://www.w3.org/2000/svg"/>' : null),
    routes: {
      '/printer/': ({ method, path, query, body }) => {
        if (path === 'broken') throw new Fault('printer-unreachable', 'cable');
        return path === ''
          ? null
          : { contentType: 'text/plain', body: `${method} ${path} ${query.get('job')} ${body}` };
      },
    },
    handlers: {
      'add-seats': answerCall(z.object({ seatIds: z.array(z.int()).max(10) }), ({ seatIds }) => ({
        count: seatIds.length,
      })),
      'wait-long': answerCall(z.object({}), () => slow),
      'say-nothing': answerCall(z.object({}), () => undefined),
      'fail-printer': answerCall(z.object({}), async () => {
        throw new Fault('printer-out-of-paper', 'roll 1');
      }),
      'fail-badly': answerCall(z.object({}), () => {
        throw new Error('secret of the core');
      }),
    },
  };
}

interface Answer {
  status: number;
  headers: IncomingHttpHeaders;
  body: string;
}
function ask(path: string, { headers = {}, method = 'GET', body = '' } = {}): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const sent = httpRequest(
      { host: '127.0.0.1', port: bridge.port, path, method, headers, agent: false },
      (response) => {
        let text = '';
        response.setEncoding('utf8').on('data', (chunk: string) => {
          text += chunk;
        });
        response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body: text }));
      },
    );
    sent.on('error', reject);
    sent.end(body);
  });
}
const ours = (): Record<string, string> => ({ Cookie: cookie, Origin: `http://127.0.0.1:${bridge.port}` });

function dial(headers: Record<string, string> = ours(), path = '/bridge'): WebSocket {
  const socket = new WebSocket(`ws://127.0.0.1:${bridge.port}${path}`, { headers });
  open.push(socket);
  return socket;
}
async function connect(): Promise<WebSocket> {
  const socket = dial();
  await once(socket, 'open');
  return socket;
}
async function refusalOf(socket: WebSocket): Promise<number> {
  socket.on('error', () => undefined);
  const [, response] = (await once(socket, 'unexpected-response')) as [unknown, { statusCode: number }];
  return response.statusCode;
}
async function exchange(socket: WebSocket, frame: string | Buffer): Promise<unknown> {
  const answer = once(socket, 'message');
  socket.send(frame);
  return JSON.parse(String((await answer)[0]));
}

beforeEach(async () => {
  logged = [];
  folder = mkdtempSync(join(tmpdir(), 'bridge-'));
  mkdirSync(join(folder, 'page/assets'), { recursive: true });
  writeFileSync(join(folder, 'page/index.html'), '<!doctype html><title>Marquee</title>');
  writeFileSync(join(folder, 'page/assets/app-1a2b.js'), 'export {};');
  writeFileSync(join(folder, 'secret.txt'), 'not for pages');
  symlinkSync(join(folder, 'secret.txt'), join(folder, 'page/link.txt'));
  bridge = await startBridge(options());
  cookie = String((await ask(`/?token=${token}`)).headers['set-cookie']).split(';')[0] ?? '';
});
afterEach(async () => {
  letSlowCallsEnd();
  for (const socket of open.splice(0)) socket.terminate();
  await bridge.close();
  rmSync(folder, { recursive: true });
});

describe('opening the page', () => {
  test('the token of this start sets a cookie that scripts and other sites cannot use, and leaves the address', async () => {
    const { status, headers } = await ask(`/?token=${token}`);
    expect([status, headers.location]).toEqual([303, '/']);
    expect(headers['set-cookie']?.[0]).toMatch(/^marquee-\d+=[\w-]{43}; Path=\/; HttpOnly; SameSite=Strict$/);
    expect(headers['set-cookie']?.[0]).not.toContain(token);
    expect(bridge.url).toBe(`http://127.0.0.1:${bridge.port}/?token=${token}`);
  });

  test('a page that is open when the core restarts with the same token and port still has the right cookie', async () => {
    const { port } = bridge;
    await bridge.close();
    bridge = await startBridge({ ...options(), port });
    expect((await ask('/', { headers: { Cookie: cookie } })).status).toBe(200);
  });

  test('a wrong token is answered with one line that names the fault', async () => {
    const { status, headers, body } = await ask('/?token=guess');
    expect([status, headers['content-type'], headers['set-cookie']]).toEqual([
      403,
      'text/plain; charset=utf-8',
      undefined,
    ]);
    expect(body).toMatch(/^F504 access-refused\. .*\n$/);
    expect(logged.join()).not.toContain('guess');
  });

  test.each(['/', '/index.html', '/assets/app-1a2b.js', '/posters/7.svg', '/printer/paper'])(
    '%s needs the cookie',
    async (path) => {
      expect((await ask(path)).status).toBe(403);
      expect((await ask(path, { headers: { Cookie: `${cookie}x` } })).status).toBe(403);
      expect((await ask(path, { headers: { Cookie: cookie } })).status).toBe(200);
    },
  );

  test('a site whose name was pointed at this machine is refused, even with token and cookie', async () => {
    const headers = { Cookie: cookie, Host: `evil.example:${bridge.port}` };
    expect((await ask('/', { headers })).status).toBe(403);
    expect((await ask(`/?token=${token}`, { headers })).status).toBe(403);
    expect((await ask('/', { headers: { Cookie: cookie, Host: '127.0.0.1' } })).status).toBe(403);
    expect((await ask('/', { headers: { Cookie: cookie, Host: `localhost:${bridge.port}` } })).status).toBe(200);
  });

  test('the page may load nothing from elsewhere, run no inline script and be framed by nobody', async () => {
    const { headers, body } = await ask('/', { headers: { Cookie: cookie } });
    expect(body).toContain('<title>Marquee</title>');
    expect(headers['content-security-policy']).toMatch(
      /default-src 'none'; script-src 'self' 'wasm-unsafe-eval';.*frame-ancestors 'none'/,
    );
    expect(headers['content-security-policy']).not.toMatch(/'unsafe-/);
    expect(headers).toMatchObject({
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'x-frame-options': 'DENY',
    });
    expect(headers['cache-control']).toBe('no-store');
  });
});

describe('the customer’s screen', () => {
  const customerToken = 'another-token-that-opens-the-customers-page';
  let customerCookie: string;
  beforeEach(async () => {
    mkdirSync(join(folder, 'page/customer'));
    writeFileSync(join(folder, 'page/customer/index.html'), '<!doctype html><title>Customer</title>');
    const { port } = bridge;
    await bridge.close();
    const handlers = { 'see-counter': answerCall(z.object({}), () => ({ serving: null })) };
    bridge = await startBridge({ ...options(), port, customer: { token: customerToken, handlers } });
    const entered = await ask(`/customer/?token=${customerToken}`);
    expect([entered.status, entered.headers.location]).toEqual([303, '/customer/']);
    customerCookie = String(entered.headers['set-cookie']).split(';')[0] ?? '';
  });
  const customers = () => ({ Cookie: customerCookie, Origin: `http://127.0.0.1:${bridge.port}` });

  test('its token opens its page, what that loads, and posters; nothing else, and no writing', async () => {
    const statusOf = async (path: string, method = 'GET') => (await ask(path, { headers: customers(), method })).status;
    for (const path of ['/customer/', '/assets/app-1a2b.js', '/posters/7.svg'])
      expect([path, await statusOf(path)]).toEqual([path, 200]);
    for (const path of ['/', '/index.html', '/printer/papers', '/customer/../index.html', '/customer/..%2findex.html'])
      expect([path, [400, 403].includes(await statusOf(path))]).toEqual([path, true]);
    expect(await statusOf('/customer/', 'POST')).toBe(403);
    expect((await ask(`/?token=${customerToken}`)).status).toBe(403);
    expect((await ask(`/customer/?token=${token}`)).status).toBe(403);
  });

  test('it has its single call and its events; the till’s socket is shut to it, and its own to strangers', async () => {
    const socket = dial(customers(), '/customer/bridge');
    await once(socket, 'open');
    expect(await exchange(socket, '{"id":1,"call":"see-counter","args":{}}')).toMatchObject({ id: 1, ok: true });
    for (const call of ['add-seats', 'say-nothing', 'wait-long', 'fail-printer'])
      expect(await exchange(socket, `{"id":2,"call":"${call}","args":{}}`)).toMatchObject({
        ok: false,
        code: 'message-malformed',
      });
    expect(await refusalOf(dial(customers()))).toBe(403);
    expect(await refusalOf(dial(ours(), '/customer/bridge'))).toBe(403);
    expect(await refusalOf(dial({ ...customers(), Origin: 'https://evil.example' }, '/customer/bridge'))).toBe(403);
    const heard = once(socket, 'message');
    bridge.announce({ event: 'basket-changed' });
    bridge.announceToCustomer({ event: 'counter-changed' });
    expect(String((await heard)[0])).toBe('{"event":"counter-changed"}');
  });

  test('where there is none, nothing of it is there', async () => {
    const { port } = bridge;
    await bridge.close();
    bridge = await startBridge({ ...options(), port });
    expect(bridge.customerUrl).toBeNull();
    expect((await ask(`/customer/?token=${customerToken}`)).status).toBe(403);
    expect(await refusalOf(dial(customers(), '/customer/bridge'))).toBe(403);
  });
});

describe('files', () => {
  test.each([
    '/../secret.txt',
    '/%2e%2e/secret.txt',
    '/..%2fsecret.txt',
    '/assets/..%5c..%5csecret.txt',
    '/link.txt',
    '/%00.txt',
    '/%ff.txt',
  ])('the way out of the page folder by %s is closed', async (path) => {
    const { status, body } = await ask(path, { headers: { Cookie: cookie } });
    expect([400, 404]).toContain(status);
    expect(body).not.toContain('not for pages');
  });

  test('files with a hash in their name are kept by the browser; folders and missing files are not found', async () => {
    const script = await ask('/assets/app-1a2b.js', { headers: { Cookie: cookie } });
    expect([script.headers['content-type'], script.headers['cache-control']]).toEqual([
      'text/javascript; charset=utf-8',
      'max-age=31536000, immutable',
    ]);
    expect((await ask('/assets', { headers: { Cookie: cookie } })).status).toBe(404);
    expect((await ask('/missing.js', { headers: { Cookie: cookie } })).status).toBe(404);
  });

  test('the icon that every browser asks for unbidden is no error', async () => {
    expect((await ask('/favicon.ico', { headers: { Cookie: cookie } })).status).toBe(204);
  });

  test('a poster is an image that can run nothing, also when opened by itself', async () => {
    const { headers } = await ask('/posters/7.svg', { headers: { Cookie: cookie } });
    expect([headers['content-type'], headers['content-security-policy']]).toEqual([
      'image/svg+xml',
      expect.stringContaining('sandbox'),
    ]);
    expect((await ask('/posters/8.svg', { headers: { Cookie: cookie } })).status).toBe(404);
    expect((await ask('/posters/..%2f7.svg', { headers: { Cookie: cookie } })).status).toBe(400);
  });

  test('an extra route gets path, query and body; its faults are answered by their code', async () => {
    const get = await ask('/printer/papers/3.png?job=9', { headers: { Cookie: cookie } });
    expect([get.status, get.body]).toEqual([200, 'GET papers/3.png 9 ']);
    expect((await ask('/printer/refill?job=1', { headers: ours(), method: 'POST', body: 'roll' })).body).toBe(
      'POST refill 1 roll',
    );
    expect((await ask('/printer/', { headers: { Cookie: cookie } })).status).toBe(404);
    expect(await ask('/printer/broken', { headers: { Cookie: cookie } })).toMatchObject({
      status: 500,
      body: 'printer-unreachable cable\n',
    });
  });

  test('a POST from another origin, a long one and other methods are refused', async () => {
    const post = (headers: Record<string, string>, body = '') =>
      ask('/printer/refill', { headers, method: 'POST', body });
    expect((await post({ Cookie: cookie })).status).toBe(403);
    expect((await post({ Cookie: cookie, Origin: 'http://127.0.0.1:1' })).status).toBe(403);
    expect((await post(ours(), 'x'.repeat(65 * 1024))).status).toBe(413);
    expect((await ask('/', { headers: ours(), method: 'POST' })).status).toBe(405);
    expect((await ask('/printer/refill', { headers: ours(), method: 'DELETE' })).status).toBe(405);
  });
});

describe('calls', () => {
  test('a call is checked, answered under its own number, and announcements reach every page', async () => {
    const [first, second] = [await connect(), await connect()];
    expect(await exchange(first, '{"id":5,"call":"add-seats","args":{"seatIds":[1,2]}}')).toEqual({
      id: 5,
      ok: true,
      answer: { count: 2 },
    });
    expect(await exchange(first, '{"id":6,"call":"say-nothing","args":{}}')).toEqual({ id: 6, ok: true, answer: null });
    const heard = Promise.all([once(first, 'message'), once(second, 'message')]);
    bridge.announce({ event: 'catalogue-changed' });
    expect((await heard).map(([data]) => String(data))).toEqual(Array(2).fill('{"event":"catalogue-changed"}'));
  });

  test.each([
    ['not JSON', '{', {}],
    ['no number', '{"call":"add-seats","args":{}}', {}],
    ['no call', '{"id":1}', { id: 1 }],
    ['unknown call', '{"id":1,"call":"open-drawer","args":{}}', { id: 1 }],
    ['a name every object has', '{"id":1,"call":"constructor","args":{}}', { id: 1 }],
    ['wrong arguments', '{"id":1,"call":"add-seats","args":{"seatIds":["F12"]}}', { id: 1 }],
    ['bytes', Buffer.from('{"id":1,"call":"add-seats","args":{"seatIds":[]}}'), {}],
  ])('a frame with %s is refused and the connection stays', async (_name, frame, id) => {
    const socket = await connect();
    const answer = (await exchange(socket, frame)) as { detail: string };
    expect(answer).toEqual({ ...id, ok: false, code: 'message-malformed', detail: expect.any(String) });
    expect(answer.detail).not.toContain('F12');
    expect(await exchange(socket, '{"id":2,"call":"add-seats","args":{"seatIds":[]}}')).toMatchObject({
      id: 2,
      ok: true,
    });
  });

  test('a fault reaches the page by its code; a bug only as internal-error, its trace only in the log', async () => {
    const socket = await connect();
    expect(await exchange(socket, '{"id":1,"call":"fail-printer","args":{}}')).toEqual({
      id: 1,
      ok: false,
      code: 'printer-out-of-paper',
      detail: 'roll 1',
    });
    expect(await exchange(socket, '{"id":2,"call":"fail-badly","args":{}}')).toEqual({
      id: 2,
      ok: false,
      code: 'internal-error',
      detail: '',
    });
    expect(logged.filter((line) => line.startsWith('error'))).toHaveLength(1);
  });

  test('a frame longer than 64 KiB ends the connection', async () => {
    const socket = await connect();
    const closed = once(socket, 'close');
    socket.send(JSON.stringify({ id: 1, call: 'add-seats', args: 'x'.repeat(64 * 1024) }));
    expect((await closed)[0]).toBe(1009);
  });

  test('a page with too many unanswered calls is cut off', async () => {
    const socket = await connect();
    const closed = once(socket, 'close');
    for (let id = 0; id <= openCallsMax; id++) socket.send(JSON.stringify({ id, call: 'wait-long', args: {} }));
    expect((await closed)[0]).toBe(1013);
  });

  test('pages of other origins, without the cookie or on another path get no connection', async () => {
    expect(await refusalOf(dial({ Cookie: cookie }))).toBe(403);
    expect(await refusalOf(dial({ ...ours(), Origin: 'https://evil.example' }))).toBe(403);
    expect(await refusalOf(dial({ ...ours(), Origin: `http://localhost:${bridge.port}` }))).toBe(403);
    expect(await refusalOf(dial({ ...ours(), Host: 'evil.example' }))).toBe(403);
    expect(await refusalOf(dial({ Origin: `http://127.0.0.1:${bridge.port}` }))).toBe(403);
    expect(await refusalOf(dial(ours(), '/other'))).toBe(404);
  });

  test('one connection more than the limit is refused, and taken once another has closed', async () => {
    const sockets = await Promise.all(Array.from({ length: socketsMax }, connect));
    expect(await refusalOf(dial())).toBe(503);
    const seen = exchange(sockets[1]!, '{"id":1,"call":"say-nothing","args":{}}');
    const closed = once(sockets[0]!, 'close');
    sockets[0]!.close();
    await Promise.all([closed, seen]);
    // The core may learn of the closing a moment after the page does.
    const admitted = async (): Promise<boolean> => {
      const socket = dial();
      socket.on('error', () => undefined);
      return Promise.race([
        once(socket, 'open').then(() => true),
        once(socket, 'unexpected-response').then(() => false),
      ]);
    };
    let tries = 0;
    while (!(await admitted())) expect(++tries).toBeLessThan(100);
    expect(tries).toBeLessThan(100);
  });
});

describe('starting and stopping', () => {
  test('a port that another program uses is named by its fault', async () => {
    await expect(startBridge({ ...options(), port: bridge.port })).rejects.toMatchObject({ code: 'port-in-use' });
  });

  test('without a built page the core says so at once', async () => {
    await expect(startBridge({ ...options(), pageFolder: join(folder, 'none') })).rejects.toMatchObject({
      code: 'page-not-built',
    });
  });

  test('closing cuts the pages off and frees the port', async () => {
    const { port } = bridge;
    const closed = once(await connect(), 'close');
    await bridge.close();
    await closed;
    bridge = await startBridge({ ...options(), port });
    expect(bridge.port).toBe(port);
  });
});
