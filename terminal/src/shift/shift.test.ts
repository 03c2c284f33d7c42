import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { pay } from '../payment/payment.ts';
import { exchangeTickets, refundTickets, voidTickets } from '../refund/refund.ts';
import { ann, ben, mia, openTillOffice, pins, type TillOffice, uwe } from '../staff/testing/till-office.ts';
import { countAndCloseShift, handOverShift, moveCash, openShift, reportShift, seeShift } from './shift.ts';
import { businessDateAt } from './shift-steps.ts';

let office: TillOffice;
beforeEach(() => {
  office = openTillOffice();
  seat = 4;
  office.grant([5, 6, 7, 8], 3);
});
afterEach(() => office.close());

const open = (drawer = 'A', floatMinor = 10_000) => openShift(office.shift, { drawer, floatMinor });
let operations = 0;
const move = (kind: 'cash-in' | 'drop' | 'paid-out' | 'no-sale', amountMinor: number, more: object = {}) => {
  operations += 1;
  return moveCash(office.shift, { operationId: `move-${operations}`, kind, amountMinor, reason: 'milk', ...more });
};
const count = (countedMinor: number, approvalId?: string) =>
  countAndCloseShift(office.shift, {
    denominations: [{ valueMinor: 1, count: countedMinor }],
    language: 'en',
    approvalId,
  });
const wish = (saleSeq: number, lines = [1], more: object = {}) => ({
  refundId: `refund-${saleSeq}-${lines}`,
  saleSeq,
  lines,
  reason: 'ill',
  ...more,
});
async function approve(act: 'refund' | 'paid-out' | 'over-short') {
  const answer = await office.staff.approve(mia.id, pins[3], act);
  return answer.ok ? answer.approvalId : '';
}
let seat = 4;
const payNow = async (tender: 'cash' | 'card') => {
  seat += 1;
  const answer = pay(office.deps, { basketId: await office.fillBasket([seat]), tender, language: 'en' });
  await office.clock.advance(1000);
  return answer;
};

describe('at a till', () => {
  test('nothing is sold while nobody is signed in, and no cash is taken without an open shift', async () => {
    expect(await payNow('card')).toEqual({ ok: false, reason: 'not-signed-in' });
    await office.signIn(ann);
    expect(await payNow('cash')).toEqual({ ok: false, reason: 'no-shift' });
    expect((await payNow('card')).ok).toBe(true);
    office.staff.lock();
    expect(await payNow('cash')).toEqual({ ok: false, reason: 'not-signed-in' });
  });

  test('money goes back only from somebody’s drawer, and above the limit with a manager’s yes', async () => {
    await office.signIn(ann);
    open();
    const seq = await office.sell([5, 6]);
    office.staff.signOut();
    expect(await refundTickets(office.deps, wish(seq))).toEqual({ ok: false, reason: 'not-signed-in' });
    await office.signIn(ann);
    expect(await refundTickets(office.deps, wish(seq, [1, 2]))).toEqual({ ok: false, reason: 'approval-needed' });
    const refunded = await refundTickets(office.deps, wish(seq, [1, 2], { approvedBy: mia.id }));
    expect(refunded.ok).toBe(true);
    expect(office.entries('tickets.refunded')).toMatchObject([{ staffId: ann.id, shiftSeq: 3, approvedBy: mia.id }]);
  });

  test('sale, void, refund and exchange name who did it and the shift, in entry and row', async () => {
    await office.signIn(ann);
    const opened = open();
    const shiftSeq = opened.ok ? opened.shift.shiftSeq : 0;
    const first = await office.sell([5]);
    expect((await voidTickets(office.deps, wish(first))).ok).toBe(true);
    const second = await office.sell([6]);
    const basketId = await office.fillBasket([7]);
    const exchange = { ...wish(second), basketId, tender: 'cash' as const, language: 'en' as const };
    expect((await exchangeTickets(office.deps, exchange)).ok).toBe(true);
    const by = { staffId: ann.id, shiftSeq };
    expect(office.entries('sale.made')).toMatchObject([by, by, by]);
    expect(office.entries('tickets.refunded')).toMatchObject([by, by]);
    for (const table of ['sale', 'refund'])
      expect(office.store.all(`SELECT DISTINCT staff_id, shift_seq FROM ${table}`)).toEqual([
        { staff_id: ann.id, shift_seq: shiftSeq },
      ]);
  });

  test('a kiosk knows nothing of shifts: its sales name nobody', async () => {
    delete office.deps.till;
    await office.sell([5]);
    expect(Object.keys(office.entries('sale.made')[0] ?? {})).not.toContain('shiftSeq');
  });
});

