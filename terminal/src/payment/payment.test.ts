import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { aCinemaSnapshot, startsAtMs } from '@marquee/shared/testing/builders';
import { applyGrantChange } from '../rights/rights.ts';
import { chooseSeats, dropBasket, seeBasket } from '../sell/sell.ts';
import { type BoxOffice, openBoxOffice } from '../testing/box-office.ts';
import { insertCharge } from './payment.sql.ts';
import { countUnsettled, findOpenCharge, pay, settleCharges } from './payment.ts';
import type { ReaderMode } from './simulated-reader.ts';

let office: BoxOffice;
let basketId: string;
beforeEach(async () => {
  office = openBoxOffice();
  office.grant([5, 6]);
  basketId = await office.fillBasket([5, 6]);
});
afterEach(() => office.close());

const stateOf = () => seeBasket(office.deps, basketId)?.state;
const charges = () =>
  office.store.all<{ state: string }>('SELECT state FROM charge ORDER BY rowid').map((row) => row.state);
const rights = () =>
  office.store.all<{ state: string }>('SELECT state FROM seat_right ORDER BY seat_id').map((row) => row.state);

/** Pays, with as much time as the reader and the asking take. */
async function payByCard(mode: ReaderMode): Promise<unknown> {
  office.reader.setMode(mode);
  const answer = pay(office.deps, { basketId, tender: 'card', language: 'en' });
  await office.clock.advance(30_000);
  return answer;
}
async function settleAll(): Promise<number> {
  const left = settleCharges(office.deps);
  await office.clock.advance(10_000);
  return left;
}

describe('cash', () => {
  test('what the customer gives is noted with the sale, change is not money taken', async () => {
    expect(await pay(office.deps, { basketId, tender: 'cash', givenMinor: 5000, language: 'en' })).toMatchObject({
      ok: true,
      basket: { state: 'sold', sale: { totalMinor: 2400 } },
    });
    const { payload } = office.store.get<{ payload: string }>("SELECT payload FROM journal WHERE type = 'sale.made'")!;
    expect(JSON.parse(payload).tenders).toEqual([{ kind: 'cash', amountMinor: 2400, givenMinor: 5000 }]);
  });

  test('less than the price sells nothing, and the seats stay in the basket', async () => {
    expect(await pay(office.deps, { basketId, tender: 'cash', givenMinor: 2399, language: 'en' })).toEqual({
      ok: false,
      reason: 'cash-short',
    });
    expect([stateOf(), office.types()]).toEqual(['open', ['terminal.opened']]);
  });
});

describe('a basket that can’t be paid', () => {
  test('with a seat that is broken or kept by the house since it was chosen is dropped, and that seat goes back', async () => {
    const [first] = seeBasket(office.deps, basketId)?.lines ?? [];
    const { version } = office.store.get<{ version: number }>(
      'SELECT version FROM seat_right WHERE seat_id = ?',
      first?.seatId ?? 0,
    )!;
    const seats = [{ seatId: first?.seatId ?? 0, version }];
    office.store.transaction(() =>
      applyGrantChange(office.deps, { kind: 'recall', screeningId: 1, seats, block: true }),
    );
    expect(await payByCard('approve')).toEqual({ ok: false, reason: 'basket-gone' });
    expect([stateOf(), rights(), charges()]).toEqual(['dropped', ['returned', 'held'], []]);
    expect(office.types()).toEqual(['terminal.opened', 'rights.returned']);
  });

  test('paying again for a sold basket shows the same sale', async () => {
    const first = await pay(office.deps, { basketId, tender: 'cash', language: 'en' });
    expect(await pay(office.deps, { basketId, tender: 'card', language: 'en' })).toEqual(first);
    expect([office.types(), charges()]).toEqual([['terminal.opened', 'sale.made'], []]);
  });

  test('a dropped one is gone', async () => {
    dropBasket(office.deps, basketId);
    expect(await pay(office.deps, { basketId, tender: 'cash', language: 'en' })).toEqual({
      ok: false,
      reason: 'basket-gone',
    });
    expect(await pay(office.deps, { basketId: 'none', tender: 'card', language: 'en' })).toEqual({
      ok: false,
      reason: 'basket-gone',
    });
  });

  test('after the sales end no money is taken', async () => {
    office.clock.setMachineClock(startsAtMs + 15 * 60_000);
    expect(await pay(office.deps, { basketId, tender: 'card', language: 'en' })).toEqual({
      ok: false,
      reason: 'sales-closed',
    });
    expect(office.reader.captured()).toEqual([]);
  });
});

