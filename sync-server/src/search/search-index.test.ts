import { beforeAll, expect, test } from '@jest/globals';
import { readDemoFilms } from '@marquee/db/demo/demo-films';
import { makeSearchIndex, type SearchedFilm, type SearchIndex } from './search-index.ts';

const nowMs = Date.UTC(2026, 10, 22, 13);
const hourMs = 3_600_000;
let index: SearchIndex;

const aFilm = (film: Partial<SearchedFilm> & { id: number; title: string }): SearchedFilm => ({
  director: null,
  actors: null,
  genres: [],
  rating: null,
  scoreTenths: null,
  releasedYear: null,
  ...film,
});

const aScreening = { cinemaId: 1, showDate: '2026-11-22', startsAtMs: nowMs + hourMs, salesEndAtMs: nowMs + hourMs };

beforeAll(() => {
  const { films } = readDemoFilms();
  index = makeSearchIndex();
  index.putFilms(
    films.map((film, at) => aFilm({ ...film, id: at + 1, genres: film.classification, scoreTenths: film.scoreTenths })),
  );
  index.putFilms([
    aFilm({ id: 9001, title: '臥虎藏龍', director: '李安', actors: '周潤發, Michelle Yeoh' }),
    aFilm({ id: 9002, title: '기생충' }),
  ]);
  index.replaceCinemas([
    { id: 1, name: 'The Alcazar', city: 'Berlin', latitude: 52.5, longitude: 13.4 },
    { id: 2, name: 'Lichtburg', city: 'Köln', latitude: 50.9, longitude: 6.9 },
  ]);
  index.replaceScreenings([
    { ...aScreening, id: 1, filmId: 9001, display: 'IMAX', language: 'zh' },
    { ...aScreening, id: 2, filmId: 9001, cinemaId: 2, display: '2D', language: 'en' },
    { ...aScreening, id: 3, filmId: 9002, display: '2D', language: 'ko', salesEndAtMs: nowMs - 1 },
  ]);
});

const titles = (question: string, count = 5) =>
  index
    .rankFilms(question, nowMs)
    .slice(0, count)
    .map(({ title }) => title);

test.each([
  ['godfahter', 'The Godfather'],
  ['the godfather', 'The Godfather'],
  ['godfather', 'The Godfather'],
  ['300', '300'],
  ['dark knigt', 'The Dark Knight'],
  ['inceptoin', 'Inception'],
  ['dakr knihgt', 'The Dark Knight'],
  ['gofdather', 'The Godfather'],
  ['leon', 'Léon'],
  ['LÉON', 'Léon'],
  ['incep', 'Inception'],
  ['falscher', 'Die Fälscher'],
  ['fälscher', 'Die Fälscher'],
  ['spiderman', 'Spider-Man'],
  ['臥', '臥虎藏龍'],
  ['藏龍', '臥虎藏龍'],
  ['기생', '기생충'],
  ['michelle yeoh', '臥虎藏龍'],
])('%s is a question for %s', (question, title) => {
  expect(titles(question, 1)).toEqual([title]);
});

test.each([
  ['amelie', "Le Fabuleux destin d'Amélie Poulain"],
  ['lord rings', 'The Lord of the Rings: The Fellowship of the Ring'],
  ['2001', '2001: A Space Odyssey'],
  ['coppola godfather', 'The Godfather'],
])('%s finds %s among the first', (question, title) => {
  expect(titles(question)).toContain(title);
});

test.each(['cat', 'leon', 'lion', 'star', 'zzzz', 'thor', 'dark'])(
  'a misspelling of %s is no excuse for hundreds of films',
  (word) => {
    expect(index.rankFilms(word, nowMs).length).toBeLessThan(150);
  },
);

test.each([
  '.*',
  '(a+)+$',
  '[',
  '\\',
  '😀'.repeat(40),
  '   ',
  '__proto__',
  'constructor',
  'toString',
  "' OR 1=1 --",
  '\u0000',
  'a'.repeat(80),
  'a b c d e f g h i j k l m n o p q r s t u v w x y z',
])('the question %j is answered quietly', (question) => {
  expect(Array.isArray(index.rankFilms(question, nowMs))).toBe(true);
  expect(Array.isArray(index.rankCinemas(question))).toBe(true);
  expect(Array.isArray(index.findScreenings(question, nowMs))).toBe(true);
});

test('a question of signs alone finds nothing, an empty one every film', () => {
  expect(index.rankFilms('***', nowMs)).toEqual([]);
  expect(index.rankFilms('  ', nowMs).length).toBe(readDemoFilms().films.length + 2);
  expect(titles('', 1)).toEqual(['臥虎藏龍']);
});

test('screenings are found by film, cinema, display and language together, while they are on sale', () => {
  const ids = (question: string, atMs = nowMs) => index.findScreenings(question, atMs).map(({ id }) => id);
  expect(ids('臥虎')).toEqual([1, 2]);
  expect(ids('臥虎 imax')).toEqual([1]);
  expect(ids('臥虎 alcazar')).toEqual([1]);
  expect(ids('koln english')).toEqual([2]);
  expect(ids('기생충')).toEqual([]);
  expect(ids('臥虎', nowMs + hourMs)).toEqual([]);
});

test('a cinema is found by its city without the accents and with a slip', () => {
  expect(index.rankCinemas('koln').map(({ id }) => id)).toEqual([2]);
  expect(index.rankCinemas('alcazra').map(({ id }) => id)).toEqual([1]);
});

test('a film that is renamed or gone is not found by its old name', () => {
  const own = makeSearchIndex();
  own.putFilms([aFilm({ id: 1, title: 'Working title' }), aFilm({ id: 2, title: 'Gone' })]);
  own.putFilms([aFilm({ id: 1, title: 'Premiere' })]);
  own.removeFilms([2, 3]);
  expect(['working', 'premiere', 'gone'].map((word) => own.rankFilms(word, nowMs).map(({ id }) => id))).toEqual([
    [],
    [1],
    [],
  ]);
});
