import { Fault } from '@marquee/shared/errors';
import { z } from 'zod';
import { type ApiRoute, type Caller, defineRoute, type Refused, type Role, refuse, roles } from '../platform/api.ts';
import { RolledBack, type Transaction, transactionOrRefusal } from '../platform/database.ts';
import { idMax, numberText } from '../platform/read-params.ts';
import type { AccountDeps } from './account-deps.ts';
import { makeSalt, nobodysSalt, PersonName } from './accounts.route.ts';
import * as sql from './accounts.sql.ts';
import { noteAct } from './acts.ts';
import { Done, done } from './answers.ts';
import { selectOwnData } from './export.sql.ts';
import { replaceCinemasOf } from './managed-cinemas.sql.ts';
import { isSameHash, NewPassword } from './password.ts';

const User = z
  .strictObject({
    id: z.int(),
    name: z.string(),
    phone: z.string().nullable(),
    email: z.string().nullable(),
    role: z.enum(roles),
    registeredAtMs: z.int(),
  })
  .meta({ id: 'User' });
const Email = z.email().max(160);
const Row = z.record(z.string(), z.union([z.string(), z.number(), z.null()]));
const managing: readonly Role[] = ['manager', 'admin'];
const tag = 'accounts' as const;
const wrongPassword = { 'credentials-wrong': { status: 422, title: 'This is not the present password.' } } as const;
/** Each of these hashes a password: nobody guesses one that way, and nobody keeps the server busy. */
const limit = { requests: 10, seconds: 900 };

/** A person's own account, and what an admin sees of all. */
export function makeProfileApi(deps: AccountDeps): ApiRoute[] {
  return [
    ...readRoutes(deps),
    changeProfileRoute(deps),
    changePasswordRoute(deps),
    deleteAccountRoute(deps),
    changeRoleRoute(deps),
  ];
}

function describeUser({ id, name, phone, email, role, registration_date_ms }: sql.UserRow): z.input<typeof User> {
  return { id, name, phone, email, role, registeredAtMs: registration_date_ms };
}

function readRoutes({ database }: AccountDeps): ApiRoute[] {
  return [
    defineRoute({
      operationId: 'Get_user_info',
      method: 'get',
      path: '/api/v1/me',
      tag,
      summary: 'The own account.',
      authority: 'user',
      answer: User,
      async handle({ caller }) {
        const user = await sql.selectUser(database, caller.userId);
        return user ? describeUser(user) : refuse('not-found');
      },
    }),
    defineRoute({
      operationId: 'Export_my_data',
      method: 'get',
      path: '/api/v1/me/export',
      tag,
      summary: 'All that is kept of the own account, sessions, devices, acts and bookings.',
      authority: 'user',
      limit,
      answer: z.strictObject({
        user: User,
        sessions: z.array(Row),
        devices: z.array(Row),
        actions: z.array(Row),
        holds: z.array(Row),
        payments: z.array(Row),
        refunds: z.array(Row),
        bookings: z.array(Row),
        tickets: z.array(Row),
        receivedTickets: z.array(Row),
        passedTickets: z.array(Row),
        acceptedTickets: z.array(Row),
      }),
      async handle({ caller }) {
        const user = await sql.selectUser(database, caller.userId);
        if (!user) return refuse('not-found');
        return { user: describeUser(user), ...(await selectOwnData(database, caller.userId)) };
      },
    }),
    defineRoute({
      operationId: 'Get_users_info',
      method: 'get',
      path: '/api/v1/users',
      tag,
      summary: 'All accounts or those of a role, by id, in pages.',
      authority: 'admin',
      query: z.object({
        role: z.enum(roles).optional(),
        cursor: numberText(idMax).meta({ description: '`next` of the page before.' }).optional(),
        limit: numberText(200).default(50),
      }),
      answer: z.strictObject({ users: z.array(User), next: z.string().nullable() }),
      async handle({ query: { role = null, cursor = 0, limit: count } }) {
        const rows = await sql.selectUsers(database, { role, after: cursor, limit: count + 1 });
        const page = rows.slice(0, count);
        return { users: page.map(describeUser), next: rows.length > count ? String(page.at(-1)?.id) : null };
      },
    }),
  ];
}

const changeProfileRoute = (deps: AccountDeps): ApiRoute =>
  defineRoute({
    operationId: 'Change_profile',
    method: 'patch',
    path: '/api/v1/me',
    tag,
    summary: 'Another name or e-mail address.',
    authority: 'user',
    body: z.strictObject({ name: PersonName.optional(), email: Email.nullable().optional() }),
    answer: User,
    async handle({ caller, body }) {
      const changed = await deps.database.transaction('change-profile', async (tx) => {
        const user = await sql.selectUser(tx, caller.userId);
        if (!user) return undefined;
        const profile = { name: body.name ?? user.name, email: body.email === undefined ? user.email : body.email };
        await sql.updateProfile(tx, caller.userId, profile);
        await noteAct(tx, deps, act('change-profile', caller, { fields: Object.keys(body) }));
        return { ...user, ...profile };
      });
      return changed ? describeUser(changed) : refuse('not-found');
    },
  });

