/**
 * Bookings that the server sells itself, to phones. The server holds the rights, so a hold may end by time; once `paying`,
 * only the provider's answer moves it. Sale, tickets and rights are one transaction.
 */

import { assert } from '@marquee/shared/assert';
import { writeOpenChanges } from '../feed/feed.ts';
import { runOnce } from '../operations/operations.ts';
import { RolledBack } from '../platform/database.ts';
import { describeSeats, freeHeld, holdFree, type RightsDeps, selectExpired, selectHeld } from '../rights/rights.ts';
import * as places from './hold-places.ts';

export { recordSales, type SaleToRecord } from './apply-sale.ts';
export { type PayAnswer, type PayingDeps, type PayOrder, payHold } from './pay-hold.ts';
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
export { lookAtAttempt, lookAtReported, settleAttemptNow, settleAttempts, settlePayments } from './settle-attempts.ts';

export const holdMs = 8 * 60_000;

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

/** Gives a hold back; one that is being paid stays. Answers how many seats. */
export async function releaseHold(deps: RightsDeps, hold: Pick<Hold, 'holdId' | 'screeningId'>): Promise<number> {
  return deps.database.transaction('release-hold', async (tx) => {
    const rows = await selectHeld(tx, hold.holdId, hold.screeningId);
    const freed = await freeHeld(tx, hold.holdId, hold.screeningId, 'held');
    const seatIds = rows.filter((row) => row.state === 'held').map((row) => row.seat_id);
    if (freed > 0) await writeOpenChanges(tx, deps, [await describeSeats(tx, hold.screeningId, seatIds)]);
    return freed;
  });
}

/** Ends holds whose time is over. Answers how many holds. */
export async function expireHolds(deps: RightsDeps): Promise<number> {
  const expired = await selectExpired(deps.database, deps.clock.nowMs(), 100);
  for (const row of expired) await releaseHold(deps, { holdId: row.operation_id, screeningId: row.screening_id });
  return expired.length;
}
