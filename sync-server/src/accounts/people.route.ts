/** Who may use the dashboard: administrators see whom, for which cinemas, and where they are logged in. */
import { z } from 'zod';
import { type ApiRoute, defineRoute, type Refused, refuse, roles } from '../platform/api.ts';
import { RolledBack, transactionOrRefusal } from '../platform/database.ts';
import { idMax, numberText } from '../platform/read-params.ts';
import type { AccountDeps } from './account-deps.ts';
import { Phone } from './accounts.route.ts';
import * as sql from './accounts.sql.ts';
import { noteAct } from './acts.ts';
import { selectCinemasOfAll } from './managed-cinemas.sql.ts';

type PeopleDeps = Pick<AccountDeps, 'database' | 'clock'>;

const perPage = 100;
const Person = z
  .object({
    id: z.int(),
    name: z.string(),
    phone: z.string().nullable(),
    role: z.enum(roles),
    cinemaIds: z.array(z.int()).meta({ description: 'That were given to them; an administrator has all.' }),
    sessions: z.int().meta({ description: 'Where they are logged in now.' }),
    lastSeenMs: z.int().nullable().meta({ description: 'Of an open session: when it was last renewed.' }),
  })
  .meta({ id: 'Person' });

export const makePeopleApi = (deps: PeopleDeps): ApiRoute[] => [
  peopleRoute(deps),
  findPersonRoute(deps),
  endSessionsRoute(deps),
];

const peopleRoute = (deps: PeopleDeps) =>
  defineRoute({
    operationId: 'People_info',
    method: 'get',
    path: '/api/v1/managed/people',
    tag: 'management',
    summary: 'Everybody of a role, with the cinemas that they look after.',
    authority: 'admin',
    query: z.object({
      role: z.enum(['manager', 'admin']),
      cursor: numberText(idMax).meta({ description: '`next` of the page before.' }).optional(),
      limit: numberText(perPage).default(perPage),
    }),
    answer: z.object({ people: z.array(Person), next: z.string().nullable() }),
    async handle({ query: { role, cursor = 0, limit } }) {
      const rows = await sql.selectUsers(deps.database, { role, after: cursor, limit: limit + 1 });
      const page = rows.slice(0, limit);
      const next = rows.length > limit ? String(page.at(-1)?.id) : null;
      return { people: await describePeople(deps, page), next };
    },
  });

const findPersonRoute = (deps: PeopleDeps) =>
  defineRoute({
    operationId: 'Find_person',
    method: 'get',
    path: '/api/v1/managed/people/by-phone',
    tag: 'management',
    summary: 'The account of a phone number, whoever’s it is.',
    authority: 'admin',
    query: z.object({ phone: Phone }),
    answer: Person,
    async handle({ query }) {
      const row = await sql.selectUserByPhone(deps.database, query.phone);
      const [person] = row ? await describePeople(deps, [row]) : [];
      return person ?? refuse('not-found');
    },
  });

const endSessionsRoute = (deps: PeopleDeps) =>
  defineRoute({
    operationId: 'End_user_sessions',
    method: 'delete',
    path: '/api/v1/users/:id/sessions',
    tag: 'management',
    summary: 'Logs somebody out everywhere, at once.',
    authority: 'admin',
    params: z.object({ id: numberText(idMax) }),
    answer: z.object({ ended: z.int() }),
    handle: ({ params: { id }, caller }) =>
      transactionOrRefusal<{ ended: number } | Refused>(deps.database, 'end-user-sessions', async (tx) => {
        if (!(await sql.selectUser(tx, id))) throw new RolledBack(refuse('not-found'));
        const ended = await sql.revokeSessionsOf(tx, id, deps.clock.nowMs());
        const act = { operation: 'end-user-sessions', by: `user ${caller.userId}`, userId: id };
        await noteAct(tx, deps, { ...act, detail: { ended } });
        return { ended };
      }),
  });

async function describePeople(
  { database, clock }: PeopleDeps,
  rows: readonly sql.UserRow[],
): Promise<z.input<typeof Person>[]> {
  const ids = rows.map(({ id }) => id);
  const cinemas = Map.groupBy(await selectCinemasOfAll(database, ids), (row) => row.user_id);
  const counted = await sql.countLiveSessions(database, ids, clock.nowMs());
  const sessions = new Map(counted.map((row) => [row.user_id, row]));
  return rows.map(({ id, name, phone, role }) => ({
    id,
    name,
    phone,
    role,
    cinemaIds: (cinemas.get(id) ?? []).map(({ cinema_id }) => cinema_id),
    sessions: Number(sessions.get(id)?.n ?? 0),
    lastSeenMs: sessions.get(id)?.last_ms ?? null,
  }));
}
