import { describe, expect, test } from '@jest/globals';
import { countSellable, filmsOnDay, listDays, nameDay, seeAvailability } from './show-facts.ts';
import { aFilm, aScreening, eveningMs } from './testing/builders.ts';

const hourMs = 3_600_000;
const timeZone = 'Europe/Dublin';

describe('what a screening says of its seats', () => {
  test.each([
    [{ seats: 100, sold: 20, sellable: 60 }, 'open'],
    [{ seats: 100, sold: 88, sellable: 10 }, 'few'],
    [{ seats: 100, sold: 100, sellable: 0 }, 'sold-out'],
    [{ seats: 100, sold: 60, sellable: 0 }, 'not-here'],
    [{ seats: 100, sold: 100, sellable: 0, stopped: true }, 'stopped'],
  ] as const)('%j is %s: full is said only of a house that is full', (seats, expected) => {
    expect(seeAvailability(aScreening(seats), 'online')).toBe(expected);
  });

  test.each([
    [{ seats: 100, sellable: 60, offline: 24 }, 'open', 24],
    [{ seats: 100, sellable: 60, offline: 4 }, 'few', 4],
    [{ seats: 100, sellable: 60, offline: 0 }, 'not-here', 0],
  ] as const)(
    'without the network %j is %s: only what this kiosk holds counts, also in figures of before',
    (seats, expected, count) => {
      const screening = aScreening(seats);
      expect([seeAvailability(screening, 'offline'), countSellable(screening, 'offline')]).toEqual([expected, count]);
    },
  );
});

describe('the days', () => {
  const films = [
    aFilm({
      movieId: 1,
      screenings: [
        aScreening({ screeningId: 1, startsAtMs: eveningMs + 26 * hourMs }),
        aScreening({ screeningId: 2, startsAtMs: eveningMs + 2 * hourMs }),
        aScreening({ screeningId: 3, startsAtMs: eveningMs - hourMs }),
      ],
    }),
    aFilm({ movieId: 2, screenings: [aScreening({ screeningId: 4, movieId: 2, startsAtMs: eveningMs + hourMs })] }),
  ];
  const now = { nowMs: eveningMs, timeZone };

  test('are the days with screenings, today always among them', () => {
    expect(listDays(films, eveningMs, timeZone).map((day) => day.key)).toEqual(['2026-11-22', '2026-11-23']);
    expect(listDays([], eveningMs, timeZone).map((day) => day.key)).toEqual(['2026-11-22']);
  });

  test('show films by their next screening, without those that have begun', () => {
    const shown = filmsOnDay(films, '2026-11-22', now);
    expect(shown.map((film) => [film.movieId, film.screenings.map((screening) => screening.screeningId)])).toEqual([
      [2, [4]],
      [1, [2]],
    ]);
  });

  test('change at midnight in the cinema, not in Greenwich', () => {
    const lateMs = Date.UTC(2026, 10, 22, 15, 30);
    const [today, tomorrow] = listDays(
      [aFilm({ screenings: [aScreening({ startsAtMs: lateMs + hourMs })] })],
      lateMs,
      'Asia/Shanghai',
    );
    expect([today?.key, tomorrow?.key]).toEqual(['2026-11-22', '2026-11-23']);
    expect(nameDay(tomorrow!, lateMs, 'Asia/Shanghai')).toBe('tomorrow');
  });
});
