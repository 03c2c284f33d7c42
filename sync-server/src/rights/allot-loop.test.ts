import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { grantsStream } from '@marquee/shared/protocol/streams';
import { engines } from '../platform/testing/databases.ts';
import { seats } from '../testing/house.ts';
import { openTestServer, type TestServer, type TestTerminal } from '../testing/test-server.ts';
import { makeRound, startAllotment } from './allot-loop.ts';
import { countReserve } from './allotment.ts';

const hourMs = 3600_000;
const running = new AbortController().signal;

describe.each(engines)('the allotment on %s', (engine) => {
  let server: TestServer;
  let one: TestTerminal;
  let two: TestTerminal;
  beforeAll(async () => {
    server = await openTestServer(engine);
    one = await server.aTerminal();
    two = await server.aTerminal({ role: 'till' });
    await server.aTerminal({ role: 'gate' });
  });
  afterAll(() => server.close());
  beforeEach(() => {
    // Out of the way of the screenings of other tests.
    server.time.nowMs += 40 * 24 * hourMs;
  });

  const share = Math.floor((seats.length - countReserve(seats.length, 600)) / 2);
  const roundOf = (...terminals: TestTerminal[]) =>
    makeRound({ ...server.deps, connected: new Map(terminals.map(({ terminal }) => [terminal, {}])) });
  const aScreening = (inMs: number, changes: { salesEndAtMs?: number } = {}) =>
    server.aScreening({ startsAtMs: server.time.nowMs + inMs, ...changes });
  const heldIn = async (screeningId: number) => {
    const rows = await server.database.all<{ holder: number; n: number }>(
      "SELECT holder, COUNT(*) AS n FROM seat_right WHERE screening_id = ? AND state = 'granted' GROUP BY holder ORDER BY holder",
      [screeningId],
    );
    return rows.map(({ holder, n }) => [holder, n]);
  };

  test('connected terminals get their share of every near screening, the others keep theirs free', async () => {
    const [soon, tonight] = [await aScreening(6 * hourMs), await aScreening(17 * hourMs)];
    const round = roundOf(one);
    expect(await round(running)).toBe(2);
    expect(await heldIn(soon)).toEqual([[one.terminal, share]]);
    expect(await roundOf(one, two)(running)).toBe(2);
    expect(await heldIn(tonight)).toEqual([
      [one.terminal, share],
      // One short: the seat that is missing would leave a single one.
      [two.terminal, share - 1],
    ]);
  });

  test('nothing is granted of screenings that are far off, no longer on sale, or cancelled', async () => {
    const screenings = [
      await aScreening(18 * hourMs + 1),
      await aScreening(-hourMs),
      await aScreening(2 * hourMs, { salesEndAtMs: server.time.nowMs }),
      await aScreening(hourMs),
    ];
    await server.database.transaction('cancel', (tx) =>
      tx.run("UPDATE screening SET state = 'cancelled' WHERE id = ?", [screenings[3] ?? 0]),
    );
    expect(await roundOf(one, two)(running)).toBe(0);
    for (const screeningId of screenings) expect(await heldIn(screeningId)).toEqual([]);
  });

  test('a seat out of order is not granted', async () => {
    const screeningId = await aScreening(6 * hourMs);
    const set = (available: number) =>
      server.database.transaction('repair', (tx) =>
        tx.run("UPDATE seats SET available = ? WHERE venue_id = 1 AND row_label <> 'B'", [available]),
      );
    await set(0);
    await roundOf(one, two)(running);
    await set(1);
    const rows = new Map(seats.map((seat) => [seat.id, seat.row]));
    const granted = await server.database.all<{ seat_id: number }>(
      "SELECT seat_id FROM seat_right WHERE screening_id = ? AND state = 'granted'",
      [screeningId],
    );
    expect(granted.length).toBeGreaterThan(0);
    expect(new Set(granted.map((row) => rows.get(row.seat_id)))).toEqual(new Set(['B']));
  });

  test('a further round grants nothing, until a terminal has sold more than half of its share', async () => {
    const screeningId = await aScreening(6 * hourMs);
    const round = roundOf(one, two);
    await round(running);
    const settled = await heldIn(screeningId);
    for (let i = 0; i < 3; i++) expect(await round(running)).toBe(0);
    expect(await heldIn(screeningId)).toEqual(settled);
    const [row] = await server.database.all<{ seat_id: number }>(
      "SELECT MIN(seat_id) AS seat_id FROM (SELECT seat_id FROM seat_right WHERE screening_id = ? AND holder = ? AND state = 'granted' ORDER BY seat_id DESC LIMIT 12) AS last",
      [screeningId, one.terminal],
    );
    await server.database.transaction('sell', async (tx) => {
      await tx.run(
        "UPDATE seat_right SET state = 'sold' WHERE screening_id = ? AND holder = ? AND state = 'granted' AND seat_id >= ?",
        [screeningId, one.terminal, row?.seat_id ?? 0],
      );
      await tx.run('UPDATE `stream` SET revision = revision + 1 WHERE name = ?', [`screening:${screeningId}`]);
    });
    expect(await round(running)).toBe(1);
    expect((await heldIn(screeningId))[1]).toEqual(settled[1]);
  });

  test('two server instances that plan at the same time give no seat twice, and settle', async () => {
    const screenings = await Promise.all([1, 2, 3, 4].map((hours) => aScreening(hours * hourMs)));
    const rounds = [roundOf(one), roundOf(two), roundOf(one), roundOf(two)];
    for (let i = 0; i < 4; i++) await Promise.all(rounds.map((round) => round(running)));
    for (const screeningId of screenings) {
      const held = await heldIn(screeningId);
      expect(held.map(([terminal]) => terminal)).toEqual([one.terminal, two.terminal]);
      const granted = await server.count('seat_right', 'screening_id = ? AND version > 4097', [screeningId]);
      expect(granted).toBe(0);
    }
    expect(await rounds[0]?.(running)).toBe(0);
  });

  test('a terminal at another instance keeps its share free, and nothing is asked back for it from here', async () => {
    const screeningId = await aScreening(6 * hourMs);
    const [here, there] = [roundOf(one), roundOf(two)];
    await here(running);
    await there(running);
    // Whichever instance supplies it: each has about its share, and both rest.
    const held = await heldIn(screeningId);
    expect(held.map(([terminal]) => terminal)).toEqual([one.terminal, two.terminal]);
    for (const [, n] of held) expect(n).toBeGreaterThanOrEqual(share - 1);
    expect([await here(running), await there(running)]).toEqual([0, 0]);
    const asked = () =>
      server.count('change', 'stream IN (?, ?) AND body LIKE ?', [
        grantsStream(one.terminal),
        grantsStream(two.terminal),
        `%"recall","screeningId":${screeningId},%`,
      ]);
    await server.database.transaction('all to one', (tx) =>
      tx.run("UPDATE seat_right SET state = 'granted', holder = ? WHERE screening_id = ?", [one.terminal, screeningId]),
    );
    await server.database.transaction('told', (tx) =>
      tx.run('UPDATE `stream` SET revision = revision + 1 WHERE name = ?', [`screening:${screeningId}`]),
    );
    expect([await here(running), await there(running)]).toEqual([0, 0]);
    expect(await asked()).toBe(0);
  });

  test('a terminal whose grants are closed gets none, and the others get theirs', async () => {
    const screeningId = await aScreening(6 * hourMs);
    const closed = await server.aTerminal();
    await server.database.transaction('close', (tx) =>
      tx.run('UPDATE `stream` SET closed = 1 WHERE name = ?', [grantsStream(closed.terminal)]),
    );
    await roundOf(one, closed)(running);
    expect((await heldIn(screeningId)).map(([terminal]) => terminal)).toEqual([one.terminal]);
    await server.database.transaction('close', (tx) =>
      tx.run("UPDATE terminal SET state = 'closed' WHERE id = ?", [closed.terminal]),
    );
  });

  test('a terminal that finds nothing free beside the reserve gets its share once the others have returned theirs', async () => {
    const screeningId = await aScreening(6 * hourMs);
    await server.database.transaction('all to one', (tx) =>
      tx.run("UPDATE seat_right SET state = 'granted', holder = ? WHERE screening_id = ?", [one.terminal, screeningId]),
    );
    const round = roundOf(one, two);
    expect(await round(running)).toBe(0);
    const [change] = await server.database.all<{ body: string }>(
      'SELECT body FROM `change` WHERE stream = ? ORDER BY revision DESC LIMIT 1',
      [grantsStream(one.terminal)],
    );
    const recall = JSON.parse(change?.body ?? '{}') as { kind: string; seats: { seatId: number }[] };
    expect(recall).toMatchObject({ kind: 'recall', screeningId });
    // Its first look at the stream is a snapshot of what it holds, without the asking: so it is asked until it answers.
    const asksOf = () => server.count('change', 'stream = ?', [grantsStream(one.terminal)]);
    const askedOnce = await asksOf();
    await round(running);
    expect(await asksOf()).toBe(askedOnce + 1);
    const asked = recall.seats.map(({ seatId }) => seatId);
    await server.database.transaction('return', async (tx) => {
      const marks = asked.map(() => '?').join(', ');
      await tx.run(
        `UPDATE seat_right SET state = 'free', holder = 0 WHERE screening_id = ? AND seat_id IN (${marks})`,
        [screeningId, ...asked],
      );
      await tx.run('UPDATE `stream` SET revision = revision + 1 WHERE name = ?', [`screening:${screeningId}`]);
    });
    expect(await round(running)).toBe(1);
    const held = new Map((await heldIn(screeningId)).map(([terminal, n]) => [terminal ?? 0, n ?? 0]));
    expect(held.get(two.terminal)).toBeGreaterThanOrEqual(share / 2);
    expect(await round(running)).toBe(0);
  });

  test('a round ends early when the server stops', async () => {
    await aScreening(6 * hourMs);
    expect(await roundOf(one, two)(AbortSignal.abort())).toBe(0);
  });

  test('a terminal that connects is supplied at once, and hears of it', async () => {
    const screeningId = await aScreening(6 * hourMs);
    const allotment = startAllotment(server.deps);
    server.deps.onConnected = () => allotment.wake();
    const connection = server.connect();
    await server.sayHello(connection, one);
    const cursor = { incarnation: 0, revision: 0, changeId: '' };
    const heard = connection.nextBroadcast();
    const pulled = await connection.session.handle('streams:pull', {
      streams: [{ stream: grantsStream(one.terminal), cursor }],
    });
    const told = JSON.stringify(pulled).includes(`"screeningId":${screeningId}`) ? null : await heard;
    await allotment.stop();
    connection.session.end();
    delete server.deps.onConnected;
    if (told) expect(told.changes).toMatchObject([{ body: { kind: 'grant', screeningId } }]);
    expect(await heldIn(screeningId)).toEqual([[one.terminal, share]]);
  });
});
