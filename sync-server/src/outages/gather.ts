/** Which outages of single terminals were one outage of their cinema. Pure. */
import type { OutageRow } from './outages.sql.ts';

/** Cables are cut and mended one after the other. */
export const togetherMs = 30_000;
/** Nobody waits longer than this for a terminal that is back to bring all it has. */
export const drainMsMax = 5 * 60_000;
/** Nor for one that stays away: the report says so, and it gets one of its own. */
export const awayMsMax = 15 * 60_000;

export interface Gathered {
  cinemaId: number;
  drillId: string | null;
  beganAtMs: number;
  endedAtMs: number;
  outages: OutageRow[];
  /** Still out when the others were back. */
  away: OutageRow[];
}

/** `drillEndsAtMs`: nobody is told of it any more after that. */
export interface GatherFacts {
  ended: readonly OutageRow[];
  open: readonly OutageRow[];
  nowMs: number;
  isTelling(drillId: string): boolean;
}

/** Only those that are over: nobody who belongs to it is out, or only for too long. */
export function gatherOutages({ ended, open, nowMs, isTelling }: GatherFacts): Gathered[] {
  const groups = Map.groupBy(ended, ({ cinema_id, drill_id }) => `${cinema_id} ${drill_id ?? ''}`);
  const gathered = [...groups.values()].flatMap((rows) => (rows[0]?.drill_id ? [toGroup(rows)] : cluster(rows)));
  return gathered.flatMap((group) => {
    const away = open.filter((row) => belongs(row, group));
    const isDrained = group.outages.every(
      (row) => row.drained_at_ms !== null || nowMs - (row.ended_at_ms ?? 0) > drainMsMax || isClosed(row),
    );
    const isOver = away.length === 0 || nowMs - group.endedAtMs > awayMsMax;
    if (!isDrained || !isOver || (group.drillId !== null && isTelling(group.drillId))) return [];
    return [{ ...group, away }];
  });
}

/** A closed terminal is not waited for: its journal may never come. */
const isClosed = ({ closed_at_ms, ended_at_ms }: OutageRow): boolean =>
  closed_at_ms !== null && ended_at_ms !== null && closed_at_ms <= ended_at_ms;

function belongs(row: OutageRow, group: Omit<Gathered, 'away'>): boolean {
  if (row.cinema_id !== group.cinemaId || row.drill_id !== group.drillId) return false;
  return group.drillId !== null || row.began_at_ms <= group.endedAtMs + togetherMs;
}

function toGroup(outages: OutageRow[]): Omit<Gathered, 'away'> {
  const [first] = outages;
  return {
    cinemaId: first?.cinema_id ?? 0,
    drillId: first?.drill_id ?? null,
    beganAtMs: Math.min(...outages.map(({ began_at_ms }) => began_at_ms)),
    endedAtMs: Math.max(...outages.map(({ ended_at_ms }) => ended_at_ms ?? 0)),
    outages,
  };
}

/** Those that overlap, or follow one another closely. */
function cluster(rows: readonly OutageRow[]): Omit<Gathered, 'away'>[] {
  const clusters: OutageRow[][] = [];
  let untilMs = Number.NEGATIVE_INFINITY;
  for (const row of rows.toSorted((a, b) => a.began_at_ms - b.began_at_ms)) {
    const last = clusters.at(-1);
    if (last && row.began_at_ms <= untilMs + togetherMs) last.push(row);
    else {
      clusters.push([row]);
      untilMs = Number.NEGATIVE_INFINITY;
    }
    untilMs = Math.max(untilMs, row.ended_at_ms ?? 0);
  }
  return clusters.map(toGroup);
}
