/** A provider to try everything with, until one is connected: approves, declines, and fails in the ways of real ones. */
import type { Clock } from '@marquee/shared/clock';
import { Fault } from '@marquee/shared/errors';
import type { Amount, PaymentProvider } from './payments.ts';

export type ProviderMode =
  | 'approve'
  | 'decline'
  /** No answer, and nothing is captured until it is cancelled. */
  | 'timeout'
  /** Captured, and the answer is lost. */
  | 'lost-answer'
  /** No answer; can't be cancelled, and is captured after a while. */
  | 'late-capture';

export interface SimulatedProvider extends PaymentProvider {
  mode: ProviderMode;
  /** Nobody answers, and nothing reaches it. */
  reachable: boolean;
  readonly captured: ReadonlyMap<string, Amount>;
  /** By refund id. */
  readonly refunded: ReadonlyMap<string, Amount>;
}

interface Attempt {
  amount: Amount;
  state: 'captured' | 'pending' | 'declined' | 'cancelled';
  /** Of a capture that comes by itself. */
  capturesAtMs: number | null;
}

const lateMsDefault = 20 * 60_000;

export function makeSimulatedProvider(options: {
  clock: Clock;
  mode?: ProviderMode;
  lateMs?: number;
}): SimulatedProvider {
  const { clock, lateMs = lateMsDefault } = options;
  const attempts = new Map<string, Attempt>();
  const captured = new Map<string, Amount>();
  const refunded = new Map<string, Amount>();
  /** What was given back of each attempt, in minor units. */
  const givenBack = new Map<string, number>();

  function reach(attemptId: string): Attempt | undefined {
    if (!provider.reachable) throw new Fault('link-down', 'payment provider');
    const attempt = attempts.get(attemptId);
    if (attempt && attempt.capturesAtMs !== null && attempt.capturesAtMs <= clock.nowMs()) capture(attemptId, attempt);
    return attempt;
  }

  function capture(attemptId: string, attempt: Attempt): void {
    attempt.state = 'captured';
    attempt.capturesAtMs = null;
    captured.set(attemptId, attempt.amount);
  }

  const provider: SimulatedProvider = {
    mode: options.mode ?? 'approve',
    reachable: true,
    captured,
    refunded,
    async charge(attemptId, amount) {
      let attempt = reach(attemptId);
      if (!attempt) {
        attempt = { amount, state: 'pending', capturesAtMs: null };
        attempts.set(attemptId, attempt);
        if (provider.mode === 'decline') attempt.state = 'declined';
        if (provider.mode === 'late-capture') attempt.capturesAtMs = clock.nowMs() + lateMs;
        if (provider.mode === 'approve' || provider.mode === 'lost-answer') capture(attemptId, attempt);
        if (provider.mode === 'lost-answer') throw new Fault('request-timed-out', 'payment provider');
      }
      if (attempt.state === 'pending') throw new Fault('request-timed-out', 'payment provider');
      return attempt.state === 'captured' ? 'captured' : 'declined';
    },
    async find(attemptId) {
      return reach(attemptId)?.state ?? 'none';
    },
    async cancel(attemptId) {
      const attempt = reach(attemptId);
      if (attempt?.state === 'captured') return 'captured';
      if (attempt && attempt.capturesAtMs !== null) return 'impossible';
      const amount = attempt?.amount ?? { amountMinor: 0, currency: '' };
      attempts.set(attemptId, { amount, state: 'cancelled', capturesAtMs: null });
      return 'cancelled';
    },
    async refund(attemptId, { refundId, amount }) {
      const attempt = reach(attemptId);
      if (attempt?.state !== 'captured') throw new Fault('message-malformed', 'nothing was captured');
      if (refunded.has(refundId)) return;
      const total = (givenBack.get(attemptId) ?? 0) + amount.amountMinor;
      if (total > attempt.amount.amountMinor) throw new Fault('message-malformed', 'more than was captured');
      givenBack.set(attemptId, total);
      refunded.set(refundId, amount);
    },
  };
  return provider;
}
