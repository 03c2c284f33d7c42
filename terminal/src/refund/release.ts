/**
 * Releasing tickets to the server: from then on only it may void or refund them. Until then only this terminal may, with
 * or without a network.
 */
import { assert } from '@marquee/shared/assert';
import type { Clock } from '@marquee/shared/clock';
import { appendEntry, type JournalDeps } from '../journal/journal.ts';
import { saveReleaseAsked, saveReleased, selectFirstUnprinted, selectLastSale, selectMarks } from './refund.sql.ts';

/** A ticket is kept so long after its sale was acknowledged, by the monotonic clock: long enough to undo a slip. */
export const keptMs = 15 * 60_000;

/**
 * Releases the tickets of all sales up to this entry, but none of a sale whose money is on its way back nor of any after
 * it. Must run inside a transaction. False where there is nothing to release.
 */
function releaseUpTo(deps: JournalDeps, upToSeq: number): boolean {
  const seq = selectLastSale(deps.store, upToSeq);
  if (seq <= selectMarks(deps.store).released_seq) return false;
  appendEntry(deps, 'tickets.released', { upToSeq: seq });
  assert(saveReleased(deps.store, seq), 'the mark of what is released only grows');
  return true;
}

/** The server wants to void or refund tickets up to here. Must run in the transaction that moves the grants cursor. */
export function answerReleaseAsked(deps: JournalDeps, upToSeq: number): void {
  saveReleaseAsked(deps.store, upToSeq);
  releaseUpTo(deps, upToSeq);
}

/** When a shift closes: nothing is undone here afterwards. */
export const releaseAll = (deps: JournalDeps): boolean => deps.store.transaction(() => releaseRest(deps));
/** The same within a transaction of the caller's. */
export const releaseRest = (deps: JournalDeps): boolean => releaseUpTo(deps, Number.MAX_SAFE_INTEGER);

export interface ReleaseRound {
  /** Releases what is due, by one entry at most. Answers whether it did. */
  run(): boolean;
}

/**
 * A kiosk's tickets are released once they are printed: nobody undoes a sale there. Those of any terminal a while after
 * the sale was acknowledged; how long ago that was is remembered only while it runs, so a restart makes it later.
 */
export function makeReleaseRound(deps: JournalDeps & { clock: Clock; channel: 'kiosk' | 'till' }): ReleaseRound {
  /** Marks of the server, and when this program first saw them. */
  const acked: { seq: number; sinceMs: number }[] = [];
  let noted = 0;
  let due = 0;

  function keptLongEnough(ackedSeq: number): number {
    const nowMs = deps.clock.monotonicMs();
    if (ackedSeq > noted) acked.push({ seq: ackedSeq, sinceMs: nowMs });
    noted = Math.max(noted, ackedSeq);
    while (acked[0] && nowMs - acked[0].sinceMs >= keptMs) due = acked.shift()?.seq ?? due;
    return due;
  }

  return {
    run() {
      return deps.store.transaction(() => {
        const marks = selectMarks(deps.store);
        const printed =
          deps.channel === 'kiosk'
            ? (selectFirstUnprinted(deps.store, marks.released_seq) ?? Number.MAX_SAFE_INTEGER) - 1
            : 0;
        return releaseUpTo(deps, Math.max(printed, keptLongEnough(marks.acked_seq), marks.release_asked));
      });
    },
  };
}
