import type { CinemaSnapshot } from '@marquee/shared/protocol/streams';
import { handPauseMs } from '@marquee/terminal/ui-kit/wedge';
import { expect, test } from '@playwright/test';
import { readBooks, readKioskRow } from './fakes/books.ts';
import { type BoxOffice, openBoxOffice } from './fakes/box-office.ts';
import type { Kiosk } from './fakes/kiosk.ts';
import { type Phone, registerPhone } from './fakes/phone.ts';
import { believeKeys, judgeSlip, listSlips, scanSlip } from './fakes/slips.ts';
import { casey, openTill, readJournal, type Till } from './fakes/till.ts';
import { Guest } from './screens/guest.ts';
import { onlyKiosk, openHouse } from './screens/open-house.ts';

const house = openHouse();
let numbered = 0;

interface Bought {
  phone: Phone;
  orderKey: string;
  code: string;
  /** What the QR codes on the phone say. */
  texts: string[];
}
/** Two tickets, paid on a phone that is somewhere else; the terminal has heard of it. */
async function buyOnPhone(office: BoxOffice, terminal: Kiosk): Promise<Bought> {
  numbered += 1;
  const phone = await registerPhone(office.serverUrl, `+4917698765${String(numbered).padStart(3, '0')}`);
  const holdId = await phone.holdSeats();
  const paid = await phone.ask('POST', `/holds/${holdId}/payment`, { paymentToken: 'pm_card_visa' });
  const { orderKey } = paid.body;
  const { booking } = (await phone.ask('GET', `/bookings/${orderKey}`)).body;
  const { tickets } = (await phone.ask('GET', `/bookings/${orderKey}/tickets`)).body;
  const code = booking.pickUpCode as string;
  await expect
    .poll(() => countKnown(terminal, code), { timeout: 20_000, message: 'the terminal has heard of the booking' })
    .toBe(1);
  return { phone, orderKey, code, texts: tickets.map((ticket: { code: string }) => ticket.code) };
}

const buyForKiosk = () => buyOnPhone(house().office, onlyKiosk(house()));

function countKnown(terminal: Kiosk, code: string): number {
  const sql = 'SELECT COUNT(*) AS known FROM pick_up WHERE code = ?';
  return readKioskRow<{ known: number }>(terminal, sql, code.replace('-', '')).known;
}

/** As a gate would: by the keys that the cinema stream has told, and the kiosk was enrolled with. */
function findKeyHere() {
  const kiosk = onlyKiosk(house());
  const { body } = readKioskRow<{ body: string }>(kiosk, 'SELECT body FROM catalogue WHERE id = 1');
  const { cinema_key } = readKioskRow<{ cinema_key: string }>(kiosk, 'SELECT cinema_key FROM identity');
  return believeKeys((JSON.parse(body) as CinemaSnapshot).keys, cinema_key);
}

const ticketsOf = (terminal: Kiosk) => listSlips(terminal.papersFolder).filter(({ kind }) => kind === 'ticket');
const ticketSlips = () => ticketsOf(onlyKiosk(house()));

test('a booking from a phone is printed by its code while the network is gone, and again as a duplicate; the server learns of it later', async ({
  page,
}) => {
  const [cable] = house().cables;
  const { phone, orderKey, code, texts } = await buyForKiosk();
  const guest = new Guest(page);
  await guest.comesTo(onlyKiosk(house()).url);
  cable!.cut('reset');
  await expect(guest.see('offline')).toBeVisible({ timeout: 15_000 });

  await guest.see('pick-up-open').click();
  for (const key of code.replace('-', '')) await guest.see(`key-${key}`).click();
  await guest.see('code-find').click();
  await expect(guest.see('pick-up-found')).toContainText(orderKey);
  await expect(guest.see('pick-up-copy')).toBeHidden();
  await guest.see('pick-up-print').click();
  await guest.isOn('pick-up-done');
  await guest.holdsTickets(2);
  const printed = ticketSlips();
  expect(printed.map(({ path }) => scanSlip(path))).toEqual(texts);
  const seq = Number(orderKey.split('-')[1]);
  expect(printed.map(({ path }) => judgeSlip(path, findKeyHere()))).toMatchObject([
    { terminal: 0, seq, line: 1 },
    { terminal: 0, seq, line: 2 },
  ]);
  expect(printed.map(({ duplicate }) => duplicate)).toEqual([false, false]);

  await guest.see('done').click();
  await guest.isOn('attract');
  await guest.see('pick-up-open').click();
  // A scanner that types what it reads, and Enter.
  await page.keyboard.type(texts[1] ?? '');
  await page.keyboard.press('Enter');
  await expect(guest.see('pick-up-copy')).toBeVisible();
  await guest.see('pick-up-print').click();
  await guest.holdsTickets(2);
  expect(ticketSlips().map(({ duplicate }) => duplicate)).toEqual([false, false, true, true]);

  const bookingNow = async () => (await phone.ask('GET', `/bookings/${orderKey}`)).body.booking;
  expect((await bookingNow()).pickedUpAtMs).toBeNull();
  cable!.mend();
  await expect.poll(async () => (await bookingNow()).pickedUpAtMs, { timeout: 20_000 }).toEqual(expect.any(Number));
  const moved = readBooks(house().office.serverDatabaseFile).bookings.filter(({ order_key }) => order_key === orderKey);
  expect(moved).toHaveLength(1);
});

