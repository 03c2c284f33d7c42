/** Devices, each found by its owner: for anybody else there is none. */
import { first, insertRows, type Queries, type Transaction } from '../platform/database.ts';
import { deleteOldest } from '../platform/delete-oldest.ts';

export interface DeviceRow {
  id: string;
  user_id: number;
  name: string;
  credential_id: string;
  public_key: string;
  counter: number;
  transports: string;
  backed_up: number;
  created_at_ms: number;
  last_used_at_ms: number | null;
  revoked_at_ms: number | null;
  cloned: number;
}
const names = [
  'id',
  'user_id',
  'name',
  'credential_id',
  'public_key',
  'counter',
  'transports',
  'backed_up',
  'created_at_ms',
  'last_used_at_ms',
  'revoked_at_ms',
  'cloned',
] as const satisfies (keyof DeviceRow)[];
const columns = names.join(', ');
/** On its owner's list: good ones, and those that were cloned until the owner has taken note. */
const isListed = '(revoked_at_ms IS NULL OR cloned = 1)';

export const insertDevice = (tx: Transaction, row: DeviceRow): Promise<void> =>
  insertRows(tx, 'device', names, [names.map((name) => row[name])]);

/** The oldest first; never more than a person may have, since what is revoked isn't among them. */
export const selectDevices = (queries: Queries, userId: number): Promise<DeviceRow[]> =>
  queries.all(`SELECT ${columns} FROM device WHERE user_id = ? AND ${isListed} ORDER BY created_at_ms, id`, [userId]);

export const selectDevice = (queries: Queries, id: string, userId: number): Promise<DeviceRow | undefined> =>
  first(queries, `SELECT ${columns} FROM device WHERE id = ? AND user_id = ? AND ${isListed}`, [id, userId]);

/** Two requests of one person come one after the other. Answers whether there still is such a person. */
export async function lockPerson(tx: Transaction, userId: number): Promise<boolean> {
  const lock = tx.dialect === 'mysql' ? ' FOR UPDATE' : '';
  const sql = `SELECT id FROM \`user\` WHERE id = ? AND deleted_at_ms IS NULL${lock}`;
  return (await tx.all(sql, [userId])).length === 1;
}

export async function renameDevice(tx: Transaction, id: string, userId: number, name: string): Promise<boolean> {
  const sql = `UPDATE device SET name = ? WHERE id = ? AND user_id = ? AND ${isListed}`;
  return (await tx.run(sql, [name, id, userId])).changes === 1;
}

/** By its owner: it is on no list any more. */
export async function revokeDevice(tx: Transaction, id: string, userId: number, nowMs: number): Promise<boolean> {
  const sql = `UPDATE device SET revoked_at_ms = ?, cloned = 0 WHERE id = ? AND user_id = ? AND ${isListed}`;
  return (await tx.run(sql, [nowMs, id, userId])).changes === 1;
}

/** On no list, and revoked before this; the oldest first. Answers how many went. */
export const deleteRevoked = (tx: Transaction, old: { beforeMs: number; limit: number }): Promise<number> =>
  deleteOldest(tx, { table: 'device', column: 'revoked_at_ms', where: 'cloned = 0' }, old);

export interface Signature {
  deviceId: string;
  userId: number;
  counter: number;
  backedUp: boolean;
  nowMs: number;
}

/** Its own row is the fence: one that is revoked, or whose counter is not ahead (WebAuthn, 7.2 step 22), signs nothing. */
export async function noteSignature(tx: Transaction, signature: Signature): Promise<boolean> {
  const { deviceId, userId, counter, backedUp, nowMs } = signature;
  const { changes } = await tx.run(
    `UPDATE device SET counter = ?, backed_up = ?, last_used_at_ms = ?
      WHERE id = ? AND user_id = ? AND revoked_at_ms IS NULL AND (counter < ? OR (counter = 0 AND ? = 0))`,
    [counter, backedUp ? 1 : 0, nowMs, deviceId, userId, counter, counter],
  );
  return changes === 1;
}

/** Only while it is good and its counter really is not behind the one that was signed. */
export async function revokeCloned(tx: Transaction, signature: Signature): Promise<boolean> {
  const { deviceId, userId, counter, nowMs } = signature;
  const { changes } = await tx.run(
    `UPDATE device SET revoked_at_ms = ?, cloned = 1
      WHERE id = ? AND user_id = ? AND revoked_at_ms IS NULL AND counter >= ? AND counter > 0`,
    [nowMs, deviceId, userId, counter],
  );
  return changes === 1;
}
