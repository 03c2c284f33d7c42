import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { noDevices } from '../status/status.ts';
import { quiet } from '../testing/box-office.ts';
import { makeTestCore, type TestCore } from '../testing/test-core.ts';
import { openDrills } from './drill.ts';

let cinema: TestCore;
beforeEach(() => {
  cinema = makeTestCore();
});
afterEach(() => cinema.close());

const start = () => cinema.start({ devices: () => noDevices });
const order = (id: string, minutes: number) => {
  cinema.server.answers['terminal:status'] = () => ({
    serverTimeMs: cinema.clock.nowMs(),
    drill: { id, durationMs: minutes * 60_000 },
    bundle: null,
  });
  cinema.server.ask();
};
const isOnline = () => cinema.core.sync.isOnline();
const drill = () => cinema.core.drills.current()?.id ?? null;
const minutes = (n: number) => cinema.clock.advance(n * 60_000);

describe('a terminal that is told to drill an outage', () => {
  test('has no network for so long, and then is there again by itself, once', async () => {
    await start();
    order('drill-one', 2);
    await cinema.clock.advance(3000);
    expect([isOnline(), drill()]).toEqual([false, 'drill-one']);
    const opened = cinema.server.opened;
    await minutes(1.8);
    expect([isOnline(), cinema.server.opened]).toEqual([false, opened]);
    await minutes(0.5);
    // The server tells the same order again: it was carried out.
    expect([isOnline(), drill()]).toEqual([true, null]);
    expect(cinema.core.drills.last()).toMatchObject({ id: 'drill-one', endedAtMs: expect.any(Number) });
  });

  test('goes on with it after a restart, and tells its pages until when', async () => {
    await start();
    order('drill-one', 10);
    await minutes(3);
    await cinema.crash();
    await start();
    expect([isOnline(), drill()]).toEqual([false, 'drill-one']);
    const leftMs = (cinema.core.drills.current()?.endsAtMs ?? 0) - cinema.clock.nowMs();
    expect(leftMs).toBeLessThanOrEqual(7 * 60_000);
    expect(leftMs).toBeGreaterThan(6.8 * 60_000);
    await minutes(7.2);
    expect([isOnline(), drill()]).toEqual([true, null]);
  });

  test('ends it though somebody sets the machine’s clock back, and though it restarts again and again', async () => {
    await start();
    order('drill-one', 1);
    await cinema.clock.advance(3000);
    for (let turn = 0; turn < 12; turn++) {
      await cinema.crash();
      cinema.clock.setMachineClock(cinema.clock.nowMs() - 3600_000);
      await start();
    }
    expect(drill()).toBe(null);
  });

  test('ends it when a manager says so, and says who', async () => {
    await start();
    order('drill-one', 30);
    await cinema.clock.advance(3000);
    expect([cinema.core.drills.end(4), cinema.core.drills.end(4)]).toEqual([true, false]);
    expect(cinema.store.get('SELECT ended_by FROM drill')).toEqual({ ended_by: 4 });
    await cinema.clock.advance(8000);
    expect(isOnline()).toBe(true);
  });

  test('uses the network again though the disk can’t take down the end', async () => {
    await start();
    let isFailing = false;
    const store = { ...cinema.store };
    store.run = (sql, ...values) => {
      if (isFailing) throw new Error('the disk is gone');
      return cinema.store.run(sql, ...values);
    };
    const drills = openDrills({
      store,
      clock: cinema.clock,
      nowMs: cinema.clock.nowMs,
      log: quiet,
      onChange: () => undefined,
    });
    drills.begin({ id: 'drill-two', durationMs: 60_000 });
    isFailing = true;
    await minutes(1.1);
    expect(drills.current()).toBe(null);
    drills.stop();
  });
});
