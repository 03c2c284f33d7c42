/** Rules by which prices differ, and what is sold beside tickets. */
import type { ConcessionItem } from '@marquee/shared/protocol/streams';
import type { PriceRule } from '@marquee/shared/tickets/price-list';
import { first, insertRow, insertRows, type Queries, type Transaction, type Value } from '../platform/database.ts';

export type NewPriceRule = Omit<PriceRule, 'id'>;

/** As they were entered; whoever needs them checks them. */
export async function selectTimedPrices(queries: Queries, cinemaId: number): Promise<unknown[]> {
  const rows = await queries.all<{ id: number; rule: string | object }>(
    'SELECT id, rule FROM timed_price WHERE cinema_id = ? ORDER BY id',
    [cinemaId],
  );
  return rows.map(({ id, rule }) => ({ ...(typeof rule === 'string' ? JSON.parse(rule) : rule), id }));
}
/** Of two who change what a cinema has at once, the later reads what the first has written. */
export async function lockCinema(tx: Transaction, cinemaId: number): Promise<void> {
  await tx.run('UPDATE cinema SET currency = currency WHERE id = ?', [cinemaId]);
}
export async function replaceTimedPrices(tx: Transaction, cinemaId: number, rules: readonly NewPriceRule[]) {
  await tx.run('DELETE FROM timed_price WHERE cinema_id = ?', [cinemaId]);
  const rows = rules.map((rule) => [cinemaId, JSON.stringify(rule)]);
  await insertRows(tx, 'timed_price', ['cinema_id', 'rule'], rows);
}

export interface ItemRow {
  id: number;
  cinema_id: number;
  name: string;
  price_minor: number;
  tax_basis_points: number;
  active: number;
}
const itemColumns = 'id, cinema_id, name, price_minor, tax_basis_points, active';

/** Also those that are not sold any more. */
export function selectItems(queries: Queries, cinemaId: number): Promise<ItemRow[]> {
  return queries.all(`SELECT ${itemColumns} FROM concession_item WHERE cinema_id = ? ORDER BY name, id`, [cinemaId]);
}
export function selectItem(queries: Queries, id: number): Promise<ItemRow | undefined> {
  return first(queries, `SELECT ${itemColumns} FROM concession_item WHERE id = ?`, [id]);
}
/** As terminals are told of them. */
export async function loadItems(queries: Queries, cinemaId: number): Promise<ConcessionItem[]> {
  const active = (await selectItems(queries, cinemaId)).filter((row) => Number(row.active) === 1);
  return active.map(({ id, name, price_minor, tax_basis_points }) => ({
    id,
    name,
    priceMinor: price_minor,
    taxBasisPoints: tax_basis_points,
  }));
}

export interface NewItem {
  name: string;
  priceMinor: number;
  taxBasisPoints: number;
}
export const insertItem = (tx: Transaction, cinemaId: number, item: NewItem): Promise<number> =>
  insertRow(tx, 'concession_item', {
    cinema_id: cinemaId,
    name: item.name,
    price_minor: item.priceMinor,
    tax_basis_points: item.taxBasisPoints,
    active: 1,
  });

export type ItemChange = { [Field in keyof NewItem]?: NewItem[Field] | undefined } & { active?: boolean | undefined };

/** Only what is given. */
export async function updateItem(tx: Transaction, id: number, change: ItemChange): Promise<void> {
  const { name, priceMinor, taxBasisPoints, active } = change;
  const columns = {
    name,
    price_minor: priceMinor,
    tax_basis_points: taxBasisPoints,
    active: active === undefined ? active : Number(active),
  };
  const given = Object.entries(columns).flatMap(([column, value]): [string, Value][] =>
    value === undefined ? [] : [[column, value]],
  );
  const set = given.map(([column]) => `${column} = ?`).join(', ');
  await tx.run(`UPDATE concession_item SET ${set} WHERE id = ?`, [...given.map(([, value]) => value), id]);
}
