/** The steps of undoing tickets, each within a transaction of the caller's. */
import { assert } from '@marquee/shared/assert';
import { Fault } from '@marquee/shared/errors';
import { sumMinor } from '@marquee/shared/money';
import type { RefundTender } from '@marquee/shared/protocol/journal';
import { appendEntry } from '../journal/journal.ts';
import type { PaymentDeps } from '../payment/payment.ts';
import { findSoldRight, isStopped, type RightRow, takeBackRights } from '../rights/rights.ts';
import {
  finishRefundRow,
  giveUpRefundRow,
  insertRefund,
  moveItem,
  moveTicket,
  type RefundKind,
  type RefundRow,
  type RefundTenderRow,
  type SoldItem,
  type SoldSale,
  type SoldTicket,
  selectLeft,
  selectMarks,
  selectRefund,
  selectRefundItems,
  selectRefundLines,
  selectRefundTenders,
  selectSale,
  selectSoldItems,
  selectTickets,
} from './refund.sql.ts';
import { printSlip } from './slip.ts';
import { kindOf, type Way } from './split-money.ts';

export type RefundDeps = PaymentDeps;

export interface RefundWish {
  /** Of the operation: the same again has the same answer, also after a crash. */
  refundId: string;
  saleSeq: number;
  /** Tickets of the sale, all of them or some; and its items, which have numbers of their own. */
  lines: readonly number[];
  itemLines?: readonly number[];
  reason: string;
  /** The manager who said yes, where one had to. */
  approvedBy?: number;
}
export type Wish = RefundWish & { kind: RefundKind };

export type RefundRefusal =
  /** This terminal sold no such ticket. */
  | 'ticket-unknown'
  /** The tickets are the server's by now: only it may undo them. */
  | 'not-holder'
  /** Refunded already, or its money is on its way back. */
  | 'ticket-not-valid'
  | 'screening-stopped'
  /** This terminal was closed, or its disk fails. */
  | 'out-of-service'
  /** At a till: see `AtTheTill`. */
  | 'not-signed-in'
  | 'no-shift'
  | 'approval-needed';

export interface RefundView {
  refundId: string;
  kind: RefundKind;
  saleSeq: number;
  lines: number[];
  currency: string;
  totalMinor: number;
  tenders: { kind: RefundTender['kind']; amountMinor: number }[];
  /** Its journal entry. */
  entrySeq: number;
}

export interface Plan {
  ok: true;
  sale: SoldSale;
  tickets: SoldTicket[];
  items: SoldItem[];
  totalMinor: number;
  /** How the sale was paid, less what has gone back already. */
  ways: Way[];
}

/** The same operation, where it was begun before. Throws Fault `operation-reused` where it meant something else. */
export function findRefund(deps: RefundDeps, wish: Wish): RefundRow | undefined {
  const row = selectRefund(deps.store, wish.refundId);
  if (!row) return undefined;
  const inOrder = (lines: readonly number[] = []) => [...lines].sort((a, b) => a - b).join();
  const isSame =
    row.kind === wish.kind &&
    row.sale_seq === wish.saleSeq &&
    inOrder(selectRefundLines(deps.store, wish.refundId)) === inOrder(wish.lines) &&
    inOrder(selectRefundItems(deps.store, wish.refundId)) === inOrder(wish.itemLines);
  if (!isSame) throw new Fault('operation-reused', wish.refundId);
  return row;
}

