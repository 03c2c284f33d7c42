import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { engines } from '../platform/testing/databases.ts';
import { purgeExpired } from './accounts.ts';
import { minuteMs, openTestAccounts, stranger, type TestAccounts } from './testing/test-accounts.ts';

const dayMs = 86_400_000;

describe.each(engines)('purging on %s', (engine) => {
  let on: TestAccounts;
  beforeEach(async () => {
    on = await openTestAccounts(engine);
  });
  afterEach(() => on.close());
  const left = async () => [await on.server.count('sms_pin'), await on.server.count('session')];

  test('sessions and PINs that are good for nothing any more go; those that still count stay', async () => {
    const { refreshToken } = await on.aUser();
    on.server.time.nowMs += 30 * dayMs;
    await on.aUser(stranger);
    // Too old to be used, but one of the five an hour.
    on.server.time.nowMs += 50 * minuteMs;
    expect([await purgeExpired(on.deps), await left()]).toEqual([1, [1, 2]]);
    on.server.time.nowMs += 21 * minuteMs;
    expect([await purgeExpired(on.deps), await left()]).toEqual([1, [0, 2]]);
    on.server.time.nowMs += 30 * dayMs;
    expect([await purgeExpired(on.deps), await left()]).toEqual([1, [0, 1]]);
    expect((await on.refresh(refreshToken)).body.code).toBe('session-ended');
    expect(await purgeExpired(on.deps)).toBe(0);
  });

  test('a round takes so many rows of each kind and no more, the oldest first', async () => {
    for (const phone of ['+491700000001', '+491700000002', '+491700000003']) {
      await on.aUser(phone);
      on.server.time.nowMs += minuteMs;
    }
    on.server.time.nowMs += 61 * dayMs;
    expect([await purgeExpired(on.deps, 2), await left()]).toEqual([4, [1, 1]]);
    expect(await on.server.database.all('SELECT phone FROM sms_pin')).toEqual([{ phone: '+491700000003' }]);
    expect([await purgeExpired(on.deps, 2), await left()]).toEqual([2, [0, 0]]);
  });
});
