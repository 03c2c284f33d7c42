import { expect, test } from '@playwright/test';
import { Guest } from './screens/guest.ts';
import { onlyKiosk, openHouse } from './screens/open-house.ts';
import { findOnServer, takeTickets } from './screens/papers.ts';

const house = openHouse();

test('the core dies while a guest looks at seats: a calm screen, then the same seats, and they can be bought', async ({
  page,
}) => {
  const kiosk = onlyKiosk(house());
  const guest = new Guest(page);
  await guest.comesTo(kiosk.url);
  const seats = await guest.looksForSeats(house().show, { adult: 2 });
  await kiosk.kill();
  await expect(guest.see('one-moment')).toBeVisible();
  await kiosk.start();
  await expect(guest.see('one-moment')).toBeHidden({ timeout: 15_000 });
  await guest.isOn('seats');
  expect(await guest.seats()).toEqual(seats);
  await guest.keepsSeats();
  await guest.pays('cash');
  const orderKey = await guest.isSoldTickets();
  await expect
    .poll(() => findOnServer(house(), orderKey), { timeout: 20_000 })
    .toMatchObject({ bookings: 1, tickets: 2 });
});

test('the core dies before the payment: the guest is told that the seats were released, and takes them again', async ({
  page,
}) => {
  const kiosk = onlyKiosk(house());
  const guest = new Guest(page);
  await guest.comesTo(kiosk.url);
  await guest.looksForSeats(house().show, { adult: 2 });
  await guest.keepsSeats();
  await kiosk.kill();
  await expect(guest.see('one-moment')).toBeVisible();
  await kiosk.start();
  await guest.reads('basket-gone');
  await guest.isOn('seats');
  await guest.keepsSeats();
  await guest.pays('cash');
  await guest.isSoldTickets();
});

test('the core dies right after the payment: the tickets are there after it, and each comes out', async ({ page }) => {
  const kiosk = onlyKiosk(house());
  const guest = new Guest(page);
  await guest.comesTo(kiosk.url);
  const seats = await guest.looksForSeats(house().show, { adult: 4 });
  await guest.keepsSeats();
  await guest.pays('cash');
  const orderKey = await guest.isSoldTickets();
  await kiosk.kill();
  await kiosk.start();
  await expect(guest.see('one-moment')).toBeHidden({ timeout: 15_000 });
  expect(await guest.isSoldTickets()).toBe(orderKey);
  await guest.holdsTickets(4);
  const tickets = await takeTickets(house(), kiosk, orderKey);
  const firsts = tickets.filter(({ slip }) => !slip.duplicate);
  expect([...new Set(tickets.map(({ seatLabel }) => seatLabel))].sort()).toEqual([...seats].sort());
  // A slip that was under way when the power went may have come out twice; then the second one says so.
  expect(new Set(firsts.map(({ fields }) => fields.line)).size).toBe(firsts.length);
  await expect
    .poll(() => findOnServer(house(), orderKey), { timeout: 20_000 })
    .toMatchObject({ bookings: 1, tickets: 4 });
});

test('the core dies while the card is charged: the charge is voided, the guest is told and pays anew', async ({
  page,
}) => {
  const kiosk = onlyKiosk(house());
  const guest = new Guest(page);
  await guest.comesTo(kiosk.url);
  await guest.looksForSeats(house().show, { adult: 2 });
  await guest.keepsSeats();
  await guest.pays('card');
  await guest.isOn('charging');
  await kiosk.kill();
  await kiosk.start();
  await expect(guest.see('one-moment')).toBeHidden({ timeout: 15_000 });
  await guest.reads('basket-gone');
  await guest.isOn('seats');
  await guest.keepsSeats();
  await guest.pays('card');
  const orderKey = await guest.isSoldTickets();
  await expect
    .poll(() => findOnServer(house(), orderKey), { timeout: 20_000 })
    .toMatchObject({ bookings: 1, tickets: 2 });
});
