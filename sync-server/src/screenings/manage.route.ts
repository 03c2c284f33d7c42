/**
 * Screenings and seats taken off sale by a manager who is logged in. What cannot be taken back is shown first, by a route of
 * its own; each order carries an Idempotency-Key, and is carried out once.
 */
import { z } from 'zod';
import { maySeeCinema, nameActor } from '../accounts/accounts.ts';
import { type ApiRoute, type Caller, defineRoute, type Refusal, type Refused, refuse } from '../platform/api.ts';
import { idMax, numberText } from '../platform/read-params.ts';
import { overrideQuarantine, type RightsDeps } from '../rights/rights.ts';
import * as sql from './manage.sql.ts';
import { blockSeats, cancelScreening, setSeatAvailable, unblockSeats } from './screenings.ts';
import { makeSeatPlanApi } from './seat-plan.route.ts';
import { selectRightsAt } from './withhold.sql.ts';

const tag = 'management' as const;
const authority = 'manager' as const;
const id = z.int().min(1).max(idMax);
const count = z.int().nonnegative();
const IdParams = z.object({ id: numberText(idMax) });
const seatIds = z.array(id).min(1).max(3000);
const reason = z.string().trim().min(1).max(200);
const Done = z.object({ ok: z.literal(true) });
const refusals = {
  'seat-unknown': { status: 409, title: 'One of these seats is not there.' },
  'not-quarantined': { status: 409, title: 'One of these seats is not quarantined any more.' },
  'screening-unknown': { status: 404, title: 'There is no such screening.' },
  'cancelled-already': { status: 409, title: 'The screening is cancelled already.' },
} as const satisfies Record<string, Refusal>;
/** More cannot be shown: a seat that breaks has tickets in a few dozen screenings. */
const affectedMax = 200;

export const makeManageScreeningsApi = (deps: RightsDeps): ApiRoute[] => [
  blockRoute(deps),
  unblockRoute(deps),
  overrideRoute(deps),
  seatTicketsRoute(deps),
  seatAvailableRoute(deps),
  previewCancelRoute(deps),
  cancelRoute(deps),
  ...makeSeatPlanApi(deps),
  refundsRoute(deps),
];

interface ManagerRequest {
  caller: Caller;
  idempotencyKey: string;
}
interface Signed {
  by: string;
  operationId: string;
}

/** Carries an order out in the name of the caller, if the cinema is theirs. */
async function order<A extends { ok: true } | { ok: false; reason: string }>(
  deps: RightsDeps,
  { caller, idempotencyKey }: ManagerRequest,
  { cinemaId, work }: { cinemaId: number | null; work: (signed: Signed) => Promise<A> },
): Promise<Extract<A, { ok: true }> | Refused> {
  if (cinemaId === null || !(await maySeeCinema(deps.database, caller, cinemaId))) return refuse('not-found');
  const by = await nameActor(deps.database, caller);
  const answer = await work({ by, operationId: `user ${caller.userId}:${idempotencyKey}` });
  return answer.ok ? (answer as Extract<A, { ok: true }>) : refuse(answer.reason);
}

const seatLists = { blocked: z.array(id), recalled: z.array(id), waiting: z.array(id), sold: z.array(id) };

const blockRoute = (deps: RightsDeps) =>
  defineRoute({
    operationId: 'Block_seats',
    method: 'post',
    path: '/api/v1/managed/screenings/:id/block',
    tag,
    summary:
      'Keep seats of one screening from being sold: at once where the server holds them, else when they come back.',
    authority,
    params: IdParams,
    body: z.strictObject({ seatIds, reason: z.enum(['broken', 'house']) }),
    answer: Done.extend(seatLists),
    refusals: { 'seat-unknown': refusals['seat-unknown'] },
    idempotent: true,
    handle: async (request) =>
      order(deps, request, {
        cinemaId: await sql.selectCinemaOfScreening(deps.database, request.params.id),
        work: (signed) => blockSeats(deps, { ...signed, ...request.body, screeningId: request.params.id }),
      }),
  });

