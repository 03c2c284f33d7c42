/**
 * Takings of a cinema's business days. A sale counts on the day on which it was made, by its seller's clock; what goes back
 * counts on the day on which it was undone, also where it is still to be paid out. So a day that is over changes only by
 * what its terminals had not sent yet, and the sum of any grouping is the same to the cent.
 */
import { localMs } from '@marquee/shared/wall-clock';
import { z } from 'zod';
import { businessDate, businessDayMs, dayStartsHour } from '../catalogue/catalogue.ts';
import type { Queries } from '../platform/database.ts';
import type { CinemaOf, Days } from './money-days.ts';
import * as sql from './takings.sql.ts';

/** What is left over where a booking is of several classes. */
const rest = 'rest';
const minor = z.int();
const count = z.int();
const sums = {
  bookings: count,
  tickets: count.meta({ description: 'Sold, comps included.' }),
  comps: count,
  ticketsBack: count.meta({ description: 'Undone: voids, refunds and exchanges.' }),
  ticketsMinor: minor,
  itemsMinor: minor,
  otherMinor: minor.meta({ description: 'Of bookings whose total is not what their lines come to; hardly ever.' }),
  soldMinor: minor,
  backMinor: minor,
  netMinor: minor.meta({ description: 'Sold less what goes back.' }),
  taxMinor: minor.meta({ description: 'Contained in it.' }),
};
export const TakingsRow = z
  .object({
    key: z.string().meta({
      description:
        'A date, an hour (`20`), a film’s or screening’s id, a class, a channel; empty: neither film nor screening.',
    }),
    title: z.string().nullable(),
    venue: z.string().nullable(),
    startsAtMs: z.int().nullable(),
    ...sums,
  })
  .meta({ id: 'TakingsRow' });
export type TakingsRow = z.infer<typeof TakingsRow>;

export const Takings = z.object({
  currency: z.string(),
  rows: z.array(TakingsRow),
  total: z.object(sums),
  tenders: z.array(
    z.object({
      kind: z.string(),
      inMinor: minor,
      outMinor: minor,
      declinedMinor: minor.meta({ description: 'By a bank, afterwards: contained in it, and lost.' }),
    }),
  ),
  back: z.array(z.object({ kind: z.string(), count, minor })),
  owedMinor: minor.meta({ description: 'Of what goes back: not paid out yet.' }),
});
export type Takings = z.infer<typeof Takings>;
type Sums = Takings['total'];

/** Before it is known what is left over. */
interface Parts {
  bookings: number;
  tickets: number;
  comps: number;
  ticketsBack: number;
  ticketsMinor: number;
  itemsMinor: number;
  /** What bookings, and what refunds, came to in all. */
  paidMinor: number;
  backMinor: number;
  linesBackMinor: number;
  taxMinor: number;
}
const noParts: Parts = {
  bookings: 0,
  tickets: 0,
  comps: 0,
  ticketsBack: 0,
  ticketsMinor: 0,
  itemsMinor: 0,
  paidMinor: 0,
  backMinor: 0,
  linesBackMinor: 0,
  taxMinor: 0,
};

interface Asked {
  days: Days;
  by: sql.Grouping;
}
const triesMax = 5;

/**
 * A sale that arrives while it is summed is in all of the sums or in none: they are taken again where anything has come in
 * between. At a time when something always does, the last ones are as good as any.
 */
export async function readTakings(queries: Queries, cinema: CinemaOf, asked: Asked): Promise<Takings> {
  const span = spanOf(cinema, asked.days);
  let mark = await readMark(queries, span);
  for (let tries = 1; ; tries++) {
    const takings = await sumTakings(queries, cinema, asked);
    const after = await readMark(queries, span);
    if (after === mark || tries >= triesMax) return takings;
    mark = after;
  }
}

/** Changes with every sale, and with whatever goes back or is paid out. */
async function readMark(queries: Queries, span: sql.Span): Promise<string> {
  const sold = await sql.sumBookings(queries, span, 'channel');
  return JSON.stringify([sold, await sql.sumRefundKinds(queries, span), await sql.sumPaidBack(queries, span)]);
}

async function sumTakings(queries: Queries, cinema: CinemaOf, { days, by }: Asked): Promise<Takings> {
  const span = spanOf(cinema, days);
  const parts = await sumParts(queries, span, { by, timeZone: cinema.timeZone });
  const all = [...parts.values()].reduce(addUp, noParts);
  const rows = by === 'class' ? classRows(parts, all) : [...parts].map(([key, row]) => [key, finish(row)] as const);
  return {
    currency: cinema.currency,
    rows: (await nameRows(queries, by, rows)).sort(inOrder(by)),
    total: finish(all),
    ...(await sumTenders(queries, span, all.backMinor)),
  };
}

export function spanOf({ id, timeZone }: CinemaOf, { from, to }: Days): sql.Span {
  return { cinemaId: id, fromMs: businessDayMs(from, timeZone).fromMs, toMs: businessDayMs(to, timeZone).toMs };
}

