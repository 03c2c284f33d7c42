/**
 * Screenings of which the server has forgotten what it had confirmed. Whoever sells there might sell twice, so nothing of
 * them is sold here, also after a restart, until that is settled; all other screenings go on.
 */
import type { Store } from '../platform/store.ts';

/** `stream-lost`: of the screening's changes. `entries-lost`: of this terminal's sales, returns or refunds there. */
export type StopReason = 'stream-lost' | 'entries-lost';

export function stopScreenings(
  store: Store,
  screeningIds: readonly number[],
  { reason, nowMs }: { reason: StopReason; nowMs: number },
): void {
  store.transaction(() => {
    for (const screeningId of screeningIds)
      store.run(
        'INSERT OR IGNORE INTO stopped_screening (screening_id, code, since_ms) VALUES (?, ?, ?)',
        screeningId,
        reason,
        nowMs,
      );
  });
}

/** What has no screening is never stopped. */
export function isStopped(store: Store, screeningId: number | null): boolean {
  if (screeningId === null) return false;
  return store.get('SELECT 1 AS stopped FROM stopped_screening WHERE screening_id = ?', screeningId) !== undefined;
}

export function listStopped(store: Store): Set<number> {
  const rows = store.all<{ screening_id: number }>('SELECT screening_id FROM stopped_screening ORDER BY screening_id');
  return new Set(rows.map((row) => row.screening_id));
}
