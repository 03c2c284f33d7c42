import Router from '@koa/router';
import { z } from 'zod';
import type { ApiRoute } from '../platform/api.ts';
import type { Queries } from '../platform/database.ts';
import { idMax, numberText } from '../platform/read-params.ts';
import { readRequest } from '../platform/read-request.ts';
import { sendKept } from '../platform/send-kept.ts';
import { loadPoster } from './catalogue.ts';
import { makeCinemaRoutes } from './cinemas.route.ts';
import type { EditDeps } from './edit.ts';
import { makeCinemaEdits } from './edit-cinemas.route.ts';
import { makeFilmEdits } from './edit-films.route.ts';
import { makeItemEdits } from './edit-items.route.ts';
import { makePriceRuleEdits } from './edit-price-rules.route.ts';
import { makeScreeningEdits } from './edit-screenings.route.ts';
import { makeFilmRoutes } from './films.route.ts';
import { makeProgrammeRoutes, type ProgrammeDeps } from './programme.route.ts';
import { makeVersions } from './versions.ts';

const posterSecondsMax = 86_400;
const PosterParams = z.object({ id: numberText(idMax) });

/** What anyone may read, and what managers and administrators enter. */
export type CatalogueApiDeps = ProgrammeDeps & EditDeps;

export function makeCatalogueApi(deps: CatalogueApiDeps): ApiRoute[] {
  const versions = makeVersions(deps);
  const reads = [...makeFilmRoutes(deps, versions), ...makeCinemaRoutes(deps), ...makeProgrammeRoutes(deps, versions)];
  const edits = [...makeFilmEdits(deps), ...makeCinemaEdits(deps), ...makeScreeningEdits(deps)];
  return [...reads, ...edits, ...makePriceRuleEdits(deps), ...makeItemEdits(deps)];
}

/** The posters, which are pictures and no part of the API. */
export function makeCatalogueRoutes({ database }: { database: Queries }): Router {
  const router = new Router();

  router.get('/posters/:id.svg', async (ctx) => {
    const { id } = readRequest(PosterParams, ctx.params);
    const poster = await loadPoster(database, id);
    if (poster === null) return;
    // Apps and pages of other origins show it; there is nothing in it that is anybody's own.
    ctx.set('Cross-Origin-Resource-Policy', 'cross-origin');
    sendKept(ctx, { type: 'image/svg+xml', answer: poster, seconds: posterSecondsMax });
  });

  return router;
}
