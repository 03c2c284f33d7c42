/** Held seats without a moviegoer, for tests of what becomes of rights: who holds them is of no matter there. */
import { holdMs } from '../bookings/hold.ts';
import { writeOpenChanges } from '../feed/feed.ts';
import { describeSeats, holdFree, type RightsDeps } from '../rights/rights.ts';

export interface BareHold {
  holdId: string;
  screeningId: number;
  seatIds: readonly number[];
}

/** All of them are held, or it throws. Answers until when. */
export function holdSeats(deps: RightsDeps, { holdId, screeningId, seatIds }: BareHold): Promise<number> {
  const expiresAtMs = deps.clock.nowMs() + holdMs;
  return deps.database.transaction('bare hold', async (tx) => {
    if ((await holdFree(tx, { screeningId, seatIds, holdId, expiresAtMs })) !== seatIds.length)
      throw new Error(`not all of the seats ${seatIds} of screening ${screeningId} are free`);
    await writeOpenChanges(tx, deps, [await describeSeats(tx, screeningId, seatIds)]);
    return expiresAtMs;
  });
}
