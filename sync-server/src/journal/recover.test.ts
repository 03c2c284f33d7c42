import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { JournalEntry } from '@marquee/shared/protocol/journal';
import { aSale, aSaleLine } from '@marquee/shared/testing/builders';
import { engines } from '../platform/testing/databases.ts';
import { breakTerminal } from '../rights/rights.ts';
import { makeJournalWriter } from '../testing/journal-writer.ts';
import { serveRoutes, type TestHttp } from '../testing/test-http.ts';
import { openTestServer, type TestServer, type TestTerminal } from '../testing/test-server.ts';
import { makeJournalRoutes } from './journal.route.ts';
import { receivePush } from './journal.ts';

describe.each(engines)('the journal from a dead terminal’s disk on %s', (engine) => {
  let server: TestServer;
  let http: TestHttp;
  let terminal: TestTerminal;
  let screeningId: number;
  let operations = 0;
  beforeAll(async () => {
    server = await openTestServer(engine);
    http = await serveRoutes(makeJournalRoutes(server.deps));
  });
  afterAll(async () => {
    await http.close();
    await server.close();
  });
  beforeEach(async () => {
    terminal = await server.aTerminal();
    screeningId = await server.aScreening();
  });

  const order = () => ({ operationId: `recover-${++operations}`, by: 'Mara' });
  const path = (number = terminal.terminal) => `/api/v1/terminals/${number}/journal`;
  const send = (entries: readonly JournalEntry[]) => http.post(path(), { ...order(), entries });
  const sendFile = (text: string) =>
    http.post(`${path()}?${new URLSearchParams(order()).toString()}`, text, 'application/x-ndjson');
  const sell = (held: { seatId: number; version: number }) =>
    terminal.journal.append('sale.made', aSale({ screeningId, lines: [aSaleLine({ line: 1, ...held })] }));
  const breakIt = () =>
    breakTerminal(server.deps, {
      operationId: `break-${terminal.terminal}`,
      terminal: terminal.terminal,
      as: 'dead',
      reason: 'coffee',
      by: 'Mara',
    });
  const states = async (...seatIds: number[]) =>
    (await server.rights(screeningId, seatIds)).map((right) => right.state);

  test('brings in what was sold, and what it closes with frees the rest; the same file again changes nothing', async () => {
    const held = await server.grant(terminal.terminal, screeningId, [5, 6, 7]);
    sell(held[0]!);
    await receivePush(
      server.deps,
      { terminal: terminal.terminal, publicKey: terminal.key.publicKey },
      terminal.journal.push(),
    );
    sell(held[1]!);
    terminal.journal.append('terminal.closed', { reason: 'closed-by-server' });
    await breakIt();
    expect(await states(5, 6, 7)).toEqual(['sold', 'quarantined', 'quarantined']);
    const file = `${terminal.journal.entries.map((entry) => JSON.stringify(entry)).join('\n')}\n`;
    expect(await sendFile(file)).toEqual({ status: 200, body: { ok: true, ackedSeq: 3, taken: 2, forked: 0 } });
    expect(await states(5, 6, 7)).toEqual(['sold', 'sold', 'free']);
    expect(await sendFile(file)).toEqual({ status: 200, body: { ok: true, ackedSeq: 3, taken: 0, forked: 0 } });
    expect(await server.count('journal_entry', 'terminal_id = ?', [terminal.terminal])).toBe(3);
    expect(
      await server.count('user_action', "operation = 'recover-journal' AND detail LIKE ?", [
        `%"terminal":${terminal.terminal}}`,
      ]),
    ).toBe(2);
  });

  test('comes in batches, however long it is', async () => {
    for (let at = 0; at < 1_203; at += 1)
      terminal.journal.append('charge.voided', {
        attemptId: `a${at}`,
        amountMinor: 1,
        currency: 'EUR',
        reason: 'customer-left',
      });
    const file = terminal.journal.entries.map((entry) => JSON.stringify(entry)).join('\n');
    expect(await sendFile(file)).toMatchObject({ body: { ok: true, ackedSeq: 1_203, taken: 1_203 } });
  });

  test('with a gap before it is refused, and so is an unknown terminal', async () => {
    sell({ seatId: 5, version: 1 });
    sell({ seatId: 6, version: 1 });
    expect(await send(terminal.journal.entries.slice(1))).toEqual({
      status: 409,
      body: { ok: false, reason: 'journal-gap', ackedSeq: 0 },
    });
    expect(await http.post(path(60_000), { ...order(), entries: terminal.journal.entries })).toEqual({
      status: 409,
      body: { ok: false, reason: 'terminal-unknown' },
    });
  });

  test('that tells another past is stored apart, whole', async () => {
    const held = await server.grant(terminal.terminal, screeningId, [5, 6]);
    sell(held[0]!);
    await send(terminal.journal.entries);
    const other = makeJournalWriter(terminal.key, server.time.nowMs);
    for (const held of [5, 6])
      other.append('sale.made', aSale({ screeningId, lines: [aSaleLine({ line: 1, seatId: held, version: 1 })] }));
    expect(await send(other.entries)).toMatchObject({ body: { ok: true, ackedSeq: 1, taken: 0, forked: 2 } });
    expect(await server.count('journal_fork', 'terminal_id = ?', [terminal.terminal])).toBe(2);
  });

  test('that this terminal has not written, or that is no journal at all, is refused', async () => {
    const stranger = await server.aTerminal();
    stranger.journal.append('charge.voided', {
      attemptId: 'a',
      amountMinor: 1,
      currency: 'EUR',
      reason: 'sale-refused',
    });
    for (const refused of [
      await send(stranger.journal.entries),
      await sendFile('{"seq":1}\n'),
      await sendFile('not JSON'),
      await sendFile('x'.repeat(200_000)),
      await http.post(path(), { entries: terminal.journal.entries }),
    ])
      expect(refused).toMatchObject({ status: 400, body: { code: 'message-malformed' } });
    expect(await server.count('journal_entry', 'terminal_id = ?', [terminal.terminal])).toBe(0);
  });
});