describe('a shift', () => {
  test('is opened by a cashier or a manager, once for a drawer and once for a person', async () => {
    expect(open()).toEqual({ ok: false, reason: 'not-signed-in' });
    await office.signIn(uwe);
    expect(open()).toEqual({ ok: false, reason: 'role-refused' });
    await office.signIn(ann);
    expect(open()).toMatchObject({ ok: true, shift: { drawer: 'A', staffName: 'Ann', floatMinor: 10_000 } });
    expect(open('B')).toEqual({ ok: false, reason: 'shift-open' });
    await office.signIn(ben);
    expect(open('A')).toEqual({ ok: false, reason: 'shift-open' });
    expect(open('B')).toMatchObject({ ok: true, shift: { drawer: 'B', staffName: 'Ben' } });
  });

  test('survives a restart, and waits for somebody to sign in', async () => {
    await office.signIn(ann);
    open();
    office.restart();
    expect(await payNow('card')).toEqual({ ok: false, reason: 'not-signed-in' });
    await office.signIn(ben);
    await office.sell([6]);
    expect(office.entries('sale.made')).toMatchObject([{ staffId: ben.id, shiftSeq: 3 }]);
  });

  test('has one business date, which begins at five in the morning', () => {
    const at = (hours: number) => businessDateAt(Date.UTC(2026, 10, 21, hours), 'Europe/Berlin');
    expect([at(20), at(24), at(27), at(28)]).toEqual(['2026-11-21', '2026-11-21', '2026-11-21', '2026-11-22']);
  });

  test('says all it took and gave: what must lie in the drawer is float, cash sales less refunds, and what moved', async () => {
    await office.signIn(ann);
    open();
    const seq = await office.sell([5, 6]);
    await office.sell([7], 'card');
    await refundTickets(office.deps, wish(seq));
    expect([move('cash-in', 5000), move('drop', 9000), move('paid-out', 700), move('no-sale', 0)]).toMatchObject(
      new Array(4).fill({ ok: true }),
    );
    const x = reportShift(office.shift, { print: true, language: 'en' });
    expect(x.ok && x.report).toMatchObject({
      kind: 'X',
      expectedMinor: 10_000 + 2400 - 1200 + 5000 - 9000 - 700,
      figures: { sales: 2, tickets: 3, ticketsMinor: 3600, refunds: 1, refundsMinor: 1200, noSales: 1 },
      unsent: { sales: 2, salesMinor: 3600, refunds: 1, refundsMinor: 1200 },
      counted: null,
    });
    const closed = count(10_000 + 2400 - 1200 + 5000 - 9000 - 700);
    expect(closed.ok && closed.report.counted).toEqual({ countedMinor: 6500, overShortMinor: 0, approvedBy: null });
    expect(office.entries('shift.closed')).toMatchObject([
      {
        shiftSeq: 3,
        countedMinor: 6500,
        expectedMinor: 6500,
        overShortMinor: 0,
        figures: x.ok ? x.report.figures : {},
      },
    ]);
    expect(office.store.all('SELECT job_id, kind FROM report_job ORDER BY job_id DESC')).toEqual([
      { job_id: -1, kind: 'refund-slip' },
      { job_id: -2, kind: 'shift-report' },
      { job_id: -3, kind: 'shift-report' },
    ]);
    expect([seeShift(office.shift), office.types().slice(-2)]).toEqual([null, ['shift.closed', 'tickets.released']]);
    expect(await refundTickets(office.deps, wish(seq, [2]))).toEqual({ ok: false, reason: 'not-holder' });
  });

  test('what the server has acknowledged is not shown as unsent', async () => {
    await office.signIn(ann);
    open();
    const seq = await office.sell([5]);
    await office.sell([6]);
    office.store.run('UPDATE sent SET acked_seq = ?', seq);
    const x = reportShift(office.shift, { print: false, language: 'en' });
    expect(x.ok && x.report.unsent).toEqual({ entries: 1, sales: 1, salesMinor: 1200, refunds: 0, refundsMinor: 0 });
  });

  test('is counted blind: above the limit a manager approves, and another count than the first never passes alone', async () => {
    await office.signIn(ann);
    open();
    expect(count(9000)).toEqual({ ok: false, reason: 'approval-needed', overShortMinor: -1000 });
    expect(seeShift(office.shift)?.isCounted).toBe(true);
    expect(count(10_000)).toEqual({ ok: false, reason: 'approval-needed', overShortMinor: 0 });
    expect(count(9000, await approve('paid-out'))).toMatchObject({ reason: 'approval-needed' });
    expect(count(9000, await approve('over-short'))).toMatchObject({
      ok: true,
      report: { counted: { overShortMinor: -1000, approvedBy: 'Mia' } },
    });
    expect(office.entries('shift.closed')).toMatchObject([{ approvedBy: mia.id, overShortMinor: -1000 }]);
    expect(count(9000)).toEqual({ ok: false, reason: 'no-shift' });
  });

  test('a small difference needs nobody, exactly up to the limit', async () => {
    await office.signIn(ann);
    open();
    expect(count(10_200)).toMatchObject({ ok: true, report: { counted: { overShortMinor: 200, approvedBy: null } } });
  });

  test('goes to somebody else by their own PIN, who is signed in with it', async () => {
    await office.signIn(ann);
    expect(await handOverShift(office.shift, { toStaffId: ben.id, pin: pins[2] })).toMatchObject({
      reason: 'no-shift',
    });
    open();
    expect(await handOverShift(office.shift, { toStaffId: uwe.id, pin: pins[4] })).toMatchObject({
      reason: 'role-refused',
    });
    expect(await handOverShift(office.shift, { toStaffId: ben.id, pin: '000000' })).toMatchObject({
      reason: 'wrong-pin',
    });
    expect(await handOverShift(office.shift, { toStaffId: ben.id, pin: pins[2] })).toMatchObject({
      ok: true,
      shift: { staffName: 'Ben' },
    });
    expect(office.entries('shift.handed-over')).toEqual([{ shiftSeq: 3, fromStaffId: ann.id, toStaffId: ben.id }]);
    expect(office.staff.current()?.id).toBe(ben.id);
  });

  test('tickets stay here while another drawer of this till is open', async () => {
    await office.signIn(ann);
    open('A');
    await office.sell([5]);
    await office.signIn(ben);
    open('B');
    expect(count(10_000).ok).toBe(true);
    expect(office.types()).not.toContain('tickets.released');
  });
});

