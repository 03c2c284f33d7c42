import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import { makeHandlers } from './answer-calls.ts';
import { tellCustomerAfter, thanksMs } from './answer-customer-calls.ts';
import type { CallAnswer, CallName, CounterView, PageLook } from './calls.ts';
import type { Core } from './core.ts';
import { answerCall } from './platform/bridge-calls.ts';
import { ann, openTillOffice, type TillOffice } from './staff/testing/till-office.ts';

let office: TillOffice;
let handlers: ReturnType<typeof makeHandlers>;

const call = async <N extends CallName>(name: N, args: object): Promise<CallAnswer<N>> =>
  (await handlers[name].run(handlers[name].args.parse(args) as never)) as CallAnswer<N>;
const see = (): Promise<CounterView> => call('see-counter', {});
const choose = (seatIds: number[]) =>
  call('choose-seats', {
    basketId: null,
    screeningId: 1,
    seatIds,
    tickets: [{ ticketClass: 'adult', count: seatIds.length }],
    allowSingleSeat: true,
  });

function open(customerLook: Partial<PageLook> = {}): void {
  const { store, deps, clock, shift } = office;
  const core = {
    ...{ store, deps, shift, catalogue: deps.catalogue, gate: null },
    sync: { isOnline: () => false, fault: () => null },
    time: { nowMs: clock.nowMs, driftMs: () => 0 },
    identity: { terminal: 17 },
    pickUps: {},
    outOfService: () => null,
    noteFault: () => undefined,
    keepBasket: () => undefined,
  } as unknown as Core;
  handlers = makeHandlers(core, {
    ...{ tenders: ['card', 'cash'], idleWarningMs: 1000, idleResetMs: 2000, customerLook },
    printerFault: () => null,
    readerFault: () => null,
  });
}

beforeEach(async () => {
  office = openTillOffice();
  office.grant([5, 6, 7, 8], 3);
  await office.signIn(ann);
  open();
  await call('open-shift', { drawer: 'A', floatMinor: 10_000 });
});
afterEach(() => office.close());

describe('what the customer sees', () => {
  test('nobody is served until seats are chosen; then their seats, prices and what is to pay', async () => {
    expect((await see()).serving).toBeNull();
    const chosen = await choose([5, 6]);
    if (!chosen.ok) throw new Error(chosen.reason);
    const { serving } = await see();
    expect(serving).toMatchObject({
      state: 'choosing',
      dueMinor: chosen.basket.totalMinor,
      totalMinor: chosen.basket.totalMinor,
      isMember: false,
      items: [],
      paid: null,
      lines: chosen.basket.lines.map(({ seatLabel, priceMinor }) => ({ seatLabel, priceMinor, isFree: false })),
    });
    expect(serving?.seats.filter(({ state }) => state === 'in-basket').map(({ seatId }) => seatId)).toEqual([5, 6]);
  });

  test('the change that was counted, and thanks for a while', async () => {
    const chosen = await choose([5, 6]);
    if (!chosen.ok) throw new Error(chosen.reason);
    const { basketId, totalMinor } = chosen.basket;
    await call('pay', { basketId, tender: 'cash', givenMinor: totalMinor + 350 });
    expect((await see()).serving).toMatchObject({
      state: 'sold',
      paid: { tenders: [{ kind: 'cash', amountMinor: totalMinor }], givenMinor: totalMinor + 350, changeMinor: 350 },
      papers: { printed: 0, tickets: 2 },
    });
    await office.clock.advance(thanksMs + 1);
    expect((await see()).serving).toBeNull();
  });

  test('no basket that was given back or put aside', async () => {
    const first = await choose([5]);
    if (!first.ok) throw new Error(first.reason);
    await call('drop-basket', { basketId: first.basket.basketId });
    expect((await see()).serving).toBeNull();
    const second = await choose([6]);
    if (!second.ok) throw new Error(second.reason);
    await call('park-basket', { basketId: second.basket.basketId, name: 'Ms Meyer' });
    expect((await see()).serving).toBeNull();
  });

  test('nothing of a basket while the till is locked or nobody has signed in', async () => {
    await choose([5]);
    office.staff.lock();
    expect((await see()).serving).toBeNull();
    await office.signIn(ann);
    expect((await see()).serving).not.toBeNull();
    office.staff.signOut();
    expect((await see()).serving).toBeNull();
  });

  test('nothing that names a person: no member’s number, no reason, no order, no cashier', async () => {
    await choose([5]);
    const text = JSON.stringify((await see()).serving);
    for (const word of ['memberNumber', 'comp"', 'orderKey', 'staff', 'basketId']) expect(text).not.toContain(word);
  });

  test('the till’s language and light, unless the screen has its own', async () => {
    expect((await see()).look).toEqual({ language: 'en', theme: 'dark' });
    await call('tell-look', { language: 'zh', theme: 'light' });
    expect((await see()).look).toEqual({ language: 'zh', theme: 'light' });
    open({ language: 'en' });
    await call('tell-look', { language: 'zh', theme: 'light' });
    expect((await see()).look).toEqual({ language: 'en', theme: 'light' });
  });
});

test('the customer’s screen is told with every call that may change the counter, and with none that only looks', async () => {
  let told = 0;
  const make = () => answerCall(z.object({}), async () => undefined);
  const calls = { 'see-sale': make(), 'list-films': make(), 'keep-basket': make(), lock: make(), pay: make() };
  const watched = tellCustomerAfter(calls, () => {
    told += 1;
  });
  for (const name of ['see-sale', 'list-films', 'keep-basket'] as const) await watched[name].run({} as never);
  expect(told).toBe(0);
  await watched.lock.run({} as never);
  expect(told).toBe(2);
});
