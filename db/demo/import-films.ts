import { classifyFilm, composeIntroduction } from './describe-film.ts';
import * as repair from './film-repairs.ts';
import { repairAccents } from './repair-accents.ts';

/** A film of the list, repaired; what the list doesn't know is null. */
export interface Film {
  title: string;
  director: string | null;
  /** Genres and kinds for filtering: `Thriller`, `Science fiction`. */
  classification: string[];
  /** Age rating as printed: `PG-13`. */
  rating: string | null;
  lengthMinutes: number | null;
  releasedYear: number | null;
  /** ISO date; null where only the year is known. */
  releasedOn: string | null;
  /** IMDB's score in tenths of a point, 10..100, and the votes behind it. */
  scoreTenths: number | null;
  votes: number | null;
  distributor: string | null;
  /** What it was made from, as the list says: `Based on Play`. */
  source: string | null;
  /** One or two sentences composed from the above. */
  introduction: string | null;
}

export const repairKinds = [
  'title-was-a-number',
  'title-accents',
  'title-spaces',
  'title-article-in-front',
  'title-year-dropped',
  'director-quotes',
  'release-century',
  'release-year-only',
  'release-unknown',
  'release-unreadable',
  'length-implausible',
  'score-implausible',
  'score-shared-by-namesakes',
  'rating-means-none',
  'distributor-means-none',
] as const;
export type RepairKind = (typeof repairKinds)[number];

export const leaveOutReasons = ['row-not-an-object', 'title-missing', 'duplicate-of-a-richer-row'] as const;
export type LeaveOutReason = (typeof leaveOutReasons)[number];

export interface ImportReport {
  rows: number;
  films: number;
  repaired: Record<RepairKind, number>;
  leftOut: Record<LeaveOutReason, number>;
  /** Up to three cases of each kind, as `before -> after`. */
  examples: Partial<Record<RepairKind | LeaveOutReason, string[]>>;
  /** How many films lack the field. */
  unknown: Record<'director' | 'rating' | 'lengthMinutes' | 'releasedYear' | 'scoreTenths' | 'distributor', number>;
}

export interface ImportOptions {
  nowYear: number;
  /**
   * The year in which the list was put together, where that is known: a film "of 2020" in a list of 2010 is of 1920,
   * which the calendar alone can't tell. Films are announced up to one year ahead.
   */
  collectedYear?: number;
}

/** Turns the rows of the film list into films by the rules in film-repairs.ts; the same rows give the same films. */
export function importFilms(rows: readonly unknown[], options: ImportOptions): { films: Film[]; report: ImportReport } {
  const report = emptyReport(rows.length);
  const lastYear = Math.min(options.nowYear, options.collectedYear ?? options.nowYear) + 1;
  const read: Film[] = [];
  for (const row of rows) {
    const film = readRow(row, lastYear, report);
    if (film !== null) read.push(film);
  }
  const films = dropSharedScores(keepRichest(read, report), report);
  report.films = films.length;
  for (const field of Object.keys(report.unknown) as (keyof ImportReport['unknown'])[]) {
    report.unknown[field] = films.filter((film) => film[field] === null).length;
  }
  return { films, report };
}

function readRow(row: unknown, lastYear: number, report: ImportReport): Film | null {
  if (typeof row !== 'object' || row === null || Array.isArray(row)) {
    leaveOut(report, 'row-not-an-object', JSON.stringify(row) ?? String(row));
    return null;
  }
  const raw = row as Record<string, unknown>;
  const titleRead = repair.readTitle(raw.Title);
  if (titleRead === null) {
    leaveOut(report, 'title-missing', `${JSON.stringify(raw.Title ?? null)} of ${String(raw['Release Date'])}`);
    return null;
  }
  if (typeof raw.Title === 'number') note(report, 'title-was-a-number', titleRead, `"${titleRead}"`);
  const rating = noted(report, 'rating-means-none', textOrNull(raw['MPAA Rating']), repair.readRating);
  const release = readReleaseOf(raw, titleRead, lastYear, report);
  const title = readTitleOf(titleRead, release.year, report);
  const director = noted(
    report,
    'director-quotes',
    textOrNull(raw.Director),
    (name) => name && repair.undoubleQuotes(name),
  );
  const genre = textOrNull(raw['Major Genre']);
  const creativeType = textOrNull(raw['Creative Type']);
  const source = textOrNull(raw.Source);
  return {
    title,
    director,
    classification: classifyFilm(genre, creativeType),
    rating,
    lengthMinutes: readLengthOf(raw, title, report),
    releasedYear: release.year,
    releasedOn: release.on,
    ...readScoreOf(raw, title, report),
    distributor: noted(report, 'distributor-means-none', textOrNull(raw.Distributor), repair.readDistributor),
    source,
    introduction: composeIntroduction({ genre, creativeType, director, releasedYear: release.year, source }),
  };
}

