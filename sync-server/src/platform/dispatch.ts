/**
 * The routes of all features, found by the words that an address begins with: the others need not be tried, one pattern
 * after the other, for every request.
 */
import Router from '@koa/router';
import { assert } from '@marquee/shared/assert';
import type Koa from 'koa';

/** `/api/v1/movies/7` -> `/api/v1/movies`, `/posters/7.svg` -> `/posters`. Patterns take small and capital letters alike. */
export const resourceOf = (path: string): string => /^\/(?:api\/v1\/)?[^/]*/i.exec(path)?.[0].toLowerCase() ?? '';

/** Tries the routes of a resource in the order of the routers; what none of them answers is the next middleware's. */
export function dispatch(routers: readonly Router[]): Koa.Middleware {
  const gathered = new Map<string, Router>();
  for (const layer of routers.flatMap(({ stack }) => stack)) {
    const resource = resourceOf(String(layer.path));
    assert(!/[:*{(]/.test(resource), `route ${layer.path} begins with plain words`);
    const router = gathered.get(resource) ?? new Router();
    router.stack.push(layer);
    gathered.set(resource, router);
  }
  const routes = new Map([...gathered].map(([resource, router]) => [resource, router.routes()]));
  return async (ctx, next) => {
    const answer = routes.get(resourceOf(ctx.path));
    await (answer ? answer(ctx as Parameters<typeof answer>[0], next) : next());
  };
}
