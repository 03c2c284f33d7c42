/** What phones were asked to sign. */
import { first, insertRows, type Queries, type Transaction } from '../platform/database.ts';
import { deleteOldest } from '../platform/delete-oldest.ts';
import type { Challenge } from './Challenge.entity.ts';

export interface ChallengeRow {
  id: string;
  user_id: number;
  purpose: Challenge['purpose'];
  hold_id: string;
  binding_hash: string;
  expires_at_ms: number;
  used_at_ms: number | null;
  used_by: string | null;
}
const columns = 'id, user_id, purpose, hold_id, binding_hash, expires_at_ms, used_at_ms, used_by';

/** Takes the place of those that were asked for the same and not answered: nobody piles them up. */
export async function replaceChallenge(
  tx: Transaction,
  row: Omit<ChallengeRow, 'used_at_ms' | 'used_by'>,
): Promise<void> {
  await tx.run('DELETE FROM challenge WHERE user_id = ? AND purpose = ? AND hold_id = ? AND used_at_ms IS NULL', [
    row.user_id,
    row.purpose,
    row.hold_id,
  ]);
  const names = ['id', 'user_id', 'purpose', 'hold_id', 'binding_hash', 'expires_at_ms'] as const;
  await insertRows(tx, 'challenge', names, [names.map((name) => row[name])]);
}

type Asked = Pick<ChallengeRow, 'user_id' | 'purpose' | 'hold_id'>;

export const selectChallenge = (queries: Queries, id: string, asked: Asked): Promise<ChallengeRow | undefined> =>
  first(queries, `SELECT ${columns} FROM challenge WHERE id = ? AND user_id = ? AND purpose = ? AND hold_id = ?`, [
    id,
    asked.user_id,
    asked.purpose,
    asked.hold_id,
  ]);

/** The one that this was done with. */
export const selectUsedBy = (queries: Queries, usedBy: string, asked: Asked): Promise<ChallengeRow | undefined> =>
  first(queries, `SELECT ${columns} FROM challenge WHERE user_id = ? AND purpose = ? AND hold_id = ? AND used_by = ?`, [
    asked.user_id,
    asked.purpose,
    asked.hold_id,
    usedBy,
  ]);

/** Once, and in time. */
export async function spendChallenge(
  tx: Transaction,
  { id, usedBy, nowMs }: { id: string; usedBy: string; nowMs: number },
): Promise<boolean> {
  const sql =
    'UPDATE challenge SET used_at_ms = ?, used_by = ? WHERE id = ? AND used_at_ms IS NULL AND expires_at_ms > ?';
  return (await tx.run(sql, [nowMs, usedBy, id, nowMs])).changes === 1;
}

export const deleteExpiredChallenges = (tx: Transaction, old: { beforeMs: number; limit: number }): Promise<number> =>
  deleteOldest(tx, { table: 'challenge', column: 'expires_at_ms' }, old);
