import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { Fault } from '@marquee/shared/errors';
import type { CallArgs, CallName, Calls, CoreEvent } from '../../calls.ts';
import { aBasket, aFilm, aMap, aPickUp, aSale, aTerminal } from '../../kiosk/ui/testing/builders.ts';
import type { Bridge, LinkState } from '../../ui-kit/bridge.ts';
import { createTillActions, type TillActions } from './till-actions.ts';
import { createTillStore, type TillStore } from './till-store.ts';

let store: TillStore;
let actions: TillActions;
let asked: [CallName, unknown][];
let answers: Partial<{ [N in CallName]: (args: CallArgs<N>) => unknown }>;
let tell: (event: CoreEvent) => void;
let changeLink: (link: LinkState) => void;

const signedIn = { staffId: 1, name: 'Ann', role: 'cashier' as const, locked: false };
const core: Partial<Calls> = {
  'see-terminal': () => aTerminal({ role: 'till' }),
  'list-films': () => ({ films: [aFilm()] }),
  'see-seat-map': () => aMap(),
  'list-staff': () => ({ staff: [{ staffId: 1, name: 'Ann', role: 'cashier', waitMs: null }], signedIn }),
  'see-shift': () => ({ shift: null }),
  'list-parked': () => ({ parked: [] }),
  'see-open-baskets': () => ({ baskets: [] }),
  'see-basket': () => ({ basket: aBasket() }),
  'drop-basket': () => ({ dropped: true }),
  'propose-seats': ({ count }) => ({ seatIds: [2, 3, 4, 5].slice(0, count) }),
  'choose-seats': async () => ({ ok: true, basket: aBasket() }),
  'pay-mixed': async () => ({ ok: true, changeMinor: 300, basket: aBasket({ state: 'sold', sale: aSale() }) }),
};
const settle = () => new Promise((resolve) => setImmediate(resolve));
const calls = (name: CallName) => asked.flatMap(([call, args]) => (call === name ? [args] : []));

beforeEach(async () => {
  asked = [];
  answers = {};
  store = createTillStore();
  const bridge: Bridge = {
    call: async (name, args) => {
      asked.push([name, args]);
      const answer = (answers[name] ?? core[name]) as ((args: unknown) => unknown) | undefined;
      if (!answer) throw new Error(`nobody answers ${name}`);
      return (await answer(args)) as never;
    },
    onEvent: (listener) => {
      tell = listener;
      return () => undefined;
    },
    onLink: (listener) => {
      changeLink = listener;
      return () => undefined;
    },
    close: () => undefined,
  };
  actions = createTillActions({ bridge, store });
  changeLink('open');
  await settle();
});
afterEach(() => actions.stop());

test('the page opens on the next screening, with its room', () => {
  const { screeningId, map, signedIn: who } = store.get();
  expect([screeningId, map?.screening.screeningId, who?.name]).toEqual([
    aMap().screening.screeningId,
    screeningId,
    'Ann',
  ]);
});

test('a number is the best seats for so many, in the basket at once; what was pressed meanwhile comes after', async () => {
  actions.takeBest(2);
  actions.open('cash');
  expect(store.get().dialog).toBeNull();
  await settle();
  expect(calls('choose-seats')).toMatchObject([{ seatIds: [2, 3], tickets: [{ ticketClass: 'adult', count: 2 }] }]);
  expect([store.get().dialog, store.get().basket?.basketId]).toEqual(['cash', aBasket().basketId]);
});

test('a single seat that stays alone is sold all the same, and said', async () => {
  answers['choose-seats'] = ({ allowSingleSeat }) =>
    allowSingleSeat ? { ok: true, basket: aBasket() } : { ok: false, reason: 'single-seat-left', seatIds: [4] };
  actions.takeBest(2);
  await settle();
  expect([store.get().basket?.basketId, store.get().notice]).toMatchObject([
    aBasket().basketId,
    { kind: 'done', what: 'single-seat' },
  ]);
});

