import { assert } from '@marquee/shared/assert';
import type { Role } from '../platform/api.ts';
import { first, insertRow, insertRows, marks, type Queries, type Transaction } from '../platform/database.ts';
import { deleteOldest } from '../platform/delete-oldest.ts';

export interface UserRow {
  id: number;
  name: string;
  phone: string | null;
  email: string | null;
  role: Role;
  registration_date_ms: number;
}
export interface PasswordRow {
  id: number;
  role: Role;
  encrypted_password: string | null;
  salt: string | null;
}
const userColumns = 'id, name, phone, email, role, registration_date_ms';

export const selectUser = (queries: Queries, id: number): Promise<UserRow | undefined> =>
  first(queries, `SELECT ${userColumns} FROM \`user\` WHERE id = ? AND deleted_at_ms IS NULL`, [id]);

/** By id, after one; of one role, or null for all. */
export function selectUsers(
  queries: Queries,
  { role, after, limit }: { role: Role | null; after: number; limit: number },
): Promise<UserRow[]> {
  const ofRole = role === null ? '' : 'role = ? AND ';
  return queries.all(
    `SELECT ${userColumns} FROM \`user\` WHERE ${ofRole}id > ? AND deleted_at_ms IS NULL ORDER BY id LIMIT ?`,
    [...(role === null ? [] : [role]), after, limit],
  );
}

export const selectUserByPhone = (queries: Queries, phone: string): Promise<UserRow | undefined> =>
  first(queries, `SELECT ${userColumns} FROM \`user\` WHERE phone = ? AND deleted_at_ms IS NULL`, [phone]);

/** How many sessions of each are open; of those who have any. */
export function countLiveSessions(
  queries: Queries,
  userIds: readonly number[],
  nowMs: number,
): Promise<{ user_id: number; n: number | string; last_ms: number }[]> {
  if (userIds.length === 0) return Promise.resolve([]);
  return queries.all(
    `SELECT user_id, COUNT(*) AS n, MAX(refreshed_at_ms) AS last_ms FROM \`session\`
      WHERE user_id IN (${marks(userIds.length)}) AND revoked_at_ms IS NULL AND expires_at_ms > ? GROUP BY user_id`,
    [...userIds, nowMs],
  );
}

/** Holds back whoever else is about to change who is an administrator; before anything is read. Answers their ids. */
export async function lockAdmins(tx: Transaction): Promise<number[]> {
  await tx.run("UPDATE `user` SET role = role WHERE role = 'admin' AND deleted_at_ms IS NULL");
  const rows = await tx.all<{ id: number }>("SELECT id FROM `user` WHERE role = 'admin' AND deleted_at_ms IS NULL");
  return rows.map(({ id }) => id);
}

const passwordOf =
  'SELECT u.id, u.role, u.encrypted_password, s.salt FROM `user` u LEFT JOIN salt s ON s.user_id = u.id';
export const selectPassword = (queries: Queries, phone: string): Promise<PasswordRow | undefined> =>
  first(queries, `${passwordOf} WHERE u.phone = ?`, [phone]);
export const selectPasswordOf = (queries: Queries, userId: number): Promise<PasswordRow | undefined> =>
  first(queries, `${passwordOf} WHERE u.id = ?`, [userId]);

export interface UserToInsert {
  name: string;
  phone: string;
  hash: string;
  salt: string;
  role: Role;
  nowMs: number;
}
/** Answers the id. A phone number that has an account already breaks the unique key. */
export async function insertUser(
  tx: Transaction,
  { name, phone, hash, salt, role, nowMs }: UserToInsert,
): Promise<number> {
  const id = await insertRow(tx, 'user', {
    name,
    encrypted_password: hash,
    phone,
    role,
    registration_date_ms: nowMs,
  });
  await insertRows(tx, 'salt', ['user_id', 'salt'], [[id, salt]]);
  return id;
}

/**
 * Whether this is still the password's hash, and stays so until the commit: between a comparison and what it allows, a
 * hash takes long enough for another to be set.
 */
export async function holdPassword(tx: Transaction, userId: number, hash: string): Promise<boolean> {
  const sql =
    'UPDATE `user` SET encrypted_password = ? WHERE id = ? AND encrypted_password = ? AND deleted_at_ms IS NULL';
  return (await tx.run(sql, [hash, userId, hash])).changes === 1;
}

export async function updatePassword(
  tx: Transaction,
  { userId, hash, salt }: { userId: number; hash: string; salt: string },
): Promise<void> {
  const sql = 'UPDATE `user` SET encrypted_password = ? WHERE id = ? AND deleted_at_ms IS NULL';
  const hashed = await tx.run(sql, [hash, userId]);
  const salted = await tx.run('UPDATE salt SET salt = ? WHERE user_id = ?', [salt, userId]);
  assert(hashed.changes === 1 && salted.changes === 1, 'an account has one hash and one salt');
}

export async function updateProfile(
  tx: Transaction,
  userId: number,
  profile: { name: string; email: string | null },
): Promise<void> {
  const sql = 'UPDATE `user` SET name = ?, email = ? WHERE id = ? AND deleted_at_ms IS NULL';
  const { changes } = await tx.run(sql, [profile.name, profile.email, userId]);
  assert(changes === 1, 'a profile that was just read is there');
}

export async function updateRole(tx: Transaction, userId: number, role: Role): Promise<boolean> {
  const sql = 'UPDATE `user` SET role = ? WHERE id = ? AND deleted_at_ms IS NULL';
  return (await tx.run(sql, [role, userId])).changes === 1;
}

