/** What the programme says about a screening, in the terms of the guest's choice. */
import type { FilmView, ScreeningView, SeatMapView, TerminalView } from '../../calls.ts';
import { dayKey } from '../../ui-kit/times.ts';

/**
 * `few`: worth hurrying. `sold-out`: every seat is sold. `not-here`: seats are left, but none that this kiosk can sell
 * now, so the guest is sent to the till instead of being told that the house is full. `stopped`: a person must settle
 * something first.
 */
export type Availability = 'open' | 'few' | 'sold-out' | 'not-here' | 'stopped';
export type Link = TerminalView['link'];

export function seeAvailability(screening: ScreeningView, link: Link): Availability {
  if (screening.stopped) return 'stopped';
  if (screening.sold >= screening.seats) return 'sold-out';
  const left = countSellable(screening, link);
  if (left <= 0) return 'not-here';
  return left <= Math.max(8, Math.floor(screening.seats / 10)) ? 'few' : 'open';
}

export const canBeChosen = (availability: Availability): boolean => availability === 'open' || availability === 'few';

/** Without the network only what this kiosk holds, from the first moment on: the counts of before may still be shown. */
export function countSellable(screening: ScreeningView, link: Link): number {
  return link === 'offline' ? Math.min(screening.offline, screening.sellable) : screening.sellable;
}

export const isFreeSeating = (screening: ScreeningView | null | undefined): boolean =>
  screening?.seating === 'unnumbered';

export function findFilm(films: readonly FilmView[] | null, movieId: number | null): FilmView | null {
  return films?.find((film) => film.movieId === movieId) ?? null;
}

export function findScreening(films: readonly FilmView[] | null, screeningId: number | null): ScreeningView | null {
  for (const film of films ?? []) {
    const found = film.screenings.find((screening) => screening.screeningId === screeningId);
    if (found) return found;
  }
  return null;
}

/** What the guest is buying for: from the map once it is there, which is newer than the list. */
export function chosenScreening({
  map,
  films,
  screeningId,
}: {
  map: SeatMapView | null;
  films: readonly FilmView[] | null;
  screeningId: number | null;
}): ScreeningView | null {
  return map?.screening ?? findScreening(films, screeningId);
}

export interface Day {
  key: string;
  /** Some moment of that day, for naming it. */
  atMs: number;
}

const dayMs = 86_400_000;
/** More days than fit side by side are not offered. */
const daysMax = 6;

/** The days with screenings, soonest first; today is always among them, so that an empty today can be said. */
export function listDays(films: readonly FilmView[], nowMs: number, timeZone: string): Day[] {
  const days = new Map<string, Day>([[dayKey(nowMs, timeZone), { key: dayKey(nowMs, timeZone), atMs: nowMs }]]);
  for (const { startsAtMs } of films.flatMap((film) => film.screenings)) {
    const key = dayKey(startsAtMs, timeZone);
    if (!days.has(key)) days.set(key, { key, atMs: startsAtMs });
  }
  return [...days.values()].sort((a, b) => a.atMs - b.atMs).slice(0, daysMax);
}

/** Films that play on a day with that day's screenings, in order of their next one; started screenings are left out. */
export function filmsOnDay(
  films: readonly FilmView[],
  day: string,
  { nowMs, timeZone }: { nowMs: number; timeZone: string },
): FilmView[] {
  return films
    .map((film) => ({
      ...film,
      screenings: film.screenings
        .filter((screening) => screening.startsAtMs > nowMs && dayKey(screening.startsAtMs, timeZone) === day)
        .sort((a, b) => a.startsAtMs - b.startsAtMs),
    }))
    .filter((film) => film.screenings.length > 0)
    .sort((a, b) => (a.screenings[0]?.startsAtMs ?? 0) - (b.screenings[0]?.startsAtMs ?? 0));
}

/** `today`, `tomorrow` or `later`, from the wall calendar of the cinema. */
export function nameDay(day: Day, nowMs: number, timeZone: string): 'today' | 'tomorrow' | 'later' {
  if (day.key === dayKey(nowMs, timeZone)) return 'today';
  return day.key === dayKey(nowMs + dayMs, timeZone) ? 'tomorrow' : 'later';
}
