import { z } from 'zod';
import { SeatKind } from '../seating/seat-map.ts';
import { TicketClass } from '../tickets/ticket-class.ts';
import { ticketTextMax } from '../tickets/ticket-code.ts';

/**
 * Journal entries are facts that a terminal reports: they are final, signed and never corrected in place.
 * The payload travels as the JSON text that was hashed, so that no re-serialisation can change a hash.
 */
const u32 = z.int().min(1).max(0xffff_ffff);
const version = z.int().min(1).max(0xff_ffff);
const minor = z.int().min(0).max(100_000_000);

/** Somebody of the cinema's staff, by the number that the server gave. */
export const StaffId = z.int().min(1).max(0xffff_ffff);
const currency = z.string().length(3);

/** `credit`: what an exchange gave for the old tickets; it is made and spent in one transaction of one terminal. */
export const TenderKind = z.enum(['cash', 'card', 'credit', 'voucher']);

export const Tender = z.object({
  kind: TenderKind,
  /** What this tender paid of the total; change is already taken off. */
  amountMinor: minor,
  /** Cash only: what the customer handed over. */
  givenMinor: minor.optional(),
  /** Card only: the attempt that the reader knows, and its answer. */
  attemptId: z.string().max(64).optional(),
  authorisation: z.string().max(64).optional(),
  /** Card only: the reader approved it without its bank, and sends it on later (`charge.forwarded`). */
  stored: z.boolean().optional(),
  /** Credit only: the `tickets.refunded` entry of this terminal that gave it. */
  creditSeq: u32.optional(),
  /** Voucher only: which, and the version under which this terminal held it. */
  voucherId: u32.optional(),
  voucherVersion: version.optional(),
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
  /** Given away: why. Its price is 0 then. */
  comp: z.string().min(1).max(80).optional(),
});
export type SaleLine = z.infer<typeof SaleLine>;

/** Popcorn and the like, sold with tickets. Price and tax are of all `quantity` pieces. */
export const ItemLine = z.object({
  line: z.int().min(1).max(0xffff),
  itemId: u32,
  name: z.string().max(60),
  quantity: z.int().min(1).max(99),
  priceMinor: minor,
  taxMinor: minor,
});
export type ItemLine = z.infer<typeof ItemLine>;

/** At a till: who did it, in which shift (the `shift.opened` entry), and which manager said yes where one had to. */
const atTheTill = {
  staffId: StaffId.optional(),
  shiftSeq: u32.optional(),
  approvedBy: StaffId.optional(),
};

const isOfSomething = (of: { lines: unknown[]; items?: unknown[] | undefined }) =>
  of.lines.length + (of.items?.length ?? 0) > 0;
const somethingMissing = 'neither tickets nor items';
const ticketsHaveScreening = (of: { screeningId: number | null; lines: unknown[] }) =>
  (of.screeningId === null) === (of.lines.length === 0);

/** A paid booking: its id is this entry's (terminal, seq), each ticket's is (terminal, seq, line). */
export const SaleMade = z
  .object({
    /** Null: only items were sold. */
    screeningId: u32.nullable(),
    channel: z.enum(['kiosk', 'till']),
    currency: z.string().length(3),
    lines: z.array(SaleLine).max(20),
    tenders: z.array(Tender).min(1).max(8),
    totalMinor: minor,
    items: z.array(ItemLine).max(20).optional(),
    /** Of a member, whose prices these are. */
    memberNumber: z.string().min(1).max(20).optional(),
    ...atTheTill,
  })
  .refine(isOfSomething, somethingMissing)
  .refine(ticketsHaveScreening, 'tickets, and they alone, have a screening');
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

/** What became of a charge that the reader had approved without its bank. `declined`: the cinema bears the loss. */
export const ChargeForwarded = z.object({
  attemptId: z.string().max(64),
  saleSeq: u32,
  amountMinor: minor,
  currency: z.string().length(3),
  outcome: z.enum(['accepted', 'declined']),
});
export type ChargeForwarded = z.infer<typeof ChargeForwarded>;

/** A voucher that this terminal held is the server's again, unspent: the only thing that moves it that way but a sale. */
export const VoucherReturned = z.object({
  voucherId: u32,
  version,
  reason: z.enum(['basket-dropped', 'taken-away', 'unasked', 'shutdown']),
});
export type VoucherReturned = z.infer<typeof VoucherReturned>;

