/** A cinema's programme, planned: what is there, what a pattern would make, and what may be changed while nothing is sold. */
import { Display } from '@marquee/shared/tickets/ticket-class';
import { z } from 'zod';
import { maySeeCinema } from '../accounts/accounts.ts';
import {
  editCatalogue,
  insertScreening,
  lockVenues,
  no,
  publishScreenings,
  selectExistingMovies,
} from '../catalogue/catalogue.ts';
import { type ApiRoute, type Caller, defineRoute, type Refusal, type Refused, refuse } from '../platform/api.ts';
import { cursorText, cutPage } from '../platform/cursor.ts';
import type { Queries } from '../platform/database.ts';
import { idMax, numberText } from '../platform/read-params.ts';
import type { RightsDeps } from '../rights/rights.ts';
import { timeMs } from './answers.ts';
import { Conflict, findConflicts } from './conflicts.ts';
import { Language, layOut, Pattern, PriceMinor, type Slot } from './pattern.ts';
import * as sql from './plan.sql.ts';
import { selectScreeningRow } from './screenings.sql.ts';

const tag = 'management' as const;
const authority = 'manager' as const;
const id = z.int().min(1).max(idMax);
const count = z.int().nonnegative();
const IdParams = z.object({ id: numberText(idMax) });
const screeningsPerPage = 500;
/** All are made in one transaction, with a right for each seat. */
const slotsMax = 150;

export const makePlanApi = (deps: RightsDeps): ApiRoute[] => [
  planRoute(deps),
  previewRoute(deps),
  patternRoute(deps),
  changeRoute(deps),
];

const PlannedScreening = z
  .object({
    id,
    venueId: id,
    movieId: id,
    title: z.string(),
    startsAtMs: timeMs,
    endsAtMs: timeMs,
    display: z.string(),
    language: z.string(),
    priceMinor: z.int(),
    seating: z.string(),
    state: z.enum(['published', 'cancelled']),
    showId: z.string().nullable().meta({ description: 'As its theatre-management system calls it.' }),
    taken: count.meta({
      description: 'Seats sold, held by phones, or of closed terminals: while there is none, more may be changed.',
    }),
  })
  .meta({ id: 'PlannedScreening' });

const Venue = z.object({ id, name: z.string(), category: z.string(), seats: count });

const planRoute = ({ database }: RightsDeps) =>
  defineRoute({
    operationId: 'Plan_info',
    method: 'get',
    path: '/api/v1/managed/cinemas/:id/plan',
    tag,
    summary: 'The programme of a cinema from one business date to another, with its venues.',
    authority,
    params: IdParams,
    query: z.object({
      from: z.iso.date(),
      to: z.iso.date(),
      cursor: cursorText(z.tuple([z.int(), z.int()])).optional(),
      limit: numberText(screeningsPerPage).default(screeningsPerPage),
    }),
    answer: z.object({
      venues: z.array(Venue),
      screenings: z.array(PlannedScreening),
      next: z.string().nullable(),
    }),
    async handle({ params, query: { from, to, cursor, limit }, caller }) {
      if (!(await maySeeCinema(database, caller, params.id))) return refuse('not-found');
      const asked = { cinemaId: params.id, from, to, after: cursor ?? null, limit: limit + 1 };
      const { page, next } = cutPage(await sql.selectPlan(database, asked), limit, (row) => [row.starts_at_ms, row.id]);
      const taken = await sql.countTaken(
        database,
        page.map((row) => row.id),
      );
      const venues = await sql.selectVenues(database, params.id);
      return { venues, screenings: page.map((row) => describe(row, taken.get(row.id) ?? 0)), next };
    },
  });

const describe = (row: sql.PlannedRow, taken: number): z.input<typeof PlannedScreening> => ({
  id: row.id,
  venueId: row.venue_id,
  movieId: row.movie_id,
  title: row.title,
  startsAtMs: row.starts_at_ms,
  endsAtMs: row.ends_at_ms,
  display: row.display,
  language: row.language,
  priceMinor: row.price_minor,
  seating: row.seating,
  state: row.state,
  showId: row.show_id,
  taken,
});

