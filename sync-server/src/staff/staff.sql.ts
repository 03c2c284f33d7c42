import { first, insertRow, type Queries, type Transaction, type Value } from '../platform/database.ts';
import type { Staff } from './Staff.entity.ts';

export interface StaffRow {
  id: number;
  cinema_id: number;
  name: string;
  role: Staff['role'];
  pin_hash: string;
  active: number;
}
const columns = 'id, cinema_id, name, role, pin_hash, active';

export function selectStaff(queries: Queries, cinemaId: number): Promise<StaffRow[]> {
  return queries.all(`SELECT ${columns} FROM staff WHERE cinema_id = ? ORDER BY name, id`, [cinemaId]);
}
export function selectMember(queries: Queries, id: number): Promise<StaffRow | undefined> {
  return first(queries, `SELECT ${columns} FROM staff WHERE id = ?`, [id]);
}
export function insertMember(tx: Transaction, row: Omit<StaffRow, 'id' | 'active'>): Promise<number> {
  return insertRow(tx, 'staff', { ...row, active: 1 });
}
/** Only the columns that are given. */
export async function updateMember(
  tx: Transaction,
  id: number,
  row: { [Column in keyof Omit<StaffRow, 'id' | 'cinema_id'>]?: StaffRow[Column] | undefined },
): Promise<void> {
  const given = Object.entries(row).flatMap(([column, value]): [string, Value][] =>
    value === undefined ? [] : [[column, value]],
  );
  const set = given.map(([column]) => `${column} = ?`).join(', ');
  await tx.run(`UPDATE staff SET ${set} WHERE id = ?`, [...given.map(([, value]) => value), id]);
}
