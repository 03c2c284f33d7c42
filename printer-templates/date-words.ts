/** Dates as a guest of this cinema reads them: always in the cinema's own time zone, whatever the machine's is. */
export function formatDay(atMs: number, locale: string, timeZone: string): string {
  return new Intl.DateTimeFormat(locale, {
    timeZone,
    weekday: 'long',
    day: 'numeric',
    month: 'long',
    year: 'numeric',
  }).format(atMs);
}

export function formatTime(atMs: number, locale: string, timeZone: string): string {
  return new Intl.DateTimeFormat(locale, { timeZone, hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }).format(
    atMs,
  );
}

/** Day and time in digits, to the minute. */
export function formatStamp(atMs: number, locale: string, timeZone: string): string {
  const day = new Intl.DateTimeFormat(locale, { timeZone, day: '2-digit', month: '2-digit', year: 'numeric' }).format(
    atMs,
  );
  return `${day} ${formatTime(atMs, locale, timeZone)}`;
}
