import type { TenderKind } from '@marquee/shared/protocol/journal';
import type { TicketClass } from '@marquee/shared/tickets/ticket-class';
import type { z } from 'zod';
import type { PrintState } from '../calls.ts';
import type { Store } from '../platform/store.ts';

export interface SaleRow {
  seq: number;
  screening_id: number | null;
  currency: string;
  total_minor: number;
  sold_at_ms: number;
}
export interface TicketRow {
  line: number;
  seat_label: string;
  ticket_class: TicketClass;
  price_minor: number;
  state: 'valid' | 'refunding' | 'refunded';
  job_id: number;
  print: PrintState;
  duplicate: number;
  /** Of its show, as its paper says it; null where the paper can't be read. */
  starts_at_ms: number | null;
  film_title: string | null;
}

const columns = 's.seq, s.screening_id, s.currency, s.total_minor, s.sold_at_ms';
/** A seat is looked for in the latest sales only. */
const searchedSales = 2000;

export function selectLastSales(store: Store, limit: number): SaleRow[] {
  return store.all(`SELECT ${columns} FROM sale s ORDER BY s.seq DESC LIMIT ?`, limit);
}
export function selectSale(store: Store, seq: number): SaleRow | undefined {
  return store.get(`SELECT ${columns} FROM sale s WHERE s.seq = ?`, seq);
}
export function selectSalesOfSeat(store: Store, seatLabel: string, limit: number): SaleRow[] {
  return store.all(
    `SELECT ${columns} FROM (SELECT * FROM sale ORDER BY seq DESC LIMIT ${searchedSales}) s
      WHERE EXISTS (SELECT 1 FROM basket_line l WHERE l.basket_id = s.basket_id AND l.seat_label = ? COLLATE NOCASE)
      ORDER BY s.seq DESC LIMIT ?`,
    seatLabel,
    limit,
  );
}
export function selectTickets(store: Store, saleSeq: number): TicketRow[] {
  return store.all(
    `SELECT t.line, l.seat_label, t.ticket_class, l.price_minor, t.state, p.job_id, p.state AS print, p.duplicate,
            CASE WHEN json_valid(p.payload) THEN json_extract(p.payload, '$.startsAtMs') END AS starts_at_ms,
            CASE WHEN json_valid(p.payload) THEN json_extract(p.payload, '$.filmTitle') END AS film_title
       FROM ticket t
       JOIN sale s ON s.seq = t.sale_seq
       JOIN basket_line l ON l.basket_id = s.basket_id AND l.line = t.line
       JOIN print_job p ON p.sale_seq = t.sale_seq AND p.line = t.line
      WHERE t.sale_seq = ? ORDER BY t.line`,
    saleSeq,
  );
}
export function selectTenders(
  store: Store,
  saleSeq: number,
): { kind: z.infer<typeof TenderKind>; amount_minor: number }[] {
  return store.all('SELECT kind, amount_minor FROM sale_tender WHERE sale_seq = ? ORDER BY line', saleSeq);
}
export const selectReleased = (store: Store): number =>
  store.get<{ released_seq: number }>('SELECT released_seq FROM sent WHERE id = 1')?.released_seq ?? 0;
/** Refunds that the reader refused: the next one of the same tickets is another operation. */
export const countGivenUp = (store: Store, saleSeq: number): number =>
  store.get<{ count: number }>(
    "SELECT COUNT(*) AS count FROM refund WHERE sale_seq = ? AND state = 'given-up'",
    saleSeq,
  )?.count ?? 0;

/** Prints again from the start, marked. Only what has come out, or has been given up, is printed once more. */
export const queueDuplicate = (store: Store, jobId: number): boolean =>
  store.run(
    "UPDATE print_job SET state = 'queued', duplicate = 1, attempts = 0 WHERE job_id = ? AND state IN ('printed', 'failed')",
    jobId,
  ) === 1;
