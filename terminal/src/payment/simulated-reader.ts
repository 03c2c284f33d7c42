/** A card reader, its network and its bank, simulated: it can fail in each way that the real ones do, and remembers through a restart. */
import type { Clock } from '@marquee/shared/clock';
import { Fault } from '@marquee/shared/errors';
import type { CardReader, ForwardResult, FoundOutcome } from './card-reader.ts';
import { type CardKind, mayApproveAlone, type OfflineRules, usualRules } from './offline-rules.ts';

/**
 * `lost-answer`: charged or refunded, but the answer never arrives. `timeout`: neither, and no answer either.
 * `unreachable`: the cable is out, for every call.
 */
export type ReaderMode = 'approve' | 'decline' | 'timeout' | 'lost-answer' | 'unreachable';
export type BankState = 'there' | 'away';

interface Attempt {
  amountMinor: number;
  currency: string;
  outcome: 'approved' | 'declined' | 'voided' | 'none' | 'refunded';
  authorisation: string;
  /** Of a refund: the charge. */
  ofAttemptId?: string;
  /** Approved without the bank. */
  stored?: true;
  /** What the bank said of a stored one, and as the how manieth: results are told in that order. */
  forwarded?: ForwardResult['outcome'];
  forwardedAs?: number;
}
/** Where the reader remembers its attempts; a file, so that it survives the terminal. */
export interface ReaderMemory {
  load(): Record<string, Attempt>;
  save(attempts: Record<string, Attempt>): void;
}

export interface SimulatedReader extends CardReader {
  setMode(mode: ReaderMode): void;
  mode(): ReaderMode;
  /** When the bank is back, the store is sent on, charge by charge; with the mode `decline` the bank refuses them. */
  setBank(state: BankState): void;
  bank(): BankState;
  setCard(kind: CardKind): void;
  card(): CardKind;
  /** Captured and not voided: what the card network believes. What the store still holds is not. */
  captured(): { attemptId: string; amountMinor: number }[];
  /** Given back of what was captured. */
  refunded(): { attemptId: string; ofAttemptId: string; amountMinor: number }[];
  /** What waits to be sent on. */
  stored(): { attemptId: string; amountMinor: number }[];
  /** What the bank refused when it was sent on. */
  lost(): { attemptId: string; amountMinor: number }[];
}

interface ReaderSettings {
  clock: Clock;
  memory: ReaderMemory;
  answerMs: number;
  timeoutMs: number;
  mode?: ReaderMode | undefined;
  bank?: BankState | undefined;
  rules?: OfflineRules | undefined;
}

