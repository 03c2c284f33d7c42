/**
 * Money as managers read it: takings, shifts, people, what distributors are told, refunds that are to be paid out, and all
 * bookings as a file. Everything is summed from the rows that sales, refunds and shifts have left; nothing is kept twice, but
 * returns to distributors, which stay as they were made.
 */
import type { ApiRoute } from '../platform/api.ts';
import { makeBookingFileApi } from './booking-file.route.ts';
import type { MoneyDeps } from './money-days.ts';
import { makeRefundsApi } from './refunds.route.ts';
import { makeReturnsApi } from './returns.route.ts';
import { makeShiftsApi } from './shift-list.route.ts';
import { makeTakingsApi } from './takings.route.ts';

export const makeMoneyApi = (deps: MoneyDeps): ApiRoute[] => [
  ...makeTakingsApi(deps),
  ...makeShiftsApi(deps),
  ...makeReturnsApi(deps),
  ...makeRefundsApi(deps),
  ...makeBookingFileApi(deps),
];
