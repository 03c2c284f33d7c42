/** What the page shows of the programme: films by their next screening, and how many seats each screening has left. */
import type { Movie, Screening } from '@marquee/shared/protocol/streams';
import { priceTicket } from '@marquee/shared/tickets/pricing';
import type { FilmView, ScreeningView } from '../calls.ts';
import type { Catalogue, SeatCounts } from './catalogue.ts';

export interface ScreeningNow extends SeatCounts {
  stopped: boolean;
}

/** Films that can still be bought, in order of their next screening, and each one's screenings in order of time. */
export function viewFilms(
  catalogue: Catalogue,
  nowMs: number,
  nowOf: (screeningId: number) => ScreeningNow,
): FilmView[] {
  const snapshot = catalogue.current();
  if (!snapshot) return [];
  const open = snapshot.screenings
    .filter((screening) => nowMs < screening.salesEndAtMs)
    .sort((a, b) => a.startsAtMs - b.startsAtMs || a.id - b.id);
  const movies = new Map(snapshot.movies.map((movie) => [movie.id, movie]));
  return [...Map.groupBy(open, (screening) => screening.movieId)].flatMap(([movieId, screenings]) => {
    const movie = movies.get(movieId);
    if (!movie) return [];
    return [
      viewFilm(
        movie,
        screenings.map((screening) => viewScreening(catalogue, screening, nowOf(screening.id))),
      ),
    ];
  });
}

function viewFilm(movie: Movie, screenings: ScreeningView[]): FilmView {
  return {
    movieId: movie.id,
    title: movie.title,
    director: movie.director,
    classification: movie.classification,
    rating: movie.rating,
    lengthMinutes: movie.lengthMinutes,
    releasedYear: movie.releasedYear,
    scoreTenths: movie.scoreTenths,
    introduction: movie.introduction,
    posterUrl: `/posters/${movie.id}.svg`,
    screenings,
  };
}

export function viewScreening(catalogue: Catalogue, screening: Screening, now: ScreeningNow): ScreeningView {
  const venue = catalogue.venueOf(screening.id);
  const prices = catalogue.prices();
  const adult = { ticketClass: 'adult', seatKind: 'standard', isMember: false } as const;
  return {
    screeningId: screening.id,
    movieId: screening.movieId,
    venueName: venue?.name ?? '',
    startsAtMs: screening.startsAtMs,
    endsAtMs: screening.endsAtMs,
    display: screening.display,
    language: screening.language,
    fromPriceMinor: prices ? priceTicket(prices, screening, adult).priceMinor : screening.priceMinor,
    seats: venue?.seats.length ?? 0,
    sold: now.sold,
    sellable: now.sellable,
    offline: now.offline,
    stopped: now.stopped,
    seating: screening.seating,
  };
}
