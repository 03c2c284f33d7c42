/** docs/biometric-payment.md, attacked on the page that pays: each attack is refused in words, and nothing is charged. */
import { createHash } from 'node:crypto';
import { type BrowserContextOptions, expect, type Page, type Route, test } from '@playwright/test';
import Database from 'better-sqlite3';
import { buildExample, type ExampleServer, openExampleServer } from './fakes/example-server.ts';
import { Moviegoer, phoneSize } from './screens/moviegoer.ts';
import { type Finger, layFinger } from './screens/passkeys.ts';

let server: ExampleServer;
let numbered = 0;
test.use({ viewport: phoneSize, contextOptions: { reducedMotion: 'reduce' } as BrowserContextOptions });
test.beforeAll(async () => {
  test.setTimeout(120_000);
  buildExample();
  // Here nobody pays without a signature.
  server = await openExampleServer({ BIOMETRICS: 'required' });
});
test.afterAll(() => server?.close());

interface Victim {
  person: Moviegoer;
  finger: Finger;
}

/** Somebody whose phone is registered and who has seats to pay for. */
async function openVictim(page: Page): Promise<Victim> {
  const finger = await layFinger(page);
  const person = new Moviegoer(page, server.url);
  await person.opens('account');
  await person.registers(`+4917699999${String(++numbered).padStart(3, '0')}`);
  await person.registersPhone('Phone');
  await keepsSeats(person);
  return { person, finger };
}
const keepsSeats = (person: Moviegoer) => person.keepsBestSeats(server.screenings.at(-1)?.id ?? 0);
const holdOf = (page: Page): string => page.url().split('/').at(-1) ?? '';

function inDatabase<B>(work: (database: Database.Database) => B): B {
  const database = new Database(server.databaseFile, { timeout: 5000 });
  try {
    return work(database);
  } finally {
    database.close();
  }
}

/** The provider was not even asked: no attempt was begun for the hold. */
function expectNothingCharged(holdId: string): void {
  const attempts = inDatabase((database) =>
    database.prepare('SELECT state FROM payment_attempt WHERE hold_id = ?').all(holdId),
  );
  expect(attempts).toEqual([]);
}

/** Bends what the page is answered, or what it sends. */
async function bendAnswer(page: Page, address: RegExp, bend: (body: never) => unknown): Promise<void> {
  await page.route(address, async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, json: bend((await response.json()) as never) });
  });
}
async function bendPayment(
  page: Page,
  bend: (route: Route, body: Record<string, never>) => Promise<void>,
): Promise<void> {
  await page.route(/\/payment$/, (route) => bend(route, route.request().postDataJSON()));
}

type Challenge = {
  publicKey: { challenge: string; userVerification: string };
  summary: { totalMinor: number; seats: { priceMinor: number }[] };
  terms: string;
};

test('terms of another amount than is shown are not even signed', async ({ page }) => {
  const { person } = await openVictim(page);
  await bendAnswer(page, /payment-challenge$/, (challenge: Challenge) => ({
    ...challenge,
    terms: challenge.terms.replace(/"totalMinor":\d+/, '"totalMinor":100'),
  }));
  await person.signButton.click();
  await person.isTold('refusal.terms-differ');
  expectNothingCharged(holdOf(page));
});

test('whoever has a lower amount shown and signed, all of it bent alike, has signed nothing', async ({ page }) => {
  const { person } = await openVictim(page);
  const cheap = (hold: { totalMinor: number; seats: { priceMinor: number }[] }) => ({
    ...hold,
    totalMinor: 2,
    seats: hold.seats.map((seat) => ({ ...seat, priceMinor: 1 })),
  });
  await bendAnswer(page, /\/holds\/h[0-9a-f]+$/, (body: { hold: never }) => ({ hold: cheap(body.hold) }));
  await bendAnswer(page, /payment-challenge$/, (challenge: Challenge) => {
    const terms = JSON.stringify(cheap(JSON.parse(challenge.terms)));
    const start = Buffer.from(challenge.publicKey.challenge, 'base64url').subarray(0, 32);
    const bytes = Buffer.concat([start, createHash('sha256').update(terms).digest()]);
    const publicKey = { ...challenge.publicKey, challenge: bytes.toString('base64url') };
    return { ...challenge, terms, publicKey, summary: cheap(challenge.summary) };
  });
  await page.reload();
  await person.signButton.click();
  await expect(page.getByRole('dialog')).toContainText('€0.02');
  await person.signNowButton.click();
  await person.isTold('refusal.challenge-gone');
  expectNothingCharged(holdOf(page));
});

test('what was signed for one card pays with no other', async ({ page }) => {
  const { person } = await openVictim(page);
  await bendPayment(page, (route, body) =>
    route.continue({ postData: JSON.stringify({ ...body, paymentToken: 'pm_card_mastercard' }) }),
  );
  await person.signsAndPays();
  await person.isTold('refusal.challenge-gone.order-changed');
  expectNothingCharged(holdOf(page));
});

