/** What is written into a sale's print jobs: everything that its papers say, so that a reprint years later says the same. */

import type { ReceiptPaperData } from '@marquee/printer-templates/receipt/receipt';
import type { TicketPaperData } from '@marquee/printer-templates/ticket/ticket';
import type { Language } from '@marquee/printer-templates/words/languages';
import { sumMinor } from '@marquee/shared/money';
import type { Tender } from '@marquee/shared/protocol/journal';
import type { Cinema, HouseLines, Movie, Screening } from '@marquee/shared/protocol/streams';
import type { VenueMap } from '@marquee/shared/seating/seat-map';
import type { BasketRow, ItemRow, LineRow } from './basket.sql.ts';

export type PaperLanguage = Language;

export interface ShowOnPaper {
  movie: Movie | null;
  screening: Screening;
  venue: VenueMap;
}
export interface SaleOnPaper {
  cinema: Cinema;
  /** The cinema's own words on its papers, where it has any. */
  house: HouseLines | undefined;
  /** Null: only items were sold. */
  show: ShowOnPaper | null;
  orderKey: string;
  terminal: number;
  soldAtMs: number;
  language: PaperLanguage;
  basket: BasketRow;
  lines: readonly LineRow[];
  items: readonly ItemRow[];
  /** Of the tickets; items bring their own. */
  ticketTaxBasisPoints: number;
  tenders: readonly Tender[];
}

const isFree = (show: ShowOnPaper | null): boolean => show?.screening.seating === 'unnumbered';

export function ticketPayload(
  sale: SaleOnPaper,
  { show, line, code }: { show: ShowOnPaper; line: LineRow; code: string },
): string {
  const data: TicketPaperData = {
    language: sale.language,
    cinemaName: sale.cinema.name,
    ...(sale.house && { house: sale.house }),
    timeZone: sale.cinema.timeZone,
    filmTitle: show.movie?.title ?? '',
    rating: show.movie?.rating ?? null,
    display: show.screening.display,
    venueName: show.venue.name,
    startsAtMs: show.screening.startsAtMs,
    row: show.venue.seats.find((seat) => seat.id === line.seat_id)?.row ?? '',
    seatLabel: line.seat_label,
    seatKind: line.seat_kind,
    ...(isFree(show) && { freeSeating: true }),
    ticketClass: line.ticket_class,
    priceMinor: line.price_minor,
    taxMinor: line.tax_minor,
    ...(line.comp !== null && { given: true }),
    currency: sale.basket.currency,
    orderKey: sale.orderKey,
    line: line.line,
    tickets: sale.lines.length,
    soldAtMs: sale.soldAtMs,
    qr: code,
  };
  return JSON.stringify(data);
}

/** By rate, the lowest first; of tickets that are given away there is none. */
function sumTaxes({ lines, items, ticketTaxBasisPoints }: SaleOnPaper): { basisPoints: number; taxMinor: number }[] {
  const paid = lines.filter((line) => line.comp === null);
  const taxed = [...paid.map((line) => ({ ...line, tax_basis_points: ticketTaxBasisPoints })), ...items];
  return [...Map.groupBy(taxed, (row) => row.tax_basis_points)]
    .map(([basisPoints, rows]) => ({ basisPoints, taxMinor: sumMinor(rows.map((row) => row.tax_minor)) }))
    .sort((a, b) => a.basisPoints - b.basisPoints);
}

export function receiptPayload(sale: SaleOnPaper): string {
  const { show } = sale;
  const data: ReceiptPaperData = {
    language: sale.language,
    cinemaName: sale.cinema.name,
    ...(sale.house && { house: sale.house }),
    timeZone: sale.cinema.timeZone,
    filmTitle: show?.movie?.title ?? '',
    venueName: show?.venue.name ?? '',
    startsAtMs: show?.screening.startsAtMs ?? null,
    ...(isFree(show) && { freeSeating: true }),
    lines: sale.lines.map((line) => ({
      seatLabel: isFree(show) ? '' : line.seat_label,
      ticketClass: line.ticket_class,
      priceMinor: line.price_minor,
      ...(line.comp !== null && { given: true }),
    })),
    items: sale.items.map(({ name, quantity, price_minor }) => ({ name, quantity, priceMinor: price_minor })),
    totalMinor: sale.basket.total_minor,
    taxMinor: sale.basket.tax_minor,
    taxes: sumTaxes(sale),
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
