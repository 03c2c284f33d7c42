import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { Fault } from '@marquee/shared/errors';
import { TerminalStatus } from '@marquee/shared/protocol/status';
import { z } from 'zod';
import { pay } from '../payment/payment.ts';
import { fillBasket } from '../testing/box-office.ts';
import { makeTestCore, type TestCore } from '../testing/test-core.ts';
import { readRefused, watchRefusals } from './refusals.ts';
import { type DeviceStates, isNews, measureClock, noDevices, readStatus } from './status.ts';

let cinema: TestCore;
let devices: DeviceStates;
beforeEach(() => {
  cinema = makeTestCore();
  devices = { ...noDevices, paper: 'full' };
});
afterEach(() => cinema.close());
const start = () => cinema.start({ devices: () => devices });
const told = () => cinema.server.calls('terminal:status') as TerminalStatus[];
const grant = (seatIds: number[]) =>
  cinema.server.broadcast('grants:17', [
    { revision: 2, body: { kind: 'grant', screeningId: 1, seats: seatIds.map((seatId) => ({ seatId, version: 1 })) } },
  ]);
async function sell(seatId: number): Promise<void> {
  const basketId = await fillBasket(cinema.core.deps, 1, [seatId]);
  const paid = await pay(cinema.core.deps, { basketId, tender: 'cash', language: 'en' });
  if (!paid.ok) throw new Error(paid.reason);
}

test('a terminal says how it is when it connects, when that changes, and every so often, but not all the time', async () => {
  await start();
  expect(told()).toMatchObject([{ paper: 'full', unsent: 1, holding: 0, isLeaving: false }]);
  await cinema.clock.advance(3000);
  expect(told().at(-1)).toMatchObject({ unsent: 0, oldestUnsentAtMs: null });
  const before = told().length;
  devices = { ...devices, paper: 'out', printer: 'printer-out-of-paper' };
  for (let turn = 0; turn < 5; turn++) cinema.core.sync.tellStatus();
  await cinema.clock.advance(2100);
  expect(told().slice(before)).toMatchObject([{ paper: 'out', printer: 'printer-out-of-paper' }]);
  await cinema.clock.advance(60_000);
  expect(told().length - before).toBe(5);
});

test('what is asked while the last word has only just been said is heard two seconds later', async () => {
  await start();
  await cinema.clock.advance(40_000);
  for (const before = told().length; told().length === before; ) await cinema.clock.advance(500);
  const before = told().length;
  cinema.server.ask();
  await cinema.clock.advance(2000);
  expect(told().length).toBe(before + 1);
});

test('of several bundles that were asked for, one comes after the other, each two seconds later', async () => {
  await start();
  await cinema.clock.advance(20_000);
  const wanted = ['bundle-one', 'bundle-two', 'bundle-three'];
  cinema.server.answers['terminal:status'] = () => {
    const [id] = wanted;
    return { serverTimeMs: cinema.clock.nowMs(), drill: null, bundle: id === undefined ? null : { id } };
  };
  cinema.server.answers['support:bundle'] = ({ id }) => {
    wanted.splice(wanted.indexOf(id), 1);
    return { kept: true };
  };
  cinema.server.ask();
  await cinema.clock.advance(6500);
  expect(wanted).toEqual([]);
});

test('what it sold without a network is told with the time of the first of it, and as sent soon after', async () => {
  await start();
  grant([5, 6]);
  await cinema.clock.advance(5000);
  cinema.server.isReachable = false;
  cinema.server.cut();
  await sell(5);
  const firstAtMs = cinema.core.time.nowMs();
  await cinema.clock.advance(60_000);
  await sell(6);
  const status = { store: cinema.store, devices: () => devices, outOfService: () => null, drill: () => null };
  expect(readStatus(status, { clock: null, isLeaving: false })).toMatchObject({
    unsent: 2,
    oldestUnsentAtMs: firstAtMs,
    holding: 0,
  });
  cinema.server.isReachable = true;
  await cinema.clock.advance(12_000);
  expect(told().at(-1)).toMatchObject({ unsent: 0, oldestUnsentAtMs: null });
});

test('each status is what the protocol allows', async () => {
  await start();
  await cinema.clock.advance(20_000);
  for (const status of told()) expect(TerminalStatus.safeParse(status).success).toBe(true);
  expect(told().at(-1)?.clock).toEqual({ driftMs: 0, roundTripMs: 0 });
});

test('a server that knows no status, or is busy, costs nothing: selling and the link go on', async () => {
  cinema.server.answers['terminal:status'] = () => {
    throw new Fault('message-malformed', 'unknown call');
  };
  await start();
  await cinema.clock.advance(40_000);
  expect([cinema.core.sync.isOnline(), cinema.server.opened]).toEqual([true, 1]);
  expect(told().length).toBeGreaterThan(1);
});

test('a terminal that is switched off in order says so last', async () => {
  await start();
  const stopped = cinema.core.stop({ returnRights: true });
  await cinema.clock.advance(5000);
  await stopped;
  expect(told().at(-1)).toMatchObject({ isLeaving: true });
});

test('the clock is measured against the middle of the round trip', async () => {
  const sentMs = cinema.clock.monotonicMs();
  const serverMs = cinema.clock.nowMs() + 100;
  await cinema.clock.advance(200);
  cinema.clock.setMachineClock(cinema.clock.nowMs() + 60_000);
  expect(measureClock({ clock: cinema.clock, sentMs }, serverMs)).toEqual({ driftMs: 60_000, roundTripMs: 200 });
});

test('a clock that is off by other milliseconds than before is no news', async () => {
  await start();
  const [status] = told();
  if (!status) throw new Error('nothing was told');
  expect(isNews(status, { ...status, clock: { driftMs: 9, roundTripMs: 3 } })).toBe(false);
  expect(isNews(status, { ...status, reader: 'reader-unreachable' })).toBe(true);
});

test('a guest who can’t be served without the network is counted once, also over a restart', async () => {
  await start();
  let isOnline = false;
  const handler = (answer: unknown) => ({ args: z.any(), run: async (_args: never) => answer });
  const handlers = {
    'choose-seats': handler({ ok: false, reason: 'seat-not-ours-now', seatIds: [5] }),
    'propose-seats': handler({ seatIds: [] }),
    pay: handler({ ok: false, reason: 'seat-not-ours-now' }),
  };
  const watched = watchRefusals(handlers, { store: cinema.store, clock: cinema.clock, isOnline: () => isOnline });
  const ask = (call: keyof typeof handlers, screeningId: number) => watched[call].run({ screeningId } as never);
  await ask('choose-seats', 1);
  await ask('propose-seats', 1);
  await ask('propose-seats', 2);
  await ask('pay', 3);
  expect(readRefused(cinema.store)).toBe(2);
  await cinema.clock.advance(61_000);
  await ask('choose-seats', 1);
  isOnline = true;
  await ask('choose-seats', 4);
  expect(readRefused(cinema.store)).toBe(3);
  await cinema.crash();
  await start();
  expect(readRefused(cinema.store)).toBe(3);
});
