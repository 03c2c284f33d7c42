import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Fault } from '@marquee/shared/errors';
import type { PaymentProvider } from '../payments/payments.ts';
import { engines } from '../platform/testing/databases.ts';
import { openPayingPhone, type PayingPhone } from '../testing/paying-phone.ts';
import { settleAttempts } from './bookings.ts';
import { payMsMax } from './pay-hold.ts';
import { cancelMsMax } from './settle-attempts.ts';

const phonesThatPay = 8;

describe.each(engines)('while a provider says nothing, on %s', (engine) => {
  let phone: PayingPhone;
  beforeAll(async () => {
    phone = await openPayingPhone(engine);
  });
  afterAll(() => phone.server.close());

  test('a declined payment that could not be cancelled is cancelled as soon as the phone asks again', async () => {
    await phone.next();
    await phone.hold();
    phone.provider.mode = 'decline';
    let asked = 0;
    const flaky: PaymentProvider = {
      ...phone.provider,
      cancel: async (at) => {
        asked += 1;
        if (asked === 1) throw new Fault('link-down', 'payment provider');
        return phone.provider.cancel(at);
      },
    };
    expect([(await phone.pay(flaky)).outcome, (await phone.pay(flaky)).outcome]).toEqual(['pending', 'declined']);
    expect(await phone.states()).toEqual(['free', 'free']);
  });

  test('a round waits for it once, and seats are given up after half an hour, however many are paying', async () => {
    for (let number = 0; number < phonesThatPay; number++) {
      await phone.next();
      await phone.hold();
      phone.provider.mode = 'timeout';
      expect(await phone.pay()).toEqual({ outcome: 'pending' });
    }
    let asked = 0;
    const silent = async (): Promise<never> => {
      asked += 1;
      throw new Fault('request-timed-out', 'payment provider');
    };
    const hanging: PaymentProvider = { ...phone.provider, find: silent, cancel: silent };
    const sweep = () => settleAttempts(phone.server.deps, hanging);
    phone.server.time.nowMs += payMsMax;
    expect(await sweep()).toBe(phonesThatPay);
    expect(asked).toBeLessThanOrEqual(2);
    phone.server.time.nowMs += cancelMsMax;
    await sweep();
    expect(await phone.server.count('payment_attempt', "state IN ('paying', 'cancelling')")).toBe(0);
    expect(await phone.server.count('seat_right', "state = 'paying'")).toBe(0);
  });

  test('an attempt that it refuses for good keeps nobody else from being settled', async () => {
    const paying: string[] = [];
    for (let number = 0; number < 3; number++) {
      await phone.next();
      await phone.hold();
      phone.provider.mode = 'timeout';
      await phone.pay();
      paying.push(phone.attemptId);
    }
    phone.server.time.nowMs += payMsMax;
    const refused = new Set<string>();
    const no = async ({ id }: { id: string }): Promise<never> => {
      refused.add(id);
      throw new Fault('payment-refused', 'unknown here');
    };
    await settleAttempts(phone.server.deps, { ...phone.provider, find: no, cancel: no });
    expect(paying.filter((id) => !refused.has(id))).toEqual([]);
  });
});
