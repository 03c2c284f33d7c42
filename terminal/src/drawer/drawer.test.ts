import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { Fault } from '@marquee/shared/errors';
import { z } from 'zod';
import { pay, payMixed } from '../payment/payment.ts';
import { answerCall } from '../platform/bridge-calls.ts';
import { exchangeTickets, refundTickets, voidTickets } from '../refund/refund.ts';
import { countAndCloseShift, moveCash, openShift } from '../shift/shift.ts';
import { ann, openTillOffice, type TillOffice } from '../staff/testing/till-office.ts';
import { type DrawerWatch, opensDrawer, watchDrawer } from './drawer.ts';

let office: TillOffice;
let watch: DrawerWatch;
let opened: number;
let isStuck: boolean;
let changes: number;
const quiet = { info: () => undefined, warn: () => undefined };

/** Any call of the page: what it does is the test's. */
async function call<T>(act: () => T | Promise<T>): Promise<T> {
  const { act: handler } = watch.watch({ act: answerCall(z.object({}), act) });
  return (await handler.run({} as never)) as T;
}
function start(): void {
  watch = watchDrawer({
    store: office.store,
    drawer: {
      open: async () => {
        if (isStuck) throw new Fault('drawer-unreachable', 'a cable');
        opened += 1;
      },
    },
    log: quiet,
    onChange: () => {
      changes += 1;
    },
  });
}
const card = async (basketId: string) => {
  const paying = pay(office.deps, { basketId, tender: 'card', language: 'en' });
  await office.clock.advance(1000);
  return paying;
};
const cash = (basketId: string) => pay(office.deps, { basketId, tender: 'cash', language: 'en' });
const move = (kind: 'cash-in' | 'drop' | 'paid-out' | 'no-sale', operationId: string = kind) =>
  moveCash(office.shift, { operationId, kind, amountMinor: kind === 'no-sale' ? 0 : 500, reason: 'a reason' });
const undo = (saleSeq: number) => ({ refundId: `r${saleSeq}`, saleSeq, lines: [1], reason: 'ill' });
const close = () =>
  countAndCloseShift(office.shift, { denominations: [{ valueMinor: 10_000, count: 1 }], language: 'en' });

beforeEach(async () => {
  office = openTillOffice();
  office.grant([5, 6, 7, 8, 9, 10], 3);
  await office.signIn(ann);
  openShift(office.shift, { drawer: 'A', floatMinor: 10_000 });
  opened = 0;
  changes = 0;
  isStuck = false;
  start();
});
afterEach(() => office.close());

describe('the drawer opens once for', () => {
  /** What is sold before the call, so that the call undoes it. */
  let sold = 0;
  const rules: [string, number, () => Promise<unknown>, ('cash' | 'card')?][] = [
    ['a sale in cash', 1, async () => cash(await office.fillBasket([5, 6]))],
    ['a sale by card', 0, async () => card(await office.fillBasket([5, 6]))],
    ['card and cash in one sale', 1, mixed],
    ['a refund in cash', 1, async () => refundTickets(office.deps, undo(sold)), 'cash'],
    ['a void of a sale in cash', 1, async () => voidTickets(office.deps, undo(sold)), 'cash'],
    ['a refund to a card', 0, refundToCard, 'card'],
    ['an exchange for dearer seats paid in cash', 1, exchangeDearer, 'cash'],
    ['an exchange for dearer seats paid by card', 0, exchangeByCard, 'card'],
    ['cash in', 1, async () => move('cash-in')],
    ['a drop to the safe', 1, async () => move('drop')],
    ['a paid out', 1, async () => move('paid-out')],
    ['an opening for nothing', 1, async () => move('no-sale')],
    ['the count', 1, async () => close()],
    ['a basket that is only filled', 0, async () => office.fillBasket([5])],
    ['a report', 0, async () => office.types()],
  ];
  async function mixed() {
    const paying = payMixed(office.deps, {
      basketId: await office.fillBasket([5, 6]),
      cardMinor: 500,
      cashGivenMinor: 5000,
      language: 'en',
    });
    await office.clock.advance(1000);
    return paying;
  }
  async function refundToCard() {
    const refunding = refundTickets(office.deps, undo(sold));
    await office.clock.advance(1000);
    return refunding;
  }
  async function exchangeDearer() {
    const basketId = await office.fillBasket([7, 8]);
    return exchangeTickets(office.deps, { ...undo(sold), basketId, tender: 'cash', language: 'en' });
  }
  async function exchangeByCard() {
    const basketId = await office.fillBasket([7, 8]);
    const exchanging = exchangeTickets(office.deps, { ...undo(sold), basketId, tender: 'card', language: 'en' });
    await office.clock.advance(1000);
    return exchanging;
  }

  test.each(rules)('%s: %i', async (...rule) => {
    const [, times, act, before] = rule;
    if (before) sold = await office.sell([5], before);
    const answer = await call(act);
    if (typeof answer === 'object') expect(answer).not.toMatchObject({ ok: false });
    expect(opened).toBe(times);
  });

  test('a float that is put in, and not for a drawer that starts empty', () => {
    const shift = { floatMinor: 10_000 };
    expect(opensDrawer({ type: 'shift.opened', payload: shift })).toBe(true);
    expect(opensDrawer({ type: 'shift.opened', payload: { floatMinor: 0 } })).toBe(false);
  });
  test('no tender of nothing: tickets that were given away move no cash', () => {
    const tenders = [{ kind: 'cash', amountMinor: 0 }];
    expect(opensDrawer({ type: 'sale.made', payload: { tenders } })).toBe(false);
  });
});

describe('the drawer stays shut', () => {
  test('when the same call comes again: nothing new has moved', async () => {
    await call(() => move('cash-in', 'the same'));
    await call(() => move('cash-in', 'the same'));
    expect(opened).toBe(1);
  });
  test('for a call that was refused', async () => {
    office.staff.lock();
    expect(await call(() => move('no-sale'))).toMatchObject({ ok: false });
    expect(opened).toBe(0);
  });
  test('for what the terminal does by itself while no page calls', async () => {
    await office.sell([5]);
    await call(() => office.types());
    expect(opened).toBe(0);
  });
  test('after a restart, whatever was sold a moment before', async () => {
    await office.sell([5]);
    office.restart();
    start();
    await call(() => office.types());
    expect(opened).toBe(0);
  });
  test('a second time, when two calls overlap', async () => {
    const longer = Promise.withResolvers<void>();
    const waiting = call(() => longer.promise);
    await call(() => move('cash-in'));
    longer.resolve();
    await waiting;
    expect(opened).toBe(1);
  });
});

describe('a drawer that can not be opened', () => {
  test('is told by its code while the sale stands, until it opens again', async () => {
    isStuck = true;
    expect(await call(async () => cash(await office.fillBasket([5])))).toMatchObject({ ok: true });
    expect(watch.fault()?.code).toBe('drawer-unreachable');
    isStuck = false;
    await call(() => move('no-sale'));
    expect([watch.fault(), opened, changes]).toEqual([null, 1, 2]);
  });
  test('is not tried again by itself', async () => {
    isStuck = true;
    await call(() => move('no-sale'));
    isStuck = false;
    await call(() => office.types());
    expect(opened).toBe(0);
  });
  test('is none where none is connected: calls are answered as they are', () => {
    const none = watchDrawer({ store: office.store, drawer: null, log: quiet, onChange: () => undefined });
    const handlers = { act: answerCall(z.object({}), () => 1) };
    expect(none.watch(handlers)).toBe(handlers);
  });
});
