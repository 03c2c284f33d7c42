/** What managers and administrators keep in order: prices, staff, users, papers; and that the log tells all of it. */
import { AxeBuilder } from '@axe-core/playwright';
import { demoManager } from '@marquee/db/demo/demo-staff';
import { expect, type Page, test } from '@playwright/test';
import { addCinema, administrator, makeAdministrator } from './fakes/administrator.ts';
import { readKioskRow } from './fakes/books.ts';
import { type BoxOffice, openBoxOffice } from './fakes/box-office.ts';
import { sell } from './fakes/managed-house.ts';
import { findShow } from './fakes/show.ts';
import { openTill } from './fakes/till.ts';
import { Cashier } from './screens/cashier.ts';
import { Manager } from './screens/manager.ts';

test.use({ viewport: { width: 1280, height: 800 }, trace: 'off' });

let office: BoxOffice;
test.beforeEach(async () => {
  test.setTimeout(240_000);
  office = await openBoxOffice({ kiosks: 1 });
});
test.afterEach(() => office?.close());

/** A page of the administration of the demo's cinema. */
const opens = (page: Page, name: string) => page.goto(`${office.serverUrl}/dashboard/#/admin/1//${name}`);
const priceOf = async (page: Page, cell: string): Promise<number> =>
  Number((await page.getByTestId(cell).innerText()).replace(/\n.*/s, '').replace(/[^\d]/g, ''));

test('a manager makes a rule that the preview explains, and a cashier whose PIN opens a real till; the log shows it', async ({
  page,
  context,
}) => {
  const { till } = await openTill(office);
  const manager = new Manager(page, office.serverUrl);
  await manager.logsIn();

  // Half price for seniors: first tried, then in force. An evening, when no matinée's rule comes first.
  await opens(page, 'prices');
  await manager.see('show').selectOption('own');
  const before = await priceOf(page, 'price-senior-vip');
  await manager.see('new-rule').click();
  await manager.see('rule-name').fill('Seniors, half');
  await manager.see('rule-amount').fill('50');
  await manager.see('pick-senior').click();
  await expect(manager.see('tried')).toContainText('Senior');
  await manager.see('order').click();
  await expect(page.getByText('The rule is in force.')).toBeVisible();
  const cell = manager.see('price-senior-vip');
  await expect(cell).toContainText('Seniors, half');
  expect(await priceOf(page, 'price-senior-vip')).toBeLessThan(before);
  await cell.click();
  await expect(manager.see('why')).toContainText('Rule “Seniors, half”');
  await expect(manager.see('rules').getByRole('row').filter({ hasText: 'Seniors, half' })).toContainText(
    'Applies above',
  );

  // A PIN that anybody would guess is none. The next one is shown once.
  await opens(page, 'staff');
  await manager.see('new-person').click();
  await manager.see('person-name').fill('Jo Reed');
  await manager.see('new-pin').fill('123456');
  await expect(manager.see('weak')).toBeVisible();
  await expect(manager.see('order')).toBeDisabled();
  await page.getByRole('button', { name: 'Draw another' }).click();
  await manager.see('order').click();
  const pin = (await manager.see('pin-once').innerText()).trim();
  expect(pin).toMatch(/^\d{6}$/);
  await manager.see('told').click();
  await expect(manager.see('staff')).toContainText('Jo Reed');
  await expect(page.getByText(pin)).toHaveCount(0);

  // At the till: the name is there, and the PIN opens it.
  const { staff } = await till.untilAnswer('list-staff', {}, (answer) =>
    answer.staff.some(({ name }) => name === 'Jo Reed'),
  );
  const jo = staff.find(({ name }) => name === 'Jo Reed');
  const cashier = new Cashier(await context.newPage());
  await cashier.page.goto(till.url);
  await cashier.signsIn({ id: jo?.staffId ?? 0, pin });
  await expect(cashier.see('float')).toBeVisible();

  // Who did it, and nothing of the PIN.
  await opens(page, 'audit');
  const log = manager.see('audit');
  await expect(log.getByRole('row').nth(1)).toContainText('Added a person');
  await expect(log.getByRole('row').nth(1)).toContainText('Morgan Reyes');
  await expect(log.getByRole('row').nth(2)).toContainText('new: Seniors, half');
  expect(await log.innerHTML()).not.toContain(pin);
  await log.getByRole('button', { name: 'Jo Reed' }).click();
  await expect(log.getByRole('row')).toHaveCount(2);
});

