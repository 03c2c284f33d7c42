import type { SeatKind } from '@marquee/shared/seating/seat-map';
import type { Queries } from '../platform/database.ts';

export interface ListedCinemaRow {
  id: number;
  name: string;
  city: string;
  latitude: number;
  longitude: number;
  information: string;
  rating: number | null;
  time_zone: string;
  currency: string;
}
/** All of them: a chain has some hundred at most, and who is nearest is counted here. */
export function selectAllCinemas(queries: Queries): Promise<ListedCinemaRow[]> {
  return queries.all(
    'SELECT id, name, city, latitude, longitude, information, rating, time_zone, currency FROM cinema ORDER BY name, id',
  );
}

export interface ListedVenueRow {
  id: number;
  cinema_id: number;
  name: string;
  information: string;
  category: string;
  seats: number;
}
export function selectVenuesOf(queries: Queries, cinemaId: number): Promise<ListedVenueRow[]> {
  return queries.all(
    `SELECT v.id, v.cinema_id, v.name, v.information, v.category,
       (SELECT COUNT(*) FROM seats t WHERE t.venue_id = v.id AND t.removed_in = 0) AS seats
       FROM venue v WHERE v.cinema_id = ? ORDER BY v.name, v.id`,
    [cinemaId],
  );
}

export interface MapSeatRow {
  id: number;
  row_label: string;
  label: string;
  x: number;
  y: number;
  kind: SeatKind;
  available: number;
}
export function selectSeatsOfVenue(queries: Queries, venueId: number): Promise<MapSeatRow[]> {
  return queries.all(
    'SELECT id, row_label, label, x, y, kind, available FROM seats WHERE venue_id = ? AND removed_in = 0 ORDER BY y, x, id',
    [venueId],
  );
}
