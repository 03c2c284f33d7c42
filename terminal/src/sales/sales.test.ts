import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { startsAtMs } from '@marquee/shared/testing/builders';
import { releaseAll } from '../refund/refund.ts';
import { stopScreenings } from '../rights/rights.ts';
import { type BoxOffice, openBoxOffice } from '../testing/box-office.ts';
import { exchangeSale, listSales, reprintSale, requestRefund, seeSale, undoSale } from './sales.ts';

let office: BoxOffice;
beforeEach(() => {
  office = openBoxOffice();
  office.grant([5, 6, 7]);
});
afterEach(() => office.close());

const of = (saleSeq: number, lines: number[]) => ({ saleSeq, lines, reason: 'wrong film' });
const printAll = () => office.store.run("UPDATE print_job SET state = 'printed'");
const jobs = () =>
  office.store.all<{ state: string; duplicate: number }>(
    'SELECT state, duplicate FROM print_job ORDER BY sale_seq, line',
  );
const payload = (type: string) =>
  JSON.parse(
    office.store.get<{ payload: string }>('SELECT payload FROM journal WHERE type = ? ORDER BY seq DESC', type)
      ?.payload ?? 'null',
  );
const slips = () =>
  office.store
    .all<{ payload: string }>("SELECT payload FROM report_job WHERE kind = 'refund-slip' ORDER BY job_id DESC")
    .map((row) => JSON.parse(row.payload));
const undo = async (kind: 'void' | 'refund', saleSeq: number, lines: number[]) => {
  const answer = undoSale(office.deps, kind, of(saleSeq, lines));
  await office.clock.advance(60_000);
  return answer;
};

describe('looking for a sale', () => {
  test('the newest comes first, with its seats, its tenders and its order key', async () => {
    const first = await office.sell([5, 6]);
    const second = await office.sell([7], 'card');
    expect(listSales(office.deps, '').map(({ saleSeq }) => saleSeq)).toEqual([second, first]);
    expect(listSales(office.deps, '')[1]).toMatchObject({
      orderKey: `T17-00000${first}`,
      seatLabels: seeSale(office.deps, first)?.seatLabels,
      tenders: [{ kind: 'cash', amountMinor: 2400 }],
      totalMinor: 2400,
      refunded: 0,
      heldHere: true,
      startsAtMs,
    });
  });

  test('it is found by its order key, by the number alone and by a seat, in any case', async () => {
    const first = await office.sell([5, 6]);
    const second = await office.sell([7]);
    const [seat] = seeSale(office.deps, second)?.seatLabels ?? [];
    const found = (search: string) => listSales(office.deps, search).map(({ saleSeq }) => saleSeq);
    expect([found(`t17-${first}`), found(String(first)), found(seat?.toLowerCase() ?? '')]).toEqual([
      [first],
      [first],
      [second],
    ]);
    expect([found('T18-2'), found('Z99'), seeSale(office.deps, 99)]).toEqual([[], [], null]);
  });
});

describe('a reprint', () => {
  test('queues just those tickets again, marked, and the journal says why, in one transaction', async () => {
    const seq = await office.sell([5, 6]);
    printAll();
    expect(reprintSale(office.deps, of(seq, [2]))).toMatchObject({
      ok: true,
      sale: {
        tickets: [
          { print: 'printed', duplicate: false },
          { print: 'queued', duplicate: true },
        ],
      },
    });
    expect(jobs()).toEqual([
      { state: 'printed', duplicate: 0 },
      { state: 'printed', duplicate: 0 },
      { state: 'queued', duplicate: 1 },
    ]);
    expect(payload('tickets.reprinted')).toEqual({ saleSeq: seq, lines: [2], reason: 'wrong film' });
    expect(office.counted.at(-1)).toBe(seq + 1);
  });

  test('where the disk refuses the entry, nothing is printed again', async () => {
    const seq = await office.sell([5]);
    printAll();
    office.handle.exec("CREATE TRIGGER broken BEFORE INSERT ON journal BEGIN SELECT RAISE(ABORT, 'broken disk'); END");
    expect(() => reprintSale(office.deps, of(seq, [1]))).toThrow('broken disk');
    expect(jobs().map(({ state }) => state)).toEqual(['printed', 'printed']);
  });

  test('of a ticket whose first copy is still to come, that was refunded, that is unknown or whose show is over is refused', async () => {
    const seq = await office.sell([5, 6]);
    const refusal = (lines: number[], saleSeq = seq) => {
      const answer = reprintSale(office.deps, of(saleSeq, lines));
      return answer.ok ? 'ok' : answer.reason;
    };
    expect(refusal([1])).toBe('not-printed-yet');
    printAll();
    await undo('void', seq, [1]);
    expect([refusal([1]), refusal([3]), refusal([1], 99)]).toEqual([
      'ticket-not-valid',
      'ticket-unknown',
      'ticket-unknown',
    ]);
    office.clock.setMachineClock(startsAtMs + 24 * 3600_000);
    expect(refusal([2])).toBe('show-over');
  });
});

