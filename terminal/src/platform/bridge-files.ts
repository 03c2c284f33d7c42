/** What the bridge serves over HTTP: the built page, posters, and the few extra routes given to it. */
import { existsSync } from 'node:fs';
import { readFile, realpath } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { extname, join, sep } from 'node:path';
import { Fault, toFault } from '@marquee/shared/errors';
import { type Access, imageHeaders, pageHeaders, refusalText } from './bridge-access.ts';
import type { BridgeLog } from './bridge-calls.ts';

/** SVG text, or null where there is no such poster. */
export type PosterSource = (movieId: number) => string | null;

export interface BridgeRequest {
  method: 'GET' | 'POST';
  /** What follows the route's prefix, decoded. */
  path: string;
  query: URLSearchParams;
  /** Of a POST, at most 64 KiB. */
  body: string;
}
export interface BridgeAnswer {
  status?: number;
  contentType: string;
  body: string | Uint8Array;
}
/** Null is answered 404. A thrown Fault is answered with its code. */
export type BridgeRoute = (request: BridgeRequest) => BridgeAnswer | null | Promise<BridgeAnswer | null>;

const bodyBytesMax = 64 * 1024;

const contentTypes: Record<string, string> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.ico': 'image/x-icon',
  '.jpg': 'image/jpeg',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json',
  '.mp3': 'audio/mpeg',
  '.ogg': 'audio/ogg',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain; charset=utf-8',
  '.wasm': 'application/wasm',
  '.webmanifest': 'application/manifest+json',
  '.webp': 'image/webp',
  '.woff2': 'font/woff2',
  '.ttf': 'font/ttf',
};

interface ServeOptions {
  access: Access;
  /** Of the customer's screen: its page, what that loads, and posters. */
  customerAccess: Access | null;
  pageFolder: string;
  log: BridgeLog;
  posters?: PosterSource;
  routes?: Record<string, BridgeRoute>;
}

export function checkPageFolder(pageFolder: string): void {
  if (!existsSync(join(pageFolder, 'index.html'))) throw new Fault('page-not-built', `no index.html in ${pageFolder}`);
}

export async function serveRequest(
  request: IncomingMessage,
  response: ServerResponse,
  options: ServeOptions,
): Promise<void> {
  try {
    await route(request, response, options);
  } catch (thrown) {
    const fault = toFault(thrown);
    options.log.error({ err: thrown, path: pathOf(request) }, 'request of the page failed');
    answerText(response, 500, `${fault.code} ${fault.detail}`.trim());
  }
}

async function route(request: IncomingMessage, response: ServerResponse, options: ServeOptions): Promise<void> {
  const { access, customerAccess, log } = options;
  const url = URL.parse(request.url ?? '', 'http://127.0.0.1');
  const token = url?.searchParams.get('token') ?? null;
  const door = url?.pathname === '/' ? access : url?.pathname === customerPath ? customerAccess : null;
  if (url && door && token !== null && request.method === 'GET') {
    if (!door.isOurHost(request) || !door.isToken(token))
      return refuse(request, response, { log, refusal: 'wrong token' });
    response.writeHead(303, {
      ...pageHeaders,
      Location: url.pathname,
      'Set-Cookie': door.cookie,
      'Cache-Control': 'no-store',
    });
    response.end();
    return;
  }
  const isRead = request.method === 'GET' || request.method === 'HEAD';
  const isCustomers =
    isRead && isOfCustomer(url) && customerAccess?.refuse(request, { mustShowOrigin: false }) === null;
  const refusal = isCustomers ? null : access.refuse(request, { mustShowOrigin: !isRead });
  if (refusal !== null) return refuse(request, response, { log, refusal });
  const path = url === null ? null : decodePath(url.pathname);
  if (url === null || path === null) return answerText(response, 400, 'bad address');
  const found = Object.entries(options.routes ?? {}).find(([prefix]) => path.startsWith(prefix));
  if (found !== undefined) {
    const [prefix, run] = found;
    return await serveRoute(request, response, { run, path: path.slice(prefix.length), query: url.searchParams });
  }
  if (!isRead) return answerText(response, 405, 'not allowed here');
  if (path.startsWith('/posters/')) return servePoster(response, path, options.posters);
  await serveFile(response, path, options.pageFolder);
}

/** Of the page of the customer's screen; its token opens this and nothing else. */
export const customerPath = '/customer/';

