import { beforeEach, describe, expect, test } from '@jest/globals';
import { systemClock } from '../platform/clock.ts';
import type { AttemptAt } from './payments.ts';
import { makeSimulatedProvider, type SimulatedProvider } from './simulated-provider.ts';

const eur = (amountMinor: number) => ({ amountMinor, currency: 'EUR' });
const order = { amount: eur(2400), paymentToken: 'pm_card_visa', description: '2 tickets' };

describe('a refund', () => {
  let provider: SimulatedProvider;
  let attempt: AttemptAt;
  beforeEach(async () => {
    provider = makeSimulatedProvider({ clock: systemClock });
    attempt = { id: 'attempt', ...(await provider.open('attempt', order)) };
    await provider.charge(attempt);
  });
  const refund = (refundId: string, amountMinor: number) =>
    provider.refund(attempt, { refundId, amount: eur(amountMinor) });

  test('may be of a part, and gives back once under its id', async () => {
    await refund('one', 1000);
    await refund('one', 1000);
    await refund('two', 1400);
    expect([...provider.refunded]).toEqual([
      ['one', { ...eur(1000), attemptId: 'attempt' }],
      ['two', { ...eur(1400), attemptId: 'attempt' }],
    ]);
  });

  test('never gives back more than was captured, and nothing where nothing was', async () => {
    await refund('one', 2000);
    await expect(refund('two', 401)).rejects.toMatchObject({ code: 'payment-refused' });
    const other = { id: 'other', ...(await provider.open('other', order)) };
    await expect(provider.refund(other, { refundId: 'three', amount: eur(1) })).rejects.toMatchObject({
      code: 'payment-refused',
    });
    expect([...provider.refunded.keys()]).toEqual(['one']);
  });
});

describe('whoever was not answered', () => {
  const timers: { ms: number; run: () => void }[] = [];
  const heard: AttemptAt[] = [];
  let nowMs = 0;
  const clock = {
    ...systemClock,
    nowMs: () => nowMs,
    setTimer: (ms: number, run: () => void) => {
      timers.push({ ms, run });
      return () => undefined;
    },
  };
  const onEvent = (attempt: AttemptAt) => heard.push(attempt);
  beforeEach(() => {
    timers.length = 0;
    heard.length = 0;
    nowMs = 0;
  });

  test.each([
    ['lost-answer', 0],
    ['late-capture', 60_000],
  ] as const)('hears of a capture afterwards: %s', async (mode, lateMs) => {
    const provider = makeSimulatedProvider({ clock, mode, lateMs, onEvent });
    const attempt = { id: 'attempt', ...(await provider.open('attempt', order)) };
    await expect(provider.charge(attempt)).rejects.toMatchObject({ code: 'request-timed-out' });
    expect([timers.length, heard]).toEqual([1, []]);
    nowMs = lateMs;
    timers[0]?.run();
    expect(heard).toEqual([attempt]);
    expect(await provider.find(attempt)).toBe('captured');
  });

  test.each([
    [true, 'captured'],
    [false, 'declined'],
  ] as const)('by the bank is asked, and then heard: convinced %s, %s', async (isConvinced, outcome) => {
    const provider = makeSimulatedProvider({ clock, mode: 'action-needed', onEvent });
    const attempt = { id: 'attempt', ...(await provider.open('attempt', order)) };
    expect(await provider.charge(attempt)).toEqual({ outcome: 'action-needed', clientSecret: 'sim_attempt_secret' });
    expect(await provider.find(attempt)).toBe('pending');
    provider.answerBank('attempt', isConvinced);
    timers[0]?.run();
    expect(heard).toEqual([attempt]);
    expect(await provider.charge(attempt)).toEqual({ outcome });
  });
});
