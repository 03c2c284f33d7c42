import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { SaleMade, TicketsRefunded } from '@marquee/shared/protocol/journal';
import { anItemLine, aSale, aSaleLine } from '@marquee/shared/testing/builders';
import { receivePush } from '../journal/journal.ts';
import { engines } from '../platform/testing/databases.ts';
import { openTestServer, type TestServer, type TestTerminal } from '../testing/test-server.ts';

describe.each(engines)('what a till sells beside tickets, on %s', (engine) => {
  let server: TestServer;
  let till: TestTerminal;
  let screeningId: number;
  let pushed = 0;
  beforeAll(async () => {
    server = await openTestServer(engine);
  });
  afterAll(() => server.close());
  beforeEach(async () => {
    till = await server.aTerminal({ role: 'till' });
    screeningId = await server.aScreening();
    pushed = 0;
  });

  const push = async () => {
    const { terminal, key, journal } = till;
    await receivePush(server.deps, { terminal, publicKey: key.publicKey }, journal.push(pushed + 1));
    pushed = journal.entries.length;
  };
  const sellItems = (changes: Partial<SaleMade> = {}) =>
    till.journal.append('sale.made', aSale({ screeningId: null, lines: [], items: [anItemLine()], ...changes }));
  const refund = (changes: Partial<TicketsRefunded> = {}) =>
    till.journal.append('tickets.refunded', {
      kind: 'refund',
      saleSeq: 1,
      screeningId: null,
      currency: 'EUR',
      lines: [],
      items: [{ line: 1, amountMinor: 1100 }],
      tenders: [{ kind: 'cash', amountMinor: 1100 }],
      totalMinor: 1100,
      reason: 'cold',
      ...changes,
    });
  const rows = (columns: string, table: string) =>
    server.database.all(`SELECT ${columns} FROM ${table} WHERE terminal_id = ? ORDER BY seq, 1`, [till.terminal]);
  const exceptions = async () =>
    (
      await server.database.all<{ kind: string }>('SELECT kind FROM exception WHERE terminal_id = ?', [till.terminal])
    ).map(({ kind }) => kind);

  test('items alone are a booking without a screening, with their payment', async () => {
    sellItems({
      items: [anItemLine(), anItemLine({ line: 2, itemId: 4, name: 'Water', quantity: 1, priceMinor: 300 })],
    });
    await push();
    expect(await rows('screening_id, total_minor, state', 'booking')).toEqual([
      { screening_id: null, total_minor: 1400, state: 'paid' },
    ]);
    expect(await rows('line, item_id, name, quantity, price_minor, tax_minor, valid', 'booking_item')).toEqual([
      { line: 1, item_id: 1, name: 'Popcorn', quantity: 2, price_minor: 1100, tax_minor: 176, valid: 1 },
      { line: 2, item_id: 4, name: 'Water', quantity: 1, price_minor: 300, tax_minor: 176, valid: 1 },
    ]);
    expect(await rows('kind, amount_minor', 'payment')).toEqual([{ kind: 'cash', amount_minor: 1400 }]);
    expect(await exceptions()).toEqual([]);
  });

  test('why a ticket was given away, and whose member’s price was paid, is recorded', async () => {
    const [seat, given] = await server.grant(till.terminal, screeningId, [5, 6]);
    const comp = { priceMinor: 0, taxMinor: 0, comp: 'press' };
    const lines = [aSaleLine({ ...seat }), aSaleLine({ ...given, line: 2, ...comp })];
    sellItems({ screeningId, lines, memberNumber: 'M123' });
    await push();
    expect(await rows('line, price_minor, comp', 'ticket')).toEqual([
      { line: 1, price_minor: 1200, comp: null },
      { line: 2, price_minor: 0, comp: 'press' },
    ]);
    expect(await rows('member_number, total_minor', 'booking')).toEqual([{ member_number: 'M123', total_minor: 2300 }]);
  });

  test('items go back once: the second time a manager looks, and the money is recorded all the same', async () => {
    sellItems();
    refund();
    await push();
    expect(await rows('line, valid, ended_as', 'booking_item')).toEqual([{ line: 1, valid: 0, ended_as: 'refund' }]);
    expect(await rows('line, amount_minor', 'refund_item')).toEqual([{ line: 1, amount_minor: 1100 }]);
    expect(await exceptions()).toEqual([]);
    refund();
    await push();
    expect(await exceptions()).toEqual(['refund-contradicts-ticket']);
    expect(await rows('amount_minor, state', 'refund')).toEqual(
      new Array(2).fill({ amount_minor: 1100, state: 'refunded' }),
    );
  });

  test('a ticket and the items of the same sale go back together', async () => {
    const [seat] = await server.grant(till.terminal, screeningId, [5]);
    sellItems({ screeningId, lines: [aSaleLine({ ...seat })] });
    const { seatId, version } = seat!;
    const lines = [{ line: 1, seatId, version, amountMinor: 1200 }];
    refund({ screeningId, lines, totalMinor: 2300, tenders: [{ kind: 'cash', amountMinor: 2300 }] });
    await push();
    expect([await exceptions(), await rows('valid', 'ticket'), await rows('valid', 'booking_item')]).toEqual([
      [],
      [{ valid: 0 }],
      [{ valid: 0 }],
    ]);
    expect((await server.rights(screeningId, [5]))[0]).toMatchObject({ state: 'granted', holder: till.terminal });
  });

  test('a refund of items that were never sold is shown to a manager', async () => {
    sellItems();
    refund({ items: [{ line: 2, amountMinor: 1100 }] });
    await push();
    expect(await exceptions()).toEqual(['refund-contradicts-ticket']);
  });

  test.each<[string, object]>([
    ['that sells nothing', aSale({ screeningId: null, lines: [] })],
    ['of tickets without a screening', aSale({ screeningId: null })],
    ['of items in a screening without tickets', aSale({ lines: [], items: [anItemLine()] })],
    ['with two item lines of one number', aSale({ screeningId: null, lines: [], items: [anItemLine(), anItemLine()] })],
  ])('a sale %s is kept for a manager, and blocks nothing', async (_what, sale) => {
    till.journal.appendText('sale.made', JSON.stringify(sale));
    sellItems();
    await push();
    expect(await exceptions()).toEqual(['entry-malformed']);
    expect(await server.count('booking', 'terminal_id = ?', [till.terminal])).toBe(1);
  });
});
