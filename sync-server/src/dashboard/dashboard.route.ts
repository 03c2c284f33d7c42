/** What the managers' dashboard reads: who is logged in and for which cinemas, a day's house, a seat and its history. */
import type { Clock } from '@marquee/shared/clock';
import { z } from 'zod';
import { maySeeCinema, nameActor, selectManagedCinemas } from '../accounts/accounts.ts';
import { businessDate } from '../catalogue/catalogue.ts';
import { type ApiRoute, type Caller, defineRoute, type Refused, refuse } from '../platform/api.ts';
import { cursorText, cutPage } from '../platform/cursor.ts';
import { idMax, numberText } from '../platform/read-params.ts';
import { selectRightOfSeat } from './history.sql.ts';
import { HistoryEvent, readHistory } from './history.ts';
import * as sql from './house.sql.ts';
import { describeHouse, type HouseDeps, HouseScreening } from './house.ts';

export type DashboardApiDeps = HouseDeps & { clock: Pick<Clock, 'nowMs'> };

const tag = 'management' as const;
const method = 'get' as const;
const authority = 'manager' as const;
const IdParams = z.object({ id: numberText(idMax) });
const SeatParams = z.object({ id: numberText(idMax), seat: numberText(idMax) });
const screeningsPerPage = 200;
const Ids = z
  .string()
  .regex(/^\d{1,9}(,\d{1,9}){0,199}$/, 'must be ids with commas between them, 200 at most')
  .transform((text) => text.split(',').map(Number))
  .meta({ description: 'Only these of the day’s screenings: what has changed, as the live news says.' });

export const makeDashboardApi = (deps: DashboardApiDeps): ApiRoute[] => [
  overviewRoute(deps),
  houseRoute(deps),
  screeningRoute(deps),
  seatsRoute(deps),
  historyRoute(deps),
];

const Cinema = z.object({
  id: z.int(),
  name: z.string(),
  city: z.string(),
  timeZone: z.string(),
  currency: z.string(),
  today: z.iso.date().meta({ description: 'Its business date: a day ends at five in the morning.' }),
});

const overviewRoute = ({ database, clock }: DashboardApiDeps) =>
  defineRoute({
    operationId: 'Dashboard_info',
    method,
    path: '/api/v1/managed',
    tag,
    summary: 'Who manages what: the caller, and the cinemas that they look after.',
    authority,
    answer: z.object({ actor: z.string(), role: z.string(), nowMs: z.int(), cinemas: z.array(Cinema) }),
    async handle({ caller }) {
      const nowMs = clock.nowMs();
      const cinemas = (await selectManagedCinemas(database, caller)).map(({ time_zone, ...cinema }) => ({
        ...cinema,
        timeZone: time_zone,
        today: businessDate(nowMs, time_zone),
      }));
      return { actor: await nameActor(database, caller), role: caller.role, nowMs, cinemas };
    },
  });

const houseRoute = (deps: DashboardApiDeps) =>
  defineRoute({
    operationId: 'House_info',
    method,
    path: '/api/v1/managed/cinemas/:id/house',
    tag,
    summary: 'All screenings of a cinema’s business day: where their seats are, and what they have taken.',
    authority,
    params: IdParams,
    query: z.object({
      day: z.iso.date(),
      cursor: cursorText(z.tuple([z.int(), z.int()])).optional(),
      limit: numberText(screeningsPerPage).default(screeningsPerPage),
      ids: Ids.optional(),
    }),
    answer: z.object({ screenings: z.array(HouseScreening), next: z.string().nullable() }),
    async handle({ params, query, caller }) {
      if (!(await maySeeCinema(deps.database, caller, params.id))) return refuse('not-found');
      const { day, limit, cursor, ids } = query;
      const asked = { cinemaId: params.id, day, after: cursor ?? null, limit: limit + 1, ids };
      const rows = await sql.selectHouse(deps.database, asked);
      const { page, next } = cutPage(rows, limit, (row) => [row.starts_at_ms, row.id]);
      return { screenings: await describeHouse(deps, page), next };
    },
  });

