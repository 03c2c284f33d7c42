import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { TicketScanned } from '@marquee/shared/protocol/journal';
import { ScreeningChange, screeningStream } from '@marquee/shared/protocol/streams';
import { aSale, aSaleLine } from '@marquee/shared/testing/builders';
import { describeSide } from '../exceptions/describe-sides.ts';
import { describeKind } from '../exceptions/kinds.ts';
import { receivePush } from '../journal/journal.ts';
import { snapshotForTerminals } from '../pick-up/pick-up.ts';
import { engines } from '../platform/testing/databases.ts';
import { openTestServer, type TestServer, type TestTerminal } from '../testing/test-server.ts';
import { settleArrived } from './admissions.ts';

describe.each(engines)('who was let in, on %s', (engine) => {
  let server: TestServer;
  let till: TestTerminal;
  let north: TestTerminal;
  let south: TestTerminal;
  let screeningId: number;
  let held: { seatId: number; version: number }[];
  beforeAll(async () => {
    server = await openTestServer(engine);
  });
  afterAll(() => server.close());
  beforeEach(async () => {
    screeningId = await server.aScreening();
    till = await server.aTerminal({ role: 'till' });
    north = await server.aTerminal({ role: 'gate' });
    south = await server.aTerminal({ role: 'gate' });
  });

  const push = (from: TestTerminal, fromSeq = 1) =>
    receivePush(server.deps, { terminal: from.terminal, publicKey: from.key.publicKey }, from.journal.push(fromSeq));
  /** Writes the sale of these seats into the till's journal; its number there. */
  async function sell(...seatIds: number[]): Promise<number> {
    held = await server.grant(till.terminal, screeningId, seatIds);
    const lines = held.map((seat, at) => aSaleLine({ line: at + 1, ...seat }));
    return till.journal.append('sale.made', aSale({ screeningId, lines })).seq;
  }
  /** Of seat 5 alone. */
  const voidSale = (saleSeq: number) =>
    till.journal.append('tickets.refunded', {
      kind: 'void',
      saleSeq,
      screeningId,
      currency: 'EUR',
      lines: held.map((seat) => ({ line: 1, ...seat, amountMinor: 1200 })),
      tenders: [{ kind: 'cash', amountMinor: 1200 }],
      totalMinor: 1200,
      reason: 'mis-keyed',
    });
  const ticket = (seq: number, line = 1) => ({ terminal: till.terminal, seq, line });
  const scan = (gate: TestTerminal, seq: number, change: Partial<TicketScanned> = {}) =>
    gate.journal.append('ticket.scanned', {
      ticket: ticket(seq),
      screeningId,
      seatId: 5,
      version: 1,
      verdict: 'valid',
      named: true,
      online: true,
      ...change,
    });
  const told = async () => {
    const sql = 'SELECT body FROM `change` WHERE stream = ? ORDER BY revision';
    const rows = await server.database.all<{ body: unknown }>(sql, [screeningStream(screeningId)]);
    return rows.flatMap(
      ({ body }) => ScreeningChange.parse(typeof body === 'string' ? JSON.parse(body) : body).admitted ?? [],
    );
  };
  const snapshot = async () => (await snapshotForTerminals(server.database, server.deps, screeningId)).admitted;
  const exceptions = async () =>
    (
      await server.database.all<{ kind: string; terminal_id: number; settled_at_ms: number | null; detail: string }>(
        'SELECT kind, terminal_id, settled_at_ms, detail FROM `exception` WHERE screening_id = ? ORDER BY raised_at_ms, kind',
        [screeningId],
      )
    ).map((row) => ({
      kind: row.kind,
      terminal: row.terminal_id,
      open: row.settled_at_ms === null,
      detail: JSON.parse(row.detail),
    }));
  const states = (gate: TestTerminal) =>
    server.database.all<{ state: string }>('SELECT state FROM journal_entry WHERE terminal_id = ? ORDER BY seq', [
      gate.terminal,
    ]);

  test('the first valid scan is told to all gates, in changes and in snapshots', async () => {
    const seq = await sell(5, 6);
    await push(till);
    const first = scan(north, seq);
    scan(north, seq, { ticket: ticket(seq, 2), seatId: 6 });
    await push(north);
    const admitted = [
      { ticket: ticket(seq), seatId: 5, gate: north.terminal, atMs: first.atMs },
      { ticket: ticket(seq, 2), seatId: 6, gate: north.terminal, atMs: first.atMs + 1 },
    ];
    expect(await told()).toEqual(admitted);
    expect(await snapshot()).toEqual(admitted);
    expect(await exceptions()).toEqual([]);
  });

  test('a refused scan lets nobody in and tells nothing', async () => {
    const seq = await sell(5);
    await push(till);
    for (const verdict of ['already-used', 'forged', 'refunded', 'to-desk'] as const) scan(north, seq, { verdict });
    await push(north);
    expect(await told()).toEqual([]);
    expect((await states(north)).every(({ state }) => state === 'applied')).toBe(true);
  });

  test('the same ticket at two gates without a network is one case with both sides', async () => {
    const seq = await sell(5);
    await push(till);
    const first = scan(north, seq);
    scan(south, seq, { online: false });
    await push(north);
    await push(south);
    const cases = await exceptions();
    expect(cases).toMatchObject([
      {
        kind: 'ticket-used-twice',
        terminal: south.terminal,
        open: true,
        detail: { here: { gate: north.terminal, at_ms: first.atMs }, there: { gate: south.terminal } },
      },
    ]);
    expect(await told()).toHaveLength(1);
    expect(describeKind('ticket-used-twice').title).toMatch(/two gates/i);
    const seat = { seatId: 5, seatLabel: 'B1' };
    const [here, there] = [cases[0]?.detail.here, cases[0]?.detail.there].map(
      (side) => describeSide('Gate', side, seat).lines,
    );
    expect(here).toEqual([expect.stringMatching(new RegExp(`^Let in at gate ${north.terminal} at .*: T`))]);
    expect(there).toEqual([
      expect.stringMatching(new RegExp(`^Let in at gate ${south.terminal} at .*: T`)),
      'That gate had no network.',
    ]);
  });

  test('a batch that arrives again lets nobody in a second time', async () => {
    const seq = await sell(5);
    await push(till);
    scan(north, seq);
    await push(north);
    await push(north);
    expect(await exceptions()).toEqual([]);
    expect(await told()).toHaveLength(1);
  });

  test('a ticket whose sale is not known is a case until the sale comes in', async () => {
    const seq = await sell(5);
    scan(north, seq, { named: false, online: false });
    await push(north);
    expect(await exceptions()).toMatchObject([
      { kind: 'sale-known-from-paper', terminal: till.terminal, open: true, detail: { here: null } },
    ]);
    expect(await told()).toHaveLength(1);
    await settleArrived(server.deps);
    expect(await exceptions()).toMatchObject([{ open: true }]);
    await push(till);
    await settleArrived(server.deps);
    expect(await exceptions()).toMatchObject([{ open: false }]);
  });

  test('a sale that only paper knew and that was voided meanwhile is a case when both arrive', async () => {
    const seq = await sell(5);
    scan(north, seq, { named: false, online: false });
    await push(north);
    voidSale(seq);
    await push(till);
    await settleArrived(server.deps);
    expect(await exceptions()).toMatchObject([
      {
        kind: 'ended-ticket-admitted',
        open: true,
        detail: { here: { ended_as: 'void' }, there: { gate: north.terminal } },
      },
      { kind: 'sale-known-from-paper', open: false },
    ]);
  });

  test('a sale that only paper knew is used once it has come in', async () => {
    const seq = await sell(5);
    scan(north, seq, { named: false, online: false });
    await push(north);
    await push(till);
    await settleArrived(server.deps);
    expect(await server.count('ticket', 'terminal_id = ? AND used_at_ms IS NOT NULL', [till.terminal])).toBe(1);
  });

  test('a ticket that its till refunds after a gate let it in is a case', async () => {
    const seq = await sell(5);
    await push(till);
    scan(north, seq);
    await push(north);
    voidSale(seq);
    await push(till, 2);
    expect(await exceptions()).toMatchObject([
      { kind: 'used-ticket-refunded', terminal: till.terminal, detail: { there: { saleSeq: seq } } },
    ]);
    expect(await server.rights(screeningId, [5])).toMatchObject([{ state: 'granted' }]);
  });

  test('a till that says it let people in is a case, once, and nobody is in', async () => {
    const seq = await sell(5);
    await push(till);
    scan(till, seq);
    scan(till, seq, { verdict: 'forged' });
    scan(till, seq, { screeningId: 999_999, seatId: 999_999 });
    await push(till, 2);
    expect(await exceptions()).toMatchObject([{ kind: 'scan-by-no-gate', terminal: till.terminal, open: true }]);
    expect(await told()).toEqual([]);
    expect(await server.count('admission', 'gate = ?', [till.terminal])).toBe(0);
    expect(await server.count('ticket', 'terminal_id = ? AND used_at_ms IS NOT NULL', [till.terminal])).toBe(0);
    expect((await states(till)).slice(1)).toEqual([1, 2, 3].map(() => ({ state: 'exception' })));
    expect(describeKind('scan-by-no-gate').title).toMatch(/no gate/);
  });

  test('a ticket that was refunded before an old copy let it in is a case', async () => {
    const seq = await sell(5);
    await push(till);
    await server.database.transaction('end', (tx) =>
      tx.run("UPDATE ticket SET valid = 0, ended_as = 'refund' WHERE terminal_id = ? AND seq = ?", [
        till.terminal,
        seq,
      ]),
    );
    scan(north, seq, { online: false });
    await push(north);
    expect(await exceptions()).toMatchObject([{ kind: 'ended-ticket-admitted', terminal: north.terminal }]);
  });

  test('a scan of what no table can hold is kept in the journal alone', async () => {
    scan(north, 4_000_000_000, { screeningId: 4_000_000_000, seatId: 4_000_000_000 });
    scan(north, 4_000_000_000);
    await push(north);
    expect(await told()).toEqual([]);
    expect(await server.count('admission', 'gate = ?', [north.terminal])).toBe(0);
    expect(await states(north)).toHaveLength(2);
  });

  test('a gate is granted no seat, whatever it asks', async () => {
    const connection = server.connect();
    expect(await server.sayHello(connection, north)).toMatchObject({ ok: true });
    const ask = { operationId: 'ask-from-a-gate-1', screeningId, seatIds: [5] };
    expect(await connection.session.handle('rights:ask', ask)).toMatchObject({
      ok: true,
      answer: { outcome: 'refused', refusedSeatIds: [5] },
    });
    expect(await server.rights(screeningId, [5])).toMatchObject([{ state: 'free', holder: 0 }]);
  });
});
