/**
 * One definition of a route of the mobile API gives its address, who may call it, how its request is checked, how often it
 * may be called, and its entry in the OpenAPI document. Answers are checked against it as well where tests ask for that.
 */
import Router, { type RouterContext } from '@koa/router';
import { assert } from '@marquee/shared/assert';
import { Fault } from '@marquee/shared/errors';
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import { z } from 'zod';
import { holdsCardNumber } from './card-numbers.ts';
import { FileAnswer, StreamAnswer, sendFile, sendStream } from './file-answer.ts';
import { AnswerWhile, type KeptAnswers, type Made, makeKeptAnswers, type ReadyAnswer } from './kept-answers.ts';
import { problemType } from './problem.ts';
import { readRequest } from './read-request.ts';
import { sendKept } from './send-kept.ts';

export const roles = ['moviegoer', 'cashier', 'usher', 'manager', 'admin'] as const;
export type Role = (typeof roles)[number];
/** Who asks, by a token that was checked. */
export interface Caller {
  userId: number;
  role: Role;
  sessionId: string;
}

/** `user`: anyone who has logged in, for what is their own. */
export type Authority = 'anyone' | 'user' | 'manager' | 'admin';
const rolesOf: Record<Exclude<Authority, 'anyone'>, readonly Role[]> = {
  user: roles,
  manager: ['manager', 'admin'],
  admin: ['admin'],
};

export interface Limit {
  /** So many requests in so many seconds, per address or, where somebody has logged in, per user. */
  requests: number;
  seconds: number;
}

/** An expected no, with a stable code: answered as a problem of the status that the route's definition names. */
export class Refused {
  readonly code: string;
  readonly extra: Record<string, unknown>;
  constructor(code: string, extra: Record<string, unknown> = {}) {
    this.code = code;
    this.extra = extra;
  }
}
export const refuse = (code: string, extra?: Record<string, unknown>): Refused => new Refused(code, extra);

export interface Refusal {
  status: 400 | 401 | 402 | 403 | 404 | 409 | 410 | 422 | 429;
  /** What the app's developer should do about it. */
  title: string;
  /** What the answer tells besides. */
  extra?: Readonly<Record<string, z.ZodType>>;
}

type Read<S> = S extends z.ZodType ? z.output<S> : undefined;

export interface ApiRequest<P, Q, B, C> {
  params: Read<P>;
  query: Read<Q>;
  body: Read<B>;
  caller: C;
  /** Of the phone, or of the proxy in front of the server where none is trusted. */
  address: string;
  requestId: string;
  /** The header Idempotency-Key of a route that takes one; otherwise empty. */
  idempotencyKey: string;
}

interface RouteShape<A extends z.ZodType> {
  operationId: string;
  method: 'get' | 'post' | 'put' | 'patch' | 'delete';
  /** As the router has it: `/api/v1/movies/:id`. */
  path: string;
  tag: 'accounts' | 'catalogue' | 'search' | 'bookings' | 'payments' | 'tickets' | 'staff' | 'vouchers' | 'management';
  summary: string;
  /** What the schemas can't say. */
  description?: string;
  authority: Authority;
  answer: A;
  status?: 200 | 201 | 202;
  refusals?: Readonly<Record<string, Refusal>>;
  limit?: Limit;
  /** The request must carry an Idempotency-Key: the same key and body get the same answer. */
  idempotent?: boolean;
  /** A read that may be kept: gets an ETag and is answered 304 where nothing has changed. */
  cacheSeconds?: number;
}

/** A route, whatever it reads and answers. */
export interface ApiRoute extends RouteShape<z.ZodType> {
  params?: z.ZodObject;
  query?: z.ZodObject;
  body?: z.ZodType;
  /** It answers a file of one of these media types. */
  files?: readonly [string, ...string[]];
  version?(request: ApiRequest<never, never, never, never>): Promise<string>;
  handle(request: ApiRequest<never, never, never, never>): Promise<unknown>;
}

/** Ties what the handler gets and answers to the schemas. */
export function defineRoute<
  A extends z.ZodType,
  const U extends Authority,
  P extends z.ZodObject | undefined = undefined,
  Q extends z.ZodObject | undefined = undefined,
  B extends z.ZodType | undefined = undefined,
