/**
 * Stripe, by PaymentIntents: one for each attempt, made without being confirmed, then confirmed. The app never needs a
 * card's number; where the bank asks (3-D Secure), it shows the question by the intent's client secret.
 */
import { Fault } from '@marquee/shared/errors';
import type { Stripe } from 'stripe';
import type { ChargeAnswer, PaymentProvider, PaymentToOpen } from './payments.ts';
import { writeStripeAmount } from './stripe-money.ts';

export interface StripeAccount {
  secretKey: string;
  /** Another address, and less patience, for tests. */
  apiBase?: string | null;
  answerMsMax?: number;
}

/** Less than we wait for any provider. No retry inside: an unknown outcome is ours to settle. */
const answerMsDefault = 15_000;
/** A booking has fewer tickets, so no payment has more refunds. */
const refundsMax = 100;

/** The SDK is loaded only where it is used. */
export async function makeStripeProvider({ secretKey, apiBase, answerMsMax }: StripeAccount): Promise<PaymentProvider> {
  const { default: StripeClient } = await import('stripe');
  const client = new StripeClient(secretKey, {
    timeout: answerMsMax ?? answerMsDefault,
    maxNetworkRetries: 0,
    telemetry: false,
    ...(apiBase ? readBase(apiBase) : {}),
  });
  const { paymentIntents, refunds } = client;
  const retrieve = (ref: string) => ask(() => paymentIntents.retrieve(ref));

  return {
    name: 'stripe',
    async open(attemptId, order) {
      const intent = await ask(() =>
        paymentIntents.create(describeIntent(attemptId, order), { idempotencyKey: `${attemptId}:open` }),
      );
      return { ref: intent.id };
    },
    async charge({ id, ref }) {
      const confirmed = await ask(() => paymentIntents.confirm(ref, {}, { idempotencyKey: `${id}:confirm` })).catch(
        orState,
      );
      if (confirmed === 'declined') return { outcome: 'declined' };
      // A repeat is told what the first one was told, which may be long over.
      const isOld = confirmed === 'other-state' || confirmed.status !== 'succeeded';
      return readCharge(isOld ? await retrieve(ref) : confirmed);
    },
    async find({ ref }) {
      const intent = await retrieve(ref).catch(orMissing);
      return intent === null ? 'none' : readState(intent);
    },
    async cancel({ ref }) {
      const cancelled = await ask(() => paymentIntents.cancel(ref)).catch(orState);
      if (cancelled !== 'other-state' && cancelled !== 'declined') return 'cancelled';
      // One that is not there may be in another account of the house: it is given up, and looked after.
      const intent = await retrieve(ref).catch(orMissing);
      if (intent?.status === 'succeeded') return 'captured';
      return intent?.status === 'canceled' ? 'cancelled' : 'impossible';
    },
    async refund({ ref }, { refundId, amount: money }) {
      const { amount } = writeStripeAmount(money);
      // Stripe forgets an idempotency key after a day; what it gave back it knows for ever.
      const given = await ask(() => refunds.list({ payment_intent: ref, limit: refundsMax }));
      const order = { payment_intent: ref, amount, metadata: { refund_id: refundId } };
      const refund =
        given.data.find(({ metadata }) => metadata?.refund_id === refundId) ??
        (await ask(() => refunds.create(order, { idempotencyKey: refundId })));
      if (refund.status === 'failed' || refund.status === 'canceled')
        throw new Fault('payment-refused', `the refund has ${refund.status} at Stripe`);
    },
  };
}

function describeIntent(attemptId: string, { amount, paymentToken, description }: PaymentToOpen) {
  // A `tok_…` is a card that was just typed, a `pm_…` one that Stripe has kept.
  const card = paymentToken.startsWith('tok_')
    ? { payment_method_data: { type: 'card' as const, card: { token: paymentToken } } }
    : { payment_method: paymentToken };
  return {
    ...writeStripeAmount(amount),
    ...card,
    description,
    payment_method_types: ['card'],
    capture_method: 'automatic' as const,
    confirm: false,
    metadata: { attempt_id: attemptId },
  };
}

type Intent = Stripe.PaymentIntent;

function readCharge(intent: Intent): ChargeAnswer {
  const state = readState(intent);
  if (state === 'captured') return { outcome: 'captured' };
  if (state === 'declined' || state === 'cancelled') return { outcome: 'declined' };
  if (intent.status === 'requires_action' && intent.client_secret !== null)
    return { outcome: 'action-needed', clientSecret: intent.client_secret };
  throw new Fault('request-timed-out', `the payment is ${intent.status} at Stripe`);
}

/** It was made with a card: one that needs another card again was declined. */
function readState({ status }: Intent): 'captured' | 'pending' | 'declined' | 'cancelled' {
  if (status === 'succeeded') return 'captured';
  if (status === 'canceled') return 'cancelled';
  return status === 'requires_payment_method' ? 'declined' : 'pending';
}

/** What Stripe said of an error, as far as we go by it. */
class StripeRefusal extends Fault {
  readonly stripeCode: string;
  constructor(stripeCode: string) {
    super('payment-refused', `Stripe says ${stripeCode}`);
    this.stripeCode = stripeCode;
  }
}
class CardDeclined extends StripeRefusal {}

function orState(thrown: unknown): 'declined' | 'other-state' {
  if (thrown instanceof CardDeclined) return 'declined';
  const codes = ['payment_intent_unexpected_state', 'resource_missing'];
  if (thrown instanceof StripeRefusal && codes.includes(thrown.stripeCode)) return 'other-state';
  throw thrown;
}

function orMissing(thrown: unknown): null {
  if (thrown instanceof StripeRefusal && thrown.stripeCode === 'resource_missing') return null;
  throw thrown;
}

async function ask<R>(call: () => Promise<R>): Promise<R> {
  try {
    return await call();
  } catch (thrown) {
    throw asFault(thrown);
  }
}

/** The SDK's error holds the request and parts of the key: only its type and code may go on. */
function asFault(thrown: unknown): Fault {
  if (thrown instanceof Fault) return thrown;
  const { type, code, statusCode } = thrown as { type?: string; code?: string; statusCode?: number };
  switch (type) {
    case 'StripeCardError':
      return new CardDeclined(code ?? 'card_error');
    case 'StripeInvalidRequestError':
      return new StripeRefusal(code ?? 'invalid_request');
    case 'StripeIdempotencyError':
      return new Fault('operation-reused', 'another request was sent to Stripe under this id');
    case 'StripeAuthenticationError':
    case 'StripePermissionError':
      return new Fault('configuration-invalid', 'STRIPE_SECRET_KEY: Stripe does not take it for this');
    default:
      return new Fault('link-down', `Stripe gave no answer (${code ?? statusCode ?? 'no connection'})`);
  }
}

function readBase(apiBase: string): { protocol: 'http' | 'https'; host: string; port: string } {
  const { protocol, hostname, port } = new URL(apiBase);
  const isPlain = protocol === 'http:';
  return { protocol: isPlain ? 'http' : 'https', host: hostname, port: port || (isPlain ? '80' : '443') };
}
