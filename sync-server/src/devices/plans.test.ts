/** What is asked for at each payment, or by the hourly purge, is found by an index, however many have registered. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { insertRows, type Queries } from '../platform/database.ts';
import { engines } from '../platform/testing/databases.ts';
import { explain, isScan } from '../platform/testing/explain.ts';
import { insertMoviegoer } from '../testing/moviegoer.ts';
import { openTestServer, type TestServer } from '../testing/test-server.ts';
import * as challenges from './challenges.sql.ts';
import * as devices from './devices.sql.ts';

const people = 1500;

describe.each(engines)('of devices on %s', (engine) => {
  let server: TestServer;
  beforeAll(async () => {
    server = await openTestServer(engine);
    await fill(server);
  }, 60_000);
  afterAll(() => server.close());

  const asked = { user_id: 700, purpose: 'pay', hold_id: 'hold-700' } as const;
  const statements: [string, (queries: Queries) => Promise<unknown>][] = [
    ['the devices of a person', (queries) => devices.selectDevices(queries, 700)],
    ['a device', (queries) => devices.selectDevice(queries, 'device-700', 700)],
    ['a challenge', (queries) => challenges.selectChallenge(queries, 'challenge-700', asked)],
    ['the challenge of a payment', (queries) => challenges.selectUsedBy(queries, 'attempt', asked)],
    [
      'devices that were revoked long ago',
      (queries) => {
        const tx = { ...queries, run: async () => ({ changes: 0, insertId: 0 }), afterCommit: () => undefined };
        return devices.deleteRevoked(tx, { beforeMs: 9, limit: 100 });
      },
    ],
    [
      'challenges that are over',
      (queries) => {
        const tx = { ...queries, run: async () => ({ changes: 0, insertId: 0 }), afterCommit: () => undefined };
        return challenges.deleteExpiredChallenges(tx, { beforeMs: 9, limit: 100 });
      },
    ],
  ];
  test.each(statements)('%s', async (_what, ask) => {
    expect((await explain(server.database, ask)).filter(isScan)).toEqual([]);
  });
});

async function fill({ database, time }: TestServer): Promise<void> {
  await database.transaction('people', async (tx) => {
    const userIds: number[] = [];
    for (let at = 0; at < people; at++) userIds.push(await insertMoviegoer(tx, time.nowMs));
    for (const userId of userIds)
      await devices.insertDevice(tx, {
        id: `device-${userId}`,
        user_id: userId,
        name: 'x',
        credential_id: 'x',
        public_key: 'x',
        counter: 0,
        transports: '',
        backed_up: 0,
        created_at_ms: userId,
        last_used_at_ms: null,
        revoked_at_ms: null,
        cloned: 0,
      });
    await insertRows(
      tx,
      'challenge',
      ['id', 'user_id', 'purpose', 'hold_id', 'binding_hash', 'expires_at_ms'],
      userIds.map((userId) => [`challenge-${userId}`, userId, 'pay', `hold-${userId}`, 'x', userId]),
    );
  });
  if (database.dialect === 'mysql') await database.all('ANALYZE TABLE device, challenge');
}
