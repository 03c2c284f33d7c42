/** The mobile API's view of a moviegoer's own bookings. */
import { z } from 'zod';
import { type ApiRoute, defineRoute, refuse } from '../platform/api.ts';
import { cursorText, cutPage } from '../platform/cursor.ts';
import type { Queries } from '../platform/database.ts';
import { numberText, orderKeyText } from '../platform/read-params.ts';
import { BookingAnswer, toBookingAnswer } from './booking-answers.ts';
import { holdMs, ticketsMax } from './hold.ts';
import { type OwnBookingRow, selectOwnBooking, selectOwnBookings, selectTicketsOf } from './own-bookings.sql.ts';

export interface OwnBookingsDeps {
  database: Queries;
  /** By the published rule, how long before the start a booking can still be cancelled. */
  cancelMsBefore: number;
}

const BookingParams = z.object({ order: orderKeyText });
const pageMax = 100;
const timeMs = z.int().nonnegative();
const bookingsCursor = cursorText(z.tuple([z.literal('bookings'), timeMs, z.int().min(0).max(0xffff), timeMs]));

export const makeOwnBookingsApi = (deps: OwnBookingsDeps): ApiRoute[] => [
  makeBookingRules(deps),
  makeMyBookings(deps),
  makeBookingInfo(deps),
];

const makeBookingRules = ({ cancelMsBefore }: OwnBookingsDeps): ApiRoute =>
  defineRoute({
    operationId: 'Booking_rules',
    method: 'get',
    path: '/api/v1/booking-rules',
    tag: 'bookings',
    summary: 'How long seats are held, how many go into a booking, and until when it can be cancelled',
    authority: 'anyone',
    answer: z.object({
      holdSeconds: z.int(),
      extensions: z.int(),
      ticketsMax: z.int(),
      cancelMinutesBefore: z.int().meta({ description: 'Until so long before the start the money goes back whole.' }),
    }),
    cacheSeconds: 300,
    handle: async () => ({
      holdSeconds: holdMs / 1000,
      extensions: 1,
      ticketsMax,
      cancelMinutesBefore: cancelMsBefore / 60_000,
    }),
  });

const makeMyBookings = (deps: OwnBookingsDeps): ApiRoute =>
  defineRoute({
    operationId: 'My_bookings',
    method: 'get',
    path: '/api/v1/bookings',
    tag: 'bookings',
    summary: 'Own bookings with their tickets, the newest first',
    authority: 'user',
    query: z.object({ cursor: bookingsCursor.optional(), limit: numberText(pageMax).default(24) }),
    answer: z.object({
      bookings: z.array(BookingAnswer),
      next: z.string().nullable().meta({ description: 'Of the next page; null after the last.' }),
    }),
    async handle({ query: { cursor, limit }, caller: { userId } }) {
      const after = cursor ? { soldAtMs: cursor[1], terminal: cursor[2], seq: cursor[3] } : null;
      const rows = await selectOwnBookings(deps.database, { userId, after, limit: limit + 1 });
      const { page, next } = cutPage(rows, limit, (row) => ['bookings', row.sold_at_ms, row.terminal_id, row.seq]);
      return { bookings: await describeBookings(deps, page), next };
    },
  });

const makeBookingInfo = (deps: OwnBookingsDeps): ApiRoute =>
  defineRoute({
    operationId: 'Booking_info',
    method: 'get',
    path: '/api/v1/bookings/:order',
    tag: 'bookings',
    summary: 'An own booking with its tickets',
    authority: 'user',
    params: BookingParams,
    answer: z.object({ booking: BookingAnswer }),
    async handle({ params: { order }, caller: { userId } }) {
      const row = await selectOwnBooking(deps.database, order, userId);
      const [booking] = row ? await describeBookings(deps, [row]) : [];
      return booking ? { booking } : refuse('not-found');
    },
  });

/** After a restore the server numbers its bookings under another number, so a page may have those of several. */
export async function describeBookings(
  { database, cancelMsBefore }: OwnBookingsDeps,
  rows: readonly OwnBookingRow[],
): Promise<z.infer<typeof BookingAnswer>[]> {
  const ticketsOf = new Map<number, Awaited<ReturnType<typeof selectTicketsOf>>>();
  for (const [terminal, own] of Map.groupBy(rows, (row) => row.terminal_id)) {
    const seqs = own.map(({ seq }) => seq);
    ticketsOf.set(terminal, await selectTicketsOf(database, terminal, seqs));
  }
  return rows.map((row) => toBookingAnswer(row, ticketsOf.get(row.terminal_id) ?? [], cancelMsBefore));
}
