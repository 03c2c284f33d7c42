import type { PlannedSeat, SeatKind } from '../seat-plan/plan.ts';
import type { Calls } from './calls.ts';

export interface FoundFilm {
  id: number;
  title: string;
  director: string | null;
  classification: string[];
  rating: string | null;
  lengthMinutes: number | null;
  releasedYear: number | null;
  posterUrl: string;
}
export interface Film extends FoundFilm {
  actors: string | null;
  introduction: string | null;
  releasedOn: string | null;
  showDate: string | null;
  scoreTenths: number | null;
}
export type FilmChange = Partial<Omit<Film, 'id' | 'classification' | 'posterUrl'>> & { classificationIds?: number[] };
export interface Genre {
  id: number;
  name: string;
}
export interface CinemaDetails {
  id: number;
  name: string;
  city: string;
  latitude: number;
  longitude: number;
  information: string;
  scoreTenths: number | null;
  timeZone: string;
  currency: string;
}
export type CinemaChange = Partial<Omit<CinemaDetails, 'id' | 'timeZone' | 'currency'>>;
export interface ManagedVenue {
  id: number;
  name: string;
  information: string;
  category: string;
  plan: number;
  seats: Partial<Record<SeatKind, number>>;
  screenings: number;
}
export interface SeatPlan extends Omit<ManagedVenue, 'seats' | 'screenings'> {
  cinemaId: number;
  seats: (PlannedSeat & { isBroken: boolean })[];
}
export interface TakenSeat {
  screeningId: number;
  title: string;
  startsAtMs: number;
  seatId: number;
  label: string;
  state: string;
  orderKey: string | null;
}
export interface PlanEffect {
  plan: number;
  added: number;
  removed: number;
  moved: number;
  screenings: number;
  taken: TakenSeat[];
}
type Id = { id: number };
export type VenueFields = Pick<ManagedVenue, 'name' | 'category' | 'information'>;

export const makeCatalogueCalls = ({ get, order, change }: Calls) => ({
  films: (cursor: string | null = null) =>
    get<{ movies: Film[]; next: string | null }>('/movies', { limit: '50', cursor }),
  searchFilms: (q: string, cursor: string | null = null) =>
    get<{ total: number; movies: FoundFilm[]; next: string | null }>('/movies/search', { q, limit: '50', cursor }),
  filmDetails: (id: number) => get<Film>(`/movies/${id}`),
  enterFilm: (key: string, film: FilmChange) => order<Id>('/movies', key, film),
  changeFilm: (id: number, key: string, film: FilmChange) => change<Id>('PATCH', `/movies/${id}`, film, key),
  genres: () => get<{ classifications: Genre[] }>('/classifications'),
  enterGenre: (key: string, name: string) => order<Id>('/classifications', key, { name }),
  renameGenre: (id: number, key: string, name: string) => change<Id>('PATCH', `/classifications/${id}`, { name }, key),
  allCinemas: () => get<{ cinemas: CinemaDetails[] }>('/cinemas'),
  enterCinema: (key: string, cinema: object) => order<Id>('/cinemas', key, cinema),
  changeCinema: (id: number, key: string, cinema: CinemaChange) => change<Id>('PATCH', `/cinemas/${id}`, cinema, key),
  managedVenues: (cinema: number, cursor: string | null = null) =>
    get<{ venues: ManagedVenue[]; next: string | null }>(`/managed/cinemas/${cinema}/venues`, { cursor }),
  enterVenue: (cinema: number, key: string, venue: VenueFields & { seats: PlannedSeat[] }) =>
    order<Id>(`/cinemas/${cinema}/venues`, key, venue),
  changeVenue: (id: number, key: string, venue: VenueFields) =>
    change<Id>('PATCH', `/managed/venues/${id}`, venue, key),
  seatPlan: (venue: number) => get<SeatPlan>(`/managed/venues/${venue}/plan`),
  previewPlan: (venue: number, seats: readonly PlannedSeat[], key: string) =>
    order<PlanEffect>(`/managed/venues/${venue}/plan/preview`, key, { seats }),
  savePlan: (venue: number, key: string, body: { plan: number; seats: readonly PlannedSeat[] }) =>
    change<Omit<PlanEffect, 'taken'>>('PUT', `/managed/venues/${venue}/plan`, body, key),
});
