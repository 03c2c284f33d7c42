import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { entryPayloads } from '@marquee/shared/protocol/journal';
import type { ReaderMode } from '../payment/simulated-reader.ts';
import { applyGrantChange, describeSeats, stopScreenings } from '../rights/rights.ts';
import { type BoxOffice, openBoxOffice } from '../testing/box-office.ts';
import { type RefundAnswer, refundTickets, releaseAll, settleRefunds, voidTickets } from './refund.ts';

let office: BoxOffice;
beforeEach(() => {
  office = openBoxOffice();
  office.grant([5, 6, 7], 3);
});
afterEach(() => office.close());

const wish = (saleSeq: number, lines: number[], refundId = 'operation-1') => ({
  refundId,
  saleSeq,
  lines,
  reason: 'wrong film',
});
const refund = async (saleSeq: number, lines: number[], refundId?: string): Promise<RefundAnswer> => {
  const answer = refundTickets(office.deps, wish(saleSeq, lines, refundId));
  await office.clock.advance(60_000);
  return answer;
};
const refunded = () =>
  office.store
    .all<{ payload: string }>("SELECT payload FROM journal WHERE type = 'tickets.refunded' ORDER BY seq")
    .map((row) => entryPayloads['tickets.refunded'].parse(JSON.parse(row.payload)));
const rights = () =>
  office.store
    .all<{ seat_id: number; version: number; state: string }>(
      'SELECT seat_id, version, state FROM seat_right ORDER BY seat_id',
    )
    .map((row) => `${row.seat_id} v${row.version} ${row.state}`);
const tickets = () =>
  office.store.all<{ state: string }>('SELECT state FROM ticket ORDER BY sale_seq, line').map((row) => row.state);
async function settleAll(): Promise<number> {
  const left = settleRefunds(office.deps);
  await office.clock.advance(60_000);
  return left;
}

describe('cash', () => {
  test('a void gives the money and the seat back in one transaction, and the seat is mine again under the same version', async () => {
    const seq = await office.sell([5, 6]);
    expect(await voidTickets(office.deps, wish(seq, [1, 2]))).toEqual({
      ok: true,
      refund: {
        refundId: 'operation-1',
        kind: 'void',
        saleSeq: seq,
        lines: [1, 2],
        currency: 'EUR',
        totalMinor: 2400,
        tenders: [{ kind: 'cash', amountMinor: 2400 }],
        entrySeq: seq + 1,
      },
    });
    expect(refunded()).toEqual([
      {
        kind: 'void',
        saleSeq: seq,
        screeningId: 1,
        currency: 'EUR',
        lines: [
          { line: 1, seatId: 5, version: 3, amountMinor: 1200 },
          { line: 2, seatId: 6, version: 3, amountMinor: 1200 },
        ],
        tenders: [{ kind: 'cash', amountMinor: 2400 }],
        totalMinor: 2400,
        reason: 'wrong film',
      },
    ]);
    expect([rights(), tickets(), office.counted.at(-1)]).toEqual([
      ['5 v3 held', '6 v3 held', '7 v3 held'],
      ['refunded', 'refunded'],
      seq + 1,
    ]);
  });

  test('the seat can be sold again at once, and that ticket refunded in turn', async () => {
    await refund(await office.sell([5]), [1]);
    const again = await office.sell([5]);
    expect(await refund(again, [1], 'operation-2')).toMatchObject({ ok: true });
    expect([rights()[0], tickets()]).toEqual(['5 v3 held', ['refunded', 'refunded']]);
  });

  test('the refunds of a group add up to what was paid', async () => {
    const seq = await office.sell([5, 6, 7]);
    expect(await refund(seq, [2], 'operation-1')).toMatchObject({ ok: true, refund: { totalMinor: 1200 } });
    expect(await refund(seq, [1, 3], 'operation-2')).toMatchObject({ ok: true, refund: { totalMinor: 2400 } });
  });

  test('the same operation again has the same answer and gives nothing twice; meant otherwise it is refused', async () => {
    const seq = await office.sell([5, 6]);
    const first = await refund(seq, [1]);
    office.reopen();
    expect(await refund(seq, [1])).toEqual(first);
    expect(refunded()).toHaveLength(1);
    await expect(refundTickets(office.deps, wish(seq, [2]))).rejects.toMatchObject({ code: 'operation-reused' });
  });

  test('where the disk refuses the entry, nothing was refunded', async () => {
    const seq = await office.sell([5]);
    office.handle.exec("CREATE TRIGGER broken BEFORE INSERT ON journal BEGIN SELECT RAISE(ABORT, 'broken disk'); END");
    await expect(voidTickets(office.deps, wish(seq, [1]))).rejects.toThrow('broken disk');
    expect([tickets(), rights()[0]]).toEqual([['valid'], '5 v3 sold']);
    office.handle.exec('DROP TRIGGER broken');
    expect(await refund(seq, [1])).toMatchObject({ ok: true });
  });
});

