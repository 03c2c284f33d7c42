/** The audit log: who did what, when, and to what. It is read and never changed. */
import { dateAt, instantAt, type LocalDate, nextDate } from '@marquee/shared/wall-clock';
import { z } from 'zod';
import { type ApiRoute, defineRoute, refuse } from '../platform/api.ts';
import { cursorText, cutPage } from '../platform/cursor.ts';
import type { Queries } from '../platform/database.ts';
import { idMax, numberText } from '../platform/read-params.ts';
import { type ActionRow, type ActionsWanted, selectActions, selectNames } from './actions.sql.ts';
import { selectTimeZone } from './managed-cinemas.sql.ts';
import { maySeeCinema } from './managed-cinemas.ts';

const perPage = 100;
const Query = z.object({
  user: numberText(idMax).optional().meta({ description: 'Whose hand it was.' }),
  operation: z
    .string()
    .regex(/^[a-z-]{1,80}$/)
    .optional(),
  object: z
    .string()
    .regex(/^[a-z]{1,20} [\w-]{1,40}$/)
    .optional()
    .meta({ description: 'What it was done to.', example: 'screening 117' }),
  from: z.iso.date().optional().meta({ description: 'By the cinema’s clock, from midnight to midnight, included.' }),
  to: z.iso.date().optional(),
  cursor: cursorText(z.tuple([z.int(), z.int()])).optional(),
  limit: numberText(perPage).default(perPage),
});
const Action = z
  .object({
    id: z.int(),
    atMs: z.int(),
    operation: z.string(),
    by: z.string().meta({ description: 'As it was signed.' }),
    actor: z.object({ id: z.int(), name: z.string() }).nullable(),
    cinemaId: z.int().nullable(),
    user: z
      .object({ id: z.int(), name: z.string() })
      .nullable()
      .meta({ description: 'The account that it was done to.' }),
    object: z.string().nullable(),
    detail: z.record(z.string(), z.unknown()),
  })
  .meta({ id: 'Action' });
const Answer = z.object({ actions: z.array(Action), next: z.string().nullable() });

export function makeActionsApi({ database }: { database: Queries }): ApiRoute[] {
  const ofCinema = defineRoute({
    operationId: 'Actions_info',
    method: 'get',
    path: '/api/v1/managed/cinemas/:id/actions',
    tag: 'management',
    summary: 'What managers and administrators did in a cinema, newest first.',
    authority: 'manager',
    params: z.object({ id: numberText(idMax) }),
    query: Query,
    answer: Answer,
    async handle({ params, query, caller }) {
      if (!(await maySeeCinema(database, caller, params.id))) return refuse('not-found');
      const zone = await selectTimeZone(database, params.id);
      return readActions(database, wantedOf(query, params.id, zone));
    },
  });
  const ofAll = defineRoute({
    operationId: 'All_actions_info',
    method: 'get',
    path: '/api/v1/managed/actions',
    tag: 'management',
    summary: 'What anybody did anywhere, newest first; days are those of UTC.',
    authority: 'admin',
    query: Query,
    answer: Answer,
    handle: ({ query }) => readActions(database, wantedOf(query, null, 'UTC')),
  });
  return [ofCinema, ofAll];
}

const readDate = (date: string): LocalDate => dateAt(Date.parse(`${date}T12:00:00Z`), 'UTC');

function wantedOf(query: z.output<typeof Query>, cinemaId: number | null, zone: string): ActionsWanted {
  const { user, operation, object, from, to, cursor, limit } = query;
  return {
    cinemaId,
    actorId: user ?? null,
    operation: operation ?? null,
    object: object ?? null,
    fromMs: from === undefined ? null : instantAt(readDate(from), 0, zone),
    toMs: to === undefined ? null : instantAt(nextDate(readDate(to)), 0, zone),
    before: cursor ?? null,
    limit,
  };
}

async function readActions(queries: Queries, wanted: ActionsWanted): Promise<z.input<typeof Answer>> {
  const rows = await selectActions(queries, { ...wanted, limit: wanted.limit + 1 });
  const { page, next } = cutPage(rows, wanted.limit, (row) => [row.at_ms, row.id]);
  const named = page.flatMap((row) => [row.actor_id ?? [], row.user_id ?? []].flat());
  const names = await selectNames(queries, [...new Set(named)]);
  return { actions: page.map((row) => describeAction(row, names)), next };
}

function describeAction(row: ActionRow, names: ReadonlyMap<number, string>): z.input<typeof Action> {
  const { by, ...detail } = JSON.parse(row.detail ?? '{}') as Record<string, unknown>;
  const nameOf = (id: number | null) => (id === null ? null : { id, name: names.get(id) ?? '' });
  return {
    id: row.id,
    atMs: row.at_ms,
    operation: row.operation,
    by: typeof by === 'string' ? by : '',
    actor: nameOf(row.actor_id),
    cinemaId: row.cinema_id,
    user: nameOf(row.user_id),
    object: row.object,
    detail,
  };
}
