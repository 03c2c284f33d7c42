import type { TerminalStatus } from '@marquee/shared/protocol/status';

/** Of a terminal with which all is well. */
export function aStatus(over: Partial<TerminalStatus> = {}): TerminalStatus {
  return {
    unsent: 0,
    oldestUnsentAtMs: null,
    lastSeq: 1,
    holding: 0,
    paper: 'full',
    printer: null,
    slips: { waiting: 0, failed: 0 },
    reader: null,
    drawer: null,
    scanner: null,
    storedCharges: 0,
    outOfService: null,
    diskFreeBytes: 50_000_000_000,
    clock: { driftMs: 12, roundTripMs: 4 },
    refusedOffline: 0,
    drill: null,
    isLeaving: false,
    ...over,
  };
}
