import { createServer, IncomingMessage, type Server, ServerResponse } from 'node:http';
import { type AddressInfo, Socket } from 'node:net';
import { bodyParser } from '@koa/bodyparser';
import cors from '@koa/cors';
import Router from '@koa/router';
import type { Clock } from '@marquee/shared/clock';
import { Fault, toFault } from '@marquee/shared/errors';
import { makeRandomId, type Randomness } from '@marquee/shared/randomness';
import Koa from 'koa';
import helmet from 'koa-helmet';
import { hideCardNumbers } from './card-numbers.ts';
import { dispatch } from './dispatch.ts';
import type { Log } from './log.ts';
import type { Metrics } from './metrics.ts';
import { faultAsProblem, httpErrorAsFault, notFound, type Problem, problemType } from './problem.ts';

export interface HttpOptions {
  port: number;
  host: string;
  routes: readonly Router[];
  /** Origins whose pages may read answers. */
  corsOrigins?: readonly string[];
  trustProxy?: boolean;
  log: Log;
  metrics: Metrics;
  clock: Clock;
  randomness: Randomness;
  /** Throws a Fault while this instance can't serve: GET /ready then answers 503. */
  checkReady: () => Promise<void>;
}

export interface Http {
  /** For Socket.IO to listen on as well. */
  server: Server;
  /** The one it got, where 0 was asked for. */
  port: number;
  /** Takes no more connections, lets running requests end, then cuts what is left. */
  close(): Promise<void>;
}

const bodyLimit = '256kb';
/** Their bodies are signed: the routes read the very bytes (raw-body.ts). */
const signedPaths = '/webhooks/';
const closingMsMax = 5000;

/** Throws Fault `port-in-use`, or `configuration-invalid` for an address that isn't this machine's. */
export async function startHttp(options: HttpOptions): Promise<Http> {
  const app = makeApp(options, await listSafeHeaders());
  const limits = { requestTimeout: 30_000, headersTimeout: 10_000, keepAliveTimeout: 65_000 };
  const answer = app.callback();
  const server = createServer(limits, (request, response) => {
    // While closing, a connection must not be kept for a next request that nobody will take.
    if (!server.listening) response.shouldKeepAlive = false;
    response.on('finish', () => server.listening || server.closeIdleConnections());
    void answer(request, response);
  });
  await listen(server, options);
  const { port } = server.address() as AddressInfo;
  return { server, port, close: () => closeServer(server, options.clock) };
}

function makeApp(options: HttpOptions, safeHeaders: Map<string, string>): Koa {
  const app = new Koa({ proxy: options.trustProxy ?? false, maxIpsCount: 1 });
  app.use(answerEveryRequest(options));
  app.use((ctx, next) => {
    ctx.res.setHeaders(safeHeaders);
    return next();
  });
  app.use(allowOrigins(options.corsOrigins ?? []));
  const parse = bodyParser({ enableTypes: ['json'], jsonLimit: bodyLimit });
  app.use((ctx, next) => (ctx.path.startsWith(signedPaths) ? next() : parse(ctx, next)));
  app.use(dispatch([makeHealthRoutes(options), ...options.routes]));
  // Only a broken socket arrives here: everything thrown by a route is answered above.
  app.on('error', (thrown) => options.log.debug({ err: thrown }, 'an answer could not be sent'));
  return app;
}

/** What helmet sets is the same for every answer: it is asked once. */
async function listSafeHeaders(): Promise<Map<string, string>> {
  const response = new ServerResponse(new IncomingMessage(new Socket()));
  await helmet()({ req: response.req, res: response } as Koa.Context, async () => undefined);
  return new Map(Object.entries(response.getHeaders()).map(([name, value]) => [name, String(value)]));
}

