import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { entryPayloads } from '@marquee/shared/protocol/journal';
import { aCinemaSnapshot, anItem, startsAtMs } from '@marquee/shared/testing/builders';
import { pay, payMixed } from '../payment/payment.ts';
import { seeSale, undoSale } from '../sales/sales.ts';
import { type BoxOffice, openBoxOffice } from '../testing/box-office.ts';
import { chooseSeats, dropOpenBaskets, listItems, seeBasket, setItems } from './sell.ts';

let office: BoxOffice;
beforeEach(() => {
  office = openBoxOffice();
  office.grant([5, 6, 7]);
  const water = anItem({ id: 4, name: 'Water', priceMinor: 300, taxBasisPoints: 700 });
  const many = Array.from({ length: 21 }, (_, index) => anItem({ id: 100 + index, name: `Sweet ${index}` }));
  office.store.transaction(() => office.deps.catalogue.save(aCinemaSnapshot({ items: [anItem(), water, ...many] })));
  office.deps.catalogue.reload();
});
afterEach(() => office.close());

type Wanted = [itemId: number, quantity: number][];
const set = (wanted: Wanted, basketId: string | null = null) =>
  setItems(office.deps, { basketId, items: wanted.map(([itemId, quantity]) => ({ itemId, quantity })) });
const open = (wanted: Wanted, basketId: string | null = null): string => {
  const answer = set(wanted, basketId);
  if (!answer.ok) throw new Error(answer.reason);
  return answer.basket.basketId;
};
const see = (basketId: string) => seeBasket(office.deps, basketId);
const itemsOf = (basketId: string) => see(basketId)?.items.map(({ name, quantity }) => `${quantity} ${name}`);
const choose = (basketId: string | null, seatIds: number[]) =>
  chooseSeats(office.deps, {
    basketId,
    screeningId: 1,
    seatIds,
    tickets: [{ ticketClass: 'adult', count: seatIds.length }],
    allowSingleSeat: true,
  });
const rights = () =>
  office.store
    .all<{ state: string }>('SELECT state FROM seat_right ORDER BY seat_id')
    .map((row) => row.state)
    .join(' ');
const entries = <T extends 'sale.made' | 'tickets.refunded'>(type: T) =>
  office.store
    .all<{ payload: string }>('SELECT payload FROM journal WHERE type = ? ORDER BY seq', type)
    .map((row) => entryPayloads[type].parse(JSON.parse(row.payload)));
const papers = () => office.store.all('SELECT line, kind FROM print_job ORDER BY job_id');
const receipt = () =>
  JSON.parse(office.store.get<{ payload: string }>("SELECT payload FROM print_job WHERE kind = 'receipt'")!.payload);
async function sell(basketId: string): Promise<number> {
  const paid = await pay(office.deps, { basketId, tender: 'cash', language: 'en' });
  if (!paid.ok) throw new Error(paid.reason);
  return paid.basket.sale?.seq ?? 0;
}

test('what is sold beside tickets is in the catalogue, with the price of one', () => {
  expect(listItems(office.deps).slice(0, 2)).toEqual([
    { itemId: 1, name: 'Popcorn', priceMinor: 550 },
    { itemId: 4, name: 'Water', priceMinor: 300 },
  ]);
});

