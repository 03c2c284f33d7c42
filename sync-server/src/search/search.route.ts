import { displays } from '@marquee/shared/tickets/ticket-class';
import { z } from 'zod';
import { degreesText } from '../catalogue/catalogue.ts';
import { type ApiRoute, defineRoute, refuse } from '../platform/api.ts';
import { idMax, numberText } from '../platform/read-params.ts';
import type { FilmFilter, FoundFilm, IndexedCinema, IndexedScreening, SearchIndex } from './search-index.ts';

const words = z
  .string()
  .max(80)
  .meta({ description: 'What somebody typed: slips, missing accents and unfinished words are forgiven.' });
const FilmQuery = z.object({
  q: words.default(''),
  genre: z.string().max(60).optional(),
  rating: z.string().max(12).meta({ description: 'Audience rating as printed: PG-13.' }).optional(),
  date: z.iso.date().meta({ description: 'Business date in the zone of the cinema.' }).optional(),
  cinema: numberText(idMax).optional(),
  display: z.enum(displays).optional(),
  lat: degreesText(90).optional(),
  lon: degreesText(180).optional(),
  maxKm: numberText(20_000).default(50),
  showing: z.enum(['true', 'false']).default('false'),
  cursor: z
    .string()
    .regex(/^[\w-]{1,24}$/)
    .optional(),
  limit: numberText(50).default(20),
});
const SearchQuery = z.object({ q: words.min(1) });

const FoundScreening = z.strictObject({
  id: z.int(),
  movieId: z.int(),
  cinemaId: z.int(),
  startsAtMs: z.int(),
  display: z.enum(displays),
  language: z.string(),
});
const FilmFound = z
  .strictObject({
    id: z.int(),
    title: z.string(),
    director: z.string().nullable(),
    classification: z.array(z.string()),
    rating: z.string().nullable(),
    releasedYear: z.int().nullable(),
    lengthMinutes: z.int().nullable(),
    scoreTenths: z.int().nullable(),
    posterUrl: z.string(),
    nextScreening: FoundScreening.nullable(),
    screeningCount: z.int(),
  })
  .meta({ id: 'FoundFilm' });
const CinemaFound = z.strictObject({
  id: z.int(),
  name: z.string(),
  city: z.string(),
  latitude: z.number(),
  longitude: z.number(),
});

const badCursor = {
  'cursor-unknown': { status: 400, title: 'This cursor is not from here: start with the first page.' },
} as const;
const fewMax = 8;
const screeningsMax = 12;

/** Must be mounted before the catalogue's, whose `/movies/:id` would take `search` for an id. */
export function makeSearchApi({ index, clock }: { index: SearchIndex; clock: { nowMs(): number } }): ApiRoute[] {
  return [
    defineRoute({
      operationId: 'Film_search',
      method: 'get',
      path: '/api/v1/movies/search',
      tag: 'search',
      summary: 'Films by title, people or genre, the best first; filtered by what is shown when, where and how.',
      authority: 'anyone',
      query: FilmQuery,
      answer: z.strictObject({ total: z.int(), movies: z.array(FilmFound), next: z.string().nullable() }),
      refusals: badCursor,
      cacheSeconds: 10,
      async handle({ query }) {
        const { q, cursor, limit } = query;
        const from = cursor === undefined ? 0 : readCursor(cursor);
        if (from === null) return refuse('cursor-unknown');
        const found = index.findFilms(q, toFilter(query), clock.nowMs());
        const next = from + limit < found.length ? writeCursor(from + limit) : null;
        return { total: found.length, movies: found.slice(from, from + limit).map(describeFilm), next };
      },
    }),
    defineRoute({
      operationId: 'Search',
      method: 'get',
      path: '/api/v1/search',
      tag: 'search',
      summary: 'Films, cinemas and screenings at once: a few of each, for a box in which people type.',
      authority: 'anyone',
      query: SearchQuery,
      answer: z.strictObject({
        movies: z.array(FilmFound),
        cinemas: z.array(CinemaFound),
        screenings: z.array(FoundScreening),
      }),
      cacheSeconds: 10,
      async handle({ query: { q } }) {
        const films = index.findFilms(q, {}, clock.nowMs()).slice(0, fewMax);
        const cinemas = index.findCinemas(q).slice(0, fewMax);
        const screenings = films
          .flatMap((film) => film.screenings.slice(0, screeningsMax))
          .sort((a, b) => a.startsAtMs - b.startsAtMs)
          .slice(0, screeningsMax);
        return {
          movies: films.map(describeFilm),
          cinemas: cinemas.map(describeCinema),
          screenings: screenings.map(describeScreening),
        };
      },
    }),
  ];
}

function toFilter(query: z.output<typeof FilmQuery>): FilmFilter {
  const { genre, rating, date, cinema, display, lat, lon, maxKm, showing } = query;
  const near = lat === undefined || lon === undefined ? undefined : { latitude: lat, longitude: lon, maxKm };
  return { genre, rating, date, cinemaId: cinema, display, near, showing: showing === 'true' };
}

/** A place in the ranked list. The list may change meanwhile: a film may then come twice or not at all, and no page fails. */
const writeCursor = (place: number): string => Buffer.from(`at${place}`).toString('base64url');
function readCursor(cursor: string): number | null {
  const match = /^at(\d{1,6})$/.exec(Buffer.from(cursor, 'base64url').toString());
  return match ? Number(match[1]) : null;
}

function describeFilm({ film, screenings }: FoundFilm): z.input<typeof FilmFound> {
  const { id, title, director, genres, rating, releasedYear, lengthMinutes, scoreTenths } = film;
  const [next] = screenings;
  return {
    id,
    title,
    director,
    classification: [...genres],
    rating,
    releasedYear,
    lengthMinutes,
    scoreTenths,
    posterUrl: `/posters/${id}.svg`,
    nextScreening: next ? describeScreening(next) : null,
    screeningCount: screenings.length,
  };
}

function describeScreening(screening: IndexedScreening): z.input<typeof FoundScreening> {
  const { id, movieId, cinemaId, startsAtMs, display, language } = screening;
  return { id, movieId, cinemaId, startsAtMs, display, language };
}

function describeCinema({ id, name, city, latitude, longitude }: IndexedCinema): z.input<typeof CinemaFound> {
  return { id, name, city, latitude, longitude };
}