describe('a ticket that can’t be undone here', () => {
  test('is one that was released: only the server may undo it', async () => {
    const seq = await office.sell([5]);
    releaseAll(office.deps);
    expect(await refund(seq, [1])).toEqual({ ok: false, reason: 'not-holder' });
  });

  test('is one that was refunded already', async () => {
    const seq = await office.sell([5, 6]);
    await refund(seq, [1]);
    expect(await refund(seq, [1, 2], 'operation-2')).toEqual({ ok: false, reason: 'ticket-not-valid' });
  });

  test('is one whose right has been handed out anew', async () => {
    const seq = await office.sell([5]);
    office.grant([5], 4);
    expect(await refund(seq, [1])).toEqual({ ok: false, reason: 'ticket-not-valid' });
  });

  test('is one that this terminal never sold', async () => {
    const seq = await office.sell([5]);
    for (const lines of [[], [2], [1, 1]])
      expect(await refund(seq, lines)).toEqual({ ok: false, reason: 'ticket-unknown' });
    expect(await refund(99, [1])).toEqual({ ok: false, reason: 'ticket-unknown' });
  });

  test('is any ticket of a stopped screening or of a closed terminal', async () => {
    const seq = await office.sell([5]);
    stopScreenings(office.store, [1], { reason: 'entries-lost', nowMs: 0 });
    expect(await refund(seq, [1])).toEqual({ ok: false, reason: 'screening-stopped' });
    office.stopped = true;
    expect(await refund(seq, [1])).toEqual({ ok: false, reason: 'out-of-service' });
  });
});

describe('a card', () => {
  test('gets its money back under an attempt of its own, in parts that never exceed the charge', async () => {
    const seq = await office.sell([5, 6], 'card');
    const [charge] = office.reader.captured();
    await refund(seq, [1], 'operation-1');
    await refund(seq, [2], 'operation-2');
    const given = office.reader.refunded();
    expect(given.map(({ ofAttemptId, amountMinor }) => [ofAttemptId, amountMinor])).toEqual([
      [charge?.attemptId, 1200],
      [charge?.attemptId, 1200],
    ]);
    expect(refunded().map((entry) => entry.tenders)).toEqual(
      given.map(({ attemptId, ofAttemptId, amountMinor }) => [{ kind: 'card', amountMinor, attemptId, ofAttemptId }]),
    );
    const more = office.reader.refund({
      attemptId: 'one more',
      ofAttemptId: charge?.attemptId ?? '',
      amountMinor: 1,
      currency: 'EUR',
    });
    await office.clock.advance(1000);
    expect(await more).toEqual({ outcome: 'declined' });
  });

  test('is given nothing while the ticket may still be sold: refunding comes first, and nothing else is done with it', async () => {
    const seq = await office.sell([5], 'card');
    const first = refundTickets(office.deps, wish(seq, [1]));
    expect([tickets(), rights()[0]]).toEqual([['refunding'], '5 v3 sold']);
    expect(await refundTickets(office.deps, wish(seq, [1], 'operation-2'))).toEqual({
      ok: false,
      reason: 'ticket-not-valid',
    });
    expect(await settleRefunds(office.deps)).toBe(0);
    await office.clock.advance(1000);
    expect(await first).toMatchObject({ ok: true });
    expect(office.reader.refunded()).toHaveLength(1);
  });

  test.each(['decline', 'unreachable'] as const)(
    'that gives nothing back (%s) leaves the ticket as good as before; another operation may try again',
    async (mode) => {
      const seq = await office.sell([5], 'card');
      office.reader.setMode(mode);
      expect(await refund(seq, [1])).toEqual({ ok: false, reason: 'refund-declined' });
      expect([tickets(), rights()[0], refunded()]).toEqual([['valid'], '5 v3 sold', []]);
      office.reader.setMode('approve');
      expect(await refund(seq, [1])).toEqual({ ok: false, reason: 'refund-declined' });
      expect(await refund(seq, [1], 'operation-2')).toMatchObject({ ok: true });
    },
  );

  test.each(['lost-answer', 'timeout'] as const)(
    'whose reader gives no answer (%s) is asked for the same attempt, and gets its money once',
    async (mode) => {
      const seq = await office.sell([5], 'card');
      office.reader.setMode(mode);
      const answer = refundTickets(office.deps, wish(seq, [1]));
      await office.clock.advance(1000);
      office.reader.setMode('approve');
      await office.clock.advance(30_000);
      expect(await answer).toMatchObject({ ok: true });
      expect([office.reader.refunded().length, tickets()]).toEqual([1, ['refunded']]);
    },
  );

  test('whose reader never says is settled in the background, and until then nothing of it is done twice', async () => {
    const seq = await office.sell([5], 'card');
    office.reader.setMode('lost-answer');
    const answer = refundTickets(office.deps, wish(seq, [1]));
    await office.clock.advance(1000);
    office.reader.setMode('unreachable');
    await office.clock.advance(60_000);
    expect(await answer).toEqual({ ok: false, reason: 'refund-unsettled' });
    expect(await settleAll()).toBe(1);
    expect([tickets(), releaseAll(office.deps)]).toEqual([['refunding'], false]);
    office.reader.setMode('approve');
    expect(await settleAll()).toBe(0);
    expect([tickets(), rights()[0], office.reader.refunded().length]).toEqual([['refunded'], '5 v3 held', 1]);
    expect(await refund(seq, [1])).toMatchObject({ ok: true });
  });
});