/** A way in which money went back. */
export const RefundTender = z.object({
  kind: TenderKind,
  amountMinor: minor,
  /** Card only: the refund's own attempt that the reader knows, and the charge that it gives back. */
  attemptId: z.string().max(64).optional(),
  ofAttemptId: z.string().max(64).optional(),
  /** Voucher only: its balance is as much higher again. */
  voucherId: u32.optional(),
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

/** Items of the same sale: the whole line, for exactly what was paid. */
export const RefundItem = z.object({ line: z.int().min(1).max(0xffff), amountMinor: minor });
export type RefundItem = z.infer<typeof RefundItem>;

/**
 * Tickets of one sale of this terminal, undone while it still held them. Their rights are this terminal's again, under
 * the same versions: a version counts what the server hands out and nothing else.
 */
export const TicketsRefunded = z
  .object({
    kind: z.enum(['void', 'refund', 'exchange']),
    saleSeq: u32,
    /** As the sale has it: null where that was of items alone. */
    screeningId: u32.nullable(),
    currency: z.string().length(3),
    lines: z.array(RefundLine).max(20),
    items: z.array(RefundItem).max(20).optional(),
    tenders: z.array(RefundTender).min(1).max(8),
    totalMinor: minor,
    reason: z.string().max(200),
    ...atTheTill,
  })
  .refine(isOfSomething, somethingMissing)
  .refine(({ screeningId, lines }) => screeningId !== null || lines.length === 0, 'tickets have a screening');
export type TicketsRefunded = z.infer<typeof TicketsRefunded>;

/** The tickets of all this terminal's sales up to this entry are the server's now: only it may void or refund them. */
export const TicketsReleased = z.object({ upToSeq: u32 });
export type TicketsReleased = z.infer<typeof TicketsReleased>;

/** The last entry of a journal: nothing comes after it, so what this terminal still held is the server's again. */
export const TerminalClosed = z.object({ reason: z.enum(['closed-by-server', 'retired']) });
export type TerminalClosed = z.infer<typeof TerminalClosed>;

/** Who stands at this terminal. `refused`: a wrong PIN; the person is known where a name was chosen first. */
export const StaffSigned = z.object({
  what: z.enum(['in', 'out', 'refused', 'locked']),
  staffId: StaffId.nullable(),
});
export type StaffSigned = z.infer<typeof StaffSigned>;

/** A drawer is counted from here to `shift.closed`; this entry's number is the shift's. One business date, however late it gets. */
export const ShiftOpened = z.object({
  staffId: StaffId,
  drawer: z.string().min(1).max(20),
  /** `YYYY-MM-DD`, in the cinema's zone. */
  businessDate: z.string().regex(/^\d{4}-\d{2}-\d{2}$/),
  floatMinor: minor,
  currency,
});
export type ShiftOpened = z.infer<typeof ShiftOpened>;

/** Cash that is no sale. `no-sale`: the drawer was opened for nothing, which is written down too. */
export const CashMoved = z.object({
  shiftSeq: u32,
  staffId: StaffId,
  kind: z.enum(['cash-in', 'drop', 'paid-out', 'no-sale']),
  amountMinor: minor,
  currency,
  reason: z.string().max(200),
  approvedBy: StaffId.optional(),
});
export type CashMoved = z.infer<typeof CashMoved>;

/** The drawer goes to somebody else without being closed. */
export const ShiftHandedOver = z.object({ shiftSeq: u32, fromStaffId: StaffId, toStaffId: StaffId });
export type ShiftHandedOver = z.infer<typeof ShiftHandedOver>;

/** Sums of a shift, as its report shows them. Counts and amounts of what the shift's own entries say, and of nothing else. */
export const ShiftFigures = z.object({
  sales: z.int().nonnegative(),
  tickets: z.int().nonnegative(),
  ticketsMinor: minor,
  itemsMinor: minor,
  comps: z.int().nonnegative(),
  refunds: z.int().nonnegative(),
  refundsMinor: minor,
  /** Of the refunds, those of sales that belong to another shift: its own report is closed, and stays as it was. */
  corrections: z.object({ refunds: z.int().nonnegative(), refundsMinor: minor }).optional(),
  taxMinor: z.int(),
  /** What each tender took, less what it gave back. */
  tenders: z.array(z.object({ kind: TenderKind, inMinor: minor, outMinor: minor })).max(8),
  floatMinor: minor,
  cashInMinor: minor,
  dropMinor: minor,
  paidOutMinor: minor,
  noSales: z.int().nonnegative(),
});
export type ShiftFigures = z.infer<typeof ShiftFigures>;

/**
 * The end of a shift. The count is blind: it is made before the expected sum is shown. `overShortMinor` is counted less
 * expected; above the cinema's limit a manager approves.
 */
export const ShiftClosed = z.object({
  shiftSeq: u32,
  staffId: StaffId,
  businessDate: z.string().regex(/^\d{4}-\d{2}-\d{2}$/),
  currency,
  denominations: z.array(z.object({ valueMinor: minor, count: z.int().min(0).max(100_000) })).max(30),
  countedMinor: minor,
  expectedMinor: z.int(),
  overShortMinor: z.int(),
  approvedBy: StaffId.optional(),
  figures: ShiftFigures,
  /** Entries that the server had not acknowledged when the report was printed. */
  unsent: z.int().nonnegative(),
});
export type ShiftClosed = z.infer<typeof ShiftClosed>;

/** A ticket is (terminal, seq, line), as its code says it. */
export const TicketId = z.object({
  terminal: z.int().min(0).max(0xffff),
  seq: u32,
  line: z.int().min(1).max(0xffff),
});
export type TicketId = z.infer<typeof TicketId>;

export const gateVerdicts = [
  'valid',
  'already-used',
  'wrong-screening',
  'too-early',
  'too-late',
  'refunded',
  'broken-right',
  'forged',
  'to-desk',
  'unreadable',
] as const;
export const GateVerdict = z.enum(gateVerdicts);
export type GateVerdict = z.infer<typeof GateVerdict>;

/** A ticket was held up at a gate. Its first `valid` admits; what could not be read has no ticket and is not written down. */
export const TicketScanned = z.object({
  ticket: TicketId,
  screeningId: u32,
  seatId: u32,
  version,
  verdict: GateVerdict,
  /** The server's stream names this ticket, as far as the gate knew; false for one that it had not heard of yet. */
  named: z.boolean(),
  /** The gate had the link when it judged. */
  online: z.boolean(),
  staffId: StaffId.optional(),
});
export type TicketScanned = z.infer<typeof TicketScanned>;

/** Tickets of a booking that was paid elsewhere came out of this printer. `copy` counts from 1; later ones say DUPLICATE. */
export const TicketsPickedUp = z.object({
  order: z.object({ terminal: z.int().min(0).max(0xffff), seq: u32 }),
  lines: z.array(z.int().min(1).max(0xffff)).min(1).max(20),
  copy: z.int().min(1).max(100),
  by: z.enum(['code', 'qr']),
  staffId: StaffId.optional(),
});
export type TicketsPickedUp = z.infer<typeof TicketsPickedUp>;

/** Tickets of an own sale were printed once more, marked DUPLICATE. */
export const TicketsReprinted = z.object({
  saleSeq: u32,
  lines: z.array(z.int().min(1).max(0xffff)).min(1).max(20),
  reason: z.string().max(200),
  ...atTheTill,
});
export type TicketsReprinted = z.infer<typeof TicketsReprinted>;

/**
 * Tickets of an own sale that the printer here could not bring out: their customer takes them elsewhere, by this code. What
 * their QR codes say goes along, since only this terminal's key can sign it.
 */
export const TicketsNotPrinted = z.object({
  saleSeq: u32,
  code: z.string().regex(/^[A-HJ-NP-Z2-9]{8}$/),
  tickets: z
    .array(z.object({ line: z.int().min(1).max(0xffff), qr: z.string().min(1).max(ticketTextMax) }))
    .min(1)
    .max(20),
});
export type TicketsNotPrinted = z.infer<typeof TicketsNotPrinted>;

/** A refund that only the ticket's holder may make: the customer has a printed request, and a manager sees it. */
export const RefundRequested = z.object({
  order: z.object({ terminal: z.int().min(0).max(0xffff), seq: u32 }),
  lines: z.array(z.int().min(1).max(0xffff)).max(20),
  reason: z.string().max(200),
  ...atTheTill,
});
export type RefundRequested = z.infer<typeof RefundRequested>;

/** The first entry of every journal. */
export const TerminalOpened = z.object({ terminal: z.int().min(1).max(0xffff), publicKey: z.string().max(64) });
export type TerminalOpened = z.infer<typeof TerminalOpened>;

export const entryPayloads = {
  'terminal.opened': TerminalOpened,
  'sale.made': SaleMade,
  'rights.returned': RightsReturned,
  'charge.voided': ChargeVoided,
  'charge.forwarded': ChargeForwarded,
  'voucher.returned': VoucherReturned,
  'tickets.refunded': TicketsRefunded,
  'tickets.released': TicketsReleased,
  'terminal.closed': TerminalClosed,
  'staff.signed': StaffSigned,
  'shift.opened': ShiftOpened,
  'cash.moved': CashMoved,
  'shift.handed-over': ShiftHandedOver,
  'shift.closed': ShiftClosed,
  'ticket.scanned': TicketScanned,
  'tickets.picked-up': TicketsPickedUp,
  'tickets.reprinted': TicketsReprinted,
  'tickets.not-printed': TicketsNotPrinted,
  'refund.requested': RefundRequested,
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
