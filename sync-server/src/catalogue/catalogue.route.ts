import Router from '@koa/router';
import { z } from 'zod';
import type { Queries } from '../platform/database.ts';
import { idMax, numberText } from '../platform/read-params.ts';
import { readRequest } from '../platform/read-request.ts';
import { findMovies, listCinemas, listScreenings, loadPoster } from './catalogue.ts';
import { foldText } from './fold-text.ts';

export const moviesPerPage = 24;
const pagesMax = 1000;
const searchWordsMax = 6;
const screeningsMax = 1000;
const posterSecondsMax = 86_400;

const MoviesQuery = z.object({ search: z.string().max(80).default(''), page: numberText(pagesMax).default(1) });
const ScreeningsQuery = z.object({ date: z.iso.date(), cinema: numberText(idMax).optional() });
const PosterParams = z.object({ id: numberText(idMax) });

/** The catalogue for anyone, read only. */
export function makeCatalogueRoutes({ database }: { database: Queries }): Router {
  const router = new Router();

  router.get('/api/v1/cinemas', async (ctx) => {
    ctx.body = { cinemas: await listCinemas(database) };
  });

  /** By name; `search` looks for every word, whatever its case and accents, in name and director. */
  router.get('/api/v1/movies', async (ctx) => {
    const { search, page } = readRequest(MoviesQuery, ctx.query);
    const words = foldText(search)
      .split(' ')
      .filter((word) => word !== '')
      .slice(0, searchWordsMax);
    const range = { limit: moviesPerPage, offset: (page - 1) * moviesPerPage };
    const { total, movies } = await findMovies(database, words, range);
    const withPosters = movies.map((movie) => ({ ...movie, posterUrl: `/posters/${movie.id}.svg` }));
    ctx.body = { page, pages: Math.ceil(total / moviesPerPage), total, movies: withPosters };
  });

  router.get('/api/v1/screenings', async (ctx) => {
    const { date, cinema } = readRequest(ScreeningsQuery, ctx.query);
    ctx.body = {
      date,
      screenings: await listScreenings(database, date, { cinemaId: cinema ?? null, limit: screeningsMax }),
    };
  });

  router.get('/posters/:id.svg', async (ctx) => {
    const { id } = readRequest(PosterParams, ctx.params);
    const poster = await loadPoster(database, id);
    if (poster === null) return;
    ctx.set('Cache-Control', `public, max-age=${posterSecondsMax}`);
    ctx.type = 'image/svg+xml';
    ctx.body = poster;
  });

  return router;
}
