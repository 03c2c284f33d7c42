import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { closeTerminal } from '../closing/closing.ts';
import { refundTickets } from '../refund/refund.ts';
import { type BoxOffice, openBoxOffice } from '../testing/box-office.ts';
import { makeHandClock } from '../testing/hand-clock.ts';
import type { ChargeOutcome } from './card-reader.ts';
import { countStored, noteForwarded } from './forwarded.ts';
import { pay, settleCharges } from './payment.ts';
import { openReaderMemory } from './reader-memory.ts';
import { makeSimulatedReader, type SimulatedReader } from './simulated-reader.ts';

describe('a reader without its bank', () => {
  const clock = makeHandClock();
  const rules = { floorMinor: 2000, totalMinor: 4500, charges: 3 };
  let folder: string;
  let reader: SimulatedReader;
  const open = (bank: 'there' | 'away') =>
    makeSimulatedReader({
      clock,
      memory: openReaderMemory(join(folder, 'reader.json')),
      answerMs: 100,
      timeoutMs: 3000,
      bank,
      rules,
    });
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'reader-'));
    reader = open('away');
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  async function after<R>(work: Promise<R>): Promise<R> {
    await clock.advance(5000);
    return work;
  }
  const charge = (attemptId: string, amountMinor: number, mayStore = true): Promise<ChargeOutcome> =>
    after(reader.charge({ attemptId, amountMinor, currency: 'EUR', mayStore }));
  const refused = { outcome: 'declined', because: 'bank-away' };

  test('approves by itself up to its floor limit, and says that it did', async () => {
    expect(await charge('a', 2000)).toEqual({ outcome: 'approved', authorisation: 'OFF00001', stored: true });
    expect(await charge('b', 2001)).toEqual(refused);
    expect([reader.stored(), reader.captured()]).toEqual([[{ attemptId: 'a', amountMinor: 2000 }], []]);
  });

  test('stores no more than so much in all', async () => {
    await charge('a', 2000);
    await charge('b', 2000);
    expect(await charge('c', 501)).toEqual(refused);
    expect(await charge('d', 500)).toMatchObject({ outcome: 'approved' });
  });

  test('stores no more than so many', async () => {
    for (const id of ['a', 'b', 'c']) await charge(id, 100);
    expect(await charge('d', 100)).toEqual(refused);
  });

  test('believes a chip, and no stripe', async () => {
    reader.setCard('stripe');
    expect(await charge('a', 100)).toEqual(refused);
    reader.setBank('there');
    expect(await charge('b', 100)).toMatchObject({ outcome: 'approved' });
  });

  test('stores nothing where the terminal refuses stored charges', async () => {
    expect(await charge('a', 100, false)).toEqual(refused);
  });

  test('says the same of a charge when it is asked again, also after it was sent on', async () => {
    const first = await charge('a', 100);
    expect(await charge('a', 100)).toEqual(first);
    reader.setBank('there');
    await clock.advance(1000);
    expect(await after(reader.find('a'))).toEqual(first);
  });

  test('gives nothing back of a charge that waits, nor of any other while the bank is away', async () => {
    const refund = (attemptId: string, ofAttemptId: string) =>
      after(reader.refund({ attemptId, ofAttemptId, amountMinor: 100, currency: 'EUR' }));
    reader.setBank('there');
    await charge('a', 100);
    reader.setBank('away');
    await charge('b', 100);
    expect([await refund('1', 'a'), await refund('2', 'b')]).toEqual([
      { outcome: 'declined' },
      { outcome: 'declined' },
    ]);
    reader.setBank('there');
    await clock.advance(1000);
    expect([await refund('3', 'a'), await refund('4', 'b')]).toEqual([
      { outcome: 'refunded' },
      { outcome: 'refunded' },
    ]);
  });

  test('forgets a stored charge that is voided: it is never sent on', async () => {
    await charge('a', 100);
    await after(reader.void('a'));
    reader.setBank('there');
    await clock.advance(1000);
    expect([reader.stored(), reader.captured(), await after(reader.forwarded(null))]).toEqual([[], [], []]);
  });

  test('can’t void what its bank has taken', async () => {
    reader.setBank('there');
    await charge('a', 100);
    reader.setBank('away');
    const voiding = expect(reader.void('a')).rejects.toMatchObject({ code: 'request-timed-out' });
    await clock.advance(5000);
    await voiding;
    expect(reader.captured()).toHaveLength(1);
  });

  test('keeps its store over a power cut and sends it on, one by one, when the bank is back', async () => {
    await charge('a', 100);
    await charge('b', 200);
    reader = open('away');
    expect(reader.stored()).toHaveLength(2);
    reader.setBank('there');
    await clock.advance(100);
    expect([reader.stored(), reader.captured()]).toEqual([
      [{ attemptId: 'b', amountMinor: 200 }],
      [{ attemptId: 'a', amountMinor: 100 }],
    ]);
    await clock.advance(100);
    expect(await after(reader.forwarded(null))).toEqual([
      { attemptId: 'a', outcome: 'accepted' },
      { attemptId: 'b', outcome: 'accepted' },
    ]);
  });

  test('the bank may refuse what was approved without it; then no money came, and none goes back', async () => {
    await charge('a', 100);
    reader.setMode('decline');
    reader.setBank('there');
    await clock.advance(1000);
    reader.setMode('approve');
    expect([reader.captured(), reader.lost()]).toEqual([[], [{ attemptId: 'a', amountMinor: 100 }]]);
    const refund = after(reader.refund({ attemptId: '1', ofAttemptId: 'a', amountMinor: 100, currency: 'EUR' }));
    expect(await refund).toEqual({ outcome: 'declined' });
  });

  test('tells results from a cursor, and all of them where it doesn’t know that one', async () => {
    for (const id of ['a', 'b']) await charge(id, 100);
    reader.setBank('there');
    await clock.advance(1000);
    expect(await after(reader.forwarded('a'))).toEqual([{ attemptId: 'b', outcome: 'accepted' }]);
    expect(await after(reader.forwarded('b'))).toEqual([]);
    expect(await after(reader.forwarded('of another reader'))).toHaveLength(2);
  });
});