const patternRefusals = {
  'pattern-empty': { status: 422, title: 'No day of that time has one of these weekdays.' },
  'pattern-large': { status: 422, title: `That would be more than ${slotsMax} screenings: make them in parts.` },
  'venue-unknown': { status: 422, title: 'There is no such venue in this cinema.' },
  'movie-unknown': { status: 422, title: 'There is no such film.' },
} as const satisfies Record<string, Refusal>;

const Made = z.object({
  startsAtMs: timeMs,
  endsAtMs: timeMs,
  day: z.iso.date(),
  isLeftOut: z.boolean(),
  conflicts: z.array(Conflict),
});
type Made = z.output<typeof Made>;

const previewRoute = ({ database, clock }: RightsDeps) =>
  defineRoute({
    operationId: 'Preview_pattern',
    method: 'post',
    path: '/api/v1/managed/cinemas/:id/pattern-preview',
    tag,
    summary: 'What a pattern would make, and every reason against it. Nothing is made.',
    authority,
    params: IdParams,
    body: Pattern,
    answer: z.object({ screenings: z.array(Made) }),
    refusals: patternRefusals,
    async handle({ params, body, caller }) {
      if (!(await maySeeCinema(database, caller, params.id))) return refuse('not-found');
      const made = await readPattern(database, { cinemaId: params.id, pattern: body, nowMs: clock.nowMs() });
      return 'code' in made ? made : { screenings: made };
    },
  });

interface PatternOf {
  cinemaId: number;
  pattern: Pattern;
  nowMs: number;
}

async function readPattern(queries: Queries, { cinemaId, pattern, nowMs }: PatternOf): Promise<Made[] | Refused> {
  const cinema = await sql.selectCinema(queries, cinemaId);
  const venues = await sql.selectVenues(queries, cinemaId);
  if (!cinema || !venues.some((venue) => venue.id === pattern.venueId)) return refuse('venue-unknown');
  if (!(await selectExistingMovies(queries, [pattern.movieId])).has(pattern.movieId)) return refuse('movie-unknown');
  const tooManyDays = Date.parse(pattern.to) - Date.parse(pattern.from) > 366 * 86_400_000;
  const slots = tooManyDays ? [] : layOut(pattern, cinema.time_zone);
  if (tooManyDays || slots.length > slotsMax) return refuse('pattern-large');
  if (slots.length === 0) return refuse('pattern-empty');
  const leftOut = new Set(pattern.leaveOut);
  const wanted = slots.filter(({ startsAtMs }) => !leftOut.has(startsAtMs));
  const toProposal = (slot: Slot) => ({ ...slot, venueId: pattern.venueId, title: '' });
  const found = await findConflicts(
    queries,
    { cinemaId, cleaningMs: pattern.cleaningMinutes * 60_000, nowMs },
    wanted.map(toProposal),
  );
  const conflicts = new Map(wanted.map(({ startsAtMs }, at) => [startsAtMs, found[at] ?? []]));
  return slots.map(({ isSkipped: _, ...slot }) => ({
    ...slot,
    isLeftOut: leftOut.has(slot.startsAtMs),
    conflicts: conflicts.get(slot.startsAtMs) ?? [],
  }));
}

