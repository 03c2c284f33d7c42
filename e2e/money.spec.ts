/** A manager reads the money of an evening in Chromium: what the screen says is in the files, and in the till's own report. */
import { readFileSync } from 'node:fs';
import { AxeBuilder } from '@axe-core/playwright';
import { expect, type Page, test } from '@playwright/test';
import { endSales, type MoneyEvening, openMoneyEvening, prepareRefund } from './fakes/money-evening.ts';
import { Manager } from './screens/manager.ts';

// A trace would keep a copy of the page at each of axe's steps.
test.use({ viewport: { width: 1280, height: 800 }, trace: 'off', locale: 'en-GB' });

let evening: MoneyEvening;
let manager: Manager;
test.beforeEach(async ({ page }) => {
  test.setTimeout(240_000);
  evening = await openMoneyEvening();
  manager = new Manager(page, evening.office.serverUrl);
  await manager.logsIn();
});
test.afterEach(() => evening?.office.close());

const rules = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
async function isFitFor(page: Page, screen: string): Promise<void> {
  await page.evaluate(() => document.fonts.ready.then(() => undefined));
  const judge = new AxeBuilder({ page }).withTags(rules);
  if ((await page.locator('dialog').count()) > 0) judge.include('dialog');
  const { violations } = await judge.analyze();
  const found = violations.map(({ id, nodes }) => [
    id,
    nodes.slice(0, 3).map(({ target, failureSummary }) => [target, failureSummary]),
  ]);
  expect.soft([screen, found]).toEqual([screen, []]);
}

/** `€1,234.50` in cents. A dash is nothing. */
const centsIn = (text: string): number => {
  const amount = text.replace(/[^\d.\-–]/g, '').replace(/^–$/, '0');
  return Math.round(Number(amount) * 100);
};

async function readFile(page: Page, button: string): Promise<Record<string, string>[]> {
  const [download] = await Promise.all([page.waitForEvent('download'), manager.see(button).click()]);
  const [head = '', ...lines] = readFileSync(await download.path(), 'utf8')
    .replace(/^\uFEFF/, '')
    .trimEnd()
    .split('\r\n');
  const names = head.split(',');
  return lines.map((line) => Object.fromEntries(line.split(',').map((cell, at) => [names[at] ?? '', cell])));
}

/** What the foot of the table says. */
const totalOf = async (name: string) =>
  centsIn(await manager.see('row-total').locator(`[data-name=${name}]`).innerText());

test('takings come to the same by each grouping, in the table and in both files; a report and a return agree with them', async ({
  page,
}) => {
  // The chart too keeps to the page's Content-Security-Policy.
  const complaints: string[] = [];
  page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
  await manager.opens('money', evening.soldOn);
  await expect(manager.see('takings')).toBeVisible();
  const netMinor = await totalOf('netMinor');
  expect(netMinor).toBeGreaterThan(0);

  for (const by of ['class', 'channel', 'hour', 'screening', 'day', 'film']) {
    await manager.see(`by-${by}`).click();
    await expect(manager.see(`by-${by}`)).toHaveAttribute('aria-pressed', 'true');
    await expect(manager.see('row-total')).toBeVisible();
    const cells = await manager.see('takings').locator('tbody [data-name=netMinor]').allInnerTexts();
    expect([by, cells.reduce((total, cell) => total + centsIn(cell), 0)]).toEqual([by, netMinor]);
    const rows = await readFile(page, 'save-takings');
    const last = rows.pop();
    expect([by, rows.reduce((total, row) => total + centsIn(row.net ?? ''), 0), centsIn(last?.net ?? '')]).toEqual([
      by,
      netMinor,
      netMinor,
    ]);
  }
  await expect(page.locator('.chart canvas')).toBeVisible();
  expect(complaints).toEqual([]);
  const bookings = await readFile(page, 'save-bookings');
  expect(bookings.reduce((total, row) => total + centsIn(row.net ?? ''), 0)).toBe(netMinor);

  // The till's part of it is what its own report says.
  await manager.see('by-channel').click();
  const till = centsIn(await manager.see('row-till').locator('[data-name=netMinor]').innerText());
  await page.getByRole('link', { name: 'Shifts' }).click();
  await manager.see(`shift-${evening.shift}`).click();
  await expect(manager.see('z')).toBeVisible();
  expect(centsIn(await manager.see('z.net').locator('span').last().innerText())).toBe(till);
  await expect(manager.see('z.short')).toContainText('0.10');
  await page.keyboard.press('Escape');

  // A terminal that is cut off is named: what it sells meanwhile is not in these figures.
  await expect(manager.see('away')).toHaveCount(0);
  evening.cable.cut('reset');
  await expect(manager.see('away')).toContainText('kiosk-2', { timeout: 40_000 });
  evening.cable.mend();
  await expect(manager.see('away')).toHaveCount(0, { timeout: 40_000 });

  // A film that is still sold has no return; once its day is over it is made, once.
  await manager.opens('money', evening.day, 'returns');
  await manager.see(`film-${evening.show.movieId}`).click();
  await expect(manager.see('order')).toBeDisabled();
  await page.keyboard.press('Escape');
  endSales(evening.office, evening.show.movieId);
  await page.reload();
  await manager.see(`film-${evening.show.movieId}`).click();
  const gross = centsIn(await manager.see('return-lines').locator('tfoot td').nth(3).innerText());
  await manager.see('order').click();
  await expect(manager.see('kept')).toContainText(evening.show.title);
  await manager.see('kept').locator('[data-testid^=return-]').click();
  await expect(page.locator('dialog')).toContainText(evening.show.title);
  expect(centsIn(await manager.see('return-lines').locator('tfoot td').nth(3).innerText())).toBe(gross);
  await page.keyboard.press('Escape');
  await expect(manager.see('drafts').locator('tr', { hasText: evening.show.title })).toContainText('Made');
});

