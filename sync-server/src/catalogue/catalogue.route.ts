import Router from '@koa/router';
import { z } from 'zod';
import type { ApiRoute } from '../platform/api.ts';
import type { Queries } from '../platform/database.ts';
import { sha256Hex } from '../platform/keys.ts';
import { idMax, numberText } from '../platform/read-params.ts';
import { readRequest } from '../platform/read-request.ts';
import { loadPoster } from './catalogue.ts';
import { makeCinemaRoutes } from './cinemas.route.ts';
import { makeFilmRoutes } from './films.route.ts';
import { makeProgrammeRoutes, type ProgrammeDeps } from './programme.route.ts';

const posterSecondsMax = 86_400;
const PosterParams = z.object({ id: numberText(idMax) });

/** What anyone may read. */
export function makeCatalogueApi(deps: ProgrammeDeps): ApiRoute[] {
  return [...makeFilmRoutes(deps), ...makeCinemaRoutes(deps), ...makeProgrammeRoutes(deps)];
}

/** The posters, which are pictures and no part of the API. */
export function makeCatalogueRoutes({ database }: { database: Queries }): Router {
  const router = new Router();

  router.get('/posters/:id.svg', async (ctx) => {
    const { id } = readRequest(PosterParams, ctx.params);
    const poster = await loadPoster(database, id);
    if (poster === null) return;
    ctx.status = 200;
    ctx.set('Cache-Control', `public, max-age=${posterSecondsMax}`);
    ctx.set('ETag', `"${sha256Hex(poster).slice(0, 32)}"`);
    ctx.type = 'image/svg+xml';
    if (ctx.fresh) {
      ctx.status = 304;
      return;
    }
    ctx.body = poster;
  });

  return router;
}
