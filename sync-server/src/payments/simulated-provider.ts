/** A provider to try everything with, where none is connected: approves, declines, and fails in the ways of real ones. */
import type { Clock } from '@marquee/shared/clock';
import { Fault } from '@marquee/shared/errors';
import type { Amount, AttemptAt, ChargeAnswer, PaymentProvider } from './payments.ts';

export type ProviderMode =
  | 'approve'
  | 'decline'
  /** No answer, and nothing is captured until it is cancelled. */
  | 'timeout'
  /** Captured, and the answer is lost. */
  | 'lost-answer'
  /** No answer; can't be cancelled, and is captured after a while. */
  | 'late-capture'
  /** The customer's bank asks first: see `answerBank`. */
  | 'action-needed';

export interface SimulatedProvider extends PaymentProvider {
  mode: ProviderMode;
  /** Nobody answers, and nothing reaches it. */
  reachable: boolean;
  readonly captured: ReadonlyMap<string, Amount>;
  /** By refund id. */
  readonly refunded: ReadonlyMap<string, Amount & { attemptId: string }>;
  /** The customer convinces the bank of an attempt, or fails to. */
  answerBank(attemptId: string, isConvinced: boolean): void;
}

export interface SimulatedOptions {
  clock: Clock;
  mode?: ProviderMode;
  lateMs?: number;
  /** Something has become of an attempt, and nobody here was told: as a real provider's webhook. */
  onEvent?: (attempt: AttemptAt) => void;
}

interface Attempt {
  amount: Amount;
  paymentToken: string;
  state: 'opened' | 'captured' | 'pending' | 'action-needed' | 'declined' | 'cancelled';
  /** Of a capture that comes by itself. */
  capturesAtMs: number | null;
}

/** As Stripe calls its test cards: to try an app with, before a provider is connected. */
export const declinedToken = 'pm_card_chargeDeclined';
export const bankToken = 'pm_card_threeDSecure2Required';
/** Its bank is convinced by itself after so long. */
const bankMs = 5000;
const lateMsDefault = 20 * 60_000;
/** So long a webhook is under way. */
const eventMs = 2000;

const refOf = (attemptId: string): string => `sim_${attemptId}`;
const lost = () => new Fault('request-timed-out', 'payment provider');

export function makeSimulatedProvider(options: SimulatedOptions): SimulatedProvider {
  const { clock, lateMs = lateMsDefault } = options;
  const attempts = new Map<string, Attempt>();
  const captured = new Map<string, Amount>();
  const refunded = new Map<string, Amount & { attemptId: string }>();
  /** What was given back of each attempt, in minor units. */
  const givenBack = new Map<string, number>();

  function reach(): void {
    if (!provider.reachable) throw new Fault('link-down', 'payment provider');
  }

  function look({ id, ref }: AttemptAt): Attempt | undefined {
    reach();
    const attempt = ref === refOf(id) ? attempts.get(id) : undefined;
    if (attempt && attempt.capturesAtMs !== null && attempt.capturesAtMs <= clock.nowMs()) capture(id, attempt);
    return attempt;
  }

  function capture(attemptId: string, attempt: Attempt): void {
    attempt.state = 'captured';
    attempt.capturesAtMs = null;
    captured.set(attemptId, attempt.amount);
  }

  function announce(id: string, afterMs: number): void {
    const { onEvent } = options;
    if (onEvent) clock.setTimer(afterMs, () => onEvent({ id, ref: refOf(id) }));
  }

  /** The first time that it is charged. */
  function begin(id: string, attempt: Attempt): void {
    attempt.state = 'pending';
    if (attempt.paymentToken === declinedToken) {
      attempt.state = 'declined';
      return;
    }
    if (attempt.paymentToken === bankToken) {
      attempt.state = 'action-needed';
      clock.setTimer(bankMs, () => provider.answerBank(id, true));
      return;
    }
    if (provider.mode === 'decline') attempt.state = 'declined';
    if (provider.mode === 'action-needed') attempt.state = 'action-needed';
    if (provider.mode === 'late-capture') {
      attempt.capturesAtMs = clock.nowMs() + lateMs;
      announce(id, lateMs);
    }
    if (provider.mode === 'approve' || provider.mode === 'lost-answer') capture(id, attempt);
    if (provider.mode !== 'lost-answer') return;
    announce(id, eventMs);
    throw lost();
  }

  const provider: SimulatedProvider = {
    name: 'simulated',
    mode: options.mode ?? 'approve',
    reachable: true,
    captured,
    refunded,
    answerBank(attemptId, isConvinced) {
      const attempt = attempts.get(attemptId);
      if (attempt?.state !== 'action-needed') return;
      if (isConvinced) capture(attemptId, attempt);
      else attempt.state = 'declined';
      announce(attemptId, eventMs);
    },
    async open(attemptId, { amount, paymentToken }) {
      reach();
      if (!attempts.has(attemptId))
        attempts.set(attemptId, { amount, paymentToken, state: 'opened', capturesAtMs: null });
      return { ref: refOf(attemptId) };
    },
    async charge(at): Promise<ChargeAnswer> {
      const attempt = look(at);
      // Forgotten, as by a restart: nothing was taken, and nothing can be.
      if (!attempt) return { outcome: 'declined' };
      if (attempt.state === 'opened') begin(at.id, attempt);
      if (attempt.state === 'pending') throw lost();
      if (attempt.state === 'action-needed') return { outcome: 'action-needed', clientSecret: `${at.ref}_secret` };
      return { outcome: attempt.state === 'captured' ? 'captured' : 'declined' };
    },
    async find(at) {
      const state = look(at)?.state;
      return state === 'opened' || state === 'action-needed' ? 'pending' : (state ?? 'none');
    },
    async cancel(at) {
      const attempt = look(at);
      if (attempt?.state === 'captured') return 'captured';
      if (attempt && attempt.capturesAtMs !== null) return 'impossible';
      if (attempt) attempt.state = 'cancelled';
      return 'cancelled';
    },
    async refund(at, { refundId, amount }) {
      const attempt = look(at);
      // What a restart made it forget it takes on trust: no money is in it.
      if (attempt && attempt.state !== 'captured') throw new Fault('payment-refused', 'nothing was captured');
      if (refunded.has(refundId)) return;
      const total = (givenBack.get(at.id) ?? 0) + amount.amountMinor;
      if (attempt && total > attempt.amount.amountMinor) throw new Fault('payment-refused', 'more than was captured');
      givenBack.set(at.id, total);
      refunded.set(refundId, { ...amount, attemptId: at.id });
    },
  };
  return provider;
}
