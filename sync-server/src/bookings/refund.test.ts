import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { TicketsRefunded } from '@marquee/shared/protocol/journal';
import { aSale, aSaleLine } from '@marquee/shared/testing/builders';
import { receivePush } from '../journal/journal.ts';
import { engines } from '../platform/testing/databases.ts';
import { askRelease, breakTerminal } from '../rights/rights.ts';
import { openTestServer, type TestServer, type TestTerminal } from '../testing/test-server.ts';
import { payOutRefund, prepareRefund, type RefundOrder, refundTickets } from './bookings.ts';

describe.each(engines)('tickets and their holders on %s', (engine) => {
  let server: TestServer;
  let terminal: TestTerminal;
  let screeningId: number;
  let held: { seatId: number; version: number }[];
  let operations = 0;
  beforeAll(async () => {
    server = await openTestServer(engine);
  });
  afterAll(() => server.close());
  beforeEach(async () => {
    terminal = await server.aTerminal({ role: 'till' });
    screeningId = await server.aScreening();
    held = await server.grant(terminal.terminal, screeningId, [5, 6]);
    terminal.journal.append(
      'sale.made',
      aSale({ screeningId, lines: held.map((seat, i) => aSaleLine({ line: i + 1, ...seat })) }),
    );
    await push();
  });

  let pushed = 0;
  const push = async () => {
    const { ackedSeq } = await receivePush(
      server.deps,
      { terminal: terminal.terminal, publicKey: terminal.key.publicKey },
      terminal.journal.push(),
    );
    if (ackedSeq < terminal.journal.entries.length) {
      await receivePush(
        server.deps,
        { terminal: terminal.terminal, publicKey: terminal.key.publicKey },
        terminal.journal.push(ackedSeq + 1),
      );
    }
    pushed = terminal.journal.entries.length;
    return pushed;
  };
  const release = (upToSeq = 1) => terminal.journal.append('tickets.released', { upToSeq });
  const undo = (lines: number[], changes: Partial<TicketsRefunded> = {}) =>
    terminal.journal.append('tickets.refunded', {
      kind: 'void',
      saleSeq: 1,
      screeningId,
      currency: 'EUR',
      lines: lines.map((line) => ({ line, ...held[line - 1]!, amountMinor: 1200 })),
      tenders: [{ kind: 'cash', amountMinor: 1200 * lines.length }],
      totalMinor: 1200 * lines.length,
      reason: 'mis-keyed',
      ...changes,
    });
  const refund = (changes: Partial<RefundOrder> = {}) =>
    refundTickets(server.deps, {
      operationId: `refund-${++operations}`,
      order: { terminal: terminal.terminal, seq: 1 },
      lines: null,
      kind: 'refund',
      reason: 'ill',
      by: 'Mara',
      ...changes,
    });
  const rights = (...seatIds: number[]) => server.rights(screeningId, seatIds);
  const tickets = () =>
    server.database.all<{ line: number; valid: number; holder: number; ended_as: string | null }>(
      'SELECT line, valid, holder, ended_as FROM ticket WHERE terminal_id = ? ORDER BY line',
      [terminal.terminal],
    );
  const refunds = () =>
    server.database.all('SELECT kind, state, amount_minor FROM refund WHERE terminal_id = ? ORDER BY at_ms, kind', [
      terminal.terminal,
    ]);
  const exceptions = async () =>
    (
      await server.database.all<{ kind: string }>('SELECT kind FROM `exception` WHERE terminal_id = ?', [
        terminal.terminal,
      ])
    ).map(({ kind }) => kind);
  const mine = { holder: 0, version: 4097 };

  test('a terminal that voids a ticket holds the seat again, under the same version, and may sell it again', async () => {
    undo([2]);
    terminal.journal.append('sale.made', aSale({ screeningId, lines: [aSaleLine({ ...held[1]! })] }));
    await push();
    expect(await rights(5, 6)).toEqual([
      { state: 'sold', holder: terminal.terminal, version: 4097 },
      { state: 'sold', holder: terminal.terminal, version: 4097 },
    ]);
    expect(
      await server.database.all(
        'SELECT seq, line, valid, ended_as FROM ticket WHERE terminal_id = ? AND seat_id = 6 ORDER BY seq',
        [terminal.terminal],
      ),
    ).toEqual([
      { seq: 1, line: 2, valid: 0, ended_as: 'void' },
      { seq: 3, line: 1, valid: 1, ended_as: null },
    ]);
    expect(await refunds()).toEqual([{ kind: 'void', state: 'refunded', amount_minor: 1200 }]);
    expect(
      await server.count('refund_tender', "kind = 'cash' AND refund_id = ?", [`T${terminal.terminal}-000002`]),
    ).toBe(1);
    expect(await exceptions()).toEqual([]);
  });

  test('what a terminal takes back goes on being its own until its journal returns it', async () => {
    undo([1, 2]);
    await push();
    expect((await rights(5, 6)).map(({ state }) => state)).toEqual(['granted', 'granted']);
    terminal.journal.append('rights.returned', { screeningId, reason: 'recalled', seats: held });
    await push();
    expect(await rights(5, 6)).toEqual([
      { state: 'free', ...mine },
      { state: 'free', ...mine },
    ]);
  });

  test('the server refunds only what the terminal has released, all of a request or nothing', async () => {
    expect(await refund()).toEqual({ ok: false, reason: 'not-holder' });
    expect(await tickets()).toMatchObject([{ valid: 1 }, { valid: 1 }]);
    release();
    await push();
    expect(await tickets()).toMatchObject([{ holder: 0 }, { holder: 0 }]);
    expect(await refund({ lines: [2] })).toEqual({
      ok: true,
      refundId: expect.any(String),
      lines: [2],
      amountMinor: 1200,
    });
    expect(await refund({ lines: [1, 2] })).toEqual({ ok: false, reason: 'ticket-not-valid' });
    expect(await rights(5, 6)).toEqual([
      { state: 'sold', holder: terminal.terminal, version: 4097 },
      { state: 'free', ...mine },
    ]);
    expect(await refunds()).toEqual([{ kind: 'refund', state: 'prepared', amount_minor: 1200 }]);
  });

  test('a refund asked for often is one refund, and pays out once', async () => {
    release();
    await push();
    const answers = await Promise.all([1, 2, 3].map(() => refund({ operationId: 'the-same-refund' })));
    expect(answers[0]).toEqual({ ok: true, refundId: expect.any(String), lines: [1, 2], amountMinor: 2400 });
    expect(answers).toEqual(new Array(3).fill(answers[0]));
    const [row] = await server.database.all<{ id: string }>('SELECT id FROM refund WHERE terminal_id = ?', [
      terminal.terminal,
    ]);
    expect(answers[0]).toMatchObject({ refundId: row?.id });
    const order = { refundId: row?.id ?? '', kind: 'cash' as const, attemptId: null, by: 'Mara' };
    expect(await payOutRefund(server.deps, { ...order, operationId: 'paid-out-once' })).toEqual({ ok: true });
    expect(await payOutRefund(server.deps, { ...order, operationId: 'paid-out-once' })).toEqual({ ok: true });
    expect(await payOutRefund(server.deps, { ...order, operationId: 'paid-out-again' })).toEqual({
      ok: false,
      reason: 'refund-not-prepared',
    });
    expect(
      await server.database.all('SELECT amount_minor FROM refund_tender WHERE refund_id = ?', [order.refundId]),
    ).toEqual([{ amount_minor: 2400 }]);
  });

  test('where refund and release meet, one ticket is undone once', async () => {
    release();
    const [answer] = await Promise.all([refund(), push()]);
    expect((await tickets()).map(({ valid }) => valid)).toEqual(answer.ok ? [0, 0] : [1, 1]);
  });

  test('a terminal that undoes what it had released contradicts the server: the money is recorded, a manager is told', async () => {
    release();
    undo([1]);
    await push();
    expect(await exceptions()).toEqual(['refund-contradicts-ticket']);
    expect(await tickets()).toMatchObject([{ valid: 1, holder: 0 }, { valid: 1 }]);
    expect(await refunds()).toEqual([{ kind: 'void', state: 'refunded', amount_minor: 1200 }]);
  });

  test('a terminal may undo only a sale that it made', async () => {
    undo([1], { saleSeq: 77 });
    await push();
    expect(await exceptions()).toEqual(['refund-contradicts-ticket']);
    expect(await refunds()).toEqual([]);
  });

  test('a refund that was prepared while its tickets were good ends them when it is paid out, once they are released', async () => {
    const prepare = {
      ...{ terminal: terminal.terminal, seq: 1 },
      lines: null,
      reason: 'cancelled',
      requestedBy: 'Mara',
    };
    await server.database.transaction('prepare', (tx) => prepareRefund(tx, server.deps, prepare));
    const [row] = await server.database.all<{ id: string }>('SELECT id FROM refund WHERE terminal_id = ?', [
      terminal.terminal,
    ]);
    const payOut = () =>
      payOutRefund(server.deps, {
        operationId: `pay-${++operations}`,
        refundId: row!.id,
        kind: 'cash',
        attemptId: null,
        by: 'Mara',
      });
    expect(await payOut()).toEqual({ ok: false, reason: 'not-holder' });
    expect(await refunds()).toMatchObject([{ state: 'prepared' }]);
    release();
    await push();
    expect(await payOut()).toEqual({ ok: true });
    expect(await tickets()).toMatchObject([
      { valid: 0, ended_as: 'refund' },
      { valid: 0, ended_as: 'refund' },
    ]);
    expect(await rights(5, 6)).toMatchObject([{ state: 'free' }, { state: 'free' }]);
    undo([1]);
    await push();
    expect(await exceptions()).toEqual(['refund-contradicts-ticket']);
  });

  test('a closed terminal’s late void goes to quarantine, and its unreleased tickets are refunded by override only', async () => {
    const close = { operationId: `close-${++operations}`, terminal: terminal.terminal, as: 'dead' as const };
    expect(await refund({ kind: 'override' })).toEqual({ ok: false, reason: 'terminal-open' });
    await breakTerminal(server.deps, { ...close, reason: 'dead', by: 'Mara' });
    undo([1]);
    await push();
    expect(await rights(5)).toEqual([{ state: 'quarantined', holder: terminal.terminal, version: 4097 }]);
    expect(await refund({ lines: [2] })).toEqual({ ok: false, reason: 'not-holder' });
    expect(await refund({ lines: [2], kind: 'override' })).toEqual({
      ok: true,
      refundId: expect.any(String),
      lines: [2],
      amountMinor: 1200,
    });
    expect(await tickets()).toMatchObject([{ ended_as: 'void' }, { ended_as: 'override' }]);
    expect(await rights(6)).toEqual([{ state: 'free', ...mine }]);
  });

  test('the server asks a terminal to release tickets by a change in its grants', async () => {
    const order = { terminal: terminal.terminal, seq: 1 };
    expect(await server.database.transaction('ask', (tx) => askRelease(tx, server.deps, order))).toBe(true);
    const [change] = await server.database.all<{ body: string }>(
      'SELECT body FROM `change` WHERE stream = ? ORDER BY revision DESC LIMIT 1',
      [`grants:${terminal.terminal}`],
    );
    expect(JSON.parse(change?.body ?? '')).toEqual({ kind: 'release', upToSeq: 1 });
  });
});
