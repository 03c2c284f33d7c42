import type { Tender } from '@marquee/shared/protocol/journal';
import type { PrintState } from '../calls.ts';
import type { Store } from '../platform/store.ts';
import type { LineRow } from './basket.sql.ts';

export function insertSale(
  store: Store,
  sale: {
    seq: number;
    basketId: string;
    screeningId: number | null;
    currency: string;
    totalMinor: number;
    soldAtMs: number;
    staffId?: number;
    shiftSeq?: number;
  },
): void {
  store.run(
    'INSERT INTO sale (seq, basket_id, screening_id, currency, total_minor, sold_at_ms, staff_id, shift_seq) VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
    sale.seq,
    sale.basketId,
    sale.screeningId,
    sale.currency,
    sale.totalMinor,
    sale.soldAtMs,
    sale.staffId ?? null,
    sale.shiftSeq ?? null,
  );
}
/** How a sale was paid: a credit with the charge or voucher from which it stems. */
export interface TenderRow {
  kind: Tender['kind'];
  amountMinor: number;
  attemptId: string | null;
  voucherId: number | null;
}
export function insertTenders(store: Store, saleSeq: number, tenders: readonly TenderRow[]): void {
  tenders.forEach((tender, index) => {
    store.run(
      'INSERT INTO sale_tender (sale_seq, line, kind, amount_minor, attempt_id, voucher_id) VALUES (?, ?, ?, ?, ?, ?)',
      saleSeq,
      index + 1,
      tender.kind,
      tender.amountMinor,
      tender.attemptId,
      tender.voucherId,
    );
  });
}
export function insertTicket(store: Store, saleSeq: number, screeningId: number, line: LineRow, code: string): void {
  store.run(
    'INSERT INTO ticket (sale_seq, line, screening_id, seat_id, version, ticket_class, code) VALUES (?, ?, ?, ?, ?, ?, ?)',
    saleSeq,
    line.line,
    screeningId,
    line.seat_id,
    line.version,
    line.ticket_class,
    code,
  );
}
/** Each may be given back by itself; what it is and costs the basket says. */
export function insertSaleItem(store: Store, saleSeq: number, line: number): void {
  store.run('INSERT INTO sale_item (sale_seq, line) VALUES (?, ?)', saleSeq, line);
}
export function insertPrintJob(
  store: Store,
  job: { saleSeq: number; line: number; kind: 'ticket' | 'receipt'; payload: string },
): void {
  store.run(
    "INSERT INTO print_job (sale_seq, line, kind, payload, state) VALUES (?, ?, ?, ?, 'queued')",
    job.saleSeq,
    job.line,
    job.kind,
    job.payload,
  );
}

export function selectPrintStates(store: Store, saleSeq: number): { line: number; state: PrintState }[] {
  return store.all('SELECT line, state FROM print_job WHERE sale_seq = ? ORDER BY line', saleSeq);
}
