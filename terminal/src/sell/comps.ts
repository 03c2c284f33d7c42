/** Tickets that are given away, and prices for members: both price the tickets of a basket anew. */
import { assert } from '@marquee/shared/assert';
import type { CallArgs, SetCompsAnswer, SetMemberAnswer } from '../calls.ts';
import { type BasketRow, type LineRow, selectBasket, selectItems, selectLines } from './basket.sql.ts';
import { saveBasket, seeBasket } from './basket.ts';
import { priceLine } from './price-line.ts';
import type { SellDeps } from './sell-deps.ts';

/**
 * See `set-comps`. `spendApproval` is asked only where more tickets are given away than a cashier may, and answers the
 * manager who said yes. What was given away before needs no second yes.
 */
export function setComps(
  deps: SellDeps,
  { basketId, seatIds, reason }: Omit<CallArgs<'set-comps'>, 'approvalId'>,
  spendApproval: () => number | null,
): SetCompsAnswer {
  if (deps.till?.refuse(false)) return { ok: false, reason: 'not-signed-in' };
  const basket = openBasket(deps, basketId);
  if (!basket) return { ok: false, reason: 'basket-gone' };
  const lines = selectLines(deps.store, basketId);
  const given = new Set(seatIds);
  if (![...given].every((seatId) => lines.some((line) => line.seat_id === seatId)))
    return { ok: false, reason: 'seat-not-in-basket' };
  const isMore = lines.some((line) => given.has(line.seat_id) && line.comp === null);
  let approvedBy = given.size > 0 ? basket.approved_by : null;
  if (isMore && given.size > (deps.till?.compTicketsMax() ?? Number.POSITIVE_INFINITY)) {
    approvedBy = spendApproval();
    if (approvedBy === null) return { ok: false, reason: 'approval-needed' };
  }
  const changed = { ...basket, approved_by: approvedBy };
  return priceAgain(
    deps,
    changed,
    lines.map((line) => ({ ...line, comp: given.has(line.seat_id) ? reason : null })),
  );
}

/** See `set-member`. */
export function setMember(deps: SellDeps, { basketId, memberNumber }: CallArgs<'set-member'>): SetMemberAnswer {
  const number = memberNumber?.trim().toUpperCase() ?? null;
  if (number !== null && !/^[0-9A-Z]{1,20}$/.test(number)) return { ok: false, reason: 'member-number-wrong' };
  const basket = openBasket(deps, basketId);
  if (!basket) return { ok: false, reason: 'basket-gone' };
  return priceAgain(deps, { ...basket, member_number: number }, selectLines(deps.store, basketId));
}

function openBasket({ store }: SellDeps, basketId: string): BasketRow | null {
  const basket = selectBasket(store, basketId);
  return basket?.state === 'open' ? basket : null;
}

/** Refused where the screening has left the programme: nobody may buy its tickets any more. */
function priceAgain(deps: SellDeps, basket: BasketRow, lines: readonly LineRow[]) {
  const { store, catalogue } = deps;
  const { basket_id: basketId, screening_id: screeningId, member_number: member } = basket;
  const prices = catalogue.prices();
  const screening = screeningId === null ? undefined : catalogue.screening(screeningId);
  if (!prices || (lines.length > 0 && !screening)) return { ok: false, reason: 'basket-gone' } as const;
  const priced = screening ? lines.map((line) => ({ ...line, ...priceLine(prices, screening, line, member) })) : [];
  store.transaction(() =>
    assert(
      saveBasket(store, basket, { lines: priced, items: selectItems(store, basketId) }),
      'an open basket can be saved',
    ),
  );
  const view = seeBasket(deps, basketId);
  assert(view, 'the basket was just saved');
  return { ok: true, basket: view } as const;
}
