/** The basket: what a customer is about to buy, kept on disk so that it survives a power cut. */
import { formatOrderKey } from '@marquee/shared/ids';
import { sumMinor } from '@marquee/shared/money';
import type { BasketView, SaleView } from '../calls.ts';
import type { Store } from '../platform/store.ts';
import { type RefusedSeats, releaseFromBasket, returnVouchers, selectBasketVouchers } from '../rights/rights.ts';
import {
  type BasketRow,
  type ItemRow,
  type LineRow,
  moveBasket,
  replaceItems,
  replaceLines,
  selectBasket,
  selectBaskets,
  selectItems,
  selectLines,
  upsertBasket,
} from './basket.sql.ts';
import { selectPrintStates } from './sell.sql.ts';
import type { SellDeps } from './sell-deps.ts';

export interface BasketDeps extends SellDeps {
  isOnline(): boolean;
  refusedSeats: RefusedSeats;
  makeId(): string;
  /**
   * Asks the server for seats that this terminal doesn't hold. Resolves when the answer is in and, for `granted`, when the
   * rights have arrived; never rejects: a broken link is `refused`.
   */
  askSeats(
    screeningId: number,
    seatIds: readonly number[],
  ): Promise<{ outcome: 'granted' } | { outcome: 'refused'; seatIds: number[] }>;
}

/** Within a transaction. Writes it down with its sums; false where it is no longer open, or is of another screening by now. */
export function saveBasket(
  store: Store,
  basket: Pick<BasketRow, 'basket_id' | 'screening_id' | 'currency' | 'member_number' | 'approved_by'>,
  { lines, items }: { lines: readonly LineRow[]; items: readonly ItemRow[] },
): boolean {
  const sold = [...lines, ...items];
  const total_minor = sumMinor(sold.map((row) => row.price_minor));
  const tax_minor = sumMinor(sold.map((row) => row.tax_minor));
  if (!upsertBasket(store, { ...basket, total_minor, tax_minor })) return false;
  replaceLines(store, basket.basket_id, lines);
  replaceItems(store, basket.basket_id, items);
  return true;
}

/** Drops an open basket; its seats stay here or go back to the server, as its vouchers do. False when it is no longer open. */
export function dropBasket(deps: SellDeps, basketId: string, from: 'open' | 'charging' | 'charged' = 'open'): boolean {
  return deps.store.transaction(() => {
    if (!moveBasket(deps.store, basketId, from, 'dropped')) return false;
    releaseFromBasket(deps, basketId, new Set());
    returnVouchers(deps, basketId, 'basket-dropped');
    return true;
  });
}

/** After a restart nobody stands before an open basket: its seats are for sale again. */
export function dropOpenBaskets(deps: SellDeps): number {
  const open = selectBaskets(deps.store, 'open');
  for (const { basket_id } of open) dropBasket(deps, basket_id);
  return open.length;
}

export function seeBasket(deps: SellDeps, basketId: string): BasketView | null {
  const basket = selectBasket(deps.store, basketId);
  if (!basket) return null;
  const lines = selectLines(deps.store, basketId);
  return {
    basketId,
    screeningId: basket.screening_id,
    state: basket.state,
    lines: lines.map((line) => ({
      seatId: line.seat_id,
      seatLabel: line.seat_label,
      seatKind: line.seat_kind,
      ticketClass: line.ticket_class,
      priceMinor: line.price_minor,
      comp: line.comp,
    })),
    items: selectItems(deps.store, basketId).map(({ line, item_id, name, quantity, price_minor }) => ({
      line,
      itemId: item_id,
      name,
      quantity,
      priceMinor: price_minor,
    })),
    vouchers: selectBasketVouchers(deps.store, basketId).map((voucher) => ({
      voucherId: voucher.voucher_id,
      codeEnd: voucher.code_end,
      balanceMinor: voucher.balance_minor,
    })),
    memberNumber: basket.member_number,
    totalMinor: basket.total_minor,
    taxMinor: basket.tax_minor,
    currency: basket.currency,
    sale: basket.sale_seq === null ? null : seeSale(deps, basket.sale_seq, basket.total_minor, lines),
  };
}

function seeSale(deps: SellDeps, seq: number, totalMinor: number, lines: readonly LineRow[]): SaleView {
  const states = new Map(selectPrintStates(deps.store, seq).map((row) => [row.line, row.state]));
  return {
    orderKey: formatOrderKey({ terminal: deps.terminal, seq }),
    seq,
    totalMinor,
    tickets: lines.map((line) => ({
      line: line.line,
      seatLabel: line.seat_label,
      ticketClass: line.ticket_class,
      print: states.get(line.line) ?? 'queued',
    })),
    receipt: states.get(0) ?? 'queued',
  };
}
