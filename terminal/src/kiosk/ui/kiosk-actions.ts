/** Every step of a guest that needs the core: the call, and what its answer means for the state. */
import { Fault } from '@marquee/shared/errors';
import { LinkLost } from '../../ui-kit/bridge.ts';
import { createQuestions, type KioskPorts, type Questions } from './kiosk-questions.ts';
import { countTickets, listTickets } from './kiosk-reduce.ts';
import type { Tender } from './kiosk-state.ts';
import { recallSale, rememberSale } from './sale-memory.ts';
import { chosenScreening, isFreeSeating } from './show-facts.ts';

export interface KioskActions {
  chooseScreening: (screeningId: number) => void;
  /** The best seats for the party, by the core; on the seat screen too, where the guest asks for another choice. */
  proposeSeats: () => void;
  /** Puts the chosen seats in the basket; as many as there are tickets where guests sit where they like. */
  confirmSeats: (options?: { allowSingleSeat: boolean }) => void;
  pay: (tender: Tender) => void;
  /** The guest waits no longer for this printer: the answer is the code by which another one brings the tickets out. */
  collectElsewhere: (then: (code: string) => void) => void;
  /** By a code that was typed, or the text of a ticket that was scanned. */
  findPickUp: (code: string) => void;
  printPickUp: () => void;
  refreshPickUp: () => void;
  /** The guest is done, gave up or walked away: the seats go back and nothing personal stays. */
  leave: () => void;
  /** The guest is still here. */
  keepBasket: () => void;
  refreshBasket: () => void;
  /** Terminal and films: what is shown to everybody. */
  refreshProgramme: () => void;
  stop: () => void;
}

export function createKioskActions(ports: KioskPorts): KioskActions {
  const { bridge, store } = ports;
  const questions = createQuestions(ports);
  const stopLink = bridge.onLink((link) => {
    store.dispatch({ type: 'link-changed', link });
    if (link === 'open') void openLink(ports, questions);
  });
  const stopEvents = bridge.onEvent((event) => {
    const { screen, screeningId, basket } = store.get();
    switch (event.event) {
      case 'terminal-changed':
        // A slip has come out, or can't.
        questions.refreshPickUp();
        return questions.refreshTerminal();
      case 'catalogue-changed':
        return questions.refreshFilms();
      case 'screening-changed':
        if (screen === 'films' || screen === 'film') questions.refreshFilms();
        if (event.screeningId === screeningId) questions.refreshMap();
        return;
      case 'scanned':
        if (screen === 'pick-up') findPickUp(ports, questions, event.code);
        return;
      case 'basket-changed':
        if (event.basketId === basket?.basketId) questions.refreshBasket();
    }
  });

  const stopRelease = releaseForgotten(ports, questions);

  return {
    chooseScreening: (screeningId) => {
      store.dispatch({ type: 'screening-chosen', screeningId });
      questions.refreshMap();
    },
    proposeSeats: () => proposeSeats(ports, questions),
    confirmSeats: (options) => void confirmSeats(ports, questions, options?.allowSingleSeat ?? false),
    pay: (tender) => pay(ports, questions, tender),
    collectElsewhere(then) {
      const { basket } = store.get();
      if (!basket) return;
      void questions.ask('collect-elsewhere', { basketId: basket.basketId }, (answer) => {
        if (answer.ok) then(answer.code);
        questions.refreshBasket();
      });
    },
    findPickUp: (code) => findPickUp(ports, questions, code),
    printPickUp: () => printPickUp(ports, questions),
    refreshPickUp: questions.refreshPickUp,
    leave: () => leave(ports, questions),
    keepBasket: () => {
      const { basket } = store.get();
      if (basket?.state === 'open') void questions.tell('keep-basket', { basketId: basket.basketId });
    },
    refreshBasket: questions.refreshBasket,
    refreshProgramme: () => {
      questions.refreshTerminal();
      questions.refreshFilms();
    },
    stop: () => {
      stopLink();
      stopEvents();
      stopRelease();
    },
  };
}

/** A basket that the page lets go of is dropped: nobody else would give its seats back soon. */
function releaseForgotten({ store, storage }: KioskPorts, questions: Questions): () => void {
  let { basket } = store.get();
  return store.subscribe(() => {
    const before = basket;
    basket = store.get().basket;
    if (basket !== null || before?.state !== 'open') return;
    rememberSale(storage, null);
    void questions.tell('drop-basket', { basketId: before.basketId });
  });
}

