/** (j) What people type into the search of a phone: films, cinemas and screenings found, ranked and made into an answer. */
import { readDemoFilms } from '@marquee/db/demo/demo-films';
import { makeSearchApi } from '@marquee/sync-server/search/search.route';
import {
  makeSearchIndex,
  type SearchedCinema,
  type SearchedFilm,
  type SearchedScreening,
  type SearchIndex,
} from '@marquee/sync-server/search/search-index';
import MiniSearch from 'minisearch';
import { type Figure, formatNumber } from './figures.ts';
import { quantile, takeTurns } from './rounds.ts';

export interface SearchMeasureOptions {
  rounds: number;
  /** How often a round asks everything. */
  repeats: number;
  screenings: number;
}

const warmUps = 1;
const belowMs = 5;
const nowMs = Date.UTC(2026, 0, 1);
const quarterMs = 15 * 60_000;
const cinemaCount = 20;
const shownFilms = 400;
const displays = ['2D', '3D', 'IMAX', 'Dolby'] as const;

/** Right, misspelt, without accents, of several fields, and such as find nothing. */
const questions = [
  'godfahter',
  'the godfather',
  'dark knigt',
  'inceptoin',
  'lord rings',
  'star wras',
  'amelie',
  'falscher',
  'leon',
  '300',
  '2001 space odissey',
  'spilberg',
  'tarantino pulp',
  'comedy',
  'drama',
  'matrix imax',
  'alcazar 3d english',
  'the',
  'the man',
  'asdfghjkl',
  '臥虎藏龍',
  '__proto__',
];
/** Every letter on the way to these is a question, as the phone asks while somebody types. */
const typed = ['the lord of the rings', 'schindlers list', 'harry potter', 'le fabuleux destin'];

export async function measureSearch({ rounds, repeats, screenings }: SearchMeasureOptions): Promise<Figure> {
  const films = makeFilms();
  const asked = [...questions, ...typed.flatMap((text) => Array.from(text, (_, at) => text.slice(0, at + 1)))];
  const index = makeSearchIndex();
  index.putFilms(films);
  index.replaceCinemas(makeCinemas());
  index.replaceScreenings(makeScreenings(screenings, films));
  const askAll = (ask: (question: string) => unknown) => () => timeQuestions(asked, repeats, ask);
  const turns = await takeTurns<'floor' | 'ours', number[]>(
    { warmUps, counted: rounds },
    { floor: askAll(makeFloor(films)), ours: askAll(makeOurs(index)) },
  );
  const describe = (what: string, timed: readonly number[][]) => ({
    what,
    rounds: timed.map((ms) => quantile(ms, 0.99)),
    notes: [
      `p50 ${formatNumber(quantile(timed.flat(), 0.5))} ms`,
      `longest ${formatNumber(Math.max(...timed.flat()))} ms`,
    ],
  });
  return {
    title: `(j) a question to the search over ${films.length} films and ${screenings} screenings, p99`,
    unit: 'ms',
    better: 'less',
    ours: describe('the first page of films, and the few of each kind, in turns', turns.ours),
    floor: describe('bare MiniSearch over the films alone, any words, prefixes and slips', turns.floor),
    target: { of: 'value', below: belowMs },
  };
}

async function timeQuestions(
  asked: readonly string[],
  repeats: number,
  ask: (question: string) => unknown,
): Promise<number[]> {
  const timed: number[] = [];
  for (let repeat = 0; repeat < repeats; repeat++) {
    for (const question of asked) {
      const startedMs = performance.now();
      await ask(question);
      timed.push(performance.now() - startedMs);
    }
  }
  return timed;
}

/** Both routes as the server calls them, without HTTP. */
function makeOurs(index: SearchIndex): (question: string) => Promise<unknown> {
  const routes = makeSearchApi({ index: () => index, clock: { nowMs: () => nowMs } });
  let turn = 0;
  return async (q) => {
    const route = routes[turn++ % routes.length];
    return JSON.stringify(await route?.handle({ query: { q, limit: 24 } } as never));
  };
}

function makeFloor(films: readonly SearchedFilm[]): (question: string) => unknown {
  const bare = new MiniSearch<SearchedFilm>({ fields: ['title', 'director', 'genres'] });
  bare.addAll(films);
  return (question) => bare.search(question, { prefix: true, fuzzy: 0.2 });
}

function makeFilms(): SearchedFilm[] {
  return readDemoFilms().films.map((film, at) => {
    const { title, director, classification: genres, rating, scoreTenths, releasedYear } = film;
    return { id: at + 1, title, director, actors: null, genres, rating, scoreTenths, releasedYear };
  });
}

const makeCinemas = (): SearchedCinema[] =>
  Array.from({ length: cinemaCount }, (_, at) => ({
    id: at + 1,
    name: at === 0 ? 'The Alcazar' : `Filmpalast ${at}`,
    city: at % 2 === 0 ? 'Berlin' : 'Köln',
    latitude: 50 + at / 10,
    longitude: 7 + at / 10,
  }));

/** Popular films, everywhere, in the coming weeks. */
function makeScreenings(count: number, films: readonly SearchedFilm[]): SearchedScreening[] {
  const shown = films.toSorted((a, b) => (b.scoreTenths ?? 0) - (a.scoreTenths ?? 0)).slice(0, shownFilms);
  return Array.from({ length: count }, (_, at) => {
    const startsAtMs = nowMs + (1 + (at % 2000)) * quarterMs;
    return {
      id: at + 1,
      filmId: shown[(at * 7) % shown.length]?.id ?? 1,
      cinemaId: 1 + (at % cinemaCount),
      showDate: new Date(startsAtMs).toISOString().slice(0, 10),
      startsAtMs,
      salesEndAtMs: startsAtMs,
      display: displays[at % displays.length] ?? '2D',
      language: at % 3 === 0 ? 'en' : 'de',
    };
  });
}
