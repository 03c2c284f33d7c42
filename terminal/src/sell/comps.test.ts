import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { entryPayloads } from '@marquee/shared/protocol/journal';
import { aCinemaSnapshot, anItem, aPriceList } from '@marquee/shared/testing/builders';
import { pay, payMixed } from '../payment/payment.ts';
import { undoSale } from '../sales/sales.ts';
import { type BoxOffice, openBoxOffice } from '../testing/box-office.ts';
import { type AtTheTill, chooseSeats, seeBasket, setComps, setItems, setMember } from './sell.ts';

let office: BoxOffice;
let basketId: string;
let approvals: number;
beforeEach(async () => {
  office = openBoxOffice();
  const members = { id: 1, rank: 1, name: 'Members', membersOnly: true, price: { kind: 'less' as const, minor: 200 } };
  const prices = aPriceList({ rules: [members] });
  office.store.transaction(() => office.deps.catalogue.save(aCinemaSnapshot({ prices, items: [anItem()] })));
  office.deps.catalogue.reload();
  office.grant([5, 6, 7]);
  basketId = await office.fillBasket([5, 6]);
  approvals = 0;
});
afterEach(() => office.close());

/** A till where nobody may give tickets away but with a manager. */
const strict: AtTheTill = {
  now: () => ({ staffId: 4, shiftSeq: 1 }),
  refuse: (isCash) => (isCash ? 'no-shift' : null),
  needsApproval: () => false,
  compTicketsMax: () => 1,
};
const give = (seatIds: number[], approvedBy: number | null = null, reason = 'press') =>
  setComps(office.deps, { basketId, seatIds, reason }, () => {
    approvals += 1;
    return approvedBy;
  });
const see = () => seeBasket(office.deps, basketId)!;
const prices = () => see().lines.map(({ priceMinor, comp }) => [priceMinor, comp]);
const choose = (seatIds: number[]) =>
  chooseSeats(office.deps, {
    basketId,
    screeningId: 1,
    seatIds,
    tickets: [{ ticketClass: 'adult', count: seatIds.length }],
    allowSingleSeat: true,
  });
const sales = () =>
  office.store
    .all<{ payload: string }>("SELECT payload FROM journal WHERE type = 'sale.made' ORDER BY seq")
    .map((row) => entryPayloads['sale.made'].parse(JSON.parse(row.payload)));
const sell = () => pay(office.deps, { basketId, tender: 'cash', language: 'en' });

describe('a ticket that is given away', () => {
  test('costs nothing and has no tax, and its reason is on it', async () => {
    expect(give([6])).toMatchObject({ ok: true, basket: { totalMinor: 1200, taxMinor: 79 } });
    expect(prices()).toEqual([
      [1200, null],
      [0, 'press'],
    ]);
    await sell();
    expect(sales()[0]?.lines).toMatchObject([
      { line: 1, priceMinor: 1200, taxMinor: 79 },
      { line: 2, priceMinor: 0, taxMinor: 0, comp: 'press' },
    ]);
    expect(sales()[0]?.lines[0]).not.toHaveProperty('comp');
    const papers = office.store
      .all<{ payload: string }>("SELECT payload FROM print_job WHERE kind = 'ticket' ORDER BY line")
      .map((row) => JSON.parse(row.payload) as { given?: boolean });
    expect(papers.map(({ given }) => given)).toEqual([undefined, true]);
  });

  test('is paid for again when it is no longer given away', () => {
    give([5, 6]);
    give([5]);
    expect(prices()).toEqual([
      [0, 'press'],
      [1200, null],
    ]);
    expect(give([])).toMatchObject({ ok: true, basket: { totalMinor: 2400 } });
  });

  test('stays so while other seats change, and goes with its seat', async () => {
    give([5, 6]);
    await choose([6, 7]);
    expect(prices()).toEqual([
      [0, 'press'],
      [1200, null],
    ]);
    await choose([5, 7]);
    expect(see().totalMinor).toBe(2400);
  });

  test('must be in the basket, and the basket open', async () => {
    expect(give([7])).toEqual({ ok: false, reason: 'seat-not-in-basket' });
    await sell();
    expect(give([5])).toEqual({ ok: false, reason: 'basket-gone' });
  });

  test('needs a manager above the limit, who is in the sale', async () => {
    office.deps.till = strict;
    expect([give([5]), approvals]).toMatchObject([{ ok: true }, 0]);
    expect([give([5, 6]), approvals]).toEqual([{ ok: false, reason: 'approval-needed' }, 1]);
    expect(prices()).toEqual([
      [0, 'press'],
      [1200, null],
    ]);
    expect(give([5, 6], 9)).toMatchObject({ ok: true, basket: { totalMinor: 0 } });
    await sell();
    expect(sales()).toMatchObject([{ approvedBy: 9, staffId: 4, totalMinor: 0 }]);
  });

  test('that a manager has allowed needs no second yes for another reason or fewer seats', () => {
    office.deps.till = strict;
    give([5, 6], 9);
    expect([give([5, 6], null, 'staff'), give([6])]).toMatchObject([{ ok: true }, { ok: true }]);
    expect(give([5, 6])).toEqual({ ok: false, reason: 'approval-needed' });
  });

  test('no manager is in a sale in which nothing was given away in the end', async () => {
    office.deps.till = { ...strict, refuse: () => null };
    give([5, 6], 9);
    await choose([7]);
    await sell();
    expect(sales()[0]).not.toHaveProperty('approvedBy');
  });

  test('is not given away by nobody', () => {
    office.deps.till = { ...strict, refuse: () => 'not-signed-in' };
    expect(give([5])).toEqual({ ok: false, reason: 'not-signed-in' });
  });
});

