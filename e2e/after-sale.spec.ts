/** What happens at a till after a sale, in Chromium: exchanged, refunded by line, requested from whoever holds the tickets. */
import { expect, test } from '@playwright/test';
import { readBooks } from './fakes/books.ts';
import { type BoxOffice, openBoxOffice } from './fakes/box-office.ts';
import { listSlips } from './fakes/slips.ts';
import { casey, findDearer, morgan, openTill, readJournal, type Till } from './fakes/till.ts';
import { Cashier } from './screens/cashier.ts';

test.use({ viewport: { width: 1280, height: 800 } });

let office: BoxOffice;
let counter: Till;
let cashier: Cashier;
test.beforeEach(async ({ page }) => {
  test.setTimeout(180_000);
  office = await openBoxOffice();
  counter = await openTill(office);
  cashier = new Cashier(page);
  await cashier.beginsDay(counter, '200');
});
test.afterEach(() => office.close());

const see = (testId: string) => cashier.see(testId);
const ofType = (type: string) => readJournal(counter.till, type);
const lastSale = () => {
  const sale = ofType('sale.made').at(-1);
  if (!sale) throw new Error('nothing was sold');
  return sale as { screeningId: number; totalMinor: number; lines: { seatId: number }[]; tenders: object[] };
};

/** Neither tickets nor receipts. */
const otherSlips = () => listSlips(counter.till.papersFolder).filter(({ kind }) => kind === 'other').length;

test('two go to a dearer screening: the difference in cash with its change, then by card; the old tickets are worth nothing', async () => {
  const dearer = await findDearer(counter);
  for (const tender of ['cash', 'card'] as const) {
    await see(`show-${counter.show.screeningId}`).click();
    await cashier.sells(2);
    const old = lastSale();
    await cashier.opensLastSale();
    await see('other-screening').click();
    await expect(see('exchange')).toBeVisible();
    await see(`show-${dearer}`).click();
    await cashier.takesBest(2);
    await expect(see('due')).not.toHaveText('–');
    if (tender === 'cash') {
      await cashier.takesCash('50');
    } else await cashier.presses('F2');
    await expect(see('sold')).toBeVisible();
    const sale = lastSale();
    const dueMinor = sale.totalMinor - old.totalMinor;
    expect(dueMinor).toBeGreaterThan(0);
    expect(sale).toMatchObject({ screeningId: dearer, staffId: casey.id });
    expect(sale.tenders).toMatchObject([
      { kind: 'credit', amountMinor: old.totalMinor },
      tender === 'cash'
        ? { kind: 'cash', amountMinor: dueMinor, givenMinor: 5000 }
        : { kind: 'card', amountMinor: dueMinor },
    ]);
    expect(ofType('tickets.refunded').at(-1)).toMatchObject({
      kind: 'exchange',
      totalMinor: old.totalMinor,
      reason: 'Customer’s wish',
    });
    if (tender === 'cash') await expect(see('change')).toContainText(((5000 - dueMinor) / 100).toFixed(2));
    await cashier.presses('Enter');
  }
});

test('other seats at the same price are one key; the old seats can be sold again, and leaving undoes nothing that was sold', async ({
  page,
}) => {
  await cashier.sells(2);
  const old = lastSale();
  await cashier.opensLastSale();
  await see('other-seats').click();
  await expect(page.locator('.seat[data-marked="true"]')).toHaveCount(2);
  await cashier.presses('2');
  await expect(see('due')).toContainText('0.00');
  // Not yet: everything is as before.
  await cashier.presses('Escape');
  await expect(see('basket')).toBeVisible();
  expect(ofType('tickets.refunded')).toEqual([]);

  await cashier.opensLastSale();
  await see('other-seats').click();
  await cashier.presses('2');
  await expect(see('exchange-now')).toBeVisible();
  await cashier.presses('Enter');
  await expect(see('sold')).toContainText('nothing to pay');
  expect(lastSale().tenders).toMatchObject([{ kind: 'credit', amountMinor: old.totalMinor }]);
  const map = await counter.till.call('see-seat-map', { screeningId: counter.show.screeningId });
  const stateOf = (seatId: number) => map.seats.find((seat) => seat.seatId === seatId)?.state;
  expect(old.lines.map(({ seatId }) => stateOf(seatId))).toEqual(['mine', 'mine']);
  expect(lastSale().lines.map(({ seatId }) => stateOf(seatId))).toEqual(['sold', 'sold']);
});

test('a page that is loaded again in the middle of an exchange has done nothing: the old tickets are good, the seats on the counter', async ({
  page,
}) => {
  await cashier.sells(2);
  await cashier.opensLastSale();
  await see('other-seats').click();
  await cashier.presses('2');
  await expect(see('exchange-now')).toBeVisible();
  await page.reload();
  await expect(see('seats').locator('b')).toHaveCount(2);
  await expect(see('exchange')).toBeHidden();
  await expect(see('pay-cash')).toBeEnabled();
  expect(ofType('tickets.refunded')).toEqual([]);
});

test('seven of nine are taken back with a manager’s yes, and the slip says so; another terminal’s order is asked for', async () => {
  await cashier.sells(9);
  const sold = ofType('sale.made').at(-1) as { totalMinor: number; lines: { priceMinor: number }[] };
  await cashier.opensLastSale();
  for (const line of [1, 2]) await see(`line-${line}`).uncheck();
  const backMinor = sold.lines.slice(2).reduce((sum, { priceMinor }) => sum + priceMinor, 0);
  await expect(see('refund-amount')).toContainText((backMinor / 100).toFixed(2));
  await see('reason-customer-ill').click();
  await see('refund').click();
  // Above the limit of 50.00 it is a manager's to say.
  await cashier.isApprovedBy(morgan);
  for (const line of [3, 9]) await expect(see(`state-${line}`)).toContainText('undone');
  await expect(see('state-1')).toContainText('valid');
  expect(ofType('tickets.refunded')).toMatchObject([
    { kind: 'refund', totalMinor: backMinor, staffId: casey.id, approvedBy: morgan.id },
  ]);
  await expect.poll(() => otherSlips(), { timeout: 20_000 }).toBe(1);

  await see('search').fill('t9-41');
  await expect(see('request-elsewhere')).toContainText('T9-000041');
  await see('request-lines').fill('2');
  await see('reason-wish').click();
  await see('request').click();
  await expect(see('notice')).toContainText('T9-000041');
  expect(ofType('refund.requested')).toMatchObject([
    { order: { terminal: 9, seq: 41 }, lines: [2], reason: 'Customer’s wish', staffId: casey.id },
  ]);
  await expect.poll(() => otherSlips(), { timeout: 20_000 }).toBe(2);
  await expect
    .poll(() => readBooks(office.serverDatabaseFile).exceptions.map(({ kind }) => kind), { timeout: 20_000 })
    .toEqual(['refund-requested']);
});
