/** Between instants and what the clock on the cinema's wall shows, by the time zone data of Intl. */

export interface LocalDate {
  year: number;
  /** 1..12 */
  month: number;
  day: number;
  /** Days since 1970-01-01. */
  dayNumber: number;
  /** 0 is Sunday. */
  weekday: number;
}

const minuteMs = 60_000;
const dayMs = 86_400_000;
const formats = new Map<string, Intl.DateTimeFormat>();

/** The date in the zone at an instant. */
export function dateAt(instantMs: number, zone: string): LocalDate {
  return dateOfDay(Math.floor(localMs(instantMs, zone) / dayMs));
}

/** ISO 8601: `2026-11-25`. */
export function formatDate({ year, month, day }: LocalDate): string {
  return `${year}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`;
}

export function nextDate(date: LocalDate): LocalDate {
  return dateOfDay(date.dayNumber + 1);
}

/**
 * The instant at which the wall clock shows so many minutes after midnight. A time that is skipped in spring is taken as
 * the same time after the change; of one that comes twice in autumn the first is meant.
 */
export function instantAt(date: LocalDate, minutes: number, zone: string): number {
  const wallMs = date.dayNumber * dayMs + minutes * minuteMs;
  const before = wallMs - offsetMs(wallMs - dayMs, zone);
  const after = wallMs - offsetMs(wallMs + dayMs, zone);
  return localMs(before, zone) === wallMs ? before : localMs(after, zone) === wallMs ? after : before;
}

function offsetMs(instantMs: number, zone: string): number {
  return localMs(instantMs, zone) - instantMs;
}

/** What the wall clock shows, as if it were UTC. */
export function localMs(instantMs: number, zone: string): number {
  let format = formats.get(zone);
  if (format === undefined) {
    format = new Intl.DateTimeFormat('en-US', {
      timeZone: zone,
      calendar: 'iso8601',
      numberingSystem: 'latn',
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
    formats.set(zone, format);
  }
  const parts = Object.fromEntries(format.formatToParts(instantMs).map((part) => [part.type, Number(part.value)]));
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = parts;
  return Date.UTC(year, month - 1, day, hour, minute, second);
}

function dateOfDay(dayNumber: number): LocalDate {
  const date = new Date(dayNumber * dayMs);
  return {
    year: date.getUTCFullYear(),
    month: date.getUTCMonth() + 1,
    day: date.getUTCDate(),
    dayNumber,
    weekday: date.getUTCDay(),
  };
}

/** Whether it is a name of the time zone data, such as `Europe/Berlin`. */
export function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch (thrown) {
    if (thrown instanceof RangeError) return false;
    throw thrown;
  }
}
