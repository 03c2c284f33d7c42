/** The business days that a question about money is of. */
import { z } from 'zod';
import { maySeeCinema } from '../accounts/accounts.ts';
import { type Caller, type Refusal, type Refused, refuse } from '../platform/api.ts';
import { first, type Queries } from '../platform/database.ts';
import type { RightsDeps } from '../rights/rights.ts';

export type MoneyDeps = RightsDeps;

/** Both included. */
export interface Days {
  from: string;
  to: string;
}
export interface CinemaOf {
  id: number;
  timeZone: string;
  currency: string;
}

const dayMs = 86_400_000;
/** A quarter: more is a question for a file of all bookings. */
export const daysMax = 93;
export const DaysQuery = { from: z.iso.date(), to: z.iso.date() };
export const daysRefusals = {
  'days-wrong': { status: 422, title: `The days are in the wrong order, or more than ${daysMax}.` },
} as const satisfies Record<string, Refusal>;

export const countDays = ({ from, to }: Days): number => (Date.parse(to) - Date.parse(from)) / dayMs + 1;
export const addDays = (date: string, days: number): string =>
  new Date(Date.parse(date) + days * dayMs).toISOString().slice(0, 10);

/** The cinema where the caller may see it, and the days make sense. */
export async function findCinema(
  queries: Queries,
  caller: Caller,
  { cinemaId, days }: { cinemaId: number; days?: Days },
): Promise<CinemaOf | Refused> {
  if (!(await maySeeCinema(queries, caller, cinemaId))) return refuse('not-found');
  if (days && (countDays(days) < 1 || countDays(days) > daysMax)) return refuse('days-wrong');
  const sql = 'SELECT id, time_zone AS timeZone, currency FROM cinema WHERE id = ?';
  return (await first<CinemaOf>(queries, sql, [cinemaId])) ?? refuse('not-found');
}
