/** The demo: a real film list and a cinema with a programme that never runs out. */
import { type Demo, makeDemoCinema } from '@marquee/db/demo/demo-cinema';
import { readDemoFilms } from '@marquee/db/demo/demo-films';
import type { Film } from '@marquee/db/demo/import-films';
import type { Clock } from '@marquee/shared/clock';
import { cinemaStream } from '@marquee/shared/protocol/streams';
import * as wallClock from '@marquee/shared/wall-clock';
import { type Database, first, insertRows, type Queries, type Transaction, type Value } from '../platform/database.ts';
import { insertPrices, isCatalogueEmpty, publishScreenings } from './catalogue.ts';
import { foldText } from './fold-text.ts';
import { insertItem, replaceTimedPrices } from './prices.sql.ts';

export interface DemoOptions {
  clock: Pick<Clock, 'nowMs'>;
  /** Days of programme, today among them. */
  days: number;
  /** The cinema's; one that is there already keeps its own. */
  zone?: string;
  /** Told after each part, for the person who waits. */
  onProgress?: (progress: { part: 'films' | 'seats' | 'screenings'; count: number }) => void;
}

const demoCinemaId = 1;
const demoCinemaName = 'The Alcazar';
const usualZone = 'Europe/Berlin';
const dayMs = 86_400_000;

export interface ImportedDemo {
  /** Of the film list; its rows are repaired by the rules in db/demo/README.md. */
  rows: number;
  films: number;
  repairs: number;
  leftOut: number;
  screenings: number;
}
const sum = (counts: Record<string, number>): number =>
  Object.values(counts).reduce((total, count) => total + count, 0);

/** Fills an empty catalogue; answers what was put in, or null where there already is a cinema. */
export async function importDemo(database: Database, options: DemoOptions): Promise<ImportedDemo | null> {
  if (!(await isCatalogueEmpty(database))) return null;
  const { zone = usualZone } = options;
  const { films, report } = readDemoFilms();
  const today = wallClock.dateAt(options.clock.nowMs(), zone);
  const demo = makeDemoCinema({
    films,
    todayStartMs: wallClock.instantAt(today, 0, zone),
    days: options.days,
    zone,
    wallClock,
  });
  try {
    await database.transaction('import demo', (tx) => insertDemo(tx, { films, demo }, options));
  } catch (thrown) {
    // Another instance that started at the same moment was faster.
    if (!(await isCatalogueEmpty(database))) return null;
    throw thrown;
  }
  return {
    rows: report.rows,
    films: films.length,
    repairs: sum(report.repaired),
    leftOut: sum(report.leftOut),
    screenings: demo.screenings.length,
  };
}

async function insertDemo(
  tx: Transaction,
  { films, demo }: { films: readonly Film[]; demo: Demo },
  { onProgress }: DemoOptions,
): Promise<void> {
  await insertCinema(tx, demo);
  await insertFilms(tx, films, demo);
  onProgress?.({ part: 'films', count: films.length });
  const seats = await insertVenues(tx, demo);
  onProgress?.({ part: 'seats', count: seats });
  await insertScreenings(tx, demo.screenings, demo.cinema.timeZone);
  onProgress?.({ part: 'screenings', count: demo.screenings.length });
}

export interface ExtendOptions extends DemoOptions {
  /** Writes the cinema's change in the same transaction, so that terminals learn of the new screenings. */
  announceCinema: (tx: Transaction, cinemaId: number) => Promise<void>;
}

/** Adds what the demo's programme lacks of the next days; answers how many screenings that were. */
export async function extendProgramme(database: Database, options: ExtendOptions): Promise<number> {
  const { films } = readDemoFilms();
  const added = await database.transaction('extend programme', async (tx) => {
    // Holds back another instance that is about to do the same.
    await tx.run('UPDATE `stream` SET revision = revision WHERE name = ?', [cinemaStream(demoCinemaId)]);
    const { screenings, zone } = await planMissingDays(tx, films, options);
    if (screenings.length === 0) return 0;
    await insertScreenings(tx, screenings, zone);
    await options.announceCinema(tx, demoCinemaId);
    return screenings.length;
  });
  if (added > 0) options.onProgress?.({ part: 'screenings', count: added });
  return added;
}

/** From the first day without a programme on; nothing where the cinema isn't the demo's. */
async function planMissingDays(
  queries: Queries,
  films: readonly Film[],
  { clock, days }: DemoOptions,
): Promise<{ screenings: Demo['screenings']; zone: string }> {
  const planned = await first<{ until: string | null; zone: string | null }>(
    queries,
    'SELECT MAX(s.show_date) AS until, MAX(c.time_zone) AS zone FROM screening s JOIN venue v ON v.id = s.venue_id JOIN cinema c ON c.id = v.cinema_id WHERE c.id = ? AND c.name = ?',
    [demoCinemaId, demoCinemaName],
  );
  const zone = planned?.zone ?? usualZone;
  if (!planned?.until) return { screenings: [], zone };
  const today = wallClock.dateAt(clock.nowMs(), zone);
  const from = Math.max(dayNumberOf(planned.until) + 1, today.dayNumber);
  const missing = today.dayNumber + days - from;
  if (missing <= 0) return { screenings: [], zone };
  const firstDay = wallClock.dateAt(from * dayMs + dayMs / 2, zone);
  const { screenings } = makeDemoCinema({
    films,
    todayStartMs: wallClock.instantAt(firstDay, 0, zone),
    days: missing,
    zone,
    wallClock,
  });
  const last = await first<{ id: number | null }>(queries, 'SELECT MAX(id) AS id FROM screening');
  const firstId = (last?.id ?? 0) + 1;
  return { screenings: screenings.map((screening, index) => ({ ...screening, id: firstId + index })), zone };
}

