import { formatMinor } from '@marquee/shared/money';
import { formatStamp } from '../date-words.ts';
import { banner, columns, cut, type Paper, rule, space, text } from '../paper.ts';
import type { TemplateOptions } from '../ticket/ticket.ts';
import { type Language, words } from '../words/languages.ts';

export interface RefundSlipPaperData {
  language?: Language | undefined;
  cinemaName: string;
  timeZone: string;
  terminal: number;
  /** `requested`: this till does not hold the tickets, so a manager settles it later. */
  kind: 'refunded' | 'requested';
  /** Of the sale. */
  orderKey: string;
  /** Of the refund itself: its entry. */
  reference: string;
  seats: { seatLabel: string; amountMinor: number }[];
  totalMinor: number;
  currency: string;
  /** How the money went back; empty for a request. */
  tenders: { kind: 'cash' | 'card' | 'credit' | 'voucher'; amountMinor: number }[];
  reason: string;
  staffName: string | null;
  atMs: number;
}

/** For the customer who gave tickets back, or who was promised their money: what, how much, and how it goes back. */
export function refundSlipPaper(data: RefundSlipPaperData, options: TemplateOptions): Paper {
  const say = words[options.language];
  const money = (minor: number) => formatMinor(minor, data.currency, options.language);
  const isRequest = data.kind === 'requested';
  return [
    text(data.cinemaName, { align: 'center', bold: true }),
    space(),
    banner(isRequest ? say.refundRequest : say.refundSlip),
    ...(options.duplicate ? [space(), banner(say.duplicate)] : []),
    space(),
    columns(say.order, data.orderKey, { bold: true }),
    ...data.seats.map(({ seatLabel, amountMinor }) => columns(say.ticketNamed(seatLabel), money(amountMinor))),
    rule,
    columns(say.amount, money(data.totalMinor), { bold: true, size: 2 }),
    ...data.tenders.map(({ kind, amountMinor }) => columns(say[kind], money(amountMinor))),
    rule,
    ...(data.reason === '' ? [] : [text(`${say.reason}: ${data.reason}`)]),
    columns(say.reference, data.reference, { bold: true }),
    columns(say.time, formatStamp(data.atMs, say.locale, data.timeZone)),
    ...(data.staffName === null ? [] : [columns(say.cashier, data.staffName)]),
    text(say.terminal(data.terminal)),
    rule,
    text(isRequest ? say.refundRequestAdvice : say.refundAdvice),
    ...(isRequest ? [] : [space(2), text('_'.repeat(24)), text(say.signCustomer)]),
    cut,
  ];
}