const unblockRoute = (deps: RightsDeps) =>
  defineRoute({
    operationId: 'Unblock_seats',
    method: 'post',
    path: '/api/v1/managed/screenings/:id/unblock',
    tag,
    summary: 'Offer seats again that were blocked. Those of a cancelled screening stay blocked.',
    authority,
    params: IdParams,
    body: z.strictObject({ seatIds }),
    answer: Done,
    refusals: { 'seat-unknown': refusals['seat-unknown'] },
    idempotent: true,
    handle: async (request) =>
      order(deps, request, {
        cinemaId: await sql.selectCinemaOfScreening(deps.database, request.params.id),
        work: (signed) => unblockSeats(deps, { ...signed, ...request.body, screeningId: request.params.id }),
      }),
  });

const overrideRoute = (deps: RightsDeps) =>
  defineRoute({
    operationId: 'Override_quarantine',
    method: 'post',
    path: '/api/v1/managed/screenings/:id/override',
    tag,
    summary: 'Free quarantined seats without the word of the terminal that held them. It may have sold them.',
    authority,
    params: IdParams,
    body: z.strictObject({ seatIds, reason }),
    answer: Done,
    refusals: { 'not-quarantined': refusals['not-quarantined'] },
    idempotent: true,
    handle: async (request) =>
      order(deps, request, {
        cinemaId: await sql.selectCinemaOfScreening(deps.database, request.params.id),
        work: (signed) => overrideQuarantine(deps, { ...signed, ...request.body, screeningId: request.params.id }),
      }),
  });

const Affected = z.object({
  screeningId: z.int(),
  title: z.string(),
  startsAtMs: z.int(),
  orderKey: z.string(),
  channel: z.string(),
});

const seatTicketsRoute = (deps: RightsDeps) =>
  defineRoute({
    operationId: 'Seat_tickets',
    method: 'get',
    path: '/api/v1/managed/seats/:id/tickets',
    tag,
    summary: 'Who has a ticket for this seat of a venue, in all screenings that are still to come.',
    authority,
    params: IdParams,
    answer: z.object({ screenings: count, tickets: z.array(Affected) }),
    async handle({ params, caller }) {
      const { database, clock } = deps;
      const cinemaId = await sql.selectCinemaOfSeat(database, params.id);
      if (cinemaId === null || !(await maySeeCinema(database, caller, cinemaId))) return refuse('not-found');
      const rights = await selectRightsAt(database, params.id, clock.nowMs());
      const tickets: z.input<typeof Affected>[] = [];
      for (const right of rights.slice(0, affectedMax)) {
        const sold = await sql.selectSoldSeat(database, right.screening_id, right.seat_id);
        if (!sold) continue;
        const { screening_id, title, starts_at_ms, order_key, channel } = sold;
        tickets.push({ screeningId: screening_id, title, startsAtMs: starts_at_ms, orderKey: order_key, channel });
      }
      return { screenings: rights.length, tickets: tickets.sort((a, b) => a.startsAtMs - b.startsAtMs) };
    },
  });

const seatAvailableRoute = (deps: RightsDeps) =>
  defineRoute({
    operationId: 'Set_seat_available',
    method: 'post',
    path: '/api/v1/managed/seats/:id/available',
    tag,
    summary: 'A seat of a venue is out of order, or repaired: in all screenings that are still to come.',
    authority,
    params: IdParams,
    body: z.strictObject({ available: z.boolean() }),
    answer: Done.extend({ screenings: count, sold: count }),
    refusals: { 'seat-unknown': refusals['seat-unknown'] },
    idempotent: true,
    handle: async (request) =>
      order(deps, request, {
        cinemaId: await sql.selectCinemaOfSeat(deps.database, request.params.id),
        work: (signed) => setSeatAvailable(deps, { ...signed, ...request.body, seatId: request.params.id }),
      }),
  });

const Holder = z.object({ terminal: z.int(), name: z.string(), seats: count, isReachable: z.boolean() });

