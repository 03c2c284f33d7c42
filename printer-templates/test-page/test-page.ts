import { formatStamp } from '../date-words.ts';
import { banner, columns, cut, type Paper, paperColumns, paperDots, rule, space, text } from '../paper.ts';
import type { TemplateOptions } from '../ticket/ticket.ts';
import { type Language, words } from '../words/languages.ts';

export interface TestPagePaperData {
  language?: Language | undefined;
  cinemaName: string;
  timeZone: string;
  terminal: number;
  /** As configured: `tcp://10.0.0.7:9100`. */
  printerAddress: string;
  atMs: number;
}

/** `1234567890...`: a line that is wrapped or cut short shows that the paper width is set wrongly. */
function rulerLine(columnsMax: number): string {
  return Array.from({ length: columnsMax }, (_, column) => (column + 1) % 10).join('');
}

/** Shows the technician at one glance whether width, code page, pictures, code and cutter work. */
export function testPagePaper(data: TestPagePaperData, options: TemplateOptions): Paper {
  const say = words[options.language];
  return [
    text(data.cinemaName, { align: 'center', bold: true }),
    text(say.testPage, { align: 'center', size: 2, bold: true }),
    rule,
    columns(say.printerAddress, data.printerAddress),
    columns(say.paperWidth, `${options.width} mm, ${paperColumns[options.width]} x 12 = ${paperDots[options.width]}`),
    columns(say.time, formatStamp(data.atMs, say.locale, data.timeZone)),
    text(say.terminal(data.terminal)),
    rule,
    text(rulerLine(paperColumns[options.width])),
    columns('|<', '>|'),
    text(say.accents),
    text('Ää Éé Ññ Øø Çç ß € £ ¥ “ ” – …', { bold: true }),
    text(say.scripts),
    text('肖申克的救赎  Привет  Καλημέρα', { bold: true }),
    space(),
    text('Size 2', { size: 2 }),
    text('Size 3', { size: 3 }),
    space(),
    banner(say.duplicate),
    space(),
    { kind: 'qr', data: `MARQUEE TEST T${data.terminal}` },
    space(),
    text(say.qrCheck, { align: 'center' }),
    cut,
  ];
}
