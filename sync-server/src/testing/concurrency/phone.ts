/** A moviegoer's phone: holds seats on the server, pays, and gets tickets; every step may be sent again. */
import { aSale, aSaleLine } from '@marquee/shared/testing/builders';
import { type HoldAnswer, holdSeats, type PayAnswer, payHold, releaseHold } from '../../bookings/bookings.ts';
import type { PaymentProvider } from '../../payments/payments.ts';
import type { Clerk, Instance } from './clerk.ts';

interface PhoneHold {
  holdId: string;
  screeningId: number;
  seatIds: readonly number[];
}
export interface Phone {
  hold(via: number, hold: PhoneHold): Promise<HoldAnswer>;
  /** Asked of two instances at the same moment. `repeat` asks once more. */
  pay(via: number, hold: PhoneHold): Promise<{ answers: PayAnswer[]; repeat(via: number): Promise<PayAnswer> }>;
  release(via: number, hold: Pick<PhoneHold, 'holdId' | 'screeningId'>): Promise<void>;
}

export function makePhone(clerk: Clerk, provider: PaymentProvider): Phone {
  return {
    hold: (via, hold) => clerk.send(via, (instance) => holdSeats(instance, hold)),
    async pay(via, { holdId, screeningId, seatIds }) {
      const lines = seatIds.map((seatId, index) => aSaleLine({ line: index + 1, seatId }));
      const { currency, tenders, totalMinor } = aSale({ lines });
      const sale = { currency, tenders, totalMinor, lines: lines.map(({ version: _version, ...line }) => line) };
      const attemptId = `attempt-${holdId}`;
      const order = { attemptId, holdId, screeningId, userId: null, paymentToken: 'pm_card_visa', sale };
      const ask = (instance: Instance) => payHold(instance, provider, order);
      return { answers: await clerk.sendTwice(via, ask), repeat: (again) => clerk.send(again, ask) };
    },
    async release(via, hold) {
      await clerk.send(via, (instance) => releaseHold(instance, hold));
    },
  };
}
