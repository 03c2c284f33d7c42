/** A screening moves to another venue or time: first the plan, which changes nothing, then the move that was agreed to. */
import { z } from 'zod';
import { maySeeCinema, nameActor } from '../accounts/accounts.ts';
import { type ApiRoute, defineRoute, type Refusal, refuse } from '../platform/api.ts';
import { idMax, numberText } from '../platform/read-params.ts';
import type { RightsDeps } from '../rights/rights.ts';
import { timeMs } from './answers.ts';
import * as sql from './manage.sql.ts';
import { type MoveRefusal, moveScreening, planMove } from './screenings.ts';
import { countGuests } from './tell-guests.ts';

const tag = 'management' as const;
const authority = 'manager' as const;
const id = z.int().min(1).max(idMax);
const count = z.int().nonnegative();
const IdParams = z.object({ id: numberText(idMax) });

const refusals = {
  'screening-unknown': { status: 409, title: 'The screening is cancelled.' },
  'venue-unknown': { status: 409, title: 'It is there already, or this venue is not of its cinema or has no seats.' },
  'plan-changed': {
    status: 409,
    title: 'Somebody has sold, held or changed something meanwhile: ask for the plan again.',
  },
  'screening-past': { status: 409, title: 'It would have started already.' },
  'screening-overlaps': {
    status: 409,
    title: 'Another runs in that venue at that time: `screeningId` says which.',
    extra: { screeningId: id },
  },
} as const satisfies Record<string, Refusal>;

export const makeMoveScreeningApi = (deps: RightsDeps): ApiRoute[] => [planRoute(deps), moveRoute(deps)];

const no = ({ ok: _, reason, ...extra }: MoveRefusal) => refuse(reason, extra);

const planRoute = (deps: RightsDeps) =>
  defineRoute({
    operationId: 'Move_plan',
    method: 'get',
    path: '/api/v1/managed/screenings/:id/move',
    tag,
    summary: 'Where everybody would sit if the screening moved to this venue or time, and who has no place there.',
    authority,
    params: IdParams,
    query: z.object({
      venue: numberText(idMax).optional(),
      startsAtMs: z
        .string()
        .regex(/^\d{1,13}$/)
        .transform(Number)
        .pipe(timeMs)
        .optional(),
    }),
    answer: z.object({
      toVenueId: id,
      startsAtMs: timeMs,
      toStartsAtMs: timeMs,
      hash: z.string().meta({ description: 'Of what is planned: to be confirmed with.' }),
      places: z.array(
        z.object({ seatId: id, placeId: id, label: z.string(), newLabel: z.string(), state: z.string() }),
      ),
      unplaced: z.array(
        z.object({
          seatId: id,
          label: z.string(),
          kind: z.string(),
          state: z.string(),
          orderKey: z.string().nullable(),
        }),
      ),
      guests: count.meta({ description: 'So many are told by SMS.' }),
      terminals: z
        .array(z.object({ terminal: z.int(), name: z.string(), seats: count, isReachable: z.boolean() }))
        .meta({
          description: 'They hold unsold seats, and sell on: one that cannot be reached prints the old place and time.',
        }),
    }),
    refusals,
    async handle({ params, query, caller }) {
      const { database, clock } = deps;
      const screening = await sql.selectPlace(database, params.id);
      if (!screening || !(await maySeeCinema(database, caller, screening.cinema_id))) return refuse('not-found');
      const venueId = query.venue ?? screening.venue_id;
      const time = query.startsAtMs === undefined ? undefined : { startsAtMs: query.startsAtMs, nowMs: clock.nowMs() };
      const planned = await planMove(database, params.id, venueId, time);
      if (!planned.ok) return no(planned);
      const { screeningId: _, fromVenueId: __, ...plan } = planned.plan;
      const holders = await sql.selectHolders(database, params.id);
      const terminals = holders.flatMap(({ holder, name, seats }) =>
        holder === 0
          ? []
          : [{ terminal: holder, name: name ?? '', seats, isReachable: deps.isReachable?.(holder) ?? true }],
      );
      return { ...plan, guests: await countGuests(database, params.id), terminals };
    },
  });

const moveRoute = (deps: RightsDeps) =>
  defineRoute({
    operationId: 'Move_screening',
    method: 'post',
    path: '/api/v1/managed/screenings/:id/move',
    tag,
    summary:
      'Move it as planned. Sold seats without a place are refunded or become cases; guests with an account are told.',
    authority,
    params: IdParams,
    body: z.strictObject({
      toVenueId: id,
      startsAtMs: timeMs.optional(),
      hash: z.string().regex(/^[0-9a-f]{64}$/),
      refundUnplaced: z.boolean().default(false),
    }),
    answer: z.object({ ok: z.literal(true), moved: count, unplaced: count, told: count }),
    refusals,
    idempotent: true,
    async handle({ params, body, caller, idempotencyKey }) {
      const screening = await sql.selectPlace(deps.database, params.id);
      if (!screening || !(await maySeeCinema(deps.database, caller, screening.cinema_id))) return refuse('not-found');
      const { startsAtMs, ...rest } = body;
      const moved = await moveScreening(deps, {
        ...rest,
        ...(startsAtMs === undefined ? {} : { startsAtMs }),
        screeningId: params.id,
        operationId: `user ${caller.userId}:${idempotencyKey}`,
        by: await nameActor(deps.database, caller),
      });
      return moved.ok ? moved : no(moved);
    },
  });
