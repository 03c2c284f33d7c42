import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { Fault } from '@marquee/shared/errors';
import type { CallAnswer, CallRequest } from '@marquee/shared/protocol/calls';
import { entryPayloads } from '@marquee/shared/protocol/journal';
import { closeTerminal } from '../closing/closing.ts';
import { appendEntry } from '../journal/journal.ts';
import { parkBasket } from '../park/park.ts';
import { pay, payMixed } from '../payment/payment.ts';
import type { ReaderMode } from '../payment/simulated-reader.ts';
import { exchangeTickets, refundTickets } from '../refund/refund.ts';
import { dropBasket, seeBasket } from '../sell/sell.ts';
import { type BoxOffice, openBoxOffice } from '../testing/box-office.ts';
import { dropVoucher, sendLeftAsks, takeVoucher, type VoucherDeps, vouchersMax } from './vouchers.ts';

type Answer = CallAnswer<'vouchers:ask'>;

let office: BoxOffice;
let basketId: string;
let asked: CallRequest<'vouchers:ask'>[];
let answer: (ask: CallRequest<'vouchers:ask'>) => Answer | Promise<Answer>;
let drained: number;
const code = (end: string): string => `0123456789AB${end}`;
const granted = (voucherId: number, balanceMinor: number, version = 1, currency = 'EUR'): Answer => ({
  outcome: 'granted',
  voucherId,
  version,
  balanceMinor,
  currency,
});

beforeEach(async () => {
  office = openBoxOffice();
  office.online = true;
  asked = [];
  drained = 0;
  answer = () => granted(4, 1000);
  office.grant([5, 6, 7]);
  basketId = await office.fillBasket([5, 6]);
});
afterEach(() => office.close());

const deps = (): VoucherDeps => ({
  ...office.deps,
  isOnline: () => office.online,
  async askVoucher(ask) {
    asked.push(ask);
    return answer(ask);
  },
  async drainJournal() {
    drained += 1;
    return true;
  },
});
const take = (typed = code('AAAA'), into = basketId) => takeVoucher(deps(), { basketId: into, code: typed });
const vouchers = (of = basketId) => seeBasket(office.deps, of)?.vouchers.map(({ voucherId }) => voucherId);
const rows = () =>
  office.store
    .all<{ voucher_id: number; version: number; state: string }>('SELECT * FROM voucher ORDER BY voucher_id')
    .map((row) => `${row.voucher_id} v${row.version} ${row.state}`);
const asks = () => office.store.all('SELECT * FROM voucher_ask').length;
const returned = () =>
  office.store
    .all<{ payload: string }>("SELECT payload FROM journal WHERE type = 'voucher.returned' ORDER BY seq")
    .map((row) => entryPayloads['voucher.returned'].parse(JSON.parse(row.payload)));
const sales = () =>
  office.store
    .all<{ payload: string }>("SELECT payload FROM journal WHERE type = 'sale.made' ORDER BY seq")
    .map((row) => entryPayloads['sale.made'].parse(JSON.parse(row.payload)));
async function waitFor<R>(running: Promise<R>): Promise<R> {
  await office.clock.advance(30_000);
  return running;
}
const byCard = (mode: ReaderMode = 'approve') => {
  office.reader.setMode(mode);
  return waitFor(pay(office.deps, { basketId, tender: 'card', language: 'en' }));
};
const mixed = (cardMinor: number, cashGivenMinor: number) =>
  waitFor(payMixed(office.deps, { basketId, cardMinor, cashGivenMinor, language: 'en' }));
const voucherTender = (voucherId: number, amountMinor: number, voucherVersion = 1) => ({
  kind: 'voucher',
  amountMinor,
  voucherId,
  voucherVersion,
});

