import { afterEach, describe, expect, test } from '@jest/globals';
import { Fault } from '@marquee/shared/errors';
import { z } from 'zod';
import { serveRoutes, type TestHttp } from '../testing/test-http.ts';
import { type ApiOptions, type ApiRoute, type Authority, defineRoute, makeApiRouter, refuse, roles } from './api.ts';

let http: TestHttp | null = null;
afterEach(async () => {
  await http?.close();
  http = null;
});

const tokens = new Map(roles.map((role, index) => [role as string, { userId: index + 1, role, sessionId: 's' }]));
const authenticate: ApiOptions['authenticate'] = async (token) => {
  const caller = tokens.get(token);
  if (!caller) throw new Fault('token-refused');
  return caller;
};
async function serve(routes: readonly ApiRoute[], options: Partial<ApiOptions> = {}) {
  http = await serveRoutes(makeApiRouter({ routes, authenticate, checkAnswers: true, ...options }));
  const { url } = http;
  return (path: string, init: RequestInit = {}) => fetch(url + path, init);
}
const bearer = (token: string) => ({ headers: { Authorization: `Bearer ${token}` } });
const Seat = z.strictObject({ label: z.string() });
const anyone = {
  operationId: 'Seat',
  method: 'get',
  path: '/seats/:id',
  tag: 'catalogue',
  summary: 'A seat.',
  authority: 'anyone',
  params: z.object({ id: z.string().regex(/^\d{1,3}$/) }),
  answer: Seat,
} as const;

describe('who gets in', () => {
  const open: Record<Authority, readonly string[]> = {
    anyone: ['none', 'foreign', ...roles],
    user: roles,
    manager: ['manager', 'admin'],
    admin: ['admin'],
  };
  test.each(Object.entries(open))('where %s may call, these and nobody else get in: %s', async (authority, allowed) => {
    const route = { ...anyone, authority: authority as Authority, handle: async () => ({ label: 'A1' }) };
    const ask = await serve([defineRoute(route)]);
    const seen = await Promise.all(
      ['none', 'foreign', ...roles].map(async (who) => [
        who,
        (await ask('/seats/1', who === 'none' ? {} : bearer(who))).status,
      ]),
    );
    const expected = ['none', 'foreign', ...roles].map((who) => [
      who,
      allowed.includes(who) ? 200 : who === 'none' || who === 'foreign' ? 401 : 403,
    ]);
    expect(seen).toEqual(expected);
  });
});

test('whoever tries tokens that are not good is told to wait, and what is good gets in all the same', async () => {
  const ask = await serve([
    defineRoute({ ...anyone, authority: 'user' as const, handle: async () => ({ label: 'A1' }) }),
  ]);
  const statuses = new Set<number>();
  for (let tries = 0; tries < 130; tries++) statuses.add((await ask('/seats/1', bearer('foreign'))).status);
  expect([...statuses]).toEqual([401, 429]);
  expect((await ask('/seats/1', bearer('moviegoer'))).status).toBe(200);
});

test('what an address has besides is no other request: the answer comes from memory', async () => {
  let made = 0;
  const ask = await serve([
    defineRoute({
      ...anyone,
      cacheSeconds: 60,
      version: async () => '1',
      handle: async () => {
        made += 1;
        return { label: 'A1' };
      },
    }),
  ]);
  for (const more of ['', '?i=1', '?i=2', '?__proto__=3']) expect((await ask(`/seats/1${more}`)).status).toBe(200);
  expect(made).toBe(1);
  await ask('/seats/2');
  expect(made).toBe(2);
});

test('a refusal is a problem with a stable code and what comes with it', async () => {
  const ask = await serve([
    defineRoute({
      ...anyone,
      refusals: {
        'seat-taken': { status: 409, title: 'Choose another seat.', extra: { alternatives: z.array(z.int()) } },
      },
      handle: async () => refuse('seat-taken', { alternatives: [7] }),
    }),
  ]);
  const answer = await ask('/seats/1');
  expect([answer.status, answer.headers.get('content-type'), await answer.json()]).toEqual([
    409,
    'application/problem+json',
    {
      type: 'urn:marquee:refusal:seat-taken',
      title: 'Choose another seat.',
      status: 409,
      code: 'seat-taken',
      alternatives: [7],
      requestId: expect.any(String),
    },
  ]);
});

test('a request that is not as described is refused before anything is done, without repeating what it said', async () => {
  let done = 0;
  const Body = z.strictObject({ label: z.string().max(3) });
  const ask = await serve([
    defineRoute({
      ...anyone,
      method: 'post',
      body: Body,
      handle: async ({ body }) => ({ label: body.label + done++ }),
    }),
  ]);
  const post = (path: string, body: unknown) =>
    ask(path, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) });
  for (const [path, body] of [
    ['/seats/x', { label: 'A1' }],
    ['/seats/1', { label: 'secret-value' }],
    ['/seats/1', { label: 'A1', cardNumber: '4242424242424242' }],
    ['/seats/1', []],
  ] as const) {
    const answer = await post(path, body);
    const text = await answer.text();
    expect([answer.status, text]).toEqual([400, expect.stringContaining('message-malformed')]);
    expect(text).not.toMatch(/secret-value|4242/);
  }
  expect(done).toBe(0);
});

test('a read that may be kept is sent again only when it has changed', async () => {
  let label = 'A1';
  const ask = await serve([defineRoute({ ...anyone, cacheSeconds: 60, handle: async () => ({ label }) })]);
  const first = await ask('/seats/1');
  const etag = first.headers.get('etag') ?? '';
  expect([first.headers.get('cache-control'), etag]).toEqual([
    'public, max-age=60',
    expect.stringMatching(/^".{32}"$/),
  ]);
  const again = await ask('/seats/1', { headers: { 'If-None-Match': etag } });
  expect([again.status, await again.text()]).toEqual([304, '']);
  label = 'A2';
  expect((await ask('/seats/1', { headers: { 'If-None-Match': etag } })).status).toBe(200);
});

test('whoever asks too often is told when to come back, and nobody else is', async () => {
  const route = { ...anyone, authority: 'user', limit: { requests: 2, seconds: 60 } } as const;
  const ask = await serve([defineRoute({ ...route, handle: async () => ({ label: 'A1' }) })]);
  const of = (who: string) => ask('/seats/1', bearer(who));
  expect([(await of('cashier')).status, (await of('cashier')).status]).toEqual([200, 200]);
  const third = await of('cashier');
  expect([third.status, Number(third.headers.get('retry-after')) > 0]).toEqual([429, true]);
  expect((await of('usher')).status).toBe(200);
});

test('what changes something needs an Idempotency-Key', async () => {
  const route = { ...anyone, method: 'post', idempotent: true } as const;
  const ask = await serve([
    defineRoute({ ...route, handle: async ({ idempotencyKey }) => ({ label: idempotencyKey }) }),
  ]);
  const post = (headers: Record<string, string>) => ask('/seats/1', { method: 'POST', headers });
  expect((await post({})).status).toBe(400);
  expect((await post({ 'Idempotency-Key': 'short' })).status).toBe(400);
  expect(await (await post({ 'Idempotency-Key': 'a-key-of-12' })).json()).toEqual({ label: 'a-key-of-12' });
});

test('an answer that its definition does not describe fails a test, and shows a stranger nothing', async () => {
  const wrong = defineRoute({ ...anyone, handle: async () => ({ label: 'A1', password: 'x' }) as { label: string } });
  const ask = await serve([wrong]);
  const answer = await ask('/seats/1');
  expect([answer.status, await answer.text()]).toEqual([500, expect.not.stringMatching(/password|stack|definition/)]);
});
