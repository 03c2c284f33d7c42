import { formatMinor } from '@marquee/shared/money';
import type { SeatKind } from '@marquee/shared/seating/seat-map';
import type { Display, TicketClass } from '@marquee/shared/tickets/ticket-class';
import { formatDay, formatStamp, formatTime } from '../date-words.ts';
import {
  banner,
  columns,
  cut,
  footerPieces,
  type HouseLines,
  headerPieces,
  type Paper,
  type PaperPiece,
  type PaperWidth,
  paperColumns,
  rule,
  space,
  text,
} from '../paper.ts';
import { type Language, words } from '../words/languages.ts';
import type { Words } from '../words/words.ts';
import { countColumns, fitSize } from '../wrap.ts';

/** What stands on a ticket; written into the print job with the sale, so that a reprint says the same. */
export interface TicketPaperData {
  /** The guest's language; the cinema's own where it isn't given. */
  language?: Language | undefined;
  cinemaName: string;
  house?: HouseLines | undefined;
  timeZone: string;
  filmTitle: string;
  /** Age rating as printed: `PG-13`. */
  rating: string | null;
  display: Display;
  venueName: string;
  startsAtMs: number;
  row: string;
  /** Row and number: `F12`. */
  seatLabel: string;
  seatKind: SeatKind;
  /** The guest sits where they like: row and seat are not said. */
  freeSeating?: boolean | undefined;
  ticketClass: TicketClass;
  /** Given away: its price is nothing, and it says so. */
  given?: boolean | undefined;
  priceMinor: number;
  /** Contained in the price. */
  taxMinor: number;
  currency: string;
  orderKey: string;
  /** This ticket's line in its order, and how many the order has. */
  line: number;
  tickets: number;
  soldAtMs: number;
  /** The signed code: at most 144 characters of Base45. */
  qr: string;
}

export interface TemplateOptions {
  width: PaperWidth;
  language: Language;
  /** Set where another copy may be in somebody's hands. */
  duplicate?: boolean;
}

/** The number alone, since the row stands beside it: `12` of `F12`. */
function seatNumber(row: string, seatLabel: string): string {
  const rest = seatLabel.startsWith(row) ? seatLabel.slice(row.length).replace(/^[-\s]+/, '') : seatLabel;
  return rest === '' ? seatLabel : rest;
}

const large = (row: string, seat: string, width: number): 2 | 3 =>
  countColumns(row) + countColumns(seat) + 1 <= Math.floor(width / 3) ? 3 : 2;

function placePieces(data: TicketPaperData, options: TemplateOptions): PaperPiece[] {
  const say = words[options.language];
  const width = paperColumns[options.width];
  const row = data.row === '' ? '' : say.row(data.row);
  const seat = say.seat(seatNumber(data.row, data.seatLabel));
  const place = data.freeSeating
    ? text(say.freeSeating, { size: 2, bold: true })
    : columns(row, seat, { size: large(row, seat, width), bold: true });
  return [
    text(formatDay(data.startsAtMs, say.locale, data.timeZone), { bold: true }),
    columns(data.venueName, formatTime(data.startsAtMs, say.locale, data.timeZone), { size: 2, bold: true }),
    place,
  ];
}

/** A ticket that was given away can't be taken for a paid one, by whoever asks for money back. */
function pricePieces(data: TicketPaperData, say: Words, money: (minor: number) => string): PaperPiece[] {
  const name = say.ticketClass[data.ticketClass];
  if (data.given) return [columns(`${name} · ${say.comp}`, money(data.priceMinor), { bold: true })];
  return [columns(name, money(data.priceMinor), { bold: true }), columns(say.taxIncluded, money(data.taxMinor))];
}

/** One admission. What the usher and the guest look for is large: film, time, venue, row and seat. */
export function ticketPaper(data: TicketPaperData, options: TemplateOptions): Paper {
  const say = words[options.language];
  const money = (minor: number) => formatMinor(minor, data.currency, options.language);
  const titleSize = fitSize(data.filmTitle, paperColumns[options.width], { sizes: [2, 1], linesMax: 3 });
  const facts = [data.rating, data.display, data.seatKind === 'standard' ? null : say.seatKind[data.seatKind]];
  return [
    text(data.cinemaName, { align: 'center', bold: true }),
    ...headerPieces(data.house),
    ...(options.duplicate ? [space(), banner(say.duplicate), space()] : [rule]),
    text(data.filmTitle, { size: titleSize, bold: true }),
    text(facts.filter((fact) => fact !== null).join(' · ')),
    space(),
    ...placePieces(data, options),
    rule,
    ...pricePieces(data, say, money),
    space(),
    { kind: 'qr', data: data.qr },
    space(),
    text(say.showAtDoor, { align: 'center' }),
    text(data.orderKey, { align: 'center', bold: true }),
    text(say.ticketOf(data.line, data.tickets), { align: 'center' }),
    text(`${say.soldAt} ${formatStamp(data.soldAtMs, say.locale, data.timeZone)}`, { align: 'center' }),
    ...footerPieces(data.house),
    cut,
  ];
}
