import { readFileSync } from 'node:fs';
import { paperOf } from '@marquee/terminal/print/payload';
import { expect, test } from '@playwright/test';
import { Guest } from './screens/guest.ts';
import { onlyKiosk, openHouse } from './screens/open-house.ts';
import { drawTicket, findOnServer, readPayload, takeTickets } from './screens/papers.ts';
import { findElectron, openElectron } from './screens/shells.ts';

const house = openHouse();

/** The whole way of two friends, whatever shows the page. */
async function buyTwoSeats(guest: Guest): Promise<void> {
  const { show } = house();
  const kiosk = onlyKiosk(house());
  const seats = await guest.looksForSeats(show, { adult: 2 });
  expect(seats).toHaveLength(2);
  await guest.keepsSeats();
  await guest.pays('card');
  await guest.isOn('charging');
  const orderKey = await guest.isSoldTickets();
  await guest.holdsTickets(2);

  const tickets = await takeTickets(house(), kiosk, orderKey);
  expect(tickets.map(({ seatLabel }) => seatLabel).sort()).toEqual([...seats].sort());
  for (const { fields, slip } of tickets) {
    expect(fields).toMatchObject({
      screeningId: show.screeningId,
      ticketClass: 'adult',
      startsAtMs: show.startsAtMs,
      seq: slip.seq,
      line: slip.line,
    });
    expect(slip.duplicate).toBe(false);
  }
  await expect.poll(() => findOnServer(house(), orderKey)).toMatchObject({ bookings: 1, tickets: 2 });
  await guest.see('done').click();
  await guest.isOn('attract');
}

test('two friends buy two seats by card, and the codes on their printed tickets are good for just these seats', async ({
  page,
}) => {
  const guest = new Guest(page);
  await guest.comesTo(onlyKiosk(house()).url);
  await buyTwoSeats(guest);
});

test.describe('on a wide screen', () => {
  test.use({ viewport: { width: 1920, height: 1080 } });

  test('a guest who chose Chinese is shown Chinese words and gets a ticket in Chinese', async ({ page }) => {
    const { show } = house();
    const kiosk = onlyKiosk(house());
    const guest = new Guest(page);
    await guest.comesTo(kiosk.url);
    await guest.begins('zh');
    await expect(page.locator('html')).toHaveAttribute('lang', 'zh-CN');
    await guest.choosesShow(show);
    await guest.addsTickets({ adult: 1, student: 1 });
    const seats = await guest.isOfferedSeats();
    await guest.keepsSeats();
    await expect(page.locator('h1')).toHaveText(/\p{Script=Han}/u);
    await guest.pays('cash');
    const orderKey = await guest.isSoldTickets();
    await guest.holdsTickets(2);

    const tickets = await takeTickets(house(), kiosk, orderKey);
    expect(tickets.map(({ seatLabel }) => seatLabel).sort()).toEqual([...seats].sort());
    expect(tickets.map(({ fields }) => fields.ticketClass)).toEqual(['adult', 'student']);
    const slip = tickets[0]!.slip;
    const payload = readPayload(kiosk, slip);
    const printed = readFileSync(slip.path);
    expect(printed.equals(await drawTicket(payload))).toBe(true);
    expect(printed.equals(await drawTicket(JSON.stringify({ ...JSON.parse(payload), language: 'en' })))).toBe(false);
    const words = paperOf({ kind: 'ticket', payload, duplicate: false }, { width: 80, language: 'en' });
    expect(JSON.stringify(words)).toMatch(/排.*座.*成人票/s);
  });
});

const electron = findElectron();
if (electron) {
  test('the same in the kiosk’s Electron window', { tag: '@electron' }, async () => {
    const window = await openElectron(electron, onlyKiosk(house()).url);
    const guest = new Guest(await window.firstWindow());
    await guest.isOn('attract');
    await buyTwoSeats(guest);
    await window.close();
  });
}
