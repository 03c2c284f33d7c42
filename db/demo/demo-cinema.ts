import type { Film } from './import-films.ts';
import { drawPoster } from './poster.ts';
import {
  type Display,
  filmsOnProgramme,
  type ProgrammeKey,
  type VenueProgramme,
  venueProgrammes,
} from './programme.ts';
import { venuePlans } from './seat-plans.ts';

export interface DemoCinema {
  id: number;
  name: string;
  city: string;
  latitude: number;
  longitude: number;
  timeZone: string;
  currency: string;
  information: string;
}
export type SeatKind = 'standard' | 'vip' | 'wheelchair' | 'companion';
export interface DemoSeat {
  /** Unique in the cinema. */
  id: number;
  row: string;
  label: string;
  x: number;
  y: number;
  kind: SeatKind;
}
export interface DemoVenue {
  id: number;
  name: string;
  category: string;
  information: string;
  seats: DemoSeat[];
}
export interface DemoPriceList {
  currency: string;
  classPercent: Record<'adult' | 'child' | 'student' | 'senior', number>;
  seatKindMinor: Record<SeatKind, number>;
  displayMinor: Record<Display, number>;
  roundToMinor: number;
  taxBasisPoints: number;
}
/** As terminals are told of it, with its poster. */
export interface DemoMovie {
  id: number;
  title: string;
  director: string | null;
  classification: string[];
  rating: string | null;
  lengthMinutes: number | null;
  releasedYear: number | null;
  scoreTenths: number | null;
  introduction: string | null;
  posterSvg: string;
}
export interface DemoScreening {
  id: number;
  /** Position of the film in the given list, from 1. */
  movieId: number;
  venueId: number;
  startsAtMs: number;
  /** End of the film: trailers and film, without the cleaning. */
  endsAtMs: number;
  display: Display;
  language: string;
  priceMinor: number;
  salesEndAtMs: number;
}

interface LocalDate {
  year: number;
  month: number;
  day: number;
  dayNumber: number;
  weekday: number;
}
/** As shared/src/wall-clock.ts has it: passed in, since this package imports nothing of ours. */
export interface WallClock {
  dateAt(instantMs: number, zone: string): LocalDate;
  nextDate(date: LocalDate): LocalDate;
  instantAt(date: LocalDate, minutes: number, zone: string): number;
}

export interface DemoCinemaOptions {
  films: readonly Film[];
  /** Local midnight with which the first day begins. */
  todayStartMs: number;
  days: number;
  /** IANA name: `Europe/Berlin`. */
  zone: string;
  wallClock: WallClock;
}
export interface DemoPriceRule {
  rank: number;
  name: string;
  weekdays?: number[];
  fromMinute?: number;
  toMinute?: number;
  membersOnly?: boolean;
  price: { kind: 'percent'; percent: number };
}

export interface DemoItem {
  name: string;
  priceMinor: number;
  taxBasisPoints: number;
}

export interface Demo {
  cinema: DemoCinema;
  priceList: DemoPriceList;
  priceRules: DemoPriceRule[];
  items: DemoItem[];
  venues: DemoVenue[];
  /** The films that are shown, by movieId. */
  movies: DemoMovie[];
  screenings: DemoScreening[];
}

const minuteMs = 60_000;
const trailerMinutes = 15;
const cleaningMinutes = 20;
const salesEndMinutes = 20;
/** For films of which the list has no length. */
const usualLengthMinutes = 110;
const lastStartMinutes = 23 * 60;
const eveningMinutes = 17 * 60;

/** A cinema with its programme. The same options give the same cinema. Throws where a film of the programme is missing. */
export function makeDemoCinema({ films, todayStartMs, days, zone, wallClock }: DemoCinemaOptions): Demo {
  const venues = makeVenues();
  const movieIds = findMovieIds(films);
  const screenings: DemoScreening[] = [];
  let date = wallClock.dateAt(todayStartMs, zone);
  for (let day = 0; day < days; day += 1) {
    for (const programme of venueProgrammes) {
      const venueId = (venues.find((venue) => venue.name === programme.venue) ?? missing(programme.venue)).id;
      for (const show of planDay(programme, date, films, movieIds)) {
        const startsAtMs = wallClock.instantAt(date, show.startMinutes, zone);
        screenings.push(makeScreening(show, { id: screenings.length + 1, venueId, startsAtMs }));
      }
    }
    date = wallClock.nextDate(date);
  }
  const shown = [...movieIds.values()].sort((a, b) => a - b);
  const movies = shown.map((id) => filmAsMovie(films[id - 1] ?? missing(`film ${id}`), id));
  return { cinema: makeCinema(zone), priceList, priceRules, items, venues, movies, screenings };
}

/** A film as terminals are told of it, poster included. */
export function filmAsMovie(film: Film, id: number): DemoMovie {
  const { title, director, classification, rating, lengthMinutes, releasedYear, scoreTenths, introduction } = film;
  return {
    id,
    title,
    director,
    classification,
    rating,
    lengthMinutes,
    releasedYear,
    scoreTenths,
    introduction,
    posterSvg: drawPoster(film),
  };
}

function makeCinema(zone: string): DemoCinema {
  return {
    id: 1,
    name: 'The Alcazar',
    city: 'Berlin',
    latitude: 52.5063,
    longitude: 13.332,
    timeZone: zone,
    currency: 'EUR',
    information: 'Six houses under one roof, from the Grand Hall of five hundred seats to a lounge with sofas for two.',
  };
}

