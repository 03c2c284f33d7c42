/**
 * The sweeper of phones' payments: whatever was left on its way, by a lost answer or a crash between two steps, is
 * settled by asking the provider, never guessed. Two instances may sweep at once: each step is a compare-and-set.
 */
import { Fault } from '@marquee/shared/errors';
import { raiseExceptions } from '../exceptions/exceptions.ts';
import type { AttemptAt, PaymentProvider } from '../payments/payments.ts';
import { askProvider } from './ask-provider.ts';
import * as sql from './attempts.sql.ts';
import {
  amountOf,
  answerNow,
  answerOf,
  beginCancelling,
  cancelAttempt,
  cancelUncharged,
  giveUpSeats,
  type PayAnswer,
  type PayingDeps,
  refOf,
  refundCapture,
  takeCapture,
} from './pay-hold.ts';
import { refundMsMax, settleRefunds } from './refund-to-card.ts';

const attemptsPerRoundMax = 50;
/** A provider that can't be reached is asked for this long before the seats are given up all the same. */
export const cancelMsMax = 30 * 60_000;
const againMsMin = 15_000;
const againMsMax = 3600_000;

/** The longer it lasts, the less often: an eighth of its age. */
const againAfter = (ageMs: number): number => Math.min(againMsMax, Math.max(againMsMin, ageMs / 8));

/** What a crash or a lost answer left behind: attempts, then refunds of tickets. */
export async function settlePayments(deps: PayingDeps, provider: PaymentProvider): Promise<number> {
  return (await settleAttempts(deps, provider)) + (await settleRefunds(deps, provider));
}

/** One round over the attempts whose time has come. Answers how many were looked after here. */
export async function settleAttempts(deps: PayingDeps, provider: PaymentProvider): Promise<number> {
  const nowMs = deps.clock.nowMs();
  let settled = 0;
  let isSilent = false;
  const asked: PaymentProvider = noteSilence(provider, () => {
    isSilent = true;
  });
  for (const row of await sql.selectDueAttempts(deps.database, nowMs, attemptsPerRoundMax)) {
    const nextMs = Math.ceil(nowMs + againAfter(nowMs - row.at_ms));
    const isOurs = await deps.database.transaction('claim attempt', (tx) => sql.claimAttempt(tx, row, nextMs));
    if (!isOurs) continue;
    // A provider that hangs would be waited for fifty times: what needs no answer of its is done all the same.
    if (isSilent) await giveUpOverdue(deps, row);
    else await settleAttempt(deps, asked, row);
    settled += 1;
  }
  return settled;
}

/** Tells when a question was not answered; a provider that says no has answered. */
function noteSilence(provider: PaymentProvider, note: () => void): PaymentProvider {
  const heard = async <R>(asked: Promise<R>): Promise<R> => {
    try {
      return await asked;
    } catch (thrown) {
      if (!(thrown instanceof Fault) || thrown.retry === 'later') note();
      throw thrown;
    }
  };
  return {
    name: provider.name,
    open: (id, order) => heard(provider.open(id, order)),
    charge: (at) => heard(provider.charge(at)),
    find: (at) => heard(provider.find(at)),
    cancel: (at) => heard(provider.cancel(at)),
    refund: (at, refund) => heard(provider.refund(at, refund)),
  };
}

/** What ends without the provider's word: what was never charged, and what it has been asked about for too long. */
async function giveUpOverdue(deps: PayingDeps, row: sql.AttemptRow): Promise<void> {
  if (row.state !== 'paying' && row.state !== 'cancelling') return;
  if (row.provider_ref === null) return cancelUncharged(deps, row);
  if (deps.clock.nowMs() - row.at_ms <= cancelMsMax) return;
  await beginCancelling(deps, row);
  await giveUpSeats(deps, row, 'watching');
}

/**
 * One look at an attempt, whatever its deadline: the provider has said something by itself, or the app asks again. Null
 * where the provider gives no answer: whoever came must come again. What is not known here is `hold-gone`.
 */
