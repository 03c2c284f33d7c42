/**
 * What the cashier wants in the basket, told to the core one wish after the other: of several only the last is told, so
 * that fast fingers wait for nothing, and what was pressed meanwhile is done when the basket is there.
 */
import type { BasketView } from '../../calls.ts';
import type { Ask } from './ask.ts';
import { countTickets, itemsNow } from './basket-facts.ts';
import type { ItemCount, Refusal, Wish } from './till-state.ts';
import type { TillStore } from './till-store.ts';

export interface WishPorts {
  store: TillStore;
  ask: Ask;
  refuse(refusal: { reason: Refusal; seatIds?: number[] }): void;
  labelOf(seatId: number): string;
  onTold(): void;
  /** One basket had to be given up for another: of the old one what neither seats nor items are. */
  carryOver(from: BasketView): Promise<void>;
}

export interface BasketWishes {
  want(wish: Wish): void;
  wantItems(items: ItemCount[]): void;
  /** Runs when the core has been told everything: at once where nothing is on its way. */
  onceTold(run: () => void): void;
  whenTold(): Promise<void>;
  /** Wishes wait for it too: the best seats are being found. */
  during<T>(question: Promise<T>): Promise<T>;
  /** What was pressed is not done: the seats that it was about are not there. */
  forgetPressed(): void;
}

export function createBasketWishes(ports: WishPorts): BasketWishes {
  const { store, ask, refuse } = ports;
  const { get, dispatch } = store;
  let isTelling = false;
  let asking = 0;
  let pressed: (() => void) | null = null;
  let waiting: (() => void)[] = [];
  let givenUp: BasketView | null = null;

  function start(): void {
    if (!isTelling) void tell();
  }
  /** A wish that was changed while it was told is told again as it is by then. */
  async function tell(): Promise<void> {
    isTelling = true;
    try {
      for (;;) {
        const { wish, itemWish } = get();
        if (wish) {
          await tellSeats(wish);
          if (get().wish === wish) dispatch({ type: 'wished', wish: null });
        } else if (itemWish) {
          await tellItems(itemWish);
          if (get().itemWish === itemWish) dispatch({ type: 'items-wished', items: null });
        } else if (givenUp) {
          const from = givenUp;
          givenUp = null;
          if (get().basket) await ports.carryOver(from);
        } else break;
      }
    } finally {
      isTelling = false;
    }
    runPressed();
    ports.onTold();
  }
  function runPressed(): void {
    const told = waiting;
    waiting = [];
    for (const resolve of told) resolve();
    const run = pressed;
    pressed = null;
    run?.();
  }

  async function tellSeats(wish: Wish): Promise<void> {
    const { basket } = get();
    const count = countTickets(wish);
    if (basket && basket.screeningId !== null && (basket.screeningId !== wish.screeningId || count === 0))
      await leaveSeats(basket);
    if (count > 0) await chooseSeats(wish);
  }
  /** A basket is of one screening. With items in it, it stays without its seats; else another one takes its place. */
  async function leaveSeats(basket: BasketView): Promise<void> {
    const { basketId, screeningId } = basket;
    const items = itemsNow(get());
    if (basket.items.length > 0 && items.length > 0 && screeningId !== null)
      return chooseSeats({ screeningId, seatIds: [], tickets: [] });
    await ask('drop-basket', { basketId });
    givenUp = basket;
    if (items.length > 0) dispatch({ type: 'items-wished', items });
    dispatch({ type: 'basket-told', basket: null });
  }
  async function chooseSeats(wish: Wish): Promise<void> {
    const choice = { basketId: get().basket?.basketId ?? null, ...wish };
    let answer = await ask('choose-seats', { ...choice, allowSingleSeat: false });
    if (answer && !answer.ok && answer.reason === 'single-seat-left') {
      // A cashier may leave a single seat, but should know.
      const { seatIds } = answer;
      answer = await ask('choose-seats', { ...choice, allowSingleSeat: true });
      const detail = seatIds.map(ports.labelOf).join(', ');
      if (answer?.ok) dispatch({ type: 'noticed', notice: { kind: 'done', what: 'single-seat', detail } });
    } else if (answer?.ok) dispatch({ type: 'noticed', notice: null });
    if (answer?.ok) return dispatch({ type: 'basket-told', basket: answer.basket });
    if (!answer) return;
    if (answer.reason === 'basket-gone') dispatch({ type: 'basket-told', basket: null });
    refuse(answer);
  }

  async function tellItems(items: ItemCount[]): Promise<void> {
    const { basket } = get();
    if (items.length === 0 && !basket) return;
    if (items.length === 0 && basket?.screeningId === null) {
      await ask('drop-basket', { basketId: basket.basketId });
      return dispatch({ type: 'basket-told', basket: null });
    }
    const answer = await ask('set-items', { basketId: basket?.basketId ?? null, items });
    if (answer?.ok) return dispatch({ type: 'basket-told', basket: answer.basket });
    if (!answer) return;
    if (answer.reason === 'basket-gone') dispatch({ type: 'basket-told', basket: null });
    refuse(answer);
  }

  return {
    want(wish) {
      dispatch({ type: 'wished', wish });
      start();
    },
    wantItems(items) {
      dispatch({ type: 'items-wished', items });
      start();
    },
    onceTold(run) {
      if (isTelling || asking > 0) pressed = run;
      else run();
    },
    whenTold: () => (isTelling ? new Promise((resolve) => waiting.push(resolve)) : Promise.resolve()),
    async during(question) {
      asking += 1;
      try {
        return await question;
      } finally {
        asking -= 1;
      }
    },
    forgetPressed() {
      pressed = null;
    },
  };
}
