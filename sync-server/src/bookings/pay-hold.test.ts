import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { Fault } from '@marquee/shared/errors';
import type { PaymentProvider } from '../payments/payments.ts';
import { insertRows } from '../platform/database.ts';
import { engines } from '../platform/testing/databases.ts';
import { openPayingPhone, type PayingPhone } from '../testing/paying-phone.ts';
import { expireHolds, holdMs, payHold, settleAttemptNow } from './bookings.ts';
import { payMsMax } from './pay-hold.ts';
import { refundMsMax } from './refund-to-card.ts';
import { cancelMsMax } from './settle-attempts.ts';

const hourMs = 3600_000;

describe.each(engines)('a phone that pays on %s', (engine) => {
  let phone: PayingPhone;
  beforeAll(async () => {
    phone = await openPayingPhone(engine);
  });
  afterAll(() => phone.server.close());
  beforeEach(() => phone.next());

  test('is sold its seats once the money is captured; asking again charges nothing more', async () => {
    await phone.hold();
    const sold = await phone.pay();
    expect(sold).toMatchObject({ outcome: 'sold', orderKey: expect.stringMatching(/^T0-\d{6}$/) });
    expect(await phone.pay()).toEqual(sold);
    expect(await phone.states()).toEqual(['sold', 'sold']);
    expect(await phone.tickets()).toBe(2);
    expect(await phone.attemptState()).toBe('sold');
    expect(phone.money()).toEqual({ captured: 2400, refunded: 0 });
    expect(await phone.sweep()).toBe(0);
    await expect(payHold(phone.server.deps, phone.provider, phone.order({ seats: [5] }))).rejects.toMatchObject({
      code: 'operation-reused',
    });
  });

  test("of a moviegoer gets a booking that is the moviegoer's; nobody else can repeat the payment", async () => {
    const userId = 4711;
    await phone.server.database.transaction('a user', (tx) =>
      insertRows(
        tx,
        'user',
        ['id', 'name', 'role', 'registration_date_ms'],
        [[userId, 'Ada', 'moviegoer', phone.server.time.nowMs]],
      ),
    );
    await phone.hold();
    const theirs = { ...phone.order(), userId };
    expect(await payHold(phone.server.deps, phone.provider, theirs)).toMatchObject({ outcome: 'sold' });
    expect(await phone.server.count('booking', 'screening_id = ? AND user_id = ?', [phone.screeningId, userId])).toBe(
      1,
    );
    expect(
      await phone.server.count('payment_attempt', 'screening_id = ? AND user_id = ?', [phone.screeningId, userId]),
    ).toBe(1);
    await expect(payHold(phone.server.deps, phone.provider, { ...theirs, userId: userId + 1 })).rejects.toMatchObject({
      code: 'operation-reused',
    });
  });

  test('is refused without a hold, with other seats than it holds, and by a second attempt beside the first', async () => {
    expect(await phone.pay()).toEqual({ outcome: 'hold-gone' });
    await phone.hold();
    expect(await payHold(phone.server.deps, phone.provider, phone.order({ seats: [5] }))).toEqual({
      outcome: 'hold-gone',
    });
    expect(await phone.states()).toEqual(['held', 'held']);
    phone.provider.mode = 'timeout';
    expect(await phone.pay()).toEqual({ outcome: 'pending' });
    expect(await payHold(phone.server.deps, phone.provider, phone.order({ attemptId: 'other' }))).toEqual({
      outcome: 'paying-already',
    });
    expect(await phone.server.count('payment_attempt', 'screening_id = ?', [phone.screeningId])).toBe(1);
    phone.server.time.nowMs += payMsMax;
    await phone.sweep();
    expect(await phone.attemptState()).toBe('cancelled');
  });

  test('is not charged for a hold whose time is over, although nobody has ended it yet', async () => {
    await phone.hold();
    phone.server.time.nowMs += holdMs;
    expect(await phone.pay()).toEqual({ outcome: 'hold-gone' });
    expect([await phone.attemptState(), await phone.states()]).toEqual([undefined, ['held', 'held']]);
    await expireHolds(phone.server.deps);
  });

  test('is known to the provider by a reference that is saved before anything is charged', async () => {
    await phone.hold();
    const seen: unknown[] = [];
    const charge: PaymentProvider['charge'] = async (attempt) => {
      seen.push([attempt, await phone.openedAt()]);
      return phone.provider.charge(attempt);
    };
    expect(await phone.pay({ ...phone.provider, charge })).toMatchObject({ outcome: 'sold' });
    const at = { id: phone.attemptId, ref: `sim_${phone.attemptId}` };
    expect(seen).toEqual([[at, at]]);
  });

  test('whose provider cannot be reached is not charged, and goes on when it is asked again', async () => {
    await phone.hold();
    phone.provider.reachable = false;
    expect(await phone.pay()).toEqual({ outcome: 'pending' });
    expect(await settleAttemptNow(phone.server.deps, phone.provider, phone.attemptId)).toEqual({ outcome: 'pending' });
    phone.provider.reachable = true;
    expect(await phone.pay()).toMatchObject({ outcome: 'sold' });
  });

  test('that was never charged ends here alone, however long the provider is away', async () => {
    await phone.hold();
    phone.provider.reachable = false;
    await phone.pay();
    phone.server.time.nowMs += payMsMax;
    await phone.sweep();
    expect([await phone.attemptState(), await phone.states()]).toEqual(['cancelled', ['free', 'free']]);
    phone.provider.reachable = true;
    expect(await phone.pay()).toEqual({ outcome: 'declined' });
    expect(phone.money()).toEqual({ captured: 0, refunded: 0 });
  });

  test('that is given up between being opened and being charged is not charged', async () => {
    await phone.hold();
    const open: PaymentProvider['open'] = async (...asked) => {
      const opened = await phone.provider.open(...asked);
      phone.server.time.nowMs += payMsMax;
      await phone.sweep();
      return opened;
    };
    expect(await phone.pay({ ...phone.provider, open })).toEqual({ outcome: 'declined' });
    expect([await phone.attemptState(), await phone.states()]).toEqual(['cancelled', ['free', 'free']]);
    expect(phone.money()).toEqual({ captured: 0, refunded: 0 });
  });

  test('whose card the provider refuses to take up at all is declined, and leaves its seats to others', async () => {
    await phone.hold();
    const open = async () => Promise.reject(new Fault('payment-refused', 'no such card'));
    expect(await phone.pay({ ...phone.provider, open })).toEqual({ outcome: 'declined' });
    expect([await phone.attemptState(), await phone.states()]).toEqual(['cancelled', ['free', 'free']]);
  });

  test('where the provider refuses the house itself hears of that fault, and keeps no seats', async () => {
    await phone.hold();
    const open = async () => Promise.reject(new Fault('configuration-invalid', 'the key'));
    await expect(phone.pay({ ...phone.provider, open })).rejects.toMatchObject({
      code: 'configuration-invalid',
    });
    expect([await phone.attemptState(), await phone.states()]).toEqual(['cancelled', ['free', 'free']]);
  });

  test.each([
    [true, 'sold'],
    [false, 'declined'],
  ] as const)('is asked by its bank, and goes on when the bank is convinced (%s): %s', async (isConvinced, outcome) => {
    await phone.hold();
    phone.provider.mode = 'action-needed';
    const asked = { outcome: 'pending', action: { clientSecret: `sim_${phone.attemptId}_secret` } };
    expect(await phone.pay()).toEqual(asked);
    expect(await phone.pay()).toEqual(asked);
    expect(await settleAttemptNow(phone.server.deps, phone.provider, phone.attemptId)).toEqual({ outcome: 'pending' });
    phone.provider.answerBank(phone.attemptId, isConvinced);
    expect(await phone.pay()).toMatchObject({ outcome });
    expect(await settleAttemptNow(phone.server.deps, phone.provider, phone.attemptId)).toMatchObject({ outcome });
  });

  test('that its bank asks for too long is cancelled there, and the bank can do nothing any more', async () => {
    await phone.hold();
    phone.provider.mode = 'action-needed';
    await phone.pay();
    phone.server.time.nowMs += payMsMax;
    await phone.sweep();
    phone.provider.answerBank(phone.attemptId, true);
    expect([await phone.attemptState(), await phone.states()]).toEqual(['cancelled', ['free', 'free']]);
    expect(phone.money()).toEqual({ captured: 0, refunded: 0 });
  });

  test('whose answer was lost is settled by one look, however many look at once', async () => {
    await phone.hold();
    phone.provider.mode = 'lost-answer';
    await phone.pay();
    const look = () => settleAttemptNow(phone.server.deps, phone.provider, phone.attemptId);
    const [first, ...others] = await Promise.all([look(), look(), phone.sweep(), look()]);
    expect(first).toMatchObject({ outcome: 'sold' });
    expect(others.filter((answer) => typeof answer === 'object')).toEqual([first, first]);
    expect(await phone.tickets()).toBe(2);
    expect(await settleAttemptNow(phone.server.deps, phone.provider, 'nobody-knows-it')).toEqual({
      outcome: 'hold-gone',
    });
  });

  test('that was given up and is captured after all gets its money back at the first look', async () => {
    await phone.hold();
    phone.provider.mode = 'late-capture';
    await phone.pay();
    phone.server.time.nowMs += payMsMax;
    await phone.sweep();
    phone.server.time.nowMs += hourMs;
    const look = () => settleAttemptNow(phone.server.deps, phone.provider, phone.attemptId);
    await Promise.all([look(), look()]);
    expect(await phone.attemptState()).toBe('refunded');
    expect(phone.money()).toEqual({ captured: 2400, refunded: 2400 });
    expect(await look()).toEqual({ outcome: 'refunding' });
  });

  test('that is settled while it is being cancelled is left as it is', async () => {
    await phone.hold();
    phone.provider.mode = 'decline';
    const cancelled: string[] = [];
    // Between the provider's no and the cancelling, another instance has settled it.
    const charge: PaymentProvider['charge'] = async (attempt) => {
      const answer = await phone.provider.charge(attempt);
      await settleAttemptNow(phone.server.deps, phone.provider, attempt.id);
      return answer;
    };
    const cancel: PaymentProvider['cancel'] = async (attempt) => {
      cancelled.push(attempt.id);
      return phone.provider.cancel(attempt);
    };
    expect(await phone.pay({ ...phone.provider, charge, cancel })).toEqual({ outcome: 'declined' });
    expect(cancelled).toEqual([]);
  });

  test('is not charged for a seat that is withheld', async () => {
    await phone.hold();
    await phone.withhold('broken');
    expect(await phone.pay()).toEqual({ outcome: 'hold-gone' });
    expect(await phone.attemptState()).toBeUndefined();
    expect(phone.money()).toEqual({ captured: 0, refunded: 0 });
  });

  test('that is declined leaves its seats to others', async () => {
    await phone.hold();
    phone.provider.mode = 'decline';
    expect(await phone.pay()).toEqual({ outcome: 'declined' });
    expect(await phone.pay()).toEqual({ outcome: 'declined' });
    expect(await phone.states()).toEqual(['free', 'free']);
    expect(await phone.attemptState()).toBe('cancelled');
    expect(await phone.exceptions()).toEqual([]);
  });

  test('whose answer is lost keeps its seats, and is sold them when the provider is asked', async () => {
    await phone.hold();
    phone.provider.mode = 'lost-answer';
    expect(await phone.pay()).toEqual({ outcome: 'pending' });
    phone.server.time.nowMs += holdMs;
    await expireHolds(phone.server.deps);
    expect(await phone.states()).toEqual(['paying', 'paying']);
    await Promise.all([phone.sweep(), phone.sweep(), phone.sweep()]);
    expect(await phone.states()).toEqual(['sold', 'sold']);
    expect(await phone.tickets()).toBe(2);
    expect(phone.money()).toEqual({ captured: 2400, refunded: 0 });
    expect(await phone.pay()).toMatchObject({ outcome: 'sold' });
  });

  test('that never finishes is cancelled at the provider before its seats are free; a charge that comes later is declined', async () => {
    await phone.hold();
    phone.provider.mode = 'timeout';
    await phone.pay();
    phone.server.time.nowMs += payMsMax - 1;
    expect(await phone.sweep()).toBe(0);
    phone.server.time.nowMs += 1;
    expect(await phone.sweep()).toBe(1);
    expect(await phone.states()).toEqual(['free', 'free']);
    expect(await phone.provider.charge(await phone.openedAt())).toEqual({ outcome: 'declined' });
  });

  test('keeps its seats while the provider is away, for half an hour', async () => {
    await phone.hold();
    phone.provider.mode = 'timeout';
    expect(await phone.pay()).toEqual({ outcome: 'pending' });
    phone.provider.reachable = false;
    phone.server.time.nowMs += payMsMax;
    await phone.sweep();
    expect([await phone.states(), await phone.attemptState()]).toEqual([['paying', 'paying'], 'cancelling']);
    phone.server.time.nowMs += cancelMsMax;
    await phone.sweep();
    expect([await phone.states(), await phone.attemptState()]).toEqual([['free', 'free'], 'watching']);
    phone.provider.reachable = true;
    phone.server.time.nowMs += hourMs;
    await phone.sweep();
    expect(await phone.attemptState()).toBe('cancelled');
    expect(await phone.exceptions()).toEqual([]);
  });

  test('whose money comes in after its seats were given up gets it back, and a manager sees that', async () => {
    await phone.hold();
    phone.provider.mode = 'late-capture';
    await phone.pay();
    phone.server.time.nowMs += payMsMax;
    await phone.sweep();
    expect([await phone.states(), await phone.attemptState()]).toEqual([['free', 'free'], 'watching']);
    await phone.hold(`next-${phone.attemptId}`);
    phone.server.time.nowMs += hourMs;
    await Promise.all([phone.sweep(), phone.sweep()]);
    expect(await phone.attemptState()).toBe('refunded');
    expect(phone.money()).toEqual({ captured: 2400, refunded: 2400 });
    expect(await phone.states()).toEqual(['held', 'held']);
    expect(await phone.tickets()).toBe(0);
    expect(await phone.exceptions()).toEqual(['late-capture']);
    expect(await phone.pay()).toEqual({ outcome: 'refunding' });
  });

  test('for a screening that is cancelled while it pays gets no ticket: the money goes back', async () => {
    await phone.hold();
    phone.provider.mode = 'lost-answer';
    await phone.pay();
    await phone.withhold('cancelled');
    phone.server.time.nowMs += payMsMax;
    await phone.sweep();
    expect(await phone.states()).toEqual(['blocked', 'free']);
    expect(await phone.attemptState()).toBe('refunded');
    expect(phone.money()).toEqual({ captured: 2400, refunded: 2400 });
    expect(await phone.exceptions()).toEqual(['late-capture']);
  });

  test('whose refund does not go through for a day is shown to a manager, and it is tried on', async () => {
    await phone.hold();
    phone.provider.mode = 'lost-answer';
    await phone.pay();
    await phone.withhold('cancelled');
    const broken = { ...phone.provider, refund: () => Promise.reject(new Error('no refunds today')) };
    phone.server.time.nowMs += payMsMax;
    await phone.sweep(broken);
    expect(await phone.attemptState()).toBe('refunding');
    for (let day = 0; day < 3; day += 1) {
      phone.server.time.nowMs += refundMsMax;
      await phone.sweep(broken);
    }
    expect(await phone.exceptions()).toEqual(['late-capture', 'refund-failed']);
    phone.server.time.nowMs += hourMs;
    await phone.sweep();
    expect(await phone.attemptState()).toBe('refunded');
    expect(phone.money()).toEqual({ captured: 2400, refunded: 2400 });
  });

  test('is not waited for longer than a provider may take', async () => {
    await phone.hold();
    const timers: (() => void)[] = [];
    const setTimer = (_ms: number, run: () => void) => {
      timers.push(run);
      return () => undefined;
    };
    const silent = {
      ...phone.provider,
      charge: () => new Promise<never>(() => queueMicrotask(() => timers.at(-1)?.())),
    };
    const deps = { ...phone.server.deps, clock: { ...phone.server.deps.clock, setTimer } };
    expect(await payHold(deps, silent, phone.order())).toEqual({ outcome: 'pending' });
    phone.server.time.nowMs += payMsMax;
    await phone.sweep();
    expect(await phone.attemptState()).toBe('cancelled');
  });
});
