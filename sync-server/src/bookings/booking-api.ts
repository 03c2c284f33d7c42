/** The mobile API's routes of holds, payments and bookings. */
import type { ApiRoute } from '../platform/api.ts';
import { type CancelApiDeps, makeCancelBooking } from './cancel.route.ts';
import { makeHoldApi } from './hold.route.ts';
import { makeOwnBookingsApi } from './own-bookings.route.ts';
import { makePayBooking, type PayApiDeps } from './pay.route.ts';
import { makePaymentChallenge } from './payment-challenge.route.ts';

export type BookingApiDeps = PayApiDeps & CancelApiDeps;

export const makeBookingApi = (deps: BookingApiDeps): ApiRoute[] => [
  ...makeHoldApi(deps),
  makePaymentChallenge(deps),
  makePayBooking(deps),
  ...makeOwnBookingsApi(deps),
  makeCancelBooking(deps),
];
