import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { type Phone, registerPhone } from './fakes/phone.ts';
import { type Program, startProgram } from './fakes/program.ts';
import { createKey, layFinger, servePage, signWithKey } from './screens/passkeys.ts';

const folder = mkdtempSync(join(tmpdir(), 'marquee-passkey-'));
const paymentToken = 'pm_card_visa';
let server: Program;
let app: Awaited<ReturnType<typeof servePage>>;
let numbered = 0;

test.beforeAll(async () => {
  test.setTimeout(120_000);
  app = await servePage();
  server = await startProgram({
    name: 'server',
    file: 'sync-server/src/start.ts',
    env: {
      PORT: '0',
      DATA_DIR: join(folder, 'server'),
      DEMO: '1',
      DEMO_DAYS: '2',
      STDIN_CLOSES: '1',
      WEBAUTHN_ORIGINS: app.origin,
    },
    log: join(folder, 'server.log'),
  });
});
test.afterAll(async () => {
  await server?.stop();
  app?.close();
  rmSync(folder, { recursive: true, force: true });
});
test.beforeEach(({ page }) => page.goto(app.origin));

const aPhone = () => registerPhone(server.readyLine.url, `+4917612345${String(++numbered).padStart(3, '0')}`);
const ask = (phone: Phone, holdId: string) =>
  phone.ask('POST', `/holds/${holdId}/payment-challenge`, { paymentToken }).then(({ body }) => body.publicKey);
const pay = (phone: Phone, holdId: string, assertion?: unknown) =>
  phone.ask('POST', `/holds/${holdId}/payment`, { paymentToken, ...(assertion ? { assertion } : {}) });

test('a key of the browser is registered, and pays by the owner’s finger only', async ({ page }) => {
  const finger = await layFinger(page);
  const phone = await aPhone();
  const { body } = await phone.ask('POST', '/devices/options', {});
  const response = await createKey(page, body.publicKey);
  expect(await phone.ask('POST', '/devices', { name: 'Chromium', response })).toMatchObject({ status: 201 });

  const holdId = await phone.holdSeats();
  expect(await pay(phone, holdId)).toMatchObject({ status: 403, body: { code: 'signature-required' } });
  await finger.isOwners(false);
  await expect(signWithKey(page, await ask(phone, holdId))).rejects.toThrow(/NotAllowedError/);
  await finger.isOwners(true);
  const assertion = await signWithKey(page, await ask(phone, holdId));
  expect(await pay(phone, holdId, assertion)).toMatchObject({ status: 200, body: { outcome: 'sold' } });

  // The same key again: the browser knows that it is registered.
  const again = await phone.ask('POST', '/devices/options', {});
  await expect(createKey(page, again.body.publicKey)).rejects.toThrow(/InvalidStateError/);
});

test('what the browser signed for one hold pays for no other, and a copied key is noticed', async ({ page }) => {
  const finger = await layFinger(page);
  const phone = await aPhone();
  const { body } = await phone.ask('POST', '/devices/options', {});
  const response = await createKey(page, body.publicKey);
  await phone.ask('POST', '/devices', { name: 'Chromium', response });
  const [one, two] = [await phone.holdSeats(), await phone.holdSeats()];
  const assertion = await signWithKey(page, await ask(phone, one));
  expect(await pay(phone, two, assertion)).toMatchObject({ status: 409, body: { code: 'challenge-gone' } });
  expect(await pay(phone, one, assertion)).toMatchObject({ status: 200 });

  await finger.copyKey();
  const copied = await signWithKey(page, await ask(phone, two));
  expect(await pay(phone, two, copied)).toMatchObject({ status: 403, body: { code: 'device-cloned' } });
  expect((await phone.ask('GET', '/devices')).body.devices).toMatchObject([{ state: 'cloned' }]);
});
