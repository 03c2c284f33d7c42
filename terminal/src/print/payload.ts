import type { Paper, PaperWidth } from '@marquee/printer-templates/paper';
import { type ReceiptPaperData, receiptPaper } from '@marquee/printer-templates/receipt/receipt';
import { type TicketPaperData, ticketPaper } from '@marquee/printer-templates/ticket/ticket';
import { type Language, languages } from '@marquee/printer-templates/words/languages';
import { SeatKind } from '@marquee/shared/seating/seat-map';
import { Display, TicketClass } from '@marquee/shared/tickets/ticket-class';
import { z } from 'zod';

const minor = z.int().nonnegative();

/** Each of them: what a schema doesn't name is left out of the paper. */
type Fields<Data> = { [Name in keyof Required<Data>]: z.ZodType<Data[Name]> };

const TicketPayload = z.object({
  language: z.enum(languages).optional(),
  cinemaName: z.string(),
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
  timeZone: z.string(),
  filmTitle: z.string(),
  venueName: z.string(),
  startsAtMs: z.int(),
  freeSeating: z.boolean().optional(),
  lines: z.array(z.object({ seatLabel: z.string(), ticketClass: TicketClass, priceMinor: minor })),
  totalMinor: minor,
  taxMinor: minor,
  currency: z.string().length(3),
  tenders: z.array(
    z.object({
      kind: z.enum(['cash', 'card', 'credit']),
      amountMinor: minor,
      givenMinor: minor.optional(),
      authorisation: z.string().optional(),
    }),
  ),
  orderKey: z.string(),
  terminal: z.int(),
  soldAtMs: z.int(),
} satisfies Fields<ReceiptPaperData>);

/** The slip of a print job. Throws where the payload is not one: then the job is at fault, not the printer. */
export function paperOf(
  job: { kind: 'ticket' | 'receipt'; payload: string; duplicate: boolean },
  options: { width: PaperWidth; language: Language },
): Paper {
  const body: unknown = JSON.parse(job.payload);
  const look = { width: options.width, duplicate: job.duplicate };
  if (job.kind === 'receipt') {
    const receipt = ReceiptPayload.parse(body);
    return receiptPaper(receipt, { ...look, language: receipt.language ?? options.language });
  }
  const ticket = TicketPayload.parse(body);
  return ticketPaper(ticket, { ...look, language: ticket.language ?? options.language });
}
