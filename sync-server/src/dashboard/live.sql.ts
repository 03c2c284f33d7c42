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

/** Of each open terminal, when what it says of itself last changed. */
export async function selectTerminalMarks(queries: Queries, cinemaId: number): Promise<{ id: number; mark: string }[]> {
  const rows = await queries.all<{ id: number; changed: number | string | null }>(
    `SELECT t.id, s.changed_at_ms AS changed FROM terminal t LEFT JOIN terminal_status s ON s.terminal_id = t.id
      WHERE t.cinema_id = ? AND t.state = 'open' ORDER BY t.id`,
    [cinemaId],
  );
  return rows.map(({ id, changed }) => ({ id, mark: String(changed ?? '') }));
}

/** Changes whenever an outage begins or ends, a report is made, or a bundle has come. */
export async function selectOutageMark(queries: Queries, cinemaId: number): Promise<string> {
  const [open] = await queries.all<{ n: number | string; last: number | string | null }>(
    'SELECT COUNT(*) AS n, MAX(id) AS last FROM outage WHERE ended_at_ms IS NULL AND cinema_id = ?',
    [cinemaId],
  );
  const [report] = await queries.all<{ last: number | string | null }>(
    'SELECT MAX(id) AS last FROM outage_report WHERE cinema_id = ?',
    [cinemaId],
  );
  const [drill] = await queries.all<{ last: number | string | null }>(
    'SELECT MAX(ordered_at_ms) AS last FROM drill WHERE cinema_id = ?',
    [cinemaId],
  );
  const [bundle] = await queries.all<{ last: number | string | null }>(
    'SELECT MAX(received_at_ms) AS last FROM support_bundle WHERE cinema_id = ?',
    [cinemaId],
  );
  return [open?.n, open?.last, report?.last, drill?.last, bundle?.last].join(' ');
}

/** Changes whenever an exception is raised or settled. */
export async function selectExceptionMark(queries: Queries): Promise<string> {
  const row = await first<{ n: number | string; last: number | string | null }>(
    queries,
    'SELECT COUNT(*) AS n, MAX(raised_at_ms) AS last FROM `exception` WHERE settled_at_ms IS NULL',
  );
  return `${row?.n ?? 0} ${row?.last ?? 0}`;
}
