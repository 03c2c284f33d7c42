import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { Fault } from '@marquee/shared/errors';
import { appendEntry } from '../journal/journal.ts';
import { pay } from '../payment/payment.ts';
import { refundTickets } from '../refund/refund.ts';
import { fillBasket } from '../testing/box-office.ts';
import { settle } from '../testing/hand-clock.ts';
import { makeTestCore, type TestCore } from '../testing/test-core.ts';

let cinema: TestCore;
beforeEach(async () => {
  cinema = makeTestCore();
  await cinema.start();
  cinema.server.broadcast('grants:17', [
    {
      revision: 2,
      body: { kind: 'grant', screeningId: 1, seats: [5, 6, 7].map((seatId) => ({ seatId, version: 1 })) },
    },
  ]);
});
afterEach(() => cinema.close());

const types = () => cinema.store.all<{ type: string }>('SELECT type FROM journal ORDER BY seq').map((row) => row.type);
const rights = () =>
  cinema.store
    .all<{ seat_id: number; state: string }>('SELECT seat_id, state FROM seat_right ORDER BY seat_id')
    .map((row) => `${row.seat_id} ${row.state}`);
const payFor = (basketId: string, tender: 'cash' | 'card') =>
  pay(cinema.core.deps, { basketId, tender, language: 'en' });

/** A manager has broken this terminal; its session is over, and the next greeting says so. */
function breakTerminal(): void {
  const good = cinema.server.answers.hello;
  cinema.server.answers.hello = async (request) => ({ ...(await good(request)), state: 'closed' });
  for (const call of ['streams:pull', 'rights:ask', 'rights:compare', 'rights:answer'] as const)
    cinema.server.answers[call] = () => {
      throw new Error(`${call} of a closed terminal`);
    };
  cinema.server.cut();
}

describe('a terminal that learns that it is closed', () => {
  test('stops at once, gives everything back, ends its journal and sends it to the end', async () => {
    await payFor(await fillBasket(cinema.core.deps, 1, [5]), 'cash');
    const basketId = await fillBasket(cinema.core.deps, 1, [6]);
    breakTerminal();
    await cinema.clock.advance(1000);
    expect([cinema.core.outOfService(), cinema.core.sync.isOnline()]).toEqual(['terminal-closed', false]);
    expect(await payFor(basketId, 'cash')).toEqual({ ok: false, reason: 'sales-closed' });
    await cinema.clock.advance(10_000);
    expect(types().slice(2)).toEqual(['tickets.released', 'rights.returned', 'terminal.closed']);
    expect([rights(), cinema.server.acked.seq]).toEqual([['5 sold', '6 returned', '7 returned'], 5]);
  });

  test('writes nothing after its last entry', async () => {
    breakTerminal();
    await cinema.clock.advance(10_000);
    const last = types();
    expect(() =>
      cinema.store.transaction(() => appendEntry(cinema.core.deps, 'tickets.released', { upToSeq: 1 })),
    ).toThrow('nothing comes after the last entry');
    await cinema.clock.advance(30 * 60_000);
    expect(types()).toEqual(last);
  });

  test('voids a running charge first', async () => {
    cinema.reader.setMode('lost-answer');
    const paying = payFor(await fillBasket(cinema.core.deps, 1, [5]), 'card');
    await settle();
    breakTerminal();
    await cinema.clock.advance(30_000);
    expect(await paying).toEqual({ ok: false, reason: 'sales-closed' });
    expect([cinema.reader.captured(), types().slice(1)]).toEqual([
      [],
      ['charge.voided', 'rights.returned', 'terminal.closed'],
    ]);
  });

  test('waits for a reader that can’t be asked: until its charge is settled the journal stays open', async () => {
    cinema.reader.setMode('lost-answer');
    const paying = payFor(await fillBasket(cinema.core.deps, 1, [5]), 'card');
    await cinema.clock.advance(200);
    cinema.reader.setMode('unreachable');
    breakTerminal();
    await cinema.clock.advance(60_000);
    expect([await paying, types().includes('terminal.closed')]).toEqual([
      { ok: false, reason: 'payment-unsettled' },
      false,
    ]);
    cinema.reader.setMode('approve');
    await cinema.clock.advance(30_000);
    expect([types().at(-1), cinema.reader.captured(), cinema.server.acked.seq]).toEqual([
      'terminal.closed',
      [],
      types().length,
    ]);
  });

  test('finishes a refund that is under way', async () => {
    const paying = payFor(await fillBasket(cinema.core.deps, 1, [5]), 'card');
    await cinema.clock.advance(1000);
    const paid = await paying;
    const saleSeq = paid.ok ? (paid.basket.sale?.seq ?? 0) : 0;
    const refunding = refundTickets(cinema.core.deps, { refundId: 'operation-1', saleSeq, lines: [1], reason: '' });
    await settle();
    breakTerminal();
    await cinema.clock.advance(30_000);
    expect(await refunding).toMatchObject({ ok: true });
    expect([rights()[0], types().slice(2)]).toEqual([
      '5 returned',
      ['tickets.refunded', 'tickets.released', 'rights.returned', 'terminal.closed'],
    ]);
  });

  test('starts out of service for ever, also at a server that has forgotten it, and sends what that lacks', async () => {
    const open = { ...cinema.server.answers };
    breakTerminal();
    await cinema.clock.advance(10_000);
    await cinema.crash();
    Object.assign(cinema.server.answers, open);
    await cinema.start();
    await cinema.clock.advance(10_000);
    expect([cinema.core.outOfService(), cinema.core.sync.isOnline(), types().at(-1)]).toEqual([
      'terminal-closed',
      false,
      'terminal.closed',
    ]);
    await cinema.crash();
    cinema.server.isReachable = false;
    await cinema.start();
    expect(cinema.core.outOfService()).toBe('terminal-closed');
  });

  test('stays closed through a restart, with or without a network, and at a server that has not heard of it yet', async () => {
    const open = { ...cinema.server.answers };
    cinema.server.answers['streams:pull'] = () => {
      throw new Fault('terminal-closed');
    };
    cinema.server.cut();
    // The power goes before anything is given back.
    await cinema.clock.advance(1000);
    expect([cinema.core.outOfService(), types()]).toEqual(['terminal-closed', ['terminal.opened']]);
    await cinema.crash();
    Object.assign(cinema.server.answers, open);
    cinema.server.isReachable = false;
    await cinema.start();
    expect(cinema.core.outOfService()).toBe('terminal-closed');
    await cinema.clock.advance(6000);
    expect(types().slice(1)).toEqual(['rights.returned', 'terminal.closed']);
    cinema.server.isReachable = true;
    await cinema.clock.advance(20_000);
    expect([cinema.core.outOfService(), cinema.core.sync.isOnline(), cinema.server.acked.seq]).toEqual([
      'terminal-closed',
      false,
      3,
    ]);
  });

  test('comes back only now and then when all is sent', async () => {
    breakTerminal();
    await cinema.clock.advance(10_000);
    const before = cinema.server.opened;
    await cinema.clock.advance(10 * 60_000);
    expect(cinema.server.opened - before).toBeLessThan(15);
  });
});