describe('a terminal whose reader has no bank', () => {
  let office: BoxOffice;
  beforeEach(() => {
    office = openBoxOffice();
    office.grant([5, 6, 7]);
    office.reader.setBank('away');
  });
  afterEach(() => office.close());

  const payloads = (type: string) =>
    office.store
      .all<{ payload: string }>('SELECT payload FROM journal WHERE type = ? ORDER BY seq', type)
      .map(({ payload }) => JSON.parse(payload));
  async function payByCard(...seatIds: number[]) {
    const answer = pay(office.deps, { basketId: await office.fillBasket(seatIds), tender: 'card', language: 'en' });
    await office.clock.advance(30_000);
    return answer;
  }
  async function note(): Promise<number> {
    const waiting = noteForwarded(office.deps);
    await office.clock.advance(1000);
    return waiting;
  }
  async function bringBankBack(mode: 'approve' | 'decline' = 'approve'): Promise<void> {
    office.reader.setMode(mode);
    office.reader.setBank('there');
    await office.clock.advance(5000);
    office.reader.setMode('approve');
  }

  test('sells, and the sale and its receipt say that the approval was the reader’s', async () => {
    expect(await payByCard(5)).toMatchObject({ ok: true, basket: { state: 'sold' } });
    expect(payloads('sale.made')[0].tenders).toMatchObject([{ kind: 'card', authorisation: 'OFF00001', stored: true }]);
    const { payload } = office.store.get<{ payload: string }>("SELECT payload FROM print_job WHERE kind = 'receipt'")!;
    expect(JSON.parse(payload).tenders).toMatchObject([{ authorisation: 'OFF00001', stored: true }]);
  });

  test('says so where the reader may not approve it alone: nothing is charged, the basket stays', async () => {
    office.deps.mayStoreCharges = false;
    expect(await payByCard(5)).toEqual({ ok: false, reason: 'card-offline' });
    expect([office.types(), office.reader.stored()]).toEqual([['terminal.opened'], []]);
  });

  test('finds a stored approval whose answer was lost, and sells', async () => {
    office.reader.setMode('lost-answer');
    expect(await payByCard(5)).toMatchObject({ ok: true });
    expect(payloads('sale.made')[0].tenders).toMatchObject([{ stored: true }]);
  });

  test('writes what became of each stored charge once, however often the reader tells it', async () => {
    await payByCard(5);
    expect([await note(), office.types()]).toEqual([1, ['terminal.opened', 'sale.made']]);
    await bringBankBack();
    expect(await note()).toBe(0);
    const attemptId = office.reader.captured()[0]?.attemptId;
    const accepted = { attemptId, saleSeq: 2, amountMinor: 1200, currency: 'EUR', outcome: 'accepted' };
    expect(payloads('charge.forwarded')).toEqual([accepted]);

    // A reader that forgot the cursor tells everything again.
    office.store.run("UPDATE reader_cursor SET after_attempt = 'unknown'");
    office.reader.setBank('away');
    await payByCard(6);
    await bringBankBack('decline');
    await note();
    expect(payloads('charge.forwarded')).toMatchObject([accepted, { saleSeq: 4, outcome: 'declined' }]);
    expect(countStored(office.store)).toBe(0);
  });

  test('what was approved and not sold is voided, leaves the store, and is in no journal as forwarded', async () => {
    office.deps.mustNotSell = () => office.reader.stored().length > 0;
    expect(await payByCard(5)).toMatchObject({ ok: false, reason: 'sales-closed' });
    const settling = settleCharges(office.deps);
    await office.clock.advance(5000);
    await settling;
    await bringBankBack();
    await note();
    expect([office.types(), office.reader.captured()]).toEqual([['terminal.opened', 'charge.voided'], []]);
  });

  test('a result that comes before its sale is made waits for it', async () => {
    await payByCard(5);
    office.reader.setMode('lost-answer');
    const paying = pay(office.deps, { basketId: await office.fillBasket([6]), tender: 'card', language: 'en' });
    await office.clock.advance(150);
    await bringBankBackDuringPayment();
    expect(payloads('charge.forwarded')).toMatchObject([{ saleSeq: 2 }]);
    await office.clock.advance(30_000);
    expect(await paying).toMatchObject({ ok: true });
    expect(await note()).toBe(0);
    expect(payloads('charge.forwarded')).toMatchObject([{ saleSeq: 2 }, { outcome: 'accepted' }]);

    async function bringBankBackDuringPayment(): Promise<void> {
      office.reader.setBank('there');
      await office.clock.advance(500);
      const waiting = noteForwarded(office.deps);
      await office.clock.advance(200);
      await waiting;
    }
  });

  test('gives nothing back of a stored charge: the tickets stay as good as before', async () => {
    await payByCard(5);
    const refunding = refundTickets(office.deps, { refundId: 'r1', saleSeq: 2, lines: [1], reason: 'changed plans' });
    await office.clock.advance(30_000);
    expect(await refunding).toMatchObject({ ok: false, reason: 'refund-declined' });
  });

  test('a terminal that is closed ends its journal when the bank has said what it makes of its sales', async () => {
    await payByCard(5);
    office.stopped = true;
    const close = async () => {
      const closing = closeTerminal(office.deps);
      await office.clock.advance(5000);
      return closing;
    };
    expect(await close()).toBe(false);
    await bringBankBack();
    expect(await close()).toBe(true);
    expect(office.types().slice(2)).toEqual([
      'charge.forwarded',
      'tickets.released',
      'rights.returned',
      'terminal.closed',
    ]);
  });

  test('a reader that can’t be reached is asked again later', async () => {
    await payByCard(5);
    office.reader.setMode('unreachable');
    expect(await note()).toBe(1);
    office.reader.setMode('approve');
    await bringBankBack();
    expect(await note()).toBe(0);
  });
});
