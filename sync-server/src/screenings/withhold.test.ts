import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { cinemaStream, grantsStream } from '@marquee/shared/protocol/streams';
import { aSale, aSaleLine } from '@marquee/shared/testing/builders';
import { expireHolds, holdMs, payHold, settleAttempts } from '../bookings/bookings.ts';
import { receivePush } from '../journal/journal.ts';
import { makeSimulatedProvider } from '../payments/simulated-provider.ts';
import { engines } from '../platform/testing/databases.ts';
import { breakTerminal, grantSeats } from '../rights/rights.ts';
import { holdSeats } from '../testing/hold-seats.ts';
import { cinemaId, seats } from '../testing/house.ts';
import { openTestServer, type TestServer, type TestTerminal } from '../testing/test-server.ts';
import { blockSeats, cancelScreening, setSeatAvailable, unblockSeats } from './screenings.ts';

describe.each(engines)('seats and screenings off sale on %s', (engine) => {
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

  const order = () => ({ operationId: `operation-${++operations}`, by: 'Mara' });
  const block = (seatIds: number[], reason: 'broken' | 'house' = 'house') =>
    blockSeats(server.deps, { ...order(), screeningId, seatIds, reason });
  const cancel = () => cancelScreening(server.deps, { ...order(), screeningId, reason: 'the projector is broken' });
  const grant = (...seatIds: number[]) => server.grant(terminal.terminal, screeningId, seatIds);
  const states = async (...seatIds: number[]) => (await server.rights(screeningId, seatIds)).map(({ state }) => state);
  const sell = (...held: { seatId: number; version: number }[]) =>
    terminal.journal.append(
      'sale.made',
      aSale({ screeningId, lines: held.map((seat, i) => aSaleLine({ line: i + 1, ...seat })) }),
    );
  let sent = 0;
  beforeEach(() => {
    sent = 0;
  });
  const push = async () => {
    const key = { terminal: terminal.terminal, publicKey: terminal.key.publicKey };
    await receivePush(server.deps, key, terminal.journal.push(sent + 1));
    sent = terminal.journal.entries.length;
  };
  const giveBack = (...held: { seatId: number; version: number }[]) =>
    terminal.journal.append('rights.returned', { screeningId, reason: 'recalled', seats: held });
  const asked = async () =>
    (
      await server.database.all<{ body: string }>('SELECT body FROM `change` WHERE stream = ? ORDER BY revision', [
        grantsStream(terminal.terminal),
      ])
    )
      .map(({ body }) => JSON.parse(body) as { kind: string })
      .filter(({ kind }) => kind !== 'grant');
  const exceptions = async () =>
    (
      await server.database.all<{ kind: string; seat_id: number | null }>(
        'SELECT kind, seat_id FROM `exception` WHERE screening_id = ? ORDER BY kind, seat_id',
        [screeningId],
      )
    ).map(({ kind, seat_id }) => [kind, seat_id]);
  const refunds = () =>
    server.database.all(
      'SELECT r.terminal_id, r.seq, r.state, r.amount_minor FROM refund r JOIN booking b ON b.terminal_id = r.terminal_id AND b.seq = r.seq WHERE b.screening_id = ? ORDER BY r.terminal_id, r.seq',
      [screeningId],
    );

  test('a seat is blocked at once where it is free, and where it is held as soon as it comes back', async () => {
    const held = await grant(6, 7);
    await holdSeats(server.deps, { holdId: `hold-${screeningId}`, screeningId, seatIds: [8] });
    const asking = { ...order(), screeningId, seatIds: [8, 5, 6, 7], reason: 'broken' as const };
    const answer = { ok: true, blocked: [5], recalled: [6, 7], waiting: [8], sold: [] };
    expect(await blockSeats(server.deps, asking)).toEqual(answer);
    expect(await blockSeats(server.deps, asking)).toEqual(answer);
    expect(await asked()).toEqual([{ kind: 'recall', screeningId, seats: held, block: true }]);
    giveBack(held[0]!);
    await push();
    server.time.nowMs += holdMs;
    await expireHolds(server.deps);
    expect(await states(5, 6, 7, 8)).toEqual(['blocked', 'blocked', 'granted', 'blocked']);
    expect(await exceptions()).toEqual([]);
    expect(await unblockSeats(server.deps, { ...order(), screeningId, seatIds: [5, 6, 7, 8] })).toEqual({ ok: true });
    expect(await states(5, 6, 7, 8)).toEqual(['free', 'free', 'granted', 'free']);
    giveBack(held[1]!);
    await push();
    expect(await states(7)).toEqual(['free']);
  });

  test('a sold seat that is blocked keeps its ticket and is named, once; one sold after that is raised too', async () => {
    const held = await grant(5, 6);
    sell(held[0]!);
    await push();
    expect(await block([5, 6])).toEqual({ ok: true, blocked: [], recalled: [6], waiting: [], sold: [5] });
    await block([5, 6]);
    expect(await exceptions()).toEqual([['sold-seat-blocked', 5]]);
    sell(held[1]!);
    await push();
    expect(await exceptions()).toEqual([
      ['sale-of-blocked-seat', 6],
      ['sold-seat-blocked', 5],
    ]);
    expect(await states(5, 6)).toEqual(['sold', 'sold']);
    terminal.journal.append('tickets.refunded', {
      kind: 'void',
      saleSeq: 1,
      screeningId,
      currency: 'EUR',
      lines: [{ line: 1, ...held[0]!, amountMinor: 1200 }],
      tenders: [{ kind: 'cash', amountMinor: 1200 }],
      totalMinor: 1200,
      reason: 'the seat is broken',
    });
    await push();
    expect((await asked()).at(-1)).toEqual({ kind: 'recall', screeningId, seats: [held[0]], block: true });
    giveBack(held[0]!);
    await push();
    expect(await states(5)).toEqual(['blocked']);
  });

  test('seats that the screening does not have are refused', async () => {
    const refused = { ok: false, reason: 'seat-unknown' };
    expect(await block([5, 9_999])).toEqual(refused);
    expect(await states(5)).toEqual(['free']);
    expect(await unblockSeats(server.deps, { ...order(), screeningId, seatIds: [9_999] })).toEqual(refused);
    expect(await setSeatAvailable(server.deps, { ...order(), seatId: 9_999, available: false })).toEqual(refused);
  });

  test('a broken seat is off sale in all screenings that are still to come, and back when it is repaired', async () => {
    const hourMs = 3600_000;
    const early = await server.aScreening({ startsAtMs: server.time.nowMs - hourMs });
    const later = await server.aScreening({ startsAtMs: server.time.nowMs + 48 * hourMs });
    const seatId = seats.at(-1)!.id;
    const stateIn = async (screening: number) => (await server.rights(screening, [seatId])).map(({ state }) => state);
    const broken = await setSeatAvailable(server.deps, { ...order(), seatId, available: false });
    expect(broken).toMatchObject({ ok: true, sold: 0 });
    expect([await stateIn(early), await stateIn(screeningId), await stateIn(later)]).toEqual([
      ['free'],
      ['blocked'],
      ['blocked'],
    ]);
    await setSeatAvailable(server.deps, { ...order(), seatId, available: true });
    expect([await stateIn(screeningId), await stateIn(later)]).toEqual([['free'], ['free']]);
    expect(await server.count('seats', 'available = 0')).toBe(0);
  });

  test('a cancelled screening is sold by nobody, and what was sold is to be paid back to the cent', async () => {
    const held = await grant(5, 6, 7);
    sell(held[0]!, held[1]!);
    await push();
    await holdSeats(server.deps, { holdId: `hold-${screeningId}`, screeningId, seatIds: [8] });
    const asking = { ...order(), screeningId, reason: 'the projector is broken' };
    const answer = { ok: true, bookings: 1, refundMinor: 2400, recalled: 1 };
    expect(await cancelScreening(server.deps, asking)).toEqual(answer);
    expect(await cancelScreening(server.deps, asking)).toEqual(answer);
    expect(await cancel()).toEqual({ ok: false, reason: 'cancelled-already' });
    expect(await states(5, 6, 7, 8, 9)).toEqual(['sold', 'sold', 'granted', 'blocked', 'blocked']);
    expect(await refunds()).toEqual([
      { terminal_id: terminal.terminal, seq: 1, state: 'prepared', amount_minor: 2400 },
    ]);
    expect(await asked()).toEqual([
      { kind: 'release', upToSeq: 1 },
      { kind: 'recall', screeningId, seats: [held[2]], block: true },
    ]);
    const [change] = await server.database.all<{ body: string }>(
      'SELECT body FROM `change` WHERE stream = ? ORDER BY revision DESC LIMIT 1',
      [cinemaStream(cinemaId)],
    );
    expect(JSON.parse(change?.body ?? '')).toEqual({ kind: 'programme' });
    giveBack(held[2]!);
    await push();
    expect(await states(7)).toEqual(['blocked']);
    await unblockSeats(server.deps, { ...order(), screeningId, seatIds: [7, 8, 9] });
    expect(await states(7, 8, 9)).toEqual(['blocked', 'blocked', 'blocked']);
    expect(await exceptions()).toEqual([]);
  });

  test('sales of a terminal that was offline meanwhile are recorded, raised, and their refund is prepared', async () => {
    const held = await grant(5, 6);
    await cancel();
    sell(held[0]!);
    sell(held[1]!);
    await push();
    expect(await states(5, 6)).toEqual(['sold', 'sold']);
    expect((await exceptions()).map(([kind]) => kind)).toEqual([
      'sale-for-cancelled-screening',
      'sale-for-cancelled-screening',
    ]);
    expect(await refunds()).toMatchObject([
      { seq: 1, state: 'prepared', amount_minor: 1200 },
      { seq: 2, state: 'prepared', amount_minor: 1200 },
    ]);
  });

  test('where a sale crosses the cancellation, its refund is prepared either way', async () => {
    const held = await grant(5, 6, 7, 8);
    for (const seat of held) sell(seat);
    const key = { terminal: terminal.terminal, publicKey: terminal.key.publicKey };
    const pushAll = async () => {
      for (let seq = 1; seq <= held.length; seq += 1)
        await receivePush(server.deps, key, terminal.journal.push(seq, seq));
    };
    await Promise.all([pushAll(), cancel()]);
    expect(await states(5, 6, 7, 8)).toEqual(['sold', 'sold', 'sold', 'sold']);
    expect(await refunds()).toHaveLength(4);
  });

  test('a phone that pays while the screening is cancelled gets its money back', async () => {
    const holdId = `hold-${screeningId}`;
    await holdSeats(server.deps, { holdId, screeningId, seatIds: [5] });
    const provider = makeSimulatedProvider({ clock: server.deps.clock, mode: 'lost-answer' });
    const { currency, lines, tenders, totalMinor } = aSale({ lines: [aSaleLine({ line: 1, seatId: 5 })] });
    const sale = { currency, tenders, totalMinor, lines: lines.map(({ version: _, ...line }) => line) };
    await payHold(server.deps, provider, {
      attemptId: `attempt-${screeningId}`,
      holdId,
      screeningId,
      userId: null,
      paymentToken: 'pm_card_visa',
      sale,
    });
    await cancel();
    expect(await states(5)).toEqual(['paying']);
    server.time.nowMs += 3600_000;
    await settleAttempts(server.deps, provider);
    expect(await states(5)).toEqual(['blocked']);
    expect([...provider.refunded.values()]).toMatchObject([{ amountMinor: 1200, currency: 'EUR' }]);
    expect(await server.count('ticket', 'screening_id = ?', [screeningId])).toBe(0);
  });

  test('what a broken terminal held of a cancelled screening is blocked when its journal comes in', async () => {
    const held = await grant(5, 6);
    await breakTerminal(server.deps, { ...order(), terminal: terminal.terminal, as: 'dead', reason: 'rain' });
    expect(await cancel()).toMatchObject({ ok: true, recalled: 0 });
    expect(await states(5, 6)).toEqual(['quarantined', 'quarantined']);
    giveBack(held[0]!);
    terminal.journal.append('terminal.closed', { reason: 'closed-by-server' });
    await push();
    expect(await states(5, 6)).toEqual(['blocked', 'blocked']);
  });

  test('where grants cross a blocking, each seat is blocked or asked back', async () => {
    const seatIds = [10, 11, 12, 13, 14, 15];
    const grants = seatIds.map((seatId) =>
      server.database
        .transaction('grant', (tx) =>
          grantSeats(tx, server.deps, { terminal: terminal.terminal, screeningId, seatIds: [seatId] }),
        )
        .catch(() => null),
    );
    const [answer] = await Promise.all([block(seatIds), ...grants]);
    const { blocked, recalled } = answer as Extract<typeof answer, { ok: true }>;
    expect([...blocked, ...recalled].sort((a, b) => a - b)).toEqual(seatIds);
    const now = await states(...seatIds);
    expect(now).toEqual(seatIds.map((seatId) => (blocked.includes(seatId) ? 'blocked' : 'granted')));
  });

  test('a screening that is not there can’t be cancelled', async () => {
    expect(await cancelScreening(server.deps, { ...order(), screeningId: 99_999, reason: 'never was one' })).toEqual({
      ok: false,
      reason: 'screening-unknown',
    });
  });
});
