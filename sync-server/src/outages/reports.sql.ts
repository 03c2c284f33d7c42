import { first, insertRow, type Queries, type Transaction } from '../platform/database.ts';

export interface ReportRow {
  id: number;
  cinema_id: number;
  drill_id: string | null;
  began_at_ms: number;
  ended_at_ms: number;
  made_at_ms: number;
  terminals: number;
  sold_seats: number;
  stranded_seats: number;
  refused: number | null;
  broken: number;
}
const columns = `id, cinema_id, drill_id, began_at_ms, ended_at_ms, made_at_ms, terminals, sold_seats, stranded_seats,
  refused, broken`;

export const insertReport = (tx: Transaction, row: Omit<ReportRow, 'id'> & { body: string }): Promise<number> =>
  insertRow(tx, 'outage_report', { ...row });

/** The newest first, before one. */
export const selectReports = (
  queries: Queries,
  { cinemaId, before, limit }: { cinemaId: number; before: number; limit: number },
): Promise<ReportRow[]> =>
  queries.all(`SELECT ${columns} FROM outage_report WHERE cinema_id = ? AND id < ? ORDER BY id DESC LIMIT ?`, [
    cinemaId,
    before,
    limit,
  ]);

export const isReported = async (queries: Queries, drillId: string): Promise<boolean> =>
  (await first(queries, 'SELECT id FROM outage_report WHERE drill_id = ?', [drillId])) !== undefined;

export const selectReport = (queries: Queries, id: number): Promise<(ReportRow & { body: string }) | undefined> =>
  first(queries, `SELECT ${columns}, body FROM outage_report WHERE id = ?`, [id]);