test('what was signed for some seats pays for no others, and what was used pays for nothing more', async ({ page }) => {
  const { person } = await openVictim(page);
  const first = holdOf(page);
  await keepsSeats(person);
  const second = holdOf(page);
  await bendPayment(page, (route) => route.continue({ url: route.request().url().replace(second, first) }));
  await person.signsAndPays();
  await person.isTold('refusal.challenge-gone');
  expectNothingCharged(first);
  expectNothingCharged(second);

  let used: unknown;
  await page.unroute(/\/payment$/);
  await bendPayment(page, (route, body) => {
    used = body.assertion;
    return route.continue();
  });
  await person.signsAndPays();
  await expect(page.getByText(person.say('done.title'))).toBeVisible();

  await page.unroute(/\/payment$/);
  await bendPayment(page, (route, body) => route.continue({ postData: JSON.stringify({ ...body, assertion: used }) }));
  await person.opens(`pay/${first}`);
  await person.signsAndPays();
  await person.isTold('refusal.challenge-gone');
  expectNothingCharged(first);
});

test('what was signed for a card that was declined is used up, also for the very same card', async ({ page }) => {
  const { person } = await openVictim(page);
  let used: unknown;
  await person.choosesCard('pay.card-declined');
  await bendPayment(page, (route, body) => {
    used = body.assertion;
    return route.continue();
  });
  await person.signsAndPays();
  await person.isTold('refusal.payment-declined');
  await page.unroute(/\/payment$/);
  await bendPayment(page, (route, body) => route.continue({ postData: JSON.stringify({ ...body, assertion: used }) }));
  await person.signsAndPays();
  await person.isTold('refusal.challenge-gone.used');
  const holdId = holdOf(page);
  const attempts = inDatabase((database) =>
    database.prepare('SELECT state FROM payment_attempt WHERE hold_id = ?').all(holdId),
  );
  expect(attempts).toEqual([{ state: 'cancelled' }]);
});

test('who takes longer than two minutes looks again', async ({ page }) => {
  const { person } = await openVictim(page);
  await person.signButton.click();
  await person.signNowButton.waitFor();
  const holdId = holdOf(page);
  inDatabase((database) => database.prepare('UPDATE challenge SET expires_at_ms = 1 WHERE hold_id = ?').run(holdId));
  await person.signNowButton.click();
  await person.isTold('refusal.challenge-gone.expired');
  expectNothingCharged(holdId);
  await person.signsAndPays();
  await expect(page.getByText(person.say('done.title'))).toBeVisible();
});

test('another finger than the owner’s signs nothing, also where the phone is talked out of asking for it', async ({
  page,
}) => {
  const { person, finger } = await openVictim(page);
  await finger.isOwners(false);
  await person.signsAndPays();
  await person.isTold('refusal.key-unknown-here');
  expectNothingCharged(holdOf(page));

  await bendAnswer(page, /payment-challenge$/, (challenge: Challenge) => ({
    ...challenge,
    publicKey: { ...challenge.publicKey, userVerification: 'discouraged' },
  }));
  await person.signsAndPays();
  await person.isTold('refusal.signature-refused');
  expectNothingCharged(holdOf(page));
});

test('a key that was copied is noticed, and signs nothing from then on', async ({ page }) => {
  const { person, finger } = await openVictim(page);
  const first = holdOf(page);
  await person.signsAndPays();
  await expect(page.getByText(person.say('done.title'))).toBeVisible();
  await keepsSeats(person);
  const holdId = holdOf(page);
  expect(holdId).not.toBe(first);
  await finger.copyKey();
  await person.signsAndPays();
  await person.isTold('refusal.device-cloned');
  expectNothingCharged(holdId);
  await person.opens('account');
  await expect(page.getByText(person.say('devices.cloned'))).toBeVisible();
});

test('a phone that was revoked elsewhere signs nothing, and one that is registered anew does', async ({ page }) => {
  const { person } = await openVictim(page);
  await person.signButton.click();
  await person.signNowButton.waitFor();
  await page.evaluate(async () => {
    const { accessToken } = JSON.parse(localStorage.getItem('marquee example session') ?? '{}');
    const headers = { Authorization: `Bearer ${accessToken}` };
    const { devices } = await (await fetch('/api/v1/devices', { headers })).json();
    await fetch(`/api/v1/devices/${devices[0].id}`, { method: 'DELETE', headers });
  });
  await person.signNowButton.click();
  await person.isTold('refusal.signature-refused');
  expectNothingCharged(holdOf(page));

  await page.reload();
  await person.payButton.click();
  await person.isTold('refusal.device-required');
  expectNothingCharged(holdOf(page));
  await person.button('devices.add').click();
  await person.signsAndPays();
  await expect(page.getByText(person.say('done.title'))).toBeVisible();
});
