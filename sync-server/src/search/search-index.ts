/**
 * The index in memory: words of films and cinemas. Screenings have no words of their own, they are found through their film
 * and cinema: 20,000 of them would repeat the same titles.
 */
import type { Display } from '@marquee/shared/tickets/ticket-class';
import MiniSearch, { type Query, type SearchOptions, type SearchResult } from 'minisearch';
import { type AskedWord, dropArticle, toAskedWords, toIndexedWords, toPlainTitle } from './words.ts';

export interface SearchedFilm {
  id: number;
  title: string;
  director: string | null;
  actors: string | null;
  genres: string[];
  rating: string | null;
  /** Tenths of a point, 0..100. */
  scoreTenths: number | null;
  releasedYear: number | null;
}

export interface SearchedCinema {
  id: number;
  name: string;
  city: string;
  latitude: number;
  longitude: number;
}

export interface SearchedScreening {
  id: number;
  filmId: number;
  cinemaId: number;
  /** Business date, `YYYY-MM-DD`. */
  showDate: string;
  startsAtMs: number;
  salesEndAtMs: number;
  display: Display;
  /** BCP 47. */
  language: string;
}

interface IndexedFilm extends SearchedFilm {
  plainTitle: string;
}

export interface SearchIndex {
  /** New or changed films. */
  putFilms(films: readonly SearchedFilm[]): void;
  removeFilms(ids: readonly number[]): void;
  replaceCinemas(cinemas: readonly SearchedCinema[]): void;
  replaceScreenings(screenings: readonly SearchedScreening[]): void;
  /** Best first. An empty question finds every film, those that are shown and well liked first. */
  rankFilms(question: string, nowMs: number): SearchedFilm[];
  rankCinemas(question: string): SearchedCinema[];
  /** Those still on sale whose film, cinema, display and language have every word of the question between them. */
  findScreenings(question: string, nowMs: number): SearchedScreening[];
  film(id: number): SearchedFilm | undefined;
  cinema(id: number): SearchedCinema | undefined;
  /** On sale still, by their start. */
  screeningsOf(filmId: number, nowMs: number): SearchedScreening[];
}

const wordsMax = 12;
/** Fewer hits than this by the words as written: look for misspelt ones as well. */
const hitsWanted = 5;
/** Of misspelt words, so that a short one doesn't find half the catalogue. */
const guessesMax = 40;
const prefixLettersMin = 2;
const filmBoost = { title: 4, director: 1.5, actors: 1.2, genres: 1 };
const cinemaBoost = { name: 2, city: 1.5 };

/** Two letters that changed places are two edits: a word long enough to be unmistakable may have as many. */
function editsAllowed({ text, literal }: AskedWord): number {
  if (literal || text.length < 4) return 0;
  return text.length < 7 ? 1 : 2;
}

export function makeSearchIndex(): SearchIndex {
  const films = new Map<number, IndexedFilm>();
  const cinemas = new Map<number, SearchedCinema>();
  let byFilm = new Map<number, SearchedScreening[]>();
  const filmWords = makeWords<SearchedFilm>(['title', 'director', 'actors', 'genres']);
  let cinemaWords = makeWords<SearchedCinema>(['name', 'city']);

  const isShown = (filmId: number, nowMs: number) =>
    byFilm.get(filmId)?.some(({ salesEndAtMs }) => salesEndAtMs > nowMs) ?? false;
  const popularity = ({ id, scoreTenths }: SearchedFilm, nowMs: number) =>
    1 + (isShown(id, nowMs) ? 0.5 : 0) + (scoreTenths ?? 40) / 100;

  function rankFilms(question: string, nowMs: number): SearchedFilm[] {
    if (question.trim() === '') {
      const weighed = [...films.values()].map((film) => {
        const shown = isShown(film.id, nowMs);
        return { film, weight: (shown ? 10 : 0) + popularity(film, nowMs) };
      });
      return weighed.sort((a, b) => b.weight - a.weight || a.film.id - b.film.id).map(({ film }) => film);
    }
    const asked = toPlainTitle(question);
    const ranked = searchWords(filmWords, toAskedWords(question, wordsMax), filmBoost).flatMap(({ hit, guessed }) => {
      const film = films.get(hit.id);
      if (!film) return [];
      const tier = compareTitle(film.plainTitle, asked) + (guessed ? 10 : 0);
      return [{ film, tier, weight: hit.score * popularity(film, nowMs) }];
    });
    return ranked
      .sort((a, b) => a.tier - b.tier || b.weight - a.weight || a.film.id - b.film.id)
      .map(({ film }) => film);
  }

  function findScreenings(question: string, nowMs: number): SearchedScreening[] {
    const asked = toAskedWords(question, wordsMax);
    if (asked.length === 0) return [];
    const places = asked.map((word) => ({
      ...word,
      films: new Set(searchWords(filmWords, [word], filmBoost).map(({ hit }) => hit.id)),
      cinemas: new Set(searchWords(cinemaWords, [word], cinemaBoost).map(({ hit }) => hit.id)),
    }));
    const found: SearchedScreening[] = [];
    for (const [filmId, screenings] of byFilm) {
      const rest = places.filter(({ films: having }) => !having.has(filmId));
      for (const screening of screenings) {
        if (screening.salesEndAtMs <= nowMs) continue;
        const has = (place: (typeof places)[number]) =>
          place.cinemas.has(screening.cinemaId) || isKindOf(screening, place.text);
        if (rest.every(has)) found.push(screening);
      }
    }
    return found.sort(byStart);
  }

  return {
    putFilms(changed) {
      for (const film of changed) {
        if (films.has(film.id)) filmWords.discard(film.id);
        filmWords.add(film);
        films.set(film.id, { ...film, plainTitle: toPlainTitle(film.title) });
      }
    },
    removeFilms(ids) {
      for (const id of ids) if (films.delete(id)) filmWords.discard(id);
    },
    replaceCinemas(all) {
      cinemas.clear();
      cinemaWords = makeWords<SearchedCinema>(['name', 'city']);
      cinemaWords.addAll(all);
      for (const cinema of all) cinemas.set(cinema.id, cinema);
    },
    replaceScreenings(all) {
      byFilm = Map.groupBy([...all].sort(byStart), ({ filmId }) => filmId);
    },
    rankFilms,
    rankCinemas: (question) =>
      searchWords(cinemaWords, toAskedWords(question, wordsMax), cinemaBoost).flatMap(
        ({ hit }) => cinemas.get(hit.id) ?? [],
      ),
    findScreenings,
    film: (id) => films.get(id),
    cinema: (id) => cinemas.get(id),
    screeningsOf: (filmId, nowMs) => (byFilm.get(filmId) ?? []).filter(({ salesEndAtMs }) => salesEndAtMs > nowMs),
  };
}

