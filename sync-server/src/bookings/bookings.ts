/**
 * Bookings that the server sells itself, to phones. The server holds the rights, so a hold may end by time; once `paying`,
 * only the provider's answer moves it. Sale, tickets and rights are one transaction.
 */

import { assert } from '@marquee/shared/assert';
import { writeOpenChanges } from '../feed/feed.ts';
import { runOnce } from '../operations/operations.ts';
import { RolledBack } from '../platform/database.ts';
import { describeSeats, holdFree, type RightsDeps } from '../rights/rights.ts';
import { holdMs } from './hold.ts';
import * as places from './hold-places.ts';

export { recordSales, type SaleToRecord } from './apply-sale.ts';
export { type CancelAnswer, cancelBooking } from './cancel-booking.ts';
export { expireHolds, extendHold, type HoldOrder, holdForUser, holdMs, releaseHold } from './hold.ts';
export { type BookingPayment, nameAttempt, payForHold } from './pay-booking.ts';
export { type PayAnswer, type PayOrder, payHold } from './pay-hold.ts';
export {
  payOutRefund,
  prepareRefund,
  type RefundAnswer,
  type RefundOrder,
  recordHolderRefund,
  refundTickets,
  releaseTickets,
} from './refund.ts';
export { type CardRefundAnswer, refundToCard, settleRefunds } from './refund-to-card.ts';
export type { PhoneSale } from './sell-hold.ts';
export { lookAtAttempt, settleAttemptNow, settleAttempts, settlePayments } from './settle-attempts.ts';

export interface Hold {
  /** Chosen and saved by the phone before it is sent. */
  holdId: string;
  screeningId: number;
  seatIds: readonly number[];
}
export type HoldAnswer = { ok: true; expiresAtMs: number } | { ok: false; reason: 'seat-taken' };

/** Holds free seats for a phone: all of them or none. A repeat gets the same answer. */
export function holdSeats(deps: RightsDeps, hold: Hold): Promise<HoldAnswer> {
  const { holdId, screeningId } = hold;
  const seatIds = [...new Set(hold.seatIds)].sort((a, b) => a - b);
  assert(seatIds.length > 0, 'a hold has seats');
  return runOnce<HoldAnswer, HoldAnswer>(
    deps,
    { operationId: `hold:${holdId}`, body: { screeningId, seatIds } },
    async (tx) => {
      const expiresAtMs = deps.clock.nowMs() + holdMs;
      const held = await holdFree(tx, { screeningId, seatIds, holdId, expiresAtMs });
      if (held !== seatIds.length) throw new RolledBack<HoldAnswer>({ ok: false, reason: 'seat-taken' });
      await writeOpenChanges(tx, deps, [await describeSeats(tx, screeningId, seatIds)]);
      return { ok: true, expiresAtMs };
    },
    (refusal) => refusal,
  );
}

/** Any free seats of a screening without numbered ones. */
export const holdPlaces = (deps: RightsDeps, hold: places.PlacesToHold): Promise<places.PlacesAnswer> =>
  places.holdPlaces(deps, hold, holdMs);
