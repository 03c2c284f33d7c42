/**
 * A phone pays for what it holds. The attempt is written, and the seats are `paying`, before the provider is called; how
 * the provider calls it is written before it may charge. Each step after that starts from a durable state, so that whoever
 * finds the attempt can go on with it (settle-attempts.ts).
 */
import { assert } from '@marquee/shared/assert';
import { Fault } from '@marquee/shared/errors';
import { formatOrderKey, type OrderId } from '@marquee/shared/ids';
import { noteAct } from '../accounts/accounts.ts';
import type { NotClaimed, SignedBy } from '../devices/devices.ts';
import { raiseExceptions } from '../exceptions/exceptions.ts';
import { writeOpenChanges } from '../feed/feed.ts';
import { isDuplicateKey } from '../operations/operations.ts';
import type { Amount, AttemptAt, PaymentProvider } from '../payments/payments.ts';
import { RolledBack, type Transaction, transactionOrRefusal } from '../platform/database.ts';
import { describeSeats, freeHeld, resumeHeld, selectHeld, startPaying } from '../rights/rights.ts';
import { askProvider } from './ask-provider.ts';
import * as sql from './attempts.sql.ts';
import { selectExpiry } from './hold.sql.ts';
import { type PhoneSale, type SellingDeps, sellPaidHold } from './sell-hold.ts';

export interface PayingDeps extends SellingDeps {
  log?: { warn(context: object, message: string): void };
}

export interface PayOrder {
  /** Chosen and saved by the phone before it is sent. */
  attemptId: string;
  holdId: string;
  screeningId: number;
  /** Whose booking it becomes. */
  userId: number | null;
  /** Of a card that the provider keeps: handed on to it, and not kept here. */
  paymentToken: string;
  sale: PhoneSale;
  /** Its signature is used up in the transaction that begins the payment. */
  claim?: SignedBy['claim'];
}
/**
 * `pending`: the provider has not said; ask again. With an `action` the customer's bank asks first: the app shows its
 * question, and asks again. `paying-already`: another attempt pays for this hold. `refunding`: the money goes back, the
 * seats could not be sold. `challenge-used`, `counter-behind`: its signature is not good any more; nothing was begun.
 */
export type PayAnswer =
  | { outcome: 'sold'; order: OrderId; orderKey: string }
  | { outcome: 'pending'; action?: { clientSecret: string } }
  | Ended<'declined' | 'refunding' | NotBegun>;
type Ended<O extends string> = O extends string ? { outcome: O } : never;

/** How long a customer may take; then the sweeper asks the provider, and cancels. */
export const payMsMax = 5 * 60_000;

/** A repeat goes on where the attempt is. Throws Fault `operation-reused` for the same attempt with another sale. */
export async function payHold(deps: PayingDeps, provider: PaymentProvider, order: PayOrder): Promise<PayAnswer> {
  const begun = await beginPaying(deps, order);
  if (typeof begun === 'string') return { outcome: begun };
  const row = begun.provider_ref === null ? await openAttempt(deps, provider, begun, order) : begun;
  // Whoever was about to cancel it has not come back: so nobody waits for the sweeper.
  if (row.state === 'cancelling') return cancelAttempt(deps, provider, row);
  // Without a reference it was cancelled meanwhile, or the provider has not said how it calls it.
  if (row.state !== 'paying' || row.provider_ref === null) return answerOf(deps, row);
  const charged = await askProvider(deps, row.id, () => provider.charge(refOf(row)));
  switch (charged?.outcome) {
    case 'captured':
      return takeCapture(deps, provider, row);
    case 'declined':
      return cancelAttempt(deps, provider, row);
    case 'action-needed':
      return { outcome: 'pending', action: { clientSecret: charged.clientSecret } };
    default:
      return { outcome: 'pending' };
  }
}

