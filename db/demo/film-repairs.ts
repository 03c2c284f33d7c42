/** The rules by which a row of the film list is repaired. Each takes one raw value and knows nothing of the others. */

export function readTitle(raw: unknown): string | null {
  if (typeof raw === 'number' && Number.isFinite(raw)) return String(raw);
  if (typeof raw !== 'string') return null;
  return raw.trim() === '' ? null : raw;
}

/** "Halloween:  The Curse" with one space. */
export function joinSpaces(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}

/** "Barbarians, The" as it is said: "The Barbarians". */
export function moveArticleToFront(title: string): string {
  const match = /^(.+), (The|A|An)$/.exec(title);
  return match ? `${match[2]} ${match[1]}` : title;
}

/** "King Kong (1933)" without the year that the film has a field for; another year in brackets stays. */
export function dropYearFromTitle(title: string, releasedYear: number | null): string {
  const match = /^(.+) \((\d{4})\)$/.exec(title);
  return match?.[1] !== undefined && Number(match[2]) === releasedYear ? match[1] : title;
}

/** 'Jeff ""King Jeff"" Hollins': quotes doubled by a CSV writer and never undone. */
export function undoubleQuotes(text: string): string {
  return text.replaceAll('""', '"');
}

/** Ratings that say that there is none. */
export function readRating(raw: string | null): string | null {
  return raw === null || raw === 'Not Rated' || raw === 'Open' ? null : raw;
}

/** A placeholder that says nothing: "Distributor Unknown". */
export function readDistributor(raw: string | null): string | null {
  return raw === null || /\bunknown\b/i.test(raw) ? null : raw;
}

export type LengthReading = { lengthMinutes: number | null; odd: boolean };

/** The shortest real one is an IMAX documentary of 46 minutes; nobody shows a film of seven hours in one go. */
export function readLength(raw: unknown): LengthReading {
  if (raw === null || raw === undefined) return { lengthMinutes: null, odd: false };
  const plausible = typeof raw === 'number' && Number.isInteger(raw) && raw >= 30 && raw <= 400;
  return plausible ? { lengthMinutes: raw, odd: false } : { lengthMinutes: null, odd: true };
}

export type ScoreReading = { scoreTenths: number | null; votes: number | null; odd: boolean };

/** IMDB's score, 1.0 to 10.0, counts only with its votes. */
export function readScore(rawScore: unknown, rawVotes: unknown): ScoreReading {
  if ((rawScore ?? null) === null && (rawVotes ?? null) === null) return { scoreTenths: null, votes: null, odd: false };
  const scorePlausible = typeof rawScore === 'number' && rawScore >= 1 && rawScore <= 10;
  const votesPlausible = typeof rawVotes === 'number' && Number.isInteger(rawVotes) && rawVotes > 0;
  if (!scorePlausible || !votesPlausible) return { scoreTenths: null, votes: null, odd: true };
  return { scoreTenths: Math.round(rawScore * 10), votes: rawVotes, odd: false };
}

export type ReleaseOddity = 'century' | 'year-only' | 'unknown' | 'unreadable';
export type ReleaseReading = { year: number | null; on: string | null; odd: ReleaseOddity | null };

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const oldestFilmYear = 1888;
/** The Motion Picture Association's ratings began in November 1968. */
const firstRatedYear = 1968;

/**
 * A release date such as "Jun 12 1998", against three mistakes of the list:
 * - Two-digit years were read into the wrong century: a date later than `lastYear` is a hundred years too late.
 * - Where only a year was known it became the first of January, and then, in another time zone, the last of December of
 *   the year before ("Casablanca", of 1942: Dec 31 1941). Films that had opened under an age rating did have a day.
 * - No date at all became the start of Unix time, shifted likewise: Dec 31 1969.
 */
export function readRelease(raw: unknown, rated: boolean, lastYear: number): ReleaseReading {
  const date = typeof raw === 'string' ? parseDate(raw) : null;
  if (date === null) return { year: null, on: null, odd: (raw ?? null) === null ? null : 'unreadable' };
  if (date.year > lastYear) {
    const year = date.year - 100;
    // Only whole dates were written with two digits, so this one has its true day.
    if (year <= lastYear && year >= oldestFilmYear) return { year, on: isoDate(year, date.monthDay), odd: 'century' };
    return { year: null, on: null, odd: 'unreadable' };
  }
  if (date.year < oldestFilmYear) return { year: null, on: null, odd: 'unreadable' };
  const dayKnown = rated && date.year >= firstRatedYear;
  if (date.year === 1969 && date.monthDay === '12-31') return { year: null, on: null, odd: 'unknown' };
  if (!dayKnown && date.monthDay === '12-31') return { year: date.year + 1, on: null, odd: 'year-only' };
  if (!dayKnown && date.monthDay === '01-01') return { year: date.year, on: null, odd: 'year-only' };
  return { year: date.year, on: isoDate(date.year, date.monthDay), odd: null };
}

function isoDate(year: number, monthDay: string): string {
  return `${year}-${monthDay}`;
}

function parseDate(text: string): { year: number; monthDay: string } | null {
  const match = /^([A-Z][a-z]{2}) (\d{2}) (\d{4})$/.exec(text);
  const month = months.indexOf(match?.[1] ?? '');
  const day = Number(match?.[2]);
  const year = Number(match?.[3]);
  if (!match || month < 0) return null;
  const date = new Date(Date.UTC(year, month, day));
  // "Feb 30" would roll over into March.
  if (date.getUTCMonth() !== month || date.getUTCDate() !== day) return null;
  return { year, monthDay: date.toISOString().slice(5, 10) };
}
