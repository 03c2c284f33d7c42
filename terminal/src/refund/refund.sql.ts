import type { RefundTender, TicketsRefunded } from '@marquee/shared/protocol/journal';
import type { Store } from '../platform/store.ts';

export type RefundKind = TicketsRefunded['kind'];

export interface SoldSale {
  seq: number;
  screening_id: number | null;
  currency: string;
}
export interface SoldTicket {
  line: number;
  seat_id: number;
  version: number;
  state: 'valid' | 'refunding' | 'refunded';
  price_minor: number;
}
export interface RefundRow {
  refund_id: string;
  sale_seq: number;
  kind: RefundKind;
  state: 'refunding' | 'refunded' | 'given-up';
  currency: string;
  total_minor: number;
  reason: string;
  entry_seq: number | null;
  new_sale_seq: number | null;
  /** Who began it at a till, and which manager said yes. */
  staff_id: number | null;
  approved_by: number | null;
}
export interface RefundTenderRow {
  line: number;
  kind: RefundTender['kind'];
  amount_minor: number;
  /** Of a card: the refund's own attempt. */
  attempt_id: string | null;
  /** The charge from whose money it was given back. */
  of_attempt_id: string | null;
  /** The voucher that gets its money back, or stood behind a credit. */
  voucher_id: number | null;
  done: number;
}

export function selectSale(store: Store, seq: number): SoldSale | undefined {
  return store.get('SELECT seq, screening_id, currency FROM sale WHERE seq = ?', seq);
}
/** Each with exactly what was paid for it. */
export function selectTickets(store: Store, saleSeq: number): SoldTicket[] {
  return store.all(
    `SELECT t.line, t.seat_id, t.version, t.state, l.price_minor
       FROM ticket t
       JOIN sale s ON s.seq = t.sale_seq
       JOIN basket_line l ON l.basket_id = s.basket_id AND l.line = t.line
      WHERE t.sale_seq = ? ORDER BY t.line`,
    saleSeq,
  );
}
/** Items of a sale, each line with exactly what was paid for it. */
export interface SoldItem {
  line: number;
  name: string;
  quantity: number;
  state: SoldTicket['state'];
  price_minor: number;
}
export function selectSoldItems(store: Store, saleSeq: number): SoldItem[] {
  return store.all(
    `SELECT i.line, b.name, b.quantity, i.state, b.price_minor
       FROM sale_item i
       JOIN sale s ON s.seq = i.sale_seq
       JOIN basket_item b ON b.basket_id = s.basket_id AND b.line = i.line
      WHERE i.sale_seq = ? ORDER BY i.line`,
    saleSeq,
  );
}
export function moveItem(
  store: Store,
  item: { saleSeq: number; line: number },
  from: SoldItem['state'],
  to: SoldItem['state'],
): boolean {
  const sql = 'UPDATE sale_item SET state = ? WHERE sale_seq = ? AND line = ? AND state = ?';
  return store.run(sql, to, item.saleSeq, item.line, from) === 1;
}

export function moveTicket(
  store: Store,
  ticket: { saleSeq: number; line: number },
  from: SoldTicket['state'],
  to: SoldTicket['state'],
): boolean {
  return (
    store.run(
      'UPDATE ticket SET state = ? WHERE sale_seq = ? AND line = ? AND state = ?',
      to,
      ticket.saleSeq,
      ticket.line,
      from,
    ) === 1
  );
}

/** What is left of a sale's tenders, by the charge or voucher that they stem from; without either it is cash. */
export function selectLeft(
  store: Store,
  saleSeq: number,
): { attempt_id: string | null; voucher_id: number | null; left_minor: number }[] {
  return store.all(
    `SELECT attempt_id, voucher_id, SUM(amount_minor) AS left_minor
       FROM (SELECT attempt_id, voucher_id, amount_minor FROM sale_tender WHERE sale_seq = ?
             UNION ALL
             SELECT t.of_attempt_id, t.voucher_id, -t.amount_minor
               FROM refund r JOIN refund_tender t ON t.refund_id = r.refund_id
              WHERE r.sale_seq = ? AND r.state <> 'given-up')
      GROUP BY attempt_id, voucher_id ORDER BY attempt_id, voucher_id`,
    saleSeq,
    saleSeq,
  );
}

export function insertRefund(
  store: Store,
  refund: Omit<RefundRow, 'state' | 'entry_seq' | 'new_sale_seq'>,
  parts: { lines: readonly SoldTicket[]; items: readonly SoldItem[]; tenders: readonly RefundTenderRow[] },
): void {
  store.run(
    "INSERT INTO refund (refund_id, sale_seq, kind, state, currency, total_minor, reason, staff_id, approved_by) VALUES (?, ?, ?, 'refunding', ?, ?, ?, ?, ?)",
    refund.refund_id,
    refund.sale_seq,
    refund.kind,
    refund.currency,
    refund.total_minor,
    refund.reason,
    refund.staff_id,
    refund.approved_by,
  );
  for (const [table, rows] of [['refund_line', parts.lines] as const, ['refund_item', parts.items] as const]) {
    for (const { line, price_minor } of rows) {
      store.run(
        `INSERT INTO ${table} (refund_id, sale_seq, line, amount_minor) VALUES (?, ?, ?, ?)`,
        refund.refund_id,
        refund.sale_seq,
        line,
        price_minor,
      );
    }
  }
  for (const tender of parts.tenders) {
    store.run(
      'INSERT INTO refund_tender (refund_id, line, kind, amount_minor, attempt_id, of_attempt_id, voucher_id, done) VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
      refund.refund_id,
      tender.line,
      tender.kind,
      tender.amount_minor,
      tender.attempt_id,
      tender.of_attempt_id,
      tender.voucher_id,
      tender.done,
    );
  }
}

