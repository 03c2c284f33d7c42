/** Many are refunded and told, and the server dies in the middle of it: nobody is forgotten, and nobody is paid twice. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { Sms } from '../accounts/sms.ts';
import { runLongActions, sendMsMax } from '../long-actions/long-actions.ts';
import { engines } from '../platform/testing/databases.ts';
import { Killed, makeDying } from '../platform/testing/dying-database.ts';
import { insertGuest, insertSold } from '../testing/sold-rows.ts';
import { openTestServer, type TestServer } from '../testing/test-server.ts';
import { cancelScreening, makeRefundWork, makeTellWork } from './screenings.ts';

const bookings = 45;

describe.each(engines)('a cancelled screening with many bookings on %s', (engine) => {
  let server: TestServer;
  let screeningId: number;
  let seq = 0;
  let sent: Sms[];
  const guests = [101, 102, 103];
  beforeAll(async () => {
    server = await openTestServer(engine);
    await insertGuest(server, 101, '+491711111111');
    await insertGuest(server, 102, '+8613800000000');
    await insertGuest(server, 103, null);
  });
  afterAll(() => server.close());
  beforeEach(async () => {
    screeningId = await server.aScreening();
    await insertSold(server, { screeningId, bookings, firstSeq: seq + 1, userIds: guests });
    seq += bookings;
    sent = [];
  });

  const cancel = () =>
    cancelScreening(server.deps, { operationId: `c-${screeningId}`, screeningId, reason: 'rain', by: 'Mara' });
  const worksOf = (deps: TestServer['deps']) => [
    makeRefundWork(deps),
    makeTellWork({ database: deps.database, sendSms: async (sms) => void sent.push(sms) }),
  ];
  const run = (deps = server.deps) => runLongActions(deps, worksOf(deps));
  const progress = async () =>
    (
      await server.database.all<{ kind: string; done: number; total: number; state: string }>(
        'SELECT kind, done, total, state FROM long_action WHERE screening_id = ? ORDER BY kind',
        [screeningId],
      )
    ).map(({ kind, done, total, state }) => [kind, done, total, state]);
  const refunds = async () => {
    const [row] = await server.database.all<{ n: number; lines: number; minor: number | string }>(
      `SELECT COUNT(DISTINCT r.id) AS n, COUNT(*) AS \`lines\`, SUM(l.amount_minor) AS minor
         FROM ticket k JOIN refund_line l ON l.terminal_id = k.terminal_id AND l.seq = k.seq AND l.line = k.line
         JOIN refund r ON r.id = l.refund_id WHERE k.screening_id = ?`,
      [screeningId],
    );
    return [Number(row?.n), Number(row?.lines), Number(row?.minor)];
  };
  const allDone = [
    ['refund-bookings', bookings, bookings, 'done'],
    ['tell-guests', 3, 3, 'done'],
  ];

  test('prepares the first refunds at once and the others in steps, and says from the start what they come to', async () => {
    expect(await cancel()).toEqual({ ok: true, bookings, refundMinor: bookings * 1200, recalled: 0 });
    expect(await progress()).toEqual([
      ['refund-bookings', 20, bookings, 'running'],
      ['tell-guests', 0, 3, 'running'],
    ]);
    expect(await refunds()).toEqual([20, 20, 20 * 1200]);
    await run();
    expect(await progress()).toEqual(allDone);
    expect(await refunds()).toEqual([bookings, bookings, bookings * 1200]);
  });

  test('tells each guest once, in the language of their phone; an account that is gone is shown', async () => {
    await cancel();
    await Promise.all([run(), run()]);
    await run();
    expect(sent.map(({ to }) => to).sort()).toEqual(['+491711111111', '+8613800000000']);
    const [german, chinese] = ['+49', '+86'].map((code) => sent.find(({ to }) => to.startsWith(code))?.text);
    expect(german).toMatch(/^Rialto: The Long Interval, .*20:00, is cancelled\. Order T0-\d+/);
    expect(chinese).toContain('已取消');
    const odd = await server.database.all<{ state: string; outcome: string }>(
      "SELECT i.state FROM long_action_item i JOIN long_action a ON a.id = i.action_id WHERE a.screening_id = ? AND i.state <> 'done'",
      [screeningId],
    );
    expect(odd.map(({ state }) => state)).toEqual(['refused']);
  });

  test('a repeat of the order begins nothing again', async () => {
    const first = await cancel();
    expect(await cancel()).toEqual(first);
    expect(await progress()).toHaveLength(2);
  });

  test('two instances at once refund nobody twice', async () => {
    await cancel();
    await Promise.all([run(), run(), run()]);
    expect(await progress()).toEqual(allDone);
    expect(await refunds()).toEqual([bookings, bookings, bookings * 1200]);
  });

  test.each([0, 1, 2, 3, 7, 20, 60, 150, 250])(
    'a server that is killed after %d statements leaves the rest to the next one',
    async (statements) => {
      await cancel();
      const dying = { ...server.deps, database: makeDying(server.database, statements) };
      const isKilled = await run(dying).then(
        () => false,
        (thrown: unknown) => thrown instanceof Killed,
      );
      expect(isKilled).toBe(statements < 250);
      server.time.nowMs += sendMsMax + 1;
      await run();
      expect(await progress()).toEqual(allDone);
      expect(await refunds()).toEqual([bookings, bookings, bookings * 1200]);
      // Once at most: one that was on its way when the server died is shown as in doubt.
      expect(new Set(sent.map(({ to }) => to)).size).toBe(sent.length);
    },
  );
});
