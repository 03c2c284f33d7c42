/** Staff at a kiosk: behind a PIN they see how it is, print what is missing, and take it out of service. */
import { formatFault } from '@marquee/shared/errors';
import { expect, type Page, test } from '@playwright/test';
import { listSlips } from './fakes/slips.ts';
import { casey, morgan, readJournal } from './fakes/till.ts';
import { Guest } from './screens/guest.ts';
import { onlyKiosk, openHouse } from './screens/open-house.ts';
import { Staff } from './screens/staff.ts';

const house = openHouse();
test.beforeEach(() => test.setTimeout(120_000));

async function comeTo(page: Page): Promise<{ guest: Guest; staff: Staff }> {
  const guest = new Guest(page);
  const { url, untilAnswer } = onlyKiosk(house());
  await untilAnswer('list-menu-staff', {}, ({ staff }) => staff.length > 0);
  await guest.comesTo(url);
  return { guest, staff: new Staff(page) };
}
const signedHere = () => readJournal(onlyKiosk(house()), 'staff.signed');

test('a cashier prints a test page and the last sale once more; the journal says who, and nobody is signed in', async ({
  page,
}) => {
  const kiosk = onlyKiosk(house());
  const { guest, staff } = await comeTo(page);
  await guest.looksForSeats(house().show, { adult: 2 });
  await guest.keepsSeats();
  await guest.pays('cash');
  const orderKey = await guest.isSoldTickets();
  await guest.holdsTickets(2);
  await guest.see('done').click();
  await guest.isOn('attract');

  await staff.opensMenu();
  await staff.typesPin({ ...casey, pin: '000000' });
  await expect(staff.see('staff-notice')).toHaveAttribute('data-kind', 'refused');
  await page.keyboard.type(casey.pin);
  await expect(staff.see('staff-last')).toContainText(orderKey);
  await expect(staff.see('staff-today')).toContainText('1 sales, 2 tickets');
  await staff.does('print-test-page');
  await staff.does('reprint-last');
  const slips = () => listSlips(kiosk.papersFolder);
  await expect.poll(() => slips().filter(({ kind, duplicate }) => kind === 'ticket' && duplicate).length).toBe(2);
  await staff.closesMenu();

  expect(signedHere()).toEqual([
    { what: 'refused', staffId: casey.id },
    { what: 'in', staffId: casey.id },
    { what: 'out', staffId: casey.id },
  ]);
  expect(readJournal(kiosk, 'tickets.reprinted')).toMatchObject([{ lines: [1, 2], staffId: casey.id }]);
  expect((await kiosk.call('list-staff', {})).signedIn).toBeNull();
});

test('a manager takes the kiosk out of service: guests see the published code, also after a power cut, until it is put back', async ({
  page,
}) => {
  const kiosk = onlyKiosk(house());
  const { guest, staff } = await comeTo(page);
  await staff.opensMenu();
  await staff.typesPin(morgan);
  await staff.does('take-out');
  await staff.closesMenu();
  await guest.isOn('closed');
  await expect(guest.see('fault-code')).toHaveText(formatFault('taken-out-of-service'));
  await expect(guest.see('staff-do')).toContainText('five times');

  await kiosk.kill();
  await kiosk.start();
  await expect(guest.see('one-moment')).toBeHidden({ timeout: 15_000 });
  await guest.isOn('closed');
  // The taps work too, in front of a closed kiosk.
  for (let tap = 0; tap < 5; tap++) await page.locator('.cinema').click();
  await staff.typesPin(morgan);
  await staff.does('put-back');
  await staff.closesMenu();
  await guest.isOn('attract');
});

test('by keyboard alone: open, choose a name, type the PIN, reach every button, close', async ({ page }) => {
  const { guest, staff } = await comeTo(page);
  await staff.opensMenu();
  await guest.pressesOn(`staff-${morgan.id}`);
  await page.keyboard.type(morgan.pin);
  await expect(staff.see('staff-version')).toBeVisible();
  for (const button of ['staff-act-print-test-page', 'staff-act-take-out', 'staff-restart', 'staff-close'])
    await guest.tabsTo(button);
  await page.keyboard.press('Enter');
  await expect(staff.see('staff-menu')).toBeHidden();
  await staff.opensMenu();
  await page.keyboard.press('Escape');
  await expect(staff.see('staff-menu')).toBeHidden();
});
