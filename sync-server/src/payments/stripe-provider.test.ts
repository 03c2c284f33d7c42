import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { Fault } from '@marquee/shared/errors';
import { currencyDigits } from '@marquee/shared/money';
import type { AttemptAt, PaymentProvider } from './payments.ts';
import { writeStripeAmount } from './stripe-money.ts';
import { makeStripeProvider } from './stripe-provider.ts';
import { type StripeFake, serveStripe } from './testing/stripe-fake.ts';

const secretKey = 'sk_test_the_secret';
const eur = (amountMinor: number) => ({ amountMinor, currency: 'EUR' });
const order = { amount: eur(2400), paymentToken: 'pm_card_visa', description: '2 tickets' };

let stripe: StripeFake;
let provider: PaymentProvider;
beforeEach(async () => {
  stripe = await serveStripe({ secretKey });
  provider = await makeStripeProvider({ secretKey, apiBase: stripe.url });
});
afterEach(() => stripe.close());

const open = async (id = 'attempt-1'): Promise<AttemptAt> => ({ id, ...(await provider.open(id, order)) });
const intentOf = ({ ref }: AttemptAt) => stripe.intents.get(ref);

describe('a payment', () => {
  test('is made known with its amount and card, and nothing is taken', async () => {
    const attempt = await open();
    expect(intentOf(attempt)).toEqual({
      id: attempt.ref,
      object: 'payment_intent',
      amount: 2400,
      currency: 'eur',
      status: 'requires_confirmation',
      client_secret: expect.any(String),
      description: '2 tickets',
      payment_method: 'pm_card_visa',
      metadata: { attempt_id: 'attempt-1' },
    });
    expect(await provider.find(attempt)).toBe('pending');
  });

  test('asked for often under one id is one payment, charged once', async () => {
    const [one, two] = [await open(), await open()];
    expect(two).toEqual(one);
    expect(await provider.charge(one)).toEqual({ outcome: 'captured' });
    expect(await provider.charge(one)).toEqual({ outcome: 'captured' });
    stripe.forgetKeys();
    expect(await provider.charge(one)).toEqual({ outcome: 'captured' });
    expect([...stripe.intents.values()].map(({ status }) => status)).toEqual(['succeeded']);
    expect(await provider.find(one)).toBe('captured');
    expect(await provider.cancel(one)).toBe('captured');
  });

  test('may be by a card that was just typed', async () => {
    const { ref } = await provider.open('typed', { ...order, paymentToken: 'tok_visa' });
    expect(stripe.intents.get(ref)?.payment_method).toBe('tok_visa');
  });

  test('with another card under the same id is refused, and by an unknown card too', async () => {
    await open();
    await expect(provider.open('attempt-1', { ...order, paymentToken: 'pm_other' })).rejects.toMatchObject({
      code: 'operation-reused',
    });
    await expect(provider.open('attempt-2', { ...order, paymentToken: '4242' })).rejects.toMatchObject({
      code: 'payment-refused',
      detail: 'Stripe says resource_missing',
    });
  });

  test('that is declined stays so, and is cancelled', async () => {
    const attempt = await open();
    stripe.mode = 'decline';
    expect(await provider.charge(attempt)).toEqual({ outcome: 'declined' });
    expect(await provider.find(attempt)).toBe('declined');
    stripe.mode = 'approve';
    stripe.forgetKeys();
    expect(await provider.charge(attempt)).toEqual({ outcome: 'declined' });
    expect(await provider.cancel(attempt)).toBe('cancelled');
    expect(await provider.find(attempt)).toBe('cancelled');
  });

  test('that was cancelled is declined for ever', async () => {
    const attempt = await open();
    expect(await provider.cancel(attempt)).toBe('cancelled');
    expect(await provider.cancel(attempt)).toBe('cancelled');
    expect(await provider.charge(attempt)).toEqual({ outcome: 'declined' });
    expect(intentOf(attempt)?.status).toBe('canceled');
  });

  test.each([
    [true, 'captured'],
    [false, 'declined'],
  ] as const)(
    'goes on when the bank was asked, although its repeat is told the old answer: %s',
    async (isConvinced, outcome) => {
      const attempt = await open();
      stripe.mode = 'action';
      const asked = { outcome: 'action-needed', clientSecret: `${attempt.ref}_secret` };
      expect(await provider.charge(attempt)).toEqual(asked);
      expect(await provider.charge(attempt)).toEqual(asked);
      expect(await provider.find(attempt)).toBe('pending');
      stripe.answerBank(attempt.ref, isConvinced);
      expect(await provider.charge(attempt)).toEqual({ outcome });
      expect(await provider.find(attempt)).toBe(outcome);
    },
  );

  test('that is still being processed is not known, and can not be cancelled', async () => {
    const attempt = await open();
    stripe.mode = 'processing';
    await expect(provider.charge(attempt)).rejects.toMatchObject({ code: 'request-timed-out' });
    expect(await provider.find(attempt)).toBe('pending');
    expect(await provider.cancel(attempt)).toBe('impossible');
    stripe.finishProcessing(attempt.ref, 'succeeded');
    expect(await provider.charge(attempt)).toEqual({ outcome: 'captured' });
    expect(await provider.cancel(attempt)).toBe('captured');
  });

  test('that Stripe does not know is none, and is not taken for cancelled', async () => {
    const attempt = { id: 'attempt', ref: 'pi_elsewhere' };
    expect(await provider.find(attempt)).toBe('none');
    expect(await provider.cancel(attempt)).toBe('impossible');
  });
});

