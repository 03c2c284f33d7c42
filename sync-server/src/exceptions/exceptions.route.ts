import Router from '@koa/router';
import { z } from 'zod';
import { answerOrder, checkLocal } from '../platform/local-only.ts';
import { idMax, numberText, OrderFields } from '../platform/read-params.ts';
import { readRequest } from '../platform/read-request.ts';
import type { RightsDeps } from '../rights/rights.ts';
import { exceptionKinds, type SettlementId, settlements } from './kinds.ts';
import { cursorPattern, listExceptions } from './list.ts';
import { settleException } from './settle.ts';

const exceptionsPerPageMax = 200;
const noteCharsMax = 1000;

const ListQuery = z.object({
  state: z.enum(['open', 'settled']).default('open'),
  kind: z.enum(Object.keys(exceptionKinds) as [string, ...string[]]).optional(),
  terminal: numberText(idMax).optional(),
  screening: numberText(idMax).optional(),
  cursor: z.string().regex(cursorPattern).optional(),
  limit: numberText(exceptionsPerPageMax).default(50),
});
const SettleParams = z.object({ id: z.string().min(1).max(32) });
const Settle = z.object({
  ...OrderFields,
  action: z.enum(Object.keys(settlements) as [SettlementId, ...SettlementId[]]),
  note: z.string().trim().min(1).max(noteCharsMax),
});

/** What a manager must settle: the list, and the settling. For this machine only; people use the dashboard. */
export function makeExceptionRoutes(deps: RightsDeps): Router {
  const router = new Router();

  /** The oldest first; `next` of the answer is the cursor of the following page. */
  router.get('/api/v1/exceptions', async (ctx) => {
    checkLocal(ctx);
    const { kind, terminal, screening, cursor, ...rest } = readRequest(ListQuery, ctx.query);
    ctx.set('Cache-Control', 'no-store');
    ctx.body = await listExceptions(deps.database, {
      ...rest,
      ...(kind === undefined ? {} : { kind }),
      ...(terminal === undefined ? {} : { terminal }),
      ...(screening === undefined ? {} : { screening }),
      ...(cursor === undefined ? {} : { cursor }),
    });
  });

  router.post('/api/v1/exceptions/:id/settle', async (ctx) => {
    checkLocal(ctx);
    const { id } = readRequest(SettleParams, ctx.params);
    const order = readRequest(Settle, ctx.request.body);
    answerOrder(ctx, await settleException(deps, { ...order, exceptionId: id }));
  });

  return router;
}