const act = (operation: string, { userId }: Caller, detail: Record<string, unknown> = {}) => ({
  operation,
  by: `user ${userId}`,
  userId,
  detail,
});

/** Does it for whoever knows the present password, if it is still the present one by then. */
async function doByPassword(
  deps: AccountDeps,
  { caller, password, name }: { caller: Caller; password: string; name: string },
  work: (tx: Transaction) => Promise<void>,
): Promise<typeof done | Refused> {
  const account = await sql.selectPasswordOf(deps.database, caller.userId);
  const hash = await deps.hashPassword(password, account?.salt ?? nobodysSalt);
  if (!account?.encrypted_password || !isSameHash(hash, account.encrypted_password)) return refuse('credentials-wrong');
  return transactionOrRefusal<typeof done | Refused>(deps.database, name, async (tx) => {
    if (!(await sql.holdPassword(tx, caller.userId, hash))) throw new RolledBack(refuse('credentials-wrong'));
    await work(tx);
    await sql.revokeSessionsOf(tx, caller.userId, deps.clock.nowMs());
    await noteAct(tx, deps, act(name, caller));
    return done;
  });
}

const changePasswordRoute = (deps: AccountDeps): ApiRoute =>
  defineRoute({
    operationId: 'Change_password',
    method: 'put',
    path: '/api/v1/me/password',
    tag,
    summary: 'Another password. Ends all sessions, this one too.',
    authority: 'user',
    limit,
    body: z.strictObject({ password: z.string().min(1).max(128), newPassword: NewPassword }),
    answer: Done,
    refusals: wrongPassword,
    async handle({ caller, body }) {
      const salt = makeSalt(deps);
      const hash = await deps.hashPassword(body.newPassword, salt);
      return doByPassword(deps, { caller, password: body.password, name: 'change-password' }, (tx) =>
        sql.updatePassword(tx, { userId: caller.userId, hash, salt }),
      );
    },
  });

const deleteAccountRoute = (deps: AccountDeps): ApiRoute =>
  defineRoute({
    operationId: 'Delete_account',
    method: 'post',
    path: '/api/v1/me/deletion',
    tag,
    summary: 'Deletes the own account: name, number, address and password go; bookings stay without them.',
    authority: 'user',
    limit,
    body: z.strictObject({ password: z.string().min(1).max(128) }),
    answer: Done,
    refusals: {
      ...wrongPassword,
      'last-admin': { status: 409, title: 'Make somebody else an administrator first: there is no other.' },
    },
    async handle({ caller, body }) {
      return doByPassword(deps, { caller, password: body.password, name: 'delete-account' }, async (tx) => {
        const admins = await sql.lockAdmins(tx);
        if (admins.includes(caller.userId) && admins.length === 1) throw new RolledBack(refuse('last-admin'));
        await sql.eraseUser(tx, caller.userId, deps.clock.nowMs());
      });
    },
  });

const changeRoleRoute = (deps: AccountDeps): ApiRoute =>
  defineRoute({
    operationId: 'Change_role',
    method: 'put',
    path: '/api/v1/users/:id/role',
    tag,
    summary: 'Makes somebody a cashier, usher, manager, admin, or a moviegoer again. Nobody changes their own.',
    authority: 'admin',
    params: z.object({ id: numberText(idMax) }),
    body: z.strictObject({ role: z.enum(roles) }),
    answer: Done,
    refusals: { 'own-role': { status: 409, title: 'Another admin has to do this.' } },
    async handle({ caller, params, body }): Promise<typeof done | Refused> {
      if (params.id === caller.userId) return refuse('own-role');
      const isChanged = await transactionOrRefusal<boolean>(deps.database, 'change-role', async (tx) => {
        // Two who take it from each other at once would leave nobody: the later of them is none any more.
        if (!(await sql.lockAdmins(tx)).includes(caller.userId))
          throw new Fault('access-refused', 'not for this account');
        const before = await sql.selectUser(tx, params.id);
        if (!before || !(await sql.updateRole(tx, params.id, body.role))) throw new RolledBack(false);
        if (!managing.includes(body.role)) await replaceCinemasOf(tx, params.id, { cinemaIds: [], nowMs: 0 });
        const detail = { from: before.role, to: body.role };
        await noteAct(tx, deps, { ...act('change-role', caller, detail), userId: params.id });
        return true;
      });
      return isChanged ? done : refuse('not-found');
    },
  });
