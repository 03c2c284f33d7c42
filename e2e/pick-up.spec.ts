import type { CinemaSnapshot } from '@marquee/shared/protocol/streams';
import { expect, test } from '@playwright/test';
import { readBooks, readKioskRow } from './fakes/books.ts';
import { type Phone, registerPhone } from './fakes/phone.ts';
import { believeKeys, judgeSlip, listSlips, scanSlip } from './fakes/slips.ts';
import { Guest } from './screens/guest.ts';
import { onlyKiosk, openHouse } from './screens/open-house.ts';

const house = openHouse();
let numbered = 0;

/** Two tickets, paid on a phone that is somewhere else; the kiosk has heard of it. */
async function buyOnPhone(): Promise<{ phone: Phone; orderKey: string; code: string; texts: string[] }> {
  numbered += 1;
  const phone = await registerPhone(house().office.serverUrl, `+4917698765${String(numbered).padStart(3, '0')}`);
  const holdId = await phone.holdSeats();
  const paid = await phone.ask('POST', `/holds/${holdId}/payment`, { paymentToken: 'pm_card_visa' });
  const { orderKey } = paid.body;
  const { booking } = (await phone.ask('GET', `/bookings/${orderKey}`)).body;
  const { tickets } = (await phone.ask('GET', `/bookings/${orderKey}/tickets`)).body;
  const code = booking.pickUpCode as string;
  await expect.poll(() => countKnown(code), { timeout: 20_000, message: 'the kiosk has heard of the booking' }).toBe(1);
  return { phone, orderKey, code, texts: tickets.map((ticket: { code: string }) => ticket.code) };
}

function countKnown(code: string): number {
  const sql = 'SELECT COUNT(*) AS known FROM pick_up WHERE code = ?';
  return readKioskRow<{ known: number }>(onlyKiosk(house()), sql, code.replace('-', '')).known;
}

/** As a gate would: by the keys that the cinema stream has told, and the kiosk was enrolled with. */
function findKeyHere() {
  const kiosk = onlyKiosk(house());
  const { body } = readKioskRow<{ body: string }>(kiosk, 'SELECT body FROM catalogue WHERE id = 1');
  const { cinema_key } = readKioskRow<{ cinema_key: string }>(kiosk, 'SELECT cinema_key FROM identity');
  return believeKeys((JSON.parse(body) as CinemaSnapshot).keys, cinema_key);
}

const ticketSlips = () => listSlips(onlyKiosk(house()).papersFolder).filter(({ kind }) => kind === 'ticket');

test('a booking from a phone is printed by its code while the network is gone, and again as a duplicate; the server learns of it later', async ({
  page,
}) => {
  const [cable] = house().cables;
  const { phone, orderKey, code, texts } = await buyOnPhone();
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
  const { phone, orderKey, code } = await buyOnPhone();
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
