import { formatMinor } from '@marquee/shared/money';
import type { ShiftFigures } from '@marquee/shared/protocol/journal';
import { formatStamp } from '../date-words.ts';
import { banner, columns, cut, type Paper, type PaperPiece, rule, space, text } from '../paper.ts';
import type { TemplateOptions } from '../ticket/ticket.ts';
import { type Language, words } from '../words/languages.ts';
import type { Words } from '../words/words.ts';

export interface ShiftReportPaperData {
  language?: Language | undefined;
  cinemaName: string;
  timeZone: string;
  terminal: number;
  /** `X`: up to now; `Z`: the end, with the count. */
  kind: 'X' | 'Z';
  /** The number of its entry, under which the office finds it. */
  shiftSeq: number;
  drawer: string;
  staffName: string;
  /** `YYYY-MM-DD`. */
  businessDate: string;
  currency: string;
  openedAtMs: number;
  atMs: number;
  figures: ShiftFigures;
  expectedMinor: number;
  /** What of it the server has not acknowledged: contained in the figures. */
  unsent: { entries: number; sales: number; salesMinor: number; refunds: number; refundsMinor: number };
  counted: { countedMinor: number; overShortMinor: number; approvedBy: string | null } | null;
}

type Money = (minor: number) => string;

function salesPieces({ figures }: ShiftReportPaperData, say: Words, money: Money): PaperPiece[] {
  return [
    text(say.salesPart, { bold: true }),
    columns(say.salesCount, String(figures.sales)),
    columns(say.ticketsCount(figures.tickets), money(figures.ticketsMinor)),
    ...(figures.itemsMinor > 0 ? [columns(say.items, money(figures.itemsMinor))] : []),
    ...(figures.comps > 0 ? [columns(say.comps, String(figures.comps))] : []),
    columns(say.refundsCount(figures.refunds), money(-figures.refundsMinor)),
    ...(figures.corrections && figures.corrections.refunds > 0
      ? [columns(`· ${say.ofOtherShifts(figures.corrections.refunds)}`, money(-figures.corrections.refundsMinor))]
      : []),
    columns(say.net, money(figures.ticketsMinor + figures.itemsMinor - figures.refundsMinor), { bold: true }),
    columns(say.taxInSales, money(figures.taxMinor)),
  ];
}

function tenderPieces({ figures }: ShiftReportPaperData, say: Words, money: Money): PaperPiece[] {
  const used = figures.tenders.filter(({ inMinor, outMinor }) => inMinor > 0 || outMinor > 0);
  return [
    text(say.tendersPart, { bold: true }),
    ...used.flatMap(({ kind, inMinor, outMinor }) => [
      columns(say[kind], money(inMinor - outMinor), { bold: true }),
      ...(outMinor > 0
        ? [columns(`· ${say.tenderIn}`, money(inMinor)), columns(`· ${say.tenderOut}`, money(-outMinor))]
        : []),
    ]),
    ...(used.length === 0 ? [text(say.nothing)] : []),
  ];
}

function cashPieces({ figures, expectedMinor, counted }: ShiftReportPaperData, say: Words, money: Money): PaperPiece[] {
  const cash = figures.tenders.find(({ kind }) => kind === 'cash');
  const pieces = [
    text(say.cashPart, { bold: true }),
    columns(say.float, money(figures.floatMinor)),
    columns(say.cashSales, money(cash?.inMinor ?? 0)),
    columns(say.cashRefunds, money(-(cash?.outMinor ?? 0))),
    columns(say.cashIn, money(figures.cashInMinor)),
    columns(say.drop, money(-figures.dropMinor)),
    columns(say.paidOut, money(-figures.paidOutMinor)),
    columns(say.expected, money(expectedMinor), { bold: true }),
  ];
  if (!counted) return [...pieces, columns(say.noSales, String(figures.noSales))];
  const { countedMinor, overShortMinor, approvedBy } = counted;
  const difference = overShortMinor === 0 ? say.exact : overShortMinor > 0 ? say.over : say.short;
  return [
    ...pieces,
    columns(say.counted, money(countedMinor), { bold: true }),
    columns(difference, money(overShortMinor), { bold: true, size: 2 }),
    ...(approvedBy === null ? [] : [columns(say.approvedBy, approvedBy)]),
    columns(say.noSales, String(figures.noSales)),
  ];
}

function unsentPieces({ unsent }: ShiftReportPaperData, say: Words, money: Money): PaperPiece[] {
  if (unsent.entries === 0) return [text(say.allSent)];
  return [
    text(say.unsentPart, { bold: true }),
    text(say.unsentNote),
    columns(say.unsentEntries, String(unsent.entries)),
    columns(say.unsentSales(unsent.sales), money(unsent.salesMinor)),
    columns(say.refundsCount(unsent.refunds), money(-unsent.refundsMinor)),
  ];
}

/** Both reports of a shift. What the server doesn't know yet is in the figures, and told apart. */
export function shiftReportPaper(data: ShiftReportPaperData, options: TemplateOptions): Paper {
  const say = words[options.language];
  const money = (minor: number) => formatMinor(minor === 0 ? 0 : minor, data.currency, options.language);
  const stamp = (atMs: number) => formatStamp(atMs, say.locale, data.timeZone);
  return [
    text(data.cinemaName, { align: 'center', bold: true }),
    text(data.kind === 'X' ? say.xReport : say.zReport, { align: 'center', bold: true, size: 2 }),
    ...(options.duplicate ? [banner(say.duplicate), space()] : [rule]),
    columns(say.businessDate, data.businessDate, { bold: true }),
    columns(say.drawer, data.drawer),
    columns(say.cashier, data.staffName),
    columns(say.shiftNumber, `T${data.terminal}-${data.shiftSeq}`),
    columns(say.opened, stamp(data.openedAtMs)),
    columns(data.kind === 'X' ? say.printed : say.closed, stamp(data.atMs)),
    rule,
    ...salesPieces(data, say, money),
    rule,
    ...tenderPieces(data, say, money),
    rule,
    ...cashPieces(data, say, money),
    rule,
    ...unsentPieces(data, say, money),
    ...(data.kind === 'Z'
      ? [
          rule,
          space(2),
          text('_'.repeat(24)),
          text(say.signCashier),
          space(2),
          text('_'.repeat(24)),
          text(say.signManager),
        ]
      : []),
    cut,
  ];
}