/** Everything may have changed while the link was away; after a reload there may be a sale to come back to. */
async function openLink({ store, storage }: KioskPorts, questions: Questions): Promise<void> {
  await Promise.all([questions.seeTerminal(), questions.seeFilms()]);
  const { basket, screen } = store.get();
  const remembered = recallSale(storage);
  if (screen === 'attract' && remembered)
    await questions.ask('see-basket', { basketId: remembered.basketId }, ({ basket: found }) => {
      if (found && found.state !== 'dropped')
        store.dispatch({ type: 'basket-resumed', basket: found, language: remembered.language });
      else rememberSale(storage, null);
    });
  else if (basket) questions.refreshBasket();
  if (store.get().screeningId !== null) questions.refreshMap();
}

function proposeSeats({ store }: KioskPorts, questions: Questions): void {
  const { screeningId, tickets, wheelchair, chosen, screen } = store.get();
  const count = countTickets(tickets);
  if (screeningId === null || count === 0) return;
  // Back from the seats with nothing changed: the guest's own choice stands.
  if (screen === 'tickets' && chosen.length === count) {
    store.dispatch({ type: 'seats-proposed', seatIds: [...chosen] });
    return;
  }
  store.dispatch({ type: 'working' });
  void questions.ask('propose-seats', { screeningId, count, wheelchair }, ({ seatIds }) =>
    store.dispatch({ type: 'seats-proposed', seatIds }),
  );
}

function pay({ store }: KioskPorts, questions: Questions, tender: Tender): void {
  const { basket, language } = store.get();
  if (!basket || questions.payment.underWay) return;
  questions.payment.underWay = true;
  store.dispatch({ type: 'pay-sent', tender });
  void questions
    .ask('pay', { basketId: basket.basketId, tender, language }, (answer) =>
      store.dispatch({ type: 'pay-answered', answer }),
    )
    .finally(() => {
      questions.payment.underWay = false;
      // Without an answer the basket itself is asked what became of it.
      if (store.get().screen === 'charging') questions.refreshBasket();
    });
}

function findPickUp({ store }: KioskPorts, questions: Questions, code: string): void {
  if (store.get().working) return;
  store.dispatch({ type: 'working' });
  void questions.ask('find-pick-up', { code }, (answer) => store.dispatch({ type: 'pick-up-answered', answer }));
}

function printPickUp({ store }: KioskPorts, questions: Questions): void {
  const { pickUp, language, working } = store.get();
  if (!pickUp.found || working) return;
  store.dispatch({ type: 'working' });
  void questions.ask('print-pick-up', { order: pickUp.found.order, language }, (answer) =>
    store.dispatch({ type: 'pick-up-print-answered', answer }),
  );
}

function leave({ store, storage }: KioskPorts, questions: Questions): void {
  rememberSale(storage, null);
  store.dispatch({ type: 'guest-left' });
  questions.refreshFilms();
}

async function confirmSeats(ports: KioskPorts, questions: Questions, allowSingleSeat: boolean): Promise<void> {
  const { bridge, store, storage } = ports;
  const state = store.get();
  const { guest, basket, screeningId, tickets, language } = state;
  if (screeningId === null) return;
  const seatIds = isFreeSeating(chosenScreening(state)) ? [] : [...state.chosen];
  store.dispatch({ type: 'working' });
  try {
    const answer = await bridge.call('choose-seats', {
      basketId: basket?.state === 'open' ? basket.basketId : null,
      screeningId,
      seatIds,
      tickets: listTickets(tickets),
      allowSingleSeat,
    });
    if (store.get().guest !== guest) {
      // The guest left while the core was reserving: nobody would give these seats back.
      if (answer.ok) await questions.tell('drop-basket', { basketId: answer.basket.basketId });
      return;
    }
    if (answer.ok) rememberSale(storage, { basketId: answer.basket.basketId, language });
    store.dispatch({ type: 'choose-answered', answer });
    if (!answer.ok) questions.refreshMap();
  } catch (thrown) {
    if (thrown instanceof LinkLost) return;
    if (!(thrown instanceof Fault)) throw thrown;
    if (store.get().guest === guest) store.dispatch({ type: 'call-failed', code: thrown.code });
  }
}
