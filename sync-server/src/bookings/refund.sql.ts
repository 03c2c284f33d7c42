import { assert } from '@marquee/shared/assert';
import { first, insertRows, marks, type Queries, type Transaction } from '../platform/database.ts';
import type { TicketAt } from '../rights/rights.ts';
import type { BookingItem } from './BookingItem.entity.ts';
import type { Refund } from './Refund.entity.ts';
import type { RefundTender } from './RefundTender.entity.ts';
import type { Ticket } from './Ticket.entity.ts';

export interface TicketRow {
  line: number;
  screening_id: number;
  seat_id: number;
  version: number;
  price_minor: number;
  valid: number;
  holder: number;
  issue: number;
  /** To whom it was passed on; null: it is its buyer's. */
  owner_id: number | null;
}

export function selectTickets(queries: Queries, terminal: number, seq: number): Promise<TicketRow[]> {
  return queries.all(
    'SELECT line, screening_id, seat_id, version, price_minor, valid, holder, issue, owner_id FROM ticket WHERE terminal_id = ? AND seq = ? ORDER BY line',
    [terminal, seq],
  );
}

/** Undoes one ticket, if it is valid and this is its holder: the row itself is the fence. */
export async function endTicket(
  tx: Transaction,
  { terminal, seq, line }: TicketAt,
  { holder, as }: { holder: number; as: NonNullable<Ticket['endedAs']> },
): Promise<boolean> {
  const { changes } = await tx.run(
    'UPDATE ticket SET valid = 0, ended_as = ? WHERE terminal_id = ? AND seq = ? AND line = ? AND valid = 1 AND holder = ?',
    [as, terminal, seq, line, holder],
  );
  return changes === 1;
}

/** Undoes one line of items, if it is valid. Only whoever sold them ever does. */
export async function endItem(
  tx: Transaction,
  { terminal, seq, line }: TicketAt,
  as: NonNullable<BookingItem['endedAs']>,
): Promise<boolean> {
  const { changes } = await tx.run(
    'UPDATE booking_item SET valid = 0, ended_as = ? WHERE terminal_id = ? AND seq = ? AND line = ? AND valid = 1',
    [as, terminal, seq, line],
  );
  return changes === 1;
}

export async function selectItemLines(queries: Queries, terminal: number, seq: number): Promise<Set<number>> {
  const rows = await queries.all<{ line: number }>(
    'SELECT line FROM booking_item WHERE terminal_id = ? AND seq = ? ORDER BY line',
    [terminal, seq],
  );
  return new Set(rows.map((row) => row.line));
}

/** As it is now: of a row that this transaction has written, so that nobody passes the ticket on meanwhile. */
export async function selectIssued(
  tx: Transaction,
  { terminal, seq, line }: TicketAt,
): Promise<{ issue: number; owner_id: number | null }> {
  const sql = 'SELECT issue, owner_id FROM ticket WHERE terminal_id = ? AND seq = ? AND line = ?';
  const row = await first<{ issue: number; owner_id: number | null }>(tx, sql, [terminal, seq, line]);
  assert(row, 'a ticket that was written is there');
  return row;
}

/** The tickets of a terminal's sales up to an entry are the server's from now on. The mark only grows. */
export async function releaseTickets(tx: Transaction, terminal: number, upToSeq: number): Promise<void> {
  const row = await first<{ released: number }>(tx, 'SELECT released FROM terminal WHERE id = ?', [terminal]);
  const released = row?.released ?? 0;
  if (upToSeq <= released) return;
  await tx.run('UPDATE ticket SET holder = 0 WHERE terminal_id = ? AND seq > ? AND seq <= ? AND holder = ?', [
    terminal,
    released,
    upToSeq,
    terminal,
  ]);
  await tx.run('UPDATE terminal SET released = ? WHERE id = ? AND released < ?', [upToSeq, terminal, upToSeq]);
}

export async function selectCurrency(queries: Queries, terminal: number, seq: number): Promise<string | undefined> {
  return (
    await first<{ currency: string }>(queries, 'SELECT currency FROM booking WHERE terminal_id = ? AND seq = ?', [
      terminal,
      seq,
    ])
  )?.currency;
}

/** In which refund a line of a booking is, and how far that one is. */
export function selectRefundLines(
  queries: Queries,
  terminal: number,
  seq: number,
): Promise<{ line: number; refund_id: string; amount_minor: number; state: Refund['state'] }[]> {
  return queries.all(
    `SELECT l.line, l.refund_id, l.amount_minor, r.state FROM refund_line l JOIN refund r ON r.id = l.refund_id
      WHERE l.terminal_id = ? AND l.seq = ? ORDER BY l.line`,
    [terminal, seq],
  );
}

