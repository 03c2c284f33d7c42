/** A cashier's short day in Chromium: what the page says, what the papers say and what the journal says agree. */
import type { ShiftClosed } from '@marquee/shared/protocol/journal';
import { expect, type Page, test } from '@playwright/test';
import { type BoxOffice, openBoxOffice } from './fakes/box-office.ts';
import type { Kiosk } from './fakes/kiosk.ts';
import type { Show } from './fakes/show.ts';
import type { TcpProxy } from './fakes/tcp-proxy.ts';
import { casey, morgan, openTill, type Person, readJournal, robin } from './fakes/till.ts';

test.use({ viewport: { width: 1280, height: 800 } });

let office: BoxOffice;
let till: Kiosk;
let cable: TcpProxy;
let show: Show;
test.beforeEach(async () => {
  test.setTimeout(120_000);
  office = await openBoxOffice();
  ({ till, cable, show } = await openTill(office));
});
test.afterEach(() => office.close());

const ofType = (type: string) => readJournal(till, type);

async function signIn(page: Page, person: Person): Promise<void> {
  await page.getByTestId(`staff-${person.id}`).click();
  await page.keyboard.type(person.pin);
}
async function beginDay(page: Page): Promise<void> {
  await page.goto(till.url);
  await signIn(page, casey);
  await page.getByTestId('float').fill('100');
  await page.keyboard.press('Enter');
  await page.getByTestId(`show-${show.screeningId}`).click();
}
const hasSeats = (page: Page, count: number) => expect(page.getByTestId('seats').locator('b')).toHaveCount(count);
const minorOf = async (page: Page, testId: string): Promise<number> =>
  Number((await page.getByTestId(testId).innerText()).replace(/[^\d]/g, ''));

test('a cashier sells, parks, prints again, voids and counts; the Z report is what the journal says', async ({
  page,
}) => {
  const see = page.getByTestId.bind(page);
  await beginDay(page);

  // Two in cash, by three keys: seats, cash, the next note.
  await page.keyboard.press('2');
  await page.keyboard.press('F1');
  await see('given').fill('100');
  await page.keyboard.press('Enter');
  await expect(see('sold')).toBeVisible();
  const [cashSale] = ofType('sale.made');
  expect(await minorOf(page, 'change')).toBe(10_000 - Number(cashSale?.totalMinor));

  // Three with a child, half by card.
  await page.keyboard.press('3');
  await hasSeats(page, 3);
  await page.keyboard.press('c');
  await expect(see('child-count')).toHaveText('1');
  await page.keyboard.press('F3');
  await see('card-part').fill('10');
  await see('take-mixed').click();
  await expect(see('sold')).toBeVisible();
  expect(ofType('sale.made')[1]).toMatchObject({
    staffId: casey.id,
    tenders: [{ kind: 'card', amountMinor: 1000 }, { kind: 'cash' }],
  });

  // One is put aside, the next is served, and the first comes back: all by key.
  await page.keyboard.press('1');
  await page.keyboard.press('F4');
  await expect(see('park-name')).toBeFocused();
  await page.keyboard.type('Blue coat');
  await page.keyboard.press('Enter');
  await expect(see('notice')).toContainText('Blue coat');
  await page.keyboard.press('2');
  await page.keyboard.press('F2');
  await expect(see('sold')).toBeVisible();
  await page.keyboard.press('F5');
  await see('parked').click();
  await hasSeats(page, 1);
  await page.keyboard.press('F1');
  await see('take-cash').click();
  await expect(see('sold')).toBeVisible();

  // The first sale: one ticket again, then all of it undone.
  await expect.poll(async () => (await till.call('list-sales', { search: '' })).sales.length).toBe(4);
  const first = (await till.call('list-sales', { search: '' })).sales.at(-1);
  const saleSeq = first?.saleSeq ?? 0;
  await till.untilAnswer(
    'see-sale',
    { saleSeq },
    ({ sale }) => sale?.tickets.every(({ print }) => print === 'printed') ?? false,
  );
  await page.keyboard.press('F6');
  await see('search').fill(first?.orderKey ?? '');
  await see('line-2').uncheck();
  await see('reason-jam').click();
  await see('reprint').click();
  await expect(see('state-1')).toContainText('reprinted');
  expect(ofType('tickets.reprinted')).toMatchObject([{ saleSeq, lines: [1], reason: 'Paper jam', staffId: casey.id }]);
  await see('reason-wrong-show').click();
  await see('void').click();
  await expect(see('state-2')).toContainText('undone');
  expect(ofType('tickets.refunded')).toMatchObject([{ kind: 'void', saleSeq, totalMinor: cashSale?.totalMinor }]);
  await page.keyboard.press('Escape');

  // Money to the safe, an X, and the count.
  await page.keyboard.press('F8');
  await see('menu-drop').click();
  await see('amount').fill('50');
  await see('cash-reason').fill('safe');
  await page.keyboard.press('Enter');
  await see('menu-x-report').click();
  await expect(see('report')).toBeVisible();
  await page.keyboard.press('Escape');
  const cashMinor = ofType('sale.made')
    .flatMap((sale) => sale.tenders as { kind: string; amountMinor: number }[])
    .filter(({ kind }) => kind === 'cash')
    .reduce((sum, { amountMinor }) => sum + amountMinor, 0);
  const expectedMinor = 10_000 + cashMinor - Number(cashSale?.totalMinor) - 5000;
  await page.keyboard.press('F8');
  await see('menu-count').click();
  await see('count-100').fill(String(Math.floor(expectedMinor / 100)));
  await see('count-1').fill(String(expectedMinor % 100));
  await see('close-shift').click();
  await expect(see('over-short')).toBeVisible();
  const [closed] = ofType('shift.closed') as unknown as ShiftClosed[];
  expect(closed).toMatchObject({
    countedMinor: expectedMinor,
    expectedMinor,
    overShortMinor: 0,
    figures: {
      sales: 4,
      tickets: 8,
      refunds: 1,
      refundsMinor: cashSale?.totalMinor,
      dropMinor: 5000,
      floatMinor: 10_000,
    },
  });
});

