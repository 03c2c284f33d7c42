/** Why a screening can't be put where somebody plans it: every reason is named, so that all can be settled at once. */
import { Fault } from '@marquee/shared/errors';
import { z } from 'zod';
import { loadPrices } from '../catalogue/catalogue.ts';
import type { Queries } from '../platform/database.ts';
import * as sql from './plan.sql.ts';

export const Conflict = z
  .object({
    code: z.enum(['overlaps', 'cleaning', 'past', 'venue-closed', 'price-missing', 'clock-skipped']),
    with: z
      .object({ title: z.string(), startsAtMs: z.int(), screeningId: z.int().nullable() })
      .nullable()
      .meta({ description: 'What runs there; without an id it is of the same plan.' }),
  })
  .meta({ id: 'PlanConflict' });
export type Conflict = z.output<typeof Conflict>;

export interface Proposal {
  venueId: number;
  title: string;
  startsAtMs: number;
  endsAtMs: number;
  /** The screening that it is already: it is in nobody's way where it was. */
  screeningId?: number;
  /** The clock on the wall never shows this time. */
  isSkipped?: boolean;
}

export interface Planned {
  cinemaId: number;
  cleaningMs: number;
  nowMs: number;
  /** What goes away or elsewhere at the same time. */
  leaving?: ReadonlySet<number>;
}

interface Taken {
  venueId: number;
  title: string;
  startsAtMs: number;
  endsAtMs: number;
  screeningId: number | null;
  /** In the plan's own order. */
  index: number | null;
  /** Where it goes away by the plan: when its turn is. */
  leavesAt: number | null;
}

/** In the order of the proposals. */
export async function findConflicts(
  queries: Queries,
  { cinemaId, cleaningMs, nowMs, leaving = new Set() }: Planned,
  proposals: readonly Proposal[],
): Promise<Conflict[][]> {
  if (proposals.length === 0) return [];
  const venues = new Map((await sql.selectVenues(queries, cinemaId)).map((venue) => [venue.id, venue]));
  const hasPrices = await areTherePrices(queries, cinemaId);
  const span = {
    fromMs: Math.min(...proposals.map(({ startsAtMs }) => startsAtMs)) - cleaningMs,
    toMs: Math.max(...proposals.map(({ endsAtMs }) => endsAtMs)) + cleaningMs,
  };
  const running = await sql.selectRunningIn(queries, [...new Set(proposals.map(({ venueId }) => venueId))], span);
  const turns = new Map(proposals.map(({ screeningId }, index) => [screeningId, index]));
  const taken: Taken[] = [
    ...running.filter(({ id }) => !leaving.has(id)).map((row) => toTaken(row, turns.get(row.id) ?? null)),
    ...proposals.map((proposal, index) => ({ ...proposal, screeningId: null, index, leavesAt: null })),
  ];
  const byVenue = Map.groupBy(taken, ({ venueId }) => venueId);
  const none = (code: Conflict['code']): Conflict => ({ code, with: null });
  return proposals.map((proposal, index) => [
    ...(proposal.startsAtMs <= nowMs ? [none('past')] : []),
    ...((venues.get(proposal.venueId)?.seats ?? 0) === 0 ? [none('venue-closed')] : []),
    ...(hasPrices ? [] : [none('price-missing')]),
    ...(proposal.isSkipped ? [none('clock-skipped')] : []),
    ...(byVenue.get(proposal.venueId) ?? []).flatMap((other) => clash(proposal, index, other, cleaningMs)),
  ]);
}

const toTaken = (row: sql.PlannedRow, leavesAt: number | null): Taken => ({
  venueId: row.venue_id,
  title: row.title,
  startsAtMs: row.starts_at_ms,
  endsAtMs: row.ends_at_ms,
  screeningId: row.id,
  index: null,
  leavesAt,
});

/**
 * Of two of the same plan the later one is in the way. What moves is gone once its turn has come; what is new comes after
 * all that moves.
 */
function clash(proposal: Proposal, index: number, other: Taken, cleaningMs: number): Conflict[] {
  if (other.index !== null && other.index >= index) return [];
  if (other.leavesAt !== null && (proposal.screeningId === undefined || other.leavesAt <= index)) return [];
  const { startsAtMs, endsAtMs } = proposal;
  if (startsAtMs >= other.endsAtMs + cleaningMs || other.startsAtMs >= endsAtMs + cleaningMs) return [];
  const overlaps = startsAtMs < other.endsAtMs && other.startsAtMs < endsAtMs;
  const { title, screeningId } = other;
  return [{ code: overlaps ? 'overlaps' : 'cleaning', with: { title, startsAtMs: other.startsAtMs, screeningId } }];
}

/** Without them no terminal of the cinema could load its programme. */
async function areTherePrices(queries: Queries, cinemaId: number): Promise<boolean> {
  try {
    return (await loadPrices(queries, cinemaId)) !== null;
  } catch (thrown) {
    if (thrown instanceof Fault && thrown.code === 'configuration-invalid') return false;
    throw thrown;
  }
}
