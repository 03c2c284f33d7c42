import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { entryPayloads } from '@marquee/shared/protocol/journal';
import { pay } from '../payment/payment.ts';
import { dropBasket } from '../sell/sell.ts';
import { type BoxOffice, openBoxOffice, terminalNumber } from '../testing/box-office.ts';
import {
  applyGrantChange,
  applyScreeningChange,
  countHeld,
  countSeats,
  describeSeats,
  isHeld,
  listReady,
  listUnsold,
  returnEverything,
  returnUnwanted,
  stopScreenings,
} from './rights.ts';

let office: BoxOffice;
beforeEach(() => {
  office = openBoxOffice();
});
afterEach(() => office.close());

const rights = () =>
  office.store
    .all<{ seat_id: number; version: number; state: string }>(
      'SELECT seat_id, version, state FROM seat_right ORDER BY seat_id',
    )
    .map((row) => `${row.seat_id} v${row.version} ${row.state}`);
const recall = (seatIds: number[], version = 1) =>
  office.store.transaction(() =>
    applyGrantChange(office.deps, {
      kind: 'recall',
      block: false,
      screeningId: 1,
      seats: seatIds.map((seatId) => ({ seatId, version })),
    }),
  );
const returned = () =>
  office.store
    .all<{ payload: string }>("SELECT payload FROM journal WHERE type = 'rights.returned' ORDER BY seq")
    .map((row) => entryPayloads['rights.returned'].parse(JSON.parse(row.payload)));
const sell = async (seatId: number) =>
  pay(office.deps, { basketId: await office.fillBasket([seatId]), tender: 'cash', language: 'en' });

describe('grants', () => {
  test('the highest version counts: a repeated or late grant never brings back what was sold or returned', async () => {
    office.grant([5, 6], 2);
    await sell(5);
    recall([6], 2);
    office.grant([5, 6], 2);
    office.grant([5, 6], 1);
    expect(rights()).toEqual(['5 v2 sold', '6 v2 returned']);
  });

  test('a seat that the server hands out again can be sold again, under its new version', () => {
    office.grant([5], 1);
    recall([5], 1);
    office.grant([5], 2);
    expect(rights()).toEqual(['5 v2 held']);
    expect([isHeld(office.store, 1, 5), isHeld(office.store, 1, 6)]).toEqual([true, false]);
  });
});

describe('a recall', () => {
  test('of a held seat returns it by a journal entry that names its version', () => {
    office.grant([5, 6, 7], 3);
    recall([5, 6], 3);
    expect(rights()).toEqual(['5 v3 returned', '6 v3 returned', '7 v3 held']);
    expect(returned()).toEqual([
      {
        screeningId: 1,
        reason: 'recalled',
        seats: [
          { seatId: 5, version: 3 },
          { seatId: 6, version: 3 },
        ],
      },
    ]);
  });

  test('of a seat in a basket waits for the customer, and takes it when the basket is dropped', async () => {
    office.grant([5, 6]);
    const basketId = await office.fillBasket([5]);
    recall([5]);
    expect([rights(), returned()]).toEqual([['5 v1 basket', '6 v1 held'], []]);
    dropBasket(office.deps, basketId);
    expect(rights()).toEqual(['5 v1 returned', '6 v1 held']);
    expect(returned()).toEqual([{ screeningId: 1, reason: 'basket-dropped', seats: [{ seatId: 5, version: 1 }] }]);
  });

  test('of a seat in a basket that is paid for returns nothing', async () => {
    office.grant([5]);
    const basketId = await office.fillBasket([5]);
    recall([5]);
    await pay(office.deps, { basketId, tender: 'cash', language: 'en' });
    expect([rights(), returned()]).toEqual([['5 v1 sold'], []]);
  });

  test('of a sold seat, of an older version or of a seat never granted moves nothing', async () => {
    office.grant([5, 6], 2);
    await sell(5);
    recall([5], 2);
    recall([6], 1);
    recall([9], 1);
    expect([rights(), returned()]).toEqual([['5 v2 sold', '6 v2 held'], []]);
  });
});