test('after a power cut the basket is on the counter again, once somebody has signed in', async ({ page }) => {
  await beginDay(page);
  await page.keyboard.press('3');
  await hasSeats(page, 3);
  const seats = await page.getByTestId('seats').innerText();
  await till.kill();
  await till.start();
  await signIn(page, robin);
  await page.getByTestId('sell').or(page.getByTestId('open-later')).first().waitFor();
  await hasSeats(page, 3);
  expect(await page.getByTestId('seats').innerText()).toBe(seats);
});

test('a refund above the limit asks for a manager; without the network the page says what works', async ({ page }) => {
  const see = page.getByTestId.bind(page);
  await beginDay(page);
  await page.keyboard.press('5');
  await page.keyboard.press('F2');
  await expect(see('sold')).toBeVisible();
  await page.keyboard.press('F6');
  await page.locator('.till-list button').first().click();
  await see('reason-customer-ill').click();
  await see('refund').click();
  await see('approve').waitFor();
  await page.keyboard.type(morgan.pin);
  await expect(see('state-1')).toContainText('undone');
  expect(ofType('tickets.refunded')).toMatchObject([{ kind: 'refund', staffId: casey.id, approvedBy: morgan.id }]);
  await page.keyboard.press('Escape');
  cable.cut('reset');
  await expect(see('banner')).toContainText('seats are held here', { timeout: 40_000 });
  await page.keyboard.press('2');
  await page.keyboard.press('F1');
  await expect(see('given')).toBeFocused();
  await page.keyboard.press('Enter');
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

test('popcorn alone, in cash: by keys, from an empty basket', async ({ page }) => {
  const see = page.getByTestId.bind(page);
  const { items } = await till.call('list-items', {});
  const priceOf = (name: string) => items.find((item) => item.name === name)?.priceMinor ?? 0;
  await beginDay(page);
  await page.keyboard.press('F7');
  await see('find-item').fill('2 pop');
  await page.keyboard.press('Enter');
  await see('find-item').fill('water');
  await page.keyboard.press('Enter');
  await page.keyboard.press('Enter');
  await expect(see('items-dialog')).toBeHidden();
  const totalMinor = 2 * priceOf('Popcorn') + priceOf('Water');
  await expect.poll(() => minorOf(page, 'total')).toBe(totalMinor);
  await page.keyboard.press('F1');
  await see('given').fill('20');
  await page.keyboard.press('Enter');
  await expect(see('sold-what')).toContainText('2 × Popcorn');
  expect(await minorOf(page, 'change')).toBe(2000 - totalMinor);
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

test('a manager’s PIN gives two seats away: nothing is to be paid, and one key is the end of it', async ({ page }) => {
  const see = page.getByTestId.bind(page);
  await beginDay(page);
  await page.keyboard.press('2');
  await hasSeats(page, 2);
  await page.keyboard.press('g');
  await see('comp-reason-press').click();
  await see('give-away').click();
  await see('approve').waitFor();
  await page.keyboard.type(morgan.pin);
  await expect(see('comp')).toContainText('Press');
  expect(await minorOf(page, 'total')).toBe(0);
  await page.keyboard.press('Enter');
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
  const see = page.getByTestId.bind(page);
  await beginDay(page);
  await page.keyboard.press('2');
  await hasSeats(page, 2);
  const fullMinor = await minorOf(page, 'total');
  await scan(page, 'M00012345');
  await expect(see('member')).toContainText('M00012345');
  const memberMinor = await minorOf(page, 'total');
  expect(memberMinor).toBeLessThan(fullMinor);
  await page.keyboard.press('F2');
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
  await beginDay(page);
  await page.getByTestId('theme').click();
  await page.keyboard.press('2');
  await page.clock.runFor(1000);
  await hasSeats(page, 2);
  await page.clock.runFor(165_000);
  await expect(page.getByTestId('lock-soon')).toBeVisible();
  await page.clock.runFor(20_000);
  await expect(page.getByTestId('sign-in')).toBeVisible();
  await page.keyboard.type(casey.pin);
  await expect(page.getByTestId('sell')).toBeVisible();
  await hasSeats(page, 2);
  await page.reload();
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'light');
});
