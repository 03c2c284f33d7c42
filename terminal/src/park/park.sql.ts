import type { Store } from '../platform/store.ts';

export interface ParkedRow {
  basket_id: string;
  name: string;
  parked_at_ms: number;
}

export function insertParked(store: Store, parked: { basketId: string; name: string; parkedAtMs: number }): void {
  store.run(
    `INSERT INTO parked_basket (basket_id, name, parked_at_ms) VALUES (?, ?, ?)
     ON CONFLICT (basket_id) DO UPDATE SET name = excluded.name, parked_at_ms = excluded.parked_at_ms`,
    parked.basketId,
    parked.name,
    parked.parkedAtMs,
  );
}
export const deleteParked = (store: Store, basketId: string): boolean =>
  store.run('DELETE FROM parked_basket WHERE basket_id = ?', basketId) === 1;

/** Of those whose basket was sold or dropped the rows stay; they count no more. */
export function selectParked(store: Store): ParkedRow[] {
  return store.all(
    `SELECT p.basket_id, p.name, p.parked_at_ms FROM parked_basket p
       JOIN basket b ON b.basket_id = p.basket_id AND b.state = 'open'
      ORDER BY p.parked_at_ms, p.basket_id`,
  );
}
export function selectOpenUnparked(store: Store): { basket_id: string }[] {
  return store.all(
    `SELECT basket_id FROM basket
      WHERE state IN ('open', 'charging', 'charged') AND basket_id NOT IN (SELECT basket_id FROM parked_basket)
      ORDER BY rowid DESC`,
  );
}
