/** What is written into the print jobs of a phone's booking: the same as a ticket that is sold here says. */
import type { TicketPaperData } from '@marquee/printer-templates/ticket/ticket';
import { assert } from '@marquee/shared/assert';
import { formatOrderKey, type OrderId } from '@marquee/shared/ids';
import type { PickUp } from '@marquee/shared/protocol/streams';
import type { Seat } from '@marquee/shared/seating/seat-map';
import type { Catalogue } from '../catalogue/catalogue.ts';

/** With the seat that it is for now. */
export type PickUpTicket = PickUp['tickets'][number] & { seat: Seat };

export function pickUpPayload(
  { catalogue, nowMs }: { catalogue: Catalogue; nowMs(): number },
  ticket: PickUpTicket,
  on: { order: OrderId; screeningId: number; language: 'en' | 'zh'; number: number; of: number },
): string {
  const programme = catalogue.current();
  const screening = catalogue.screening(on.screeningId);
  const venue = catalogue.venueOf(on.screeningId);
  assert(programme && screening && venue, `screening ${on.screeningId} is in the catalogue`);
  const movie = programme.movies.find(({ id }) => id === screening.movieId);
  const data: TicketPaperData = {
    language: on.language,
    cinemaName: programme.cinema.name,
    ...(programme.house && { house: programme.house }),
    timeZone: programme.cinema.timeZone,
    filmTitle: movie?.title ?? '',
    rating: movie?.rating ?? null,
    display: screening.display,
    venueName: venue.name,
    startsAtMs: screening.startsAtMs,
    row: ticket.seat.row,
    seatLabel: ticket.seat.label,
    seatKind: ticket.seat.kind,
    ...(screening.seating === 'unnumbered' && { freeSeating: true }),
    ticketClass: ticket.ticketClass,
    priceMinor: ticket.priceMinor,
    taxMinor: ticket.taxMinor,
    currency: programme.cinema.currency,
    orderKey: formatOrderKey(on.order),
    line: on.number,
    tickets: on.of,
    soldAtMs: nowMs(),
    qr: ticket.qr,
  };
  return JSON.stringify(data);
}
