/** Every step of a guest that needs the core: the call, and what its answer means for the state. */
import { Fault } from '@marquee/shared/errors';
import type { CallAnswer, CallArgs, CallName, CoreEvent } from '../../calls.ts';
import { type Bridge, LinkLost } from '../../ui-kit/bridge.ts';
import { countTickets, listTickets } from './kiosk-reduce.ts';
import type { Tender } from './kiosk-state.ts';
import type { KioskStore } from './kiosk-store.ts';
import { type MemoryPort, recallSale, rememberSale } from './sale-memory.ts';

export interface KioskPorts {
  bridge: Bridge;
  store: KioskStore;
  storage: MemoryPort;
  /** Runs `then` after so many milliseconds; the answer cancels it. */
  wait: (ms: number, then: () => void) => () => void;
}

export interface KioskActions {
  chooseScreening: (screeningId: number) => void;
  /** The best seats for the party, by the core; on the seat screen too, where the guest asks for another choice. */
  proposeSeats: () => void;
  confirmSeats: (options?: { allowSingleSeat: boolean }) => void;
  pay: (tender: Tender) => void;
  /** The guest is done, gave up or walked away: the seats go back and nothing personal stays. */
  leave: () => void;
  /** The guest is still here. */
  keepBasket: () => void;
  refreshBasket: () => void;
  refreshFilms: () => void;
  stop: () => void;
}

/** A busy evening announces many changes a second; a page asks at most this often for each thing. */
const refreshGapMs = 400;

export function createKioskActions(ports: KioskPorts): KioskActions {
  const { bridge, store, storage } = ports;
  let payUnderWay = false;

  /** Calls, and hands on the answer only while the guest who asked is still here. */
  async function ask<N extends CallName>(name: N, args: CallArgs<N>, then: (answer: CallAnswer<N>) => void) {
    const { guest } = store.get();
    try {
      const answer = await bridge.call(name, args);
      if (store.get().guest === guest) then(answer);
    } catch (thrown) {
      // After a lost link everything is asked again when it is back.
      if (thrown instanceof LinkLost) return;
      if (!(thrown instanceof Fault)) throw thrown;
      if (store.get().guest === guest) store.dispatch({ type: 'call-failed', code: thrown.code });
    }
  }

  const refreshTerminal = coalesce(ports, () =>
    ask('see-terminal', {}, (terminal) => store.dispatch({ type: 'terminal-seen', terminal })),
  );
  const refreshFilms = coalesce(ports, () =>
    ask('list-films', {}, ({ films }) => store.dispatch({ type: 'films-listed', films })),
  );
  const refreshMap = coalesce(ports, async () => {
    const { screeningId } = store.get();
    if (screeningId !== null)
      await ask('see-seat-map', { screeningId }, (map) => store.dispatch({ type: 'map-seen', map }));
  });
  const refreshBasket = coalesce(ports, async () => {
    const { basket } = store.get();
    // The answer to a payment under way says more than the basket does meanwhile.
    if (!basket || payUnderWay) return;
    await ask('see-basket', { basketId: basket.basketId }, (answer) => {
      if (!payUnderWay) store.dispatch({ type: 'basket-seen', basket: answer.basket });
    });
  });

  const onEvent = (event: CoreEvent) => {
    const { screen, screeningId, basket } = store.get();
    switch (event.event) {
      case 'terminal-changed':
        return refreshTerminal();
      case 'catalogue-changed':
        return refreshFilms();
      case 'screening-changed':
        if (screen === 'films' || screen === 'film') refreshFilms();
        if (event.screeningId === screeningId) refreshMap();
        return;
      case 'basket-changed':
        if (event.basketId === basket?.basketId) refreshBasket();
    }
  };

  async function openLink() {
    await Promise.all([
      ask('see-terminal', {}, (terminal) => store.dispatch({ type: 'terminal-seen', terminal })),
      ask('list-films', {}, ({ films }) => store.dispatch({ type: 'films-listed', films })),
    ]);
    const { basket, screen } = store.get();
    const remembered = recallSale(storage);
    if (screen === 'attract' && remembered)
      await ask('see-basket', { basketId: remembered.basketId }, ({ basket: found }) => {
        if (found && found.state !== 'dropped')
          store.dispatch({ type: 'basket-resumed', basket: found, language: remembered.language });
        else rememberSale(storage, null);
      });
    else if (basket) refreshBasket();
    if (store.get().screeningId !== null) refreshMap();
  }

  const stopLink = bridge.onLink((link) => {
    store.dispatch({ type: 'link-changed', link });
    if (link === 'open') void openLink();
  });
  const stopEvents = bridge.onEvent(onEvent);

  return {
    chooseScreening: (screeningId) => {
      store.dispatch({ type: 'screening-chosen', screeningId });
      refreshMap();
    },
    proposeSeats: () => {
      const { screeningId, tickets, wheelchair, chosen, screen } = store.get();
      const count = countTickets(tickets);
      if (screeningId === null || count === 0) return;
      if (screen === 'tickets' && chosen.length === count)
        return store.dispatch({ type: 'seats-proposed', seatIds: [...chosen] });
      store.dispatch({ type: 'working' });
      void ask('propose-seats', { screeningId, count, wheelchair }, ({ seatIds }) =>
        store.dispatch({ type: 'seats-proposed', seatIds }),
      );
    },
    confirmSeats: ({ allowSingleSeat } = { allowSingleSeat: false }) =>
      void confirmSeats(ports, allowSingleSeat, refreshMap),
    pay: (tender) => {
      const { basket } = store.get();
      if (!basket || payUnderWay) return;
      payUnderWay = true;
      store.dispatch({ type: 'pay-sent', tender });
      void ask('pay', { basketId: basket.basketId, tender }, (answer) => {
        payUnderWay = false;
        store.dispatch({ type: 'pay-answered', answer });
      }).finally(() => {
        payUnderWay = false;
        // Without an answer the basket itself is asked what became of it.
        if (store.get().screen === 'charging') refreshBasket();
      });
    },
    leave: () => {
      const { basket } = store.get();
      if (basket?.state === 'open') void ask('drop-basket', { basketId: basket.basketId }, () => undefined);
      rememberSale(storage, null);
      store.dispatch({ type: 'guest-left' });
      refreshFilms();
    },
    keepBasket: () => {
      const { basket } = store.get();
      if (basket?.state === 'open') void ask('keep-basket', { basketId: basket.basketId }, () => undefined);
    },
    refreshBasket,
    refreshFilms,
    stop: () => {
      stopLink();
      stopEvents();
    },
  };
}

