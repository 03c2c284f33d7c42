import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { Movie } from '@marquee/shared/protocol/streams';
import { filmAsMovie } from './demo-cinema.ts';
import { readDemoFilms } from './demo-films.ts';
import { importFilms } from './import-films.ts';

const { films, report } = readDemoFilms();
const rows = JSON.parse(readFileSync(new URL('./movies.json', import.meta.url), 'utf8')) as Record<string, unknown>[];
const options = { nowYear: 2026 };
const aRow = (fields: Record<string, unknown> = {}) => ({
  Title: 'The Third Man',
  'Release Date': 'Sep 02 1949',
  'MPAA Rating': null,
  'Running Time min': 104,
  Distributor: null,
  Source: 'Original Screenplay',
  'Major Genre': 'Thriller/Suspense',
  'Creative Type': null,
  Director: 'Carol Reed',
  'IMDB Rating': 8.1,
  'IMDB Votes': 50000,
  ...fields,
});
const importOne = (fields: Record<string, unknown>) => importFilms([aRow(fields)], options);
const yearsOf = (title: string) => films.filter((film) => film.title === title).map((film) => film.releasedYear);

describe('the whole list', () => {
  test('every row becomes a film or is left out with a reason, and every repair is counted', () => {
    expect({ rows: report.rows, films: films.length, repaired: report.repaired, leftOut: report.leftOut }).toEqual({
      rows: 3201,
      films: 3200,
      repaired: {
        'title-was-a-number': 9,
        'title-accents': 18,
        'title-spaces': 2,
        'title-article-in-front': 4,
        'title-year-dropped': 3,
        'director-quotes': 1,
        'release-century': 22,
        'release-year-only': 86,
        'release-unknown': 8,
        'release-unreadable': 0,
        'length-implausible': 0,
        'score-implausible': 0,
        'score-shared-by-namesakes': 46,
        'rating-means-none': 95,
        'distributor-means-none': 1,
      },
      leftOut: { 'row-not-an-object': 0, 'title-missing': 1, 'duplicate-of-a-richer-row': 0 },
    });
  });

  test('every film fits what terminals are told of a movie', () => {
    for (const [i, film] of films.entries()) expect(() => Movie.parse(filmAsMovie(film, i + 1))).not.toThrow();
  });

  test('the same list gives the same films', () => {
    expect(readDemoFilms().films).toEqual(films);
  });

  test('a film comes with all that the list knows of it', () => {
    expect(films.find((film) => film.title === 'The Matrix')).toEqual({
      title: 'The Matrix',
      director: 'Andy Wachowski',
      classification: ['Action', 'Science fiction'],
      rating: 'R',
      lengthMinutes: 136,
      releasedYear: 1999,
      releasedOn: '1999-03-31',
      scoreTenths: 87,
      votes: 380934,
      distributor: 'Warner Bros.',
      source: 'Original Screenplay',
      introduction: 'Science-fiction action film directed by Andy Wachowski, 1999.',
    });
  });
});

describe('titles', () => {
  test('a title that is a number is printed as the number', () => {
    const numbers = rows.flatMap((row) => (typeof row.Title === 'number' ? [String(row.Title)] : []));
    expect(numbers).toEqual(['1776', '1941', '1408', '2012', '2046', '21', '300', '9', '54']);
    expect(numbers.every((title) => films.some((film) => film.title === title))).toBe(true);
  });

  test('a row without a title is left out', () => {
    for (const title of [null, undefined, '', '  ', true]) {
      expect(importOne({ Title: title }).report).toMatchObject({ films: 0, leftOut: { 'title-missing': 1 } });
    }
  });

  test('a row that is no object is left out', () => {
    expect(importFilms([null, 7, 'x', [], undefined], options).report).toMatchObject({
      rows: 5,
      films: 0,
      leftOut: { 'row-not-an-object': 5 },
    });
  });

  test('a trailing article is said first', () => {
    const titles = ['The Barbarians', 'The Charge of the Light Brigade', 'The Secret', 'The Story of Bonnie and Clyde'];
    expect(titles.flatMap((title) => yearsOf(title).length)).toEqual([1, 1, 1, 1]);
    expect(films.filter((film) => /, (The|A|An)$/.test(film.title))).toEqual([]);
  });

  test('a title has single spaces', () => {
    expect(films.filter((film) => / {2}|^ | $/.test(film.title))).toEqual([]);
    expect(yearsOf('Halloween: The Curse of Michael Myers')).toEqual([1995]);
  });

  test('the release year leaves the title, another note in brackets stays', () => {
    expect(yearsOf('King Kong').sort()).toEqual([1933, 1976, 2005]);
    expect(yearsOf('Fantasia 2000 (IMAX)')).toEqual([2000]);
    expect(importOne({ Title: 'Airport (1975)', 'Release Date': 'May 05 1970' }).films[0]?.title).toBe(
      'Airport (1975)',
    );
  });
});

