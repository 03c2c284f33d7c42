/** Sales that this terminal made: found again, printed again, undone, or asked to be undone by whoever holds them now. */
import type { RefundSlipPaperData } from '@marquee/printer-templates/refund-slip/refund-slip';
import type { Language } from '@marquee/printer-templates/words/languages';
import { formatOrderKey, type OrderId, parseOrderKey } from '@marquee/shared/ids';
import type {
  ExchangeSaleAnswer,
  ReprintAnswer,
  RequestRefundAnswer,
  SaleDetail,
  SaleLines,
  SaleSummary,
  UndoAnswer,
} from '../counter-calls.ts';
import { appendEntry } from '../journal/journal.ts';
import { printsByItselfMs } from '../print/print.ts';
import {
  describePlace,
  type ExchangeWish,
  exchangeTickets,
  insertRefundSlip,
  type RefundDeps,
  type RefundWish,
  refundTickets,
  selectSoldItems,
  voidTickets,
} from '../refund/refund.ts';
import {
  countGivenUp,
  queueDuplicate,
  type SaleRow,
  selectLastSales,
  selectReleased,
  selectSale,
  selectSalesOfSeat,
  selectTenders,
  selectTickets,
} from './sales.sql.ts';

const listedMax = 50;

/** Newest first: see `list-sales`. */
export function listSales(deps: RefundDeps, search: string): SaleSummary[] {
  return findSales(deps, search.trim()).map((sale) => {
    const { tickets: _tickets, items: _items, ...summary } = describeSale(deps, sale);
    return summary;
  });
}

function findSales({ store, terminal }: RefundDeps, search: string): SaleRow[] {
  if (search === '') return selectLastSales(store, listedMax);
  const order = /^\d{1,9}$/.test(search) ? { terminal, seq: Number(search) } : parseOrderKey(search);
  const named = order?.terminal === terminal ? selectSale(store, order.seq) : undefined;
  return named ? [named] : selectSalesOfSeat(store, search, listedMax);
}

export function seeSale(deps: RefundDeps, saleSeq: number): SaleDetail | null {
  const sale = selectSale(deps.store, saleSeq);
  return sale ? describeSale(deps, sale) : null;
}

function describeSale({ store, terminal }: RefundDeps, sale: SaleRow): SaleDetail {
  const tickets = selectTickets(store, sale.seq);
  return {
    saleSeq: sale.seq,
    orderKey: formatOrderKey({ terminal, seq: sale.seq }),
    soldAtMs: sale.sold_at_ms,
    screeningId: sale.screening_id,
    filmTitle: tickets[0]?.film_title ?? '',
    startsAtMs: tickets[0]?.starts_at_ms ?? 0,
    currency: sale.currency,
    totalMinor: sale.total_minor,
    seatLabels: tickets.map((ticket) => ticket.seat_label),
    refunded: tickets.filter((ticket) => ticket.state === 'refunded').length,
    tenders: selectTenders(store, sale.seq).map(({ kind, amount_minor }) => ({ kind, amountMinor: amount_minor })),
    heldHere: sale.seq > selectReleased(store),
    tickets: tickets.map((ticket) => ({
      line: ticket.line,
      seatLabel: ticket.seat_label,
      ticketClass: ticket.ticket_class,
      priceMinor: ticket.price_minor,
      state: ticket.state,
      print: ticket.print,
      duplicate: ticket.duplicate === 1,
    })),
    items: selectSoldItems(store, sale.seq).map(({ price_minor, ...item }) => ({ ...item, priceMinor: price_minor })),
  };
}

/** Print jobs and journal entry in one transaction; the caller wakes the printer. */
export function reprintSale(deps: RefundDeps, { saleSeq, lines, reason }: SaleLines): ReprintAnswer {
  const { store } = deps;
  const refused = deps.till?.refuse(false);
  if (refused) return { ok: false, reason: refused };
  const wanted = new Set(lines);
  const tickets = selectTickets(store, saleSeq).filter((ticket) => wanted.has(ticket.line));
  if (tickets.length === 0 || tickets.length !== wanted.size) return { ok: false, reason: 'ticket-unknown' };
  if (tickets.some((ticket) => ticket.state !== 'valid')) return { ok: false, reason: 'ticket-not-valid' };
  if (tickets.some((ticket) => (ticket.starts_at_ms ?? 0) <= deps.nowMs() - printsByItselfMs))
    return { ok: false, reason: 'show-over' };
  if (tickets.some((ticket) => ticket.print === 'queued' || ticket.print === 'printing'))
    return { ok: false, reason: 'not-printed-yet' };
  const entrySeq = store.transaction(() => {
    for (const ticket of tickets) queueDuplicate(store, ticket.job_id);
    return appendEntry(deps, 'tickets.reprinted', {
      saleSeq,
      lines: [...wanted].sort((a, b) => a - b),
      reason,
      ...deps.till?.now(),
    });
  });
  deps.counter.write(entrySeq);
  const sale = seeSale(deps, saleSeq);
  return sale ? { ok: true, sale } : { ok: false, reason: 'ticket-unknown' };
}

