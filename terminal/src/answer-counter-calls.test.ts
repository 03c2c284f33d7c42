import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { Fault } from '@marquee/shared/errors';
import { aCinemaSnapshot, anItem } from '@marquee/shared/testing/builders';
import { type CallHandlers, makeHandlers } from './answer-calls.ts';
import type { CallAnswer, CallArgs, CallName } from './calls.ts';
import { answerFrame } from './platform/bridge-calls.ts';
import { quiet } from './testing/box-office.ts';
import { makeTestCore, type TestCore } from './testing/test-core.ts';

let cinema: TestCore;
let handlers: CallHandlers;
let woken: number;
let readerFault: Fault | null;

beforeEach(async () => {
  cinema = makeTestCore();
  woken = 0;
  readerFault = null;
  await start();
  const seats = [5, 6, 7].map((seatId) => ({ seatId, version: 1 }));
  cinema.server.broadcast('grants:17', [{ revision: 2, body: { kind: 'grant', screeningId: 1, seats } }]);
  await cinema.clock.advance(0);
});
afterEach(() => cinema.close());

async function start(): Promise<void> {
  await cinema.start({ channel: 'till' });
  handlers = makeHandlers(cinema.core, {
    tenders: ['card', 'cash'],
    idleWarningMs: 45_000,
    idleResetMs: 60_000,
    printerFault: () => null,
    readerFault: () => readerFault,
    wakePrinter: () => {
      woken += 1;
    },
  });
}
/** As a page calls: through the frame that the bridge reads. */
async function call<N extends CallName>(name: N, args: CallArgs<N>): Promise<CallAnswer<N>> {
  const asked = answerFrame(JSON.stringify({ id: 1, call: name, args }), handlers, quiet);
  await cinema.clock.advance(1000);
  const frame = JSON.parse(await asked);
  if (!frame.ok) throw new Fault(frame.code, frame.detail);
  return frame.answer;
}
async function choose(seatIds: number[]): Promise<string> {
  const tickets = [{ ticketClass: 'adult' as const, count: seatIds.length }];
  const answer = await call('choose-seats', {
    basketId: null,
    screeningId: 1,
    seatIds,
    tickets,
    allowSingleSeat: true,
  });
  if (!answer.ok) throw new Error(answer.reason);
  return answer.basket.basketId;
}
function sellPopcorn(): void {
  const { catalogue } = cinema.core;
  cinema.store.transaction(() => catalogue.save(aCinemaSnapshot({ items: [anItem()] })));
  catalogue.reload();
}
const stateOf = async (seatId: number) =>
  (await call('see-seat-map', { screeningId: 1 })).seats.find((seat) => seat.seatId === seatId)?.state;

test('the page learns that it is a till’s', async () => {
  expect(await call('see-terminal', {})).toMatchObject({ role: 'till' });
});

test('a parked basket’s seats are nobody’s own on the map; recalled, they are again', async () => {
  const basketId = await choose([5]);
  expect(await stateOf(5)).toBe('in-basket');
  expect(await call('park-basket', { basketId, name: 'Weber' })).toEqual({ ok: true });
  expect([await stateOf(5), (await call('see-open-baskets', {})).baskets]).toEqual(['not-ours-now', []]);
  expect((await call('list-parked', {})).parked).toMatchObject([{ name: 'Weber', basket: { basketId } }]);
  expect(await call('recall-basket', { basketId })).toMatchObject({ ok: true });
  expect(await stateOf(5)).toBe('in-basket');
  expect(await call('recall-basket', { basketId })).toEqual({ ok: false, reason: 'basket-gone' });
});

test('after a power cut the page finds its basket, and the seats are its own on the map', async () => {
  const basketId = await choose([5, 6]);
  await cinema.crash();
  await start();
  expect((await call('see-open-baskets', {})).baskets).toMatchObject([{ basketId, state: 'open' }]);
  expect(await stateOf(6)).toBe('in-basket');
});

test('a mixed payment says the change; two cards, too little and a tender that does not work are refused', async () => {
  const basketId = await choose([5, 6]);
  readerFault = new Fault('reader-unreachable');
  expect(
    await call('pay-mixed', {
      basketId,
      tenders: [
        { kind: 'card', amountMinor: 1000 },
        { kind: 'cash', givenMinor: 2000 },
      ],
    }),
  ).toEqual({ ok: false, reason: 'tender-refused' });
  readerFault = null;
  const cards = [1000, 1400].map((amountMinor) => ({ kind: 'card' as const, amountMinor }));
  await expect(call('pay-mixed', { basketId, tenders: cards })).rejects.toMatchObject({ code: 'message-malformed' });
  expect(await call('pay-mixed', { basketId, tenders: [] })).toEqual({ ok: false, reason: 'cash-short' });
  expect(
    await call('pay-mixed', {
      basketId,
      tenders: [
        { kind: 'card', amountMinor: 1000 },
        { kind: 'cash', givenMinor: 2000 },
      ],
    }),
  ).toMatchObject({ ok: true, changeMinor: 600 });
});

