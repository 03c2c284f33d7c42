/** What is accepted in the very moment between a refund's reading of a ticket and its writing. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { cancelBooking, refundTickets } from '../bookings/bookings.ts';
import { makeSimulatedProvider } from '../payments/simulated-provider.ts';
import type { Database } from '../platform/database.ts';
import { idOf } from '../tickets/testing/ticket-shop.ts';
import { openWalletShop, type WalletShop } from './testing/wallet-shop.ts';

/** The embedded database lets nobody come in between. */
describe('a ticket that is accepted while it is refunded, on mariadb', () => {
  let shop: WalletShop;
  let screeningId: number;
  let ada: string;
  let bob: string;
  let seq: number;
  let link: string;
  beforeAll(async () => {
    shop = await openWalletShop('mariadb');
  });
  afterAll(() => shop.close());
  beforeEach(async () => {
    screeningId = await shop.server.aScreening();
    [ada, bob] = [await shop.aCaller(), await shop.aCaller()];
    const order = await shop.buy(ada, screeningId, ['C5', 'C6']);
    seq = Number(order.slice(3));
    link = await shop.pass(ada, order, 1);
  });

  /** Bob accepts after the ticket was read and before it is written, once. */
  function crossing(): Database {
    const { database } = shop.server;
    let isOver = false;
    return {
      ...database,
      transaction: (name, work) =>
        database.transaction(name, (tx) =>
          work({
            ...tx,
            all: (...args) => tx.all(...args),
            afterCommit: (run) => tx.afterCommit(run),
            async run(...[sql, values]) {
              if (sql.startsWith('UPDATE ticket SET valid = 0') && !isOver) {
                isOver = true;
                expect((await shop.accept(bob, link)).status).toBe(200);
              }
              return tx.run(sql, values);
            },
          }),
        ),
    };
  }
  const left = () => shop.server.count('ticket', 'seq = ? AND line = 1 AND valid = 1', [seq]);

  test('the cinema’s refund ends it as it is now, and its seat is free', async () => {
    const deps = { ...shop.server.deps, database: crossing() };
    const refund = { order: { terminal: 0, seq }, lines: [1], kind: 'refund' as const, reason: 'ill', by: 'Mara' };
    expect(await refundTickets(deps, { operationId: `refund-${seq}`, ...refund })).toMatchObject({
      ok: true,
      lines: [1],
    });
    expect(await left()).toBe(0);
    expect(await shop.server.rights(screeningId, [idOf('C5')])).toMatchObject([{ state: 'free' }]);
  });

  test('its buyer’s cancellation is refused, and whoever accepted it keeps it', async () => {
    const deps = { ...shop.server.deps, database: crossing() };
    const provider = makeSimulatedProvider(deps);
    const wish = {
      key: 'crossing-1',
      order: { terminal: 0, seq },
      userId: shop.userIdOf(ada),
      lines: [1],
      cancelMsBefore: 0,
    };
    expect(await cancelBooking(deps, provider, wish)).toEqual({ ok: false, reason: 'ticket-passed-on' });
    expect(await left()).toBe(1);
    expect((await shop.wallet(bob)).changed).toHaveLength(1);
  });
});