export async function undoSale(
  deps: RefundDeps,
  kind: 'void' | 'refund',
  wish: SaleLines,
  approvedBy?: number,
): Promise<UndoAnswer> {
  const refund = { ...nameRefund(deps, kind, wish), ...(approvedBy !== undefined && { approvedBy }) };
  const answer = await (kind === 'void' ? voidTickets(deps, refund) : refundTickets(deps, refund));
  return answer.ok ? { ok: true, totalMinor: answer.refund.totalMinor, tenders: answer.refund.tenders } : answer;
}

export async function exchangeSale(
  deps: RefundDeps,
  wish: SaleLines & Pick<ExchangeWish, 'basketId' | 'tender' | 'givenMinor' | 'language'>,
): Promise<ExchangeSaleAnswer> {
  const answer = await exchangeTickets(deps, { ...wish, ...nameRefund(deps, 'exchange', wish) });
  if (!answer.ok) return answer;
  const paidBack = answer.refund.tenders.filter(({ kind }) => kind === 'cash');
  return { ok: true, basket: answer.basket, paidBackMinor: paidBack.reduce((sum, part) => sum + part.amountMinor, 0) };
}

/** The same tickets undone again is the same operation, also from another page or after a crash. */
function nameRefund({ store }: RefundDeps, kind: string, { saleSeq, reason, ...wish }: SaleLines): RefundWish {
  const inOrder = (of: readonly number[] = []) => [...new Set(of)].sort((a, b) => a - b);
  const [lines, itemLines] = [inOrder(wish.lines), inOrder(wish.itemLines)];
  const items = itemLines.length > 0 ? `-items-${itemLines.join('.')}` : '';
  const refundId = `${kind}-${saleSeq}-${lines.join('.')}${items}-${countGivenUp(store, saleSeq)}`;
  return { refundId, saleSeq, lines, itemLines, reason };
}

export interface RefundRequest {
  orderKey: string;
  lines: readonly number[];
  reason: string;
  language: Language;
}

/**
 * Of any order: only its holder can refund it, so it is written down for a manager, with a slip for the customer. Without
 * lines it means all tickets.
 */
export function requestRefund(deps: RefundDeps, request: RefundRequest): RequestRefundAnswer {
  const refused = deps.till?.refuse(false);
  if (refused) return { ok: false, reason: refused };
  const order = parseOrderKey(request.orderKey);
  if (!order) return { ok: false, reason: 'ticket-unknown' };
  const lines = [...request.lines];
  const own = order.terminal === deps.terminal ? seeSale(deps, order.seq) : null;
  const isKnown = (line: number) => own?.tickets.some((ticket) => ticket.line === line);
  if (order.terminal === deps.terminal && (!own || !lines.every(isKnown)))
    return { ok: false, reason: 'ticket-unknown' };
  const entrySeq = deps.store.transaction(() => {
    const seq = appendEntry(deps, 'refund.requested', { order, lines, reason: request.reason, ...deps.till?.now() });
    insertRefundSlip(deps.store, { entrySeq: seq, payload: requestPayload(deps, own, { ...request, order, seq }) });
    return seq;
  });
  deps.counter.write(entrySeq);
  return { ok: true };
}

/** What another terminal sold is known by its key alone. */
function requestPayload(
  deps: RefundDeps,
  sale: SaleDetail | null,
  { order, seq, ...request }: RefundRequest & { order: OrderId; seq: number },
): string {
  const tickets = sale?.tickets.filter(({ line }) => request.lines.length === 0 || request.lines.includes(line));
  const data: RefundSlipPaperData = {
    ...describePlace(deps, deps.till?.now().staffId ?? null),
    language: request.language,
    kind: 'requested',
    orderKey: formatOrderKey(order),
    reference: formatOrderKey({ terminal: deps.terminal, seq }),
    seats: tickets?.map(({ seatLabel, priceMinor }) => ({ seatLabel, amountMinor: priceMinor })) ?? [],
    totalMinor: tickets?.reduce((total, ticket) => total + ticket.priceMinor, 0) ?? null,
    currency: sale?.currency ?? deps.catalogue.current()?.cinema.currency ?? 'EUR',
    tenders: [],
    reason: request.reason,
  };
  return JSON.stringify(data);
}