describe('a basket', () => {
  test('of items alone has no screening, and each line its tax', () => {
    const basketId = open([
      [1, 2],
      [4, 1],
    ]);
    expect(see(basketId)).toMatchObject({
      screeningId: null,
      state: 'open',
      lines: [],
      items: [
        { line: 1, itemId: 1, name: 'Popcorn', quantity: 2, priceMinor: 1100 },
        { line: 2, itemId: 4, name: 'Water', quantity: 1, priceMinor: 300 },
      ],
      totalMinor: 1400,
      taxMinor: 176 + 20,
    });
  });

  test('has exactly the items that were set last, and the same item in one line', () => {
    const basketId = open([[1, 2]]);
    open(
      [
        [4, 1],
        [4, 2],
      ],
      basketId,
    );
    expect([itemsOf(basketId), see(basketId)?.totalMinor]).toEqual([['3 Water'], 900]);
  });

  test('of items becomes one with tickets, and keeps its items while seats change', async () => {
    const basketId = open([[1, 1]]);
    await choose(basketId, [5, 6]);
    expect(see(basketId)).toMatchObject({ screeningId: 1, totalMinor: 2400 + 550, taxMinor: 2 * 79 + 88 });
    await choose(basketId, [7]);
    expect([itemsOf(basketId), see(basketId)?.totalMinor, rights()]).toEqual([
      ['1 Popcorn'],
      1200 + 550,
      'held held basket',
    ]);
  });

  test('without its seats is one of items alone, and one without either is none', async () => {
    const basketId = open([[1, 1]]);
    await choose(basketId, [5]);
    expect(await choose(basketId, [])).toMatchObject({ ok: true, basket: { screeningId: null, totalMinor: 550 } });
    expect(rights()).toBe('held held held');
    expect(set([], basketId)).toMatchObject({ ok: true, basket: { state: 'dropped' } });
  });

  test('of tickets alone stays one when its items go; its seats can’t all go', async () => {
    const basketId = await office.fillBasket([5]);
    open([[1, 1]], basketId);
    open([], basketId);
    expect(see(basketId)).toMatchObject({ state: 'open', screeningId: 1, items: [], totalMinor: 1200 });
    expect(await choose(basketId, [])).toEqual({ ok: false, reason: 'seat-count-wrong' });
  });

  test('is kept with its items over a power cut, and dropped with them at a kiosk', () => {
    const basketId = open([[1, 2]]);
    office.reopen();
    expect(itemsOf(basketId)).toEqual(['2 Popcorn']);
    dropOpenBaskets(office.deps);
    expect(see(basketId)?.state).toBe('dropped');
  });

  test.each<[string, Wanted, string]>([
    ['an item that is not sold here', [[2, 1]], 'item-unknown'],
    ['more pieces than a sale can have', [[1, 100]], 'too-many-items'],
    [
      'as many in several parts',
      [
        [1, 50],
        [1, 50],
      ],
      'too-many-items',
    ],
    ['more kinds than a sale can have', Array.from({ length: 21 }, (_, index) => [100 + index, 1]), 'too-many-items'],
  ])('refuses %s, and stays as it was', (_what, wanted, reason) => {
    const basketId = open([[4, 1]]);
    expect(set(wanted, basketId)).toEqual({ ok: false, reason });
    expect(itemsOf(basketId)).toEqual(['1 Water']);
  });

  test('that is sold, dropped or unknown takes no items, and nothing opens none', async () => {
    const basketId = open([[4, 1]]);
    await sell(basketId);
    const gone = { ok: false, reason: 'basket-gone' };
    expect([set([[1, 1]], basketId), set([[1, 1]], 'none'), set([])]).toEqual([gone, gone, gone]);
  });

  test('of another screening is not filled with these seats', async () => {
    const basketId = await office.fillBasket([5]);
    office.store.run('UPDATE basket SET screening_id = 2 WHERE basket_id = ?', basketId);
    expect(await choose(basketId, [6])).toEqual({ ok: false, reason: 'basket-gone' });
  });
});

describe('a sale', () => {
  test('of items alone has no screening, prints a receipt and nothing else, and says no film', async () => {
    const seq = await sell(
      open([
        [1, 2],
        [4, 1],
      ]),
    );
    expect(entries('sale.made')).toEqual([
      {
        screeningId: null,
        channel: 'kiosk',
        currency: 'EUR',
        lines: [],
        items: [
          { line: 1, itemId: 1, name: 'Popcorn', quantity: 2, priceMinor: 1100, taxMinor: 176 },
          { line: 2, itemId: 4, name: 'Water', quantity: 1, priceMinor: 300, taxMinor: 20 },
        ],
        tenders: [{ kind: 'cash', amountMinor: 1400, givenMinor: 1400 }],
        totalMinor: 1400,
      },
    ]);
    expect(papers()).toEqual([{ line: 0, kind: 'receipt' }]);
    expect(receipt()).toMatchObject({ startsAtMs: null, filmTitle: '', lines: [], totalMinor: 1400 });
    expect(seeSale(office.deps, seq)).toMatchObject({ screeningId: null, filmTitle: '', tickets: [], seatLabels: [] });
  });

  test('of tickets and items says the tax by its rates', async () => {
    const basketId = await office.fillBasket([5, 6]);
    await sell(
      open(
        [
          [1, 2],
          [4, 1],
        ],
        basketId,
      ),
    );
    expect(receipt()).toMatchObject({
      items: [
        { name: 'Popcorn', quantity: 2, priceMinor: 1100 },
        { name: 'Water', quantity: 1, priceMinor: 300 },
      ],
      totalMinor: 3800,
      taxMinor: 354,
      taxes: [
        { basisPoints: 700, taxMinor: 178 },
        { basisPoints: 1900, taxMinor: 176 },
      ],
    });
    expect(papers()).toHaveLength(3);
  });

  test('of items alone is paid by card too, and whatever the screenings', async () => {
    office.clock.setMachineClock(startsAtMs + 3600_000);
    const basketId = open([[1, 2]]);
    const paying = payMixed(office.deps, { basketId, cardMinor: 1000, cashGivenMinor: 200, language: 'en' });
    await office.clock.advance(1000);
    expect(await paying).toMatchObject({ ok: true, changeMinor: 100, basket: { sale: { totalMinor: 1100 } } });
  });
});

