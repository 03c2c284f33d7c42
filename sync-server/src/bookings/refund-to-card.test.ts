import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { Fault } from '@marquee/shared/errors';
import type { PaymentProvider } from '../payments/payments.ts';
import { makeSimulatedProvider, type SimulatedProvider } from '../payments/simulated-provider.ts';
import { engines } from '../platform/testing/databases.ts';
import { cancelScreening } from '../screenings/screenings.ts';
import { holdSeats } from '../testing/hold-seats.ts';
import { aPhoneOrder } from '../testing/phone-order.ts';
import { openTestServer, type TestServer } from '../testing/test-server.ts';
import { payHold, payOutRefund, refundTickets, refundToCard, settleRefunds } from './bookings.ts';
import { refundMsMax } from './refund-to-card.ts';

const seatIds = [5, 6];

describe.each(engines)('a refund of what a phone has paid on %s', (engine) => {
  let server: TestServer;
  let provider: SimulatedProvider;
  let screeningId: number;
  let order: { terminal: number; seq: number };
  let number = 0;
  beforeAll(async () => {
    server = await openTestServer(engine);
  });
  afterAll(() => server.close());
  beforeEach(async () => {
    number += 1;
    screeningId = await server.aScreening();
    provider = makeSimulatedProvider({ clock: server.deps.clock });
    order = await sell();
  });

  const attemptId = () => `attempt-${number}`;
  async function sell() {
    const holdId = `hold-${number}`;
    await holdSeats(server.deps, { holdId, screeningId, seatIds });
    const order = aPhoneOrder({ attemptId: attemptId(), holdId, screeningId, seatIds });
    const answer = await payHold(server.deps, provider, order);
    if (answer.outcome !== 'sold') throw new Error(`not sold: ${answer.outcome}`);
    return answer.order;
  }
  let operations = 0;
  const undo = async (lines: number[] | null = null) => {
    const operationId = `undo-${++operations}`;
    const wish = { operationId, order, lines, kind: 'refund', reason: 'ill', by: 'Ada' } as const;
    const answer = await refundTickets(server.deps, wish);
    if (!answer.ok) throw new Error(answer.reason);
    return answer.refundId;
  };
  const payOut = (refundId: string) =>
    payOutRefund(server.deps, {
      operationId: `pay-${++operations}`,
      refundId,
      kind: 'cash',
      attemptId: null,
      by: 'Mara',
    });
  const refund = async (refundId: string) =>
    (
      await server.database.all<{ state: string; amount_minor: number }>(
        'SELECT state, amount_minor FROM refund WHERE id = ?',
        [refundId],
      )
    )[0];
  const tenders = (refundId: string) =>
    server.database.all('SELECT kind, amount_minor, of_attempt_id FROM refund_tender WHERE refund_id = ?', [refundId]);
  const exceptions = async () =>
    (
      await server.database.all<{ kind: string }>('SELECT kind FROM `exception` WHERE screening_id = ? ORDER BY kind', [
        screeningId,
      ])
    ).map(({ kind }) => kind);
  const toCard = (refundId: string, of: PaymentProvider = provider) => refundToCard(server.deps, of, refundId);
  const refusing = (): PaymentProvider => ({
    ...provider,
    refund: async () => Promise.reject(new Fault('payment-refused', 'the card is closed')),
  });
  const silent = (): PaymentProvider => ({
    ...provider,
    refund: async () => Promise.reject(new Fault('link-down', 'payment provider')),
  });

  test('goes back to its card, exactly and once, and cannot be paid out at the desk as well', async () => {
    const refundId = await undo([2]);
    expect(await Promise.all([toCard(refundId), toCard(refundId), toCard(refundId)])).toEqual(
      new Array(3).fill('refunded'),
    );
    expect([...provider.refunded]).toEqual([
      [refundId, { amountMinor: 1200, currency: 'EUR', attemptId: attemptId() }],
    ]);
    expect(await refund(refundId)).toEqual({ state: 'refunded', amount_minor: 1200 });
    expect(await tenders(refundId)).toEqual([{ kind: 'card', amount_minor: 1200, of_attempt_id: attemptId() }]);
    expect(await payOut(refundId)).toEqual({ ok: false, reason: 'refund-not-prepared' });
    const rest = await undo();
    expect(await toCard(rest)).toBe('refunded');
    expect([...provider.refunded.keys()]).toEqual([refundId, rest]);
  });

  test('is not asked of the provider where the desk has paid it out', async () => {
    const refundId = await undo();
    expect(await payOut(refundId)).toEqual({ ok: true });
    expect(await toCard(refundId)).toBe('refunded');
    expect(provider.refunded.size).toBe(0);
    expect(await toCard('unknown')).toBe('refused');
  });

  test('that desk and provider reach for at once is paid by one of them', async () => {
    const refundId = await undo();
    const [card, desk] = await Promise.all([toCard(refundId), payOut(refundId)]);
    expect(card).toBe('refunded');
    expect(provider.refunded.size).toBe(desk.ok ? 0 : 1);
    expect(await tenders(refundId)).toMatchObject([{ kind: desk.ok ? 'cash' : 'card', amount_minor: 2400 }]);
  });

  test('whose answer is lost is asked for again by the sweeper, and gives nothing more back', async () => {
    const refundId = await undo();
    const losing: PaymentProvider = {
      ...provider,
      async refund(...asked) {
        await provider.refund(...asked);
        throw new Fault('request-timed-out', 'payment provider');
      },
    };
    expect(await toCard(refundId, losing)).toBe('pending');
    expect(await refund(refundId)).toMatchObject({ state: 'refunding' });
    expect(await payOut(refundId)).toEqual({ ok: false, reason: 'refund-not-prepared' });
    await Promise.all([settleRefunds(server.deps, provider), settleRefunds(server.deps, provider)]);
    expect(await refund(refundId)).toMatchObject({ state: 'refunded' });
    expect(provider.refunded.size).toBe(1);
    expect(await tenders(refundId)).toHaveLength(1);
  });

  test.each(['before', 'after'])('is finished after a crash %s the provider has done it', async (when) => {
    const refundId = await undo();
    let die: () => void = () => undefined;
    const died = new Promise<void>((resolve) => {
      die = resolve;
    });
    const dying: PaymentProvider = {
      ...provider,
      async refund(...asked) {
        if (when === 'after') await provider.refund(...asked);
        die();
        return new Promise<never>(() => undefined);
      },
    };
    const dead = { ...server.deps, clock: { ...server.deps.clock, setTimer: () => () => undefined } };
    await Promise.race([refundToCard(dead, dying, refundId), died]);
    expect(await refund(refundId)).toMatchObject({ state: 'refunding' });
    expect(await settleRefunds(server.deps, provider)).toBe(1);
    expect(await refund(refundId)).toMatchObject({ state: 'refunded' });
    expect(provider.refunded.size).toBe(1);
  });

  test('that the provider refuses for good is shown to a manager, and paid out at the desk', async () => {
    const refundId = await undo();
    expect(await toCard(refundId, refusing())).toBe('refused');
    expect(await exceptions()).toEqual(['refund-refused']);
    expect(await refund(refundId)).toMatchObject({ state: 'prepared' });
    expect(await payOut(refundId)).toEqual({ ok: true });
    expect(await tenders(refundId)).toMatchObject([{ kind: 'cash', amount_minor: 2400 }]);
  });

  test('that no provider answers for a day is shown to a manager, and asked for on', async () => {
    const refundId = await undo();
    expect(await toCard(refundId, silent())).toBe('pending');
    await settleRefunds(server.deps, silent());
    expect(await exceptions()).toEqual([]);
    server.time.nowMs += refundMsMax;
    await settleRefunds(server.deps, silent());
    await settleRefunds(server.deps, silent());
    expect(await exceptions()).toEqual(['refund-failed']);
    await settleRefunds(server.deps, provider);
    expect(await refund(refundId)).toMatchObject({ state: 'refunded' });
  });

  test('of a cancelled screening ends its tickets when the money is asked for', async () => {
    await cancelScreening(server.deps, { operationId: `cancel-${number}`, screeningId, reason: 'no film', by: 'Mara' });
    const [row] = await server.database.all<{ id: string }>(
      'SELECT r.id FROM refund r JOIN booking b ON b.terminal_id = r.terminal_id AND b.seq = r.seq WHERE b.screening_id = ?',
      [screeningId],
    );
    expect(await toCard(row?.id ?? '')).toBe('refunded');
    expect(await server.count('ticket', 'screening_id = ? AND valid = 1', [screeningId])).toBe(0);
    expect(provider.refunded.size).toBe(1);
  });

  test('of tickets that a till has sold is for the desk', async () => {
    await server.database.transaction('as if sold at a till', (tx) =>
      tx.run("UPDATE booking SET user_type = 'till' WHERE terminal_id = ? AND seq = ?", [order.terminal, order.seq]),
    );
    const refundId = await undo();
    expect(await toCard(refundId)).toBe('refused');
    expect(await refund(refundId)).toMatchObject({ state: 'prepared' });
    expect(await exceptions()).toEqual([]);
    // Where somebody has sent it to a card all the same, it does not wait for ever.
    await server.database.transaction('sent to a card', (tx) =>
      tx.run("UPDATE refund SET state = 'refunding' WHERE id = ?", [refundId]),
    );
    await settleRefunds(server.deps, provider);
    expect(await refund(refundId)).toMatchObject({ state: 'prepared' });
    expect(await exceptions()).toEqual(['refund-refused']);
  });
});