>(
  route: RouteShape<A> & { authority: U; params?: P; query?: Q; body?: B } & {
    /**
     * What the answer is made from, as it is now: while that stays the same, the same request is answered from memory. Of a
     * read that anyone may ask for, with `cacheSeconds`.
     */
    version?(request: ApiRequest<P, Q, B, null>): Promise<string>;
    handle(
      request: ApiRequest<P, Q, B, U extends 'anyone' ? Caller | null : Caller>,
    ): Promise<z.input<A> | AnswerWhile<z.input<A>> | Refused>;
  },
): ApiRoute {
  return route as unknown as ApiRoute;
}

/** The same for a route that answers a picture or a document. */
export function defineFileRoute<
  const U extends Authority,
  P extends z.ZodObject | undefined = undefined,
  Q extends z.ZodObject | undefined = undefined,
>(
  route: Omit<RouteShape<z.ZodType>, 'method' | 'answer' | 'status' | 'idempotent' | 'cacheSeconds'> & {
    authority: U;
    params?: P;
    query?: Q;
    files: readonly [string, ...string[]];
    handle(
      request: ApiRequest<P, Q, undefined, U extends 'anyone' ? Caller | null : Caller>,
    ): Promise<FileAnswer | StreamAnswer | Refused>;
  },
): ApiRoute {
  return { ...route, method: 'get', answer: z.instanceof(FileAnswer) } as unknown as ApiRoute;
}

export interface ApiOptions {
  routes: readonly ApiRoute[];
  /** Whose access token this is; null without one. Throws Fault `token-refused` for one that is not good. */
  authenticate(token: string): Promise<Caller>;
  /** Tests check every answer against its schema; in production it is sent as it is. */
  checkAnswers?: boolean;
  /** Tests that ask often switch the limits off. */
  unlimited?: boolean;
}

/** Where an app might send a card's number by mistake; no body of these has other numbers of that length. */
const tagsWithCards: ReadonlySet<RouteShape<z.ZodType>['tag']> = new Set(['bookings', 'payments']);

/** Per address. */
const refusedTokensMax: Limit = { requests: 120, seconds: 60 };
export const limitDefaults = { get: { requests: 600, seconds: 60 }, other: { requests: 60, seconds: 60 } };
const IdempotencyKey = z.string().regex(/^[\w.:-]{8,64}$/, 'Idempotency-Key must be 8 to 64 letters, digits, . : _ -');

export function makeApiRouter(options: ApiOptions): Router {
  const router = new Router();
  const kept = makeKeptAnswers();
  const refusedTokens = new RateLimiterMemory({
    points: refusedTokensMax.requests,
    duration: refusedTokensMax.seconds,
    keyPrefix: 'refused tokens',
  });
  for (const route of options.routes) {
    const limiter = makeLimiter(route);
    router[route.method](route.path, async (ctx) => {
      const caller = await identify(ctx, route, options).catch(async (thrown: unknown) => {
        // Whoever tries tokens is told to wait as well.
        if (thrown instanceof Fault && !options.unlimited) await takeFromLimit(ctx, refusedTokens, ctx.ip);
        throw thrown;
      });
      if (!options.unlimited) await takeFromLimit(ctx, limiter, caller === null ? ctx.ip : `user ${caller.userId}`);
      if (tagsWithCards.has(route.tag) && holdsCardNumber(ctx.request.body))
        return sendRefusal(ctx, route, refuse('card-number-refused'));
      const request = {
        params: route.params ? readRequest(route.params, ctx.params) : undefined,
        query: route.query ? readRequest(route.query, ctx.query) : undefined,
        body: route.body ? readRequest(route.body, ctx.request.body) : undefined,
        caller,
        address: ctx.ip,
        requestId: String(ctx.state.requestId),
        idempotencyKey: route.idempotent ? readRequest(IdempotencyKey, ctx.get('Idempotency-Key')) : '',
      } as never;
      const answer = await answerRequest({ route, request, kept, options });
      if (answer instanceof Refused) {
        if (options.checkAnswers) checkRefusal(route, answer);
        sendRefusal(ctx, route, answer);
      } else if (answer instanceof FileAnswer) sendFile(ctx, answer);
      else if (answer instanceof StreamAnswer) sendStream(ctx, answer);
      else sendAnswer(ctx, route, answer);
    });
  }
  return router;
}

interface ToAnswer {
  route: ApiRoute;
  request: never;
  kept: KeptAnswers;
  options: ApiOptions;
}