async function confirmSeats(ports: KioskPorts, allowSingleSeat: boolean, refreshMap: () => void): Promise<void> {
  const { bridge, store, storage } = ports;
  const { guest, basket, screeningId, chosen, tickets, language } = store.get();
  if (screeningId === null) return;
  store.dispatch({ type: 'working' });
  try {
    const answer = await bridge.call('choose-seats', {
      basketId: basket?.state === 'open' ? basket.basketId : null,
      screeningId,
      seatIds: [...chosen],
      tickets: listTickets(tickets),
      allowSingleSeat,
    });
    if (store.get().guest !== guest) {
      // The guest left while the core was reserving: nobody would give these seats back.
      if (answer.ok) await bridge.call('drop-basket', { basketId: answer.basket.basketId });
      return;
    }
    if (answer.ok) rememberSale(storage, { basketId: answer.basket.basketId, language });
    store.dispatch({ type: 'choose-answered', answer });
    if (!answer.ok) refreshMap();
  } catch (thrown) {
    if (thrown instanceof LinkLost) return;
    if (!(thrown instanceof Fault)) throw thrown;
    if (store.get().guest === guest) store.dispatch({ type: 'call-failed', code: thrown.code });
  }
}

/** One run at a time, and one more after a pause for all the requests that came meanwhile. */
function coalesce(ports: Pick<KioskPorts, 'wait'>, run: () => Promise<void>): () => void {
  let running = false;
  let again = false;
  const start = async () => {
    running = true;
    await run();
    ports.wait(refreshGapMs, () => {
      running = false;
      if (!again) return;
      again = false;
      void start();
    });
  };
  return () => {
    if (running) again = true;
    else void start();
  };
}
