/**
 * Refunds. A ticket has one holder, who alone may undo it: the terminal that sold it, until its journal releases it, and
 * then the server. So a ticket is refunded once, whoever is offline.
 */
import { assert } from '@marquee/shared/assert';
import { formatOrderKey, type OrderId } from '@marquee/shared/ids';
import type { TicketsRefunded } from '@marquee/shared/protocol/journal';
import { makeRandomId } from '@marquee/shared/randomness';
import { tellLine } from '@marquee/shared/tickets/ticket-issue';
import { noteAct } from '../accounts/accounts.ts';
import { writeOpenChanges } from '../feed/feed.ts';
import { runOnce } from '../operations/operations.ts';
import { tellPickUp } from '../pick-up/pick-up.ts';
import { first, RolledBack, type Transaction } from '../platform/database.ts';
import { describeRows, describeSeats, freeSold, type RightsDeps, unsell } from '../rights/rights.ts';
import { limitToPaid } from './declined-money.ts';
import type { Refund } from './Refund.entity.ts';
import * as sql from './refund.sql.ts';

export { releaseTickets } from './refund.sql.ts';

export interface RefundOrder {
  operationId: string;
  order: OrderId;
  /** Null: all that are still valid. */
  lines: readonly number[] | null;
  /** `override`: of a closed terminal that still holds them; a manager answers for it. */
  kind: 'refund' | 'override';
  reason: string;
  by: string;
  /** Asked for by the buyer: what was passed on is somebody else's, and stays. */
  ofBuyer?: boolean;
  /** Somebody who knows that the guest came in with it wants it all the same. */
  evenIfUsed?: boolean;
}
export type RefundAnswer =
  | { ok: true; refundId: string; amountMinor: number; lines: number[] }
  | { ok: false; reason: 'ticket-not-valid' | 'ticket-passed-on' | 'ticket-used' | 'not-holder' | 'terminal-open' };

/** Undoes tickets that the server holds, and prepares their refund: all of them or none. Their seats are free again. */
export function refundTickets(deps: RightsDeps, { operationId, ...refund }: RefundOrder): Promise<RefundAnswer> {
  const { order, lines, kind, reason, by, evenIfUsed = false } = refund;
  return runOnce<RefundAnswer, RefundAnswer>(
    deps,
    { operationId: `refund:${operationId}`, body: { order, lines, kind, reason, by, evenIfUsed } },
    (tx) => undoTickets(tx, deps, refund),
    (refusal) => refusal,
  );
}

/** The same within a transaction. Throws RolledBack with a refusal of `RefundAnswer`. */
export async function undoTickets(
  tx: Transaction,
  deps: RightsDeps,
  { order, lines: wanted, kind, reason, by, ofBuyer = false, evenIfUsed = false }: Omit<RefundOrder, 'operationId'>,
): Promise<Extract<RefundAnswer, { ok: true }>> {
  const sold = await sql.selectTickets(tx, order.terminal, order.seq);
  const valid = sold.filter((ticket) => wanted?.includes(ticket.line) ?? ticket.valid === 1);
  const tickets = valid.filter((ticket) => wanted !== null || !ofBuyer || ticket.owner_id === null);
  if (valid.length > 0 && tickets.length === 0) throw passedOn();
  if (tickets.length === 0 || tickets.length !== (wanted?.length ?? tickets.length))
    throw new RolledBack<RefundAnswer>({ ok: false, reason: 'ticket-not-valid' });
  if (kind === 'override' && !(await isClosed(tx, order.terminal)))
    throw new RolledBack<RefundAnswer>({ ok: false, reason: 'terminal-open' });
  for (const ticket of tickets) await undoTicket(tx, order, ticket, { kind, ofBuyer, evenIfUsed });
  const lines = tickets.map((ticket) => ticket.line);
  const refund = await noteRefund(tx, deps, { ...order, lines, kind, reason, requestedBy: by });
  await noteAct(tx, deps, {
    operation: `${kind}-tickets`,
    by,
    detail: { order, lines, reason, ...(evenIfUsed ? { evenIfUsed } : {}) },
  });
  const seatIds = tickets.map((ticket) => ticket.seat_id);
  const change = await describeSeats(tx, tickets[0]?.screening_id ?? 0, seatIds);
  await writeOpenChanges(tx, deps, [await tellPickUp(tx, deps, change, order)]);
  return { ok: true, ...refund, lines };
}

/** The refund of these lines: a new one, or where all of them are in one already, that one; and what they come to. */
async function noteRefund(
  tx: Transaction,
  deps: RightsDeps,
  order: RefundToPrepare,
): Promise<{ refundId: string; amountMinor: number }> {
  const added = await addRefund(tx, deps, order);
  const known = await sql.selectRefundLines(tx, order.terminal, order.seq);
  const ofThese = known.filter(({ line }) => order.lines?.includes(line) ?? true);
  const refundId = added?.id ?? ofThese[0]?.refund_id;
  assert(refundId, 'a ticket that is undone has its refund');
  return { refundId, amountMinor: ofThese.reduce((total, line) => total + line.amount_minor, 0) };
}

