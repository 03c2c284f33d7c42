import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { engines } from '../platform/testing/databases.ts';
import { minuteMs, openTestAccounts, stranger, type TestAccounts, type Tokens } from './testing/test-accounts.ts';

describe.each(engines)('where somebody is logged in, on %s', (engine) => {
  let on: TestAccounts;
  let first: Tokens;
  let second: Tokens;
  let others: Tokens;
  beforeEach(async () => {
    on = await openTestAccounts(engine);
    others = await on.aUser(stranger);
    first = await on.aUser();
    on.server.time.nowMs += minuteMs;
    second = (await on.logIn({ device: 'iPad' })).body as unknown as Tokens;
  });
  afterEach(() => on.close());

  const sessionOf = ({ refreshToken }: Tokens) => refreshToken.split('.')[0];
  const list = async ({ accessToken: token }: Tokens) => (await on.ask('GET', '/api/v1/sessions', { token })).body;
  const end = ({ accessToken: token }: Tokens, which: string | undefined) =>
    on.ask('DELETE', `/api/v1/sessions/${which}`, { token });
  const areIn = (...all: Tokens[]) =>
    Promise.all(all.map(async ({ accessToken }) => (await on.me(accessToken)).status === 200));

  test('everybody sees their own sessions that still go on, and which one is asking', async () => {
    const third = (await on.logIn()).body as unknown as Tokens;
    await end(third, 'current');
    on.server.time.nowMs += minuteMs;
    await on.refresh(first.refreshToken);
    const { nowMs } = on.server.time;
    const [old, recent] = [nowMs - 2 * minuteMs, nowMs - minuteMs];
    expect(await list(second)).toEqual({
      sessions: [
        { id: sessionOf(second), device: 'iPad', createdAtMs: recent, refreshedAtMs: recent, isCurrent: true },
        { id: sessionOf(first), device: 'Pixel', createdAtMs: old, refreshedAtMs: nowMs, isCurrent: false },
      ],
    });
    expect(await list(others)).toMatchObject({ sessions: [{ id: sessionOf(others), isCurrent: true }] });
  });

  test('a lost phone’s session is ended from another, and stays ended', async () => {
    expect((await end(second, sessionOf(first))).status).toBe(200);
    expect(await areIn(first, second)).toEqual([false, true]);
    expect((await on.refresh(first.refreshToken)).body.code).toBe('session-ended');
    expect(await list(second)).toMatchObject({ sessions: [{ device: 'iPad' }] });
    expect((await end(second, sessionOf(first))).status).toBe(404);
    expect(await on.server.count('user_action', "operation = 'end-session'")).toBe(1);
  });

  test('nobody ends another’s session, and nobody learns that there is one', async () => {
    const answers = [await end(others, sessionOf(first)), await end(others, 'never-was')];
    expect(answers.map(({ status, body }) => [status, body.code])).toEqual(Array(2).fill([404, 'not-found']));
    expect((await end(others, 'others')).status).toBe(200);
    expect(await areIn(first, second, others)).toEqual([true, true, true]);
    expect(await on.server.count('user_action', "operation IN ('end-session', 'end-other-sessions')")).toBe(0);
  });

  test('all others are ended at once, and the one that asks goes on', async () => {
    const third = (await on.logIn()).body as unknown as Tokens;
    expect((await end(second, 'others')).status).toBe(200);
    expect(await areIn(first, second, third, others)).toEqual([false, true, false, true]);
    expect((await on.refresh(second.refreshToken)).status).toBe(200);
  });
});
