/** The seat map of one screening as a page shows it, and the seats that a party is offered. */
import type { Screening } from '@marquee/shared/protocol/streams';
import { proposeSeats } from '@marquee/shared/seating/best-available';
import type { SeatState } from '@marquee/shared/seating/seat-map';
import { priceTicket } from '@marquee/shared/tickets/pricing';
import { ticketClasses } from '@marquee/shared/tickets/ticket-class';
import type { CallArgs, ScreeningView, SeatMapView } from '../calls.ts';
import type { Catalogue, SeatCounts } from '../catalogue/catalogue.ts';
import type { Store } from '../platform/store.ts';
import { describeSeats, listReady, type SeatLook } from '../rights/rights.ts';

interface SeatMapDeps {
  store: Store;
  catalogue: Catalogue;
}

const canBeHad = (state: SeatState | undefined): boolean =>
  state === 'mine' || state === 'on-request' || state === 'in-basket';

/** `describeScreening` is given the counts of the very states that the map shows. */
export function viewSeatMap(
  { store, catalogue }: SeatMapDeps,
  screening: Screening,
  { look, describeScreening }: { look: SeatLook; describeScreening: (counts: SeatCounts) => ScreeningView },
): SeatMapView {
  const states = describeSeats(store, screening.id, look);
  const venue = catalogue.venueOf(screening.id);
  const prices = catalogue.prices();
  const counts: SeatCounts = { sold: 0, sellable: 0, offline: 0 };
  const seats = (venue?.seats ?? []).map((seat) => {
    const state = states.get(seat.id) ?? 'not-ours-now';
    if (state === 'sold') counts.sold += 1;
    if (canBeHad(state)) counts.sellable += 1;
    if (canBeHad(state) && state !== 'on-request') counts.offline += 1;
    const { id, row, label, x, y, kind } = seat;
    return { seatId: id, row, label, x, y, kind, state, surchargeMinor: prices?.list.seatKindMinor[kind] ?? 0 };
  });
  const classPrices = ticketClasses.flatMap((ticketClass) => {
    if (!prices) return [];
    const standard = { ticketClass, seatKind: 'standard', isMember: false } as const;
    return [{ ticketClass, priceMinor: priceTicket(prices, screening, standard).priceMinor }];
  });
  return { screening: describeScreening(counts), venueName: venue?.name ?? '', seats, classPrices };
}

/**
 * The best seats together that this terminal can have now: of its own and the server's, and only where those don't do, of
 * what other terminals hold.
 */
export function proposeSeatsHere(
  { store, catalogue }: SeatMapDeps,
  { screeningId, count, wheelchair }: CallArgs<'propose-seats'>,
  look: SeatLook,
): number[] {
  const seats = catalogue.venueOf(screeningId)?.seats ?? [];
  const ready = proposeSeats(seats, listReady(store, screeningId, look), { count, wheelchair });
  if (ready.length > 0) return ready;
  const states = describeSeats(store, screeningId, look);
  const available = new Set(seats.filter((seat) => canBeHad(states.get(seat.id))).map((seat) => seat.id));
  return proposeSeats(seats, available, { count, wheelchair });
}
