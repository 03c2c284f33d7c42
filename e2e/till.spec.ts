/** What a till's page is asked for beside the usual day, in Chromium (cashier-day.spec.ts). */
import { expect, type Page, test } from '@playwright/test';
import { type BoxOffice, openBoxOffice } from './fakes/box-office.ts';
import { casey, morgan, openTill, readJournal, robin, type Till } from './fakes/till.ts';
import { Cashier } from './screens/cashier.ts';

test.use({ viewport: { width: 1280, height: 800 } });

let office: BoxOffice;
let counter: Till;
let cashier: Cashier;
test.beforeEach(async ({ page }) => {
  test.setTimeout(120_000);
  office = await openBoxOffice();
  counter = await openTill(office);
  cashier = new Cashier(page);
});
test.afterEach(() => office.close());

const see = (testId: string) => cashier.see(testId);
const ofType = (type: string) => readJournal(counter.till, type);

test('after a power cut the basket is on the counter again, once somebody has signed in', async () => {
  await cashier.beginsDay(counter);
  await cashier.takesBest(3);
  const seats = await see('seats').innerText();
  await counter.till.kill();
  await counter.till.start();
  await cashier.signsIn(robin);
  await see('sell').or(see('open-later')).first().waitFor();
  await cashier.hasSeats(3);
  expect(await see('seats').innerText()).toBe(seats);
});

test('a refund above the limit asks for a manager; without the network the page says what works', async ({ page }) => {
  await cashier.beginsDay(counter);
  await cashier.presses('5');
  await cashier.presses('F2');
  await expect(see('sold')).toBeVisible();
  await cashier.presses('F6');
  await page.locator('.till-list button').first().click();
  await see('reason-customer-ill').click();
  await see('refund').click();
  await cashier.isApprovedBy(morgan);
  await expect(see('state-1')).toContainText('undone');
  expect(ofType('tickets.refunded')).toMatchObject([{ kind: 'refund', staffId: casey.id, approvedBy: morgan.id }]);
  await cashier.presses('Escape');
  counter.cable.cut('reset');
  await expect(see('banner')).toContainText('seats are held here', { timeout: 40_000 });
  await cashier.presses('2');
  await cashier.presses('F1');
  await expect(see('given')).toBeFocused();
  await cashier.presses('Enter');
  await expect(see('sold')).toBeVisible();
});

/** As a scanner types it, with its Enter: faster than keys can be sent from out here. */
const scan = (page: Page, text: string): Promise<void> =>
  page.evaluate(
    (keys) => {
      for (const key of keys)
        (document.activeElement ?? document.body).dispatchEvent(
          new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }),
        );
    },
    [...text, 'Enter'],
  );

test('popcorn alone, in cash: by keys, from an empty basket', async () => {
  const { items } = await counter.till.call('list-items', {});
  const priceOf = (name: string) => items.find((item) => item.name === name)?.priceMinor ?? 0;
  await cashier.beginsDay(counter);
  await cashier.addsItems('2 pop', 'water');
  const totalMinor = 2 * priceOf('Popcorn') + priceOf('Water');
  await expect.poll(() => cashier.reads('total')).toBe(totalMinor);
  expect(await cashier.takesCash('20')).toBe(2000 - totalMinor);
  await expect(see('sold-what')).toContainText('2 × Popcorn');
  const [sale] = ofType('sale.made');
  expect(sale).toMatchObject({
    screeningId: null,
    lines: [],
    items: [
      { name: 'Popcorn', quantity: 2, priceMinor: 2 * priceOf('Popcorn') },
      { name: 'Water', quantity: 1, priceMinor: priceOf('Water') },
    ],
    tenders: [{ kind: 'cash', amountMinor: totalMinor, givenMinor: 2000 }],
    totalMinor,
    staffId: casey.id,
  });
});

test('a manager’s PIN gives two seats away: nothing is to be paid, and one key is the end of it', async () => {
  await cashier.beginsDay(counter);
  await cashier.takesBest(2);
  await cashier.presses('g');
  await see('comp-reason-press').click();
  await see('give-away').click();
  await cashier.isApprovedBy(morgan);
  await expect(see('comp')).toContainText('Press');
  expect(await cashier.reads('total')).toBe(0);
  await cashier.presses('Enter');
  await expect(see('sold')).toBeVisible();
  expect(ofType('sale.made')).toMatchObject([
    {
      lines: [
        { priceMinor: 0, comp: 'Press' },
        { priceMinor: 0, comp: 'Press' },
      ],
      totalMinor: 0,
      approvedBy: morgan.id,
    },
  ]);
});

test('a member’s card is scanned: the prices are a member’s, and the journal says whose', async ({ page }) => {
  await cashier.beginsDay(counter);
  await cashier.takesBest(2);
  const fullMinor = await cashier.reads('total');
  await scan(page, 'M00012345');
  await expect(see('member')).toContainText('M00012345');
  const memberMinor = await cashier.reads('total');
  expect(memberMinor).toBeLessThan(fullMinor);
  await cashier.presses('F2');
  await expect(see('sold')).toBeVisible();
  expect(ofType('sale.made')).toMatchObject([{ memberNumber: 'M00012345', totalMinor: memberMinor }]);
  // The ticket that came out leads back to its sale.
  const orderKey = await see('order-key').innerText();
  await scan(page, orderKey.trim());
  await expect(see('sales-dialog')).toBeVisible();
  await expect(see('search')).toHaveValue(orderKey.trim());
  await expect(see('sale')).toContainText(orderKey.trim());
});

test('a till that nobody touches locks itself; whoever comes back finds the basket, and the page as they like it', async ({
  page,
}) => {
  await page.clock.install();
  await cashier.beginsDay(counter);
  await see('theme').click();
  await cashier.presses('2');
  await page.clock.runFor(1000);
  await cashier.hasSeats(2);
  await page.clock.runFor(165_000);
  await expect(see('lock-soon')).toBeVisible();
  await page.clock.runFor(20_000);
  await expect(see('sign-in')).toBeVisible();
  await page.keyboard.type(casey.pin);
  await expect(see('sell')).toBeVisible();
  await cashier.hasSeats(2);
  await page.reload();
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'light');
});
