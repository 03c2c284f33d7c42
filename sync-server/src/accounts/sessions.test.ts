import { createHmac } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { calculateJwkThumbprint, decodeProtectedHeader, SignJWT } from 'jose';
import { readKeyPair } from '../platform/keys.ts';
import { engines } from '../platform/testing/databases.ts';
import { minuteMs, openTestAccounts, stranger, type TestAccounts, type Tokens } from './testing/test-accounts.ts';

describe.each(engines)('sessions on %s', (engine) => {
  let on: TestAccounts;
  beforeEach(async () => {
    on = await openTestAccounts(engine);
  });
  afterEach(() => on.close());
  const refreshed = async ({ refreshToken }: Tokens) => (await on.refresh(refreshToken)).body as unknown as Tokens;

  test('who knows only the name of a session can’t end it', async () => {
    const { accessToken, refreshToken } = await on.aUser();
    const { refreshToken: other } = await on.aUser(stranger);
    const [id] = refreshToken.split('.');
    const [, generation, proof] = other.split('.');
    for (const guessed of [
      `${id}.nonsense`,
      `${id}.0.nonsense`,
      `${id}.${generation}.${proof}`,
      `${id}.NaN.`,
      'x',
      '.',
    ])
      expect((await on.refresh(guessed)).body.code).toBe('session-ended');
    expect((await on.me(accessToken)).status).toBe(200);
    expect((await on.refresh(refreshToken)).status).toBe(200);
  });

  test('a refresh token is good once; a copy of a used one ends the session for both', async () => {
    const first = await on.aUser();
    const second = await refreshed(first);
    expect((await on.me(second.accessToken)).status).toBe(200);
    on.server.time.nowMs += minuteMs;
    expect(await on.refresh(first.refreshToken)).toMatchObject({ status: 401, body: { code: 'session-ended' } });
    expect((await on.refresh(second.refreshToken)).body.code).toBe('session-ended');
    expect((await on.me(second.accessToken)).body.code).toBe('token-refused');
    expect(await on.server.count('user_action', "operation = 'end-stolen-session'")).toBe(1);
  });

  test('a thief who refreshes again and again is noticed as soon as the owner comes', async () => {
    const owners = await on.aUser();
    let thiefs = owners;
    for (let taken = 0; taken < 4; taken++) thiefs = await refreshed(thiefs);
    expect((await on.refresh(owners.refreshToken)).body.code).toBe('session-ended');
    expect((await on.me(thiefs.accessToken)).body.code).toBe('token-refused');
    expect((await on.refresh(thiefs.refreshToken)).body.code).toBe('session-ended');
    expect(await on.server.count('user_action', "operation = 'end-stolen-session'")).toBe(1);
  });

  test('whose answer was lost gets the same token again, for half a minute', async () => {
    const first = await on.aUser();
    const lost = await refreshed(first);
    on.server.time.nowMs += 20_000;
    const again = await refreshed(first);
    expect(again.refreshToken).toBe(lost.refreshToken);
    expect((await on.me(again.accessToken)).status).toBe(200);
    expect((await on.refresh(again.refreshToken)).status).toBe(200);
  });

  test('of many refreshes with one token at the same moment all get the same next one', async () => {
    const { refreshToken } = await on.aUser();
    const answers = await Promise.all(Array.from({ length: 8 }, () => on.refresh(refreshToken)));
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200));
    const [next, ...others] = new Set(answers.map(({ body }) => String(body.refreshToken)));
    expect(others).toEqual([]);
    expect((await on.refresh(next ?? '')).status).toBe(200);
  });

  test('a token that was logged out is good no more, nor is one that nobody has used for two months', async () => {
    const left = await on.aUser();
    await on.ask('DELETE', '/api/v1/sessions/current', { token: left.accessToken });
    expect((await on.me(left.accessToken)).body.code).toBe('token-refused');
    expect((await on.refresh(left.refreshToken)).body.code).toBe('session-ended');
    const idle = (await on.logIn()).body as unknown as Tokens;
    on.server.time.nowMs += 61 * 86_400_000;
    expect((await on.refresh(idle.refreshToken)).body.code).toBe('session-ended');
  });

  test('an access token ends after a quarter of an hour', async () => {
    const { accessToken } = await on.aUser();
    on.server.time.nowMs += 15 * minuteMs + 1000;
    expect((await on.me(accessToken)).body.code).toBe('token-refused');
  });

  test('an access token names its key by the thumbprint of RFC 7638', async () => {
    const { accessToken } = await on.aUser();
    const { kid, alg } = decodeProtectedHeader(accessToken);
    const thumbprint = await calculateJwkThumbprint(on.deps.tokenKey.publicKey);
    expect([alg, kid]).toEqual(['EdDSA', thumbprint]);
  });

  test('a token that is not ours is refused, whatever it says of itself', async () => {
    const { accessToken } = await on.aUser();
    const [header = '', claims = '', signature = ''] = accessToken.split('.');
    const { sid, sub } = JSON.parse(Buffer.from(claims, 'base64url').toString());
    const nowSeconds = Math.floor(on.server.time.nowMs / 1000);
    const { kid } = JSON.parse(Buffer.from(header, 'base64url').toString());
    const forge = (issuer: string, audience: string, { key = on.deps.tokenKey, name = kid } = {}) =>
      new SignJWT({ sid })
        .setProtectedHeader({ alg: 'EdDSA', ...(name === '' ? {} : { kid: name }) })
        .setSubject(sub)
        .setIssuer(issuer)
        .setAudience(audience)
        .setIssuedAt(nowSeconds)
        .setExpirationTime(nowSeconds + 60)
        .sign(key.privateKey);
    const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
    const mac = `${encode({ alg: 'HS256' })}.${claims}`;
    const publicKey = on.deps.tokenKey.publicKey.export({ format: 'der', type: 'spki' });
    expect((await on.me(await forge('marquee', 'marquee-api'))).status).toBe(200);
    for (const forged of [
      `${encode({ alg: 'none' })}.${claims}.`,
      `${mac}.${createHmac('sha256', publicKey).update(mac).digest('base64url')}`,
      `${mac}.${createHmac('sha256', publicKey.subarray(-32)).update(mac).digest('base64url')}`,
      `${header}.${encode({ sub: '1', sid, iss: 'marquee', aud: 'marquee-api' })}.${signature}`,
      await forge('elsewhere', 'marquee-api'),
      await forge('marquee', 'another-api'),
      await forge('marquee', 'marquee-api', { key: readKeyPair(Buffer.alloc(32, 8)) }),
      await forge('marquee', 'marquee-api', { name: 'another-key' }),
      await forge('marquee', 'marquee-api', { name: '' }),
      'x',
    ])
      expect([(await on.me(forged)).status, (await on.me(forged)).body.code]).toEqual([401, 'token-refused']);
  });
});
