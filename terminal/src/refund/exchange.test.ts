import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { entryPayloads } from '@marquee/shared/protocol/journal';
import { settleCharges } from '../payment/payment.ts';
import { applyGrantChange } from '../rights/rights.ts';
import { type BoxOffice, openBoxOffice } from '../testing/box-office.ts';
import { exchangeTickets, refundTickets, releaseAll } from './refund.ts';

/** B1 to B3 are standard seats at 12.00, the VIP seats of row F cost 16.00. */
const [b1, b2, b3] = [5, 6, 7] as const;
let office: BoxOffice;
let [f1, f2]: number[] = [];
beforeEach(() => {
  office = openBoxOffice();
  const vip = [...office.deps.catalogue.seatsOf(1).values()].filter((seat) => seat.kind === 'vip');
  [f1, f2] = vip.map((seat) => seat.id);
  office.grant([b1, b2, b3, f1 ?? 0, f2 ?? 0]);
});
afterEach(() => office.close());

const change = async (
  saleSeq: number,
  basketId: string,
  more: { tender?: 'card' | 'cash'; refundId?: string } = {},
) => {
  const answer = exchangeTickets(office.deps, {
    refundId: 'operation-1',
    saleSeq,
    lines: [1],
    reason: 'better seats',
    basketId,
    tender: 'cash',
    language: 'en',
    ...more,
  });
  await office.clock.advance(30_000);
  return answer;
};
const entries = () =>
  office.store
    .all<{ type: 'sale.made'; payload: string }>('SELECT type, payload FROM journal ORDER BY seq')
    .slice(-2)
    .map(({ type, payload }) => {
      const { tenders, totalMinor } = entryPayloads[type].parse(JSON.parse(payload));
      return { type, tenders, totalMinor };
    });
const rightOf = (seatId = 0) =>
  office.store.get<{ state: string }>('SELECT state FROM seat_right WHERE seat_id = ?', seatId)?.state;

test('the old ticket becomes a credit and the new one is paid with it, in one transaction; the difference in cash', async () => {
  const seq = await office.sell([b1]);
  expect(await change(seq, await office.fillBasket([f1 ?? 0]))).toMatchObject({
    ok: true,
    refund: { kind: 'exchange', totalMinor: 1200 },
    basket: { state: 'sold', sale: { seq: seq + 2 } },
  });
  expect(entries()).toEqual([
    { type: 'tickets.refunded', tenders: [{ kind: 'credit', amountMinor: 1200 }], totalMinor: 1200 },
    {
      type: 'sale.made',
      tenders: [
        { kind: 'credit', amountMinor: 1200, creditSeq: seq + 1 },
        { kind: 'cash', amountMinor: 400, givenMinor: 400 },
      ],
      totalMinor: 1600,
    },
  ]);
  expect([rightOf(b1), rightOf(f1)]).toEqual(['held', 'sold']);
});

test('a seat that broke while it was in the basket is not exchanged for: the old ticket stays good', async () => {
  const seq = await office.sell([b1]);
  const basketId = await office.fillBasket([f1 ?? 0]);
  const version = office.store.get<{ version: number }>(
    'SELECT version FROM seat_right WHERE seat_id = ?',
    f1 ?? 0,
  )?.version;
  office.store.transaction(() =>
    applyGrantChange(office.deps, {
      kind: 'recall',
      screeningId: 1,
      seats: [{ seatId: f1 ?? 0, version: version ?? 0 }],
      block: true,
    }),
  );
  expect(await change(seq, basketId)).toEqual({ ok: false, reason: 'basket-gone' });
  expect(rightOf(b1)).toBe('sold');
  expect(office.store.all("SELECT 1 FROM journal WHERE type = 'tickets.refunded'")).toEqual([]);
});

test('what the new ticket costs less is paid out', async () => {
  const seq = await office.sell([f1 ?? 0]);
  await change(seq, await office.fillBasket([b1]));
  expect(entries()).toEqual([
    {
      type: 'tickets.refunded',
      tenders: [
        { kind: 'credit', amountMinor: 1200 },
        { kind: 'cash', amountMinor: 400 },
      ],
      totalMinor: 1600,
    },
    { type: 'sale.made', tenders: [{ kind: 'credit', amountMinor: 1200, creditSeq: seq + 1 }], totalMinor: 1200 },
  ]);
});

