import Router, { type RouterContext } from '@koa/router';
import { Fault } from '@marquee/shared/errors';
import type { Queries } from '../platform/database.ts';
import { listOpenExceptions } from './exceptions.ts';

const localAddresses = new Set(['127.0.0.1', '::1', '::ffff:127.0.0.1']);
const localNames = new Set(['127.0.0.1', '[::1]', 'localhost']);

/** GET /api/v1/exceptions: what a manager must settle, the oldest first. For this machine only. */
export function makeExceptionRoutes({ database }: { database: Queries }): Router {
  const router = new Router();

  router.get('/api/v1/exceptions', async (ctx) => {
    checkLocal(ctx);
    const rows = await listOpenExceptions(database);
    ctx.set('Cache-Control', 'no-store');
    ctx.body = {
      exceptions: rows.map((row) => ({
        id: row.id,
        kind: row.kind,
        terminal: row.terminal_id,
        seq: row.seq,
        screeningId: row.screening_id,
        seatId: row.seat_id,
        raisedAtMs: row.raised_at_ms,
        detail: JSON.parse(row.detail),
      })),
    };
  });

  return router;
}

/** Throws Fault `access-refused` also for what a proxy of this machine passes on, and for another site's name. */
function checkLocal(ctx: RouterContext): void {
  const isForwarded = ctx.get('X-Forwarded-For') !== '' || ctx.get('Forwarded') !== '';
  const isLocal = localAddresses.has(ctx.req.socket.remoteAddress ?? '') && localNames.has(ctx.hostname);
  if (isForwarded || !isLocal) throw new Fault('access-refused', 'for this machine only');
}