describe('taking a voucher', () => {
  test('it is asked for as it is printed, and is on the disk when it is shown', async () => {
    expect(await take('0123 4567-89ab-aaaa')).toMatchObject({
      ok: true,
      basket: { vouchers: [{ voucherId: 4, codeEnd: 'AAAA', balanceMinor: 1000 }] },
    });
    expect(asked.map((ask) => ask.code)).toEqual([code('AAAA')]);
    office.reopen();
    expect([vouchers(), rows(), asks()]).toEqual([[4], ['4 v1 held'], 0]);
  });

  test('the same again is the same basket, without a network too; for another basket it is in use', async () => {
    const first = await take();
    office.online = false;
    expect(await take()).toEqual(first);
    const other = await office.fillBasket([7]);
    expect(await take(code('AAAA'), other)).toEqual({ ok: false, reason: 'voucher-in-use' });
    expect(asked).toHaveLength(1);
  });

  test.each([
    ['unknown', 'voucher-unknown'],
    ['spent', 'voucher-spent'],
    ['expired', 'voucher-expired'],
    ['in-use', 'voucher-in-use'],
  ] as const)('what the server refuses (%s) is refused', async (reason, refusal) => {
    answer = () => ({ outcome: 'refused', reason });
    expect([await take(), vouchers(), asks()]).toEqual([{ ok: false, reason: refusal }, [], 0]);
  });

  test('what is no code is not asked for', async () => {
    expect([await take('hello'), asked]).toEqual([{ ok: false, reason: 'voucher-unknown' }, []]);
  });

  test('without a network, and into a basket that is gone, none is taken', async () => {
    office.online = false;
    expect([await take(), asks()]).toEqual([{ ok: false, reason: 'voucher-offline' }, 0]);
    dropBasket(office.deps, basketId);
    expect(await take()).toEqual({ ok: false, reason: 'basket-gone' });
  });

  test('five are enough for a sale', async () => {
    for (let id = 1; id <= vouchersMax; id += 1) {
      answer = () => granted(id, 100);
      expect(await take(code(`AAA${id}`))).toMatchObject({ ok: true });
    }
    expect(await take(code('AAA9'))).toEqual({ ok: false, reason: 'too-many-vouchers' });
  });

  test('whoever guesses too often is told so', async () => {
    answer = () => {
      throw new Fault('too-many-tries');
    };
    expect(await take()).toEqual({ ok: false, reason: 'too-many-tries' });
  });

  test('one of another currency goes back at once', async () => {
    answer = () => granted(4, 1000, 1, 'USD');
    expect(await take()).toEqual({ ok: false, reason: 'voucher-currency' });
    expect(returned()).toEqual([{ voucherId: 4, version: 1, reason: 'unasked' }]);
  });

  test('one whose basket was dropped while the server was asked goes back at once', async () => {
    answer = () => {
      dropBasket(office.deps, basketId);
      return granted(4, 1000);
    };
    expect(await take()).toEqual({ ok: false, reason: 'basket-gone' });
    expect([rows(), returned()]).toEqual([['4 v1 returned'], [{ voucherId: 4, version: 1, reason: 'unasked' }]]);
  });

  test('a version that was given back here is not taken again: the server is told first, and asked anew', async () => {
    await take();
    dropVoucher(deps(), { basketId, voucherId: 4 });
    answer = () => granted(4, 1000, drained === 0 ? 1 : 2);
    expect(await take()).toMatchObject({ ok: true, basket: { vouchers: [{ voucherId: 4 }] } });
    expect([rows(), drained, new Set(asked.map((ask) => ask.operationId)).size]).toEqual([['4 v2 held'], 1, 3]);
  });

  test('a server that never hears of it hands out no voucher twice', async () => {
    await take();
    dropVoucher(deps(), { basketId, voucherId: 4 });
    expect(await take()).toEqual({ ok: false, reason: 'voucher-in-use' });
    expect([rows(), asks()]).toEqual([['4 v1 returned'], 0]);
  });
});

