import { z } from 'zod';
import type { PaymentProvider } from '../payments/payments.ts';
import { type ApiRoute, defineRoute, refuse } from '../platform/api.ts';
import { orderKeyText } from '../platform/read-params.ts';
import { BookingAnswer } from './booking-answers.ts';
import { cancelBooking } from './cancel-booking.ts';
import { describeBookings, type OwnBookingsDeps } from './own-bookings.route.ts';
import { selectOwnBooking } from './own-bookings.sql.ts';
import type { RefundingDeps } from './refund-to-card.ts';

export type CancelApiDeps = OwnBookingsDeps & RefundingDeps & { payments: PaymentProvider };

export const makeCancelBooking = (deps: CancelApiDeps): ApiRoute =>
  defineRoute({
    operationId: 'Cancel_booking',
    method: 'post',
    path: '/api/v1/bookings/:order/cancellation',
    tag: 'bookings',
    summary: 'Give back tickets of an own booking, all or some; their exact price goes back to the card',
    authority: 'user',
    params: z.object({ order: orderKeyText }),
    body: z.strictObject({
      lines: z
        .array(z.int().min(1).max(0xffff))
        .min(1)
        .max(20)
        .optional()
        .meta({ description: 'Of the tickets; all that are valid where it is left out.' }),
    }),
    answer: z.object({
      booking: BookingAnswer,
      refund: z.object({
        amountMinor: z.int(),
        currency: z.string(),
        state: z.enum(['refunded', 'pending', 'at-desk']).meta({
          description:
            '`pending`: the provider is asked until it has said. `at-desk`: it refused; the cinema pays it out.',
        }),
      }),
    }),
    idempotent: true,
    refusals: {
      'too-late-to-cancel': { status: 409, title: 'Its time for that is over: see `cancellableUntilMs`.' },
      'ticket-not-valid': { status: 409, title: 'One of them is no valid ticket any more: load the booking again.' },
      'ticket-passed-on': { status: 409, title: 'Somebody else has accepted one of them: it is not yours any more.' },
      'ticket-used': { status: 409, title: 'Somebody came in with one of them.' },
      'not-holder': { status: 409, title: 'The terminal that printed it holds it: the cinema’s staff can help.' },
    },
    async handle({ params: { order }, body, caller: { userId }, idempotencyKey: key }) {
      const lines = body.lines ? [...new Set(body.lines)].sort((a, b) => a - b) : null;
      const { cancelMsBefore, payments } = deps;
      const answer = await cancelBooking(deps, payments, { key, order, userId, lines, cancelMsBefore });
      const row = await selectOwnBooking(deps.database, order, userId);
      const [booking] = row ? await describeBookings(deps, [row]) : [];
      if (!answer.ok || !booking) return refuse(answer.ok ? 'not-found' : answer.reason);
      const state = answer.refund === 'refused' ? ('at-desk' as const) : answer.refund;
      return { booking, refund: { amountMinor: answer.amountMinor, currency: booking.currency, state } };
    },
  });