async function answerRequest({
  route,
  request,
  kept,
  options,
}: ToAnswer): Promise<string | ReadyAnswer | FileAnswer | StreamAnswer | Refused> {
  if (route.files) return route.handle(request) as Promise<FileAnswer | StreamAnswer | Refused>;
  const make = async (): Promise<Made | Refused> => {
    const handled = await route.handle(request);
    if (handled instanceof Refused) return handled;
    const { answer, isTrue } = handled instanceof AnswerWhile ? handled : { answer: handled };
    const text = JSON.stringify(options.checkAnswers ? checkAnswer(route, answer) : answer);
    return isTrue ? { text, isTrue } : { text };
  };
  if (route.version) {
    assert(route.authority === 'anyone', `${route.operationId} tells everybody the same`);
    return kept.get<Refused>(nameRequest(route, request), await route.version(request), make);
  }
  const made = await make();
  return made instanceof Refused ? made : made.text;
}

/** By what was read of it: whatever else stands in an address is no other request. */
function nameRequest({ operationId }: ApiRoute, { params, query }: { params?: unknown; query?: unknown }): string {
  return JSON.stringify([operationId, params, query]);
}

async function identify(ctx: RouterContext, route: ApiRoute, options: ApiOptions): Promise<Caller | null> {
  const [, token] = /^Bearer ([\w.~+/-]+=*)$/i.exec(ctx.get('Authorization')) ?? [];
  if (route.authority === 'anyone') return null;
  if (token === undefined) throw new Fault('token-refused', 'this needs an access token');
  const caller = await options.authenticate(token);
  if (!rolesOf[route.authority].includes(caller.role)) throw new Fault('access-refused', 'not for this account');
  return caller;
}

function makeLimiter({ limit, method, operationId }: ApiRoute): RateLimiterMemory {
  const { requests, seconds } = limit ?? limitDefaults[method === 'get' ? 'get' : 'other'];
  return new RateLimiterMemory({ points: requests, duration: seconds, keyPrefix: operationId });
}

async function takeFromLimit(ctx: RouterContext, limiter: RateLimiterMemory, key: string): Promise<void> {
  try {
    await limiter.consume(key);
  } catch (thrown) {
    if (!(thrown instanceof RateLimiterRes)) throw thrown;
    ctx.set('Retry-After', String(Math.max(1, Math.ceil(thrown.msBeforeNext / 1000))));
    throw new Fault('too-many-tries');
  }
}

function checkAnswer(route: ApiRoute, answer: unknown): unknown {
  const read = route.answer.safeParse(answer);
  if (read.success) return answer;
  throw new Error(`${route.operationId} answers what its definition does not say: ${z.prettifyError(read.error)}`);
}

function checkRefusal(route: ApiRoute, { code, extra }: Refused): void {
  const read = z.strictObject(refusalsOf(route)[code]?.extra ?? {}).safeParse(extra);
  if (!read.success)
    throw new Error(`${route.operationId} refuses as ${code} otherwise: ${z.prettifyError(read.error)}`);
}

function sendAnswer(ctx: RouterContext, route: ApiRoute, answer: string | ReadyAnswer): void {
  if (route.cacheSeconds !== undefined) {
    sendKept(ctx, { type: 'application/json', answer, seconds: route.cacheSeconds });
    return;
  }
  assert(typeof answer === 'string', `${route.operationId} has a version and no cacheSeconds`);
  ctx.status = route.status ?? 200;
  ctx.type = 'application/json';
  ctx.set('Cache-Control', 'no-store');
  ctx.body = answer;
}

/** Every route may be refused so. */
const commonRefusals: Readonly<Record<string, Refusal>> = {
  'not-found': { status: 404, title: 'There is no such thing, or it is not yours to see.' },
};
const cardRefusals: Readonly<Record<string, Refusal>> = {
  'card-number-refused': {
    status: 422,
    title: 'This looks like a card number. Send the token that the payment provider’s own form gives for it.',
  },
};

/** All that a route may refuse, by code. */
export const refusalsOf = (
  route: Pick<ApiRoute, 'tag' | 'method' | 'refusals'>,
): Readonly<Record<string, Refusal>> => ({
  ...commonRefusals,
  ...(tagsWithCards.has(route.tag) && route.method !== 'get' ? cardRefusals : {}),
  ...route.refusals,
});

function sendRefusal(ctx: RouterContext, route: ApiRoute, { code, extra }: Refused): void {
  const refusal = refusalsOf(route)[code];
  assert(refusal, `${route.operationId} declares its refusal ${code}`);
  ctx.status = refusal.status;
  ctx.set('Cache-Control', 'no-store');
  ctx.type = problemType;
  const { title, status } = refusal;
  const requestId = String(ctx.state.requestId);
  ctx.body = JSON.stringify({ ...extra, type: `urn:marquee:refusal:${code}`, title, status, code, requestId });
}
