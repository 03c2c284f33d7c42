import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { Fault } from '@marquee/shared/errors';
import type { PaymentProvider } from '../payments/payments.ts';
import { makeSimulatedProvider, type ProviderMode, type SimulatedProvider } from '../payments/simulated-provider.ts';
import { insertRows } from '../platform/database.ts';
import { engines } from '../platform/testing/databases.ts';
import { holdSeats } from '../testing/hold-seats.ts';
import { aPhoneOrder } from '../testing/phone-order.ts';
import { openTestServer, type TestServer } from '../testing/test-server.ts';
import { expireHolds, holdMs, payHold, settleAttemptNow, settleAttempts } from './bookings.ts';
import { payMsMax } from './pay-hold.ts';
import { refundMsMax } from './refund-to-card.ts';
import { cancelMsMax } from './settle-attempts.ts';

type Call = Exclude<keyof PaymentProvider, 'name'>;
const hourMs = 3600_000;
const seatIds = [5, 6];

describe.each(engines)('a phone that pays on %s', (engine) => {
  let server: TestServer;
  let screeningId: number;
  let provider: SimulatedProvider;
  let attempts = 0;
  beforeAll(async () => {
    server = await openTestServer(engine);
  });
  afterAll(() => server.close());
  beforeEach(async () => {
    screeningId = await server.aScreening();
    provider = makeSimulatedProvider({ clock: server.deps.clock });
    attempts += 1;
  });

  const order = (changes: { attemptId?: string; seats?: number[] } = {}) =>
    aPhoneOrder({
      attemptId: changes.attemptId ?? `attempt-${attempts}`,
      holdId: `hold-${attempts}`,
      screeningId,
      seatIds: changes.seats ?? seatIds,
    });
  const hold = () => holdSeats(server.deps, { holdId: `hold-${attempts}`, screeningId, seatIds });
  const pay = () => payHold(server.deps, provider, order());
  const sweep = (of: PaymentProvider = provider) => settleAttempts(server.deps, of);
  const states = async () => (await server.rights(screeningId, seatIds)).map(({ state }) => state);
  const attemptState = async (id = `attempt-${attempts}`) =>
    (await server.database.all<{ state: string }>('SELECT state FROM payment_attempt WHERE id = ?', [id]))[0]?.state;
  const openedAt = async (id = `attempt-${attempts}`) => {
    const [row] = await server.database.all<{ ref: string | null }>(
      'SELECT provider_ref AS ref FROM payment_attempt WHERE id = ?',
      [id],
    );
    return { id, ref: row?.ref ?? 'none' };
  };
  const ticketsHere = () => server.count('ticket', 'screening_id = ? AND valid = 1', [screeningId]);
  const exceptions = async () =>
    (
      await server.database.all<{ kind: string }>('SELECT kind FROM `exception` WHERE screening_id = ? ORDER BY kind', [
        screeningId,
      ])
    ).map(({ kind }) => kind);
  const withhold = (reason: string) =>
    server.database.transaction('withhold', (tx) =>
      tx.run('UPDATE seat_right SET blocked_for = ? WHERE screening_id = ? AND seat_id = 5', [reason, screeningId]),
    );
  const money = () => {
    const sum = (of: ReadonlyMap<string, { amountMinor: number }>) =>
      [...of.values()].reduce((total, { amountMinor }) => total + amountMinor, 0);
    return { captured: sum(provider.captured), refunded: sum(provider.refunded) };
  };

  test('is sold its seats once the money is captured; asking again charges nothing more', async () => {
    await hold();
    const sold = await pay();
    expect(sold).toMatchObject({ outcome: 'sold', orderKey: expect.stringMatching(/^T0-\d{6}$/) });
    expect(await pay()).toEqual(sold);
    expect(await states()).toEqual(['sold', 'sold']);
    expect(await ticketsHere()).toBe(2);
    expect(await attemptState()).toBe('sold');
    expect(money()).toEqual({ captured: 2400, refunded: 0 });
    expect(await sweep()).toBe(0);
    await expect(payHold(server.deps, provider, order({ seats: [5] }))).rejects.toMatchObject({
      code: 'operation-reused',
    });
  });

  test("of a moviegoer gets a booking that is the moviegoer's; nobody else can repeat the payment", async () => {
    const userId = 4711;
    await server.database.transaction('a user', (tx) =>
      insertRows(
        tx,
        'user',
        ['id', 'name', 'role', 'registration_date_ms'],
        [[userId, 'Ada', 'moviegoer', server.time.nowMs]],
      ),
    );
    await hold();
    const theirs = { ...order(), userId };
    expect(await payHold(server.deps, provider, theirs)).toMatchObject({ outcome: 'sold' });
    expect(await server.count('booking', 'screening_id = ? AND user_id = ?', [screeningId, userId])).toBe(1);
    expect(await server.count('payment_attempt', 'screening_id = ? AND user_id = ?', [screeningId, userId])).toBe(1);
    await expect(payHold(server.deps, provider, { ...theirs, userId: userId + 1 })).rejects.toMatchObject({
      code: 'operation-reused',
    });
  });

  test('is refused without a hold, with other seats than it holds, and by a second attempt beside the first', async () => {
    expect(await pay()).toEqual({ outcome: 'hold-gone' });
    await hold();
    expect(await payHold(server.deps, provider, order({ seats: [5] }))).toEqual({ outcome: 'hold-gone' });
    expect(await states()).toEqual(['held', 'held']);
    provider.mode = 'timeout';
    expect(await pay()).toEqual({ outcome: 'pending' });
    expect(await payHold(server.deps, provider, order({ attemptId: `other-${attempts}` }))).toEqual({
      outcome: 'paying-already',
    });
    expect(await server.count('payment_attempt', 'screening_id = ?', [screeningId])).toBe(1);
    server.time.nowMs += payMsMax;
    await sweep();
    expect(await attemptState()).toBe('cancelled');
  });

  test('is not charged for a hold whose time is over, although nobody has ended it yet', async () => {
    await hold();
    server.time.nowMs += holdMs;
    expect(await pay()).toEqual({ outcome: 'hold-gone' });
    expect([await attemptState(), await states()]).toEqual([undefined, ['held', 'held']]);
    await expireHolds(server.deps);
  });

  test('is known to the provider by a reference that is saved before anything is charged', async () => {
    await hold();
    const seen: unknown[] = [];
    const charge: PaymentProvider['charge'] = async (attempt) => {
      seen.push([attempt, await openedAt()]);
      return provider.charge(attempt);
    };
    expect(await payHold(server.deps, { ...provider, charge }, order())).toMatchObject({ outcome: 'sold' });
    const at = { id: `attempt-${attempts}`, ref: `sim_attempt-${attempts}` };
    expect(seen).toEqual([[at, at]]);
  });

  test('whose provider cannot be reached is not charged, and goes on when it is asked again', async () => {
    await hold();
    provider.reachable = false;
    expect(await pay()).toEqual({ outcome: 'pending' });
    expect(await settleAttemptNow(server.deps, provider, `attempt-${attempts}`)).toEqual({ outcome: 'pending' });
    provider.reachable = true;
    expect(await pay()).toMatchObject({ outcome: 'sold' });
  });

  test('that was never charged ends here alone, however long the provider is away', async () => {
    await hold();
    provider.reachable = false;
    await pay();
    server.time.nowMs += payMsMax;
    await sweep();
    expect([await attemptState(), await states()]).toEqual(['cancelled', ['free', 'free']]);
    provider.reachable = true;
    expect(await pay()).toEqual({ outcome: 'declined' });
    expect(money()).toEqual({ captured: 0, refunded: 0 });
  });

  test('that is given up between being opened and being charged is not charged', async () => {
    await hold();
    const open: PaymentProvider['open'] = async (...asked) => {
      const opened = await provider.open(...asked);
      server.time.nowMs += payMsMax;
      await sweep();
      return opened;
    };
    expect(await payHold(server.deps, { ...provider, open }, order())).toEqual({ outcome: 'declined' });
    expect([await attemptState(), await states()]).toEqual(['cancelled', ['free', 'free']]);
    expect(money()).toEqual({ captured: 0, refunded: 0 });
  });

  test('whose card the provider refuses to take up at all is declined, and leaves its seats to others', async () => {
    await hold();
    const open = async () => Promise.reject(new Fault('payment-refused', 'no such card'));
    expect(await payHold(server.deps, { ...provider, open }, order())).toEqual({ outcome: 'declined' });
    expect([await attemptState(), await states()]).toEqual(['cancelled', ['free', 'free']]);
  });

  test('where the provider refuses the house itself hears of that fault, and keeps no seats', async () => {
    await hold();
    const open = async () => Promise.reject(new Fault('configuration-invalid', 'the key'));
    await expect(payHold(server.deps, { ...provider, open }, order())).rejects.toMatchObject({
      code: 'configuration-invalid',
    });
    expect([await attemptState(), await states()]).toEqual(['cancelled', ['free', 'free']]);
  });

  test.each([
    [true, 'sold'],
    [false, 'declined'],
  ] as const)('is asked by its bank, and goes on when the bank is convinced (%s): %s', async (isConvinced, outcome) => {
    await hold();
    provider.mode = 'action-needed';
    const asked = { outcome: 'pending', action: { clientSecret: `sim_attempt-${attempts}_secret` } };
    expect(await pay()).toEqual(asked);
    expect(await pay()).toEqual(asked);
    expect(await settleAttemptNow(server.deps, provider, `attempt-${attempts}`)).toEqual({ outcome: 'pending' });
    provider.answerBank(`attempt-${attempts}`, isConvinced);
    expect(await pay()).toMatchObject({ outcome });
    expect(await settleAttemptNow(server.deps, provider, `attempt-${attempts}`)).toMatchObject({ outcome });
  });

  test('that its bank asks for too long is cancelled there, and the bank can do nothing any more', async () => {
    await hold();
    provider.mode = 'action-needed';
    await pay();
    server.time.nowMs += payMsMax;
    await sweep();
    provider.answerBank(`attempt-${attempts}`, true);
    expect([await attemptState(), await states()]).toEqual(['cancelled', ['free', 'free']]);
    expect(money()).toEqual({ captured: 0, refunded: 0 });
  });

  test('whose answer was lost is settled by one look, however many look at once', async () => {
    await hold();
    provider.mode = 'lost-answer';
    await pay();
    const look = () => settleAttemptNow(server.deps, provider, `attempt-${attempts}`);
    const [first, ...others] = await Promise.all([look(), look(), sweep(), look()]);
    expect(first).toMatchObject({ outcome: 'sold' });
    expect(others.filter((answer) => typeof answer === 'object')).toEqual([first, first]);
    expect(await ticketsHere()).toBe(2);
    expect(await settleAttemptNow(server.deps, provider, 'nobody-knows-it')).toEqual({ outcome: 'hold-gone' });
  });

  test('that was given up and is captured after all gets its money back at the first look', async () => {
    await hold();
    provider.mode = 'late-capture';
    await pay();
    server.time.nowMs += payMsMax;
    await sweep();
    server.time.nowMs += hourMs;
    const look = () => settleAttemptNow(server.deps, provider, `attempt-${attempts}`);
    await Promise.all([look(), look()]);
    expect(await attemptState()).toBe('refunded');
    expect(money()).toEqual({ captured: 2400, refunded: 2400 });
    expect(await look()).toEqual({ outcome: 'refunding' });
  });

  test('that is settled while it is being cancelled is left as it is', async () => {
    await hold();
    provider.mode = 'decline';
    const cancelled: string[] = [];
    // Between the provider's no and the cancelling, another instance has settled it.
    const charge: PaymentProvider['charge'] = async (attempt) => {
      const answer = await provider.charge(attempt);
      await settleAttemptNow(server.deps, provider, attempt.id);
      return answer;
    };
    const cancel: PaymentProvider['cancel'] = async (attempt) => {
      cancelled.push(attempt.id);
      return provider.cancel(attempt);
    };
    expect(await payHold(server.deps, { ...provider, charge, cancel }, order())).toEqual({ outcome: 'declined' });
    expect(cancelled).toEqual([]);
  });

  test('is not charged for a seat that is withheld', async () => {
    await hold();
    await withhold('broken');
    expect(await pay()).toEqual({ outcome: 'hold-gone' });
    expect(await attemptState()).toBeUndefined();
    expect(money()).toEqual({ captured: 0, refunded: 0 });
  });

  test('that is declined leaves its seats to others', async () => {
    await hold();
    provider.mode = 'decline';
    expect(await pay()).toEqual({ outcome: 'declined' });
    expect(await pay()).toEqual({ outcome: 'declined' });
    expect(await states()).toEqual(['free', 'free']);
    expect(await attemptState()).toBe('cancelled');
    expect(await exceptions()).toEqual([]);
  });

  test('whose answer is lost keeps its seats, and is sold them when the provider is asked', async () => {
    await hold();
    provider.mode = 'lost-answer';
    expect(await pay()).toEqual({ outcome: 'pending' });
    server.time.nowMs += holdMs;
    await expireHolds(server.deps);
    expect(await states()).toEqual(['paying', 'paying']);
    await Promise.all([sweep(), sweep(), sweep()]);
    expect(await states()).toEqual(['sold', 'sold']);
    expect(await ticketsHere()).toBe(2);
    expect(money()).toEqual({ captured: 2400, refunded: 0 });
    expect(await pay()).toMatchObject({ outcome: 'sold' });
  });

  test('that never finishes is cancelled at the provider before its seats are free; a charge that comes later is declined', async () => {
    await hold();
    provider.mode = 'timeout';
    await pay();
    server.time.nowMs += payMsMax - 1;
    expect(await sweep()).toBe(0);
    server.time.nowMs += 1;
    expect(await sweep()).toBe(1);
    expect(await states()).toEqual(['free', 'free']);
    expect(await provider.charge(await openedAt())).toEqual({ outcome: 'declined' });
  });

  test('keeps its seats while the provider is away, for half an hour', async () => {
    await hold();
    provider.mode = 'timeout';
    expect(await pay()).toEqual({ outcome: 'pending' });
    provider.reachable = false;
    server.time.nowMs += payMsMax;
    await sweep();
    expect([await states(), await attemptState()]).toEqual([['paying', 'paying'], 'cancelling']);
    server.time.nowMs += cancelMsMax;
    await sweep();
    expect([await states(), await attemptState()]).toEqual([['free', 'free'], 'watching']);
    provider.reachable = true;
    server.time.nowMs += hourMs;
    await sweep();
    expect(await attemptState()).toBe('cancelled');
    expect(await exceptions()).toEqual([]);
  });

  test('whose money comes in after its seats were given up gets it back, and a manager sees that', async () => {
    await hold();
    provider.mode = 'late-capture';
    await pay();
    server.time.nowMs += payMsMax;
    await sweep();
    expect([await states(), await attemptState()]).toEqual([['free', 'free'], 'watching']);
    await holdSeats(server.deps, { holdId: `next-${attempts}`, screeningId, seatIds });
    server.time.nowMs += hourMs;
    await Promise.all([sweep(), sweep()]);
    expect(await attemptState()).toBe('refunded');
    expect(money()).toEqual({ captured: 2400, refunded: 2400 });
    expect(await states()).toEqual(['held', 'held']);
    expect(await ticketsHere()).toBe(0);
    expect(await exceptions()).toEqual(['late-capture']);
    expect(await pay()).toEqual({ outcome: 'refunding' });
  });

  test('for a screening that is cancelled while it pays gets no ticket: the money goes back', async () => {
    await hold();
    provider.mode = 'lost-answer';
    await pay();
    await withhold('cancelled');
    server.time.nowMs += payMsMax;
    await sweep();
    expect(await states()).toEqual(['blocked', 'free']);
    expect(await attemptState()).toBe('refunded');
    expect(money()).toEqual({ captured: 2400, refunded: 2400 });
    expect(await exceptions()).toEqual(['late-capture']);
  });

  test('whose refund does not go through for a day is shown to a manager, and it is tried on', async () => {
    await hold();
    provider.mode = 'lost-answer';
    await pay();
    await withhold('cancelled');
    const broken = { ...provider, refund: () => Promise.reject(new Error('no refunds today')) };
    server.time.nowMs += payMsMax;
    await sweep(broken);
    expect(await attemptState()).toBe('refunding');
    for (let day = 0; day < 3; day += 1) {
      server.time.nowMs += refundMsMax;
      await sweep(broken);
    }
    expect(await exceptions()).toEqual(['late-capture', 'refund-failed']);
    server.time.nowMs += hourMs;
    await sweep();
    expect(await attemptState()).toBe('refunded');
    expect(money()).toEqual({ captured: 2400, refunded: 2400 });
  });

  test('is not waited for longer than a provider may take', async () => {
    await hold();
    const timers: (() => void)[] = [];
    const setTimer = (_ms: number, run: () => void) => {
      timers.push(run);
      return () => undefined;
    };
    const silent = { ...provider, charge: () => new Promise<never>(() => queueMicrotask(() => timers.at(-1)?.())) };
    const deps = { ...server.deps, clock: { ...server.deps.clock, setTimer } };
    expect(await payHold(deps, silent, order())).toEqual({ outcome: 'pending' });
    server.time.nowMs += payMsMax;
    await sweep();
    expect(await attemptState()).toBe('cancelled');
  });

  /** The process dies at this call, before or after the provider hears of it: nothing that comes after it happens. */
  function dieAt(call: Call, when: 'before' | 'after'): { dying: PaymentProvider; died: Promise<void> } {
    let die: () => void = () => undefined;
    const died = new Promise<void>((resolve) => {
      die = resolve;
    });
    const never = new Promise<never>(() => undefined);
    const dying: PaymentProvider = {
      name: 'simulated',
      open: (...asked) => provider.open(...asked),
      charge: (...asked) => provider.charge(...asked),
      find: (...asked) => provider.find(...asked),
      cancel: (...asked) => provider.cancel(...asked),
      refund: (...asked) => provider.refund(...asked),
    };
    const real = dying[call] as (...asked: unknown[]) => Promise<unknown>;
    const deadly = async (...asked: unknown[]) => {
      if (when === 'after') await real(...asked).catch(() => undefined);
      die();
      return never;
    };
    return { dying: { ...dying, [call]: deadly }, died };
  }

  /** What dies is left as it is: its promise never ends. */
  const dead = () => ({ ...server.deps, clock: { ...server.deps.clock, setTimer: () => () => undefined } });

  const beforeCharging = [
    ['open', 'before', 'none'],
    ['open', 'after', 'none'],
    ['charge', 'before', 'saved'],
  ] as const;
  test.each(beforeCharging)(
    'that dies at %s, %s it (its reference: %s), goes on when its phone asks again, and ends uncharged when it does not',
    async (call, when, ref) => {
      const begin = async () => {
        await hold();
        const { dying, died } = dieAt(call, when);
        await Promise.race([payHold(dead(), dying, order()), died]);
        expect((await openedAt()).ref).toBe(ref === 'saved' ? `sim_attempt-${attempts}` : 'none');
      };
      await begin();
      expect(await pay()).toMatchObject({ outcome: 'sold' });
      attempts += 1;
      screeningId = await server.aScreening();
      await begin();
      server.time.nowMs += payMsMax;
      await sweep();
      expect([await attemptState(), await states()]).toEqual(['cancelled', ['free', 'free']]);
      expect(money()).toEqual({ captured: 2400, refunded: 0 });
    },
  );

  const modes: ProviderMode[] = ['approve', 'decline', 'timeout', 'lost-answer', 'late-capture'];
  const calls: Call[] = ['open', 'charge', 'find', 'cancel', 'refund'];
  const crashes = modes.flatMap((mode) =>
    calls.flatMap((call) => (['before', 'after'] as const).map((when) => [mode, call, when] as const)),
  );

  test.each(crashes)(
    'with mode %s, a crash at %s %s it: the books balance when all is settled',
    async (mode, call, when) => {
      await hold();
      provider.mode = mode;
      const { dying, died } = dieAt(call, when);
      await Promise.race([payHold(dead(), dying, order()), died]);
      for (let round = 0; round < 3; round += 1) {
        server.time.nowMs += payMsMax + 1;
        await Promise.race([settleAttempts(dead(), dying), died]);
      }
      for (let round = 0; round < 4; round += 1) {
        server.time.nowMs += hourMs;
        await Promise.all([sweep(), sweep()]);
      }
      const end = await attemptState();
      expect(['sold', 'cancelled', 'refunded']).toContain(end);
      expect(await states()).toEqual(end === 'sold' ? ['sold', 'sold'] : ['free', 'free']);
      expect(await ticketsHere()).toBe(end === 'sold' ? 2 : 0);
      const { captured, refunded } = money();
      expect(captured - refunded).toBe(end === 'sold' ? 2400 : 0);
      expect((await exceptions()).filter((kind) => kind !== 'late-capture')).toEqual([]);
    },
  );
});
