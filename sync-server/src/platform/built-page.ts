/** Serves a page that Vite has built (vite.config.ts): its HTML, its files, its service worker. */
import { readFile, stat } from 'node:fs/promises';
import { extname, join } from 'node:path';
import Router, { type RouterContext } from '@koa/router';
import { sha256Hex } from './keys.ts';

export interface BuiltPage {
  /** It is served at `/<name>/`. */
  name: string;
  /** Where it was built to. */
  folder?: string;
}

/** Nothing but what the server itself gives: no inline script or style, no foreign address. */
const policy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "font-src 'self'",
  "connect-src 'self'",
  "manifest-src 'self'",
  "worker-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');
const types: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
  '.webmanifest': 'application/manifest+json',
};
const notBuilt = (name: string) => `The page /${name}/ has not been built yet. Run: npm run build\n`;
const outFolder = join(import.meta.dirname, '../../out/pages');

/** Named files keep their address and are asked for each time; those of `assets/` bear a hash and never change. */
export function makeBuiltPageRoutes({ name, folder = join(outFolder, name) }: BuiltPage): Router {
  const router = new Router();
  const read = async (path: string) => ((await stat(path).catch(() => null))?.isFile() ? await readFile(path) : null);

  router.get(`/${name}`, async (ctx) => {
    if (!ctx.path.endsWith('/')) return ctx.redirect(`/${name}/`);
    ctx.set('Content-Security-Policy', policy);
    const body = await read(join(folder, 'index.html'));
    if (body) return sendNamed(ctx, '.html', body);
    ctx.status = 404;
    ctx.set('Cache-Control', 'no-store');
    ctx.type = 'text/plain';
    ctx.body = notBuilt(name);
  });
  router.get(`/${name}/assets/:file`, async (ctx) => {
    const file = /^[\w-][\w.-]*$/.exec(ctx.params.file ?? '')?.[0];
    const type = types[extname(file ?? '')];
    const body = file && type ? await read(join(folder, 'assets', file)) : null;
    if (!body || !type) return;
    ctx.set('Cache-Control', 'public, max-age=31536000, immutable');
    ctx.type = type;
    ctx.body = body;
  });
  router.get(`/${name}/service-worker.js`, async (ctx) => {
    const body = await read(join(folder, 'service-worker.js'));
    if (!body) return;
    // A worker has a policy of its own: what it may fetch is not the page's.
    ctx.set('Content-Security-Policy', policy);
    sendNamed(ctx, '.js', body);
  });
  return router;
}

function sendNamed(ctx: RouterContext, extension: string, body: Buffer): void {
  const etag = `"${sha256Hex(body.toString('utf8')).slice(0, 32)}"`;
  ctx.status = 200;
  ctx.set('Cache-Control', 'no-cache');
  ctx.set('ETag', etag);
  ctx.type = types[extension] ?? '';
  if (ctx.get('If-None-Match').includes(etag)) ctx.status = 304;
  else ctx.body = body;
}
