/** Which of the films that were found are wanted. */
import type { Display } from '@marquee/shared/tickets/ticket-class';
import { measureMeters } from '../catalogue/catalogue.ts';
import type { SearchedFilm, SearchedScreening, SearchIndex } from './search-index.ts';

export interface FilmFilter {
  genre?: string | undefined;
  /** Audience rating, as printed. */
  rating?: string | undefined;
  showing?: boolean | undefined;
  /** Business date. */
  date?: string | undefined;
  cinemaId?: number | undefined;
  display?: Display | undefined;
  near?: Near | undefined;
}

export interface Near {
  lat: number;
  lon: number;
  maxKm: number;
}

export interface WantedFilm {
  film: SearchedFilm;
  /** The first screening on sale that the filter lets through. */
  next: SearchedScreening | null;
}

/** One and the same screening must be on the date, in the cinema, near, and of the display. */
export function filterFilms(
  index: SearchIndex,
  films: readonly SearchedFilm[],
  { filter, nowMs }: { filter: FilmFilter; nowMs: number },
): WantedFilm[] {
  const genre = filter.genre?.toLowerCase();
  const rating = filter.rating?.toLowerCase();
  const mustBeShown =
    filter.showing === true ||
    [filter.date, filter.cinemaId, filter.display, filter.near].some((value) => value !== undefined);
  const wanted: WantedFilm[] = [];
  for (const film of films) {
    if (genre !== undefined && !film.genres.some((name) => name.toLowerCase() === genre)) continue;
    if (rating !== undefined && film.rating?.toLowerCase() !== rating) continue;
    const next = index.screeningsOf(film.id, nowMs).find((screening) => isWanted(index, screening, filter)) ?? null;
    if (mustBeShown && next === null) continue;
    if (filter.showing === false && next !== null) continue;
    wanted.push({ film, next });
  }
  return wanted;
}

function isWanted(index: SearchIndex, screening: SearchedScreening, filter: FilmFilter): boolean {
  const { date, cinemaId, display, near } = filter;
  if (date !== undefined && screening.showDate !== date) return false;
  if (cinemaId !== undefined && screening.cinemaId !== cinemaId) return false;
  if (display !== undefined && screening.display !== display) return false;
  if (near === undefined) return true;
  const cinema = index.cinema(screening.cinemaId);
  const from = { latitude: near.lat, longitude: near.lon };
  return cinema !== undefined && measureMeters(from, cinema) <= near.maxKm * 1000;
}
