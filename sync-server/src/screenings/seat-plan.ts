/**
 * A venue's seats change. A seat that keeps its label and kind is the same seat, wherever it now stands: its id, and with it
 * every right and ticket, stays. Any other is a new seat, and the old one is taken out: only where nobody has its right in a
 * screening that terminals still know, which each right's own row decides. Screenings to come follow at once.
 */
import { keptMs, type PlannedSeat } from '../catalogue/catalogue.ts';
import type { ChangeToWrite } from '../feed/feed.ts';
import type { Queries, Transaction } from '../platform/database.ts';
import { describeSeats, type RightsDeps, versionBase } from '../rights/rights.ts';
import { insertNewRights, leaveBehind } from './move.sql.ts';
import type { VenueSeat } from './screenings.sql.ts';
import * as sql from './seat-plan.sql.ts';

/** More are not listed. */
export const takenMax = 500;

export interface PlanDifference {
  added: PlannedSeat[];
  removed: VenueSeat[];
  /** The same seats elsewhere, or in a row of another name. */
  moved: { seat: VenueSeat; to: PlannedSeat }[];
}

/** Pure. */
export function comparePlans(now: readonly VenueSeat[], wanted: readonly PlannedSeat[]): PlanDifference {
  const present = new Map(now.map((seat) => [seat.label, seat]));
  const added: PlannedSeat[] = [];
  const moved: PlanDifference['moved'] = [];
  const kept = new Set<number>();
  for (const to of wanted) {
    const seat = present.get(to.label);
    if (!seat || seat.kind !== to.kind) {
      added.push(to);
      continue;
    }
    kept.add(seat.id);
    if (seat.x !== to.x || seat.y !== to.y || seat.row !== to.row) moved.push({ seat, to });
  }
  return { added, removed: now.filter(({ id }) => !kept.has(id)), moved };
}

export interface PlanEffect extends PlanDifference {
  /** Still known to terminals: they follow. */
  screenings: number;
  /** Whose right somebody has: the plan can't be without them now. */
  taken: sql.TakenRow[];
}

/** Changes nothing. */
export async function previewPlan(
  queries: Queries,
  venueId: number,
  { wanted, nowMs }: { wanted: readonly PlannedSeat[]; nowMs: number },
): Promise<PlanEffect> {
  const difference = comparePlans(await sql.selectPresentSeats(queries, venueId), wanted);
  const screenings = await sql.selectKnownScreenings(queries, venueId, nowMs - keptMs);
  const removed = difference.removed.map(({ id }) => id);
  const taken: sql.TakenRow[] = [];
  for (const { id } of screenings) {
    if (removed.length === 0 || taken.length >= takenMax) break;
    taken.push(...(await sql.selectRightsAtSeats(queries, id, removed)).filter((row) => !isIdle(row)));
  }
  return { ...difference, screenings: screenings.length, taken: taken.slice(0, takenMax) };
}

const isIdle = ({ state, holder }: sql.TakenRow): boolean => holder === 0 && (state === 'free' || state === 'blocked');

export interface PlanToSet {
  venueId: number;
  /** Of the plan that was changed into this one. */
  plan: number;
  wanted: readonly PlannedSeat[];
}
export type PlanSet =
  | { ok: true; difference: PlanDifference; plan: number; screenings: number; changes: ChangeToWrite[] }
  | { ok: false; reason: 'seat-plan-changed' }
  | { ok: false; reason: 'seats-taken'; taken: sql.TakenRow[] };

/** The caller rolls back what is refused, and writes the changes of the screenings. */
export async function setPlan(
  tx: Transaction,
  deps: Pick<RightsDeps, 'clock' | 'incarnation'>,
  { venueId, plan, wanted }: PlanToSet,
): Promise<PlanSet> {
  // Before anything is read: whoever changes this plan, or puts a screening into the venue, waits or is waited for.
  if (!(await sql.countPlan(tx, venueId, plan))) return { ok: false, reason: 'seat-plan-changed' };
  const sinceMs = deps.clock.nowMs() - keptMs;
  await sql.lockKnownScreenings(tx, venueId, sinceMs);
  const screenings = await sql.selectKnownScreenings(tx, venueId, sinceMs);
  const difference = comparePlans(await sql.selectPresentSeats(tx, venueId), wanted);
  const removed = difference.removed.map(({ id }) => id);
  const left = new Map<number, number[]>();
  const taken: sql.TakenRow[] = [];
  for (const { id } of screenings) {
    const rights = (await sql.selectRightsAtSeats(tx, id, removed)).map((row) => row.seat_id);
    left.set(id, rights);
    // By each right's own row: a grant or hold that crosses this refuses one of the two.
    if ((await leaveBehind(tx, id, rights)) === rights.length) continue;
    const now = await sql.selectRightsAtSeats(tx, id, removed);
    taken.push(...now.filter((row) => row.blocked_for !== 'moved'));
  }
  if (taken.length > 0) return { ok: false, reason: 'seats-taken', taken: taken.slice(0, takenMax) };
  await sql.removeSeats(tx, removed, plan + 1);
  const added = await sql.addSeats(tx, venueId, difference.added);
  await sql.moveSeatsTo(tx, difference.moved);
  const changes: ChangeToWrite[] = [];
  for (const { id } of screenings) {
    await insertNewRights(tx, id, added, versionBase(deps.incarnation));
    const touched = [...(left.get(id) ?? []), ...added.map((seat) => seat.id)].sort((a, b) => a - b);
    if (touched.length > 0) changes.push(await describeSeats(tx, id, touched));
  }
  return { ok: true, difference, plan: plan + 1, screenings: screenings.length, changes };
}
