/** The mobile API's routes of holds, payments and bookings. */
import type { ApiRoute } from '../platform/api.ts';
import { type HoldApiDeps, makeHoldApi } from './hold.route.ts';
import { makeOwnBookingsApi, type OwnBookingsDeps } from './own-bookings.route.ts';

export type BookingApiDeps = HoldApiDeps & OwnBookingsDeps;

export const makeBookingApi = (deps: BookingApiDeps): ApiRoute[] => [...makeHoldApi(deps), ...makeOwnBookingsApi(deps)];
