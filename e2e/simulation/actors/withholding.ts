/** The manager takes seats and screenings off sale, while terminals are offline and phones are paying. */
import {
  blockSeats,
  cancelScreening,
  moveScreening,
  planMove,
  setSeatAvailable,
  unblockSeats,
} from '@marquee/sync-server/screenings/screenings';
import type { Stage } from '../stage.ts';
import { insist } from './phones.ts';

const by = 'manager';

export function withhold(stage: Stage): void {
  const { trouble, house } = stage;
  const every = (strength: number, strongestMs: number, act: () => Promise<void>) => {
    if (strength > 0) stage.often(Math.round(strongestMs / Math.max(0.1, strength)), () => stage.track(act()));
  };
  every(trouble.of('block'), 15_000, () => blockSome(stage));
  every(trouble.of('block'), 60_000, () => breakSeat(stage));
  // Some screenings stay, or there is nothing left to sell.
  const mayEnd = house.screeningIds.slice(0, Math.floor(house.screeningIds.length / 2));
  every(trouble.of('move'), 12_000, () => moveOne(stage));
  every(trouble.of('cancel'), 60_000, () => cancelOne(stage, mayEnd));
}

async function blockSome(stage: Stage): Promise<void> {
  const { world, house } = stage;
  const screeningId = world.random.oneOf(house.screeningIds);
  const seatIds = Array.from({ length: world.random.between(1, 4) }, () => world.random.oneOf(house.seatIds));
  const order = { operationId: stage.makeId(), screeningId, seatIds, reason: 'house' as const, by };
  const blocked = await insist(stage, (deps) => blockSeats(deps, order));
  if (!blocked.ok) return;
  world.count('seats blocked');
  if (blocked.recalled.length > 0) world.count('blocked seats recalled');
  if (world.random.chance(0.3)) return;
  await new Promise<void>((resolve) => world.after(world.random.between(1000, 60_000), resolve));
  const back = { operationId: stage.makeId(), screeningId, seatIds, by };
  await insist(stage, (deps) => unblockSeats(deps, back));
  world.count('seats unblocked');
}

async function breakSeat(stage: Stage): Promise<void> {
  const { world, house } = stage;
  const seatId = world.random.oneOf(house.seatIds);
  const broken = { operationId: stage.makeId(), seatId, available: false, by };
  await insist(stage, (deps) => setSeatAvailable(deps, broken));
  world.count('seat broken');
  await new Promise<void>((resolve) => world.after(world.random.between(10_000, 90_000), resolve));
  const repaired = { operationId: stage.makeId(), seatId, available: true, by };
  await insist(stage, (deps) => setSeatAvailable(deps, repaired));
}

async function cancelOne(stage: Stage, mayEnd: readonly number[]): Promise<void> {
  const order = {
    operationId: stage.makeId(),
    screeningId: stage.world.random.oneOf(mayEnd),
    reason: 'simulated',
    by,
  };
  const { ok } = await insist(stage, (deps) => cancelScreening(deps, order));
  if (ok) stage.world.count('screening cancelled');
}

/** Planned, and confirmed a while later: by then somebody may have sold what was planned for. */
async function moveOne(stage: Stage): Promise<void> {
  const { world, house } = stage;
  const screeningId = world.random.oneOf(house.screeningIds);
  const toVenueId = world.random.oneOf(house.venueIds);
  const planned = await insist(stage, (deps) => planMove(deps.database, screeningId, toVenueId));
  if (!planned.ok) return world.count(`no plan for a move: ${planned.reason}`);
  await new Promise<void>((resolve) => world.after(world.random.between(100, 4000), resolve));
  const order = { operationId: stage.makeId(), screeningId, toVenueId, hash: planned.plan.hash, by };
  const moved = await insist(stage, (deps) => moveScreening(deps, order));
  world.count(moved.ok ? 'screening moved' : `move refused: ${moved.reason}`);
  if (moved.ok && moved.unplaced > 0) world.count('moved without a place for all');
}
