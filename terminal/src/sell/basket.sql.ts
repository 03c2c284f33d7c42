import type { SeatKind } from '@marquee/shared/seating/seat-map';
import type { TicketClass } from '@marquee/shared/tickets/ticket-class';
import type { Store } from '../platform/store.ts';

export interface BasketRow {
  basket_id: string;
  /** Null: items without tickets. */
  screening_id: number | null;
  state: 'open' | 'charging' | 'charged' | 'sold' | 'dropped';
  currency: string;
  total_minor: number;
  tax_minor: number;
  sale_seq: number | null;
  member_number: string | null;
  /** The manager who let more tickets be given away than a cashier may. */
  approved_by: number | null;
}
export interface LineRow {
  line: number;
  seat_id: number;
  seat_label: string;
  seat_kind: SeatKind;
  version: number;
  ticket_class: TicketClass;
  price_minor: number;
  tax_minor: number;
  /** Given away, and why. */
  comp: string | null;
}
/** Price and tax are of all pieces. */
export interface ItemRow {
  line: number;
  item_id: number;
  name: string;
  quantity: number;
  price_minor: number;
  tax_minor: number;
  tax_basis_points: number;
}

const basketColumns =
  'basket_id, screening_id, state, currency, total_minor, tax_minor, sale_seq, member_number, approved_by';

export function selectBasket(store: Store, basketId: string): BasketRow | undefined {
  return store.get(`SELECT ${basketColumns} FROM basket WHERE basket_id = ?`, basketId);
}
export function selectBaskets(store: Store, state: BasketRow['state']): BasketRow[] {
  return store.all(`SELECT ${basketColumns} FROM basket WHERE state = ?`, state);
}
export function selectLines(store: Store, basketId: string): LineRow[] {
  return store.all(
    'SELECT line, seat_id, seat_label, seat_kind, version, ticket_class, price_minor, tax_minor, comp FROM basket_line WHERE basket_id = ? ORDER BY line',
    basketId,
  );
}
export function selectItems(store: Store, basketId: string): ItemRow[] {
  return store.all(
    'SELECT line, item_id, name, quantity, price_minor, tax_minor, tax_basis_points FROM basket_item WHERE basket_id = ? ORDER BY line',
    basketId,
  );
}

/** Opens or changes a basket. False where it is no longer open, or has become one of another screening. */
export function upsertBasket(store: Store, basket: Omit<BasketRow, 'sale_seq' | 'state'>): boolean {
  return (
    store.run(
      `INSERT INTO basket (basket_id, screening_id, state, currency, total_minor, tax_minor, member_number, approved_by)
       VALUES (?, ?, 'open', ?, ?, ?, ?, ?)
       ON CONFLICT (basket_id) DO UPDATE SET screening_id = excluded.screening_id, total_minor = excluded.total_minor,
         tax_minor = excluded.tax_minor, member_number = excluded.member_number, approved_by = excluded.approved_by
        WHERE basket.state = 'open'
          AND (basket.screening_id IS NULL OR excluded.screening_id IS NULL OR basket.screening_id = excluded.screening_id)`,
      basket.basket_id,
      basket.screening_id,
      basket.currency,
      basket.total_minor,
      basket.tax_minor,
      basket.member_number,
      basket.approved_by,
    ) === 1
  );
}
export function replaceLines(store: Store, basketId: string, lines: readonly LineRow[]): void {
  store.run('DELETE FROM basket_line WHERE basket_id = ?', basketId);
  for (const line of lines) {
    store.run(
      'INSERT INTO basket_line (basket_id, line, seat_id, seat_label, seat_kind, version, ticket_class, price_minor, tax_minor, comp) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)',
      basketId,
      line.line,
      line.seat_id,
      line.seat_label,
      line.seat_kind,
      line.version,
      line.ticket_class,
      line.price_minor,
      line.tax_minor,
      line.comp,
    );
  }
}
export function replaceItems(store: Store, basketId: string, items: readonly ItemRow[]): void {
  store.run('DELETE FROM basket_item WHERE basket_id = ?', basketId);
  for (const item of items) {
    store.run(
      'INSERT INTO basket_item (basket_id, line, item_id, name, quantity, price_minor, tax_minor, tax_basis_points) VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
      basketId,
      item.line,
      item.item_id,
      item.name,
      item.quantity,
      item.price_minor,
      item.tax_minor,
      item.tax_basis_points,
    );
  }
}

/** Moves a basket on, only from the state in which the caller saw it. */
export function moveBasket(
  store: Store,
  basketId: string,
  from: BasketRow['state'],
  to: BasketRow['state'],
  saleSeq: number | null = null,
): boolean {
  return (
    store.run(
      'UPDATE basket SET state = ?, sale_seq = ? WHERE basket_id = ? AND state = ?',
      to,
      saleSeq,
      basketId,
      from,
    ) === 1
  );
}
