import { describe, expect, test } from '@jest/globals';
import { readSchedule } from './schedule-file.ts';

const head = 'id,venue,film,starts,language,price';
const csv = (...lines: string[]) => readSchedule('csv', [head, ...lines].join('\r\n'));
const show = { id: 'A1', venue: 'One', film: 'Up', starts: '2026-12-04T20:15', language: 'de', price: '9.50' };

describe('a schedule file', () => {
  test('is read the same from CSV and JSON', () => {
    const fromCsv = csv('A1,One,Up,2026-12-04T20:15,de,9.50');
    const fromJson = readSchedule('json', JSON.stringify({ shows: [{ ...show, price: 9.5 }] }));
    expect(fromCsv).toEqual({ shows: [{ ...show, display: '2D', line: 2 }], mistakes: [] });
    expect(fromJson.shows).toEqual([{ ...show, price: '9.5', display: '2D', line: 1 }]);
  });

  test('may have quoted cells with commas, quotes and line ends, semicolons, a byte order mark, and empty lines', () => {
    const quoted = csv(
      '',
      'A1,One,"Up, ""again""\nand again",2026-12-04T20:15,de,9.50',
      'A2,One,Up,2026-12-05T20:15,de,9',
    );
    expect(quoted.shows.map(({ film, line }) => [film, line])).toEqual([
      ['Up, "again"\nand again', 3],
      ['Up', 5],
    ]);
    const semicolons = `\uFEFF${head.replaceAll(',', ';')}\nA1;One;Up;2026-12-04 20:15;de;9.50\n`;
    expect(readSchedule('csv', semicolons)).toMatchObject({ shows: [{ id: 'A1', starts: '2026-12-04 20:15' }] });
  });

  test.each([
    ['a time that there is not', 'A1,One,Up,2026-13-40T20:15,de,9.50', 'starts'],
    ['a time without a day', 'A1,One,Up,20:15,de,9.50', 'starts'],
    ['a price in words', 'A1,One,Up,2026-12-04T20:15,de,cheap', 'price'],
    ['no film', 'A1,One,,2026-12-04T20:15,de,9.50', 'film'],
    ['a language that is none', 'A1,One,Up,2026-12-04T20:15,!,9.50', 'language'],
    ['a cell too few', 'A1,One,Up,2026-12-04T20:15,de', ''],
  ])('%s is a mistake of its line', (_what, line, field) => {
    const { shows, mistakes } = csv('A0,One,Up,2026-12-03T20:15,de,9.50', line);
    expect(shows.map(({ id }) => id)).toEqual(['A0']);
    expect(new Set(mistakes.map((mistake) => [mistake.line, mistake.field].join(' ')))).toEqual(
      new Set([`3 ${field}`]),
    );
  });

  test('an id comes once', () => {
    const { mistakes } = csv('A1,One,Up,2026-12-04T20:15,de,9.50', 'A1,One,Up,2026-12-05T20:15,de,9.50');
    expect(mistakes).toEqual([{ line: 3, field: 'id', message: 'is in line 2 already' }]);
  });

  test('columns that are missing or unknown are named', () => {
    expect(readSchedule('csv', 'id,venue,film,starts,price,colour\n').mistakes).toEqual([
      { line: 1, field: 'language', message: 'is not among the columns' },
      { line: 1, field: 'colour', message: 'is no column of a schedule' },
    ]);
  });

  test('a mistake in JSON is told with the line of its show, also where texts hold braces', () => {
    const shows = [
      { ...show, film: 'Up {"[' },
      { ...show, id: 'A2', price: 'x' },
    ];
    const { mistakes } = readSchedule('json', JSON.stringify({ shows }, null, 1));
    expect(mistakes).toEqual([{ line: 11, field: 'price', message: 'must be an amount such as 12.50' }]);
  });

  test.each([
    ['no JSON', 'json', '{"shows": [', 1],
    ['no list', 'json', '{"shows": 3}', 1],
    ['an empty list', 'json', '{"shows": []}', 0],
    ['only a head', 'csv', head, 0],
  ] as const)('%s is a mistake', (_what, format, text, line) => {
    expect(readSchedule(format, text)).toMatchObject({ shows: [], mistakes: [{ line }] });
  });
});