const dayNumberOf = (isoDate: string): number => Date.parse(`${isoDate}T00:00:00Z`) / dayMs;

async function insertCinema(tx: Transaction, { cinema, priceList, priceRules, items }: Demo): Promise<void> {
  const { id, name, city, latitude, longitude, information, timeZone, currency } = cinema;
  const columns = ['id', 'name', 'city', 'latitude', 'longitude', 'information', 'time_zone', 'currency'];
  await insertRows(tx, 'cinema', columns, [[id, name, city, latitude, longitude, information, timeZone, currency]]);
  await insertPrices(tx, id, priceList);
  await replaceTimedPrices(tx, id, priceRules);
  for (const item of items) await insertItem(tx, id, item);
}

async function insertVenues(tx: Transaction, { cinema, venues }: Demo): Promise<number> {
  const rows = venues.map(({ id, name, information, category }) => [id, cinema.id, name, information, category]);
  await insertRows(tx, 'venue', ['id', 'cinema_id', 'name', 'information', 'category'], rows);
  const seats = venues.flatMap((venue) =>
    venue.seats.map(({ id, x, y, row, label, kind }) => [
      id,
      venue.id,
      x,
      y,
      row,
      label,
      kind,
      kind === 'vip' ? 1 : 0,
      1,
    ]),
  );
  await insertRows(tx, 'seats', ['id', 'venue_id', 'x', 'y', 'row_label', 'label', 'kind', 'vip', 'available'], seats);
  return seats.length;
}

/** A film's id is its place in the list, as the programme has it. Only the films that are shown keep a poster. */
async function insertFilms(tx: Transaction, films: readonly Film[], demo: Demo): Promise<void> {
  const posters = new Map(demo.movies.map((movie) => [movie.id, movie.posterSvg]));
  const firstShown = new Map<number, string>();
  for (const { movieId, startsAtMs } of demo.screenings) {
    if (!firstShown.has(movieId)) firstShown.set(movieId, isoDateAt(startsAtMs, demo.cinema.timeZone));
  }
  const columns = [
    'id',
    'name',
    'director',
    'introduction',
    'score',
    'show_date',
    'length',
    'released',
    'released_year',
    'poster',
    'audience_rating',
    'search_text',
  ];
  const rows = films.map((film, index): Value[] => {
    const { title, director, introduction, scoreTenths, lengthMinutes, releasedOn, releasedYear, rating } = film;
    const id = index + 1;
    const searchText = foldText(`${title} ${director ?? ''}`);
    return [
      id,
      title,
      director,
      introduction,
      scoreTenths,
      firstShown.get(id) ?? null,
      lengthMinutes,
      releasedOn,
      releasedYear,
      posters.get(id) ?? null,
      rating,
      searchText,
    ];
  });
  await insertRows(tx, 'movie', columns, rows);
  await insertGenres(tx, films);
}

async function insertGenres(tx: Transaction, films: readonly Film[]): Promise<void> {
  const names = [...new Set(films.flatMap((film) => film.classification))].sort();
  await insertRows(
    tx,
    'classification',
    ['id', 'name'],
    names.map((name, index) => [index + 1, name]),
  );
  const pairs = films.flatMap((film, index) => film.classification.map((name) => [index + 1, names.indexOf(name) + 1]));
  await insertRows(tx, 'film_classification', ['movie_id', 'classification_id'], pairs);
}

async function insertScreenings(tx: Transaction, screenings: Demo['screenings'], zone: string): Promise<void> {
  const columns = [
    'id',
    'venue_id',
    'movie_id',
    'show_date',
    'starts_at_ms',
    'ends_at_ms',
    'sales_end_at_ms',
    'display',
    'language',
    'price_minor',
    'state',
  ];
  const rows = screenings.map((s) => [
    s.id,
    s.venueId,
    s.movieId,
    isoDateAt(s.startsAtMs, zone),
    s.startsAtMs,
    s.endsAtMs,
    s.salesEndAtMs,
    s.display,
    s.language,
    s.priceMinor,
    'published',
  ]);
  await insertRows(tx, 'screening', columns, rows);
  await publishScreenings(
    tx,
    screenings.map((screening) => screening.id),
  );
}

/** The business date: no demo screening starts after midnight. */
const isoDateAt = (instantMs: number, zone: string): string => wallClock.formatDate(wallClock.dateAt(instantMs, zone));
