/** Search for anyone. */
import { Display } from '@marquee/shared/tickets/ticket-class';
import { z } from 'zod';
import { degreesText, kilometersText } from '../catalogue/catalogue.ts';
import { type ApiRoute, defineRoute } from '../platform/api.ts';
import { cursorText, writeCursor } from '../platform/cursor.ts';
import { idMax, numberText } from '../platform/read-params.ts';
import { type FilmFilter, filterFilms, type WantedFilm } from './filter-films.ts';
import type { Search } from './search.ts';
import type { SearchedCinema, SearchedScreening, SearchIndex } from './search-index.ts';

const questionMax = 80;
const filmsPerPage = 24;
const filmsPerPageMax = 100;
/** Of each kind, where everything is searched. */
const ofEachKind = 5;
const searchLimit = { requests: 300, seconds: 60 };

interface Place {
  offset: number;
  /** Of the last film on the page before: the ranking may have moved since. */
  lastId: number;
}

const filmsCursor = cursorText(z.tuple([z.literal('search'), z.int().nonnegative(), z.int().positive()]));

const Question = z.string().max(questionMax);
const FilmQuery = z
  .object({
    q: Question.default(''),
    genre: z.string().min(1).max(60).optional(),
    date: z.iso.date().optional(),
    cinema: numberText(idMax).optional(),
    lat: degreesText(90).optional(),
    lon: degreesText(180).optional(),
    maxKm: kilometersText.optional(),
    rating: z.string().min(1).max(12).optional(),
    display: Display.optional(),
    showing: z
      .enum(['true', 'false'])
      .transform((text) => text === 'true')
      .optional(),
    cursor: filmsCursor.optional(),
    limit: numberText(filmsPerPageMax).default(filmsPerPage),
  })
  .refine(({ lat, lon, maxKm }) => new Set([lat, lon, maxKm].map((value) => value === undefined)).size === 1, {
    path: ['maxKm'],
    message: 'lat, lon and maxKm go together',
  });

const FoundFilm = z
  .object({
    id: z.int(),
    title: z.string(),
    director: z.string().nullable(),
    classification: z.array(z.string()),
    rating: z.string().nullable(),
    scoreTenths: z.int().nullable(),
    releasedYear: z.int().nullable(),
    posterUrl: z.string(),
    /** Of the first screening on sale that the filters let through. */
    nextStartsAtMs: z.int().nullable(),
  })
  .meta({ id: 'FoundFilm' });
const FoundCinema = z.object({ id: z.int(), name: z.string(), city: z.string() });
const FoundScreening = z.object({
  id: z.int(),
  movieId: z.int(),
  title: z.string(),
  cinemaId: z.int(),
  cinemaName: z.string(),
  startsAtMs: z.int(),
  display: Display,
  language: z.string(),
});

/** To be mounted before the catalogue: `/api/v1/movies/search` must not be taken for a film's id. */
export function makeSearchApi(search: Pick<Search, 'index' | 'clock'>): ApiRoute[] {
  return [makeFilmSearch(search), makeSearchOfAll(search)];
}

const makeFilmSearch = ({ index, clock }: Pick<Search, 'index' | 'clock'>): ApiRoute =>
  defineRoute({
    operationId: 'Film_search',
    method: 'get',
    path: '/api/v1/movies/search',
    tag: 'search',
    summary: 'Finds films by title, director, actors and genre, whatever the accents and small slips, best first.',
    authority: 'anyone',
    query: FilmQuery,
    answer: z.object({
      total: z.int(),
      movies: z.array(FoundFilm),
      /** Cursor of the next page; null on the last. */
      next: z.string().nullable(),
    }),
    limit: searchLimit,
    cacheSeconds: 10,
    handle: async ({ query }) => {
      const nowMs = clock.nowMs();
      const all = filterFilms(index(), index().rankFilms(query.q, nowMs), { filter: toFilter(query), nowMs });
      const from = query.cursor ? findPlace(all, { offset: query.cursor[1], lastId: query.cursor[2] }) : 0;
      const page = all.slice(from, from + query.limit);
      const last = page.at(-1);
      const offset = from + page.length;
      const next = last && offset < all.length ? writeCursor(['search', offset, last.film.id]) : null;
      return { total: all.length, movies: page.map(toFoundFilm), next };
    },
  });

const makeSearchOfAll = ({ index, clock }: Pick<Search, 'index' | 'clock'>): ApiRoute =>
  defineRoute({
    operationId: 'Search',
    method: 'get',
    path: '/api/v1/search',
    tag: 'search',
    summary: 'Finds films, cinemas and screenings, a few of each.',
    authority: 'anyone',
    query: z.object({ q: Question }),
    answer: z.object({
      movies: z.array(FoundFilm),
      cinemas: z.array(FoundCinema),
      screenings: z.array(FoundScreening),
    }),
    limit: searchLimit,
    cacheSeconds: 10,
    handle: async ({ query: { q } }) => {
      const nowMs = clock.nowMs();
      if (q.trim() === '') return { movies: [], cinemas: [], screenings: [] };
      const films = index().rankFilms(q, nowMs).slice(0, ofEachKind);
      return {
        movies: filterFilms(index(), films, { filter: {}, nowMs }).map(toFoundFilm),
        cinemas: index().rankCinemas(q).slice(0, ofEachKind).map(toFoundCinema),
        screenings: index()
          .findScreenings(q, nowMs)
          .slice(0, ofEachKind)
          .map((screening) => toFoundScreening(index(), screening)),
      };
    },
  });

function toFilter({ lat, lon, maxKm, cinema, ...query }: z.output<typeof FilmQuery>): FilmFilter {
  const { genre, rating, showing, date, display } = query;
  const near = lat !== undefined && lon !== undefined && maxKm !== undefined ? { lat, lon, maxKm } : undefined;
  return { genre, rating, showing, date, display, cinemaId: cinema, near };
}

/** After the film that came last, wherever it stands by now; where it is gone, as many films on as were seen. */
function findPlace(all: readonly WantedFilm[], { offset, lastId }: Place): number {
  const at = all.findIndex(({ film }) => film.id === lastId);
  return at < 0 ? offset : at + 1;
}

function toFoundFilm({ film, next }: WantedFilm): z.input<typeof FoundFilm> {
  const { id, title, director, genres, rating, scoreTenths, releasedYear } = film;
  const nextStartsAtMs = next?.startsAtMs ?? null;
  return {
    id,
    title,
    director,
    classification: genres,
    rating,
    scoreTenths,
    releasedYear,
    posterUrl: `/posters/${id}.svg`,
    nextStartsAtMs,
  };
}

const toFoundCinema = ({ id, name, city }: SearchedCinema) => ({ id, name, city });

function toFoundScreening(index: SearchIndex, screening: SearchedScreening): z.input<typeof FoundScreening> {
  const { id, filmId, cinemaId, startsAtMs, display, language } = screening;
  const title = index.film(filmId)?.title ?? '';
  return {
    id,
    movieId: filmId,
    title,
    cinemaId,
    cinemaName: index.cinema(cinemaId)?.name ?? '',
    startsAtMs,
    display,
    language,
  };
}