test('every page of the money is fit for everybody, in the dark too', async ({ page }) => {
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    await manager.opens('money', evening.soldOn, 'takings');
    await expect(manager.see('tenders')).toBeVisible();
    await isFitFor(page, `takings, ${colorScheme}`);
    await manager.opens('money', evening.soldOn, 'shifts');
    await manager.see(`shift-${evening.shift}`).click();
    await expect(manager.see('z')).toBeVisible();
    await isFitFor(page, `a report, ${colorScheme}`);
    await page.keyboard.press('Escape');
    await isFitFor(page, `shifts, ${colorScheme}`);
    await manager.opens('money', evening.soldOn, 'people');
    await expect(manager.see('people')).toBeVisible();
    await isFitFor(page, `people, ${colorScheme}`);
    await manager.opens('money', evening.day, 'returns');
    await manager.see(`film-${evening.show.movieId}`).click();
    await expect(manager.see('return-lines')).toBeVisible();
    await isFitFor(page, `a return, ${colorScheme}`);
    await page.keyboard.press('Escape');
    await isFitFor(page, `returns, ${colorScheme}`);
    await manager.opens('money', evening.soldOn, 'refunds');
    await expect(page.getByRole('heading', { name: 'Refunds to pay' })).toBeVisible();
    await isFitFor(page, `refunds, ${colorScheme}`);
    await manager.opens('money', evening.soldOn, 'vouchers');
    await expect(manager.see('vouchers')).toBeVisible();
    await isFitFor(page, `vouchers, ${colorScheme}`);
    await manager.see('issue').click();
    await manager.see('amount').fill('25');
    await isFitFor(page, `issue vouchers, ${colorScheme}`);
    await page.keyboard.press('Escape');
  }
});

test('a refund is paid out once, with a note of how; vouchers are issued, found by their last four and voided', async ({
  page,
}) => {
  await prepareRefund(evening.office);
  await manager.opens('money', evening.soldOn, 'refunds');
  await page.locator('[data-testid^=pay-]').click();
  await expect(page.locator('dialog')).toContainText('Hand the money over first');
  await manager.see('order').click();
  await expect(page.getByText('Noted. To hand out:')).toBeVisible();
  await expect(page.locator('[data-testid^=pay-]')).toHaveCount(0);
  await page.getByRole('button', { name: 'Paid out', exact: true }).click();
  await expect(manager.see('refunds')).toContainText('Projector failed');

  await manager.opens('money', evening.soldOn, 'vouchers');
  await manager.see('issue').click();
  await manager.see('amount').fill('12,345');
  await expect(manager.see('order')).toBeDisabled();
  await manager.see('amount').fill('12,50');
  await manager.see('count').fill('2');
  await manager.see('order').click();
  await expect(manager.see('codes').locator('li')).toHaveCount(2);
  const code = await manager.see('codes').locator('code').first().innerText();
  await page.keyboard.press('Escape');
  await page.getByLabel('Last four of the code').fill(code.slice(-4).toLowerCase());
  await expect(manager.see('vouchers').locator('tbody tr')).toHaveCount(1);
  await expect(manager.see('vouchers')).toContainText('€12.50');
  await manager.see('vouchers').getByRole('button').click();
  await manager.see('void').click();
  await manager.see('reason').fill('Issued by mistake');
  await manager.see('order').click();
  await expect(page.getByText('The voucher is void.')).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(manager.see('vouchers')).toContainText('Void');
});
