/** The customer's screen beside a real till: it shows what the cashier has in hand, and nobody's basket when the till is left. */
import { type Browser, expect as expectSoon, type Page, test } from '@playwright/test';
import { type BoxOffice, openBoxOffice } from './fakes/box-office.ts';
import { casey, openTill, readJournal, type Till } from './fakes/till.ts';
import { Cashier } from './screens/cashier.ts';

/** Two pages and three programs take their time on a small machine. */
const expect = expectSoon.configure({ timeout: 20_000 });

test.use({ viewport: { width: 1280, height: 800 } });

let office: BoxOffice;
let counter: Till;
let cashier: Cashier;
test.beforeEach(async ({ page }) => {
  test.setTimeout(120_000);
  office = await openBoxOffice();
  counter = await openTill(office, { READER_ANSWER_MS: '2500' });
  cashier = new Cashier(page);
});
test.afterEach(() => office.close());

/** A second screen, in a browser of its own. */
async function openDisplay(browser: Browser): Promise<Page> {
  const context = await browser.newContext({ viewport: { width: 1024, height: 600 } });
  const display = await context.newPage();
  await display.goto(counter.till.customerUrl);
  return display;
}

test('seats tapped at the till are on the customer’s screen, then the change, thanks and tickets, and it is idle again', async ({
  page,
  browser,
}) => {
  const display = await openDisplay(browser);
  const see = display.getByTestId.bind(display);
  await expect(see('idle')).toBeVisible();
  expect(new URL(display.url()).search).toBe('');

  await cashier.beginsDay(counter);
  await cashier.takesBest(3);
  const seats = await page.getByTestId('seats').locator('b').allInnerTexts();
  await expect(see('lines').locator('b')).toHaveText(seats);
  await expect(see('due')).toHaveText(await page.getByTestId('total').innerText());
  for (const seat of seats) await expect(see(`seat-${seat}`)).toHaveAttribute('data-state', 'in-basket');

  await page.keyboard.press('c');
  await expect(see('lines').locator('li')).toHaveCount(2);
  await page.keyboard.press('F1');
  await page.getByTestId('given').fill('100');
  await page.keyboard.press('Enter');
  await expect(see('sold')).toBeVisible();
  await expect(see('change')).toHaveText(await page.getByTestId('change').innerText());
  await expect(see('papers')).toHaveAttribute('data-done', 'true', { timeout: 30_000 });

  // The next customer's seats take the place of the thanks; given back, nothing is left of them.
  await page.keyboard.press('Enter');
  await page.keyboard.press('1');
  await expect(see('serving')).toBeVisible();
  await page.keyboard.press('Delete');
  await expect(see('idle')).toBeVisible();
});

test('a locked till shows nothing of its basket; the cashier who comes back finds it there', async ({
  page,
  browser,
}) => {
  const display = await openDisplay(browser);
  await cashier.beginsDay(counter);
  await page.keyboard.press('2');
  await expect(display.getByTestId('serving')).toBeVisible();
  await page.keyboard.press('F9');
  await expect(display.getByTestId('idle')).toBeVisible();
  expect(await display.getByTestId('customer').innerText()).not.toContain('×');
  await expect(page.getByTestId('pin-pad')).toBeVisible();
  await page.keyboard.type(casey.pin);
  await expect(display.getByTestId('serving')).toBeVisible();
});

test('it follows the till’s language and light, and a core that is gone leaves no basket on it', async ({
  page,
  browser,
}) => {
  const display = await openDisplay(browser);
  await cashier.beginsDay(counter);
  await page.keyboard.press('2');
  await expect(display.getByTestId('serving')).toBeVisible();
  await page.getByTestId('language').click();
  await page.getByTestId('theme').click();
  await expect(display.locator('html')).toHaveAttribute('lang', 'zh-CN');
  await expect(display.locator('html')).toHaveAttribute('data-theme', 'light');
  await counter.till.kill();
  await expect(display.getByTestId('idle')).toBeVisible();
  await counter.till.start();
  await expect(display.getByTestId('idle')).toBeVisible();
});

test('a card sale asks the customer to follow the reader, and opens no drawer; a cash sale opens it once', async ({
  page,
  browser,
}) => {
  const display = await openDisplay(browser);
  await cashier.beginsDay(counter);
  const openings = async () => {
    const answer = await page.request.get(new URL('/printer/state', counter.till.url).href);
    return ((await answer.json()) as { drawer: unknown[] }).drawer.length;
  };
  // The float was put in.
  await expect.poll(openings).toBe(1);
  await cashier.takesBest(2);
  await page.keyboard.press('F2');
  await expect(display.getByTestId('paying')).toBeVisible();
  await expect(display.getByTestId('sold')).toBeVisible();
  await expect(display.getByTestId('change')).toBeHidden();
  expect(await openings()).toBe(1);
  await page.keyboard.press('Enter');
  await cashier.takesBest(1);
  await page.keyboard.press('F1');
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('sold')).toBeVisible();
  await expect.poll(openings).toBe(2);
  expect(readJournal(counter.till, 'sale.made')).toHaveLength(2);
});

test('its token opens its own page and nothing of the till’s', async ({ browser }) => {
  const display = await openDisplay(browser);
  await expect(display.getByTestId('idle')).toBeVisible();
  const of = (path: string) => new URL(path, counter.till.url).href.replace(/\?.*/, '');
  for (const path of ['/', '/printer/', '/printer/state', '/simulator/reader', '/index.html'])
    expect([path, (await display.request.get(of(path))).status()]).toEqual([path, 403]);
  expect((await display.request.post(of('/printer/trouble'), { data: { action: 'paper-out' } })).status()).toBe(403);
  const dialed = await display.evaluate(
    () =>
      new Promise<string>((resolve) => {
        const socket = new WebSocket(`ws://${location.host}/bridge`);
        socket.onopen = () => resolve('open');
        socket.onerror = () => resolve('refused');
      }),
  );
  expect(dialed).toBe('refused');
});
