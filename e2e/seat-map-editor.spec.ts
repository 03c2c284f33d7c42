/** A house is drawn by whoever runs it: by pattern, mouse and keyboard, as a file, and on sale as it was drawn. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { demoManager } from '@marquee/db/demo/demo-staff';
import { expect, type Page, test } from '@playwright/test';
import { type BoxOffice, openBoxOffice } from './fakes/box-office.ts';
import { sell } from './fakes/managed-house.ts';
import { countState, findShow } from './fakes/show.ts';
import { isFitFor } from './screens/fit.ts';
import { Manager } from './screens/manager.ts';

test.use({ viewport: { width: 1280, height: 800 }, trace: 'off' });

let office: BoxOffice;
let manager: Manager;
test.beforeEach(async ({ page }) => {
  test.setTimeout(180_000);
  office = await openBoxOffice({ kiosks: 1 });
  // Whoever enters a venue is an administrator.
  const admin = { phone: demoManager.phone, by: 'the installer' };
  expect((await post('/admins', admin)).status).toBe(200);
  manager = new Manager(page, office.serverUrl);
  await manager.logsIn();
});
test.afterEach(() => office?.close());

let orders = 0;
async function post(path: string, body: object, token = '') {
  orders += 1;
  const answer = await fetch(`${office.serverUrl}/api/v1${path}`, {
    method: 'POST',
    headers: {
      'Content-Type': 'application/json',
      'Idempotency-Key': `seat-map-editor-${orders}`,
      ...(token === '' ? {} : { Authorization: `Bearer ${token}` }),
    },
    body: JSON.stringify(body),
  });
  return { status: answer.status, body: await answer.json() };
}
const read = async (path: string) => (await fetch(`${office.serverUrl}/api/v1${path}`)).json();

interface ListedSeat {
  label: string;
  kind: string;
  x: number;
  y: number;
}
const asDrawn = (seats: readonly ListedSeat[]) =>
  seats.map(({ label, kind, x, y }) => `${label} ${kind} ${x},${y}`).sort();

async function entersVenue(page: Page, name: string, rows: string, seats: number, aisles: string): Promise<number> {
  await manager.opens('admin', '', 'venues');
  await manager.see('new-venue').click();
  await manager.see('venue-name').fill(name);
  await manager.see('pattern-rows').fill(rows);
  await manager.see('pattern-seats').fill(String(seats));
  await manager.see('pattern-aisles').fill(aisles);
  await manager.see('order').click();
  await expect(page.getByRole('heading', { name })).toBeVisible();
  await expect(manager.see('plan-floor')).toBeVisible();
  return Number(/venues-(\d+)$/.exec(page.url())?.[1]);
}
const seatOf = (page: Page, label: string) => page.locator(`.plan-floor [data-seat="${label}"]`);

async function saves(page: Page): Promise<void> {
  await manager.see('save-plan').click();
  await expect(manager.see('plan-effect')).toBeVisible();
  await manager.see('order').click();
  await expect(page.getByText('Saved. Screenings')).toBeVisible();
  await expect(manager.see('save-plan')).toBeDisabled();
}

test('a venue is drawn by pattern, exported, imported into another, and a screening there has these seats', async ({
  page,
}) => {
  await entersVenue(page, 'Studio 7', 'A-M', 18, '5, 13');
  await expect(manager.see('count-standard')).toHaveText(String(12 * 18));

  // Two wheelchair places by a frame of the mouse, company for one of them by the keyboard.
  const [from, to] = [await seatOf(page, 'M1').boundingBox(), await seatOf(page, 'M2').boundingBox()];
  await page.mouse.move((from?.x ?? 0) + 4, (from?.y ?? 0) + 4);
  await page.mouse.down();
  await page.mouse.move((to?.x ?? 0) + 10, (to?.y ?? 0) + 10, { steps: 4 });
  await page.mouse.up();
  await expect(manager.see('chosen')).toHaveText('Chosen: 2');
  await manager.see('kind-wheelchair').click();
  await expect(manager.see('count-wheelchair')).toHaveText('2');
  await expect(manager.see('plan-faults')).toContainText('No companion seat beside: M1');
  await seatOf(page, 'M2').click();
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('Escape');
  await page.keyboard.press('4');
  await expect(manager.see('count-companion')).toHaveText('1');
  await expect(seatOf(page, 'M3')).toBeFocused();

  // An aisle before A10, in all rows; a seat that is named otherwise; one that is taken back.
  await seatOf(page, 'A10').click();
  const before = (await seatOf(page, 'B10').getAttribute('aria-colindex')) ?? '';
  await manager.see('aisle').click();
  await expect(seatOf(page, 'B10')).toHaveAttribute('aria-colindex', String(Number(before) + 1));
  await manager.see('seat-label').fill('A1');
  await manager.see('seat-label').press('Enter');
  await expect(manager.see('plan-faults')).toContainText('Label A1 is there 2 times');
  await expect(manager.see('save-plan')).toBeDisabled();
  await manager.see('undo').click();
  await expect(manager.see('save-plan')).toBeEnabled();

  const download = page.waitForEvent('download');
  await manager.see('export').click();
  const file = join(office.folder, 'studio-7.seats.json');
  await (await download).saveAs(file);
  await saves(page);

  // Into another venue: first a file with a wrong seat, of which nothing is taken.
  const other = await entersVenue(page, 'Studio 8', 'A', 3, '');
  const broken = join(office.folder, 'broken.json');
  writeFileSync(broken, readFileSync(file, 'utf8').replace('"label":"A2"', '"label":"A1"'));
  await manager.see('import').setInputFiles(broken);
  await expect(manager.see('file-faults')).toHaveText('Label A1 is there 2 times: each seat needs its own.');
  await page.keyboard.press('Escape');
  await expect(manager.see('count-standard')).toHaveText('3');
  await manager.see('import').setInputFiles(file);
  await expect(manager.see('count-wheelchair')).toHaveText('2');
  await saves(page);

  const { accessToken } = (await post('/sessions', { ...demoManager, name: undefined, device: 'test' })).body;
  const startsAtMs = Date.now() + 20 * 86_400_000;
  const show = { venueId: other, movieId: 1, startsAtMs, endsAtMs: startsAtMs + 7_200_000 };
  const entered = await post(
    '/screenings',
    { screenings: [{ ...show, display: '2D', language: 'en', priceMinor: 1000 }] },
    accessToken,
  );
  expect(entered.status).toBe(201);
  const { seats } = (await read(`/screenings/${entered.body.ids[0]}/seats`)) as {
    seats: { state: string; place: ListedSeat }[];
  };
  const drawn = JSON.parse(readFileSync(file, 'utf8')) as { seats: ListedSeat[] };
  expect(asDrawn(seats.map(({ place }) => place))).toEqual(asDrawn(drawn.seats));
  expect([...new Set(seats.map(({ state }) => state))]).toEqual(['free']);
  expect(asDrawn(drawn.seats)).toEqual(
    expect.arrayContaining(['M2 wheelchair 1,11', 'M3 companion 2,11', 'A10 standard 11,0']),
  );
});

test('a seat that a kiosk has unsold is asked back and taken out; one that it has sold stays', async ({ page }) => {
  const { kiosk } = await office.addKiosk();
  const show = await findShow([kiosk]);
  const { screening } = await read(`/screenings/${show.screeningId}`);
  await sell(kiosk, show, 2);
  const map = async () => (await kiosk.call('see-seat-map', { screeningId: show.screeningId })).seats;
  const seats = await map();
  const sold = seats.find(({ state }) => state === 'sold')?.label ?? '';
  const unsold = seats.filter(({ state, kind }) => state === 'mine' && kind === 'standard').at(-1)?.label ?? '';

  await manager.opens('admin', '', `venues-${screening.venueId}`);
  await seatOf(page, unsold).click();
  await page.keyboard.press('Delete');
  await manager.see('save-plan').click();
  await expect(manager.see('plan-taken')).toContainText(unsold);
  await expect(manager.see('order')).toBeDisabled();
  await manager.see('ask-back').click();
  // It comes back when the kiosk says so; whoever waits looks again.
  await expect(async () => {
    const again = manager.see('look-again');
    if (await again.isVisible()) await again.click({ timeout: 2000 });
    expect(await manager.see('order').isEnabled()).toBe(true);
  }).toPass();
  await manager.see('order').click();
  await expect(page.getByText('Saved. Screenings')).toBeVisible();
  const after = await kiosk.untilAnswer('see-seat-map', { screeningId: show.screeningId }, ({ seats: now }) =>
    now.every(({ label }) => label !== unsold),
  );
  expect(after.seats).toHaveLength(seats.length - 1);

  // A sold one is named with its order, and nothing is changed.
  await expect(seatOf(page, sold)).toBeVisible();
  await seatOf(page, sold).click();
  await manager.see('kind-vip').click();
  await manager.see('save-plan').click();
  await expect(manager.see('plan-taken')).toContainText(/Sold · T\d+-/);
  await expect(manager.see('ask-back')).toHaveCount(0);
  await expect(manager.see('order')).toBeDisabled();
  expect(countState(await map(), 'sold')).toBe(2);
  await sell(kiosk, show, 1);
});

test('seats are drawn by the keyboard alone', async ({ page }) => {
  await entersVenue(page, 'Studio 9', 'A-B', 4, '');
  await page.locator('.plan-floor [tabindex="0"]').focus();
  await expect(seatOf(page, 'A1')).toBeFocused();
  // Two of them are chosen, moved back where there is room, and taken out.
  await page.keyboard.press('Shift+ArrowRight');
  await expect(manager.see('plan-said')).toHaveText('Chosen: 2');
  await page.keyboard.press('Alt+ArrowDown');
  await expect(manager.see('plan-said')).toHaveText('There is a seat already: nothing was moved.');
  await page.keyboard.press('Alt+ArrowUp');
  await expect(manager.see('plan-said')).toHaveText('Moved: 2');
  await expect(seatOf(page, 'A2')).toBeFocused();
  await page.keyboard.press('Delete');
  await expect(page.locator('.plan-floor [data-seat]')).toHaveCount(6);
  // Where they were, an empty place has the focus; a seat is added there.
  await expect(page.locator('.plan-cell')).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page.locator('.plan-floor [data-seat]')).toHaveCount(7);
  await page.keyboard.press('Control+z');
  await page.keyboard.press('Control+z');
  await expect(seatOf(page, 'A2')).toBeVisible();
  await page.keyboard.press('Control+y');
  await expect(page.locator('.plan-floor [data-seat]')).toHaveCount(6);
  await page.keyboard.press('Control+a');
  await expect(manager.see('plan-said')).toHaveText('Chosen: 6');
});

test('an administrator enters a genre, a film and a cinema', async ({ page }) => {
  await manager.opens('admin', '', 'genres');
  await manager.see('new-genre').click();
  await manager.see('genre-name').fill('Drama');
  await manager.see('order').click();
  await expect(page.getByRole('alert')).toContainText('There is a genre of this name already.');
  await manager.see('genre-name').fill('Heist');
  await manager.see('order').click();
  await expect(manager.see('genres')).toContainText('Heist');

  await manager.opens('admin', '', 'films');
  await manager.see('new-film').click();
  await manager.see('film-title').fill('Über den Dächern');
  await manager.see('film-lengthMinutes').fill('106');
  await manager.see('film-scoreTenths').fill('7.4');
  await manager.see('film-showDate').fill('2027-01-14');
  await page.getByLabel('Heist').check();
  await manager.see('order').click();
  await expect(page.getByText('Entered: Über den Dächern')).toBeVisible();
  const film = page.getByRole('row').filter({ hasText: 'Über den Dächern' });
  await expect(async () => {
    await manager.see('film-search').fill('');
    await manager.see('film-search').fill('uber den dachern');
    await expect(film).toBeVisible({ timeout: 2000 });
  }).toPass();
  await film.getByRole('button').click();
  await expect(manager.see('film-showDate')).toHaveValue('2027-01-14');
  await expect(manager.see('film-scoreTenths')).toHaveValue('7.4');
  await expect(page.getByLabel('Heist')).toBeChecked();
  await manager.see('film-director').fill('Wilma Wilde');
  await manager.see('order').click();
  await expect(film).toContainText('Wilma Wilde');

  await manager.opens('admin', '', 'cinema');
  await manager.see('cinema-city').fill('Potsdam');
  await manager.see('save-cinema').click();
  await expect(page.locator('.cinema-picker')).toContainText('The Alcazar, Potsdam');
  await manager.see('new-cinema').click();
  const form = page.getByRole('dialog');
  await form.getByTestId('cinema-name').fill('Odeon');
  await form.getByTestId('cinema-city').fill('Hamburg');
  await form.getByTestId('cinema-latitude').fill('53.55');
  await form.getByTestId('cinema-longitude').fill('9.99');
  await manager.see('order').click();
  await expect(page.getByText('No venues yet')).toBeVisible();
  await expect(page.locator('.cinema-picker select')).toHaveValue(/^[2-9]$/);
});

test('the catalogue’s screens are fit for everybody', async ({ page }) => {
  await manager.opens('admin', '', 'films');
  await expect(manager.see('films')).toBeVisible();
  await manager.see('film-search').fill('amelie');
  await expect(page.locator('.films tbody tr').first()).toContainText('Amélie');
  await isFitFor(page, 'films');
  await page.locator('.films .link').first().click();
  await expect(manager.see('film-title')).toBeVisible();
  await isFitFor(page, 'a film');
  await page.keyboard.press('Escape');
  await manager.opens('admin', '', 'genres');
  await expect(manager.see('genres')).toBeVisible();
  await isFitFor(page, 'genres');
  await manager.opens('admin', '', 'cinema');
  await expect(manager.see('cinema-name')).toBeVisible();
  await isFitFor(page, 'the cinema');
  await manager.see('new-cinema').click();
  await isFitFor(page, 'a new cinema');
  await page.keyboard.press('Escape');
  await manager.opens('admin', '', 'venues');
  await expect(manager.see('venues')).toBeVisible();
  await isFitFor(page, 'venues');
  await manager.see('new-venue').click();
  await isFitFor(page, 'a new venue');
  await page.keyboard.press('Escape');
  await entersVenue(page, 'Studio 7', 'A-C', 8, '4');
  await seatOf(page, 'A1').click();
  await manager.see('kind-wheelchair').click();
  await expect(manager.see('plan-faults')).toBeVisible();
  await isFitFor(page, 'the seat map');
  await manager.see('save-plan').click();
  await expect(manager.see('plan-effect')).toBeVisible();
  await isFitFor(page, 'saving the seat map');
});
