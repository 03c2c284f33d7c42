import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type { CallArgs, CallName, SaleDetail } from '../../calls.ts';
import { aBasket, aFilm, aMap, aSale, aTerminal } from '../../kiosk/ui/testing/builders.ts';
import type { Bridge, LinkState } from '../../ui-kit/bridge.ts';
import { dueNow, isComplete, oldSeats } from './exchange-facts.ts';
import { createTillActions, type TillActions } from './till-actions.ts';
import { createTillStore, type TillStore } from './till-store.ts';

let store: TillStore;
let actions: TillActions;
let asked: [CallName, unknown][];
let answers: Partial<{ [N in CallName]: (args: CallArgs<N>) => unknown }>;

const settle = () => new Promise((resolve) => setImmediate(resolve));
const calls = (name: CallName) => asked.flatMap(([call, args]) => (call === name ? [args] : []));
/** Two seats of the screening on show, a child's and an adult's, for 20.00. */
const sale: SaleDetail = {
  saleSeq: 7,
  orderKey: 'T1-000007',
  soldAtMs: 0,
  screeningId: aMap().screening.screeningId,
  filmTitle: 'Up',
  startsAtMs: 0,
  currency: 'EUR',
  totalMinor: 2000,
  seatLabels: ['A1', 'A2'],
  refunded: 0,
  tenders: [{ kind: 'cash', amountMinor: 2000 }],
  heldHere: true,
  items: [],
  tickets: [
    {
      line: 1,
      seatLabel: 'A1',
      ticketClass: 'adult',
      priceMinor: 1200,
      state: 'valid',
      print: 'printed',
      duplicate: false,
    },
    {
      line: 2,
      seatLabel: 'A2',
      ticketClass: 'child',
      priceMinor: 800,
      state: 'valid',
      print: 'printed',
      duplicate: false,
    },
  ],
};
const begin = () => actions.startExchange({ sale, lines: [1, 2], reason: 'customer’s wish', to: 'seats' });
const basketOf = (totalMinor: number, seatIds = [3, 4]) => {
  const [line] = aBasket().lines;
  if (!line) throw new Error('a basket has lines');
  return aBasket({ totalMinor, lines: seatIds.map((seatId) => ({ ...line, seatId })) });
};

beforeEach(async () => {
  asked = [];
  answers = {
    'see-terminal': () => aTerminal({ role: 'till' }),
    'list-films': () => ({ films: [aFilm()] }),
    'see-seat-map': () => aMap(),
    'list-staff': () => ({ staff: [], signedIn: { staffId: 1, name: 'Ann', role: 'cashier', locked: false } }),
    'see-shift': () => ({ shift: null }),
    'list-parked': () => ({ parked: [] }),
    'list-items': () => ({ items: [] }),
    'see-open-baskets': () => ({ baskets: [] }),
    'see-basket': () => ({ basket: aBasket() }),
    'drop-basket': () => ({ dropped: true }),
    'park-basket': () => ({ ok: true }),
    'recall-basket': () => ({ ok: true, basket: aBasket({ basketId: 'before' }) }),
    'propose-seats': () => ({ seatIds: [3, 4] }),
    'choose-seats': () => ({ ok: true, basket: basketOf(2600) }),
    'exchange-sale': () => ({ ok: true, paidBackMinor: 0, basket: aBasket({ state: 'sold', sale: aSale() }) }),
  };
  store = createTillStore();
  let changeLink: (link: LinkState) => void = () => undefined;
  const bridge: Bridge = {
    call: async (name, args) => {
      asked.push([name, args]);
      const answer = answers[name] as ((args: unknown) => unknown) | undefined;
      if (!answer) throw new Error(`nobody answers ${name}`);
      return (await answer(args)) as never;
    },
    onEvent: () => () => undefined,
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

test('the best seats for as many, in the classes of the old tickets; the old seats are marked in their room', async () => {
  await begin();
  expect([isComplete(store.get()), oldSeats(store.get()).length]).toEqual([false, 2]);
  actions.takeBest(2);
  await settle();
  expect(calls('choose-seats')).toMatchObject([
    {
      seatIds: [3, 4],
      tickets: [
        { ticketClass: 'adult', count: 1 },
        { ticketClass: 'child', count: 1 },
      ],
    },
  ]);
  expect([isComplete(store.get()), dueNow(store.get())]).toEqual([true, 600]);
});

test('another number of seats is no exchange', async () => {
  await begin();
  actions.takeBest(3);
  await settle();
  expect([calls('choose-seats'), store.get().notice]).toMatchObject([[], { reason: 'seat-count-wrong' }]);
});

test('a seat more than there were takes the place of the first', async () => {
  answers['choose-seats'] = ({ seatIds }) => ({ ok: true, basket: basketOf(2600, seatIds) });
  await begin();
  for (const seatId of [2, 3, 4]) {
    actions.tapSeat(seatId);
    await settle();
  }
  expect(calls('choose-seats').at(-1)).toMatchObject({ seatIds: [3, 4] });
});

test('the difference is paid in cash, with its change', async () => {
  await begin();
  actions.takeBest(2);
  await settle();
  actions.payByCash();
  expect(store.get().dialog).toBe('cash');
  actions.pay([{ kind: 'cash', givenMinor: 1000 }]);
  await settle();
  expect(calls('exchange-sale')).toMatchObject([
    { saleSeq: 7, lines: [1, 2], reason: 'customer’s wish', tender: 'cash', givenMinor: 1000 },
  ]);
  expect(store.get()).toMatchObject({
    exchange: null,
    basket: null,
    sold: { givenMinor: 1000, changeMinor: 400, exchanged: { worthMinor: 2000 } },
  });
});

test('where nothing is due one key is enough, and no money is named', async () => {
  answers['choose-seats'] = () => ({ ok: true, basket: basketOf(2000) });
  await begin();
  actions.takeBest(2);
  await settle();
  actions.payByCash();
  await settle();
  expect([store.get().dialog, calls('exchange-sale')]).toMatchObject([null, [{ tender: 'cash' }]]);
  expect(calls('exchange-sale')[0]).not.toHaveProperty('givenMinor');
});

test('a refusal is said, and the exchange goes on', async () => {
  answers['exchange-sale'] = () => ({ ok: false, reason: 'card-declined' });
  answers['see-basket'] = () => ({ basket: basketOf(2600) });
  await begin();
  actions.takeBest(2);
  await settle();
  actions.payByCard();
  await settle();
  expect(store.get()).toMatchObject({ notice: { reason: 'card-declined' }, exchange: { sale }, charging: false });
});

test('leaving it frees the new seats, and brings back the basket that was put aside', async () => {
  actions.takeBest(2);
  await settle();
  await begin();
  expect([calls('park-basket').length, store.get().basket]).toEqual([1, null]);
  actions.takeBest(2);
  await settle();
  await actions.leaveExchange();
  expect(calls('drop-basket')).toEqual([{ basketId: aBasket().basketId }]);
  expect(store.get()).toMatchObject({ exchange: null, basket: { basketId: 'before' } });
  expect(calls('exchange-sale')).toEqual([]);
});
