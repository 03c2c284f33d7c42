import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { engines } from '../platform/testing/databases.ts';
import { purgeChallenges, purgeRevokedDevices, revokedKeptMs } from './devices.ts';
import { devicesMax } from './register-device.ts';
import { type Algorithm, makeAuthenticator, testSigning } from './testing/authenticator.ts';
import { openSigningHouse, type Person, password, type SigningHouse } from './testing/signing-house.ts';

const minuteMs = 60_000;

describe.each(engines)('devices on %s', (engine) => {
  let house: SigningHouse;
  beforeAll(async () => {
    house = await openSigningHouse(engine);
  });
  afterAll(() => house.close());
  const list = async (person: Person) => (await house.ask(person, 'GET', '/api/v1/devices')).body.devices;
  const revoke = (person: Person, id: string) => house.ask(person, 'DELETE', `/api/v1/devices/${id}`);

  test.each<Algorithm>(['ES256', 'EdDSA'])('a phone registers its %s key, and it is on the list', async (algorithm) => {
    const ada = await house.aPerson();
    const phone = makeAuthenticator({ algorithm });
    const registered = await house.register(ada, phone, {}, '  Ada’s phone ');
    const device = {
      id: expect.stringMatching(/^d[0-9a-f]{31}$/),
      name: 'Ada’s phone',
      state: 'good',
      backedUp: false,
      createdAtMs: house.server.time.nowMs,
      lastUsedAtMs: null,
    };
    expect(registered).toEqual({ status: 201, body: { device } });
    expect(await list(ada)).toEqual([device]);
    expect(await house.acts(ada.userId)).toEqual(['register-device']);
  });

  test('the phone is asked for a key that only its owner can use, and not for one that is registered', async () => {
    const { phone, ...ada } = await house.aSigner();
    expect(await house.options(ada)).toEqual({
      rp: { id: testSigning.rpId, name: 'Marquee' },
      user: { id: expect.stringMatching(/^[\w-]{43}$/), name: expect.stringMatching(/^\+49/), displayName: 'Ada' },
      challenge: expect.stringMatching(/^[\w-]{86}$/),
      pubKeyCredParams: [-7, -8, -257].map((alg) => ({ type: 'public-key', alg })),
      timeout: 5 * minuteMs,
      excludeCredentials: [{ id: phone.id, type: 'public-key', transports: ['internal', 'hybrid'] }],
      authenticatorSelection: { residentKey: 'preferred', requireResidentKey: false, userVerification: 'required' },
      attestation: 'none',
    });
  });

  test('registering takes the password, unless somebody logged in a moment ago', async () => {
    const ada = await house.aPerson();
    const ask = (body: object) => house.ask(ada, 'POST', '/api/v1/devices/options', body);
    expect((await ask({})).status).toBe(200);
    house.server.time.nowMs += 10 * minuteMs;
    expect(await ask({})).toMatchObject({ status: 403, body: { code: 'log-in-again' } });
    expect(await ask({ password: 'popcorn43' })).toMatchObject({ status: 422, body: { code: 'credentials-wrong' } });
    expect((await ask({ password })).status).toBe(200);
  });

  test('what was asked of one session is no answer of another, nor of another person', async () => {
    const ada = await house.aPerson();
    const response = makeAuthenticator().create(await house.options(ada));
    for (const other of [await house.logIn(ada), await house.aPerson()])
      expect(await house.ask(other, 'POST', '/api/v1/devices', { name: 'x', response })).toMatchObject({
        status: 409,
        body: { code: 'challenge-gone' },
      });
    expect((await house.ask(ada, 'POST', '/api/v1/devices', { name: 'x', response })).status).toBe(201);
  });

  test('an answer counts once, for five minutes, and only the newest; its repeat gets the same device', async () => {
    const ada = await house.aPerson();
    const phone = makeAuthenticator();
    const send = (response: object) => house.ask(ada, 'POST', '/api/v1/devices', { name: 'x', response });
    const response = phone.create(await house.options(ada));
    const both = await Promise.all([send(response), send(response)]);
    expect(both[0]).toMatchObject({ status: 201 });
    expect([both[1], await send(response)]).toEqual([both[0], both[0]]);
    const other = makeAuthenticator();
    const old = other.create(await house.options(ada));
    const late = other.create(await house.options(ada));
    expect(await send(old)).toMatchObject({ status: 409, body: { code: 'challenge-gone' } });
    house.server.time.nowMs += 5 * minuteMs;
    expect(await send(late)).toMatchObject({ status: 409, body: { code: 'challenge-gone' } });
    expect(await list(ada)).toHaveLength(1);
  });

  test('what is not as it should be is refused and registers nothing', async () => {
    const ada = await house.aPerson();
    const bent = [
      { origin: 'https://evil.example' },
      { rpId: 'evil.example' },
      { userVerified: false },
      { type: 'webauthn.get' },
      { crossOrigin: true },
      { format: 'packed', statement: new Map([['x5c', new Map()]]) },
      { format: 'fido-u2f' },
      { statement: new Map([['alg', -7]]) },
    ];
    for (const each of bent)
      expect([each, await house.register(ada, makeAuthenticator(), each)]).toMatchObject([
        each,
        { status: 422, body: { code: 'registration-refused' } },
      ]);
    const good = makeAuthenticator().create(await house.options(ada));
    for (const response of [
      { ...good.response, attestationObject: 'AAAA' },
      { ...good.response, attestationObject: good.response.attestationObject.slice(0, 200) },
      { ...good.response, clientDataJSON: 'AAAA' },
      { ...good.response, clientDataJSON: Buffer.from('[]').toString('base64url') },
    ])
      expect(
        await house.ask(ada, 'POST', '/api/v1/devices', { name: 'x', response: { ...good, response } }),
      ).toMatchObject({ status: 422 });
    const otherId = { ...good, id: makeAuthenticator().id, rawId: good.id };
    expect((await house.ask(ada, 'POST', '/api/v1/devices', { name: 'x', response: otherId })).status).toBe(422);
    for (const name of ['', ' ', 'x'.repeat(81)])
      expect((await house.ask(ada, 'POST', '/api/v1/devices', { name, response: good })).status).toBe(400);
    expect(await list(ada)).toEqual([]);
  });

  test('a key is one person’s, and registered once', async () => {
    const { phone, ...ada } = await house.aSigner();
    for (const person of [ada, await house.aPerson()])
      expect(await house.register(person, phone)).toMatchObject({ status: 409, body: { code: 'device-known' } });
  });

  test('nobody has more devices than a person needs', async () => {
    const ada = await house.aPerson();
    for (let at = 2; at < devicesMax; at++) await house.register(ada, makeAuthenticator());
    const asked = await house.options(ada);
    await house.server.database.transaction('two more', async (tx) => {
      const like =
        "name, credential_id, public_key, counter, transports, backed_up, created_at_ms, cloned FROM device WHERE name = 'My phone' LIMIT 1";
      for (const id of ['one', 'two'])
        await tx.run(
          `INSERT INTO device (id, user_id, name, credential_id, public_key, counter, transports, backed_up, created_at_ms, cloned) SELECT '${id}-more', ${ada.userId}, ${like}`,
        );
    });
    const full = { status: 409, body: { code: 'too-many-devices' } };
    const response = makeAuthenticator().create(asked);
    expect(await house.ask(ada, 'POST', '/api/v1/devices', { name: 'x', response })).toMatchObject(full);
    expect(await house.ask(ada, 'POST', '/api/v1/devices/options', {})).toMatchObject(full);
    expect(await list(ada)).toHaveLength(devicesMax);
  });

  test('an own device gets another name, and nobody else’s is seen, renamed or revoked', async () => {
    const ada = await house.aSigner();
    const path = `/api/v1/devices/${ada.deviceId}`;
    expect((await house.ask(ada, 'PATCH', path, { name: 'Tablet' })).body.device).toMatchObject({ name: 'Tablet' });
    const ben = await house.aPerson();
    expect((await house.ask(ben, 'PATCH', path, { name: 'Mine' })).status).toBe(404);
    expect((await revoke(ben, ada.deviceId)).status).toBe(404);
    expect(await list(ben)).toEqual([]);
    expect(await list(ada)).toMatchObject([{ name: 'Tablet' }]);
  });

  test('a device is revoked at any time, but the last one only after a log in', async () => {
    const ada = await house.aSigner();
    const second = (await house.register(ada, makeAuthenticator())).body.device.id;
    house.server.time.nowMs += 10 * minuteMs;
    expect(await revoke(ada, ada.deviceId)).toMatchObject({ status: 200, body: { devices: [{ id: second }] } });
    expect(await revoke(ada, second)).toMatchObject({ status: 403, body: { code: 'log-in-again' } });
    expect(await list(ada)).toHaveLength(1);
    const fresh = await house.logIn(ada);
    expect(await revoke(fresh, second)).toEqual({ status: 200, body: { devices: [] } });
    expect((await revoke(fresh, second)).status).toBe(404);
    expect((await house.acts(ada.userId)).filter((act) => act === 'revoke-device')).toHaveLength(2);
  });

  test('of two devices revoked at once by an old session, one stays', async () => {
    const ada = await house.aSigner();
    const second = (await house.register(ada, makeAuthenticator())).body.device.id;
    house.server.time.nowMs += 10 * minuteMs;
    const both = await Promise.all([revoke(ada, ada.deviceId), revoke(ada, second)]);
    expect(both.map(({ status }) => status).sort()).toEqual([200, 403]);
    expect(await list(ada)).toHaveLength(1);
  });

  test('challenges go an hour after they are over', async () => {
    await purgeChallenges(house.server.deps);
    const ada = await house.aPerson();
    await house.options(ada);
    house.server.time.nowMs += 65 * minuteMs - 1;
    await purgeChallenges(house.server.deps);
    expect(await house.server.count('challenge', 'user_id = ?', [ada.userId])).toBe(1);
    house.server.time.nowMs += 1;
    expect(await purgeChallenges(house.server.deps)).toBeGreaterThanOrEqual(1);
    expect(await house.server.count('challenge')).toBe(0);
  });

  test('a device goes half a year after its owner revoked it; a cloned one, once its owner has taken note', async () => {
    const { time, deps, database, count } = house.server;
    const kept = await house.aSigner();
    const gone = await house.aSigner();
    const cloned = await house.aSigner();
    await revoke(gone, gone.deviceId);
    await database.transaction('cloned', (tx) =>
      tx.run('UPDATE device SET cloned = 1, revoked_at_ms = ? WHERE id = ?', [time.nowMs, cloned.deviceId]),
    );
    const left = () => Promise.all([kept, gone, cloned].map(({ deviceId }) => count('device', 'id = ?', [deviceId])));
    time.nowMs += revokedKeptMs - 1;
    await purgeRevokedDevices(deps);
    expect(await left()).toEqual([1, 1, 1]);
    time.nowMs += 1;
    await purgeRevokedDevices(deps);
    expect(await left()).toEqual([1, 0, 1]);
  });
});
