import { z } from 'zod';
import { maySeeCinema } from '../accounts/accounts.ts';
import { type ApiRoute, defineRoute, Refused, refuse } from '../platform/api.ts';
import { cursorText, cutPage } from '../platform/cursor.ts';
import { idMax, numberText } from '../platform/read-params.ts';
import { DaysQuery, daysRefusals, findCinema, type MoneyDeps } from './money-days.ts';
import * as sql from './shift-list.sql.ts';
import {
  describeShift,
  describeShifts,
  ListedShift,
  Movement,
  movementsMax,
  ShiftTotal,
  Sums,
  sumShifts,
  sumSoFar,
} from './shift-list.ts';

const shape = { method: 'get', tag: 'management', authority: 'manager' } as const;
const perPage = 100;
const terminalMax = 0xffff;

export const makeShiftsApi = (deps: MoneyDeps): ApiRoute[] => [shiftsRoute(deps), shiftRoute(deps)];

const shiftsRoute = ({ database }: MoneyDeps) =>
  defineRoute({
    ...shape,
    operationId: 'Shifts_info',
    path: '/api/v1/managed/cinemas/:id/shifts',
    summary: 'The shifts of a cinema’s tills on some business dates, and what all of them come to.',
    params: z.object({ id: numberText(idMax) }),
    query: z.object({
      ...DaysQuery,
      cursor: cursorText(z.tuple([z.iso.date(), z.int(), z.int()])).optional(),
      limit: numberText(perPage).default(perPage),
    }),
    answer: z.object({
      currency: z.string(),
      shifts: z.array(ListedShift),
      next: z.string().nullable(),
      total: ShiftTotal.nullable().meta({ description: 'With the first page.' }),
    }),
    refusals: daysRefusals,
    async handle({ params, query: { cursor, limit, ...days }, caller }) {
      const cinema = await findCinema(database, caller, { cinemaId: params.id, days });
      if (cinema instanceof Refused) return cinema;
      const asked = { cinemaId: cinema.id, days };
      const rows = await sql.selectShifts(database, { ...asked, after: cursor ?? null, limit: limit + 1 });
      const { page, next } = cutPage(rows, limit, (row) => [row.business_date, row.terminal_id, row.seq]);
      const { currency } = cinema;
      const total = cursor ? null : await sumShifts(database, { ...asked, currency });
      return { currency, shifts: await describeShifts(database, page), next, total };
    },
  });

const shiftRoute = ({ database }: MoneyDeps) =>
  defineRoute({
    ...shape,
    operationId: 'Shift_info',
    path: '/api/v1/managed/terminals/:id/shifts/:shift',
    summary: 'One shift: its report, what has arrived of it here, and the cash that was moved.',
    params: z.object({ id: numberText(terminalMax), shift: numberText(0x7fff_ffff) }),
    answer: z.object({
      shift: ListedShift,
      here: Sums.meta({ description: 'From the sales, refunds and movements that have arrived.' }),
      movements: z.array(Movement),
    }),
    async handle({ params, caller }) {
      const row = await sql.selectShift(database, params.id, params.shift);
      if (!row || !(await maySeeCinema(database, caller, row.cinema_id))) return refuse('not-found');
      const at = { terminal: params.id, seq: params.shift, limit: movementsMax };
      return {
        shift: await describeShift(database, row),
        here: await sumSoFar(database, row),
        movements: (await sql.selectMovements(database, at)).map((moved) => ({
          kind: moved.kind,
          amountMinor: moved.amount_minor,
          reason: moved.reason,
          staffName: moved.staff_name,
          approvedBy: moved.approved_name,
          atMs: moved.at_ms,
        })),
      };
    },
  });
