import { z } from 'zod';
import { askToSign, RequestOptions } from '../devices/devices.ts';
import { type ApiRoute, defineRoute, refuse } from '../platform/api.ts';
import { describeHold } from './booking-answers.ts';
import { HoldParams, withOwnHold } from './hold.route.ts';
import { selectSeller } from './hold.sql.ts';
import { type PayApiDeps, PaymentToken } from './pay.route.ts';
import { PaymentSummary, summarise, writeTerms } from './sign-order.ts';

const ChallengeAnswer = z
  .strictObject({
    publicKey: RequestOptions,
    summary: PaymentSummary.meta({ description: 'To be shown before the phone asks for finger, face or PIN.' }),
    terms: z.string().meta({
      description:
        'What is signed, as text: the last 32 bytes of the challenge are its SHA-256. An app may check that.',
    }),
    expiresAtMs: z.int(),
    secondsLeft: z.int(),
  })
  .meta({ id: 'PaymentChallenge' });

/** No Idempotency-Key: a repeat gets a new challenge, and the one before is void. */
export const makePaymentChallenge = (deps: PayApiDeps): ApiRoute =>
  defineRoute({
    operationId: 'Payment_challenge',
    method: 'post',
    path: '/api/v1/holds/:id/payment-challenge',
    tag: 'payments',
    summary: 'What a registered device signs to pay for an own hold; good once, for two minutes, for these very terms.',
    authority: 'user',
    params: HoldParams,
    body: z.strictObject({ paymentToken: PaymentToken }),
    answer: ChallengeAnswer,
    limit: { requests: 30, seconds: 60 },
    refusals: {
      'hold-gone': { status: 410, title: 'Its time is over: hold seats again.' },
      'paid-already': {
        status: 409,
        title: 'It is paid: `orderKey` is its booking.',
        extra: { orderKey: z.string() },
      },
      'paying-already': { status: 409, title: 'It is being paid: look at the hold.' },
      'device-required': { status: 403, title: 'No device is registered that could sign.' },
    },
    handle: (request) =>
      withOwnHold(deps.database, request, async (hold) => {
        const { state, orderKey } = await describeHold(deps, hold);
        if (state === 'paid') return refuse('paid-already', { orderKey });
        if (state !== 'held') return refuse(state === 'paying' ? 'paying-already' : 'hold-gone');
        const seller = await selectSeller(deps.database, hold.screening_id);
        const terms = writeTerms(hold, seller, request.body.paymentToken);
        const asked = await askToSign(deps, { userId: hold.user_id, holdId: hold.id, text: terms });
        if (!asked) return refuse('device-required');
        const { publicKey, expiresAtMs } = asked;
        const secondsLeft = Math.floor((expiresAtMs - deps.clock.nowMs()) / 1000);
        return { publicKey, summary: summarise(hold, seller), terms, expiresAtMs, secondsLeft };
      }),
  });