export const amountOf = (row: sql.AttemptRow): Amount => ({ amountMinor: row.amount_minor, currency: row.currency });
const holdOf = (row: sql.AttemptRow) => ({
  holdId: row.hold_id,
  screeningId: row.screening_id,
  userId: row.user_id,
});

/** As the provider calls it. */
export function refOf({ id, provider_ref: ref }: sql.AttemptRow): AttemptAt {
  assert(ref !== null, 'what the provider is asked about was opened there');
  return { id, ref };
}

type NotBegun = 'hold-gone' | 'paying-already' | NotClaimed;

async function beginPaying(deps: PayingDeps, order: PayOrder): Promise<sql.AttemptRow | NotBegun> {
  const { attemptId, holdId, screeningId, userId, sale, claim } = order;
  const total = sale.lines.reduce((sum, line) => sum + line.priceMinor, 0);
  assert(total === sale.totalMinor, 'a sale costs what its tickets cost');
  const nowMs = deps.clock.nowMs();
  const row: sql.AttemptRow = {
    id: attemptId,
    screening_id: screeningId,
    hold_id: holdId,
    state: 'paying',
    amount_minor: sale.totalMinor,
    currency: sale.currency,
    sale: JSON.stringify(sale),
    seq: null,
    at_ms: nowMs,
    deadline_ms: nowMs + payMsMax,
    user_id: userId,
    provider_ref: null,
  };
  const earlier = await sql.selectAttempt(deps.database, attemptId);
  if (earlier) return sameAttempt(earlier, row);
  try {
    return await transactionOrRefusal<sql.AttemptRow | NotBegun>(deps.database, 'begin-paying', async (tx) => {
      await sql.insertAttempt(tx, row);
      const started = await startPaying(tx, { holdId, screeningId, nowMs });
      const held = await selectHeld(tx, holdId, screeningId);
      if (started === 0 && held.some(({ state }) => state === 'paying')) throw new RolledBack('paying-already');
      const wanted = new Set(sale.lines.map(({ seatId }) => seatId));
      const isWhole = started === held.length && wanted.size === started && sale.lines.length === started;
      const isOurs = held.every((seat) => wanted.has(seat.seat_id) && seat.blocked_for === null);
      if (!isWhole || !isOurs) throw new RolledBack('hold-gone');
      const notClaimed = await claim?.(tx);
      if (notClaimed) throw new RolledBack(notClaimed);
      await writeOpenChanges(tx, deps, [await describeSeats(tx, screeningId, [...wanted])]);
      return row;
    });
  } catch (thrown) {
    const other = isDuplicateKey(thrown) ? await sql.selectAttempt(deps.database, attemptId) : undefined;
    if (!other) throw thrown;
    return sameAttempt(other, row);
  }
}

function sameAttempt(earlier: sql.AttemptRow, asked: sql.AttemptRow): sql.AttemptRow {
  const isSame =
    earlier.hold_id === asked.hold_id &&
    earlier.screening_id === asked.screening_id &&
    earlier.user_id === asked.user_id &&
    earlier.sale === asked.sale;
  if (!isSame) throw new Fault('operation-reused');
  return earlier;
}

/**
 * The provider learns of it, and how it calls it is saved before it may charge. Answers how the attempt stands then: it
 * may have been cancelled meanwhile, since nobody had charged it.
 */
async function openAttempt(
  deps: PayingDeps,
  provider: PaymentProvider,
  row: sql.AttemptRow,
  { paymentToken, sale }: PayOrder,
): Promise<sql.AttemptRow> {
  if (row.state !== 'paying') return row;
  const seats = sale.lines.length;
  const order = { amount: amountOf(row), paymentToken, description: seats === 1 ? '1 ticket' : `${seats} tickets` };
  const opened = await askProvider(deps, row.id, () => provider.open(row.id, order).catch(noteRefusal));
  if (opened === null) return row;
  if ('refused' in opened) {
    await cancelUncharged(deps, row);
    // A setting that is wrong is not the customer's card: whoever asks hears of it.
    if (opened.refused.code !== 'payment-refused') throw opened.refused;
  } else {
    await deps.database.transaction('opened', (tx) => sql.saveRef(tx, row.id, opened.ref));
  }
  return attemptNow(deps, row.id);
}

