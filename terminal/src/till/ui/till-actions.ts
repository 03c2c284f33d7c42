/** Every step of a cashier that needs the core: the call, and what its answer means for the state. */
import { Fault } from '@marquee/shared/errors';
import type { TicketClass } from '@marquee/shared/tickets/ticket-class';
import type {
  CallAnswer,
  CallArgs,
  CallName,
  MixedTender,
  PickUpPrinting,
  PickUpView,
  TerminalView,
} from '../../calls.ts';
import { type Bridge, LinkLost } from '../../ui-kit/bridge.ts';
import { changeClass, countTickets, fitTickets, listShows, wishNow } from './basket-facts.ts';
import type { Refusal, TillDialogName, Wish } from './till-state.ts';
import type { TillStore } from './till-store.ts';

export interface TillPorts {
  bridge: Bridge;
  store: TillStore;
}

export interface TillActions {
  /** Null where the core could not answer: the page says why. */
  ask<N extends CallName>(name: N, args: CallArgs<N>): Promise<CallAnswer<N> | null>;
  /** The same, for calls that can be refused: the refusal is shown, and the answer is null then too. */
  askOrSay<N extends CallName>(name: N, args: CallArgs<N>): Promise<Exclude<CallAnswer<N>, { ok: false }> | null>;
  refuse(refusal: { reason: Refusal; waitMs?: number; triesLeft?: number; seatIds?: number[] }): void;
  chooseScreening(screeningId: number): void;
  /** The next or the last screening of the list. */
  stepScreening(by: 1 | -1): void;
  /** The best seats for so many: they are in the basket at once. */
  takeBest(count: number): void;
  tapSeat(seatId: number): void;
  changeClass(ticketClass: Exclude<TicketClass, 'adult'>, by: 1 | -1): void;
  changeCount(by: 1 | -1): void;
  clearBasket(): void;
  pay(tenders: MixedTender[]): void;
  /** All of it. */
  payByCard(): void;
  /** A phone's booking, by its code or the text of one of its tickets. Null where it is none: the page says why. */
  findPickUp(text: string): Promise<PickUpView | null>;
  /** Only of what was found last. */
  printPickUp(order: PickUpView['order']): Promise<PickUpPrinting | null>;
  park(name: string): void;
  recall(basketId: string): void;
  open(dialog: TillDialogName | null): void;
  lock(): void;
  signOut(): void;
  refreshStaff(): Promise<void>;
  refreshShift(): Promise<void>;
  refresh(): void;
  keepBasket(): void;
  stop(): void;
}

