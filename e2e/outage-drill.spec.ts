/**
 * A manager lives through an outage and a drill of one in Chromium, with a real kiosk and a real till: what the dashboard
 * says of them is what they have lived through.
 */
import { readFileSync } from 'node:fs';
import { AxeBuilder } from '@axe-core/playwright';
import { expect, type Page, test } from '@playwright/test';
import { type BoxOffice, openBoxOffice } from './fakes/box-office.ts';
import type { Kiosk } from './fakes/kiosk.ts';
import { findTerminal, sell } from './fakes/managed-house.ts';
import { findShow, type Show } from './fakes/show.ts';
import type { TcpProxy } from './fakes/tcp-proxy.ts';
import { morgan, openTill } from './fakes/till.ts';
import { Manager } from './screens/manager.ts';

test.use({ viewport: { width: 1280, height: 800 }, trace: 'off' });

let office: BoxOffice;
let kiosk: Kiosk;
let till: Kiosk;
let cable: TcpProxy;
let show: Show;
let manager: Manager;
test.beforeEach(async ({ page }) => {
  test.setTimeout(240_000);
  office = await openBoxOffice({ kiosks: 1 });
  ({ kiosk, cable } = await office.addKiosk());
  ({ till } = await openTill(office));
  show = await findShow([kiosk]);
  manager = new Manager(page, office.serverUrl);
  await manager.logsIn();
});
test.afterEach(() => office?.close());

const rules = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
async function isFitFor(page: Page, screen: string): Promise<void> {
  await page.evaluate(() => document.fonts.ready.then(() => undefined));
  const judge = new AxeBuilder({ page }).withTags(rules);
  if ((await page.locator('dialog').count()) > 0) judge.include('dialog');
  const { violations } = await judge.analyze();
  const found = violations.map(({ id, nodes }) => [id, nodes.slice(0, 3).map(({ target }) => target)]);
  expect.soft([screen, found]).toEqual([screen, []]);
}

/** Presence is noted every five seconds, and an outage is one after fifteen. */
const soon = { timeout: 40_000 };
const numberOf = (kind: Kiosk) => findTerminal(office, kind.name);
const isBack = (kind: Kiosk) => kind.untilAnswer('see-terminal', {}, ({ link }) => link === 'online', 40_000);

test('a terminal says what it needs, sells through an outage, and the report tells what that was', async ({ page }) => {
  await manager.opens('terminals');
  const row = manager.see(`terminal-${numberOf(kiosk)}`);
  await expect(row).toContainText('All well', soon);
  await kiosk.setPrinter('paper-out');
  await sell(kiosk, show, 1);
  // It came first in the table by itself, and says so in words.
  await expect(row.getByTestId('alarm-paper-out')).toContainText('Paper out', soon);
  await expect(page.locator('table.terminals tbody tr').first()).toHaveAttribute(
    'data-testid',
    `terminal-${numberOf(kiosk)}`,
  );
  await isFitFor(page, 'terminals');
  await manager.see(`details-${numberOf(kiosk)}`).click();
  await expect(manager.see('details')).toContainText('printer-out-of-paper');

  // Whoever helps is sent a bundle, in which nobody is named.
  await manager.see('ask-bundle').click();
  await expect(manager.see('bundle')).toHaveAttribute('data-state', 'here', soon);
  await isFitFor(page, 'how a terminal is');
  const saving = page.waitForEvent('download');
  await manager.see('bundle').getByRole('button').click();
  const bundle = JSON.parse(readFileSync(await (await saving).path(), 'utf8'));
  expect(bundle).toMatchObject({ settings: { role: 'kiosk' }, status: { printer: 'printer-out-of-paper' } });
  expect(JSON.stringify(bundle)).not.toMatch(/Morgan|Casey|pinHash/);
  await page.keyboard.press('Escape');
  await kiosk.setPrinter('refill');
  await expect(row).toContainText('All well', soon);

  cable.cut('reset');
  await expect(row.getByTestId('alarm-offline')).toBeVisible(soon);
  await manager.opens('terminals', '', 'outages');
  await expect(manager.see(`out-${numberOf(kiosk)}`)).toContainText('Outage', soon);
  await isFitFor(page, 'outages');
  await sell(kiosk, show, 2);
  cable.mend();
  await isBack(kiosk);
  await expect(manager.see('report-1')).toContainText('Outage', soon);
  await manager.see('report-1').getByRole('link').click();
  const line = manager.see(`line-${numberOf(kiosk)}`).locator('td');
  await expect(line.nth(4)).toHaveText('2');
  // Only what it held could be stranded, and it was alone.
  expect(Number((await line.nth(6).innerText()).replace(/\D/g, ''))).toBeGreaterThan(0);
  await expect(manager.see('report').locator('tbody tr')).toHaveCount(1);
  await isFitFor(page, 'report');
});

test('a drill takes the network from all terminals, they say so and sell, a manager ends it, and its report is kept apart', async ({
  page,
  context,
}) => {
  await manager.opens('terminals', '', 'outages');
  await expect(page.getByText('No outage yet')).toBeVisible();
  await manager.see('drill').click();
  await manager.see('minutes').fill('61');
  await expect(manager.see('order')).toBeDisabled();
  await manager.see('minutes').fill('20');
  await isFitFor(page, 'start a drill');
  await manager.see('order').click();
  await expect(manager.see('drill-on')).toContainText('20', soon);
  await expect(manager.see('drill')).toBeDisabled();

  for (const terminal of [kiosk, till])
    await terminal.untilAnswer(
      'see-terminal',
      {},
      ({ link, drillEndsAtMs }) => link === 'offline' && drillEndsAtMs !== null,
    );
  const guest = await context.newPage();
  await guest.goto(kiosk.url);
  await expect(guest.getByTestId('drill')).toContainText('Drill until');
  await guest.close();
  // It is no way out of it to switch the machine off and on.
  await kiosk.kill();
  await kiosk.start();
  await kiosk.untilAnswer('see-terminal', {}, ({ drillEndsAtMs }) => drillEndsAtMs !== null);
  await sell(kiosk, show, 2);
  for (const terminal of [kiosk, till])
    await expect(manager.see(`out-${numberOf(terminal)}`)).toContainText('Drill', soon);
  await manager.opens('terminals');
  await expect(manager.see(`terminal-${numberOf(till)}`).getByTestId('alarm-drill')).toBeVisible();

  // Nobody but a manager ends it before its time.
  const cashier = { staffId: 1, pin: '000000' };
  expect(await till.call('end-drill', cashier)).toEqual({ ok: false, reason: 'not-a-manager' });
  for (const terminal of [kiosk, till]) {
    expect(await terminal.call('end-drill', { staffId: morgan.id, pin: morgan.pin })).toEqual({ ok: true });
    await isBack(terminal);
  }
  await manager.opens('terminals', '', 'outages');
  await expect(manager.see('report-1')).toContainText('Drill', soon);
  await manager.see('report-1').getByRole('link').click();
  await expect(manager.see('report').locator('tbody tr')).toHaveCount(2);
  await expect(
    manager
      .see(`line-${numberOf(kiosk)}`)
      .locator('td')
      .nth(4),
  ).toHaveText('2');
  await expect(
    manager
      .see(`line-${numberOf(till)}`)
      .locator('td')
      .nth(4),
  ).toHaveText('–');
  await isFitFor(page, 'report of a drill');
});
