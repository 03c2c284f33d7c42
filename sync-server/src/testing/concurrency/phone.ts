/** A moviegoer's phone: holds seats on the server, pays, and gets tickets; every step may be sent again. */
import { assert } from '@marquee/shared/assert';
import { holdForUser, type PayAnswer, payForHold, releaseHold } from '../../bookings/bookings.ts';
import type { PaymentProvider } from '../../payments/payments.ts';
import type { Clerk, Instance } from './clerk.ts';

interface PhoneHold {
  holdId: string;
  screeningId: number;
  seatIds: readonly number[];
}
type Held = Awaited<ReturnType<typeof holdForUser>>;
export interface Phone {
  hold(via: number, hold: PhoneHold): Promise<Held>;
  /** Asked of two instances at the same moment. `repeat` asks once more. */
  pay(via: number, held: Held): Promise<{ answers: PayAnswer[]; repeat(via: number): Promise<PayAnswer> }>;
  release(via: number, hold: Pick<PhoneHold, 'holdId' | 'screeningId'>): Promise<void>;
}

/** What terminals hold is not waited for: here, nobody gives it back. */
const withoutRecalls = (instance: Instance): Instance => ({ ...instance, isReachable: () => false });

/** `userOf`: whose phone it is; the same hold is always the same person's. */
export function makePhone(clerk: Clerk, provider: PaymentProvider, userOf: (holdId: string) => number): Phone {
  return {
    hold(via, { holdId, screeningId, seatIds }) {
      const tickets = seatIds.map((seatId) => ({ ticketClass: 'adult' as const, seatId }));
      const wish = { screeningId, tickets, wheelchair: false, allowSingleSeat: true };
      const order = { holdId, userId: userOf(holdId), ...wish };
      return clerk.send(via, (instance) => holdForUser(withoutRecalls(instance), order));
    },
    async pay(via, held) {
      assert(held.ok, 'what is held is paid');
      const payment = { hold: held.hold, key: 'pay', paymentToken: 'pm_card_visa' };
      const ask = (instance: Instance) => payForHold(instance, provider, payment);
      return { answers: await clerk.sendTwice(via, ask), repeat: (again) => clerk.send(again, ask) };
    },
    async release(via, hold) {
      await clerk.send(via, (instance) => releaseHold(instance, hold));
    },
  };
}
