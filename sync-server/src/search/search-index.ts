/**
 * Films and cinemas in memory, found by what people type: with slips of the finger, without accents, by the beginning of
 * a word. Screenings aren't indexed: they are found through their film and their cinema, whose names are all they have.
 */
import type { Display } from '@marquee/shared/tickets/ticket-class';
import MiniSearch, { type SearchOptions } from 'minisearch';
import { foldText, measureMeters, type Place } from '../catalogue/catalogue.ts';
import { splitQuery, splitWords } from './split-words.ts';

export interface IndexedFilm {
  id: number;
  title: string;
  director: string | null;
  actors: string | null;
  genres: readonly string[];
  rating: string | null;
  releasedYear: number | null;
  lengthMinutes: number | null;
  /** Tenths of a point. */
  scoreTenths: number | null;
}
export interface IndexedCinema extends Place {
  id: number;
  name: string;
  city: string;
}
export interface IndexedScreening {
  id: number;
  movieId: number;
  cinemaId: number;
  /** Business date in the zone of its cinema. */
  showDate: string;
  startsAtMs: number;
  /** Until then it is sold. */
  salesEndAtMs: number;
  display: Display;
  language: string;
}

export interface FilmFilter {
  genre?: string | undefined;
  rating?: string | undefined;
  date?: string | undefined;
  cinemaId?: number | undefined;
  display?: string | undefined;
  near?: (Place & { maxKm: number }) | undefined;
  /** Only films that can be seen. */
  showing?: boolean | undefined;
}
export interface FoundFilm {
  film: IndexedFilm;
  /** That fit the filter, the earliest first. */
  screenings: readonly IndexedScreening[];
}

export interface SearchIndex {
  putFilms(films: readonly IndexedFilm[]): void;
  dropFilms(ids: readonly number[]): void;
  setCinemas(cinemas: readonly IndexedCinema[]): void;
  setScreenings(screenings: readonly IndexedScreening[]): void;
  /** The best first; without words all that fit the filter, by title. */
  findFilms(words: string, filter: FilmFilter, nowMs: number): FoundFilm[];
  findCinemas(words: string): IndexedCinema[];
  cinema(id: number): IndexedCinema | undefined;
}

/** One slip in a short word, two in a long one; in three letters or less, and in numbers, none. */
function slipsIn(word: string): number {
  if (/\d/.test(word) || word.length < 4) return 0;
  return word.length < 7 ? 1 : 2;
}
const isPrefixed = (word: string): boolean => word.length >= 2 && !/^\d+$/.test(word);

const tuning: SearchOptions = {
  prefix: isPrefixed,
  fuzzy: slipsIn,
  maxFuzzy: 2,
  boost: { title: 4, people: 1.5 },
  weights: { fuzzy: 0.3, prefix: 0.5 },
  tokenize: splitQuery,
  processTerm: (word) => word,
};
const wordRules = { tokenize: splitWords, processTerm: (word: string) => word };
const filmsFoundMax = 500;

export function makeSearchIndex(): SearchIndex {
  const filmWords = new MiniSearch<IndexedFilm>({
    fields: ['title', 'people', 'genres'],
    extractField: (film, field) => {
      if (field === 'people') return [film.director ?? '', film.actors ?? ''].join(' ');
      if (field === 'genres') return film.genres.join(' ');
      return film[field as 'id' | 'title'];
    },
    ...wordRules,
  });
  const cinemaWords = new MiniSearch<IndexedCinema>({ fields: ['name', 'city'], ...wordRules });
  const films = new Map<number, { film: IndexedFilm; folded: string }>();
  const cinemas = new Map<number, IndexedCinema>();
  let byFilm = new Map<number, IndexedScreening[]>();
  let byTitle: IndexedFilm[] | null = null;

  /** All words if possible; where no film has them all, any of them. */
  function rank(words: string): number[] {
    const all = filmWords.search(words, { ...tuning, combineWith: 'AND' });
    const found = all.length > 0 ? all : filmWords.search(words, { ...tuning, combineWith: 'OR' });
    const folded = foldText(words);
    return found
      .slice(0, filmsFoundMax)
      .map(({ id, score }) => ({ id: id as number, score: score * weightOf(id as number, folded) }))
      .sort((a, b) => b.score - a.score || a.id - b.id)
      .map(({ id }) => id);
  }

  /** Who types a whole title means that film; of several the one that is shown, and that people like. */
  function weightOf(id: number, folded: string): number {
    const known = films.get(id);
    if (!known) return 0;
    const whole = known.folded === folded ? 20 : known.folded.startsWith(folded) ? 2 : 1;
    const shown = byFilm.has(id) ? 1.5 : 1;
    return whole * shown * (1 + (known.film.scoreTenths ?? 50) / 300);
  }

  function listByTitle(): IndexedFilm[] {
    byTitle ??= [...films.values()].sort((a, b) => (a.folded < b.folded ? -1 : 1)).map(({ film }) => film);
    return byTitle;
  }

  function screeningsOf(film: IndexedFilm, filter: FilmFilter, nowMs: number): IndexedScreening[] {
    return (byFilm.get(film.id) ?? []).filter((screening) => fits(screening, filter, nowMs));
  }

  function fits(screening: IndexedScreening, filter: FilmFilter, nowMs: number): boolean {
    const { date, cinemaId, display, near } = filter;
    if (screening.salesEndAtMs <= nowMs) return false;
    if (date !== undefined && screening.showDate !== date) return false;
    if (cinemaId !== undefined && screening.cinemaId !== cinemaId) return false;
    if (display !== undefined && screening.display !== display) return false;
    if (near === undefined) return true;
    const cinema = cinemas.get(screening.cinemaId);
    return cinema !== undefined && measureMeters(near, cinema) <= near.maxKm * 1000;
  }

  return {
    putFilms(changed) {
      for (const film of changed) {
        if (filmWords.has(film.id)) filmWords.replace(film);
        else filmWords.add(film);
        films.set(film.id, { film, folded: foldText(film.title) });
      }
      byTitle = null;
    },
    dropFilms(ids) {
      for (const id of ids) {
        if (films.delete(id)) filmWords.discard(id);
      }
      byTitle = null;
    },
    setCinemas(all) {
      cinemas.clear();
      cinemaWords.removeAll();
      cinemaWords.addAll(all);
      for (const cinema of all) cinemas.set(cinema.id, cinema);
    },
    setScreenings(all) {
      byFilm = Map.groupBy(
        all.toSorted((a, b) => a.startsAtMs - b.startsAtMs || a.id - b.id),
        (screening) => screening.movieId,
      );
    },
    findFilms(words, filter, nowMs) {
      const inOrder =
        splitQuery(words).length === 0 ? listByTitle() : rank(words).flatMap((id) => films.get(id)?.film ?? []);
      const { genre, rating, date, cinemaId, display, near, showing } = filter;
      const mustShow = [date, cinemaId, display, near].some((wish) => wish !== undefined) || showing === true;
      const found: FoundFilm[] = [];
      for (const film of inOrder) {
        if (genre !== undefined && !film.genres.includes(genre)) continue;
        if (rating !== undefined && film.rating !== rating) continue;
        const screenings = screeningsOf(film, filter, nowMs);
        if (mustShow && screenings.length === 0) continue;
        found.push({ film, screenings });
      }
      return found;
    },
    findCinemas(words) {
      return cinemaWords
        .search(words, { ...tuning, boost: { name: 2 }, combineWith: 'AND' })
        .flatMap(({ id }) => cinemas.get(id as number) ?? []);
    },
    cinema: (id) => cinemas.get(id),
  };
}
