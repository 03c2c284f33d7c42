/** The cinema of the measurements: the demo cinema, or its Grand Hall of about five hundred seats alone. */

import { makeDemoCinema } from '@marquee/db/demo/demo-cinema';
import { readDemoFilms } from '@marquee/db/demo/demo-films';
import type { CinemaSnapshot } from '@marquee/shared/protocol/streams';
import * as wallClock from '@marquee/shared/wall-clock';

export const grandHall = 'Grand Hall';
const dayMs = 24 * 3600_000;

export type House = Omit<CinemaSnapshot, 'cinemaKey' | 'keys' | 'revokedKeys'>;

/** The programme of so many days from tomorrow on, so that everything is on sale whenever this runs. */
export function makeHouse(options: { nowMs: number; days: number; venue?: string }): House {
  const { films } = readDemoFilms();
  const todayStartMs = (Math.floor(options.nowMs / dayMs) + 1) * dayMs;
  const demo = makeDemoCinema({ films, todayStartMs, days: options.days, zone: 'UTC', wallClock });
  const { id, name, timeZone, currency, information } = demo.cinema;
  const venues = demo.venues
    .filter((venue) => options.venue === undefined || venue.name === options.venue)
    .map((venue) => ({ id: venue.id, name: venue.name, category: venue.category, seats: venue.seats }));
  const screenings = demo.screenings
    .filter(({ venueId }) => venues.some((venue) => venue.id === venueId))
    .map((screening) => ({ ...screening, seating: 'numbered' as const, places: [] }));
  const movies = demo.movies.filter((movie) => screenings.some(({ movieId }) => movieId === movie.id));
  return { cinema: { id, name, timeZone, currency, information }, prices: demo.priceList, venues, movies, screenings };
}

export interface Pair {
  screeningId: number;
  seatIds: [number, number];
}

/**
 * So many distinct pairs of seats, of the first screenings that are big enough. Guests come for several screenings at a
 * time: consecutive pairs are of `mixed` screenings in turn, until these are full.
 */
export function pairSeats(house: House, count: number, mixed: number): Pair[] {
  const bySeats = new Map(house.venues.map((venue) => [venue.id, venue.seats]));
  const pairs: Pair[] = [];
  for (let from = 0; from < house.screenings.length && pairs.length < count; from += mixed) {
    const group = house.screenings.slice(from, from + mixed);
    const pairsMax = Math.max(...group.map(({ venueId }) => Math.floor((bySeats.get(venueId)?.length ?? 0) / 2)));
    for (let index = 0; index < pairsMax; index++) {
      for (const { id, venueId } of group) {
        const [left, right] = (bySeats.get(venueId) ?? []).slice(2 * index, 2 * index + 2);
        if (left && right) pairs.push({ screeningId: id, seatIds: [left.id, right.id] });
      }
    }
  }
  if (pairs.length < count) throw new Error(`the house has ${pairs.length} pairs of seats, ${count} are needed`);
  return pairs.slice(0, count);
}
