import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { Push } from '@marquee/shared/protocol/calls';
import type { TerminalStatus } from '@marquee/shared/protocol/status';
import { aSale, aSaleLine } from '@marquee/shared/testing/builders';
import { engines } from '../platform/testing/databases.ts';
import { startPresence } from '../terminals/presence.ts';
import { aStatus } from '../testing/a-status.ts';
import { cinemaId, seats } from '../testing/house.ts';
import { makeJournalWriter } from '../testing/journal-writer.ts';
import { openTestServer, type TestConnection, type TestServer, type TestTerminal } from '../testing/test-server.ts';
import { tellMs } from './drills.ts';
import { lookForOutages, orderDrill } from './outages.ts';
import type { ReportLine } from './reports.ts';

const minuteMs = 60_000;

describe.each(engines)('outages on %s', (engine) => {
  let server: TestServer;
  let one: TestTerminal;
  let two: TestTerminal;
  let lines: Map<number, TestConnection>;
  beforeAll(async () => {
    server = await openTestServer(engine);
  });
  afterAll(() => server.close());
  beforeEach(async () => {
    // Each test has a cinema whose other terminals are gone for good, and were reported.
    await server.database.transaction('clean', async (tx) => {
      for (const table of ['outage', 'outage_report', 'drill_terminal', 'drill', 'terminal_status'])
        await tx.run(`DELETE FROM ${table}`);
      await tx.run("UPDATE terminal SET state = 'closed', closed_at_ms = 1");
    });
    server.deps.connected.clear();
    lines = new Map();
    one = await server.aTerminal();
    two = await server.aTerminal();
    await comeBack(one);
    await comeBack(two);
  });

  async function comeBack(terminal: TestTerminal, status: Partial<TerminalStatus> = {}): Promise<void> {
    const line = server.connect();
    await server.sayHello(line, terminal);
    lines.set(terminal.terminal, line);
    await tell(terminal, status);
  }
  async function tell(terminal: TestTerminal, status: Partial<TerminalStatus> = {}) {
    server.time.nowMs += 1000;
    return lines.get(terminal.terminal)?.session.handle('terminal:status', aStatus(status));
  }
  const goAway = (terminal: TestTerminal) => lines.get(terminal.terminal)?.session.end();
  /** Seconds of the server's, in which presence and outages are looked after as in the real one. */
  async function pass(ms: number): Promise<void> {
    const presence = startPresence(server.deps);
    for (let left = ms; left > 0; left -= 5000) {
      server.time.nowMs += Math.min(5000, left);
      await presence.look();
      await lookForOutages(server.deps);
    }
    await presence.stop();
  }
  const outages = () =>
    server.database.all<{ terminal_id: number; ended_at_ms: number | null; drill_id: string | null }>(
      'SELECT terminal_id, ended_at_ms, drill_id, refused, stranded FROM outage ORDER BY id',
    );
  async function reports() {
    const rows = await server.database.all<{ drill_id: string | null; terminals: number; body: string }>(
      'SELECT drill_id, terminals, sold_seats, stranded_seats, refused, broken, body FROM outage_report ORDER BY id',
    );
    return rows.map((row) => ({ ...row, body: JSON.parse(row.body) as ReportLine[] }));
  }
  const drill = (operationId: string, minutes = 2) =>
    orderDrill(server.deps, { operationId, by: 'Morgan', cinemaId, minutes });
  /** Its journal with one sale, made now. */
  function saleOf({ key }: TestTerminal, screeningId: number, seat: { seatId: number; version: number }): Push {
    const journal = makeJournalWriter(key, server.time.nowMs);
    journal.append('sale.made', aSale({ screeningId, lines: [aSaleLine(seat)] }));
    return journal.push();
  }

  test('a link that is back within fifteen seconds was none', async () => {
    await pass(10_000);
    goAway(one);
    await pass(10_000);
    await comeBack(one);
    await pass(30_000);
    expect(await outages()).toEqual([]);
  });

  test('a terminal that says good-bye has none', async () => {
    await tell(one, { isLeaving: true });
    goAway(one);
    await pass(5 * minuteMs);
    expect(await outages()).toEqual([]);
  });

  test('one that is away is in an outage from when it was last seen until its next hello, noted once by all instances', async () => {
    await pass(10_000);
    goAway(one);
    await pass(2 * minuteMs);
    await Promise.all([lookForOutages(server.deps), lookForOutages(server.deps)]);
    expect(await outages()).toMatchObject([{ terminal_id: one.terminal, ended_at_ms: null, drill_id: null }]);
    const backMs = server.time.nowMs;
    await comeBack(one);
    expect(await outages()).toMatchObject([{ ended_at_ms: backMs }]);
  });

  test('an instance that was asleep takes none of its own terminals for lost', async () => {
    server.time.nowMs += 10 * minuteMs;
    await lookForOutages(server.deps);
    expect(await outages()).toEqual([]);
  });

  test('the report comes when all are back and have brought what they sold; its figures are the server’s own', async () => {
    const screeningId = await server.aScreening();
    const [sold, kept] = await server.grant(one.terminal, screeningId, [seats[0]?.id ?? 0, seats[1]?.id ?? 0]);
    await tell(one, { refusedOffline: 4 });
    await pass(10_000);
    goAway(one);
    goAway(two);
    const goneMs = server.time.nowMs;
    await pass(minuteMs);
    if (!sold || !kept) throw new Error('nothing was granted');
    const push = saleOf(one, screeningId, sold);
    await pass(minuteMs);
    await comeBack(two);
    await pass(minuteMs);
    expect(await reports()).toEqual([]);
    const line = server.connect();
    lines.set(one.terminal, line);
    await server.sayHello(line, one);
    const backMs = server.time.nowMs;
    await tell(one, { unsent: 1, oldestUnsentAtMs: goneMs, refusedOffline: 7 });
    await pass(10_000);
    expect(await reports()).toEqual([]);
    expect(await line.session.handle('journal:push', push)).toMatchObject({ ok: true });
    await tell(one, { unsent: 0, refusedOffline: 7 });
    const drainedMs = server.time.nowMs;
    await pass(5000);
    const [report, ...others] = await reports();
    expect(others).toEqual([]);
    expect(report).toMatchObject({
      drill_id: null,
      terminals: 2,
      sold_seats: 1,
      stranded_seats: 2,
      refused: 3,
      broken: 0,
    });
    expect(report?.body.find(({ terminal }) => terminal === one.terminal)).toEqual({
      terminal: one.terminal,
      name: 'kiosk',
      role: 'kiosk',
      beganAtMs: goneMs,
      endedAtMs: backMs,
      offlineMs: backMs - goneMs,
      sales: 1,
      soldSeats: 1,
      soldMinor: expect.any(Number),
      currency: expect.any(String),
      stranded: 2,
      refused: 3,
      isBroken: false,
      drainMs: drainedMs - backMs,
    });
    await pass(30_000);
    expect((await reports()).length).toBe(1);
  });

  test('a terminal that was closed meanwhile is told as broken, and nobody waits for it', async () => {
    await pass(10_000);
    goAway(one);
    goAway(two);
    await pass(minuteMs);
    await server.database.transaction('close', (tx) =>
      tx.run("UPDATE terminal SET state = 'closed', closed_at_ms = ? WHERE id = ?", [server.time.nowMs, one.terminal]),
    );
    await pass(10_000);
    await comeBack(two);
    await pass(10_000);
    const [report] = await reports();
    expect(report).toMatchObject({ terminals: 2, broken: 1 });
    expect(report?.body.map(({ terminal, isBroken }) => [terminal, isBroken]).sort()).toEqual([
      [one.terminal, true],
      [two.terminal, false],
    ]);
  });

  test('one that stays away holds the report of the others up for a quarter of an hour, and is named in it', async () => {
    await pass(10_000);
    goAway(one);
    goAway(two);
    await pass(minuteMs);
    await comeBack(two);
    await pass(10 * minuteMs);
    expect(await reports()).toEqual([]);
    await pass(6 * minuteMs);
    const [report] = await reports();
    expect(report?.body.map(({ terminal, endedAtMs }) => [terminal, endedAtMs === null])).toEqual([
      [two.terminal, false],
      [one.terminal, true],
    ]);
    await comeBack(one);
    await pass(10_000);
    expect((await reports()).length).toBe(2);
  });

  describe('a drill', () => {
    const orderOf = async (terminal: TestTerminal, status: Partial<TerminalStatus> = {}) => {
      const answer = await tell(terminal, status);
      return answer?.ok ? (answer.answer as { drill: { id: string; durationMs: number } | null }).drill : null;
    };

    test('is told to each terminal until it knows, and to nobody after two minutes', async () => {
      const answer = await drill('order-drill-1');
      if (!answer.ok) throw new Error(answer.reason);
      expect(answer).toMatchObject({ terminals: [one.terminal, two.terminal], unheard: [] });
      const wanted = { id: answer.id, durationMs: 2 * minuteMs };
      expect(await orderOf(one)).toEqual(wanted);
      // The answer was lost on its way.
      expect(await orderOf(one)).toEqual(wanted);
      expect(await orderOf(one, { drill: { id: answer.id, beganAtMs: 1, endedAtMs: 2 } })).toBe(null);
      expect(await orderOf(one)).toBe(null);
      server.time.nowMs += tellMs;
      expect(await orderOf(two)).toBe(null);
    });

    test('nudges those that are connected here, and is the same when it is sent again', async () => {
      const nudged: number[] = [];
      const deps = { ...server.deps, nudge: (terminal: number) => void nudged.push(terminal) };
      const order = { operationId: 'order-drill-2', by: 'Morgan', cinemaId, minutes: 1 };
      const first = await orderDrill(deps, order);
      expect(nudged).toEqual([one.terminal, two.terminal]);
      expect(await orderDrill(deps, order)).toEqual(first);
      expect(
        await server.count('user_action', "operation = 'order-drill' AND detail LIKE ?", [`%${first.ok && first.id}%`]),
      ).toBe(1);
    });

    test('is refused while another goes on, and where nobody would hear of it', async () => {
      expect(await drill('order-drill-3')).toMatchObject({ ok: true });
      expect(await drill('order-drill-4')).toEqual({ ok: false, reason: 'drill-running' });
      server.time.nowMs += 2 * minuteMs;
      server.deps.isReachable = () => false;
      expect(await drill('order-drill-5')).toEqual({ ok: false, reason: 'nobody-to-drill' });
      delete server.deps.isReachable;
    });

    test('leaves out a terminal that has never said how it is: it is too old to know of drills', async () => {
      await server.database.transaction('old', (tx) =>
        tx.run('DELETE FROM terminal_status WHERE terminal_id = ?', [two.terminal]),
      );
      expect(await drill('order-drill-6')).toMatchObject({ terminals: [one.terminal], unheard: [two.terminal] });
    });

    test('has a report of its own, apart from a real outage at the same time', async () => {
      const three = await server.aTerminal();
      await server.database.transaction('seen', (tx) =>
        tx.run('UPDATE terminal SET last_seen_ms = ? WHERE id = ?', [server.time.nowMs, three.terminal]),
      );
      const answer = await drill('order-drill-7', 10);
      if (!answer.ok) throw new Error(answer.reason);
      for (const terminal of [one, two]) {
        expect(await orderOf(terminal)).not.toBe(null);
        goAway(terminal);
      }
      await pass(2 * minuteMs);
      expect(new Set((await outages()).map(({ drill_id }) => drill_id))).toEqual(new Set([answer.id, null]));
      const known = { drill: { id: answer.id, beganAtMs: 1, endedAtMs: 2 } };
      await comeBack(one, known);
      await pass(10_000);
      expect(await reports()).toEqual([]);
      await comeBack(two, known);
      await pass(10_000);
      const [report, ...others] = await reports();
      expect([report?.drill_id, report?.terminals, others]).toEqual([answer.id, 2, []]);
      // All are back before its time: there may be another.
      expect(await drill('order-drill-8')).toMatchObject({ ok: true });
    });
  });
});
