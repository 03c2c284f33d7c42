import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import type { RouterContext } from '@koa/router';

/** A picture or a document, which a route of the mobile API answers in the place of JSON. */
export class FileAnswer {
  readonly type: string;
  readonly body: Uint8Array;
  /** What it is called where it is saved: plain letters, digits, `-` and `.`. */
  readonly name: string;
  constructor({ type, body, name }: { type: string; body: Uint8Array | string; name: string }) {
    this.type = type;
    this.body = typeof body === 'string' ? Buffer.from(body) : body;
    this.name = name;
  }
}

/** It is one person's: no cache on the way may keep it, and the phone that keeps it asks whether it is still true. */
export function sendFile(ctx: RouterContext, { type, body, name }: FileAnswer): void {
  const etag = `"${createHash('sha256').update(body).digest('base64url').slice(0, 22)}"`;
  ctx.status = 200;
  ctx.type = type;
  ctx.set('Cache-Control', 'private, no-cache');
  ctx.set('Content-Disposition', `inline; filename="${name}"`);
  ctx.set('ETag', etag);
  // Not `ctx.fresh`: fetch adds Cache-Control: no-cache to a conditional request, which only means to ask the server.
  const known = ctx.get('If-None-Match').split(/\s*,\s*(?:W\/)?/);
  if (known.includes(etag)) ctx.status = 304;
  else ctx.body = Buffer.from(body.buffer, body.byteOffset, body.byteLength);
}

/** A file that is made while it is sent, so that nobody ever has the whole of it: a part is asked for when the last is gone. */
export class StreamAnswer {
  readonly type: string;
  readonly name: string;
  readonly parts: AsyncIterable<string>;
  constructor({ type, name, parts }: { type: string; name: string; parts: AsyncIterable<string> }) {
    this.type = type;
    this.name = name;
    this.parts = parts;
  }
}

/**
 * Whoever hangs up ends it: `parts` is not asked any more. Where a part can't be made the connection is cut, so that nobody
 * takes the file for a whole one.
 */
export function sendStream(ctx: RouterContext, { type, name, parts }: StreamAnswer): void {
  ctx.status = 200;
  ctx.type = type;
  ctx.set('Cache-Control', 'no-store');
  ctx.set('Content-Disposition', `attachment; filename="${name}"`);
  ctx.body = Readable.from(parts, { objectMode: false, highWaterMark: 64 * 1024 });
}
