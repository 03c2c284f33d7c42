/**
 * What a schedule would change: the same file a second time changes nothing. A show is known by the id that its own system
 * gave it. What is sold is left as it is, and named.
 */

import { currencyDigits } from '@marquee/shared/money';
import type { Display } from '@marquee/shared/tickets/ticket-class';
import { dateAt, instantAt, localMs } from '@marquee/shared/wall-clock';
import { businessDate, foldText } from '../catalogue/catalogue.ts';
import type { Queries } from '../platform/database.ts';
import { sha256Hex } from '../platform/keys.ts';
import { type Conflict, findConflicts } from './conflicts.ts';
import * as sql from './import.sql.ts';
import * as plan from './plan.sql.ts';
import { type Mistake, readSchedule, type ShowInFile } from './schedule-file.ts';

export interface Schedule {
  format: 'json' | 'csv';
  text: string;
  cleaningMinutes: number;
  /** Shows of the file's days that it doesn't have any more are cancelled. */
  removeMissing: boolean;
}

/** As it is to be, or is. */
export interface ShowAs {
  venueId: number;
  movieId: number;
  title: string;
  startsAtMs: number;
  endsAtMs: number;
  display: Display;
  language: string;
  priceMinor: number;
}
/** `held`: it differs, and stays as it is, for a reason. */
export interface DiffEntry {
  kind: 'new' | 'changed' | 'removed' | 'unchanged' | 'held';
  showId: string;
  /** Of the file; null where the file doesn't have it. */
  line: number | null;
  screeningId: number | null;
  before: ShowAs | null;
  after: ShowAs | null;
  conflicts: Conflict[];
  why: 'sold' | 'cancelled-here' | 'begun' | null;
}
export interface Diff {
  mistakes: Mistake[];
  entries: DiffEntry[];
  /** Of what would be done: to be confirmed with. */
  hash: string;
}

export interface ImportAt {
  cinemaId: number;
  nowMs: number;
}

/** What is done when it is confirmed: all but what is held or in conflict. */
export const isToDo = ({ kind, conflicts }: DiffEntry): boolean =>
  kind !== 'unchanged' && kind !== 'held' && conflicts.length === 0;

export async function diffSchedule(queries: Queries, at: ImportAt, schedule: Schedule): Promise<Diff> {
  const { shows, mistakes } = readSchedule(schedule.format, schedule.text);
  const cinema = await plan.selectCinema(queries, at.cinemaId);
  if (!cinema || mistakes.length > 0) return { mistakes, entries: [], hash: '' };
  const named = await resolve(queries, cinema, shows);
  if (named.mistakes.length > 0) return { mistakes: named.mistakes, entries: [], hash: '' };
  const found = await compare(queries, { ...at, timeZone: cinema.time_zone }, named.shows, schedule);
  const entries = await judge(queries, at, found, { schedule, skipped: named.skipped });
  const toDo = entries.filter(isToDo).map(({ kind, showId, screeningId, after }) => [kind, showId, screeningId, after]);
  return { mistakes: [], entries, hash: sha256Hex(JSON.stringify(toDo)) };
}

interface Named {
  showId: string;
  line: number;
  as: ShowAs;
}

/** Names become ids, times of the wall clock instants, decimal amounts minor units. */
async function resolve(queries: Queries, cinema: plan.CinemaRow, shows: readonly ShowInFile[]) {
  const venues = Map.groupBy(await plan.selectVenues(queries, cinema.id), ({ name }) => foldText(name));
  const films = Map.groupBy(await plan.selectFilms(queries), ({ name }) => foldText(name));
  const digits = currencyDigits(cinema.currency);
  const mistakes: Mistake[] = [];
  const skipped = new Set<string>();
  const resolved: Named[] = [];
  for (const show of shows) {
    const wrong = (field: string, message: string) => mistakes.push({ line: show.line, field, message });
    const [venue] = venues.get(foldText(show.venue)) ?? [];
    const sameName = findFilms(show.film, films);
    const [film] = sameName;
    const minutes = show.minutes ?? film?.length ?? null;
    const priceMinor = toMinor(show.price, digits);
    if (!venue) wrong('venue', `no venue of this cinema is called ${show.venue}`);
    if (!film) wrong('film', `no film is called ${show.film}`);
    if (sameName.length > 1)
      wrong('film', `${sameName.length} films are called so: write #${film?.id}, the film’s number`);
    if (film && minutes === null) wrong('minutes', 'the film’s length is not known: say how long it takes');
    if (priceMinor === null) wrong('price', `${cinema.currency} has ${digits} digits after the point`);
    if (!venue || !film || sameName.length > 1 || minutes === null || priceMinor === null) continue;
    const { startsAtMs, isSkipped } = readStart(show.starts, cinema.time_zone);
    if (isSkipped) skipped.add(show.id);
    const { display, language } = show;
    const as = { venueId: venue.id, movieId: film.id, title: film.name, display, language, priceMinor };
    const times = { startsAtMs, endsAtMs: startsAtMs + minutes * 60_000 };
    resolved.push({ showId: show.id, line: show.line, as: { ...as, ...times } });
  }
  return { shows: resolved, mistakes, skipped };
}

