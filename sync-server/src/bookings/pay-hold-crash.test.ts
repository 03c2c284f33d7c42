import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { PaymentProvider } from '../payments/payments.ts';
import type { ProviderMode } from '../payments/simulated-provider.ts';
import { engines } from '../platform/testing/databases.ts';
import { openPayingPhone, type PayingPhone } from '../testing/paying-phone.ts';
import { payHold, settleAttempts } from './bookings.ts';
import { payMsMax } from './pay-hold.ts';

type Call = Exclude<keyof PaymentProvider, 'name'>;
const hourMs = 3600_000;

describe.each(engines)('a phone on %s whose server dies while it pays', (engine) => {
  let phone: PayingPhone;
  beforeAll(async () => {
    phone = await openPayingPhone(engine);
  });
  afterAll(() => phone.server.close());
  beforeEach(() => phone.next());

  /** The process dies at this call, before or after the provider hears of it: nothing that comes after it happens. */
  function dieAt(call: Call, when: 'before' | 'after'): { dying: PaymentProvider; died: Promise<void> } {
    const { provider } = phone;
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
  const dead = () => ({ ...phone.server.deps, clock: { ...phone.server.deps.clock, setTimer: () => () => undefined } });

  const beforeCharging = [
    ['open', 'before', 'none'],
    ['open', 'after', 'none'],
    ['charge', 'before', 'saved'],
  ] as const;
  test.each(beforeCharging)(
    'at %s, %s it (its reference: %s), goes on when it asks again, and is never charged when it does not',
    async (call, when, ref) => {
      const begin = async () => {
        await phone.hold();
        const { dying, died } = dieAt(call, when);
        await Promise.race([payHold(dead(), dying, phone.order()), died]);
        expect((await phone.openedAt()).ref).toBe(ref === 'saved' ? `sim_${phone.attemptId}` : 'none');
      };
      await begin();
      expect(await phone.pay()).toMatchObject({ outcome: 'sold' });
      await phone.next({ reset: false });
      await begin();
      phone.server.time.nowMs += payMsMax;
      await phone.sweep();
      expect([await phone.attemptState(), await phone.states()]).toEqual(['cancelled', ['free', 'free']]);
      expect(phone.money()).toEqual({ captured: 2400, refunded: 0 });
    },
  );

  const modes: ProviderMode[] = ['approve', 'decline', 'timeout', 'lost-answer', 'late-capture'];
  const calls: Call[] = ['open', 'charge', 'find', 'cancel', 'refund'];
  const crashes = modes.flatMap((mode) =>
    calls.flatMap((call) => (['before', 'after'] as const).map((when) => [mode, call, when] as const)),
  );

  test.each(crashes)(
    'with mode %s, at %s, %s it, finds the books balanced when all is settled',
    async (mode, call, when) => {
      await phone.hold();
      phone.provider.mode = mode;
      const { dying, died } = dieAt(call, when);
      await Promise.race([payHold(dead(), dying, phone.order()), died]);
      for (let round = 0; round < 3; round += 1) {
        phone.server.time.nowMs += payMsMax + 1;
        await Promise.race([settleAttempts(dead(), dying), died]);
      }
      for (let round = 0; round < 4; round += 1) {
        phone.server.time.nowMs += hourMs;
        await Promise.all([phone.sweep(), phone.sweep()]);
      }
      const end = await phone.attemptState();
      expect(['sold', 'cancelled', 'refunded']).toContain(end);
      expect(await phone.states()).toEqual(end === 'sold' ? ['sold', 'sold'] : ['free', 'free']);
      expect(await phone.tickets()).toBe(end === 'sold' ? 2 : 0);
      const { captured, refunded } = phone.money();
      expect(captured - refunded).toBe(end === 'sold' ? 2400 : 0);
      expect((await phone.exceptions()).filter((kind) => kind !== 'late-capture')).toEqual([]);
    },
  );
});