const refundColumns =
  'refund_id, sale_seq, kind, state, currency, total_minor, reason, entry_seq, new_sale_seq, staff_id, approved_by';

export function selectRefund(store: Store, refundId: string): RefundRow | undefined {
  return store.get(`SELECT ${refundColumns} FROM refund WHERE refund_id = ?`, refundId);
}
/** Refunds whose money is on its way back: after a restart each must be settled. */
export function selectRefunding(store: Store): RefundRow[] {
  return store.all(`SELECT ${refundColumns} FROM refund WHERE state = 'refunding' ORDER BY refund_id`);
}
export function selectRefundLines(store: Store, refundId: string): number[] {
  return store
    .all<{ line: number }>('SELECT line FROM refund_line WHERE refund_id = ? ORDER BY line', refundId)
    .map((row) => row.line);
}
export function selectRefundItems(store: Store, refundId: string): number[] {
  return store
    .all<{ line: number }>('SELECT line FROM refund_item WHERE refund_id = ? ORDER BY line', refundId)
    .map((row) => row.line);
}
export function selectRefundTenders(store: Store, refundId: string): RefundTenderRow[] {
  return store.all(
    'SELECT line, kind, amount_minor, attempt_id, of_attempt_id, voucher_id, done FROM refund_tender WHERE refund_id = ? ORDER BY line',
    refundId,
  );
}

export function finishRefundRow(
  store: Store,
  refundId: string,
  { entrySeq, shiftSeq }: { entrySeq: number; shiftSeq: number | undefined },
): boolean {
  return (
    store.run(
      "UPDATE refund SET state = 'refunded', entry_seq = ?, shift_seq = ? WHERE refund_id = ? AND state = 'refunding'",
      entrySeq,
      shiftSeq ?? null,
      refundId,
    ) === 1
  );
}
export function giveUpRefundRow(store: Store, refundId: string): boolean {
  return store.run("UPDATE refund SET state = 'given-up' WHERE refund_id = ? AND state = 'refunding'", refundId) === 1;
}
export function saveNewSale(store: Store, refundId: string, saleSeq: number): boolean {
  return store.run('UPDATE refund SET new_sale_seq = ? WHERE refund_id = ?', saleSeq, refundId) === 1;
}
/** The reader has said how this part went: given back, or refused, and then it is paid out in cash. */
export function closeTender(store: Store, refundId: string, line: number, kind: 'card' | 'cash'): boolean {
  return (
    store.run(
      'UPDATE refund_tender SET done = 1, kind = ? WHERE refund_id = ? AND line = ? AND done = 0',
      kind,
      refundId,
      line,
    ) === 1
  );
}

export interface ReleaseMarks {
  acked_seq: number;
  released_seq: number;
  /** The server has asked for the tickets of the sales up to here. */
  release_asked: number;
}
export function selectMarks(store: Store): ReleaseMarks {
  return (
    store.get<ReleaseMarks>('SELECT acked_seq, released_seq, release_asked FROM sent WHERE id = 1') ?? {
      acked_seq: 0,
      released_seq: 0,
      release_asked: 0,
    }
  );
}
export function saveReleased(store: Store, seq: number): boolean {
  return store.run('UPDATE sent SET released_seq = ? WHERE id = 1 AND released_seq < ?', seq, seq) === 1;
}
export function saveReleaseAsked(store: Store, seq: number): void {
  store.run('UPDATE sent SET release_asked = ? WHERE id = 1 AND release_asked < ?', seq, seq);
}
/** The last sale up to an entry, and before any whose money is on its way back; 0 where there is none. */
export function selectLastSale(store: Store, upToSeq: number): number {
  return (
    store.get<{ seq: number | null }>(
      `SELECT MAX(seq) AS seq FROM sale
        WHERE seq <= ? AND seq < COALESCE((SELECT MIN(sale_seq) FROM refund WHERE state = 'refunding'), 9e15)`,
      upToSeq,
    )?.seq ?? 0
  );
}
/** The first sale after an entry of which a paper is not printed yet. */
export function selectFirstUnprinted(store: Store, afterSeq: number): number | null {
  return (
    store.get<{ seq: number | null }>(
      "SELECT MIN(sale_seq) AS seq FROM print_job WHERE sale_seq > ? AND state <> 'printed'",
      afterSeq,
    )?.seq ?? null
  );
}

/** Which tickets of a sale were undone. */
export function selectSlipLines(store: Store, refundId: string): { seat_label: string; amount_minor: number }[] {
  return store.all(
    `SELECT l.seat_label, r.amount_minor
       FROM refund_line r
       JOIN sale s ON s.seq = r.sale_seq
       JOIN basket_line l ON l.basket_id = s.basket_id AND l.line = r.line
      WHERE r.refund_id = ? ORDER BY r.line`,
    refundId,
  );
}
/** How the receipt of the sale was printed. */
export function selectReceiptLook(
  store: Store,
  saleSeq: number,
): { language: string | null; free_seating: number | null } | undefined {
  return store.get(
    `SELECT json_extract(payload, '$.language') AS language, json_extract(payload, '$.freeSeating') AS free_seating
       FROM print_job WHERE sale_seq = ? AND line = 0 AND json_valid(payload)`,
    saleSeq,
  );
}

/** For the spool of slips that are of no sale. */
export function insertRefundSlip(store: Store, job: { entrySeq: number; payload: string }): void {
  store.run(
    `INSERT INTO report_job (job_id, entry_seq, kind, payload, state)
     SELECT COALESCE(MIN(job_id), 0) - 1, ?, 'refund-slip', ?, 'queued' FROM report_job`,
    job.entrySeq,
    job.payload,
  );
}
