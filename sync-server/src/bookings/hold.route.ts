/** The mobile API's way to a booking: hold seats, then pay for them. */
import { TicketClass } from '@marquee/shared/tickets/ticket-class';
import { z } from 'zod';
import { type ApiRoute, type Caller, defineRoute, type Refused, refuse } from '../platform/api.ts';
import type { Queries } from '../platform/database.ts';
import { sha256Hex } from '../platform/keys.ts';
import { idMax } from '../platform/read-params.ts';
import { describeHold, HoldAnswer } from './booking-answers.ts';
import { type HoldRow, selectHold, selectRecentHolds } from './hold.sql.ts';
import {
  extendHold,
  type HoldDeps,
  type HoldRefusal,
  holdForUser,
  longestPaymentMs,
  releaseHold,
  ticketsMax,
} from './hold.ts';

export type HoldApiDeps = HoldDeps & { serverNumber: number };

const id = z.int().min(1).max(idMax);
const seatIds = z.array(id);
export const HoldParams = z.object({ id: z.string().regex(/^h[0-9a-f]{31}$/, 'must be the id of a hold') });
const HeldAnswer = z.object({ hold: HoldAnswer });

/** The same person and key are the same hold, and nobody else can name it by chance. */
const nameHold = ({ userId }: Caller, key: string): string => `h${sha256Hex(`hold ${userId} ${key}`).slice(0, 31)}`;

export function makeHoldApi(deps: HoldApiDeps): ApiRoute[] {
  return [makeBooking(deps), makeMyHolds(deps), makeGetHold(deps), makeExtendHold(deps), makeReleaseHold(deps)];
}

const Order = z
  .strictObject({
    screeningId: id,
    tickets: z
      .array(z.strictObject({ ticketClass: TicketClass, seatId: id.optional() }))
      .min(1)
      .max(ticketsMax)
      .meta({
        description:
          'Each with the seat it is for, or none with one: then the best that are left are taken, and the answer says which ticket got which, adults first.',
      }),
    wheelchair: z
      .boolean()
      .default(false)
      .meta({ description: 'Best seats only: one person needs a wheelchair place.' }),
    allowSingleSeat: z.boolean().default(false).meta({
      description: 'Although it leaves a single seat beside: the customer was asked after `single-seat-left`.',
    }),
  })
  .refine(({ tickets }) => new Set(tickets.map(({ seatId }) => seatId === undefined)).size === 1, {
    path: ['tickets'],
    message: 'all name a seat, or none',
  })
  .refine(({ tickets, wheelchair }) => !wheelchair || tickets.every(({ seatId }) => seatId === undefined), {
    path: ['wheelchair'],
    message: 'only where no seat is named',
  })
  .refine(
    ({ tickets }) => {
      const named = tickets.flatMap(({ seatId }) => seatId ?? []);
      return new Set(named).size === named.length;
    },
    { path: ['tickets'], message: 'no seat twice' },
  );

const makeBooking = (deps: HoldApiDeps): ApiRoute =>
  defineRoute({
    operationId: 'Booking',
    method: 'post',
    path: '/api/v1/holds',
    tag: 'bookings',
    summary: 'Hold seats of a screening for eight minutes: named ones, or the best that are left. Then pay for them',
    authority: 'user',
    body: Order,
    answer: HeldAnswer,
    status: 201,
    idempotent: true,
    refusals: {
      'sales-closed': { status: 409, title: 'It is not sold any more.' },
      'seat-unknown': {
        status: 422,
        title: '`seatIds` are no seats of this screening: load its map again.',
        extra: { seatIds },
      },
      'seat-taken': {
        status: 409,
        title: '`seatIds` are taken. `alternatives` are the nearest together that are left, each a list of seats.',
        extra: { seatIds, alternatives: z.array(seatIds) },
      },
      'single-seat-left': {
        status: 409,
        title: 'It would leave `seatIds` single. Ask the customer; with allowSingleSeat it is done all the same.',
        extra: { seatIds },
      },
      'seats-asked-back': {
        status: 409,
        title: 'A terminal in the cinema is asked for `seatIds`. Ask again in `retryAfterSeconds`.',
        extra: { seatIds, retryAfterSeconds: z.int() },
      },
      'seats-contested': { status: 409, title: 'Others were faster each time. Ask again.' },
      'not-enough-seats': { status: 409, title: 'Only `freeSeats` are left.', extra: { freeSeats: z.int() } },
      'no-wheelchair-place': { status: 409, title: 'No place for a wheelchair is left.' },
      'seats-not-numbered': { status: 422, title: 'Guests sit where they like: name no seats.' },
      'too-many-holds': {
        status: 409,
        title: 'This account holds enough already: `holds` and `seats`. Pay for them or give them back first.',
        extra: { holds: z.int(), seats: z.int() },
      },
    },
    async handle({ body, caller, idempotencyKey }) {
      const order = { ...body, holdId: nameHold(caller, idempotencyKey), userId: caller.userId };
      const answer = await holdForUser(deps, order);
      if (!answer.ok) return refuseHold(answer);
      // A repeat is told how it stands by now: it may have been extended.
      const hold = (await selectHold(deps.database, answer.hold.id, caller.userId)) ?? answer.hold;
      return { hold: await describeHold(deps, hold) };
    },
  });

