import { dayKey } from '@marquee/terminal/ui-kit/times';
import { expect, test } from '@playwright/test';
import { Guest } from './screens/guest.ts';
import { onlyKiosk, openHouse } from './screens/open-house.ts';
import { takeTickets } from './screens/papers.ts';

const house = openHouse();

test('a guest buys two seats by keyboard alone, choosing one of them on the map', async ({ page }) => {
  const { show } = house();
  const kiosk = onlyKiosk(house());
  const guest = new Guest(page);
  await guest.comesTo(kiosk.url);
  await guest.pressesOn('begin');
  await guest.isOn('films');
  await guest.pressesOn(`day-${dayKey(show.startsAtMs, show.timeZone)}`);
  await guest.pressesOn(`film-${show.movieId}`);
  await guest.isOn('film');
  await guest.pressesOn(`show-${show.screeningId}`);
  await guest.isOn('tickets');
  await guest.pressesOn('class-adult-plus');
  await page.keyboard.press('Enter');
  await expect(guest.see('class-adult-count')).toHaveText('2');
  await guest.pressesOn('choose-seats');
  await guest.isOn('seats');

  // Tab leads to one of the party's seats; Enter frees it, the arrows walk on, Enter takes the seat there.
  const [first, second] = await guest.seats();
  await guest.tabsTo(`seat-${first}`);
  await page.keyboard.press('Enter');
  await expect.poll(() => guest.seats()).toEqual([second]);
  await page.keyboard.press('Enter');
  await expect.poll(async () => (await guest.seats()).sort()).toEqual([first, second].sort());
  await page.keyboard.press('ArrowLeft');
  await expect(guest.see(`seat-${first}`)).not.toBeFocused();
  await page.keyboard.press('ArrowRight');
  await expect(guest.see(`seat-${first}`)).toBeFocused();

  await guest.pressesOn('seats-continue');
  await guest.isOn('pay');
  await guest.pressesOn('pay-card');
  const orderKey = await guest.isSoldTickets();
  await guest.holdsTickets(2);
  expect((await takeTickets(house(), kiosk, orderKey)).map(({ seatLabel }) => seatLabel).sort()).toEqual(
    [first, second].sort(),
  );
  await guest.pressesOn('done');
  await guest.isOn('attract');
});

test('in Arabic the page is read from the right, but the map is the room: arrow keys go where they point', async ({
  page,
}) => {
  const { show } = house();
  const guest = new Guest(page);
  await guest.comesTo(onlyKiosk(house()).url);
  await guest.pressesOn('begin-ar');
  await guest.isOn('films');
  await expect(page.locator('html')).toHaveAttribute('dir', 'rtl');
  await guest.choosesShow(show);
  await guest.addsTickets({ adult: 2 });
  const [first, second] = await guest.isOfferedSeats();
  const leftOf = async (label: string | undefined) => (await guest.see(`seat-${label}`).boundingBox())?.x ?? 0;
  expect(await leftOf(first)).toBeLessThan(await leftOf(second));
  expect(await leftOf('A1')).toBeLessThan(await leftOf('A2'));

  await guest.tabsTo(`seat-${first}`);
  await page.keyboard.press('ArrowRight');
  await expect(guest.see(`seat-${second}`)).toBeFocused();
  await page.keyboard.press('ArrowLeft');
  await expect(guest.see(`seat-${first}`)).toBeFocused();
  // The way on is at the reading end: left of the way back.
  const [back, on] = await Promise.all([guest.see('back').boundingBox(), guest.see('seats-continue').boundingBox()]);
  expect(on?.x ?? 0).toBeLessThan(back?.x ?? 0);
});
