import { z } from 'zod';
import { type ApiRoute, defineFileRoute, Refused, refuse } from '../platform/api.ts';
import { StreamAnswer } from '../platform/file-answer.ts';
import { idMax, numberText } from '../platform/read-params.ts';
import { writeBookings } from './booking-file.ts';
import { countDays, DaysQuery, findCinema, type MoneyDeps } from './money-days.ts';
import { spanOf } from './takings.ts';

/** A year, however it falls. */
const fileDaysMax = 366;

export const makeBookingFileApi = ({ database }: MoneyDeps): ApiRoute[] => [
  defineFileRoute({
    operationId: 'Bookings_file',
    path: '/api/v1/managed/cinemas/:id/bookings.csv',
    tag: 'management',
    summary: 'All bookings that were sold on some business days, a line each, as CSV.',
    description:
      'As long as it takes: it is made while it is read. `given back` and `net` are as they are now, whenever it was undone.',
    authority: 'manager',
    params: z.object({ id: numberText(idMax) }),
    query: z.object(DaysQuery),
    files: ['text/csv'],
    limit: { requests: 20, seconds: 60 },
    refusals: { 'days-wrong': { status: 422, title: `The days are in the wrong order, or more than ${fileDaysMax}.` } },
    async handle({ params, query: days, caller }) {
      const cinema = await findCinema(database, caller, { cinemaId: params.id });
      if (cinema instanceof Refused) return cinema;
      if (countDays(days) < 1 || countDays(days) > fileDaysMax) return refuse('days-wrong');
      const parts = writeBookings(database, cinema, { span: spanOf(cinema, days) });
      return new StreamAnswer({ type: 'text/csv', name: `bookings-${days.from}-${days.to}.csv`, parts });
    },
  }),
];
