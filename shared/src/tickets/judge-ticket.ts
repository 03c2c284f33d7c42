/**
 * Whether a ticket admits, as a gate can say it alone, with or without a network: from what is printed on it, what the
 * gate's copy of the stream says of its seat, and who was let in before. A pure function of these.
 */
import type { GateVerdict, TicketId } from '../protocol/journal.ts';
import type { RightState } from '../protocol/streams.ts';
import type { TicketFields } from './ticket-code.ts';
import { readLine } from './ticket-issue.ts';

/** The gate's copy of one seat; `coveredSeq`: up to where the journal of the ticket's own terminal is in it, 0 if not at all. */
export interface SeatCopy {
  state: RightState;
  version: number;
  /** Terminal number; 0 is the server. */
  holder: number;
  /** The one valid ticket of a sold seat. */
  ticket: TicketId | null;
  coveredSeq: number;
}

/** Somebody who was let in to this seat, at this gate or another. */
export interface SeatAdmission {
  ticket: TicketId;
  /** Of the right; null where another gate did it, which doesn't tell. */
  version: number | null;
  gate: number;
  atMs: number;
}

export interface ScannedTicket {
  fields: Omit<TicketFields, 'keyId'>;
  /** Sold by the server itself, under whatever number. */
  ofServer: boolean;
  /**
   * `revoked`: the signature fits, but that key may be in anybody's hands. `unknown`: nobody told this gate of the key, so
   * nothing can be said of the signature.
   */
  signature: 'good' | 'revoked' | 'forged' | 'unknown';
}

export interface GateKnowledge {
  /** Null for a seat of which the stream has not told yet. */
  seat: SeatCopy | null;
  /** All of this seat of this screening. */
  admissions: readonly SeatAdmission[];
  /** Null where the programme doesn't have it; `isHere`: this gate is one of those that lead to it. */
  screening: { startsAtMs: number; endsAtMs: number; isHere: boolean } | null;
  /** The copy follows the server's stream now. */
  online: boolean;
  nowMs: number;
  /** So long before its start a screening is entered. */
  opensBeforeMs: number;
}

export type GateRuling = {
  /** The copy names this very ticket. */
  named: boolean;
} & (
  | { verdict: Exclude<GateVerdict, 'already-used' | 'too-early' | 'refunded' | 'to-desk' | 'unreadable'> }
  | { verdict: 'already-used'; gate: number; atMs: number }
  | { verdict: 'too-early'; opensAtMs: number }
  /** `passedOn`: it lives on under another code, with somebody else. */
  | { verdict: 'refunded'; passedOn: boolean }
  | { verdict: 'to-desk'; why: ToDesk }
);
/** What a gate can't settle alone. */
export type ToDesk =
  /** Signed by a key that may be in anybody's hands, and not named. */
  | 'key-revoked'
  /** Signed by a key of which an offline gate has not heard. */
  | 'key-unknown'
  /** The server should know of it, and doesn't yet. */
  | 'not-known-yet'
  /** Somebody came in with another ticket for this seat, and nothing says which of the two counts. */
  | 'seat-taken';

/** A ticket for the seat and the screening that its fields name; `known` must be of these. */
export function judgeTicket(ticket: ScannedTicket, known: GateKnowledge): GateRuling {
  const { fields, signature } = ticket;
  const named = known.seat?.ticket ? isSameTicket(known.seat.ticket, fields) : false;
  // Of what isn't ours nothing else is to be believed. A key of which only the server can know is no proof of a forgery.
  if (signature === 'forged') return { verdict: 'forged', named: false };
  if (signature === 'unknown') {
    return known.online
      ? { verdict: 'forged', named: false }
      : { verdict: 'to-desk', why: 'key-unknown', named: false };
  }
  if (!known.screening) {
    return { verdict: isOver(fields.startsAtMs, known) ? 'too-late' : 'wrong-screening', named };
  }
  return (
    judgeUse(fields, known, named) ??
    judgeRight(ticket, known, named) ??
    judgePlace(known.screening, known, named) ?? { verdict: 'valid', named }
  );
}

