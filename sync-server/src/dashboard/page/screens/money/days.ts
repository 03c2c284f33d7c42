/** Days by the calendar, and by the clock on the cinema’s wall. */
import { shiftDay } from '../../calendar.ts';

/** Both included. */
export interface Days {
  from: string;
  to: string;
}

/** Of an instant, by the clock on the cinema’s wall. */
export const dateIn = (ms: number, timeZone: string): string =>
  new Intl.DateTimeFormat('sv-SE', { timeZone }).format(ms);

/** The last millisecond of a date there. */
export function endOfDay(date: string, timeZone: string): number {
  const guessMs = Date.parse(`${shiftDay(date, 1)}T00:00:00Z`);
  const wall = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'medium' }).format(guessMs);
  return 2 * guessMs - Date.parse(`${wall.replace(' ', 'T')}Z`) - 1;
}

const weekdayOf = (day: string): number => new Date(`${day}T12:00:00Z`).getUTCDay();
/** The first day of the film week that this day is in. */
export const weekOf = (day: string, weekStart: number): string =>
  shiftDay(day, -((weekdayOf(day) - weekStart + 7) % 7));

/** All days of the month that this day is in. */
export function monthOf(day: string): Days {
  const from = `${day.slice(0, 7)}-01`;
  const next = shiftDay(from, 31).slice(0, 7);
  return { from, to: shiftDay(`${next}-01`, -1) };
}
