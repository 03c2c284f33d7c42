/** Exceptions as the managers of a cinema are shown them. One that names no place of any cinema is everybody’s. */
import { first, type Queries, type Value } from '../platform/database.ts';
import { exceptionTables, type NamedExceptionRow, namedColumns } from './exceptions.sql.ts';

export interface InboxFilter {
  cinemaId: number;
  state: 'open' | 'settled';
  kind: string | null;
  after: readonly [atMs: number, id: string] | null;
  limit: number;
}

const ofCinema =
  '(COALESCE(e.cinema_id, t.cinema_id, v.cinema_id) = ? OR COALESCE(e.cinema_id, t.cinema_id, v.cinema_id) IS NULL)';

/** Open ones by their age, the oldest first; settled ones by when they were settled, the newest first. */
export function selectInbox(queries: Queries, filter: InboxFilter): Promise<NamedExceptionRow[]> {
  const { cinemaId, state, kind, after, limit } = filter;
  const [time, direction, sign] = state === 'open' ? ['e.raised_at_ms', 'ASC', '>'] : ['e.settled_at_ms', 'DESC', '<'];
  const where = [state === 'open' ? 'e.settled_at_ms IS NULL' : 'e.settled_at_ms > 0', ofCinema];
  const values: Value[] = [cinemaId];
  if (kind !== null) {
    where.push('e.kind = ?');
    values.push(kind);
  }
  if (after !== null) {
    where.push(`(${time} ${sign} ? OR (${time} = ? AND e.id ${sign} ?))`);
    values.push(after[0], after[0], after[1]);
  }
  return queries.all(
    `SELECT ${namedColumns} ${exceptionTables}
      WHERE ${where.join(' AND ')} ORDER BY ${time} ${direction}, e.id ${direction} LIMIT ?`,
    [...values, limit],
  );
}

/** How many are open, by kind. */
export async function countOpen(queries: Queries, cinemaId: number): Promise<{ kind: string; n: number }[]> {
  const rows = await queries.all<{ kind: string; n: number | string }>(
    `SELECT e.kind, COUNT(*) AS n ${exceptionTables} WHERE e.settled_at_ms IS NULL AND ${ofCinema} GROUP BY e.kind ORDER BY e.kind`,
    [cinemaId],
  );
  return rows.map(({ kind, n }) => ({ kind, n: Number(n) }));
}

/** Undefined where there is none such; its cinema is null where it names none. */
export async function selectCinemaOfException(queries: Queries, id: string): Promise<number | null | undefined> {
  const row = await first<{ cinema_id: number | null }>(
    queries,
    `SELECT COALESCE(e.cinema_id, t.cinema_id, v.cinema_id) AS cinema_id ${exceptionTables} WHERE e.id = ?`,
    [id],
  );
  return row === undefined ? undefined : row.cinema_id;
}
