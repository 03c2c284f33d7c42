/** Every screen of a till and of the customer's display beside it, in both looks and both languages of its cashiers. */
import { type Browser, expect, type Page, test } from '@playwright/test';
import { type BoxOffice, openBoxOffice } from './fakes/box-office.ts';
import { casey, findDearer, openTill, type Till } from './fakes/till.ts';
import { Cashier } from './screens/cashier.ts';
import { isFitFor } from './screens/fit.ts';

test.use({ trace: 'off', viewport: { width: 1280, height: 800 } });

let office: BoxOffice;
let counter: Till;
test.beforeEach(async () => {
  test.setTimeout(600_000);
  office = await openBoxOffice();
  // A card that is charged as long as anybody looks.
  counter = await openTill(office, { READER_ANSWER_MS: '60000' });
});
test.afterEach(() => office.close());

async function signIn(page: Page): Promise<void> {
  const see = page.getByTestId.bind(page);
  await expect(see(`staff-${casey.id}`)).toBeVisible();
  await isFitFor(page, 'who');
  await see(`staff-${casey.id}`).click();
  await page.keyboard.type('000000');
  await expect(see('notice')).toBeVisible();
  await isFitFor(page, 'wrong PIN');
  await page.keyboard.type(casey.pin);
  await expect(see('open-shift')).toBeVisible();
  await isFitFor(page, 'float');
  await see('float').fill('100');
  await page.keyboard.press('Enter');
  await see(`show-${counter.show.screeningId}`).click();
  await expect(see('seat-map')).toBeVisible();
  await isFitFor(page, 'a screening');
}

/** Hundreds of seats and the day's list are judged once: they stay the same beside everything else. */
const looksFit = (page: Page, screen: string) => isFitFor(page, screen, ['.room-seats', '.till-shows']);

/** Opens a dialog by key, looks at it, and puts it away. */
async function look(page: Page, key: string, dialog: string): Promise<void> {
  await page.keyboard.press(key);
  await expect(page.getByTestId(dialog)).toBeVisible();
  await looksFit(page, dialog);
  await page.keyboard.press('Escape');
  await expect(page.getByTestId(dialog)).toBeHidden();
}

async function sell(page: Page): Promise<void> {
  const see = page.getByTestId.bind(page);
  await page.keyboard.press('3');
  await expect(see('seats').locator('b')).toHaveCount(3);
  await page.keyboard.press('c');
  await expect(see('child-count')).toHaveText('1');
  await looksFit(page, 'a basket');
  await look(page, 'F3', 'mixed-dialog');
  await look(page, 'F4', 'park-dialog');
  await look(page, '?', 'keys-dialog');
  await page.keyboard.press('F1');
  await looksFit(page, 'cash');
  await see('given').fill('100');
  await page.keyboard.press('Enter');
  await expect(see('sold')).toBeVisible();
  await looksFit(page, 'sold');
}

async function lookBack(page: Page): Promise<void> {
  const see = page.getByTestId.bind(page);
  await page.keyboard.press('1');
  await page.keyboard.press('F4');
  await see('park-now').click();
  await expect(see('notice')).toBeVisible();
  await looksFit(page, 'parked, with a notice');
  await look(page, 'F5', 'parked-dialog');
  await page.keyboard.press('F6');
  await page.locator('[data-testid^="sale-"]').last().click();
  await expect(see('line-1')).toBeVisible();
  await looksFit(page, 'a sale');
  await page.keyboard.press('Escape');
  await page.keyboard.press('F8');
  await expect(see('shift-dialog')).toBeVisible();
  await looksFit(page, 'the shift');
  for (const form of ['drop', 'hand-over', 'count'] as const) {
    await see(`menu-${form}`).click();
    await expect(see(`${form}-dialog`)).toBeVisible();
    await looksFit(page, form);
    await page.keyboard.press('Escape');
  }
  await expect(see('shift-dialog')).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(see('shift-dialog')).toBeHidden();
  counter.cable.cut('reset');
  await expect(see('banner')).toBeVisible({ timeout: 40_000 });
  await looksFit(page, 'offline');
  await page.keyboard.press('F9');
  await expect(see('sign-in')).toBeVisible();
  await looksFit(page, 'locked');
}

/** Nobody touches it, and so all of it is inert: axe would not look at its colours. */
async function openDisplay(browser: Browser): Promise<Page> {
  const context = await browser.newContext({ viewport: { width: 1024, height: 600 }, reducedMotion: 'reduce' });
  const page = await context.newPage();
  await page.goto(counter.till.customerUrl);
  await expect(page.getByTestId('idle')).toBeVisible();
  await page.getByTestId('customer').evaluate((element) => element.removeAttribute('inert'));
  return page;
}

