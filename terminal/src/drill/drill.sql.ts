import type { Store } from '../platform/store.ts';

export interface DrillRow {
  drill_id: string;
  began_at_ms: number;
  ends_at_ms: number;
  left_ms: number;
  ended_at_ms: number | null;
}

export const selectLastDrill = (store: Store): DrillRow | undefined =>
  store.get('SELECT drill_id, began_at_ms, ends_at_ms, left_ms, ended_at_ms FROM drill ORDER BY rowid DESC LIMIT 1');

/** False: it was written down before. */
export const insertDrill = (store: Store, row: Omit<DrillRow, 'ended_at_ms'>): boolean =>
  store.run(
    'INSERT INTO drill (drill_id, began_at_ms, ends_at_ms, left_ms) VALUES (?, ?, ?, ?) ON CONFLICT (drill_id) DO NOTHING',
    row.drill_id,
    row.began_at_ms,
    row.ends_at_ms,
    row.left_ms,
  ) === 1;

export function saveLeft(store: Store, drillId: string, leftMs: number): void {
  store.run('UPDATE drill SET left_ms = ? WHERE drill_id = ? AND ended_at_ms IS NULL', leftMs, drillId);
}

export function endDrill(store: Store, drillId: string, end: { atMs: number; by: number | null }): void {
  store.run(
    'UPDATE drill SET ended_at_ms = ?, ended_by = ? WHERE drill_id = ? AND ended_at_ms IS NULL',
    end.atMs,
    end.by,
    drillId,
  );
}
