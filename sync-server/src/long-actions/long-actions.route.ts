/** How far the long actions of a cinema are: also after a reload, and after another has begun them. */
import type { Clock } from '@marquee/shared/clock';
import type { Randomness } from '@marquee/shared/randomness';
import { z } from 'zod';
import { maySeeCinema, nameActor, noteAct } from '../accounts/accounts.ts';
import { runOnce } from '../operations/operations.ts';
import { type ApiRoute, defineRoute, type Refused, refuse } from '../platform/api.ts';
import { cursorText, cutPage } from '../platform/cursor.ts';
import { type Database, RolledBack } from '../platform/database.ts';
import { idMax, numberText } from '../platform/read-params.ts';
import * as sql from './long-actions.sql.ts';

export interface LongActionsDeps {
  database: Database;
  clock: Clock;
  randomness: Randomness;
}

const tag = 'management' as const;
const authority = 'manager' as const;
const count = z.int().nonnegative();
const actionsPerPage = 50;
/** Nobody reads more. */
const oddMax = 100;
const ActionParams = z.object({ id: z.string().regex(/^[0-9a-f]{24}$/, 'must be the id of a long action') });

const Action = z
  .object({
    id: z.string(),
    kind: z.string(),
    screeningId: z.int().nullable(),
    state: z.enum(['running', 'done', 'failed']),
    done: count,
    total: count,
    subject: z.record(z.string(), z.unknown()),
    by: z.string(),
    startedAtMs: z.int(),
    endedAtMs: z.int().nullable(),
    error: z.string().nullable(),
  })
  .meta({ id: 'LongAction' });

const describe = (row: sql.ActionRow): z.input<typeof Action> => ({
  id: row.id,
  kind: row.kind,
  screeningId: row.screening_id,
  state: row.state,
  done: row.done,
  total: row.total,
  subject: row.subject as Record<string, unknown>,
  by: row.made_by.replace(/ \(user \d+\)$/, ''),
  startedAtMs: row.started_at_ms,
  endedAtMs: row.ended_at_ms,
  error: row.error,
});

export const makeLongActionsApi = (deps: LongActionsDeps): ApiRoute[] => [
  listRoute(deps),
  actionRoute(deps),
  resumeRoute(deps),
];

const listRoute = ({ database }: LongActionsDeps) =>
  defineRoute({
    operationId: 'Long_actions_info',
    method: 'get',
    path: '/api/v1/managed/cinemas/:id/long-actions',
    tag,
    summary: 'Work that takes longer than a request, newest first: what it is, and how far.',
    authority,
    params: z.object({ id: numberText(idMax) }),
    query: z.object({
      screening: numberText(idMax).optional(),
      cursor: cursorText(z.tuple([z.int(), z.string()])).optional(),
      limit: numberText(actionsPerPage).default(20),
    }),
    answer: z.object({ actions: z.array(Action), next: z.string().nullable() }),
    async handle({ params, query: { screening, cursor, limit }, caller }) {
      if (!(await maySeeCinema(database, caller, params.id))) return refuse('not-found');
      const wanted = { cinemaId: params.id, screeningId: screening ?? null, after: cursor ?? null, limit: limit + 1 };
      const rows = await sql.selectActions(database, wanted);
      const { page, next } = cutPage(rows, limit, (row) => [row.started_at_ms, row.id]);
      return { actions: page.map(describe), next };
    },
  });

const Odd = z.object({
  number: z.int(),
  state: z.enum(['refused', 'unknown']),
  body: z.unknown(),
  outcome: z.record(z.string(), z.unknown()).nullable(),
});

const actionRoute = ({ database }: LongActionsDeps) =>
  defineRoute({
    operationId: 'Long_action_info',
    method: 'get',
    path: '/api/v1/managed/long-actions/:id',
    tag,
    summary: 'One of them, with those of its items that could not be done or are in doubt.',
    authority,
    params: ActionParams,
    answer: Action.extend({ odd: z.array(Odd) }),
    async handle({ params, caller }) {
      const row = await sql.selectAction(database, params.id);
      if (!row || !(await maySeeCinema(database, caller, row.cinema_id))) return refuse('not-found');
      const odd = await sql.selectOdd(database, params.id, oddMax);
      return {
        ...describe(row),
        odd: odd.map(({ number, state, body, outcome }) => ({
          number,
          state: state as 'refused',
          body,
          outcome: outcome as Record<string, unknown> | null,
        })),
      };
    },
  });

const resumeRoute = (deps: LongActionsDeps) =>
  defineRoute({
    operationId: 'Resume_long_action',
    method: 'post',
    path: '/api/v1/managed/long-actions/:id/resume',
    tag,
    summary: 'Go on with one that was given up after its next step had failed again and again.',
    authority,
    params: ActionParams,
    body: z.strictObject({}),
    answer: z.object({ ok: z.literal(true) }),
    refusals: { 'action-not-failed': { status: 409, title: 'It runs already, or it is done.' } },
    idempotent: true,
    async handle({ params, caller, idempotencyKey }) {
      const row = await sql.selectAction(deps.database, params.id);
      if (!row || !(await maySeeCinema(deps.database, caller, row.cinema_id))) return refuse('not-found');
      const by = await nameActor(deps.database, caller);
      return runOnce<{ ok: true } | Refused, Refused>(
        deps,
        { operationId: `resume:user ${caller.userId}:${idempotencyKey}`, body: params },
        async (tx) => {
          if (!(await sql.resume(tx, params.id, deps.clock.nowMs()))) throw new RolledBack(refuse('action-not-failed'));
          await noteAct(tx, deps, { operation: 'resume-long-action', by, detail: { id: params.id, kind: row.kind } });
          return { ok: true };
        },
        (refusal) => refusal,
      );
    },
  });
