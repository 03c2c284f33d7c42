import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Fault } from '@marquee/shared/errors';
import { aPriceList } from '@marquee/shared/testing/builders';
import { cancelBooking, holdForUser, payForHold } from '../bookings/bookings.ts';
import { insertPrices } from '../catalogue/catalogue.ts';
import { engines } from '../platform/testing/databases.ts';
import { cinemaId } from '../testing/house.ts';
import { aMoviegoer } from '../testing/moviegoer.ts';
import { openTestServer, type TestServer } from '../testing/test-server.ts';
import { allowFree } from './free-of-charge.ts';
import { makeSimulatedProvider } from './simulated-provider.ts';

describe.each(engines)('a ticket that costs nothing, on %s', (engine) => {
  let server: TestServer;
  beforeAll(async () => {
    server = await openTestServer(engine);
    const prices = aPriceList({ classPercent: { adult: 100, child: 0, student: 85, senior: 80 } });
    await server.database.transaction('prices', (tx) => insertPrices(tx, cinemaId, prices));
  });
  afterAll(() => server.close());

  test('in a booking that was paid goes back without asking a provider for nothing', async () => {
    const refused = async (): Promise<never> => {
      throw new Fault('payment-refused', 'an amount of nothing');
    };
    const provider = allowFree({ ...makeSimulatedProvider({ clock: server.deps.clock }), refund: refused });
    const nothing = { refundId: 'r', amount: { amountMinor: 0, currency: 'EUR' } };
    await expect(provider.refund({ id: 'a', ref: 'pi_1' }, nothing)).resolves.toBeUndefined();
  });

  test('is booked and given back without asking a provider; one that costs something is charged', async () => {
    const simulated = makeSimulatedProvider({ clock: server.deps.clock });
    const provider = allowFree(simulated);
    const screeningId = await server.aScreening();
    const userId = await aMoviegoer(server);
    const book = async (ticketClass: 'child' | 'adult') => {
      const wish = { screeningId, userId, wheelchair: false, allowSingleSeat: true, tickets: [{ ticketClass }] };
      const held = await holdForUser(server.deps, { holdId: `free-${ticketClass}`, ...wish });
      if (!held.ok) throw new Error(held.reason);
      return payForHold(server.deps, provider, { hold: held.hold, key: 'pay', paymentToken: 'pm_card_visa' });
    };
    simulated.reachable = false;
    const free = await book('child');
    expect(free).toMatchObject({ outcome: 'sold' });
    if (free.outcome !== 'sold') return;
    const cancel = { key: 'free', order: free.order, userId, lines: null, cancelMsBefore: 0 };
    expect(await cancelBooking(server.deps, provider, cancel)).toMatchObject({
      ok: true,
      amountMinor: 0,
      refund: 'refunded',
    });
    simulated.reachable = true;
    expect(await book('adult')).toMatchObject({ outcome: 'sold' });
    expect([...simulated.captured.values()]).toEqual([{ amountMinor: 1200, currency: 'EUR' }]);
  });
});
