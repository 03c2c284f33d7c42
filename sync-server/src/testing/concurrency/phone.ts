/** A moviegoer's phone: holds seats on the server, pays, and gets tickets; every step may be sent again. */
import { aSale, aSaleLine } from '@marquee/shared/testing/builders';
import {
  completeSale,
  type HoldAnswer,
  holdSeats,
  releaseHold,
  type SoldAnswer,
  startPayment,
} from '../../bookings/bookings.ts';
import type { Clerk, Instance } from './clerk.ts';

export interface Phone {
  hold(via: number, hold: { holdId: string; screeningId: number; seatIds: readonly number[] }): Promise<HoldAnswer>;
  /** held -> paying -> sold, each step at two instances at the same moment. `repeat` sends the last one again. */
  pay(
    via: number,
    hold: { holdId: string; screeningId: number; seatIds: readonly number[] },
  ): Promise<{ answer: SoldAnswer; repeat(via: number): Promise<SoldAnswer> }>;
  release(via: number, hold: { holdId: string; screeningId: number }): Promise<void>;
}

export function makePhone(clerk: Clerk): Phone {
  return {
    hold: (via, hold) => clerk.send(via, (instance) => holdSeats(instance, hold)),
    async pay(via, hold) {
      const started = await clerk.sendTwice(via, (instance) => startPayment(instance, hold));
      if (started.some((answer) => !answer.ok)) throw new Error(`the hold ${hold.holdId} is gone`);
      const lines = hold.seatIds.map((seatId, index) => aSaleLine({ line: index + 1, seatId }));
      const { currency, tenders, totalMinor } = aSale({ lines });
      const sale = { currency, tenders, totalMinor, lines: lines.map(({ version: _version, ...line }) => line) };
      const complete = (instance: Instance) => completeSale(instance, hold, sale);
      const [answer, other] = await clerk.sendTwice(via + 1, complete);
      if (!answer.ok || JSON.stringify(answer) !== JSON.stringify(other))
        throw new Error(`the hold ${hold.holdId} was sold as ${JSON.stringify([answer, other])}`);
      return { answer, repeat: (again) => clerk.send(again, complete) };
    },
    async release(via, hold) {
      await clerk.send(via, (instance) => releaseHold(instance, hold, 'held'));
    },
  };
}