const byStart = (a: SearchedScreening, b: SearchedScreening): number => a.startsAtMs - b.startsAtMs || a.id - b.id;

const makeWords = <D>(fields: string[]): MiniSearch<D> =>
  new MiniSearch<D>({
    fields,
    tokenize: toIndexedWords,
    processTerm: (term) => term,
    stringifyField: (value) => (Array.isArray(value) ? value.join(' ') : String(value)),
  });

/** The words as written, the last perhaps half typed; and misspelt ones where that finds little. */
function searchWords<D>(
  words: MiniSearch<D>,
  asked: readonly AskedWord[],
  boost: Record<string, number>,
): { hit: SearchResult; guessed: boolean }[] {
  if (asked.length === 0) return [];
  const exact = search(words, { asked, boost, guess: 'none' });
  if (exact.length >= hitsWanted || asked.every((word) => editsAllowed(word) === 0))
    return exact.map((hit) => ({ hit, guessed: false }));
  const known = new Set(exact.map(({ id }) => id));
  const near = search(words, { asked, boost, guess: 'near' }).filter(({ id }) => !known.has(id));
  const isNothing = exact.length + near.length === 0 && asked.some((word) => editsAllowed(word) === 1);
  const guesses = isNothing ? search(words, { asked, boost, guess: 'swapped' }) : near;
  return [
    ...exact.map((hit) => ({ hit, guessed: false })),
    ...guesses.slice(0, guessesMax).map((hit) => ({ hit, guessed: true })),
  ];
}

function search<D>(
  words: MiniSearch<D>,
  {
    asked,
    boost,
    guess,
  }: { asked: readonly AskedWord[]; boost: Record<string, number>; guess: 'none' | 'near' | 'swapped' },
): SearchResult[] {
  const queries = asked.map((word, index): Query => {
    const halfTyped = guess === 'near' || index === asked.length - 1;
    const options: SearchOptions = {
      // A single letter, or a Chinese character, is meant as it stands.
      prefix: halfTyped && word.text.length >= prefixLettersMin && !/^\p{Lo}/u.test(word.text),
      fuzzy: guess === 'near' ? editsAllowed(word) : false,
      tokenize: (text) => [text],
    };
    const asWritten = { ...options, queries: [word.text] };
    if (guess !== 'swapped' || editsAllowed(word) !== 1) return asWritten;
    // Two letters that changed places are two edits, and too many for so short a word: each such word is tried itself.
    const swapped = { ...options, fuzzy: false, queries: swapLetters(word.text) };
    return { combineWith: 'OR', queries: [asWritten, swapped] };
  });
  return words.search({ queries, combineWith: 'AND', boost });
}

const swapLetters = (word: string): string[] =>
  Array.from({ length: word.length - 1 }, (_, at) => {
    const [left = '', right = ''] = [word[at], word[at + 1]];
    return word.slice(0, at) + right + left + word.slice(at + 2);
  });

/** 0: this very title; 1: but for its article; 2 and 3: it begins so; 4: the words are somewhere. */
function compareTitle(plainTitle: string, asked: string): number {
  const bare = dropArticle(plainTitle);
  if (plainTitle === asked) return 0;
  if (bare === asked) return 1;
  if (`${plainTitle} `.startsWith(`${asked} `) || `${bare} `.startsWith(`${asked} `)) return 2;
  if (plainTitle.startsWith(asked) || bare.startsWith(asked)) return 3;
  return 4;
}

const languageNames = new Intl.DisplayNames('en', { type: 'language', fallback: 'none' });
const languageWords = new Map<string, string[]>();

/** `imax`, `english` and `en` are said of a screening itself. */
function isKindOf({ display, language }: SearchedScreening, word: string): boolean {
  let named = languageWords.get(language);
  if (!named) {
    named = toIndexedWords(`${language} ${nameLanguage(language)}`);
    languageWords.set(language, named);
  }
  return display.toLowerCase() === word || named.includes(word);
}

/** Whatever stands in the column: a tag that is none has no name. */
function nameLanguage(tag: string): string {
  try {
    return languageNames.of(tag) ?? '';
  } catch (thrown) {
    if (thrown instanceof RangeError) return '';
    throw thrown;
  }
}
