import type { Paper, PaperWidth } from '@marquee/printer-templates/paper';
import { type ReceiptPaperData, receiptPaper } from '@marquee/printer-templates/receipt/receipt';
import { type RefundSlipPaperData, refundSlipPaper } from '@marquee/printer-templates/refund-slip/refund-slip';
import { type ShiftReportPaperData, shiftReportPaper } from '@marquee/printer-templates/shift-report/shift-report';
import { type TicketPaperData, ticketPaper } from '@marquee/printer-templates/ticket/ticket';
import { type Language, languages } from '@marquee/printer-templates/words/languages';
import { ShiftFigures } from '@marquee/shared/protocol/journal';
import { HouseLines } from '@marquee/shared/protocol/streams';
import { SeatKind } from '@marquee/shared/seating/seat-map';
import { Display, TicketClass } from '@marquee/shared/tickets/ticket-class';
import { z } from 'zod';

const minor = z.int().nonnegative();

/** Each of them: what a schema doesn't name is left out of the paper. */
type Fields<Data> = { [Name in keyof Required<Data>]: z.ZodType<Data[Name]> };

const TicketPayload = z.object({
  language: z.enum(languages).optional(),
  cinemaName: z.string(),
  house: HouseLines.optional(),
  timeZone: z.string(),
  filmTitle: z.string(),
  rating: z.string().nullable(),
  display: Display,
  venueName: z.string(),
  startsAtMs: z.int(),
  row: z.string(),
  seatLabel: z.string(),
  seatKind: SeatKind,
  freeSeating: z.boolean().optional(),
  given: z.boolean().optional(),
  ticketClass: TicketClass,
  priceMinor: minor,
  taxMinor: minor,
  currency: z.string().length(3),
  orderKey: z.string(),
  line: z.int().min(1),
  tickets: z.int().min(1),
  soldAtMs: z.int(),
  qr: z.string().min(1),
} satisfies Fields<TicketPaperData>);

const ReceiptPayload = z.object({
  language: z.enum(languages).optional(),
  cinemaName: z.string(),
  house: HouseLines.optional(),
  timeZone: z.string(),
  filmTitle: z.string(),
  venueName: z.string(),
  startsAtMs: z.int().nullable(),
  freeSeating: z.boolean().optional(),
  lines: z.array(
    z.object({ seatLabel: z.string(), ticketClass: TicketClass, priceMinor: minor, given: z.boolean().optional() }),
  ),
  items: z.array(z.object({ name: z.string(), quantity: z.int().min(1), priceMinor: minor })).optional(),
  totalMinor: minor,
  taxMinor: minor,
  taxes: z.array(z.object({ basisPoints: minor, taxMinor: minor })).optional(),
  currency: z.string().length(3),
  tenders: z.array(
    z.object({
      kind: z.enum(['cash', 'card', 'credit', 'voucher']),
      amountMinor: minor,
      givenMinor: minor.optional(),
      authorisation: z.string().optional(),
      stored: z.boolean().optional(),
    }),
  ),
  orderKey: z.string(),
  terminal: z.int(),
  soldAtMs: z.int(),
} satisfies Fields<ReceiptPaperData>);

const ShiftReportPayload = z.object({
  language: z.enum(languages).optional(),
  cinemaName: z.string(),
  timeZone: z.string(),
  terminal: z.int(),
  kind: z.enum(['X', 'Z']),
  shiftSeq: z.int(),
  drawer: z.string(),
  staffName: z.string(),
  businessDate: z.string(),
  currency: z.string().length(3),
  openedAtMs: z.int(),
  atMs: z.int(),
  figures: ShiftFigures,
  expectedMinor: z.int(),
  unsent: z.object({ entries: minor, sales: minor, salesMinor: minor, refunds: minor, refundsMinor: minor }),
  counted: z.object({ countedMinor: minor, overShortMinor: z.int(), approvedBy: z.string().nullable() }).nullable(),
} satisfies Fields<ShiftReportPaperData>);

const RefundSlipPayload = z.object({
  language: z.enum(languages).optional(),
  cinemaName: z.string(),
  timeZone: z.string(),
  terminal: z.int(),
  kind: z.enum(['refunded', 'voided', 'exchanged', 'requested']),
  orderKey: z.string(),
  reference: z.string(),
  seats: z.array(z.object({ seatLabel: z.string(), amountMinor: minor })),
  items: z.array(z.object({ name: z.string(), quantity: z.int(), amountMinor: minor })).optional(),
  totalMinor: minor.nullable(),
  currency: z.string().length(3),
  tenders: z.array(z.object({ kind: z.enum(['cash', 'card', 'credit', 'voucher']), amountMinor: minor })),
  reason: z.string(),
  staffName: z.string().nullable(),
  atMs: z.int(),
} satisfies Fields<RefundSlipPaperData>);

export type PaperKind = 'ticket' | 'receipt' | 'shift-report' | 'refund-slip';

/** Papers are printed in English or Chinese; a page's language is BCP 47. */
export function paperLanguage(language: string | undefined): Language {
  return language?.toLowerCase().split('-')[0] === 'zh' ? 'zh' : 'en';
}

/** The slip of a print job. Throws where the payload is not one: then the job is at fault, not the printer. */
export function paperOf(
  job: { kind: PaperKind; payload: string; duplicate: boolean },
  options: { width: PaperWidth; language: Language },
): Paper {
  const body: unknown = JSON.parse(job.payload);
  const look = <D extends { language?: Language | undefined }>({ language = options.language }: D) => ({
    width: options.width,
    duplicate: job.duplicate,
    language,
  });
  switch (job.kind) {
    case 'receipt': {
      const receipt = ReceiptPayload.parse(body);
      return receiptPaper(receipt, look(receipt));
    }
    case 'ticket': {
      const ticket = TicketPayload.parse(body);
      return ticketPaper(ticket, look(ticket));
    }
    case 'shift-report': {
      const report = ShiftReportPayload.parse(body);
      return shiftReportPaper(report, look(report));
    }
    case 'refund-slip': {
      const slip = RefundSlipPayload.parse(body);
      return refundSlipPaper(slip, look(slip));
    }
  }
}
