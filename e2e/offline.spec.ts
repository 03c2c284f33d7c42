import { dayKey } from '@marquee/terminal/ui-kit/times';
import { expect, test } from '@playwright/test';
import { Guest } from './screens/guest.ts';
import { onlyKiosk, openHouse } from './screens/open-house.ts';
import { findOnServer, takeTickets } from './screens/papers.ts';

const house = openHouse();

/** Two seats side by side, both in this state. */
function findPair(map: ReadonlyMap<string, string>, state: string): [string, string] {
  for (const [label, of] of map) {
    const [, row, number] = /^([A-Z]+)(\d+)$/.exec(label) ?? [];
    const next = `${row}${Number(number) + 1}`;
    if (of === state && map.get(next) === state) return [label, next];
  }
  throw new Error(`no two seats side by side are ${state}`);
}

for (const cut of ['black-hole', 'reset'] as const) {
  test(`a kiosk whose network goes (${cut}) in the middle shows what it can’t sell, sells its own seats, and tells the server later`, async ({
    page,
  }) => {
    const { show, cables } = house();
    const [cable] = cables;
    const kiosk = onlyKiosk(house());
    const guest = new Guest(page);
    await guest.comesTo(kiosk.url);
    await guest.looksForSeats(show, { adult: 2 });
    const before = await guest.map();
    const [asked] = findPair(before, 'on-request');
    await guest.touchesSeat(asked);
    expect(await guest.seats()).toContain(asked);

    cable!.cut(cut);
    await expect(guest.see('offline')).toBeVisible({ timeout: 15_000 });
    // What only the server could give is gone from the map and from the choice, and the guest is told which and why.
    expect(await guest.reads('seat-not-ours-now')).toContain(asked);
    const now = await guest.map();
    expect([...now.values()]).not.toContain('on-request');
    expect(now.get(asked)).toBe('not-ours-now');
    await expect(guest.see(`seat-${asked}`)).toHaveAttribute('aria-disabled', 'true');

    await guest.see('choose-for-me').click();
    await expect.poll(() => guest.seats()).toHaveLength(2);
    const seats = await guest.seats();
    for (const seat of seats) expect(now.get(seat)).toBe('mine');
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

test('without the network every time says how many seats this kiosk can sell, and one of which it holds none can’t be chosen', async ({
  page,
}) => {
  const { show, cables } = house();
  const [cable] = cables;
  const kiosk = onlyKiosk(house());
  const guest = new Guest(page);
  await guest.comesTo(kiosk.url);
  await guest.looksForSeats(show, { adult: 1 });
  const countMine = async () => [...(await guest.map()).values()].filter((state) => state === 'mine').length;
  const own = (await kiosk.call('see-seat-map', { screeningId: show.screeningId })).screening.offline;
  expect(await countMine()).toBe(own);
  await expect(guest.see('seats-here')).toHaveText(`${own} of these seats are for sale here even without the network`);

  cable!.cut('reset');
  const { sellableOffline } = await kiosk.untilAnswer('see-terminal', {}, ({ link }) => link === 'offline');
  await expect(guest.see('offline')).toHaveText(
    `No network: ${sellableOffline.toLocaleString('en')} seats for sale at this kiosk`,
  );
  await expect(guest.see('seats-here')).toHaveText(`${own} seats for sale here now`);
  expect(await countMine()).toBe(own);

  const { films } = await kiosk.call('list-films', {});
  const screenings = films.flatMap((film) => film.screenings);
  expect(screenings.reduce((total, { offline }) => total + offline, 0)).toBe(sellableOffline);
  const { nowMs } = await kiosk.call('see-terminal', {});
  const later = screenings.filter(({ startsAtMs }) => startsAtMs > nowMs + 30 * 60_000);
  const none = later.find(({ offline, sold, seats }) => offline === 0 && sold < seats);
  if (!none) throw new Error('this kiosk holds seats of every screening');
  await guest.see('back').click();
  await guest.see('back').click();
  await expect(guest.see(`show-${show.screeningId}`)).toContainText(`${own} here`);
  await guest.see('back').click();
  await guest.see(`day-${dayKey(none.startsAtMs, show.timeZone)}`).click();
  await guest.see(`film-${none.movieId}`).click();
  await expect(guest.see(`show-${none.screeningId}`)).toContainText('None here');
  await expect(guest.see(`show-${none.screeningId}`)).toBeDisabled();
  cable!.mend();
  await expect(guest.see(`show-${none.screeningId}`)).toBeEnabled({ timeout: 20_000 });
  await expect(guest.see('offline')).toBeHidden();
});
