import { expect, test } from '@playwright/test';
import { Guest } from './screens/guest.ts';
import { onlyKiosk, openHouse } from './screens/open-house.ts';

const house = openHouse([{ IDLE_WARNING_MS: '3000', IDLE_RESET_MS: '6000' }]);

test('a guest who walks away is asked, may have more time, and is then forgotten: seats, language and looks', async ({
  page,
}) => {
  const { show } = house();
  const kiosk = onlyKiosk(house());
  const guest = new Guest(page);
  await guest.comesTo(kiosk.url);
  await guest.begins('zh');
  await guest.see('access-contrast').click();
  await guest.choosesShow(show);
  await guest.addsTickets({ adult: 2 });
  const seats = await guest.isOfferedSeats();
  await guest.keepsSeats();
  const { basketId } = JSON.parse((await page.evaluate(() => sessionStorage.getItem('marquee.sale'))) ?? '{}') as {
    basketId: string;
  };

  await expect(guest.see('idle-dialog')).toBeVisible();
  await guest.see('more-time').click();
  await expect(guest.see('idle-dialog')).toBeHidden();
  await guest.isOn('pay');

  await expect(guest.see('idle-dialog')).toBeVisible();
  await guest.isOn('attract', { timeout: 10_000 });
  await expect(page.locator('html')).toHaveAttribute('lang', 'en-GB');
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
  expect(await page.evaluate(() => [sessionStorage.length, localStorage.length])).toEqual([0, 0]);
  const { basket } = await kiosk.untilAnswer(
    'see-basket',
    { basketId },
    ({ basket: seen }) => seen?.state === 'dropped',
  );
  expect(basket?.sale).toBe(null);
  const { seats: now } = await kiosk.call('see-seat-map', { screeningId: show.screeningId });
  expect(
    now
      .filter((seat) => seats.includes(seat.label))
      .every((seat) => seat.state === 'mine' || seat.state === 'on-request'),
  ).toBe(true);
});
