/** Amounts and percentages as people write them: `12.50`, `12,5`, `12`. */
export const digitsOf = (currency: string): number =>
  new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ?? 2;

/** Null: that is no amount, or one with more digits than the currency has. */
export function readAmount(text: string, digits: number): number | null {
  const [, sign, whole = '', rest = ''] = /^(-?)(\d{1,7})(?:[.,](\d*))?$/.exec(text.trim()) ?? [];
  if (whole === '' || rest.length > digits) return null;
  const minor = Number(whole + rest.padEnd(digits, '0'));
  return sign === '-' ? 0 - minor : minor;
}

export function writeAmount(minor: number, digits: number): string {
  const text = String(Math.abs(minor)).padStart(digits + 1, '0');
  const amount = digits === 0 ? text : `${text.slice(0, -digits)}.${text.slice(-digits)}`;
  return minor < 0 ? `-${amount}` : amount;
}

/** `9:30` in minutes of the day; null where it is none. */
export function readClock(text: string): number | null {
  const [, hour, minute] = /^(\d{1,2}):(\d{2})$/.exec(text.trim()) ?? [];
  const minutes = Number(hour) * 60 + Number(minute);
  return Number.isNaN(minutes) || Number(minute) > 59 || minutes > 1440 ? null : minutes;
}
export const writeClock = (minutes: number): string =>
  `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;

/** The instant at which the wall clock of a zone shows this, near enough to try prices with. */
export function instantAt(day: string, minutes: number, timeZone: string): number {
  const wallMs = Date.parse(`${day}T00:00:00Z`) + minutes * 60_000;
  const shown = (ms: number) => {
    const parts = new Intl.DateTimeFormat('en', {
      timeZone,
      hourCycle: 'h23',
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
    }).formatToParts(ms);
    const of = (type: string) => parts.find((part) => part.type === type)?.value ?? '';
    return Date.parse(`${of('year')}-${of('month')}-${of('day')}T${of('hour')}:${of('minute')}:00Z`);
  };
  const guess = wallMs - (shown(wallMs) - wallMs);
  return guess - (shown(guess) - wallMs);
}
