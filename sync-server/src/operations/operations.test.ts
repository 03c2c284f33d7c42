import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Clock } from '@marquee/shared/clock';
import { systemClock } from '../platform/clock.ts';
import { engines, openTestDatabase, type TestDatabase } from '../platform/testing/databases.ts';
import { operationKeptMs, purgeOperations, runOnce } from './operations.ts';

describe.each(engines)('answers kept for a repeat, on %s', (engine) => {
  const time = { ms: 1_000_000 };
  const clock: Clock = { ...systemClock, nowMs: () => time.ms };
  let opened: TestDatabase;
  beforeAll(async () => {
    opened = await openTestDatabase(engine);
  });
  afterAll(() => opened.drop());

  let works = 0;
  const ask = (operationId: string, body: object = {}): Promise<number> =>
    runOnce(
      { database: opened.database, clock },
      { operationId, body },
      async () => {
        works += 1;
        return works;
      },
      (refusal: never) => refusal,
    );

  test('the same request has the same answer for three months, and is a new one after them', async () => {
    const first = await ask('first');
    time.ms += operationKeptMs - 1;
    expect(await purgeOperations({ database: opened.database, clock })).toBe(0);
    expect(await ask('first')).toBe(first);
    const second = await ask('second');
    time.ms += 1;
    expect(await purgeOperations({ database: opened.database, clock })).toBe(1);
    expect(await ask('second')).toBe(second);
    expect(await ask('first')).not.toBe(first);
    expect(await purgeOperations({ database: opened.database, clock })).toBe(0);
  });

  test('an id that comes back with another meaning is refused', async () => {
    await ask('third', { seats: 2 });
    await expect(ask('third', { seats: 3 })).rejects.toMatchObject({ code: 'operation-reused' });
  });
});
