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
  kind: 'refunded' | 'voided' | 'exchanged' | 'requested';
  /** Of the sale. */
  orderKey: string;
  /** Of the refund itself: its entry. */
  reference: string;
  /** None: all tickets of an order that another terminal sold. */
  seats: { seatLabel: string; amountMinor: number }[];
  /** The amount is of all pieces. */
  items?: { name: string; quantity: number; amountMinor: number }[] | undefined;
  /** Null where only another terminal knows it. */
  totalMinor: number | null;
  currency: string;
  /** How the money went back; empty for a request. */
  tenders: { kind: 'cash' | 'card' | 'credit' | 'voucher'; amountMinor: number }[];
  reason: string;
  staffName: string | null;
  atMs: number;
}

const titles = {
  refunded: 'refundSlip',
  voided: 'voidSlip',
  exchanged: 'exchangeSlip',
  requested: 'refundRequest',
} as const;
const advice = {
  refunded: 'refundAdvice',
  voided: 'refundAdvice',
  exchanged: 'exchangeAdvice',
  requested: 'refundRequestAdvice',
} as const;

/** For the customer who gave tickets back, or who was promised their money: what, how much, and how it goes back. */
export function refundSlipPaper(data: RefundSlipPaperData, options: TemplateOptions): Paper {
  const say = words[options.language];
  const money = (minor: number) => formatMinor(minor, data.currency, options.language);
  const isRequest = data.kind === 'requested';
  // Whoever takes coins out of a drawer has a signature for them.
  const isPaidOut = data.tenders.some(({ kind, amountMinor }) => kind === 'cash' && amountMinor > 0);
  return [
    text(data.cinemaName, { align: 'center', bold: true }),
    space(),
    banner(say[titles[data.kind]]),
    ...(options.duplicate ? [space(), banner(say.duplicate)] : []),
    space(),
    columns(say.order, data.orderKey, { bold: true }),
    ...(data.seats.length === 0 && isRequest ? [text(say.allTickets)] : []),
    ...data.seats.map(({ seatLabel, amountMinor }) => columns(say.ticketNamed(seatLabel), money(amountMinor))),
    ...(data.items ?? []).map(({ name, quantity, amountMinor }) =>
      columns(`${quantity} × ${name}`, money(amountMinor)),
    ),
    ...(data.totalMinor === null ? [] : [rule, columns(say.amount, money(data.totalMinor), { bold: true, size: 2 })]),
    ...data.tenders.map(({ kind, amountMinor }) => columns(say[kind], money(amountMinor))),
    rule,
    ...(data.reason === '' ? [] : [text(`${say.reason}: ${data.reason}`)]),
    columns(say.reference, data.reference, { bold: true }),
    columns(say.time, formatStamp(data.atMs, say.locale, data.timeZone)),
    ...(data.staffName === null ? [] : [columns(say.cashier, data.staffName)]),
    text(say.terminal(data.terminal)),
    rule,
    ...(isRequest ? [{ kind: 'qr' as const, data: data.orderKey }, space()] : []),
    text(say[advice[data.kind]]),
    ...(isPaidOut ? [space(2), text('_'.repeat(24)), text(say.signCustomer)] : []),
    cut,
  ];
}
