import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { bundleBytesMax, type TerminalStatus } from '@marquee/shared/protocol/status';
import { Registry } from 'prom-client';
import { engines } from '../platform/testing/databases.ts';
import { aStatus } from '../testing/a-status.ts';
import { cinemaId } from '../testing/house.ts';
import { openTestServer, type TestConnection, type TestServer, type TestTerminal } from '../testing/test-server.ts';
import { judgeStatus, type Known, oldStatusMs } from './judge-status.ts';
import { askedMs, askForBundle, bundleKeptMs, purgeBundles } from './support.ts';
import { makeTerminalMetrics } from './terminals.metrics.ts';

describe.each(engines)('terminals that say how they are on %s', (engine) => {
  let server: TestServer;
  let one: TestTerminal;
  let connection: TestConnection;
  beforeAll(async () => {
    server = await openTestServer(engine);
  });
  afterAll(() => server.close());
  beforeEach(async () => {
    one = await server.aTerminal();
    connection = server.connect();
    await server.sayHello(connection, one);
  });
  const tell = (over: Partial<TerminalStatus> = {}, more: object = {}) => {
    server.time.nowMs += 2000;
    return connection.session.handle('terminal:status', { ...aStatus(over), ...more });
  };
  const kept = async () => {
    const [row] = await server.database.all<{ at_ms: number; changed_at_ms: number; body: string }>(
      'SELECT at_ms, changed_at_ms, body FROM terminal_status WHERE terminal_id = ?',
      [one.terminal],
    );
    return row && { atMs: Number(row.at_ms), changedAtMs: Number(row.changed_at_ms), body: JSON.parse(row.body) };
  };

  test('the last word of each is kept, with when it came and when it last was news', async () => {
    const answer = await tell({ unsent: 3, oldestUnsentAtMs: 5, paper: 'low' });
    const firstMs = server.time.nowMs;
    expect(answer).toEqual({ ok: true, answer: { serverTimeMs: firstMs, drill: null, bundle: null } });
    for (let n = 0; n < 15; n++) await tell({ unsent: 3, oldestUnsentAtMs: 5, paper: 'low' });
    expect(await kept()).toMatchObject({ atMs: server.time.nowMs, changedAtMs: firstMs, body: { paper: 'low' } });
    await tell({ paper: 'out' });
    expect(await kept()).toMatchObject({ changedAtMs: server.time.nowMs, body: { paper: 'out', unsent: 0 } });
  });

  test('before its hello nobody is heard, and of whoever talks too often no more than one a second', async () => {
    const stranger = server.connect();
    expect(await stranger.session.handle('terminal:status', aStatus())).toMatchObject({ code: 'access-refused' });
    await tell();
    expect(await connection.session.handle('terminal:status', aStatus({ paper: 'out' }))).toMatchObject({
      ok: false,
      code: 'too-many-tries',
    });
    expect((await kept())?.body.paper).toBe('full');
  });

  test.each([
    ['a number below nothing', { unsent: -1 }],
    ['a fault that is a story', { printer: 'x'.repeat(41) }],
    ['an unknown paper', { paper: 'wet' }],
    ['a device in pieces', { drawer: {} }],
    ['no count of slips', { slips: null }],
  ])('%s is refused whole', async (_name, more) => {
    expect(await tell({}, more)).toMatchObject({ ok: false, code: 'message-malformed' });
    expect(await kept()).toBeUndefined();
  });

  test('a good-bye is heard however soon it comes after the last word, once, and is the last word', async () => {
    server.time.nowMs += 2000;
    const say = (isLeaving: boolean) => connection.session.handle('terminal:status', aStatus({ isLeaving }));
    const said = await Promise.all([say(false), say(true)]);
    expect(said.map(({ ok }) => ok)).toEqual([true, true]);
    expect((await kept())?.body.isLeaving).toBe(true);
    expect(await say(true)).toMatchObject({ ok: false, code: 'too-many-tries' });
  });

  test('a closed terminal is not asked how it is', async () => {
    await server.database.transaction('close', (tx) =>
      tx.run("UPDATE terminal SET state = 'closed' WHERE id = ?", [one.terminal]),
    );
    const late = server.connect();
    await server.sayHello(late, one);
    expect(await late.session.handle('terminal:status', aStatus())).toMatchObject({ code: 'terminal-closed' });
  });

  test('what terminals have not sent is a metric', async () => {
    await tell({ unsent: 7, oldestUnsentAtMs: 90_000 });
    const registry = new Registry();
    makeTerminalMetrics(registry, { database: server.database, connected: new Map() });
    const metrics = await registry.metrics();
    expect(metrics).toMatch(/^marquee_unsent_entries [1-9]\d*$/m);
    expect(metrics).toMatch(/^marquee_oldest_unsent_seconds /m);
    expect(metrics).toMatch(/^marquee_terminals_out 0$/m);
  });

  describe('a support bundle', () => {
    const order = (operationId: string) =>
      askForBundle(server.deps, { operationId, by: 'Morgan', terminal: one.terminal, cinemaId });
    const wanted = async () => {
      const answer = await tell();
      return answer.ok ? ((answer.answer as { bundle: { id: string } | null }).bundle?.id ?? null) : 'refused';
    };
    const send = (id: string, text = '{"a":1}') => connection.session.handle('support:bundle', { id, text });

    test('is asked for until it has come, once; the same order is the same bundle', async () => {
      const { id } = await order('bundle-order-1');
      expect((await order('bundle-order-1')).id).toBe(id);
      expect(await wanted()).toBe(id);
      expect(await send(id)).toEqual({ ok: true, answer: { kept: true } });
      expect(await wanted()).toBe(null);
      expect(await send(id, '{"a":2}')).toEqual({ ok: true, answer: { kept: false } });
      const rows = await server.database.all('SELECT body FROM support_bundle WHERE id = ?', [id]);
      expect(rows).toEqual([{ body: '{"a":1}' }]);
      expect(await server.count('user_action', "operation = 'ask-support-bundle' AND detail LIKE ?", [`%${id}%`])).toBe(
        1,
      );
    });

    test('that nobody asked this terminal for is not kept', async () => {
      const { id } = await order('bundle-order-2');
      const other = await server.aTerminal();
      const theirs = server.connect();
      await server.sayHello(theirs, other);
      const sent = await theirs.session.handle('support:bundle', { id, text: '{}' });
      expect(sent).toEqual({ ok: true, answer: { kept: false } });
    });

    test('that is too large, or no JSON, is refused', async () => {
      const { id } = await order('bundle-order-3');
      // Few characters, and more bytes than there may be.
      expect(await send(id, JSON.stringify('é'.repeat(bundleBytesMax / 2 + 1)))).toMatchObject({ ok: false });
      expect(await send(id, 'a log line')).toMatchObject({ ok: false, code: 'message-malformed' });
      expect(await wanted()).toBe(id);
    });

    test('that did not come within the hour is not asked for any more', async () => {
      const { id } = await order('bundle-order-4');
      server.time.nowMs += askedMs;
      expect(await wanted()).toBe(null);
      expect(await send(id)).toEqual({ ok: true, answer: { kept: false } });
    });

    test('is gone after a week', async () => {
      const { id } = await order('bundle-order-5');
      server.time.nowMs += bundleKeptMs - 1;
      await purgeBundles(server.deps);
      expect(await server.count('support_bundle', 'id = ?', [id])).toBe(1);
      server.time.nowMs += 1;
      await purgeBundles(server.deps);
      expect(await server.count('support_bundle')).toBe(0);
    });
  });
});

