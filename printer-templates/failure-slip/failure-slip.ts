import { formatMinor } from '@marquee/shared/money';
import { formatStamp } from '../date-words.ts';
import { banner, columns, cut, type Paper, rule, space, text } from '../paper.ts';
import type { TemplateOptions } from '../ticket/ticket.ts';
import { type Language, words } from '../words/languages.ts';

export interface FailureSlipPaperData {
  language?: Language | undefined;
  cinemaName: string;
  timeZone: string;
  /** `unknown`: the card reader never said whether it charged. */
  outcome: 'failed' | 'unknown';
  /** What the desk looks the payment up by: the attempt's id. */
  reference: string;
  amountMinor: number;
  currency: string;
  terminal: number;
  atMs: number;
}

/** For a guest whose payment did not end in tickets: proof for the desk, and what to do. */
export function failureSlipPaper(data: FailureSlipPaperData, options: TemplateOptions): Paper {
  const say = words[options.language];
  const unknown = data.outcome === 'unknown';
  return [
    text(data.cinemaName, { align: 'center', bold: true }),
    space(),
    banner(unknown ? say.paymentUnknown : say.paymentFailed),
    space(),
    columns(say.amount, formatMinor(data.amountMinor, data.currency, options.language), { size: 2, bold: true }),
    rule,
    text(say.reference),
    text(data.reference, { bold: true }),
    columns(say.time, formatStamp(data.atMs, say.locale, data.timeZone)),
    text(say.terminal(data.terminal)),
    rule,
    text(say.notCharged, { bold: true }),
    text(unknown ? say.unknownAdvice : say.failedAdvice),
    cut,
  ];
}
