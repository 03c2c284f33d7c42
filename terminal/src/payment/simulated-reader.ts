/** A card reader and its network, simulated: it can fail in each way that the real ones do, and remembers through a restart. */
import type { Clock } from '@marquee/shared/clock';
import { Fault } from '@marquee/shared/errors';
import type { CardReader, FoundOutcome } from './card-reader.ts';

/**
 * `lost-answer`: charged or refunded, but the answer never arrives. `timeout`: neither, and no answer either.
 * `unreachable`: the cable is out, for every call.
 */
export type ReaderMode = 'approve' | 'decline' | 'timeout' | 'lost-answer' | 'unreachable';

interface Attempt {
  amountMinor: number;
  currency: string;
  outcome: 'approved' | 'declined' | 'voided' | 'none' | 'refunded';
  authorisation: string;
  /** Of a refund: the charge. */
  ofAttemptId?: string;
}
/** Where the reader remembers its attempts; a file, so that it survives the terminal. */
export interface ReaderMemory {
  load(): Record<string, Attempt>;
  save(attempts: Record<string, Attempt>): void;
}

export interface SimulatedReader extends CardReader {
  setMode(mode: ReaderMode): void;
  mode(): ReaderMode;
  /** Captured and not voided: what the card network believes. */
  captured(): { attemptId: string; amountMinor: number }[];
  /** Given back of what was captured. */
  refunded(): { attemptId: string; ofAttemptId: string; amountMinor: number }[];
}

export function makeSimulatedReader({
  clock,
  memory,
  answerMs,
  timeoutMs,
  mode: firstMode = 'approve',
}: {
  clock: Clock;
  memory: ReaderMemory;
  answerMs: number;
  timeoutMs: number;
  mode?: ReaderMode;
}): SimulatedReader {
  let mode = firstMode;
  const attempts = memory.load();

  function remember(attemptId: string, attempt: Attempt): void {
    attempts[attemptId] = attempt;
    memory.save(attempts);
  }
  function checkCable(): void {
    if (mode === 'unreachable') throw new Fault('reader-unreachable');
  }
  function toOutcome({ outcome, authorisation }: Attempt): Exclude<FoundOutcome, { outcome: 'pending' }> {
    return outcome === 'approved' ? { outcome, authorisation } : { outcome };
  }
  /** No more than was charged, however many refunds it is asked for in. */
  function canRefund(ofAttemptId: string, amountMinor: number): boolean {
    const charge = attempts[ofAttemptId];
    const before = refunds().filter((refund) => refund.ofAttemptId === ofAttemptId);
    const given = before.reduce((total, refund) => total + refund.amountMinor, 0);
    return charge?.outcome === 'approved' && given + amountMinor <= charge.amountMinor;
  }
  const refunds = () =>
    Object.entries(attempts).flatMap(([attemptId, { outcome, amountMinor, ofAttemptId }]) =>
      outcome === 'refunded' && ofAttemptId !== undefined ? [{ attemptId, ofAttemptId, amountMinor }] : [],
    );

  return {
    async charge({ attemptId, amountMinor, currency }) {
      checkCable();
      await clock.sleep(answerMs);
      const earlier = attempts[attemptId];
      if (earlier?.outcome === 'voided') return { outcome: 'declined' };
      const modeNow = mode;
      if (modeNow === 'timeout' || modeNow === 'unreachable') {
        await clock.sleep(timeoutMs);
        throw new Fault('request-timed-out', 'card reader');
      }
      const authorisation = `SIM${String(Object.keys(attempts).length + 1).padStart(5, '0')}`;
      const attempt: Attempt = earlier ?? {
        amountMinor,
        currency,
        outcome: modeNow === 'decline' ? 'declined' : 'approved',
        authorisation,
      };
      remember(attemptId, attempt);
      if (modeNow === 'lost-answer') {
        await clock.sleep(timeoutMs);
        throw new Fault('request-timed-out', 'card reader');
      }
      const outcome = toOutcome(attempt);
      return outcome.outcome === 'approved' ? outcome : { outcome: 'declined' };
    },
    async find(attemptId) {
      checkCable();
      await clock.sleep(answerMs);
      const attempt = attempts[attemptId];
      return attempt ? toOutcome(attempt) : { outcome: 'none' };
    },
    async void(attemptId) {
      checkCable();
      await clock.sleep(answerMs);
      const attempt = attempts[attemptId] ?? { amountMinor: 0, currency: '', outcome: 'none', authorisation: '' };
      remember(attemptId, { ...attempt, outcome: 'voided' });
    },
    async refund({ attemptId, ofAttemptId, amountMinor, currency }) {
      checkCable();
      await clock.sleep(answerMs);
      const modeNow = mode;
      if (modeNow === 'timeout' || modeNow === 'unreachable') {
        await clock.sleep(timeoutMs);
        throw new Fault('request-timed-out', 'card reader');
      }
      const refusal = modeNow === 'decline' || !canRefund(ofAttemptId, amountMinor);
      const attempt: Attempt = attempts[attemptId] ?? {
        amountMinor,
        currency,
        outcome: refusal ? 'declined' : 'refunded',
        authorisation: '',
        ofAttemptId,
      };
      remember(attemptId, attempt);
      if (modeNow === 'lost-answer') {
        await clock.sleep(timeoutMs);
        throw new Fault('request-timed-out', 'card reader');
      }
      return { outcome: attempt.outcome === 'refunded' ? 'refunded' : 'declined' };
    },
    setMode(next) {
      mode = next;
    },
    mode: () => mode,
    captured: () =>
      Object.entries(attempts)
        .filter(([, attempt]) => attempt.outcome === 'approved')
        .map(([attemptId, attempt]) => ({ attemptId, amountMinor: attempt.amountMinor })),
    refunded: refunds,
  };
}