describe('what needs a person', () => {
  const nowMs = 1_000_000_000;
  const judge = (status: Partial<TerminalStatus> | null, over: Partial<Known> = {}) =>
    judgeStatus({
      isReachable: true,
      role: 'till',
      status: status && aStatus(status),
      statusAtMs: nowMs,
      lastSeenMs: nowMs,
      drillUntilMs: null,
      nowMs,
      ...over,
    }).map(({ code, tone }) => `${code} ${tone}`);

  test('nothing, where all is well', () => {
    expect(judge({})).toEqual([]);
  });

  test.each([
    [{ paper: 'out', printer: 'printer-out-of-paper' }, 'paper-out bad'],
    [{ paper: 'low' }, 'paper-low warn'],
    [{ printer: 'printer-unreachable', paper: 'unknown' }, 'printer bad'],
    [{ reader: 'reader-unreachable' }, 'reader bad'],
    [{ drawer: { fault: 'drawer-unreachable' } }, 'drawer warn'],
    [{ scanner: { fault: 'scanner-unreachable' } }, 'scanner warn'],
    [{ slips: { waiting: 0, failed: 2 } }, 'slips-failed warn'],
    [{ outOfService: 'disk-full' }, 'out-of-service bad'],
    [{ diskFreeBytes: 1_000_000_000 }, 'disk-low warn'],
    [{ diskFreeBytes: 100_000_000 }, 'disk-full bad'],
    [{ clock: { driftMs: -400_000, roundTripMs: 1 } }, 'clock warn'],
    [{ unsent: 3, oldestUnsentAtMs: nowMs - 10 * 60_000 }, 'unsent warn'],
    [{ unsent: 3, oldestUnsentAtMs: nowMs - 2 * 3600_000 }, 'unsent bad'],
  ] as const)('%j is %s', (status, alarm) => {
    expect(judge(status)).toEqual([alarm]);
  });

  test('what was sold a moment ago and is not sent yet is no alarm, nor the lack of a reader at a gate', () => {
    expect(judge({ unsent: 9, oldestUnsentAtMs: nowMs - 60_000 })).toEqual([]);
    expect(judge({ reader: 'reader-unreachable' }, { role: 'gate' })).toEqual([]);
  });

  test('the gravest comes first', () => {
    const status = { paper: 'low', slips: { waiting: 1, failed: 1 }, reader: 'reader-unreachable' } as const;
    expect(judge(status)).toEqual(['reader bad', 'slips-failed warn', 'paper-low warn']);
  });

  test('who is away is told so, unless it is a drill or was switched off in order', () => {
    const away = { isReachable: false };
    expect(judge({}, away)).toEqual(['offline warn']);
    expect(judge({}, { ...away, drillUntilMs: nowMs + 1 })).toEqual(['drill quiet']);
    expect(judge({ isLeaving: true }, away)).toEqual([]);
    expect(judge(null, { ...away, lastSeenMs: null, statusAtMs: null })).toEqual([]);
  });

  test('who is there and has not said anything for a while is known only as it was', () => {
    expect(judge({}, { statusAtMs: nowMs - oldStatusMs - 1 })).toEqual(['silent quiet']);
    expect(judge(null, { statusAtMs: null })).toEqual(['silent quiet']);
  });
});
