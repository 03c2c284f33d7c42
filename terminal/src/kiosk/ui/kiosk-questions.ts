/** What the page asks the core for, and for whom: a guest, or everybody who looks at the screen. */
import { Fault } from '@marquee/shared/errors';
import type { CallAnswer, CallArgs, CallName } from '../../calls.ts';
import { type Bridge, LinkLost } from '../../ui-kit/bridge.ts';
import type { KioskStore } from './kiosk-store.ts';
import type { MemoryPort } from './sale-memory.ts';

export interface KioskPorts {
  bridge: Bridge;
  store: KioskStore;
  storage: MemoryPort;
  /** Runs `then` after so many milliseconds; the answer cancels it. */
  wait: (ms: number, then: () => void) => () => void;
}

type Ask = <N extends CallName>(name: N, args: CallArgs<N>, then: (answer: CallAnswer<N>) => void) => Promise<void>;

export interface Questions {
  /** For a guest's own step: a fault is shown, and an answer for a guest who has left belongs to nobody. */
  ask: Ask;
  /** For what needs no answer. */
  tell: <N extends CallName>(name: N, args: CallArgs<N>) => Promise<void>;
  seeTerminal: () => Promise<void>;
  seeFilms: () => Promise<void>;
  refreshTerminal: () => void;
  refreshFilms: () => void;
  refreshMap: () => void;
  refreshBasket: () => void;
  refreshPickUp: () => void;
  /** While the card reader has the word, its answer says more than the basket does. */
  payment: { underWay: boolean };
}

/** A busy evening announces many changes a second; a page asks at most this often for each thing. */
const refreshGapMs = 400;

export function createQuestions(ports: KioskPorts): Questions {
  const { bridge, store } = ports;
  const payment = { underWay: false };
  const ask: Ask = async (name, args, then) => {
    const { guest } = store.get();
    try {
      const answer = await bridge.call(name, args);
      if (store.get().guest === guest) then(answer);
    } catch (thrown) {
      const fault = passLinkLost(thrown);
      if (fault && store.get().guest === guest) store.dispatch({ type: 'call-failed', code: fault.code });
    }
  };
  /** For everybody, again and again: a fault now is put right by the next look. */
  const look: Ask = async (name, args, then) => {
    try {
      then(await bridge.call(name, args));
    } catch (thrown) {
      passLinkLost(thrown);
    }
  };
  const seeTerminal = () =>
    look('see-terminal', {}, (terminal) => {
      const before = store.get().terminal?.link;
      store.dispatch({ type: 'terminal-seen', terminal });
      // With the server gone only own seats can be sold; with it back, others as well.
      if (before === undefined || before === terminal.link) return;
      refreshFilms();
      refreshMap();
    });
  const seeFilms = () => look('list-films', {}, ({ films }) => store.dispatch({ type: 'films-listed', films }));
  const seeMap = async () => {
    const { screeningId, map } = store.get();
    // Only the first map is one that the guest waits for.
    const see = map === null ? ask : look;
    if (screeningId !== null)
      await see('see-seat-map', { screeningId }, (seen) => store.dispatch({ type: 'map-seen', map: seen }));
  };
  const seeBasket = async () => {
    const { basket, guest } = store.get();
    if (!basket || payment.underWay) return;
    await look('see-basket', { basketId: basket.basketId }, (seen) => {
      if (!payment.underWay && store.get().guest === guest)
        store.dispatch({ type: 'basket-seen', basket: seen.basket });
    });
  };
  const seePickUp = async () => {
    const { printing } = store.get().pickUp;
    if (!printing) return;
    await look('see-pick-up', { entrySeq: printing.entrySeq }, (seen) =>
      store.dispatch({ type: 'pick-up-printing-seen', printing: seen.printing }),
    );
  };
  const refreshFilms = coalesce(ports, seeFilms);
  const refreshMap = coalesce(ports, seeMap);
  return {
    ask,
    tell: (name, args) => look(name, args, () => undefined),
    seeTerminal,
    seeFilms,
    refreshTerminal: coalesce(ports, seeTerminal),
    refreshFilms,
    refreshMap,
    refreshBasket: coalesce(ports, seeBasket),
    refreshPickUp: coalesce(ports, seePickUp),
    payment,
  };
}

/** The fault, or null for a lost link, after which everything is asked again anyway. A bug goes on its way. */
function passLinkLost(thrown: unknown): Fault | null {
  if (thrown instanceof LinkLost) return null;
  if (thrown instanceof Fault) return thrown;
  throw thrown;
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