describe('what a seat map may say', () => {
  test('mine, in the basket, sold, or not ours now; never free, and on request only while online', async () => {
    office.grant([5, 6, 7]);
    const basketId = await office.fillBasket([6]);
    await sell(7);
    office.picture(8, 'free');
    office.picture(9, 'sold');
    office.picture(10, 'granted');
    office.picture(7, 'granted');
    const offline = Object.fromEntries(describeSeats(office.store, 1, { online: false, basketId }));
    expect(offline).toEqual({ 5: 'mine', 6: 'in-basket', 7: 'sold', 8: 'not-ours-now', 9: 'sold', 10: 'not-ours-now' });
    const online = Object.fromEntries(describeSeats(office.store, 1, { online: true, basketId: null }));
    // Another terminal's unsold seat can be asked for too: its holder is asked to give it up.
    expect(online).toEqual({ 5: 'mine', 6: 'not-ours-now', 7: 'sold', 8: 'on-request', 9: 'sold', 10: 'on-request' });
  });

  test('a seat that was asked for in vain is not offered again for a minute', async () => {
    const { refusedSeats } = office.deps;
    office.picture(8, 'free');
    refusedSeats.note(1, [8]);
    const look = { online: true, basketId: null, isRefused: refusedSeats.has };
    expect(describeSeats(office.store, 1, look).get(8)).toBe('not-ours-now');
    await office.clock.advance(60_000);
    expect(describeSeats(office.store, 1, look).get(8)).toBe('on-request');
  });

  test('ready are own seats and the server’s free ones, not those that another terminal would have to give up', async () => {
    office.grant([5]);
    office.picture(8, 'free');
    office.picture(10, 'granted');
    expect([...listReady(office.store, 1, { online: true, basketId: null })].sort()).toEqual([5, 8]);
    expect([...listReady(office.store, 1, { online: false, basketId: null })]).toEqual([5]);
  });

  test('the counts of a screening believe this terminal before the server’s picture of it', async () => {
    for (const seatId of [5, 6, 7, 8]) office.picture(seatId, seatId === 8 ? 'sold' : 'free');
    office.grant([5, 6]);
    await sell(5);
    expect(countSeats(office.store)).toEqual([{ screening_id: 1, sold: 2, mine: 1, on_request: 1 }]);
  });
});

describe('a seat that this terminal sold', () => {
  const told = (state: 'sold' | 'free' | 'granted', seq: number) => {
    const ticket = state === 'sold' ? { terminal: terminalNumber, seq, line: 1 } : null;
    office.store.transaction(() =>
      applyScreeningChange(office.store, 1, {
        seats: [{ seatId: 5, state, version: 1, holder: 0, ticket }],
        covered: [
          { terminal: 3, seq: 99 },
          { terminal: terminalNumber, seq },
        ],
      }),
    );
  };
  const looks = () => ({
    map: describeSeats(office.store, 1, { online: true, basketId: null }).get(5),
    unsold: listUnsold(office.store, 1, [5]).has(5),
    counts: countSeats(office.store).map(({ sold, mine, on_request }) => [sold, mine, on_request])[0],
  });
  const sold = { map: 'sold', unsold: false, counts: [1, 0, 0] };
  beforeEach(async () => {
    office.identify();
    office.grant([5]);
    await sell(5);
  });

  test('is sold whatever the server’s picture says, until that goes up to the sale', () => {
    told('granted', 1);
    expect(looks()).toEqual(sold);
    told('free', 1);
    expect(looks()).toEqual(sold);
  });

  test('is what the picture says once that covers the sale: the server may have refunded it', () => {
    told('sold', 2);
    expect(looks()).toEqual(sold);
    told('free', 2);
    expect(looks()).toEqual({ map: 'on-request', unsold: true, counts: [0, 0, 1] });
  });

  test('stays covered when a picture that was read earlier comes later', () => {
    told('free', 2);
    told('free', 1);
    expect(looks().map).toBe('on-request');
  });
});

test('a stopped screening has nothing to sell, and still shows what is sold', async () => {
  for (const seatId of [5, 6, 8]) office.picture(seatId, 'free');
  office.grant([5, 6]);
  await sell(5);
  stopScreenings(office.store, [1], { reason: 'stream-lost', nowMs: 0 });
  expect(Object.fromEntries(describeSeats(office.store, 1, { online: true, basketId: null }))).toEqual({
    5: 'sold',
    6: 'not-ours-now',
    8: 'not-ours-now',
  });
  expect([countSeats(office.store), countHeld(office.store)]).toEqual([
    [{ screening_id: 1, sold: 1, mine: 0, on_request: 0 }],
    [],
  ]);
});

test('a seat that was asked for and came after its customer had gone goes back', () => {
  office.deps.askedSeats.add('1:5');
  office.grant([5, 6]);
  expect(returnUnwanted(office.deps)).toBe(0);
  office.deps.askedSeats.delete('1:5');
  expect(returnUnwanted(office.deps)).toBe(1);
  expect(returned()).toEqual([{ screeningId: 1, reason: 'unasked', seats: [{ seatId: 5, version: 1 }] }]);
  expect(rights()).toEqual(['5 v1 returned', '6 v1 held']);
});

test('before a planned shutdown everything unsold goes back, but for what is in a basket', async () => {
  office.grant([5, 6, 7], 2);
  await sell(5);
  await office.fillBasket([6]);
  expect(returnEverything(office.deps)).toBe(1);
  expect(rights()).toEqual(['5 v2 sold', '6 v2 basket', '7 v2 returned']);
  expect(returnEverything(office.deps)).toBe(0);
  expect(returned()).toHaveLength(1);
});
