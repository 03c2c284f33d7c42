/** The print queue in the terminal's database: its rows are written with the sale (sell/sell.sql.ts) or pick-up. */
import { assert } from '@marquee/shared/assert';
import type { Store } from '../platform/store.ts';
import { type PrintJob, type PrintStore, printsByItselfMs } from './print.ts';

interface JobRow {
  job_id: number;
  entry_seq: number;
  line: number;
  kind: PrintJob['kind'];
  payload: string;
  state: PrintJob['state'];
  duplicate: number;
  attempts: number;
}

/** Of no sale, with the number of the entry in its place. */
const selectReports = 'SELECT job_id, entry_seq, 0 AS line, kind, payload, state, duplicate, attempts FROM report_job';
const columns = 'job_id, COALESCE(sale_seq, pick_up_seq) AS entry_seq, line, kind, payload, state, duplicate, attempts';

export function makePrintStore(deps: {
  store: Store;
  /** The terminal's sense of time. */
  nowMs(): number;
  /** A slip of this basket's sale has another state. */
  onSlip(basketId: string): void;
}): PrintStore {
  const { store } = deps;
  return {
    nextJob() {
      const row = store.get<JobRow>(
        // One that can't be read is handed out too: it fails alone, and doesn't stand in the way of the others.
        `SELECT ${columns} FROM print_job
          WHERE state = 'queued'
            AND CASE WHEN json_valid(payload) THEN COALESCE(json_extract(payload, '$.startsAtMs'), 9e15) ELSE 9e15 END > ?
          ORDER BY job_id LIMIT 1`,
        deps.nowMs() - printsByItselfMs,
      );
      // Guests first: a report is waited for by staff.
      const next = row ?? store.get<JobRow>(`${selectReports} WHERE state = 'queued' ORDER BY job_id DESC LIMIT 1`);
      return next ? toJob(next) : null;
    },
    jobsInDoubt: () => [
      ...store.all<JobRow>(`SELECT ${columns} FROM print_job WHERE state = 'printing' ORDER BY job_id`).map(toJob),
      ...store.all<JobRow>(`${selectReports} WHERE state = 'printing' ORDER BY job_id DESC`).map(toJob),
    ],
    setState(jobId, state, note = {}) {
      const changes = store.run(
        `UPDATE ${jobId < 0 ? 'report_job' : 'print_job'} SET state = ?, attempts = attempts + ?, duplicate = MAX(duplicate, ?) WHERE job_id = ?`,
        state,
        state === 'printing' ? 1 : 0,
        note.duplicate ? 1 : 0,
        jobId,
      );
      assert(changes === 1, `print job ${jobId} exists`);
      const basketId = findBasket(store, jobId);
      if (basketId) deps.onSlip(basketId);
    },
  };
}

function findBasket(store: Store, jobId: number): string | undefined {
  return store.get<{ basket_id: string }>(
    'SELECT sale.basket_id FROM print_job JOIN sale ON sale.seq = print_job.sale_seq WHERE print_job.job_id = ?',
    jobId,
  )?.basket_id;
}

const toJob = (row: JobRow): PrintJob => ({
  jobId: row.job_id,
  entrySeq: row.entry_seq,
  line: row.line,
  kind: row.kind,
  payload: row.payload,
  state: row.state,
  duplicate: row.duplicate === 1,
  attempts: row.attempts,
});