describe('a sale of nothing but such tickets', () => {
  beforeEach(() => {
    office.deps.till = { ...strict, compTicketsMax: () => 10 };
    give([5, 6]);
  });
  const nothing = [{ kind: 'cash', amountMinor: 0 }];

  test.each(['cash', 'card'] as const)('needs no money, no drawer and no card: %s', async (tender) => {
    expect(await pay(office.deps, { basketId, tender, language: 'en' })).toMatchObject({ ok: true });
    expect(sales()).toMatchObject([{ totalMinor: 0, tenders: nothing }]);
    expect(office.reader.captured()).toEqual([]);
  });

  test('is made without any tender too, and once', async () => {
    const none = { basketId, cardMinor: 0, cashGivenMinor: 0, language: 'en' as const };
    expect(await payMixed(office.deps, none)).toMatchObject({ ok: true, changeMinor: 0 });
    expect(await payMixed(office.deps, none)).toMatchObject({ ok: true, changeMinor: 0 });
    expect(sales()).toHaveLength(1);
  });

  test('gives nothing back, and no drawer is needed for that either', async () => {
    await sell();
    const undone = await undoSale(office.deps, 'refund', { saleSeq: 2, lines: [1, 2], reason: 'ill' });
    expect(undone).toEqual({ ok: true, totalMinor: 0, tenders: [{ kind: 'cash', amountMinor: 0 }] });
  });
});

describe('a member', () => {
  const member = (memberNumber: string | null) => setMember(office.deps, { basketId, memberNumber });

  test('has their prices at once, and so have seats that are chosen later', async () => {
    expect(member('m-1')).toEqual({ ok: false, reason: 'member-number-wrong' });
    expect(member(' m123 ')).toMatchObject({ ok: true, basket: { memberNumber: 'M123', totalMinor: 2000 } });
    await choose([5, 6, 7]);
    expect(see()).toMatchObject({ memberNumber: 'M123', totalMinor: 3000 });
    await sell();
    expect(sales()).toMatchObject([{ memberNumber: 'M123', totalMinor: 3000 }]);
  });

  test('is none any more when the number is taken away', async () => {
    member('M123');
    expect(member(null)).toMatchObject({ ok: true, basket: { memberNumber: null, totalMinor: 2400 } });
    await sell();
    expect(sales()[0]).not.toHaveProperty('memberNumber');
  });

  test('pays no more for what is given away, and items cost what they cost', () => {
    setItems(office.deps, { basketId, items: [{ itemId: 1, quantity: 1 }] });
    give([5]);
    expect(member('7')).toMatchObject({ ok: true, basket: { totalMinor: 1000 + 550 } });
  });

  test.each(['', ' ', '123456789012345678901', 'Ä1', '1 2'])('has no number like “%s”', (number) => {
    expect(member(number)).toEqual({ ok: false, reason: 'member-number-wrong' });
  });

  test('may buy items alone, and their basket must be open', async () => {
    const items = setItems(office.deps, { basketId: null, items: [{ itemId: 1, quantity: 1 }] });
    const other = items.ok ? items.basket.basketId : '';
    expect(setMember(office.deps, { basketId: other, memberNumber: '7' })).toMatchObject({ ok: true });
    await sell();
    expect(member('7')).toEqual({ ok: false, reason: 'basket-gone' });
  });
});
