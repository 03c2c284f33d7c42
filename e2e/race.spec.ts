import { expect, test } from '@playwright/test';
import { readBooks } from './fakes/books.ts';
import { Guest } from './screens/guest.ts';
import { openHouse } from './screens/open-house.ts';
import { findOnServer } from './screens/papers.ts';

const house = openHouse([{}, {}]);

/** A seat in the middle of five that both kiosks could have: taking it leaves no seat alone. */
function findWanted(maps: readonly Map<string, string>[], taken: ReadonlySet<string>): string {
  const canBeHad = (label: string) =>
    maps.every((map) => ['mine', 'on-request'].includes(map.get(label) ?? '')) && !taken.has(label);
  for (const label of maps[0]?.keys() ?? []) {
    const [, row, number] = /^([A-Z]+)(\d+)$/.exec(label) ?? [];
    const near = [-2, -1, 0, 1, 2].map((step) => `${row}${Number(number) + step}`);
    if (row !== undefined && near.every(canBeHad)) return label;
  }
  throw new Error('no seat can be had at both kiosks');
}

test('two guests at two kiosks want the same seat: one gets it, the other is told and finds another', async ({
  browser,
}) => {
  const { show, kiosks, office } = house();
  const guests = await Promise.all(
    kiosks.map(async (kiosk) => {
      const guest = new Guest(await (await browser.newContext()).newPage());
      await guest.comesTo(kiosk.url);
      return { guest, offered: await guest.looksForSeats(show, { adult: 1 }) };
    }),
  );
  const wanted = findWanted(
    await Promise.all(guests.map(({ guest }) => guest.map())),
    new Set(guests.flatMap(({ offered }) => offered)),
  );
  for (const { guest } of guests) {
    await guest.touchesSeat(wanted);
    expect(await guest.seats()).toEqual([wanted]);
  }
  await Promise.all(guests.map(({ guest }) => guest.see('seats-continue').click()));

  const [first, second] = guests.map(({ guest }) => guest);
  const isPaying = (guest: Guest) =>
    guest.page
      .getByTestId('kiosk')
      .getAttribute('data-screen')
      .then((screen) => screen === 'pay');
  await expect.poll(async () => (await isPaying(first!)) || (await isPaying(second!)), { timeout: 10_000 }).toBe(true);
  const [quick, late] = (await isPaying(first!)) ? [first!, second!] : [second!, first!];
  expect(await late.reads('seat-taken')).toContain(wanted);
  await late.isOn('seats');
  expect(await late.seats()).toEqual([]);

  await quick.pays('cash');
  const orderKey = await quick.isSoldTickets();
  await expect.poll(() => findOnServer(house(), orderKey)).toMatchObject({ bookings: 1, tickets: 1 });
  await expect(late.see(`seat-${wanted}`)).toHaveAttribute('data-state', 'sold');

  await late.see('choose-for-me').click();
  await expect.poll(() => late.seats()).toHaveLength(1);
  await late.keepsSeats();
  await late.pays('cash');
  const otherKey = await late.isSoldTickets();
  await expect.poll(() => findOnServer(house(), otherKey)).toMatchObject({ bookings: 1, tickets: 1 });
  const sold = readBooks(office.serverDatabaseFile).tickets.map((row) => row.seat_id);
  expect(new Set(sold).size).toBe(sold.length);
});
