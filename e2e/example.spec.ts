/** The example client of the mobile API, by the way a moviegoer's phone goes; its attackers are in example-attacks.spec.ts. */
import { checkCertificate } from '@marquee/shared/tickets/key-certificate';
import { type TicketFields, verifyTicket } from '@marquee/shared/tickets/ticket-code';
import { verifySignature } from '@marquee/sync-server/platform/keys';
import { scanPngs } from '@marquee/sync-server/tickets/testing/scan';
import { type BrowserContextOptions, expect, type Page, test } from '@playwright/test';
import { buildExample, type ExampleServer, openExampleServer } from './fakes/example-server.ts';
import { registerPhone } from './fakes/phone.ts';
import { Moviegoer, phoneSize } from './screens/moviegoer.ts';
import { layFinger } from './screens/passkeys.ts';

let server: ExampleServer;
test.use({ viewport: phoneSize, contextOptions: { reducedMotion: 'reduce' } as BrowserContextOptions });
test.beforeAll(async () => {
  test.setTimeout(120_000);
  buildExample();
  server = await openExampleServer();
});
test.afterAll(() => server?.close());

const bigScreening = () =>
  server.screenings.find(({ venueName }) => venueName === 'Grand Hall') ?? server.screenings[0];

async function readSeats(screeningId: number): Promise<Map<string, number>> {
  const { seats } = await (await fetch(`${server.url}/api/v1/screenings/${screeningId}/seats`)).json();
  return new Map(seats.map((seat: { seatId: number; place: { label: string } }) => [seat.place.label, seat.seatId]));
}

/** Somebody else, whose phone takes these seats. */
async function someoneTakes(screeningId: number, labels: readonly string[], number: string): Promise<void> {
  const seatOf = await readSeats(screeningId);
  const other = await registerPhone(server.url, number);
  const tickets = labels.map((label) => ({ ticketClass: 'adult', seatId: seatOf.get(label) }));
  const answer = await other.ask('POST', '/holds', { screeningId, tickets, allowSingleSeat: true });
  expect(answer.status).toBe(201);
}

/** What a gate knows: the cinema's keys. Loaded while there is a network, as a gate does. */
async function loadGateKeys(page: Page) {
  const wallet = await page.evaluate(async () => {
    const { accessToken } = JSON.parse(localStorage.getItem('marquee example session') ?? '{}');
    return (await fetch('/api/v1/wallet', { headers: { Authorization: `Bearer ${accessToken}` } })).json();
  });
  const [{ cinemaKey, certificates }] = wallet.cinemas;
  const good = certificates.filter((each: never) => checkCertificate(each, cinemaKey, verifySignature));
  return new Map<number, { publicKey: string; terminal: number }>(
    good.map((each: { keyId: number }) => [each.keyId, each]),
  );
}

/** The code on the screen as a scanner at the door reads it. */
async function scanScreen(page: Page, gate: Awaited<ReturnType<typeof loadGateKeys>>): Promise<TicketFields> {
  const [text] = scanPngs([await page.locator('.qr').first().screenshot()]);
  expect(text).not.toBeNull();
  return verifyTicket(text ?? '', (keyId) => gate.get(keyId), verifySignature);
}

test('自助购票：注册、选座、银行确认、离线出示', async ({ page, context }) => {
  const person = new Moviegoer(page, server.url, 'zh');
  await page.addInitScript(() => localStorage.setItem('marquee example language', 'zh'));
  const show = bigScreening();
  await person.opens(`seats/${show?.id}`);
  await expect(page.getByText(person.say('seats.live'), { exact: true })).toBeVisible();
  await person.seat('K12').click();
  await person.seat('K13').click();
  await page.getByLabel(person.say('seats.class-of', { label: 'K13' })).selectOption('student');
  await page.getByRole('button', { name: /^锁定 2 个座位/ }).click();
  await expect(page.getByText(person.say('sign.needed'))).toBeVisible();
  await person.registers('+8613800138000', '小梅');
  await page.getByRole('button', { name: /^锁定 2 个座位/ }).click();
  await person.choosesCard('pay.card-bank');
  await person.payButton.click();
  await expect(page.getByText(person.say('pay.waiting'))).toBeVisible();
  await expect(page.getByText(person.say('done.title'))).toBeVisible({ timeout: 20_000 });
  await person.button('done.show').click();
  const gate = await loadGateKeys(page);
  await context.setOffline(true);
  await page.reload();
  await expect(page.getByText(person.say('ticket.bright'))).toBeVisible();
  expect((await scanScreen(page, gate)).screeningId).toBe(show?.id);
});

