import type { Clock } from '@marquee/shared/clock';
import { seatKinds } from '@marquee/shared/seating/seat-map';
import { priceTicket } from '@marquee/shared/tickets/pricing';
import { ticketClasses } from '@marquee/shared/tickets/ticket-class';
import { z } from 'zod';
import { type ApiRoute, defineRoute, refuse } from '../platform/api.ts';
import { cutPage } from '../platform/cursor.ts';
import type { Queries } from '../platform/database.ts';
import { AnswerWhile } from '../platform/kept-answers.ts';
import { idMax, numberText } from '../platform/read-params.ts';
import {
  FilmAnswer,
  IdParams,
  limitText,
  nextCursor,
  PriceAnswer,
  programmeCursor,
  ScreeningAnswer,
  SeatNowAnswer,
  screeningsOfFilmCursor,
} from './answers.ts';
import { loadPrices } from './catalogue.ts';
import { catalogueSeconds, toFilms } from './films.route.ts';
import { selectFilm } from './films.sql.ts';
import * as sql from './programme.sql.ts';
import { type IsReachable, judgeSeat, readSeatsNow } from './seats-now.ts';
import type { Versions } from './versions.ts';

export interface ProgrammeDeps {
  database: Queries;
  clock: Pick<Clock, 'nowMs'>;
  incarnation: number;
  isReachable?: IsReachable;
}

const ProgrammeAnswer = z.object({ screenings: z.array(ScreeningAnswer), next: nextCursor });

export function makeProgrammeRoutes(deps: ProgrammeDeps, versions: Versions): ApiRoute[] {
  return [makeProgramme, makeScreeningsFilm, makeScreeningsInfo, makeBookedMapInfo].map((make) => make(deps, versions));
}

const makeProgramme = ({ database }: ProgrammeDeps, { ofCatalogue }: Versions) =>
  defineRoute({
    operationId: 'Programme',
    method: 'get',
    path: '/api/v1/screenings',
    tag: 'catalogue',
    summary: 'The programme of a day, everywhere or in one cinema',
    authority: 'anyone',
    query: z.object({
      date: z.iso.date(),
      cinema: numberText(idMax).optional(),
      cursor: programmeCursor.optional(),
      limit: limitText,
    }),
    answer: ProgrammeAnswer,
    cacheSeconds: catalogueSeconds,
    version: ofCatalogue,
    async handle({ query: { date, cinema, cursor, limit } }) {
      const range = { cinemaId: cinema ?? null, after: afterOf(cursor), limit: limit + 1 };
      return toPage('programme', await sql.selectProgramme(database, date, range), limit);
    },
  });

const makeScreeningsFilm = ({ database, clock }: ProgrammeDeps, { ofCatalogue }: Versions) =>
  defineRoute({
    operationId: 'Screenings_film',
    method: 'get',
    path: '/api/v1/cinemas/:cinema/movies/:movie/screenings',
    tag: 'catalogue',
    summary: 'Screenings of a film in a cinema that are still on sale, by their start',
    authority: 'anyone',
    params: z.object({ cinema: numberText(idMax), movie: numberText(idMax) }),
    query: z.object({ cursor: screeningsOfFilmCursor.optional(), limit: limitText }),
    answer: ProgrammeAnswer,
    cacheSeconds: catalogueSeconds,
    version: ofCatalogue,
    async handle({ params, query: { cursor, limit } }) {
      const rows = await sql.selectOfFilm(database, {
        movieId: params.movie,
        cinemaId: params.cinema,
        nowMs: clock.nowMs(),
        after: afterOf(cursor),
        limit: limit + 1,
      });
      return toPage('screenings-of-film', rows, limit);
    },
  });

const makeScreeningsInfo = ({ database }: ProgrammeDeps, { ofCatalogue }: Versions) =>
  defineRoute({
    operationId: 'Screenings_info',
    method: 'get',
    path: '/api/v1/screenings/:id',
    tag: 'catalogue',
    summary: 'A screening with its film and the price of each class in each kind of seat',
    authority: 'anyone',
    params: IdParams,
    answer: z.object({ screening: ScreeningAnswer, movie: FilmAnswer, prices: z.array(PriceAnswer) }),
    cacheSeconds: catalogueSeconds,
    version: ofCatalogue,
    async handle({ params }) {
      const row = await sql.selectOne(database, params.id);
      const film = row && (await selectFilm(database, row.movie_id));
      const [movie] = film ? await toFilms(database, [film]) : [];
      const rules = row && (await loadPrices(database, row.cinema_id));
      if (!row || !movie || !rules) return refuse('not-found');
      const show = { priceMinor: row.price_minor, display: row.display, startsAtMs: row.starts_at_ms };
      const prices = ticketClasses.flatMap((ticketClass) =>
        seatKinds.map((seatKind) => ({
          ticketClass,
          seatKind,
          ...priceTicket(rules, show, { ticketClass, seatKind, isMember: false }),
        })),
      );
      return { screening: toScreeningAnswer(row), movie, prices };
    },
  });