describe('a crash', () => {
  test.each<[string, ReaderMode]>([
    ['after the reader gave the money back', 'approve'],
    ['before the reader heard of it', 'timeout'],
  ])('%s: the same attempt is asked for, and the refund is finished once', async (_when, mode) => {
    const seq = await office.sell([5], 'card');
    office.reader.setMode(mode);
    const lost = refundTickets(office.deps, wish(seq, [1])).catch(() => null);
    const attempt = office.store.get<{ attempt_id: string }>('SELECT attempt_id FROM refund_tender')?.attempt_id;
    // The power goes while the answer is on its way: what the reader knows stays, what the core would do next does not happen.
    office.store.close();
    await office.clock.advance(60_000);
    await lost;
    office.reopen();
    expect(await settleAll()).toBe(0);
    expect(await settleAll()).toBe(0);
    expect([tickets(), rights()[0], refunded().length]).toEqual([['refunded'], '5 v3 held', 1]);
    expect(office.reader.refunded().map(({ attemptId }) => attemptId)).toEqual([attempt]);
  });
});

test('money that has gone back is told to the server even where the right was handed out anew meanwhile', async () => {
  const seq = await office.sell([5], 'card');
  const answer = refundTickets(office.deps, wish(seq, [1]));
  office.grant([5], 4);
  await office.clock.advance(1000);
  expect(await answer).toMatchObject({ ok: true });
  expect([rights()[0], refunded().length]).toEqual(['5 v4 held', 1]);
});

test('a seat that nobody may sell any more goes back to the server when its ticket is refunded', async () => {
  const seq = await office.sell([5]);
  office.store.transaction(() =>
    applyGrantChange(office.deps, {
      kind: 'recall',
      block: true,
      screeningId: 1,
      seats: [{ seatId: 5, version: 3 }],
    }),
  );
  await refund(seq, [1]);
  expect([rights()[0], office.types().slice(-2)]).toEqual(['5 v3 returned', ['tickets.refunded', 'rights.returned']]);
});

test('a seat that was asked for by a tap stays here when its ticket is voided, to be sold anew without a network', async () => {
  office.deps.askedSeats.add('1:9');
  office.grant([9]);
  office.deps.askedSeats.delete('1:9');
  await refund(await office.sell([9]), [1]);
  expect(describeSeats(office.store, 1, { online: false, basketId: null }).get(9)).toBe('mine');
});