/** What says who it was is gone; the row stays, so that its bookings and acts keep adding up. */
export async function eraseUser(tx: Transaction, userId: number, nowMs: number): Promise<void> {
  await tx.run('DELETE FROM challenge WHERE user_id = ?', [userId]);
  await tx.run('DELETE FROM device WHERE user_id = ?', [userId]);
  await tx.run('DELETE FROM user_cinema WHERE user_id = ?', [userId]);
  const endPasses =
    "UPDATE ticket_pass SET state = 'withdrawn', open_ticket = NULL, ended_at_ms = ? WHERE from_user_id = ? AND state = 'open'";
  await tx.run(endPasses, [nowMs, userId]);
  await tx.run('DELETE FROM sms_pin WHERE phone = (SELECT phone FROM `user` WHERE id = ?)', [userId]);
  await tx.run("UPDATE `session` SET device = '' WHERE user_id = ?", [userId]);
  const sql =
    "UPDATE `user` SET name = '', phone = NULL, email = NULL, encrypted_password = NULL, deleted_at_ms = ? WHERE id = ? AND deleted_at_ms IS NULL";
  const { changes } = await tx.run(sql, [nowMs, userId]);
  assert(changes === 1, 'an account is erased once');
  await tx.run('DELETE FROM salt WHERE user_id = ?', [userId]);
}

export interface SessionRow {
  id: string;
  user_id: number;
  token_hash: string;
  token_hash_previous: string | null;
  device: string;
  created_at_ms: number;
  refreshed_at_ms: number;
  expires_at_ms: number;
  revoked_at_ms: number | null;
}

export function insertSession(
  tx: Transaction,
  row: Omit<SessionRow, 'token_hash_previous' | 'revoked_at_ms'>,
): Promise<void> {
  const columns = [
    'id',
    'user_id',
    'token_hash',
    'device',
    'created_at_ms',
    'refreshed_at_ms',
    'expires_at_ms',
  ] as const;
  return insertRows(tx, 'session', columns, [columns.map((column) => row[column])]);
}

export const selectSession = (queries: Queries, id: string): Promise<SessionRow | undefined> =>
  first(queries, 'SELECT * FROM `session` WHERE id = ?', [id]);

export function selectLiveSessions(
  queries: Queries,
  { userId, nowMs, limit }: { userId: number; nowMs: number; limit: number },
): Promise<Pick<SessionRow, 'id' | 'device' | 'created_at_ms' | 'refreshed_at_ms'>[]> {
  return queries.all(
    'SELECT id, device, created_at_ms, refreshed_at_ms FROM `session` WHERE user_id = ? AND revoked_at_ms IS NULL AND expires_at_ms > ? ORDER BY created_at_ms DESC, id LIMIT ?',
    [userId, nowMs, limit],
  );
}

export const selectLiveSession = (
  queries: Queries,
  { id, userId, nowMs }: { id: string; userId: number; nowMs: number },
): Promise<{ role: Role } | undefined> =>
  first(
    queries,
    'SELECT u.role FROM `session` s JOIN `user` u ON u.id = s.user_id WHERE s.id = ? AND s.user_id = ? AND s.revoked_at_ms IS NULL AND s.expires_at_ms > ? AND u.deleted_at_ms IS NULL',
    [id, userId, nowMs],
  );

/** Only by whoever has seen the present token: of two that come with it at once, one wins. */
export async function rotateSession(
  tx: Transaction,
  { id, from, to, nowMs, expiresAtMs }: { id: string; from: string; to: string; nowMs: number; expiresAtMs: number },
): Promise<boolean> {
  const { changes } = await tx.run(
    'UPDATE `session` SET token_hash = ?, token_hash_previous = ?, refreshed_at_ms = ?, expires_at_ms = ? WHERE id = ? AND token_hash = ? AND revoked_at_ms IS NULL AND expires_at_ms > ?',
    [to, from, nowMs, expiresAtMs, id, from, nowMs],
  );
  return changes === 1;
}

export async function revokeSession(tx: Transaction, id: string, userId: number, nowMs: number): Promise<boolean> {
  const sql = 'UPDATE `session` SET revoked_at_ms = ? WHERE id = ? AND user_id = ? AND revoked_at_ms IS NULL';
  return (await tx.run(sql, [nowMs, id, userId])).changes === 1;
}

/** Answers how many. */
export async function revokeSessionsOf(tx: Transaction, userId: number, nowMs: number): Promise<number> {
  const sql = 'UPDATE `session` SET revoked_at_ms = ? WHERE user_id = ? AND revoked_at_ms IS NULL';
  return (await tx.run(sql, [nowMs, userId])).changes;
}

/** Answers how many. */
export async function revokeOtherSessions(
  tx: Transaction,
  { userId, keptId, nowMs }: { userId: number; keptId: string; nowMs: number },
): Promise<number> {
  const sql = 'UPDATE `session` SET revoked_at_ms = ? WHERE user_id = ? AND id <> ? AND revoked_at_ms IS NULL';
  return (await tx.run(sql, [nowMs, userId, keptId])).changes;
}

export const deleteExpiredSessions = (tx: Transaction, old: { beforeMs: number; limit: number }): Promise<number> =>
  deleteOldest(tx, { table: '`session`', column: 'expires_at_ms' }, old);
