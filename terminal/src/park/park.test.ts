import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { pay } from '../payment/payment.ts';
import { dropBasket, seeBasket } from '../sell/sell.ts';
import { type BoxOffice, fillBasket, openBoxOffice } from '../testing/box-office.ts';
import { makeTestCore, type TestCore } from '../testing/test-core.ts';
import { listOpenBaskets, listParked, parkBasket, parkedMs, recallBasket } from './park.ts';

describe('a parked basket', () => {
  let office: BoxOffice;
  beforeEach(() => {
    office = openBoxOffice();
    office.grant([5, 6, 7]);
  });
  afterEach(() => office.close());

  const park = (basketId: string, name = 'Mrs. Weber') => parkBasket(office.deps, { basketId, name });

  test('is off the counter and in the list until it is recalled, with all its seats', async () => {
    const basketId = await office.fillBasket([5, 6]);
    expect(park(basketId)).toBe(true);
    expect(listOpenBaskets(office.deps)).toEqual([]);
    expect(listParked(office.deps)).toMatchObject([
      { name: 'Mrs. Weber', basket: { basketId, state: 'open', lines: [{ seatId: 5 }, { seatId: 6 }] } },
    ]);
    expect(recallBasket(office.deps, basketId)).toEqual(seeBasket(office.deps, basketId));
    expect([listParked(office.deps), listOpenBaskets(office.deps).length]).toEqual([[], 1]);
  });

  test('can be recalled once, and not when it was dropped or sold meanwhile', async () => {
    const [first, second, third] = [
      await office.fillBasket([5]),
      await office.fillBasket([6]),
      await office.fillBasket([7]),
    ];
    for (const basketId of [first, second, third]) park(basketId);
    dropBasket(office.deps, first);
    await pay(office.deps, { basketId: second, tender: 'cash', language: 'en' });
    expect([first, second, 'none'].map((basketId) => recallBasket(office.deps, basketId))).toEqual([null, null, null]);
    expect(recallBasket(office.deps, third)).not.toBeNull();
    expect(recallBasket(office.deps, third)).toBeNull();
    expect(park(first)).toBe(false);
  });

  test('parked again it has its new name', async () => {
    const basketId = await office.fillBasket([5]);
    park(basketId);
    park(basketId, 'Blue coat');
    expect(listParked(office.deps).map(({ name }) => name)).toEqual(['Blue coat']);
  });
});

describe('over a power cut', () => {
  let cinema: TestCore;
  let basketId: string;
  beforeEach(async () => {
    cinema = makeTestCore();
    await cinema.start({ channel: 'till' });
    const seats = [5, 6].map((seatId) => ({ seatId, version: 1 }));
    cinema.server.broadcast('grants:17', [{ revision: 2, body: { kind: 'grant', screeningId: 1, seats } }]);
    await cinema.clock.advance(0);
    basketId = await fillBasket(cinema.core.deps, 1, [5, 6]);
  });
  afterEach(() => cinema.close());

  const stateOf = () => seeBasket(cinema.core.deps, basketId)?.state;

  test('a till’s basket is on the counter again, with its seats, for as long as if it had just been touched', async () => {
    await cinema.crash();
    await cinema.start({ channel: 'till' });
    expect(listOpenBaskets(cinema.core.deps).map((basket) => basket.basketId)).toEqual([basketId]);
    await cinema.clock.advance(3 * 60_000);
    expect(stateOf()).toBe('open');
    await cinema.clock.advance(2 * 60_000);
    expect(stateOf()).toBe('dropped');
  });

  test('a kiosk’s is dropped: nobody stands before it', async () => {
    await cinema.crash();
    await cinema.start({ channel: 'kiosk' });
    expect(stateOf()).toBe('dropped');
  });

  test('a parked one keeps its seats for a quarter of an hour', async () => {
    parkBasket(cinema.core.deps, { basketId, name: 'Weber' });
    await cinema.crash();
    await cinema.start({ channel: 'till' });
    await cinema.clock.advance(parkedMs - 60_000);
    expect([stateOf(), listParked(cinema.core.deps).length]).toEqual(['open', 1]);
    await cinema.clock.advance(2 * 60_000);
    expect([stateOf(), listParked(cinema.core.deps)]).toEqual(['dropped', []]);
  });
});