describe('a refund', () => {
  const wish = (saleSeq: number, lines: number[], itemLines: number[]) => ({
    saleSeq,
    lines,
    itemLines,
    reason: 'cold',
  });
  const undo = async (saleSeq: number, lines: number[], itemLines: number[]) => {
    const answer = undoSale(office.deps, 'refund', wish(saleSeq, lines, itemLines));
    await office.clock.advance(1000);
    return answer;
  };
  const itemStates = (saleSeq: number) => seeSale(office.deps, saleSeq)?.items.map(({ state }) => state);

  test('of a line of items gives back what was paid for it, once, and leaves the tickets alone', async () => {
    const seq = await sell(
      open(
        [
          [1, 2],
          [4, 1],
        ],
        await office.fillBasket([5]),
      ),
    );
    expect(await undo(seq, [], [1])).toEqual({
      ok: true,
      totalMinor: 1100,
      tenders: [{ kind: 'cash', amountMinor: 1100 }],
    });
    expect(entries('tickets.refunded')).toMatchObject([
      {
        kind: 'refund',
        saleSeq: seq,
        screeningId: 1,
        lines: [],
        items: [{ line: 1, amountMinor: 1100 }],
        totalMinor: 1100,
      },
    ]);
    const slip = office.store.get<{ payload: string }>("SELECT payload FROM report_job WHERE kind = 'refund-slip'");
    expect(JSON.parse(slip?.payload ?? '')).toMatchObject({
      seats: [],
      items: [{ quantity: 2, amountMinor: 1100 }],
      totalMinor: 1100,
    });
    expect(seeSale(office.deps, seq)).toMatchObject({
      tickets: [{ state: 'valid' }],
      items: [
        { line: 1, name: 'Popcorn', quantity: 2, priceMinor: 1100, state: 'refunded' },
        { line: 2, name: 'Water', quantity: 1, priceMinor: 300, state: 'valid' },
      ],
    });
    expect(await undo(seq, [], [1])).toMatchObject({ ok: true, totalMinor: 1100 });
    expect(await undo(seq, [], [1, 2])).toEqual({ ok: false, reason: 'ticket-not-valid' });
    expect(entries('tickets.refunded')).toHaveLength(1);
  });

  test('of a ticket and items together is one entry', async () => {
    const seq = await sell(open([[1, 2]], await office.fillBasket([5])));
    expect(await undo(seq, [1], [1])).toMatchObject({ ok: true, totalMinor: 2300 });
    expect(entries('tickets.refunded')).toMatchObject([
      { lines: [{ line: 1 }], items: [{ line: 1 }], totalMinor: 2300 },
    ]);
    expect(rights()).toBe('held held held');
  });

  test('of an items-only sale names no screening, and what was never sold is refused', async () => {
    const seq = await sell(open([[1, 2]]));
    expect(await undo(seq, [], [2])).toEqual({ ok: false, reason: 'ticket-unknown' });
    expect(await undo(seq, [1], [])).toEqual({ ok: false, reason: 'ticket-unknown' });
    expect(await undo(seq, [], [1])).toMatchObject({ ok: true });
    expect(entries('tickets.refunded')).toMatchObject([{ screeningId: null, lines: [] }]);
  });

  test('that the card reader refuses leaves the items as they were', async () => {
    const basketId = open([[1, 2]]);
    const paying = pay(office.deps, { basketId, tender: 'card', language: 'en' });
    await office.clock.advance(1000);
    const paid = await paying;
    const seq = (paid.ok && paid.basket.sale?.seq) || 0;
    office.reader.setMode('decline');
    expect(await undo(seq, [], [1])).toEqual({ ok: false, reason: 'refund-declined' });
    expect(itemStates(seq)).toEqual(['valid']);
    office.reader.setMode('approve');
    expect(await undo(seq, [], [1])).toMatchObject({ ok: true, tenders: [{ kind: 'card', amountMinor: 1100 }] });
  });
});
