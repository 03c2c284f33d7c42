/** The log of who did what, newest first. Nothing here or elsewhere changes a row of it. */
import { marks, type Queries, type Value } from '../platform/database.ts';

export interface ActionRow {
  id: number;
  at_ms: number;
  operation: string;
  detail: string | null;
  cinema_id: number | null;
  actor_id: number | null;
  user_id: number | null;
  object: string | null;
}

export interface ActionsWanted {
  /** Null: of all cinemas, and of none. */
  cinemaId: number | null;
  actorId: number | null;
  operation: string | null;
  object: string | null;
  fromMs: number | null;
  /** Excluded. */
  toMs: number | null;
  before: readonly [atMs: number, id: number] | null;
  limit: number;
}

export function selectActions(queries: Queries, wanted: ActionsWanted): Promise<ActionRow[]> {
  const { cinemaId, actorId, operation, object, fromMs, toMs, before, limit } = wanted;
  const conditions: [sql: string, values: readonly Value[]][] = [];
  const only = (sql: string, value: Value) => value !== null && conditions.push([sql, [value]]);
  only('a.cinema_id = ?', cinemaId);
  only('a.actor_id = ?', actorId);
  only('a.operation = ?', operation);
  only('a.object = ?', object);
  only('a.at_ms >= ?', fromMs);
  only('a.at_ms < ?', toMs);
  if (before) {
    // The first is for the index, which a planner doesn't see in the second.
    only('a.at_ms <= ?', before[0]);
    conditions.push(['(a.at_ms < ? OR a.id < ?)', before]);
  }
  const where = conditions.length === 0 ? '' : `WHERE ${conditions.map(([sql]) => sql).join(' AND ')}`;
  return queries.all(
    `SELECT a.id, a.at_ms, a.operation, a.detail, a.cinema_id, a.actor_id, a.user_id, a.object
       FROM user_action a ${where} ORDER BY a.at_ms DESC, a.id DESC LIMIT ?`,
    [...conditions.flatMap(([, values]) => values), limit],
  );
}

/** Of those who still have an account. */
export async function selectNames(queries: Queries, userIds: readonly number[]): Promise<Map<number, string>> {
  if (userIds.length === 0) return new Map();
  const sql = `SELECT id, name FROM \`user\` WHERE id IN (${marks(userIds.length)})`;
  const rows = await queries.all<{ id: number; name: string }>(sql, userIds);
  return new Map(rows.map(({ id, name }) => [id, name]));
}
