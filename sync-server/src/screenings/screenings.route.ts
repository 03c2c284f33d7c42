import Router from '@koa/router';
import { z } from 'zod';
import { answerOrder, checkLocal } from '../platform/local-only.ts';
import { idMax, numberText, OrderFields } from '../platform/read-params.ts';
import { readRequest } from '../platform/read-request.ts';
import type { RightsDeps } from '../rights/rights.ts';
import { blockSeats, cancelScreening, moveScreening, planMove, setSeatAvailable, unblockSeats } from './screenings.ts';

const id = z.int().min(1).max(idMax);
const seatIds = z.array(id).min(1).max(3000);
const ScreeningParams = z.object({ screening: numberText(idMax) });
const SeatParams = z.object({ seat: numberText(idMax) });
const PlanQuery = z.object({ venue: numberText(idMax) });
const Block = z.object({ ...OrderFields, seatIds, reason: z.enum(['broken', 'house']) });
const Unblock = z.object({ ...OrderFields, seatIds });
const Cancel = z.object({ ...OrderFields, reason: z.string().trim().min(1).max(200) });
const Move = z.object({
  ...OrderFields,
  toVenueId: id,
  hash: z.string().regex(/^[0-9a-f]{64}$/),
  refundUnplaced: z.boolean().default(false),
});
const Repair = z.object({ ...OrderFields, available: z.boolean() });

/** What a manager may do with whole screenings and their seats. For this machine only. */
export function makeScreeningRoutes(deps: RightsDeps): Router {
  const router = new Router();

  router.post('/api/v1/screenings/:screening/block', async (ctx) => {
    checkLocal(ctx);
    const { screening: screeningId } = readRequest(ScreeningParams, ctx.params);
    answerOrder(ctx, await blockSeats(deps, { ...readRequest(Block, ctx.request.body), screeningId }));
  });

  router.post('/api/v1/screenings/:screening/unblock', async (ctx) => {
    checkLocal(ctx);
    const { screening: screeningId } = readRequest(ScreeningParams, ctx.params);
    answerOrder(ctx, await unblockSeats(deps, { ...readRequest(Unblock, ctx.request.body), screeningId }));
  });

  router.post('/api/v1/screenings/:screening/cancel', async (ctx) => {
    checkLocal(ctx);
    const { screening: screeningId } = readRequest(ScreeningParams, ctx.params);
    answerOrder(ctx, await cancelScreening(deps, { ...readRequest(Cancel, ctx.request.body), screeningId }));
  });

  /** Where everybody would go in this venue, and who has no place there: nothing is changed. */
  router.get('/api/v1/screenings/:screening/move', async (ctx) => {
    checkLocal(ctx);
    const { screening } = readRequest(ScreeningParams, ctx.params);
    const { venue } = readRequest(PlanQuery, ctx.query);
    answerOrder(ctx, await planMove(deps.database, screening, venue));
  });

  /** With the hash of the plan that was agreed to. */
  router.post('/api/v1/screenings/:screening/move', async (ctx) => {
    checkLocal(ctx);
    const { screening: screeningId } = readRequest(ScreeningParams, ctx.params);
    answerOrder(ctx, await moveScreening(deps, { ...readRequest(Move, ctx.request.body), screeningId }));
  });

  /** A seat of a venue is out of order, or repaired. */
  router.post('/api/v1/seats/:seat/available', async (ctx) => {
    checkLocal(ctx);
    const { seat: seatId } = readRequest(SeatParams, ctx.params);
    answerOrder(ctx, await setSeatAvailable(deps, { ...readRequest(Repair, ctx.request.body), seatId }));
  });

  return router;
}
