import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { aCinemaSnapshot } from '@marquee/shared/testing/builders';
import { makeHandlers } from '../answer-calls.ts';
import { answerFrame } from '../platform/bridge-calls.ts';
import { ann, mia, pepper } from '../staff/testing/till-office.ts';
import { noDevices } from '../status/status.ts';
import { quiet } from '../testing/box-office.ts';
import { makeTestCore, type TestCore } from '../testing/test-core.ts';

let cinema: TestCore;
let handlers: ReturnType<typeof makeHandlers>;
beforeEach(async () => {
  cinema = makeTestCore();
  cinema.server.snapshots.set('cinema:1', { revision: 1, body: { ...aCinemaSnapshot(), staff: [ann, mia] } });
  await cinema.start({
    channel: 'till',
    devices: () => noDevices,
    pepper: { read: () => pepper, write: () => undefined },
    checkPin: async (hash, keyed) => hash === keyed,
  });
  handlers = makeHandlers(cinema.core, {
    tenders: ['cash'],
    idleWarningMs: 45_000,
    idleResetMs: 60_000,
    printerFault: () => null,
    readerFault: () => null,
  });
});
afterEach(() => cinema.close());

const end = async (staffId: number, pin: string) => {
  const asked = answerFrame(JSON.stringify({ id: 1, call: 'end-drill', args: { staffId, pin } }), handlers, quiet);
  await cinema.clock.advance(100);
  return JSON.parse(await asked).answer;
};

test('a manager’s PIN ends a drill; a cashier’s, a wrong one, and a second one do not', async () => {
  expect(await end(mia.id, '333444')).toEqual({ ok: false, reason: 'no-drill' });
  cinema.core.drills.begin({ id: 'drill-one', durationMs: 600_000 });
  await cinema.clock.advance(0);
  expect(await end(ann.id, '111222')).toEqual({ ok: false, reason: 'not-a-manager' });
  expect(await end(99, '111222')).toEqual({ ok: false, reason: 'not-a-manager' });
  expect(await end(mia.id, '000000')).toMatchObject({ ok: false, reason: 'wrong-pin' });
  expect(cinema.core.drills.current()).not.toBe(null);
  expect(await end(mia.id, '333444')).toEqual({ ok: true });
  expect(cinema.core.drills.current()).toBe(null);
  expect(cinema.store.get('SELECT ended_by FROM drill')).toEqual({ ended_by: mia.id });
});
