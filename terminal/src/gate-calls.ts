/** The calls of a gate's page: a part of calls.ts. */
import type { GateVerdict } from '@marquee/shared/protocol/journal';
import type { SeatKind } from '@marquee/shared/seating/seat-map';
import type { TicketClass } from '@marquee/shared/tickets/ticket-class';

/** What a gate says of a ticket that was held up. */
export interface ScanView {
  verdict: GateVerdict;
  /** Of the booking, `terminal-seq`; null for what could not be read or is not ours. */
  orderKey: string | null;
  /** Of the ticket in its booking. */
  line: number | null;
  /** What the ticket is for; null where this gate doesn't know its screening. */
  film: { title: string; venueName: string; startsAtMs: number; rating: string | null } | null;
  /** Where it is now; null if unnumbered. */
  seat: { row: string; label: string; kind: SeatKind } | null;
  ticketClass: TicketClass | null;
  /** `already-used`: at which gate it was let in, when, and whether that was this gate. */
  used: { gate: number; atMs: number; here: boolean } | null;
  /** The server's stream names this ticket; false for one that this gate had not heard of yet. */
  named: boolean;
  /** Milliseconds since 1970 by the gate's own sense of time. */
  atMs: number;
}

export interface GateScreening {
  screeningId: number;
  title: string;
  venueName: string;
  startsAtMs: number;
  sold: number;
  admitted: number;
}

export interface GateView {
  terminal: number;
  online: boolean;
  timeZone: string;
  /** Those that may be entered now or later today, in the order of their start. */
  screenings: GateScreening[];
}

export interface GateCalls {
  /** Whatever the scanner read, at most 400 characters. The first `valid` of a ticket lets it in: it is on the disk when this answers. */
  'scan-ticket': (args: { text: string }) => ScanView;
  'see-gate': (args: Record<string, never>) => GateView;
}
