/**
 * Keeps the connected terminals supplied with seats of the near screenings. Every server instance supplies those that
 * are connected to it; where two plan the same seats, one grant is refused and planned anew in the next round.
 */
import type { StopSignal } from '@marquee/shared/clock';
import { screeningStream } from '@marquee/shared/protocol/streams';
import { placeRights } from '@marquee/shared/seating/place-rights';
import { readRevisions } from '../feed/feed.ts';
import { transactionOrRefusal } from '../platform/database.ts';
import { type Repeated, repeat } from '../platform/repeat.ts';
import { listSellingTerminals } from '../terminals/terminals.ts';
import { type Allotted, planAllotment, planRecalls, reserveStepMinutes } from './allotment.ts';
import {
  type NearScreening,
  type RightRow,
  selectNearScreenings,
  selectPlaces,
  selectScreening,
  selectVenueSeats,
} from './rights.sql.ts';
import { type GrantAnswer, grantSeats, type RightsDeps, recallSeats } from './rights.ts';

export interface AllotmentDeps extends RightsDeps {
  /** By terminal number, those that are connected to this instance. */
  connected: ReadonlyMap<number, unknown>;
  log: Record<'info' | 'error', (context: object, message: string) => void>;
  /** For the metrics, after each round. */
  onAllotted?: (grants: number) => void;
}

const roundMs = 10_000;
/** Two hundred terminals that come back within seconds are one reason to look, not two hundred. */
const restMs = 1000;
const aheadMs = 18 * 3600_000;
/** One round does no more than this; the nearest screenings come first, and the next round goes on. */
const screeningsPerRoundMax = 500;
const grantsPerRoundMax = 500;

/** A round every ten seconds, and at once when a terminal connects: then call `wake`. */
export function startAllotment(deps: AllotmentDeps): Repeated {
  const round = makeRound(deps);
  return repeat({ name: 'the allotment', everyMs: roundMs, restMs, clock: deps.clock, log: deps.log, work: round });
}

type Terminals = { terminal: number; connected: boolean }[];

/** Answers how many grants a round made. Screenings in which nothing has changed since they needed nothing are skipped. */
export function makeRound(deps: AllotmentDeps): (signal: StopSignal) => Promise<number> {
  let quiet = new Map<number, string>();

  return async (signal) => {
    if (deps.connected.size === 0) return 0;
    const screenings = await selectNearScreenings(deps.database, {
      nowMs: deps.clock.nowMs(),
      aheadMs,
      limit: screeningsPerRoundMax,
    });
    const revisions = await readRevisions(
      deps.database,
      screenings.map((screening) => screeningStream(screening.id)),
    );
    const terminalsOf = remember((cinemaId: number) => readTerminals(deps, cinemaId));
    const seatsOf = remember((venueId: number) => selectVenueSeats(deps.database, venueId));
    const stillQuiet = new Map<number, string>();
    let grants = 0;
    for (const screening of screenings) {
      if (signal.aborted || grants >= grantsPerRoundMax) break;
      // Embedded SQLite answers without ever letting go: asks and sales must get their turn between two screenings.
      await deps.clock.sleep(0, signal);
      const terminals = await terminalsOf(screening.cinema_id);
      if (!terminals.some(({ connected }) => connected)) continue;
      const minutesToShow = (screening.starts_at_ms - deps.clock.nowMs()) / 60_000;
      const situation = JSON.stringify([
        revisions.get(screeningStream(screening.id)),
        Math.floor(minutesToShow / reserveStepMinutes),
        terminals,
      ]);
      if (quiet.get(screening.id) !== situation) {
        const { plan, recalls } = await planScreening(deps, screening, { terminals, minutesToShow, seatsOf });
        grants += await grantPlan(deps, screening, plan);
        await sendRecalls(deps, screening, recalls);
        if (plan.length > 0 || recalls.length > 0) continue;
      }
      stillQuiet.set(screening.id, situation);
    }
    quiet = stillQuiet;
    if (grants > 0) deps.onAllotted?.(grants);
    return grants;
  };
}

/** Within one round a cinema's terminals and a venue's seats are read once. */
function remember<R>(read: (id: number) => Promise<R>): (id: number) => Promise<R> {
  const known = new Map<number, Promise<R>>();
  return (id) => {
    const answer = known.get(id) ?? read(id);
    known.set(id, answer);
    return answer;
  };
}

async function readTerminals({ database, connected }: AllotmentDeps, cinemaId: number): Promise<Terminals> {
  const selling = await listSellingTerminals(database, cinemaId);
  return selling.map((terminal) => ({ terminal, connected: connected.has(terminal) }));
}

async function planScreening(
  { database }: AllotmentDeps,
  screening: NearScreening,
  look: {
    terminals: Terminals;
    minutesToShow: number;
    seatsOf: (venueId: number) => ReturnType<typeof selectVenueSeats>;
  },
): Promise<{ plan: Allotted[]; recalls: RightRow[] }> {
  const { terminals, minutesToShow } = look;
  const rows = await selectScreening(database, screening.id);
  const rights = new Map(rows.map((row) => [row.seat_id, row]));
  const seats = placeRights(await look.seatsOf(screening.venue_id), await selectPlaces(database, screening.id));
  const needs = { seats, rights, terminals, minutesToShow };
  const recalled = planRecalls(needs).flatMap(({ seatIds }) => seatIds);
  return { plan: planAllotment(needs), recalls: recalled.flatMap((seatId) => rights.get(seatId) ?? []) };
}

/**
 * What comes back is free, and granted in a later round. Asked again in each round until then: a terminal that takes in
 * its stream as a snapshot hears only what it holds.
 */
async function sendRecalls(deps: AllotmentDeps, { id }: NearScreening, recalls: readonly RightRow[]): Promise<void> {
  if (recalls.length === 0) return;
  await deps.database.transaction('allotment recall', (tx) => recallSeats(tx, deps, id, recalls));
  deps.log.info({ screening: id, seats: recalls.length }, 'seats asked back for a terminal that has too few');
}

async function grantPlan(deps: AllotmentDeps, screening: NearScreening, plan: readonly Allotted[]): Promise<number> {
  let grants = 0;
  for (const { terminal, seatIds } of plan) {
    const answer = await transactionOrRefusal<GrantAnswer>(deps.database, 'allot', (tx) =>
      grantSeats(tx, deps, { terminal, screeningId: screening.id, seatIds }),
    );
    if (!answer.ok) {
      deps.log.info({ terminal, screening: screening.id, reason: answer.reason }, 'allotment refused, planned anew');
      continue;
    }
    grants += 1;
  }
  return grants;
}
