/** What the money pages work out by themselves: days, amounts, what is shown of a report and of a long list. */
import { describe, expect, test } from '@jest/globals';
import type { ShiftSums, TakingsRow } from './page/money-types.ts';
import { digitsOf, readAmount } from './page/screens/money/amounts.ts';
import { dateIn, endOfDay, monthOf, weekOf } from './page/screens/money/days.ts';
import { chartOf, zParts } from './page/screens/money/figures.ts';
import { makeWords } from './page/words/words.ts';

test.each([
  ['2026-11-26', 4, '2026-11-26'],
  ['2026-12-02', 4, '2026-11-26'],
  ['2026-12-03', 4, '2026-12-03'],
  ['2026-11-29', 1, '2026-11-23'],
  ['2026-11-29', 0, '2026-11-29'],
] as const)('the film week of %s that begins on weekday %d begins on %s', (day, weekStart, first) => {
  expect(weekOf(day, weekStart)).toBe(first);
});

test('a month has all its days', () => {
  expect(monthOf('2028-02-17')).toEqual({ from: '2028-02-01', to: '2028-02-29' });
  expect(monthOf('2026-12-31')).toEqual({ from: '2026-12-01', to: '2026-12-31' });
});

test.each(['Europe/Berlin', 'Asia/Shanghai', 'America/Los_Angeles', 'UTC'])(
  'a voucher is good to the end of its last day in %s',
  (timeZone) => {
    for (const date of ['2026-03-29', '2026-10-25', '2026-11-30']) {
      const lastMs = endOfDay(date, timeZone);
      expect([dateIn(lastMs, timeZone), dateIn(lastMs + 1, timeZone) > date]).toEqual([date, true]);
    }
  },
);

test.each([
  ['25', 2, 2500],
  ['25,5', 2, 2550],
  [' 0.05 ', 2, 5],
  ['25.005', 2, null],
  ['2500', 0, 2500],
  ['25.5', 0, null],
  ['-5', 2, null],
  ['', 2, null],
  ['1e3', 2, null],
] as const)('“%s” with %d digits is %p in minor units', (text, digits, minor) => {
  expect(readAmount(text, digits)).toBe(minor);
});

test('a currency has the digits that it has', () => {
  expect(['EUR', 'JPY', 'KWD'].map(digitsOf)).toEqual([2, 0, 3]);
});

describe('a chart', () => {
  const naming = { words: makeWords('en'), timeZone: 'UTC' };
  const row = (key: string, netMinor: number) =>
    ({ key, netMinor, title: `Film ${key}`, startsAtMs: null }) as TakingsRow;
  test('of more films than can be told apart sums the rest in one bar', () => {
    const rows = Array.from({ length: 100 }, (_, at) => row(String(at), 100 - at));
    const { labels, netMinor } = chartOf({ rows }, 'film', naming);
    expect([labels.length, labels.at(-1)]).toEqual([31, 'All others']);
    expect(netMinor.reduce((total, minor) => total + minor, 0)).toBe(5050);
  });
  test('leaves no day out', () => {
    const rows = Array.from({ length: 93 }, (_, at) => row(`2026-01-${at}`, 1));
    expect(
      chartOf({ rows }, 'day', { ...naming, words: { ...naming.words, day: (date) => date } }).labels,
    ).toHaveLength(93);
  });
});

test.each([
  [0, 'z.exact'],
  [5, 'z.over'],
  [-5, 'z.short'],
] as const)('a count that is off by %d says so; before it nothing is said of it', (overShortMinor, word) => {
  const sums = new Proxy({ overShortMinor } as ShiftSums, { get: (of, name) => Reflect.get(of, name) ?? 0 });
  const wordsOf = (counted: number | null) =>
    zParts(sums, counted).flatMap(({ lines }) => lines.map((line) => line.word));
  expect(wordsOf(100)).toContain(word);
  expect(wordsOf(null).filter((each) => ['z.exact', 'z.over', 'z.short', 'z.counted'].includes(each))).toEqual([]);
});
