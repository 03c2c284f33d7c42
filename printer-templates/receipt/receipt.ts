import { assert } from '@marquee/shared/assert';
import { formatMinor, sumMinor } from '@marquee/shared/money';
import type { TicketClass } from '@marquee/shared/tickets/ticket-class';
import { formatStamp } from '../date-words.ts';
import {
  banner,
  columns,
  cut,
  footerPieces,
  type HouseLines,
  headerPieces,
  type Paper,
  type PaperPiece,
  rule,
  space,
  text,
} from '../paper.ts';
import type { TemplateOptions } from '../ticket/ticket.ts';
import { type Language, words } from '../words/languages.ts';
import type { Words } from '../words/words.ts';

export interface ReceiptTender {
  kind: 'cash' | 'card' | 'credit' | 'voucher';
  /** What this tender paid of the total. */
  amountMinor: number;
  /** Cash only: what was handed over. */
  givenMinor?: number | undefined;
  /** Card only. */
  authorisation?: string | undefined;
  /** Card only: approved by the reader, not by a bank. */
  stored?: boolean | undefined;
}

export interface ReceiptPaperData {
  language?: Language | undefined;
  cinemaName: string;
  house?: HouseLines | undefined;
  timeZone: string;
  filmTitle: string;
  venueName: string;
  /** Null: only items were bought, and there is no film and no venue. */
  startsAtMs: number | null;
  /** Guests sit where they like: `seatLabel` is empty. */
  freeSeating?: boolean | undefined;
  /** `given`: given away, for nothing. */
  lines: { seatLabel: string; ticketClass: TicketClass; priceMinor: number; given?: boolean | undefined }[];
  /** Popcorn and the like. The price is of all pieces. */
  items?: { name: string; quantity: number; priceMinor: number }[] | undefined;
  totalMinor: number;
  /** Contained in the total. */
  taxMinor: number;
  /** The same by rate, in hundredths of a percent. */
  taxes?: { basisPoints: number; taxMinor: number }[] | undefined;
  currency: string;
  tenders: ReceiptTender[];
  orderKey: string;
  terminal: number;
  soldAtMs: number;
}

function tenderPieces(tender: ReceiptTender, say: Words, money: (minor: number) => string): PaperPiece[] {
  if (tender.kind === 'voucher') return [columns(say.voucher, money(tender.amountMinor))];
  if (tender.kind === 'credit') return [columns(say.credit, money(tender.amountMinor))];
  if (tender.kind === 'card') {
    const authorisation =
      tender.authorisation === undefined
        ? []
        : [columns(tender.stored ? say.offlineApproval : say.authorisation, tender.authorisation)];
    return [columns(say.card, money(tender.amountMinor)), ...authorisation];
  }
  const given = tender.givenMinor ?? tender.amountMinor;
  if (given === tender.amountMinor) return [columns(say.cash, money(given))];
  return [
    columns(say.cash, money(tender.amountMinor)),
    columns(say.given, money(given)),
    columns(say.change, money(given - tender.amountMinor), { bold: true }),
  ];
}

/** Where there is more than one rate: how much of the tax is of which. */
function taxPieces({ taxes = [] }: ReceiptPaperData, say: Words, money: (minor: number) => string): PaperPiece[] {
  if (taxes.length < 2) return [];
  const percent = new Intl.NumberFormat(say.locale, { style: 'percent', maximumFractionDigits: 2 });
  return taxes.map(({ basisPoints, taxMinor }) =>
    columns(say.taxAt(percent.format(basisPoints / 10_000)), money(taxMinor)),
  );
}

function showPieces({ startsAtMs, ...data }: ReceiptPaperData, say: Words): PaperPiece[] {
  if (startsAtMs === null) return [];
  return [
    text(data.filmTitle, { bold: true }),
    columns(data.venueName, formatStamp(startsAtMs, say.locale, data.timeZone)),
    ...(data.freeSeating ? [text(say.freeSeating)] : []),
    space(),
  ];
}

/** What was bought and how it was paid. Throws where lines and tenders don't add up to the total: that is a bug. */
export function receiptPaper(data: ReceiptPaperData, options: TemplateOptions): Paper {
  const say = words[options.language];
  const money = (minor: number) => formatMinor(minor, data.currency, options.language);
  const bought = [...data.lines, ...(data.items ?? [])];
  assert(sumMinor(bought.map((line) => line.priceMinor)) === data.totalMinor, 'receipt lines add up to the total');
  assert(sumMinor(data.tenders.map((tender) => tender.amountMinor)) === data.totalMinor, 'tenders add up to the total');
  return [
    text(data.cinemaName, { align: 'center', bold: true }),
    ...headerPieces(data.house),
    text(say.receipt, { align: 'center' }),
    ...(options.duplicate ? [space(), banner(say.duplicate), space()] : [rule]),
    ...showPieces(data, say),
    ...data.lines.map((line) =>
      columns(
        `${say.ticketClass[line.ticketClass]} ${line.seatLabel}`.trimEnd(),
        line.given ? say.complimentary : money(line.priceMinor),
      ),
    ),
    ...(data.items ?? []).map((item) =>
      columns(item.quantity === 1 ? item.name : `${item.quantity} × ${item.name}`, money(item.priceMinor)),
    ),
    rule,
    columns(say.total, money(data.totalMinor), { bold: true, size: 2 }),
    columns(say.taxIncluded, money(data.taxMinor)),
    ...taxPieces(data, say, money),
    space(),
    ...data.tenders.flatMap((tender) => tenderPieces(tender, say, money)),
    rule,
    columns(say.order, data.orderKey, { bold: true }),
    columns(say.soldAt, formatStamp(data.soldAtMs, say.locale, data.timeZone)),
    text(say.terminal(data.terminal)),
    space(),
    text(data.startsAtMs === null ? say.thanksOnly : say.thanks, { align: 'center' }),
    ...footerPieces(data.house),
    cut,
  ];
}
