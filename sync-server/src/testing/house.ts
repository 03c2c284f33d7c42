/** A cinema with one venue, as rows; screenings of it on demand, so that each test has seats of its own. */
import { screeningStream } from '@marquee/shared/protocol/streams';
import type { Seat } from '@marquee/shared/seating/seat-map';
import { aMovie, aScreening, aVenueMap } from '@marquee/shared/testing/builders';
import { insertRows, type Transaction, type Value } from '../platform/database.ts';
import { versionBase } from '../rights/rights.ts';

export const incarnation = 1;
export const cinemaId = 1;
export const seats: readonly Seat[] = aVenueMap().seats;
/** The screenings that a test makes last this long each. */
const filmMs = 2 * 3600_000;

export async function insertHouse(tx: Transaction, nowMs: number): Promise<void> {
  const insert = (table: string, row: Record<string, Value>) =>
    insertRows(tx, table, Object.keys(row), [Object.values(row)]);
  await insert('incarnation', { number: incarnation, id: 'incarnation-1', server_number: 0, started_at_ms: nowMs });
  await insert('cinema', {
    id: cinemaId,
    name: 'Rialto',
    city: 'Berlin',
    latitude: 52.5,
    longitude: 13.4,
    information: '',
    time_zone: 'Europe/Berlin',
    currency: 'EUR',
  });
  await insert('venue', { id: 1, cinema_id: cinemaId, name: 'Venue 1', information: '', category: 'standard' });
  await insert('movie', { id: 1, name: aMovie().title, search_text: aMovie().title.toLowerCase() });
  await insertRows(
    tx,
    'seats',
    ['id', 'venue_id', 'x', 'y', 'row_label', 'label', 'kind', 'vip', 'available'],
    seats.map((seat) => [seat.id, 1, seat.x, seat.y, seat.row, seat.label, seat.kind, seat.kind === 'vip' ? 1 : 0, 1]),
  );
  await insertRows(
    tx,
    'stream',
    ['name', 'revision', 'closed'],
    [
      [`cinema:${cinemaId}`, 0, 0],
      ['orders:0', 0, 0],
      ['catalogue', 0, 0],
    ],
  );
}

export interface ScreeningToInsert {
  id: number;
  startsAtMs: number;
  salesEndAtMs?: number;
}

/** With a free right for every seat, as publishing a screening writes them. */
export async function insertScreening(tx: Transaction, { id, startsAtMs, salesEndAtMs }: ScreeningToInsert) {
  const { display, language, priceMinor } = aScreening();
  await insertRows(
    tx,
    'screening',
    [
      'id',
      'venue_id',
      'movie_id',
      'show_date',
      'starts_at_ms',
      'ends_at_ms',
      'sales_end_at_ms',
      'display',
      'language',
      'price_minor',
    ],
    [
      [
        id,
        1,
        1,
        new Date(startsAtMs).toISOString().slice(0, 10),
        startsAtMs,
        startsAtMs + filmMs,
        salesEndAtMs ?? startsAtMs + 15 * 60_000,
        display,
        language,
        priceMinor,
      ],
    ],
  );
  await insertRows(
    tx,
    'seat_right',
    ['screening_id', 'seat_id', 'state', 'holder', 'version'],
    seats.map((seat) => [id, seat.id, 'free', 0, versionBase(incarnation)]),
  );
  await insertRows(tx, 'stream', ['name', 'revision', 'closed'], [[screeningStream(id), 0, 0]]);
}