describe('paying', () => {
  beforeEach(async () => {
    actions.takeBest(2);
    await settle();
  });

  test('shows the change, and papers that come out close nothing that was opened meanwhile', async () => {
    actions.pay([{ kind: 'cash', givenMinor: 3000 }]);
    await settle();
    expect(store.get()).toMatchObject({ sold: { changeMinor: 300, givenMinor: 3000 }, basket: null });
    actions.open('sales');
    tell({ event: 'basket-changed', basketId: aBasket().basketId });
    await settle();
    expect(store.get()).toMatchObject({ dialog: 'sales', sold: { changeMinor: 300 } });
  });

  test('a declined card is said, and the basket stays', async () => {
    answers['pay-mixed'] = () => ({ ok: false, reason: 'card-declined' });
    actions.payByCard();
    await settle();
    expect(store.get()).toMatchObject({
      charging: false,
      notice: { kind: 'refusal', reason: 'card-declined' },
      basket: { basketId: aBasket().basketId },
    });
    expect(calls('pay-mixed')).toMatchObject([{ tenders: [{ kind: 'card', amountMinor: aBasket().totalMinor }] }]);
  });

  test('while a card is charged nothing else is begun', async () => {
    let answer: (value: unknown) => void = () => undefined;
    answers['pay-mixed'] = () => new Promise((resolve) => (answer = resolve));
    actions.payByCard();
    await settle();
    actions.payByCard();
    actions.open('sales');
    actions.takeBest(3);
    await settle();
    expect([calls('pay-mixed').length, store.get().dialog, calls('choose-seats').length]).toEqual([1, null, 1]);
    answer({ ok: false, reason: 'card-timeout' });
    await settle();
    expect(store.get().charging).toBe(false);
  });
});

test('an emptied basket is dropped, so that its seats are free', async () => {
  actions.takeBest(2);
  await settle();
  actions.clearBasket();
  await settle();
  expect([calls('drop-basket'), store.get().basket]).toEqual([[{ basketId: aBasket().basketId }], null]);
});

test('a basket from before a power cut is on the counter again, and the page says so', async () => {
  answers['see-open-baskets'] = () => ({ baskets: [aBasket()] });
  changeLink('open');
  await settle();
  expect(store.get()).toMatchObject({ basket: { basketId: aBasket().basketId }, notice: { what: 'restored' } });
});

test('whoever locks the till leaves the basket and nothing else', async () => {
  actions.takeBest(2);
  await settle();
  actions.open('sales');
  answers.lock = () => ({ signedIn: { ...signedIn, locked: true } });
  actions.lock();
  await settle();
  expect(store.get()).toMatchObject({ dialog: null, notice: null, signedIn: { locked: true } });
  expect(store.get().basket).not.toBeNull();
  actions.open('sales');
  expect(store.get().dialog).toBeNull();
});

describe('a phone’s booking', () => {
  test('is found by what was typed or scanned, and printed in the page’s language', async () => {
    answers['find-pick-up'] = () => ({ ok: true, pickUp: aPickUp() });
    answers['print-pick-up'] = () => ({ ok: true, printing: { entrySeq: 9, tickets: [] } });
    expect(await actions.findPickUp('K7QM-2XRA')).toEqual(aPickUp());
    store.dispatch({ type: 'language', language: 'zh' });
    expect(await actions.printPickUp(aPickUp().order)).toEqual({ entrySeq: 9, tickets: [] });
    expect([calls('find-pick-up'), calls('print-pick-up')]).toEqual([
      [{ code: 'K7QM-2XRA' }],
      [{ order: aPickUp().order, language: 'zh' }],
    ]);
  });

  test.each([
    [{ ok: false, reason: 'not-found', online: true }, 'not-found'],
    [{ ok: false, reason: 'not-found', online: false }, 'not-synced'],
    [{ ok: false, reason: 'too-late' }, 'too-late'],
    [{ ok: false, reason: 'not-signed-in' }, 'not-signed-in'],
  ])('that can’t be had is said: %j', async (answer, reason) => {
    answers['find-pick-up'] = () => answer;
    expect(await actions.findPickUp('AAAA-BBBB')).toBeNull();
    expect(store.get().notice).toEqual({ kind: 'refusal', reason, detail: '' });
  });

  test('whose tickets were given back meanwhile is not printed, and that is said', async () => {
    answers['print-pick-up'] = () => ({ ok: false, reason: 'nothing-left' });
    expect(await actions.printPickUp(aPickUp().order)).toBeNull();
    expect(store.get().notice).toMatchObject({ kind: 'refusal', reason: 'nothing-left' });
  });
});

test('a fault is said with its code', async () => {
  answers['propose-seats'] = () => {
    throw new Fault('disk-full');
  };
  actions.takeBest(2);
  await settle();
  expect(store.get().notice).toEqual({ kind: 'fault', code: 'disk-full' });
});
