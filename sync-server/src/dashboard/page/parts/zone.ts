/** Between instants and what the clock on the cinema's wall shows. */

const minuteMs = 60_000;
const dayStartsHour = 5;

function wallMs(ms: number, timeZone: string): number {
  const parts = new Intl.DateTimeFormat('en-US', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
  }).formatToParts(ms);
  const of = (type: string) => Number(parts.find((part) => part.type === type)?.value ?? 0);
  return Date.UTC(of('year'), of('month') - 1, of('day'), of('hour'), of('minute'));
}

/** `2026-11-30` and `20:15`. */
export function wallClock(ms: number, timeZone: string): { date: string; time: string } {
  const iso = new Date(wallMs(ms, timeZone)).toISOString();
  return { date: iso.slice(0, 10), time: iso.slice(11, 16) };
}

/** A time that is skipped in spring becomes the one after it; of one that comes twice the first is meant. */
export function instantOf({ date, time }: { date: string; time: string }, timeZone: string): number {
  const wanted = Date.parse(`${date}T${time}:00Z`);
  const offsets = [wanted - 86_400_000, wanted + 86_400_000].map((at) => wallMs(at, timeZone) - at);
  const fits = offsets.map((offset) => wanted - offset).find((at) => wallMs(at, timeZone) === wanted);
  return fits ?? wanted - (offsets[0] ?? 0);
}

/** The business date, and minutes since its five in the morning by the wall clock. */
export function placeInDay(ms: number, timeZone: string): { day: string; minute: number } {
  const shifted = wallMs(ms, timeZone) - dayStartsHour * 60 * minuteMs;
  const day = new Date(shifted).toISOString().slice(0, 10);
  return { day, minute: (shifted - Date.parse(`${day}T00:00:00Z`)) / minuteMs };
}

/** The Monday of its week, and its weekday: 0 is Sunday. */
export function weekOf(day: string): { monday: string; weekday: number } {
  const date = new Date(`${day}T12:00:00Z`);
  const weekday = date.getUTCDay();
  date.setUTCDate(date.getUTCDate() - ((weekday + 6) % 7));
  return { monday: date.toISOString().slice(0, 10), weekday };
}