async function sumTenders(
  queries: Queries,
  span: sql.Span,
  backMinor: number,
): Promise<Pick<Takings, 'tenders' | 'back' | 'owedMinor'>> {
  const paid = new Map((await sql.sumPaid(queries, span)).map((row) => [String(row.k), row]));
  const paidBack = new Map((await sql.sumPaidBack(queries, span)).map((row) => [String(row.k), row.minor]));
  const outMinor = [...paidBack.values()].reduce((total, minor) => total + minor, 0);
  return {
    tenders: [...new Set([...paid.keys(), ...paidBack.keys()])].sort().map((kind) => ({
      kind,
      inMinor: paid.get(kind)?.minor ?? 0,
      outMinor: paidBack.get(kind) ?? 0,
      declinedMinor: paid.get(kind)?.declined ?? 0,
    })),
    back: (await sql.sumRefundKinds(queries, span)).map(({ k, n, minor }) => ({ kind: String(k), count: n, minor })),
    owedMinor: backMinor - outMinor,
  };
}

function addUp(a: Parts, b: Partial<Parts>): Parts {
  const names = Object.keys(noParts) as (keyof Parts)[];
  return Object.fromEntries(names.map((name) => [name, a[name] + (b[name] ?? 0)])) as unknown as Parts;
}

async function sumParts(
  queries: Queries,
  span: sql.Span,
  { by, timeZone }: { by: sql.Grouping; timeZone: string },
): Promise<Map<string, Parts>> {
  const parts = new Map<string, Parts>();
  const add = (found: readonly sql.SumRow[], what: (row: sql.SumRow) => Partial<Parts>) => {
    for (const row of found) {
      const key = keyOf(row.k, by, timeZone);
      parts.set(key, addUp(parts.get(key) ?? noParts, what(row)));
    }
  };
  add(await sql.sumTickets(queries, span, by), ({ n, minor, tax, comps }) => ({
    tickets: n,
    comps,
    ticketsMinor: minor,
    taxMinor: tax,
  }));
  add(await sql.sumItems(queries, span, by), ({ minor, tax }) => ({ itemsMinor: minor, taxMinor: tax }));
  add(await sql.sumBookings(queries, span, by), ({ n, minor }) => ({ bookings: n, paidMinor: minor }));
  add(await sql.sumTicketsBack(queries, span, by), ({ n, minor, tax }) => ({
    ticketsBack: n,
    linesBackMinor: minor,
    taxMinor: -tax,
  }));
  add(await sql.sumItemsBack(queries, span, by), ({ minor, tax }) => ({ linesBackMinor: minor, taxMinor: -tax }));
  add(await sql.sumRefunds(queries, span, by), ({ minor }) => ({ backMinor: minor }));
  return parts;
}

/** Days and hours are those of the clock on the cinema’s wall. */
function keyOf(key: string | number | null, by: sql.Grouping, timeZone: string): string {
  if (key === null) return '';
  if (by === 'day') return businessDate(Number(key), timeZone);
  if (by === 'hour') return new Date(localMs(Number(key), timeZone)).toISOString().slice(11, 13);
  return String(key);
}

function finish({ paidMinor, linesBackMinor: _, ...row }: Parts): Sums {
  return {
    ...row,
    otherMinor: paidMinor - row.ticketsMinor - row.itemsMinor,
    soldMinor: paidMinor,
    netMinor: paidMinor - row.backMinor,
  };
}

/** A booking is of several classes: what is left over of all has a row of its own. */
function classRows(parts: ReadonlyMap<string, Parts>, all: Parts): (readonly [string, Sums])[] {
  const rows = [...parts].filter(([key]) => key !== rest);
  const named = rows.map(([key, row]) => {
    const paidMinor = row.ticketsMinor + row.itemsMinor;
    return [key, finish({ ...row, paidMinor, backMinor: row.linesBackMinor })] as const;
  });
  const paidMinor = all.paidMinor - all.ticketsMinor - all.itemsMinor;
  const backMinor = all.backMinor - all.linesBackMinor;
  if (paidMinor === 0 && backMinor === 0) return named;
  return [...named, [rest, finish({ ...noParts, paidMinor, backMinor })]];
}

async function nameRows(
  queries: Queries,
  by: sql.Grouping,
  rows: readonly (readonly [string, Sums])[],
): Promise<TakingsRow[]> {
  const ids = rows.map(([key]) => Number(key)).filter((id) => id > 0);
  const isNamed = ids.length > 0 && (by === 'film' || by === 'screening');
  const labels = !isNamed
    ? []
    : by === 'film'
      ? await sql.selectFilmLabels(queries, ids)
      : await sql.selectScreeningLabels(queries, ids);
  const byId = new Map<string, Partial<sql.ScreeningLabel>>(labels.map((label) => [String(label.id), label]));
  return rows.map(([key, sums]) => {
    const label = byId.get(key);
    return {
      key,
      title: label?.title ?? null,
      venue: label?.venue ?? null,
      startsAtMs: label?.starts_at_ms ?? null,
      ...sums,
    };
  });
}

/** Times as they pass, from the beginning of a business day; the rest by what it has brought in. */
function inOrder(by: sql.Grouping): (a: TakingsRow, b: TakingsRow) => number {
  // What is of no screening comes last.
  const startOf = ({ startsAtMs }: TakingsRow) => startsAtMs ?? Number.MAX_SAFE_INTEGER;
  const place = ({ key }: TakingsRow) => (Number(key) + 24 - dayStartsHour) % 24;
  if (by === 'day') return (a, b) => a.key.localeCompare(b.key);
  if (by === 'hour') return (a, b) => place(a) - place(b);
  if (by === 'screening') return (a, b) => startOf(a) - startOf(b) || a.key.localeCompare(b.key);
  return (a, b) => b.netMinor - a.netMinor || a.key.localeCompare(b.key);
}
