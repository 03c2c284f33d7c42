import type { Seating } from '@marquee/shared/protocol/streams';
import type { Seat } from '@marquee/shared/seating/seat-map';
import { first, marks, type Queries } from '../platform/database.ts';

export interface ScreeningRow {
  id: number;
  venue_id: number;
  cinema_id: number;
  state: 'published' | 'cancelled';
  seating: Seating;
  starts_at_ms: number;
  ends_at_ms: number;
  sales_end_at_ms: number;
  title: string;
  venue: string;
  cinema: string;
  time_zone: string;
}
export function selectScreeningRow(queries: Queries, screeningId: number): Promise<ScreeningRow | undefined> {
  return first(
    queries,
    `SELECT s.id, s.venue_id, v.cinema_id, s.state, s.seating, s.starts_at_ms, s.ends_at_ms, s.sales_end_at_ms,
            m.name AS title, v.name AS venue, c.name AS cinema, c.time_zone
       FROM screening s JOIN venue v ON v.id = s.venue_id JOIN cinema c ON c.id = v.cinema_id
       JOIN movie m ON m.id = s.movie_id WHERE s.id = ?`,
    [screeningId],
  );
}

export type VenueSeat = Seat & { available: number };
const seatColumns = 't.id, t.row_label AS `row`, t.label, t.x, t.y, t.kind, t.available';

/** All seats that a venue of this cinema has now, also those out of order. */
export function selectSeatsOf(queries: Queries, venueId: number, cinemaId: number): Promise<VenueSeat[]> {
  return queries.all(
    `SELECT ${seatColumns} FROM seats t JOIN venue v ON v.id = t.venue_id WHERE t.venue_id = ? AND t.removed_in = 0 AND v.cinema_id = ? ORDER BY t.id`,
    [venueId, cinemaId],
  );
}

export async function selectSeatsById(queries: Queries, ids: readonly number[]): Promise<VenueSeat[]> {
  if (ids.length === 0) return [];
  return await queries.all(
    `SELECT ${seatColumns} FROM seats t WHERE t.id IN (${marks(ids.length)}) ORDER BY t.id`,
    ids,
  );
}

export async function selectVenueName(queries: Queries, venueId: number): Promise<string> {
  return (await first<{ name: string }>(queries, 'SELECT name FROM venue WHERE id = ?', [venueId]))?.name ?? '';
}