async function serve(cashier: Cashier, display: Page): Promise<void> {
  const see = display.getByTestId.bind(display);
  await isFitFor(display, 'idle');
  await cashier.takesBest(3);
  await cashier.presses('c');
  await cashier.addsItems('2 pop');
  await expect(see('lines').locator('li')).toHaveCount(3);
  await isFitFor(display, 'a basket');
  await cashier.takesCash('100');
  await expect(see('papers')).toHaveAttribute('data-done', 'true', { timeout: 40_000 });
  await isFitFor(display, 'thanks');
  await cashier.takesBest(2);
  await cashier.presses('F2');
  await expect(see('paying')).toBeVisible();
  await isFitFor(display, 'card', ['.room-seats']);
  await counter.till.kill();
}

const looks = [
  { theme: 'dark', language: 'en' },
  { theme: 'light', language: 'zh' },
] as const;

for (const { theme, language } of looks)
  test(`every screen of the customer’s display, ${theme}, ${language}, is fit for every customer`, async ({
    page,
    browser,
  }) => {
    const display = await openDisplay(browser);
    const cashier = new Cashier(page);
    await cashier.beginsDay(counter);
    if (language === 'zh') await cashier.see('language').click();
    if (theme === 'light') await cashier.see('theme').click();
    await expect(display.locator('html')).toHaveAttribute('data-theme', theme);
    await expect(display.locator('html')).toHaveAttribute('lang', language === 'zh' ? 'zh-CN' : /^en/);
    await serve(cashier, display);
  });

for (const { theme, language } of looks)
  test(`every screen of a till, ${theme}, ${language}, is fit for every cashier`, async ({ page }) => {
    await page.emulateMedia({ reducedMotion: 'reduce' });
    await page.goto(counter.till.url);
    if (language === 'zh') await page.getByTestId('language').click();
    if (theme === 'light') await page.getByTestId('theme').click();
    await signIn(page);
    await sell(page);
    await lookBack(page);
  });

/** What else is asked about a basket, and what somebody else has to say yes to. */
async function askMore(page: Page, cashier: Cashier): Promise<void> {
  const see = page.getByTestId.bind(page);
  await cashier.takesBest(2);
  await page.keyboard.press('F7');
  await see('find-item').fill('2 pop');
  await looksFit(page, 'items');
  await page.keyboard.press('Enter');
  await expect(see('find-item')).toHaveValue('');
  await page.keyboard.press('Escape');
  await look(page, 'n', 'member-dialog');
  await look(page, 'v', 'voucher-dialog');
  await page.keyboard.press('g');
  await looksFit(page, 'tickets given away');
  await see('comp-reason-press').click();
  await see('give-away').click();
  await expect(see('approve')).toBeVisible();
  await looksFit(page, 'a manager is asked');
  await page.keyboard.press('Escape');
  await expect(see('comps-dialog')).toBeHidden();
  await cashier.takesCash();
  await page.keyboard.press('Enter');
}

/** Tickets that come back, here and of another terminal; a phone's booking; the shift's report. */
async function serveAfterwards(page: Page, cashier: Cashier): Promise<void> {
  const see = page.getByTestId.bind(page);
  const dearer = await findDearer(counter);
  await cashier.opensLastSale();
  await see('other-screening').click();
  await expect(see('exchange')).toBeVisible();
  await looksFit(page, 'an exchange begins');
  await see(`show-${dearer}`).click();
  await cashier.takesBest(2);
  await expect(see('due')).not.toHaveText('–');
  await looksFit(page, 'an exchange, with what is due');
  await page.keyboard.press('Escape');
  await page.keyboard.press('F6');
  await see('search').fill('T99-000123');
  await expect(see('request-elsewhere')).toBeVisible();
  await looksFit(page, 'another terminal’s order');
  await page.keyboard.press('Escape');
  await page.keyboard.press('F10');
  await see('pick-up-code').fill('AAAA-2222');
  await page.keyboard.press('Enter');
  await expect(see('notice')).toBeVisible();
  await looksFit(page, 'no booking has the code');
  await page.keyboard.press('Escape');
  await page.keyboard.press('F8');
  for (const form of ['cash-in', 'paid-out'] as const) {
    await see(`menu-${form}`).click();
    await expect(see(`${form}-dialog`)).toBeVisible();
    await looksFit(page, form);
    await page.keyboard.press('Escape');
  }
  await see('menu-x-report').click();
  await expect(see('report')).toBeVisible();
  await looksFit(page, 'X report');
}

for (const { theme, language } of looks)
  test(`what a till asks about baskets, sales and shifts, ${theme}, ${language}, is fit for every cashier`, async ({
    page,
  }) => {
    await page.emulateMedia({ reducedMotion: 'reduce' });
    const cashier = new Cashier(page);
    await cashier.beginsDay(counter);
    if (language === 'zh') await cashier.see('language').click();
    if (theme === 'light') await cashier.see('theme').click();
    await askMore(page, cashier);
    await serveAfterwards(page, cashier);
  });
