import { expect, test } from '@playwright/test';
import { Guest } from './screens/guest.ts';
import { onlyKiosk, openHouse } from './screens/open-house.ts';
import { findOnServer, takeTickets } from './screens/papers.ts';

const house = openHouse();

for (const cut of ['black-hole', 'reset'] as const) {
  test(`a kiosk whose network goes (${cut}) in the middle shows what it can’t sell, sells its own seats, and tells the server later`, async ({
    page,
  }) => {
    const { show, cables } = house();
    const [cable] = cables;
    const kiosk = onlyKiosk(house());
    const guest = new Guest(page);
    await guest.comesTo(kiosk.url);
    const seats = await guest.looksForSeats(show, { adult: 2 });
    const before = await guest.map();
    expect([...before.values()]).toContain('on-request');

    cable!.cut(cut);
    await expect(guest.see('offline')).toBeVisible({ timeout: 15_000 });
    await expect
      .poll(async () => [...(await guest.map()).values()].filter((state) => state === 'on-request').length)
      .toBe(0);
    const now = await guest.map();
    const lost = [...now].filter(([label, state]) => state === 'not-ours-now' && before.get(label) === 'on-request');
    expect(lost.length).toBeGreaterThan(0);
    await expect(guest.see(`seat-${lost[0]![0]}`)).toHaveAttribute('aria-disabled', 'true');
    expect(await guest.seats()).toEqual(seats);

    await guest.keepsSeats();
    await guest.pays('card');
    const orderKey = await guest.isSoldTickets();
    await guest.holdsTickets(2);
    expect((await takeTickets(house(), kiosk, orderKey)).map(({ seatLabel }) => seatLabel).sort()).toEqual(
      [...seats].sort(),
    );
    expect(findOnServer(house(), orderKey).bookings).toBe(0);

    cable!.mend();
    await expect(guest.see('offline')).toBeHidden({ timeout: 20_000 });
    await expect
      .poll(() => findOnServer(house(), orderKey), { timeout: 20_000 })
      .toMatchObject({ bookings: 1, tickets: 2 });
  });
}
