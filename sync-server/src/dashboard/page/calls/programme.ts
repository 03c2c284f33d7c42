import type { Calls } from './calls.ts';

export interface PlannedVenue {
  id: number;
  name: string;
  category: string;
  seats: number;
}
export interface PlannedScreening {
  id: number;
  venueId: number;
  movieId: number;
  title: string;
  startsAtMs: number;
  endsAtMs: number;
  display: string;
  language: string;
  priceMinor: number;
  seating: string;
  state: 'published' | 'cancelled';
  showId: string | null;
  taken: number;
}
export interface Plan {
  venues: PlannedVenue[];
  screenings: PlannedScreening[];
  next: string | null;
}
export interface Conflict {
  code: 'overlaps' | 'cleaning' | 'past' | 'venue-closed' | 'price-missing' | 'clock-skipped';
  with: { title: string; startsAtMs: number; screeningId: number | null } | null;
}
export interface Pattern {
  movieId: number;
  venueId: number;
  weekdays: number[];
  from: string;
  to: string;
  times: string[];
  minutes: number;
  cleaningMinutes: number;
  display: string;
  language: string;
  priceMinor: number;
  leaveOut: number[];
}
export interface MadeByPattern {
  startsAtMs: number;
  endsAtMs: number;
  day: string;
  isLeftOut: boolean;
  conflicts: Conflict[];
}
export interface FoundFilm {
  id: number;
  title: string;
  director: string | null;
  releasedYear: number | null;
}
export interface MovePlan {
  toVenueId: number;
  startsAtMs: number;
  toStartsAtMs: number;
  hash: string;
  places: { seatId: number; placeId: number; label: string; newLabel: string; state: string }[];
  unplaced: { seatId: number; label: string; kind: string; state: string; orderKey: string | null }[];
  guests: number;
  terminals: { terminal: number; name: string; seats: number; isReachable: boolean }[];
}
export interface LongAction {
  id: string;
  kind: string;
  screeningId: number | null;
  state: 'running' | 'done' | 'failed';
  done: number;
  total: number;
  subject: Record<string, unknown>;
  by: string;
  startedAtMs: number;
  endedAtMs: number | null;
  error: string | null;
}
export interface RefundSums {
  currency: string;
  prepared: { refunds: number; minor: number };
  refunding: { refunds: number; minor: number };
  refunded: { refunds: number; minor: number };
}
export interface OddItem {
  number: number;
  state: 'refused' | 'unknown';
  body: Record<string, unknown>;
  outcome: Record<string, unknown> | null;
}
export interface ShowAs {
  venueId: number;
  movieId: number;
  title: string;
  startsAtMs: number;
  endsAtMs: number;
  display: string;
  language: string;
  priceMinor: number;
}
export interface DiffEntry {
  kind: 'new' | 'changed' | 'removed' | 'unchanged' | 'held';
  showId: string;
  line: number | null;
  screeningId: number | null;
  before: ShowAs | null;
  after: ShowAs | null;
  conflicts: Conflict[];
  why: 'sold' | 'cancelled-here' | 'begun' | null;
}
export interface ScheduleDiff {
  mistakes: { line: number; field: string; message: string }[];
  entries: DiffEntry[];
  hash: string;
  toDo: number;
}
export interface Schedule {
  format: 'json' | 'csv';
  text: string;
  cleaningMinutes: number;
  removeMissing: boolean;
}

export const makeProgrammeCalls = ({ get, order, change }: Calls) => ({
  plan: (cinema: number, from: string, to: string, cursor: string | null = null) =>
    get<Plan>(`/managed/cinemas/${cinema}/plan`, { from, to, cursor }),
  findFilms: (q: string) => get<{ movies: FoundFilm[] }>('/movies/search', { q, limit: '8' }),
  film: (id: number) => get<{ lengthMinutes: number | null }>(`/movies/${id}`),
  previewPattern: (cinema: number, pattern: Pattern) =>
    change<{ screenings: MadeByPattern[] }>('POST', `/managed/cinemas/${cinema}/pattern-preview`, pattern),
  makePattern: (cinema: number, key: string, pattern: Pattern) =>
    order<{ ids: number[] }>(`/managed/cinemas/${cinema}/patterns`, key, pattern),
  changeScreening: (id: number, key: string, body: object) =>
    change<unknown>('PATCH', `/managed/screenings/${id}`, body, key),
  planMove: (id: number, venue: number, startsAtMs: number) =>
    get<MovePlan>(`/managed/screenings/${id}/move`, { venue: String(venue), startsAtMs: String(startsAtMs) }),
  move: (
    id: number,
    key: string,
    body: { toVenueId: number; startsAtMs: number; hash: string; refundUnplaced: boolean },
  ) => order<{ moved: number; unplaced: number; told: number }>(`/managed/screenings/${id}/move`, key, body),
  longActions: (cinema: number, screening: number | null = null, cursor: string | null = null) =>
    get<{ actions: LongAction[]; next: string | null }>(`/managed/cinemas/${cinema}/long-actions`, {
      screening: screening === null ? null : String(screening),
      cursor,
    }),
  longAction: (id: string) => get<LongAction & { odd: OddItem[] }>(`/managed/long-actions/${id}`),
  refundSums: (screening: number) => get<RefundSums>(`/managed/screenings/${screening}/refunds`),
  resumeAction: (id: string, key: string) => order<unknown>(`/managed/long-actions/${id}/resume`, key),
  previewImport: (cinema: number, schedule: Schedule) =>
    change<ScheduleDiff>('POST', `/managed/cinemas/${cinema}/schedule-preview`, schedule),
  importSchedule: (cinema: number, key: string, body: Schedule & { hash: string; name: string }) =>
    order<{ actionId: string; toDo: number }>(`/managed/cinemas/${cinema}/schedules`, key, body),
});
