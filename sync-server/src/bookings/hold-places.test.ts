import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { publishScreenings } from '../catalogue/catalogue.ts';
import { engines } from '../platform/testing/databases.ts';
import { seats } from '../testing/house.ts';
import { openTestServer, type TestServer } from '../testing/test-server.ts';
import { expireHolds, holdMs, holdPlaces } from './bookings.ts';

describe.each(engines)('a screening without numbered seats on %s', (engine) => {
  let server: TestServer;
  let screeningId: number;
  let holds = 0;
  beforeAll(async () => {
    server = await openTestServer(engine);
  });
  afterAll(() => server.close());
  beforeEach(async () => {
    screeningId = await server.aScreening();
    await server.database.transaction('unnumbered', (tx) =>
      tx.run("UPDATE screening SET seating = 'unnumbered' WHERE id = ?", [screeningId]),
    );
  });
  const hold = (count: number, holdId = `places-${++holds}`) => holdPlaces(server.deps, { holdId, screeningId, count });
  const inState = (state: string) => server.count('seat_right', 'screening_id = ? AND state = ?', [screeningId, state]);

  test('gives a phone as many seats as it asks for, and the same ones when it asks again', async () => {
    const held = await hold(3, `same-${screeningId}`);
    expect(held).toEqual({
      ok: true,
      expiresAtMs: server.time.nowMs + holdMs,
      seatIds: [expect.any(Number), expect.any(Number), expect.any(Number)],
    });
    expect(await hold(3, `same-${screeningId}`)).toEqual(held);
    expect(await inState('held')).toBe(3);
    server.time.nowMs += holdMs;
    await expireHolds(server.deps);
    expect(await inState('held')).toBe(0);
  });

  test('is sold to its last seat and no further, however many ask at once', async () => {
    const answers = await Promise.all(Array.from({ length: 30 }, () => hold(4)));
    const seatIds = answers.flatMap((answer) => (answer.ok ? answer.seatIds : []));
    expect(new Set(seatIds).size).toBe(seatIds.length);
    expect(await inState('held')).toBe(seatIds.length);
    while ((await inState('free')) > 0) expect(await hold(1)).toMatchObject({ ok: true });
    expect(await hold(1)).toEqual({ ok: false, reason: 'seat-taken' });
    expect(await inState('held')).toBe(seats.length);
  });

  test('has as many rights as its venue has usable seats', async () => {
    const refused = new Error('keep the house as it is');
    const work = server.database.transaction('publish', async (tx) => {
      await tx.run('UPDATE seats SET available = 0 WHERE id IN (5, 6)');
      await tx.run('DELETE FROM seat_right WHERE screening_id = ?', [screeningId]);
      await tx.run('DELETE FROM `stream` WHERE name = ?', [`screening:${screeningId}`]);
      expect(await publishScreenings(tx, [screeningId])).toMatchObject({ rights: seats.length - 2 });
      throw refused;
    });
    await expect(work).rejects.toBe(refused);
  });

  test('a numbered one gives nobody a seat that they did not choose', async () => {
    screeningId = await server.aScreening();
    expect(await hold(1)).toEqual({ ok: false, reason: 'seat-taken' });
  });
});