test('what its buyer has cancelled is not printed, and a wrong code is told apart from a network that is gone', async ({
  page,
}) => {
  const [cable] = house().cables;
  const { phone, orderKey, code } = await buyForKiosk();
  const guest = new Guest(page);
  await guest.comesTo(onlyKiosk(house()).url);
  await guest.see('pick-up-open').click();
  await phone.ask('POST', `/bookings/${orderKey}/cancellation`, {});
  await expect
    .poll(
      () =>
        readKioskRow<{ tickets: string }>(
          onlyKiosk(house()),
          'SELECT tickets FROM pick_up WHERE code = ?',
          code.replace('-', ''),
        ).tickets,
    )
    .toBe('[]');
  const isRefused = async (text: string, kind: string) => {
    await page.keyboard.type(text);
    await page.keyboard.press('Enter');
    await expect(guest.see('pick-up-refusal')).toHaveAttribute('data-kind', kind);
  };
  await isRefused(code, 'nothing-left');
  await isRefused('AAAA-2222', 'not-found');
  cable!.cut('reset');
  await expect(guest.see('offline')).toBeVisible({ timeout: 15_000 });
  await isRefused('AAAA-3333', 'not-synced');
  for (const text of ['AAAA-4444', 'AAAA-5555', 'AAAA-6666']) await isRefused(text, 'not-synced');
  await isRefused('AAAA-7777', 'too-many-tries');
  cable!.mend();
});

test.describe('at a till', () => {
  test.use({ viewport: { width: 1280, height: 800 } });
  let office: BoxOffice;
  let desk: Till;
  test.beforeEach(async () => {
    test.setTimeout(120_000);
    office = await openBoxOffice();
    desk = await openTill(office);
  });
  test.afterEach(() => office.close());

  test('a cashier types the code, prints, and prints again as a duplicate; without the network a scan does the same', async ({
    page,
  }) => {
    const { till, cable } = desk;
    const see = page.getByTestId.bind(page);
    const typed = await buyOnPhone(office, till);
    const scanned = await buyOnPhone(office, till);
    await page.goto(till.url);
    await see(`staff-${casey.id}`).click();
    await page.keyboard.type(casey.pin);
    await see('open-later').click();

    await page.keyboard.press('F10');
    // As fast as hands are: what is typed faster is a scanner's, and its Enter is followed by a moment in which none counts.
    await page.keyboard.type('aaaa-2222', { delay: 2 * handPauseMs });
    await page.keyboard.press('Enter');
    await expect(see('notice')).toContainText('No booking has this code');
    await see('pick-up-code').fill(typed.code.toLowerCase());
    await page.keyboard.press('Enter');
    await expect(see('pick-up-found')).toContainText(typed.orderKey);
    await expect(see('pick-up-copy')).toBeHidden();
    await expect(see('pick-up-code')).toBeFocused();
    await page.keyboard.press('F10');
    await expect(see('pick-up-progress')).toContainText('printed', { timeout: 20_000 });
    await expect(see('pick-up-ticket-2')).toHaveAttribute('data-print', 'printed');
    await page.keyboard.press('F10');
    await expect.poll(() => ticketsOf(till).length, { timeout: 20_000 }).toBe(4);
    expect(ticketsOf(till).map(({ duplicate }) => duplicate)).toEqual([false, false, true, true]);
    expect(
      ticketsOf(till)
        .slice(0, 2)
        .map(({ path }) => scanSlip(path)),
    ).toEqual(typed.texts);

    cable.cut('reset');
    await expect(see('link')).toHaveText('No network', { timeout: 40_000 });
    // As a scanner does, over what stands in the field.
    await expect(see('pick-up-code')).toBeFocused();
    await page.keyboard.type(scanned.texts[1] ?? '');
    await page.keyboard.press('Enter');
    await expect(see('pick-up-found')).toContainText(scanned.orderKey);
    await see('pick-up-print').click();
    await expect(see('pick-up-progress')).toContainText('printed', { timeout: 20_000 });
    expect(readJournal(till, 'tickets.picked-up')).toMatchObject([
      { copy: 1, by: 'code', staffId: casey.id },
      { copy: 2, by: 'code', staffId: casey.id },
      { copy: 1, by: 'qr', staffId: casey.id },
    ]);
    await page.keyboard.type('AAAA-3333');
    await page.keyboard.press('Enter');
    await expect(see('notice')).toContainText('there is no network');
    cable.mend();
    const pickedUpAt = async () => (await scanned.phone.ask('GET', `/bookings/${scanned.orderKey}`)).body.booking;
    await expect.poll(async () => (await pickedUpAt()).pickedUpAtMs, { timeout: 30_000 }).toEqual(expect.any(Number));
  });
});
