/** Times as the cinema's wall shows them: always in the cinema's zone, whatever the machine thinks. */

const formats = new Map<string, Intl.DateTimeFormat>();

/** Building a formatter costs far more than using it. */
function format(locale: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `${locale} ${JSON.stringify(options)}`;
  const known = formats.get(key);
  if (known) return known;
  const made = new Intl.DateTimeFormat(locale, options);
  formats.set(key, made);
  return made;
}

export function formatTime(atMs: number, locale: string, timeZone: string): string {
  return format(locale, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23', timeZone }).format(atMs);
}

/** `2026-11-22`: the calendar day in the cinema's zone. */
export function dayKey(atMs: number, timeZone: string): string {
  return format('en-CA', { year: 'numeric', month: '2-digit', day: '2-digit', timeZone }).format(atMs);
}

export function formatWeekday(atMs: number, locale: string, timeZone: string): string {
  return format(locale, { weekday: 'short', timeZone }).format(atMs);
}

/** `22 November` or `11月22日`. */
export function formatDate(atMs: number, locale: string, timeZone: string): string {
  return format(locale, { day: 'numeric', month: 'long', timeZone }).format(atMs);
}

/** `22 Nov`, for narrow places. */
export function formatShortDate(atMs: number, locale: string, timeZone: string): string {
  return format(locale, { day: 'numeric', month: 'short', timeZone }).format(atMs);
}