test('a seat that others take is told at once; where the map is not live, the nearest others are offered', async ({
  page,
}) => {
  const person = new Moviegoer(page, server.url);
  const show = server.screenings.find(({ id, venueName }) => venueName === 'Grand Hall' && id !== bigScreening()?.id);
  const id = show?.id ?? 0;
  await person.opens('sign-in');
  await person.registers('+4917612345010');
  await person.opens(`seats/${id}`);
  await expect(page.getByText(person.say('seats.live'), { exact: true })).toBeVisible();
  await person.seat('J14').click();
  await someoneTakes(id, ['J14'], '+4917612345011');
  await person.isTold('seats.lost', { labels: 'J14' });
  await expect(person.seat('J14')).toHaveAttribute('aria-disabled', 'true');

  await page.routeWebSocket(/\/live\//, (socket) => socket.close());
  await page.route('**/live/**', (route) => route.abort());
  await page.reload();
  await person.seat('K14').click();
  await person.seat('K15').click();
  await someoneTakes(id, ['K15'], '+4917612345012');
  await page.getByRole('button', { name: /^Keep 2 seats/ }).click();
  await person.isTold('refusal.seat-taken', { labels: 'K15' });
  await page
    .getByRole('button', { name: /^Take / })
    .first()
    .click();
  await page.getByRole('button', { name: /^Keep 2 seats/ }).click();
  await expect(page.getByRole('heading', { name: person.say('pay.title') })).toBeVisible();
  await person.button('pay.release').click();

  // A choice that leaves a seat alone is asked about.
  await person.seat('A1').waitFor();
  await person.seat('B2').click();
  await page.getByRole('button', { name: /^Keep this seat/ }).click();
  await expect(page.getByText(person.say('seats.single-title'))).toBeVisible();
  await person.button('seats.single-keep').click();
  await expect(page.getByRole('heading', { name: person.say('pay.title') })).toBeVisible();
});

test('from the search to a ticket that is shown when the server is gone, paid by finger and passed on', async ({
  page,
  browser,
}) => {
  test.setTimeout(120_000);
  const finger = await layFinger(page);
  const person = new Moviegoer(page, server.url);
  const show = bigScreening();
  await person.opens();
  await page.getByLabel(person.say('films.search')).fill(show?.title ?? '');
  await page.locator(`a[href="#/film/${show?.movieId}"]`).first().click();
  await page.locator(`a[href="#/seats/${show?.id}"]`).click();
  await person.seat('H12').click();
  await person.seat('H13').click();
  await page.getByRole('button', { name: /^Keep 2 seats/ }).click();

  // Whoever is not known yet signs in on the way, and keeps the choice.
  await page.getByText(person.say('sign.register'), { exact: true }).click();
  await page.getByLabel(person.say('sign.phone')).fill('+4917612345020');
  await person.button('sign.send-pin').click();
  await person.isTold('sign.captcha-missing');
  await person.registers('+4917612345020');
  await page.getByRole('button', { name: /^Keep 2 seats/ }).click();
  await expect(page.getByRole('heading', { name: person.say('pay.title') })).toBeVisible();
  await expect(page.getByRole('timer')).toHaveText(/[67]:\d\d|8:00/);

  await person.button('pay.set-up').click();
  await page.getByLabel(person.say('devices.name')).fill('Ada’s phone');
  await person.button('devices.add').click();
  await person.choosesCard('pay.card-declined');
  await person.signsAndPays();
  await person.isTold('refusal.payment-declined');
  await person.choosesCard('pay.card-visa');
  await person.signButton.click();
  await expect(page.getByRole('dialog')).toContainText(show?.title ?? '');
  await expect(page.getByRole('dialog')).toContainText('H12');
  await person.signNowButton.click();
  await expect(page.getByText(person.say('done.title'))).toBeVisible();
  await person.button('done.show').click();
  await expect(page.locator('.ticket-card')).toHaveCount(2);

  // The second seat goes to a friend.
  await person.button('ticket.pass').last().click();
  await person.button('ticket.pass-make').click();
  const link = await page.locator('.link').innerText();
  const friendContext = await browser.newContext({ viewport: phoneSize });
  const friend = new Moviegoer(await friendContext.newPage(), server.url);
  await friend.page.goto(link);
  await friend.registers('+4917612345021', 'Grace');
  await friend.button('accept.take').click();
  await expect(friend.page.locator('.stub')).toHaveCount(1);
  await friendContext.close();
  await person.button('nav.close').click();
  await person.opens('tickets');
  await expect(page.getByText(person.say('removed.passed-on'))).toBeVisible();
  await page.locator('.stub').click();
  await expect(page.locator('.ticket-card')).toHaveCount(1);

  // The phone is known by now, and can be revoked; payments then need no signature.
  const gate = await loadGateKeys(page);
  await person.opens('account');
  await person.button('devices.add').click();
  await person.isTold('refusal.device-known');
  await person.button('devices.revoke', { name: 'Ada’s phone' }).click();
  await page
    .getByRole('dialog')
    .getByRole('button', { name: person.say('devices.revoke', { name: 'Ada’s phone' }) })
    .click();
  await expect(page.getByText(person.say('devices.none'))).toBeVisible();
  await finger.isOwners(false);

  await person.opens('tickets');
  await page.locator('.stub').click();
  await server.stop();
  await page.context().setOffline(true);
  await page.reload();
  await expect(page.getByText(person.say('ticket.bright'))).toBeVisible();
  await expect(page.locator('.place')).toContainText('12');
  const seatOnIt = await scanScreen(page, gate);
  expect(seatOnIt.screeningId).toBe(show?.id);
  await person.opens('tickets');
  await expect(page.getByText(person.say('offline'))).toBeVisible();
});
