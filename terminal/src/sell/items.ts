/** Popcorn and the like: beside tickets in a basket, or alone in one. */
import { assert } from '@marquee/shared/assert';
import { taxIncludedMinor } from '@marquee/shared/money';
import type { ConcessionItem } from '@marquee/shared/protocol/streams';
import type { CallArgs, ItemView, SetItemsAnswer } from '../calls.ts';
import { type ItemRow, selectBasket, selectLines } from './basket.sql.ts';
import { type BasketDeps, dropBasket, saveBasket, seeBasket } from './basket.ts';
import type { SellDeps } from './sell-deps.ts';

/** What a sale's journal entry takes. */
const itemLinesMax = 20;
const quantityMax = 99;
const totalMinorMax = 100_000_000;

const listed = ({ catalogue }: Pick<SellDeps, 'catalogue'>): readonly ConcessionItem[] =>
  catalogue.current()?.items ?? [];

export const listItems = (deps: Pick<SellDeps, 'catalogue'>): ItemView[] =>
  listed(deps).map(({ id, name, priceMinor }) => ({ itemId: id, name, priceMinor }));

/** See `set-items`. A basket in which nothing is left is dropped. */
export function setItems(deps: BasketDeps, { basketId, items }: CallArgs<'set-items'>): SetItemsAnswer {
  const priced = priceItems(listed(deps), items);
  if (!priced.ok) return priced;
  const { store } = deps;
  const id = basketId ?? deps.makeId();
  const isSaved = store.transaction(() => {
    const basket = basketId === null ? emptyBasket(deps, id, priced.rows) : selectBasket(store, basketId);
    if (!basket) return false;
    const lines = selectLines(store, id);
    if (lines.length + priced.rows.length > 0) return saveBasket(store, basket, { lines, items: priced.rows });
    return saveBasket(store, basket, { lines, items: [] }) && dropBasket(deps, id);
  });
  if (!isSaved) return { ok: false, reason: 'basket-gone' };
  const basket = seeBasket(deps, id);
  assert(basket, 'the basket was just saved');
  return { ok: true, basket };
}

/** A basket is opened for something. */
function emptyBasket({ catalogue }: BasketDeps, basketId: string, rows: readonly ItemRow[]) {
  const currency = catalogue.current()?.cinema.currency;
  if (rows.length === 0 || currency === undefined) return null;
  return { basket_id: basketId, screening_id: null, currency, member_number: null, approved_by: null };
}

function priceItems(
  known: readonly ConcessionItem[],
  wanted: CallArgs<'set-items'>['items'],
): { ok: true; rows: ItemRow[] } | { ok: false; reason: 'item-unknown' | 'too-many-items' } {
  const rows: ItemRow[] = [];
  for (const [itemId, alike] of Map.groupBy(wanted, (item) => item.itemId)) {
    const item = known.find(({ id }) => id === itemId);
    if (!item) return { ok: false, reason: 'item-unknown' };
    const quantity = alike.reduce((sum, part) => sum + part.quantity, 0);
    const priceMinor = quantity * item.priceMinor;
    rows.push({
      line: rows.length + 1,
      item_id: itemId,
      name: item.name,
      quantity,
      price_minor: priceMinor,
      tax_minor: taxIncludedMinor(priceMinor, item.taxBasisPoints),
      tax_basis_points: item.taxBasisPoints,
    });
  }
  const isTooMuch =
    rows.length > itemLinesMax ||
    rows.some(({ quantity }) => quantity > quantityMax) ||
    rows.reduce((sum, row) => sum + row.price_minor, 0) > totalMinorMax;
  return isTooMuch ? { ok: false, reason: 'too-many-items' } : { ok: true, rows };
}
