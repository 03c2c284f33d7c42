/** Venues as their managers change them: what is said of one, and its seats. */
import { SeatKind } from '@marquee/shared/seating/seat-map';
import { z } from 'zod';
import { maySeeCinema } from '../accounts/accounts.ts';
import { editCatalogue, no, PlannedSeats } from '../catalogue/catalogue.ts';
import { writeOpenChanges } from '../feed/feed.ts';
import { type ApiRoute, type Caller, defineRoute, type Refusal, refuse } from '../platform/api.ts';
import { cursorText, cutPage } from '../platform/cursor.ts';
import type { Queries } from '../platform/database.ts';
import { idMax, numberText } from '../platform/read-params.ts';
import type { RightsDeps } from '../rights/rights.ts';
import * as sql from './seat-plan.sql.ts';
import { previewPlan, setPlan } from './seat-plan.ts';

const tag = 'management' as const;
const authority = 'manager' as const;
const IdParams = z.object({ id: numberText(idMax) });
const count = z.int().nonnegative();
const venuesPerPage = 100;
const venueFields = { name: z.string(), information: z.string(), category: z.string(), plan: count };

export const makeSeatPlanApi = (deps: RightsDeps): ApiRoute[] => [
  venuesRoute(deps),
  changeVenueRoute(deps),
  planRoute(deps),
  previewRoute(deps),
  changePlanRoute(deps),
];

const ManagedVenue = z.object({
  id: z.int(),
  ...venueFields,
  seats: z.partialRecord(SeatKind, count),
  screenings: count.meta({ description: 'That are to come.' }),
});

const venuesRoute = ({ database, clock }: RightsDeps) =>
  defineRoute({
    operationId: 'Managed_venues',
    method: 'get',
    path: '/api/v1/managed/cinemas/:id/venues',
    tag,
    summary: 'The venues of a cinema with their seats by kind, and how many screenings are to come in each.',
    authority,
    params: IdParams,
    query: z.object({
      cursor: cursorText(z.tuple([z.int()])).optional(),
      limit: numberText(venuesPerPage).default(50),
    }),
    answer: z.object({ venues: z.array(ManagedVenue), next: z.string().nullable() }),
    async handle({ params, query: { cursor, limit }, caller }) {
      if (!(await maySeeCinema(database, caller, params.id))) return refuse('not-found');
      const rows = await sql.selectManagedVenues(database, params.id, { after: cursor?.[0] ?? 0, limit: limit + 1 });
      const { page, next } = cutPage(rows, limit, (row) => [row.id]);
      const ids = page.map(({ id }) => id);
      const kinds = Map.groupBy(await sql.countSeatsByKind(database, ids), (row) => row.venue_id);
      const coming = new Map((await sql.countComing(database, ids, clock.nowMs())).map((row) => [row.venue_id, row.n]));
      const venues = page.map((row) => ({
        ...row,
        seats: Object.fromEntries((kinds.get(row.id) ?? []).map(({ kind, n }) => [kind, n])),
        screenings: coming.get(row.id) ?? 0,
      }));
      return { venues, next };
    },
  });

/** Undefined where there is none, or it is not the caller's. */
async function findVenue(queries: Queries, caller: Caller, venueId: number): Promise<sql.VenuePlanRow | undefined> {
  const venue = await sql.selectVenuePlan(queries, venueId);
  return venue && (await maySeeCinema(queries, caller, venue.cinema_id)) ? venue : undefined;
}

const line = (max: number) => z.string().trim().min(1).max(max);
const VenueChange = z
  .strictObject({ name: line(80), information: z.string().max(8000), category: line(20) })
  .partial()
  .refine((change) => Object.keys(change).length > 0, 'must change something');

const changeVenueRoute = (deps: RightsDeps) =>
  defineRoute({
    operationId: 'Change_venue',
    method: 'patch',
    path: '/api/v1/managed/venues/:id',
    tag,
    summary: 'Change a venue’s name, category or what is said of it. Its seats are a matter of their own.',
    authority,
    params: IdParams,
    body: VenueChange,
    answer: z.object({ id: z.int() }),
    idempotent: true,
    handle: (request) =>
      editCatalogue(deps, { operation: 'change-venue', ...request }, async (tx) => {
        const venue = await findVenue(tx, request.caller, request.params.id);
        if (!venue) throw no(refuse('not-found'));
        const { id, cinema_id } = venue;
        const { name = venue.name, information = venue.information, category = venue.category } = request.body;
        await sql.updateVenue(tx, id, { name, information, category });
        return { answer: { id }, change: { kind: 'venue', ids: [id] }, cinemaIds: [cinema_id] };
      }),
  });

const PlanSeat = z.object({
  row: z.string(),
  label: z.string(),
  x: z.int(),
  y: z.int(),
  kind: SeatKind,
  isBroken: z.boolean(),
});

