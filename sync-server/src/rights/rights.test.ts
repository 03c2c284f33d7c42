import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { grantsStream } from '@marquee/shared/protocol/streams';
import { transactionOrRefusal } from '../platform/database.ts';
import { engines } from '../platform/testing/databases.ts';
import { seats } from '../testing/house.ts';
import { openTestServer, type TestServer, type TestTerminal } from '../testing/test-server.ts';
import { answerAsk, type GrantAnswer, grantSeats, snapshotGrants, snapshotScreening, versionBase } from './rights.ts';

describe.each(engines)('rights on %s', (engine) => {
  let server: TestServer;
  let one: TestTerminal;
  let two: TestTerminal;
  beforeAll(async () => {
    server = await openTestServer(engine);
    one = await server.aTerminal();
    two = await server.aTerminal({ role: 'till' });
  });
  afterAll(() => server.close());

  const tryGrant = (terminal: number, screeningId: number, seatIds: readonly number[]) =>
    transactionOrRefusal<GrantAnswer>(server.database, 'grant', (tx) =>
      grantSeats(tx, server.deps, { terminal, screeningId, seatIds }),
    );
  let operations = 0;
  const ask = (terminal: number, screeningId: number, seatIds: number[], operationId = `operation-${++operations}`) =>
    answerAsk(server.deps, terminal, { operationId, screeningId, seatIds });
  const revisionOf = async (stream: string) =>
    (await server.database.all<{ revision: number }>('SELECT revision FROM `stream` WHERE name = ?', [stream]))[0]
      ?.revision;
  const firstVersion = versionBase(1) + 1;

  test('a free seat is granted to one of 64 who claim it at the same time', async () => {
    const screeningId = await server.aScreening();
    const claims = Array.from({ length: 64 }, (_, i) =>
      tryGrant(i % 2 === 0 ? one.terminal : two.terminal, screeningId, [5, 6]),
    );
    const answers = await Promise.all(claims);
    expect(answers.filter((answer) => answer.ok)).toHaveLength(1);
    expect(answers.filter((answer) => !answer.ok && answer.reason === 'seat-taken')).toHaveLength(63);
    const winner = answers.findIndex((answer) => answer.ok) % 2 === 0 ? one.terminal : two.terminal;
    const right = { state: 'granted', holder: winner, version: firstVersion };
    expect(await server.rights(screeningId, [5, 6])).toEqual([right, right]);
  });

  test('claims that overlap in other orders leave every seat with one holder and none half granted', async () => {
    const screeningId = await server.aScreening();
    const wanted = Array.from({ length: 32 }, (_, i) => [1 + (i % 8), 1 + ((i * 3 + 1) % 8), 1 + ((i * 5 + 2) % 8)]);
    const answers = await Promise.all(
      wanted.map((seatIds, i) =>
        tryGrant(i % 2 === 0 ? one.terminal : two.terminal, screeningId, [...new Set(seatIds)]),
      ),
    );
    const granted = answers.flatMap((answer) => (answer.ok ? answer.seats.map((seat) => seat.seatId) : []));
    expect(granted.length).toBeGreaterThan(0);
    expect(new Set(granted).size).toBe(granted.length);
    expect(await server.count('seat_right', "screening_id = ? AND state = 'granted'", [screeningId])).toBe(
      granted.length,
    );
  });

  test('a grant is all of its seats or none', async () => {
    const screeningId = await server.aScreening();
    await server.grant(one.terminal, screeningId, [7]);
    expect(await tryGrant(two.terminal, screeningId, [6, 7, 8])).toEqual({ ok: false, reason: 'seat-taken' });
    expect((await server.rights(screeningId, [6, 8])).map((right) => right.state)).toEqual(['free', 'free']);
  });

  test('a closed terminal is granted nothing, and nothing is announced', async () => {
    const screeningId = await server.aScreening();
    const closed = await server.aTerminal();
    await server.database.transaction('close', (tx) =>
      tx.run('UPDATE `stream` SET closed = 1 WHERE name = ?', [grantsStream(closed.terminal)]),
    );
    expect(await tryGrant(closed.terminal, screeningId, [1, 2])).toEqual({ ok: false, reason: 'terminal-closed' });
    expect(await ask(closed.terminal, screeningId, [1, 2])).toEqual({
      outcome: 'refused',
      revision: 0,
      refusedSeatIds: [1, 2],
    });
    expect((await server.rights(screeningId, [1, 2])).map((right) => right.state)).toEqual(['free', 'free']);
    expect(await revisionOf(`screening:${screeningId}`)).toBe(0);
  });

  test('a terminal that asks for free seats gets them, by a change in its grants stream', async () => {
    const screeningId = await server.aScreening();
    const before = (await revisionOf(grantsStream(one.terminal))) ?? 0;
    const answer = await ask(one.terminal, screeningId, [10, 11]);
    expect(answer).toEqual({ outcome: 'granted', revision: before + 1, refusedSeatIds: [] });
    // Asked again in a new request they are its own already: the answer still says where the grant is.
    expect(await ask(one.terminal, screeningId, [11])).toEqual(answer);
    expect(await server.rights(screeningId, [10, 11])).toEqual([
      { state: 'granted', holder: one.terminal, version: firstVersion },
      { state: 'granted', holder: one.terminal, version: firstVersion },
    ]);
  });

  test('a seat that another terminal holds is recalled, and stays there until its journal returns it', async () => {
    const screeningId = await server.aScreening();
    const [held] = await server.grant(two.terminal, screeningId, [12]);
    const before = (await revisionOf(grantsStream(two.terminal))) ?? 0;
    expect(await ask(one.terminal, screeningId, [12, 13])).toEqual({
      outcome: 'recalling',
      revision: 0,
      refusedSeatIds: [],
    });
    expect((await server.rights(screeningId, [12, 13])).map((right) => right.holder)).toEqual([two.terminal, 0]);
    const [recall] = await server.database.all<{ body: string }>(
      'SELECT body FROM `change` WHERE stream = ? AND revision = ?',
      [grantsStream(two.terminal), before + 1],
    );
    expect(JSON.parse(recall?.body ?? '')).toEqual({ kind: 'recall', screeningId, seats: [held], block: false });
  });

  test('a closed holder can’t be asked, and that doesn’t keep the others from being asked', async () => {
    const screeningId = await server.aScreening();
    const broken = await server.aTerminal();
    await server.grant(broken.terminal, screeningId, [20]);
    await server.grant(two.terminal, screeningId, [21]);
    await server.database.transaction('close', (tx) =>
      tx.run('UPDATE `stream` SET closed = 1 WHERE name = ?', [grantsStream(broken.terminal)]),
    );
    const before = (await revisionOf(grantsStream(two.terminal))) ?? 0;
    expect(await ask(one.terminal, screeningId, [20, 21])).toMatchObject({ outcome: 'recalling' });
    expect(await revisionOf(grantsStream(two.terminal))).toBe(before + 1);
    expect(await server.count('change', 'stream = ? AND revision = ?', [grantsStream(two.terminal), before + 1])).toBe(
      1,
    );
  });

  test('a seat that is sold, held by a phone or unknown is refused by name', async () => {
    const screeningId = await server.aScreening();
    await server.database.transaction('sell', (tx) =>
      tx.run(
        "UPDATE seat_right SET state = CASE seat_id WHEN 1 THEN 'sold' ELSE 'held' END WHERE screening_id = ? AND seat_id IN (1, 2)",
        [screeningId],
      ),
    );
    expect(await ask(one.terminal, screeningId, [1, 2, 3, 999])).toEqual({
      outcome: 'refused',
      revision: 0,
      refusedSeatIds: [1, 2, 999],
    });
    expect((await server.rights(screeningId, [3]))[0]?.state).toBe('free');
  });

  test('the same request gets the same answer, however often and how closely it is repeated', async () => {
    const screeningId = await server.aScreening();
    const repeats = Array.from({ length: 16 }, () => ask(one.terminal, screeningId, [30, 31], 'repeated-request'));
    const answers = await Promise.all(repeats);
    const later = await ask(one.terminal, screeningId, [30, 31], 'repeated-request');
    expect(later.outcome).toBe('granted');
    for (const answer of answers) expect(answer).toEqual(later);
    expect(await server.count('change', 'stream = ?', [`screening:${screeningId}`])).toBe(1);
    expect((await server.rights(screeningId, [30]))[0]?.version).toBe(firstVersion);
  });

  test('a request number with other seats is refused, and another terminal may use the same number', async () => {
    const screeningId = await server.aScreening();
    await ask(one.terminal, screeningId, [40], 'number-used-twice');
    await expect(ask(one.terminal, screeningId, [41], 'number-used-twice')).rejects.toMatchObject({
      code: 'operation-reused',
    });
    expect((await server.rights(screeningId, [41]))[0]?.state).toBe('free');
    expect(await ask(two.terminal, screeningId, [41], 'number-used-twice')).toMatchObject({ outcome: 'granted' });
  });

  test('a version counts hand-outs by the server, and starts above all that an earlier incarnation gave', async () => {
    const screeningId = await server.aScreening();
    const giveBack = () =>
      server.database.transaction('return', (tx) =>
        tx.run("UPDATE seat_right SET state = 'free', holder = 0 WHERE screening_id = ? AND seat_id = 50", [
          screeningId,
        ]),
      );
    const versions: number[] = [];
    for (const incarnation of [1, 1, 3, 3]) {
      const answer = await transactionOrRefusal<GrantAnswer>(server.database, 'grant', (tx) =>
        grantSeats(tx, { ...server.deps, incarnation }, { terminal: one.terminal, screeningId, seatIds: [50] }),
      );
      if (answer.ok) versions.push(...answer.seats.map((seat) => seat.version));
      await giveBack();
    }
    expect(versions).toEqual([4097, 4098, 12289, 12290]);
  });

  test('snapshots name every seat of a screening, and all that a terminal holds', async () => {
    const [early, late] = [await server.aScreening(), await server.aScreening()];
    const terminal = await server.aTerminal();
    const earlySeats = await server.grant(terminal.terminal, early, [3, 1]);
    const lateSeats = await server.grant(terminal.terminal, late, [9]);
    expect(await snapshotGrants(server.database, terminal.terminal)).toEqual([
      { kind: 'grant', screeningId: early, seats: earlySeats },
      { kind: 'grant', screeningId: late, seats: lateSeats },
    ]);
    const snapshot = await snapshotScreening(server.database, late);
    expect(snapshot.seats).toHaveLength(seats.length);
    expect(snapshot.seats.find((seat) => seat.seatId === 9)).toEqual({
      seatId: 9,
      state: 'granted',
      version: firstVersion,
      holder: terminal.terminal,
      ticket: null,
    });
  });
});
