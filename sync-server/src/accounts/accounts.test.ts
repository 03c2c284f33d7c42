import { createHmac } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { SignJWT } from 'jose';
import { makeApiRouter } from '../platform/api.ts';
import { readKeyPair } from '../platform/keys.ts';
import { engines } from '../platform/testing/databases.ts';
import { serveRoutes, type TestHttp } from '../testing/test-http.ts';
import { openTestServer, type TestServer } from '../testing/test-server.ts';
import {
  type AccountDeps,
  authenticate,
  makeAccountApi,
  makeDevelopmentCaptcha,
  makeProfileApi,
  makeSmsOutbox,
  type SmsOutbox,
} from './accounts.ts';

const phone = '+491701234567';
const password = 'popcorn42';
const minuteMs = 60_000;
interface Tokens {
  accessToken: string;
  refreshToken: string;
}

describe.each(engines)('accounts on %s', (engine) => {
  let server: TestServer;
  let http: TestHttp;
  let outbox: SmsOutbox;
  let deps: AccountDeps;
  let hashed: number;

  beforeEach(async () => {
    server = await openTestServer(engine);
    outbox = makeSmsOutbox(server.deps);
    hashed = 0;
    deps = {
      ...server.deps,
      tokenKey: readKeyPair(Buffer.alloc(32, 7)),
      pinSecret: Buffer.alloc(32, 9),
      // Rules don't depend on how slow a hash is; one test below uses the real one.
      hashPassword: async (text, salt) => {
        hashed += 1;
        return createHmac('sha256', salt).update(text).digest('base64url');
      },
      sendSms: outbox.send,
      checkCaptcha: makeDevelopmentCaptcha(),
    };
    http = await serveRoutes(
      makeApiRouter({
        routes: [...makeAccountApi(deps), ...makeProfileApi(deps)],
        authenticate: (token) => authenticate(deps, token),
        checkAnswers: true,
        unlimited: true,
      }),
    );
  });
  afterEach(async () => {
    await http.close();
    await server.close();
  });

  async function ask(method: string, path: string, { body, token }: { body?: unknown; token?: string } = {}) {
    const answer = await fetch(http.url + path, {
      method,
      headers: { 'Content-Type': 'application/json', ...(token ? { Authorization: `Bearer ${token}` } : {}) },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
  }
  const sendPin = (purpose: string, to = phone, captcha = 'development') =>
    ask('POST', '/api/v1/pins', { body: { phone: to, purpose, captcha } });
  const lastPin = () => /^\d{6}/.exec(outbox.sent[0]?.text ?? '')?.[0] ?? '';
  const register = (pin: string, changes: object = {}) =>
    ask('POST', '/api/v1/users', { body: { phone, pin, password, name: 'Ada', device: 'Pixel', ...changes } });
  const logIn = (changes: object = {}) =>
    ask('POST', '/api/v1/sessions', { body: { phone, password, device: 'Pixel', ...changes } });
  const refresh = (refreshToken: string) => ask('POST', '/api/v1/sessions/refresh', { body: { refreshToken } });
  const me = (token: string) => ask('GET', '/api/v1/me', { token });
  async function aUser(to = phone): Promise<Tokens> {
    await sendPin('register', to);
    return (await register(lastPin(), { phone: to })).body as unknown as Tokens;
  }
  const idOf = async (token: string) => Number((await me(token)).body.id);
  const makeAdmin = async (id: number) => {
    await server.database.transaction('admin', (tx) => tx.run("UPDATE `user` SET role = 'admin' WHERE id = ?", [id]));
  };

  describe('registering', () => {
    test('whoever has the phone gets an account, a session and their own data', async () => {
      expect(await sendPin('register')).toEqual({
        status: 202,
        body: { resendAfterSeconds: 60, expiresInSeconds: 600 },
      });
      expect(outbox.sent[0]).toMatchObject({ to: phone, text: expect.stringMatching(/^\d{6} is your Marquee code/) });
      const registered = await register(lastPin());
      expect(registered.status).toBe(201);
      expect(await me(String(registered.body.accessToken))).toMatchObject({
        status: 200,
        body: { name: 'Ada', phone, role: 'moviegoer', email: null, registeredAtMs: server.time.nowMs },
      });
      expect(await server.count('salt')).toBe(1);
    });

    test('a PIN is good once, for ten minutes, and for what it was sent for', async () => {
      await sendPin('register');
      const pin = lastPin();
      expect((await ask('POST', '/api/v1/password-resets', { body: { phone, pin, password } })).body.code).toBe(
        'pin-wrong',
      );
      server.time.nowMs += 11 * minuteMs;
      expect((await register(pin)).body.code).toBe('pin-wrong');
      await sendPin('register');
      expect((await register(lastPin())).status).toBe(201);
      expect((await register(lastPin())).body.code).toBe('pin-wrong');
    });

    test('after five wrong guesses the right PIN is no good either', async () => {
      await sendPin('register');
      const wrong = lastPin() === '000000' ? '000001' : '000000';
      for (let guess = 0; guess < 5; guess++) expect((await register(wrong)).body.code).toBe('pin-wrong');
      expect((await register(lastPin())).body.code).toBe('pin-wrong');
    });

    test('of two who use one PIN at the same moment one gets the account', async () => {
      await sendPin('register');
      const answers = await Promise.all([register(lastPin()), register(lastPin())]);
      expect(answers.map(({ status }) => status).sort()).toEqual([201, 422]);
      expect(await server.count('user')).toBe(1);
    });

    test('another PIN may be asked for after a minute, and five times an hour', async () => {
      await sendPin('register');
      expect(await sendPin('register')).toMatchObject({
        status: 429,
        body: { code: 'pin-too-soon', retryAfterSeconds: 60 },
      });
      for (let sent = 1; sent < 5; sent++) {
        server.time.nowMs += minuteMs;
        expect((await sendPin('register')).status).toBe(202);
      }
      server.time.nowMs += minuteMs;
      expect(await sendPin('register')).toMatchObject({
        status: 429,
        body: { code: 'pin-too-soon', retryAfterSeconds: 3300 },
      });
    });

    test('nobody gets an SMS who has not solved the CAPTCHA', async () => {
      expect(await sendPin('register', phone, 'robot')).toMatchObject({
        status: 422,
        body: { code: 'captcha-refused' },
      });
      expect(outbox.sent).toEqual([]);
    });

    test.each(['short1', 'onlyletters', '1234567890', `${'x1'.repeat(65)}`])(
      'the password %s is not taken',
      async (weak) => {
        await sendPin('register');
        const answer = await register(lastPin(), { password: weak });
        expect([answer.status, JSON.stringify(answer.body)]).toEqual([400, expect.not.stringContaining(weak)]);
      },
    );
  });

  describe('who has an account is nobody’s business', () => {
    test('asking for a PIN says the same of a number with an account and of one without', async () => {
      await aUser();
      server.time.nowMs += minuteMs;
      const stranger = '+491709999999';
      for (const purpose of ['register', 'reset'])
        expect(await sendPin(purpose, stranger)).toEqual(await sendPin(purpose));
      expect(outbox.sent.map(({ to, text }) => [to, text.replace(/\d{6}/, 'PIN').slice(0, 20)])).toEqual([
        [phone, 'PIN is your Marquee '],
        [phone, 'You already have a M'],
        [stranger, 'PIN is your Marquee '],
        [phone, 'PIN is your Marquee '],
      ]);
    });

    test('a wrong password and an unknown number get the same answer, for the same work', async () => {
      await aUser();
      const known = await logIn({ password: 'popcorn43' });
      const before = hashed;
      const unknown = await logIn({ phone: '+491709999999' });
      expect(hashed - before).toBe(1);
      const withoutId = ({ status, body }: typeof known) => [status, { ...body, requestId: '' }];
      expect(withoutId(unknown)).toEqual(withoutId(known));
    });
  });

  test('who guesses passwords is stopped, and who knows theirs elsewhere is not', async () => {
    await aUser();
    await aUser('+491709999999');
    for (let guess = 0; guess < 10; guess++)
      expect((await logIn({ password: `wrong-${guess}` })).body.code).toBe('credentials-wrong');
    expect((await logIn()).body.code).toBe('too-many-failures');
    expect((await logIn({ phone: '+491709999999' })).status).toBe(201);
  });

  test('guesses sent all at once are no more than guesses sent one by one', async () => {
    await aUser();
    const before = hashed;
    const answers = await Promise.all(Array.from({ length: 30 }, (_, at) => logIn({ password: `wrong-${at}` })));
    expect(hashed - before).toBe(10);
    expect(answers.filter(({ body }) => body.code === 'too-many-failures')).toHaveLength(20);
  });

  test('whoever was still logging in when the password was reset is not let in with the old one', async () => {
    await aUser();
    await sendPin('reset');
    const body = { phone, pin: lastPin(), password: 'nachos4711' };
    const begun = Promise.withResolvers<void>();
    const reset = Promise.withResolvers<void>();
    const hash = deps.hashPassword;
    deps.hashPassword = async (text, salt) => {
      deps.hashPassword = hash;
      begun.resolve();
      await reset.promise;
      return hash(text, salt);
    };
    const late = logIn();
    await begun.promise;
    expect((await ask('POST', '/api/v1/password-resets', { body })).status).toBe(200);
    reset.resolve();
    expect((await late).body.code).toBe('credentials-wrong');
  });

  describe('sessions', () => {
    test('who knows only the name of a session can’t end it', async () => {
      const { accessToken, refreshToken } = await aUser();
      const [id] = refreshToken.split('.');
      expect((await refresh(`${id}.nonsense`)).body.code).toBe('session-ended');
      expect((await me(accessToken)).status).toBe(200);
      expect((await refresh(refreshToken)).status).toBe(200);
    });

    test('a refresh token is good once; a copy of a used one ends the session for both', async () => {
      const first = await aUser();
      const second = (await refresh(first.refreshToken)).body as unknown as Tokens;
      expect((await me(second.accessToken)).status).toBe(200);
      server.time.nowMs += minuteMs;
      expect(await refresh(first.refreshToken)).toMatchObject({ status: 401, body: { code: 'session-ended' } });
      expect((await refresh(second.refreshToken)).body.code).toBe('session-ended');
      expect((await me(second.accessToken)).body.code).toBe('token-refused');
      expect(await server.count('user_action', "operation = 'end-stolen-session'")).toBe(1);
    });

    test('whose answer was lost may refresh again with the same token, for half a minute', async () => {
      const first = await aUser();
      await refresh(first.refreshToken);
      server.time.nowMs += 20_000;
      const again = await refresh(first.refreshToken);
      expect(again.status).toBe(200);
      expect((await refresh(String(again.body.refreshToken))).status).toBe(200);
    });

    test('a token that was logged out is good no more, nor is one that nobody has used for two months', async () => {
      const left = await aUser();
      await ask('DELETE', '/api/v1/sessions/current', { token: left.accessToken });
      expect((await me(left.accessToken)).body.code).toBe('token-refused');
      expect((await refresh(left.refreshToken)).body.code).toBe('session-ended');
      const idle = (await logIn()).body as unknown as Tokens;
      server.time.nowMs += 61 * 86_400_000;
      expect((await refresh(idle.refreshToken)).body.code).toBe('session-ended');
    });

    test('an access token ends after a quarter of an hour', async () => {
      const { accessToken } = await aUser();
      server.time.nowMs += 15 * minuteMs + 1000;
      expect((await me(accessToken)).body.code).toBe('token-refused');
    });

    test('a token that is not ours is refused, whatever it says of itself', async () => {
      const { accessToken } = await aUser();
      const [header = '', claims = '', signature = ''] = accessToken.split('.');
      const { sid, sub } = JSON.parse(Buffer.from(claims, 'base64url').toString());
      const nowSeconds = Math.floor(server.time.nowMs / 1000);
      const forge = (issuer: string, audience: string, key = deps.tokenKey) =>
        new SignJWT({ sid })
          .setProtectedHeader({ alg: 'EdDSA' })
          .setSubject(sub)
          .setIssuer(issuer)
          .setAudience(audience)
          .setIssuedAt(nowSeconds)
          .setExpirationTime(nowSeconds + 60)
          .sign(key.privateKey);
      const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
      const mac = `${encode({ alg: 'HS256' })}.${claims}`;
      const publicKey = deps.tokenKey.publicKey.export({ format: 'der', type: 'spki' });
      expect((await me(await forge('marquee', 'marquee-api'))).status).toBe(200);
      for (const forged of [
        `${encode({ alg: 'none' })}.${claims}.`,
        `${mac}.${createHmac('sha256', publicKey).update(mac).digest('base64url')}`,
        `${mac}.${createHmac('sha256', publicKey.subarray(-32)).update(mac).digest('base64url')}`,
        `${header}.${encode({ sub: '1', sid, iss: 'marquee', aud: 'marquee-api' })}.${signature}`,
        await forge('elsewhere', 'marquee-api'),
        await forge('marquee', 'another-api'),
        await forge('marquee', 'marquee-api', readKeyPair(Buffer.alloc(32, 8))),
        'x',
      ])
        expect([(await me(forged)).status, (await me(forged)).body.code]).toEqual([401, 'token-refused']);
    });
  });

  describe('the own account', () => {
    test('a forgotten password is set anew by PIN, and every session ends', async () => {
      const { accessToken } = await aUser();
      await sendPin('reset');
      const body = { phone, pin: lastPin(), password: 'nachos4711' };
      expect((await ask('POST', '/api/v1/password-resets', { body })).status).toBe(200);
      expect((await me(accessToken)).status).toBe(401);
      expect((await logIn()).body.code).toBe('credentials-wrong');
      expect((await logIn({ password: 'nachos4711' })).status).toBe(201);
      expect((await ask('POST', '/api/v1/password-resets', { body })).body.code).toBe('pin-wrong');
    });

    test('the password is changed by who knows it', async () => {
      const { accessToken: token } = await aUser();
      const change = (old: string) =>
        ask('PUT', '/api/v1/me/password', { token, body: { password: old, newPassword: 'nachos4711' } });
      expect((await change('wrong')).body.code).toBe('credentials-wrong');
      expect((await change(password)).status).toBe(200);
      expect((await me(token)).status).toBe(401);
      expect((await logIn({ password: 'nachos4711' })).status).toBe(201);
    });

    test('name and address can be changed, and nothing else', async () => {
      const { accessToken: token } = await aUser();
      const patch = (body: object) => ask('PATCH', '/api/v1/me', { token, body });
      expect((await patch({ name: 'Ada L.', email: 'ada@example.com' })).body).toMatchObject({
        name: 'Ada L.',
        email: 'ada@example.com',
      });
      expect((await patch({ role: 'admin' })).status).toBe(400);
      expect((await patch({ email: 'nonsense' })).status).toBe(400);
      expect((await patch({ email: null })).body).toMatchObject({ name: 'Ada L.', email: null, role: 'moviegoer' });
    });

    test('the export has all that is kept and no secret', async () => {
      const { accessToken: token } = await aUser();
      const { status, body } = await ask('GET', '/api/v1/me/export', { token });
      expect([status, body]).toMatchObject([
        200,
        { user: { phone }, sessions: [{ device: 'Pixel' }], actions: [{ operation: 'register' }], bookings: [] },
      ]);
      expect(JSON.stringify(body)).not.toMatch(/hash|salt|password/);
    });

    test('a deleted account is gone: no log in, no token, no name; its number can be registered anew', async () => {
      const { accessToken: token } = await aUser();
      const remove = (given: string) => ask('POST', '/api/v1/me/deletion', { token, body: { password: given } });
      expect((await remove('wrong')).body.code).toBe('credentials-wrong');
      expect((await remove(password)).status).toBe(200);
      expect((await me(token)).status).toBe(401);
      expect((await logIn()).body.code).toBe('credentials-wrong');
      expect(await server.database.all('SELECT name, phone, email, encrypted_password FROM `user`')).toEqual([
        { name: '', phone: null, email: null, encrypted_password: null },
      ]);
      expect(await server.count('salt')).toBe(0);
      server.time.nowMs += minuteMs;
      expect((await me((await aUser()).accessToken)).status).toBe(200);
    });
  });

  describe('admins', () => {
    test('see all accounts in pages, and change the role of others but not their own', async () => {
      const { accessToken: token } = await aUser();
      const adminId = await idOf(token);
      const other = await aUser('+491709999999');
      const otherId = await idOf(other.accessToken);
      expect((await ask('GET', '/api/v1/users', { token })).status).toBe(403);
      await makeAdmin(adminId);
      const first = await ask('GET', '/api/v1/users?limit=1', { token });
      expect(first.body).toMatchObject({ users: [{ id: adminId }], next: String(adminId) });
      expect((await ask('GET', `/api/v1/users?limit=1&cursor=${first.body.next}`, { token })).body).toMatchObject({
        users: [{ id: otherId }],
        next: null,
      });
      const setRole = (id: number) => ask('PUT', `/api/v1/users/${id}/role`, { token, body: { role: 'manager' } });
      expect((await setRole(otherId)).status).toBe(200);
      expect((await me(other.accessToken)).body.role).toBe('manager');
      expect((await setRole(adminId)).body.code).toBe('own-role');
      expect((await setRole(99_999)).status).toBe(404);
      expect(await server.count('user_action', "operation = 'change-role' AND user_id = ?", [otherId])).toBe(1);
    });
  });
});
