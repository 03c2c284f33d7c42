/** What a gate asks of its core. Times are milliseconds since 1970. */
import type { GateVerdict } from '@marquee/shared/protocol/journal';
import type { SeatKind } from '@marquee/shared/seating/seat-map';
import type { TicketClass } from '@marquee/shared/tickets/ticket-class';

export interface ScanView {
  verdict: GateVerdict;
  orderKey: string | null;
  line: number | null;
  film: { title: string; venueName: string; startsAtMs: number; rating: string | null } | null;
  seat: { row: string; label: string; kind: SeatKind } | null;
  ticketClass: TicketClass | null;
  used: { gate: number; atMs: number; here: boolean } | null;
  named: boolean;
  atMs: number;
}

export interface GateView {
  terminal: number;
  online: boolean;
  timeZone: string;
  screenings: {
    screeningId: number;
    title: string;
    venueName: string;
    startsAtMs: number;
    sold: number;
    admitted: number;
  }[];
}

export interface GateCalls {
  'scan-ticket': (args: { text: string }) => ScanView;
  'see-gate': (args: Record<string, never>) => GateView;
}
