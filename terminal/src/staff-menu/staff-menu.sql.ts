import type { Store } from '../platform/store.ts';

export const isTakenOut = (store: Store): boolean => store.get('SELECT 1 AS one FROM taken_out') !== undefined;

export function insertTakenOut(store: Store, staffId: number, atMs: number): void {
  store.run('INSERT INTO taken_out (id, staff_id, at_ms) VALUES (1, ?, ?) ON CONFLICT (id) DO NOTHING', staffId, atMs);
}
export function deleteTakenOut(store: Store): void {
  store.run('DELETE FROM taken_out');
}

export function countSlips(store: Store): { waiting: number; failed: number } {
  const counted = store.get<{ waiting: number; failed: number }>(
    `SELECT COUNT(*) FILTER (WHERE state IN ('queued', 'printing')) AS waiting, COUNT(*) FILTER (WHERE state = 'failed') AS failed
       FROM (SELECT state FROM print_job UNION ALL SELECT state FROM report_job)`,
  );
  return counted ?? { waiting: 0, failed: 0 };
}
export function countSalesSince(store: Store, sinceMs: number): { sales: number; tickets: number; totalMinor: number } {
  const counted = store.get<{ sales: number; tickets: number; total: number }>(
    `SELECT COUNT(*) AS sales, COALESCE(SUM(total_minor), 0) AS total,
            (SELECT COUNT(*) FROM ticket t JOIN sale s ON s.seq = t.sale_seq WHERE s.sold_at_ms >= ?) AS tickets
       FROM sale WHERE sold_at_ms >= ?`,
    sinceMs,
    sinceMs,
  );
  return { sales: counted?.sales ?? 0, tickets: counted?.tickets ?? 0, totalMinor: counted?.total ?? 0 };
}

export interface FailedSlip {
  job_id: number;
  /** Null: of no sale. */
  sale_seq: number | null;
  line: number;
}
/** But for tickets that are not valid any more: nobody is to come in with them. */
export function selectFailed(store: Store): FailedSlip[] {
  return store.all(
    `SELECT job_id, sale_seq, line FROM print_job p
      WHERE state = 'failed'
        AND NOT EXISTS (SELECT 1 FROM ticket t WHERE t.sale_seq = p.sale_seq AND t.line = p.line AND t.state <> 'valid')
     UNION ALL SELECT job_id, NULL, 0 FROM report_job WHERE state = 'failed' ORDER BY 1`,
  );
}
/** With as many tries as a new one. Whether a copy may be about is marked already. */
export const requeueSlip = (store: Store, jobId: number): boolean =>
  store.run(
    `UPDATE ${jobId < 0 ? 'report_job' : 'print_job'} SET state = 'queued', attempts = 0 WHERE job_id = ? AND state = 'failed'`,
    jobId,
  ) === 1;
