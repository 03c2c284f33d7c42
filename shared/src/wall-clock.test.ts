import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { dateAt, instantAt, nextDate } from './wall-clock.ts';

const berlin = 'Europe/Berlin';
const iso = (ms: number) => new Date(ms).toISOString();
const noon = (day: string) => dateAt(Date.parse(`${day}T10:00:00Z`), berlin);

test('the date is that of the cinema, not that of Greenwich', () => {
  expect(dateAt(Date.parse('2026-06-30T22:00:00Z'), berlin)).toMatchObject({
    year: 2026,
    month: 7,
    day: 1,
    weekday: 3,
  });
  expect(dateAt(Date.parse('2026-07-01T03:00:00Z'), 'America/New_York')).toMatchObject({ month: 6, day: 30 });
});

test('after the last of the year comes the first', () => {
  expect(nextDate(noon('2026-12-31'))).toMatchObject({ year: 2027, month: 1, day: 1 });
});

test('a time that spring skips is an hour later, of one that autumn repeats the first is meant', () => {
  expect(iso(instantAt(noon('2026-03-29'), 150, berlin))).toBe('2026-03-29T01:30:00.000Z');
  expect(iso(instantAt(noon('2026-10-25'), 150, berlin))).toBe('2026-10-25T00:30:00.000Z');
});

test('the wall clock shows at the instant what was asked for', () => {
  fc.assert(
    fc.property(fc.integer({ min: 10_000, max: 30_000 }), fc.integer({ min: 180, max: 1439 }), (day, minutes) => {
      const date = dateAt(day * 86_400_000 + 43_200_000, berlin);
      const shown = new Intl.DateTimeFormat('en-GB', { timeZone: berlin, hour: '2-digit', minute: '2-digit' }).format(
        instantAt(date, minutes, berlin),
      );
      expect(shown).toBe(
        `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`,
      );
    }),
  );
});
