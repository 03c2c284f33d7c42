import { describe, expect, test } from '@jest/globals';
import { readDemoFilms } from '@marquee/db/demo/demo-films';
import { type FilmFilter, type IndexedFilm, type IndexedScreening, makeSearchIndex } from './search-index.ts';

const nowMs = Date.UTC(2026, 10, 25, 12);
const films = readDemoFilms().films.map(
  (film, at): IndexedFilm => ({
    id: at + 1,
    title: film.title,
    director: film.director,
    actors: null,
    genres: film.classification,
    rating: film.rating,
    releasedYear: film.releasedYear,
    lengthMinutes: film.lengthMinutes,
    scoreTenths: film.scoreTenths,
  }),
);
const filmId = (title: string) => films.find((film) => film.title === title)?.id ?? 0;
const berlin = { id: 1, name: 'The Alcazar', city: 'Berlin', latitude: 52.5063, longitude: 13.332 };
const bern = { id: 2, name: 'Cinéma Rex', city: 'Bern', latitude: 46.948, longitude: 7.4474 };
const aScreening = (changes: Partial<IndexedScreening>): IndexedScreening => ({
  id: 1,
  movieId: filmId('The Matrix'),
  cinemaId: berlin.id,
  showDate: '2026-11-25',
  startsAtMs: nowMs + 3600_000,
  salesEndAtMs: nowMs + 4500_000,
  display: '2D',
  language: 'en',
  ...changes,
});

const index = makeSearchIndex();
index.putFilms(films);
index.setCinemas([berlin, bern]);
index.setScreenings([
  aScreening({ id: 1 }),
  aScreening({ id: 2, movieId: filmId('Inception'), cinemaId: bern.id, display: 'IMAX' }),
  aScreening({
    id: 3,
    movieId: filmId('WALL-E'),
    showDate: '2026-11-26',
    startsAtMs: nowMs + 86_400_000,
    salesEndAtMs: nowMs + 87_000_000,
  }),
  aScreening({ id: 4, movieId: filmId('Up'), startsAtMs: nowMs - 7200_000, salesEndAtMs: nowMs - 6000_000 }),
]);
const find = (words: string, filter: FilmFilter = {}) =>
  index.findFilms(words, filter, nowMs).map(({ film }) => film.title);

describe('what people type', () => {
  test.each([
    ['godfahter', 'The Godfather'],
    ['amelie', "Le Fabuleux destin d'Amélie Poulain"],
    ['AMÉLIE poulain', "Le Fabuleux destin d'Amélie Poulain"],
    ['falscher', 'Die Fälscher'],
    ['300', '300'],
    ['2001', '2001: A Space Odyssey'],
    ['dark knigt', 'The Dark Knight'],
    ['inceptoin', 'Inception'],
    ['leon', 'Léon'],
    ['wall e', 'WALL-E'],
    ['matr', 'The Matrix'],
    ['pulp ficton', 'Pulp Fiction'],
    ['up', 'Up'],
  ])('%s finds %s first', (words, title) => {
    expect(find(words)[0]).toBe(title);
  });

  test('lord rings finds all three films of the trilogy before any other', () => {
    expect(find('lord rings').slice(0, 3)).toEqual([
      expect.stringMatching(/^The Lord of the Rings/),
      expect.stringMatching(/^The Lord of the Rings/),
      expect.stringMatching(/^The Lord of the Rings/),
    ]);
  });

  test('a film is found by its director', () => {
    expect(find('tarantino')).toContain('Pulp Fiction');
  });

  test('a short word does not find half of the list', () => {
    for (const words of ['leon', '300', 'heat', 'saw']) expect(find(words).length).toBeLessThan(60);
  });

  test('a Chinese title is found by one of its characters, and by two', () => {
    const chinese = makeSearchIndex();
    const [any] = films;
    if (!any) throw new Error('there are films');
    chinese.putFilms([
      { ...any, id: 1, title: '臥虎藏龍', director: null },
      { ...any, id: 2, title: '龍門客棧', director: null },
    ]);
    const titles = (words: string) => chinese.findFilms(words, {}, nowMs).map(({ film }) => film.title);
    expect(titles('虎')).toEqual(['臥虎藏龍']);
    expect(titles('藏龍')).toEqual(['臥虎藏龍']);
    expect(titles('龍').sort()).toEqual(['臥虎藏龍', '龍門客棧'].sort());
  });

  test.each(['(((', '.*', '\\', '🎬'.repeat(40), '   ', '__proto__', 'constructor', '"', "' OR 1=1 --", '\ud800'])(
    '%j is answered quietly',
    (words) => {
      expect(Array.isArray(find(words))).toBe(true);
      expect(Array.isArray(index.findCinemas(words))).toBe(true);
    },
  );
});

describe('filters', () => {
  test.each<[string, FilmFilter, string[]]>([
    ['what is shown at all', { showing: true }, ['Inception', 'The Matrix', 'WALL-E']],
    ['a business date', { date: '2026-11-26' }, ['WALL-E']],
    ['a cinema', { cinemaId: bern.id }, ['Inception']],
    ['a format', { display: 'IMAX' }, ['Inception']],
    ['a distance', { near: { latitude: 52.4, longitude: 13.1, maxKm: 30 } }, ['The Matrix', 'WALL-E']],
    ['a distance in which there is nothing', { near: { latitude: 0, longitude: 0, maxKm: 30 } }, []],
    ['an audience rating of what is shown', { rating: 'PG-13', showing: true }, ['Inception']],
    ['a genre that nobody knows', { genre: 'Opera' }, []],
  ])('%s narrows the list down', (_, filter, titles) => {
    expect(find('', filter)).toEqual(titles);
  });

  test('a screening that is sold no more is not found', () => {
    expect(find('up', { showing: true })).not.toContain('Up');
  });

  test('words and filters work together', () => {
    expect(find('incep', { cinemaId: bern.id })).toEqual(['Inception']);
    expect(find('incep', { cinemaId: berlin.id })).toEqual([]);
  });
});

test('a cinema is found by its name and by its city, without accents', () => {
  expect(index.findCinemas('cinema rex').map(({ id }) => id)).toEqual([bern.id]);
  expect(index.findCinemas('berlin').map(({ id }) => id)).toEqual([berlin.id]);
});

test('a film that is renamed is found by its new name only, and one that is dropped not at all', () => {
  const own = makeSearchIndex();
  const [film] = films;
  if (!film) throw new Error('there are films');
  own.putFilms([{ ...film, title: 'Nosferatu' }]);
  own.putFilms([{ ...film, title: 'Metropolis' }]);
  expect(own.findFilms('nosferatu', {}, nowMs)).toEqual([]);
  expect(own.findFilms('metropolis', {}, nowMs)).toHaveLength(1);
  own.dropFilms([film.id]);
  expect(own.findFilms('metropolis', {}, nowMs)).toEqual([]);
});