describe('an ask whose answer was lost', () => {
  beforeEach(async () => {
    answer = () => {
      throw new Fault('link-down');
    };
    expect(await take()).toEqual({ ok: false, reason: 'voucher-offline' });
    answer = () => granted(4, 1000);
  });

  test('is asked again under the same id, also after a crash, and what it brings goes back', async () => {
    office.reopen();
    await sendLeftAsks(deps());
    expect(new Set(asked.map((ask) => ask.operationId)).size).toBe(1);
    expect([rows(), asks(), returned()]).toEqual([
      ['4 v1 returned'],
      0,
      [{ voucherId: 4, version: 1, reason: 'unasked' }],
    ]);
  });

  test('is taken up by whoever types the code again', async () => {
    const other = await office.fillBasket([7]);
    expect(await take(code('AAAA'), other)).toMatchObject({ ok: true });
    expect(asked[1]?.operationId).toBe(asked[0]?.operationId);
    await sendLeftAsks(deps());
    expect([vouchers(other), returned()]).toEqual([[4], []]);
  });

  test('is asked once more, and no more, by whoever takes it up while those before it are asked again', async () => {
    const other = await office.fillBasket([7]);
    answer = () => {
      throw new Fault('link-down');
    };
    expect(await take(code('BBBB'), other)).toEqual({ ok: false, reason: 'voucher-offline' });
    const first = Promise.withResolvers<Answer>();
    answer = (ask) => (ask.code.endsWith('AAAA') ? first.promise : granted(9, 500));
    const leftAsks = sendLeftAsks(deps());
    expect(await take(code('BBBB'), other)).toMatchObject({ ok: true });
    first.resolve(granted(4, 1000));
    await leftAsks;
    expect(asked.filter((ask) => ask.code.endsWith('BBBB'))).toHaveLength(2);
    expect([vouchers(other), asks()]).toEqual([[9], 0]);
  });

  test('waits as long as the link is down, or the server gives no answer', async () => {
    office.online = false;
    await sendLeftAsks(deps());
    expect(asked).toHaveLength(1);
    office.online = true;
    answer = () => {
      throw new Fault('too-many-tries');
    };
    await sendLeftAsks(deps());
    expect([asked.length, asks()]).toEqual([2, 1]);
  });

  test('writes nothing after the journal’s last entry', async () => {
    dropBasket(office.deps, basketId);
    office.store.transaction(() => appendEntry(office.deps, 'terminal.closed', { reason: 'closed-by-server' }));
    await sendLeftAsks(deps());
    expect([office.types().at(-1), asks()]).toEqual(['terminal.closed', 0]);
  });
});

describe('an open basket’s vouchers', () => {
  beforeEach(() => take());

  test('are taken out again', () => {
    expect(dropVoucher(deps(), { basketId, voucherId: 4 })).toMatchObject({ ok: true, basket: { vouchers: [] } });
    expect(returned()).toEqual([{ voucherId: 4, version: 1, reason: 'taken-away' }]);
    expect(dropVoucher(deps(), { basketId, voucherId: 4 })).toMatchObject({ ok: true });
    dropBasket(office.deps, basketId);
    expect(dropVoucher(deps(), { basketId, voucherId: 4 })).toEqual({ ok: false, reason: 'basket-gone' });
  });

  test.each(['dropped', 'parked'])('go back when it is %s', (how) => {
    if (how === 'dropped') dropBasket(office.deps, basketId);
    else parkBasket(office.deps, { basketId, name: 'Weber' });
    expect([vouchers(), returned()]).toEqual([[], [{ voucherId: 4, version: 1, reason: 'basket-dropped' }]]);
  });

  test('go back before a closed terminal’s journal ends', async () => {
    expect(await closeTerminal(office.deps)).toBe(true);
    expect(office.types().slice(-2)).toEqual(['rights.returned', 'terminal.closed']);
    expect(returned()).toHaveLength(1);
  });

  test('are kept, with the basket, when the card is declined', async () => {
    expect(await byCard('decline')).toEqual({ ok: false, reason: 'card-declined' });
    expect([vouchers(), rows()]).toEqual([[4], ['4 v1 held']]);
  });
});

describe('paying, 24.00 for two', () => {
  test('vouchers pay first, in the order in which they were taken, and cash the rest', async () => {
    await take();
    answer = () => granted(2, 500);
    await take(code('BBBB'));
    expect(await pay(office.deps, { basketId, tender: 'cash', givenMinor: 1000, language: 'en' })).toMatchObject({
      ok: true,
    });
    expect(sales()[0]?.tenders).toEqual([
      voucherTender(4, 1000),
      voucherTender(2, 500),
      { kind: 'cash', amountMinor: 900, givenMinor: 1000 },
    ]);
    expect(rows()).toEqual(['2 v1 spent', '4 v1 spent']);
  });

  test('a card is charged no more than they leave over', async () => {
    await take();
    expect(await byCard()).toMatchObject({ ok: true, basket: { state: 'sold' } });
    expect(office.reader.captured().map(({ amountMinor }) => amountMinor)).toEqual([1400]);
    expect(sales()[0]?.tenders).toMatchObject([voucherTender(4, 1000), { kind: 'card', amountMinor: 1400 }]);
  });

  test('a card and cash share what they leave over', async () => {
    await take();
    expect(await mixed(2000, 0)).toEqual({ ok: false, reason: 'amount-wrong' });
    expect(await mixed(400, 999)).toEqual({ ok: false, reason: 'cash-short' });
    expect(await mixed(400, 1500)).toMatchObject({ ok: true, changeMinor: 500 });
    expect(sales()[0]?.tenders.map(({ amountMinor }) => amountMinor)).toEqual([1000, 400, 1000]);
  });

  test.each(['pay', 'pay-mixed'])(
    'what they cover needs no other tender (%s), and what is not needed goes back',
    async (how) => {
      answer = () => granted(4, 3000);
      await take();
      answer = () => granted(5, 100);
      await take(code('BBBB'));
      const paid = how === 'pay' ? await byCard() : await mixed(0, 0);
      expect(paid).toMatchObject({ ok: true, basket: { state: 'sold' } });
      expect(sales()[0]?.tenders).toEqual([voucherTender(4, 2400)]);
      expect([office.reader.captured(), rows()]).toEqual([[], ['4 v1 spent', '5 v1 returned']]);
      expect(office.types()).toEqual(['terminal.opened', 'sale.made', 'voucher.returned']);
    },
  );

  test('where the disk refuses the sale, the voucher is as it was', async () => {
    await take();
    office.handle.exec("CREATE TRIGGER broken BEFORE INSERT ON journal BEGIN SELECT RAISE(ABORT, 'broken disk'); END");
    await expect(pay(office.deps, { basketId, tender: 'cash', language: 'en' })).rejects.toThrow('broken disk');
    expect([rows(), vouchers()]).toEqual([['4 v1 held'], [4]]);
  });
});