export function makeSimulatedReader(settings: ReaderSettings): SimulatedReader {
  const { clock, memory, answerMs, timeoutMs, rules = usualRules } = settings;
  let { mode = 'approve', bank = 'there' } = settings;
  let card: CardKind = 'chip';
  let isForwarding = false;
  const attempts = memory.load();

  function remember(attemptId: string, attempt: Attempt): void {
    attempts[attemptId] = attempt;
    memory.save(attempts);
  }
  /** Attempts that are so. */
  const listed = (is: (attempt: Attempt) => boolean) =>
    Object.entries(attempts)
      .filter(([, attempt]) => is(attempt))
      .map(([attemptId, { amountMinor }]) => ({ attemptId, amountMinor }));
  const waits = (attempt: Attempt): boolean =>
    attempt.outcome === 'approved' && attempt.stored === true && attempt.forwarded === undefined;
  const isCaptured = (attempt: Attempt): boolean =>
    attempt.outcome === 'approved' && (attempt.stored === undefined || attempt.forwarded === 'accepted');
  const refunds = () =>
    Object.entries(attempts).flatMap(([attemptId, { outcome, amountMinor, ofAttemptId }]) =>
      outcome === 'refunded' && ofAttemptId !== undefined ? [{ attemptId, ofAttemptId, amountMinor }] : [],
    );

  function checkCable(): void {
    if (mode === 'unreachable') throw new Fault('reader-unreachable');
  }
  async function stayDumb(): Promise<never> {
    await clock.sleep(timeoutMs);
    throw new Fault('request-timed-out', 'card reader');
  }
  function toOutcome({ outcome, authorisation, stored }: Attempt): Exclude<FoundOutcome, { outcome: 'pending' }> {
    return outcome === 'approved' ? { outcome, authorisation, ...(stored && { stored }) } : { outcome };
  }
  /** No more than was charged, however many refunds it is asked for in; and nothing that no bank has paid. */
  function canRefund(ofAttemptId: string, amountMinor: number): boolean {
    const charge = attempts[ofAttemptId];
    const before = refunds().filter((refund) => refund.ofAttemptId === ofAttemptId);
    const given = before.reduce((total, refund) => total + refund.amountMinor, 0);
    return charge !== undefined && isCaptured(charge) && given + amountMinor <= charge.amountMinor;
  }
  /** Null: the bank can't be asked, and the reader may not answer for it. */
  function judge({ amountMinor, mayStore }: { amountMinor: number; mayStore: boolean }) {
    const number = String(Object.keys(attempts).length + 1).padStart(5, '0');
    if (mode === 'decline') return { outcome: 'declined' as const, authorisation: `SIM${number}` };
    if (bank === 'there') return { outcome: 'approved' as const, authorisation: `SIM${number}` };
    if (!mayStore || !mayApproveAlone(rules, listed(waits), { amountMinor, card })) return null;
    return { outcome: 'approved' as const, authorisation: `OFF${number}`, stored: true as const };
  }

  /** One at a time, each after a moment; it ends where the bank goes away again. */
  async function forwardAll(): Promise<void> {
    if (isForwarding) return;
    isForwarding = true;
    try {
      for (let next = listed(waits)[0]; next && bank === 'there'; next = listed(waits)[0]) {
        await clock.sleep(answerMs);
        const attempt = attempts[next.attemptId];
        // Voided meanwhile: it has left the store.
        if (bank !== 'there' || !attempt || !waits(attempt)) continue;
        const forwardedAs = Object.values(attempts).filter(({ forwarded }) => forwarded !== undefined).length + 1;
        remember(next.attemptId, { ...attempt, forwarded: mode === 'decline' ? 'declined' : 'accepted', forwardedAs });
      }
    } finally {
      isForwarding = false;
    }
  }
  if (bank === 'there') void forwardAll();

  return {
    async charge({ attemptId, amountMinor, currency, mayStore }) {
      checkCable();
      await clock.sleep(answerMs);
      const earlier = attempts[attemptId];
      if (earlier?.outcome === 'voided') return { outcome: 'declined' };
      const modeNow = mode;
      if (modeNow === 'timeout' || modeNow === 'unreachable') return stayDumb();
      const judged = earlier ?? judge({ amountMinor, mayStore });
      if (!judged) {
        remember(attemptId, { amountMinor, currency, outcome: 'declined', authorisation: '' });
        return { outcome: 'declined', because: 'bank-away' };
      }
      const attempt: Attempt = { amountMinor, currency, ...judged };
      remember(attemptId, attempt);
      if (modeNow === 'lost-answer') return stayDumb();
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
      // What a bank has taken, only that bank gives up.
      if (isCaptured(attempt) && bank === 'away') return stayDumb();
      remember(attemptId, { ...attempt, outcome: 'voided' });
    },
    async refund({ attemptId, ofAttemptId, amountMinor, currency }) {
      checkCable();
      await clock.sleep(answerMs);
      const modeNow = mode;
      if (modeNow === 'timeout' || modeNow === 'unreachable') return stayDumb();
      const refusal = modeNow === 'decline' || bank === 'away' || !canRefund(ofAttemptId, amountMinor);
      const attempt: Attempt = attempts[attemptId] ?? {
        amountMinor,
        currency,
        outcome: refusal ? 'declined' : 'refunded',
        authorisation: '',
        ofAttemptId,
      };
      remember(attemptId, attempt);
      if (modeNow === 'lost-answer') return stayDumb();
      return { outcome: attempt.outcome === 'refunded' ? 'refunded' : 'declined' };
    },
    async forwarded(after) {
      checkCable();
      await clock.sleep(answerMs);
      const from = (after === null ? undefined : attempts[after]?.forwardedAs) ?? 0;
      return Object.entries(attempts)
        .flatMap(([attemptId, { forwarded: outcome, forwardedAs = 0 }]) =>
          outcome !== undefined && forwardedAs > from ? [{ attemptId, outcome, forwardedAs }] : [],
        )
        .sort((a, b) => a.forwardedAs - b.forwardedAs)
        .map(({ attemptId, outcome }) => ({ attemptId, outcome }));
    },
    setMode(next) {
      mode = next;
    },
    mode: () => mode,
    setBank(next) {
      bank = next;
      if (bank === 'there') void forwardAll();
    },
    bank: () => bank,
    setCard(next) {
      card = next;
    },
    card: () => card,
    captured: () => listed(isCaptured),
    refunded: refunds,
    stored: () => listed(waits),
    lost: () => listed(({ outcome, forwarded }) => outcome === 'approved' && forwarded === 'declined'),
  };
}