export async function lookAtAttempt(
  deps: PayingDeps,
  provider: PaymentProvider,
  attemptId: string,
): Promise<PayAnswer | null> {
  const row = await sql.selectAttempt(deps.database, attemptId);
  if (!row) return { outcome: 'hold-gone' };
  const isDone = row.state === 'sold' || row.state === 'refunding' || row.state === 'refunded';
  // Without a reference it was never charged; whoever has it in hand goes on, or its deadline ends it.
  if (isDone || row.provider_ref === null) return answerOf(deps, row);
  const found = await askProvider(deps, attemptId, () => provider.find(refOf(row)));
  if (found === null) return null;
  if (found === 'captured') return takeCapture(deps, provider, row);
  const isOver = found === 'declined' || found === 'cancelled';
  if (isOver && (row.state === 'paying' || row.state === 'cancelling')) return cancelAttempt(deps, provider, row);
  return answerOf(deps, row);
}

/**
 * The same, of an attempt that the provider names. Null also where it can't be told yet whose it is; `unknown`: none of
 * ours goes by this id and reference.
 */
export async function lookAtReported(
  deps: PayingDeps,
  provider: PaymentProvider,
  { id, ref }: AttemptAt,
): Promise<PayAnswer | null | 'unknown'> {
  const row = await sql.selectAttempt(deps.database, id);
  if (!row || (row.provider_ref !== null && row.provider_ref !== ref)) return 'unknown';
  if (row.provider_ref === null) {
    // Cancelled here before its reference was saved: if it was charged by whatever hand, that goes back.
    const isOurs = await deps.database.transaction('adopt-ref', (tx) => sql.adoptRef(tx, id, ref));
    if (!isOurs) return null;
  }
  return lookAtAttempt(deps, provider, id);
}

/** `lookAtAttempt`, and where the provider gives no answer, how the attempt stands. */
export async function settleAttemptNow(
  deps: PayingDeps,
  provider: PaymentProvider,
  attemptId: string,
): Promise<PayAnswer> {
  return (await lookAtAttempt(deps, provider, attemptId)) ?? answerNow(deps, attemptId);
}

async function settleAttempt(deps: PayingDeps, provider: PaymentProvider, row: sql.AttemptRow): Promise<void> {
  switch (row.state) {
    case 'paying': {
      const isOpened = row.provider_ref !== null;
      const found = isOpened ? await askProvider(deps, row.id, () => provider.find(refOf(row))) : null;
      if (found === 'captured') await takeCapture(deps, provider, row);
      else await cancelOverdue(deps, provider, row);
      return;
    }
    case 'cancelling':
      return cancelOverdue(deps, provider, row);
    case 'watching':
      return watchAttempt(deps, provider, row);
    case 'refunding':
      if (!(await refundCapture(deps, provider, row))) await raiseOverdueRefund(deps, row);
      return;
    default:
      return;
  }
}

async function cancelOverdue(deps: PayingDeps, provider: PaymentProvider, row: sql.AttemptRow): Promise<void> {
  const { outcome } = await cancelAttempt(deps, provider, row);
  if (outcome === 'pending' && deps.clock.nowMs() - row.at_ms > cancelMsMax) await giveUpSeats(deps, row, 'watching');
}

/** Its seats are given up. What the provider says last decides whether money goes back. */
async function watchAttempt(deps: PayingDeps, provider: PaymentProvider, row: sql.AttemptRow): Promise<void> {
  const said = await askProvider(deps, row.id, () => provider.cancel(refOf(row)));
  if (said === 'captured') await takeCapture(deps, provider, row);
  if (said === 'cancelled')
    await deps.database.transaction('cancelled', (tx) => sql.moveAttempt(tx, row.id, ['watching'], 'cancelled'));
}

async function raiseOverdueRefund(deps: PayingDeps, row: sql.AttemptRow): Promise<void> {
  if (deps.clock.nowMs() - row.at_ms < refundMsMax) return;
  await deps.database.transaction('refund-failed', (tx) =>
    raiseExceptions(tx, deps, [
      {
        kind: 'refund-failed',
        subject: `refund-failed ${row.id}`,
        screeningId: row.screening_id,
        detail: { here: 'The refund is asked for again and again.', there: { attemptId: row.id, ...amountOf(row) } },
      },
    ]),
  );
}
