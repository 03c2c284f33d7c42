import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { aSale, aSaleLine } from '@marquee/shared/testing/builders';
import { receivePush } from '../journal/journal.ts';
import { engines } from '../platform/testing/databases.ts';
import { openTestServer, type TestServer, type TestTerminal } from '../testing/test-server.ts';
import { payOutRefund, prepareRefund, refundTickets } from './bookings.ts';

describe.each(engines)('a sale of which a bank refused the card charge afterwards on %s', (engine) => {
  let server: TestServer;
  let terminal: TestTerminal;
  let operations = 0;
  beforeAll(async () => {
    server = await openTestServer(engine);
  });
  afterAll(() => server.close());

  const order = () => ({ terminal: terminal.terminal, seq: 1 });
  async function push(): Promise<void> {
    const from = { terminal: terminal.terminal, publicKey: terminal.key.publicKey };
    const [sent] = await server.database.all<{ acked: number }>('SELECT acked FROM terminal WHERE id = ?', [
      terminal.terminal,
    ]);
    await receivePush(server.deps, from, terminal.journal.push((sent?.acked ?? 0) + 1));
  }
  /** Two tickets for 12.00 each: 10.00 in cash, 14.00 by a card that the reader approved without its bank. */
  beforeEach(async () => {
    terminal = await server.aTerminal({ role: 'till' });
    const screeningId = await server.aScreening();
    const held = await server.grant(terminal.terminal, screeningId, [5, 6]);
    const lines = held.map((seat, i) => aSaleLine({ line: i + 1, ...seat }));
    const tenders = [
      { kind: 'cash' as const, amountMinor: 1000, givenMinor: 1000 },
      { kind: 'card' as const, amountMinor: 1400, attemptId: 'a1', authorisation: 'OFF00001', stored: true },
    ];
    terminal.journal.append('sale.made', aSale({ screeningId, lines, tenders }));
    terminal.journal.append('tickets.released', { upToSeq: 1 });
    await push();
  });
  async function forward(outcome: 'accepted' | 'declined'): Promise<void> {
    const charge = { attemptId: 'a1', saleSeq: 1, amountMinor: 1400, currency: 'EUR', outcome };
    terminal.journal.append('charge.forwarded', charge);
    await push();
  }
  async function refund(lines: number[] | null) {
    const wanted = { order: order(), lines, kind: 'refund' as const, reason: 'ill', by: 'Mara' };
    const answer = await refundTickets(server.deps, { operationId: `refund-${++operations}`, ...wanted });
    if (!answer.ok) throw new Error(answer.reason);
    return answer;
  }
  async function payOut(refundId: string): Promise<number> {
    const paid = { refundId, kind: 'cash' as const, attemptId: null, by: 'Mara' };
    await payOutRefund(server.deps, { operationId: `pay-${++operations}`, ...paid });
    const rows = await server.database.all<{ amount_minor: number }>(
      'SELECT amount_minor FROM refund_tender WHERE refund_id = ?',
      [refundId],
    );
    return rows.reduce((sum, row) => sum + row.amount_minor, 0);
  }

  test('gives back what was really paid, and not the declined charge', async () => {
    await forward('declined');
    const { refundId, amountMinor } = await refund(null);
    expect([amountMinor, await payOut(refundId)]).toEqual([1000, 1000]);
  });

  test('gives it back once, ticket by ticket, until nothing of it is left', async () => {
    await forward('declined');
    const [one, two] = [await refund([1]), await refund([2])];
    expect([one.amountMinor, two.amountMinor]).toEqual([1000, 0]);
    expect([await payOut(one.refundId), await payOut(two.refundId)]).toEqual([1000, 0]);
  });

  test('is told of after its refund was prepared: what was not paid out yet is cut to it', async () => {
    const one = await refund([1]);
    const two = await refund([2]);
    expect(await payOut(one.refundId)).toBe(1200);
    await forward('declined');
    expect(await payOut(two.refundId)).toBe(0);
  });

  test('that the screening’s cancelling prepared is cut as well, line by line', async () => {
    const prepared = { ...order(), lines: null, reason: 'cancelled', requestedBy: 'Mara' };
    const amountMinor = await server.database.transaction('prepare', (tx) => prepareRefund(tx, server.deps, prepared));
    await forward('declined');
    const rows = await server.database.all(
      'SELECT l.line, l.amount_minor AS ofLine, r.amount_minor AS ofAll FROM refund_line l JOIN refund r ON r.id = l.refund_id WHERE l.terminal_id = ? ORDER BY l.line',
      [terminal.terminal],
    );
    expect([amountMinor, ...rows]).toEqual([
      2400,
      { line: 1, ofLine: 1000, ofAll: 1000 },
      { line: 2, ofLine: 0, ofAll: 1000 },
    ]);
  });

  test('is paid back whole where the bank took the charge', async () => {
    const one = await refund([1]);
    await forward('accepted');
    const two = await refund([2]);
    expect([await payOut(one.refundId), await payOut(two.refundId)]).toEqual([1200, 1200]);
  });
});
