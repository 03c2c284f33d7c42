import type { Seating } from '@marquee/shared/protocol/streams';
import type { Display } from '@marquee/shared/tickets/ticket-class';
import { insertRow, type Transaction } from '../platform/database.ts';
import { businessDate } from './business-date.ts';

export interface ScreeningToInsert {
  venueId: number;
  movieId: number;
  startsAtMs: number;
  endsAtMs: number;
  salesEndAtMs?: number | undefined;
  display: Display;
  language: string;
  priceMinor: number;
  seating: Seating;
}

const lateGuestsMs = 15 * 60_000;

/** Answers its id. It is on sale once it is published. */
export function insertScreening(tx: Transaction, screening: ScreeningToInsert, timeZone: string): Promise<number> {
  const { startsAtMs, salesEndAtMs, endsAtMs } = screening;
  return insertRow(tx, 'screening', {
    venue_id: screening.venueId,
    movie_id: screening.movieId,
    show_date: businessDate(startsAtMs, timeZone),
    starts_at_ms: startsAtMs,
    ends_at_ms: endsAtMs,
    sales_end_at_ms: salesEndAtMs ?? Math.min(endsAtMs, startsAtMs + lateGuestsMs),
    display: screening.display,
    language: screening.language,
    price_minor: screening.priceMinor,
    state: 'published',
    seating: screening.seating,
  });
}
