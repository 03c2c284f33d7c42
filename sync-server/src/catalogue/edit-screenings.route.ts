import { Seating } from '@marquee/shared/protocol/streams';
import { Display } from '@marquee/shared/tickets/ticket-class';
import { z } from 'zod';
import { maySeeCinema } from '../accounts/accounts.ts';
import { type ApiRoute, type Caller, defineRoute, refuse } from '../platform/api.ts';
import type { Transaction } from '../platform/database.ts';
import { idMax } from '../platform/read-params.ts';
import { publishScreenings } from './catalogue.ts';
import * as sql from './edit.sql.ts';
import { type EditDeps, editCatalogue, no } from './edit.ts';
import { insertScreening } from './insert-screening.ts';

const id = z.int().min(1).max(idMax);
const index = z.int().nonnegative();
/** The year 2100. */
const timeMs = z.int().min(0).max(4_102_444_800_000);
const hourMs = 3_600_000;
const filmMsMax = 23 * hourMs;

const NewScreening = z
  .strictObject({
    venueId: id,
    movieId: id,
    startsAtMs: timeMs,
    endsAtMs: timeMs,
    salesEndAtMs: timeMs.optional().meta({ description: 'A quarter of an hour after the start where it is left out.' }),
    display: Display,
    language: z.string().regex(/^[A-Za-z0-9-]{2,12}$/, 'must be a language such as de or pt-BR'),
    priceMinor: z.int().min(0).max(10_000_000),
    seating: Seating.default('numbered'),
  })
  .refine(({ startsAtMs, endsAtMs }) => endsAtMs > startsAtMs, 'ends after its start')
  .refine(({ startsAtMs, endsAtMs }) => endsAtMs - startsAtMs <= filmMsMax, 'no screening takes a day')
  .refine(({ endsAtMs, salesEndAtMs = 0 }) => salesEndAtMs <= endsAtMs, 'is not sold after its end');
type NewScreening = z.output<typeof NewScreening>;

export function makeScreeningEdits(deps: EditDeps): ApiRoute[] {
  const insertScreenings = defineRoute({
    operationId: 'Insert_screenings',
    method: 'post',
    path: '/api/v1/screenings',
    tag: 'catalogue',
    summary: 'Put screenings into the programme and on sale: all of them or, where one cannot be, none',
    authority: 'manager',
    body: z.strictObject({ screenings: z.array(NewScreening).min(1).max(100) }),
    answer: z.object({ ids: z.array(z.int()).meta({ description: 'In the order of the request.' }) }),
    status: 201,
    refusals: {
      'venue-unknown': {
        status: 422,
        title: 'There is no such venue, or it is not yours to fill; `index` says in which screening.',
        extra: { index },
      },
      'movie-unknown': {
        status: 422,
        title: 'There is no such film; `index` says in which screening.',
        extra: { index },
      },
      'screening-past': { status: 422, title: 'It would have started already; `index` says which.', extra: { index } },
      'screening-overlaps': {
        status: 409,
        title: 'Another runs in this venue at that time: `index` says which one cannot be, `screeningId` what runs.',
        extra: { index, screeningId: id },
      },
    },
    idempotent: true,
    handle: (request) =>
      editCatalogue(deps, { operation: 'insert-screenings', ...request }, async (tx) => {
        const ids = await insertAll(tx, request, deps.clock.nowMs());
        const { cinemaIds } = await publishScreenings(tx, ids);
        return { answer: { ids }, change: { kind: 'screening', ids }, cinemaIds };
      }),
  });
  return [insertScreenings];
}

async function insertAll(
  tx: Transaction,
  { body: { screenings }, caller }: { body: { screenings: readonly NewScreening[] }; caller: Caller },
  nowMs: number,
): Promise<number[]> {
  const venues = await sql.lockVenues(tx, unique(screenings.map(({ venueId }) => venueId)));
  const movies = await sql.selectExistingMovies(tx, unique(screenings.map(({ movieId }) => movieId)));
  const ids: number[] = [];
  for (const [index, screening] of screenings.entries()) {
    const venue = venues.get(screening.venueId);
    if (!venue || !(await maySeeCinema(tx, caller, venue.cinema_id))) throw no(refuse('venue-unknown', { index }));
    if (!movies.has(screening.movieId)) throw no(refuse('movie-unknown', { index }));
    if (screening.startsAtMs <= nowMs) throw no(refuse('screening-past', { index }));
    // Those before it in this request are in already.
    const overlap = await sql.selectOverlap(tx, screening);
    if (overlap) throw no(refuse('screening-overlaps', { index, screeningId: overlap.id }));
    ids.push(await insertScreening(tx, screening, venue.time_zone));
  }
  return ids;
}

const unique = (ids: readonly number[]): number[] => [...new Set(ids)].sort((a, b) => a - b);
