/** What happens between the moment a signature is found good and the moment it is used. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { engines } from '../platform/testing/databases.ts';
import { askToSign, checkSignature, type DeviceDeps, type SignedBy } from './devices.ts';
import { makeAuthenticator } from './testing/authenticator.ts';
import { openSigningHouse, type SigningHouse } from './testing/signing-house.ts';

describe.each(engines)('a good signature on %s', (engine) => {
  let house: SigningHouse;
  let deps: DeviceDeps;
  let ada: Awaited<ReturnType<SigningHouse['aSigner']>>;
  beforeAll(async () => {
    house = await openSigningHouse(engine);
    deps = { ...house.server.deps, signing: house.signing };
  });
  afterAll(() => house.close());
  beforeEach(async () => {
    ada = await house.aSigner();
  });

  const terms = 'two seats for 24 euros';
  const sign = async (holdId: string, counter?: number) => {
    const asked = await askToSign(deps, { userId: ada.userId, holdId, text: terms });
    if (!asked) throw new Error('she has a device');
    return ada.phone.get(asked.publicKey, counter === undefined ? {} : { counter });
  };
  const check = (
    holdId: string,
    attemptId: string,
    assertion: Awaited<ReturnType<typeof sign>>,
    using: DeviceDeps = deps,
  ) =>
    checkSignature(using, {
      userId: ada.userId,
      holdId,
      attemptId,
      isBegun: false,
      text: async () => terms,
      assertion,
    });
  const good = async (...of: Parameters<typeof check>): Promise<SignedBy> => {
    const checked = await check(...of);
    if (!checked.ok || !checked.by) throw new Error('it is good');
    return checked.by;
  };
  const claim = ({ claim }: SignedBy) => house.server.database.transaction('begin', (tx) => claim(tx));
  const states = async () =>
    ((await house.ask(ada, 'GET', '/api/v1/devices')).body.devices as { state: string }[]).map(({ state }) => state);

  test('is used by one of two attempts, and the other revokes nothing', async () => {
    const assertion = await sign('hold-1');
    const both = [await good('hold-1', 'attempt-1', assertion), await good('hold-1', 'attempt-2', assertion)];
    const answers = await Promise.all(both.map(claim));
    expect(answers.toSorted()).toEqual(['challenge-used', null]);
    expect(await states()).toEqual(['good']);
  });

  test('that was used by the same attempt a moment ago lets it go on', async () => {
    const assertion = await sign('hold-2');
    await claim(await good('hold-2', 'attempt-3', assertion));
    const { database } = deps;
    // It has looked for its own challenge just before that one was used.
    const tooEarly: DeviceDeps = {
      ...deps,
      database: {
        ...database,
        all: async (sql, values) => (sql.includes('used_by = ?') ? [] : database.all(sql, values)),
      },
    };
    expect(await check('hold-2', 'attempt-3', assertion, tooEarly)).toEqual({ ok: true, by: null });
    expect(await check('hold-2', 'attempt-4', assertion, tooEarly)).toMatchObject({ refusal: { because: 'used' } });
  });

  test('of a device that was revoked meanwhile takes nothing, and revoked by its owner is not cloned', async () => {
    const by = await good('hold-3', 'attempt-5', await sign('hold-3'));
    await house.ask(ada, 'DELETE', `/api/v1/devices/${ada.deviceId}`);
    expect(await claim(by)).toBe('counter-behind');
    expect(await by.revokeClone()).toBe(false);
    expect(await states()).toEqual([]);
    expect(await house.acts(ada.userId)).not.toContain('device-cloned');
  });

  test('whose counter another has reached meanwhile shows a copy, once', async () => {
    const [one, two] = [
      await good('hold-4', 'attempt-6', await sign('hold-4', 7)),
      await good('hold-5', 'attempt-7', await sign('hold-5', 7)),
    ];
    expect(await claim(one)).toBeNull();
    expect(await claim(two)).toBe('counter-behind');
    expect([await two.revokeClone(), await two.revokeClone()]).toEqual([true, false]);
    expect(await states()).toEqual(['cloned']);
  });

  test('that is rolled back with its payment is used up by nothing', async () => {
    const by = await good('hold-6', 'attempt-8', await sign('hold-6'));
    const failed = house.server.database.transaction('begin', async (tx) => {
      await by.claim(tx);
      throw new Error('the seats are gone');
    });
    await expect(failed).rejects.toThrow('the seats are gone');
    expect(await claim(by)).toBeNull();
  });

  test('that comes too late for the transaction is not used', async () => {
    const by = await good('hold-7', 'attempt-9', await sign('hold-7'));
    house.server.time.nowMs += 120_000;
    expect(await claim(by)).toBe('challenge-used');
  });

  test('of a second device is not asked of the first', async () => {
    const second = makeAuthenticator();
    await house.register(ada, second);
    const asked = await askToSign(deps, { userId: ada.userId, holdId: 'hold-8', text: terms });
    if (!asked) throw new Error('she has devices');
    expect(await claim(await good('hold-8', 'attempt-10', second.get(asked.publicKey)))).toBeNull();
  });
});
