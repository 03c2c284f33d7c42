/**
 * Baskets that a cashier puts aside while the next customer is served. Their seats are kept, over a power cut too; vouchers
 * go back at once, so that their owner can spend them elsewhere.
 */
import type { BasketView } from '../calls.ts';
import type { ParkedBasket } from '../counter-calls.ts';
import { returnVouchers } from '../rights/rights.ts';
import { readBasket, type SellDeps, seeBasket } from '../sell/sell.ts';
import { deleteParked, insertParked, selectOpenUnparked, selectParked } from './park.sql.ts';

/** So long its seats are kept, by the monotonic clock; counted anew after a restart. */
export const parkedMs = 15 * 60_000;

export function parkBasket(deps: SellDeps, { basketId, name }: { basketId: string; name: string }): boolean {
  return deps.store.transaction(() => {
    if (readBasket(deps.store, basketId)?.state !== 'open') return false;
    returnVouchers(deps, basketId, 'basket-dropped');
    insertParked(deps.store, { basketId, name, parkedAtMs: deps.nowMs() });
    return true;
  });
}

/** Null where it was dropped, sold or recalled meanwhile. */
export function recallBasket(deps: SellDeps, basketId: string): BasketView | null {
  const recalled = deps.store.transaction(
    () => readBasket(deps.store, basketId)?.state === 'open' && deleteParked(deps.store, basketId),
  );
  return recalled ? seeBasket(deps, basketId) : null;
}

/** Oldest first. */
export function listParked(deps: SellDeps): ParkedBasket[] {
  return selectParked(deps.store).flatMap(({ basket_id, name, parked_at_ms }) => {
    const basket = seeBasket(deps, basket_id);
    if (!basket) return [];
    const screening = basket.screeningId === null ? undefined : deps.catalogue.screening(basket.screeningId);
    const movie = deps.catalogue.current()?.movies.find(({ id }) => id === screening?.movieId);
    return {
      name,
      parkedAtMs: parked_at_ms,
      filmTitle: movie?.title ?? '',
      startsAtMs: screening?.startsAtMs ?? 0,
      basket,
    };
  });
}

/** Those on the counter: open, or being paid for. */
export const listOpenBaskets = (deps: SellDeps): BasketView[] =>
  selectOpenUnparked(deps.store)
    .map(({ basket_id }) => seeBasket(deps, basket_id))
    .filter((basket) => basket !== null);

/** Their ids: both have a while left after a restart, each its own. */
export const listKept = (deps: SellDeps): { parked: string[]; open: string[] } => ({
  parked: selectParked(deps.store).map((row) => row.basket_id),
  open: selectOpenUnparked(deps.store).map((row) => row.basket_id),
});
