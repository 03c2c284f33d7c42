import type { Tender } from '@marquee/shared/protocol/journal';
import type { SeatKind } from '@marquee/shared/seating/seat-map';
import type { TicketClass } from '@marquee/shared/tickets/ticket-class';
import type { PrintState } from '../calls.ts';
import type { Store } from '../platform/store.ts';

export interface BasketRow {
  basket_id: string;
  /** Null: items without tickets. */
  screening_id: number | null;
  state: 'open' | 'charging' | 'charged' | 'sold' | 'dropped';
  currency: string;
  total_minor: number;
  tax_minor: number;
  sale_seq: number | null;
}
export interface LineRow {
  line: number;
  seat_id: number;
  seat_label: string;
  seat_kind: SeatKind;
  version: number;
  ticket_class: TicketClass;
  price_minor: number;
  tax_minor: number;
}

export function selectBasket(store: Store, basketId: string): BasketRow | undefined {
  return store.get(
    'SELECT basket_id, screening_id, state, currency, total_minor, tax_minor, sale_seq FROM basket WHERE basket_id = ?',
    basketId,
  );
}
export function selectBaskets(store: Store, state: BasketRow['state']): BasketRow[] {
  return store.all(
    'SELECT basket_id, screening_id, state, currency, total_minor, tax_minor, sale_seq FROM basket WHERE state = ?',
    state,
  );
}
export function selectLines(store: Store, basketId: string): LineRow[] {
  return store.all(
    'SELECT line, seat_id, seat_label, seat_kind, version, ticket_class, price_minor, tax_minor FROM basket_line WHERE basket_id = ? ORDER BY line',
    basketId,
  );
}

export function saveBasket(
  store: Store,
  basket: Omit<BasketRow, 'sale_seq' | 'state'>,
  lines: readonly LineRow[],
): boolean {
  const saved = store.run(
    `INSERT INTO basket (basket_id, screening_id, state, currency, total_minor, tax_minor) VALUES (?, ?, 'open', ?, ?, ?)
     ON CONFLICT (basket_id) DO UPDATE SET total_minor = excluded.total_minor, tax_minor = excluded.tax_minor
      WHERE basket.state = 'open' AND basket.screening_id = excluded.screening_id`,
    basket.basket_id,
    basket.screening_id,
    basket.currency,
    basket.total_minor,
    basket.tax_minor,
  );
  if (saved !== 1) return false;
  store.run('DELETE FROM basket_line WHERE basket_id = ?', basket.basket_id);
  for (const line of lines) {
    store.run(
      'INSERT INTO basket_line (basket_id, line, seat_id, seat_label, seat_kind, version, ticket_class, price_minor, tax_minor) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)',
      basket.basket_id,
      line.line,
      line.seat_id,
      line.seat_label,
      line.seat_kind,
      line.version,
      line.ticket_class,
      line.price_minor,
      line.tax_minor,
    );
  }
  return true;
}

/** Moves a basket on, only from the state in which the caller saw it. */
export function moveBasket(
  store: Store,
  basketId: string,
  from: BasketRow['state'],
  to: BasketRow['state'],
  saleSeq: number | null = null,
): boolean {
  return (
    store.run(
      'UPDATE basket SET state = ?, sale_seq = ? WHERE basket_id = ? AND state = ?',
      to,
      saleSeq,
      basketId,
      from,
    ) === 1
  );
}

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
