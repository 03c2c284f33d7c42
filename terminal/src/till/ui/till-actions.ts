/** Every step of a cashier that needs the core: the call, and what its answer means for the state. */
import { Fault } from '@marquee/shared/errors';
import type { TicketClass } from '@marquee/shared/tickets/ticket-class';
import type { CallAnswer, CallArgs, CallName, MixedTender, PickUpPrinting, PickUpView } from '../../calls.ts';
import { type Bridge, LinkLost } from '../../ui-kit/bridge.ts';
import type { Ask, AskOrSay, Refuse } from './ask.ts';
import { type BasketActions, createBasketActions } from './basket-actions.ts';
import { changeClass, countTickets, fitTickets, isPayable, listShows, wishNow } from './basket-facts.ts';
import { type BasketWishes, createBasketWishes } from './basket-wishes.ts';
import { createExchangeActions, type ExchangeActions } from './exchange-actions.ts';
import { addSeat, dueNow, isComplete, startClasses } from './exchange-facts.ts';
import { createTillQuestions } from './till-questions.ts';
import type { BasketDialog, Refusal, TillDialogName } from './till-state.ts';
import type { TillStore } from './till-store.ts';

export interface TillPorts {
  bridge: Bridge;
  store: TillStore;
}

/** The basket is for the exchange alone. */
const notInExchange: ReadonlySet<string> = new Set<TillDialogName>([
  'mixed',
  'park',
  'parked',
  'comps',
  'member',
  'voucher',
  'items',
]);
/** Over nothing they make no sense. */
const basketDialogs: ReadonlySet<string> = new Set<BasketDialog>([
  'cash',
  'mixed',
  'park',
  'comps',
  'member',
  'voucher',
]);

export interface TillActions extends BasketActions {
  ask: Ask;
  askOrSay: AskOrSay;
  refuse: Refuse;
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
  /** Opens the cash dialog, or finishes the sale where nothing is left to pay. */
  payByCash(): void;
  startExchange: ExchangeActions['startExchange'];
  leaveExchange: ExchangeActions['leaveExchange'];
  /** A phone's booking, by its code or the text of one of its tickets. Null where it is none: the page says why. */
  findPickUp(text: string): Promise<PickUpView | null>;
  /** Only of what was found last. */
  printPickUp(order: PickUpView['order']): Promise<PickUpPrinting | null>;
  park(name: string): void;
  recall(basketId: string): Promise<void>;
  open(dialog: TillDialogName | null): void;
  /** A sale of this terminal in the list of sales. */
  findSale(orderKey: string): void;
  /** A phone's booking that was scanned, in its dialog. */
  showPickUp(text: string): void;
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
  const refuse: Refuse = ({ reason, waitMs, triesLeft, seatIds }) => {
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

  const questions = createTillQuestions({ store, ask });
  const { refreshTerminal, refreshFilms, refreshMap, refreshStaff, refreshShift, refreshItems } = questions;
  const { refreshParked, refreshBasket, refreshSold, restoreBasket, chooseScreening } = questions;

  const extras = createBasketActions({ store, ask, refuse, wishes: () => wishes });
  const wishes: BasketWishes = createBasketWishes({
    store,
    ask,
    refuse,
    labelOf,
    onTold: () => void refreshMap(),
    carryOver: extras.carryOver,
  });
  const { want } = wishes;

  async function takeBest(count: number): Promise<void> {
    const { screeningId, map, charging, exchange } = get();
    if (screeningId === null || charging) return;
    if (exchange && count !== 0 && count !== exchange.tickets.length) return refuse({ reason: 'seat-count-wrong' });
    const tickets = fitTickets(startClasses(get()), count);
    if (map?.screening.seating === 'unnumbered' || count === 0) return want({ screeningId, seatIds: [], tickets });
    const answer = await wishes.during(ask('propose-seats', { screeningId, count, wheelchair: false }));
    if (!answer || get().screeningId !== screeningId) return;
    if (answer.seatIds.length < count) {
      wishes.forgetPressed();
      return dispatch({
        type: 'noticed',
        notice: { kind: 'done', what: 'no-seats-together', detail: String(count) },
      });
    }
    want({ screeningId, seatIds: answer.seatIds, tickets });
  }

  async function pay(tenders: MixedTender[]): Promise<void> {
    const { basket, language } = get();
    if (!basket || !isPayable(get())) return;
    if (get().exchange) return exchanging.payExchange(tenders[0] ?? { kind: 'cash', givenMinor: 0 });
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
      : addSeat(get(), now, seatId);
    want({ screeningId, seatIds, tickets: fitTickets(startClasses(get()), seatIds.length) });
  }

  function openLink(): void {
    void refreshTerminal().then(refreshFilms);
    void refreshItems();
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
        void refreshItems();
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
  async function recall(basketId: string): Promise<void> {
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
  }

  const exchanging = createExchangeActions({
    store,
    ask,
    askOrSay,
    refuse,
    chooseScreening,
    recall,
    restoreBasket,
    refreshBasket,
    refreshAll() {
      void refreshMap();
      void refreshFilms();
      void refreshParked();
    },
  });

  function openDialog(dialog: TillDialogName | null): void {
    const { signedIn, charging, exchange } = get();
    if (!signedIn || signedIn.locked || charging) return;
    if (exchange && dialog !== null && notInExchange.has(dialog)) return;
    if (dialog === 'parked') void refreshParked();
    if (dialog === null || !basketDialogs.has(dialog)) dispatch({ type: 'dialog', dialog });
    else
      wishes.onceTold(() => {
        if (get().basket) dispatch({ type: 'dialog', dialog });
      });
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
      const { basket, screeningId, sold, charging, wish, itemWish } = get();
      if (charging) return;
      if (sold) return dispatch({ type: 'sold-closed' });
      if (!basket && !wish && !itemWish) return;
      const of = basket?.screeningId ?? wish?.screeningId ?? screeningId;
      if (of === null) return wishes.wantItems([]);
      dispatch({ type: 'items-wished', items: [] });
      want({ screeningId: of, seatIds: [], tickets: [] });
    },
    pay: (tenders) => void pay(tenders),
    payByCard: () =>
      wishes.onceTold(() => {
        const dueMinor = dueNow(get());
        void pay(dueMinor > 0 ? [{ kind: 'card', amountMinor: dueMinor }] : []);
      }),
    payByCash: () =>
      wishes.onceTold(() => {
        const { basket, exchange } = get();
        if (basket && (dueNow(get()) <= 0 || (exchange && !isComplete(get())))) void pay([]);
        else openDialog('cash');
      }),
    addItem: extras.addItem,
    setComps: extras.setComps,
    setMember: extras.setMember,
    takeVoucher: extras.takeVoucher,
    dropVoucher: extras.dropVoucher,
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
    startExchange: exchanging.startExchange,
    leaveExchange: exchanging.leaveExchange,
    recall,
    open: openDialog,
    findSale(orderKey) {
      if (!get().charging) dispatch({ type: 'dialog', dialog: 'sales', search: orderKey });
    },
    showPickUp(text) {
      if (!get().charging) dispatch({ type: 'dialog', dialog: 'pick-up', search: text });
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
