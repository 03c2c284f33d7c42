/** The terms of a payment, as its owner signs them and as the app shows them. */
import { formatMinor } from '@marquee/shared/money';
import { TicketClass } from '@marquee/shared/tickets/ticket-class';
import { z } from 'zod';
import {
  type Assertion,
  checkSignature,
  type DeviceDeps,
  type NotClaimed,
  type NotSigned,
} from '../devices/devices.ts';
import type { PaymentProvider } from '../payments/payments.ts';
import { selectAttempt } from './attempts.sql.ts';
import { type HoldRow, type SellerRow, selectSeller } from './hold.sql.ts';
import { readLines } from './hold.ts';
import { type BookingPayment, nameAttempt, payForHold } from './pay-booking.ts';
import type { PayAnswer, PayingDeps } from './pay-hold.ts';

export const PaymentSummary = z
  .strictObject({
    payee: z.string().meta({ description: 'The cinema.' }),
    title: z.string(),
    venueName: z.string(),
    startsAtMs: z.int(),
    timeZone: z.string(),
    seats: z.array(z.strictObject({ label: z.string(), ticketClass: TicketClass, priceMinor: z.int() })),
    totalMinor: z.int(),
    currency: z.string(),
    text: z.string().meta({ description: 'In one English line.', example: 'Pay €24.00 to Rialto: Jaws, C5, C6' }),
  })
  .meta({ id: 'PaymentSummary' });

export function summarise(hold: HoldRow, seller: SellerRow): z.input<typeof PaymentSummary> {
  const lines = readLines(hold);
  const { total_minor: totalMinor, currency } = hold;
  const labels = lines.map(({ seatLabel }) => seatLabel).join(', ');
  return {
    payee: seller.cinema_name,
    title: seller.title,
    venueName: seller.venue_name,
    startsAtMs: seller.starts_at_ms,
    timeZone: seller.time_zone,
    seats: lines.map(({ seatLabel: label, ticketClass, priceMinor }) => ({ label, ticketClass, priceMinor })),
    totalMinor,
    currency,
    text: `Pay ${formatMinor(totalMinor, currency, 'en')} to ${seller.cinema_name}: ${seller.title}, ${labels}`,
  };
}

/** What is signed: always these words in this order, so that the same terms are the same text. */
export function writeTerms(hold: HoldRow, seller: SellerRow, paymentToken: string): string {
  return JSON.stringify({
    marquee: 'payment 1',
    user: hold.user_id,
    hold: hold.id,
    screening: hold.screening_id,
    seats: readLines(hold).map(({ seatId, seatLabel, ticketClass, priceMinor }) => ({
      id: seatId,
      label: seatLabel,
      class: ticketClass,
      priceMinor,
    })),
    totalMinor: hold.total_minor,
    currency: hold.currency,
    payee: { cinema: seller.cinema_id, name: seller.cinema_name },
    paymentToken,
  });
}

export type SigningDeps = PayingDeps & DeviceDeps;
export interface SignedPayment extends Omit<BookingPayment, 'claim'> {
  assertion?: Assertion | undefined;
}
export type SignedPayAnswer =
  | Exclude<PayAnswer, { outcome: NotClaimed }>
  | { outcome: 'not-signed'; refusal: NotSigned | { reason: 'device-cloned' } };
const notSigned = (refusal: NotSigned | { reason: 'device-cloned' }): SignedPayAnswer => ({
  outcome: 'not-signed',
  refusal,
});

/** No signature, no charge: the provider is not asked for anything before one is checked and used. Throws as `payForHold`. */
export async function paySigned(
  deps: SigningDeps,
  provider: PaymentProvider,
  { assertion, ...payment }: SignedPayment,
): Promise<SignedPayAnswer> {
  const { hold, paymentToken } = payment;
  const attemptId = nameAttempt(payment);
  const check = await checkSignature(deps, {
    userId: hold.user_id,
    holdId: hold.id,
    attemptId,
    isBegun: (await selectAttempt(deps.database, attemptId)) !== undefined,
    text: async () => writeTerms(hold, await selectSeller(deps.database, hold.screening_id), paymentToken),
    assertion,
  });
  if (!check.ok) return notSigned(check.refusal);
  const answer = await payForHold(deps, provider, { ...payment, ...(check.by ? { claim: check.by.claim } : {}) });
  switch (answer.outcome) {
    case 'challenge-used':
      return notSigned({ reason: 'challenge-gone', because: 'used' });
    case 'counter-behind':
      return notSigned({ reason: (await check.by?.revokeClone()) ? 'device-cloned' : 'signature-refused' });
    default:
      return answer;
  }
}
