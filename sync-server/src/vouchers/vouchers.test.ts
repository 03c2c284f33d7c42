import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { TicketsRefunded } from '@marquee/shared/protocol/journal';
import { aSale, aSaleLine } from '@marquee/shared/testing/builders';
import { payOutRefund, refundTickets } from '../bookings/bookings.ts';
import { receivePush } from '../journal/journal.ts';
import { engines } from '../platform/testing/databases.ts';
import { breakTerminal } from '../rights/rights.ts';
import { cinemaId } from '../testing/house.ts';
import { openTestServer, type TestServer, type TestTerminal } from '../testing/test-server.ts';
import { type Issue, issueVouchers, takeBackVoucher, voidVoucher } from './issue.ts';
import { selectVoucher } from './vouchers.sql.ts';
import { answerVoucherAsk, makeGuessLimit } from './vouchers.ts';

const day = 24 * 3600_000;

describe.each(engines)('gift vouchers on %s', (engine) => {
  let server: TestServer;
  let terminal: TestTerminal;
  let other: TestTerminal;
  let orders = 0;
  beforeAll(async () => {
    server = await openTestServer(engine);
  });
  afterAll(() => server.close());
  beforeEach(async () => {
    terminal = await server.aTerminal({ role: 'till' });
    other = await server.aTerminal({ role: 'till' });
  });

  const key = () => `order-of-test-${++orders}`;
  const order = () => ({ key: key(), caller: { userId: 7, role: 'admin' as const, sessionId: 's' } });
  const issuing = () => ({ ...server.deps, voucherSecret: Buffer.alloc(32, 4) });
  async function aVoucher(issue: Partial<Issue> = {}): Promise<{ id: number; code: string }> {
    const issued = await issueVouchers(issuing(), order(), {
      cinemaId,
      currency: 'EUR',
      amountMinor: 2000,
      count: 1,
      expiresAtMs: server.time.nowMs + day,
      ...issue,
    });
    if (!Array.isArray(issued) || !issued[0]) throw new Error('not issued');
    return issued[0];
  }
  const ask = (who: TestTerminal, code: string, operationId = key()) =>
    answerVoucherAsk(server.deps, { terminal: who.terminal, cinemaId }, { operationId, code });
  const push = (who = terminal, fromSeq = 1) =>
    receivePush(server.deps, { terminal: who.terminal, publicKey: who.key.publicKey }, who.journal.push(fromSeq));
  const row = async (id: number) => {
    const voucher = await selectVoucher(server.database, id);
    return voucher && [voucher.state, voucher.holder, voucher.version, voucher.balance_minor];
  };
  const movements = async (id: number) =>
    (
      await server.database.all<{ kind: string; amount_minor: number }>(
        'SELECT kind, amount_minor FROM voucher_movement WHERE voucher_id = ? ORDER BY id',
        [id],
      )
    ).map(({ kind, amount_minor }) => (amount_minor === 0 ? kind : `${kind} ${amount_minor}`));
  const exceptions = async (who = terminal) =>
    (
      await server.database.all<{ kind: string }>('SELECT kind FROM `exception` WHERE terminal_id = ? ORDER BY seq', [
        who.terminal,
      ])
    ).map(({ kind }) => kind);

  /** A sale of one seat for 12.00, of which the voucher pays so much. */
  async function sell(who: TestTerminal, of: { voucherId: number; version: number; minor: number }) {
    const screeningId = await server.aScreening();
    const [held] = await server.grant(who.terminal, screeningId, [5]);
    const line = aSaleLine({ line: 1, ...held });
    const rest = line.priceMinor - of.minor;
    const tenders = [
      { kind: 'voucher' as const, amountMinor: of.minor, voucherId: of.voucherId, voucherVersion: of.version },
      ...(rest > 0 ? [{ kind: 'cash' as const, amountMinor: rest, givenMinor: rest }] : []),
    ];
    const { seq } = who.journal.append('sale.made', aSale({ screeningId, lines: [line], tenders }));
    return { seq, screeningId, line };
  }
  const take = async (who: TestTerminal, code: string) => {
    const answer = await ask(who, code);
    if (answer.outcome !== 'granted') throw new Error(answer.reason);
    return answer;
  };

  test('a terminal that asks becomes its holder, and nobody else gets it', async () => {
    const { id, code } = await aVoucher();
    const granted = { outcome: 'granted', voucherId: id, balanceMinor: 2000, currency: 'EUR' };
    const answer = await take(terminal, code);
    expect(answer).toEqual({ ...granted, version: answer.version });
    expect(await row(id)).toEqual(['granted', terminal.terminal, answer.version, 2000]);
    expect(await ask(other, code)).toEqual({ outcome: 'refused', reason: 'in-use' });
  });

  test('whoever holds it and asks again is told the same version: a lost answer heals', async () => {
    const { id, code } = await aVoucher();
    const first = await ask(terminal, code, 'lost-answer-1');
    expect(await ask(terminal, code, 'lost-answer-1')).toEqual(first);
    expect(await ask(terminal, code)).toEqual(first);
    expect(await movements(id)).toEqual(['issue 2000', 'grant']);
  });

  test('a no is remembered: a copy of the request that comes late hands nothing out', async () => {
    const { id, code } = await aVoucher();
    const { version } = await take(other, code);
    expect(await ask(terminal, code, 'answered-no-1')).toEqual({ outcome: 'refused', reason: 'in-use' });
    other.journal.append('voucher.returned', { voucherId: id, version, reason: 'basket-dropped' });
    await push(other);
    expect(await ask(terminal, code, 'answered-no-1')).toEqual({ outcome: 'refused', reason: 'in-use' });
    expect(await row(id)).toEqual(['free', 0, version, 2000]);
  });

  test('it is returned by its holder’s journal, and the next grant has the next version', async () => {
    const { id, code } = await aVoucher();
    const { version } = await take(terminal, code);
    terminal.journal.append('voucher.returned', { voucherId: id, version, reason: 'basket-dropped' });
    await push();
    expect(await row(id)).toEqual(['free', 0, version, 2000]);
    expect(await take(other, code)).toMatchObject({ version: version + 1 });
    expect(await movements(id)).toEqual(['issue 2000', 'grant', 'return', 'grant']);
  });

  test('a sale takes off what it paid; the rest is the server’s again, and what is spent wholly is spent', async () => {
    const { id, code } = await aVoucher({ amountMinor: 1500 });
    const { version } = await take(terminal, code);
    await sell(terminal, { voucherId: id, version, minor: 1200 });
    await push();
    expect(await row(id)).toEqual(['free', 0, version, 300]);
    expect(await ask(other, code)).toMatchObject({ outcome: 'granted', balanceMinor: 300 });
    await sell(other, { voucherId: id, version: version + 1, minor: 300 });
    await push(other);
    expect(await row(id)).toEqual(['spent', 0, version + 1, 0]);
    expect(await ask(terminal, code)).toEqual({ outcome: 'refused', reason: 'spent' });
    expect(
      await server.database.all(
        'SELECT kind, amount_minor, voucher_id FROM payment WHERE terminal_id = ? ORDER BY line',
        [other.terminal],
      ),
    ).toEqual([
      { kind: 'voucher', amount_minor: 300, voucher_id: id },
      { kind: 'cash', amount_minor: 900, voucher_id: null },
    ]);
    expect([await exceptions(), await exceptions(other)]).toEqual([[], []]);
  });

  test('what a terminal does not hold, or more than is left, is sold all the same and raised with both sides', async () => {
    const { id, code } = await aVoucher({ amountMinor: 1000 });
    const { version } = await take(other, code);
    await sell(terminal, { voucherId: id, version, minor: 500 });
    await push();
    const mine = await sell(other, { voucherId: id, version, minor: 1200 });
    await sell(other, { voucherId: id, version: version + 1, minor: 500 });
    await sell(other, { voucherId: 99_999, version: 1, minor: 500 });
    await push(other);
    expect([await exceptions(), await exceptions(other)]).toEqual([
      ['voucher-contradicts'],
      ['voucher-contradicts', 'voucher-contradicts', 'voucher-contradicts'],
    ]);
    const [{ detail } = { detail: '' }] = await server.database.all<{ detail: string }>(
      'SELECT detail FROM `exception` WHERE terminal_id = ? AND seq = ?',
      [other.terminal, mine.seq],
    );
    expect(JSON.parse(detail)).toMatchObject({
      here: { voucherId: id, state: 'granted', holder: other.terminal, balanceMinor: 1000 },
      there: { voucherId: id, version, amountMinor: 1200, currency: 'EUR' },
    });
    expect(await server.count('booking', 'terminal_id IN (?, ?)', [terminal.terminal, other.terminal])).toBe(4);
    expect(await row(id)).toEqual(['granted', other.terminal, version, 1000]);
  });

  test('a return of what somebody else holds moves nothing', async () => {
    const { id, code } = await aVoucher();
    const { version } = await take(other, code);
    terminal.journal.append('voucher.returned', { voucherId: id, version, reason: 'unasked' });
    await push();
    expect([await exceptions(), await row(id)]).toEqual([
      ['voucher-return-contradicts'],
      ['granted', other.terminal, version, 2000],
    ]);
  });

  test('a broken terminal keeps what it holds until its journal has come to its end', async () => {
    const { id, code } = await aVoucher();
    const { version } = await take(terminal, code);
    await breakTerminal(server.deps, {
      operationId: key(),
      terminal: terminal.terminal,
      as: 'dead',
      reason: 'water',
      by: 'Mara',
    });
    expect(await ask(other, code)).toEqual({ outcome: 'refused', reason: 'in-use' });
    terminal.journal.append('terminal.closed', { reason: 'closed-by-server' });
    await push();
    expect(await row(id)).toEqual(['free', 0, version, 2000]);
  });

  test('no grant comes after a break, also where another instance has not heard of it', async () => {
    const { id, code } = await aVoucher();
    await breakTerminal(server.deps, {
      operationId: key(),
      terminal: terminal.terminal,
      as: 'dead',
      reason: 'water',
      by: 'Mara',
    });
    await expect(ask(terminal, code)).rejects.toMatchObject({ code: 'terminal-closed' });
    expect(await row(id)).toEqual(['free', 0, 0, 2000]);
  });

  test('a manager takes a voucher back; a late sale of it is taken off and raised while nobody has had it since', async () => {
    const { id, code } = await aVoucher();
    const { version } = await take(terminal, code);
    expect(await takeBackVoucher(server.deps, { ...order(), id, reason: 'offline' })).toEqual({ ok: true });
    expect(await row(id)).toEqual(['free', 0, version, 2000]);
    await sell(terminal, { voucherId: id, version, minor: 1200 });
    await push();
    expect([await row(id), await exceptions()]).toEqual([['free', 0, version, 800], ['voucher-spent-after-take-back']]);
    expect(await takeBackVoucher(server.deps, { ...order(), id, reason: 'offline' })).toMatchObject({
      code: 'voucher-not-held',
    });
  });

  test('a late sale of a voucher that was taken back and spent elsewhere takes nothing off', async () => {
    const { id, code } = await aVoucher();
    const { version } = await take(terminal, code);
    await takeBackVoucher(server.deps, { ...order(), id, reason: 'offline' });
    await take(other, code);
    await sell(other, { voucherId: id, version: version + 1, minor: 1200 });
    await push(other);
    await sell(terminal, { voucherId: id, version, minor: 1200 });
    await push();
    expect([await row(id), await exceptions()]).toEqual([['free', 0, version + 1, 800], ['voucher-contradicts']]);
  });

  test('a late return of what was taken back is no contradiction', async () => {
    const { id, code } = await aVoucher();
    const { version } = await take(terminal, code);
    await takeBackVoucher(server.deps, { ...order(), id, reason: 'offline' });
    terminal.journal.append('voucher.returned', { voucherId: id, version, reason: 'basket-dropped' });
    await push();
    expect([await row(id), await exceptions()]).toEqual([['free', 0, version, 2000], []]);
  });

  const giveBack = (sale: Awaited<ReturnType<typeof sell>>, tenders: TicketsRefunded['tenders']) => {
    const { seatId, version, priceMinor } = sale.line;
    terminal.journal.append('tickets.refunded', {
      kind: 'refund',
      saleSeq: sale.seq,
      screeningId: sale.screeningId,
      currency: 'EUR',
      lines: [{ line: 1, seatId, version, amountMinor: priceMinor }],
      tenders,
      totalMinor: priceMinor,
      reason: 'ill',
    });
  };

  test('a refund puts the money back on the voucher that paid, also when that was spent', async () => {
    const { id, code } = await aVoucher({ amountMinor: 1200 });
    const { version } = await take(terminal, code);
    const sale = await sell(terminal, { voucherId: id, version, minor: 1200 });
    giveBack(sale, [{ kind: 'voucher', amountMinor: 1200, voucherId: id }]);
    await push();
    expect([await row(id), await exceptions()]).toEqual([['free', 0, version, 1200], []]);
    expect(await movements(id)).toEqual(['issue 1200', 'grant', 'spend 1200', 'refund 1200']);
  });

  test('no more goes on a voucher than was paid for it', async () => {
    const { id, code } = await aVoucher({ amountMinor: 1000 });
    const { version } = await take(terminal, code);
    const sale = await sell(terminal, { voucherId: id, version, minor: 500 });
    giveBack(sale, [{ kind: 'voucher', amountMinor: 1200, voucherId: id }]);
    await push();
    expect([await row(id), await exceptions()]).toEqual([['free', 0, version, 500], ['voucher-refund-contradicts']]);
  });

  test('at the desk the voucher’s part goes back to the voucher, and only the rest out in cash', async () => {
    const { id, code } = await aVoucher({ amountMinor: 1000 });
    const { version } = await take(terminal, code);
    const { seq } = await sell(terminal, { voucherId: id, version, minor: 1000 });
    terminal.journal.append('tickets.released', { upToSeq: seq });
    await push();
    const refund = await refundTickets(server.deps, {
      operationId: key(),
      order: { terminal: terminal.terminal, seq },
      lines: null,
      kind: 'refund',
      reason: 'ill',
      by: 'Mara',
    });
    if (!refund.ok) throw new Error(refund.reason);
    const payOut = {
      operationId: key(),
      refundId: refund.refundId,
      kind: 'cash' as const,
      attemptId: null,
      by: 'Mara',
    };
    expect(await payOutRefund(server.deps, payOut)).toEqual({ ok: true, toVouchersMinor: 1000 });
    expect(await row(id)).toEqual(['free', 0, version, 1000]);
    expect(
      await server.database.all('SELECT kind, amount_minor FROM refund_tender WHERE refund_id = ? ORDER BY line', [
        refund.refundId,
      ]),
    ).toEqual([
      { kind: 'voucher', amount_minor: 1000 },
      { kind: 'cash', amount_minor: 200 },
    ]);
  });

  test('a code that nobody issued, another cinema’s, a void and an overdue voucher are not handed out', async () => {
    const overdue = await aVoucher({ expiresAtMs: server.time.nowMs + 1 });
    const ended = await aVoucher();
    expect(await voidVoucher(server.deps, { ...order(), id: ended.id, reason: 'lost' })).toEqual({ ok: true });
    server.time.nowMs += 1;
    const elsewhere = await aVoucher();
    const asked = [
      await ask(terminal, 'AAAABBBBCCCCDDDD'),
      await ask(terminal, ended.code),
      await ask(terminal, overdue.code),
      await answerVoucherAsk(
        server.deps,
        { terminal: terminal.terminal, cinemaId: cinemaId + 1 },
        { operationId: key(), code: elsewhere.code },
      ),
      await answerVoucherAsk(
        server.deps,
        { terminal: terminal.terminal, cinemaId: cinemaId + 1 },
        { operationId: key(), code: (await aVoucher({ cinemaId: null })).code },
      ),
    ];
    expect(asked.map((answer) => (answer.outcome === 'refused' ? answer.reason : answer.outcome))).toEqual([
      'unknown',
      'unknown',
      'expired',
      'unknown',
      'granted',
    ]);
  });

  test('a voucher that a terminal holds is not void until it is taken back', async () => {
    const { id, code } = await aVoucher();
    await take(terminal, code);
    expect(await voidVoucher(server.deps, { ...order(), id, reason: 'lost' })).toMatchObject({
      code: 'voucher-in-use',
      extra: { holder: terminal.terminal },
    });
  });

  test('ten wrong codes in ten minutes are enough, also for a right one after them', async () => {
    const deps = { ...server.deps, voucherGuesses: makeGuessLimit(server.deps) };
    const { code } = await aVoucher();
    const guess = (guessed: string) =>
      answerVoucherAsk(deps, { terminal: terminal.terminal, cinemaId }, { operationId: key(), code: guessed });
    for (let at = 0; at < 10; at += 1)
      expect(await guess(`AAAABBBBCCCC000${at}`)).toEqual({ outcome: 'refused', reason: 'unknown' });
    await expect(guess(code)).rejects.toMatchObject({ code: 'too-many-tries' });
    server.time.nowMs += 10 * 60_000;
    expect(await guess(code)).toMatchObject({ outcome: 'granted' });
  });

  test('the same order issues the same codes once, and the database has none of them', async () => {
    const issue = { cinemaId, currency: 'EUR', amountMinor: 500, count: 3, expiresAtMs: server.time.nowMs + day };
    const twice = order();
    const issued = await issueVouchers(issuing(), twice, issue);
    expect(await issueVouchers(issuing(), twice, issue)).toEqual(issued);
    const codes = (issued as { code: string }[]).map(({ code }) => code);
    expect(new Set(codes).size).toBe(3);
    const kept = await server.database.all('SELECT answer FROM `operation`');
    const rows = await server.database.all('SELECT * FROM voucher');
    for (const code of codes) expect(JSON.stringify([kept, rows])).not.toContain(code);
    expect(await server.count('voucher', 'initial_minor = 500')).toBe(3);
  });
});
