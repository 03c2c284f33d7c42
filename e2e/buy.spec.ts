import { readFileSync } from 'node:fs';
import { renderEscpos } from '@marquee/terminal/devices/escpos';
import { drawPaper } from '@marquee/terminal/devices/paper-picture';
import { paperOf } from '@marquee/terminal/print/payload';
import { expect, test } from '@playwright/test';
import Database from 'better-sqlite3';
import type { Kiosk } from './fakes/kiosk.ts';
import { Guest } from './screens/guest.ts';
import { onlyKiosk, openHouse } from './screens/open-house.ts';
import { findOnServer, takeTickets } from './screens/papers.ts';
import { findElectron, openElectron } from './screens/shells.ts';

const house = openHouse();
const covered = ['browser'];
test.afterAll(() => console.log(`shells covered: ${covered.join(', ')}`));

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

/** A ticket's picture as it would be with the words of another language. */
async function drawTicket(
  kiosk: Kiosk,
  { seq, line }: { seq: number; line: number },
  language?: 'en',
): Promise<Buffer> {
  const database = new Database(kiosk.databaseFile, { readonly: true });
  const { payload } = database
    .prepare('SELECT payload FROM print_job WHERE sale_seq = ? AND line = ?')
    .get(seq, line) as { payload: string };
  database.close();
  const words = language ? JSON.stringify({ ...JSON.parse(payload), language }) : payload;
  const bytes = await renderEscpos(
    paperOf({ kind: 'ticket', payload: words, duplicate: false }, { width: 80, language: 'en' }),
    { width: 80, codePage: 'WPC1252' },
  );
  return (await drawPaper(bytes, 80)).png;
}

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
    const [ticket] = tickets;
    const printed = readFileSync(ticket!.slip.path);
    expect(printed.equals(await drawTicket(kiosk, ticket!.slip))).toBe(true);
    expect(printed.equals(await drawTicket(kiosk, ticket!.slip, 'en'))).toBe(false);
    expect(paperWords(kiosk, ticket!.slip)).toMatch(/排.*座/s);
  });
});

function paperWords(kiosk: Kiosk, { seq, line }: { seq: number; line: number }): string {
  const database = new Database(kiosk.databaseFile, { readonly: true });
  const { payload } = database
    .prepare('SELECT payload FROM print_job WHERE sale_seq = ? AND line = ?')
    .get(seq, line) as { payload: string };
  database.close();
  return JSON.stringify(paperOf({ kind: 'ticket', payload, duplicate: false }, { width: 80, language: 'en' }));
}

const electron = findElectron();
if (electron) {
  test('the same in the kiosk’s Electron window', async () => {
    const window = await openElectron(electron, onlyKiosk(house()).url);
    const guest = new Guest(await window.firstWindow());
    await guest.isOn('attract');
    await buyTwoSeats(guest);
    await window.close();
    covered.push('electron');
  });
}