const liveDescription =
  'To be told of changes instead of asking again: Socket.IO at the path `/live/`, namespace `/seats`, without logging in. Emit `seats:follow` with `{screeningId, revision}`, the revision being that of `cursor`; the acknowledgement says which seats are taken, and `seats:changed` and `seats:snapshot` follow. A seat counts as taken there where its state here is `taken` or `blocked`. See docs/live-seats.md.';

const makeBookedMapInfo = (deps: ProgrammeDeps, { ofSeats }: Versions) =>
  defineRoute({
    operationId: 'Booked_map_info',
    method: 'get',
    path: '/api/v1/screenings/:id/seats',
    tag: 'catalogue',
    summary: 'What every seat of a screening is now, and from where to follow its stream',
    description: liveDescription,
    authority: 'anyone',
    params: IdParams,
    answer: z.object({
      stream: z.string(),
      cursor: z.object({ incarnation: z.int(), revision: z.int(), changeId: z.string() }),
      seats: z.array(SeatNowAnswer).meta({ description: 'Empty where guests sit where they like.' }),
      freePlaces: z.int(),
    }),
    cacheSeconds: 0,
    version: ({ params }) => ofSeats(params.id),
    async handle({ params: { id } }) {
      const now = await readSeatsNow(deps.database, deps.incarnation, id);
      if (!now) return refuse('not-found');
      const { stream, cursor, isNumbered } = now;
      const areReachable = noteReachable(now.seats, deps.isReachable);
      const seats = now.seats.map((row) => toSeatNow(row, deps.isReachable));
      const freePlaces = seats.filter(({ state }) => state === 'free').length;
      return new AnswerWhile({ stream, cursor, seats: isNumbered ? seats : [], freePlaces }, areReachable);
    },
  });

/** Terminals come and go without a change of any stream: whether those with seats are as they were. */
function noteReachable(rows: readonly sql.SeatNowRow[], isReachable: IsReachable | undefined): () => boolean {
  if (!isReachable) return () => true;
  const holders = new Set(rows.filter(({ state }) => state === 'granted').map(({ holder }) => holder));
  const noted = [...holders].map((holder) => ({ holder, was: isReachable(holder) }));
  return () => noted.every(({ holder, was }) => isReachable(holder) === was);
}

function toSeatNow(row: sql.SeatNowRow, isReachable: IsReachable | undefined): z.infer<typeof SeatNowAnswer> {
  const { place_id, row_label, label, x, y, kind } = row;
  const place = { id: place_id, row: row_label, label, x, y, kind };
  return { seatId: row.seat_id, place, state: judgeSeat(row, isReachable) };
}

const afterOf = (cursor: readonly [string, number, number] | undefined): sql.After =>
  cursor ? { startsAtMs: cursor[1], id: cursor[2] } : null;

function toPage(
  list: 'programme' | 'screenings-of-film',
  rows: readonly sql.ProgrammeRow[],
  limit: number,
): z.infer<typeof ProgrammeAnswer> {
  const cut = cutPage(rows, limit, (row) => [list, row.starts_at_ms, row.id]);
  return { screenings: cut.page.map(toScreeningAnswer), next: cut.next };
}

export function toScreeningAnswer(row: sql.ProgrammeRow): z.infer<typeof ScreeningAnswer> {
  return {
    id: row.id,
    movieId: row.movie_id,
    title: row.title,
    venueId: row.venue_id,
    venueName: row.venue_name,
    cinemaId: row.cinema_id,
    cinemaName: row.cinema_name,
    timeZone: row.time_zone,
    showDate: row.show_date,
    startsAtMs: row.starts_at_ms,
    endsAtMs: row.ends_at_ms,
    salesEndAtMs: row.sales_end_at_ms,
    display: row.display,
    language: row.language,
    priceMinor: row.price_minor,
    currency: row.currency,
    seating: row.seating,
    state: row.state,
  };
}
