import { beforeEach, describe, expect, test } from '@jest/globals';
import { Fault } from '@marquee/shared/errors';
import type { CallName, CoreEvent } from '../../calls.ts';
import { type Bridge, LinkLost, type LinkState } from '../../ui-kit/bridge.ts';
import { createKioskActions, type KioskActions } from './kiosk-actions.ts';
import { createKioskStore, type KioskStore } from './kiosk-store.ts';
import { aBasket, aFilm, aMap, aSale, aScreening, aTerminal } from './testing/builders.ts';

interface Made {
  name: CallName;
  args: object;
  resolve: (answer: unknown) => void;
  reject: (reason: Error) => void;
}

/** A bridge whose answers the test gives by hand. */
function fakeBridge() {
  const made: Made[] = [];
  let tellEvent: (event: CoreEvent) => void = () => undefined;
  let tellLink: (link: LinkState) => void = () => undefined;
  const bridge: Bridge = {
    call: (name, args) =>
      new Promise((resolve, reject) =>
        made.push({ name, args, resolve: resolve as (answer: unknown) => void, reject }),
      ),
    onEvent: (listener) => {
      tellEvent = listener;
      return () => undefined;
    },
    onLink: (listener) => {
      tellLink = listener;
      return () => undefined;
    },
    close: () => undefined,
  };
  const settle = () => new Promise((resolve) => setImmediate(resolve));
  const take = (name: CallName) => {
    const index = made.findIndex((call) => call.name === name);
    if (index < 0) throw new Error(`no call ${name} among ${made.map((call) => call.name)}`);
    return made.splice(index, 1)[0]!;
  };
  return {
    bridge,
    made,
    take,
    settle,
    event: (event: CoreEvent) => tellEvent(event),
    link: (link: LinkState) => tellLink(link),
    answer: async (name: CallName, answer: unknown) => {
      const call = take(name);
      call.resolve(answer);
      await settle();
      return call.args;
    },
    refuse: async (name: CallName, reason: Error) => {
      take(name).reject(reason);
      await settle();
    },
  };
}

let core: ReturnType<typeof fakeBridge>;
let store: KioskStore;
let actions: KioskActions;
let stored: Map<string, string>;
let waits: (() => void)[];

beforeEach(() => {
  core = fakeBridge();
  store = createKioskStore();
  stored = new Map();
  waits = [];
  actions = createKioskActions({
    bridge: core.bridge,
    store,
    storage: {
      getItem: (key) => stored.get(key) ?? null,
      setItem: (key, text) => stored.set(key, text),
      removeItem: (key) => stored.delete(key),
    },
    wait: (_ms, then) => {
      waits.push(then);
      return () => undefined;
    },
  });
});

async function connect(films = [aFilm()]) {
  core.link('open');
  await core.answer('see-terminal', aTerminal());
  await core.answer('list-films', { films });
}

async function goToPay() {
  await connect();
  store.dispatch({ type: 'begun' });
  actions.chooseScreening(7);
  await core.answer('see-seat-map', aMap());
  store.dispatch({ type: 'count-changed', ticketClass: 'adult', by: 1 });
  actions.proposeSeats();
  await core.answer('propose-seats', { seatIds: [1] });
  actions.confirmSeats();
  return core.answer('choose-seats', { ok: true, basket: aBasket() });
}

describe('a sale', () => {
  test('asks for exactly the chosen seats and classes, and remembers its basket for a reload', async () => {
    const args = await goToPay();
    expect(args).toEqual({
      basketId: null,
      screeningId: 7,
      seatIds: [1],
      tickets: [{ ticketClass: 'adult', count: 1 }],
      allowSingleSeat: false,
    });
    expect(store.get().screen).toBe('pay');
    expect(JSON.parse(stored.get('marquee.sale') ?? '')).toEqual({ basketId: '17-5', language: 'en' });
  });

  test('keeps its basket when the guest goes back and chooses again', async () => {
    await goToPay();
    store.dispatch({ type: 'back' });
    actions.confirmSeats({ allowSingleSeat: true });
    expect(core.take('choose-seats').args).toMatchObject({ basketId: '17-5', allowSingleSeat: true });
  });

  test('asks for as many as there are tickets, and no seat in particular, where guests sit where they like', async () => {
    const screening = aScreening({ seating: 'unnumbered' });
    await connect([aFilm({ screenings: [screening] })]);
    store.dispatch({ type: 'begun' });
    actions.chooseScreening(7);
    await core.answer('see-seat-map', aMap({ screening }));
    store.dispatch({ type: 'count-changed', ticketClass: 'adult', by: 1 });
    actions.confirmSeats();
    const args = await core.answer('choose-seats', { ok: true, basket: aBasket() });
    expect(args).toMatchObject({ basketId: null, seatIds: [], tickets: [{ ticketClass: 'adult', count: 1 }] });
    expect(store.get().screen).toBe('pay');
  });

  test('of a screening that stops is forgotten, and its basket dropped', async () => {
    await goToPay();
    core.event({ event: 'screening-changed', screeningId: 7 });
    for (const go of waits.splice(0)) go();
    await core.answer('see-seat-map', aMap({ screening: aScreening({ stopped: true }) }));
    expect(core.take('drop-basket').args).toEqual({ basketId: '17-5' });
    expect([store.get().screen, stored.size]).toEqual(['films', 0]);
  });

  test('is paid for in the guest’s language, which its papers are printed in', async () => {
    await goToPay();
    store.dispatch({ type: 'language-chosen', language: 'zh' });
    actions.pay('card');
    expect(core.take('pay').args).toEqual({ basketId: '17-5', tender: 'card', language: 'zh' });
  });

  test('is paid once, however often the button is touched', async () => {
    await goToPay();
    actions.pay('card');
    actions.pay('card');
    expect(core.made.filter((call) => call.name === 'pay')).toHaveLength(1);
    await core.answer('pay', { ok: true, basket: aBasket({ state: 'sold', sale: aSale() }) });
    expect(store.get().screen).toBe('sold');
  });

  test('whose payment broke off asks the basket what became of it', async () => {
    await goToPay();
    actions.pay('card');
    await core.refuse('pay', new LinkLost());
    expect(store.get().screen).toBe('charging');
    await core.answer('see-basket', { basket: aBasket({ state: 'sold', sale: aSale() }) });
    expect(store.get().screen).toBe('sold');
  });

  test('does not ask the basket while the reader still has the word', async () => {
    await goToPay();
    actions.pay('card');
    core.event({ event: 'basket-changed', basketId: '17-5' });
    expect(core.made.map((call) => call.name)).toEqual(['pay']);
  });
});

