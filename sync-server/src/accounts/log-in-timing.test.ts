import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { engines } from '../platform/testing/databases.ts';
import { makeHasher } from './password.ts';
import { openTestAccounts, type TestAccounts } from './testing/test-accounts.ts';

/** Of each kind, and each is asked for a few times: nobody may guess for long. */
const accounts = 4;
const triesEach = 5;
const known = Array.from({ length: accounts }, (_, at) => `+4917000000${at}0`);
const unknown = Array.from({ length: accounts }, (_, at) => `+4917000000${at}9`);

describe.each(engines)('by the clock, on %s', (engine) => {
  let on: TestAccounts;
  beforeAll(async () => {
    on = await openTestAccounts(engine);
    on.deps.hashPassword = makeHasher();
    for (const phone of known) await on.aUser(phone);
  });
  afterAll(() => on.close());

  async function timeMs(phone: string): Promise<number> {
    const startedMs = performance.now();
    const { status } = await on.logIn({ phone, password: 'wrong-password-1' });
    const tookMs = performance.now() - startedMs;
    expect(status).toBe(401);
    return tookMs;
  }

  test('nobody can tell a number with an account from one without by how long a log in takes', async () => {
    const times = { known: [] as number[], unknown: [] as number[] };
    for (let tries = 0; tries < triesEach; tries++) {
      for (const [at, phone] of known.entries()) {
        times.known.push(await timeMs(phone));
        times.unknown.push(await timeMs(unknown[at] ?? ''));
      }
    }
    // The quickest of many, in turns: whatever else the machine does only ever adds to it.
    const ratio = Math.min(...times.unknown) / Math.min(...times.known);
    expect(ratio).toBeGreaterThan(0.5);
    expect(ratio).toBeLessThan(2);
  }, 30_000);
});
