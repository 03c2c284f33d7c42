import { z } from 'zod';
import { JournalEntry } from './journal.ts';
import { StatusNoted, SupportBundle, SupportBundleAnswer, TerminalStatus } from './status.ts';
import { Cursor, StreamChange, StreamName, StreamPage } from './streams.ts';

/** The calls between a terminal and the server, over Socket.IO acknowledgements. Sizes are limits, not habits. */
export const pushEntriesMax = 500;
export const pushBytesMax = 256 * 1024;
export const pullStreamsMax = 200;
/** A stream that is further behind is sent as a snapshot. */
export const pullChangesMax = 500;
/** A page of a pull is full after this many changes or bytes: what is left is asked for again. */
export const pageChangesMax = 500;
export const pageBytesMax = 512 * 1024;
/** Screenings in which a terminal holds rights at one time. */
export const holdingsMax = 2000;
/** A link without an answer for this long counts as down. */
export const answerMsMax = 3000;

export const Hello = z.object({
  protocol: z.int(),
  terminal: z.int().min(1).max(0xffff),
  /** Rotated at each connect, so that of two clones one is noticed. */
  token: z.string().max(64),
  /** Counts from now on. The terminal made and saved it before sending, and sends the same until it is welcomed. */
  nextToken: z.string().min(16).max(64),
  /** Over the server's challenge; base64url. */
  signature: z.string().max(88),
  appVersion: z.string().max(40),
  /** Up to here the server has acknowledged the journal, as this terminal remembers it. A server that has less lost it. */
  ackedSeq: z.int().nonnegative(),
  /** Of the server that this terminal has adopted; 0 before the first welcome. */
  incarnation: z.int().nonnegative(),
});
export type Hello = z.infer<typeof Hello>;
export const Welcome = z.object({
  protocol: z.int(),
  /** `closed`: a manager broke this terminal. It stops selling and may only send its journal to the end. */
  state: z.enum(['open', 'closed']),
  cinemaId: z.int(),
  incarnation: z.int(),
  serverTimeMs: z.int(),
  ackedSeq: z.int(),
  chain: z.string(),
  /** The secret with which PINs of this cinema's staff are keyed; base64url. Kept where the terminal keeps its own key. */
  staffPepper: z.string().max(64).optional(),
});
export type Welcome = z.infer<typeof Welcome>;

export const Push = z.object({
  fromSeq: z.int().min(1),
  previousHash: z.string(),
  entries: z.array(JournalEntry).min(1).max(pushEntriesMax),
});
export type Push = z.infer<typeof Push>;
/** `ackedSeq` is durable on the server; `chain` is the hash of that entry, for the terminal to compare with its own. */
export const PushAnswer = z.object({ ackedSeq: z.int(), chain: z.string() });
export type PushAnswer = z.infer<typeof PushAnswer>;

/** Entries whose hashes differ from the server's under the same numbers: stored apart, whole, until a manager settles it. */
export const Fork = z.object({ entries: z.array(JournalEntry).min(1).max(pushEntriesMax) });
export type Fork = z.infer<typeof Fork>;
export const ForkAnswer = z.object({ stored: z.int() });
export type ForkAnswer = z.infer<typeof ForkAnswer>;

export const Pull = z.object({
  streams: z
    .array(z.object({ stream: StreamName, cursor: Cursor }))
    .min(1)
    .max(pullStreamsMax),
});
export type Pull = z.infer<typeof Pull>;
/** `left`: streams that did not fit into this page; ask again for them. */
export const PullAnswer = z.object({ pages: z.array(StreamPage), left: z.array(StreamName) });
export type PullAnswer = z.infer<typeof PullAnswer>;

/** Asks for single seats, such as one that a customer tapped. Same operation id, same answer. */
export const Ask = z.object({
  operationId: z.string().min(8).max(64),
  screeningId: z.int(),
  seatIds: z.array(z.int()).min(1).max(20),
});
export type Ask = z.infer<typeof Ask>;
/**
 * `granted`: in the grants stream by `revision`. `recalling`: their holder was asked; ask again, with a new id. `refused`:
 * also where the holder has answered that the seat is in a basket or sold.
 */
export const AskAnswer = z.object({
  outcome: z.enum(['granted', 'recalling', 'refused']),
  revision: z.int(),
  refusedSeatIds: z.array(z.int()),
});
export type AskAnswer = z.infer<typeof AskAnswer>;

