import { once } from 'node:events';
import { connect } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import Router from '@koa/router';
import { Fault } from '@marquee/shared/errors';
import { systemClock } from './clock.ts';
import { type Http, startHttp } from './http.ts';
import type { Log } from './log.ts';
import { makeMetrics } from './metrics.ts';
import { faultAsProblem } from './problem.ts';
import { systemRandomness } from './randomness.ts';

const lines: { level: string; context: Record<string, unknown>; message: string }[] = [];
const note = (level: string) => (context: object, message: string) =>
  lines.push({ level, context: { ...context }, message });
const log: Log = { debug: note('debug'), info: note('info'), warn: note('warn'), error: note('error') };

let http: Http;
let ready: Fault | null;
let release: () => void = () => undefined;

function makeRoutes(): Router {
  const router = new Router();
  router.get('/api/v1/fault/:code', (ctx) => {
    throw new Fault(ctx.params.code as 'database-busy', 'what was wrong');
  });
  router.get('/api/v1/passed-tickets/:token', () => {
    throw new Fault('database-busy');
  });
  router.get('/api/v1/bug', () => {
    throw new Error('the secret inside');
  });
  router.post('/api/v1/echo', (ctx) => {
    ctx.body = ctx.request.body;
  });
  router.get('/api/v1/slow', async (ctx) => {
    await new Promise<void>((resolve) => {
      release = resolve;
      lines.push({ level: 'test', context: {}, message: 'slow began' });
    });
    ctx.body = { ok: true };
  });
  return router;
}

const options = () => ({
  port: 0,
  host: '127.0.0.1',
  routes: [makeRoutes()],
  log,
  metrics: makeMetrics(),
  clock: systemClock,
  randomness: systemRandomness,
  checkReady: async () => {
    if (ready) throw ready;
  },
});

beforeEach(async () => {
  lines.length = 0;
  ready = null;
  http = await startHttp(options());
});
afterEach(() => http.close());

const ask = (path: string, init?: RequestInit) => fetch(`http://127.0.0.1:${http.port}${path}`, init);
const post = (body: string, type = 'application/json') =>
  ask('/api/v1/echo', { method: 'POST', body, headers: { 'content-type': type } });

test('whoever reads the log can’t take what a link gives', async () => {
  await ask('/api/v1/passed-tickets/c2VjcmV0');
  expect(lines).toMatchObject([{ context: { path: '/api/v1/passed-tickets/[token]' } }]);
});

describe('an error is answered as problem+json', () => {
  test.each([
    ['message-malformed', 400],
    ['terminal-unknown', 401],
    ['access-refused', 403],
    ['operation-reused', 409],
    ['database-busy', 503],
    ['database-corrupt', 500],
  ] as const)('the fault %s has status %i', async (code, status) => {
    const answer = await ask(`/api/v1/fault/${code}`, { headers: { 'x-request-id': 'from-the-proxy-1' } });
    expect(answer.status).toBe(status);
    expect(answer.headers.get('content-type')).toBe('application/problem+json');
    expect(answer.headers.get('retry-after')).toBe(status === 503 ? '2' : null);
    expect(await answer.json()).toEqual({
      type: `urn:marquee:fault:${code}`,
      title: faultAsProblem(new Fault(code), '').title,
      status,
      code,
      detail: 'what was wrong',
      requestId: 'from-the-proxy-1',
    });
  });

  test('a bug says nothing of itself to whoever asked, and everything to the log', async () => {
    const answer = await ask('/api/v1/bug');
    const text = await answer.text();
    expect([answer.status, JSON.parse(text).code]).toEqual([500, 'internal-error']);
    expect(text).not.toMatch(/secret|http\.test|at /);
    expect(lines).toMatchObject([
      {
        level: 'error',
        context: { requestId: answer.headers.get('x-request-id'), path: '/api/v1/bug' },
      },
    ]);
    expect(lines.map(({ context }) => ((context.err as Error).cause as Error).message)).toEqual(['the secret inside']);
  });

  test('an unknown path is not found, and a wild request id is replaced', async () => {
    const answer = await ask('/nowhere', { headers: { 'x-request-id': '<script>' } });
    expect(await answer.json()).toMatchObject({
      status: 404,
      code: 'not-found',
      requestId: expect.stringMatching(/^[0-9a-f]{24}$/),
    });
  });

  test('a body that is too long or no JSON is refused', async () => {
    expect((await post(JSON.stringify({ a: 'x'.repeat(300_000) }))).status).toBe(413);
    const broken = await post('{"a":');
    expect([broken.status, await broken.json()]).toMatchObject([
      400,
      { code: 'message-malformed', detail: 'the request cannot be read' },
    ]);
    expect(await (await post('{"a":1}')).json()).toEqual({ a: 1 });
  });
});

test('the server is alive without its database, and ready only with it', async () => {
  expect((await ask('/ready')).status).toBe(200);
  ready = new Fault('database-unreachable', 'db:3306: ECONNREFUSED');
  const answer = await ask('/ready');
  expect([answer.status, await answer.json()]).toMatchObject([503, { code: 'database-unreachable' }]);
  expect(await (await ask('/health')).json()).toEqual({ ok: true });
});

test('metrics count requests by their route, not by their path', async () => {
  await ask('/api/v1/fault/database-busy');
  await ask('/api/v1/fault/disk-full');
  await ask('/nowhere/1');
  const text = await (await ask('/metrics')).text();
  expect(text).toContain('marquee_http_seconds_count{method="GET",route="/api/v1/fault/:code",status="503"} 2');
  expect(text).toContain('marquee_http_seconds_count{method="GET",route="none",status="404"} 1');
  expect(text).toContain('marquee_faults_total{code="database-busy"} 1');
  expect(text).toContain('process_resident_memory_bytes');
});

test('answers carry the security headers', async () => {
  const { headers } = await ask('/health');
  expect(headers.get('x-content-type-options')).toBe('nosniff');
  expect(headers.get('content-security-policy')).toContain("default-src 'self'");
  expect(headers.get('x-powered-by')).toBeNull();
});

test('a used port is a fault that names it', async () => {
  await expect(startHttp({ ...options(), port: http.port })).rejects.toMatchObject({
    code: 'port-in-use',
    detail: `port ${http.port}`,
  });
  await expect(startHttp({ ...options(), host: '192.0.2.1' })).rejects.toMatchObject({ code: 'configuration-invalid' });
});

test('closing lets a running request end and takes no new one', async () => {
  const slow = ask('/api/v1/slow');
  while (!lines.some(({ message }) => message === 'slow began')) await new Promise(setImmediate);
  const closed = http.close();
  const socket = connect(http.port, '127.0.0.1');
  const [refused] = await once(socket, 'error').catch((thrown) => [thrown]);
  expect(refused).toMatchObject({ code: 'ECONNREFUSED' });
  release();
  expect((await slow).status).toBe(200);
  await closed;
  await http.close();
});

test('closing cuts a request that never ends', async () => {
  const hasty = await startHttp({
    ...options(),
    clock: { ...systemClock, setTimer: (ms, run) => systemClock.setTimer(ms / 100, run) },
  });
  const slow = fetch(`http://127.0.0.1:${hasty.port}/api/v1/slow`).catch((thrown: Error) => thrown.message);
  while (!lines.some(({ message }) => message === 'slow began')) await new Promise(setImmediate);
  await hasty.close();
  expect(await slow).toBe('fetch failed');
  release();
});
