import { faultTable, formatFault } from '@marquee/shared/errors';
import { expect, test } from '@playwright/test';
import { listSlips } from './fakes/slips.ts';
import { Guest } from './screens/guest.ts';
import { onlyKiosk, openHouse } from './screens/open-house.ts';
import { takeTickets } from './screens/papers.ts';

const house = openHouse();

test('the paper ends after two of four tickets: the guest is told, staff see the code, and after a new roll the other two come out once', async ({
  page,
}) => {
  const kiosk = onlyKiosk(house());
  const guest = new Guest(page);
  await guest.comesTo(kiosk.url);
  const seats = await guest.looksForSeats(house().show, { adult: 4 });
  await guest.keepsSeats();
  await kiosk.setPrinter('two-slips');
  await guest.pays('cash');
  const orderKey = await guest.isSoldTickets();

  const trouble = guest.see('printer-trouble');
  await expect(trouble).toBeVisible({ timeout: 15_000 });
  await expect(trouble).toContainText(formatFault('printer-out-of-paper'));
  expect(faultTable['printer-out-of-paper'].staff).not.toBe('');
  await guest.holdsTickets(2);
  await expect(guest.see('ticket-3')).toHaveAttribute('data-print', 'queued');
  expect(listSlips(kiosk.papersFolder).filter((slip) => slip.kind === 'ticket')).toHaveLength(2);
  await expect(guest.see('order-key')).toHaveText(orderKey);

  await kiosk.setPrinter('refill');
  await guest.holdsTickets(4);
  await expect(trouble).toBeHidden();
  const tickets = await takeTickets(house(), kiosk, orderKey);
  expect(tickets.map(({ fields }) => fields.line)).toEqual([1, 2, 3, 4]);
  expect(tickets.map(({ seatLabel }) => seatLabel).sort()).toEqual([...seats].sort());
  expect(tickets.some(({ slip }) => slip.duplicate)).toBe(false);
});

test('a guest who leaves before the paper is refilled loses nothing: the tickets come out for whoever helps', async ({
  page,
}) => {
  const kiosk = onlyKiosk(house());
  const guest = new Guest(page);
  await kiosk.setPrinter('paper-out');
  await guest.comesTo(kiosk.url);
  await guest.looksForSeats(house().show, { adult: 2 });
  await guest.keepsSeats();
  await guest.pays('cash');
  const orderKey = await guest.isSoldTickets();
  await expect(guest.see('printer-trouble')).toBeVisible({ timeout: 15_000 });
  await guest.see('done').click();
  await guest.isOn('attract');
  await kiosk.setPrinter('refill');
  await expect.poll(async () => (await takeTickets(house(), kiosk, orderKey)).length).toBe(2);
});
