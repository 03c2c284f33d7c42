import { expect, test } from '@playwright/test';
import { Guest } from './screens/guest.ts';
import { onlyKiosk, openHouse } from './screens/open-house.ts';
import { findOnServer } from './screens/papers.ts';

// A card that is charged for longer than a page takes to load.
const house = openHouse([{ READER_ANSWER_MS: '4000' }]);

test('a page that is loaded again before the payment shows the same order, in the guest’s language', async ({
  page,
}) => {
  const guest = new Guest(page);
  await guest.comesTo(onlyKiosk(house()).url);
  await guest.begins('zh');
  await guest.choosesShow(house().show);
  await guest.addsTickets({ adult: 1, child: 1 });
  const seats = await guest.isOfferedSeats();
  await guest.keepsSeats();
  const total = await guest.see('total').textContent();

  await page.reload();
  await guest.isOn('pay');
  await expect(guest.see('total')).toHaveText(total ?? '');
  await expect(page.locator('html')).toHaveAttribute('lang', 'zh-CN');
  for (const seat of seats) await expect(page.locator('.seat-tags b', { hasText: seat })).toBeVisible();
  await guest.pays('cash');
  await guest.isSoldTickets();
});

test('a page that is loaded again while the card is charged waits for that very charge, and sells once', async ({
  page,
}) => {
  const guest = new Guest(page);
  await guest.comesTo(onlyKiosk(house()).url);
  await guest.looksForSeats(house().show, { adult: 2 });
  await guest.keepsSeats();
  await guest.pays('card');
  await guest.isOn('charging');

  await page.reload();
  await guest.isOn('charging');
  const orderKey = await guest.isSoldTickets();
  await guest.holdsTickets(2);
  await page.reload();
  expect(await guest.isSoldTickets()).toBe(orderKey);
  await expect.poll(() => findOnServer(house(), orderKey)).toMatchObject({ bookings: 1, tickets: 2 });
  await guest.see('done').click();
  await page.reload();
  await guest.isOn('attract');
});