export function createTillActions({ bridge, store }: TillPorts): TillActions {
  const { get, dispatch } = store;

  async function ask<N extends CallName>(name: N, args: CallArgs<N>): Promise<CallAnswer<N> | null> {
    try {
      return await bridge.call(name, args);
    } catch (thrown) {
      // Asked again as soon as the core is there again.
      if (thrown instanceof LinkLost) return null;
      if (!(thrown instanceof Fault)) throw thrown;
      dispatch({ type: 'noticed', notice: { kind: 'fault', code: thrown.code } });
      return null;
    }
  }
  const refuse: TillActions['refuse'] = ({ reason, waitMs, triesLeft, seatIds }) => {
    const labels = (seatIds ?? []).map(labelOf).join(', ');
    const detail = waitMs !== undefined ? String(Math.ceil(waitMs / 1000)) : String(triesLeft ?? labels);
    dispatch({ type: 'noticed', notice: { kind: 'refusal', reason, detail } });
  };
  async function askOrSay<N extends CallName>(name: N, args: CallArgs<N>) {
    const answer = await ask(name, args);
    if (answer === null) return null;
    if (typeof answer === 'object' && 'ok' in answer && answer.ok === false) {
      refuse(answer as { reason: Refusal });
      return null;
    }
    return answer as Exclude<CallAnswer<N>, { ok: false }>;
  }
  const labelOf = (seatId: number) => get().map?.seats.find((seat) => seat.seatId === seatId)?.label ?? '';

  async function refreshTerminal(): Promise<void> {
    const terminal = await ask('see-terminal', {});
    if (terminal) dispatch({ type: 'terminal-told', terminal: terminal as TerminalView });
  }
  async function refreshFilms(): Promise<void> {
    const answer = await ask('list-films', {});
    if (!answer) return;
    dispatch({ type: 'films-told', films: answer.films });
    const { screeningId, terminal } = get();
    const shows = listShows(answer.films);
    if (screeningId !== null && shows.some((show) => show.screeningId === screeningId)) return;
    const next = shows.find((show) => show.startsAtMs > (terminal?.nowMs ?? 0) - 15 * 60_000) ?? shows[0];
    if (next) chooseScreening(next.screeningId);
  }
  async function refreshMap(): Promise<void> {
    const { screeningId } = get();
    if (screeningId === null) return;
    const map = await ask('see-seat-map', { screeningId });
    if (map) dispatch({ type: 'map-told', map });
  }
  async function refreshStaff(): Promise<void> {
    const answer = await ask('list-staff', {});
    if (answer) dispatch({ type: 'staff-told', ...answer });
  }
  async function refreshShift(): Promise<void> {
    const answer = await ask('see-shift', {});
    if (answer) dispatch({ type: 'shift-told', shift: answer.shift });
  }
  async function refreshParked(): Promise<void> {
    const answer = await ask('list-parked', {});
    if (answer) dispatch({ type: 'parked-told', parked: answer.parked });
  }
  /** After a power cut, or a page that was loaded anew, the basket is on the counter again. */
  async function restoreBasket(): Promise<void> {
    const answer = await ask('see-open-baskets', {});
    const [basket] = answer?.baskets ?? [];
    if (!basket) return dispatch({ type: 'basket-told', basket: null });
    if (get().basket?.basketId !== basket.basketId && basket.state === 'open') {
      if (basket.screeningId !== null) dispatch({ type: 'screening-chosen', screeningId: basket.screeningId });
      dispatch({ type: 'noticed', notice: { kind: 'done', what: 'restored', detail: '' } });
    }
    dispatch({ type: 'basket-told', basket });
    void refreshMap();
  }
  async function refreshBasket(): Promise<void> {
    const { basket } = get();
    if (!basket) return;
    const answer = await ask('see-basket', { basketId: basket.basketId });
    if (answer && get().basket?.basketId === basket.basketId && answer.basket?.state !== 'sold')
      dispatch({ type: 'basket-told', basket: answer.basket });
  }

  function chooseScreening(screeningId: number): void {
    dispatch({ type: 'screening-chosen', screeningId });
    void refreshMap();
  }

  let isTelling = false;
  /** What was pressed while the basket was still being told: fast fingers wait for nothing. */
  let pressed: (() => void) | null = null;
  function onceTold(run: () => void): void {
    if (isTelling || asking > 0) pressed = run;
    else run();
  }
  function want(wish: Wish): void {
    dispatch({ type: 'wished', wish });
    if (!isTelling) void tellWishes();
  }
  /** One after the other; a wish that was changed meanwhile is never told. */
  async function tellWishes(): Promise<void> {
    isTelling = true;
    try {
      for (let wish = get().wish; wish; wish = get().wish) {
        await tellWish(wish);
        if (get().wish === wish) dispatch({ type: 'wished', wish: null });
      }
    } finally {
      isTelling = false;
    }
    runPressed();
    void refreshMap();
  }
  function runPressed(): void {
    const run = pressed;
    pressed = null;
    run?.();
  }
  async function tellWish(wish: Wish): Promise<void> {
    const { basket } = get();
    if (basket && (basket.screeningId !== wish.screeningId || countTickets(wish) === 0)) {
      await ask('drop-basket', { basketId: basket.basketId });
      dispatch({ type: 'basket-told', basket: null });
    }
    if (countTickets(wish) === 0) return;
    const choice = { basketId: get().basket?.basketId ?? null, ...wish };
    let answer = await ask('choose-seats', { ...choice, allowSingleSeat: false });
    if (answer && !answer.ok && answer.reason === 'single-seat-left') {
      // A cashier may leave a single seat, but should know.
      const { seatIds } = answer;
      answer = await ask('choose-seats', { ...choice, allowSingleSeat: true });
      if (answer?.ok)
        dispatch({
          type: 'noticed',
          notice: { kind: 'done', what: 'single-seat', detail: seatIds.map(labelOf).join(', ') },
        });
    } else if (answer?.ok) dispatch({ type: 'noticed', notice: null });
    if (answer?.ok) return dispatch({ type: 'basket-told', basket: answer.basket });
    if (!answer) return;
    if (answer.reason === 'basket-gone') dispatch({ type: 'basket-told', basket: null });
    refuse(answer);
  }

  let asking = 0;
  async function takeBest(count: number): Promise<void> {
    const { screeningId, map, charging } = get();
    if (screeningId === null || charging) return;
    const tickets = fitTickets(wishNow(get())?.tickets ?? [], count);
    if (map?.screening.seating === 'unnumbered' || count === 0) return want({ screeningId, seatIds: [], tickets });
    asking += 1;
    const answer = await ask('propose-seats', { screeningId, count, wheelchair: false });
    asking -= 1;
    if (!answer || get().screeningId !== screeningId) return;
    if (answer.seatIds.length < count) {
      pressed = null;
      return dispatch({
        type: 'noticed',
        notice: { kind: 'done', what: 'no-seats-together', detail: String(count) },
      });
    }
    want({ screeningId, seatIds: answer.seatIds, tickets });
  }

  async function pay(tenders: MixedTender[]): Promise<void> {
    const { basket, charging, wish, language } = get();
    if (!basket || charging || wish) return;
    dispatch({ type: 'noticed', notice: null });
    dispatch({ type: 'charging', charging: true });
    const { basketId } = basket;
    const answer = await ask('pay-mixed', { basketId, tenders, language });
    dispatch({ type: 'charging', charging: false });
    if (answer?.ok) {
      const cash = tenders.find((tender) => tender.kind === 'cash');
      const givenMinor = cash?.kind === 'cash' ? cash.givenMinor : null;
      dispatch({ type: 'sold', sold: { basket: answer.basket, givenMinor, changeMinor: answer.changeMinor } });
      void refreshMap();
      void refreshFilms();
      return;
    }
    // Without an answer nobody knows: what the core says of the basket counts.
    if (!answer) return restoreBasket();
    dispatch({ type: 'dialog', dialog: null });
    refuse(answer);
    if (answer.reason === 'no-shift') void refreshShift();
    if (answer.reason === 'not-signed-in') void refreshStaff();
    void refreshBasket();
  }

  function tapSeat(seatId: number): void {
    const { screeningId, charging } = get();
    if (screeningId === null || charging) return;
    const now = wishNow(get());
    const seatIds = now?.seatIds.includes(seatId)
      ? now.seatIds.filter((each) => each !== seatId)
      : [...(now?.seatIds ?? []), seatId];
    want({ screeningId, seatIds, tickets: fitTickets(now?.tickets ?? [], seatIds.length) });
  }

  function openLink(): void {
    void refreshTerminal().then(refreshFilms);
    void refreshStaff();
    void refreshShift();
    void refreshParked();
    void restoreBasket();
  }
  const stopLink = bridge.onLink((link) => {
    dispatch({ type: 'link-changed', link });
    if (link === 'open') openLink();
  });
  const stopEvents = bridge.onEvent((event) => {
    switch (event.event) {
      case 'terminal-changed':
        return void refreshTerminal();
      case 'catalogue-changed':
        void refreshStaff();
        return void refreshFilms();
      case 'screening-changed':
        void refreshFilms();
        if (event.screeningId === get().screeningId) void refreshMap();
        return;
      case 'basket-changed':
        if (event.basketId === get().basket?.basketId && !get().charging) void refreshBasket();
        if (event.basketId === get().sold?.basket.basketId) void refreshSold();
        void refreshParked();
    }
  });
  /** Its papers are coming out. */
  async function refreshSold(): Promise<void> {
    const { sold } = get();
    if (!sold) return;
    const answer = await ask('see-basket', { basketId: sold.basket.basketId });
    if (answer?.basket) dispatch({ type: 'sold-told', basket: answer.basket });
  }

  return {
    ask,
    askOrSay,
    refuse,
    chooseScreening,
    stepScreening(by) {
      const shows = listShows(get().films ?? []);
      const at = shows.findIndex((show) => show.screeningId === get().screeningId);
      const next = shows[Math.min(shows.length - 1, Math.max(0, at + by))];
      if (next) chooseScreening(next.screeningId);
    },
    takeBest: (count) => void takeBest(count),
    tapSeat,
    changeClass(ticketClass, by) {
      const now = wishNow(get());
      const tickets = now && changeClass(now.tickets, ticketClass, by);
      if (now && tickets) want({ ...now, tickets });
    },
    changeCount(by) {
      const now = wishNow(get());
      const count = countTickets(now) + by;
      if (by === 1 || count === 0 || !now) return void takeBest(Math.max(0, count));
      // The last seat goes; the others stay where they are.
      want({ ...now, seatIds: now.seatIds.slice(0, count), tickets: fitTickets(now.tickets, count) });
    },
    clearBasket() {
      const { basket, screeningId, sold, charging } = get();
      if (charging) return;
      if (sold) return dispatch({ type: 'sold-closed' });
      const of = basket?.screeningId ?? screeningId;
      if (of !== null && (basket || get().wish)) want({ screeningId: of, seatIds: [], tickets: [] });
    },
    pay: (tenders) => void pay(tenders),
    payByCard: () =>
      onceTold(() => {
        const { basket } = get();
        if (basket) void pay([{ kind: 'card', amountMinor: basket.totalMinor }]);
      }),
    async findPickUp(text) {
      const answer = await ask('find-pick-up', { code: text });
      if (!answer) return null;
      dispatch({ type: 'noticed', notice: null });
      if (answer.ok) return answer.pickUp;
      refuse({ reason: answer.reason === 'not-found' && !answer.online ? 'not-synced' : answer.reason });
      return null;
    },
    async printPickUp(order) {
      const answer = await askOrSay('print-pick-up', { order, language: get().language });
      return answer?.printing ?? null;
    },
    async park(name) {
      const { basket } = get();
      if (!basket) return;
      const answer = await askOrSay('park-basket', { basketId: basket.basketId, name });
      if (!answer) return;
      dispatch({ type: 'basket-told', basket: null });
      dispatch({ type: 'dialog', dialog: null });
      dispatch({ type: 'noticed', notice: { kind: 'done', what: 'parked', detail: name } });
      void refreshParked();
      void refreshMap();
    },
    async recall(basketId) {
      const { basket } = get();
      if (basket) {
        // The one on the counter takes its place: nobody's seats are lost by a wrong key.
        const swapped = await askOrSay('park-basket', { basketId: basket.basketId, name: '…' });
        if (!swapped) return;
      }
      const answer = await askOrSay('recall-basket', { basketId });
      if (answer) {
        if (answer.basket.screeningId !== null)
          dispatch({ type: 'screening-chosen', screeningId: answer.basket.screeningId });
        dispatch({ type: 'basket-told', basket: answer.basket });
        dispatch({ type: 'dialog', dialog: null });
      }
      void refreshParked();
      void refreshMap();
    },
    open(dialog) {
      const { signedIn, charging } = get();
      if (!signedIn || signedIn.locked || charging) return;
      if (dialog === 'parked') void refreshParked();
      if (dialog !== 'cash' && dialog !== 'mixed' && dialog !== 'park') return dispatch({ type: 'dialog', dialog });
      onceTold(() => {
        if (get().basket) dispatch({ type: 'dialog', dialog });
      });
    },
    async lock() {
      const answer = await ask('lock', {});
      if (answer) dispatch({ type: 'signed-in', signedIn: answer.signedIn });
    },
    async signOut() {
      const answer = await ask('sign-out', {});
      if (answer) dispatch({ type: 'signed-in', signedIn: null });
    },
    refreshStaff,
    refreshShift,
    refresh() {
      void refreshTerminal();
      void refreshFilms();
      void refreshMap();
    },
    keepBasket() {
      const { basket } = get();
      if (basket?.state === 'open') void ask('keep-basket', { basketId: basket.basketId });
    },
    stop() {
      stopLink();
      stopEvents();
    },
  };
}