/** By the address as it was sent: one that tries to climb out is no customer's. */
function isOfCustomer(url: URL | null): boolean {
  return [customerPath, '/assets/', '/posters/'].some((prefix) => url?.pathname.startsWith(prefix));
}

function refuse(
  request: IncomingMessage,
  response: ServerResponse,
  { log, refusal }: { log: BridgeLog; refusal: string },
): void {
  log.warn(
    { refusal, host: request.headers.host, origin: request.headers.origin, path: pathOf(request) },
    'request refused',
  );
  answerText(response, 403, refusalText);
}

async function serveRoute(
  request: IncomingMessage,
  response: ServerResponse,
  { run, path, query }: { run: BridgeRoute; path: string; query: URLSearchParams },
): Promise<void> {
  const isPost = request.method === 'POST';
  if (!isPost && request.method !== 'GET' && request.method !== 'HEAD')
    return answerText(response, 405, 'not allowed here');
  const body = isPost ? await readBody(request) : '';
  if (body === null) return answerText(response, 413, 'too long');
  const answer = await run({ method: isPost ? 'POST' : 'GET', path, query, body });
  if (answer === null) return answerText(response, 404, 'not found');
  response.writeHead(answer.status ?? 200, {
    ...pageHeaders,
    'Content-Type': answer.contentType,
    'Cache-Control': 'no-store',
  });
  response.end(answer.body);
}

/** Null when it is longer than a page may send: the rest is left unread, so that the answer still gets through. */
function readBody(request: IncomingMessage): Promise<string | null> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    request.on('error', reject);
    request.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      chunks.push(chunk);
      if (bytes <= bodyBytesMax) return;
      request.pause();
      resolve(null);
    });
    request.on('end', () => resolve(Buffer.concat(chunks).toString('utf8')));
  });
}

function servePoster(response: ServerResponse, path: string, posters: PosterSource | undefined): void {
  const id = /^\/posters\/(\d{1,9})\.svg$/.exec(path)?.[1];
  const svg = id === undefined ? null : (posters?.(Number(id)) ?? null);
  if (svg === null) {
    answerText(response, 404, 'not found');
    return;
  }
  response.writeHead(200, { ...imageHeaders, 'Content-Type': 'image/svg+xml', 'Cache-Control': 'max-age=300' });
  response.end(svg);
}

async function serveFile(response: ServerResponse, path: string, pageFolder: string): Promise<void> {
  const isPage = path === '/' || path === customerPath;
  const file = await findFile(isPage ? `${path}index.html` : path, pageFolder);
  if (file === null && path === '/favicon.ico') {
    // Every browser asks for it unbidden; its absence is no error in the page's console.
    response.writeHead(204, pageHeaders).end();
    return;
  }
  if (file === null) return answerText(response, 404, 'not found');
  // Vite puts a hash of the content in the names below assets/; everything else may change with the next version.
  const cache = path.startsWith('/assets/') ? 'max-age=31536000, immutable' : 'no-store';
  const contentType = contentTypes[extname(file)] ?? 'application/octet-stream';
  const content = await readFile(file);
  response.writeHead(200, { ...pageHeaders, 'Content-Type': contentType, 'Cache-Control': cache });
  response.end(content);
}

/** Null unless it is a file inside the folder, also after following links. */
async function findFile(path: string, folder: string): Promise<string | null> {
  try {
    const root = await realpath(folder);
    const file = await realpath(join(root, path));
    return file.startsWith(root + sep) && extname(file) !== '' ? file : null;
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return null;
    throw cause;
  }
}

/** Null for an address that tries to leave its folder. */
function decodePath(pathname: string): string | null {
  let path: string;
  try {
    path = decodeURIComponent(pathname);
  } catch (cause) {
    if (cause instanceof URIError) return null;
    throw cause;
  }
  const climbs = path.split('/').includes('..');
  return climbs || path.includes('\\') || path.includes('\0') ? null : path;
}

/** Without the query, where the token is. */
function pathOf(request: IncomingMessage): string {
  return (request.url ?? '').split('?')[0] ?? '';
}

function answerText(response: ServerResponse, status: number, text: string): void {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  // A request whose body was not read to its end cannot be followed by another on the same connection.
  response.writeHead(status, {
    ...pageHeaders,
    'Content-Type': 'text/plain; charset=utf-8',
    'Cache-Control': 'no-store',
    ...(status === 413 ? { Connection: 'close' } : {}),
  });
  response.end(text.endsWith('\n') ? text : `${text}\n`);
}
