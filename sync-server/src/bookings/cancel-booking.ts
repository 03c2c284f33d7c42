/**
 * A moviegoer cancels tickets of an own booking by the published rule: until some time before the start, the exact price
 * goes back to the card that paid. That the card is owed it is part of the cancelling itself, so that neither a crash nor
 * the desk comes in between.
 */
import type { OrderId } from '@marquee/shared/ids';
import { noteAct } from '../accounts/accounts.ts';
import { runOnce } from '../operations/operations.ts';
import type { PaymentProvider } from '../payments/payments.ts';
import { RolledBack, type Transaction } from '../platform/database.ts';
import { type OwnBookingRow, selectOwnBooking } from './own-bookings.sql.ts';
import { selectRefundLines, selectRefunds } from './refund.sql.ts';
import { beginCardRefund, undoTickets } from './refund.ts';
import { type CardRefundAnswer, type RefundingDeps, refundToCard } from './refund-to-card.ts';

export interface CancelOrder {
  /** Chosen and saved by the phone before it is sent. */
  key: string;
  order: OrderId;
  userId: number;
  /** Null: all that are still valid. */
  lines: readonly number[] | null;
  /** How long before the start it is too late. */
  cancelMsBefore: number;
}
export type CancelRefusal =
  | 'not-found'
  | 'too-late-to-cancel'
  | 'ticket-not-valid'
  | 'ticket-passed-on'
  | 'ticket-used'
  | 'not-holder';
export type CancelAnswer = { ok: true; amountMinor: number; lines: number[]; refund: CardRefundAnswer } | CancelRefused;

type Undone = { ok: true; amountMinor: number; lines: number[]; refundIds: string[] } | CancelRefused;
type CancelRefused = { ok: false; reason: CancelRefusal };
const no = (reason: CancelRefusal): RolledBack<Undone> => new RolledBack({ ok: false, reason });

/** A repeat gets the same answer, but for how far the refund is by then. */
export async function cancelBooking(
  deps: RefundingDeps,
  provider: PaymentProvider,
  cancel: CancelOrder,
): Promise<CancelAnswer> {
  const { key, userId, order, lines } = cancel;
  const undone = await runOnce<Undone, Undone>(
    deps,
    { operationId: `cancel:${userId}:${key}`, body: { order, lines } },
    (tx) => undoOwn(tx, deps, cancel),
    (refusal) => refusal,
  );
  if (!undone.ok) return undone;
  const { refundIds, ...told } = undone;
  const said: CardRefundAnswer[] = [];
  for (const refundId of refundIds) said.push(await refundToCard(deps, provider, refundId));
  const worst = (['refused', 'pending'] as const).find((answer) => said.includes(answer));
  return { ...told, refund: worst ?? 'refunded' };
}

async function undoOwn(tx: Transaction, deps: RefundingDeps, cancel: CancelOrder): Promise<Undone> {
  const { order, userId, lines } = cancel;
  const booking = await selectOwnBooking(tx, order, userId);
  if (!booking) throw no('not-found');
  if (isTooLate(booking, cancel, deps.clock.nowMs())) throw no('too-late-to-cancel');
  const by = `user ${userId}`;
  // What the cinema has cancelled is of use to nobody, whosever it is, and the money is the buyer's.
  const ofBuyer = booking.screening_state === 'published';
  const { lines: undone } = await undoTickets(tx, deps, {
    order,
    lines,
    kind: 'refund',
    reason: 'cancelled by its buyer',
    by,
    ofBuyer,
    evenIfUsed: !ofBuyer,
  });
  const told = await sendToCard(tx, deps, { order, undone, ofBuyer });
  await noteAct(tx, deps, { operation: 'cancel-booking', by, userId, detail: { order, lines: told.lines } });
  return { ok: true, ...told };
}

/**
 * The refunds that these lines are in: a new one, and such as were prepared before, when a seat broke or the screening was
 * cancelled. What such a one pays for beside these lines ends with it. One that the desk has paid out stays as it is.
 */
async function sendToCard(
  tx: Transaction,
  deps: RefundingDeps,
  { order, undone, ofBuyer }: { order: OrderId; undone: readonly number[]; ofBuyer: boolean },
): Promise<{ refundIds: string[]; lines: number[]; amountMinor: number }> {
  const inRefunds = await selectRefundLines(tx, order.terminal, order.seq);
  const ids = new Set(inRefunds.filter(({ line }) => undone.includes(line)).map(({ refund_id }) => refund_id));
  const refunds = await selectRefunds(tx, [...ids].sort());
  for (const refund of refunds) await beginCardRefund(tx, deps, refund, ofBuyer);
  return {
    refundIds: refunds.map(({ id }) => id),
    lines: inRefunds.filter(({ refund_id }) => ids.has(refund_id)).map(({ line }) => line),
    amountMinor: refunds.reduce((sum, refund) => sum + refund.amount_minor, 0),
  };
}

/** What the cinema itself has cancelled can always be given back. */
function isTooLate(booking: OwnBookingRow, { cancelMsBefore }: CancelOrder, nowMs: number): boolean {
  return booking.screening_state === 'published' && nowMs > booking.starts_at_ms - cancelMsBefore;
}
