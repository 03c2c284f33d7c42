import { expect, test } from '@playwright/test';
import { readCharges } from './fakes/books.ts';
import { Guest } from './screens/guest.ts';
import { onlyKiosk, openHouse } from './screens/open-house.ts';
import { findOnServer } from './screens/papers.ts';

const house = openHouse();

test.beforeEach(async ({ page }) => {
  const guest = new Guest(page);
  await guest.comesTo(onlyKiosk(house()).url);
  await guest.looksForSeats(house().show, { adult: 2 });
  await guest.keepsSeats();
});

test('a declined card costs nothing and keeps the seats: the guest pays another way', async ({ page }) => {
  const kiosk = onlyKiosk(house());
  const guest = new Guest(page);
  const total = await guest.see('total').textContent();
  await kiosk.setReader('decline');
  await guest.pays('card');
  expect(await guest.reads('card-declined')).toMatch(/declined.*not been charged/i);
  await guest.isOn('pay');
  await expect(guest.see('total')).toHaveText(total ?? '');
  await guest.pays('cash');
  await guest.isSoldTickets();
  expect(readCharges(kiosk).filter((charge) => charge.outcome === 'approved')).toEqual([]);
});

test('without a card in time the guest is told that nothing was charged, and may try again', async ({ page }) => {
  const kiosk = onlyKiosk(house());
  const guest = new Guest(page);
  await kiosk.setReader('timeout');
  await guest.pays('card');
  expect(await guest.reads('card-timeout')).toMatch(/not been charged/i);
  await kiosk.setReader('approve');
  await guest.pays('card');
  const orderKey = await guest.isSoldTickets();
  await expect.poll(() => findOnServer(house(), orderKey)).toMatchObject({ bookings: 1, tickets: 2 });
  expect(readCharges(kiosk).filter((charge) => charge.outcome === 'approved')).toHaveLength(1);
});

test('a charge whose answer got lost is asked after, and its tickets are sold once', async ({ page }) => {
  const kiosk = onlyKiosk(house());
  const guest = new Guest(page);
  const before = readCharges(kiosk).length;
  await kiosk.setReader('lost-answer');
  await guest.pays('card');
  const orderKey = await guest.isSoldTickets({ timeout: 30_000 });
  await expect.poll(() => findOnServer(house(), orderKey)).toMatchObject({ bookings: 1, tickets: 2 });
  expect(
    readCharges(kiosk)
      .slice(before)
      .map((charge) => charge.outcome),
  ).toEqual(['approved']);
  await kiosk.setReader('approve');
});

test('a reader that is unplugged is not offered; cash is', async ({ page }) => {
  const kiosk = onlyKiosk(house());
  const guest = new Guest(page);
  await kiosk.setReader('unreachable');
  await expect(guest.see('pay-card')).toBeHidden();
  await expect(guest.see('pay-cash')).toBeVisible();
  await kiosk.setReader('approve');
  await expect(guest.see('pay-card')).toBeVisible();
});