export function insertRefund(tx: Transaction, refund: Refund): Promise<void> {
  return insertRows(
    tx,
    'refund',
    [
      'id',
      'terminal_id',
      'seq',
      'kind',
      'state',
      'amount_minor',
      'currency',
      'reason',
      'requested_by',
      'at_ms',
      'refunded_at_ms',
      'staff_id',
      'shift_seq',
      'approved_by',
    ],
    [
      [
        refund.id,
        refund.terminalId,
        refund.seq,
        refund.kind,
        refund.state,
        refund.amountMinor,
        refund.currency,
        refund.reason.slice(0, 200),
        refund.requestedBy.slice(0, 80),
        refund.atMs,
        refund.refundedAtMs,
        refund.staffId,
        refund.shiftSeq,
        refund.approvedBy,
      ],
    ],
  );
}

export function insertRefundLines(
  tx: Transaction,
  refund: Pick<Refund, 'id' | 'terminalId' | 'seq'>,
  lines: readonly { line: number; amountMinor: number }[],
): Promise<void> {
  return insertRows(
    tx,
    'refund_line',
    ['terminal_id', 'seq', 'line', 'refund_id', 'amount_minor'],
    lines.map(({ line, amountMinor }) => [refund.terminalId, refund.seq, line, refund.id, amountMinor]),
  );
}

/** What was refunded before stays where it is. */
export async function insertRefundItems(
  tx: Transaction,
  refund: Pick<Refund, 'id' | 'terminalId' | 'seq'>,
  items: readonly { line: number; amountMinor: number }[],
): Promise<void> {
  const known = await tx.all<{ line: number }>('SELECT line FROM refund_item WHERE terminal_id = ? AND seq = ?', [
    refund.terminalId,
    refund.seq,
  ]);
  await insertRows(
    tx,
    'refund_item',
    ['terminal_id', 'seq', 'line', 'refund_id', 'amount_minor'],
    items
      .filter(({ line }) => !known.some((row) => row.line === line))
      .map(({ line, amountMinor }) => [refund.terminalId, refund.seq, line, refund.id, amountMinor]),
  );
}

export function insertRefundTenders(
  tx: Transaction,
  refundId: string,
  tenders: readonly Omit<RefundTender, 'refundId' | 'line'>[],
): Promise<void> {
  return insertRows(
    tx,
    'refund_tender',
    ['refund_id', 'line', 'kind', 'amount_minor', 'attempt_id', 'of_attempt_id', 'voucher_id'],
    tenders.map(({ kind, amountMinor, attemptId, ofAttemptId, voucherId }, index) => [
      refundId,
      index + 1,
      kind,
      amountMinor,
      attemptId,
      ofAttemptId,
      voucherId,
    ]),
  );
}

/** A refund that was only prepared gives one of its lines up to the one that really pays it. */
export async function takeOverLine(
  tx: Transaction,
  line: { terminal: number; seq: number; line: number; from: string; to: string; amountMinor: number },
): Promise<void> {
  await tx.run(
    'UPDATE refund_line SET refund_id = ? WHERE terminal_id = ? AND seq = ? AND line = ? AND refund_id = ?',
    [line.to, line.terminal, line.seq, line.line, line.from],
  );
  await tx.run(
    // The state first: SQLite compares what was there before, MySQL what was set before it in this statement.
    `UPDATE refund SET state = CASE WHEN amount_minor <= ? THEN 'superseded' ELSE state END, amount_minor = amount_minor - ?
      WHERE id = ? AND state = 'prepared'`,
    [line.amountMinor, line.amountMinor, line.from],
  );
}

/** `from` -> refunded. Answers whether it was still to be paid out. */
export async function settleRefund(
  tx: Transaction,
  refundId: string,
  { nowMs, from }: { nowMs: number; from: 'prepared' | 'refunding' },
): Promise<boolean> {
  const { changes } = await tx.run(
    "UPDATE refund SET state = 'refunded', refunded_at_ms = ? WHERE id = ? AND state = ?",
    [nowMs, refundId, from],
  );
  return changes === 1;
}

/** prepared <-> refunding, so that what a provider is asked for is not paid out at the desk as well. */
export async function moveRefund(
  tx: Transaction,
  refundId: string,
  from: 'prepared' | 'refunding',
  to: 'prepared' | 'refunding',
): Promise<boolean> {
  const { changes } = await tx.run('UPDATE refund SET state = ? WHERE id = ? AND state = ?', [to, refundId, from]);
  return changes === 1;
}