describe('money goes back', () => {
  const tendersOf = () =>
    office.store
      .all<{ payload: string }>("SELECT payload FROM journal WHERE type = 'tickets.refunded' ORDER BY seq")
      .map((row) => entryPayloads['tickets.refunded'].parse(JSON.parse(row.payload)).tenders);
  const refund = (saleSeq: number, lines: number[], refundId: string) =>
    waitFor(refundTickets(office.deps, { refundId, saleSeq, lines, reason: 'ill' }));
  const seqOf = () => seeBasket(office.deps, basketId)?.sale?.seq ?? 0;

  test('to the voucher that paid it, in parts that never exceed it, and the rest the way it came', async () => {
    answer = () => granted(4, 2000);
    await take();
    await byCard();
    expect(await refund(seqOf(), [1], 'one')).toMatchObject({ ok: true });
    expect(await refund(seqOf(), [2], 'two')).toMatchObject({ ok: true });
    expect(tendersOf()).toMatchObject([
      [{ kind: 'voucher', amountMinor: 1200, voucherId: 4 }],
      [
        { kind: 'voucher', amountMinor: 800, voucherId: 4 },
        { kind: 'card', amountMinor: 400 },
      ],
    ]);
  });

  test('in an exchange too: what the new seats cost less was the voucher’s, and a later refund finds it', async () => {
    answer = () => granted(4, 2400);
    await take();
    await byCard();
    const other = await office.fillBasket([7]);
    const exchanged = await waitFor(
      exchangeTickets(office.deps, {
        refundId: 'exchange',
        saleSeq: seqOf(),
        lines: [1, 2],
        reason: 'other film',
        basketId: other,
        tender: 'cash',
        language: 'en',
      }),
    );
    expect(exchanged).toMatchObject({ ok: true });
    basketId = other;
    expect(await refund(seqOf(), [1], 'after')).toMatchObject({ ok: true });
    expect(tendersOf()).toEqual([
      [
        { kind: 'credit', amountMinor: 1200 },
        { kind: 'voucher', amountMinor: 1200, voucherId: 4 },
      ],
      [{ kind: 'voucher', amountMinor: 1200, voucherId: 4 }],
    ]);
  });

  test('a voucher helps to pay for dearer seats', async () => {
    dropBasket(office.deps, basketId);
    basketId = await office.fillBasket([7]);
    await byCard();
    const saleSeq = seqOf();
    const two = await office.fillBasket([5, 6]);
    basketId = two;
    answer = () => granted(4, 1000);
    expect(await take(code('AAAA'), two)).toMatchObject({ ok: true });
    const wish = {
      refundId: 'dearer',
      saleSeq,
      lines: [1],
      reason: 'a friend',
      basketId: two,
      language: 'en' as const,
    };
    expect(await exchangeTickets(office.deps, { ...wish, tender: 'cash', givenMinor: 199 })).toEqual({
      ok: false,
      reason: 'cash-short',
    });
    expect(await exchangeTickets(office.deps, { ...wish, tender: 'cash', givenMinor: 200 })).toMatchObject({
      ok: true,
    });
    expect(sales().at(-1)?.tenders).toMatchObject([
      voucherTender(4, 1000),
      { kind: 'credit', amountMinor: 1200 },
      { kind: 'cash', amountMinor: 200 },
    ]);
  });
});
