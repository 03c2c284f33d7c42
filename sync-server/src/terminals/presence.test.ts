import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { engines } from '../platform/testing/databases.ts';
import { openTestServer, type TestServer, type TestTerminal } from '../testing/test-server.ts';
import { type Presence, seenMsMax, startPresence } from './presence.ts';

describe.each(engines)('terminals connected to two instances on %s', (engine) => {
  let server: TestServer;
  let one: TestTerminal;
  let two: TestTerminal;
  let here: Map<number, unknown>;
  let there: Map<number, unknown>;
  let presences: Presence[];
  beforeAll(async () => {
    server = await openTestServer(engine);
  });
  afterAll(() => server.close());
  beforeEach(async () => {
    one = await server.aTerminal();
    two = await server.aTerminal();
    here = new Map([[one.terminal, {}]]);
    there = new Map([[two.terminal, {}]]);
    presences = [here, there].map((connected) => startPresence({ ...server.deps, connected }));
  });
  afterEach(() => Promise.all(presences.map((presence) => presence.stop())));
  const look = async () => {
    for (const presence of presences) await presence.look();
    await presences[0]!.look();
  };
  const reachable = () => presences.map((presence) => [one, two].map(({ terminal }) => presence.isReachable(terminal)));

  test('can be asked from either, until nobody has seen them for fifteen seconds', async () => {
    expect(reachable()).toEqual([
      [true, false],
      [false, true],
    ]);
    await look();
    expect(reachable()).toEqual([
      [true, true],
      [true, true],
    ]);
    there.clear();
    server.time.nowMs += seenMsMax;
    await presences[0]!.look();
    expect(presences[0]!.isReachable(two.terminal)).toBe(true);
    server.time.nowMs += 1;
    expect(presences[0]!.isReachable(two.terminal)).toBe(false);
    await look();
    expect(presences[0]!.isReachable(two.terminal)).toBe(false);
    expect(presences[1]!.isReachable(one.terminal)).toBe(true);
  });

  test('that were closed can’t be asked any more', async () => {
    await look();
    await server.database.transaction('close', (tx) =>
      tx.run("UPDATE terminal SET state = 'closed' WHERE id = ?", [two.terminal]),
    );
    await look();
    expect(presences[0]!.isReachable(two.terminal)).toBe(false);
  });

  test('a seat held at the other instance is asked for; where its holder is gone, refused at once', async () => {
    const screeningId = await server.aScreening();
    await server.grant(two.terminal, screeningId, [5]);
    await look();
    const ask = async (operationId: string) => {
      const connection = server.connect();
      await server.sayHello(connection, one);
      const answer = await connection.session.handle('rights:ask', { operationId, screeningId, seatIds: [5] });
      connection.session.end();
      return answer;
    };
    server.deps.isReachable = presences[0]!.isReachable;
    expect(await ask(`operation-1-${screeningId}`)).toMatchObject({ ok: true, answer: { outcome: 'recalling' } });
    server.time.nowMs += seenMsMax + 1;
    expect(await ask(`operation-2-${screeningId}`)).toMatchObject({
      ok: true,
      answer: { outcome: 'refused', refusedSeatIds: [5] },
    });
    delete server.deps.isReachable;
  });
});
