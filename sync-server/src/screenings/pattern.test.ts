import { describe, expect, test } from '@jest/globals';
import { layOut } from './pattern.ts';

const berlin = 'Europe/Berlin';
const every = [0, 1, 2, 3, 4, 5, 6];
const utc = (ms: number) => new Date(ms).toISOString().slice(0, 16);

describe('a pattern', () => {
  test('has a start for each of its times on each of its days', () => {
    const slots = layOut(
      { weekdays: [5, 6], from: '2026-12-01', to: '2026-12-13', times: ['20:15', '14:00'], minutes: 90 },
      berlin,
    );
    expect(slots.map(({ day, startsAtMs }) => [day, utc(startsAtMs)])).toEqual([
      ['2026-12-04', '2026-12-04T13:00'],
      ['2026-12-04', '2026-12-04T19:15'],
      ['2026-12-05', '2026-12-05T13:00'],
      ['2026-12-05', '2026-12-05T19:15'],
      ['2026-12-11', '2026-12-11T13:00'],
      ['2026-12-11', '2026-12-11T19:15'],
      ['2026-12-12', '2026-12-12T13:00'],
      ['2026-12-12', '2026-12-12T19:15'],
    ]);
    expect(slots.every(({ startsAtMs, endsAtMs }) => endsAtMs - startsAtMs === 90 * 60_000)).toBe(true);
  });

  test('keeps its time on the wall when the clocks change, in spring and in autumn', () => {
    const at = (from: string, to: string) =>
      layOut({ weekdays: every, from, to, times: ['20:00'], minutes: 120 }, berlin).map(({ startsAtMs }) =>
        utc(startsAtMs),
      );
    expect(at('2027-03-27', '2027-03-28')).toEqual(['2027-03-27T19:00', '2027-03-28T18:00']);
    expect(at('2026-10-24', '2026-10-25')).toEqual(['2026-10-24T18:00', '2026-10-25T19:00']);
  });

  test('says where the clock is put forward over its time, and takes the first of an hour that comes twice', () => {
    const night = (day: string) =>
      layOut({ weekdays: every, from: day, to: day, times: ['02:30'], minutes: 60 }, berlin).map(
        ({ startsAtMs, isSkipped }) => [utc(startsAtMs), isSkipped],
      );
    // The night after the Saturday is the one in which the clocks change.
    expect(night('2027-03-27')).toEqual([['2027-03-28T01:30', true]]);
    expect(night('2026-10-24')).toEqual([['2026-10-25T00:30', false]]);
  });

  test('a time before five in the morning belongs to the evening before', () => {
    const [slot] = layOut(
      { weekdays: [5], from: '2026-12-04', to: '2026-12-04', times: ['00:30'], minutes: 60 },
      berlin,
    );
    expect(slot).toMatchObject({ day: '2026-12-04', startsAtMs: Date.UTC(2026, 11, 4, 23, 30) });
  });

  test('the same time twice is one start', () => {
    const slots = layOut(
      { weekdays: every, from: '2026-12-04', to: '2026-12-04', times: ['20:00', '20:00'], minutes: 60 },
      berlin,
    );
    expect(slots).toHaveLength(1);
  });
});
