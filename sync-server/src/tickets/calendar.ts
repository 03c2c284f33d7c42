/** A booking as an entry for the phone's calendar (RFC 5545). */
import { localMs } from '@marquee/shared/wall-clock';
import type { OwnTickets } from './own-tickets.ts';
import { type Language, words } from './words/languages.ts';
import { placeOf } from './words/place.ts';

const lineBytesMax = 75;
const minuteMs = 60_000;

/** `nowMs`: when this is told; the newest telling counts. */
export function makeCalendar(
  { booking, tickets }: OwnTickets,
  { language, nowMs }: { language: Language; nowMs: number },
): string {
  const say = words[language];
  const zone = booking.time_zone;
  const places = tickets.map((ticket) => placeOf(ticket, booking, say));
  const lines = [
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    'PRODID:-//Marquee//Tickets//EN',
    'CALSCALE:GREGORIAN',
    'METHOD:PUBLISH',
    ...describeZone(zone, booking.starts_at_ms, booking.ends_at_ms),
    'BEGIN:VEVENT',
    // The order's key is one cinema company's: the second of booking keeps two companies apart.
    `UID:${booking.order_key}-${booking.sold_at_ms}@marquee`,
    `DTSTAMP:${stamp(nowMs)}Z`,
    `DTSTART;TZID=${zone}:${stamp(localMs(booking.starts_at_ms, zone))}`,
    `DTEND;TZID=${zone}:${stamp(localMs(booking.ends_at_ms, zone))}`,
    `SUMMARY;LANGUAGE=${language}:${escapeText(booking.title)}`,
    `LOCATION;LANGUAGE=${language}:${escapeText(`${booking.cinema_name}, ${booking.venue_name}, ${booking.city}`)}`,
    `GEO:${booking.latitude.toFixed(6)};${booking.longitude.toFixed(6)}`,
    `DESCRIPTION;LANGUAGE=${language}:${escapeText([...places, `${say.order} ${booking.order_key}`].join('\n'))}`,
    `STATUS:${tickets.length === 0 ? 'CANCELLED' : 'CONFIRMED'}`,
    'END:VEVENT',
    'END:VCALENDAR',
  ];
  return lines.map((line) => `${foldLine(line)}\r\n`).join('');
}

/** `20261130T193000` of an instant in UTC, or of a wall clock's time taken as such. */
const stamp = (ms: number): string => new Date(ms).toISOString().slice(0, 19).replaceAll(/[-:]/g, '');

/** The zone as it is around this event: its offset at the start, and the change of clocks where one comes before the end. */
function describeZone(zone: string, fromMs: number, toMs: number): string[] {
  const before = offsetAt(fromMs, zone);
  const after = offsetAt(toMs, zone);
  const observances = describeObservance({ at: '19700101T000000', from: before, to: before });
  if (after !== before) {
    const changeMs = findChange(zone, fromMs, toMs);
    // A change is told by the clock as it was before it.
    observances.push(...describeObservance({ at: stamp(changeMs + before * minuteMs), from: before, to: after }));
  }
  return ['BEGIN:VTIMEZONE', `TZID:${zone}`, ...observances, 'END:VTIMEZONE'];
}

function describeObservance({ at, from, to }: { at: string; from: number; to: number }): string[] {
  return [
    'BEGIN:STANDARD',
    `DTSTART:${at}`,
    `TZOFFSETFROM:${formatOffset(from)}`,
    `TZOFFSETTO:${formatOffset(to)}`,
    'END:STANDARD',
  ];
}

/** Minutes east of Greenwich. */
const offsetAt = (ms: number, zone: string): number => Math.round((localMs(ms, zone) - ms) / minuteMs);

function findChange(zone: string, fromMs: number, toMs: number): number {
  const before = offsetAt(fromMs, zone);
  let [low, high] = [Math.floor(fromMs / minuteMs), Math.ceil(toMs / minuteMs)];
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (offsetAt(middle * minuteMs, zone) === before) low = middle;
    else high = middle;
  }
  return high * minuteMs;
}

function formatOffset(minutes: number): string {
  const digits = (value: number) => String(value).padStart(2, '0');
  const size = Math.abs(minutes);
  return `${minutes < 0 ? '-' : '+'}${digits(Math.floor(size / 60))}${digits(size % 60)}`;
}

/** What a text may not hold as it is; other control characters have no place in a calendar at all. */
function escapeText(text: string): string {
  return text
    .replaceAll(/[\\;,]/g, (character) => `\\${character}`)
    .replaceAll(/\r\n|\r|\n/g, '\\n')
    .replaceAll(/\p{Cc}/gu, '');
}

/** At most 75 bytes in a line; the next one begins with a space. No character is torn apart. */
function foldLine(line: string): string {
  const folded: string[] = [];
  let part = '';
  let bytes = 0;
  for (const character of line) {
    const size = Buffer.byteLength(character);
    if (bytes + size > lineBytesMax) {
      folded.push(part);
      part = '';
      bytes = 1;
    }
    part += character;
    bytes += size;
  }
  return [...folded, part].join('\r\n ');
}
