/** What is written into a sale's print jobs: everything that its papers say, so that a reprint years later says the same. */

import type { ReceiptPaperData } from '@marquee/printer-templates/receipt/receipt';
import type { TicketPaperData } from '@marquee/printer-templates/ticket/ticket';
import type { Language } from '@marquee/printer-templates/words/languages';
import type { Tender } from '@marquee/shared/protocol/journal';
import type { Cinema, Movie, Screening } from '@marquee/shared/protocol/streams';
import type { VenueMap } from '@marquee/shared/seating/seat-map';
import type { BasketRow, LineRow } from './sell.sql.ts';

export type PaperLanguage = Language;

export interface SaleOnPaper {
  cinema: Cinema;
  movie: Movie | null;
  screening: Screening;
  venue: VenueMap;
  orderKey: string;
  terminal: number;
  soldAtMs: number;
  language: PaperLanguage;
  basket: BasketRow;
  lines: readonly LineRow[];
  tenders: readonly Tender[];
}

const isFree = (sale: SaleOnPaper): boolean => sale.screening.seating === 'unnumbered';

export function ticketPayload(sale: SaleOnPaper, line: LineRow, code: string): string {
  const data: TicketPaperData = {
    language: sale.language,
    cinemaName: sale.cinema.name,
    timeZone: sale.cinema.timeZone,
    filmTitle: sale.movie?.title ?? '',
    rating: sale.movie?.rating ?? null,
    display: sale.screening.display,
    venueName: sale.venue.name,
    startsAtMs: sale.screening.startsAtMs,
    row: sale.venue.seats.find((seat) => seat.id === line.seat_id)?.row ?? '',
    seatLabel: line.seat_label,
    seatKind: line.seat_kind,
    ...(isFree(sale) && { freeSeating: true }),
    ticketClass: line.ticket_class,
    priceMinor: line.price_minor,
    taxMinor: line.tax_minor,
    currency: sale.basket.currency,
    orderKey: sale.orderKey,
    line: line.line,
    tickets: sale.lines.length,
    soldAtMs: sale.soldAtMs,
    qr: code,
  };
  return JSON.stringify(data);
}

export function receiptPayload(sale: SaleOnPaper): string {
  const data: ReceiptPaperData = {
    language: sale.language,
    cinemaName: sale.cinema.name,
    timeZone: sale.cinema.timeZone,
    filmTitle: sale.movie?.title ?? '',
    venueName: sale.venue.name,
    startsAtMs: sale.screening.startsAtMs,
    ...(isFree(sale) && { freeSeating: true }),
    lines: sale.lines.map((line) => ({
      seatLabel: isFree(sale) ? '' : line.seat_label,
      ticketClass: line.ticket_class,
      priceMinor: line.price_minor,
    })),
    totalMinor: sale.basket.total_minor,
    taxMinor: sale.basket.tax_minor,
    currency: sale.basket.currency,
    tenders: sale.tenders.map(({ kind, amountMinor, givenMinor, authorisation, stored }) => ({
      kind,
      amountMinor,
      givenMinor,
      authorisation,
      stored,
    })),
    orderKey: sale.orderKey,
    terminal: sale.terminal,
    soldAtMs: sale.soldAtMs,
  };
  return JSON.stringify(data);
}