describe('undoing', () => {
  test('a void gives the money back the way it came, once, and asked again it says the same', async () => {
    const seq = await office.sell([5, 6]);
    const answer = { ok: true, totalMinor: 1200, tenders: [{ kind: 'cash', amountMinor: 1200 }] };
    expect([await undo('void', seq, [1]), await undo('void', seq, [1])]).toEqual([answer, answer]);
    expect([
      office.types().filter((type) => type === 'tickets.refunded').length,
      payload('tickets.refunded').kind,
    ]).toEqual([1, 'void']);
    expect(listSales(office.deps, '')[0]?.refunded).toBe(1);
  });

  test('a refund that the card refused can be asked for again', async () => {
    const seq = await office.sell([5], 'card');
    office.reader.setMode('decline');
    expect(await undo('refund', seq, [1])).toEqual({ ok: false, reason: 'refund-declined' });
    office.reader.setMode('approve');
    expect(await undo('refund', seq, [1])).toMatchObject({ ok: true, tenders: [{ kind: 'card', amountMinor: 1200 }] });
  });

  test('each refusal is said: unknown, not the holder, undone already, stopped, out of service', async () => {
    const seq = await office.sell([5, 6]);
    expect(await undo('void', seq, [9])).toEqual({ ok: false, reason: 'ticket-unknown' });
    await undo('void', seq, [1]);
    expect(await undo('refund', seq, [1])).toEqual({ ok: false, reason: 'ticket-not-valid' });
    office.stopped = true;
    expect(await undo('void', seq, [2])).toEqual({ ok: false, reason: 'out-of-service' });
    office.stopped = false;
    stopScreenings(office.store, [1], { reason: 'stream-lost', nowMs: 0 });
    expect(await undo('void', seq, [2])).toEqual({ ok: false, reason: 'screening-stopped' });
  });

  test('what the server holds is requested: the journal has it for a manager', async () => {
    const seq = await office.sell([5]);
    releaseAll(office.deps);
    expect(await undo('refund', seq, [1])).toEqual({ ok: false, reason: 'not-holder' });
    expect(seeSale(office.deps, seq)?.heldHere).toBe(false);
    expect(requestRefund(office.deps, { orderKey: `T17-${seq}`, lines: [1], reason: 'ill', language: 'en' })).toEqual({
      ok: true,
    });
    const slip = office.store.get<{ kind: string; payload: string }>('SELECT kind, payload FROM report_job');
    expect([slip?.kind, JSON.parse(slip?.payload ?? '')]).toMatchObject([
      'refund-slip',
      { kind: 'requested', orderKey: `T17-00000${seq}`, totalMinor: 1200 },
    ]);
    expect(payload('refund.requested')).toEqual({ order: { terminal: 17, seq }, lines: [1], reason: 'ill' });
  });

  test('another terminal’s order can be requested too; one that is none, or has no such ticket, can’t', async () => {
    const seq = await office.sell([5]);
    const ask = (orderKey: string, lines: number[] = []) =>
      requestRefund(office.deps, { orderKey, lines, reason: 'ill', language: 'en' }).ok;
    expect([ask('t3-17'), ask('nonsense'), ask('T17-99'), ask(`T17-${seq}`, [4])]).toEqual([true, false, false, false]);
    expect(slips()).toMatchObject([{ kind: 'requested', orderKey: 'T3-000017', seats: [], totalMinor: null }]);
  });
});

test('an exchange sells the new seats for the old ones in one transaction, and the difference is paid back', async () => {
  const seq = await office.sell([5, 6]);
  const basketId = await office.fillBasket([7]);
  const wish = { ...of(seq, [1, 2]), basketId, tender: 'cash' as const, language: 'en' as const };
  expect(await exchangeSale(office.deps, wish)).toMatchObject({
    ok: true,
    paidBackMinor: 1200,
    basket: { state: 'sold' },
  });
  expect(await exchangeSale(office.deps, { ...wish, ...of(99, [1]) })).toEqual({ ok: false, reason: 'ticket-unknown' });
});

describe('the slip of what was undone', () => {
  test('waits for the printer in the refund’s own transaction: what, how much, which way, and its reference', async () => {
    const seq = await office.sell([5, 6]);
    await undo('void', seq, [2]);
    const [second] = seeSale(office.deps, seq)?.tickets.slice(1) ?? [];
    expect(slips()).toEqual([
      {
        cinemaName: expect.any(String),
        timeZone: expect.any(String),
        terminal: 17,
        staffName: null,
        atMs: expect.any(Number),
        language: 'en',
        kind: 'voided',
        orderKey: `T17-00000${seq}`,
        reference: `T17-00000${seq + 1}`,
        seats: [{ seatLabel: second?.seatLabel, amountMinor: 1200 }],
        totalMinor: 1200,
        currency: 'EUR',
        tenders: [{ kind: 'cash', amountMinor: 1200 }],
        reason: 'wrong film',
      },
    ]);
  });

  test('says that a card has its money back, once it has; a card that refuses prints nothing', async () => {
    const seq = await office.sell([5], 'card');
    office.reader.setMode('decline');
    await undo('refund', seq, [1]);
    expect(slips()).toEqual([]);
    office.reader.setMode('approve');
    await undo('refund', seq, [1]);
    await undo('refund', seq, [1]);
    expect(slips()).toMatchObject([{ kind: 'refunded', tenders: [{ kind: 'card', amountMinor: 1200 }] }]);
  });

  test('of an exchange it names what became a credit, and what was paid out', async () => {
    const seq = await office.sell([5, 6]);
    const basketId = await office.fillBasket([7]);
    await exchangeSale(office.deps, { ...of(seq, [1, 2]), basketId, tender: 'cash', language: 'en' });
    expect(slips()).toMatchObject([
      {
        kind: 'exchanged',
        totalMinor: 2400,
        tenders: [
          { kind: 'credit', amountMinor: 1200 },
          { kind: 'cash', amountMinor: 1200 },
        ],
      },
    ]);
  });
});
