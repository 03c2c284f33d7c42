import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { Fault } from '@marquee/shared/errors';
import { payHold, settleAttempts } from '../bookings/bookings.ts';
import { payMsMax } from '../bookings/pay-hold.ts';
import { engines } from '../platform/testing/databases.ts';
import { holdSeats } from '../testing/hold-seats.ts';
import { aPhoneOrder } from '../testing/phone-order.ts';
import { serveRoutes, type TestHttp } from '../testing/test-http.ts';
import { openTestServer, type TestServer } from '../testing/test-server.ts';
import type { PaymentProvider } from './payments.ts';
import { makeStripeEventReader } from './stripe-events.ts';
import { makeStripeProvider } from './stripe-provider.ts';
import { type FakeEvent, type StripeFake, type StripeMode, serveStripe, writeWebhook } from './testing/stripe-fake.ts';
import { makeWebhookRoutes, purgeEvents } from './webhooks.route.ts';

const secretKey = 'sk_test_the_secret';
const webhookSecret = 'whsec_the_secret';
const seatIds = [5, 6];
const hourMs = 3600_000;

describe.each(engines)('a payment through Stripe on %s', (engine) => {
  let server: TestServer;
  let http: TestHttp;
  let stripe: StripeFake;
  let provider: PaymentProvider;
  let screeningId: number;
  let number = 0;
  beforeAll(async () => {
    server = await openTestServer(engine);
  });
  afterAll(() => server.close());
  beforeEach(async () => {
    number += 1;
    screeningId = await server.aScreening();
    stripe = await serveStripe({ secretKey });
    provider = await makeStripeProvider({ secretKey, apiBase: stripe.url });
    const readEvent = await makeStripeEventReader(webhookSecret);
    http = await serveRoutes(makeWebhookRoutes({ ...server.deps, payments: provider, readEvent }));
    await holdSeats(server.deps, { holdId: `hold-${number}`, screeningId, seatIds });
  });
  afterEach(async () => {
    await http.close();
    await stripe.close();
  });

  const attemptId = () => `attempt-${number}`;
  const pay = (mode: StripeMode = 'approve') => {
    stripe.mode = mode;
    const order = aPhoneOrder({ attemptId: attemptId(), holdId: `hold-${number}`, screeningId, seatIds });
    return payHold(server.deps, provider, order);
  };
  /** The answer to charging is lost; what comes before it is not. */
  const payAndLose = () => {
    const losing: PaymentProvider = {
      ...provider,
      async charge(attempt) {
        await provider.charge(attempt);
        throw new Fault('request-timed-out', 'payment provider');
      },
    };
    const order = aPhoneOrder({ attemptId: attemptId(), holdId: `hold-${number}`, screeningId, seatIds });
    return payHold(server.deps, losing, order);
  };
  const intent = () => [...stripe.intents.values()][0]!;
  let events = 0;
  const anEvent = (changes: Partial<FakeEvent> = {}): FakeEvent => ({
    id: `evt_${engine}${++events}`,
    kind: 'payment_intent.succeeded',
    object: intent(),
    ...changes,
  });
  const send = async (body: string, signature: string | null) => {
    const headers = {
      'Content-Type': 'application/json; charset=utf-8',
      ...(signature === null ? {} : { 'Stripe-Signature': signature }),
    };
    const answer = await fetch(`${http.url}/webhooks/stripe`, { method: 'POST', headers, body });
    const text = await answer.text();
    expect(text).not.toMatch(/\bat .*\.ts|node_modules|whsec|sk_test/);
    return { status: answer.status, body: JSON.parse(text) as { code?: string } };
  };
  const tell = async (event = anEvent(), { secret = webhookSecret, atMs = server.time.nowMs } = {}) => {
    const { body, signature } = writeWebhook(event, { secret, atMs });
    return send(body, signature);
  };
  const taken = { status: 200, body: { received: true } };
  const state = async () =>
    (await server.database.all<{ state: string }>('SELECT state FROM payment_attempt WHERE id = ?', [attemptId()]))[0]
      ?.state;
  const seats = async () => (await server.rights(screeningId, seatIds)).map((seat) => seat.state);
  const tickets = () => server.count('ticket', 'screening_id = ? AND valid = 1', [screeningId]);
  const isNoted = async ({ id }: FakeEvent) => (await server.count('provider_event', 'id = ?', [id])) === 1;
  const exceptions = async () =>
    (await server.database.all<{ kind: string }>('SELECT kind FROM `exception` ORDER BY kind')).map(({ kind }) => kind);

  describe('without a webhook', () => {
    test('is sold its seats, and asked for again it is told the same', async () => {
      const sold = await pay();
      expect(sold).toMatchObject({ outcome: 'sold' });
      expect(await pay()).toEqual(sold);
      expect(intent()).toMatchObject({ amount: 2400, currency: 'eur', status: 'succeeded', description: '2 tickets' });
      expect(await seats()).toEqual(['sold', 'sold']);
    });

    test('that is declined leaves its seats to others, and is cancelled there', async () => {
      expect(await pay('decline')).toEqual({ outcome: 'declined' });
      expect([await state(), await seats(), intent().status]).toEqual(['cancelled', ['free', 'free'], 'canceled']);
    });

    test('whose answer is lost is settled by the sweeper', async () => {
      expect(await payAndLose()).toEqual({ outcome: 'pending' });
      server.time.nowMs += payMsMax;
      await settleAttempts(server.deps, provider);
      expect([await state(), await tickets()]).toEqual(['sold', 2]);
    });

    test('that the bank asks about goes on when it is convinced', async () => {
      expect(await pay('action')).toEqual({ outcome: 'pending', action: { clientSecret: `${intent().id}_secret` } });
      stripe.answerBank(intent().id, true);
      expect(await pay('action')).toMatchObject({ outcome: 'sold' });
    });

    test('that was never opened there ends here alone', async () => {
      expect(await pay('broken')).toEqual({ outcome: 'pending' });
      server.time.nowMs += payMsMax;
      await settleAttempts(server.deps, provider);
      expect([await state(), await seats(), stripe.intents.size]).toEqual(['cancelled', ['free', 'free'], 0]);
    });
  });

  test('whose answer was lost is sold its seats when Stripe tells, once', async () => {
    await payAndLose();
    const event = anEvent();
    expect(await tell(event)).toEqual(taken);
    expect([await state(), await seats(), await isNoted(event)]).toEqual(['sold', ['sold', 'sold'], true]);
    const asked = stripe.asked.length;
    expect(await tell(event)).toEqual(taken);
    expect(stripe.asked).toHaveLength(asked);
    expect(await tickets()).toBe(2);
  });

  test('is sold once, however many copies of the event come at the same time', async () => {
    await payAndLose();
    const event = anEvent();
    expect(await Promise.all([1, 2, 3, 4].map(() => tell(event)))).toEqual(new Array(4).fill(taken));
    expect([await tickets(), await isNoted(event)]).toEqual([2, true]);
  });

  test('that the bank refuses at last is given up when Stripe tells', async () => {
    await pay('action');
    stripe.answerBank(intent().id, false);
    expect(await tell(anEvent({ kind: 'payment_intent.payment_failed' }))).toEqual(taken);
    expect([await state(), await seats(), intent().status]).toEqual(['cancelled', ['free', 'free'], 'canceled']);
  });

  test('is not harmed by events in the wrong order', async () => {
    await pay('action');
    stripe.answerBank(intent().id, true);
    expect(await tell()).toEqual(taken);
    expect(await tell(anEvent({ kind: 'payment_intent.payment_failed' }))).toEqual(taken);
    expect(await tell(anEvent({ kind: 'payment_intent.canceled' }))).toEqual(taken);
    expect([await state(), await tickets()]).toEqual(['sold', 2]);
  });

  test('that was given up and is captured after all gets its money back', async () => {
    expect(await pay('processing')).toEqual({ outcome: 'pending' });
    server.time.nowMs += payMsMax;
    await settleAttempts(server.deps, provider);
    expect([await state(), await seats()]).toEqual(['watching', ['free', 'free']]);
    stripe.finishProcessing(intent().id, 'succeeded');
    const event = anEvent();
    await Promise.all([tell(event), tell(event)]);
    expect([await state(), await tickets()]).toEqual(['refunded', 0]);
    expect(stripe.refunds).toMatchObject([{ payment_intent: intent().id, amount: 2400 }]);
    expect(await exceptions()).toContain('late-capture');
  });

  test('that was cancelled before its reference was saved, and is captured by whatever hand, gets its money back', async () => {
    const open: PaymentProvider['open'] = async (...asked) => {
      await provider.open(...asked);
      throw new Error('the process is gone');
    };
    const order = aPhoneOrder({ attemptId: attemptId(), holdId: `hold-${number}`, screeningId, seatIds });
    await payHold(server.deps, { ...provider, open }, order);
    server.time.nowMs += payMsMax;
    await settleAttempts(server.deps, provider);
    expect([await state(), intent().status]).toEqual(['cancelled', 'requires_confirmation']);
    await provider.charge({ id: 'by hand', ref: intent().id });
    expect(await tell()).toEqual(taken);
    expect([await state(), stripe.refunds.length]).toEqual(['refunded', 1]);
  });

  test('whose event can not be carried out now is not noted, and is carried out when it comes again', async () => {
    await payAndLose();
    const event = anEvent();
    stripe.mode = 'broken';
    expect(await tell(event)).toMatchObject({ status: 503, body: { code: 'link-down' } });
    expect([await state(), await isNoted(event)]).toEqual(['paying', false]);
    stripe.mode = 'approve';
    expect(await tell(event)).toEqual(taken);
    expect([await state(), await isNoted(event)]).toEqual(['sold', true]);
  });

  describe('is not moved', () => {
    test('by what Stripe has not signed', async () => {
      await payAndLose();
      const noted = await server.count('provider_event');
      const refused = { status: 400, body: { code: 'message-malformed' } };
      expect(await tell(anEvent(), { secret: 'whsec_another' })).toMatchObject(refused);
      const { body, signature } = writeWebhook(anEvent(), { secret: webhookSecret, atMs: server.time.nowMs });
      expect(await send(body.replace('succeeded', 'canceled '), signature)).toMatchObject(refused);
      expect(await send(body, null)).toMatchObject(refused);
      expect(await send(body, 't=1,v1=00')).toMatchObject(refused);
      expect(await send('', signature)).toMatchObject(refused);
      expect([await state(), await server.count('provider_event')]).toEqual(['paying', noted]);
    });

    test('by an event that was signed more than five minutes ago', async () => {
      await payAndLose();
      const event = anEvent();
      expect(await tell(event, { atMs: server.time.nowMs - 301_000 })).toMatchObject({ status: 400 });
      expect(await state()).toBe('paying');
      expect(await tell(event, { atMs: server.time.nowMs - 299_000 })).toEqual(taken);
      expect(await state()).toBe('sold');
    });

    test('by a body that is too long', async () => {
      const { body, signature } = writeWebhook(
        { id: 'evt_1', kind: 'payment_intent.succeeded', object: { id: 'x'.repeat(300_000) } },
        { secret: webhookSecret, atMs: server.time.nowMs },
      );
      expect(await send(body, signature)).toMatchObject({ status: 413, body: { code: 'message-malformed' } });
    });

    test('by signed words that are no event', async () => {
      for (const object of [{}, { id: 7 }])
        expect(await tell({ id: 'evt_2', kind: 'payment_intent.succeeded', object })).toMatchObject({ status: 400 });
    });

    test('by events of other payments, or of kinds that say nothing to us', async () => {
      await payAndLose();
      const strange = [
        anEvent({ object: { id: 'pi_else', metadata: {} } }),
        anEvent({ object: { id: 'pi_else', metadata: { attempt_id: 'nobody' } } }),
        anEvent({ object: { id: 'pi_else', metadata: { attempt_id: attemptId() } } }),
        anEvent({ kind: 'payment_intent.created' }),
        anEvent({ kind: 'customer.created', object: { id: 'cus_1' } }),
      ];
      for (const event of strange) expect(await tell(event)).toEqual(taken);
      expect([await state(), await isNoted(strange[3]!), await isNoted(strange[4]!)]).toEqual(['paying', false, false]);
    });
  });

  test('whose refund the bank sends back is shown to a manager, once', async () => {
    await pay();
    const object = { id: 're_1', metadata: { refund_id: `refund-${number}` } };
    const event = anEvent({ kind: 'refund.failed', object });
    expect(await Promise.all([tell(event), tell(event)])).toEqual([taken, taken]);
    expect(await tell(anEvent({ kind: 'refund.failed', object }))).toEqual(taken);
    expect((await exceptions()).filter((kind) => kind === 'refund-bounced')).toHaveLength(1);
  });

  test('has its events forgotten after three months', async () => {
    await pay();
    const old = anEvent();
    await tell(old);
    server.time.nowMs += 90 * 24 * hourMs;
    const young = anEvent();
    await tell(young);
    expect(await isNoted(old)).toBe(true);
    server.time.nowMs += 1;
    expect(await purgeEvents(server.deps)).toBeGreaterThan(0);
    expect([await isNoted(old), await isNoted(young)]).toEqual([false, true]);
    expect(await purgeEvents(server.deps)).toBe(0);
  });
});