describe('a guest who leaves', () => {
  test('gives the seats back and is forgotten', async () => {
    await goToPay();
    actions.leave();
    expect(core.take('drop-basket').args).toEqual({ basketId: '17-5' });
    expect(stored.size).toBe(0);
    expect(store.get()).toMatchObject({ screen: 'attract', basket: null });
  });

  test('while seats are being reserved gets them released when they come', async () => {
    await goToPay();
    store.dispatch({ type: 'back' });
    actions.confirmSeats();
    actions.leave();
    await core.answer('drop-basket', { dropped: true });
    await core.answer('choose-seats', { ok: true, basket: aBasket({ basketId: '17-6' }) });
    expect(core.take('drop-basket').args).toEqual({ basketId: '17-6' });
    expect(store.get()).toMatchObject({ screen: 'attract', basket: null });
  });

  test('does not leave an answer behind for the next one', async () => {
    await connect();
    store.dispatch({ type: 'begun' });
    actions.chooseScreening(7);
    actions.leave();
    store.dispatch({ type: 'begun' });
    await core.answer('see-seat-map', aMap());
    expect(store.get().map).toBeNull();
  });

  test('an unsettled payment is not dropped with its guest', async () => {
    await goToPay();
    actions.pay('card');
    await core.answer('pay', { ok: false, reason: 'payment-unsettled' });
    store.dispatch({ type: 'basket-seen', basket: aBasket({ state: 'charging' }) });
    actions.leave();
    expect(core.made.some((call) => call.name === 'drop-basket')).toBe(false);
  });
});

describe('the link to the core', () => {
  test('once back finds the same basket after a reload', async () => {
    stored.set('marquee.sale', JSON.stringify({ basketId: '17-5', language: 'zh' }));
    await connect();
    expect(await core.answer('see-basket', { basket: aBasket() })).toEqual({ basketId: '17-5' });
    expect(store.get()).toMatchObject({ screen: 'pay', language: 'zh' });
  });

  test('a basket that no longer exists is forgotten, and a damaged memory is ignored', async () => {
    stored.set('marquee.sale', JSON.stringify({ basketId: '17-5', language: 'en' }));
    await connect();
    await core.answer('see-basket', { basket: null });
    expect([stored.size, store.get().screen]).toEqual([0, 'attract']);
    stored.set('marquee.sale', '{broken');
    await connect();
    expect(core.made).toEqual([]);
  });

  test('a fault is shown with its code', async () => {
    await connect();
    store.dispatch({ type: 'begun' });
    actions.chooseScreening(7);
    await core.refuse('see-seat-map', new Fault('disk-full'));
    expect(store.get().notice).toEqual({ kind: 'fault', detail: 'disk-full' });
  });

  test('when the server is lost or found again, map and films are asked anew: other seats can be sold now', async () => {
    await connect();
    store.dispatch({ type: 'begun' });
    actions.chooseScreening(7);
    await core.answer('see-seat-map', aMap());
    for (const go of waits.splice(0)) go();
    core.event({ event: 'terminal-changed' });
    await core.answer('see-terminal', aTerminal({ unsent: 3 }));
    expect(core.made).toEqual([]);
    for (const go of waits.splice(0)) go();
    core.event({ event: 'terminal-changed' });
    await core.answer('see-terminal', aTerminal({ link: 'offline' }));
    expect(core.made.map((call) => call.name).sort()).toEqual(['list-films', 'see-seat-map']);
  });

  test('a scanner on a line finds a booking where one is picked up, and nowhere else', async () => {
    await connect();
    store.dispatch({ type: 'begun' });
    core.event({ event: 'scanned', code: 'ABC234' });
    expect(core.made.map((call) => call.name)).not.toContain('find-pick-up');
    store.dispatch({ type: 'pick-up-opened' });
    core.event({ event: 'scanned', code: 'ABC234' });
    expect(core.take('find-pick-up').args).toEqual({ code: 'ABC234' });
  });

  test('many announcements of a change become one question at a time', async () => {
    await connect();
    store.dispatch({ type: 'begun' });
    actions.chooseScreening(7);
    await core.answer('see-seat-map', aMap());
    for (let change = 0; change < 50; change += 1) core.event({ event: 'screening-changed', screeningId: 7 });
    expect(core.made.filter((call) => call.name === 'see-seat-map')).toHaveLength(0);
    for (const go of waits.splice(0)) go();
    expect(core.made.filter((call) => call.name === 'see-seat-map')).toHaveLength(1);
  });
});
