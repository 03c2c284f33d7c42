import { aSale, aSaleLine } from '@marquee/shared/testing/builders';
import type { PayOrder } from '../bookings/bookings.ts';

interface Wish {
  attemptId: string;
  holdId: string;
  screeningId: number;
  seatIds: readonly number[];
  userId?: number;
  paymentToken?: string;
}

/** What a phone sends to pay for these seats, at 12.00 euros each. */
export function aPhoneOrder({ seatIds, userId, paymentToken = 'pm_card_visa', ...order }: Wish): PayOrder {
  const { currency, lines, tenders, totalMinor } = aSale({
    lines: seatIds.map((seatId, i) => aSaleLine({ line: i + 1, seatId })),
  });
  const sale = {
    currency,
    totalMinor,
    tenders: tenders.map((tender) => ({ ...tender, kind: 'card' as const, attemptId: order.attemptId })),
    lines: lines.map(({ version: _, ...line }) => line),
  };
  return { ...order, userId: userId ?? null, paymentToken, sale };
}