const passedOn = () => new RolledBack<RefundAnswer>({ ok: false, reason: 'ticket-passed-on' });

async function undoTicket(
  tx: Transaction,
  order: OrderId,
  ticket: sql.TicketRow,
  { kind, ofBuyer, evenIfUsed }: Required<Pick<RefundOrder, 'kind' | 'ofBuyer' | 'evenIfUsed'>>,
): Promise<void> {
  if (ticket.valid !== 1) throw new RolledBack<RefundAnswer>({ ok: false, reason: 'ticket-not-valid' });
  const at = { ...order, line: ticket.line };
  const holder = kind === 'override' ? ticket.holder : 0;
  if (!(await sql.endTicket(tx, at, { holder, as: kind, evenIfUsed }))) {
    const reason = !evenIfUsed && (await sql.isUsed(tx, at)) ? 'ticket-used' : 'not-holder';
    throw new RolledBack<RefundAnswer>({ ok: false, reason });
  }
  if (ofBuyer && ticket.owner_id !== null) throw passedOn();
  const seat = { screeningId: ticket.screening_id, seatId: ticket.seat_id, version: ticket.version };
  const free = (issue: number) => freeSold(tx, seat, { ...order, line: tellLine(ticket.line, issue) });
  if (await free(ticket.issue)) return;
  // Somebody has accepted it since it was read. From here on nobody can: its row is written.
  const now = await sql.selectIssued(tx, at);
  if (ofBuyer && now.owner_id !== null) throw passedOn();
  assert(await free(now.issue), 'a valid ticket is named by its seat');
}

/** Never opened again, so that what is read here can't be undone by somebody else. */
async function isClosed(tx: Transaction, terminal: number): Promise<boolean> {
  return (await first(tx, "SELECT id FROM terminal WHERE id = ? AND state = 'closed'", [terminal])) !== undefined;
}

export interface RefundToPrepare extends OrderId {
  /** Null: all valid ones. */
  lines: readonly number[] | null;
  kind?: 'refund' | 'override';
  reason: string;
  requestedBy: string;
}

/**
 * Notes that the exact price of these tickets is to be paid out, as far as it was really paid; what is in a refund already
 * is left there. Answers how much was added. The tickets themselves stay as they are.
 */
export async function prepareRefund(tx: Transaction, deps: RightsDeps, order: RefundToPrepare): Promise<number> {
  return (await addRefund(tx, deps, order))?.amountMinor ?? 0;
}

async function addRefund(tx: Transaction, deps: RightsDeps, order: RefundToPrepare): Promise<Refund | null> {
  const { terminal, seq, reason, requestedBy, kind = 'refund' } = order;
  const known = new Set((await sql.selectRefundLines(tx, terminal, seq)).map((row) => row.line));
  const tickets = (await sql.selectTickets(tx, terminal, seq)).filter(
    (ticket) => !known.has(ticket.line) && (order.lines?.includes(ticket.line) ?? ticket.valid === 1),
  );
  const currency = await sql.selectCurrency(tx, terminal, seq);
  if (tickets.length === 0 || currency === undefined) return null;
  const whole = tickets.map(({ line, price_minor: amountMinor }) => ({ line, amountMinor }));
  const lines = await limitToPaid(tx, { terminal, seq }, whole);
  const amountMinor = lines.reduce((total, line) => total + line.amountMinor, 0);
  const refund = {
    id: makeRandomId(deps.randomness),
    terminalId: terminal,
    seq,
    kind,
    state: 'prepared' as const,
    amountMinor,
    currency,
    reason,
    requestedBy,
    atMs: deps.clock.nowMs(),
    refundedAtMs: null,
    staffId: null,
    shiftSeq: null,
    approvedBy: null,
  };
  await sql.insertRefund(tx, refund);
  await sql.insertRefundLines(tx, refund, lines);
  return refund;
}

export interface HolderRefund {
  terminal: number;
  /** Of the entry. */
  seq: number;
  atMs: number;
  refund: TicketsRefunded;
  /** The terminal was closed: what it takes back is quarantined. */
  closed: boolean;
}

/** Lines of a terminal's refund that a manager has to look at. */
export interface HolderRefunded {
  contradicted: number[];
  /** Undone, though somebody had come in with them. */
  used: number[];
  /** Items that had been taken back before. */
  itemLines: number[];
}
type TakenBack = Omit<HolderRefunded, 'itemLines'>;

const noTickets: TakenBack = { contradicted: [], used: [] };

/**
 * A terminal has undone tickets and items that it held and paid them out. Answers the lines that contradict what is known
 * here; the money is recorded all the same. Null where the sale itself is unknown.
 */
