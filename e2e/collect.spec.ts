import { expect, test } from '@playwright/test';
import { readKioskRow } from './fakes/books.ts';
import { listSlips } from './fakes/slips.ts';
import { Guest } from './screens/guest.ts';
import { openHouse } from './screens/open-house.ts';
import { findOnServer, takeTickets } from './screens/papers.ts';

const house = openHouse([{}, {}]);

test('where the printer fails, the other tickets come out at another terminal by a code, and not twice by themselves', async ({
  page,
}) => {
  test.setTimeout(180_000);
  const [kiosk, other] = house().kiosks;
  if (!kiosk || !other) throw new Error('this house has two kiosks');
  const guest = new Guest(page);
  await guest.comesTo(kiosk.url);
  await guest.looksForSeats(house().show, { adult: 3 });
  await guest.keepsSeats();
  await kiosk.setPrinter('two-slips');
  await guest.pays('cash');
  const orderKey = await guest.isSoldTickets({ timeout: 30_000 });
  await guest.holdsTickets(2);
  await expect(guest.see('printer-trouble')).toBeVisible({ timeout: 30_000 });
  await guest.see('collect-elsewhere').click();
  const code = (await guest.see('collect-code').textContent()) ?? '';
  expect(code).toMatch(/^[A-Z2-9]{4}-[A-Z2-9]{4}$/);

  const heard = 'SELECT COUNT(*) AS known FROM pick_up WHERE code = ?';
  await expect
    .poll(() => readKioskRow<{ known: number }>(other, heard, code.replace('-', '')).known, { timeout: 30_000 })
    .toBe(1);
  const found = await other.call('find-pick-up', { code });
  expect(found).toMatchObject({ ok: true, pickUp: { orderKey, tickets: [{ line: 3 }] } });
  if (!found.ok) throw new Error(found.reason);
  const printed = await other.call('print-pick-up', { order: found.pickUp.order });
  expect(printed.ok).toBe(true);
  const elsewhere = () => listSlips(other.papersFolder).filter(({ kind }) => kind === 'ticket');
  await expect.poll(() => elsewhere().length, { timeout: 30_000 }).toBe(1);

  await kiosk.setPrinter('refill');
  await expect(guest.see('receipt')).toHaveAttribute('data-print', 'printed', { timeout: 30_000 });
  expect((await takeTickets(house(), kiosk, orderKey)).map(({ fields }) => fields.line)).toEqual([1, 2]);
  await expect.poll(() => findOnServer(house(), orderKey)).toMatchObject({ bookings: 1, tickets: 3 });
});
