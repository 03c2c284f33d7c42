import Router from '@koa/router';
import { z } from 'zod';
import { answerOrder, checkLocal } from '../platform/local-only.ts';
import { idMax, numberText, OrderFields } from '../platform/read-params.ts';
import { readRequest } from '../platform/read-request.ts';
import { overrideQuarantine, type RightsDeps } from './rights.ts';

const ScreeningParams = z.object({ screening: numberText(idMax) });
const Override = z.object({
  ...OrderFields,
  seatIds: z.array(z.int().min(1).max(idMax)).min(1).max(3000),
  reason: z.string().trim().min(1).max(200),
});

/** What a manager may do about rights by hand. For this machine only. */
export function makeRightsRoutes(deps: RightsDeps): Router {
  const router = new Router();

  /** Frees quarantined seats without the word of the terminal that held them: they may have been sold there. */
  router.post('/api/v1/screenings/:screening/override', async (ctx) => {
    checkLocal(ctx);
    const { screening } = readRequest(ScreeningParams, ctx.params);
    const order = readRequest(Override, ctx.request.body);
    answerOrder(ctx, await overrideQuarantine(deps, { ...order, screeningId: screening }));
  });

  return router;
}
