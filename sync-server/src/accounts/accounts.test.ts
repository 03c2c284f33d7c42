import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { Fault } from '@marquee/shared/errors';
import { engines } from '../platform/testing/databases.ts';
import { minuteMs, openTestAccounts, password, phone, type TestAccounts } from './testing/test-accounts.ts';

describe.each(engines)('registering and logging in on %s', (engine) => {
  let on: TestAccounts;
  beforeEach(async () => {
    on = await openTestAccounts(engine);
  });
  afterEach(() => on.close());

  describe('registering', () => {
    test('whoever has the phone gets an account, a session and their own data', async () => {
      expect(await on.sendPin('register')).toEqual({
        status: 202,
        body: { resendAfterSeconds: 60, expiresInSeconds: 600 },
      });
      expect(on.outbox.sent[0]).toMatchObject({
        to: phone,
        text: expect.stringMatching(/^\d{6} is your Marquee code/),
      });
      const registered = await on.register(on.lastPin());
      expect(registered.status).toBe(201);
      expect(await on.me(String(registered.body.accessToken))).toMatchObject({
        status: 200,
        body: { name: 'Ada', phone, role: 'moviegoer', email: null, registeredAtMs: on.server.time.nowMs },
      });
      expect(await on.server.count('salt')).toBe(1);
    });

    test('a PIN is good once, for ten minutes, and for what it was sent for', async () => {
      await on.sendPin('register');
      const pin = on.lastPin();
      expect((await on.ask('POST', '/api/v1/password-resets', { body: { phone, pin, password } })).body.code).toBe(
        'pin-wrong',
      );
      on.server.time.nowMs += 11 * minuteMs;
      expect((await on.register(pin)).body.code).toBe('pin-wrong');
      await on.sendPin('register');
      expect((await on.register(on.lastPin())).status).toBe(201);
      expect((await on.register(on.lastPin())).body.code).toBe('pin-wrong');
    });

    test('after five wrong guesses the right PIN is no good either', async () => {
      await on.sendPin('register');
      const wrong = on.lastPin() === '000000' ? '000001' : '000000';
      for (let guess = 0; guess < 5; guess++) expect((await on.register(wrong)).body.code).toBe('pin-wrong');
      expect((await on.register(on.lastPin())).body.code).toBe('pin-wrong');
    });

    test('of two who use one PIN at the same moment one gets the account', async () => {
      await on.sendPin('register');
      const answers = await Promise.all([on.register(on.lastPin()), on.register(on.lastPin())]);
      expect(answers.map(({ status }) => status).sort()).toEqual([201, 422]);
      expect(await on.server.count('user')).toBe(1);
    });

    test('another PIN may be asked for after a minute, and five times an hour', async () => {
      await on.sendPin('register');
      expect(await on.sendPin('register')).toMatchObject({
        status: 429,
        body: { code: 'pin-too-soon', retryAfterSeconds: 60 },
      });
      for (let sent = 1; sent < 5; sent++) {
        on.server.time.nowMs += minuteMs;
        expect((await on.sendPin('register')).status).toBe(202);
      }
      on.server.time.nowMs += minuteMs;
      expect(await on.sendPin('register')).toMatchObject({
        status: 429,
        body: { code: 'pin-too-soon', retryAfterSeconds: 3300 },
      });
    });

    test('nobody gets an SMS who has not solved the CAPTCHA', async () => {
      expect(await on.sendPin('register', phone, 'robot')).toMatchObject({
        status: 422,
        body: { code: 'captcha-refused' },
      });
      expect(on.outbox.sent).toEqual([]);
    });

    test.each(['short1', 'onlyletters', '1234567890', `${'x1'.repeat(65)}`])(
      'the password %s is not taken',
      async (weak) => {
        await on.sendPin('register');
        const answer = await on.register(on.lastPin(), { password: weak });
        expect([answer.status, JSON.stringify(answer.body)]).toEqual([400, expect.not.stringContaining(weak)]);
      },
    );
  });

  describe('who has an account is nobody’s business', () => {
    test('asking for a PIN says the same of a number with an account and of one without', async () => {
      await on.aUser();
      on.server.time.nowMs += minuteMs;
      const stranger = '+491709999999';
      for (const purpose of ['register', 'reset'])
        expect(await on.sendPin(purpose, stranger)).toEqual(await on.sendPin(purpose));
      expect(on.outbox.sent.map(({ to, text }) => [to, text.replace(/\d{6}/, 'PIN').slice(0, 20)])).toEqual([
        [phone, 'PIN is your Marquee '],
        [phone, 'You already have a M'],
        [stranger, 'PIN is your Marquee '],
        [phone, 'PIN is your Marquee '],
      ]);
    });

    test('a wrong password and an unknown number get the same answer, for the same work', async () => {
      await on.aUser();
      const known = await on.logIn({ password: 'popcorn43' });
      const before = on.hashed();
      const unknown = await on.logIn({ phone: '+491709999999' });
      expect(on.hashed() - before).toBe(1);
      const withoutId = ({ status, body }: typeof known) => [status, { ...body, requestId: '' }];
      expect(withoutId(unknown)).toEqual(withoutId(known));
    });
  });

  test('who guesses passwords is stopped, and who knows theirs elsewhere is not', async () => {
    await on.aUser();
    await on.aUser('+491709999999');
    for (let guess = 0; guess < 10; guess++)
      expect((await on.logIn({ password: `wrong-${guess}` })).body.code).toBe('credentials-wrong');
    expect((await on.logIn()).body.code).toBe('too-many-failures');
    expect((await on.logIn({ phone: '+491709999999' })).status).toBe(201);
  });

  test('a guess that a busy server did not compare is not counted', async () => {
    await on.aUser();
    const hash = on.deps.hashPassword;
    on.deps.hashPassword = async () => Promise.reject(new Fault('server-busy'));
    for (let tried = 0; tried < 12; tried++)
      expect(await on.logIn()).toMatchObject({ status: 503, body: { code: 'server-busy' } });
    on.deps.hashPassword = hash;
    for (let guess = 0; guess < 9; guess++)
      expect((await on.logIn({ password: `wrong-${guess}` })).body.code).toBe('credentials-wrong');
    on.deps.hashPassword = async () => Promise.reject(new Fault('server-busy'));
    expect((await on.logIn()).body.code).toBe('server-busy');
    on.deps.hashPassword = hash;
    expect((await on.logIn({ password: 'wrong-9' })).body.code).toBe('credentials-wrong');
    expect((await on.logIn()).body.code).toBe('too-many-failures');
  });

  test('guesses sent all at once are no more than guesses sent one by one', async () => {
    await on.aUser();
    const before = on.hashed();
    const answers = await Promise.all(Array.from({ length: 30 }, (_, at) => on.logIn({ password: `wrong-${at}` })));
    expect(on.hashed() - before).toBe(10);
    expect(answers.filter(({ body }) => body.code === 'too-many-failures')).toHaveLength(20);
  });

  test('whoever was still logging in when the password was reset is not let in with the old one', async () => {
    await on.aUser();
    await on.sendPin('reset');
    const body = { phone, pin: on.lastPin(), password: 'nachos4711' };
    const begun = Promise.withResolvers<void>();
    const reset = Promise.withResolvers<void>();
    const hash = on.deps.hashPassword;
    on.deps.hashPassword = async (text, salt) => {
      on.deps.hashPassword = hash;
      begun.resolve();
      await reset.promise;
      return hash(text, salt);
    };
    const late = on.logIn();
    await begun.promise;
    expect((await on.ask('POST', '/api/v1/password-resets', { body })).status).toBe(200);
    reset.resolve();
    expect((await late).body.code).toBe('credentials-wrong');
  });
});