describe('a card', () => {
  test('approved: the sale names the attempt and the issuer’s answer', async () => {
    expect(await payByCard('approve')).toMatchObject({ ok: true, basket: { state: 'sold' } });
    const [captured] = office.reader.captured();
    const { payload } = office.store.get<{ payload: string }>("SELECT payload FROM journal WHERE type = 'sale.made'")!;
    expect(JSON.parse(payload).tenders).toEqual([
      { kind: 'card', amountMinor: 2400, attemptId: captured?.attemptId, authorisation: 'SIM00001' },
    ]);
    expect([charges(), rights()]).toEqual([['sold'], ['sold', 'sold']]);
  });

  test('declined: the same basket can be paid another way', async () => {
    expect(await payByCard('decline')).toEqual({ ok: false, reason: 'card-declined' });
    expect([stateOf(), charges(), office.reader.captured()]).toEqual(['open', ['declined'], []]);
    expect(await pay(office.deps, { basketId, tender: 'cash', language: 'en' })).toMatchObject({ ok: true });
  });

  test('no answer and not charged: the attempt is cancelled at the reader before another may begin', async () => {
    expect(await payByCard('timeout')).toEqual({ ok: false, reason: 'card-timeout' });
    expect([stateOf(), charges(), office.reader.captured()]).toEqual(['open', ['declined'], []]);
  });

  test('charged but the answer lost: the reader is asked, and the customer gets the tickets', async () => {
    expect(await payByCard('lost-answer')).toMatchObject({ ok: true, basket: { state: 'sold' } });
    expect([charges(), office.reader.captured().length]).toEqual([['sold'], 1]);
  });

  test('a reader whose cable is out was sent nothing, so the customer may pay in cash at once', async () => {
    office.reader.setMode('unreachable');
    expect(await pay(office.deps, { basketId, tender: 'card', language: 'en' })).toEqual({
      ok: false,
      reason: 'card-timeout',
    });
    expect([stateOf(), charges()]).toEqual(['open', ['declined']]);
  });

  test('a second payment while one is under way is refused', async () => {
    const first = pay(office.deps, { basketId, tender: 'card', language: 'en' });
    expect(await pay(office.deps, { basketId, tender: 'cash', language: 'en' })).toEqual({
      ok: false,
      reason: 'basket-gone',
    });
    await office.clock.advance(1000);
    expect(await first).toMatchObject({ ok: true });
    expect(office.types()).toEqual(['terminal.opened', 'sale.made']);
  });

  test('a basket under a charge keeps its seats, whoever tries to drop or change it', async () => {
    const paying = pay(office.deps, { basketId, tender: 'card', language: 'en' });
    expect(dropBasket(office.deps, basketId)).toBe(false);
    const change = {
      basketId,
      screeningId: 1,
      seatIds: [5],
      tickets: [{ ticketClass: 'adult' as const, count: 1 }],
      allowSingleSeat: true,
    };
    expect(await chooseSeats(office.deps, change)).toEqual({ ok: false, reason: 'basket-gone' });
    await office.clock.advance(1000);
    expect(await paying).toMatchObject({ ok: true, basket: { lines: [{ seatId: 5 }, { seatId: 6 }] } });
  });
});

describe('a terminal that is closed while a card is being charged', () => {
  test('sells nothing more: the charge is voided, and the journal says why', async () => {
    const answer = pay(office.deps, { basketId, tender: 'card', language: 'en' });
    office.stopped = true;
    await office.clock.advance(30_000);
    expect(await answer).toEqual({ ok: false, reason: 'sales-closed' });
    expect(await settleAll()).toBe(0);
    const { payload } = office.store.get<{ payload: string }>(
      "SELECT payload FROM journal WHERE type = 'charge.voided'",
    )!;
    expect(JSON.parse(payload)).toMatchObject({ amountMinor: 2400, reason: 'terminal-closed' });
    expect([charges(), stateOf(), rights()]).toEqual([['voided'], 'dropped', ['held', 'held']]);
  });
});

test('a screening that is cancelled while a card is charged for it sells nothing: the charge is voided', async () => {
  const answer = pay(office.deps, { basketId, tender: 'card', language: 'en' });
  office.deps.catalogue.save({ ...aCinemaSnapshot(), screenings: [] });
  office.deps.catalogue.reload();
  await office.clock.advance(30_000);
  expect(await answer).toEqual({ ok: false, reason: 'sales-closed' });
  expect(await settleAll()).toBe(0);
  expect([charges(), stateOf(), rights()]).toEqual([['voided'], 'dropped', ['held', 'held']]);
});