/** The last word of the provider, unless it only says that another request under this id came before. */
function noteRefusal(thrown: unknown): { refused: Fault } {
  if (thrown instanceof Fault && thrown.retry === 'never' && thrown.code !== 'operation-reused')
    return { refused: thrown };
  throw thrown;
}

export function answerOf({ serverNumber }: PayingDeps, { state, seq }: sql.AttemptRow): PayAnswer {
  if (state === 'sold') {
    assert(seq !== null, 'what is sold is a booking');
    const order = { terminal: serverNumber, seq };
    return { outcome: 'sold', order, orderKey: formatOrderKey(order) };
  }
  if (state === 'refunding' || state === 'refunded') return { outcome: 'refunding' };
  return { outcome: state === 'cancelled' || state === 'watching' ? 'declined' : 'pending' };
}

async function attemptNow(deps: PayingDeps, id: string): Promise<sql.AttemptRow> {
  const row = await sql.selectAttempt(deps.database, id);
  // The database has lost it: the same order begins it again, and the provider knows it by its id.
  if (!row) throw new Fault('database-outcome-unknown', 'the attempt is no longer there');
  return row;
}

export const answerNow = async (deps: PayingDeps, id: string): Promise<PayAnswer> =>
  answerOf(deps, await attemptNow(deps, id));

/**
 * Captured: sold, if its seats are still its own and nobody withholds them; otherwise the money goes back. The server
 * holds these seats, so it may refuse at this moment: no ticket is made for a screening that is cancelled.
 */
export async function takeCapture(
  deps: PayingDeps,
  provider: PaymentProvider,
  row: sql.AttemptRow,
): Promise<PayAnswer> {
  const isSold = await transactionOrRefusal<boolean>(deps.database, 'sell-attempt', async (tx) => {
    if (!(await sql.moveAttempt(tx, row.id, ['paying', 'cancelling'], 'sold'))) throw new RolledBack(false);
    const order = await sellPaidHold(tx, deps, holdOf(row), JSON.parse(row.sale) as PhoneSale);
    if (!order) throw new RolledBack(false);
    await sql.saveAttemptSeq(tx, row.id, order.seq);
    if (row.user_id !== null) {
      const { user_id: userId } = row;
      const detail = { order, holdId: row.hold_id, attemptId: row.id };
      await noteAct(tx, deps, { operation: 'book-seats', by: `user ${userId}`, userId, detail });
    }
    return true;
  });
  if (!isSold && (await beginRefund(deps, row))) await refundCapture(deps, provider, row);
  return answerNow(deps, row.id);
}

async function beginRefund(deps: PayingDeps, row: sql.AttemptRow): Promise<boolean> {
  return deps.database.transaction('begin-refund', async (tx) => {
    const held = await sql.moveAttempt(tx, row.id, ['paying', 'cancelling'], 'refunding');
    if (!held && !(await sql.moveAttempt(tx, row.id, ['watching', 'cancelled'], 'refunding'))) return false;
    if (held) await freePaying(tx, deps, row);
    await raiseExceptions(tx, deps, [
      {
        kind: 'late-capture',
        subject: `late-capture ${row.id}`,
        screeningId: row.screening_id,
        detail: {
          here: held ? 'The seats were withheld while the customer paid.' : 'The seats were given up before.',
          there: { attemptId: row.id, ...amountOf(row) },
        },
      },
    ]);
    return true;
  });
}

