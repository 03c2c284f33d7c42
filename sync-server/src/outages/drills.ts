/**
 * Drills: a manager tells the terminals of a cinema to behave as if the network were gone. The order is told within two
 * minutes or never; a terminal that was told keeps to it by its own clock, and can't be called back: it isn't there.
 */
import type { Clock } from '@marquee/shared/clock';
import { drillMinutesMax, type StatusNoted } from '@marquee/shared/protocol/status';
import { makeRandomId, type Randomness } from '@marquee/shared/randomness';
import { noteAct } from '../accounts/accounts.ts';
import { runOnce } from '../operations/operations.ts';
import { type Database, type Queries, RolledBack } from '../platform/database.ts';
import * as sql from './drills.sql.ts';
import { isReported } from './reports.sql.ts';

export interface DrillDeps {
  database: Database;
  clock: Clock;
  randomness: Randomness;
  isReachable?: (terminal: number) => boolean;
  /** A terminal that is connected here asks sooner what is wanted of it. */
  nudge?: (terminal: number) => void;
}

export const tellMs = 2 * 60_000;
export { drillMinutesMax };

export interface DrillOrder {
  operationId: string;
  by: string;
  cinemaId: number;
  minutes: number;
}
export type DrillAnswer =
  | { ok: true; id: string; terminals: number[]; unheard: number[] }
  | { ok: false; reason: 'drill-running' | 'nobody-to-drill' };
type DrillRefusal = Extract<DrillAnswer, { ok: false }>;

/** Until when it goes on at the latest, whoever of its terminals was told last. */
export const endOfDrill = ({ expires_at_ms, minutes }: sql.DrillRow): number => expires_at_ms + minutes * 60_000;

export async function orderDrill(deps: DrillDeps, order: DrillOrder): Promise<DrillAnswer> {
  const { clock, isReachable = () => true } = deps;
  const { operationId, by, cinemaId, minutes } = order;
  const answer = await runOnce<DrillAnswer, DrillRefusal>(
    deps,
    { operationId: `drill:${operationId}`, body: { cinemaId, minutes } },
    async (tx) => {
      const nowMs = clock.nowMs();
      const last = await sql.selectLastDrill(tx, cinemaId);
      if (last && nowMs < last.ordered_at_ms + last.minutes * 60_000 && !(await isReported(tx, last.id)))
        throw new RolledBack<DrillRefusal>({ ok: false, reason: 'drill-running' });
      const found = await sql.selectDrillable(tx, cinemaId);
      const hears = ({ id, knows }: (typeof found)[number]) => Number(knows) === 1 && isReachable(id);
      const terminals = found.filter(hears).map(({ id }) => id);
      if (terminals.length === 0) throw new RolledBack<DrillRefusal>({ ok: false, reason: 'nobody-to-drill' });
      const id = makeRandomId(deps.randomness);
      const row = {
        id,
        cinema_id: cinemaId,
        minutes,
        ordered_at_ms: nowMs,
        expires_at_ms: nowMs + tellMs,
        ordered_by: by,
      };
      await sql.insertDrill(tx, row, terminals);
      await noteAct(tx, deps, { operation: 'order-drill', by, detail: { cinemaId, drill: id, minutes, terminals } });
      const unheard = found.filter((each) => !hears(each)).map((each) => each.id);
      return { ok: true, id, terminals, unheard };
    },
    (refusal) => refusal,
  );
  if (answer.ok) for (const terminal of answer.terminals) deps.nudge?.(terminal);
  return answer;
}

/** What a terminal is told in the answer to its status, again and again until it says that it knows. */
export async function findDrillFor(
  database: Database,
  terminal: number,
  { nowMs, knownId }: { nowMs: number; knownId: string | null },
): Promise<StatusNoted['drill']> {
  const order = await sql.selectOrderFor(database, terminal, nowMs);
  if (!order) return null;
  const known = { terminal, id: order.id };
  if (order.id === knownId) {
    await database.transaction('drill known', (tx) => sql.noteDone(tx, known));
    return null;
  }
  await database.transaction('drill told', (tx) => sql.noteTold(tx, known, nowMs));
  return { id: order.id, durationMs: order.minutes * 60_000 };
}

/** Presence is noted every five seconds, and a terminal closes its link as soon as it is told. */
const nearMs = 15_000;
export const findDrillAt = (queries: Queries, terminal: number, beganAtMs: number): Promise<string | null> =>
  sql.selectDrillAt(queries, terminal, { fromMs: beganAtMs - nearMs, toMs: beganAtMs + nearMs });