export interface CardRefundRow {
  id: string;
  state: Refund['state'];
  kind: Refund['kind'];
  seq: number;
  screening_id: number;
  amount_minor: number;
  currency: string;
  at_ms: number;
  /** The phone's payment that it gives back; null where its booking was paid in another way. */
  attempt_id: string | null;
  provider_ref: string | null;
}

export function selectCardRefund(queries: Queries, refundId: string): Promise<CardRefundRow | undefined> {
  return first(
    queries,
    `SELECT r.id, r.state, r.kind, r.seq, b.screening_id, r.amount_minor, r.currency, r.at_ms, a.id AS attempt_id, a.provider_ref
       FROM refund r JOIN booking b ON b.terminal_id = r.terminal_id AND b.seq = r.seq
       LEFT JOIN payment p ON p.terminal_id = r.terminal_id AND p.seq = r.seq AND p.kind = 'card' AND b.user_type = 'phone'
       LEFT JOIN payment_attempt a ON a.id = p.attempt_id AND a.seq = r.seq AND a.state = 'sold' AND a.currency = r.currency
      WHERE r.id = ? ORDER BY a.provider_ref DESC LIMIT 1`,
    [refundId],
  );
}

/** That a provider was asked for and has not answered, the oldest first. */
export async function selectRefunding(queries: Queries, limit: number): Promise<string[]> {
  const rows = await queries.all<{ id: string }>(
    "SELECT id FROM refund WHERE state = 'refunding' ORDER BY at_ms, id LIMIT ?",
    [limit],
  );
  return rows.map(({ id }) => id);
}

export function selectRefunds(
  queries: Queries,
  ids: readonly string[],
): Promise<{ id: string; amount_minor: number; kind: Refund['kind'] }[]> {
  return queries.all(`SELECT id, amount_minor, kind FROM refund WHERE id IN (${marks(ids.length)})`, ids);
}

/** What vouchers have paid of the refund's booking and not got back yet. */
export async function selectVoucherMoney(
  queries: Queries,
  refundId: string,
): Promise<{ voucher_id: number; minor: number }[]> {
  const rows = await queries.all<{ voucher_id: number; minor: number | string }>(
    `SELECT m.voucher_id, SUM(m.minor) AS minor FROM (
       SELECT p.voucher_id, p.amount_minor AS minor FROM refund r
         JOIN payment p ON p.terminal_id = r.terminal_id AND p.seq = r.seq
        WHERE r.id = ? AND p.kind = 'voucher' AND p.voucher_id IS NOT NULL
       UNION ALL
       SELECT t.voucher_id, -t.amount_minor AS minor FROM refund r
         JOIN refund o ON o.terminal_id = r.terminal_id AND o.seq = r.seq
         JOIN refund_tender t ON t.refund_id = o.id
        WHERE r.id = ? AND t.kind = 'voucher' AND t.voucher_id IS NOT NULL
     ) m GROUP BY m.voucher_id ORDER BY m.voucher_id`,
    [refundId, refundId],
  );
  return rows.map(({ voucher_id, minor }) => ({ voucher_id: Number(voucher_id), minor: Number(minor) }));
}

/** Prepared ones of a screening that a provider can give back. */
export function selectPhoneRefunds(
  queries: Queries,
  screeningId: number,
): Promise<{ id: string; kind: Refund['kind'] }[]> {
  return queries.all(
    `SELECT DISTINCT r.id, r.kind FROM booking b JOIN refund r ON r.terminal_id = b.terminal_id AND r.seq = b.seq
       JOIN payment p ON p.terminal_id = b.terminal_id AND p.seq = b.seq
       JOIN payment_attempt a ON a.id = p.attempt_id AND a.seq = b.seq AND a.state = 'sold'
      WHERE b.screening_id = ? AND b.user_type = 'phone' AND r.state = 'prepared' AND a.provider_ref IS NOT NULL
      ORDER BY r.id`,
    [screeningId],
  );
}

/** The tickets that a refund pays for. */
export function selectRefundedTickets(
  queries: Queries,
  refundId: string,
): Promise<(TicketRow & { terminal_id: number; seq: number })[]> {
  return queries.all(
    `SELECT t.terminal_id, t.seq, t.line, t.screening_id, t.seat_id, t.version, t.price_minor, t.valid, t.holder, t.issue, t.owner_id
       FROM refund_line l JOIN ticket t ON t.terminal_id = l.terminal_id AND t.seq = l.seq AND t.line = l.line
      WHERE l.refund_id = ? ORDER BY t.screening_id, t.seat_id`,
    [refundId],
  );
}