/** Whether these tickets can be undone here, and from which money. */
export function planRefund(deps: RefundDeps, wish: Wish): Plan | { ok: false; reason: RefundRefusal } {
  const { store } = deps;
  if (deps.mustNotSell()) return { ok: false, reason: 'out-of-service' };
  const sale = selectSale(store, wish.saleSeq);
  const { lines, itemLines = [] } = wish;
  const tickets = sale ? selectTickets(store, sale.seq).filter((ticket) => lines.includes(ticket.line)) : [];
  const items = sale ? selectSoldItems(store, sale.seq).filter((item) => itemLines.includes(item.line)) : [];
  const isComplete = tickets.length === lines.length && items.length === itemLines.length;
  if (!sale || !isComplete || tickets.length + items.length === 0) return { ok: false, reason: 'ticket-unknown' };
  if (sale.seq <= selectMarks(store).released_seq) return { ok: false, reason: 'not-holder' };
  if (isStopped(store, sale.screening_id)) return { ok: false, reason: 'screening-stopped' };
  if (tickets.some((ticket) => ticket.state !== 'valid' || !findRight(deps, sale, ticket)))
    return { ok: false, reason: 'ticket-not-valid' };
  if (items.some((item) => item.state !== 'valid')) return { ok: false, reason: 'ticket-not-valid' };
  const totalMinor = sumMinor([...tickets, ...items].map((sold) => sold.price_minor));
  const ways = selectLeft(store, sale.seq).map(
    (row): Way => ({ attemptId: row.attempt_id, voucherId: row.voucher_id, minor: row.left_minor }),
  );
  // For what was given away nothing goes back.
  const isCash = totalMinor > 0 && ways.some((way) => kindOf(way) === 'cash');
  const refused = refuseAtTill(deps, wish, { totalMinor, isCash });
  if (refused) return { ok: false, reason: refused };
  return { ok: true, sale, tickets, items, totalMinor, ways };
}

/** What is paid out in cash comes out of somebody's drawer. */
function refuseAtTill(
  { till }: RefundDeps,
  { kind, approvedBy }: Wish,
  { totalMinor, isCash }: { totalMinor: number; isCash: boolean },
): RefundRefusal | null {
  if (!till) return null;
  const refused = till.refuse(isCash);
  if (refused) return refused;
  return approvedBy === undefined && till.needsApproval(kind, totalMinor) ? 'approval-needed' : null;
}

function findRight({ store }: RefundDeps, sale: SoldSale, ticket: SoldTicket): RightRow | null {
  if (sale.screening_id === null) return null;
  return findSoldRight(store, {
    screeningId: sale.screening_id,
    seatId: ticket.seat_id,
    version: ticket.version,
    soldSeq: sale.seq,
  });
}

/** Where nothing was paid, nothing goes back, in cash. */
export function startRefund(
  deps: RefundDeps,
  wish: Wish,
  { plan, parts }: { plan: Plan; parts: readonly { kind: RefundTender['kind']; way: Way }[] },
): void {
  const tenders = parts.map(
    ({ kind, way }, index): RefundTenderRow => ({
      line: index + 1,
      kind,
      amount_minor: way.minor,
      attempt_id: kind === 'card' ? deps.makeId() : null,
      of_attempt_id: way.attemptId,
      voucher_id: way.voucherId,
      done: kind === 'card' ? 0 : 1,
    }),
  );
  const nothing: RefundTenderRow = {
    line: 1,
    kind: 'cash',
    amount_minor: 0,
    attempt_id: null,
    of_attempt_id: null,
    voucher_id: null,
    done: 1,
  };
  insertRefund(
    deps.store,
    {
      refund_id: wish.refundId,
      sale_seq: plan.sale.seq,
      kind: wish.kind,
      currency: plan.sale.currency,
      total_minor: plan.totalMinor,
      reason: wish.reason,
      staff_id: deps.till?.now().staffId ?? null,
      approved_by: wish.approvedBy ?? null,
    },
    { lines: plan.tickets, items: plan.items, tenders: tenders.length > 0 ? tenders : [nothing] },
  );
  for (const { line } of plan.tickets)
    assert(moveTicket(deps.store, { saleSeq: plan.sale.seq, line }, 'valid', 'refunding'), 'a ticket is undone once');
  for (const { line } of plan.items)
    assert(moveItem(deps.store, { saleSeq: plan.sale.seq, line }, 'valid', 'refunding'), 'an item is undone once');
}

