import { describe, expect, test } from '@jest/globals';
import { Cinema, CinemaSnapshot, Movie, Screening } from '@marquee/shared/protocol/streams';
import { VenueMap } from '@marquee/shared/seating/seat-map';
import { PriceList } from '@marquee/shared/tickets/price-list';
import * as wallClock from '@marquee/shared/wall-clock';
import fc from 'fast-check';
import { type Demo, makeDemoCinema } from './demo-cinema.ts';
import { readDemoFilms } from './demo-films.ts';

const { films } = readDemoFilms();
const zone = 'Europe/Berlin';
const minuteMs = 60_000;
const make = (localMidnight: string, days: number) =>
  makeDemoCinema({ films, todayStartMs: Date.parse(localMidnight), days, zone, wallClock });
const demo = make('2026-06-01T00:00:00+02:00', 7);
const clock = new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short', timeStyle: 'short' });
const wall = (ms: number) => clock.format(ms);

/** For each venue and day, its screenings in order. */
function daysOf(cinema: Demo): Map<string, Demo['screenings']> {
  return Map.groupBy(
    cinema.screenings,
    (screening) => `${screening.venueId} ${wall(screening.startsAtMs).slice(0, 10)}`,
  );
}

describe('what terminals are told', () => {
  test('the demo cinema fits the protocol', () => {
    expect(() => Cinema.parse(demo.cinema)).not.toThrow();
    expect(PriceList.parse(demo.priceList)).toEqual(demo.priceList);
    for (const venue of demo.venues) expect(() => VenueMap.parse(venue)).not.toThrow();
    for (const movie of demo.movies) expect(Movie.parse(movie)).toEqual(movie);
    const screenings = demo.screenings.map((screening) => ({ ...screening, seating: 'numbered', places: [] }));
    for (const screening of screenings) expect(Screening.parse(screening)).toEqual(screening);
    expect(CinemaSnapshot.shape.screenings.parse(screenings)).toHaveLength(demo.screenings.length);
  });

  test('the same day gives the same cinema', () => {
    expect(make('2026-06-01T00:00:00+02:00', 7)).toEqual(demo);
  });

  test('a film that is not in the list is named', () => {
    expect(() => makeDemoCinema({ films: [], todayStartMs: 0, days: 1, zone, wallClock })).toThrow(
      'the demo cinema lacks WALL-E (2008)',
    );
  });
});

describe('venues', () => {
  test('there is a house for every kind of evening', () => {
    expect(demo.venues.map((venue) => [venue.name, venue.seats.length])).toEqual([
      ['Grand Hall', 500],
      ['Panorama', 342],
      ['Studio 3', 184],
      ['Studio 4', 153],
      ['The Gallery', 60],
      ['The Lounge', 30],
    ]);
  });

  test('a seat label names one seat of its venue, a seat id one seat of the cinema, a place holds one seat', () => {
    const all = demo.venues.flatMap((venue) => venue.seats);
    expect(new Set(all.map((seat) => seat.id)).size).toBe(all.length);
    for (const { seats } of demo.venues) {
      expect(new Set(seats.map((seat) => seat.label)).size).toBe(seats.length);
      expect(new Set(seats.map((seat) => `${seat.x},${seat.y}`)).size).toBe(seats.length);
    }
  });

  test('no row is called I or O', () => {
    for (const { seats } of demo.venues) for (const seat of seats) expect(seat.label).toMatch(/^[A-HJ-NP-Z]\d{1,2}$/);
  });

  test('beside every wheelchair place is a seat for the companion, and there is a pair in every venue', () => {
    for (const { seats } of demo.venues) {
      const wheelchairs = seats.filter((seat) => seat.kind === 'wheelchair');
      const companions = seats.filter((seat) => seat.kind === 'companion');
      expect(wheelchairs.length).toBeGreaterThan(0);
      expect(companions).toHaveLength(wheelchairs.length);
      for (const place of wheelchairs) {
        expect(companions.some((seat) => seat.y === place.y && Math.abs(seat.x - place.x) === 1)).toBe(true);
      }
    }
  });

  test('the Grand Hall has two aisles, a cross-aisle, VIP rows two thirds back and its wheelchair places on the cross-aisle', () => {
    const { seats } = demo.venues[0]!;
    const xs = new Set(seats.map((seat) => seat.x));
    const ys = new Set(seats.map((seat) => seat.y));
    const gaps = (taken: Set<number>) =>
      Array.from({ length: Math.max(...taken) + 1 }, (_, i) => i).filter((i) => !taken.has(i));
    expect([gaps(xs).length, gaps(ys)]).toEqual([2, [8]]);
    expect(new Set(seats.filter((seat) => seat.kind === 'vip').map((seat) => seat.row))).toEqual(new Set(['L', 'M']));
    expect(new Set(seats.filter((seat) => seat.kind === 'wheelchair').map((seat) => seat.y))).toEqual(new Set([9]));
    expect(new Set(seats.map((seat) => seat.row)).size).toBe(17);
  });
});

