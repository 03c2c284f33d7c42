import { createHash } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { startsAtMs } from '@marquee/shared/testing/builders';
import type { Value } from '../platform/database.ts';
import { engines } from '../platform/testing/databases.ts';
import type { Assertion } from './responses.ts';
import { type Algorithm, type Bent, makeAuthenticator, testSigning } from './testing/authenticator.ts';
import { openSigningHouse, paymentToken, type SigningHouse } from './testing/signing-house.ts';

describe.each(engines)('a signed payment on %s', (engine) => {
  let house: SigningHouse;
  let takenBefore = 0;
  beforeAll(async () => {
    house = await openSigningHouse(engine);
  });
  afterAll(() => house.close());
  beforeEach(() => {
    house.signing.biometrics = 'registered';
    takenBefore = house.taken();
  });
  const taken = () => house.taken() - takenBefore;
  type Signer = Awaited<ReturnType<SigningHouse['aSigner']>>;
  const sign = async (signer: Signer, holdId: string, bent?: Bent): Promise<Assertion> =>
    signer.phone.get((await house.challenge(signer, holdId)).publicKey, bent);
  const write = (sql: string, values: Value[]) =>
    house.server.database.transaction('write', (tx) => tx.run(sql, values));
  const refused = (code: string, more: object = {}, status = 403) => ({ status, body: { code, ...more } });

  test.each<Algorithm>(['ES256', 'EdDSA'])(
    'with an %s key makes a booking, once however often it is sent',
    async (algorithm) => {
      const ada = await house.aSigner(makeAuthenticator({ algorithm }));
      const holdId = await house.aHold(ada);
      const assertion = await sign(ada, holdId);
      const paid = await house.pay(ada, holdId, assertion, { key: 'signed-1' });
      expect(paid).toMatchObject({ status: 200, body: { outcome: 'sold' } });
      expect(await house.pay(ada, holdId, assertion, { key: 'signed-1' })).toEqual(paid);
      expect(await house.pay(ada, holdId, undefined, { key: 'signed-1' })).toEqual(paid);
      expect(taken()).toBe(1);
      const { devices } = (await house.ask(ada, 'GET', '/api/v1/devices')).body;
      expect(devices).toMatchObject([{ lastUsedAtMs: house.server.time.nowMs }]);
      expect(await house.acts(ada.userId)).toEqual(['book-seats', 'hold-seats', 'register-device', 'sign-payment']);
    },
  );

  test('is asked for with what the app shows, and the challenge vouches for those very terms', async () => {
    const ada = await house.aSigner();
    const holdId = await house.aHold(ada);
    const asked = await house.challenge(ada, holdId);
    const seat = { ticketClass: 'adult', priceMinor: 1200 };
    expect(asked).toEqual({
      publicKey: {
        challenge: expect.stringMatching(/^[\w-]{86}$/),
        timeout: 120_000,
        rpId: testSigning.rpId,
        allowCredentials: [{ id: ada.phone.id, type: 'public-key', transports: ['internal', 'hybrid'] }],
        userVerification: 'required',
      },
      summary: {
        payee: 'Rialto',
        title: 'The Long Interval',
        venueName: 'Venue 1',
        startsAtMs,
        timeZone: 'Europe/Berlin',
        seats: ['C5', 'C6'].map((label) => ({ label, ...seat })),
        totalMinor: 2400,
        currency: 'EUR',
        text: 'Pay €24.00 to Rialto: The Long Interval, C5, C6',
      },
      terms: expect.any(String),
      expiresAtMs: house.server.time.nowMs + 120_000,
      secondsLeft: 120,
    });
    expect(JSON.parse(asked.terms)).toMatchObject({ hold: holdId, totalMinor: 2400, currency: 'EUR', paymentToken });
    const last = Buffer.from(asked.publicKey.challenge, 'base64url').subarray(32);
    expect(last).toEqual(createHash('sha256').update(asked.terms).digest());
    expect(await house.server.count('challenge', 'id = ?', [asked.publicKey.challenge])).toBe(0);
  });

  test('is needed as soon as a device is registered, and without one the provider’s own confirmation will do', async () => {
    const ben = await house.aPerson();
    const bens = await house.aHold(ben);
    expect(await house.ask(ben, 'POST', `/api/v1/holds/${bens}/payment-challenge`, { paymentToken })).toMatchObject(
      refused('device-required'),
    );
    expect(await house.pay(ben, bens)).toMatchObject({ status: 200 });
    const ada = await house.aSigner();
    const holdId = await house.aHold(ada);
    expect(await house.pay(ada, holdId)).toMatchObject(refused('signature-required'));
    expect(taken()).toBe(1);
  });

  test('is needed by nobody or by everybody, as the cinema says', async () => {
    const [ada, ben] = [await house.aSigner(), await house.aPerson()];
    house.signing.biometrics = 'required';
    expect(await house.pay(ben, await house.aHold(ben))).toMatchObject(refused('device-required'));
    expect(await house.pay(ada, await house.aHold(ada))).toMatchObject(refused('signature-required'));
    house.signing.biometrics = 'optional';
    const holdId = await house.aHold(ada);
    const forged = await sign(ada, holdId, { forged: true });
    expect(await house.pay(ada, holdId, forged)).toMatchObject(refused('signature-refused'));
    expect(taken()).toBe(0);
    expect(await house.pay(ada, holdId)).toMatchObject({ status: 200 });
  });

  test.each<[string, Bent]>([
    ['forged', { forged: true }],
    ['made on another page', { origin: 'https://evil.example' }],
    ['made by an app that is not known', { origin: `android:apk-key-hash:${'B'.repeat(43)}` }],
    ['made inside another page', { crossOrigin: true }],
    ['made for another domain', { rpId: 'evil.example' }],
    ['made without finger, face or PIN', { userVerified: false }],
    ['of a registration', { type: 'webauthn.create' }],
  ])('that was %s takes nothing', async (_how, bent) => {
    for (const algorithm of ['ES256', 'EdDSA'] as const) {
      const ada = await house.aSigner(makeAuthenticator({ algorithm }));
      const holdId = await house.aHold(ada);
      expect(await house.pay(ada, holdId, await sign(ada, holdId, bent))).toMatchObject(refused('signature-refused'));
      expect(taken()).toBe(0);
      // It uses nothing up: the real owner is not kept from paying.
      expect(await house.pay(ada, holdId, await sign(ada, holdId))).toMatchObject({ status: 200 });
      takenBefore = house.taken();
    }
  });

  test('from an app whose certificate is known counts', async () => {
    const ada = await house.aSigner();
    const holdId = await house.aHold(ada);
    const assertion = await sign(ada, holdId, { origin: testSigning.origins[1] ?? '' });
    expect(await house.pay(ada, holdId, assertion)).toMatchObject({ status: 200 });
  });

  test.each<[string, string, Value]>([
    ['another amount', 'UPDATE hold SET total_minor = ? WHERE id = ?', 2500],
    ['another currency', 'UPDATE hold SET currency = ? WHERE id = ?', 'USD'],
    ['other seats', 'UPDATE hold SET `lines` = REPLACE(`lines`, \'"C6"\', ?) WHERE id = ?', '"C7"'],
    ['another class', 'UPDATE hold SET `lines` = REPLACE(`lines`, \'"adult"\', ?) WHERE id = ?', '"child"'],
    ['other prices', "UPDATE hold SET `lines` = REPLACE(`lines`, ':1200', ?) WHERE id = ?", ':1100'],
  ])('for %s takes nothing', async (_what, sql, to) => {
    const ada = await house.aSigner();
    const holdId = await house.aHold(ada);
    const assertion = await sign(ada, holdId);
    await write(sql, [to, holdId]);
    expect(await house.pay(ada, holdId, assertion)).toMatchObject(
      refused('challenge-gone', { because: 'order-changed' }, 409),
    );
    expect(taken()).toBe(0);
  });

  test('with another card, or to a cinema that is called otherwise now, takes nothing', async () => {
    const ada = await house.aSigner();
    const holdId = await house.aHold(ada);
    const assertion = await sign(ada, holdId);
    const changed = refused('challenge-gone', { because: 'order-changed' }, 409);
    expect(await house.pay(ada, holdId, assertion, { token: 'pm_other' })).toMatchObject(changed);
    await write('UPDATE cinema SET name = ? WHERE id = 1', ['Mallory']);
    expect(await house.pay(ada, holdId, assertion)).toMatchObject(changed);
    await write('UPDATE cinema SET name = ? WHERE id = 1', ['Rialto']);
    expect(taken()).toBe(0);
    expect(await house.pay(ada, holdId, assertion)).toMatchObject({ status: 200 });
  });

  test('for another hold takes nothing', async () => {
    const ada = await house.aSigner();
    const [one, two] = [await house.aHold(ada), await house.aHold(ada)];
    const assertion = await sign(ada, one);
    expect(await house.pay(ada, two, assertion)).toMatchObject(refused('challenge-gone', { because: 'unknown' }, 409));
    expect(taken()).toBe(0);
  });

  test('by somebody else’s device takes nothing', async () => {
    const [ada, mallory] = [await house.aSigner(), await house.aSigner()];
    const holdId = await house.aHold(ada);
    const { publicKey } = await house.challenge(ada, holdId);
    expect(await house.pay(ada, holdId, mallory.phone.get(publicKey))).toMatchObject(refused('signature-refused'));
    expect(await house.pay(mallory, holdId, mallory.phone.get(publicKey))).toMatchObject({ status: 404 });
    expect(taken()).toBe(0);
  });

  test('replayed for another payment takes nothing, and is not taken for a copy of the key', async () => {
    const ada = await house.aSigner();
    const holdId = await house.aHold(ada);
    const assertion = await sign(ada, holdId);
    house.payments.mode = 'decline';
    expect(await house.pay(ada, holdId, assertion)).toMatchObject({ status: 402 });
    house.payments.mode = 'approve';
    expect(await house.pay(ada, holdId, assertion)).toMatchObject(refused('challenge-gone', { because: 'used' }, 409));
    expect(taken()).toBe(1);
    expect(await house.pay(ada, holdId, await sign(ada, holdId))).toMatchObject({ status: 200 });
  });

  test('counts for two minutes', async () => {
    const ada = await house.aSigner();
    const holdId = await house.aHold(ada);
    const assertion = await sign(ada, holdId);
    house.server.time.nowMs += 120_000;
    expect(await house.pay(ada, holdId, assertion)).toMatchObject(
      refused('challenge-gone', { because: 'expired' }, 409),
    );
    expect(taken()).toBe(0);
  });

  test('of an older challenge than the last one takes nothing', async () => {
    const ada = await house.aSigner();
    const holdId = await house.aHold(ada);
    const older = await sign(ada, holdId);
    await house.challenge(ada, holdId);
    expect(await house.pay(ada, holdId, older)).toMatchObject(refused('challenge-gone', { because: 'unknown' }, 409));
    expect(taken()).toBe(0);
  });

  test('by a revoked device takes nothing', async () => {
    const ada = await house.aSigner();
    await house.register(ada, makeAuthenticator());
    const holdId = await house.aHold(ada);
    const assertion = await sign(ada, holdId);
    await house.ask(ada, 'DELETE', `/api/v1/devices/${ada.deviceId}`);
    expect(await house.pay(ada, holdId, assertion)).toMatchObject(refused('signature-refused'));
    expect((await house.challenge(ada, holdId)).publicKey.allowCredentials).toHaveLength(1);
    expect(taken()).toBe(0);
  });

  test('whose counter has not grown shows a copied key: it is revoked, and signatures stay necessary', async () => {
    for (const counter of [0, 4, 5]) {
      const ada = await house.aSigner();
      ada.phone.counter = 4;
      const first = await house.aHold(ada);
      expect(await house.pay(ada, first, await sign(ada, first))).toMatchObject({ status: 200 });
      takenBefore = house.taken();
      const holdId = await house.aHold(ada);
      expect(await house.pay(ada, holdId, await sign(ada, holdId, { counter }))).toMatchObject(
        refused('device-cloned'),
      );
      expect((await house.ask(ada, 'GET', '/api/v1/devices')).body.devices).toMatchObject([{ state: 'cloned' }]);
      expect(await house.acts(ada.userId)).toContain('device-cloned');
      expect(await house.pay(ada, holdId)).toMatchObject(refused('signature-required'));
      expect(await house.ask(ada, 'POST', `/api/v1/holds/${holdId}/payment-challenge`, { paymentToken })).toMatchObject(
        refused('device-required'),
      );
      expect(taken()).toBe(0);
      await house.ask(ada, 'DELETE', `/api/v1/devices/${ada.deviceId}`);
      expect(await house.pay(ada, holdId)).toMatchObject({ status: 200 });
    }
  });

  test('by a forger with a counter from the past revokes nobody’s device', async () => {
    const ada = await house.aSigner();
    ada.phone.counter = 4;
    const first = await house.aHold(ada);
    await house.pay(ada, first, await sign(ada, first));
    const holdId = await house.aHold(ada);
    const forged = await sign(ada, holdId, { counter: 1, forged: true });
    expect(await house.pay(ada, holdId, forged)).toMatchObject(refused('signature-refused'));
    expect(await house.pay(ada, holdId, await sign(ada, holdId))).toMatchObject({ status: 200 });
  });

  test('by a key that does not count pays again and again', async () => {
    const ada = await house.aSigner(makeAuthenticator({ counts: false }));
    for (let at = 0; at < 2; at++) {
      const holdId = await house.aHold(ada);
      expect(await house.pay(ada, holdId, await sign(ada, holdId))).toMatchObject({ status: 200 });
    }
  });

  test('that is garbage takes nothing', async () => {
    const ada = await house.aSigner();
    const holdId = await house.aHold(ada);
    const good = await sign(ada, holdId);
    const text = (value: string) => Buffer.from(value).toString('base64url');
    for (const [field, value] of [
      ['clientDataJSON', text('{}')],
      ['clientDataJSON', text('null')],
      ['clientDataJSON', text('{"challenge":"AAAA"')],
      ['authenticatorData', 'AAAA'],
      ['authenticatorData', `${good.response.authenticatorData}AAAA`],
      ['signature', 'AAAA'],
      ['signature', good.response.signature.slice(4)],
    ] as const) {
      const assertion = { ...good, response: { ...good.response, [field]: value } };
      expect([field, value, await house.pay(ada, holdId, assertion)]).toMatchObject([
        field,
        value,
        refused('signature-refused'),
      ]);
    }
    for (const assertion of [{}, 'x', { ...good, type: 'password' }, { ...good, id: '' }])
      expect(await house.pay(ada, holdId, assertion as never)).toMatchObject({ status: 400 });
    expect(taken()).toBe(0);
    expect(await house.pay(ada, holdId, good)).toMatchObject({ status: 200 });
  });

  test('sent twice at once is charged once', async () => {
    const ada = await house.aSigner();
    for (const keys of [
      ['same-key-1', 'same-key-1'],
      ['one-key-12', 'other-key-1'],
    ] as const) {
      takenBefore = house.taken();
      const holdId = await house.aHold(ada);
      const assertion = await sign(ada, holdId);
      const both = await Promise.all(keys.map((key) => house.pay(ada, holdId, assertion, { key })));
      const outcomes = both.map(({ status, body }) => body.outcome ?? `${status} ${body.code}`).sort();
      if (keys[0] === keys[1]) expect(outcomes.filter((outcome) => !['sold', 'pending'].includes(outcome))).toEqual([]);
      else expect(outcomes).toEqual([expect.stringMatching(/challenge-gone|paying-already|paid-already/), 'sold']);
      expect(house.payments.refunded.size).toBe(0);
      expect((await house.ask(ada, 'GET', '/api/v1/devices')).body.devices).toMatchObject([{ state: 'good' }]);
    }
    expect((await house.ask(ada, 'GET', '/api/v1/bookings')).body.bookings).toHaveLength(2);
  });

  test('signed for two holds pays for both, in whatever order they come, unless the counter says otherwise', async () => {
    const ada = await house.aSigner(makeAuthenticator({ counts: false }));
    const [one, two] = [await house.aHold(ada), await house.aHold(ada)];
    const [first, second] = [await sign(ada, one), await sign(ada, two)];
    const both = await Promise.all([house.pay(ada, two, second), house.pay(ada, one, first)]);
    expect(both.map(({ status }) => status)).toEqual([200, 200]);
  });

  test('whose answer was lost goes on under the same key, but not with another card', async () => {
    const ada = await house.aSigner();
    const holdId = await house.aHold(ada);
    const assertion = await sign(ada, holdId);
    house.payments.reachable = false;
    const pay = (token?: string) =>
      house.pay(ada, holdId, assertion, { key: 'lost-1-key', ...(token ? { token } : {}) });
    expect(await pay()).toMatchObject({ status: 200, body: { outcome: 'pending' } });
    house.payments.reachable = true;
    expect(await pay('pm_other')).toMatchObject({ status: 409, body: { code: 'operation-reused' } });
    expect(await pay()).toMatchObject({ status: 200, body: { outcome: 'sold' } });
  });

  test('is not asked for once the hold is paid or over', async () => {
    const ada = await house.aSigner();
    const holdId = await house.aHold(ada);
    const ask = () => house.ask(ada, 'POST', `/api/v1/holds/${holdId}/payment-challenge`, { paymentToken });
    const assertion = await sign(ada, holdId);
    house.payments.mode = 'lost-answer';
    await house.pay(ada, holdId, assertion, { key: 'lost-2-key' });
    house.payments.mode = 'approve';
    expect(await ask()).toMatchObject(refused('paying-already', {}, 409));
    await house.pay(ada, holdId, assertion, { key: 'lost-2-key' });
    expect(await ask()).toMatchObject(refused('paid-already', { orderKey: expect.stringMatching(/^T0-/) }, 409));
  });
});
