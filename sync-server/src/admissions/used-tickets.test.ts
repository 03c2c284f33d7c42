import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { type OrderId, parseOrderKey } from '@marquee/shared/ids';
import { startsAtMs } from '@marquee/shared/testing/builders';
import { tellLine } from '@marquee/shared/tickets/ticket-issue';
import { payOutRefund, prepareRefund, refundTickets } from '../bookings/bookings.ts';
import { receivePush } from '../journal/journal.ts';
import { engines } from '../platform/testing/databases.ts';
import { cancelScreening } from '../screenings/screenings.ts';
import type { TestTerminal } from '../testing/test-server.ts';
import { idOf } from '../tickets/testing/ticket-shop.ts';
import { openWalletShop, type WalletShop } from '../wallet/testing/wallet-shop.ts';

describe.each(engines)('a ticket with which somebody came in, on %s', (engine) => {
  let shop: WalletShop;
  let gate: TestTerminal;
  let screeningId: number;
  let ada: string;
  let bob: string;
  let order: string;
  let id: OrderId;
  let operations = 0;
  beforeAll(async () => {
    shop = await openWalletShop(engine);
  });
  afterAll(() => shop.close());
  beforeEach(async () => {
    shop.server.time.nowMs = startsAtMs - 3600_000;
    screeningId = await shop.server.aScreening();
    gate = await shop.server.aTerminal({ role: 'gate' });
    [ada, bob] = [await shop.aCaller(), await shop.aCaller()];
    order = await shop.buy(ada, screeningId, ['C5', 'C6']);
    id = parseOrderKey(order) ?? { terminal: 0, seq: 0 };
  });

  async function comeIn(line: number, seat = 'C5'): Promise<void> {
    const named = { ticket: { ...id, line }, screeningId, seatId: idOf(seat), version: 1 };
    gate.journal.append('ticket.scanned', { ...named, verdict: 'valid', named: true, online: true });
    const key = { terminal: gate.terminal, publicKey: gate.key.publicKey };
    await receivePush(shop.server.deps, key, gate.journal.push(gate.journal.entries.length));
  }
  const cancel = (lines?: number[]) =>
    shop.json(ada, 'POST', `/api/v1/bookings/${order}/cancellation`, lines ? { lines } : {});
  const refund = (changes: { evenIfUsed?: boolean; lines?: number[] } = {}) =>
    refundTickets(shop.server.deps, {
      operationId: `used-${++operations}`,
      order: id,
      lines: null,
      kind: 'refund',
      reason: 'ill',
      by: 'Mara',
      ...changes,
    });
  const cases = () =>
    shop.server.database.all<{ kind: string }>('SELECT kind FROM `exception` WHERE screening_id = ?', [screeningId]);
  const valid = () => shop.server.count('ticket', 'terminal_id = ? AND seq = ? AND valid = 1', [id.terminal, id.seq]);

  test('is not cancelled by its buyer; the others of the booking are', async () => {
    await comeIn(1);
    for (const answer of [await cancel(), await cancel([1]), await cancel([1, 2])])
      expect(answer).toMatchObject({ status: 409, body: { code: 'ticket-used' } });
    expect(await valid()).toBe(2);
    expect(await cancel([2])).toMatchObject({ status: 200, body: { refund: { amountMinor: 1200 } } });
    expect(await valid()).toBe(1);
  });

  test('is not passed on, and a link that was made before gives it to nobody', async () => {
    const link = await shop.pass(ada, order, 1);
    await comeIn(1);
    const used = { status: 409, body: { code: 'ticket-used' } };
    expect(await shop.json(ada, 'POST', `/api/v1/bookings/${order}/tickets/1/pass`)).toMatchObject(used);
    expect(await shop.json(bob, 'GET', `/api/v1/passed-tickets/${link}`)).toMatchObject(used);
    expect(await shop.accept(bob, link)).toMatchObject(used);
  });

  test('is refunded by a manager who knows of it and says so', async () => {
    await comeIn(1);
    expect(await refund()).toEqual({ ok: false, reason: 'ticket-used' });
    expect(await refund({ evenIfUsed: true })).toMatchObject({ ok: true, amountMinor: 2400 });
    expect(await valid()).toBe(0);
  });

  test('of which the refund was prepared before is paid out by a manager who says so', async () => {
    const { deps, database } = shop.server;
    const prepared = { ...id, lines: [1], reason: 'a broken seat', requestedBy: 'Mara' };
    await database.transaction('prepare', (tx) => prepareRefund(tx, deps, prepared));
    const [row] = await database.all<{ id: string }>('SELECT id FROM refund WHERE seq = ?', [id.seq]);
    await comeIn(1);
    const payOut = (changes: { evenIfUsed?: boolean } = {}) =>
      payOutRefund(deps, {
        operationId: `used-${++operations}`,
        refundId: row?.id ?? '',
        kind: 'cash',
        attemptId: null,
        by: 'Mara',
        ...changes,
      });
    expect(await payOut()).toEqual({ ok: false, reason: 'ticket-used' });
    expect(await payOut({ evenIfUsed: true })).toEqual({ ok: true });
  });

  test('is paid back where the cinema itself cancels the screening', async () => {
    await comeIn(1);
    const cancelled = { operationId: `used-${++operations}`, screeningId, reason: 'projector', by: 'Ada' };
    expect(await cancelScreening(shop.server.deps, cancelled)).toMatchObject({ ok: true, refundMinor: 2400 });
    expect(await valid()).toBe(0);
  });

  test('stays used for whoever it was passed on to, where a gate without a network took the old code', async () => {
    expect((await shop.accept(bob, await shop.pass(ada, order, 1))).status).toBe(200);
    await comeIn(1);
    expect(await cases()).toEqual([{ kind: 'ended-ticket-admitted' }]);
    expect(await refund({ lines: [1] })).toEqual({ ok: false, reason: 'ticket-used' });
  });

  test('under its new code is used like any other', async () => {
    await shop.accept(bob, await shop.pass(ada, order, 1));
    await comeIn(tellLine(1, 1));
    expect(await cases()).toEqual([]);
    expect(await refund({ lines: [1] })).toEqual({ ok: false, reason: 'ticket-used' });
  });

  test('at the very moment of its cancelling is either kept or a case for the manager', async () => {
    for (let round = 0; round < 5; round += 1) {
      screeningId = await shop.server.aScreening();
      gate = await shop.server.aTerminal({ role: 'gate' });
      order = await shop.buy(ada, screeningId, ['C5']);
      id = parseOrderKey(order) ?? id;
      const [, cancelled] = await Promise.all([comeIn(1), cancel()]);
      const raised = (await cases()).map(({ kind }) => kind);
      expect([cancelled.status, raised]).toEqual(
        cancelled.status === 200 ? [200, ['ended-ticket-admitted']] : [409, []],
      );
    }
  });
});