describe('a charge that nobody can tell about', () => {
  /** Charged; then the cable comes out before the reader can be asked. */
  async function loseReader(): Promise<unknown> {
    office.reader.setMode('lost-answer');
    const answer = pay(office.deps, { basketId, tender: 'card', language: 'en' });
    await office.clock.advance(1000);
    office.reader.setMode('unreachable');
    await office.clock.advance(30_000);
    return answer;
  }

  test('is told to the customer as unsettled, and the seats stay theirs', async () => {
    expect(await loseReader()).toEqual({ ok: false, reason: 'payment-unsettled' });
    expect([
      stateOf(),
      rights(),
      countUnsettled(office.deps),
      findOpenCharge(office.store, basketId)?.amount_minor,
    ]).toEqual(['charging', ['basket', 'basket'], 1, 2400]);
    expect(await settleAll()).toBe(1);
  });

  test('is voided once the reader answers: the customer has left without tickets', async () => {
    await loseReader();
    office.reader.setMode('approve');
    expect(await settleAll()).toBe(0);
    expect([stateOf(), charges(), rights(), office.reader.captured()]).toEqual([
      'dropped',
      ['voided'],
      ['held', 'held'],
      [],
    ]);
    expect(office.types()).toEqual(['terminal.opened', 'charge.voided']);
    expect(await settleAll()).toBe(0);
    expect(office.types()).toEqual(['terminal.opened', 'charge.voided']);
  });

  test('while the customer waits, the background settling leaves it alone', async () => {
    office.reader.setMode('lost-answer');
    const answer = pay(office.deps, { basketId, tender: 'card', language: 'en' });
    await office.clock.advance(1000);
    expect(await settleAll()).toBe(0);
    await office.clock.advance(30_000);
    expect(await answer).toMatchObject({ ok: true });
  });
});

describe('a crash', () => {
  /** The state on the disk when the power goes, and what the reader knows. */
  async function crashWith({
    mode,
    reached,
  }: {
    mode: ReaderMode;
    reached: 'charging' | 'approved' | 'voiding';
  }): Promise<void> {
    office.reader.setMode(mode);
    const attempt = { attemptId: 'attempt-1', amountMinor: 2400, currency: 'EUR', mayStore: true };
    office.store.transaction(() => {
      office.store.run("UPDATE basket SET state = 'charging' WHERE basket_id = ?", basketId);
      insertCharge(office.store, { ...attempt, basketId });
    });
    const charged = office.reader.charge(attempt).catch(() => null);
    await office.clock.advance(10_000);
    await charged;
    if (reached !== 'charging') {
      office.store.run("UPDATE basket SET state = 'charged' WHERE basket_id = ?", basketId);
      office.store.run(
        "UPDATE charge SET state = ?, authorisation = 'SIM00001' WHERE attempt_id = 'attempt-1'",
        reached,
      );
    }
    office.reopen();
  }

  test.each([
    ['after the reader charged', 'approve', 'charging'],
    ['after the approval was saved', 'approve', 'approved'],
    ['while it was being voided', 'approve', 'voiding'],
  ] as const)('%s: the charge is voided once, and the journal says so once', async (_when, mode, reached) => {
    await crashWith({ mode, reached });
    expect(await settleAll()).toBe(0);
    expect([stateOf(), charges(), rights(), office.reader.captured()]).toEqual([
      'dropped',
      ['voided'],
      ['held', 'held'],
      [],
    ]);
    office.reopen();
    expect(await settleAll()).toBe(0);
    expect(office.types()).toEqual(['terminal.opened', 'charge.voided']);
    expect(
      JSON.parse(
        office.store.get<{ payload: string }>("SELECT payload FROM journal WHERE type = 'charge.voided'")!.payload,
      ),
    ).toEqual({ attemptId: 'attempt-1', amountMinor: 2400, currency: 'EUR', reason: 'customer-left' });
  });

  test('after the reader had voided it, before that was saved: it is still one void', async () => {
    await crashWith({ mode: 'approve', reached: 'voiding' });
    const voided = office.reader.void('attempt-1');
    await office.clock.advance(1000);
    await voided;
    await settleAll();
    expect(office.types()).toEqual(['terminal.opened', 'charge.voided']);
  });

  test.each(['decline', 'timeout'] as const)(
    'during a charge that the reader did not make (%s): nothing is voided and the seats are free again',
    async (mode) => {
      await crashWith({ mode, reached: 'charging' });
      expect(await settleAll()).toBe(0);
      expect([stateOf(), charges(), rights(), office.types()]).toEqual([
        'dropped',
        ['declined'],
        ['held', 'held'],
        ['terminal.opened'],
      ]);
    },
  );

  test('an attempt that the reader never saw can’t be charged by it later', async () => {
    await crashWith({ mode: 'timeout', reached: 'charging' });
    await settleAll();
    const late = office.reader.charge({ attemptId: 'attempt-1', amountMinor: 2400, currency: 'EUR', mayStore: true });
    await office.clock.advance(1000);
    expect(await late).toEqual({ outcome: 'declined' });
  });

  test('while the reader is away the charge stays open, and is settled when it is back', async () => {
    await crashWith({ mode: 'approve', reached: 'approved' });
    office.reader.setMode('unreachable');
    expect(await settleAll()).toBe(1);
    expect([charges(), stateOf(), office.types()]).toEqual([['voiding'], 'charged', ['terminal.opened']]);
    office.reader.setMode('approve');
    expect(await settleAll()).toBe(0);
    expect(charges()).toEqual(['voided']);
  });
});
