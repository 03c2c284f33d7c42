/** The day that a cinema's evening belongs to: it ends at five in the morning, by the clock on its wall. */
import { dateAt, formatDate, instantAt, localMs, nextDate } from '@marquee/shared/wall-clock';

const hourMs = 3_600_000;
export const dayStartsHour = 5;

/** `YYYY-MM-DD`. A show that starts earlier in the night belongs to the evening before. */
export const businessDate = (instantMs: number, timeZone: string): string =>
  // By the wall’s hours: in a night in which the clocks change, five of them are not five hours ago.
  formatDate(dateAt(localMs(instantMs, timeZone) - dayStartsHour * hourMs, 'UTC'));

/** From its first instant up to, and without, that of the next one. */
export function businessDayMs(day: string, timeZone: string): { fromMs: number; toMs: number } {
  const date = dateAt(Date.parse(`${day}T12:00:00Z`), 'UTC');
  const startOf = (local: typeof date) => instantAt(local, dayStartsHour * 60, timeZone);
  return { fromMs: startOf(date), toMs: startOf(nextDate(date)) };
}
