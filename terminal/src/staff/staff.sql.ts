import type { Store } from '../platform/store.ts';

export interface AttemptsRow {
  staff_id: number;
  wrong: number;
  waiting: number;
}

export function selectAttempts(store: Store, staffId: number): AttemptsRow | undefined {
  return store.get('SELECT staff_id, wrong, waiting FROM pin_attempts WHERE staff_id = ?', staffId);
}
export function selectWaiting(store: Store): AttemptsRow[] {
  return store.all('SELECT staff_id, wrong, waiting FROM pin_attempts WHERE waiting = 1 ORDER BY staff_id');
}
/** One more, counted before anybody knows whether it is wrong. Answers how many that are. */
export function countAttempt(store: Store, staffId: number, triesMax: number): number {
  store.run(
    `INSERT INTO pin_attempts (staff_id, wrong, waiting) VALUES (?, 1, 0)
     ON CONFLICT (staff_id) DO UPDATE SET wrong = wrong + 1`,
    staffId,
  );
  store.run(
    'UPDATE pin_attempts SET waiting = CASE WHEN wrong % ? = 0 THEN 1 ELSE 0 END WHERE staff_id = ?',
    triesMax,
    staffId,
  );
  return selectAttempts(store, staffId)?.wrong ?? 0;
}
export function deleteAttempts(store: Store, staffId: number): void {
  store.run('DELETE FROM pin_attempts WHERE staff_id = ?', staffId);
}
