/**
 * Selling: a basket that is paid for becomes a sale, its tickets, a journal entry and print jobs, all in one transaction
 * on this terminal's disk. Nothing here waits for a network.
 */
import { assert } from '@marquee/shared/assert';
import { formatOrderKey } from '@marquee/shared/ids';
import { sumMinor } from '@marquee/shared/money';
import type { ItemLine, SaleLine, SaleMade, Tender } from '@marquee/shared/protocol/journal';
import { encodeTicket } from '@marquee/shared/tickets/ticket-code';
import { appendEntry, nextSeq } from '../journal/journal.ts';
import { planVouchers, sellBasketRights, spendVouchers } from '../rights/rights.ts';
import {
  type BasketRow,
  type ItemRow,
  type LineRow,
  moveBasket,
  selectBasket,
  selectItems,
  selectLines,
} from './basket.sql.ts';
import { type PaperLanguage, receiptPayload, type SaleOnPaper, type ShowOnPaper, ticketPayload } from './papers.ts';
import { insertPrintJob, insertSale, insertSaleItem, insertTenders, insertTicket, type TenderRow } from './sell.sql.ts';
import type { SellDeps } from './sell-deps.ts';

export { moveBasket as moveBasketState, selectBasket as readBasket } from './basket.sql.ts';
export { type BasketDeps, dropBasket, dropOpenBaskets, seeBasket } from './basket.ts';
export { chooseSeats, tillTicketsMax } from './choose-seats.ts';
export { setComps, setMember } from './comps.ts';
export { listItems, setItems } from './items.ts';
export type { PaperLanguage } from './papers.ts';
export type { TenderRow } from './sell.sql.ts';
export type { AtTheTill, SellDeps } from './sell-deps.ts';

export interface Payment {
  basketId: string;
  tenders: readonly Tender[];
  language: PaperLanguage;
  /** What the tenders stem from, where they don't say it themselves: an exchange's credit. */
  sources?: readonly TenderRow[];
  /** Runs in the sale's own transaction: marks the charge as sold. */
  alsoInTransaction?: () => void;
}
export type SellAnswer = { ok: true; seq: number } | { ok: false; reason: 'basket-gone' };

/**
 * Sells a basket against tenders; its vouchers pay what these leave over. `from` is the state that the payment left it in:
 * `open` for cash, `charged` for a card. After this answers, the customer may be told "paid".
 */
export function sellTickets(deps: SellDeps, from: 'open' | 'charged', payment: Payment): SellAnswer {
  const seq = deps.store.transaction(() => writeSale(deps, from, payment));
  if (seq === null) return { ok: false, reason: 'basket-gone' };
  announceSale(deps, seq, payment.basketId);
  return { ok: true, seq };
}

/** The sale within a transaction of the caller's, who announces it after the commit. Null where the basket is gone. */
export function writeSale(deps: SellDeps, from: 'open' | 'charged', payment: Payment): number | null {
  const { store } = deps;
  const basket = selectBasket(store, payment.basketId);
  if (basket?.state !== from) return null;
  const lines = selectLines(store, payment.basketId);
  const items = selectItems(store, payment.basketId);
  assert(lines.length + items.length > 0, 'a sale is of something');
  const paidMinor = sumMinor(payment.tenders.map((tender) => tender.amountMinor));
  const vouchers = planVouchers(store, payment.basketId, basket.total_minor - paidMinor);
  const seq = nextSeq(store);
  const sold = sellBasketRights(store, payment.basketId, seq);
  assert(
    sold.length === lines.length &&
      lines.every((line) => sold.some((right) => right.seat_id === line.seat_id && right.version === line.version)),
    'a basket holds a right for each of its lines',
  );
  recordSale(deps, { seq, basket, lines, items }, withVouchers(payment, vouchers));
  spendVouchers(deps, payment.basketId, vouchers);
  assert(moveBasket(store, payment.basketId, from, 'sold', seq), 'a basket is sold once');
  payment.alsoInTransaction?.();
  return seq;
}

function withVouchers(payment: Payment, vouchers: readonly Tender[]): Payment {
  const sources = payment.sources ?? payment.tenders.map(toTenderRow);
  return {
    ...payment,
    tenders: [...vouchers, ...payment.tenders],
    sources: [...vouchers.map(toTenderRow), ...sources],
  };
}

/** After the commit. */
export function announceSale(deps: SellDeps, seq: number, basketId: string): void {
  deps.counter.write(seq);
  deps.onSale?.(seq, basketId);
}

