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

export const TenderKind = z.enum(['cash', 'card']);

export const Tender = z.object({
  kind: TenderKind,
  /** What this tender paid of the total; change is already taken off. */
  amountMinor: minor,
  /** Cash only: what the customer handed over. */
  givenMinor: minor.optional(),
  /** Card only: the attempt that the reader knows, and its answer. */
  attemptId: z.string().max(64).optional(),
  authorisation: z.string().max(64).optional(),
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

/** The first entry of every journal. */
export const TerminalOpened = z.object({ terminal: z.int().min(1).max(0xffff), publicKey: z.string().max(64) });
export type TerminalOpened = z.infer<typeof TerminalOpened>;

export const entryPayloads = {
  'terminal.opened': TerminalOpened,
  'sale.made': SaleMade,
  'rights.returned': RightsReturned,
  'charge.voided': ChargeVoided,
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
