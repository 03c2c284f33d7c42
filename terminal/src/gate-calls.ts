/** The calls of a gate's page: a part of calls.ts. */
import type { GateVerdict } from '@marquee/shared/protocol/journal';
import type { SeatKind } from '@marquee/shared/seating/seat-map';
import type { ToDesk } from '@marquee/shared/tickets/judge-ticket';
import type { TicketClass } from '@marquee/shared/tickets/ticket-class';
import type { SignedIn } from './till-calls.ts';

/** What became of one scan. Of a code that isn't ours nothing is told but the verdict: none of it is to be believed. */
export interface ScanView {
  /** `not-signed-in`: the code was not looked at, since nobody is signed in here or the gate is locked. */
  verdict: GateVerdict | 'not-signed-in';
  atMs: number;
  /** The server has this ticket in its list, as far as the gate knows. */
  named: boolean;
  /** The gate had the link when it judged. */
  online: boolean;
  orderKey: string | null;
  /** Of the ticket in its booking. */
  line: number | null;
  ticketClass: TicketClass | null;
  /** `title` and `venueName` are empty for a screening that is not in the programme: only its start is known. */
  film: { title: string; rating: string | null; venueName: string; startsAtMs: number } | null;
  /** Null where guests sit where they like, or where the venue doesn't have it (any more). */
  seat: { row: string; label: string; kind: SeatKind } | null;
  /** Already used: when and where. */
  used: { gate: number; here: boolean; atMs: number } | null;
  /** Too early: from when on it is let in. */
  opensAtMs: number | null;
  /** Refunded: it lives on under another code, with somebody else. */
  passedOn: boolean;
  /** To the desk: why. */
  why: ToDesk | null;
}

export interface GateScreening {
  screeningId: number;
  title: string;
  venueName: string;
  startsAtMs: number;
  endsAtMs: number;
  /** This gate lets people in to it now. */
  open: boolean;
  /** Through all gates, as far as this one knows. */
  admitted: number;
  sold: number;
}
export interface GateView {
  terminal: number;
  online: boolean;
  timeZone: string;
  /** Also while this gate is locked. */
  signedIn: SignedIn | null;
  /** This gate judges nothing while nobody is signed in. A locked one judges nothing anyway. */
  mustSignIn: boolean;
  /** Those that lead through this gate and are not over, up to the end of the evening, in order of their start. */
  screenings: GateScreening[];
  /** The newest first, since this terminal was enrolled. */
  lastScans: { verdict: GateVerdict; atMs: number; title: string; seatLabel: string | null; orderKey: string }[];
}

export interface GateCalls {
  /** The text of a code that was held up, whatever it is. What is read is answered and written down before the answer. */
  'scan-ticket': (args: { text: string }) => ScanView;
  'see-gate': (args: Record<string, never>) => GateView;
}
