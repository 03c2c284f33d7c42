/** How this terminal is, for people at the server: of it alone, nothing of customers or staff. */
import type { Clock } from '@marquee/shared/clock';
import type { FaultCode } from '@marquee/shared/errors';
import type { TerminalStatus } from '@marquee/shared/protocol/status';
import { countUnsent, lastSeq, readAcked } from '../journal/journal.ts';
import { countStored } from '../payment/payment.ts';
import type { Store } from '../platform/store.ts';
import { countHeld } from '../rights/rights.ts';
import { countSlips } from '../staff-menu/staff-menu.ts';
import { readRefused } from './refusals.ts';

/** What stands at this terminal, as whoever opened it knows. */
export interface DeviceStates {
  paper: TerminalStatus['paper'];
  printer: FaultCode | null;
  reader: FaultCode | null;
  drawer: TerminalStatus['drawer'];
  scanner: TerminalStatus['scanner'];
  diskFreeBytes: number | null;
}
export const noDevices: DeviceStates = {
  paper: 'none',
  printer: null,
  reader: null,
  drawer: null,
  scanner: null,
  diskFreeBytes: null,
};

export interface StatusDeps {
  store: Store;
  devices(): DeviceStates;
  outOfService(): FaultCode | null;
  drill(): TerminalStatus['drill'];
}

export function readStatus(
  { store, devices, outOfService, drill }: StatusDeps,
  told: Pick<TerminalStatus, 'clock' | 'isLeaving'>,
): TerminalStatus {
  const oldest = store.get<{ at_ms: number }>('SELECT at_ms FROM journal WHERE seq = ?', readAcked(store) + 1);
  return {
    ...devices(),
    unsent: Math.max(0, countUnsent(store)),
    oldestUnsentAtMs: oldest?.at_ms ?? null,
    lastSeq: lastSeq(store),
    holding: countHeld(store).reduce((total, { seats }) => total + seats, 0),
    slips: countSlips(store),
    storedCharges: countStored(store),
    outOfService: outOfService(),
    refusedOffline: readRefused(store),
    drill: drill(),
    ...told,
  };
}

/** The machine's clock against the server's, which answered somewhere between the two moments: half of the way there. */
export function measureClock(
  { clock, sentMs }: { clock: Clock; sentMs: number },
  serverTimeMs: number,
): NonNullable<TerminalStatus['clock']> {
  const roundTripMs = Math.max(0, Math.round(clock.monotonicMs() - sentMs));
  return { driftMs: Math.round(clock.nowMs() - (serverTimeMs + roundTripMs / 2)), roundTripMs };
}

/** Whether somebody would want to know: the clock's last few milliseconds are no news. */
export function isNews(told: TerminalStatus | null, status: TerminalStatus): boolean {
  return told === null || JSON.stringify({ ...told, clock: null }) !== JSON.stringify({ ...status, clock: null });
}
