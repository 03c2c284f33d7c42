/** A manager plans: a schedule is imported, screenings are made by a pattern, one with sold seats is moved and then cancelled. */
import { AxeBuilder } from '@axe-core/playwright';
import { expect, type Page, test } from '@playwright/test';
import Database from 'better-sqlite3';
import { type BoxOffice, openBoxOffice } from './fakes/box-office.ts';
import type { Kiosk } from './fakes/kiosk.ts';
import { findDay, sell } from './fakes/managed-house.ts';
import { findShow, type Show } from './fakes/show.ts';
import { Manager } from './screens/manager.ts';

test.use({ viewport: { width: 1280, height: 800 }, trace: 'off' });

let office: BoxOffice;
let kiosk: Kiosk;
let show: Show;
test.beforeEach(async () => {
  test.setTimeout(180_000);
  office = await openBoxOffice({ kiosks: 1 });
  ({ kiosk } = await office.addKiosk());
  show = await findShow([kiosk]);
});
test.afterEach(() => office?.close());

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

/** What the demo cinema has, by name. */
function readNames(): { venues: string[]; film: string } {
  const server = new Database(office.serverDatabaseFile, { readonly: true });
  const venues = server.prepare('SELECT name FROM venue ORDER BY name').all() as { name: string }[];
  const film = server
    .prepare(
      'SELECT name FROM movie WHERE length IS NOT NULL GROUP BY name HAVING COUNT(*) = 1 ORDER BY LENGTH(name) DESC',
    )
    .get() as { name: string };
  server.close();
  return { venues: venues.map(({ name }) => name), film: film.name };
}

const shift = (day: string, days: number): string =>
  new Date(Date.parse(`${day}T12:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);

test('imports a schedule once, makes a pattern, moves a screening with sold seats, cancels it and sees its refunds end', async ({
  page,
}) => {
  const manager = new Manager(page, office.serverUrl);
  const { venues, film } = readNames();
  const day = findDay(office, show);
  const later = shift(day, 30);
  await manager.logsIn();

  // A file with a mistake is not read, and says where it is.
  await manager.opens('admin', '', 'import');
  const choose = (rows: readonly string[]) =>
    manager.see('schedule-file').setInputFiles({
      name: 'week.csv',
      mimeType: 'text/csv',
      buffer: Buffer.from(['id,venue,film,starts,language,price', ...rows].join('\n')),
    });
  const shows = ['10:00', '14:00', '18:00'].map(
    (time, at) => `TMS-${at},"${venues[0]}","${film}",${later}T${time},en,9.50`,
  );
  await choose([...shows, `TMS-9,Nowhere,"${film}",${later}T21:00,en,9.50`]);
  await expect(manager.see('mistakes')).toContainText('Line 5 venue');
  await isFitFor(page, 'mistakes');

  // The differences first; then it runs, and its progress ends.
  await choose(shows);
  await expect(manager.see('count-new')).toHaveText('New: 3');
  await isFitFor(page, 'differences');
  await manager.see('order').click();
  const imported = page.locator('[data-kind="import-schedule"]');
  await expect(imported).toHaveAttribute('data-state', 'done');
  await expect(imported).toContainText('3 of 3');

  // The same file again changes nothing.
  await choose(shows);
  await expect(manager.see('count-new')).toHaveText('New: 0');
  await expect(manager.see('count-unchanged')).toHaveText('Unchanged: 3');
  await expect(manager.see('nothing')).toBeVisible();
  await expect(manager.see('order')).toBeDisabled();
  // One that is dearer now is a change.
  await choose([...shows.slice(0, 2), (shows[2] ?? '').replace('9.50', '11.00')]);
  await expect(page.locator('[data-testid=diff-row][data-kind=changed]')).toContainText('€9.50 → €11.00');

  // A pattern over the imported shows: what is in the way is named, and nothing is made while it is.
  await manager.opens('admin', later, 'screenings');
  await expect(page.locator('[data-testid^="planned-"]')).toHaveCount(3);
  await isFitFor(page, 'screenings');
  await manager.see('new-screening').click();
  await manager.see('many').click();
  await manager.see('film').fill(film.slice(0, 12));
  await manager.see('found-film').filter({ hasText: film }).first().click();
  await manager.see('venue').selectOption({ label: venues[0] ?? '' });
  await manager.see('from').fill(later);
  await manager.see('to').fill(shift(later, 1));
  for (const weekday of [0, 1, 2, 3, 4, 5, 6]) await manager.see(`weekday-${weekday}`).check();
  await manager.see('times').fill('10:30');
  await manager.see('minutes').fill('90');
  await manager.see('preview').click();
  await expect(manager.see('plan-counts')).toHaveText('To be made: 2. In conflict: 1.');
  await expect(manager.see('planned').first()).toContainText('Something runs there then');
  await expect(manager.see('order')).toBeDisabled();
  await isFitFor(page, 'a pattern');
  await manager.see('leave-out').click();
  await expect(manager.see('planned').first().getByRole('checkbox')).not.toBeChecked();
  await expect(manager.see('plan-counts')).toHaveText('To be made: 1. In conflict: 0.');
  await manager.see('order').click();
  await expect(page.getByText('On sale now: 1')).toBeVisible();

  // Sold seats move with their screening to another venue and day.
  await sell(kiosk, show, 2);
  await manager.opens('house', day, show.screeningId);
  await expect(page.locator('.room-floor .seat.sold')).toHaveCount(2);
  await manager.see('move-screening').click();
  const elsewhere = venues.find((name) => name !== show.venueName) ?? '';
  const option = page.getByTestId('move-venue').locator('option').filter({ hasText: elsewhere });
  await manager.see('move-venue').selectOption((await option.getAttribute('value')) ?? '');
  await manager.see('move-date').fill(shift(later, 2));
  await manager.see('move-plan').click();
  await expect(manager.see('consequences')).toContainText('becomes');
  await isFitFor(page, 'move a screening');
  await expect(manager.see('order')).toBeDisabled();
  await manager.see('sure').check();
  await manager.see('order').click();
  await expect(page.getByText('Moved. Seats:')).toBeVisible();
  await expect(page.locator('.head-words')).toContainText(elsewhere);
  await expect(page.locator('.room-floor .seat.sold')).toHaveCount(2);

  // Cancelled: its refunds are seen to the end, also after a reload.
  await manager.see('cancel-screening').click();
  await manager.see('reason').fill('The projector has failed');
  await manager.see('sure').check();
  await manager.see('order').click();
  const refunds = page.locator('[data-kind="refund-bookings"]');
  await expect(refunds).toHaveAttribute('data-state', 'done');
  await page.reload();
  await expect(refunds).toContainText('1 of 1');
  await expect(manager.see('refund-sums')).toContainText('To be paid out at the desk: 1');
  await isFitFor(page, 'refunds');
});
