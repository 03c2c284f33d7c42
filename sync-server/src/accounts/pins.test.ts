import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { engines } from '../platform/testing/databases.ts';
import { minuteMs, openTestAccounts, password, phone, stranger, type TestAccounts } from './testing/test-accounts.ts';

describe.each(engines)('PINs by SMS on %s', (engine) => {
  let on: TestAccounts;
  beforeEach(async () => {
    on = await openTestAccounts(engine);
  });
  afterEach(() => on.close());

  const sendAtOnce = async (count: number, to = phone) => {
    const answers = await Promise.all(Array.from({ length: count }, () => on.sendPin('register', to)));
    const refused = answers
      .filter(({ status }) => status === 429)
      .map(({ body }) => [body.code, body.retryAfterSeconds]);
    return { sent: answers.filter(({ status }) => status === 202).length, refused };
  };

  test('of twelve who ask for one number at the same moment one is sent a PIN, and the others wait a minute', async () => {
    expect(await sendAtOnce(12)).toEqual({ sent: 1, refused: Array(11).fill(['pin-too-soon', 60]) });
    expect(on.outbox.sent).toHaveLength(1);
    expect((await on.register(on.lastPin())).status).toBe(201);
    expect((await sendAtOnce(2, stranger)).sent).toBe(1);
  });

  test('asking at the same moment brings nobody more than five in an hour', async () => {
    for (let minute = 0; minute < 7; minute++) {
      await sendAtOnce(4);
      on.server.time.nowMs += minuteMs;
    }
    expect(on.outbox.sent).toHaveLength(5);
    on.server.time.nowMs += 60 * minuteMs;
    expect((await sendAtOnce(4)).sent).toBe(1);
  });
});

test.each([
  ['Register', 'POST', '/api/v1/users', { name: 'Ada', device: 'Pixel' }],
  ['Reset_password', 'POST', '/api/v1/password-resets', {}],
] as const)(
  '%s: an address may guess twenty PINs an hour, of whatever numbers',
  async (_operation, method, path, rest) => {
    const on = await openTestAccounts('sqlite', { unlimited: false });
    const guess = (at: number) => {
      const body = { phone: `+4917012345${String(at).padStart(2, '0')}`, pin: '123456', password, ...rest };
      return on.ask(method, path, { body });
    };
    for (let at = 0; at < 20; at++) expect((await guess(at)).body.code).toBe('pin-wrong');
    expect(await guess(20)).toMatchObject({ status: 429, body: { code: 'too-many-tries' } });
    await on.close();
  },
);