/** The money has gone back: tickets, rights and the journal say so together. Answers the entry's number. */
export function finishRefund(deps: RefundDeps, refundId: string): number {
  const { store } = deps;
  const refund = selectRefund(store, refundId);
  const sale = refund && selectSale(store, refund.sale_seq);
  assert(refund?.state === 'refunding' && sale, 'a refund is finished once');
  const lines = new Set(selectRefundLines(store, refundId));
  const tickets = selectTickets(store, sale.seq).filter((ticket) => lines.has(ticket.line));
  // Where the right was handed out anew meanwhile, the money has gone back all the same: the server is told, and nothing moves.
  const rights = tickets.map((ticket) => findRight(deps, sale, ticket)).filter((right) => right !== null);
  for (const { line } of tickets)
    assert(moveTicket(store, { saleSeq: sale.seq, line }, 'refunding', 'refunded'), 'a ticket is refunded once');
  const itemLines = selectRefundItems(store, refundId);
  const items = selectSoldItems(store, sale.seq).filter(({ line }) => itemLines.includes(line));
  for (const { line } of items)
    assert(moveItem(store, { saleSeq: sale.seq, line }, 'refunding', 'refunded'), 'an item is refunded once');
  // Whoever began it; but the shift in which the money goes out.
  const shiftSeq = deps.till?.now().shiftSeq;
  const entrySeq = appendEntry(deps, 'tickets.refunded', {
    kind: refund.kind,
    saleSeq: sale.seq,
    screeningId: sale.screening_id,
    currency: refund.currency,
    lines: tickets.map((ticket) => ({
      line: ticket.line,
      seatId: ticket.seat_id,
      version: ticket.version,
      amountMinor: ticket.price_minor,
    })),
    ...(items.length > 0 && { items: items.map((item) => ({ line: item.line, amountMinor: item.price_minor })) }),
    tenders: toTenders(selectRefundTenders(store, refundId)),
    totalMinor: refund.total_minor,
    reason: refund.reason,
    ...(refund.staff_id !== null && { staffId: refund.staff_id }),
    ...(refund.approved_by !== null && { approvedBy: refund.approved_by }),
    ...(shiftSeq !== undefined && { shiftSeq }),
  });
  takeBackRights(deps, rights);
  assert(finishRefundRow(store, refundId, { entrySeq, shiftSeq }), 'a refund is finished once');
  printSlip(deps, refund, entrySeq);
  return entrySeq;
}

/** A credit is one, whatever it stems from; cash names no charge. */
function toTenders(rows: readonly RefundTenderRow[]): RefundTender[] {
  const credits = rows.filter((row) => row.kind === 'credit');
  const tenders = rows
    .filter((row) => row.kind !== 'credit')
    .map((row): RefundTender => {
      const { kind, amount_minor: amountMinor, attempt_id, of_attempt_id, voucher_id } = row;
      if (kind === 'voucher' && voucher_id !== null) return { kind, amountMinor, voucherId: voucher_id };
      if (kind !== 'card') return { kind, amountMinor };
      assert(attempt_id !== null && of_attempt_id !== null, 'a card’s refund names its attempt and its charge');
      return { kind, amountMinor, attemptId: attempt_id, ofAttemptId: of_attempt_id };
    });
  if (credits.length === 0) return tenders;
  return [{ kind: 'credit', amountMinor: sumMinor(credits.map((row) => row.amount_minor)) }, ...tenders];
}

/** The reader gave nothing back: the tickets are as good as before. */
export function giveUpRefund(deps: RefundDeps, refund: RefundRow): void {
  for (const line of selectRefundLines(deps.store, refund.refund_id))
    assert(
      moveTicket(deps.store, { saleSeq: refund.sale_seq, line }, 'refunding', 'valid'),
      'a ticket that is not refunded is valid again',
    );
  for (const line of selectRefundItems(deps.store, refund.refund_id))
    assert(
      moveItem(deps.store, { saleSeq: refund.sale_seq, line }, 'refunding', 'valid'),
      'an item that is not refunded is valid again',
    );
  assert(giveUpRefundRow(deps.store, refund.refund_id), 'a refund is given up once');
}

export function viewRefund(deps: RefundDeps, refundId: string): RefundView {
  const refund = selectRefund(deps.store, refundId);
  assert(refund?.state === 'refunded' && refund.entry_seq !== null, 'only a finished refund is shown');
  return {
    refundId,
    kind: refund.kind,
    saleSeq: refund.sale_seq,
    lines: selectRefundLines(deps.store, refundId),
    currency: refund.currency,
    totalMinor: refund.total_minor,
    tenders: selectRefundTenders(deps.store, refundId).map((row) => ({
      kind: row.kind,
      amountMinor: row.amount_minor,
    })),
    entrySeq: refund.entry_seq,
  };
}
