import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { cinemaStream, grantsStream } from '@marquee/shared/protocol/streams';
import { aSale, aSaleLine } from '@marquee/shared/testing/builders';
import { receivePush } from '../journal/journal.ts';
import { transactionOrRefusal } from '../platform/database.ts';
import { engines } from '../platform/testing/databases.ts';
import { cinemaId } from '../testing/house.ts';
import { openTestServer, type TestServer, type TestTerminal } from '../testing/test-server.ts';
import { type BreakOrder, breakTerminal, type GrantAnswer, grantSeats, overrideQuarantine } from './rights.ts';

describe.each(engines)('a broken terminal on %s', (engine) => {
  let server: TestServer;
  let terminal: TestTerminal;
  let screeningId: number;
  let operations = 0;
  beforeAll(async () => {
    server = await openTestServer(engine);
  });
  afterAll(() => server.close());
  beforeEach(async () => {
    terminal = await server.aTerminal();
    screeningId = await server.aScreening();
  });

  const order = (changes: Partial<BreakOrder> = {}): BreakOrder => ({
    operationId: `break-${++operations}`,
    terminal: terminal.terminal,
    as: 'dead',
    reason: 'fell off the counter',
    by: 'Mara',
    ...changes,
  });
  const breakIt = (changes: Partial<BreakOrder> = {}) => breakTerminal(server.deps, order(changes));
  const keyOf = ({ terminal: number, key }: TestTerminal) => ({ terminal: number, publicKey: key.publicKey });
  const push = () => receivePush(server.deps, keyOf(terminal), terminal.journal.push());
  const states = async (...seatIds: number[]) =>
    (await server.rights(screeningId, seatIds)).map((right) => right.state);
  const grant = (...seatIds: number[]) => server.grant(terminal.terminal, screeningId, seatIds);
  const sell = (held: readonly { seatId: number; version: number }[]) =>
    terminal.journal.append(
      'sale.made',
      aSale({ screeningId, lines: held.map((seat, i) => aSaleLine({ line: i + 1, ...seat })) }),
    );
  const giveBack = (...seats: { seatId: number; version: number }[]) =>
    terminal.journal.append('rights.returned', { screeningId, reason: 'shutdown', seats });
  const exceptions = () =>
    server.database.all<{ kind: string; seq: number | null }>(
      'SELECT kind, seq FROM `exception` WHERE terminal_id = ? ORDER BY seq, kind',
      [terminal.terminal],
    );
  const version = 4097;

  test('is closed, keeps what it has sold, and what it held unsold belongs to nobody for now', async () => {
    const held = await grant(5, 6, 7);
    sell([held[0]!]);
    await push();
    const brokenOff: number[] = [];
    const onClosed = (number: number) => void brokenOff.push(number);
    expect(await breakTerminal({ ...server.deps, onClosed }, order())).toEqual({ ok: true, quarantined: 2 });
    expect(brokenOff).toEqual([terminal.terminal]);
    expect(await server.rights(screeningId, [5, 6, 7])).toEqual(
      ['sold', 'quarantined', 'quarantined'].map((state) => ({ state, holder: terminal.terminal, version })),
    );
    const [change] = await server.database.all<{ body: string }>(
      'SELECT body FROM `change` WHERE stream = ? ORDER BY revision DESC LIMIT 1',
      [`screening:${screeningId}`],
    );
    expect(JSON.parse(change?.body ?? '').seats).toMatchObject([
      { seatId: 6, state: 'quarantined' },
      { seatId: 7, state: 'quarantined' },
    ]);
    expect(
      await server.database.all(
        'SELECT state, closed_as, closed_by, closed_reason, closed_at_ms FROM terminal WHERE id = ?',
        [terminal.terminal],
      ),
    ).toEqual([
      {
        state: 'closed',
        closed_as: 'dead',
        closed_by: 'Mara',
        closed_reason: 'fell off the counter',
        closed_at_ms: server.time.nowMs,
      },
    ]);
    expect(
      await server.count('user_action', "operation = 'break-terminal' AND detail LIKE ?", [
        `%"terminal":${terminal.terminal},%`,
      ]),
    ).toBe(1);
  });

  test('is granted nothing any more, and can’t be broken twice; the same order again is the same break', async () => {
    await grant(5);
    const first = order();
    const answers = await Promise.all([first, first, first].map((again) => breakTerminal(server.deps, again)));
    expect(answers).toEqual(new Array(3).fill({ ok: true, quarantined: 1 }));
    expect(await breakIt()).toEqual({ ok: false, reason: 'terminal-closed' });
    const refused = await transactionOrRefusal<GrantAnswer>(server.database, 'grant', (tx) =>
      grantSeats(tx, server.deps, { terminal: terminal.terminal, screeningId, seatIds: [6] }),
    );
    expect(refused).toEqual({ ok: false, reason: 'terminal-closed' });
    expect(await states(5, 6)).toEqual(['quarantined', 'free']);
  });

  test('no grant crosses the break: whatever it was granted is quarantined with the rest', async () => {
    const seatIds = Array.from({ length: 24 }, (_, i) => i + 5);
    const grants = seatIds.map((seatId) =>
      transactionOrRefusal<GrantAnswer>(server.database, 'grant', (tx) =>
        grantSeats(tx, server.deps, { terminal: terminal.terminal, screeningId, seatIds: [seatId] }),
      ),
    );
    const [, ...answers] = await Promise.all([breakIt(), ...grants]);
    const after = await states(...seatIds);
    expect(after).toEqual(answers.map((answer) => (answer.ok ? 'quarantined' : 'free')));
  });

  test('its late sale is as good as one in time, also one that it made after the break', async () => {
    const [first, second] = await grant(5, 6);
    sell([first!]);
    await breakIt();
    sell([second!]);
    expect(await push()).toMatchObject({ ackedSeq: 2 });
    expect(await states(5, 6)).toEqual(['sold', 'sold']);
    expect(await server.count('ticket', 'terminal_id = ? AND valid = 1', [terminal.terminal])).toBe(2);
    expect(await exceptions()).toEqual([]);
  });

  test('a quarantine ends by the returns in its recovered journal, seat by seat, and not by the first batch', async () => {
    const [first, second, third] = await grant(5, 6, 7);
    await breakIt();
    sell([first!]);
    giveBack(second!);
    await push();
    expect(await states(5, 6, 7)).toEqual(['sold', 'free', 'quarantined']);
    giveBack(third!);
    await receivePush(server.deps, keyOf(terminal), terminal.journal.push(3));
    expect(await states(7)).toEqual(['free']);
    expect(await exceptions()).toEqual([]);
  });

  test('a quarantine ends by the last entry of its journal: what it never sold is free', async () => {
    const held = await grant(5, 6, 7);
    await breakIt();
    sell([held[0]!]);
    terminal.journal.append('terminal.closed', { reason: 'closed-by-server' });
    await push();
    expect(await server.rights(screeningId, [5, 6, 7])).toEqual([
      { state: 'sold', holder: terminal.terminal, version },
      { state: 'free', holder: 0, version },
      { state: 'free', holder: 0, version },
    ]);
    expect(await server.database.all('SELECT final_seq FROM terminal WHERE id = ?', [terminal.terminal])).toEqual([
      { final_seq: 2 },
    ]);
  });

  test('a terminal that closes itself is closed here too, and its seats are free', async () => {
    await grant(5);
    terminal.journal.append('terminal.closed', { reason: 'retired' });
    await push();
    expect(await states(5)).toEqual(['free']);
    expect(await breakIt()).toEqual({ ok: false, reason: 'terminal-closed' });
  });

  test('an override frees quarantined seats alone, all of them or none, and is audited', async () => {
    const other = await server.aTerminal();
    await grant(5, 6);
    await server.grant(other.terminal, screeningId, [7]);
    await breakIt();
    const override = (seatIds: number[], operationId = `override-${++operations}`) =>
      overrideQuarantine(server.deps, { operationId, screeningId, seatIds, reason: 'box is at the dump', by: 'Mara' });
    expect(await override([5, 7])).toEqual({ ok: false, reason: 'not-quarantined' });
    expect(await states(5, 6, 7)).toEqual(['quarantined', 'quarantined', 'granted']);
    expect(await override([5, 6], 'twice-the-same')).toEqual({ ok: true });
    expect(await override([6, 5], 'twice-the-same')).toEqual({ ok: true });
    expect(await server.rights(screeningId, [5, 6])).toEqual([
      { state: 'free', holder: 0, version },
      { state: 'free', holder: 0, version },
    ]);
    expect(
      await server.count('user_action', "operation = 'override-quarantine' AND detail LIKE ?", [
        `%"screeningId":${screeningId},%`,
      ]),
    ).toBe(1);
  });

  test('a late sale after an override is valid while nobody else was given the seat; then the newer hand-out wins', async () => {
    const other = await server.aTerminal();
    const [kept, resold] = await grant(5, 6);
    sell([kept!, resold!]);
    await breakIt();
    await overrideQuarantine(server.deps, {
      operationId: `override-${++operations}`,
      screeningId,
      seatIds: [5, 6],
      reason: 'lost',
      by: 'Mara',
    });
    await server.grant(other.terminal, screeningId, [6]);
    await push();
    expect(await server.rights(screeningId, [5, 6])).toEqual([
      { state: 'sold', holder: terminal.terminal, version },
      { state: 'granted', holder: other.terminal, version: version + 1 },
    ]);
    expect(
      await server.database.all('SELECT line, valid FROM ticket WHERE terminal_id = ? ORDER BY line', [
        terminal.terminal,
      ]),
    ).toEqual([
      { line: 1, valid: 1 },
      { line: 2, valid: 0 },
    ]);
    expect((await exceptions()).map(({ kind }) => kind).sort()).toEqual([
      'sale-after-override',
      'sale-contradicts-right',
    ]);
  });

  test('a late return after an override says nothing new', async () => {
    const [held] = await grant(5);
    giveBack(held!);
    await breakIt();
    await overrideQuarantine(server.deps, {
      operationId: `override-${++operations}`,
      screeningId,
      seatIds: [5],
      reason: 'lost',
      by: 'Mara',
    });
    await push();
    expect(await states(5)).toEqual(['free']);
    expect(await exceptions()).toEqual([]);
  });

  test('of a stolen terminal everything is kept, and nothing moves until a manager says so', async () => {
    const [held] = await grant(5);
    await breakIt({ as: 'stolen' });
    sell([held!]);
    terminal.journal.append('terminal.closed', { reason: 'closed-by-server' });
    expect(await push()).toMatchObject({ ackedSeq: 2 });
    expect(await states(5)).toEqual(['quarantined']);
    expect(
      await server.database.all('SELECT state FROM journal_entry WHERE terminal_id = ?', [terminal.terminal]),
    ).toEqual([{ state: 'waiting' }, { state: 'waiting' }]);
    expect(await exceptions()).toEqual([{ kind: 'entries-wait', seq: 1 }]);
    expect(await server.count('booking', 'terminal_id = ?', [terminal.terminal])).toBe(0);
  });

  test('the cinema’s terminals are told at once that keys have changed', async () => {
    const before = await server.count('change', 'stream = ?', [cinemaStream(cinemaId)]);
    await breakIt({ as: 'stolen' });
    expect(await server.count('change', 'stream = ?', [cinemaStream(cinemaId)])).toBe(before + 1);
    expect(await server.count('stream', 'name = ? AND closed = 1', [grantsStream(terminal.terminal)])).toBe(1);
  });
});
