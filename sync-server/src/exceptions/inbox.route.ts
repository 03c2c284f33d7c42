/** The managers’ inbox: what contradicts, both sides of it, what can be done, and who has settled what. */
import { z } from 'zod';
import { maySeeCinema, nameActor } from '../accounts/accounts.ts';
import { type ApiRoute, defineRoute, type Refusal, refuse } from '../platform/api.ts';
import { cursorText, cutPage } from '../platform/cursor.ts';
import { idMax, numberText } from '../platform/read-params.ts';
import type { RightsDeps } from '../rights/rights.ts';
import * as sql from './inbox.sql.ts';
import { exceptionKinds, type SettlementId, settlements } from './kinds.ts';
import { toListed } from './list.ts';
import { settleException } from './settle.ts';

const tag = 'management' as const;
const authority = 'manager' as const;
const perPageMax = 100;
const noteCharsMax = 1000;

const Listed = z
  .object({
    id: z.string(),
    kind: z.string(),
    title: z.string(),
    meaning: z.string(),
    cinemaId: z.int().nullable(),
    terminal: z.object({ id: z.int(), name: z.string().nullable() }).nullable(),
    seq: z.int().nullable(),
    screening: z
      .object({
        id: z.int(),
        title: z.string().nullable(),
        venue: z.string().nullable(),
        startsAtMs: z.int().nullable(),
        timeZone: z.string().nullable(),
      })
      .nullable(),
    seat: z.object({ id: z.int(), label: z.string().nullable() }).nullable(),
    raisedAtMs: z.int(),
    sides: z.array(z.object({ who: z.string(), lines: z.array(z.string()) })),
    detail: z.record(z.string(), z.unknown()),
    actions: z.array(z.object({ id: z.string(), label: z.string(), effect: z.string() })),
    settled: z.object({ atMs: z.int(), by: z.string(), action: z.string(), note: z.string() }).nullable(),
  })
  .meta({ id: 'Exception' });

const refusals = {
  'exception-unknown': { status: 404, title: 'There is no such case.' },
  'settled-already': { status: 409, title: 'Somebody else has settled it meanwhile.' },
  'action-not-possible': { status: 409, title: 'A case of this kind can’t be settled so.' },
  'nothing-to-apply': { status: 409, title: 'There is nothing that this server could carry out. It stays open.' },
  'nothing-to-refund': { status: 409, title: 'These tickets are in a refund already, or were undone. It stays open.' },
} as const satisfies Record<string, Refusal>;

export const makeInboxApi = (deps: RightsDeps): ApiRoute[] => [listRoute(deps), settleRoute(deps)];

const listRoute = ({ database }: RightsDeps) =>
  defineRoute({
    operationId: 'Exceptions_info',
    method: 'get',
    path: '/api/v1/managed/cinemas/:id/exceptions',
    tag,
    summary:
      'What a manager must settle, the oldest first; or what was settled, the newest first. Nothing is ever deleted.',
    authority,
    params: z.object({ id: numberText(idMax) }),
    query: z.object({
      state: z.enum(['open', 'settled']).default('open'),
      kind: z.enum(Object.keys(exceptionKinds) as [string, ...string[]]).optional(),
      cursor: cursorText(z.tuple([z.int(), z.string().max(32)])).optional(),
      limit: numberText(perPageMax).default(20),
    }),
    answer: z.object({
      open: z.array(z.object({ kind: z.string(), n: z.int() })).meta({ description: 'How many are open, by kind.' }),
      exceptions: z.array(Listed),
      next: z.string().nullable(),
    }),
    async handle({ params, query, caller }) {
      if (!(await maySeeCinema(database, caller, params.id))) return refuse('not-found');
      const { state, kind, cursor, limit } = query;
      const filter = { cinemaId: params.id, state, kind: kind ?? null, after: cursor ?? null, limit: limit + 1 };
      const rows = await sql.selectInbox(database, filter);
      const { page, next } = cutPage(rows, limit, (row) => [
        (state === 'open' ? row.raised_at_ms : row.settled_at_ms) ?? 0,
        row.id,
      ]);
      return { open: await sql.countOpen(database, params.id), exceptions: page.map(toListed), next };
    },
  });

const settleRoute = (deps: RightsDeps) =>
  defineRoute({
    operationId: 'Settle_exception',
    method: 'post',
    path: '/api/v1/managed/exceptions/:id/settlement',
    tag,
    summary: 'Close a case with a note, and carry out what was chosen.',
    authority,
    params: z.object({ id: z.string().min(1).max(32) }),
    body: z.strictObject({
      action: z.enum(Object.keys(settlements) as [SettlementId, ...SettlementId[]]),
      note: z.string().trim().min(1).max(noteCharsMax),
    }),
    answer: z.object({ ok: z.literal(true), atMs: z.int(), by: z.string() }),
    refusals,
    idempotent: true,
    async handle({ params, body, caller, idempotencyKey }) {
      const cinemaId = await sql.selectCinemaOfException(deps.database, params.id);
      const maySettle = cinemaId === null || (cinemaId && (await maySeeCinema(deps.database, caller, cinemaId)));
      if (!maySettle) return refuse('not-found');
      const by = await nameActor(deps.database, caller);
      const operationId = `user ${caller.userId}:${idempotencyKey}`;
      const answer = await settleException(deps, { ...body, operationId, exceptionId: params.id, by });
      return answer.ok ? { ...answer, by } : refuse(answer.reason);
    },
  });