describe('release dates', () => {
  test.each([
    ['Duel in the Sun', '1946-12-31'],
    ['Ben-Hur', '1925-12-30'],
    ['The Birth of a Nation', '1915-02-08'],
    ['Intolerance', '1916-09-05'],
    ['Over the Hill to the Poorhouse', '1920-09-17'],
    ['Gone with the Wind', '1939-12-15'],
    ['Modern Times', '1936-02-05'],
  ])('%s opened in its own century', (title, on) => {
    expect(films.filter((film) => film.title === title).map((film) => film.releasedOn)).toContain(on);
  });

  test('no film is from later than the year after the list was made, and announced films keep their date', () => {
    expect(Math.max(...films.map((film) => film.releasedYear ?? 0))).toBe(2011);
    expect(films.find((film) => film.title.startsWith('The Adventures of Tintin'))?.releasedOn).toBe('2011-12-23');
  });

  test('without the year of the list the calendar decides', () => {
    expect(importOne({ 'Release Date': 'Aug 01 2044' }).films[0]?.releasedOn).toBe('1944-08-01');
    expect(importOne({ 'Release Date': 'Aug 01 2027' }).films[0]?.releasedOn).toBe('2027-08-01');
  });

  test.each([
    ['Casablanca', 1942],
    ['The Apartment', 1960],
    ['Barry Lyndon', 1975],
    ['High Noon', 1952],
    ["It's a Wonderful Life", 1946],
    ['Spellbound', 1945],
    ['Rebecca', 1940],
    ['Eraserhead', 1977],
  ])('%s, known by its year alone, is of %i and has no day', (title, year) => {
    expect(films.filter((film) => film.title === title).map((film) => [film.releasedYear, film.releasedOn])).toEqual([
      [year, null],
    ]);
  });

  test('a film that opened on New Year’s Eve under an age rating keeps its day', () => {
    const on = (title: string) => films.find((film) => film.title === title)?.releasedOn;
    expect([on('Confessions of a Dangerous Mind'), on('Defiance'), on('Oscar and Lucinda')]).toEqual([
      '2002-12-31',
      '2008-12-31',
      '1997-12-31',
    ]);
  });

  test('the start of Unix time is no release date', () => {
    expect(films.filter((film) => film.releasedYear === null).map((film) => film.title)).toContain("Barney's Version");
    expect(films.filter((film) => film.releasedOn === '1969-12-31')).toEqual([]);
  });

  test.each(['Foo 12 1998', 'Feb 30 1998', '1998-06-12', 'Jun 12 98', 'Jun 12 1850', 'Jun 12 2199', 19980612])(
    '%s is no date',
    (date) => {
      const imported = importOne({ 'Release Date': date });
      expect(imported.films[0]).toMatchObject({ releasedYear: null, releasedOn: null });
      expect(imported.report.repaired['release-unreadable']).toBe(1);
    },
  );
});

