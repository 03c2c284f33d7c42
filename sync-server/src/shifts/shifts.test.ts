import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { ShiftClosed } from '@marquee/shared/protocol/journal';
import { anItemLine, aSale, aSaleLine } from '@marquee/shared/testing/builders';
import { receivePush } from '../journal/journal.ts';
import { engines } from '../platform/testing/databases.ts';
import { openTestServer, type TestServer, type TestTerminal } from '../testing/test-server.ts';

const at = { businessDate: '2026-11-21', currency: 'EUR' };
const cash = (inMinor: number, outMinor: number) => ({ kind: 'cash' as const, inMinor, outMinor });

describe.each(engines)('shifts on %s', (engine) => {
  let server: TestServer;
  let till: TestTerminal;
  let screeningId: number;
  beforeAll(async () => {
    server = await openTestServer(engine);
  });
  afterAll(() => server.close());
  beforeEach(async () => {
    till = await server.aTerminal({ role: 'till' });
    screeningId = await server.aScreening();
  });

  let pushed = 0;
  beforeEach(() => {
    pushed = 0;
  });
  async function push(): Promise<void> {
    const { terminal, key, journal } = till;
    const batch = journal.push(pushed + 1);
    await receivePush(server.deps, { terminal, publicKey: key.publicKey }, batch);
    pushed = journal.entries.length;
  }
  const open = () => till.journal.append('shift.opened', { staffId: 1, drawer: 'A', floatMinor: 10_000, ...at }).seq;
  async function sell(shiftSeq: number, seatIds: number[]): Promise<number> {
    const held = await server.grant(till.terminal, screeningId, seatIds);
    const lines = held.map((seat, index) => aSaleLine({ line: index + 1, seatLabel: `B${seat.seatId}`, ...seat }));
    return till.journal.append('sale.made', { ...aSale({ screeningId, lines, channel: 'till' }), staffId: 1, shiftSeq })
      .seq;
  }
  function refund(shiftSeq: number, saleSeq: number, seatId: number, version: number) {
    till.journal.append('tickets.refunded', {
      kind: 'refund',
      saleSeq,
      screeningId,
      currency: 'EUR',
      lines: [{ line: 1, seatId, version, amountMinor: 1200 }],
      tenders: [{ kind: 'cash', amountMinor: 1200 }],
      totalMinor: 1200,
      reason: 'ill',
      staffId: 1,
      shiftSeq,
      approvedBy: 9,
    });
  }
  const move = (shiftSeq: number, kind: 'cash-in' | 'drop' | 'paid-out' | 'no-sale', amountMinor: number) =>
    till.journal.append('cash.moved', { shiftSeq, staffId: 2, kind, amountMinor, currency: 'EUR', reason: 'change' });
  /** Two tickets sold, one of them refunded, and some cash moved: what a till says of it. */
  const closed = (shiftSeq: number, changes: Partial<ShiftClosed['figures']> = {}): ShiftClosed => ({
    shiftSeq,
    staffId: 2,
    ...at,
    denominations: [
      { valueMinor: 1000, count: 12 },
      { valueMinor: 100, count: 4 },
    ],
    countedMinor: 12_400,
    expectedMinor: 12_500,
    overShortMinor: -100,
    figures: {
      sales: 1,
      tickets: 2,
      ticketsMinor: 2400,
      itemsMinor: 0,
      comps: 0,
      refunds: 1,
      refundsMinor: 1200,
      taxMinor: 158,
      tenders: [cash(2400, 1200), { kind: 'card', inMinor: 0, outMinor: 0 }],
      floatMinor: 10_000,
      cashInMinor: 5000,
      dropMinor: 3000,
      paidOutMinor: 700,
      noSales: 1,
      ...changes,
    },
    unsent: 0,
  });
  async function workOneShift(withRefund = true): Promise<number> {
    const shiftSeq = open();
    const saleSeq = await sell(shiftSeq, [5, 6]);
    const [{ version } = { version: 0 }] = await server.rights(screeningId, [5]);
    if (withRefund) refund(shiftSeq, saleSeq, 5, version);
    for (const [kind, minor] of [
      ['cash-in', 5000],
      ['drop', 3000],
      ['paid-out', 700],
      ['no-sale', 0],
    ] as const)
      move(shiftSeq, kind, minor);
    till.journal.append('shift.handed-over', { shiftSeq, fromStaffId: 1, toStaffId: 2 });
    return shiftSeq;
  }
  const exceptions = async () =>
    (
      await server.database.all<{ kind: string; seq: number; detail: string | object }>(
        'SELECT kind, seq, detail FROM exception WHERE terminal_id = ? ORDER BY seq',
        [till.terminal],
      )
    ).map(({ detail, ...row }) => ({ ...row, detail: typeof detail === 'string' ? JSON.parse(detail) : detail }));
  const shift = async (seq: number) => {
    const rows = await server.database.all<Record<string, unknown>>(
      'SELECT cinema_id, staff_id, drawer, business_date, float_minor, state, counted_minor, expected_minor, over_short_minor FROM shift WHERE terminal_id = ? AND seq = ?',
      [till.terminal, seq],
    );
    return rows[0];
  };

  test('a shift that undoes the sale of another one says so, and is compared with what it says', async () => {
    const earlier = open();
    const saleSeq = await sell(earlier, [5, 6]);
    const [{ version } = { version: 0 }] = await server.rights(screeningId, [5]);
    const shiftSeq = till.journal.append('shift.opened', { staffId: 2, drawer: 'B', floatMinor: 10_000, ...at }).seq;
    refund(shiftSeq, saleSeq, 5, version);
    const none = { sales: 0, tickets: 0, ticketsMinor: 0, taxMinor: 0, cashInMinor: 0, dropMinor: 0, paidOutMinor: 0 };
    const figures = { ...none, noSales: 0, tenders: [cash(0, 1200)] };
    const counted = { denominations: [{ valueMinor: 100, count: 88 }], countedMinor: 8800, expectedMinor: 8800 };
    const told = (corrections: { refunds: number; refundsMinor: number }) => ({
      ...closed(shiftSeq, { ...figures, corrections }),
      ...counted,
      overShortMinor: 0,
    });
    till.journal.append('shift.closed', told({ refunds: 0, refundsMinor: 0 }));
    await push();
    expect((await exceptions()).map(({ detail }) => detail)).toEqual([
      {
        here: { currency: 'EUR', corrections: 1, correctionsMinor: 1200 },
        there: { currency: 'EUR', corrections: 0, correctionsMinor: 0 },
      },
    ]);
  });

  test('what vouchers are said to have paid is compared too', async () => {
    const shiftSeq = await workOneShift();
    const tenders = [cash(2400, 1200), { kind: 'voucher' as const, inMinor: 500, outMinor: 100 }];
    till.journal.append('shift.closed', closed(shiftSeq, { tenders }));
    await push();
    expect((await exceptions()).map(({ detail }) => detail)).toEqual([
      {
        here: { currency: 'EUR', voucherTakenMinor: 0, voucherGivenBackMinor: 0 },
        there: { currency: 'EUR', voucherTakenMinor: 500, voucherGivenBackMinor: 100 },
      },
    ]);
  });

  test('a shift whose report agrees with its sales, refunds and movements is recorded without a word', async () => {
    const shiftSeq = await workOneShift();
    till.journal.append('shift.closed', closed(shiftSeq));
    await push();
    expect(await exceptions()).toEqual([]);
    expect(await shift(shiftSeq)).toEqual({
      cinema_id: 1,
      staff_id: 2,
      drawer: 'A',
      business_date: '2026-11-21',
      float_minor: 10_000,
      state: 'closed',
      counted_minor: 12_400,
      expected_minor: 12_500,
      over_short_minor: -100,
    });
    const named = 'terminal_id = ? AND shift_seq = ?';
    const counts = ['booking', 'refund', 'cash_movement'].map((table) =>
      server.count(table, named, [till.terminal, shiftSeq]),
    );
    expect(await Promise.all(counts)).toEqual([1, 1, 4]);
    expect(await server.count('refund', 'terminal_id = ? AND approved_by = 9', [till.terminal])).toBe(1);
  });

  test('the same in bulk, where nothing was refunded, and over several batches', async () => {
    const shiftSeq = await workOneShift(false);
    await push();
    expect((await shift(shiftSeq))?.state).toBe('open');
    const figures = { refunds: 0, refundsMinor: 0, tenders: [cash(2400, 0)] };
    till.journal.append('shift.closed', { ...closed(shiftSeq, figures), expectedMinor: 13_700, overShortMinor: -1300 });
    await push();
    expect([await exceptions(), (await shift(shiftSeq))?.state]).toEqual([[], 'closed']);
  });

  test('items, with tickets or alone, and tickets that were given away are in the comparison', async () => {
    const shiftSeq = open();
    const [seat, given] = await server.grant(till.terminal, screeningId, [5, 6]);
    const lines = [
      aSaleLine({ ...seat }),
      aSaleLine({ ...given, line: 2, seatLabel: 'B2', priceMinor: 0, taxMinor: 0, comp: 'press' }),
    ];
    const atTill = { channel: 'till' as const, staffId: 1, shiftSeq };
    till.journal.append('sale.made', aSale({ screeningId, lines, items: [anItemLine()], ...atTill }));
    till.journal.append('sale.made', aSale({ screeningId: null, lines: [], items: [anItemLine()], ...atTill }));
    till.journal.append('tickets.refunded', {
      kind: 'refund',
      saleSeq: till.journal.entries.length,
      screeningId: null,
      currency: 'EUR',
      lines: [],
      items: [{ line: 1, amountMinor: 1100 }],
      tenders: [{ kind: 'cash', amountMinor: 1100 }],
      totalMinor: 1100,
      reason: 'cold',
      staffId: 1,
      shiftSeq,
    });
    const figures = {
      sales: 2,
      tickets: 2,
      ticketsMinor: 1200,
      itemsMinor: 2200,
      comps: 1,
      refundsMinor: 1100,
      taxMinor: 79 + 2 * 176,
      tenders: [cash(3400, 1100)],
      cashInMinor: 0,
      dropMinor: 0,
      paidOutMinor: 0,
      noSales: 0,
    };
    const sums = { expectedMinor: 12_300, countedMinor: 12_400, overShortMinor: 100 };
    till.journal.append('shift.closed', { ...closed(shiftSeq, figures), ...sums });
    till.journal.append('shift.opened', { staffId: 1, drawer: 'A', floatMinor: 0, ...at });
    await push();
    expect([await exceptions(), (await shift(shiftSeq))?.state]).toEqual([[], 'closed']);
  });

  test('a report that leaves items out disagrees', async () => {
    const shiftSeq = await workOneShift();
    till.journal.append('shift.closed', closed(shiftSeq, { itemsMinor: 300, comps: 1 }));
    await push();
    expect((await exceptions()).map(({ detail }) => detail)).toEqual([
      { here: { currency: 'EUR', itemsMinor: 0, comps: 0 }, there: { currency: 'EUR', itemsMinor: 300, comps: 1 } },
    ]);
  });

  test('a report that disagrees is kept, and a manager sees what differs on both sides', async () => {
    const shiftSeq = await workOneShift();
    const { seq } = till.journal.append('shift.closed', closed(shiftSeq, { dropMinor: 3500, noSales: 0 }));
    await push();
    expect(await exceptions()).toEqual([
      {
        kind: 'shift-disagrees',
        seq,
        detail: {
          here: { currency: 'EUR', dropMinor: 3000, noSales: 1 },
          there: { currency: 'EUR', dropMinor: 3500, noSales: 0 },
        },
      },
    ]);
    expect((await shift(shiftSeq))?.state).toBe('closed');
  });

  test('a count that is not what its coins come to shows in the difference', async () => {
    const shiftSeq = await workOneShift();
    till.journal.append('shift.closed', { ...closed(shiftSeq), denominations: [] });
    await push();
    expect((await exceptions())[0]?.detail).toMatchObject({ here: { overShortMinor: -12_500 } });
  });

  test('a shift that nobody opened, or that was closed before, raises an exception and blocks nothing', async () => {
    const shiftSeq = await workOneShift();
    till.journal.append('shift.closed', closed(shiftSeq));
    till.journal.append('shift.closed', closed(shiftSeq));
    till.journal.append('shift.closed', closed(4_000_000_000));
    till.journal.append('shift.handed-over', { shiftSeq: 4_000_000_000, fromStaffId: 4_000_000_000, toStaffId: 1 });
    move(4_000_000_000, 'drop', 5);
    await push();
    expect((await exceptions()).map(({ kind, detail }) => `${kind} ${detail.here}`)).toEqual(
      new Array(3).fill('shift-disagrees null'),
    );
    expect(await server.count('journal_entry', 'terminal_id = ?', [till.terminal])).toBe(till.journal.entries.length);
  });

  test('a batch that comes twice counts once', async () => {
    const shiftSeq = await workOneShift();
    await push();
    pushed = 0;
    await push();
    till.journal.append('shift.closed', closed(shiftSeq));
    await push();
    expect(await exceptions()).toEqual([]);
  });
});
