/**
 * POST /api/v1/admins: whoever installs the server makes the first administrator, from the server's own machine. From then
 * on administrators give roles, and this is refused.
 */
import Router from '@koa/router';
import type { Clock } from '@marquee/shared/clock';
import { z } from 'zod';
import { type Database, first, RolledBack, transactionOrRefusal } from '../platform/database.ts';
import { answerOrder, checkLocal } from '../platform/local-only.ts';
import { readRequest } from '../platform/read-request.ts';
import { Phone } from './accounts.route.ts';
import { selectPassword, updateRole } from './accounts.sql.ts';
import { noteAct } from './acts.ts';

const Order = z.strictObject({ phone: Phone, by: z.string().trim().min(1).max(80) });
type FirstAdminAnswer = { ok: true } | { ok: false; reason: 'account-unknown' | 'admin-exists' };

export function makeFirstAdminRoutes(deps: { database: Database; clock: Clock }): Router {
  const router = new Router();
  router.post('/api/v1/admins', async (ctx) => {
    checkLocal(ctx);
    answerOrder(ctx, await makeFirstAdmin(deps, readRequest(Order, ctx.request.body)));
  });
  return router;
}

function makeFirstAdmin(
  deps: { database: Database; clock: Clock },
  { phone, by }: z.output<typeof Order>,
): Promise<FirstAdminAnswer> {
  return transactionOrRefusal<FirstAdminAnswer>(deps.database, 'first-admin', async (tx) => {
    const admin = await first(tx, "SELECT id FROM `user` WHERE role = 'admin' AND deleted_at_ms IS NULL LIMIT 1");
    if (admin) throw new RolledBack<FirstAdminAnswer>({ ok: false, reason: 'admin-exists' });
    const account = await selectPassword(tx, phone);
    if (!account || !(await updateRole(tx, account.id, 'admin')))
      throw new RolledBack<FirstAdminAnswer>({ ok: false, reason: 'account-unknown' });
    await noteAct(tx, deps, { operation: 'make-first-admin', by, userId: account.id, detail: {} });
    return { ok: true };
  });
}
