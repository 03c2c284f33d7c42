import Router from '@koa/router';
import { z } from 'zod';
import { answerOrder, checkLocal } from '../platform/local-only.ts';
import { idMax, numberText, OrderFields } from '../platform/read-params.ts';
import { readRequest } from '../platform/read-request.ts';
import { breakTerminal, type RightsDeps } from '../rights/rights.ts';
import { selectTerminalStates } from './manage.sql.ts';

const ListQuery = z.object({ cinema: numberText(idMax).optional() });
const TerminalParams = z.object({ terminal: numberText(0xffff) });
const Break = z.object({
  ...OrderFields,
  as: z.enum(['dead', 'stolen']),
  reason: z.string().trim().min(1).max(200),
});

export interface ManageDeps extends RightsDeps {
  /** By terminal number, those that are connected to this instance. */
  connected: ReadonlyMap<number, unknown>;
}

/** A manager's view of the terminals, and the end of one. For this machine only. */
export function makeManageRoutes(deps: ManageDeps): Router {
  const router = new Router();

  /** `holding`: seats that only this terminal can sell now. `quarantined`: stranded since it was closed. */
  router.get('/api/v1/terminals', async (ctx) => {
    checkLocal(ctx);
    const { cinema } = readRequest(ListQuery, ctx.query);
    const rows = await selectTerminalStates(deps.database, cinema ?? null);
    ctx.set('Cache-Control', 'no-store');
    ctx.body = {
      terminals: rows.map((row) => ({
        terminal: row.id,
        cinemaId: row.cinema_id,
        name: row.name,
        role: row.role,
        state: row.state,
        reachable: row.state === 'open' && (deps.isReachable?.(row.id) ?? deps.connected.has(row.id)),
        lastSeenMs: row.last_seen_ms,
        appVersion: row.app_version,
        ackedSeq: row.acked,
        releasedSeq: row.released,
        finalSeq: row.final_seq,
        holding: row.holding,
        quarantined: row.quarantined,
        closed:
          row.closed_as === null
            ? null
            : { as: row.closed_as, atMs: row.closed_at_ms, by: row.closed_by, reason: row.closed_reason },
      })),
    };
  });

  /** Closes the terminal for good; what it held unsold is quarantined. */
  router.post('/api/v1/terminals/:terminal/break', async (ctx) => {
    checkLocal(ctx);
    const { terminal } = readRequest(TerminalParams, ctx.params);
    answerOrder(ctx, await breakTerminal(deps, { ...readRequest(Break, ctx.request.body), terminal }));
  });

  return router;
}