/** By name, or by number where it is written as `#117`. */
function findFilms(name: string, films: ReadonlyMap<string, plan.FilmRow[]>): plan.FilmRow[] {
  const called = films.get(foldText(name)) ?? [];
  if (called.length > 0 || !/^#\d+$/.test(name)) return called;
  const id = Number(name.slice(1));
  return [...films.values()].flat().filter((film) => film.id === id);
}

function toMinor(price: string, digits: number): number | null {
  const [whole = '', part = ''] = price.split('.');
  if (part.length > digits) return null;
  const minor = Number(whole + part.padEnd(digits, '0'));
  return minor <= 10_000_000 ? minor : null;
}

/** One without an offset is by the clock on the cinema's wall. */
function readStart(text: string, zone: string): { startsAtMs: number; isSkipped: boolean } {
  if (/(Z|[+-]\d{2}:\d{2})$/.test(text)) return { startsAtMs: Date.parse(text), isSkipped: false };
  const wallMs = Date.parse(`${text.replace(' ', 'T')}:00Z`);
  const date = dateAt(wallMs, 'UTC');
  const startsAtMs = instantAt(date, Math.floor(wallMs / 60_000) % (24 * 60), zone);
  return { startsAtMs, isSkipped: localMs(startsAtMs, zone) !== wallMs };
}

async function compare(
  queries: Queries,
  { cinemaId, nowMs, timeZone }: ImportAt & { timeZone: string },
  shows: readonly Named[],
  { removeMissing }: Schedule,
): Promise<DiffEntry[]> {
  const imported = new Map((await sql.selectImported(queries, cinemaId)).map((row) => [row.show_id, row]));
  const entries = shows.map(({ showId, line, as }) => compareShow(imported.get(showId), { showId, line, as }, nowMs));
  const days = shows.map(({ as }) => businessDate(as.startsAtMs, timeZone)).sort();
  const ids = new Set(shows.map(({ showId }) => showId));
  const missing = [...imported.values()].filter(
    (row) =>
      !ids.has(row.show_id) &&
      row.state === 'published' &&
      row.starts_at_ms > nowMs &&
      row.show_date >= (days[0] ?? '') &&
      row.show_date <= (days.at(-1) ?? ''),
  );
  if (!removeMissing) return entries;
  return [
    ...entries,
    ...missing.map((row): DiffEntry => ({ ...emptyEntry, kind: 'removed', showId: row.show_id, ...beforeOf(row) })),
  ];
}

const emptyEntry = { line: null, screeningId: null, before: null, after: null, conflicts: [], why: null };

const beforeOf = (row: sql.ImportedRow): Pick<DiffEntry, 'screeningId' | 'before'> => ({
  screeningId: row.id,
  before: {
    venueId: row.venue_id,
    movieId: row.movie_id,
    title: row.title,
    display: row.display as Display,
    language: row.language,
    priceMinor: row.price_minor,
    startsAtMs: row.starts_at_ms,
    endsAtMs: row.ends_at_ms,
  },
});

function compareShow(row: sql.ImportedRow | undefined, { showId, line, as }: Named, nowMs: number): DiffEntry {
  if (!row) return { ...emptyEntry, kind: 'new', showId, line, after: as };
  const { screeningId, before } = beforeOf(row);
  const entry = { ...emptyEntry, showId, line, screeningId, before, after: as };
  const fields = Object.keys(as) as (keyof ShowAs)[];
  const isSame = fields.every((field) => before?.[field] === as[field]);
  if (row.state === 'cancelled') return { ...entry, kind: 'held', why: 'cancelled-here' };
  if (isSame) return { ...entry, kind: 'unchanged' };
  return row.starts_at_ms <= nowMs ? { ...entry, kind: 'held', why: 'begun' } : { ...entry, kind: 'changed' };
}

/** What is sold is held; of the others it is found out what is in their way. */
async function judge(
  queries: Queries,
  { cinemaId, nowMs }: ImportAt,
  entries: readonly DiffEntry[],
  { schedule, skipped }: { schedule: Schedule; skipped: ReadonlySet<string> },
): Promise<DiffEntry[]> {
  const touched = entries.filter(({ kind }) => kind === 'changed' || kind === 'removed');
  const taken = await plan.countTaken(
    queries,
    touched.flatMap(({ screeningId }) => (screeningId === null ? [] : [screeningId])),
  );
  const judged = entries.map((entry): DiffEntry => {
    const isSold = touched.includes(entry) && (taken.get(entry.screeningId ?? 0) ?? 0) > 0;
    return isSold ? { ...entry, kind: 'held', why: 'sold' } : entry;
  });
  const placed = judged.filter(({ kind }) => kind === 'new' || kind === 'changed');
  const leaving = new Set(judged.flatMap(({ kind, screeningId }) => (kind === 'removed' ? [screeningId ?? 0] : [])));
  const proposals = placed.flatMap(({ after, screeningId, showId }) =>
    after ? [{ ...after, isSkipped: skipped.has(showId), ...(screeningId === null ? {} : { screeningId }) }] : [],
  );
  const cleaningMs = schedule.cleaningMinutes * 60_000;
  const found = await findConflicts(queries, { cinemaId, cleaningMs, nowMs, leaving }, proposals);
  const conflicts = new Map(placed.map((entry, at) => [entry, found[at] ?? []]));
  return judged.map((entry) => ({ ...entry, conflicts: conflicts.get(entry) ?? [] }));
}