interface Bought {
  basket: BasketRow;
  lines: readonly LineRow[];
  items: readonly ItemRow[];
}

function recordSale(deps: SellDeps, { seq, ...bought }: Bought & { seq: number }, payment: Payment): void {
  const { store, catalogue, terminal } = deps;
  const { basket, lines, items } = bought;
  const cinema = catalogue.current();
  assert(cinema, 'a terminal that sells has its catalogue');
  const show = basket.screening_id === null ? null : findShow(catalogue, basket.screening_id);
  const soldAtMs = deps.nowMs();
  appendEntry(deps, 'sale.made', toEntry(deps, bought, payment), seq);
  insertSale(store, {
    seq,
    basketId: basket.basket_id,
    screeningId: basket.screening_id,
    currency: basket.currency,
    totalMinor: basket.total_minor,
    soldAtMs,
    ...deps.till?.now(),
  });
  for (const { line } of items) insertSaleItem(store, seq, line);
  insertTenders(store, seq, payment.sources ?? payment.tenders.map(toTenderRow));
  const onPaper: SaleOnPaper = {
    cinema: cinema.cinema,
    house: cinema.house,
    show,
    orderKey: formatOrderKey({ terminal, seq }),
    terminal,
    soldAtMs,
    language: payment.language,
    basket,
    lines,
    items,
    ticketTaxBasisPoints: cinema.prices.taxBasisPoints,
    tenders: payment.tenders,
  };
  if (show) for (const line of lines) writeTicket(deps, { seq, sale: onPaper, show, line });
  insertPrintJob(store, { saleSeq: seq, line: 0, kind: 'receipt', payload: receiptPayload(onPaper) });
}

/** What the journal says of it. */
function toEntry(deps: SellDeps, { basket, lines, items }: Bought, { tenders }: Payment): SaleMade {
  return {
    screeningId: basket.screening_id,
    channel: deps.channel,
    currency: basket.currency,
    lines: lines.map(toSaleLine),
    tenders: [...tenders],
    totalMinor: basket.total_minor,
    ...(items.length > 0 && { items: items.map(toItemLine) }),
    ...(basket.member_number !== null && { memberNumber: basket.member_number }),
    ...deps.till?.now(),
    ...approvalOf(basket, lines),
  };
}

function findShow(catalogue: SellDeps['catalogue'], screeningId: number): ShowOnPaper {
  const screening = catalogue.screening(screeningId);
  const venue = catalogue.venueOf(screeningId);
  assert(screening && venue, `screening ${screeningId} is in the catalogue`);
  return { screening, venue, movie: catalogue.current()?.movies.find(({ id }) => id === screening.movieId) ?? null };
}

function writeTicket(
  deps: SellDeps,
  { seq, sale, show, line }: { seq: number; sale: SaleOnPaper; show: ShowOnPaper; line: LineRow },
): void {
  const { id: screeningId, startsAtMs } = show.screening;
  const fields = {
    keyId: deps.keyId,
    terminal: deps.terminal,
    seq,
    line: line.line,
    screeningId,
    seatId: line.seat_id,
    version: line.version,
    ticketClass: line.ticket_class,
    startsAtMs,
  };
  const code = encodeTicket(fields, deps.key.sign);
  insertTicket(deps.store, seq, screeningId, line, code);
  const payload = ticketPayload(sale, { show, line, code });
  insertPrintJob(deps.store, { saleSeq: seq, line: line.line, kind: 'ticket', payload });
}

export const toTenderRow = ({ kind, amountMinor, attemptId, voucherId }: Tender): TenderRow => ({
  kind,
  amountMinor,
  attemptId: attemptId ?? null,
  voucherId: voucherId ?? null,
});

const toSaleLine = (line: LineRow): SaleLine => ({
  line: line.line,
  seatId: line.seat_id,
  seatLabel: line.seat_label,
  seatKind: line.seat_kind,
  version: line.version,
  ticketClass: line.ticket_class,
  priceMinor: line.price_minor,
  taxMinor: line.tax_minor,
  ...(line.comp !== null && { comp: line.comp }),
});

const toItemLine = ({ line, item_id, name, quantity, price_minor, tax_minor }: ItemRow): ItemLine => ({
  line,
  itemId: item_id,
  name,
  quantity,
  priceMinor: price_minor,
  taxMinor: tax_minor,
});

/** A manager let these tickets be given away. */
const approvalOf = ({ approved_by: approvedBy }: BasketRow, lines: readonly LineRow[]) =>
  approvedBy !== null && lines.some((line) => line.comp !== null) ? { approvedBy } : {};
