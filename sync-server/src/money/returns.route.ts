import { z } from 'zod';
import { maySeeCinema, nameActor } from '../accounts/accounts.ts';
import { type ApiRoute, defineRoute, Refused, refuse } from '../platform/api.ts';
import { cursorText, cutPage } from '../platform/cursor.ts';
import { idMax, numberText } from '../platform/read-params.ts';
import { findCinema, type MoneyDeps } from './money-days.ts';
import * as sql from './returns.sql.ts';
import { Draft, describeLine, describeReturn, draftReturns, MadeReturn, makeReturn, ReturnLine } from './returns.ts';

const shape = { tag: 'management', authority: 'manager' } as const;
const IdParams = z.object({ id: numberText(idMax) });
const Period = { kind: z.enum(sql.returnKinds), from: z.iso.date() };
const perPage = 100;

export const makeReturnsApi = (deps: MoneyDeps): ApiRoute[] => [
  draftsRoute(deps),
  makeRoute(deps),
  returnsRoute(deps),
  returnRoute(deps),
];

const draftsRoute = ({ database, clock }: MoneyDeps) =>
  defineRoute({
    ...shape,
    operationId: 'Film_return_drafts',
    method: 'get',
    path: '/api/v1/managed/cinemas/:id/film-return-drafts',
    summary: 'What would be told to the distributors of a business day, or of the film week that begins with it.',
    description:
      'By the date of the screenings: tickets that nobody has undone. What differs from earlier returns of the same kind is an adjustment. Of one that was made already the lines are what differs since.',
    params: IdParams,
    query: z.object(Period),
    answer: z.object({ currency: z.string(), drafts: z.array(Draft) }),
    async handle({ params, query: period, caller }) {
      const cinema = await findCinema(database, caller, { cinemaId: params.id });
      if (cinema instanceof Refused) return cinema;
      const asked = { period, movieId: null, nowMs: clock.nowMs() };
      return { currency: cinema.currency, drafts: await draftReturns(database, cinema.id, asked) };
    },
  });

const makeRoute = (deps: MoneyDeps) =>
  defineRoute({
    ...shape,
    operationId: 'Make_film_return',
    method: 'post',
    path: '/api/v1/managed/cinemas/:id/film-returns',
    summary: 'Make the return of a film’s day or week: it is kept as it is now, and never changed.',
    params: IdParams,
    body: z.strictObject({ ...Period, movieId: z.int().min(1).max(idMax) }),
    answer: z.object({ id: z.int() }),
    status: 201,
    idempotent: true,
    refusals: {
      'return-made-already': { status: 409, title: 'A return of this film tells of one of these days already.' },
      'return-too-early': { status: 409, title: 'A screening of these days is still being sold.' },
      'nothing-to-return': { status: 409, title: 'The film did not play, and nothing is to be adjusted.' },
    },
    async handle({ params, body, caller, idempotencyKey }) {
      const cinema = await findCinema(deps.database, caller, { cinemaId: params.id });
      if (cinema instanceof Refused) return cinema;
      const by = await nameActor(deps.database, caller);
      return makeReturn(deps, cinema, { ...body, by, operationId: `user ${caller.userId}:${idempotencyKey}` });
    },
  });

const returnsRoute = ({ database }: MoneyDeps) =>
  defineRoute({
    ...shape,
    operationId: 'Film_returns',
    method: 'get',
    path: '/api/v1/managed/cinemas/:id/film-returns',
    summary: 'The returns that were made, the latest first.',
    params: IdParams,
    query: z.object({
      cursor: cursorText(z.tuple([z.literal('film-returns'), z.int()])).optional(),
      limit: numberText(perPage).default(perPage),
    }),
    answer: z.object({ returns: z.array(MadeReturn), next: z.string().nullable() }),
    async handle({ params, query: { cursor, limit }, caller }) {
      const cinema = await findCinema(database, caller, { cinemaId: params.id });
      if (cinema instanceof Refused) return cinema;
      const asked = { cinemaId: cinema.id, beforeId: cursor?.[1] ?? idMax, limit: limit + 1 };
      const { page, next } = cutPage(await sql.selectReturns(database, asked), limit, ({ id }) => ['film-returns', id]);
      return { returns: page.map(describeReturn), next };
    },
  });

const returnRoute = ({ database }: MoneyDeps) =>
  defineRoute({
    ...shape,
    operationId: 'Film_return',
    method: 'get',
    path: '/api/v1/managed/film-returns/:id',
    summary: 'A return as it was made, with its lines.',
    params: IdParams,
    answer: z.object({ made: MadeReturn, lines: z.array(ReturnLine) }),
    async handle({ params, caller }) {
      const row = await sql.selectReturn(database, params.id);
      if (!row || !(await maySeeCinema(database, caller, row.cinema_id))) return refuse('not-found');
      return { made: describeReturn(row), lines: (await sql.selectLines(database, row.id)).map(describeLine) };
    },
  });
