/** What a gate's core would answer, with defaults: a test sets only what it is about. */
import type { GateView, ScanView } from '../../../calls.ts';

/** 22 November 2026, 19:50 in Dublin. */
export const doorsMs = Date.UTC(2026, 10, 22, 19, 50);

export function aScan(over: Partial<ScanView> = {}): ScanView {
  return {
    verdict: 'valid',
    orderKey: 'T17-000123',
    line: 1,
    film: { title: 'The Small Boat', venueName: 'Screen 2', startsAtMs: doorsMs + 600_000, rating: 'PG' },
    seat: { row: 'F', label: 'F12', kind: 'standard' },
    ticketClass: 'adult',
    used: null,
    opensAtMs: null,
    passedOn: false,
    why: null,
    named: true,
    online: true,
    atMs: doorsMs,
    ...over,
  };
}

export function aGate(over: Partial<GateView> = {}): GateView {
  return {
    terminal: 31,
    online: true,
    timeZone: 'Europe/Dublin',
    signedIn: null,
    mustSignIn: false,
    screenings: [
      {
        screeningId: 7,
        title: 'The Small Boat',
        venueName: 'Screen 2',
        startsAtMs: doorsMs + 600_000,
        endsAtMs: doorsMs + 7_800_000,
        open: true,
        sold: 84,
        admitted: 31,
      },
      {
        screeningId: 8,
        title: 'A Very Long Winter in the Harbour of Saint-Malo',
        venueName: 'Screen 4',
        startsAtMs: doorsMs + 1_500_000,
        endsAtMs: doorsMs + 9_000_000,
        open: true,
        sold: 212,
        admitted: 12,
      },
    ],
    lastScans: [],
    ...over,
  };
}