const planRoute = ({ database }: RightsDeps) =>
  defineRoute({
    operationId: 'Seat_plan',
    method: 'get',
    path: '/api/v1/managed/venues/:id/plan',
    tag,
    summary: 'A venue and its seats as they are now, to be changed.',
    authority,
    params: IdParams,
    answer: z.object({ id: z.int(), cinemaId: z.int(), ...venueFields, seats: z.array(PlanSeat) }),
    async handle({ params, caller }) {
      const venue = await findVenue(database, caller, params.id);
      if (!venue) return refuse('not-found');
      const { cinema_id, ...rest } = venue;
      const rows = await sql.selectPresentSeats(database, venue.id);
      const seats = rows.map(({ id: _, available, ...seat }) => ({ ...seat, isBroken: available !== 1 }));
      return { ...rest, cinemaId: cinema_id, seats };
    },
  });

const Taken = z
  .object({
    screeningId: z.int(),
    title: z.string(),
    startsAtMs: z.int(),
    seatId: z.int().meta({ description: 'Of the right: what is blocked, and so asked back from a terminal.' }),
    label: z.string(),
    state: z.string(),
    holder: z.int(),
    orderKey: z.string().nullable(),
  })
  .meta({ id: 'TakenSeat' });
const toTaken = (row: sql.TakenRow): z.input<typeof Taken> => ({
  screeningId: row.screening_id,
  title: row.title,
  startsAtMs: row.starts_at_ms,
  seatId: row.seat_id,
  label: row.label,
  state: row.state,
  holder: row.holder,
  orderKey: row.order_key,
});

const previewRoute = ({ database, clock }: RightsDeps) =>
  defineRoute({
    operationId: 'Seat_plan_preview',
    method: 'post',
    path: '/api/v1/managed/venues/:id/plan/preview',
    tag,
    summary: 'What another plan of the seats would change, and which seats it can’t do without now. Changes nothing.',
    authority,
    params: IdParams,
    body: z.strictObject({ seats: PlannedSeats }),
    answer: z.object({
      plan: count,
      added: count,
      removed: count,
      moved: count,
      screenings: count.meta({ description: 'To come or just begun: they get the plan as well.' }),
      taken: z.array(Taken).meta({ description: 'Somebody has them; up to five hundred are listed.' }),
    }),
    async handle({ params, body, caller }) {
      const venue = await findVenue(database, caller, params.id);
      if (!venue) return refuse('not-found');
      const effect = await previewPlan(database, venue.id, { wanted: body.seats, nowMs: clock.nowMs() });
      const { added, removed, moved, screenings, taken } = effect;
      return {
        plan: venue.plan,
        added: added.length,
        removed: removed.length,
        moved: moved.length,
        screenings,
        taken: taken.map(toTaken),
      };
    },
  });

const refusals = {
  'seat-plan-changed': { status: 409, title: 'Somebody has changed these seats meanwhile: read the plan again.' },
  'seats-taken': {
    status: 409,
    title: 'Seats that the plan takes out, or gives another label or kind, are sold, held or with a terminal.',
    extra: { taken: z.array(Taken) },
  },
} as const satisfies Record<string, Refusal>;

const changePlanRoute = (deps: RightsDeps) =>
  defineRoute({
    operationId: 'Change_seat_plan',
    method: 'put',
    path: '/api/v1/managed/venues/:id/plan',
    tag,
    summary: 'Give a venue these seats: in new screenings, and at once in those to come.',
    description:
      'A seat that keeps its label and kind keeps its id, its rights and its tickets, wherever it now stands. All others are new seats. ' +
      'One that is sold, held or with a terminal in a screening to come can’t be taken out.',
    authority,
    params: IdParams,
    body: z.strictObject({ plan: count.meta({ description: 'Of the plan that was changed.' }), seats: PlannedSeats }),
    answer: z.object({ plan: count, added: count, removed: count, moved: count, screenings: count }),
    refusals,
    idempotent: true,
    handle: (request) =>
      editCatalogue(deps, { operation: 'change-seat-plan', ...request }, async (tx) => {
        const venue = await findVenue(tx, request.caller, request.params.id);
        if (!venue) throw no(refuse('not-found'));
        const { plan, seats: wanted } = request.body;
        const set = await setPlan(tx, deps, { venueId: venue.id, plan, wanted });
        if (!set.ok)
          throw no(refuse(set.reason, set.reason === 'seats-taken' ? { taken: set.taken.map(toTaken) } : {}));
        await writeOpenChanges(tx, deps, set.changes);
        const { added, removed, moved } = set.difference;
        const counts = { added: added.length, removed: removed.length, moved: moved.length };
        return {
          answer: { plan: set.plan, ...counts, screenings: set.screenings },
          change: { kind: 'venue', ids: [venue.id] },
          cinemaIds: [venue.cinema_id],
          noted: counts,
        };
      }),
  });