test('recent sales are listed, printed again and undone; a reason is needed', async () => {
  await call('pay', { basketId: await choose([5, 6]), tender: 'cash' });
  const [sale] = (await call('list-sales', { search: '' })).sales;
  const saleSeq = sale?.saleSeq ?? 0;
  cinema.store.run("UPDATE print_job SET state = 'printed'");
  await expect(call('reprint-sale', { saleSeq, lines: [1], reason: ' ' })).rejects.toMatchObject({
    code: 'message-malformed',
  });
  expect(await call('reprint-sale', { saleSeq, lines: [1], reason: 'jam' })).toMatchObject({ ok: true });
  expect(woken).toBe(1);
  expect(await call('void-sale', { saleSeq, lines: [1], reason: 'wrong film' })).toMatchObject({ totalMinor: 1200 });
  expect(await call('refund-sale', { saleSeq, lines: [2], reason: 'ill' })).toMatchObject({ totalMinor: 1200 });
  expect(await call('see-sale', { saleSeq })).toMatchObject({ sale: { refunded: 2 } });
  expect(await call('request-refund', { orderKey: 'T3-9', lines: [], reason: 'ill' })).toEqual({ ok: true });
  const next = await choose([7]);
  expect(
    await call('exchange-sale', { saleSeq, lines: [1], reason: 'other film', basketId: next, tender: 'cash' }),
  ).toEqual({ ok: false, reason: 'ticket-not-valid' });
});

test('a gift voucher is taken into the basket, out of it, and into it again; what it covers needs no tender', async () => {
  const basketId = await choose([5]);
  let version = 0;
  cinema.server.answers['vouchers:ask'] = () => ({
    outcome: 'granted',
    voucherId: 4,
    version: ++version,
    balanceMinor: 5000,
    currency: 'EUR',
  });
  const code = '0123-4567-89ab-cdef';
  const voucher = { voucherId: 4, codeEnd: 'CDEF', balanceMinor: 5000 };
  expect(await call('take-voucher', { basketId, code })).toMatchObject({ basket: { vouchers: [voucher] } });
  expect(await call('drop-voucher', { basketId, voucherId: 4 })).toMatchObject({ basket: { vouchers: [] } });
  expect(await call('take-voucher', { basketId, code })).toMatchObject({ basket: { vouchers: [voucher] } });
  expect(await call('pay-mixed', { basketId, tenders: [] })).toMatchObject({ ok: true, changeMinor: 0 });
  expect(await call('take-voucher', { basketId, code })).toEqual({ ok: false, reason: 'basket-gone' });
});

test('an answer that is lost with its basket leaves no voucher behind: it is asked again and given back', async () => {
  const basketId = await choose([5]);
  const lost = new Promise<never>(() => undefined);
  cinema.server.answers['vouchers:ask'] = () => lost;
  const asked = call('take-voucher', { basketId, code: '0123456789ABCDEF' });
  await cinema.crash();
  expect(await asked).toEqual({ ok: false, reason: 'voucher-offline' });
  cinema.server.answers['vouchers:ask'] = () => ({
    outcome: 'granted',
    voucherId: 4,
    version: 3,
    balanceMinor: 5000,
    currency: 'EUR',
  });
  await start();
  await cinema.clock.advance(10_000);
  const ids = cinema.server.calls('vouchers:ask').map((ask) => (ask as { operationId: string }).operationId);
  expect([ids.length, new Set(ids).size]).toEqual([2, 1]);
  const returned = cinema.store.all<{ payload: string }>("SELECT payload FROM journal WHERE type = 'voucher.returned'");
  expect(returned.map(({ payload }) => JSON.parse(payload))).toEqual([{ voucherId: 4, version: 3, reason: 'unasked' }]);
  expect((await call('see-open-baskets', {})).baskets).toMatchObject([{ basketId, vouchers: [] }]);
});

test('items, alone or beside tickets, members and tickets that are given away: the page sees each in its basket', async () => {
  sellPopcorn();
  expect(await call('list-items', {})).toEqual({ items: [{ itemId: 1, name: 'Popcorn', priceMinor: 550 }] });
  const set = await call('set-items', { basketId: null, items: [{ itemId: 1, quantity: 2 }] });
  const basketId = set.ok ? set.basket.basketId : '';
  expect((await call('see-open-baskets', {})).baskets).toMatchObject([
    { basketId, screeningId: null, totalMinor: 1100 },
  ]);
  const tickets = [{ ticketClass: 'adult' as const, count: 1 }];
  await call('choose-seats', { basketId, screeningId: 1, seatIds: [5], tickets, allowSingleSeat: true });
  expect(await call('set-member', { basketId, memberNumber: 'm7' })).toMatchObject({ ok: true });
  await expect(call('set-comps', { basketId, seatIds: [5], reason: ' ' })).rejects.toMatchObject({
    code: 'message-malformed',
  });
  expect(await call('set-comps', { basketId, seatIds: [5], reason: 'press' })).toMatchObject({
    ok: true,
    basket: {
      memberNumber: 'M7',
      totalMinor: 1100,
      lines: [{ comp: 'press', priceMinor: 0 }],
      items: [{ quantity: 2 }],
    },
  });
  expect(await call('pay-mixed', { basketId, tenders: [{ kind: 'cash', givenMinor: 2000 }] })).toMatchObject({
    ok: true,
    changeMinor: 900,
  });
  const saleSeq = (await call('list-sales', { search: '' })).sales[0]?.saleSeq ?? 0;
  await expect(call('refund-sale', { saleSeq, lines: [], reason: 'ill' })).rejects.toMatchObject({
    code: 'message-malformed',
  });
  expect(await call('refund-sale', { saleSeq, lines: [], itemLines: [1], reason: 'cold' })).toMatchObject({
    ok: true,
    totalMinor: 1100,
  });
});

test('a basket of items that nobody touches is dropped like any other', async () => {
  sellPopcorn();
  const set = await call('set-items', { basketId: null, items: [{ itemId: 1, quantity: 2 }] });
  const basketId = set.ok ? set.basket.basketId : '';
  await cinema.clock.advance(5 * 60_000);
  expect((await call('see-basket', { basketId })).basket?.state).toBe('dropped');
});
