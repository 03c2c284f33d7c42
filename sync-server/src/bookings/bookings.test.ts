import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { aSale, aSaleLine } from '@marquee/shared/testing/builders';
import { makeSimulatedProvider, type SimulatedProvider } from '../payments/simulated-provider.ts';
import { engines } from '../platform/testing/databases.ts';
import { type BareHold, holdSeats } from '../testing/hold-seats.ts';
import { openTestServer, type TestServer } from '../testing/test-server.ts';
import { expireHolds, holdMs, payHold } from './bookings.ts';

describe.each(engines)('bookings of phones on %s', (engine) => {
  let server: TestServer;
  let screeningId: number;
  let provider: SimulatedProvider;
  let holds = 0;
  beforeAll(async () => {
    server = await openTestServer(engine);
  });
  afterAll(() => server.close());
  beforeEach(async () => {
    screeningId = await server.aScreening();
    provider = makeSimulatedProvider({ clock: server.deps.clock });
  });

  const aHold = (seatIds: number[]) => ({ holdId: `hold-${++holds}`, screeningId, seatIds });
  const states = async (...seatIds: number[]) =>
    (await server.rights(screeningId, seatIds)).map((right) => right.state);
  /** As it is sent, however often. */
  const pay = ({ holdId, seatIds }: BareHold) => {
    const attemptId = `${holdId}-attempt`;
    const { currency, lines, tenders, totalMinor } = aSale({
      lines: seatIds.map((seatId, i) => aSaleLine({ line: i + 1, seatId })),
    });
    const sale = {
      currency,
      totalMinor,
      tenders: tenders.map((tender) => ({ ...tender, kind: 'card' as const, attemptId })),
      lines: lines.map(({ version: _, ...line }) => line),
    };
    return payHold(server.deps, provider, {
      attemptId,
      holdId,
      screeningId,
      userId: null,
      paymentToken: 'pm_card_visa',
      sale,
    });
  };
  const held = async (seatIds: number[]) => {
    const hold = aHold(seatIds);
    await holdSeats(server.deps, hold);
    return hold;
  };

  test('a hold ends by time, and its seats can be had again', async () => {
    const hold = aHold([5]);
    await holdSeats(server.deps, hold);
    server.time.nowMs += holdMs - 1;
    await expireHolds(server.deps);
    expect(await states(5)).toEqual(['held']);
    server.time.nowMs += 1;
    await expireHolds(server.deps);
    expect(await states(5)).toEqual(['free']);
    expect(await pay(hold)).toEqual({ outcome: 'hold-gone' });
    await holdSeats(server.deps, aHold([5]));
    expect((await server.rights(screeningId, [5]))[0]?.version).toBe(4096);
  });

  test('a hold that is being paid never ends by time', async () => {
    provider.mode = 'timeout';
    expect(await pay(await held([5, 6]))).toEqual({ outcome: 'pending' });
    server.time.nowMs += 100 * holdMs;
    await expireHolds(server.deps);
    expect(await states(5, 6)).toEqual(['paying', 'paying']);
  });

  test('where payment and expiry meet, one of them wins and the seats agree with it', async () => {
    for (let round = 0; round < 8; round++) {
      const hold = await held([10 + round]);
      server.time.nowMs += holdMs;
      const [paid] = await Promise.all([pay(hold), expireHolds(server.deps)]);
      expect(await states(10 + round)).toEqual([paid.outcome === 'sold' ? 'sold' : 'free']);
    }
  });

  test('a paid hold becomes a booking with tickets on new versions of the rights, all at once', async () => {
    const sold = await pay(await held([5, 6]));
    expect(sold).toEqual({
      outcome: 'sold',
      order: { terminal: 0, seq: expect.any(Number) },
      orderKey: expect.stringMatching(/^T0-\d{6}$/),
    });
    const seq = sold.outcome === 'sold' ? sold.order.seq : 0;
    expect(
      await server.database.all(
        'SELECT user_type, total_minor, state, sold_at_ms FROM booking WHERE terminal_id = 0 AND seq = ?',
        [seq],
      ),
    ).toEqual([{ user_type: 'phone', total_minor: 2400, state: 'paid', sold_at_ms: server.time.nowMs }]);
    expect(
      await server.database.all(
        'SELECT t.line, t.seat_id, t.version, t.valid, r.state FROM ticket t JOIN seat_right r ON r.screening_id = t.screening_id AND r.seat_id = t.seat_id AND r.version = t.version AND r.ticket_terminal = 0 AND r.ticket_seq = t.seq AND r.ticket_line = t.line WHERE t.terminal_id = 0 AND t.seq = ? ORDER BY t.line',
        [seq],
      ),
    ).toEqual([
      { line: 1, seat_id: 5, version: 4097, valid: 1, state: 'sold' },
      { line: 2, seat_id: 6, version: 4097, valid: 1, state: 'sold' },
    ]);
    const [change] = await server.database.all<{ body: string }>(
      'SELECT body FROM `change` WHERE stream = ? ORDER BY revision DESC LIMIT 1',
      [`screening:${screeningId}`],
    );
    expect(JSON.parse(change?.body ?? '').seats).toMatchObject([
      { seatId: 5, state: 'sold', holder: 0, ticket: { terminal: 0, seq, line: 1 } },
      { seatId: 6, state: 'sold', holder: 0, ticket: { terminal: 0, seq, line: 2 } },
    ]);
  });

  test('a payment that is sent again is the same sale', async () => {
    const hold = await held([5]);
    const before = await server.count('booking');
    const answers = await Promise.all(Array.from({ length: 8 }, () => pay(hold)));
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
    expect(answers[0]).toMatchObject({ outcome: 'sold' });
    expect(await server.count('booking')).toBe(before + 1);
    expect((await server.rights(screeningId, [5]))[0]).toEqual({ state: 'sold', holder: 0, version: 4097 });
  });

  test('sales at the same time get different order numbers', async () => {
    const holds = await Promise.all([20, 21, 22, 23, 24, 25].map((seatId) => held([seatId])));
    const answers = await Promise.all(holds.map(pay));
    expect(new Set(answers.map((answer) => answer.outcome === 'sold' && answer.order.seq)).size).toBe(6);
    expect(answers.every(({ outcome }) => outcome === 'sold')).toBe(true);
  });
});
