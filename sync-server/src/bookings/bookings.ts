/**
 * Bookings that the server sells itself, to phones. The server holds the rights, so a hold may end by time; once `paying`,
 * only the provider's answer moves it. Sale, tickets and rights are one transaction.
 */

import { assert } from '@marquee/shared/assert';
import { formatOrderKey, type OrderId } from '@marquee/shared/ids';
import { writeOpenChanges } from '../feed/feed.ts';
import { runOnce } from '../operations/operations.ts';
import { RolledBack, transactionOrRefusal } from '../platform/database.ts';
import {
  describeSeats,
  freeHeld,
  holdFree,
  type RightsDeps,
  selectExpired,
  selectHeld,
  startPaying,
} from '../rights/rights.ts';
import * as places from './hold-places.ts';
import { type PhoneSale, sellPaidHold } from './sell-hold.ts';

export { recordSales, type SaleToRecord } from './apply-sale.ts';
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
export type { PhoneSale } from './sell-hold.ts';
export { settleAttempts } from './settle-attempts.ts';

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

export type StartPaymentAnswer = { ok: true; seatIds: number[] } | { ok: false; reason: 'hold-gone' };

/** held -> paying, before the provider is called: from here on the hold no longer expires. Repeats answer the same. */
export async function startPayment(
  deps: RightsDeps,
  hold: Pick<Hold, 'holdId' | 'screeningId'>,
): Promise<StartPaymentAnswer> {
  return transactionOrRefusal(deps.database, 'start-payment', async (tx) => {
    const started = await startPaying(tx, hold.holdId, hold.screeningId);
    const rows = await selectHeld(tx, hold.holdId, hold.screeningId);
    const paying = rows.filter((row) => row.state === 'paying').map((row) => row.seat_id);
    if (paying.length === 0) throw new RolledBack<StartPaymentAnswer>({ ok: false, reason: 'hold-gone' });
    if (started > 0) await writeOpenChanges(tx, deps, [await describeSeats(tx, hold.screeningId, paying)]);
    return { ok: true, seatIds: paying };
  });
}

/** Gives a hold back: `paying` only after the provider has said that nothing was captured. */
export async function releaseHold(
  deps: RightsDeps,
  hold: Pick<Hold, 'holdId' | 'screeningId'>,
  state: 'held' | 'paying',
): Promise<number> {
  return deps.database.transaction('release-hold', async (tx) => {
    const rows = await selectHeld(tx, hold.holdId, hold.screeningId);
    const freed = await freeHeld(tx, hold.holdId, hold.screeningId, state);
    const seatIds = rows.filter((row) => row.state === state).map((row) => row.seat_id);
    if (freed > 0) await writeOpenChanges(tx, deps, [await describeSeats(tx, hold.screeningId, seatIds)]);
    return freed;
  });
}

/** Ends holds whose time is over. Answers how many holds. */
export async function expireHolds(deps: RightsDeps): Promise<number> {
  const expired = await selectExpired(deps.database, deps.clock.nowMs(), 100);
  for (const row of expired)
    await releaseHold(deps, { holdId: row.operation_id, screeningId: row.screening_id }, 'held');
  return expired.length;
}

export type SoldAnswer = { ok: true; order: OrderId; orderKey: string } | { ok: false; reason: 'hold-gone' };

/** paying -> sold with tickets, after a capture. A repeat is the same sale. */
export function completeSale(
  deps: RightsDeps & { serverNumber: number },
  hold: Pick<Hold, 'holdId' | 'screeningId'>,
  sale: PhoneSale,
): Promise<SoldAnswer> {
  return runOnce<SoldAnswer, SoldAnswer>(
    deps,
    { operationId: `sale:${hold.holdId}`, body: { screeningId: hold.screeningId, sale } },
    async (tx) => {
      const order = await sellPaidHold(tx, deps, hold, sale);
      if (!order) throw new RolledBack<SoldAnswer>({ ok: false, reason: 'hold-gone' });
      return { ok: true, order, orderKey: formatOrderKey(order) };
    },
    (refusal) => refusal,
  );
}