export async function recordHolderRefund(tx: Transaction, told: HolderRefund): Promise<HolderRefunded | null> {
  const { terminal, refund } = told;
  const seq = refund.saleSeq;
  const currency = await sql.selectCurrency(tx, terminal, seq);
  const known = new Set((await sql.selectTickets(tx, terminal, seq)).map((ticket) => ticket.line));
  const items = refund.items ?? [];
  const knownItems = items.length > 0 ? await sql.selectItemLines(tx, terminal, seq) : new Set();
  const isKnown = refund.lines.every(({ line }) => known.has(line)) && items.every(({ line }) => knownItems.has(line));
  if (currency === undefined || !isKnown) return null;
  const undone = refund.screeningId === null ? noTickets : await takeBack(tx, told, refund.screeningId);
  const itemLines: number[] = [];
  for (const { line } of items)
    if (!(await sql.endItem(tx, { terminal, seq, line }, refund.kind))) itemLines.push(line);
  await recordPaidOut(tx, told);
  return { ...undone, itemLines };
}

async function takeBack(
  tx: Transaction,
  { terminal, refund, closed }: HolderRefund,
  screeningId: number,
): Promise<TakenBack> {
  const contradicted: number[] = [];
  const used: number[] = [];
  for (const { line, seatId, version } of refund.lines) {
    // What a terminal sold is never passed on: its told line is the plain one.
    const at = { terminal, seq: refund.saleSeq, line };
    const undone =
      (await sql.endTicket(tx, at, { holder: terminal, as: refund.kind, evenIfUsed: true })) &&
      (await unsell(tx, { screeningId, seatId, version }, at, closed ? 'quarantined' : 'granted'));
    if (!undone) contradicted.push(line);
    else if (await sql.isUsed(tx, at)) used.push(line);
  }
  return { contradicted, used };
}

async function recordPaidOut(tx: Transaction, { terminal, seq, atMs, refund }: HolderRefund): Promise<void> {
  const id = formatOrderKey({ terminal, seq });
  const row = { id, terminalId: terminal, seq: refund.saleSeq };
  const inRefund = new Map(
    (await sql.selectRefundLines(tx, terminal, refund.saleSeq)).map((line) => [line.line, line]),
  );
  await sql.insertRefund(tx, {
    ...row,
    kind: refund.kind,
    state: 'refunded',
    amountMinor: refund.totalMinor,
    currency: refund.currency,
    reason: refund.reason,
    requestedBy: `T${terminal}`,
    atMs,
    refundedAtMs: atMs,
    staffId: refund.staffId ?? null,
    shiftSeq: refund.shiftSeq ?? null,
    approvedBy: refund.approvedBy ?? null,
  });
  await sql.insertRefundLines(
    tx,
    row,
    refund.lines.filter(({ line }) => !inRefund.has(line)),
  );
  if (refund.items) await sql.insertRefundItems(tx, row, refund.items);
  for (const { line } of refund.lines) {
    const prepared = inRefund.get(line);
    if (prepared?.state !== 'prepared') continue;
    const { refund_id: from, amount_minor: amountMinor } = prepared;
    await sql.takeOverLine(tx, { terminal, seq: refund.saleSeq, line, from, to: id, amountMinor });
  }
  await sql.insertRefundTenders(
    tx,
    id,
    refund.tenders.map(({ kind, amountMinor, attemptId, ofAttemptId, voucherId }) => ({
      kind,
      amountMinor,
      attemptId: attemptId ?? null,
      ofAttemptId: ofAttemptId ?? null,
      voucherId: voucherId ?? null,
    })),
  );
}

/** Prepared for a cancelled or withheld seat, while its ticket was good: whoever has the money has no ticket any more. */
export async function endStillValid(
  tx: Transaction,
  deps: RightsDeps,
  refund: { id: string; kind: Refund['kind'] },
  of: { ofBuyer: boolean; evenIfUsed: boolean },
): Promise<void> {
  const tickets = (await sql.selectRefundedTickets(tx, refund.id)).filter(({ valid }) => valid === 1);
  const kind = refund.kind === 'override' ? 'override' : 'refund';
  for (const ticket of tickets)
    await undoTicket(tx, { terminal: ticket.terminal_id, seq: ticket.seq }, ticket, { kind, ...of });
  const [first] = tickets;
  if (!first) return;
  // A refund is of one booking, and so of one screening.
  const order = { terminal: first.terminal_id, seq: first.seq };
  const changes = await describeRows(tx, tickets);
  await writeOpenChanges(tx, deps, await Promise.all(changes.map((change) => tellPickUp(tx, deps, change, order))));
}

/** prepared -> refunding: a card is owed it, and its tickets end with that. Nothing where it is no longer prepared. */
export async function beginCardRefund(
  tx: Transaction,
  deps: RightsDeps,
  refund: { id: string; kind: Refund['kind'] },
  ofBuyer = false,
): Promise<void> {
  // What the cinema gives back by itself, as for a cancelled screening, is also for those who were in.
  const of = { ofBuyer, evenIfUsed: !ofBuyer };
  if (await sql.moveRefund(tx, refund.id, 'prepared', 'refunding')) await endStillValid(tx, deps, refund, of);
}

/** What phones have paid for a screening goes back to their cards: the provider is asked by the sweeper. */
export async function sendPhoneRefunds(tx: Transaction, deps: RightsDeps, screeningId: number): Promise<void> {
  for (const refund of await sql.selectPhoneRefunds(tx, screeningId)) await beginCardRefund(tx, deps, refund);
}
