import { first, insertRows, type Queries, type Transaction } from '../platform/database.ts';

export interface ImportedRow {
  show_id: string;
  id: number;
  venue_id: number;
  movie_id: number;
  title: string;
  show_date: string;
  starts_at_ms: number;
  ends_at_ms: number;
  display: string;
  language: string;
  price_minor: number;
  state: 'published' | 'cancelled';
}
/** Every show of a cinema that was ever imported and is still to come, or was looked for by its id. */
export async function selectImported(queries: Queries, cinemaId: number): Promise<ImportedRow[]> {
  const rows = await queries.all<ImportedRow & { show_date: string | Date }>(
    `SELECT i.show_id, s.id, s.venue_id, s.movie_id, m.name AS title, s.show_date, s.starts_at_ms, s.ends_at_ms, s.display,
            s.language, s.price_minor, s.state
       FROM imported_show i JOIN screening s ON s.id = i.screening_id JOIN movie m ON m.id = s.movie_id
      WHERE i.cinema_id = ? ORDER BY s.starts_at_ms, s.id`,
    [cinemaId],
  );
  return rows.map((row) => ({ ...row, show_date: String(row.show_date).slice(0, 10) }));
}

export async function selectShow(queries: Queries, cinemaId: number, showId: string): Promise<number | null> {
  const row = await first<{ screening_id: number }>(
    queries,
    'SELECT screening_id FROM imported_show WHERE cinema_id = ? AND show_id = ?',
    [cinemaId, showId],
  );
  return row?.screening_id ?? null;
}

export function insertShow(tx: Transaction, cinemaId: number, showId: string, screeningId: number): Promise<void> {
  return insertRows(tx, 'imported_show', ['cinema_id', 'show_id', 'screening_id'], [[cinemaId, showId, screeningId]]);
}

/** The show is another screening from now on. */
export async function renameShow(
  tx: Transaction,
  cinemaId: number,
  showId: string,
  screeningId: number,
): Promise<void> {
  await tx.run('UPDATE imported_show SET screening_id = ? WHERE cinema_id = ? AND show_id = ?', [
    screeningId,
    cinemaId,
    showId,
  ]);
}