/** Asks for a gift voucher by its code. Same operation id, same answer; its present holder is given the same version again. */
export const AskVoucher = z.object({
  operationId: z.string().min(8).max(64),
  /** As it was typed or scanned, capitals and digits alone. */
  code: z.string().min(8).max(32),
});
export type AskVoucher = z.infer<typeof AskVoucher>;
/** `granted`: this terminal holds it until a sale or a return in its journal. */
export const AskVoucherAnswer = z.discriminatedUnion('outcome', [
  z.object({
    outcome: z.literal('granted'),
    voucherId: z.int().min(1).max(0xffff_ffff),
    version: z.int().min(1).max(0xff_ffff),
    balanceMinor: z.int().min(1),
    currency: z.string().length(3),
  }),
  z.object({ outcome: z.literal('refused'), reason: z.enum(['unknown', 'spent', 'expired', 'in-use']) }),
]);
export type AskVoucherAnswer = z.infer<typeof AskVoucherAnswer>;

/**
 * What a terminal answers to a recall. Information for whoever asked: only the return in its journal moves a right.
 */
export const RecallAnswer = z.object({
  screeningId: z.int(),
  seats: z
    .array(
      z.object({
        seatId: z.int(),
        version: z.int(),
        answer: z.enum(['returning', 'in-basket', 'sold', 'not-held']),
      }),
    )
    .min(1)
    .max(pushEntriesMax),
});
export type RecallAnswer = z.infer<typeof RecallAnswer>;
export const RecallNoted = z.object({ noted: z.int() });
export type RecallNoted = z.infer<typeof RecallNoted>;

/**
 * After a drain: what this terminal holds unsold (in a basket or not), by screening, when its journal is acknowledged up
 * to `ackedSeq` and its grants are applied up to `grantsRevision`. The digest is of `holdingsText` (holdings.ts).
 */
export const Compare = z.object({
  ackedSeq: z.int().nonnegative(),
  grantsRevision: z.int().nonnegative(),
  holdings: z
    .array(z.object({ screeningId: z.int(), seats: z.int().positive(), digest: z.string().regex(/^[0-9a-f]{64}$/) }))
    .max(holdingsMax),
});
export type Compare = z.infer<typeof Compare>;
/** `moved`: the server is not at this place (any more); compare again after the next drain. */
export const CompareAnswer = z.object({
  outcome: z.enum(['same', 'different', 'moved']),
  screeningIds: z.array(z.int()),
});
export type CompareAnswer = z.infer<typeof CompareAnswer>;

/** Broadcast by the server: changes of one stream, contiguous from `changes[0].revision`. */
export const Broadcast = z.object({ stream: StreamName, incarnation: z.int(), changes: z.array(StreamChange) });
export type Broadcast = z.infer<typeof Broadcast>;
/** One message `changes`: what is told at the same time, each stream at most once. */
export const Broadcasts = z.array(Broadcast).min(1);
export type Broadcasts = z.infer<typeof Broadcasts>;

export const Enrol = z.object({
  code: z.string().min(4).max(32),
  publicKey: z.string().max(64),
  name: z.string().min(1).max(60),
  role: z.enum(['kiosk', 'till', 'gate']),
});
export type Enrol = z.infer<typeof Enrol>;
export const EnrolAnswer = z.object({
  terminal: z.int(),
  keyId: z.int(),
  cinemaId: z.int(),
  /** Public key that certifies all others; base64url. */
  cinemaKey: z.string(),
  token: z.string(),
});
export type EnrolAnswer = z.infer<typeof EnrolAnswer>;

export const calls = {
  hello: { request: Hello, answer: Welcome },
  'journal:push': { request: Push, answer: PushAnswer },
  'journal:fork': { request: Fork, answer: ForkAnswer },
  'streams:pull': { request: Pull, answer: PullAnswer },
  'rights:ask': { request: Ask, answer: AskAnswer },
  'rights:answer': { request: RecallAnswer, answer: RecallNoted },
  'rights:compare': { request: Compare, answer: CompareAnswer },
  'vouchers:ask': { request: AskVoucher, answer: AskVoucherAnswer },
  'terminal:status': { request: TerminalStatus, answer: StatusNoted },
  'support:bundle': { request: SupportBundle, answer: SupportBundleAnswer },
} as const;
export type CallName = keyof typeof calls;
export type CallRequest<N extends CallName> = z.input<(typeof calls)[N]['request']>;
export type CallAnswer<N extends CallName> = z.infer<(typeof calls)[N]['answer']>;

/** Every acknowledgement is one of these; `code` is from the fault table. */
export type Acknowledgement<T> = { ok: true; answer: T } | { ok: false; code: string; detail: string };
