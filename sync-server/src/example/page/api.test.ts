import { describe, expect, test } from '@jest/globals';
import { makeApi } from './api.ts';

interface Sent {
  method: string;
  path: string;
  key: string | null;
  token: string | null;
  body: unknown;
  /** What was on the phone's disk when it left. */
  disk: Record<string, string>;
}
/** `null`: the answer is lost. */
type Reply = { status: number; body: unknown; retryAfter?: number } | null;

/** A phone whose network gives these replies, one after the other; what it keeps outlives the app. */
function openPhone(replies: Reply[], disk = new Map<string, string>()) {
  const sent: Sent[] = [];
  const told: string[] = [];
  const waits: number[] = [];
  let keys = 0;
  const fakeFetch = async (address: string | URL | Request, request: RequestInit = {}) => {
    const headers = new Headers(request.headers);
    sent.push({
      method: request.method ?? 'GET',
      path: String(address),
      key: headers.get('Idempotency-Key'),
      token: headers.get('Authorization'),
      body: typeof request.body === 'string' ? JSON.parse(request.body) : null,
      disk: Object.fromEntries(disk),
    });
    const reply = replies.shift();
    if (!reply) throw new TypeError('Failed to fetch');
    const retry = reply.retryAfter === undefined ? {} : { 'Retry-After': String(reply.retryAfter) };
    return new Response(JSON.stringify(reply.body), { status: reply.status, headers: retry });
  };
  const api = makeApi({
    server: '',
    fetch: fakeFetch,
    store: {
      read: (name) => disk.get(name) ?? null,
      write: (name, text) => void (text === null ? disk.delete(name) : disk.set(name, text)),
    },
    makeKey: () => `key-${++keys}`,
    sleep: async (ms) => void waits.push(ms),
    inTurn: inTurn(),
    onSignedOut: () => told.push('signed out'),
    onReached: () => undefined,
  });
  return { api, sent, told, waits, disk };
}

/** One after the other, as a browser's lock does it. */
function inTurn() {
  let last: Promise<unknown> = Promise.resolve();
  return <B>(work: () => Promise<B>): Promise<B> => {
    const mine = last.then(work);
    last = mine.catch(() => undefined);
    return mine;
  };
}

const tokens = (n: number) => ({ accessToken: `access-${n}`, refreshToken: `refresh-${n}`, expiresInSeconds: 900 });
const signedIn = () => new Map([['session', JSON.stringify(tokens(1))]]);
const refused = (status: number, code: string, extra = {}): Reply => ({
  status,
  body: { code, requestId: 'r1', ...extra },
});
const sold: Reply = { status: 200, body: { outcome: 'sold', orderKey: 'T0-000001' } };
const wish = { paymentToken: 'pm_card_visa' };

describe('what must not happen twice', () => {
  test('has its key on disk before it is sent', async () => {
    const { api, sent, disk } = openPhone([sold], signedIn());
    await api.pay('h1', wish);
    expect(JSON.parse(sent[0]?.disk['order pay h1'] ?? '')).toMatchObject({ key: 'key-1', text: JSON.stringify(wish) });
    expect(sent[0]?.key).toBe('key-1');
    expect(disk.has('order pay h1')).toBe(false);
  });

  test('is sent again with the same key after 503, after 504 and where no answer came', async () => {
    const busy: Reply = { status: 503, body: { code: 'server-busy' }, retryAfter: 3 };
    const { api, sent, waits } = openPhone([busy, null, refused(504, 'request-timed-out'), sold], signedIn());
    expect(await api.pay('h1', wish)).toMatchObject({ ok: true });
    expect(sent.map(({ key }) => key)).toEqual(['key-1', 'key-1', 'key-1', 'key-1']);
    expect(waits[0]).toBe(3000);
  });

  test('is the same request also when the app was closed before an answer came', async () => {
    const disk = signedIn();
    expect(await openPhone([], disk).api.pay('h1', wish)).toMatchObject({ ok: false, refusal: { code: 'no-answer' } });
    const later = openPhone([sold], disk);
    expect(await later.api.payAgain('h1')).toMatchObject({ ok: true });
    expect(later.sent).toMatchObject([{ key: 'key-1', body: wish, path: '/api/v1/holds/h1/payment' }]);
    expect(await later.api.payAgain('h1')).toBeNull();
  });

  test('keeps its key while the payment is pending', async () => {
    const pending: Reply = { status: 200, body: { outcome: 'pending', retryAfterSeconds: 2 } };
    const { api, sent } = openPhone([pending, sold], signedIn());
    await api.pay('h1', wish);
    expect(await api.payAgain('h1')).toMatchObject({ ok: true, body: { outcome: 'sold' } });
    expect(sent.map(({ key }) => key)).toEqual(['key-1', 'key-1']);
  });

  test('gets a new key for another card, once the first has been declined', async () => {
    const { api, sent } = openPhone([refused(402, 'payment-declined'), sold], signedIn());
    await api.pay('h1', wish);
    await api.pay('h1', { paymentToken: 'pm_card_mastercard' });
    expect(sent.map(({ key }) => key)).toEqual(['key-1', 'key-2']);
  });
});

describe('a session', () => {
  const old = refused(401, 'token-refused');

  test('is renewed once for all calls that were refused together, and saved before it is used', async () => {
    const { api, sent } = openPhone(
      [
        old,
        old,
        { status: 200, body: tokens(2) },
        { status: 200, body: { devices: [] } },
        { status: 200, body: { name: 'Ada' } },
      ],
      signedIn(),
    );
    const answers = await Promise.all([api.devices(), api.me()]);
    expect(answers.map(({ ok }) => ok)).toEqual([true, true]);
    expect(sent.filter(({ path }) => path.endsWith('/refresh'))).toMatchObject([
      { body: { refreshToken: 'refresh-1' } },
    ]);
    const after = sent.filter(({ token }) => token === 'Bearer access-2');
    expect(after).toHaveLength(2);
    for (const { disk } of after) expect(JSON.parse(disk.session ?? '')).toEqual(tokens(2));
  });

  test('that has ended is forgotten, and the app is told', async () => {
    const { api, told, disk } = openPhone([old, refused(401, 'session-ended')], signedIn());
    expect(await api.me()).toMatchObject({ ok: false, refusal: { code: 'session-ended' } });
    expect(told).toEqual(['signed out']);
    expect(disk.has('session')).toBe(false);
  });

  test('is kept where nobody answers the renewal', async () => {
    const { api, told, disk } = openPhone([old, null, null], signedIn());
    expect(await api.me()).toMatchObject({ ok: false, refusal: { code: 'no-answer' } });
    expect(told).toEqual([]);
    expect(disk.has('session')).toBe(true);
  });
});

test('a refusal comes with its code, and what it tells besides', async () => {
  const { api } = openPhone([refused(409, 'seat-taken', { seatIds: [7], alternatives: [[8, 9]] })], signedIn());
  expect(await api.hold({ screeningId: 1, tickets: [{ ticketClass: 'adult', seatId: 7 }] })).toMatchObject({
    ok: false,
    refusal: { code: 'seat-taken', status: 409, requestId: 'r1', extra: { seatIds: [7], alternatives: [[8, 9]] } },
  });
});

test('what has no key is not sent twice unasked', async () => {
  const { api, sent } = openPhone([null], new Map());
  await api.sendPin({ phone: '+491761234567', purpose: 'register', captcha: 'development' });
  expect(sent).toHaveLength(1);
});