const retryAfterSeconds = 2;

function refuseHold({ ok: _, reason, ...detail }: { ok: false } & HoldRefusal): Refused {
  if (reason === 'screening-unknown') return refuse('not-found');
  return refuse(reason, reason === 'seats-asked-back' ? { ...detail, retryAfterSeconds } : detail);
}

/** Somebody else's hold is as good as none. */
export async function withOwnHold<A>(
  queries: Queries,
  { params, caller }: { params: { id: string }; caller: Caller },
  work: (hold: HoldRow) => Promise<A | Refused>,
): Promise<A | Refused> {
  const hold = await selectHold(queries, params.id, caller.userId);
  return hold ? work(hold) : refuse('not-found');
}

const makeMyHolds = (deps: HoldApiDeps): ApiRoute =>
  defineRoute({
    operationId: 'My_holds',
    method: 'get',
    path: '/api/v1/holds',
    tag: 'bookings',
    summary: 'What one holds or is paying for now, the newest first',
    authority: 'user',
    answer: z.object({ holds: z.array(HoldAnswer) }),
    async handle({ caller: { userId } }) {
      const nowMs = deps.clock.nowMs();
      const rows = await selectRecentHolds(deps.database, {
        userId,
        sinceMs: nowMs - longestPaymentMs,
        limit: recentMax,
      });
      const holds = await Promise.all(rows.map((row) => describeHold(deps, row)));
      return { holds: holds.filter(({ state }) => state === 'held' || state === 'paying') };
    },
  });
/** Of the last hour; nobody holds more than a few at a time. */
const recentMax = 50;

const makeGetHold = (deps: HoldApiDeps): ApiRoute =>
  defineRoute({
    operationId: 'Get_hold',
    method: 'get',
    path: '/api/v1/holds/:id',
    tag: 'bookings',
    summary: 'An own hold: its countdown, and what became of it',
    authority: 'user',
    params: HoldParams,
    answer: HeldAnswer,
    handle: (request) =>
      withOwnHold(deps.database, request, async (hold) => ({ hold: await describeHold(deps, hold) })),
  });

const makeExtendHold = (deps: HoldApiDeps): ApiRoute =>
  defineRoute({
    operationId: 'Extend_hold',
    method: 'post',
    path: '/api/v1/holds/:id/extension',
    tag: 'bookings',
    summary: 'Begin the eight minutes of an own hold again, once',
    authority: 'user',
    params: HoldParams,
    answer: HeldAnswer,
    idempotent: true,
    refusals: {
      'hold-gone': { status: 410, title: 'Its time is over, or it is being paid: look at the hold.' },
      'hold-extended': { status: 409, title: 'It was extended before.' },
    },
    handle: (request) =>
      withOwnHold(deps.database, request, async (own) => {
        const answer = await extendHold(deps, own, request.idempotencyKey);
        return answer.ok ? { hold: await describeHold(deps, answer.hold) } : refuse(answer.reason);
      }),
  });

const makeReleaseHold = (deps: HoldApiDeps): ApiRoute =>
  defineRoute({
    operationId: 'Release_hold',
    method: 'delete',
    path: '/api/v1/holds/:id',
    tag: 'bookings',
    summary: 'Give the seats of an own hold back; doing it twice does no harm',
    authority: 'user',
    params: HoldParams,
    answer: HeldAnswer,
    refusals: {
      'hold-paying': { status: 409, title: 'Its payment is not decided yet: look at the hold.' },
      'hold-paid': {
        status: 409,
        title: 'It is the booking `orderKey`, which can be cancelled.',
        extra: { orderKey: z.string() },
      },
    },
    handle: (request) =>
      withOwnHold(deps.database, request, async (own) => {
        await releaseHold(deps, { holdId: own.id, screeningId: own.screening_id });
        const hold = await describeHold(deps, own);
        if (hold.state === 'paid') return refuse('hold-paid', { orderKey: hold.orderKey });
        return hold.state === 'paying' ? refuse('hold-paying') : { hold };
      }),
  });
