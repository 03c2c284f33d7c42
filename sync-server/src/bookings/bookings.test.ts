import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { aSale, aSaleLine } from '@marquee/shared/testing/builders';
import { engines } from '../platform/testing/databases.ts';
import { openTestServer, type TestServer } from '../testing/test-server.ts';
import { completeSale, expireHolds, holdMs, holdSeats, releaseHold, startPayment } from './bookings.ts';

describe.each(engines)('bookings of phones on %s', (engine) => {
  let server: TestServer;
  let screeningId: number;
  let holds = 0;
  beforeAll(async () => {
    server = await openTestServer(engine);
  });
  afterAll(() => server.close());
  beforeEach(async () => {
    screeningId = await server.aScreening();
  });

  const aHold = (seatIds: number[]) => ({ holdId: `hold-${++holds}`, screeningId, seatIds });
  const states = async (...seatIds: number[]) =>
    (await server.rights(screeningId, seatIds)).map((right) => right.state);
  const aPhoneSale = (seatIds: number[]) => {
    const { currency, lines, tenders, totalMinor } = aSale({
      lines: seatIds.map((seatId, i) => aSaleLine({ line: i + 1, seatId })),
    });
    return { currency, tenders, totalMinor, lines: lines.map(({ version: _, ...line }) => line) };
  };
  const paying = async (seatIds: number[]) => {
    const hold = aHold(seatIds);
    await holdSeats(server.deps, hold);
    await startPayment(server.deps, hold);
    return hold;
  };

  test('seats are held all together or not at all, by one of those who want them', async () => {
    const wants = Array.from({ length: 32 }, (_, i) => aHold(i % 2 ? [5, 6] : [6, 7]));
    const answers = await Promise.all(wants.map((hold) => holdSeats(server.deps, hold)));
    expect(answers.filter((answer) => answer.ok)).toEqual([{ ok: true, expiresAtMs: server.time.nowMs + holdMs }]);
    expect(answers.filter((answer) => !answer.ok)).toEqual(new Array(31).fill({ ok: false, reason: 'seat-taken' }));
    const winner = wants[answers.findIndex((answer) => answer.ok)];
    expect(await server.count('seat_right', "screening_id = ? AND state = 'held'", [screeningId])).toBe(2);
    expect(await states(...winner!.seatIds)).toEqual(['held', 'held']);
  });

  test('a hold asked for again is answered alike; with other seats it is refused', async () => {
    const hold = aHold([5, 6]);
    const answers = await Promise.all(Array.from({ length: 8 }, () => holdSeats(server.deps, hold)));
    expect(answers).toEqual(new Array(8).fill({ ok: true, expiresAtMs: server.time.nowMs + holdMs }));
    await expect(holdSeats(server.deps, { ...hold, seatIds: [5, 7] })).rejects.toMatchObject({
      code: 'operation-reused',
    });
    expect(await states(5, 6, 7)).toEqual(['held', 'held', 'free']);
  });

  test('a hold ends by time, and its seats can be had again', async () => {
    const hold = aHold([5]);
    await holdSeats(server.deps, hold);
    server.time.nowMs += holdMs - 1;
    await expireHolds(server.deps);
    expect(await states(5)).toEqual(['held']);
    server.time.nowMs += 1;
    await expireHolds(server.deps);
    expect(await states(5)).toEqual(['free']);
    expect(await startPayment(server.deps, hold)).toEqual({ ok: false, reason: 'hold-gone' });
    expect(await holdSeats(server.deps, aHold([5]))).toMatchObject({ ok: true });
    expect((await server.rights(screeningId, [5]))[0]?.version).toBe(4096);
  });

  test('a hold that is being paid never ends by time', async () => {
    const hold = await paying([5, 6]);
    server.time.nowMs += 100 * holdMs;
    await expireHolds(server.deps);
    expect(await states(5, 6)).toEqual(['paying', 'paying']);
    expect(await startPayment(server.deps, hold)).toEqual({ ok: true, seatIds: [5, 6] });
    expect(await releaseHold(server.deps, hold, 'held')).toBe(0);
    expect(await releaseHold(server.deps, hold, 'paying')).toBe(2);
    expect(await states(5, 6)).toEqual(['free', 'free']);
  });

  test('where payment and expiry meet, one of them wins and the seats agree with it', async () => {
    for (let round = 0; round < 8; round++) {
      const hold = aHold([10 + round]);
      await holdSeats(server.deps, hold);
      server.time.nowMs += holdMs;
      const [started] = await Promise.all([startPayment(server.deps, hold), expireHolds(server.deps)]);
      expect(await states(10 + round)).toEqual([started.ok ? 'paying' : 'free']);
    }
  });

  test('a paid hold becomes a booking with tickets on new versions of the rights, all at once', async () => {
    const hold = await paying([5, 6]);
    const sold = await completeSale(server.deps, hold, aPhoneSale([5, 6]));
    expect(sold).toEqual({
      ok: true,
      order: { terminal: 0, seq: expect.any(Number) },
      orderKey: expect.stringMatching(/^T0-\d{6}$/),
    });
    const seq = sold.ok ? sold.order.seq : 0;
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

  test('a capture that is reported again is the same sale', async () => {
    const hold = await paying([5]);
    const before = await server.count('booking');
    const answers = await Promise.all(
      Array.from({ length: 8 }, () => completeSale(server.deps, hold, aPhoneSale([5]))),
    );
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
    expect(answers[0]).toMatchObject({ ok: true });
    expect(await server.count('booking')).toBe(before + 1);
    expect((await server.rights(screeningId, [5]))[0]).toEqual({ state: 'sold', holder: 0, version: 4097 });
    await expect(completeSale(server.deps, hold, { ...aPhoneSale([5]), totalMinor: 1 })).rejects.toMatchObject({
      code: 'operation-reused',
    });
  });

  test('no sale without a running payment: nothing of it is written and no order number is used up', async () => {
    const hold = aHold([5, 6]);
    await holdSeats(server.deps, hold);
    const before = await Promise.all(['booking', 'ticket', 'payment'].map((table) => server.count(table)));
    const orders = () => server.database.all("SELECT revision FROM `stream` WHERE name = 'orders:0'");
    const ordersBefore = await orders();
    expect(await completeSale(server.deps, hold, aPhoneSale([5, 6]))).toEqual({ ok: false, reason: 'hold-gone' });
    expect(await Promise.all(['booking', 'ticket', 'payment'].map((table) => server.count(table)))).toEqual(before);
    expect(await orders()).toEqual(ordersBefore);
    expect(await states(5, 6)).toEqual(['held', 'held']);
    // The refusal is not remembered: once the payment runs, the same sale goes through.
    await startPayment(server.deps, hold);
    expect(await completeSale(server.deps, hold, aPhoneSale([5, 6]))).toMatchObject({ ok: true });
  });

  test('a sale takes every seat of its hold, or none', async () => {
    const hold = await paying([5, 6]);
    await expect(completeSale(server.deps, hold, aPhoneSale([5]))).rejects.toThrow('every seat of its hold');
    expect(await states(5, 6)).toEqual(['paying', 'paying']);
  });

  test('sales at the same time get different order numbers', async () => {
    const held = await Promise.all(
      [20, 21, 22, 23, 24, 25].map(async (seatId) => ({ seatId, hold: await paying([seatId]) })),
    );
    const answers = await Promise.all(
      held.map(({ seatId, hold }) => completeSale(server.deps, hold, aPhoneSale([seatId]))),
    );
    expect(answers.every((answer) => answer.ok)).toBe(true);
    expect(new Set(answers.map((answer) => answer.ok && answer.orderKey)).size).toBe(6);
  });
});
