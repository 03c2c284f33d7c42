import type { Clock } from '@marquee/shared/clock';
import { screeningStream, streamStart } from '@marquee/shared/protocol/streams';
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
  type SeatNow,
  SeatNowAnswer,
} from './answers.ts';
import { loadPrices } from './catalogue.ts';
import { catalogueSeconds, toFilms } from './films.route.ts';
import { selectFilm } from './films.sql.ts';
import * as sql from './programme.sql.ts';
import type { Versions } from './versions.ts';

export interface ProgrammeDeps {
  database: Queries;
  clock: Pick<Clock, 'nowMs'>;
  incarnation: number;
  /** Whether a terminal can be asked to give up a seat now; where nobody knows, it is asked. */
  isReachable?: (terminal: number) => boolean;
}

const page = z.object({ cursor: programmeCursor.optional(), limit: limitText });
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
    query: page.extend({ date: z.iso.date(), cinema: numberText(idMax).optional() }),
    answer: ProgrammeAnswer,
    cacheSeconds: catalogueSeconds,
    version: ofCatalogue,
    async handle({ query: { date, cinema, cursor, limit } }) {
      const range = { cinemaId: cinema ?? null, after: afterOf(cursor), limit: limit + 1 };
      return toPage(await sql.selectProgramme(database, date, range), limit);
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
    query: page,
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
      return toPage(rows, limit);
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
      const list = row && (await loadPrices(database, row.cinema_id));
      if (!row || !movie || !list) return refuse('not-found');
      const { price_minor, display } = row;
      const prices = ticketClasses.flatMap((ticketClass) =>
        seatKinds.map((seatKind) => ({
          ticketClass,
          seatKind,
          ...priceTicket(list, price_minor, { ticketClass, seatKind, display }),
        })),
      );
      return { screening: toScreeningAnswer(row), movie, prices };
    },
  });

const makeBookedMapInfo = (deps: ProgrammeDeps, { ofSeats }: Versions) =>
  defineRoute({
    operationId: 'Booked_map_info',
    method: 'get',
    path: '/api/v1/screenings/:id/seats',
    tag: 'catalogue',
    summary: 'What every seat of a screening is now, and from where to follow its stream',
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
      const { database, incarnation } = deps;
      const stream = screeningStream(id);
      // Before the seats: what changes meanwhile is told again to whoever follows from here, and does no harm.
      const at = await sql.selectStreamPlace(database, stream);
      const screening = await sql.selectOne(database, id);
      if (!at || !screening) return refuse('not-found');
      const cursor = { incarnation, revision: at.revision, changeId: at.change_id ?? streamStart };
      if (screening.seating === 'unnumbered') {
        return { stream, cursor, seats: [], freePlaces: await sql.countFree(database, id) };
      }
      const rows = await sql.selectSeatsNow(database, id);
      const areReachable = noteReachable(rows, deps);
      const seats = rows.map((row) => toSeatNow(row, deps));
      const freePlaces = seats.filter(({ state }) => state === 'free').length;
      return new AnswerWhile({ stream, cursor, seats, freePlaces }, areReachable);
    },
  });

/** Terminals come and go without a change of any stream: whether those with seats are as they were. */
function noteReachable(rows: readonly sql.SeatNowRow[], { isReachable }: ProgrammeDeps): () => boolean {
  if (!isReachable) return () => true;
  const holders = new Set(rows.filter(({ state }) => state === 'granted').map(({ holder }) => holder));
  const noted = [...holders].map((holder) => ({ holder, was: isReachable(holder) }));
  return () => noted.every(({ holder, was }) => isReachable(holder) === was);
}

function toSeatNow(row: sql.SeatNowRow, deps: ProgrammeDeps): z.infer<typeof SeatNowAnswer> {
  const { place_id, row_label, label, x, y, kind } = row;
  const place = { id: place_id, row: row_label, label, x, y, kind };
  return { seatId: row.seat_id, place, state: stateNow(row, deps) };
}

function stateNow({ state, holder, blocked_for }: sql.SeatNowRow, deps: ProgrammeDeps): z.infer<typeof SeatNow> {
  if (state === 'blocked') return 'blocked';
  if (state !== 'free' && state !== 'granted') return 'taken';
  if (blocked_for !== null) return 'blocked';
  if (state === 'free') return 'free';
  return (deps.isReachable?.(holder) ?? true) ? 'on-request' : 'taken';
}

const afterOf = (cursor: z.output<typeof programmeCursor> | undefined): sql.After =>
  cursor ? { startsAtMs: cursor[1], id: cursor[2] } : null;

function toPage(rows: readonly sql.ProgrammeRow[], limit: number): z.infer<typeof ProgrammeAnswer> {
  const cut = cutPage(rows, limit, (row) => ['programme', row.starts_at_ms, row.id]);
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
