/** A manager's evening in Chromium, with real terminals: what the page says follows what they do, without being asked. */
import { AxeBuilder } from '@axe-core/playwright';
import { expect, type Page, test } from '@playwright/test';
import { type BoxOffice, openBoxOffice } from './fakes/box-office.ts';
import type { Kiosk } from './fakes/kiosk.ts';
import { blockSoldSeat, findDay, findTerminal, sell } from './fakes/managed-house.ts';
import { findShow, type Show } from './fakes/show.ts';
import type { TcpProxy } from './fakes/tcp-proxy.ts';
import { Manager } from './screens/manager.ts';

// A trace would keep a copy of the page, with its hundreds of seats, at each of axe's steps.
test.use({ viewport: { width: 1280, height: 800 }, trace: 'off' });

let office: BoxOffice;
let kiosk: Kiosk;
let cable: TcpProxy;
let show: Show;
let day: string;
test.beforeEach(async () => {
  test.setTimeout(120_000);
  office = await openBoxOffice({ kiosks: 1 });
  ({ kiosk, cable } = await office.addKiosk());
  show = await findShow([kiosk]);
  day = findDay(office, show);
});
test.afterEach(() => office?.close());

const rules = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
/** Soft, so that one run tells of every screen. */
async function isFitFor(page: Page, screen: string): Promise<void> {
  await page.evaluate(() => document.fonts.ready.then(() => undefined));
  const judge = new AxeBuilder({ page }).withTags(rules);
  // What stands behind a dialog has been judged, and can't be reached now.
  if ((await page.locator('dialog').count()) > 0) judge.include('dialog');
  const { violations } = await judge.analyze();
  const found = violations.map(({ id, nodes }) => [
    id,
    nodes.slice(0, 3).map(({ target, failureSummary }) => [target, failureSummary]),
  ]);
  expect.soft([screen, found]).toEqual([screen, []]);
}

const numberIn = async (page: Page, row: string, column: number): Promise<number> =>
  Number.parseInt((await page.getByTestId(row).locator('td').nth(column).innerText()).replace(/[^\d/]/g, ''), 10) || 0;
const columns = { sold: 3, stranded: 7, quarantined: 8 };

test('every screen is fit for everybody', async ({ page }) => {
  test.setTimeout(300_000);
  await page.goto(`${office.serverUrl}/dashboard/`);
  await isFitFor(page, 'log in');
  const manager = new Manager(page, office.serverUrl);
  await manager.logsIn();
  await manager.opens('house', day);
  await expect(manager.see(`screening-${show.screeningId}`)).toBeVisible();
  await isFitFor(page, 'house');
  // The smallest house: axe looks at every seat.
  await page.getByRole('row').filter({ hasText: 'The Lounge' }).getByRole('link').last().click();
  await page.locator('.seat').nth(3).click();
  await expect(page.getByRole('heading', { name: 'History' })).toBeVisible();
  await isFitFor(page, 'screening');
  await manager.see('cancel-screening').click();
  await expect(manager.see('consequences')).toBeVisible();
  await isFitFor(page, 'cancel a screening');
  await page.keyboard.press('Escape');
  await manager.opens('house', day);
  await sell(kiosk, show, 1);
  await expect.poll(() => numberIn(page, `screening-${show.screeningId}`, columns.sold)).toBe(1);
  await blockSoldSeat(office, show);
  await manager.opens('exceptions');
  await expect(manager.see('case')).toBeVisible();
  await isFitFor(page, 'exceptions');
  await manager.opens('terminals');
  await manager.see(`break-${findTerminal(office, kiosk.name)}`).click();
  await expect(manager.see('risk')).toBeVisible();
  await isFitFor(page, 'close a terminal');
  await page.keyboard.press('Escape');
  await isFitFor(page, 'terminals');
  await manager.see('enrol').click();
  await manager.see('name').fill('Lobby 1');
  await manager.see('order').click();
  await expect(manager.see('code')).toBeVisible();
  await isFitFor(page, 'a code');
});

