import type { RouterContext } from '@koa/router';
import { sha256Hex } from './keys.ts';

export interface Kept {
  type: string;
  text: string;
  /** For so long nobody need ask again. */
  seconds: number;
}

/** Answers a read that may be kept: with its ETag, and 304 where the asker has this very text. */
export function sendKept(ctx: RouterContext, { type, text, seconds }: Kept): void {
  const etag = `"${sha256Hex(text).slice(0, 32)}"`;
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
  else ctx.body = text;
}
