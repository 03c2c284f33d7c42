import type { RouterContext } from '@koa/router';
import { Fault } from '@marquee/shared/errors';

const localAddresses = new Set(['127.0.0.1', '::1', '::ffff:127.0.0.1']);
const localNames = new Set(['127.0.0.1', '[::1]', 'localhost']);

/**
 * A manager's calls are for this machine only. Throws Fault `access-refused` also for what a proxy of this machine passes
 * on, for another site's name, and for what a page of another site asks for.
 */
export function checkLocal(ctx: RouterContext): void {
  const isForwarded = ctx.get('X-Forwarded-For') !== '' || ctx.get('Forwarded') !== '';
  const isLocal = localAddresses.has(ctx.req.socket.remoteAddress ?? '') && localNames.has(ctx.hostname);
  const isOwnPage = ['', 'same-origin', 'none'].includes(ctx.get('Sec-Fetch-Site'));
  if (isForwarded || !isLocal || !isOwnPage) throw new Fault('access-refused', 'for this machine only');
}

/** What a manager asked for was carried out, or refused for a reason of the box office: 409. */
export function answerOrder(ctx: RouterContext, answer: { ok: true } | { ok: false; reason: string }): void {
  ctx.set('Cache-Control', 'no-store');
  ctx.status = answer.ok ? 200 : 409;
  ctx.body = answer;
}
