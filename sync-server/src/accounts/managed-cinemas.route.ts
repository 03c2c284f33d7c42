/** How administrators say which cinemas a manager looks after. */
import { z } from 'zod';
import { type ApiRoute, defineRoute, type Refused, refuse } from '../platform/api.ts';
import { RolledBack, transactionOrRefusal } from '../platform/database.ts';
import { idMax, numberText } from '../platform/read-params.ts';
import type { AccountDeps } from './account-deps.ts';
import { selectUser } from './accounts.sql.ts';
import { noteAct } from './acts.ts';
import * as sql from './managed-cinemas.sql.ts';
import { cinemasMax } from './managed-cinemas.ts';

const Cinemas = z.object({ cinemaIds: z.array(z.int()) }).meta({ id: 'ManagedCinemas' });
const IdParams = z.object({ id: numberText(idMax) });

export function makeManagedCinemasApi(deps: Pick<AccountDeps, 'database' | 'clock'>): ApiRoute[] {
  const getCinemas = defineRoute({
    operationId: 'User_cinemas',
    method: 'get',
    path: '/api/v1/users/:id/cinemas',
    tag: 'accounts',
    summary: 'Which cinemas a manager looks after. An administrator looks after all of them.',
    authority: 'admin',
    params: IdParams,
    answer: Cinemas,
    async handle({ params }) {
      if (!(await selectUser(deps.database, params.id))) return refuse('not-found');
      const rows = await sql.selectCinemasOf(deps.database, params.id, cinemasMax);
      return { cinemaIds: rows.map(({ id }) => id) };
    },
  });
  const setCinemas = defineRoute({
    operationId: 'Set_user_cinemas',
    method: 'put',
    path: '/api/v1/users/:id/cinemas',
    tag: 'accounts',
    summary: 'Give a manager these cinemas, and take away all others.',
    authority: 'admin',
    params: IdParams,
    body: z.strictObject({ cinemaIds: z.array(z.int().min(1).max(idMax)).max(cinemasMax) }),
    answer: Cinemas,
    async handle({ params, body, caller }) {
      const cinemaIds = [...new Set(body.cinemaIds)].sort((a, b) => a - b);
      return transactionOrRefusal<{ cinemaIds: number[] } | Refused>(deps.database, 'set-user-cinemas', async (tx) => {
        const isThere = (await selectUser(tx, params.id)) !== undefined;
        if (!isThere || (await sql.countCinemas(tx, cinemaIds)) !== cinemaIds.length)
          throw new RolledBack(refuse('not-found'));
        await sql.replaceCinemasOf(tx, params.id, { cinemaIds, nowMs: deps.clock.nowMs() });
        const act = { operation: 'set-user-cinemas', by: `user ${caller.userId}`, userId: params.id };
        await noteAct(tx, deps, { ...act, detail: { cinemaIds } });
        return { cinemaIds };
      });
    },
  });
  return [getCinemas, setCinemas];
}
