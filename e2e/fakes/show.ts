import type { SeatView } from '@marquee/terminal/calls';
import type { Kiosk } from './kiosk.ts';

export interface Show {
  screeningId: number;
  movieId: number;
  title: string;
  venueName: string;
  seats: number;
  startsAtMs: number;
  timeZone: string;
}

const minuteMs = 60_000;

/** The largest house that starts soon, once every kiosk holds so many seats of it: what all tests sell. */
export async function findShow(kiosks: readonly Kiosk[], ownSeatsMin = 20): Promise<Show> {
  const [kiosk] = kiosks;
  if (!kiosk) throw new Error('a show is found at a kiosk');
  const { films } = await kiosk.untilAnswer('list-films', {}, (answer) => answer.films.length > 0);
  const { nowMs, timeZone } = await kiosk.call('see-terminal', {});
  const soon = films
    .flatMap((film) => film.screenings.map((screening) => ({ ...screening, title: film.title })))
    .filter(({ startsAtMs }) => startsAtMs > nowMs + 30 * minuteMs && startsAtMs < nowMs + 17 * 60 * minuteMs)
    .sort((a, b) => b.seats - a.seats || a.startsAtMs - b.startsAtMs);
  const [show] = soon;
  if (!show) throw new Error('the demo cinema shows nothing in the next hours');
  const { screeningId, movieId, title, venueName, seats: size, startsAtMs } = show;
  for (const each of kiosks)
    await each.untilAnswer(
      'see-seat-map',
      { screeningId },
      ({ seats }) => countState(seats, 'mine') >= ownSeatsMin,
      40_000,
    );
  return { screeningId, movieId, title, venueName, seats: size, startsAtMs, timeZone };
}

export function countState(seats: readonly SeatView[], state: SeatView['state']): number {
  return seats.filter((seat) => seat.state === state).length;
}
