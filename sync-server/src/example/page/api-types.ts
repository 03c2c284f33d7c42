/** What the mobile API takes and answers, as far as this app uses it. The reference is /docs of the server. */
export type TicketClass = 'adult' | 'child' | 'student' | 'senior';
export type SeatKind = 'standard' | 'vip' | 'wheelchair' | 'companion';
export type Display = '2D' | '3D' | 'IMAX' | 'Dolby';

export interface Tokens {
  accessToken: string;
  refreshToken: string;
  expiresInSeconds: number;
}

export interface FoundFilm {
  id: number;
  title: string;
  director: string | null;
  classification: string[];
  rating: string | null;
  scoreTenths: number | null;
  releasedYear: number | null;
  posterUrl: string;
  nextStartsAtMs?: number | null;
}

export interface Film extends FoundFilm {
  actors: string | null;
  introduction: string | null;
  lengthMinutes: number | null;
  showDate: string | null;
}

export interface Screening {
  id: number;
  movieId: number;
  title: string;
  venueName: string;
  cinemaId: number;
  cinemaName: string;
  timeZone: string;
  showDate: string;
  startsAtMs: number;
  endsAtMs: number;
  salesEndAtMs: number;
  display: Display;
  language: string;
  priceMinor: number;
  currency: string;
  seating: 'numbered' | 'unnumbered';
  state: 'published' | 'cancelled';
}

export interface Cinema {
  id: number;
  name: string;
  city: string;
  timeZone: string;
  information: string;
  currency: string;
  distanceMeters: number | null;
}

export interface FoundAll {
  movies: FoundFilm[];
  cinemas: { id: number; name: string; city: string }[];
  screenings: {
    id: number;
    movieId: number;
    title: string;
    cinemaId: number;
    cinemaName: string;
    startsAtMs: number;
    display: Display;
  }[];
}

export interface Price {
  ticketClass: TicketClass;
  seatKind: SeatKind;
  priceMinor: number;
}

export interface ScreeningInfo {
  screening: Screening;
  movie: Film;
  prices: Price[];
}

export interface SeatNow {
  seatId: number;
  place: { id: number; row: string; label: string; x: number; y: number; kind: SeatKind };
  state: 'free' | 'on-request' | 'taken' | 'blocked';
}

export interface SeatMap {
  cursor: { revision: number };
  seats: SeatNow[];
  freePlaces: number;
}

export interface WantedTicket {
  ticketClass: TicketClass;
  seatId?: number;
}

export interface HeldSeat {
  line: number;
  seatId: number;
  /** Null where guests sit where they like. */
  label: string | null;
  kind: SeatKind;
  ticketClass: TicketClass;
  priceMinor: number;
}

export interface Hold {
  id: string;
  screeningId: number;
  state: 'held' | 'paying' | 'paid' | 'ended';
  seats: HeldSeat[];
  totalMinor: number;
  currency: string;
  secondsLeft: number;
  extendable: boolean;
  orderKey: string | null;
}

export interface Device {
  id: string;
  name: string;
  state: 'good' | 'cloned';
  createdAtMs: number;
  lastUsedAtMs: number | null;
}

export interface PaymentChallenge {
  publicKey: PublicKeyCredentialRequestOptionsJSON;
  summary: {
    payee: string;
    title: string;
    venueName: string;
    startsAtMs: number;
    timeZone: string;
    seats: { label: string; ticketClass: TicketClass; priceMinor: number }[];
    totalMinor: number;
    currency: string;
    text: string;
  };
  /** The very text whose SHA-256 is signed. */
  terms: string;
  secondsLeft: number;
}

export interface Payment {
  outcome: 'sold' | 'pending';
  orderKey: string | null;
  /** For the provider's own form, where the bank asks first. */
  clientSecret: string | null;
  retryAfterSeconds: number | null;
}

export interface WalletTicket {
  id: string;
  orderKey: string;
  pickUpCode: string | null;
  line: number;
  code: string;
  received: boolean;
  movieId: number;
  title: string;
  rating: string | null;
  display: Display;
  language: string;
  seating: 'numbered' | 'unnumbered';
  cinemaName: string;
  city: string;
  timeZone: string;
  venueName: string;
  row: string;
  label: string;
  kind: SeatKind;
  ticketClass: TicketClass;
  startsAtMs: number;
  endsAtMs: number;
  validFromMs: number;
  validUntilMs: number;
  linkUntilMs: number | null;
}

export interface WalletAnswer {
  fresh: boolean;
  changed: WalletTicket[];
  removed: { id: string; because: string | null }[];
  cursor: string;
  more: boolean;
}

export type OfferedTicket = Pick<
  WalletTicket,
  | 'title'
  | 'rating'
  | 'display'
  | 'seating'
  | 'cinemaName'
  | 'timeZone'
  | 'venueName'
  | 'startsAtMs'
  | 'endsAtMs'
  | 'row'
  | 'label'
  | 'kind'
  | 'ticketClass'
>;

export interface PassedTicket {
  ticket: OfferedTicket;
  expiresAtMs: number;
  state: 'open' | 'accepted';
  own: boolean;
}
