import { first, insertRows, marks, type Queries, type Transaction } from '../platform/database.ts';

export interface ManagedCinemaRow {
  id: number;
  name: string;
  city: string;
  time_zone: string;
  currency: string;
}
const columns = 'c.id, c.name, c.city, c.time_zone, c.currency';

export const selectAllCinemas = (queries: Queries, limit: number): Promise<ManagedCinemaRow[]> =>
  queries.all(`SELECT ${columns} FROM cinema c ORDER BY c.id LIMIT ?`, [limit]);

export const selectCinemasOf = (queries: Queries, userId: number, limit: number): Promise<ManagedCinemaRow[]> =>
  queries.all(
    `SELECT ${columns} FROM user_cinema u JOIN cinema c ON c.id = u.cinema_id WHERE u.user_id = ? ORDER BY c.id LIMIT ?`,
    [userId, limit],
  );

export async function isCinemaOf(queries: Queries, userId: number, cinemaId: number): Promise<boolean> {
  const sql = 'SELECT cinema_id FROM user_cinema WHERE user_id = ? AND cinema_id = ?';
  return (await first(queries, sql, [userId, cinemaId])) !== undefined;
}

export async function isCinema(queries: Queries, cinemaId: number): Promise<boolean> {
  return (await first(queries, 'SELECT id FROM cinema WHERE id = ?', [cinemaId])) !== undefined;
}

export async function countCinemas(queries: Queries, ids: readonly number[]): Promise<number> {
  if (ids.length === 0) return 0;
  const sql = `SELECT COUNT(*) AS n FROM cinema WHERE id IN (${marks(ids.length)})`;
  return Number((await first<{ n: number | string }>(queries, sql, ids))?.n ?? 0);
}

export async function replaceCinemasOf(
  tx: Transaction,
  userId: number,
  { cinemaIds, nowMs }: { cinemaIds: readonly number[]; nowMs: number },
): Promise<void> {
  await tx.run('DELETE FROM user_cinema WHERE user_id = ?', [userId]);
  await insertRows(
    tx,
    'user_cinema',
    ['user_id', 'cinema_id', 'given_at_ms'],
    cinemaIds.map((cinemaId) => [userId, cinemaId, nowMs]),
  );
}

export const selectTimeZone = async (queries: Queries, cinemaId: number): Promise<string> =>
  (await first<{ time_zone: string }>(queries, 'SELECT time_zone FROM cinema WHERE id = ?', [cinemaId]))?.time_zone ??
  'UTC';

/** Of several people at once. */
export function selectCinemasOfAll(
  queries: Queries,
  userIds: readonly number[],
): Promise<{ user_id: number; cinema_id: number }[]> {
  if (userIds.length === 0) return Promise.resolve([]);
  const sql = `SELECT user_id, cinema_id FROM user_cinema WHERE user_id IN (${marks(userIds.length)}) ORDER BY user_id, cinema_id`;
  return queries.all(sql, userIds);
}
