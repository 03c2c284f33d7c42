/** What an outage, or a drill of one, has cost a cinema: made once, when it is over, from the server's own data. */

import { z } from 'zod';
import { RolledBack, transactionOrRefusal } from '../platform/database.ts';
import * as drills from './drills.sql.ts';
import type { DrillDeps } from './drills.ts';
import { type Gathered, gatherOutages } from './gather.ts';
import * as sql from './outages.sql.ts';
import { insertReport } from './reports.sql.ts';

const count = z.int().nonnegative();
export const ReportLine = z
  .object({
    terminal: z.int(),
    name: z.string(),
    role: z.string(),
    beganAtMs: z.int(),
    endedAtMs: z.int().nullable().meta({ description: 'Null: still away when this was written.' }),
    offlineMs: count,
    sales: count,
    soldSeats: count,
    soldMinor: z.int(),
    currency: z.string().nullable(),
    stranded: count.meta({ description: 'Seats that it held unsold when it went.' }),
    refused: count.nullable().meta({ description: 'Guests whom it could not serve; null: it has not told.' }),
    isBroken: z.boolean().meta({ description: 'A manager closed it meanwhile.' }),
    drainMs: count.nullable().meta({ description: 'From its return until all that it had written was here.' }),
  })
  .meta({ id: 'OutageLine' });
export type ReportLine = z.infer<typeof ReportLine>;

const unreportedMax = 500;
/** Of what is kept; the sums are of all. */
const linesMax = 150;

export async function makeReports(deps: DrillDeps): Promise<void> {
  const { database, clock } = deps;
  const ended = await sql.selectEndedUnreported(database, unreportedMax);
  if (ended.length === 0) return;
  const nowMs = clock.nowMs();
  const ids = new Set(ended.flatMap(({ drill_id }) => (drill_id === null ? [] : [drill_id])));
  const telling = new Set<string>();
  for (const id of ids) if (await isTelling(deps, id, nowMs)) telling.add(id);
  const facts = { ended, open: await sql.selectOpen(database), nowMs, isTelling: (id: string) => telling.has(id) };
  for (const gathered of gatherOutages(facts)) await report(deps, gathered);
}

/** Somebody may still begin it. */
async function isTelling({ database }: DrillDeps, drillId: string, nowMs: number): Promise<boolean> {
  const drill = await drills.selectDrill(database, drillId);
  if (!drill || nowMs >= drill.expires_at_ms) return false;
  return (await drills.selectTellings(database, drillId)).some(({ told_at_ms }) => told_at_ms === null);
}

async function report({ database, clock }: DrillDeps, gathered: Gathered): Promise<void> {
  const { cinemaId, drillId, beganAtMs, endedAtMs, outages, away } = gathered;
  const madeAtMs = clock.nowMs();
  const broken = await sql.selectBroken(database, gathered);
  const lines: ReportLine[] = [];
  for (const row of [...outages, ...away]) {
    const lineEndedMs = row.ended_at_ms ?? madeAtMs;
    const span = { terminal: row.terminal_id, beganAtMs: row.began_at_ms, endedAtMs: lineEndedMs };
    const sold = await sql.sumSoldOffline(database, span);
    lines.push({
      terminal: row.terminal_id,
      name: row.name,
      role: row.role,
      beganAtMs: row.began_at_ms,
      endedAtMs: row.ended_at_ms,
      offlineMs: Math.max(0, lineEndedMs - row.began_at_ms),
      sales: sold.sales,
      soldSeats: sold.seats,
      soldMinor: sold.totalMinor,
      currency: sold.currency,
      stranded: row.stranded,
      refused: row.refused,
      isBroken: broken.some(({ id }) => id === row.terminal_id),
      drainMs: row.drained_at_ms === null ? null : Math.max(0, row.drained_at_ms - lineEndedMs),
    });
  }
  const told = lines.flatMap(({ refused }) => (refused === null ? [] : [refused]));
  const head = {
    cinema_id: cinemaId,
    drill_id: drillId,
    began_at_ms: beganAtMs,
    ended_at_ms: endedAtMs,
    made_at_ms: madeAtMs,
    terminals: new Set(lines.map(({ terminal }) => terminal)).size,
    sold_seats: sum(lines.map(({ soldSeats }) => soldSeats)),
    stranded_seats: sum(lines.map(({ stranded }) => stranded)),
    refused: told.length === 0 ? null : sum(told),
    broken: broken.length,
    body: JSON.stringify(lines.slice(0, linesMax)),
  };
  await transactionOrRefusal(database, 'outage report', async (tx) => {
    const id = await insertReport(tx, head);
    // Another instance was faster.
    if (
      !(await sql.markReported(
        tx,
        outages.map((row) => row.id),
        id,
      ))
    )
      throw new RolledBack(null);
    return null;
  });
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, n) => total + n, 0);
