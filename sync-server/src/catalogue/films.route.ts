import type { Clock } from '@marquee/shared/clock';
import { dateAt, formatDate } from '@marquee/shared/wall-clock';
import { z } from 'zod';
import { type ApiRoute, defineRoute, refuse } from '../platform/api.ts';
import { cutPage } from '../platform/cursor.ts';
import type { Queries } from '../platform/database.ts';
import { idMax, numberText } from '../platform/read-params.ts';
import { FilmAnswer, filmCursor, IdParams, limitText, nextCursor } from './answers.ts';
import { selectClassifications } from './catalogue.sql.ts';
import { type FilmRow, selectAllClassifications, selectFilm, selectFilms, selectTimeZones } from './films.sql.ts';
import type { Versions } from './versions.ts';

export const catalogueSeconds = 60;

export interface FilmDeps {
  database: Queries;
  clock: Pick<Clock, 'nowMs'>;
}

export function makeFilmRoutes({ database, clock }: FilmDeps, { ofCatalogue }: Versions): ApiRoute[] {
  const filmsInfo = defineRoute({
    operationId: 'Films_info',
    method: 'get',
    path: '/api/v1/movies',
    tag: 'catalogue',
    summary: 'Films by name: those showing within a week, those coming later, or all',
    authority: 'anyone',
    query: z.object({
      when: z.enum(['showing', 'coming', 'all']).default('all'),
      cinema: numberText(idMax).optional(),
      genre: numberText(idMax).optional(),
      cursor: filmCursor.optional(),
      limit: limitText,
    }),
    answer: z.object({ movies: z.array(FilmAnswer), next: nextCursor }),
    cacheSeconds: catalogueSeconds,
    version: ofCatalogue,
    async handle({ query: { when, cinema, genre, cursor, limit } }) {
      const rows = await selectFilms(database, {
        when,
        cinemaId: cinema ?? null,
        classificationId: genre ?? null,
        after: cursor ? { name: cursor[1], id: cursor[2] } : null,
        nowMs: clock.nowMs(),
        today: when === 'coming' && cinema === undefined ? await readToday(database, clock.nowMs()) : '',
        limit: limit + 1,
      });
      const { page, next } = cutPage(rows, limit, (row) => ['films', row.name, row.id]);
      return { movies: await toFilms(database, page), next };
    },
  });

  const filmInfo = defineRoute({
    operationId: 'Film_info',
    method: 'get',
    path: '/api/v1/movies/:id',
    tag: 'catalogue',
    summary: 'A film',
    authority: 'anyone',
    params: IdParams,
    answer: FilmAnswer,
    cacheSeconds: catalogueSeconds,
    version: ofCatalogue,
    async handle({ params }) {
      const row = await selectFilm(database, params.id);
      const [film] = row ? await toFilms(database, [row]) : [];
      return film ?? refuse('not-found');
    },
  });

  const classificationsInfo = defineRoute({
    operationId: 'Classifications_info',
    method: 'get',
    path: '/api/v1/classifications',
    tag: 'catalogue',
    summary: 'The genres by name',
    authority: 'anyone',
    answer: z.object({ classifications: z.array(z.object({ id: z.int(), name: z.string() })) }),
    cacheSeconds: catalogueSeconds,
    version: ofCatalogue,
    handle: async () => ({ classifications: await selectAllClassifications(database) }),
  });

  return [filmsInfo, filmInfo, classificationsInfo];
}

/** On the wall of the cinema that is furthest ahead: where a film's first day has begun, it is not coming any more. */
async function readToday(queries: Queries, nowMs: number): Promise<string> {
  const zones = await selectTimeZones(queries);
  const dates = zones.map((zone) => formatDate(dateAt(nowMs, zone))).sort();
  return dates.at(-1) ?? formatDate(dateAt(nowMs, 'UTC'));
}

export async function toFilms(queries: Queries, rows: readonly FilmRow[]): Promise<z.infer<typeof FilmAnswer>[]> {
  const genres = await selectClassifications(
    queries,
    rows.map((row) => row.id),
  );
  return rows.map((row) => ({
    id: row.id,
    title: row.name,
    director: row.director,
    actors: row.actors,
    introduction: row.introduction,
    classification: genres.get(row.id) ?? [],
    rating: row.audience_rating,
    lengthMinutes: row.length,
    releasedYear: row.released_year,
    releasedOn: row.released,
    showDate: row.show_date,
    scoreTenths: row.score,
    posterUrl: `/posters/${row.id}.svg`,
  }));
}