describe('numbers and names', () => {
  test.each([0, -1, 5, 1000, 90.5, '90'])('a running time of %p minutes is unknown', (minutes) => {
    const imported = importOne({ 'Running Time min': minutes });
    expect(imported.films[0]?.lengthMinutes).toBeNull();
    expect(imported.report.repaired['length-implausible']).toBe(1);
  });

  test('a missing running time is unknown and no repair', () => {
    const imported = importOne({ 'Running Time min': null });
    expect(imported.films[0]?.lengthMinutes).toBeNull();
    expect(imported.report.repaired['length-implausible']).toBe(0);
  });

  test.each([
    [0, 10],
    [11, 10],
    ['8', 10],
    [8, 0],
    [8, null],
    [null, 5],
  ])('a score of %p by %p votes is unknown', (score, votes) => {
    const imported = importOne({ 'IMDB Rating': score, 'IMDB Votes': votes });
    expect(imported.films[0]).toMatchObject({ scoreTenths: null, votes: null });
    expect(imported.report.repaired['score-implausible']).toBe(1);
  });

  test('namesakes that share score and votes have neither, others keep theirs', () => {
    const scores = (title: string) => films.filter((film) => film.title === title).map((film) => film.scoreTenths);
    expect([scores('Casino Royale'), scores('Ben-Hur'), scores('Psycho'), scores('The Matrix')]).toEqual([
      [null, null],
      [null, null],
      [45],
      [87],
    ]);
  });

  test('of two rows of one film the richer one stays, films of other years are other films', () => {
    const poor = aRow({ Director: null, 'Major Genre': null });
    const imported = importFilms(
      [
        poor,
        aRow(),
        aRow({ Title: 'THE THIRD MAN', Source: null }),
        aRow({ 'Release Date': 'Sep 02 1999', 'IMDB Votes': 3 }),
      ],
      options,
    );
    expect(imported.films.map((film) => [film.title, film.releasedYear, film.director])).toEqual([
      ['The Third Man', 1949, 'Carol Reed'],
      ['The Third Man', 1999, 'Carol Reed'],
    ]);
    expect(imported.report.leftOut['duplicate-of-a-richer-row']).toBe(2);
  });

  test('"Not Rated" and "Open" are no age ratings', () => {
    expect([...new Set(films.map((film) => film.rating))].sort()).toEqual(['G', 'NC-17', 'PG', 'PG-13', 'R', null]);
  });

  test('names have single quotes and placeholders are no names', () => {
    expect(films.filter((film) => film.director?.includes('""'))).toEqual([]);
    expect(films.find((film) => film.director?.includes('King Jeff'))?.director).toBe('Jeff "King Jeff" Hollins');
    expect(films.filter((film) => film.distributor?.includes('Unknown'))).toEqual([]);
  });
});

describe('classification and introduction', () => {
  test('every genre of the list has its classification, a missing one has none', () => {
    const genres = new Set(rows.map((row) => row['Major Genre']));
    const classified = [...genres].map((genre) => [
      genre,
      importOne({ 'Major Genre': genre }).films[0]?.classification,
    ]);
    expect(Object.fromEntries(classified)).toEqual({
      null: [],
      Action: ['Action'],
      Adventure: ['Adventure'],
      'Black Comedy': ['Comedy', 'Black comedy'],
      Comedy: ['Comedy'],
      'Concert/Performance': ['Concert'],
      Documentary: ['Documentary'],
      Drama: ['Drama'],
      Horror: ['Horror'],
      Musical: ['Musical'],
      'Romantic Comedy': ['Romance', 'Comedy'],
      'Thriller/Suspense': ['Thriller'],
      Western: ['Western'],
    });
  });

  test('an introduction says only what the list knows', () => {
    const intro = (fields: Record<string, unknown>) => importOne(fields).films[0]?.introduction;
    expect([
      intro({}),
      intro({ 'Creative Type': 'Historical Fiction', Source: 'Based on Play', Director: null }),
      intro({ 'Major Genre': null }),
      intro({ 'Major Genre': null, Director: null }),
    ]).toEqual([
      'Thriller directed by Carol Reed, 1949.',
      'Historical thriller, 1949. Based on a play.',
      'Film directed by Carol Reed, 1949.',
      null,
    ]);
  });
});
