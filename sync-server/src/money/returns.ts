/**
 * What a cinema tells a film's distributor: seats by class and price, gross, tax and net, of a business day or a film week,
 * by the date of the screenings. A return that was made stays as it is. What arrives or is undone later shows as the
 * difference between what is known now and all that was told before, as adjustments in the next return of the same kind.
 */
import { z } from 'zod';
import { noteAct } from '../accounts/accounts.ts';
import { isDuplicateKey, runOnce } from '../operations/operations.ts';
import { type Refused, refuse } from '../platform/api.ts';
import { type Queries, RolledBack, type Transaction } from '../platform/database.ts';
import { addDays, type CinemaOf, type Days, type MoneyDeps } from './money-days.ts';
import * as sql from './returns.sql.ts';

const minor = z.int();
const totals = { seats: z.int(), grossMinor: minor, taxMinor: minor, netMinor: minor };
export const ReturnLine = z
  .object({
    showDate: z.string(),
    ticketClass: z.string(),
    priceMinor: minor,
    ...totals,
    ofReturn: z.int().nullable().meta({ description: 'An adjustment of this earlier return; null: a day of its own.' }),
  })
  .meta({ id: 'FilmReturnLine' });
export type ReturnLine = z.infer<typeof ReturnLine>;

export const Draft = z
  .object({
    movieId: z.int(),
    title: z.string(),
    screenings: z.int(),
    isOver: z.boolean().meta({ description: 'No screening of these days is sold any more.' }),
    madeId: z.int().nullable().meta({ description: 'The return that tells of these days already.' }),
    lines: z.array(ReturnLine),
    ...totals,
  })
  .meta({ id: 'FilmReturnDraft' });
export type Draft = z.infer<typeof Draft>;

export const MadeReturn = z
  .object({
    id: z.int(),
    movieId: z.int(),
    title: z.string(),
    kind: z.enum(sql.returnKinds),
    number: z.int(),
    from: z.string(),
    to: z.string(),
    currency: z.string(),
    ...totals,
    madeBy: z.string(),
    madeAtMs: z.int(),
  })
  .meta({ id: 'FilmReturn' });
export type MadeReturn = z.infer<typeof MadeReturn>;

/** So long after a day something may come to light that the next return adjusts. */
export const adjustDaysMax = 92;

export interface Period {
  kind: sql.ReturnKind;
  /** Its first business date. */
  from: string;
}
export const daysOf = ({ kind, from }: Period): Days => ({ from, to: addDays(from, kind === 'week' ? 6 : 0) });

/** By title. `movieId` null: all films that played in these days or have something to adjust. */
export async function draftReturns(
  queries: Queries,
  cinemaId: number,
  { period, movieId, nowMs }: { period: Period; movieId: number | null; nowMs: number },
): Promise<Draft[]> {
  const days = daysOf(period);
  const horizon = addDays(days.from, -adjustDaysMax);
  const film = { cinemaId, movieId };
  const made = await sql.selectMade(queries, { ...film, kind: period.kind, from: horizon });
  const latest = made.reduce((last, { to_date }) => (to_date > last ? to_date : last), days.to);
  const wide = { ...film, days: { from: horizon, to: latest } };
  const played = await sql.selectPlayed(queries, { ...film, days });
  const known = Map.groupBy(await sql.selectSeats(queries, wide), ({ movie_id }) => movie_id);
  const told = Map.groupBy(await sql.selectTold(queries, { ...wide, kind: period.kind }), ({ movie_id }) => movie_id);
  const madeOf = Map.groupBy(made, ({ movie_id }) => movie_id);
  const titles = new Map([...made, ...played].map(({ movie_id, title }) => [movie_id, title]));
  return [...titles]
    .map(([id, title]) => {
      const returns = madeOf.get(id) ?? [];
      const show = played.find(({ movie_id }) => movie_id === id);
      const lines = compare(known.get(id) ?? [], told.get(id) ?? [], (date) => placeOf(date, days, returns));
      return {
        movieId: id,
        title,
        screenings: show?.screenings ?? 0,
        isOver: (show?.sales_end_at_ms ?? 0) <= nowMs,
        madeId: returns.find(({ from_date, to_date }) => from_date <= days.to && to_date >= days.from)?.id ?? null,
        lines,
        ...sum(lines),
      };
    })
    .filter(({ screenings, lines, madeId }) => screenings > 0 || lines.length > 0 || madeId !== null)
    .sort((a, b) => a.title.localeCompare(b.title) || a.movieId - b.movieId);
}

type Place = { ofReturn: number | null } | null;

/** Null: it is told of neither by this return nor by an earlier one. */
function placeOf(date: string, days: Days, made: readonly sql.ReturnRow[]): Place {
  const earlier = made.find(({ from_date, to_date }) => from_date <= date && date <= to_date);
  if (earlier) return { ofReturn: earlier.id };
  return days.from <= date && date <= days.to ? { ofReturn: null } : null;
}