test('the difference by card is charged before anything is exchanged', async () => {
  const seq = await office.sell([b1]);
  const basketId = await office.fillBasket([f1 ?? 0]);
  expect(await change(seq, basketId, { tender: 'card' })).toMatchObject({ ok: true });
  const [charge] = office.reader.captured();
  expect(charge?.amountMinor).toBe(400);
  expect(entries()[1]?.tenders).toEqual([
    { kind: 'credit', amountMinor: 1200, creditSeq: seq + 1 },
    { kind: 'card', amountMinor: 400, attemptId: charge?.attemptId, authorisation: 'SIM00001' },
  ]);
});

test('a card that is declined exchanges nothing: old ticket and new basket are as before', async () => {
  const seq = await office.sell([b1]);
  const basketId = await office.fillBasket([f1 ?? 0]);
  office.reader.setMode('decline');
  expect(await change(seq, basketId, { tender: 'card' })).toEqual({ ok: false, reason: 'card-declined' });
  expect([rightOf(b1), rightOf(f1)]).toEqual(['sold', 'basket']);
  expect(await change(seq, basketId)).toMatchObject({ ok: true });
});

test('an old ticket that was released while the card was charged exchanges nothing, and the charge is voided', async () => {
  const seq = await office.sell([b1]);
  const basketId = await office.fillBasket([f1 ?? 0]);
  const answer = change(seq, basketId, { tender: 'card' });
  releaseAll(office.deps);
  expect(await answer).toEqual({ ok: false, reason: 'not-holder' });
  const settled = settleCharges(office.deps);
  await office.clock.advance(1000);
  expect([await settled, office.reader.captured(), rightOf(b1), rightOf(f1)]).toEqual([0, [], 'sold', 'held']);
});

test('the same operation again has the same answer', async () => {
  const seq = await office.sell([b1]);
  const basketId = await office.fillBasket([f1 ?? 0]);
  const first = await change(seq, basketId);
  const count = office.types().length;
  office.reopen();
  expect(await change(seq, basketId)).toEqual(first);
  expect(office.types()).toHaveLength(count);
});

test('what was once paid by card goes back to that card, also after an exchange', async () => {
  const seq = await office.sell([b1], 'card');
  const [charge] = office.reader.captured();
  const exchanged = await change(seq, await office.fillBasket([f1 ?? 0]));
  const newSeq = exchanged.ok ? (exchanged.basket.sale?.seq ?? 0) : 0;
  const answer = refundTickets(office.deps, { refundId: 'operation-2', saleSeq: newSeq, lines: [1], reason: '' });
  await office.clock.advance(30_000);
  expect(await answer).toMatchObject({
    ok: true,
    refund: {
      tenders: [
        { kind: 'card', amountMinor: 1200 },
        { kind: 'cash', amountMinor: 400 },
      ],
    },
  });
  expect(office.reader.refunded()).toEqual([
    { attemptId: expect.any(String), ofAttemptId: charge?.attemptId, amountMinor: 1200 },
  ]);
});

test('refused like a refund or a sale, it changes nothing', async () => {
  const seq = await office.sell([b1]);
  const basketId = await office.fillBasket([f1 ?? 0]);
  const before = office.types();
  expect(await change(99, basketId)).toEqual({ ok: false, reason: 'ticket-unknown' });
  expect(await change(seq, 'nobody’s')).toEqual({ ok: false, reason: 'basket-gone' });
  const short = exchangeTickets(office.deps, {
    refundId: 'operation-1',
    saleSeq: seq,
    lines: [1],
    reason: '',
    basketId,
    tender: 'cash',
    givenMinor: 399,
    language: 'en',
  });
  expect(await short).toEqual({ ok: false, reason: 'cash-short' });
  office.clock.setMachineClock(office.clock.nowMs() + 24 * 3600_000);
  expect(await change(seq, basketId)).toEqual({ ok: false, reason: 'sales-closed' });
  expect(office.types()).toEqual(before);
});
