import { z } from 'zod';
import { Assertion } from '../devices/devices.ts';
import type { PaymentProvider } from '../payments/payments.ts';
import { type ApiRoute, defineRoute, type Refused, refuse } from '../platform/api.ts';
import { describeHold } from './booking-answers.ts';
import { type HoldApiDeps, HoldParams, withOwnHold } from './hold.route.ts';
import { paySigned, type SignedPayAnswer, type SigningDeps } from './sign-order.ts';

export type PayApiDeps = HoldApiDeps & SigningDeps & { payments: PaymentProvider };

const PaymentAnswer = z
  .object({
    outcome: z.enum(['sold', 'pending']).meta({
      description:
        '`pending`: the provider has not said. Send the same request with the same key again in `retryAfterSeconds`.',
    }),
    orderKey: z.string().nullable().meta({ description: 'Of the booking, once it is sold.' }),
    clientSecret: z.string().nullable().meta({
      description: 'The customer’s bank asks first: show its question by the provider’s SDK, then ask again.',
    }),
    retryAfterSeconds: z.int().nullable(),
  })
  .meta({ id: 'Payment' });
const retryAfterSeconds = 3;

export const PaymentToken = z
  .string()
  .regex(/^[A-Za-z]{2,8}_[A-Za-z0-9_]{4,240}$/, 'must be a token of the payment provider')
  .meta({ description: 'What the provider’s own form gave for the card, such as pm_…', example: 'pm_card_visa' });

const signatureRefusals = {
  'signature-required': {
    status: 403,
    title: 'A device is registered, so it takes its signature: ask for Payment_challenge. Nothing was taken.',
  },
  'device-required': { status: 403, title: 'Register a device first: this cinema takes signed payments only.' },
  'signature-refused': {
    status: 403,
    title: 'The signature is not good, or of no device of this account. Nothing was taken.',
  },
  'challenge-gone': {
    status: 409,
    title: '`because` it is unknown, used, expired, or the order changed. Ask for another; nothing was taken.',
    extra: { because: z.enum(['unknown', 'used', 'expired', 'order-changed']) },
  },
  'device-cloned': {
    status: 403,
    title: 'Its counter ran backwards, so a copy of the key may exist: it is revoked. Nothing was taken.',
  },
} as const;

export const makePayBooking = (deps: PayApiDeps): ApiRoute =>
  defineRoute({
    operationId: 'Pay_booking',
    method: 'post',
    path: '/api/v1/holds/:id/payment',
    tag: 'payments',
    summary: 'Pay for an own hold: its seats become a booking. The same key goes on with the same payment',
    authority: 'user',
    params: HoldParams,
    body: z.strictObject({
      paymentToken: PaymentToken,
      assertion: Assertion.optional().meta({
        description: 'Over the `publicKey` of Payment_challenge, by a registered device: then it takes one.',
      }),
    }),
    answer: PaymentAnswer,
    idempotent: true,
    limit: { requests: 30, seconds: 60 },
    refusals: {
      ...signatureRefusals,
      'payment-declined': {
        status: 402,
        title: 'Nothing was taken. Look at the hold: while it lasts, another card can be tried, with a new key.',
      },
      'hold-gone': { status: 410, title: 'Its time is over, and nothing was taken. Hold seats again.' },
      'paid-already': {
        status: 409,
        title: 'It was paid under another key: `orderKey` is its booking.',
        extra: { orderKey: z.string() },
      },
      'paying-already': { status: 409, title: 'It is being paid under another key: look at the hold.' },
      'payment-refunded': {
        status: 409,
        title: 'The seats could not be sold, as where the screening was cancelled meanwhile; the money goes back.',
      },
    },
    handle: (request) =>
      withOwnHold(deps.database, request, async (hold) => {
        const { idempotencyKey: key, body } = request;
        const answer = await paySigned(deps, deps.payments, { hold, key, ...body });
        if (answer.outcome !== 'hold-gone') return toAnswer(answer);
        const { orderKey } = await describeHold(deps, hold);
        return orderKey === null ? refuse('hold-gone') : refuse('paid-already', { orderKey });
      }),
  });

function toAnswer(answer: SignedPayAnswer): z.infer<typeof PaymentAnswer> | Refused {
  const { outcome } = answer;
  switch (outcome) {
    case 'sold':
      return { outcome, orderKey: answer.orderKey, clientSecret: null, retryAfterSeconds: null };
    case 'pending':
      return { outcome, orderKey: null, clientSecret: answer.action?.clientSecret ?? null, retryAfterSeconds };
    case 'declined':
      return refuse('payment-declined');
    case 'refunding':
      return refuse('payment-refunded');
    case 'not-signed': {
      const { reason, ...detail } = answer.refusal;
      return refuse(reason, detail);
    }
    default:
      return refuse(outcome);
  }
}
