import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { Fault } from '@marquee/shared/errors';
import { bundleBytesMax } from '@marquee/shared/protocol/status';
import { aCinemaSnapshot } from '@marquee/shared/testing/builders';
import { pay } from '../payment/payment.ts';
import { readConfig } from '../platform/config.ts';
import { noDevices } from '../status/status.ts';
import { fillBasket, quiet } from '../testing/box-office.ts';
import { makeTestCore, type TestCore } from '../testing/test-core.ts';
import { makeLogMemory } from './log-memory.ts';
import { describeSettings } from './support-facts.ts';

/** Each stands where it may stand at a terminal, and must not be found in what leaves it. */
const canaries = {
  staff: 'Casey Canary',
  phone: '+49 151 23456789',
  card: '4111111111111111',
  pin: '864213',
  pinHash: '$argon2id$canaryhash',
  token: 'canary-token-Zk9sQ2hhbmdlTWVOb3chIQ',
  password: 'canary-password',
  email: 'casey.canary@example.com',
  member: 'CANARY77',
  parked: 'Mrs Canary',
};

let cinema: TestCore;
beforeEach(() => {
  cinema = makeTestCore();
});
afterEach(() => cinema.close());

const sent = () => cinema.server.calls('support:bundle') as { id: string; text: string }[];
async function ask(id: string): Promise<void> {
  cinema.server.answers['terminal:status'] = () => ({
    serverTimeMs: cinema.clock.nowMs(),
    drill: null,
    bundle: { id },
  });
  cinema.server.ask();
  await cinema.clock.advance(3000);
}

const config = readConfig({
  DATA_DIR: '/tmp/canary-folder',
  SERVER_URL: `https://manager:${canaries.password}@box-office.example:8443/?token=${canaries.token}`,
  NAME: canaries.staff,
  PRINTER: 'virtual:/tmp/canary-papers',
  PAGE_TOKEN: canaries.token,
});

test('a support bundle holds nothing of guests and staff, and no secret, whatever lies about at the terminal', async () => {
  const staff = [{ id: 1, name: canaries.staff, role: 'manager' as const, pinHash: canaries.pinHash }];
  cinema.server.snapshots.set('cinema:1', { revision: 1, body: { ...aCinemaSnapshot(), staff } });
  const memory = makeLogMemory(quiet, cinema.clock.nowMs);
  const { log } = memory;
  await cinema.start({
    devices: () => noDevices,
    log,
    support: { versions: { node: 'v24' }, settings: describeSettings(config), lines: memory.lines },
  });
  cinema.server.broadcast('grants:17', [
    { revision: 2, body: { kind: 'grant', screeningId: 1, seats: [{ seatId: 5, version: 1 }] } },
  ]);
  const basketId = await fillBasket(cinema.core.deps, 1, [5]);
  cinema.store.run('UPDATE basket SET member_number = ? WHERE basket_id = ?', canaries.member, basketId);
  cinema.store.run('INSERT INTO parked_basket VALUES (?, ?, 1)', basketId, canaries.parked);
  await pay(cinema.core.deps, { basketId, tender: 'cash', language: 'en' });
  cinema.store.run('UPDATE identity SET token = ?', canaries.token);
  log.warn({ err: new Fault('payment-refused', canaries.card), phone: canaries.phone }, 'a charge failed');
  log.error({ err: new Error(`no row for ${canaries.email}`), token: canaries.token }, 'it broke');
  log.info({ staff: canaries.staff, pin: canaries.pin, terminal: 17 }, `guest called from ${canaries.phone}`);
  log.info({ stream: canaries.staff, call: canaries.member }, `${canaries.card} ${canaries.email} ${canaries.token}`);
  await ask('bundle-one');
  const [bundle] = sent();
  for (const [name, canary] of Object.entries(canaries))
    expect([name, bundle?.text.includes(canary)]).toEqual([name, false]);
  // The guest's own papers, and whatever else a ticket says.
  for (const word of ['canary', 'Canary', 'pinHash', 'cinemaKey', 'signature', '"payload"', '"qr"'])
    expect([word, bundle?.text.includes(word)]).toEqual([word, false]);
});

test('it says what whoever helps asks for first: versions, settings, devices, queues, and the journal by its hashes', async () => {
  const memory = makeLogMemory(quiet, cinema.clock.nowMs);
  await cinema.start({
    devices: () => ({ ...noDevices, paper: 'out', printer: 'printer-out-of-paper' }),
    log: memory.log,
    support: { versions: { node: 'v24' }, settings: describeSettings(config), lines: memory.lines },
  });
  memory.log.error(
    { err: new Fault('disk-full'), screeningId: 3, stream: 'screening:3' },
    'a change could not be applied',
  );
  await ask('bundle-one');
  const told = JSON.parse(sent()[0]?.text ?? '{}');
  expect(told).toMatchObject({
    terminal: 17,
    versions: { app: '0.1.0', protocol: 2, node: 'v24' },
    settings: { role: 'kiosk', printer: 'virtual', serverUrl: 'https://box-office.example:8443' },
    status: { paper: 'out', printer: 'printer-out-of-paper' },
    database: { version: 100, check: 'ok' },
    journal: { lastSeq: 1, last: [{ seq: 1, type: 'terminal.opened', hash: expect.stringMatching(/^[0-9a-f]{64}$/) }] },
    queues: { slips: {}, charges: {} },
  });
  const line = told.log.find(({ says }: { says: string }) => says === 'a change could not be applied');
  expect(line).toMatchObject({ level: 'error', code: 'disk-full', screeningId: 3, stream: 'screening:3' });
  expect(line.at[0]).toMatch(/^bundle\.test\.ts:\d+:\d+$/);
});

test('however much the log has to say, the bundle keeps to its size and to the newest lines', async () => {
  const memory = makeLogMemory(quiet, cinema.clock.nowMs);
  await cinema.start({
    devices: () => noDevices,
    log: memory.log,
    support: { versions: {}, settings: { filler: 'é'.repeat(20_000) }, lines: memory.lines },
  });
  for (let n = 0; n < 400; n++) memory.log.warn({ err: new Error('x'), port: n }, `word ${'ab cd '.repeat(40)}`);
  expect(memory.lines().length).toBe(200);
  await ask('bundle-one');
  const text = sent()[0]?.text ?? '';
  expect(Buffer.byteLength(text)).toBeLessThanOrEqual(bundleBytesMax);
  expect(JSON.parse(text).log.at(-1)).toMatchObject({ port: 399 });
});