test('an administrator gives a manager another cinema, which is there from their next click on', async ({
  page,
  browser,
}) => {
  const admin = await makeAdministrator(office.serverUrl);
  const odeon = await addCinema(admin, 'Odeon');
  const manager = new Manager(page, office.serverUrl);
  await manager.logsIn();
  await opens(page, 'users');
  await expect(page.getByText('Only administrators see users')).toBeVisible();
  await expect(page.getByRole('combobox', { name: 'Cinema' }).locator('option')).toHaveCount(1);

  const office2 = await (await browser.newContext({ viewport: { width: 1280, height: 800 } })).newPage();
  const boss = new Manager(office2, office.serverUrl);
  await boss.logsIn(administrator);
  await opens(office2, 'users');
  await boss.see('find-phone').fill(demoManager.phone);
  await boss.see('find').click();
  await boss.see('found').locator('[data-testid^=cinemas-]').click();
  await boss.see(`cinema-${odeon}`).check();
  await boss.see('order').click();
  await expect(boss.see('found')).toContainText('The Alcazar, Odeon');
  await opens(office2, 'audit');
  await boss.see('scope').selectOption('all');
  const given = boss.see('audit').getByRole('row').filter({ hasText: 'Gave cinemas' });
  await expect(given).toContainText('Morgan Reyes');
  await expect(given).toContainText('The Alcazar · Odeon');

  await page.reload();
  await page.getByRole('combobox', { name: 'Cinema' }).selectOption(String(odeon));
  await page.goto(`${office.serverUrl}/dashboard/#/admin/${odeon}//prices`);
  await expect(manager.see('price-table')).toContainText('CHF');
  await office2.context().close();
});

test('what a house writes on its papers is seen before it is printed, and printed from the next sale on', async ({
  page,
}) => {
  const { kiosk } = await office.addKiosk();
  const show = await findShow([kiosk]);
  const manager = new Manager(page, office.serverUrl);
  await manager.logsIn();
  await opens(page, 'papers');
  const picture = manager.see('paper-80');
  await expect(picture).toBeVisible();
  const plain = await picture.getAttribute('src');
  await manager.see('lines-header').fill('1 Riverside Walk');
  await expect(picture).not.toHaveAttribute('src', plain ?? '');
  await manager.see('order').click();
  await expect(page.getByText('These lines are printed from the next sale on.')).toBeVisible();
  await manager.see('paper').selectOption('shift-report-z');
  await expect(page.getByRole('img', { name: 'Z report on 58 mm' })).toBeVisible();
  const told = () => readKioskRow<{ body: string }>(kiosk, 'SELECT body FROM catalogue').body;
  await expect.poll(told, { timeout: 20_000 }).toContain('1 Riverside Walk');
  await sell(kiosk, show, 1);
  const { payload } = readKioskRow<{ payload: string }>(kiosk, "SELECT payload FROM print_job WHERE kind = 'ticket'");
  expect(JSON.parse(payload)).toMatchObject({ house: { header: ['1 Riverside Walk'], footer: [] } });
});

const rules = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
/** Soft, so that one run tells of every screen. */
async function isFitFor(page: Page, screen: string): Promise<void> {
  await page.evaluate(() => document.fonts.ready.then(() => undefined));
  await expect(page.locator('.loading')).toHaveCount(0);
  const judge = new AxeBuilder({ page }).withTags(rules);
  if ((await page.locator('dialog').count()) > 0) judge.include('dialog');
  const { violations } = await judge.analyze();
  const found = violations.map(({ id, nodes }) => [
    id,
    nodes.slice(0, 3).map(({ target, failureSummary }) => [target, failureSummary]),
  ]);
  expect.soft([screen, found]).toEqual([screen, []]);
}

test('every page of it is fit for everybody', async ({ page }) => {
  await makeAdministrator(office.serverUrl);
  const boss = new Manager(page, office.serverUrl);
  await boss.logsIn(administrator);
  for (const name of ['prices', 'items', 'staff', 'users', 'papers', 'audit']) {
    await opens(page, name);
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
    await isFitFor(page, name);
  }
  const dialogs = { prices: ['new-rule', 'edit-list'], items: ['new-item'], staff: ['new-person', 'edit-limits'] };
  for (const [name, buttons] of Object.entries(dialogs)) {
    await opens(page, name);
    for (const button of buttons) {
      await boss.see(button).click();
      await expect(boss.see('order')).toBeVisible();
      await isFitFor(page, button);
      await page.keyboard.press('Escape');
    }
  }
});