const priceList: DemoPriceList = {
  currency: 'EUR',
  classPercent: { adult: 100, child: 65, student: 80, senior: 85 },
  seatKindMinor: { standard: 0, vip: 400, wheelchair: 0, companion: 0 },
  displayMinor: { '2D': 0, '3D': 300, IMAX: 500, Dolby: 200 },
  roundToMinor: 10,
  taxBasisPoints: 700,
};

/** Of the screening's start; weekdays from Monday, 1. */
const priceRules: DemoPriceRule[] = [
  { rank: 10, name: 'Members', membersOnly: true, price: { kind: 'percent', percent: 75 } },
  {
    rank: 20,
    name: 'Matinee',
    weekdays: [1, 2, 3, 4, 5],
    fromMinute: 0,
    toMinute: 17 * 60,
    price: { kind: 'percent', percent: 80 },
  },
];

/** Food to take into the hall is taxed like a book; drinks and glasses are not. */
const items: DemoItem[] = [
  { name: 'Popcorn', priceMinor: 550, taxBasisPoints: 700 },
  { name: 'Nachos with salsa', priceMinor: 620, taxBasisPoints: 700 },
  { name: 'Water', priceMinor: 320, taxBasisPoints: 1900 },
  { name: '3D glasses', priceMinor: 100, taxBasisPoints: 1900 },
];

const kindOf: Record<string, SeatKind> = { s: 'standard', v: 'vip', w: 'wheelchair', c: 'companion' };
/** I and O are left out: they read as 1 and 0. */
const rowLetters = 'ABCDEFGHJKLMNPQRSTUVWXYZ';

function makeVenues(): DemoVenue[] {
  let seatId = 0;
  return venuePlans.map(({ name, category, information, plan }, i) => {
    const seats: DemoSeat[] = [];
    let rows = 0;
    for (const [y, line] of plan.trim().split('\n').entries()) {
      if (line === '') continue;
      const row = rowLetters[rows] ?? missing(`letter of row ${rows + 1}`);
      rows += 1;
      let number = 0;
      for (const [x, drawn] of [...line].entries()) {
        const kind = kindOf[drawn];
        if (kind === undefined) continue;
        number += 1;
        seatId += 1;
        seats.push({ id: seatId, row, label: `${row}${number}`, x, y, kind });
      }
    }
    return { id: i + 1, name, category, information, seats };
  });
}

function findMovieIds(films: readonly Film[]): Map<ProgrammeKey, number> {
  const keys = Object.keys(filmsOnProgramme) as ProgrammeKey[];
  return new Map(
    keys.map((key) => {
      const { title, year } = filmsOnProgramme[key];
      const index = films.findIndex((film) => film.title === title && film.releasedYear === year);
      return [key, index < 0 ? missing(`${title} (${year})`) : index + 1];
    }),
  );
}

interface Show {
  movieId: number;
  display: Display;
  language: string;
  startMinutes: number;
  lengthMinutes: number;
  priceMinor: number;
}

/** One venue's day. The turn of the films moves on by one each day, so that a week shows each at different hours. */
function planDay(
  programme: VenueProgramme,
  date: LocalDate,
  films: readonly Film[],
  movieIds: Map<ProgrammeKey, number>,
): Show[] {
  const shows: Show[] = [];
  let evenings = 0;
  let startMinutes = programme.opensAt;
  while (startMinutes <= lastStartMinutes) {
    const evening = startMinutes >= eveningMinutes;
    const pool = evening ? programme.evening : programme.day;
    const { film, display } =
      pool[turn(date.dayNumber + shows.length, pool.length)] ?? missing(`films of ${programme.venue}`);
    const movieId = movieIds.get(film) ?? missing(film);
    const lengthMinutes = trailerMinutes + (films[movieId - 1]?.lengthMinutes ?? usualLengthMinutes);
    const original = programme.originalSound || (evening && evenings % 2 === 1);
    const language = original ? filmsOnProgramme[film].language : 'de';
    shows.push({
      movieId,
      display,
      language,
      startMinutes,
      lengthMinutes,
      priceMinor: basePrice(startMinutes, date.weekday),
    });
    if (evening) evenings += 1;
    startMinutes = Math.ceil((startMinutes + lengthMinutes + cleaningMinutes) / 5) * 5;
  }
  return shows;
}

/** `n` modulo `of`, also for the days before 1970, whose numbers are negative. */
function turn(n: number, of: number): number {
  return ((n % of) + of) % of;
}

/** Matinee, afternoon, evening; evenings from Friday to Sunday cost more. */
function basePrice(startMinutes: number, weekday: number): number {
  if (startMinutes < 14 * 60) return 890;
  if (startMinutes < eveningMinutes) return 1050;
  return weekday === 5 || weekday === 6 || weekday === 0 ? 1390 : 1250;
}

function makeScreening(
  show: Show,
  { id, venueId, startsAtMs }: { id: number; venueId: number; startsAtMs: number },
): DemoScreening {
  return {
    id,
    movieId: show.movieId,
    venueId,
    startsAtMs,
    endsAtMs: startsAtMs + show.lengthMinutes * minuteMs,
    display: show.display,
    language: show.language,
    priceMinor: show.priceMinor,
    salesEndAtMs: startsAtMs + salesEndMinutes * minuteMs,
  };
}

function missing(what: string): never {
  throw new Error(`the demo cinema lacks ${what}`);
}
