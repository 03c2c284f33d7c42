import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { cinemaStream, grantsStream, screeningStream } from '@marquee/shared/protocol/streams';
import { aSale, aSaleLine } from '@marquee/shared/testing/builders';
import { insertRows } from '../platform/database.ts';
import { engines } from '../platform/testing/databases.ts';
import { cinemaId, incarnation } from '../testing/house.ts';
import { openTestServer, type TestConnection, type TestServer, type TestTerminal } from '../testing/test-server.ts';

const fresh = { incarnation: 0, revision: 0, changeId: '' };

describe.each(engines)('a terminal’s session on %s', (engine) => {
  let server: TestServer;
  beforeAll(async () => {
    server = await openTestServer(engine);
  });
  afterAll(() => server.close());

  async function greeted(role: 'kiosk' | 'till' | 'gate' = 'kiosk'): Promise<[TestTerminal, TestConnection]> {
    const terminal = await server.aTerminal({ role });
    const connection = server.connect();
    expect(await server.sayHello(connection, terminal)).toMatchObject({ ok: true });
    return [terminal, connection];
  }
  const pull = (connection: TestConnection, ...streams: string[]) =>
    connection.session.handle('streams:pull', { streams: streams.map((stream) => ({ stream, cursor: fresh })) });

  test('nothing is served before a good hello', async () => {
    const [terminal, connection] = [await server.aTerminal(), server.connect()];
    terminal.journal.appendText('terminal.opened', '{}');
    const requests = {
      'journal:push': terminal.journal.push(),
      'journal:fork': { entries: terminal.journal.entries },
      'streams:pull': { streams: [{ stream: cinemaStream(cinemaId), cursor: fresh }] },
      'rights:ask': { operationId: 'operation-1', screeningId: 1, seatIds: [1] },
      'vouchers:ask': { operationId: 'operation-1', code: 'AAAABBBBCCCCDDDD' },
    };
    for (const [call, request] of Object.entries(requests)) {
      expect(await connection.session.handle(call, request)).toEqual({
        ok: false,
        code: 'access-refused',
        detail: 'say hello first',
      });
    }
    expect(await server.count('journal_entry', 'terminal_id = ?', [terminal.terminal])).toBe(0);
  });

  test('a till asks for vouchers; a gate, which sells nothing, may not', async () => {
    const ask = { operationId: 'operation-1', code: 'AAAABBBBCCCCDDDD' };
    const [, till] = await greeted('till');
    expect(await till.session.handle('vouchers:ask', ask)).toEqual({
      ok: true,
      answer: { outcome: 'refused', reason: 'unknown' },
    });
    const [, gate] = await greeted('gate');
    expect(await gate.session.handle('vouchers:ask', ask)).toMatchObject({ ok: false, code: 'access-refused' });
  });

  test('a terminal sells, asks and hears over its session', async () => {
    const screeningId = await server.aScreening();
    const [terminal, connection] = await greeted();
    const { session } = connection;
    const [, grants] = [screeningStream(screeningId), grantsStream(terminal.terminal)];
    expect(await pull(connection, grants, screeningStream(screeningId), cinemaStream(cinemaId))).toMatchObject({
      ok: true,
      answer: {
        pages: [
          { kind: 'snapshot', stream: grants, body: [] },
          { kind: 'snapshot', stream: screeningStream(screeningId), cursor: { incarnation, revision: 0 } },
          { kind: 'snapshot', stream: cinemaStream(cinemaId), body: { cinemaId } },
        ],
      },
    });
    const heard = connection.nextBroadcast();
    const ask = { operationId: 'operation-1', screeningId, seatIds: [5] };
    expect(await session.handle('rights:ask', ask)).toMatchObject({ ok: true, answer: { outcome: 'granted' } });
    expect(await heard).toMatchObject({ incarnation, changes: [{ revision: 1 }] });
    const [{ version } = { version: 0 }] = await server.rights(screeningId, [5]);
    terminal.journal.append('sale.made', aSale({ screeningId, lines: [aSaleLine({ seatId: 5, version })] }));
    expect(await session.handle('journal:push', terminal.journal.push())).toEqual({
      ok: true,
      answer: { ackedSeq: 1, chain: terminal.journal.entries[0]!.hash },
    });
    expect((await server.rights(screeningId, [5]))[0]?.state).toBe('sold');
  });

  test('a terminal hears nothing of another cinema’s screenings, whose bookings it would be told of', async () => {
    const [screeningId, foreignId] = [await server.aScreening(), await server.aScreening()];
    await server.database.transaction('another cinema', async (tx) => {
      await tx.run(
        `INSERT INTO cinema (id, name, city, latitude, longitude, information, time_zone, currency)
         SELECT 2, 'Odeon', city, latitude, longitude, information, time_zone, currency FROM cinema WHERE id = 1`,
      );
      const venue = { id: 20, cinema_id: 2, name: 'Venue 20', information: '', category: 'standard' };
      await insertRows(tx, 'venue', Object.keys(venue), [Object.values(venue)]);
      await tx.run('UPDATE screening SET venue_id = 20 WHERE id = ?', [foreignId]);
    });
    const [, connection] = await greeted();
    const [own, foreign] = [screeningStream(screeningId), screeningStream(foreignId)];
    expect(await pull(connection, own, foreign)).toEqual({ ok: false, code: 'access-refused', detail: foreign });
    // One that this server doesn't know at all may be one that it has lost: it is nobody's.
    expect(await pull(connection, own, screeningStream(999_999))).toMatchObject({
      ok: true,
      answer: { pages: [{ stream: own }] },
    });
  });

  test('a terminal may follow no other cinema and nobody else’s grants', async () => {
    const [[terminal, connection], [other]] = [await greeted(), await greeted()];
    for (const stream of [grantsStream(other.terminal), cinemaStream(cinemaId + 1)]) {
      expect(await pull(connection, grantsStream(terminal.terminal), stream)).toEqual({
        ok: false,
        code: 'access-refused',
        detail: stream,
      });
    }
    const screeningId = await server.aScreening();
    await server.grant(other.terminal, screeningId, [5]);
    expect(connection.heard).toEqual([]);
  });

  test('calls and requests that make no sense are answered with a code and never with a stack', async () => {
    const [, connection] = await greeted();
    const { session } = connection;
    const requests: [string, unknown][] = [
      ['toString', {}],
      ['__proto__', {}],
      ['', null],
      ['x'.repeat(100_000), {}],
      ['journal:push', undefined],
      ['journal:push', { fromSeq: 0, previousHash: '', entries: [] }],
      ['journal:push', { fromSeq: 1, previousHash: '', entries: [{ seq: 1 }] }],
      ['streams:pull', { streams: [{ stream: 'users:1', cursor: fresh }] }],
      ['streams:pull', { streams: new Array(201).fill({ stream: 'screening:1', cursor: fresh }) }],
      ['rights:ask', { operationId: 'short', screeningId: 1, seatIds: [1] }],
      ['rights:ask', { operationId: 'operation-1', screeningId: '1; DROP TABLE seat_right', seatIds: [1] }],
      ['rights:ask', []],
      ['hello', { protocol: 1 }],
    ];
    for (const [call, request] of requests) {
      const answer = await session.handle(call, request);
      expect(answer).toEqual({ ok: false, code: 'message-malformed', detail: expect.any(String) });
      expect(JSON.stringify(answer).length).toBeLessThan(200);
    }
  });

  test('who comes takes turns, and who sells never waits behind them', async () => {
    const screeningId = await server.aScreening();
    const terminal = await server.aTerminal();
    let turns = 0;
    const admission = {
      enter<R>(work: () => Promise<R>) {
        turns += 1;
        return work();
      },
    };
    const connection = server.connect({ admission });
    await server.sayHello(connection, terminal);
    const streams = [grantsStream(terminal.terminal), screeningStream(screeningId)];
    await pull(connection, ...streams);
    expect(turns).toBe(2);
    await pull(connection, ...streams);
    await connection.session.handle('rights:ask', { operationId: 'operation-1', screeningId, seatIds: [5] });
    terminal.journal.appendText('terminal.opened', '{}');
    await connection.session.handle('journal:push', terminal.journal.push());
    expect(turns).toBe(2);
    await pull(connection, cinemaStream(cinemaId), ...streams);
    expect(turns).toBe(3);
  });

  test('journals that are caught up on take turns, and a sale made now never waits behind them', async () => {
    const terminal = await server.aTerminal();
    let turns = 0;
    const drains = {
      enter<R>(work: () => Promise<R>) {
        turns += 1;
        return work();
      },
    };
    const connection = server.connect({ drains });
    await server.sayHello(connection, terminal);
    for (let entries = 0; entries < 39; entries++) terminal.journal.appendText('terminal.opened', '{}');
    await connection.session.handle('journal:push', terminal.journal.push(1, 19));
    expect(turns).toBe(0);
    await connection.session.handle('journal:push', terminal.journal.push(20, 39));
    expect(turns).toBe(1);
    expect(await server.count('journal_entry', 'terminal_id = ?', [terminal.terminal])).toBe(39);
  });

  test('who is gone when the turn comes is not greeted any more', async () => {
    const [terminal, waiting] = [await server.aTerminal(), [] as (() => void)[]];
    const admission = {
      async enter<R>(work: () => Promise<R>) {
        await new Promise<void>((resolve) => waiting.push(resolve));
        return work();
      },
    };
    const connection = server.connect({ admission });
    const answer = server.sayHello(connection, terminal);
    connection.session.end();
    for (const go of waiting) go();
    expect(await answer).toMatchObject({ ok: false, code: 'link-down' });
    expect(await server.count('terminal', 'id = ? AND last_seen_ms IS NOT NULL', [terminal.terminal])).toBe(0);
  });

  test('a bug is answered as an internal error without its text, and logged whole', async () => {
    const [, connection] = await greeted();
    const { snapshotCinema } = server.deps;
    server.deps.snapshotCinema = async () => {
      throw new Error('a secret of the programme');
    };
    try {
      const answer = await pull(connection, cinemaStream(cinemaId));
      expect(answer).toEqual({ ok: false, code: 'internal-error', detail: '' });
      expect(server.logged.at(-1)).toMatchObject({
        level: 'error',
        message: 'F901 answered',
        context: { call: 'streams:pull', err: { cause: { message: 'a secret of the programme' } } },
      });
    } finally {
      server.deps.snapshotCinema = snapshotCinema;
    }
  });

  test('a new connection of the same terminal ends the old one, which hears nothing more', async () => {
    const screeningId = await server.aScreening();
    const [terminal, old] = await greeted();
    await pull(old, grantsStream(terminal.terminal));
    const connection = server.connect();
    await server.sayHello(connection, terminal);
    expect([old.isClosed(), connection.isClosed()]).toEqual([true, false]);
    expect(await pull(old, grantsStream(terminal.terminal))).toMatchObject({ code: 'access-refused' });
    await pull(connection, grantsStream(terminal.terminal));
    const heard = connection.nextBroadcast();
    await server.grant(terminal.terminal, screeningId, [5]);
    expect(await heard).toMatchObject({ stream: grantsStream(terminal.terminal) });
    expect(old.heard).toEqual([]);
    expect(server.deps.connected.get(terminal.terminal)).toBe(connection.session);
    old.session.end();
    expect(server.deps.connected.get(terminal.terminal)).toBe(connection.session);
    connection.session.end();
    expect(server.deps.connected.has(terminal.terminal)).toBe(false);
  });

  test('a terminal that is gone before its hello is answered does not count as connected', async () => {
    const [terminal, connection] = [await server.aTerminal(), server.connect()];
    const answer = server.sayHello(connection, terminal);
    connection.session.end();
    expect(await answer).toMatchObject({ ok: false, code: 'link-down' });
    expect(server.deps.connected.has(terminal.terminal)).toBe(false);
  });

  test('who sends too many calls at once is told to come back', async () => {
    const screeningId = await server.aScreening();
    const [, { session }] = await greeted();
    const asks = Array.from({ length: 40 }, (_, i) =>
      session.handle('rights:ask', { operationId: `operation-${i}`, screeningId, seatIds: [i + 1] }),
    );
    const answers = await Promise.all(asks);
    const busy = answers.filter((answer) => !answer.ok && answer.code === 'too-many-tries');
    expect(busy).toHaveLength(24);
    expect(answers.filter((answer) => answer.ok)).toHaveLength(16);
    const later = { operationId: 'operation-later', screeningId, seatIds: [50] };
    expect(await session.handle('rights:ask', later)).toMatchObject({ ok: true });
  });

  test('after each call the metrics hear of it', async () => {
    const heard: [string, boolean][] = [];
    server.deps.onAnswered = (call, { ok }) => heard.push([call, ok]);
    const [, { session }] = await greeted();
    await session.handle('rights:ask', {});
    delete server.deps.onAnswered;
    expect(heard).toEqual([
      ['hello', true],
      ['rights:ask', false],
    ]);
  });
});
