import { z } from 'zod';
import { type ApiRoute, type Caller, defineRoute, type Refused, refuse } from '../platform/api.ts';
import { RolledBack, transactionOrRefusal } from '../platform/database.ts';
import type { AccountDeps } from './account-deps.ts';
import * as sql from './accounts.sql.ts';
import { noteAct } from './acts.ts';
import { Done, done, Tokens } from './answers.ts';
import { refreshSession } from './sessions.ts';

const tag = 'accounts' as const;
/** The newest; nobody reads on to the hundred and first phone of theirs. */
const listedMax = 100;
const Session = z
  .strictObject({
    id: z.string(),
    device: z.string().meta({ description: 'As the phone called itself.' }),
    createdAtMs: z.int(),
    refreshedAtMs: z.int(),
    isCurrent: z.boolean().meta({ description: 'The one that asks.' }),
  })
  .meta({ id: 'Session' });

/** Where somebody is logged in, and how that ends. */
export function makeSessionApi(deps: AccountDeps): ApiRoute[] {
  // The fixed addresses before the one that takes any name.
  return [
    refreshRoute(deps),
    listSessionsRoute(deps),
    logOutRoute(deps),
    endOtherSessionsRoute(deps),
    endSessionRoute(deps),
  ];
}

const refreshRoute = (deps: AccountDeps): ApiRoute =>
  defineRoute({
    operationId: 'Refresh_session',
    method: 'post',
    path: '/api/v1/sessions/refresh',
    tag,
    summary:
      'A new pair of tokens for a refresh token, which is good once. An older one, presented later than a moment after, ends the session.',
    authority: 'anyone',
    body: z.strictObject({
      refreshToken: z.string().regex(/^[\w.-]{1,100}$/),
    }),
    answer: Tokens,
    refusals: { 'session-ended': { status: 401, title: 'The session has ended. Log in again.' } },
    async handle({ body }) {
      return (await refreshSession(deps, body.refreshToken)) ?? refuse('session-ended');
    },
  });

const listSessionsRoute = ({ database, clock }: AccountDeps): ApiRoute =>
  defineRoute({
    operationId: 'Get_sessions',
    method: 'get',
    path: '/api/v1/sessions',
    tag,
    summary: `Where the own account is logged in, the newest ${listedMax} first.`,
    authority: 'user',
    answer: z.strictObject({ sessions: z.array(Session) }),
    async handle({ caller }) {
      const { userId, sessionId } = caller;
      const rows = await sql.selectLiveSessions(database, { userId, nowMs: clock.nowMs(), limit: listedMax });
      const sessions = rows.map(({ id, device, created_at_ms, refreshed_at_ms }) => ({
        id,
        device,
        createdAtMs: created_at_ms,
        refreshedAtMs: refreshed_at_ms,
        isCurrent: id === sessionId,
      }));
      return { sessions };
    },
  });

const logOutRoute = (deps: AccountDeps): ApiRoute =>
  defineRoute({
    operationId: 'Log_out',
    method: 'delete',
    path: '/api/v1/sessions/current',
    tag,
    summary: 'Ends this session: its tokens are good no more.',
    authority: 'user',
    answer: Done,
    async handle({ caller }) {
      await deps.database.transaction('log-out', (tx) =>
        sql.revokeSession(tx, caller.sessionId, caller.userId, deps.clock.nowMs()),
      );
      return done;
    },
  });

const act = (operation: string, { userId }: Caller, detail: Record<string, unknown>) => ({
  operation,
  by: `user ${userId}`,
  userId,
  detail,
});

const endOtherSessionsRoute = (deps: AccountDeps): ApiRoute =>
  defineRoute({
    operationId: 'End_other_sessions',
    method: 'delete',
    path: '/api/v1/sessions/others',
    tag,
    summary: 'Ends all sessions of the own account but the one that asks.',
    authority: 'user',
    answer: Done,
    async handle({ caller }) {
      await deps.database.transaction('end-other-sessions', async (tx) => {
        const { userId, sessionId } = caller;
        const ended = await sql.revokeOtherSessions(tx, { userId, keptId: sessionId, nowMs: deps.clock.nowMs() });
        if (ended > 0) await noteAct(tx, deps, act('end-other-sessions', caller, { ended }));
      });
      return done;
    },
  });

const endSessionRoute = (deps: AccountDeps): ApiRoute =>
  defineRoute({
    operationId: 'End_session',
    method: 'delete',
    path: '/api/v1/sessions/:id',
    tag,
    summary: 'Ends a session of the own account, such as a lost phone’s.',
    authority: 'user',
    params: z.object({ id: z.string().regex(/^[\w-]{1,32}$/, 'must be the id of a session') }),
    answer: Done,
    async handle({ caller, params: { id } }): Promise<typeof done | Refused> {
      const isEnded = await transactionOrRefusal<boolean>(deps.database, 'end-session', async (tx) => {
        // Somebody else's is as unknown as one that never was.
        if (!(await sql.revokeSession(tx, id, caller.userId, deps.clock.nowMs()))) throw new RolledBack(false);
        await noteAct(tx, deps, act('end-session', caller, { sessionId: id }));
        return true;
      });
      return isEnded ? done : refuse('not-found');
    },
  });
