import type { RouterContext } from '@koa/router';
import { type ReadyAnswer, toReady } from './kept-answers.ts';

export interface Kept {
  type: string;
  /** A text that is sent often is made ready once. */
  answer: string | ReadyAnswer;
  /** For so long nobody need ask again. */
  seconds: number;
}

/** Answers a read that may be kept: with its ETag, and 304 where the asker has this very text. */
export function sendKept(ctx: RouterContext, { type, answer, seconds }: Kept): void {
  const { body, etag } = typeof answer === 'string' ? toReady(answer) : answer;
  ctx.status = 200;
  ctx.type = type;
  ctx.set('Cache-Control', `public, max-age=${seconds}`);
  ctx.set('ETag', etag);
  // Not `ctx.fresh`: fetch adds Cache-Control: no-cache to a conditional request, which only means to ask the server.
  if (
    ctx
      .get('If-None-Match')
      .split(/\s*,\s*(?:W\/)?/)
      .includes(etag)
  )
    ctx.status = 304;
  else ctx.body = body;
}