const previewCancelRoute = (deps: RightsDeps) =>
  defineRoute({
    operationId: 'Cancellation_preview',
    method: 'get',
    path: '/api/v1/managed/screenings/:id/cancellation',
    tag,
    summary:
      'What cancelling a screening would do: who gets how much back, and which terminals would not know of it yet.',
    authority,
    params: IdParams,
    answer: z.object({
      title: z.string(),
      isCancelled: z.boolean(),
      currency: z.string(),
      channels: z.array(z.object({ channel: z.string(), bookings: count, tickets: count, refundMinor: z.int() })),
      held: count.meta({ description: 'Seats that phones hold or are paying for: those end, or are given back.' }),
      terminals: z.array(Holder).meta({ description: 'What they hold unsold is asked back.' }),
    }),
    async handle({ params, caller }) {
      const { database } = deps;
      const cinemaId = await sql.selectCinemaOfScreening(database, params.id);
      if (cinemaId === null || !(await maySeeCinema(database, caller, cinemaId))) return refuse('not-found');
      const screening = await sql.selectScreeningState(database, params.id);
      if (!screening) return refuse('not-found');
      const holders = await sql.selectHolders(database, params.id);
      const refundable = await sql.selectRefundable(database, params.id);
      return {
        title: screening.title,
        isCancelled: screening.state === 'cancelled',
        currency: screening.currency,
        channels: refundable.map(({ refund_minor, ...row }) => ({ ...row, refundMinor: refund_minor })),
        held: holders.filter(({ holder }) => holder === 0).reduce((total, { seats }) => total + seats, 0),
        terminals: holders
          .filter(({ holder }) => holder !== 0)
          .map(({ holder, name, seats }) => ({
            terminal: holder,
            name: name ?? '',
            seats,
            isReachable: deps.isReachable?.(holder) ?? true,
          })),
      };
    },
  });

const cancelRoute = (deps: RightsDeps) =>
  defineRoute({
    operationId: 'Cancel_screening',
    method: 'post',
    path: '/api/v1/managed/screenings/:id/cancellation',
    tag,
    summary:
      'The screening does not take place: every valid ticket’s refund is prepared, phones get theirs back at once.',
    authority,
    params: IdParams,
    body: z.strictObject({ reason }),
    answer: Done.extend({ bookings: count, refundMinor: z.int(), recalled: count }),
    refusals: {
      'screening-unknown': refusals['screening-unknown'],
      'cancelled-already': refusals['cancelled-already'],
    },
    idempotent: true,
    handle: async (request) =>
      order(deps, request, {
        cinemaId: await sql.selectCinemaOfScreening(deps.database, request.params.id),
        work: (signed) => cancelScreening(deps, { ...signed, ...request.body, screeningId: request.params.id }),
      }),
  });

const RefundSum = z.object({ refunds: count, minor: z.int() });

const refundsRoute = ({ database }: RightsDeps) =>
  defineRoute({
    operationId: 'Screening_refunds',
    method: 'get',
    path: '/api/v1/managed/screenings/:id/refunds',
    tag,
    summary: 'How far the money of a screening’s refunds is.',
    authority,
    params: IdParams,
    answer: z.object({
      currency: z.string(),
      prepared: RefundSum.meta({ description: 'To be paid out at a desk.' }),
      refunding: RefundSum.meta({ description: 'A provider is giving it back to the card.' }),
      refunded: RefundSum,
    }),
    async handle({ params, caller }) {
      const cinemaId = await sql.selectCinemaOfScreening(database, params.id);
      if (cinemaId === null || !(await maySeeCinema(database, caller, cinemaId))) return refuse('not-found');
      const screening = await sql.selectScreeningState(database, params.id);
      const rows = await sql.selectRefundStates(database, params.id);
      const sumOf = (state: string) => {
        const { n = 0, minor = 0 } = rows.find((row) => row.state === state) ?? {};
        return { refunds: n, minor };
      };
      const sums = { prepared: sumOf('prepared'), refunding: sumOf('refunding'), refunded: sumOf('refunded') };
      return { currency: screening?.currency ?? '', ...sums };
    },
  });
