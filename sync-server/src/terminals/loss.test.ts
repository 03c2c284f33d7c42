import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { Cursor, StreamPage } from '@marquee/shared/protocol/streams';
import { aSale, aSaleLine } from '@marquee/shared/testing/builders';
import { engines } from '../platform/testing/databases.ts';
import { breakTerminal } from '../rights/rights.ts';
import { incarnation } from '../testing/house.ts';
import { openTestServer, type TestConnection, type TestServer, type TestTerminal } from '../testing/test-server.ts';

describe.each(engines)('what a terminal knows better than the database, on %s', (engine) => {
  let server: TestServer;
  let terminal: TestTerminal;
  let connection: TestConnection;
  let screeningId: number;
  beforeAll(async () => {
    server = await openTestServer(engine);
  });
  afterAll(() => server.close());
  beforeEach(async () => {
    terminal = await server.aTerminal();
    screeningId = await server.aScreening();
    connection = server.connect();
    await server.sayHello(connection, terminal);
  });

  const stream = () => `screening:${screeningId}`;
  const pull = async (cursor: Cursor) => {
    const answer = await connection.session.handle('streams:pull', { streams: [{ stream: stream(), cursor }] });
    return answer as { ok: true; answer: { pages: StreamPage[]; left: string[] } };
  };
  const newest = async (): Promise<Cursor> => {
    const [row] = await server.database.all<{ revision: number; change_id: string }>(
      'SELECT revision, change_id FROM `change` WHERE stream = ? ORDER BY revision DESC LIMIT 1',
      [stream()],
    );
    return { incarnation, revision: row?.revision ?? 0, changeId: row?.change_id ?? 'start' };
  };
  const exceptions = () =>
    server.database.all<{ kind: string; screening_id: number | null; detail: string }>(
      'SELECT kind, screening_id, detail FROM `exception` WHERE terminal_id = ?',
      [terminal.terminal],
    );
  const lost = { kind: 'lost', stream: expect.stringContaining('screening:'), incarnation };

  test('a place in a stream that the database has, with its change, is no loss', async () => {
    await server.grant(terminal.terminal, screeningId, [5]);
    expect((await pull(await newest())).answer.pages).toEqual([]);
    expect(await exceptions()).toEqual([]);
  });

  test('a place ahead of the stream is a loss, raised once however often it is shown', async () => {
    await server.grant(terminal.terminal, screeningId, [5]);
    const ahead = { ...(await newest()), revision: 7 };
    for (let times = 0; times < 3; times++) expect((await pull(ahead)).answer.pages).toEqual([lost]);
    const [raised, ...more] = await exceptions();
    expect(more).toEqual([]);
    expect(raised).toMatchObject({ kind: 'stream-lost', screening_id: screeningId });
    expect(JSON.parse(raised?.detail ?? '')).toEqual({ stream: stream(), here: { incarnation }, there: ahead });
  });

  test('another change under the same number is a loss: the one that was told is gone', async () => {
    await server.grant(terminal.terminal, screeningId, [5]);
    expect((await pull({ ...(await newest()), changeId: 'another' })).answer.pages).toEqual([lost]);
    expect(await exceptions()).toMatchObject([{ kind: 'stream-lost' }]);
  });

  test('a read that was a moment behind is not taken for a loss', async () => {
    await server.grant(terminal.terminal, screeningId, [5]);
    const cursor = await newest();
    // As a node of a cluster that has not applied the last commit yet answers a plain read.
    let behind = true;
    const { database } = server.deps;
    const stale = {
      ...database,
      all: async <R>(sql: string, values?: readonly (string | number | null)[]) => {
        const rows = await database.all<R>(sql, values);
        const isRevision = behind && sql.startsWith('SELECT name, revision');
        return isRevision ? rows.map((row) => ({ ...row, revision: 0 })) : rows;
      },
    };
    const other = await server.aTerminal();
    const elsewhere = server.connect({ database: stale });
    await server.sayHello(elsewhere, other);
    const answer = await elsewhere.session.handle('streams:pull', { streams: [{ stream: stream(), cursor }] });
    expect(answer).toEqual({ ok: true, answer: { pages: [], left: [stream()] } });
    behind = false;
    expect(await elsewhere.session.handle('streams:pull', { streams: [{ stream: stream(), cursor }] })).toEqual({
      ok: true,
      answer: { pages: [], left: [] },
    });
    expect(await server.count('exception', 'terminal_id = ?', [other.terminal])).toBe(0);
  });

  test('a terminal whose journal was acknowledged further than it is recorded shows a loss at its hello', async () => {
    const held = await server.grant(terminal.terminal, screeningId, [5]);
    terminal.journal.append('sale.made', aSale({ screeningId, lines: held.map((seat) => aSaleLine(seat)) }));
    await connection.session.handle('journal:push', terminal.journal.push());
    const again = server.connect();
    expect(await server.sayHello(again, terminal, { ackedSeq: 1 })).toMatchObject({ ok: true });
    expect(await exceptions()).toEqual([]);
    const third = server.connect();
    expect(await server.sayHello(third, terminal, { ackedSeq: 4 })).toMatchObject({
      ok: true,
      answer: { ackedSeq: 1, state: 'open' },
    });
    const [raised, ...more] = await exceptions();
    expect(more).toEqual([]);
    expect({ ...raised, detail: JSON.parse(raised?.detail ?? '') }).toMatchObject({
      kind: 'journal-lost',
      detail: { here: { acked: 1 }, there: { acked: 4 } },
    });
  });

  describe('a terminal that was broken', () => {
    const breakIt = (onClosed?: (number: number) => void) =>
      breakTerminal(onClosed ? { ...server.deps, onClosed } : server.deps, {
        operationId: `break-${terminal.terminal}`,
        terminal: terminal.terminal,
        as: 'dead',
        reason: 'wet',
        by: 'Mara',
      });

    test('is welcomed as closed, may send its journal, and nothing else', async () => {
      await breakIt();
      const again = server.connect();
      expect(await server.sayHello(again, terminal)).toMatchObject({ ok: true, answer: { state: 'closed' } });
      terminal.journal.append('terminal.closed', { reason: 'closed-by-server' });
      expect(await again.session.handle('journal:push', terminal.journal.push())).toMatchObject({
        ok: true,
        answer: { ackedSeq: 1 },
      });
      const refused: [string, unknown][] = [
        ['streams:pull', { streams: [{ stream: stream(), cursor: await newest() }] }],
        ['rights:ask', { operationId: 'operation-1', screeningId, seatIds: [5] }],
        ['rights:compare', { ackedSeq: 0, grantsRevision: 0, holdings: [] }],
        ['rights:answer', { screeningId, seats: [{ seatId: 5, version: 1, answer: 'sold' }] }],
      ];
      for (const [call, request] of refused)
        expect(await again.session.handle(call, request)).toMatchObject({ ok: false, code: 'terminal-closed' });
      expect(server.deps.connected.has(terminal.terminal)).toBe(true);
      expect(server.deps.connected.get(terminal.terminal)).toBe(connection.session);
    });

    test('learns of it at once where it is connected, and with its next pull where another instance closed it', async () => {
      await breakIt((number) => server.deps.connected.get(number)?.end());
      expect(connection.isClosed()).toBe(true);
      terminal = await server.aTerminal();
      connection = server.connect();
      await server.sayHello(connection, terminal);
      await breakIt();
      expect(connection.isClosed()).toBe(false);
      const answer = await connection.session.handle('streams:pull', {
        streams: [{ stream: stream(), cursor: await newest() }],
      });
      expect(answer).toMatchObject({ ok: false, code: 'terminal-closed' });
    });
  });
});