/** From `refunding`: the provider gives it back, once by its id. */
export async function refundCapture(
  deps: PayingDeps,
  provider: PaymentProvider,
  row: sql.AttemptRow,
): Promise<boolean> {
  const refunded = await askProvider(deps, row.id, async () => {
    // It goes back whole, so its own id will do.
    await provider.refund(refOf(row), { refundId: row.id, amount: amountOf(row) });
    return true;
  });
  if (!refunded) return false;
  await deps.database.transaction('refunded', (tx) => sql.moveAttempt(tx, row.id, ['refunding'], 'refunded'));
  return true;
}

/** Nothing was captured: the provider is told to keep it so, and only then the seats are free. */
export async function cancelAttempt(
  deps: PayingDeps,
  provider: PaymentProvider,
  { id }: sql.AttemptRow,
): Promise<PayAnswer> {
  await beginCancelling(deps, { id });
  // Somebody else may have settled it by now, and the provider must not be told to undo that.
  const row = await attemptNow(deps, id);
  if (row.state !== 'cancelling') return answerOf(deps, row);
  if (row.provider_ref === null) await cancelUncharged(deps, row);
  else {
    const cancelled = await askProvider(deps, id, () => provider.cancel(refOf(row)));
    if (cancelled === 'captured') return takeCapture(deps, provider, row);
    if (cancelled === 'cancelled') await giveUpSeats(deps, row, 'cancelled');
    if (cancelled === 'impossible') await giveUpSeats(deps, row, 'watching');
  }
  return answerNow(deps, id);
}

/** From now on nobody charges it; the sweeper comes to it soon, should the provider not be reached now. */
export async function beginCancelling(deps: PayingDeps, { id }: Pick<sql.AttemptRow, 'id'>): Promise<void> {
  await deps.database.transaction('cancelling', async (tx) => {
    if (await sql.moveAttempt(tx, id, ['paying'], 'cancelling'))
      await sql.hastenAttempt(tx, id, deps.clock.nowMs() + cancelAgainMs);
  });
}
const cancelAgainMs = 15_000;

/** Whoever was about to charge it finds it cancelled when the reference is to be saved. */
export async function cancelUncharged(deps: PayingDeps, row: sql.AttemptRow): Promise<void> {
  await deps.database.transaction('cancel-uncharged', async (tx) => {
    if (await sql.cancelUncharged(tx, row.id)) await endPaying(tx, deps, row);
  });
}

/** The seats are no longer paid for. `watching`: a capture may still come, and is refunded then. */
export async function giveUpSeats(deps: PayingDeps, row: sql.AttemptRow, to: 'cancelled' | 'watching'): Promise<void> {
  await deps.database.transaction('give-up', async (tx) => {
    if (!(await sql.moveAttempt(tx, row.id, ['cancelling'], to))) return;
    await (to === 'cancelled' ? endPaying : freePaying)(tx, deps, row);
  });
}

/** Nothing was taken, for certain: while its time lasts the hold goes on, so that another card can be tried. */
async function endPaying(tx: Transaction, deps: PayingDeps, row: sql.AttemptRow): Promise<void> {
  const { holdId, screeningId } = holdOf(row);
  const expiresAtMs = (await selectExpiry(tx, holdId)) ?? 0;
  if (expiresAtMs <= deps.clock.nowMs()) return freePaying(tx, deps, row);
  await tellEnded(tx, deps, row, await resumeHeld(tx, { holdId, screeningId, expiresAtMs }));
}

async function freePaying(tx: Transaction, deps: PayingDeps, row: sql.AttemptRow): Promise<void> {
  await tellEnded(tx, deps, row, await freeHeld(tx, row.hold_id, row.screening_id, 'paying'));
}

async function tellEnded(tx: Transaction, deps: PayingDeps, row: sql.AttemptRow, ended: number): Promise<void> {
  const seatIds = (JSON.parse(row.sale) as PhoneSale).lines.map(({ seatId }) => seatId);
  assert(ended === seatIds.length, 'only its own attempt ends a payment');
  const screeningId = row.screening_id;
  await writeOpenChanges(tx, deps, [await describeSeats(tx, screeningId, seatIds)]);
}
