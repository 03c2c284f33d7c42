/**
 * POST /webhooks/stripe. The provider tells that something has become of a payment; each event is carried out once. One
 * that can't be carried out now is answered with a fault and not noted, so that the provider sends it again.
 */
import Router from '@koa/router';
import { Fault } from '@marquee/shared/errors';
import { lookAtReported, type PayingDeps } from '../bookings/bookings.ts';
import { raiseExceptions } from '../exceptions/exceptions.ts';
import { isDuplicateKey } from '../operations/operations.ts';
import type { Transaction } from '../platform/database.ts';
import { readRawBody } from '../platform/raw-body.ts';
import type { PaymentProvider } from './payments.ts';
import * as sql from './provider-events.sql.ts';
import type { ReadStripeEvent, StripeEvent } from './stripe-events.ts';

export interface WebhookDeps extends PayingDeps {
  payments: PaymentProvider;
  readEvent: ReadStripeEvent;
}

const bodyBytesMax = 256 * 1024;
const ofPayments = ['payment_intent.succeeded', 'payment_intent.payment_failed', 'payment_intent.canceled'];
const ofFailedRefund = 'refund.failed';

export function makeWebhookRoutes(deps: WebhookDeps): Router {
  const router = new Router();
  router.post('/webhooks/stripe', async (ctx) => {
    const body = await readRawBody(ctx.req, bodyBytesMax);
    if (body === null) return ctx.throw(413);
    const event = deps.readEvent(body, ctx.get('Stripe-Signature'), deps.clock.nowMs());
    if (!(await sql.isKnownEvent(deps.database, event.id))) await carryOut(deps, event);
    ctx.set('Cache-Control', 'no-store');
    ctx.body = { received: true };
  });
  return router;
}

/** Of another kind than these it says nothing to us, and is not noted. */
async function carryOut(deps: WebhookDeps, event: StripeEvent): Promise<void> {
  if (ofPayments.includes(event.kind)) {
    await settleReported(deps, event);
    await note(deps, event, async () => undefined);
  }
  if (event.kind === ofFailedRefund) await note(deps, event, (tx) => raiseBounced(tx, deps, event));
}

/** In whichever order events come, the payment itself is looked at: so an old one does no harm. */
async function settleReported(deps: WebhookDeps, { kind, object }: StripeEvent): Promise<void> {
  const { attempt_id: attemptId } = object.metadata;
  // A payment of somebody else's through the same account.
  if (attemptId === undefined) return;
  const answer = await lookAtReported(deps, deps.payments, { id: attemptId, ref: object.id });
  if (answer === 'unknown') {
    deps.log?.warn({ attempt: attemptId, kind }, 'Stripe tells of a payment that is not known here');
    return;
  }
  const isTaken = answer?.outcome === 'sold' || answer?.outcome === 'refunding';
  if (answer === null || (kind === 'payment_intent.succeeded' && !isTaken))
    throw new Fault('link-down', 'the payment can not be settled now');
}

/** The effect and the note are one transaction; of two that carry out the same event, one is too late, and changes nothing. */
async function note(
  deps: WebhookDeps,
  { id, kind }: StripeEvent,
  effect: (tx: Transaction) => Promise<void>,
): Promise<void> {
  try {
    await deps.database.transaction('provider-event', async (tx) => {
      await sql.insertEvent(tx, { id, kind, provider: deps.payments.name, atMs: deps.clock.nowMs() });
      await effect(tx);
    });
  } catch (thrown) {
    if (!isDuplicateKey(thrown)) throw thrown;
  }
}

/** It was taken for done: a bank may send the money back days later. */
function raiseBounced(tx: Transaction, deps: WebhookDeps, { object }: StripeEvent): Promise<void> {
  const { refund_id: refundId } = object.metadata;
  if (refundId === undefined) return Promise.resolve();
  const detail = { here: 'The refund was noted as paid.', there: { refundId, atProvider: object.id } };
  return raiseExceptions(tx, deps, [{ kind: 'refund-bounced', subject: `refund-bounced ${refundId}`, detail }]);
}

const keptMs = 90 * 24 * 3600_000;
const purgedAtOnce = 1000;

/** A provider repeats an event for days, not for months. Answers how many were forgotten. */
export function purgeEvents({ database, clock }: Pick<WebhookDeps, 'database' | 'clock'>): Promise<number> {
  const beforeMs = clock.nowMs() - keptMs;
  return database.transaction('purge-events', (tx) => sql.deleteEvents(tx, { beforeMs, limit: purgedAtOnce }));
}
