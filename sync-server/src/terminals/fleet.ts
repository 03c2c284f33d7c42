/** A terminal as a cinema's managers are shown it. */
import { TerminalStatus } from '@marquee/shared/protocol/status';
import { z } from 'zod';
import { maySeeCinema } from '../accounts/accounts.ts';
import { type Caller, type Refused, refuse } from '../platform/api.ts';
import * as sql from './fleet.sql.ts';
import { Alarm, isOldStatus, judgeStatus, readKept } from './judge-status.ts';
import type { TerminalsDeps } from './terminals.ts';

const count = z.int().nonnegative();
export const Role = z.enum(['kiosk', 'till', 'gate']);
export const closed = {
  'terminal-closed': { status: 409, title: 'The terminal is closed: nothing can be asked of it any more.' },
} as const;

export const Terminal = z
  .object({
    terminal: z.int(),
    name: z.string(),
    role: Role,
    state: z.string(),
    isReachable: z.boolean(),
    lastSeenMs: z.int().nullable(),
    appVersion: z.string().nullable(),
    enrolledAtMs: z.int(),
    ackedSeq: count.meta({ description: 'How far its journal is recorded here.' }),
    isJournalWhole: z.boolean().meta({ description: 'Of a closed one: its last entry has arrived.' }),
    holding: count.meta({ description: 'Seats that only this terminal can sell.' }),
    quarantined: count,
    status: TerminalStatus.extend({ atMs: z.int(), isOld: z.boolean() })
      .nullable()
      .meta({ description: 'What it last said of itself; null: an older version, or never connected since.' }),
    alarms: z.array(Alarm).meta({ description: 'What of it needs a person, gravest first.' }),
    closed: z
      .object({ as: z.string(), atMs: z.int().nullable(), by: z.string().nullable(), reason: z.string().nullable() })
      .nullable(),
  })
  .meta({ id: 'ManagedTerminal' });

/** A terminal is back some seconds after its drill has ended. */
const backMs = 60_000;
function findDrillEnd(row: sql.FleetRow, nowMs: number): number | null {
  if (row.drill_told_ms === null || row.drill_minutes === null) return null;
  const endsAtMs = Number(row.drill_told_ms) + row.drill_minutes * 60_000;
  return nowMs <= endsAtMs + backMs ? endsAtMs : null;
}

export function describeTerminal(deps: TerminalsDeps, row: sql.FleetRow): z.input<typeof Terminal> {
  const isReachable = row.state === 'open' && (deps.isReachable?.(row.id) ?? true);
  const status = readKept(row.status_body);
  const statusAtMs = row.status_at_ms === null ? null : Number(row.status_at_ms);
  const nowMs = deps.clock.nowMs();
  const known = {
    isReachable,
    role: row.role,
    status,
    statusAtMs,
    lastSeenMs: row.last_seen_ms,
    drillUntilMs: findDrillEnd(row, nowMs),
    nowMs,
  };
  return {
    terminal: row.id,
    name: row.name,
    role: row.role,
    state: row.state,
    isReachable,
    lastSeenMs: row.last_seen_ms,
    appVersion: row.app_version,
    enrolledAtMs: row.enrolled_at_ms,
    ackedSeq: row.acked,
    isJournalWhole: row.final_seq !== null && row.acked >= row.final_seq,
    holding: Number(row.holding),
    quarantined: Number(row.quarantined),
    status: status && statusAtMs !== null ? { ...status, atMs: statusAtMs, isOld: isOldStatus(known) } : null,
    alarms: row.state === 'open' ? judgeStatus(known) : [],
    closed:
      row.closed_as === null
        ? null
        : { as: row.closed_as, atMs: row.closed_at_ms, by: row.closed_by, reason: row.closed_reason },
  };
}

/** The terminal's row, where its cinema is the caller's. */
export async function findTerminal(
  { database }: TerminalsDeps,
  caller: Caller,
  terminal: number,
): Promise<sql.FleetRow | Refused> {
  const row = await sql.selectFleetTerminal(database, terminal);
  return row && (await maySeeCinema(database, caller, row.cinema_id)) ? row : refuse('not-found');
}