/** The screening's row where the caller may see its cinema. */
async function findScreening(
  { database }: DashboardApiDeps,
  caller: Caller,
  screeningId: number,
): Promise<sql.HouseScreeningRow | Refused> {
  const row = await sql.selectHouseScreening(database, screeningId);
  return row && (await maySeeCinema(database, caller, row.cinema_id)) ? row : refuse('not-found');
}

const screeningRoute = (deps: DashboardApiDeps) =>
  defineRoute({
    operationId: 'House_screening',
    method,
    path: '/api/v1/managed/screenings/:id',
    tag,
    summary: 'One screening of the house, as it is now.',
    authority,
    params: IdParams,
    answer: HouseScreening,
    async handle({ params, caller }) {
      const row = await findScreening(deps, caller, params.id);
      if (!('starts_at_ms' in row)) return row;
      const [screening] = await describeHouse(deps, [row]);
      return screening ?? refuse('not-found');
    },
  });

const HouseSeat = z
  .object({
    seatId: z.int().meta({ description: 'Of the right: what is blocked, freed and asked after.' }),
    placeId: z.int().meta({ description: 'Of the venue’s seat where it is now.' }),
    row: z.string(),
    label: z.string(),
    x: z.int(),
    y: z.int(),
    kind: z.string(),
    state: z.enum(['free', 'held', 'paying', 'granted', 'stranded', 'sold', 'quarantined', 'blocked']),
    holder: z.int(),
    blockedFor: z.string().nullable(),
    isBroken: z.boolean().meta({ description: 'Of the venue: in every screening that is still to come.' }),
    admitted: z.boolean(),
  })
  .meta({ id: 'HouseSeat' });

const seatsRoute = (deps: DashboardApiDeps) =>
  defineRoute({
    operationId: 'House_seats',
    method,
    path: '/api/v1/managed/screenings/:id/seats',
    tag,
    summary: 'Every seat of a screening, and who may sell it.',
    authority,
    params: IdParams,
    answer: z.object({ seats: z.array(HouseSeat) }),
    async handle({ params, caller }) {
      const screening = await findScreening(deps, caller, params.id);
      if (!('starts_at_ms' in screening)) return screening;
      const rows = await sql.selectHouseSeats(deps.database, params.id);
      const admitted = await sql.selectAdmittedSeats(deps.database, params.id);
      return { seats: rows.map((row) => describeSeat(deps, row, admitted)) };
    },
  });

function describeSeat(
  { isReachable = () => true }: DashboardApiDeps,
  row: sql.HouseSeatRow,
  admitted: ReadonlySet<number>,
): z.input<typeof HouseSeat> {
  const isStranded = row.state === 'granted' && !isReachable(row.holder);
  return {
    seatId: row.seat_id,
    placeId: row.place_id,
    row: row.row_label,
    label: row.label,
    x: row.x,
    y: row.y,
    kind: row.kind,
    state: isStranded ? 'stranded' : (row.state as 'free'),
    holder: row.holder,
    blockedFor: row.blocked_for,
    isBroken: Number(row.available) === 0,
    admitted: row.state === 'sold' && admitted.has(row.seat_id),
  };
}

const historyRoute = (deps: DashboardApiDeps) =>
  defineRoute({
    operationId: 'Seat_history',
    method,
    path: '/api/v1/managed/screenings/:id/seats/:seat/history',
    tag,
    summary: 'What became of one seat of a screening: who held, sold, refunded and scanned it, and when.',
    authority,
    params: SeatParams,
    query: z.object({ before: numberText(idMax).default(idMax) }),
    answer: z.object({ label: z.string(), events: z.array(HistoryEvent), before: z.int().nullable() }),
    async handle({ params, query, caller }) {
      const screening = await findScreening(deps, caller, params.id);
      if (!('starts_at_ms' in screening)) return screening;
      const label = await selectRightOfSeat(deps.database, params.id, params.seat);
      if (label === null) return refuse('not-found');
      const terminals = await sql.selectTerminalNames(deps.database, screening.cinema_id);
      const names = new Map(terminals.map(({ id, name }) => [id, name]));
      const seat = { screeningId: params.id, seatId: params.seat, names };
      return { label, ...(await readHistory(deps.database, seat, query.before)) };
    },
  });