/** A ticket that was passed on after its owner had come in is used as well, whatever its new code. */
function judgeUse(fields: ScannedTicket['fields'], known: GateKnowledge, named: boolean): GateRuling | null {
  const used = known.admissions.find(({ ticket }) => isSameTicket(ticket, fields) || issuedBefore(ticket, fields));
  return used ? { verdict: 'already-used', gate: used.gate, atMs: used.atMs, named } : null;
}

/** Null: nothing speaks against it. */
function judgeRight(
  { fields, signature, ofServer }: ScannedTicket,
  { seat, admissions, online }: GateKnowledge,
  named: boolean,
): GateRuling | null {
  // Whoever sold a later ticket for the same seat had undone this one, whatever the copy still says.
  const successor = admissions.find((other) => isLater(other, fields));
  if (successor) return { verdict: 'refunded', passedOn: issuedBefore(fields, successor.ticket), named };
  if (named) return null;
  if (signature === 'revoked') return { verdict: 'to-desk', why: 'key-revoked', named };
  const refused = seat && judgeUnnamed(fields, seat, ofServer);
  if (refused) return refused;
  const isNewerThanCopy = !seat || fields.version > seat.version || ofServer;
  if (isNewerThanCopy && online) return { verdict: 'to-desk', why: 'not-known-yet', named };
  return admissions.length > 0 ? { verdict: 'to-desk', why: 'seat-taken', named } : null;
}

/**
 * What the copy says against a ticket that it doesn't name; null: it may not have heard of it yet. The server names its own
 * tickets in the change that tells their version, so one that is missing there was undone.
 */
function judgeUnnamed(fields: ScannedTicket['fields'], seat: SeatCopy, ofServer: boolean): GateRuling | null {
  if (fields.version > seat.version) return null;
  const passedOn = seat.ticket !== null && issuedBefore(fields, seat.ticket);
  const undone: GateRuling = { verdict: 'refunded', passedOn, named: false };
  if (ofServer) {
    const isNewIssue = fields.version === seat.version && seat.ticket !== null && issuedBefore(seat.ticket, fields);
    return isNewIssue ? null : undone;
  }
  if (fields.version < seat.version) return { verdict: 'broken-right', named: false };
  // A named ticket is covered, even where the mark lags behind.
  const coveredSeq = Math.max(seat.coveredSeq, seat.ticket?.terminal === fields.terminal ? seat.ticket.seq : 0);
  if (fields.seq <= coveredSeq) return undone;
  return seat.holder === fields.terminal ? null : { verdict: 'broken-right', named: false };
}

function judgePlace(
  screening: NonNullable<GateKnowledge['screening']>,
  known: GateKnowledge,
  named: boolean,
): GateRuling | null {
  if (!screening.isHere) return { verdict: 'wrong-screening', named };
  const opensAtMs = screening.startsAtMs - known.opensBeforeMs;
  if (known.nowMs < opensAtMs) return { verdict: 'too-early', opensAtMs, named };
  return known.nowMs >= screening.endsAtMs ? { verdict: 'too-late', named } : null;
}

/** Of a screening that left the programme only the start is known, from the ticket. */
const goneAfterMs = 4 * 3_600_000;
const isOver = (startsAtMs: number, { nowMs }: GateKnowledge): boolean => nowMs >= startsAtMs + goneAfterMs;

export const isSameTicket = (a: TicketId, b: TicketId): boolean =>
  a.terminal === b.terminal && a.seq === b.seq && a.line === b.line;

/** The same ticket of the same booking, under a code from before it was passed on. */
function issuedBefore(a: TicketId, b: TicketId): boolean {
  const [first, second] = [readLine(a.line), readLine(b.line)];
  const isSameLine = a.terminal === b.terminal && a.seq === b.seq && first.line === second.line;
  return isSameLine && first.issue < second.issue;
}

/** Whether somebody is in with a ticket that can only have been sold after this one was undone. */
function isLater({ ticket, version }: SeatAdmission, fields: ScannedTicket['fields']): boolean {
  if (version !== null && version !== fields.version) return version > fields.version;
  if (ticket.terminal !== fields.terminal) return false;
  return ticket.seq > fields.seq || issuedBefore(fields, ticket);
}
