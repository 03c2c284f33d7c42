import type { CashMoved } from '@marquee/shared/protocol/journal';
import type { Store } from '../platform/store.ts';

export interface ShiftRow {
  seq: number;
  drawer: string;
  staff_id: number;
  business_date: string;
  currency: string;
  float_minor: number;
  opened_at_ms: number;
  counted_minor: number | null;
  closed_seq: number | null;
}
const columns = 'seq, drawer, staff_id, business_date, currency, float_minor, opened_at_ms, counted_minor, closed_seq';

export function selectOpenShifts(store: Store): ShiftRow[] {
  return store.all(`SELECT ${columns} FROM shift WHERE closed_seq IS NULL ORDER BY seq`);
}
export function insertShift(store: Store, row: Omit<ShiftRow, 'counted_minor' | 'closed_seq'>): void {
  store.run(
    'INSERT INTO shift (seq, drawer, staff_id, business_date, currency, float_minor, opened_at_ms) VALUES (?, ?, ?, ?, ?, ?, ?)',
    row.seq,
    row.drawer,
    row.staff_id,
    row.business_date,
    row.currency,
    row.float_minor,
    row.opened_at_ms,
  );
}
export function giveShift(store: Store, seq: number, from: number, to: number): boolean {
  return (
    store.run('UPDATE shift SET staff_id = ? WHERE seq = ? AND staff_id = ? AND closed_seq IS NULL', to, seq, from) ===
    1
  );
}
/** Only the first count is kept. Answers it. */
export function saveCount(store: Store, seq: number, countedMinor: number): number {
  store.run('UPDATE shift SET counted_minor = ? WHERE seq = ? AND counted_minor IS NULL', countedMinor, seq);
  return (
    store.get<{ counted_minor: number }>('SELECT counted_minor FROM shift WHERE seq = ?', seq)?.counted_minor ??
    countedMinor
  );
}
export function closeShiftRow(store: Store, seq: number, closedSeq: number): boolean {
  return store.run('UPDATE shift SET closed_seq = ? WHERE seq = ? AND closed_seq IS NULL', closedSeq, seq) === 1;
}

export interface MovementRow {
  seq: number;
  operation_id: string;
  shift_seq: number;
  staff_id: number;
  kind: CashMoved['kind'];
  amount_minor: number;
  reason: string;
  approved_by: number | null;
}
export function selectMovement(store: Store, operationId: string): MovementRow | undefined {
  return store.get(
    'SELECT seq, operation_id, shift_seq, staff_id, kind, amount_minor, reason, approved_by FROM cash_movement WHERE operation_id = ?',
    operationId,
  );
}
export function insertMovement(store: Store, row: MovementRow): void {
  store.run(
    'INSERT INTO cash_movement (seq, operation_id, shift_seq, staff_id, kind, amount_minor, reason, approved_by) VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
    row.seq,
    row.operation_id,
    row.shift_seq,
    row.staff_id,
    row.kind,
    row.amount_minor,
    row.reason,
    row.approved_by,
  );
}

/** The entries that name this shift. */
export function selectEntriesOf(
  store: Store,
  shiftSeq: number,
  types: readonly string[],
): { seq: number; type: string; payload: string }[] {
  return store.all(
    `SELECT seq, type, payload FROM journal
      WHERE seq > ? AND type IN (${types.map(() => '?').join(', ')}) AND json_extract(payload, '$.shiftSeq') = ?
      ORDER BY seq`,
    shiftSeq,
    ...types,
    shiftSeq,
  );
}

/** A slip that is of no sale, for the spool: written in the transaction of the entry that it tells of. */
export function insertReportJob(
  store: Store,
  job: { entrySeq: number; kind: 'shift-report' | 'refund-slip'; payload: string },
): void {
  store.run(
    `INSERT INTO report_job (job_id, entry_seq, kind, payload, state)
     SELECT COALESCE(MIN(job_id), 0) - 1, ?, ?, ?, 'queued' FROM report_job`,
    job.entrySeq,
    job.kind,
    job.payload,
  );
}
