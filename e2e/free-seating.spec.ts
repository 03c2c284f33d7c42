import { readFileSync } from 'node:fs';
import { paperOf } from '@marquee/terminal/print/payload';
import { dayKey } from '@marquee/terminal/ui-kit/times';
import { expect, test } from '@playwright/test';
import { freeAllSeating } from './fakes/books.ts';
import { Guest } from './screens/guest.ts';
import { onlyKiosk, openHouse } from './screens/open-house.ts';
import { drawTicket, findOnServer, type JudgedTicket, readPayload, takeTickets } from './screens/papers.ts';

const house = openHouse([{}], (office) => freeAllSeating(office.serverDatabaseFile));

/** What can be read on the papers of an order: its tickets as they came out, and its receipt. */
async function readPapers(tickets: readonly JudgedTicket[]): Promise<string[]> {
  const kiosk = onlyKiosk(house());
  const look = { width: 80, language: 'en' } as const;
  const [first] = tickets;
  const papers = [];
  for (const { slip } of tickets) {
    const payload = readPayload(kiosk, slip);
    expect(readFileSync(slip.path).equals(await drawTicket(payload))).toBe(true);
    papers.push(paperOf({ kind: 'ticket', payload, duplicate: false }, look));
  }
  const receipt = readPayload(kiosk, { seq: first?.slip.seq ?? 0, line: 0 });
  return [...papers, paperOf({ kind: 'receipt', payload: receipt, duplicate: false }, look)].map((paper) =>
    JSON.stringify(paper),
  );
}

test('where guests sit where they like two friends choose no seats; screens, tickets and receipt say free seating', async ({
  page,
}) => {
  const { show } = house();
  const kiosk = onlyKiosk(house());
  const guest = new Guest(page);
  await guest.comesTo(kiosk.url);
  await guest.begins();
  await guest.choosesShow(show);
  await expect(guest.see('free-seating')).toContainText('Free seating');
  await expect(guest.see('wheelchair')).toBeHidden();
  await guest.addsTickets({ adult: 1, child: 1 });
  await guest.keepsTickets();
  await expect(guest.see('free-seating')).toContainText('Free seating');
  // Once more back: the same basket, with another ticket in it.
  await guest.see('back').click();
  await guest.isOn('tickets');
  await guest.addsTickets({ student: 1 });
  await guest.keepsTickets();
  await guest.pays('card');
  const orderKey = await guest.isSoldTickets();
  await expect(guest.see('ticket-1')).toContainText('Free seating');
  await guest.holdsTickets(3);

  const tickets = await takeTickets(house(), kiosk, orderKey);
  expect(tickets.map(({ fields }) => fields.ticketClass)).toEqual(['adult', 'child', 'student']);
  expect(new Set(tickets.map(({ fields }) => fields.seatId)).size).toBe(3);
  for (const paper of await readPapers(tickets)) {
    expect(paper).toContain('Free seating');
    expect(paper).not.toContain('Row ');
    for (const { seatLabel } of tickets) expect(paper).not.toContain(`${seatLabel}"`);
  }
  await expect.poll(() => findOnServer(house(), orderKey)).toMatchObject({ bookings: 1, tickets: 3 });
});

test('the same by keyboard alone, in Chinese, while there is no network', async ({ page }) => {
  const { show, cables } = house();
  const kiosk = onlyKiosk(house());
  const [cable] = cables;
  const guest = new Guest(page);
  cable!.cut('reset');
  await kiosk.untilAnswer('see-terminal', {}, ({ link }) => link === 'offline');
  await guest.comesTo(kiosk.url);
  await guest.pressesOn('begin-zh');
  await guest.isOn('films');
  await guest.pressesOn(`day-${dayKey(show.startsAtMs, show.timeZone)}`);
  await guest.pressesOn(`film-${show.movieId}`);
  await guest.pressesOn(`show-${show.screeningId}`);
  await guest.isOn('tickets');
  await guest.pressesOn('class-adult-plus');
  await guest.pressesOn('tickets-continue');
  await guest.isOn('pay');
  await guest.pressesOn('pay-cash');
  const orderKey = await guest.isSoldTickets();
  await guest.holdsTickets(1);
  for (const paper of await readPapers(await takeTickets(house(), kiosk, orderKey)))
    expect(paper).toContain('自由入座');
  await guest.pressesOn('done');
  await guest.isOn('attract');
  cable!.mend();
  await expect
    .poll(() => findOnServer(house(), orderKey), { timeout: 20_000 })
    .toMatchObject({ bookings: 1, tickets: 1 });
});