describe('an answer that is lost', () => {
  test('leaves what was done to be found', async () => {
    const attempt = await open();
    stripe.mode = 'lose-answer';
    await expect(provider.charge(attempt)).rejects.toMatchObject({ code: 'link-down' });
    stripe.mode = 'approve';
    expect(await provider.find(attempt)).toBe('captured');
    expect(await provider.charge(attempt)).toEqual({ outcome: 'captured' });
  });

  test('since Stripe takes too long for it is not waited for, and is found afterwards', async () => {
    const hasty = await makeStripeProvider({ secretKey, apiBase: stripe.url, answerMsMax: 40 });
    const attempt = await open();
    stripe.mode = 'silent';
    await expect(hasty.charge(attempt)).rejects.toMatchObject({ code: 'link-down', retry: 'later' });
    stripe.mode = 'approve';
    expect(await provider.find(attempt)).toBe('captured');
  });

  test('of opening gives the same reference when it is asked again', async () => {
    stripe.mode = 'lose-answer';
    await expect(open()).rejects.toMatchObject({ code: 'link-down' });
    stripe.mode = 'approve';
    await open();
    expect(stripe.intents.size).toBe(1);
  });

  test.each(['unreachable', 'broken'] as const)('because Stripe is %s says that nothing is known', async (mode) => {
    stripe.mode = mode;
    await expect(open()).rejects.toMatchObject({ code: 'link-down', retry: 'later' });
    // The SDK itself asks once more, under the same key, where a connection that it had kept is gone.
    expect(stripe.asked).toHaveLength(mode === 'broken' ? 1 : 2);
  });
});

test('a wrong key is a wrong setting, and no part of it is said', async () => {
  const wrong = await makeStripeProvider({ secretKey: 'sk_test_wrong', apiBase: stripe.url });
  const fault: Fault = await wrong.open('attempt', order).then(
    () => Promise.reject(new Error('taken')),
    (thrown) => thrown,
  );
  expect(fault).toMatchObject({ code: 'configuration-invalid', detail: expect.stringContaining('STRIPE_SECRET_KEY') });
  expect(JSON.stringify(fault) + fault.stack + String(fault.cause)).not.toMatch(/sk_test/);
});

describe('a refund', () => {
  const refund = (attempt: AttemptAt, refundId: string, amountMinor: number) =>
    provider.refund(attempt, { refundId, amount: eur(amountMinor) });
  const given = () => stripe.refunds.map(({ amount, metadata }) => [metadata.refund_id, amount]);

  test('may be of a part, and gives back once under its id, however late it is repeated', async () => {
    const attempt = await open();
    await provider.charge(attempt);
    await refund(attempt, 'one', 1000);
    await refund(attempt, 'one', 1000);
    stripe.forgetKeys();
    await refund(attempt, 'one', 1000);
    await refund(attempt, 'two', 1400);
    expect(given()).toEqual([
      ['one', 1000],
      ['two', 1400],
    ]);
    await refund(attempt, 'two', 1400);
    await expect(refund(attempt, 'three', 1)).rejects.toMatchObject({ code: 'payment-refused' });
  });

  test('whose answer is lost is found when it is repeated', async () => {
    const attempt = await open();
    await provider.charge(attempt);
    stripe.mode = 'lose-answer';
    await expect(refund(attempt, 'one', 2400)).rejects.toMatchObject({ code: 'link-down' });
    stripe.mode = 'approve';
    await refund(attempt, 'one', 2400);
    expect(given()).toEqual([['one', 2400]]);
  });

  test('of what was not captured, of more than was, or that fails at Stripe, is refused for good', async () => {
    const attempt = await open();
    await expect(refund(attempt, 'early', 2400)).rejects.toMatchObject({ code: 'payment-refused' });
    await provider.charge(attempt);
    await expect(refund(attempt, 'more', 2401)).rejects.toMatchObject({ code: 'payment-refused' });
    stripe.failsRefunds = true;
    await expect(refund(attempt, 'failing', 2400)).rejects.toMatchObject({
      code: 'payment-refused',
      detail: 'the refund has failed at Stripe',
    });
  });
});

test.each([
  ['EUR', 1250, 1250],
  ['TWD', 30_000, 30_000],
  ['JPY', 1800, 1800],
  ['KRW', 15_000, 15_000],
  ['ISK', 2190, 219_000],
  ['UGX', 30_000, 3_000_000],
  ['KWD', 4500, 4500],
])('%s %i in our smallest unit are %i for Stripe', (currency, amountMinor, amount) => {
  expect(writeStripeAmount({ amountMinor, currency })).toEqual({ amount, currency: currency.toLowerCase() });
});

test('forints have two decimals for Stripe, however many this machine gives them', () => {
  const amountMinor = 2500 * 10 ** currencyDigits('HUF');
  expect(writeStripeAmount({ amountMinor, currency: 'HUF' })).toEqual({ amount: 250_000, currency: 'huf' });
});

test.each([
  ['KWD', 4505],
  ['EUR', 0],
  ['EUR', -100],
])('%s %i is refused, and never rounded', (currency, amountMinor) => {
  expect(() => writeStripeAmount({ amountMinor, currency })).toThrow('payment-refused');
});