test('a manager sees sales arrive and a terminal go and come back, settles a case, closes the terminal, cancels the screening', async ({
  page,
}) => {
  test.setTimeout(300_000);
  const manager = new Manager(page, office.serverUrl);
  const row = `screening-${show.screeningId}`;

  // A wrong password first: it says so, and nobody is in.
  await page.goto(`${office.serverUrl}/dashboard/`);
  await page.locator('input[type=tel]').fill('+491700000000');
  await page.locator('input[type=password]').fill('wrong');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('alert')).toContainText('do not belong together');
  await manager.logsIn();

  // A sale at the kiosk is there without a touch.
  await manager.opens('house', day);
  await expect(manager.see(row)).toBeVisible();
  const before = await numberIn(page, row, columns.sold);
  await sell(kiosk, show, 2);
  await expect.poll(() => numberIn(page, row, columns.sold)).toBe(before + 2);

  // Its cable is cut: what it holds is stranded, until it is back.
  expect(await numberIn(page, row, columns.stranded)).toBe(0);
  cable.cut('reset');
  await expect.poll(() => numberIn(page, row, columns.stranded), { timeout: 40_000 }).toBeGreaterThan(0);
  cable.mend();
  await expect.poll(() => numberIn(page, row, columns.stranded), { timeout: 40_000 }).toBe(0);

  // The screening: a sold seat tells its story, and a free one is blocked and offered again.
  await manager.see(row).getByRole('link').click();
  await page.locator('.seat.sold').first().click();
  await expect(manager.see('history')).toContainText('Sold by');
  const free = page.locator('.seat[data-state=free]').first();
  const label = await free.getAttribute('data-seat');
  await free.click();
  await manager.see('block').click();
  const chosen = page.locator(`.seat[data-seat="${label}"]`);
  await expect(chosen).toHaveAttribute('data-state', 'blocked');
  await manager.see('unblock').click();
  await expect(chosen).toHaveAttribute('data-state', 'free');

  // A case comes in, is settled with a note, and is kept.
  await manager.opens('exceptions');
  await expect(page.getByText('Nothing to settle')).toBeVisible();
  await blockSoldSeat(office, show);
  await expect(manager.see('case')).toContainText('A sold seat is withheld');
  await manager.see('note').fill('Given J14 instead');
  await manager.see('settle-noted').click();
  await expect(page.getByText('Nothing to settle')).toBeVisible();
  await page.getByRole('button', { name: 'Settled', exact: true }).click();
  await expect(manager.see('settled')).toContainText('Settled by Morgan Reyes');
  await expect(manager.see('settled')).toContainText('Given J14 instead');

  // The terminal is closed: only by whoever has read the risk and typed its name.
  const terminal = findTerminal(office, kiosk.name);
  await manager.opens('terminals');
  await manager.see(`break-${terminal}`).click();
  await expect(manager.see('risk')).toContainText('unsold seats that it holds are quarantined');
  await manager.see('as-dead').check();
  await manager.see('reason').fill('Its screen is broken');
  await expect(manager.see('order')).toBeDisabled();
  await manager.see('confirm-name').fill(kiosk.name);
  await manager.see('order').click();
  await expect(manager.see(`terminal-${terminal}`)).toHaveCount(0);
  await manager.opens('house', day);
  await expect.poll(() => numberIn(page, row, columns.quarantined)).toBeGreaterThan(0);

  // A code for the next machine, shown once.
  await manager.opens('terminals');
  await manager.see('enrol').click();
  await manager.see('name').fill('Lobby 2');
  await manager.see('order').click();
  await expect(manager.see('code')).toHaveText(/^[A-Z2-9]{10}$/);
  await page.keyboard.press('Escape');

  // The screening is cancelled by whoever has seen what that pays back.
  await manager.opens('house', day, show.screeningId);
  await manager.see('cancel-screening').click();
  await expect(manager.see('consequences')).toContainText('2 tickets of 1 bookings are refunded');
  await manager.see('reason').fill('The projector has failed');
  await manager.see('sure').check();
  await manager.see('order').click();
  await expect(page.getByText('Cancelled: 1 bookings')).toBeVisible();
  await manager.opens('house', day);
  await expect(manager.see(row)).toContainText('Cancelled');

  // Language, look and session outlive a reload; a log out ends it.
  await page.getByRole('button', { name: '中文' }).click();
  await page.reload();
  await expect(page.getByRole('heading', { name: '场次' })).toBeVisible();
  await page.goto(`${office.serverUrl}/dashboard/#/house/99`);
  await expect(page.getByText('这里什么也没有')).toBeVisible();
  await manager.see('log-out').click();
  await expect(page.locator('input[type=password]')).toBeVisible();
});

test('the page loads nothing foreign, and no script or style stands in it', async ({ page }) => {
  const foreign: string[] = [];
  page.on('request', (request) => {
    if (!request.url().startsWith(office.serverUrl) && !request.url().startsWith('data:')) foreign.push(request.url());
  });
  const wrong: string[] = [];
  page.on('console', (message) => message.type() === 'error' && wrong.push(message.text()));
  await page.goto(`${office.serverUrl}/dashboard/`);
  await expect(page.locator('input[type=password]')).toBeVisible();
  const policy = (await page.request.get(`${office.serverUrl}/dashboard/`)).headers()['content-security-policy'];
  expect(policy).toContain("script-src 'self'");
  expect(policy).not.toContain('unsafe-inline');
  expect([foreign, wrong]).toEqual([[], []]);
});
