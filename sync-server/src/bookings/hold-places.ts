/** Holds of screenings in which guests sit where they like: a phone asks for a number of seats, and any free ones do. */
import { assert } from '@marquee/shared/assert';
import { writeOpenChanges } from '../feed/feed.ts';
import { runOnce } from '../operations/operations.ts';
import { RolledBack } from '../platform/database.ts';
import { describeSeats, holdFree, type RightsDeps } from '../rights/rights.ts';
import { selectFreePlaces } from './hold-places.sql.ts';

export interface PlacesToHold {
  /** Chosen and saved by the phone before it is sent. */
  holdId: string;
  screeningId: number;
  count: number;
}
export type PlacesAnswer = { ok: true; expiresAtMs: number; seatIds: number[] } | { ok: false; reason: 'seat-taken' };

/** Somebody else was faster with one of them: others are tried. */
const triesMax = 6;

/** As many as were asked for, or none. A repeat gets the same answer. */
export async function holdPlaces(deps: RightsDeps, hold: PlacesToHold, holdMs: number): Promise<PlacesAnswer> {
  const { holdId, screeningId, count } = hold;
  assert(Number.isSafeInteger(count) && count > 0, 'a hold has seats');
  type Refusal = PlacesAnswer | 'crossed';
  for (let tries = 1; ; tries += 1) {
    const answer = await runOnce<Refusal, Refusal>(
      deps,
      { operationId: `hold:${holdId}`, body: { screeningId, count } },
      async (tx) => {
        const free = await selectFreePlaces(tx, screeningId);
        if (free.length < count) throw new RolledBack<Refusal>({ ok: false, reason: 'seat-taken' });
        // Not all from the same end: side by side, phones would want the same ones.
        const start = Math.floor(deps.randomness.fraction() * free.length);
        const seatIds = [...free.slice(start), ...free.slice(0, start)].slice(0, count).sort((a, b) => a - b);
        const expiresAtMs = deps.clock.nowMs() + holdMs;
        const held = await holdFree(tx, { screeningId, seatIds, holdId, expiresAtMs });
        if (held !== count) throw new RolledBack<Refusal>('crossed');
        await writeOpenChanges(tx, deps, [await describeSeats(tx, screeningId, seatIds)]);
        return { ok: true, expiresAtMs, seatIds };
      },
      (refusal) => refusal,
    );
    if (answer !== 'crossed') return answer;
    if (tries >= triesMax) return { ok: false, reason: 'seat-taken' };
  }
}
