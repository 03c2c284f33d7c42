/** What of a terminal needs a person, gravest first: a pure judgement of what is known of it. */
import { TerminalStatus } from '@marquee/shared/protocol/status';
import { z } from 'zod';

export const alarmCodes = [
  'out-of-service',
  'paper-out',
  'printer',
  'reader',
  'disk-full',
  'offline',
  'unsent',
  'slips-failed',
  'drawer',
  'scanner',
  'disk-low',
  'clock',
  'paper-low',
  'silent',
  'drill',
] as const;
export const Alarm = z.object({
  code: z.enum(alarmCodes),
  /** `bad`: go there now; `warn`: soon; `quiet`: good to know. */
  tone: z.enum(['bad', 'warn', 'quiet']),
  /** Of the fault table, where the terminal named one. */
  fault: z.string().nullable(),
  n: z.int().nullable(),
  sinceMs: z.int().nullable().meta({ description: 'Since when, or of `drill` until when; epoch milliseconds.' }),
});
export type Alarm = z.infer<typeof Alarm>;

export interface Known {
  isReachable: boolean;
  role: string;
  status: TerminalStatus | null;
  statusAtMs: number | null;
  lastSeenMs: number | null;
  /** A drill that it is in. */
  drillUntilMs: number | null;
  nowMs: number;
}

/** Older than this, what a terminal said may not be so any more. */
export const oldStatusMs = 2 * 60_000;
const unsentMsMax = 5 * 60_000;
const unsentLongMs = 60 * 60_000;
const driftMsMax = 5 * 60_000;
const diskLowBytes = 2_000_000_000;
const diskFullBytes = 300_000_000;

const tones = ['bad', 'warn', 'quiet'] as const;
const none = { fault: null, n: null, sinceMs: null };

export function readKept(body: string | null): TerminalStatus | null {
  if (body === null) return null;
  const read = TerminalStatus.safeParse(JSON.parse(body));
  // Written by a later version of the server than this one.
  return read.success ? read.data : null;
}

export const isOldStatus = ({ statusAtMs, nowMs }: Pick<Known, 'statusAtMs' | 'nowMs'>): boolean =>
  statusAtMs === null || nowMs - statusAtMs > oldStatusMs;

export function judgeStatus(known: Known): Alarm[] {
  const { status } = known;
  const alarms = [
    ...judgeContact(known),
    ...(status ? [...judgeDevices(status, known), ...judgeMachine(status, known)] : []),
  ];
  const rank = ({ tone, code }: Alarm) => tones.indexOf(tone) * alarmCodes.length + alarmCodes.indexOf(code);
  return alarms.sort((a, b) => rank(a) - rank(b));
}

function judgeContact({ isReachable, drillUntilMs, lastSeenMs, status, statusAtMs, nowMs }: Known): Alarm[] {
  if (!isReachable && drillUntilMs !== null) return [{ ...none, code: 'drill', tone: 'quiet', sinceMs: drillUntilMs }];
  // Never connected, or switched off in order: nobody has to look after it.
  if (!isReachable && (lastSeenMs === null || status?.isLeaving)) return [];
  if (!isReachable) return [{ ...none, code: 'offline', tone: 'warn', sinceMs: lastSeenMs }];
  return isOldStatus({ statusAtMs, nowMs }) ? [{ ...none, code: 'silent', tone: 'quiet', sinceMs: statusAtMs }] : [];
}

function judgeDevices(status: TerminalStatus, { role }: Known): Alarm[] {
  const alarms: Alarm[] = [];
  const add = (code: Alarm['code'], tone: Alarm['tone'], rest: Partial<Alarm> = {}) =>
    alarms.push({ ...none, code, tone, ...rest });
  const isOut = status.paper === 'out' || status.printer === 'printer-out-of-paper';
  if (isOut) add('paper-out', 'bad', { fault: status.printer });
  else if (status.printer) add('printer', 'bad', { fault: status.printer });
  else if (status.paper === 'low') add('paper-low', 'warn');
  if (status.slips.failed > 0) add('slips-failed', 'warn', { n: status.slips.failed });
  if (status.reader && role !== 'gate') add('reader', 'bad', { fault: status.reader });
  if (status.drawer?.fault) add('drawer', 'warn', { fault: status.drawer.fault });
  if (status.scanner?.fault) add('scanner', 'warn', { fault: status.scanner.fault });
  return alarms;
}

function judgeMachine(status: TerminalStatus, { nowMs }: Known): Alarm[] {
  const alarms: Alarm[] = [];
  const { outOfService, diskFreeBytes, clock, unsent, oldestUnsentAtMs } = status;
  if (outOfService) alarms.push({ ...none, code: 'out-of-service', tone: 'bad', fault: outOfService });
  if (diskFreeBytes !== null && diskFreeBytes < diskLowBytes) {
    const isFull = diskFreeBytes < diskFullBytes;
    alarms.push({ ...none, code: isFull ? 'disk-full' : 'disk-low', tone: isFull ? 'bad' : 'warn' });
  }
  if (clock && Math.abs(clock.driftMs) > driftMsMax)
    alarms.push({ ...none, code: 'clock', tone: 'warn', n: Math.round(clock.driftMs / 60_000) });
  const ageMs = oldestUnsentAtMs === null ? 0 : nowMs - oldestUnsentAtMs;
  if (unsent > 0 && ageMs > unsentMsMax)
    alarms.push({
      code: 'unsent',
      tone: ageMs > unsentLongMs ? 'bad' : 'warn',
      fault: null,
      n: unsent,
      sinceMs: oldestUnsentAtMs,
    });
  return alarms;
}
