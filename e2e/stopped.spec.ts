import { formatFault } from '@marquee/shared/errors';
import type { ScreeningView } from '@marquee/terminal/calls';
import { dayKey } from '@marquee/terminal/ui-kit/times';
import { expect, test } from '@playwright/test';
import { forgetScreening, readBooks } from './fakes/books.ts';
import { Guest } from './screens/guest.ts';
import { onlyKiosk, openHouse } from './screens/open-house.ts';
import { findOnServer } from './screens/papers.ts';

const house = openHouse();

test('a screening that the server has forgotten stops under a guest about to pay: they are told where to ask, and buy another', async ({
  page,
}) => {
  const { show, cables, office } = house();
  const [cable] = cables;
  const kiosk = onlyKiosk(house());
  const guest = new Guest(page);
  await guest.comesTo(kiosk.url);
  await guest.looksForSeats(show, { adult: 2 });
  await guest.keepsSeats();
  const bookingsBefore = readBooks(office.serverDatabaseFile).bookings.length;

  cable!.cut('reset');
  await expect(guest.see('offline')).toBeVisible({ timeout: 15_000 });
  forgetScreening(office.serverDatabaseFile, show.screeningId);
  cable!.mend();
  expect(await guest.reads('screening-stopped')).toContain('can’t be sold at this kiosk at the moment');
  await guest.isOn('films');

  await guest.see(`day-${dayKey(show.startsAtMs, show.timeZone)}`).click();
  await guest.see(`film-${show.movieId}`).click();
  const stopped = guest.see(`show-${show.screeningId}`);
  await expect(stopped).toBeDisabled();
  await expect(stopped).toHaveAttribute('data-availability', 'stopped');
  await expect(stopped).toContainText('Ask at the till');
  await expect(stopped).toContainText(formatFault('screening-stopped'));
  const { faults, outOfService } = await kiosk.call('see-terminal', {});
  expect([faults.map(({ code }) => code), outOfService]).toEqual([['screening-stopped'], null]);
  expect(readBooks(office.serverDatabaseFile).exceptions.map(({ kind }) => kind)).toEqual(['stream-lost']);
  expect(readBooks(office.serverDatabaseFile).bookings).toHaveLength(bookingsBefore);

  const other = await findOther();
  await guest.see('back').click();
  await guest.choosesShow({ ...show, ...other });
  await guest.addsTickets({ adult: 1 });
  await guest.isOfferedSeats();
  await guest.keepsSeats();
  await guest.pays('cash');
  const orderKey = await guest.isSoldTickets();
  await guest.holdsTickets(1);
  await expect.poll(() => findOnServer(house(), orderKey)).toMatchObject({ bookings: 1, tickets: 1 });
});

/** The next screening that this kiosk holds seats of. */
async function findOther(): Promise<ScreeningView> {
  const kiosk = onlyKiosk(house());
  const { films } = await kiosk.call('list-films', {});
  const { nowMs } = await kiosk.call('see-terminal', {});
  const other = films
    .flatMap((film) => film.screenings)
    .find(({ stopped, offline, startsAtMs }) => !stopped && offline > 0 && startsAtMs > nowMs + 30 * 60_000);
  if (!other) throw new Error('nothing else is on');
  return other;
}
