/** A moviegoer pays for an own hold; it then is a booking. */
import type { SignedBy } from '../devices/devices.ts';
import type { PaymentProvider } from '../payments/payments.ts';
import { sha256Hex } from '../platform/keys.ts';
import type { HoldRow } from './hold.sql.ts';
import { readLines } from './hold.ts';
import { type PayAnswer, type PayingDeps, payHold } from './pay-hold.ts';

export interface BookingPayment {
  hold: HoldRow;
  /** Chosen and saved by the phone before it is sent: the same key goes on with the same attempt. */
  key: string;
  /** Of a card that the provider keeps. */
  paymentToken: string;
  /** What its owner has signed for it. */
  claim?: SignedBy['claim'];
}

/** Ours, and so the provider knows it by it. */
export const nameAttempt = ({ hold, key }: Pick<BookingPayment, 'hold' | 'key'>): string =>
  `p${sha256Hex(`pay ${hold.id} ${key}`).slice(0, 31)}`;

/** What was held is sold at the price it was held at. Throws as `payHold` does. */
export function payForHold(deps: PayingDeps, provider: PaymentProvider, payment: BookingPayment): Promise<PayAnswer> {
  const { hold, paymentToken, claim } = payment;
  const { currency, total_minor: totalMinor } = hold;
  const attemptId = nameAttempt(payment);
  const tenders = [{ kind: 'card' as const, amountMinor: totalMinor, attemptId }];
  return payHold(deps, provider, {
    attemptId,
    holdId: hold.id,
    screeningId: hold.screening_id,
    userId: hold.user_id,
    paymentToken,
    ...(claim ? { claim } : {}),
    sale: { currency, lines: readLines(hold), tenders, totalMinor },
  });
}
