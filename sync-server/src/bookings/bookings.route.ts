import Router from '@koa/router';
import { z } from 'zod';
import { answerOrder, checkLocal } from '../platform/local-only.ts';
import { idMax, numberText, OrderFields, orderKeyText } from '../platform/read-params.ts';
import { readRequest } from '../platform/read-request.ts';
import { askRelease, type RightsDeps } from '../rights/rights.ts';
import { payOutRefund, refundTickets } from './bookings.ts';
import { listRefunds } from './refund-list.sql.ts';

const OrderParams = z.object({ order: orderKeyText });
const RefundParams = z.object({ id: z.string().min(1).max(64) });
const ListQuery = z.object({
  state: z.enum(['prepared', 'refunding', 'refunded']).default('prepared'),
  screening: numberText(idMax).optional(),
  limit: numberText(500).default(100),
});
const Refund = z.object({
  ...OrderFields,
  lines: z.array(z.int().min(1).max(0xffff)).min(1).max(20).nullable(),
  kind: z.enum(['refund', 'override']),
  reason: z.string().trim().min(1).max(200),
  evenIfUsed: z.boolean().default(false),
});
const PayOut = z.object({
  ...OrderFields,
  kind: z.enum(['cash', 'card']),
  attemptId: z.string().min(1).max(64).nullable().default(null),
  evenIfUsed: z.boolean().default(false),
});

/** Refunds by the server: what is prepared, and what a manager does about it. For this machine only. */
export function makeBookingRoutes(deps: RightsDeps): Router {
  const router = new Router();

  /** The oldest first. */
  router.get('/api/v1/refunds', async (ctx) => {
    checkLocal(ctx);
    const { state, screening, limit } = readRequest(ListQuery, ctx.query);
    ctx.set('Cache-Control', 'no-store');
    ctx.body = { refunds: await listRefunds(deps.database, { state, screeningId: screening ?? null, limit }) };
  });

  /** Of a prepared refund. `not-holder`: its terminal must release the tickets first. `ticket-used`: say `evenIfUsed`. */
  router.post('/api/v1/refunds/:id/pay-out', async (ctx) => {
    checkLocal(ctx);
    const { id } = readRequest(RefundParams, ctx.params);
    answerOrder(ctx, await payOutRefund(deps, { ...readRequest(PayOut, ctx.request.body), refundId: id }));
  });

  /** Undoes tickets, all or those of some lines, and prepares their refund. `ticket-used`: somebody came in; say `evenIfUsed`. */
  router.post('/api/v1/orders/:order/refund', async (ctx) => {
    checkLocal(ctx);
    const { order } = readRequest(OrderParams, ctx.params);
    answerOrder(ctx, await refundTickets(deps, { ...readRequest(Refund, ctx.request.body), order }));
  });

  /** Asks the terminal that sold it to give the tickets up; a closed one can't be asked. Asking twice does no harm. */
  router.post('/api/v1/orders/:order/release', async (ctx) => {
    checkLocal(ctx);
    const { order } = readRequest(OrderParams, ctx.params);
    const asked = await deps.database.transaction('ask release', (tx) => askRelease(tx, deps, order));
    answerOrder(ctx, asked ? { ok: true } : { ok: false, reason: 'terminal-closed' });
  });

  return router;
}
