import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { chainStart, payloadCharsMax } from '@marquee/shared/protocol/journal';
import { aSale, aSaleLine } from '@marquee/shared/testing/builders';
import { engines } from '../platform/testing/databases.ts';
import { makeJournalWriter } from '../testing/journal-writer.ts';
import { openTestServer, type TestServer, type TestTerminal } from '../testing/test-server.ts';
import { receivePush, storeFork } from './journal.ts';

describe.each(engines)('a terminal’s journal on %s', (engine) => {
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

  const keyOf = ({ terminal: number, key }: TestTerminal) => ({ terminal: number, publicKey: key.publicKey });
  const push = (fromSeq?: number, toSeq?: number) =>
    receivePush(server.deps, keyOf(terminal), terminal.journal.push(fromSeq, toSeq));
  const lines = (held: readonly { seatId: number; version: number }[]) =>
    held.map(({ seatId, version }, i) => aSaleLine({ line: i + 1, seatId, version }));
  const sell = (held: readonly { seatId: number; version: number }[]) =>
    terminal.journal.append('sale.made', aSale({ screeningId, lines: lines(held) }));
  const grant = (...seatIds: number[]) => server.grant(terminal.terminal, screeningId, seatIds);
  const states = async (...seatIds: number[]) =>
    (await server.rights(screeningId, seatIds)).map((right) => right.state);
  const exceptions = () =>
    server.database.all<{ kind: string; seq: number; seat_id: number | null; detail: string }>(
      'SELECT kind, seq, seat_id, detail FROM `exception` WHERE terminal_id = ? ORDER BY seq, seat_id',
      [terminal.terminal],
    );
  const entryStates = async () =>
    (
      await server.database.all<{ state: string }>(
        'SELECT state FROM journal_entry WHERE terminal_id = ? ORDER BY seq',
        [terminal.terminal],
      )
    ).map((row) => row.state);
  const markAt = (seq: number) => ({
    ackedSeq: seq,
    chain: seq === 0 ? chainStart : terminal.journal.entries[seq - 1]?.hash,
  });
  const ofTerminal = (table: string) => server.count(table, 'terminal_id = ?', [terminal.terminal]);

  test('a sale becomes a booking with its tickets and payment, and the seats name their tickets', async () => {
    const held = await grant(5, 6);
    sell(held);
    expect(await push()).toEqual(markAt(1));
    expect(
      await server.database.all('SELECT order_key, user_type, total_minor, state FROM booking WHERE terminal_id = ?', [
        terminal.terminal,
      ]),
    ).toEqual([{ order_key: `T${terminal.terminal}-000001`, user_type: 'kiosk', total_minor: 2400, state: 'paid' }]);
    expect(
      await server.database.all(
        'SELECT line, seat_id, version, price_minor, valid FROM ticket WHERE terminal_id = ? ORDER BY line',
        [terminal.terminal],
      ),
    ).toEqual(
      held.map(({ seatId, version }, i) => ({ line: i + 1, seat_id: seatId, version, price_minor: 1200, valid: 1 })),
    );
    expect(
      await server.database.all('SELECT kind, amount_minor, given_minor FROM payment WHERE terminal_id = ?', [
        terminal.terminal,
      ]),
    ).toEqual([{ kind: 'cash', amount_minor: 2400, given_minor: 2400 }]);
    const [change] = await server.database.all<{ body: string }>(
      'SELECT body FROM `change` WHERE stream = ? ORDER BY revision DESC LIMIT 1',
      [`screening:${screeningId}`],
    );
    const ticket = (line: number) => ({ terminal: terminal.terminal, seq: 1, line });
    expect(JSON.parse(change?.body ?? '')).toEqual({
      seats: held.map((seat, i) => ({ ...seat, state: 'sold', holder: terminal.terminal, ticket: ticket(i + 1) })),
      covered: [{ terminal: terminal.terminal, seq: 1 }],
    });
    expect(await exceptions()).toEqual([]);
  });

  test('a batch is applied once, however often and in whatever overlap it is sent', async () => {
    for (const seat of await grant(5, 6, 7, 8, 9)) sell([seat]);
    const sends = [push(1, 3), push(1, 3), push(1, 5), push(2, 4), push(1, 2), push(4, 5), push(1, 1)];
    await Promise.all(sends);
    for (const [from, to] of [
      [1, 5],
      [3, 5],
      [4, 5],
      [5, 5],
      [1, 1],
    ] as const)
      await push(from, to);
    const { ackedSeq } = await push(5, 5);
    if (ackedSeq < 5) await push(ackedSeq + 1, 5);
    expect(await push(1, 5)).toEqual(markAt(5));
    expect(await Promise.all(['journal_entry', 'booking', 'ticket', 'payment'].map(ofTerminal))).toEqual([5, 5, 5, 5]);
    expect(await states(5, 6, 7, 8, 9)).toEqual(new Array(5).fill('sold'));
    expect(await exceptions()).toEqual([]);
  });

  test('a batch after a gap moves nothing and is answered with the mark', async () => {
    for (const seat of await grant(5, 6, 7)) sell([seat]);
    expect(await push(2, 3)).toEqual(markAt(0));
    expect(await push(1, 1)).toEqual(markAt(1));
    expect(await push(3, 3)).toEqual(markAt(1));
    expect(await states(5, 6, 7)).toEqual(['sold', 'granted', 'granted']);
    expect(await push(2, 3)).toEqual(markAt(3));
  });

  test('a batch that isn’t what its hashes and signature say is refused and moves nothing', async () => {
    for (const seat of await grant(5, 6)) sell([seat]);
    const good = terminal.journal.push();
    const change = (index: number, change: object) => ({
      ...good,
      entries: good.entries.map((entry, i) => (i === index ? { ...entry, ...change } : entry)),
    });
    const stranger = await server.aTerminal();
    stranger.journal.appendText('terminal.opened', '{}');
    const tampered = {
      payload: change(0, { payload: good.entries[0]!.payload.replace('1200', '1100') }),
      time: change(1, { atMs: 1 }),
      type: change(0, { type: 'charge.voided' }),
      hash: change(1, { hash: '0'.repeat(64) }),
      signature: change(1, { signature: stranger.journal.entries[0]!.signature }),
      'no signature': change(1, { signature: '' }),
      number: change(1, { seq: 3 }),
      'order of entries': { ...good, entries: [...good.entries].reverse() },
      'first number': { ...good, fromSeq: 2 },
      'previous hash': { ...good, previousHash: '1'.repeat(64) },
      'no entries': { ...good, entries: [] },
      'too many bytes': {
        ...good,
        entries: [...good.entries, terminal.journal.appendText('note', 'x'.repeat(257 * 1024))],
      },
    };
    for (const [what, batch] of Object.entries(tampered)) {
      const refusal = await receivePush(server.deps, keyOf(terminal), batch).catch((thrown) => thrown.code);
      expect({ what, refusal }).toEqual({ what, refusal: 'message-malformed' });
    }
    await expect(
      receivePush(server.deps, keyOf({ ...stranger, terminal: terminal.terminal }), good),
    ).rejects.toMatchObject({
      code: 'message-malformed',
    });
    expect(await ofTerminal('journal_entry')).toBe(0);
    expect(await states(5, 6)).toEqual(['granted', 'granted']);
    expect(await push(1, 2)).toEqual(markAt(2));
  });

  test('an entry that can’t be read is kept, acknowledged and shown, and those after it apply', async () => {
    const [first, second] = await grant(5, 6);
    sell([first!]);
    terminal.journal.appendText('sale.made', '{"screeningId":1,"lines":[]}');
    terminal.journal.appendText('sale.made', 'not json');
    terminal.journal.appendText('seat.painted', '{"colour":"red"}');
    terminal.journal.appendText('sale.made', JSON.stringify(aSale({ lines: [aSaleLine(), aSaleLine({ seatId: 6 })] })));
    sell([second!]);
    expect(await push()).toEqual(markAt(6));
    expect(await entryStates()).toEqual(['applied', 'dead', 'dead', 'dead', 'dead', 'applied']);
    expect((await exceptions()).map(({ kind, seq }) => ({ kind, seq }))).toEqual(
      [2, 3, 4, 5].map((seq) => ({ kind: 'entry-malformed', seq })),
    );
    expect(await states(5, 6)).toEqual(['sold', 'sold']);
    expect(
      await server.database.all('SELECT payload FROM journal_entry WHERE terminal_id = ? AND seq = 3', [
        terminal.terminal,
      ]),
    ).toEqual([{ payload: 'not json' }]);
  });

  test('a sale of a seat that the terminal doesn’t hold is recorded with an exception; its other seats stay valid', async () => {
    const [held] = await grant(5);
    const other = await server.aTerminal();
    const [theirs] = await server.grant(other.terminal, screeningId, [6]);
    sell([held!, theirs!]);
    expect(await push()).toEqual(markAt(1));
    expect(
      await server.database.all('SELECT line, valid FROM ticket WHERE terminal_id = ? ORDER BY line', [
        terminal.terminal,
      ]),
    ).toEqual([
      { line: 1, valid: 1 },
      { line: 2, valid: 0 },
    ]);
    expect(await server.rights(screeningId, [5, 6])).toMatchObject([
      { state: 'sold', holder: terminal.terminal },
      { state: 'granted', holder: other.terminal },
    ]);
    const [raised, ...more] = await exceptions();
    expect(more).toEqual([]);
    expect(raised).toMatchObject({ kind: 'sale-contradicts-right', seq: 1, seat_id: 6 });
    expect(JSON.parse(raised!.detail)).toMatchObject({
      version: theirs!.version,
      here: { state: 'granted', holder: other.terminal, version: theirs!.version },
      there: { totalMinor: 2400 },
    });
    expect(await entryStates()).toEqual(['exception']);
  });

  test('a seat is not sold by an older version of its right, nor twice', async () => {
    const [old] = await grant(5);
    terminal.journal.append('rights.returned', { screeningId, seats: [old!], reason: 'recalled' });
    await push();
    const [newer] = await grant(5);
    sell([old!]);
    sell([newer!]);
    sell([newer!]);
    await push(2, 4);
    expect(await exceptions()).toMatchObject([
      { kind: 'sale-contradicts-right', seq: 2 },
      { kind: 'sale-contradicts-right', seq: 4 },
    ]);
    expect(
      await server.database.all(
        'SELECT ticket_terminal, ticket_seq, version FROM seat_right WHERE screening_id = ? AND seat_id = 5',
        [screeningId],
      ),
    ).toEqual([{ ticket_terminal: terminal.terminal, ticket_seq: 3, version: newer!.version }]);
    expect(await server.count('ticket', 'terminal_id = ? AND valid = 1', [terminal.terminal])).toBe(1);
  });

  test('a return moves the right of the version that it names, and no other', async () => {
    const [five, six] = await grant(5, 6);
    terminal.journal.append('rights.returned', {
      screeningId,
      seats: [five!, { ...six!, version: six!.version + 1 }, { seatId: 7, version: five!.version }],
      reason: 'shutdown',
    });
    terminal.journal.append('rights.returned', { screeningId, seats: [six!], reason: 'shutdown' });
    expect(await push()).toEqual(markAt(2));
    expect(await server.rights(screeningId, [5, 6, 7])).toEqual([
      { state: 'free', holder: 0, version: five!.version },
      { state: 'free', holder: 0, version: six!.version },
      { state: 'free', holder: 0, version: 4096 },
    ]);
    expect((await exceptions()).map(({ kind, seq, seat_id }) => [kind, seq, seat_id])).toEqual([
      ['return-contradicts-right', 1, 6],
      ['return-contradicts-right', 1, 7],
    ]);
  });

  test('a sale for a screening or seat that the server doesn’t know is kept whole, with an exception', async () => {
    const [held] = await grant(5);
    const unknown = aSale({ screeningId: 4_000_000_000, lines: lines([held!]) });
    terminal.journal.append('sale.made', unknown);
    terminal.journal.append('sale.made', aSale({ screeningId, lines: lines([{ seatId: 999, version: 4097 }]) }));
    terminal.journal.append('rights.returned', {
      screeningId: 4_000_000_000,
      seats: [{ seatId: 4_000_000_000, version: 1 }],
      reason: 'recalled',
    });
    sell([held!]);
    expect(await push()).toEqual(markAt(4));
    const raised = await exceptions();
    expect(raised.map(({ kind, seq }) => [kind, seq])).toEqual([
      ['sale-for-unknown-screening', 1],
      ['sale-for-unknown-screening', 2],
      ['return-contradicts-right', 3],
    ]);
    expect(JSON.parse(raised[0]!.detail).sale).toEqual(unknown);
    expect(await entryStates()).toEqual(['exception', 'exception', 'exception', 'applied']);
    expect(await states(5)).toEqual(['sold']);
  });

  test('a voided charge is noted, and the first entry of a journal does nothing', async () => {
    terminal.journal.append('terminal.opened', { terminal: terminal.terminal, publicKey: terminal.key.publicKey });
    terminal.journal.append('charge.voided', {
      attemptId: 'attempt-1',
      amountMinor: 1200,
      currency: 'EUR',
      reason: 'customer-left',
    });
    await push();
    expect(
      await server.database.all(
        'SELECT seq, attempt_id, amount_minor, reason FROM voided_charge WHERE terminal_id = ?',
        [terminal.terminal],
      ),
    ).toEqual([{ seq: 2, attempt_id: 'attempt-1', amount_minor: 1200, reason: 'customer-left' }]);
    expect(await entryStates()).toEqual(['applied', 'applied']);
  });

  test('two terminals that sell side by side each get everything in', async () => {
    const other = await server.aTerminal();
    const seatIds = Array.from({ length: 24 }, (_, i) => i + 5);
    const mine = await grant(...seatIds.filter((id) => id % 2 === 0));
    const theirs = await server.grant(
      other.terminal,
      screeningId,
      seatIds.filter((id) => id % 2 === 1),
    );
    for (const seat of mine) sell([seat]);
    for (const seat of theirs) other.journal.append('sale.made', aSale({ screeningId, lines: lines([seat]) }));
    const drain = async (of: TestTerminal) => {
      for (let seq = 1; seq <= 12; seq += 3) {
        await receivePush(server.deps, keyOf(of), of.journal.push(seq, seq + 2));
      }
    };
    await Promise.all([drain(terminal), drain(other)]);
    expect(await states(...seatIds)).toEqual(new Array(24).fill('sold'));
    const revisions = await server.database.all<{ revision: number }>(
      'SELECT revision FROM `change` WHERE stream = ? ORDER BY revision',
      [`screening:${screeningId}`],
    );
    expect(revisions.map((row) => row.revision)).toEqual(revisions.map((_, i) => i + 1));
  });

  test('entries of a fork are stored apart, once, with one exception', async () => {
    for (const seat of await grant(5, 6)) sell([seat]);
    await push();
    const [mark] = terminal.journal.entries.slice(-1);
    const clone = makeJournalWriter(terminal.key, server.time.nowMs);
    clone.appendText(terminal.journal.entries[0]!.type, terminal.journal.entries[0]!.payload);
    clone.append('charge.voided', { attemptId: 'a', amountMinor: 1, currency: 'EUR', reason: 'sale-refused' });
    clone.append('charge.voided', { attemptId: 'b', amountMinor: 1, currency: 'EUR', reason: 'sale-refused' });
    const [, second, third] = clone.entries;
    const theirs = [terminal.journal.entries[0]!, second!, third!, third!];
    expect(await storeFork(server.deps, keyOf(terminal), theirs)).toBe(2);
    expect(await storeFork(server.deps, keyOf(terminal), theirs)).toBe(0);
    const stored = await server.database.all<{ seq: number; raw: string }>(
      'SELECT seq, raw FROM journal_fork WHERE terminal_id = ? ORDER BY seq',
      [terminal.terminal],
    );
    expect(stored.map((row) => JSON.parse(row.raw))).toEqual([second, third]);
    expect(await exceptions()).toMatchObject([{ kind: 'journal-forked', seq: 2 }]);
    expect(await ofTerminal('journal_entry')).toBe(2);
    // A push that continues the other history is answered with the server's own mark, whose hash the terminal compares.
    expect(await receivePush(server.deps, keyOf(terminal), clone.push(3, 3))).toEqual({
      ackedSeq: 2,
      chain: mark!.hash,
    });
    expect(await ofTerminal('journal_entry')).toBe(2);
  });

  test('a long journal of odd entries ends within its limits: detail is cut, the entry is whole', async () => {
    const payload = JSON.stringify({ note: '寿"'.repeat(5_000) }).padEnd(payloadCharsMax);
    terminal.journal.appendText('sale.made', payload);
    const longSale = aSale({
      screeningId: 77_777,
      lines: lines(Array.from({ length: 20 }, (_, i) => ({ seatId: i + 1, version: 1 }))),
    });
    terminal.journal.append('sale.made', {
      ...longSale,
      tenders: Array.from({ length: 8 }, () => ({ ...longSale.tenders[0]!, attemptId: '寿'.repeat(64) })),
    });
    expect(await push()).toEqual(markAt(2));
    const rows = await server.database.all<{ payload: string }>(
      'SELECT payload FROM journal_entry WHERE terminal_id = ? ORDER BY seq',
      [terminal.terminal],
    );
    expect(rows.map((row) => row.payload)).toEqual(terminal.journal.entries.map((entry) => entry.payload));
    for (const { detail } of await exceptions()) expect(() => JSON.parse(detail)).not.toThrow();
  });
});