const patternRoute = (deps: RightsDeps) =>
  defineRoute({
    operationId: 'Insert_pattern',
    method: 'post',
    path: '/api/v1/managed/cinemas/:id/patterns',
    tag,
    summary: 'Make what a pattern says and put it on sale: all of it or, where something is against one, nothing.',
    authority,
    params: IdParams,
    body: Pattern,
    answer: z.object({ ids: z.array(id) }),
    status: 201,
    refusals: {
      ...patternRefusals,
      'pattern-conflicts': {
        status: 409,
        title: 'Something is against `conflicts` of them: look at the preview again.',
        extra: { conflicts: count },
      },
    },
    idempotent: true,
    async handle(request) {
      const { params, body, caller } = request;
      if (!(await maySeeCinema(deps.database, caller, params.id))) return refuse('not-found');
      return editCatalogue(deps, { operation: 'insert-pattern', ...request }, async (tx) => {
        // Before anything is read: whoever else fills this venue waits.
        const venue = (await lockVenues(tx, [body.venueId])).get(body.venueId);
        const made = await readPattern(tx, { cinemaId: params.id, pattern: body, nowMs: deps.clock.nowMs() });
        if ('code' in made) throw no(made);
        const wanted = made.filter(({ isLeftOut }) => !isLeftOut);
        const conflicts = wanted.filter((one) => one.conflicts.length > 0).length;
        if (conflicts > 0) throw no(refuse('pattern-conflicts', { conflicts }));
        if (wanted.length === 0) throw no(refuse('pattern-empty'));
        const ids: number[] = [];
        for (const { startsAtMs, endsAtMs } of wanted)
          ids.push(await insertScreening(tx, { ...body, startsAtMs, endsAtMs }, venue?.time_zone ?? 'UTC'));
        const { cinemaIds } = await publishScreenings(tx, ids);
        return { answer: { ids }, change: { kind: 'screening', ids }, cinemaIds };
      });
    },
  });

const Change = z
  .strictObject({
    movieId: id.optional(),
    display: Display.optional(),
    language: Language.optional(),
    priceMinor: PriceMinor.optional(),
  })
  .refine((change) => Object.keys(change).length > 0, 'changes something');

const changeRoute = (deps: RightsDeps) =>
  defineRoute({
    operationId: 'Change_screening',
    method: 'patch',
    path: '/api/v1/managed/screenings/:id',
    tag,
    summary: 'Change a screening of which nothing is sold. Its venue and time are moved, not changed.',
    authority,
    params: IdParams,
    body: Change,
    answer: z.object({ ok: z.literal(true) }),
    refusals: {
      'screening-cancelled': { status: 409, title: 'It is cancelled.' },
      'screening-past': { status: 409, title: 'It has begun.' },
      'screening-sold': {
        status: 409,
        title: 'Seats are sold or in somebody’s hands: cancel it, or leave it as it is.',
      },
      'screening-granted': {
        status: 409,
        title: 'Terminals hold seats of it and may be selling them for the old film: cancel it and make another.',
      },
      'movie-unknown': { status: 422, title: 'There is no such film.' },
    },
    idempotent: true,
    async handle(request) {
      const screening = await selectScreeningRow(deps.database, request.params.id);
      if (!screening || !(await maySeeCinema(deps.database, request.caller, screening.cinema_id)))
        return refuse('not-found');
      return editCatalogue(deps, { operation: 'change-screening', ...request }, async (tx) => {
        await change(tx, deps, request);
        const ids = [request.params.id];
        return { answer: { ok: true as const }, change: { kind: 'screening', ids }, cinemaIds: [screening.cinema_id] };
      });
    },
  });

async function change(
  tx: Parameters<typeof sql.updateScreening>[0],
  { clock }: RightsDeps,
  { params, body }: { params: { id: number }; body: z.output<typeof Change>; caller: Caller },
): Promise<void> {
  const { taken, granted } = await sql.lockTaken(tx, params.id);
  const screening = await selectScreeningRow(tx, params.id);
  if (screening?.state !== 'published') throw no(refuse('screening-cancelled'));
  if (screening.starts_at_ms <= clock.nowMs()) throw no(refuse('screening-past'));
  if (taken > 0) throw no(refuse('screening-sold'));
  if (granted > 0 && body.movieId !== undefined) throw no(refuse('screening-granted'));
  if (body.movieId !== undefined && !(await selectExistingMovies(tx, [body.movieId])).has(body.movieId))
    throw no(refuse('movie-unknown'));
  const row = {
    movie_id: body.movieId,
    display: body.display,
    language: body.language,
    price_minor: body.priceMinor,
  };
  if (!(await sql.updateScreening(tx, params.id, row))) throw no(refuse('screening-cancelled'));
}