/** What is known less what was told. */
function compare(
  known: readonly sql.SeatsRow[],
  told: readonly sql.SeatsRow[],
  placeOfDate: (date: string) => Place,
): ReturnLine[] {
  const keyOf = (row: sql.SeatsRow) => `${row.show_date} ${row.ticket_class} ${row.price_minor}`;
  const rows = Map.groupBy([...known, ...told.map(negate)], keyOf);
  const lines: ReturnLine[] = [];
  for (const same of rows.values()) {
    const [row] = same;
    const place = row ? placeOfDate(row.show_date) : null;
    if (!row || !place) continue;
    const total = (of: (each: sql.SeatsRow) => number) => same.reduce((all, each) => all + of(each), 0);
    const [seats, grossMinor, taxMinor] = [
      total((each) => each.seats),
      total((each) => each.gross_minor),
      total((each) => each.tax_minor),
    ];
    if (seats === 0 && grossMinor === 0 && taxMinor === 0) continue;
    const { show_date: showDate, ticket_class: ticketClass, price_minor: priceMinor } = row;
    lines.push({
      showDate,
      ticketClass,
      priceMinor,
      seats,
      grossMinor,
      taxMinor,
      netMinor: grossMinor - taxMinor,
      ...place,
    });
  }
  return lines.sort(
    (a, b) =>
      Number(a.ofReturn !== null) - Number(b.ofReturn !== null) ||
      a.showDate.localeCompare(b.showDate) ||
      a.ticketClass.localeCompare(b.ticketClass) ||
      a.priceMinor - b.priceMinor,
  );
}

const negate = (row: sql.SeatsRow): sql.SeatsRow => ({
  ...row,
  seats: -row.seats,
  gross_minor: -row.gross_minor,
  tax_minor: -row.tax_minor,
});

function sum(lines: readonly ReturnLine[]) {
  const total = (name: keyof typeof totals) => lines.reduce((all, line) => all + line[name], 0);
  return {
    seats: total('seats'),
    grossMinor: total('grossMinor'),
    taxMinor: total('taxMinor'),
    netMinor: total('netMinor'),
  };
}

export interface ReturnOrder extends Period {
  operationId: string;
  movieId: number;
  by: string;
}

/** Made once: two managers at the same moment make one. */
export async function makeReturn(
  deps: MoneyDeps,
  cinema: CinemaOf,
  order: ReturnOrder,
): Promise<{ id: number } | Refused> {
  const { operationId, ...body } = order;
  try {
    return await runOnce<{ id: number } | Refused, Refused>(
      deps,
      { operationId: `film-return:${operationId}`, body: { ...body, cinemaId: cinema.id } },
      (tx) => insertDraft(tx, deps, { cinema, order }),
      (refusal) => refusal,
    );
  } catch (thrown) {
    // The other one has taken its number.
    if (isDuplicateKey(thrown)) return refuse('return-made-already');
    throw thrown;
  }
}

async function insertDraft(
  tx: Transaction,
  deps: MoneyDeps,
  { cinema, order }: { cinema: CinemaOf; order: ReturnOrder },
): Promise<{ id: number }> {
  const { kind, from, movieId, by } = order;
  const nowMs = deps.clock.nowMs();
  const number = 1 + (await sql.selectLastNumber(tx, { cinemaId: cinema.id, movieId, kind }));
  const [draft] = await draftReturns(tx, cinema.id, { period: { kind, from }, movieId, nowMs });
  if (!draft) throw new RolledBack(refuse('nothing-to-return'));
  if (draft.madeId !== null) throw new RolledBack(refuse('return-made-already'));
  if (!draft.isOver) throw new RolledBack(refuse('return-too-early'));
  const days = daysOf(order);
  const row = {
    cinema_id: cinema.id,
    movie_id: movieId,
    kind,
    number,
    from_date: days.from,
    to_date: days.to,
    currency: cinema.currency,
    seats: draft.seats,
    gross_minor: draft.grossMinor,
    tax_minor: draft.taxMinor,
    made_by: by,
    made_at_ms: nowMs,
  };
  const id = await sql.insertReturn(tx, row, draft.lines.map(toRow));
  const { seats, grossMinor, taxMinor } = draft;
  const detail = { id, cinemaId: cinema.id, movieId, kind, ...days, seats, grossMinor, taxMinor };
  await noteAct(tx, deps, { operation: 'make-film-return', by, detail });
  return { id };
}

const toRow = (line: ReturnLine): sql.LineRow => ({
  show_date: line.showDate,
  ticket_class: line.ticketClass,
  price_minor: line.priceMinor,
  seats: line.seats,
  gross_minor: line.grossMinor,
  tax_minor: line.taxMinor,
  of_return_id: line.ofReturn,
});

export const describeReturn = (row: sql.ReturnRow): MadeReturn => ({
  id: row.id,
  movieId: row.movie_id,
  title: row.title,
  kind: row.kind,
  number: row.number,
  from: row.from_date,
  to: row.to_date,
  currency: row.currency,
  seats: row.seats,
  grossMinor: row.gross_minor,
  taxMinor: row.tax_minor,
  netMinor: row.gross_minor - row.tax_minor,
  madeBy: row.made_by,
  madeAtMs: row.made_at_ms,
});

export const describeLine = (row: sql.LineRow): ReturnLine => ({
  showDate: row.show_date,
  ticketClass: row.ticket_class,
  priceMinor: row.price_minor,
  seats: row.seats,
  grossMinor: row.gross_minor,
  taxMinor: row.tax_minor,
  netMinor: row.gross_minor - row.tax_minor,
  ofReturn: row.of_return_id,
});