/** Gives each request its id, and each error its answer; nothing thrown by a route goes further than here. */
function answerEveryRequest({ log, metrics, clock, randomness }: HttpOptions): Koa.Middleware {
  const makeRequestId = countRequests(randomness);
  return async (ctx, next) => {
    const startedMs = clock.monotonicMs();
    const requestId = /^[\w-]{8,64}$/.exec(ctx.get('X-Request-Id'))?.[0] ?? makeRequestId();
    ctx.state.requestId = requestId;
    ctx.set('X-Request-Id', requestId);
    try {
      await next();
      if (ctx.status === 404 && ctx.body === undefined) answerProblem(ctx, notFound(requestId));
    } catch (thrown) {
      const http = httpErrorAsFault(thrown);
      const fault = http?.fault ?? toFault(thrown);
      const problem = faultAsProblem(fault, requestId);
      if (http !== null) problem.status = http.status;
      metrics.faults.inc({ code: fault.code });
      answerProblem(ctx, problem);
      const level = problem.status === 500 ? 'error' : problem.status > 500 ? 'warn' : 'info';
      log[level](
        { err: fault, requestId, method: ctx.method, path: hideTokens(hideCardNumbers(ctx.path)) },
        'request answered with a fault',
      );
    }
    // The pattern and not the path, so that there are only so many of them.
    const route = String(ctx._matchedRoute ?? 'none');
    const seconds = (clock.monotonicMs() - startedMs) / 1000;
    metrics.httpSeconds.observe({ method: ctx.method, route, status: String(ctx.status) }, seconds);
  };
}

/** Whoever reads the log must not be able to take what a link gives. */
const hideTokens = (path: string): string => path.replace(/(\/passed-tickets\/)[^/]+/, '$1[token]');

/** Ids of this start, one after the other: they only have to differ, and random ones cost a tenth of a quick answer. */
function countRequests(randomness: Randomness): () => string {
  const start = makeRandomId(randomness).slice(0, 12);
  let count = 0;
  return () => start + (++count).toString(16).padStart(12, '0');
}

/** No origin but those of the configuration gets an answer that its page may read; tokens travel in a header, never in cookies. */
function allowOrigins(origins: readonly string[]): Koa.Middleware {
  const allowed = new Set(origins);
  return cors({
    origin: (ctx) => (allowed.has(ctx.get('Origin')) ? ctx.get('Origin') : ''),
    allowHeaders: ['Authorization', 'Content-Type', 'Idempotency-Key', 'If-None-Match', 'X-Request-Id'],
    exposeHeaders: ['ETag', 'Retry-After', 'X-Request-Id'],
    keepHeadersOnError: true,
    maxAge: 600,
  });
}

function answerProblem(ctx: Koa.Context, problem: Problem): void {
  ctx.status = problem.status;
  if (problem.status === 503) ctx.set('Retry-After', '2');
  ctx.set('Cache-Control', 'no-store');
  ctx.type = problemType;
  ctx.body = JSON.stringify(problem);
}

function makeHealthRoutes({ metrics, checkReady }: HttpOptions): Router {
  const router = new Router();
  /** The process runs and answers; says nothing about the database, so that nobody restarts it for that. */
  router.get('/health', (ctx) => {
    ctx.body = { ok: true };
  });
  router.get('/ready', async (ctx) => {
    await checkReady();
    ctx.body = { ok: true };
  });
  router.get('/metrics', async (ctx) => {
    ctx.type = metrics.registry.contentType;
    ctx.body = await metrics.registry.metrics();
  });
  return router;
}

function listen(server: Server, { port, host }: HttpOptions): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (thrown: NodeJS.ErrnoException) => {
      if (thrown.code === 'EADDRINUSE') reject(new Fault('port-in-use', `port ${port}`, { cause: thrown }));
      else
        reject(
          new Fault('configuration-invalid', `HOST or PORT: ${host}:${port} cannot be used (${thrown.code})`, {
            cause: thrown,
          }),
        );
    });
    server.listen(port, host, resolve);
  });
}

async function closeServer(server: Server, clock: Clock): Promise<void> {
  // Socket.IO closes the server it listens on, so it may be closed already.
  if (!server.listening) return;
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  const cancel = clock.setTimer(closingMsMax, () => server.closeAllConnections());
  await closed;
  cancel();
}
