/** The cinema's films, screenings, venues and prices, kept on the terminal's disk so that it sells without a network. */
import { assert } from '@marquee/shared/assert';
import { CinemaSnapshot, type Screening } from '@marquee/shared/protocol/streams';
import type { Seat, VenueMap } from '@marquee/shared/seating/seat-map';
import type { Store } from '../platform/store.ts';

export interface Catalogue {
  /** Null before the first snapshot has come in. */
  current(): CinemaSnapshot | null;
  /** Must run in the transaction that moves the cinema's cursor. */
  save(body: unknown): void;
  /** After that transaction: what was saved is now current. */
  reload(): void;
  screening(screeningId: number): Screening | undefined;
  venueOf(screeningId: number): VenueMap | undefined;
  seatsOf(screeningId: number): ReadonlyMap<number, Seat>;
}

export function openCatalogue(store: Store): Catalogue {
  let snapshot: CinemaSnapshot | null = null;
  let screenings = new Map<number, Screening>();
  let venues = new Map<number, VenueMap>();
  let seats = new Map<number, Map<number, Seat>>();

  function reload(): void {
    const row = store.get<{ body: string }>('SELECT body FROM catalogue WHERE id = 1');
    snapshot = row ? CinemaSnapshot.parse(JSON.parse(row.body)) : null;
    screenings = new Map(snapshot?.screenings.map((screening) => [screening.id, screening]));
    venues = new Map(snapshot?.venues.map((venue) => [venue.id, venue]));
    seats = new Map(snapshot?.venues.map((venue) => [venue.id, new Map(venue.seats.map((seat) => [seat.id, seat]))]));
  }

  reload();
  const venueOf = (screeningId: number) => venues.get(screenings.get(screeningId)?.venueId ?? 0);
  return {
    current: () => snapshot,
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
    venueOf,
    seatsOf: (screeningId) => seats.get(venueOf(screeningId)?.id ?? 0) ?? new Map(),
  };
}
