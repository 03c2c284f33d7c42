/** Screenings that repeat: a film in a venue on days of the week, from one date to another, at these times of the wall clock. */
import { Seating } from '@marquee/shared/protocol/streams';
import { Display } from '@marquee/shared/tickets/ticket-class';
import { dateAt, formatDate, instantAt, localMs, nextDate } from '@marquee/shared/wall-clock';
import { z } from 'zod';
import { idMax } from '../platform/read-params.ts';

const id = z.int().min(1).max(idMax);
export const Language = z.string().regex(/^[A-Za-z0-9-]{2,12}$/, 'must be a language such as de or pt-BR');
export const PriceMinor = z.int().min(0).max(10_000_000);
export const CleaningMinutes = z.int().min(0).max(240);
/** No screening takes a day. */
export const Minutes = z
  .int()
  .min(1)
  .max(23 * 60);

export const Pattern = z
  .strictObject({
    movieId: id,
    venueId: id,
    weekdays: z.array(z.int().min(0).max(6)).min(1).max(7).meta({ description: '0 is Sunday.' }),
    from: z.iso.date(),
    to: z.iso.date(),
    times: z
      .array(z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'must be a time such as 20:15'))
      .min(1)
      .max(24)
      .meta({ description: 'By the clock in the cinema. One before 05:00 is in the night after the day.' }),
    minutes: Minutes.meta({ description: 'From its start to its end, advertisements and all.' }),
    cleaningMinutes: CleaningMinutes.default(15),
    display: Display,
    language: Language,
    priceMinor: PriceMinor,
    seating: Seating.default('numbered'),
    leaveOut: z.array(z.int()).max(1000).default([]).meta({ description: 'Starts that are not to be made.' }),
  })
  .refine(({ from, to }) => from <= to, 'ends after it begins');
export type Pattern = z.output<typeof Pattern>;

export interface Slot {
  startsAtMs: number;
  endsAtMs: number;
  /** The business date that it belongs to. */
  day: string;
  /** The clock is put forward over it that night: it is taken as the same time after the change. */
  isSkipped: boolean;
}

const minuteMs = 60_000;
const dayStartsMinute = 5 * 60;
const readTime = (text: string): number => Number(text.slice(0, 2)) * 60 + Number(text.slice(3));

/** In the order of time. */
export function layOut(pattern: Pick<Pattern, 'weekdays' | 'from' | 'to' | 'times' | 'minutes'>, zone: string): Slot[] {
  const { weekdays, from, to, times, minutes } = pattern;
  const slots: Slot[] = [];
  let date = dateAt(Date.parse(`${from}T12:00:00Z`), 'UTC');
  for (; formatDate(date) <= to; date = nextDate(date)) {
    if (!weekdays.includes(date.weekday)) continue;
    for (const wanted of new Set(times.map(readTime))) {
      const of = wanted < dayStartsMinute ? nextDate(date) : date;
      const startsAtMs = instantAt(of, wanted, zone);
      const isSkipped = Math.floor(localMs(startsAtMs, zone) / minuteMs) !== of.dayNumber * 24 * 60 + wanted;
      slots.push({ startsAtMs, endsAtMs: startsAtMs + minutes * minuteMs, day: formatDate(date), isSkipped });
    }
  }
  return slots.sort((a, b) => a.startsAtMs - b.startsAtMs);
}
