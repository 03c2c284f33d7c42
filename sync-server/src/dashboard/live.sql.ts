import { first, type Queries } from '../platform/database.ts';

/** Of a day of a cinema, with where each one’s stream stands. */
export const selectScreeningStreams = (
  queries: Queries,
  { cinemaId, day, limit }: { cinemaId: number; day: string; limit: number },
): Promise<{ id: number }[]> =>
  queries.all(
    `SELECT s.id FROM screening s JOIN venue v ON v.id = s.venue_id
      WHERE s.show_date = ? AND v.cinema_id = ? ORDER BY s.starts_at_ms, s.id LIMIT ?`,
    [day, cinemaId, limit],
  );

export async function selectOpenTerminals(queries: Queries, cinemaId: number): Promise<number[]> {
  const sql = "SELECT id FROM terminal WHERE cinema_id = ? AND state = 'open' ORDER BY id";
  return (await queries.all<{ id: number }>(sql, [cinemaId])).map(({ id }) => id);
}

/** Changes whenever an exception is raised or settled. */
export async function selectExceptionMark(queries: Queries): Promise<string> {
  const row = await first<{ n: number | string; last: number | string | null }>(
    queries,
    'SELECT COUNT(*) AS n, MAX(raised_at_ms) AS last FROM `exception` WHERE settled_at_ms IS NULL',
  );
  return `${row?.n ?? 0} ${row?.last ?? 0}`;
}
