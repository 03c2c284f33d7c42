/** The cinema's films, screenings, venues and prices, kept on the terminal's disk so that it sells without a network. */
import { assert } from '@marquee/shared/assert';
import { CinemaSnapshot, type Screening } from '@marquee/shared/protocol/streams';
import { placeRights } from '@marquee/shared/seating/place-rights';
import type { Seat, VenueMap } from '@marquee/shared/seating/seat-map';
import type { Prices } from '@marquee/shared/tickets/pricing';
import type { Store } from '../platform/store.ts';

/** Of one screening, as this terminal knows them. */
export interface SeatCounts {
  sold: number;
  /** What this terminal could sell now. */
  sellable: number;
  /** What it could sell now without a network. */
  offline: number;
}

export interface Catalogue {
  /** Null before the first snapshot has come in. */
  current(): CinemaSnapshot | null;
  /** What tickets cost here; null before the first snapshot has come in. */
  prices(): Prices | null;
  /** Must run in the transaction that moves the cinema's cursor. */
  save(body: unknown): void;
  /** After that transaction: what was saved is now current. */
  reload(): void;
  screening(screeningId: number): Screening | undefined;
  /**
   * The venue as this screening sees it: each seat bears the id of its right. Of a moved screening that is the right which
   * sits there now; one that found no place is not among them.
   */
  venueOf(screeningId: number): VenueMap | undefined;
  seatsOf(screeningId: number): ReadonlyMap<number, Seat>;
}

export function openCatalogue(store: Store): Catalogue {
  let snapshot: CinemaSnapshot | null = null;
  let screenings = new Map<number, Screening>();
  /** By screening; those that were never moved share the maps of their venue. */
  let venues = new Map<number, VenueMap>();
  let seats = new Map<number, ReadonlyMap<number, Seat>>();

  function reload(): void {
    const row = store.get<{ body: string }>('SELECT body FROM catalogue WHERE id = 1');
    snapshot = row ? CinemaSnapshot.parse(JSON.parse(row.body)) : null;
    screenings = new Map(snapshot?.screenings.map((screening) => [screening.id, screening]));
    const maps = new Map(snapshot?.venues.map((venue) => [venue.id, { venue, seats: mapSeats(venue) }]));
    venues = new Map();
    seats = new Map();
    for (const screening of screenings.values()) {
      const map = maps.get(screening.venueId);
      if (!map) continue;
      const placed = placeRights(map.venue.seats, screening.places);
      const isSame = placed === map.venue.seats;
      const venue = isSame ? map.venue : { ...map.venue, seats: [...placed] };
      venues.set(screening.id, venue);
      seats.set(screening.id, isSame ? map.seats : mapSeats(venue));
    }
  }

  reload();
  return {
    current: () => snapshot,
    prices: () => snapshot && { list: snapshot.prices, timeZone: snapshot.cinema.timeZone },
    save(body) {
      const text = JSON.stringify(CinemaSnapshot.parse(body));
      const changes = store.run(
        'INSERT INTO catalogue (id, body) VALUES (1, ?) ON CONFLICT (id) DO UPDATE SET body = excluded.body',
        text,
      );
      assert(changes === 1, 'one catalogue saved');
    },
    reload,
    screening: (screeningId) => screenings.get(screeningId),
    venueOf: (screeningId) => venues.get(screeningId),
    seatsOf: (screeningId) => seats.get(screeningId) ?? new Map(),
  };
}

const mapSeats = (venue: VenueMap): Map<number, Seat> => new Map(venue.seats.map((seat) => [seat.id, seat]));
