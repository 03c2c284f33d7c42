import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { formatOrderKey } from '@marquee/shared/ids';
import type { TicketsRefunded } from '@marquee/shared/protocol/journal';
import { aSale, aSaleLine } from '@marquee/shared/testing/builders';
import { engines } from '../platform/testing/databases.ts';
import { breakTerminal } from '../rights/rights.ts';
import { openTestServer, type TestServer, type TestTerminal } from '../testing/test-server.ts';
import { applyStoredEntries, receivePush } from './journal.ts';

type Held = { seatId: number; version: number };

describe.each(engines)('entries that need care on %s', (engine) => {
  let server: TestServer;
  let terminal: TestTerminal;
  let screeningId: number;
  beforeAll(async () => {
    server = await openTestServer(engine);
  });
  afterAll(() => server.close());
  beforeEach(async () => {
    terminal = await server.aTerminal();
    screeningId = await server.aScreening();
  });

  const push = (fromSeq = 1) =>
    receivePush(
      server.deps,
      { terminal: terminal.terminal, publicKey: terminal.key.publicKey },
      terminal.journal.push(fromSeq),
    );
  const grant = (...seatIds: number[]) => server.grant(terminal.terminal, screeningId, seatIds);
  const sell = (held: readonly Held[]) =>
    terminal.journal.append(
      'sale.made',
      aSale({ screeningId, lines: held.map((seat, i) => aSaleLine({ line: i + 1, ...seat })) }),
    );
  const withhold = (why: string, ...seatIds: number[]) =>
    server.database.transaction('withhold', (tx) =>
      tx.run(`UPDATE seat_right SET blocked_for = ? WHERE screening_id = ? AND seat_id IN (${seatIds.join(', ')})`, [
        why,
        screeningId,
      ]),
    );
  const cancel = () =>
    server.database.transaction('cancel', (tx) =>
      tx.run("UPDATE screening SET state = 'cancelled' WHERE id = ?", [screeningId]),
    );
  const states = async (...seatIds: number[]) => (await server.rights(screeningId, seatIds)).map(({ state }) => state);
  const exceptions = async () =>
    (
      await server.database.all<{ kind: string; seat_id: number | null; detail: string }>(
        'SELECT kind, seat_id, detail FROM `exception` WHERE terminal_id = ? ORDER BY seat_id',
        [terminal.terminal],
      )
    ).map(({ kind, seat_id, detail }) => ({ kind, seatId: seat_id, detail: JSON.parse(detail) }));
  const entryStates = async () =>
    (
      await server.database.all<{ state: string }>(
        'SELECT state FROM journal_entry WHERE terminal_id = ? ORDER BY seq',
        [terminal.terminal],
      )
    ).map(({ state }) => state);

  test('a withheld seat that comes back is blocked, and the others are free', async () => {
    const seats = await grant(5, 6);
    await withhold('broken', 5);
    terminal.journal.append('rights.returned', { screeningId, reason: 'recalled', seats });
    await push();
    expect(await states(5, 6)).toEqual(['blocked', 'free']);
    expect(await exceptions()).toEqual([]);
  });

  test('a broken seat that was sold all the same is sold, and a manager is told which', async () => {
    const held = await grant(5, 6);
    await withhold('broken', 6);
    sell(held);
    await push();
    expect(await states(5, 6)).toEqual(['sold', 'sold']);
    expect(await server.count('ticket', 'terminal_id = ? AND valid = 1', [terminal.terminal])).toBe(2);
    expect(await exceptions()).toMatchObject([
      {
        kind: 'sale-of-blocked-seat',
        seatId: 6,
        detail: { here: { blocked_for: 'broken' }, there: { totalMinor: 2400 } },
      },
    ]);
  });

  test('a sale for a screening that was cancelled meanwhile is recorded, and its refund is prepared to the cent', async () => {
    const held = await grant(5, 6);
    await withhold('cancelled', 5, 6);
    await cancel();
    sell(held);
    await push();
    expect(await exceptions()).toMatchObject([{ kind: 'sale-for-cancelled-screening', detail: { refundMinor: 2400 } }]);
    expect(
      await server.database.all('SELECT seq, state, amount_minor FROM refund WHERE terminal_id = ?', [
        terminal.terminal,
      ]),
    ).toEqual([{ seq: 1, state: 'prepared', amount_minor: 2400 }]);
  });

  test('a terminal that pays out what was only prepared takes it over: nobody is paid twice', async () => {
    const held = await grant(5, 6);
    await withhold('cancelled', 5, 6);
    await cancel();
    sell(held);
    const refund = (line: number): TicketsRefunded => ({
      kind: 'refund',
      saleSeq: 1,
      screeningId,
      currency: 'EUR',
      lines: [{ line, ...held[line - 1]!, amountMinor: 1200 }],
      tenders: [{ kind: 'cash', amountMinor: 1200 }],
      totalMinor: 1200,
      reason: 'cancelled',
    });
    terminal.journal.append('tickets.refunded', refund(1));
    await push();
    const amounts = () =>
      server.database.all('SELECT state, amount_minor FROM refund WHERE terminal_id = ? ORDER BY state, id', [
        terminal.terminal,
      ]);
    expect(await amounts()).toEqual([
      { state: 'prepared', amount_minor: 1200 },
      { state: 'refunded', amount_minor: 1200 },
    ]);
    terminal.journal.append('tickets.refunded', refund(2));
    await push(3);
    expect(await amounts()).toEqual([
      { state: 'refunded', amount_minor: 1200 },
      { state: 'refunded', amount_minor: 1200 },
      { state: 'superseded', amount_minor: 0 },
    ]);
    expect(await states(5, 6)).toEqual(['granted', 'granted']);
  });

  test('a withheld seat that a terminal takes back by a void is asked for again', async () => {
    const held = await grant(5);
    sell(held);
    await push();
    await withhold('broken', 5);
    terminal.journal.append('tickets.refunded', {
      kind: 'void',
      saleSeq: 1,
      screeningId,
      currency: 'EUR',
      lines: [{ line: 1, ...held[0]!, amountMinor: 1200 }],
      tenders: [{ kind: 'cash', amountMinor: 1200 }],
      totalMinor: 1200,
      reason: '',
    });
    await push(2);
    const [change] = await server.database.all<{ body: string }>(
      'SELECT body FROM `change` WHERE stream = ? ORDER BY revision DESC LIMIT 1',
      [`grants:${terminal.terminal}`],
    );
    expect(JSON.parse(change?.body ?? '')).toEqual({ kind: 'recall', screeningId, seats: held, block: true });
  });

  test('what waited of a stolen terminal is applied when a manager says so, once, in its order', async () => {
    const held = await grant(5, 6);
    await breakTerminal(server.deps, {
      operationId: `stolen-${terminal.terminal}`,
      terminal: terminal.terminal,
      as: 'stolen',
      reason: 'gone',
      by: 'Mara',
    });
    sell([held[0]!]);
    terminal.journal.append('rights.returned', { screeningId, reason: 'shutdown', seats: [held[1]!] });
    terminal.journal.appendText('seat.painted', '{}');
    await push();
    expect(await entryStates()).toEqual(['waiting', 'waiting', 'waiting']);
    const apply = () =>
      server.database.transaction('apply', (tx) => applyStoredEntries(tx, server.deps, terminal.terminal, [2, 1, 3]));
    expect(await apply()).toBe(2);
    expect(await apply()).toBe(0);
    expect(await states(5, 6)).toEqual(['sold', 'free']);
    expect(await entryStates()).toEqual(['applied', 'applied', 'waiting']);
    expect(await server.count('booking', 'terminal_id = ?', [terminal.terminal])).toBe(1);
  });

  describe('a card charge that the reader approved without its bank', () => {
    const sellStored = async () => {
      const held = await grant(5);
      const tenders = [
        { kind: 'card' as const, amountMinor: 1200, attemptId: 'a1', authorisation: 'OFF00001', stored: true },
      ];
      const lines = [aSaleLine({ line: 1, ...held[0]! })];
      return terminal.journal.append('sale.made', aSale({ screeningId, lines, tenders }));
    };
    const forward = (outcome: 'accepted' | 'declined', changed: object = {}) =>
      terminal.journal.append('charge.forwarded', {
        attemptId: 'a1',
        saleSeq: 1,
        amountMinor: 1200,
        currency: 'EUR',
        outcome,
        ...changed,
      });
    const payment = async () =>
      (
        await server.database.all<{ state: string }>('SELECT state FROM payment WHERE terminal_id = ?', [
          terminal.terminal,
        ])
      ).map(({ state }) => state);

    test('is money that nobody has yet, until the bank has taken it', async () => {
      await sellStored();
      await push();
      expect(await payment()).toEqual(['stored']);
      forward('accepted');
      await push(2);
      expect([await payment(), await exceptions(), await entryStates()]).toEqual([
        ['paid'],
        [],
        ['applied', 'applied'],
      ]);
    });

    test('is lost where the bank refuses it, and a manager is told how much and of which sale', async () => {
      await sellStored();
      forward('declined');
      await push();
      expect(await payment()).toEqual(['declined']);
      const order = formatOrderKey({ terminal: terminal.terminal, seq: 1 });
      expect(await exceptions()).toEqual([
        {
          kind: 'stored-charge-declined',
          seatId: null,
          detail: { order, lostMinor: 1200, currency: 'EUR', attempt: 'a1' },
        },
      ]);
      expect(await states(5)).toEqual(['sold']);
    });

    test('that nobody knows here changes no payment, and is raised', async () => {
      await sellStored();
      const strange = [{ attemptId: 'a2' }, { saleSeq: 9 }, { amountMinor: 1 }];
      for (const changed of strange) forward('accepted', changed);
      forward('accepted');
      forward('declined');
      await push();
      expect(await payment()).toEqual(['paid']);
      const kinds = (await exceptions()).map(({ kind }) => kind);
      expect(kinds).toEqual(Array(4).fill('forward-of-unknown-charge'));
    });
  });

  test('entries of every kind in one batch leave the same as one by one', async () => {
    const held = await grant(5, 6, 7);
    sell([held[0]!]);
    terminal.journal.append('tickets.released', { upToSeq: 1 });
    sell([held[1]!]);
    terminal.journal.append('rights.returned', { screeningId, reason: 'shutdown', seats: [held[2]!] });
    await push();
    expect(await states(5, 6, 7)).toEqual(['sold', 'sold', 'free']);
    expect(
      await server.database.all('SELECT seq, holder FROM ticket WHERE terminal_id = ? ORDER BY seq', [
        terminal.terminal,
      ]),
    ).toEqual([
      { seq: 1, holder: 0 },
      { seq: 3, holder: terminal.terminal },
    ]);
    expect(await exceptions()).toEqual([]);
  });
});
