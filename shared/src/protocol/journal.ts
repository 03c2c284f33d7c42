import { z } from 'zod';
import { SeatKind } from '../seating/seat-map.ts';
import { TicketClass } from '../tickets/ticket-class.ts';

/**
 * Journal entries are facts that a terminal reports: they are final, signed and never corrected in place.
 * The payload travels as the JSON text that was hashed, so that no re-serialisation can change a hash.
 */
const u32 = z.int().min(1).max(0xffff_ffff);
const version = z.int().min(1).max(0xff_ffff);
const minor = z.int().min(0).max(100_000_000);

/** `credit`: what an exchange gave for the old tickets; it is made and spent in one transaction of one terminal. */
export const TenderKind = z.enum(['cash', 'card', 'credit']);

export const Tender = z.object({
  kind: TenderKind,
  /** What this tender paid of the total; change is already taken off. */
  amountMinor: minor,
  /** Cash only: what the customer handed over. */
  givenMinor: minor.optional(),
  /** Card only: the attempt that the reader knows, and its answer. */
  attemptId: z.string().max(64).optional(),
  authorisation: z.string().max(64).optional(),
  /** Credit only: the `tickets.refunded` entry of this terminal that gave it. */
  creditSeq: u32.optional(),
});
export type Tender = z.infer<typeof Tender>;

export const SaleLine = z.object({
  line: z.int().min(1).max(0xffff),
  seatId: u32,
  seatLabel: z.string().max(8),
  seatKind: SeatKind,
  /** Of the right that is sold. */
  version,
  ticketClass: TicketClass,
  priceMinor: minor,
  taxMinor: minor,
});
export type SaleLine = z.infer<typeof SaleLine>;

/** A paid booking: its id is this entry's (terminal, seq), each ticket's is (terminal, seq, line). */
export const SaleMade = z.object({
  screeningId: u32,
  channel: z.enum(['kiosk', 'till']),
  currency: z.string().length(3),
  lines: z.array(SaleLine).min(1).max(20),
  tenders: z.array(Tender).min(1).max(8),
  totalMinor: minor,
});
export type SaleMade = z.infer<typeof SaleMade>;

export const HeldSeat = z.object({ seatId: u32, version });
export type HeldSeat = z.infer<typeof HeldSeat>;

/** A larger return is several entries, so that each fits its column. */
export const returnedSeatsMax = 500;
/** Characters; at four bytes each they fit a TEXT column of MySQL. */
export const payloadCharsMax = 16_000;

/** Rights handed back to the server: the only thing that moves a right that way. */
export const RightsReturned = z.object({
  screeningId: u32,
  seats: z.array(HeldSeat).min(1).max(returnedSeatsMax),
  reason: z.enum(['recalled', 'basket-dropped', 'shutdown', 'sales-closed', 'unasked']),
});
export type RightsReturned = z.infer<typeof RightsReturned>;

/** An approved card charge whose sale was not made; the reader or gateway has voided it. */
export const ChargeVoided = z.object({
  attemptId: z.string().max(64),
  amountMinor: minor,
  currency: z.string().length(3),
  reason: z.enum(['customer-left', 'sale-refused', 'terminal-closed']),
});
export type ChargeVoided = z.infer<typeof ChargeVoided>;

/** A way in which money went back. */
export const RefundTender = z.object({
  kind: TenderKind,
  amountMinor: minor,
  /** Card only: the refund's own attempt that the reader knows, and the charge that it gives back. */
  attemptId: z.string().max(64).optional(),
  ofAttemptId: z.string().max(64).optional(),
});
export type RefundTender = z.infer<typeof RefundTender>;

export const RefundLine = z.object({
  line: z.int().min(1).max(0xffff),
  seatId: u32,
  /** Of the right that was sold. */
  version,
  /** Exactly what was paid for this ticket. */
  amountMinor: minor,
});
export type RefundLine = z.infer<typeof RefundLine>;

/**
 * Tickets of one sale of this terminal, undone while it still held them. Their rights are this terminal's again, under
 * the same versions: a version counts what the server hands out and nothing else.
 */
export const TicketsRefunded = z.object({
  kind: z.enum(['void', 'refund', 'exchange']),
  saleSeq: u32,
  screeningId: u32,
  currency: z.string().length(3),
  lines: z.array(RefundLine).min(1).max(20),
  tenders: z.array(RefundTender).min(1).max(8),
  totalMinor: minor,
  reason: z.string().max(200),
});
export type TicketsRefunded = z.infer<typeof TicketsRefunded>;

/** The tickets of all this terminal's sales up to this entry are the server's now: only it may void or refund them. */
export const TicketsReleased = z.object({ upToSeq: u32 });
export type TicketsReleased = z.infer<typeof TicketsReleased>;

/** The last entry of a journal: nothing comes after it, so what this terminal still held is the server's again. */
export const TerminalClosed = z.object({ reason: z.enum(['closed-by-server', 'retired']) });
export type TerminalClosed = z.infer<typeof TerminalClosed>;

/** The first entry of every journal. */
export const TerminalOpened = z.object({ terminal: z.int().min(1).max(0xffff), publicKey: z.string().max(64) });
export type TerminalOpened = z.infer<typeof TerminalOpened>;

export const entryPayloads = {
  'terminal.opened': TerminalOpened,
  'sale.made': SaleMade,
  'rights.returned': RightsReturned,
  'charge.voided': ChargeVoided,
  'tickets.refunded': TicketsRefunded,
  'tickets.released': TicketsReleased,
  'terminal.closed': TerminalClosed,
} as const;
export type EntryType = keyof typeof entryPayloads;
export type EntryPayload<T extends EntryType> = z.infer<(typeof entryPayloads)[T]>;

/** One entry as it is stored and sent. A type that this side doesn't know is kept as a dead letter, never refused. */
export const JournalEntry = z.object({
  seq: u32,
  type: z.string().min(1).max(40),
  payload: z.string().max(payloadCharsMax),
  /** The terminal's sense of time: the last server time plus its monotonic clock. Milliseconds since 1970, UTC. */
  atMs: z.int().nonnegative(),
  /** SHA-256, lower-case hex. */
  hash: z.string().regex(/^[0-9a-f]{64}$/),
  /** Ed25519 over the 32 bytes of the hash, base64url. */
  signature: z.string().max(88),
});
export type JournalEntry = z.infer<typeof JournalEntry>;

/** The hash before the first entry. */
export const chainStart = '0'.repeat(64);

/** What is hashed: the previous hash binds the order, so one signature over the last hash of a range covers the range. */
export function chainInput(
  previousHash: string,
  entry: Pick<JournalEntry, 'seq' | 'type' | 'payload' | 'atMs'>,
): string {
  return `${previousHash}\n${entry.seq}\n${entry.type}\n${entry.atMs}\n${entry.payload}`;
}
