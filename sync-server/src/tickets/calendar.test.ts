import { expect, test } from '@jest/globals';
import { makeCalendar } from './calendar.ts';
import { anOwnBooking } from './testing/own-tickets.ts';

const nowMs = Date.UTC(2026, 10, 30, 12);
const calendarOf = (changes: Parameters<typeof anOwnBooking>[0], language: 'en' | 'zh' = 'en') =>
  makeCalendar(anOwnBooking(changes), { language, nowMs });
const unfold = (calendar: string) => calendar.replaceAll('\r\n ', '').split('\r\n');
const summer = { starts_at_ms: Date.UTC(2026, 6, 1, 18), ends_at_ms: Date.UTC(2026, 6, 1, 20) };

test('an entry says when, in the cinema’s zone, where, and which seats', () => {
  const calendar = calendarOf({ booking: { ...summer, sold_at_ms: 5 } });
  expect(unfold(calendar)).toEqual([
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    'PRODID:-//Marquee//Tickets//EN',
    'CALSCALE:GREGORIAN',
    'METHOD:PUBLISH',
    'BEGIN:VTIMEZONE',
    'TZID:Europe/Berlin',
    'BEGIN:STANDARD',
    'DTSTART:19700101T000000',
    'TZOFFSETFROM:+0200',
    'TZOFFSETTO:+0200',
    'END:STANDARD',
    'END:VTIMEZONE',
    'BEGIN:VEVENT',
    'UID:T0-000123-5@marquee',
    'DTSTAMP:20261130T120000Z',
    'DTSTART;TZID=Europe/Berlin:20260701T200000',
    'DTEND;TZID=Europe/Berlin:20260701T220000',
    'SUMMARY;LANGUAGE=en:The Long Interval',
    'LOCATION;LANGUAGE=en:Rialto\\, Venue 1\\, Berlin',
    'GEO:52.500000;13.400000',
    'DESCRIPTION;LANGUAGE=en:Row F\\, seat 12\\nRow F\\, seat 13\\nOrder T0-000123',
    'STATUS:CONFIRMED',
    'END:VEVENT',
    'END:VCALENDAR',
    '',
  ]);
});

test('a show during which the clocks change ends by the clock as it is then', () => {
  const [start, end] = [Date.UTC(2026, 9, 25, 0, 30), Date.UTC(2026, 9, 25, 2, 30)];
  const lines = unfold(calendarOf({ booking: { starts_at_ms: start, ends_at_ms: end } }));
  expect(lines.filter((line) => /^(DTSTART|DTEND|TZOFFSET)/.test(line))).toEqual([
    'DTSTART:19700101T000000',
    'TZOFFSETFROM:+0200',
    'TZOFFSETTO:+0200',
    'DTSTART:20261025T030000',
    'TZOFFSETFROM:+0200',
    'TZOFFSETTO:+0100',
    'DTSTART;TZID=Europe/Berlin:20261025T023000',
    'DTEND;TZID=Europe/Berlin:20261025T033000',
  ]);
});

test('a title can neither end its line nor begin another field', () => {
  const title = 'Semi; colon, back\\slash\r\nATTENDEE:mailto:x@y\u0000';
  const lines = unfold(calendarOf({ booking: { title } }));
  expect(lines).toContain('SUMMARY;LANGUAGE=en:Semi\\; colon\\, back\\\\slash\\nATTENDEE:mailto:x@y');
});

test('no line has more than 75 bytes, no character is torn, and nothing is lost by folding', () => {
  const title = '长'.repeat(60) + '🎬'.repeat(30);
  const calendar = calendarOf({ booking: { title } }, 'zh');
  expect(Math.max(...calendar.split('\r\n').map((line) => Buffer.byteLength(line)))).toBeLessThanOrEqual(75);
  expect(calendar.isWellFormed() && !calendar.includes('\ufffd')).toBe(true);
  expect(unfold(calendar)).toContain(`SUMMARY;LANGUAGE=zh:${title}`);
});

test('a zone of half an hour is told so', () => {
  const lines = unfold(calendarOf({ booking: { ...summer, time_zone: 'America/St_Johns' } }));
  expect(lines).toContain('TZOFFSETTO:-0230');
});