describe('programme', () => {
  test('every venue has four to six screenings a day, from 10:30 to 23:00', () => {
    for (const shows of daysOf(demo).values()) {
      expect(shows.length).toBeGreaterThanOrEqual(4);
      expect(shows.length).toBeLessThanOrEqual(6);
      for (const show of shows) {
        const time = wall(show.startsAtMs).slice(11);
        expect(time >= '10:30' && time <= '23:00').toBe(true);
      }
    }
    expect(daysOf(demo).size).toBe(6 * 7);
  });

  test('every film of the programme is shown within a week', () => {
    expect(new Set(demo.screenings.map((show) => show.movieId))).toEqual(new Set(demo.movies.map((movie) => movie.id)));
    for (const movie of demo.movies) expect(movie.title).toBe(films[movie.id - 1]?.title);
  });

  test('a venue shows in what it can', () => {
    const shown = Map.groupBy(demo.screenings, (show) => demo.venues[show.venueId - 1]!.name);
    const displays = Object.fromEntries(
      [...shown].map(([name, shows]) => [name, [...new Set(shows.map((show) => show.display))].sort()]),
    );
    expect(displays).toEqual({
      'Grand Hall': ['Dolby'],
      Panorama: ['IMAX'],
      'Studio 3': ['2D', '3D'],
      'Studio 4': ['2D', '3D'],
      'The Gallery': ['2D'],
      'The Lounge': ['2D'],
    });
  });

  test('sales end twenty minutes after the start', () => {
    for (const show of demo.screenings) expect(show.salesEndAtMs - show.startsAtMs).toBe(20 * minuteMs);
  });

  test('a matinee costs less than an afternoon, an afternoon less than an evening, a weekday evening less than a weekend one', () => {
    const priceAt = (day: string, from: string, to: string) => [
      ...new Set(
        demo.screenings
          .filter((show) => wall(show.startsAtMs) >= `${day} ${from}` && wall(show.startsAtMs) < `${day} ${to}`)
          .map((show) => show.priceMinor),
      ),
    ];
    expect([
      priceAt('2026-06-01', '00:00', '14:00'),
      priceAt('2026-06-01', '14:00', '17:00'),
      priceAt('2026-06-01', '17:00', '24:00'),
      priceAt('2026-06-05', '17:00', '24:00'),
    ]).toEqual([[890], [1050], [1250], [1390]]);
  });

  test('a day before 1970 has its programme too', () => {
    const eve = makeDemoCinema({ films, todayStartMs: 0, days: 1, zone: 'America/New_York', wallClock });
    expect(Map.groupBy(eve.screenings, (show) => show.venueId).size).toBe(eve.venues.length);
  });

  test('two screenings of a venue never overlap and leave twenty minutes to clean, in any week', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 20_000 }),
        fc.constantFrom(zone, 'America/New_York', 'Australia/Lord_Howe', 'Asia/Kolkata'),
        (day, anyZone) => {
          const cinema = makeDemoCinema({ films, todayStartMs: day * 86_400_000, days: 3, zone: anyZone, wallClock });
          for (const shows of Map.groupBy(cinema.screenings, (show) => show.venueId).values()) {
            const ordered = shows.toSorted((a, b) => a.startsAtMs - b.startsAtMs);
            for (const [i, show] of ordered.entries()) {
              const next = ordered[i + 1];
              if (next) expect(next.startsAtMs - show.endsAtMs).toBeGreaterThanOrEqual(20 * minuteMs);
              expect(show.endsAtMs).toBeGreaterThan(show.startsAtMs);
            }
          }
        },
      ),
      { numRuns: 40 },
    );
  });
});

describe('summer time', () => {
  const openings = (cinema: Demo) =>
    cinema.screenings
      .filter((show, i) => show.venueId === 1 && cinema.screenings[i - 1]?.venueId !== 1)
      .map((show) => new Date(show.startsAtMs).toISOString());

  test('in March the doors open at half past ten by the wall clock, an hour earlier by UTC', () => {
    expect(openings(make('2026-03-28T00:00:00+01:00', 3))).toEqual([
      '2026-03-28T09:30:00.000Z',
      '2026-03-29T08:30:00.000Z',
      '2026-03-30T08:30:00.000Z',
    ]);
  });

  test('in October they open at half past ten by the wall clock, an hour later by UTC', () => {
    expect(openings(make('2026-10-24T00:00:00+02:00', 3))).toEqual([
      '2026-10-24T08:30:00.000Z',
      '2026-10-25T09:30:00.000Z',
      '2026-10-26T09:30:00.000Z',
    ]);
  });

  test('a programme begun on the day of the change starts on that day', () => {
    expect(openings(make('2026-03-29T00:00:00+01:00', 2))).toEqual([
      '2026-03-29T08:30:00.000Z',
      '2026-03-30T08:30:00.000Z',
    ]);
    expect(openings(make('2026-10-25T00:00:00+02:00', 2))).toEqual([
      '2026-10-25T09:30:00.000Z',
      '2026-10-26T09:30:00.000Z',
    ]);
  });

  test('a film that runs through the night of the change lasts as long as it lasts', () => {
    const late = make('2026-10-24T00:00:00+02:00', 1).screenings.filter(
      (show) => show.endsAtMs > Date.parse('2026-10-24T22:00:00Z'),
    );
    expect(late.length).toBeGreaterThan(0);
    for (const show of late) {
      const length = films[show.movieId - 1]?.lengthMinutes ?? 110;
      expect(show.endsAtMs - show.startsAtMs).toBe((15 + length) * minuteMs);
    }
  });
});
