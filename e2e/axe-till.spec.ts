/** Every screen of a till, in both looks and both languages of its cashiers. */
import { expect, type Page, test } from '@playwright/test';
import { type BoxOffice, openBoxOffice } from './fakes/box-office.ts';
import { casey, openTill, type Till } from './fakes/till.ts';
import { isFitFor } from './screens/fit.ts';

test.use({ trace: 'off', viewport: { width: 1280, height: 800 } });

let office: BoxOffice;
let counter: Till;
test.beforeEach(async () => {
  test.setTimeout(600_000);
  office = await openBoxOffice();
  counter = await openTill(office);
});
test.afterEach(() => office.close());

async function signIn(page: Page): Promise<void> {
  const see = page.getByTestId.bind(page);
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
  await expect(see('banner')).toBeVisible({ timeout: 20_000 });
  await looksFit(page, 'offline');
  await page.keyboard.press('F9');
  await expect(see('sign-in')).toBeVisible();
  await looksFit(page, 'locked');
}

for (const [theme, language] of [
  ['dark', 'en'],
  ['light', 'zh'],
] as const)
  test(`every screen of a till, ${theme}, ${language}, is fit for every cashier`, async ({ page }) => {
    await page.emulateMedia({ reducedMotion: 'reduce' });
    await page.goto(counter.till.url);
    if (language === 'zh') await page.getByTestId('language').click();
    if (theme === 'light') await page.getByTestId('theme').click();
    await signIn(page);
    await sell(page);
    await lookBack(page);
  });
