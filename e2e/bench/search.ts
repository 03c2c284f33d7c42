/** (j) How long a search takes in the whole film list with a season of screenings, beside a plain look at every title. */
import { readDemoFilms } from '@marquee/db/demo/demo-films';
import { foldText } from '@marquee/sync-server/catalogue/catalogue';
import { type IndexedFilm, type IndexedScreening, makeSearchIndex } from '@marquee/sync-server/search/search-index';
import type { Figure } from './figures.ts';
import { quantile, takeTurns } from './rounds.ts';

export interface SearchSize {
  rounds: number;
  searchesPerRound: number;
  screenings: number;
}

const nowMs = Date.UTC(2026, 10, 25, 12);
const cinemas = 25;
/** With slips, without accents, unfinished, short, long, and in no title at all. */
const typed = [
  'godfahter',
  'amelie',
  'falscher',
  '300',
  'dark knigt',
  'lord rings',
  'the',
  'st',
  'inceptoin',
  'harry pot',
  'spielberg',
  'a space odissey',
  'leon',
  'love',
  'xqzzyw',
  'the girl with the dragon tatoo',
];

export async function measureSearch({ rounds, searchesPerRound, screenings }: SearchSize): Promise<Figure> {
  const films = listFilms();
  const index = makeSearchIndex();
  index.putFilms(films);
  index.setScreenings(listScreenings(films, screenings));
  const titles = films.map(({ title }) => foldText(title));
  const { ours, floor } = await takeTurns(
    { warmUps: 1, counted: rounds },
    {
      ours: () =>
        timeP99(searchesPerRound, (words, at) => {
          const filter = at % 4 === 0 ? { showing: true, cinemaId: (at % cinemas) + 1 } : {};
          return index.findFilms(words, filter, nowMs).length;
        }),
      floor: () =>
        timeP99(searchesPerRound, (words) => titles.filter((title) => title.includes(foldText(words))).length),
    },
  );
  const size = `${films.length.toLocaleString('en')} films and ${screenings.toLocaleString('en')} screenings`;
  return {
    title: `(j) a search in ${size}, p99`,
    unit: 'ms',
    better: 'less',
    ours: { what: 'with slips, prefixes and filters', rounds: ours },
    floor: { what: 'every title looked at for exactly these letters', rounds: floor },
    target: { of: 'value', below: 5 },
  };
}

/** Of so many searches, in milliseconds. */
function timeP99(searches: number, search: (words: string, at: number) => number): number {
  const times: number[] = [];
  let found = 0;
  for (let at = 0; at < searches; at++) {
    const startMs = performance.now();
    found += search(typed[at % typed.length] ?? '', at);
    times.push(performance.now() - startMs);
  }
  if (found === 0) throw new Error('nothing was found at all');
  return quantile(times, 0.99);
}

function listFilms(): IndexedFilm[] {
  return readDemoFilms().films.map(({ title, director, classification, rating, ...film }, at) => ({
    id: at + 1,
    title,
    director,
    actors: null,
    genres: classification,
    rating,
    releasedYear: film.releasedYear,
    lengthMinutes: film.lengthMinutes,
    scoreTenths: film.scoreTenths,
  }));
}

function listScreenings(films: readonly IndexedFilm[], count: number): IndexedScreening[] {
  return Array.from({ length: count }, (_, at) => ({
    id: at + 1,
    movieId: films[(at * 7) % 400]?.id ?? 1,
    cinemaId: (at % cinemas) + 1,
    showDate: `2026-12-${String((at % 28) + 1).padStart(2, '0')}`,
    startsAtMs: nowMs + (at + 1) * 60_000,
    salesEndAtMs: nowMs + (at + 16) * 60_000,
    display: '2D' as const,
    language: 'en',
  }));
}
