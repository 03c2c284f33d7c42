import type { Seating } from '@marquee/shared/protocol/streams';
import type { Seat } from '@marquee/shared/seating/seat-map';
import { first, type Queries } from '../platform/database.ts';

export interface ScreeningRow {
  id: number;
  venue_id: number;
  cinema_id: number;
  state: 'published' | 'cancelled';
  seating: Seating;
}
export function selectScreeningRow(queries: Queries, screeningId: number): Promise<ScreeningRow | undefined> {
  return first(
    queries,
    'SELECT s.id, s.venue_id, v.cinema_id, s.state, s.seating FROM screening s JOIN venue v ON v.id = s.venue_id WHERE s.id = ?',
    [screeningId],
  );
}

export type VenueSeat = Seat & { available: number };
/** All seats of a venue, also those out of order. */
export function selectSeatsOf(queries: Queries, venueId: number): Promise<VenueSeat[]> {
  return queries.all(
    'SELECT id, row_label AS `row`, label, x, y, kind, available FROM seats WHERE venue_id = ? ORDER BY id',
    [venueId],
  );
}
