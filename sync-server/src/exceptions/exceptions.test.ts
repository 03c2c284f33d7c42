import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { aSale, aSaleLine } from '@marquee/shared/testing/builders';
import { receivePush } from '../journal/journal.ts';
import { engines } from '../platform/testing/databases.ts';
import { breakTerminal } from '../rights/rights.ts';
import { openTestServer, type TestServer, type TestTerminal } from '../testing/test-server.ts';
import { type ExceptionToRaise, raiseExceptions } from './exceptions.ts';
import { describeKind, exceptionKinds, type SettlementId } from './kinds.ts';
import { listExceptions } from './list.ts';
import { settleException } from './settle.ts';

describe.each(engines)('exceptions on %s', (engine) => {
  let server: TestServer;
  let terminal: TestTerminal;
  let screeningId: number;
  let operations = 0;
  beforeAll(async () => {
    server = await openTestServer(engine);
  });
  afterAll(() => server.close());
  beforeEach(async () => {
    terminal = await server.aTerminal();
    screeningId = await server.aScreening();
  });

  const raise = (...exceptions: ExceptionToRaise[]) =>
    server.database.transaction('raise', (tx) => raiseExceptions(tx, server.deps, exceptions));
  const list = async (filter: Partial<Parameters<typeof listExceptions>[1]> = {}) =>
    (await listExceptions(server.database, { state: 'open', terminal: terminal.terminal, limit: 100, ...filter }))
      .exceptions;
  const settle = (exceptionId: string, action: SettlementId, operationId = `settle-${++operations}`) =>
    settleException(server.deps, { operationId, exceptionId, action, note: 'agreed', by: 'Mara' });
  const push = () =>
    receivePush(
      server.deps,
      { terminal: terminal.terminal, publicKey: terminal.key.publicKey },
      terminal.journal.push(),
    );
  const sell = (held: readonly { seatId: number; version: number }[]) =>
    terminal.journal.append(
      'sale.made',
      aSale({
        screeningId,
        lines: held.map((seat, i) => aSaleLine({ line: i + 1, seatLabel: `B${seat.seatId - 4}`, ...seat })),
      }),
    );

  test('a contradicted sale is shown with both sides, what it means and what can be done', async () => {
    const [held] = await server.grant(terminal.terminal, screeningId, [5]);
    sell([held!]);
    sell([held!]);
    await push();
    const [found, ...others] = await list();
    expect(others).toEqual([]);
    const order = `T${terminal.terminal}-000001`;
    expect(found).toMatchObject({
      kind: 'sale-contradicts-right',
      title: exceptionKinds['sale-contradicts-right'].title,
      terminal: { id: terminal.terminal, name: 'kiosk' },
      seq: 2,
      screening: { id: screeningId, title: 'The Long Interval', venue: 'Venue 1', timeZone: 'Europe/Berlin' },
      seat: { id: 5, label: 'B1' },
      sides: [
        {
          who: 'The server says',
          lines: [
            `Seat B1 is sold, held by terminal ${terminal.terminal} (hand-out 4097).`,
            `Its ticket is line 1 of ${order}.`,
          ],
        },
        {
          who: `Terminal ${terminal.terminal} says`,
          lines: ['Sold for €12.00 by cash.', 'Seat B1, €12.00 (hand-out 4097)'],
        },
      ],
      actions: [{ id: 'refund' }, { id: 'noted' }],
      settled: null,
    });
  });

  test('a manager’s own act against a sold seat is not told as the terminal’s word', async () => {
    const there = 'The seat is out of order.';
    await raise({ kind: 'sold-seat-blocked', terminal: terminal.terminal, seq: 3, detail: { here: null, there } });
    const [found] = await list();
    expect(found?.sides[1]).toEqual({ who: 'What a manager ordered', lines: [there] });
  });

  test('a contradicted voucher is told with what is left on it and what was taken', async () => {
    const here = {
      voucherId: 4,
      codeEnd: 'K7M2',
      state: 'granted',
      holder: 9,
      version: 2,
      balanceMinor: 500,
      currency: 'EUR',
    };
    const there = { voucherId: 4, version: 1, amountMinor: 1200, currency: 'EUR' };
    await raise({ kind: 'voucher-contradicts', terminal: terminal.terminal, seq: 3, detail: { here, there } });
    const [found] = await list();
    expect(found?.sides.map(({ lines }) => lines)).toEqual([
      ['Voucher 4, …K7M2, is not spent, held by terminal 9 (hand-out 2).', '€5.00 left on it.'],
      ['Voucher 4 (hand-out 1)', 'Amount: €12.00'],
    ]);
  });

  test('what a terminal wrote in odd ways is listed all the same', async () => {
    await raise(
      { kind: 'holdings-differ', terminal: terminal.terminal, detail: { here: [1, null], there: 'x'.repeat(20_000) } },
      {
        kind: 'late-capture',
        terminal: terminal.terminal,
        detail: { here: { amountMinor: 5, currency: '!!!' }, there: 7 },
      },
      {
        kind: 'sale-contradicts-right',
        terminal: terminal.terminal,
        screeningId: 4_000_000_000,
        detail: { here: null, there: aSale({ currency: 'eur' }) },
      },
    );
    const found = await list();
    expect(found.map(({ kind }) => kind).sort()).toEqual(['holdings-differ', 'late-capture', 'sale-contradicts-right']);
    expect(found.map(({ screening }) => screening)).toEqual([null, null, null]);
  });

  test('the list comes in pages, the oldest first, and can be narrowed to a kind, a terminal or a screening', async () => {
    const started = server.time.nowMs;
    for (let at = 0; at < 5; at += 1) {
      server.time.nowMs = started + at;
      const kind = at % 2 === 0 ? 'journal-forked' : 'terminal-cloned';
      await raise({ kind, terminal: terminal.terminal, seq: at, screeningId, detail: {} });
    }
    const seqs: (number | null)[] = [];
    let cursor: string | undefined;
    for (let pages = 1; ; pages += 1) {
      const page = await listExceptions(server.database, {
        state: 'open',
        terminal: terminal.terminal,
        limit: 2,
        ...(cursor === undefined ? {} : { cursor }),
      });
      seqs.push(...page.exceptions.map(({ seq }) => seq));
      if (page.next === null) {
        expect(pages).toBe(3);
        break;
      }
      cursor = page.next;
    }
    expect(seqs).toEqual([0, 1, 2, 3, 4]);
    expect((await list({ kind: 'terminal-cloned' })).map(({ seq }) => seq)).toEqual([1, 3]);
    expect(await list({ screening: screeningId })).toHaveLength(5);
    expect(await list({ screening: screeningId + 1 })).toEqual([]);
    expect(await list({ state: 'settled' })).toEqual([]);
  });

  test('while a subject is open it is not raised again, also not by two at once; settled, it may be', async () => {
    const lost: ExceptionToRaise = {
      kind: 'journal-lost',
      subject: `journal-lost ${terminal.terminal}`,
      terminal: terminal.terminal,
      detail: {},
    };
    await Promise.all([raise(lost), raise(lost, lost), raise(lost)]);
    const [found, ...others] = await list();
    expect(others).toEqual([]);
    expect(await settle(found!.id, 'noted')).toMatchObject({ ok: true });
    await raise(lost);
    expect((await list()).map(({ id }) => id)).not.toContain(found!.id);
    expect(await list()).toHaveLength(1);
  });

  test('a case is settled once, with name and note; a repeat of the same order gets the same answer', async () => {
    await raise({ kind: 'terminal-cloned', terminal: terminal.terminal, detail: {} });
    const [found] = await list();
    expect(await settle(found!.id, 'refund')).toEqual({ ok: false, reason: 'action-not-possible' });
    expect(await settle('nowhere', 'noted')).toEqual({ ok: false, reason: 'exception-unknown' });
    const settled = { ok: true, atMs: server.time.nowMs };
    expect(await settle(found!.id, 'noted', 'same')).toEqual(settled);
    expect(await settle(found!.id, 'noted', 'same')).toEqual(settled);
    expect(await settle(found!.id, 'noted')).toEqual({ ok: false, reason: 'settled-already' });
    expect(await list()).toEqual([]);
    expect(await list({ state: 'settled' })).toMatchObject([
      { id: found!.id, actions: [], settled: { by: 'Mara', action: 'noted', note: 'agreed' } },
    ]);
    expect(await acts('settle-exception', found!.id)).toBe(1);
  });
  const acts = async (operation: string, mentions: string) =>
    server.count('user_action', 'operation = ? AND detail LIKE ?', [operation, `%${mentions}%`]);

  test('a refund is prepared for just the seat that is contradicted, once', async () => {
    const held = await server.grant(terminal.terminal, screeningId, [5, 6]);
    sell([held[0]!]);
    sell(held);
    await push();
    const [found] = await list();
    expect(await settle(found!.id, 'refund')).toMatchObject({ ok: true });
    expect(
      await server.database.all(
        'SELECT seq, state, amount_minor, reason, requested_by FROM refund WHERE terminal_id = ?',
        [terminal.terminal],
      ),
    ).toEqual([{ seq: 2, state: 'prepared', amount_minor: 1200, reason: 'agreed', requested_by: 'Mara' }]);
    await raise({
      kind: 'sale-contradicts-right',
      terminal: terminal.terminal,
      seq: 2,
      screeningId,
      seatId: 5,
      detail: {},
    });
    const [again] = await list();
    expect(await settle(again!.id, 'refund')).toEqual({ ok: false, reason: 'nothing-to-refund' });
    expect(await list()).toHaveLength(1);
    expect(await server.count('refund', 'terminal_id = ?', [terminal.terminal])).toBe(1);
  });

  test('a refund that a till asks for is shown to a manager, once while it is open, and is prepared for just those tickets', async () => {
    const seller = await server.aTerminal();
    const held = await server.grant(seller.terminal, screeningId, [5, 6]);
    seller.journal.append(
      'sale.made',
      aSale({ screeningId, lines: held.map((seat, i) => aSaleLine({ line: i + 1, seatLabel: `B${i + 1}`, ...seat })) }),
    );
    await receivePush(
      server.deps,
      { terminal: seller.terminal, publicKey: seller.key.publicKey },
      seller.journal.push(),
    );
    const order = { terminal: seller.terminal, seq: 1 };
    const request = { order, lines: [2], reason: 'ill', staffId: 1 };
    terminal.journal.append('refund.requested', request);
    terminal.journal.append('refund.requested', request);
    await push();
    const [found, ...others] = await list({ terminal: seller.terminal });
    expect(others).toEqual([]);
    expect(found).toMatchObject({
      kind: 'refund-requested',
      sides: [
        {
          who: 'What is recorded',
          lines: [
            `Order: T${seller.terminal}-000001`,
            'Tickets 2',
            'Reason: ill',
            `Asked at terminal: ${terminal.terminal}`,
            'Paid: €24.00',
          ],
        },
      ],
      actions: [{ id: 'refund' }, { id: 'noted' }],
    });
    expect(await settle(found!.id, 'refund')).toMatchObject({ ok: true });
    expect(
      await server.database.all('SELECT seq, amount_minor FROM refund WHERE terminal_id = ?', [seller.terminal]),
    ).toEqual([{ seq: 1, amount_minor: 1200 }]);
  });

  test('a request for an order that the server does not know is shown too', async () => {
    terminal.journal.append('refund.requested', { order: { terminal: 4000, seq: 9 }, lines: [], reason: 'ill' });
    await push();
    const [found] = await list({ terminal: 4000 });
    expect(found).toMatchObject({
      kind: 'refund-requested',
      terminal: { id: 4000, name: null },
      sides: [{ lines: expect.arrayContaining(['All its tickets', 'Note: The server knows no such order.']) }],
    });
    expect(await settle(found!.id, 'refund')).toEqual({ ok: false, reason: 'nothing-to-refund' });
    expect(await settle(found!.id, 'noted')).toMatchObject({ ok: true });
  });

  test('a dead letter that still can’t be read stays open; one that can be read now is carried out', async () => {
    const [held] = await server.grant(terminal.terminal, screeningId, [5]);
    terminal.journal.appendText('sale.of-the-future', '{}');
    await push();
    const [found] = await list();
    expect(await settle(found!.id, 'apply-again')).toEqual({ ok: false, reason: 'nothing-to-apply' });
    expect(await list()).toHaveLength(1);
    // As an update of the server reads it.
    const sale = aSale({ screeningId, lines: [aSaleLine({ line: 1, ...held! })] });
    await server.database.transaction('update', (tx) =>
      tx.run("UPDATE journal_entry SET type = 'sale.made', payload = ? WHERE terminal_id = ? AND seq = 1", [
        JSON.stringify(sale),
        terminal.terminal,
      ]),
    );
    expect(await settle(found!.id, 'apply-again')).toMatchObject({ ok: true });
    expect(await list()).toEqual([]);
    expect(await server.rights(screeningId, [5])).toMatchObject([{ state: 'sold' }]);
  });

  test('what a stolen terminal sent late is carried out in its order when a manager says so, all of it at once', async () => {
    const held = await server.grant(terminal.terminal, screeningId, [5, 6]);
    await breakTerminal(server.deps, {
      operationId: `break-${terminal.terminal}`,
      terminal: terminal.terminal,
      as: 'stolen',
      reason: 'gone',
      by: 'Mara',
    });
    sell([held[0]!]);
    await push();
    sell([held[1]!]);
    const key = { terminal: terminal.terminal, publicKey: terminal.key.publicKey };
    await receivePush(server.deps, key, terminal.journal.push(2, 2));
    const [, second] = await list();
    expect(second?.sides).toEqual([
      { who: 'The server says', lines: ['The terminal is closed as stolen'] },
      { who: `Terminal ${terminal.terminal} says`, lines: ['Sale'] },
      { who: 'Also known', lines: [expect.stringMatching(/^Entries [12]$/)] },
    ]);
    expect(await server.rights(screeningId, [5, 6])).toMatchObject([
      { state: 'quarantined' },
      { state: 'quarantined' },
    ]);
    expect(await settle(second!.id, 'apply')).toMatchObject({ ok: true });
    expect(await server.rights(screeningId, [5, 6])).toMatchObject([{ state: 'sold' }, { state: 'sold' }]);
    expect(await list()).toEqual([]);
  });
});

test('every kind says what it means and can be settled at least by a note', () => {
  for (const { meaning, settlements } of Object.values(exceptionKinds)) {
    expect(meaning.length).toBeGreaterThan(60);
    expect(settlements).toContain('noted');
  }
  expect(describeKind('of-a-later-version').settlements).toEqual(['noted']);
});