function readTitleOf(title: string, releasedYear: number | null, report: ImportReport): string {
  const withAccents = noted(report, 'title-accents', title, repairAccents);
  const withSpaces = noted(report, 'title-spaces', withAccents, repair.joinSpaces);
  const withArticle = noted(report, 'title-article-in-front', withSpaces, repair.moveArticleToFront);
  return noted(report, 'title-year-dropped', withArticle, (text) => repair.dropYearFromTitle(text, releasedYear));
}

function readReleaseOf(
  raw: Record<string, unknown>,
  title: string,
  lastYear: number,
  report: ImportReport,
): repair.ReleaseReading {
  const rated = repair.readRating(textOrNull(raw['MPAA Rating'])) !== null;
  const release = repair.readRelease(raw['Release Date'], rated, lastYear);
  if (release.odd !== null) {
    note(
      report,
      `release-${release.odd}`,
      `${title}, ${String(raw['Release Date'])}`,
      release.on ?? String(release.year),
    );
  }
  return release;
}

function readLengthOf(raw: Record<string, unknown>, title: string, report: ImportReport): number | null {
  const reading = repair.readLength(raw['Running Time min']);
  if (reading.odd) note(report, 'length-implausible', `${title}, ${String(raw['Running Time min'])}`, 'null');
  return reading.lengthMinutes;
}

function readScoreOf(
  raw: Record<string, unknown>,
  title: string,
  report: ImportReport,
): Pick<Film, 'scoreTenths' | 'votes'> {
  const reading = repair.readScore(raw['IMDB Rating'], raw['IMDB Votes']);
  if (reading.odd) {
    note(
      report,
      'score-implausible',
      `${title}, ${String(raw['IMDB Rating'])} by ${String(raw['IMDB Votes'])}`,
      'null',
    );
  }
  return { scoreTenths: reading.scoreTenths, votes: reading.votes };
}

/** Of rows with one title and one year the one that knows most stays, where its film first stood in the list. */
function keepRichest(films: Film[], report: ImportReport): Film[] {
  const kept = new Map<string, Film>();
  for (const film of films) {
    const key = `${foldTitle(film.title)}|${film.releasedYear}`;
    const other = kept.get(key);
    if (other === undefined) {
      kept.set(key, film);
      continue;
    }
    leaveOut(report, 'duplicate-of-a-richer-row', `${film.title}, ${film.releasedYear}`);
    if (countKnown(film) > countKnown(other)) kept.set(key, film);
  }
  return [...kept.values()];
}

/**
 * The list got its scores by title alone, so both films called "Casino Royale" carry those of one. Which one it is can't
 * be told from the list, and a wrong score is worse than none.
 */
function dropSharedScores(films: Film[], report: ImportReport): Film[] {
  const key = (film: Film) => `${foldTitle(film.title)}|${film.scoreTenths}|${film.votes}`;
  const counts = new Map<string, number>();
  for (const film of films) counts.set(key(film), (counts.get(key(film)) ?? 0) + 1);
  return films.map((film) => {
    if (film.scoreTenths === null || (counts.get(key(film)) ?? 0) < 2) return film;
    note(
      report,
      'score-shared-by-namesakes',
      `${film.title} of ${film.releasedYear}, ${film.scoreTenths / 10}`,
      'null',
    );
    return { ...film, scoreTenths: null, votes: null };
  });
}

function foldTitle(title: string): string {
  return title.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
}

function countKnown(film: Film): number {
  return Object.values(film).filter((value) => value !== null && !(Array.isArray(value) && value.length === 0)).length;
}

function textOrNull(raw: unknown): string | null {
  return typeof raw === 'string' && raw.trim() !== '' ? raw.trim() : null;
}

/** Applies a rule and counts it where it changed something. */
function noted<T extends string | null>(report: ImportReport, kind: RepairKind, before: T, rule: (value: T) => T): T {
  const after = rule(before);
  if (after !== before) note(report, kind, String(before), String(after));
  return after;
}

function note(report: ImportReport, kind: RepairKind, before: string, after: string): void {
  report.repaired[kind] += 1;
  addExample(report, kind, `${before} -> ${after}`);
}

function leaveOut(report: ImportReport, reason: LeaveOutReason, what: string): void {
  report.leftOut[reason] += 1;
  addExample(report, reason, what);
}

function addExample(report: ImportReport, kind: RepairKind | LeaveOutReason, text: string): void {
  const examples = report.examples[kind] ?? [];
  if (examples.length < 3) report.examples[kind] = [...examples, text];
}

function emptyReport(rows: number): ImportReport {
  const zeros = <K extends string>(keys: readonly K[]) =>
    Object.fromEntries(keys.map((key) => [key, 0])) as Record<K, number>;
  return {
    rows,
    films: 0,
    repaired: zeros(repairKinds),
    leftOut: zeros(leaveOutReasons),
    examples: {},
    unknown: zeros(['director', 'rating', 'lengthMinutes', 'releasedYear', 'scoreTenths', 'distributor'] as const),
  };
}
