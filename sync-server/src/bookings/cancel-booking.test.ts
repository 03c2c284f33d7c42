import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { OrderId } from '@marquee/shared/ids';
import { startsAtMs } from '@marquee/shared/testing/builders';
import { makeSimulatedProvider, type SimulatedProvider } from '../payments/simulated-provider.ts';
import { engines } from '../platform/testing/databases.ts';
import { cancelScreening } from '../screenings/screenings.ts';
import { seats } from '../testing/house.ts';
import { aMoviegoer, setPrices } from '../testing/moviegoer.ts';
import { openTestServer, type TestServer } from '../testing/test-server.ts';
import { type CancelOrder, cancelBooking } from './cancel-booking.ts';
import { holdForUser } from './hold.ts';
import { payForHold } from './pay-booking.ts';
import { payOutRefund } from './pay-out.ts';
import { prepareRefund } from './refund.ts';
import { settlePayments } from './settle-attempts.ts';

const idOf = (label: string) => seats.find((seat) => seat.label === label)?.id ?? 0;
const cancelMsBefore = 30 * 60_000;

describe.each(engines)('a moviegoer cancels a booking on %s', (engine) => {
  let server: TestServer;
  let provider: SimulatedProvider;
  let screeningId: number;
  let userId: number;
  let order: OrderId;
  let made = 0;
  const beganMs = startsAtMs - 6 * 3600_000;
  beforeAll(async () => {
    server = await openTestServer(engine);
    await setPrices(server);
  });
  afterAll(() => server.close());
  beforeEach(async () => {
    server.time.nowMs = beganMs;
    provider = makeSimulatedProvider({ clock: server.deps.clock });
    screeningId = await server.aScreening();
    userId = await aMoviegoer(server);
    order = await book('C5', 'C6');
  });

  async function book(...labels: string[]): Promise<OrderId> {
    const tickets = labels.map((label) => ({ ticketClass: 'adult' as const, seatId: idOf(label) }));
    const wish = { screeningId, userId, tickets, wheelchair: false, allowSingleSeat: true };
    const held = await holdForUser(server.deps, { holdId: `cancel-${++made}`, ...wish });
    if (!held.ok) throw new Error(held.reason);
    const paid = await payForHold(server.deps, provider, { hold: held.hold, key: 'pay', paymentToken: 'pm_card_visa' });
    if (paid.outcome !== 'sold') throw new Error(paid.outcome);
    return paid.order;
  }
  const cancel = (changes: Partial<CancelOrder> = {}) =>
    cancelBooking(server.deps, provider, {
      key: `key-${++made}`,
      order,
      userId,
      lines: null,
      cancelMsBefore,
      ...changes,
    });
  const states = async () => (await server.rights(screeningId, [idOf('C5'), idOf('C6')])).map(({ state }) => state);
  const refunded = () => [...provider.refunded.values()].map(({ amountMinor }) => amountMinor);
  const prepare = (lines: number[] | null) =>
    server.database.transaction('prepare', (tx) =>
      prepareRefund(tx, server.deps, { ...order, lines, reason: 'cancelled', requestedBy: 'Ada' }),
    );
  const refundStates = () =>
    server.database.all('SELECT state, amount_minor FROM refund WHERE seq = ? ORDER BY amount_minor', [order.seq]);

  test('a booking that the server sold under the number of a later incarnation can be cancelled like any other', async () => {
    const later = { ...server.deps, serverNumber: 60_001 };
    await server.database.transaction('a counter', (tx) =>
      tx.run("INSERT INTO stream (name, revision, closed) VALUES ('orders:60001', 0, 0)"),
    );
    const held = await holdForUser(later, {
      holdId: `cancel-${++made}`,
      screeningId,
      userId,
      tickets: [{ ticketClass: 'adult', seatId: idOf('C8') }],
      wheelchair: false,
      allowSingleSeat: true,
    });
    if (!held.ok) throw new Error(held.reason);
    const paid = await payForHold(later, provider, { hold: held.hold, key: 'pay', paymentToken: 'pm_card_visa' });
    if (paid.outcome !== 'sold') throw new Error(paid.outcome);
    expect(paid.order.terminal).toBe(60_001);
    expect(await cancel({ order: paid.order })).toMatchObject({ ok: true });
    expect((await server.rights(screeningId, [idOf('C8')])).map(({ state }) => state)).toEqual(['free']);
  });

  test('and gets back exactly what it cost, to the card; its seats are free at once', async () => {
    expect(await cancel()).toEqual({ ok: true, amountMinor: 2400, lines: [1, 2], refund: 'refunded' });
    expect(refunded()).toEqual([2400]);
    expect(await states()).toEqual(['free', 'free']);
    expect(await server.count('user_action', "operation = 'cancel-booking' AND user_id = ?", [userId])).toBe(1);
  });

  test('once, however often it is sent, at once or again', async () => {
    const answers = await Promise.all(Array.from({ length: 6 }, () => cancel({ key: 'the-same' })));
    expect(new Set(answers.map((answer) => JSON.stringify({ ...answer, refund: null }))).size).toBe(1);
    expect(await cancel({ key: 'the-same' })).toEqual({
      ok: true,
      amountMinor: 2400,
      lines: [1, 2],
      refund: 'refunded',
    });
    expect(await cancel()).toEqual({ ok: false, reason: 'ticket-not-valid' });
    expect(refunded()).toEqual([2400]);
  });

  test('a ticket at a time, and the parts add up', async () => {
    expect(await cancel({ lines: [2] })).toMatchObject({ amountMinor: 1200, lines: [2], refund: 'refunded' });
    expect(await states()).toEqual(['sold', 'free']);
    expect(await cancel({ lines: [2] })).toEqual({ ok: false, reason: 'ticket-not-valid' });
    expect(await cancel()).toMatchObject({ amountMinor: 1200, lines: [1], refund: 'refunded' });
    expect(refunded()).toEqual([1200, 1200]);
  });

  test('until half an hour before the start and not later, and a repeat that comes later is answered as before', async () => {
    server.time.nowMs = startsAtMs - cancelMsBefore;
    expect(await cancel({ key: 'just-in-time', lines: [1] })).toMatchObject({ ok: true });
    server.time.nowMs += 1;
    expect(await cancel()).toEqual({ ok: false, reason: 'too-late-to-cancel' });
    expect(await cancel({ key: 'just-in-time', lines: [1] })).toMatchObject({ ok: true, lines: [1] });
    expect(await states()).toEqual(['free', 'sold']);
  });

  test('at any time where the cinema has cancelled the screening, and what was prepared for it goes to the card', async () => {
    await server.database.transaction('cancel', (tx) =>
      tx.run("UPDATE screening SET state = 'cancelled' WHERE id = ?", [screeningId]),
    );
    await prepare(null);
    server.time.nowMs = startsAtMs + 3600_000;
    // One refund was prepared for both: what goes back is told, and not only what was asked for.
    expect(await cancel({ lines: [1] })).toEqual({ ok: true, amountMinor: 2400, lines: [1, 2], refund: 'refunded' });
    expect(refunded()).toEqual([2400]);
    expect(await refundStates()).toEqual([{ state: 'refunded', amount_minor: 2400 }]);
    expect(await server.count('ticket', 'seq = ? AND terminal_id = 0 AND valid = 1', [order.seq])).toBe(0);
  });

  test('that the cinema has cancelled itself: the money goes back to the card without anybody asking', async () => {
    const cancelled = { operationId: `cancel-${screeningId}`, screeningId, reason: 'projector', by: 'Ada' };
    expect(await cancelScreening(server.deps, cancelled)).toMatchObject({ ok: true, refundMinor: 2400 });
    expect(await server.count('ticket', 'seq = ? AND terminal_id = 0 AND valid = 1', [order.seq])).toBe(0);
    await settlePayments(server.deps, provider);
    expect(refunded()).toEqual([2400]);
    expect(await cancel()).toEqual({ ok: false, reason: 'ticket-not-valid' });
  });

  test('of which one ticket was to be paid out already: that goes to the card with the others', async () => {
    await prepare([1]);
    expect(await cancel()).toMatchObject({ ok: true, amountMinor: 2400, refund: 'refunded' });
    expect(refunded().sort()).toEqual([1200, 1200]);
  });

  test('never of somebody else', async () => {
    expect(await cancel({ userId: await aMoviegoer(server) })).toEqual({ ok: false, reason: 'not-found' });
    expect(await cancel({ order: { terminal: 0, seq: 999_999 } })).toEqual({ ok: false, reason: 'not-found' });
    expect(await states()).toEqual(['sold', 'sold']);
  });

  test('and the desk does not pay it out as well, although the provider is away; the sweeper asks until it says', async () => {
    provider.reachable = false;
    expect(await cancel({ key: 'provider-away' })).toMatchObject({ ok: true, refund: 'pending' });
    const [refund] = await server.database.all<{ id: string }>('SELECT id FROM refund WHERE seq = ?', [order.seq]);
    const atDesk = {
      operationId: 'at-the-desk',
      refundId: refund?.id ?? '',
      kind: 'cash',
      attemptId: null,
      by: 'Ada',
    } as const;
    expect(await payOutRefund(server.deps, atDesk)).toEqual({ ok: false, reason: 'refund-not-prepared' });
    provider.reachable = true;
    await settlePayments(server.deps, provider);
    expect(refunded()).toEqual([2400]);
    expect(await cancel({ key: 'provider-away' })).toMatchObject({ refund: 'refunded' });
  });

  test('and dies before the provider is asked: the sweeper asks it', async () => {
    const dead = { ...provider, refund: () => new Promise<never>(() => undefined) };
    const clock = { ...server.deps.clock, setTimer: () => () => undefined };
    void cancelBooking({ ...server.deps, clock }, dead, { key: 'dies', order, userId, lines: null, cancelMsBefore });
    while ((await server.count('refund', "seq = ? AND state = 'refunding'", [order.seq])) === 0)
      await server.deps.clock.sleep(5);
    await settlePayments(server.deps, provider);
    expect(refunded()).toEqual([2400]);
  });
});