test('what a shift undoes of another’s sales is in its report as a correction; the other’s report stays as it was', async () => {
  await office.signIn(ann);
  open('A');
  const ofAnn = await office.sell([5]);
  await office.signIn(ben);
  open('B');
  const ofBen = await office.sell([6]);
  for (const seq of [ofAnn, ofBen]) expect((await voidTickets(office.deps, wish(seq))).ok).toBe(true);
  const figures = () => {
    const report = reportShift(office.shift, { print: false, language: 'en' });
    return report.ok && report.report.figures;
  };
  expect(figures()).toMatchObject({ refunds: 2, refundsMinor: 2400, corrections: { refunds: 1, refundsMinor: 1200 } });
  await office.signIn(ann);
  expect(figures()).toMatchObject({ sales: 1, refunds: 0, corrections: { refunds: 0, refundsMinor: 0 } });
});

describe('cash', () => {
  test('moves with a reason, once for an operation, and a no-sale has no amount', async () => {
    expect(move('drop', 100)).toEqual({ ok: false, reason: 'not-signed-in' });
    await office.signIn(ann);
    expect(move('drop', 100)).toEqual({ ok: false, reason: 'no-shift' });
    open();
    expect(move('drop', 100, { reason: '  ' })).toEqual({ ok: false, reason: 'reason-missing' });
    expect([move('drop', 0), move('no-sale', 5)]).toEqual(new Array(2).fill({ ok: false, reason: 'amount-wrong' }));
    const first = move('drop', 100, { operationId: 'same' });
    expect(move('drop', 100, { operationId: 'same' })).toEqual(first);
    expect(office.entries('cash.moved')).toHaveLength(1);
  });

  test('is paid out above the limit only with a manager’s yes, which serves once', async () => {
    await office.signIn(ann);
    open();
    expect(move('paid-out', 1000).ok).toBe(true);
    expect(move('paid-out', 1001)).toEqual({ ok: false, reason: 'approval-needed' });
    const approvalId = await approve('paid-out');
    expect(move('paid-out', 1001, { approvalId }).ok).toBe(true);
    expect(move('paid-out', 1001, { approvalId })).toEqual({ ok: false, reason: 'approval-needed' });
    expect(office.entries('cash.moved')).toMatchObject([{}, { approvedBy: mia.id }]);
  });
});
