import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { aCinemaSnapshot, startsAtMs } from '@marquee/shared/testing/builders';
import { readTicket, verifyTicket } from '@marquee/shared/tickets/ticket-code';
import type { CallArgs } from '../calls.ts';
import { verifySignature } from '../platform/keys.ts';
import { type BoxOffice, openBoxOffice, terminalNumber } from '../testing/box-office.ts';
import { ticketsMax } from './choose-seats.ts';
import { chooseSeats, dropBasket, dropOpenBaskets, seeBasket, sellTickets } from './sell.ts';

let office: BoxOffice;
beforeEach(() => {
  office = openBoxOffice();
});
afterEach(() => office.close());

/** Row B of the builders' house: seats 5 to 10, an aisle, seats 11 to 16. */
const [b1, b2, b3, b4, b5, b6] = [5, 6, 7, 8, 9, 10] as const;

const choice = (seatIds: number[], more: Partial<CallArgs<'choose-seats'>> = {}): CallArgs<'choose-seats'> => ({
  basketId: null,
  screeningId: 1,
  seatIds,
  tickets: [{ ticketClass: 'adult', count: seatIds.length }],
  allowSingleSeat: false,
  ...more,
});
const choose = (seatIds: number[], more?: Partial<CallArgs<'choose-seats'>>) =>
  chooseSeats(office.deps, choice(seatIds, more));
const rightsOf = () =>
  office.store
    .all<{ seat_id: number; state: string }>('SELECT seat_id, state FROM seat_right ORDER BY seat_id')
    .map((row) => `${row.seat_id} ${row.state}`);
const countRows = (table: string) => office.store.get<{ n: number }>(`SELECT COUNT(*) AS n FROM ${table}`)?.n;
const cash = (amountMinor: number) => [{ kind: 'cash' as const, amountMinor, givenMinor: amountMinor }];

describe('choosing seats', () => {
  test('adults get the first seats in house order, and every price is the price list’s', async () => {
    office.grant([b1, b2, b3]);
    const answer = await choose([b3, b1, b2], {
      tickets: [
        { ticketClass: 'child', count: 1 },
        { ticketClass: 'adult', count: 2 },
      ],
    });
    expect(answer).toMatchObject({
      ok: true,
      basket: {
        state: 'open',
        totalMinor: 1200 + 1200 + 840,
        currency: 'EUR',
        sale: null,
        lines: [
          { seatLabel: 'B1', ticketClass: 'adult', priceMinor: 1200 },
          { seatLabel: 'B2', ticketClass: 'adult', priceMinor: 1200 },
          { seatLabel: 'B3', ticketClass: 'child', priceMinor: 840 },
        ],
      },
    });
  });

  test('offline a terminal sells only what it holds', async () => {
    office.grant([b1]);
    office.picture(b2, 'free');
    expect(await choose([b1, b2])).toEqual({ ok: false, reason: 'seat-not-ours-now', seatIds: [b2] });
    expect(rightsOf()).toEqual([`${b1} held`]);
  });

  test('a seat that is sold anywhere is refused', async () => {
    office.grant([b1]);
    office.picture(b2, 'sold');
    expect(await choose([b1, b2])).toEqual({ ok: false, reason: 'seat-taken', seatIds: [b2] });
  });

  test('a seat that this venue doesn’t have is refused', async () => {
    expect(await choose([999])).toEqual({ ok: false, reason: 'seat-taken', seatIds: [999] });
  });

  test('a seat in another basket is not ours now, and choosing changes nothing of that basket', async () => {
    office.grant([b1, b2]);
    const first = await office.fillBasket([b1]);
    expect(await choose([b1, b2])).toEqual({ ok: false, reason: 'seat-not-ours-now', seatIds: [b1] });
    expect(seeBasket(office.deps, first)?.lines.map((line) => line.seatId)).toEqual([b1]);
    expect(rightsOf()).toEqual([`${b1} basket`, `${b2} held`]);
  });

  test('as many tickets as seats, and at most ten', async () => {
    office.grant([b1, b2]);
    expect(await choose([b1], { tickets: [{ ticketClass: 'adult', count: 2 }] })).toEqual({
      ok: false,
      reason: 'seat-count-wrong',
    });
    expect(await choose([], { tickets: [] })).toEqual({ ok: false, reason: 'seat-count-wrong' });
    expect(await choose([b1, b1], { tickets: [{ ticketClass: 'adult', count: 2 }] })).toEqual({
      ok: false,
      reason: 'seat-count-wrong',
    });
    const many = Array.from({ length: ticketsMax + 1 }, (_, index) => b1 + index);
    expect(await choose(many)).toEqual({ ok: false, reason: 'too-many-seats' });
  });

  test('after the sales end nothing is put into a basket', async () => {
    office.grant([b1]);
    office.clock.setMachineClock(startsAtMs + 15 * 60_000);
    expect(await choose([b1])).toEqual({ ok: false, reason: 'sales-closed' });
    expect(await choose([b1], { screeningId: 99 })).toEqual({ ok: false, reason: 'sales-closed' });
  });

  test('another choice replaces the basket’s seats, and those left out can be sold again', async () => {
    office.grant([b1, b2, b3]);
    const basketId = await office.fillBasket([b1, b2]);
    expect(await choose([b2, b3], { basketId, allowSingleSeat: true })).toMatchObject({
      ok: true,
      basket: { basketId, totalMinor: 2400 },
    });
    expect(rightsOf()).toEqual([`${b1} held`, `${b2} basket`, `${b3} basket`]);
  });

  test('a basket that was dropped, sold or is of another screening takes no seats', async () => {
    office.grant([b1, b2]);
    const basketId = await office.fillBasket([b1]);
    dropBasket(office.deps, basketId);
    expect(await choose([b2], { basketId })).toEqual({ ok: false, reason: 'basket-gone' });
    expect(await choose([b2], { basketId: 'nobody’s' })).toEqual({ ok: false, reason: 'basket-gone' });
    const other = await office.fillBasket([b1]);
    office.store.run('UPDATE basket SET screening_id = 2 WHERE basket_id = ?', other);
    expect(await choose([b2], { basketId: other })).toEqual({ ok: false, reason: 'basket-gone' });
  });
});

describe('seats of the server', () => {
  test('a seat that the server grants for a tap goes back with its basket', async () => {
    office.online = true;
    office.picture(b1, 'free');
    const deps = {
      ...office.deps,
      askSeats: async (_: number, seatIds: readonly number[]) => {
        office.grant(seatIds);
        return { outcome: 'granted' as const };
      },
    };
    const answer = await chooseSeats(deps, choice([b1]));
    expect(answer.ok && answer.basket.lines.map((line) => line.seatLabel)).toEqual(['B1']);
    expect(dropBasket(deps, answer.ok ? answer.basket.basketId : '')).toBe(true);
    expect(rightsOf()).toEqual([`${b1} returned`]);
    expect(office.types()).toEqual(['terminal.opened', 'rights.returned']);
  });

  test('a seat that the server refuses is taken; one lost with the link is not ours now', async () => {
    office.online = true;
    office.picture(b1, 'free');
    expect(await choose([b1])).toEqual({ ok: false, reason: 'seat-taken', seatIds: [b1] });
    const deps = {
      ...office.deps,
      askSeats: async (_: number, seatIds: readonly number[]) => {
        office.online = false;
        return { outcome: 'refused' as const, seatIds: [...seatIds] };
      },
    };
    expect(await chooseSeats(deps, choice([b1]))).toEqual({ ok: false, reason: 'seat-not-ours-now', seatIds: [b1] });
  });

  test('a basket that is dropped while the server is asked stays dropped, and the granted seat goes back', async () => {
    office.online = true;
    office.grant([b2]);
    office.picture(b1, 'free');
    const basketId = await office.fillBasket([b2]);
    const deps = {
      ...office.deps,
      askSeats: async (_: number, seatIds: readonly number[]) => {
        office.grant(seatIds);
        dropBasket(office.deps, basketId);
        return { outcome: 'granted' as const };
      },
    };
    expect(await chooseSeats(deps, choice([b1, b2], { basketId }))).toEqual({ ok: false, reason: 'basket-gone' });
    expect(rightsOf()).toEqual([`${b1} returned`, `${b2} held`]);
    expect(seeBasket(deps, basketId)?.state).toBe('dropped');
  });
});

describe('the single-seat rule', () => {
  test('a choice that leaves one seat alone is questioned, and made when the customer insists', async () => {
    office.grant([b1, b2, b3, b4, b5, b6]);
    expect(await choose([b2, b3])).toEqual({ ok: false, reason: 'single-seat-left', seatIds: [b1] });
    expect(await choose([b2, b3], { allowSingleSeat: true })).toMatchObject({ ok: true });
  });

  test('seats that another terminal holds count as unsold: a kiosk that holds little is not taken for a full house', async () => {
    office.grant([b2, b3]);
    for (const seatId of [b1, b4, b5, b6]) office.picture(seatId, 'granted');
    expect(await choose([b2, b3])).toEqual({ ok: false, reason: 'single-seat-left', seatIds: [b1] });
  });

  test('a seat beside ones that another terminal holds is not left single', async () => {
    office.grant([b1, b2, b3]);
    for (const seatId of [b4, b5, b6]) office.picture(seatId, 'granted');
    expect(await choose([b1, b2])).toMatchObject({ ok: true });
  });

  test('a seat that nobody can sell is never said to be left single', async () => {
    office.grant([b2, b3]);
    for (const state of ['sold', 'blocked', 'quarantined', 'paying'] as const) {
      office.picture(b1, state);
      const answer = await choose([b2, b3]);
      expect(answer).toMatchObject({ ok: true });
      dropBasket(office.deps, answer.ok ? answer.basket.basketId : '');
    }
  });
});

describe('a sale', () => {
  test('one transaction writes booking, tickets, rights, journal entry and papers', async () => {
    office.grant([b1, b2], 4);
    const basketId = await office.fillBasket([b1, b2]);
    const sold: string[] = [];
    const deps = { ...office.deps, onSale: (seq: number, id: string) => void sold.push(`${seq} ${id}`) };
    expect(sellTickets(deps, 'open', { basketId, language: 'en', tenders: cash(2400) })).toEqual({ ok: true, seq: 2 });
    expect(seeBasket(deps, basketId)).toMatchObject({
      state: 'sold',
      sale: {
        orderKey: 'T17-000002',
        seq: 2,
        totalMinor: 2400,
        receipt: 'queued',
        tickets: [
          { line: 1, seatLabel: 'B1', print: 'queued' },
          { line: 2, seatLabel: 'B2', print: 'queued' },
        ],
      },
    });
    expect(rightsOf()).toEqual([`${b1} sold`, `${b2} sold`]);
    expect(office.types()).toEqual(['terminal.opened', 'sale.made']);
    expect(office.store.all('SELECT line, kind, state FROM print_job ORDER BY job_id')).toEqual([
      { line: 1, kind: 'ticket', state: 'queued' },
      { line: 2, kind: 'ticket', state: 'queued' },
      { line: 0, kind: 'receipt', state: 'queued' },
    ]);
    expect([office.counted, sold]).toEqual([[2], [`2 ${basketId}`]]);
  });

  test('the ticket’s code is signed by this terminal and names seat, version and show', async () => {
    office.grant([b1], 4);
    const basketId = await office.fillBasket([b1]);
    sellTickets(office.deps, 'open', { basketId, language: 'en', tenders: cash(1200) });
    const { code } = office.store.get<{ code: string }>('SELECT code FROM ticket')!;
    const key = { publicKey: office.deps.key.publicKey, terminal: terminalNumber };
    expect(verifyTicket(code, () => key, verifySignature)).toEqual({
      keyId: 3,
      terminal: terminalNumber,
      seq: 2,
      line: 1,
      screeningId: 1,
      seatId: b1,
      version: 4,
      ticketClass: 'adult',
      startsAtMs,
    });
    expect(
      JSON.parse(office.store.get<{ payload: string }>("SELECT payload FROM print_job WHERE kind = 'ticket'")!.payload),
    ).toMatchObject({
      filmTitle: 'The Long Interval',
      seatLabel: 'B1',
      row: 'B',
      orderKey: 'T17-000002',
      tickets: 1,
      qr: code,
    });
    expect(readTicket(code).fields.seatId).toBe(b1);
  });

  test('ticket and receipt carry the lines that the house has on its papers now', async () => {
    const house = { header: ['1 Riverside Walk'], footer: ['Thank you'] };
    office.store.transaction(() => office.deps.catalogue.save(aCinemaSnapshot({ house })));
    office.deps.catalogue.reload();
    office.grant([b1]);
    const basketId = await office.fillBasket([b1]);
    sellTickets(office.deps, 'open', { basketId, language: 'en', tenders: cash(1200) });
    const jobs = office.store.all<{ payload: string }>('SELECT payload FROM print_job');
    expect(jobs.map(({ payload }) => JSON.parse(payload).house)).toEqual([house, house]);
  });

  test.each(['journal', 'sale', 'ticket', 'print_job'])(
    'where the disk refuses the row in %s, nothing of the sale is there and the basket can be paid again',
    async (table) => {
      office.grant([b1]);
      const basketId = await office.fillBasket([b1]);
      office.handle.exec(
        `CREATE TRIGGER broken BEFORE INSERT ON ${table} BEGIN SELECT RAISE(ABORT, 'broken disk'); END`,
      );
      expect(() => sellTickets(office.deps, 'open', { basketId, language: 'en', tenders: cash(1200) })).toThrow(
        'broken disk',
      );
      expect(['sale', 'ticket', 'print_job'].map(countRows)).toEqual([0, 0, 0]);
      expect([office.types(), rightsOf(), office.counted]).toEqual([['terminal.opened'], [`${b1} basket`], []]);
      office.handle.exec('DROP TRIGGER broken');
      expect(sellTickets(office.deps, 'open', { basketId, language: 'en', tenders: cash(1200) })).toEqual({
        ok: true,
        seq: 2,
      });
    },
  );

  test('a basket is sold once', async () => {
    office.grant([b1]);
    const basketId = await office.fillBasket([b1]);
    sellTickets(office.deps, 'open', { basketId, language: 'en', tenders: cash(1200) });
    expect(sellTickets(office.deps, 'open', { basketId, language: 'en', tenders: cash(1200) })).toEqual({
      ok: false,
      reason: 'basket-gone',
    });
    expect(sellTickets(office.deps, 'open', { basketId: 'none', language: 'en', tenders: [] })).toEqual({
      ok: false,
      reason: 'basket-gone',
    });
    expect(countRows('sale')).toBe(1);
  });

  test('tenders that don’t cover the basket to the cent are a bug, and sell nothing', async () => {
    office.grant([b1]);
    const basketId = await office.fillBasket([b1]);
    expect(() => sellTickets(office.deps, 'open', { basketId, language: 'en', tenders: cash(1199) })).toThrow(
      'tenders cover the basket exactly',
    );
    expect(rightsOf()).toEqual([`${b1} basket`]);
  });
});

describe('a power cut', () => {
  test('an open basket is still on the disk, and is dropped at the start: nobody stands before it any more', async () => {
    office.grant([b1, b2]);
    const basketId = await office.fillBasket([b1, b2]);
    office.reopen();
    expect(seeBasket(office.deps, basketId)).toMatchObject({ state: 'open', totalMinor: 2400 });
    expect(rightsOf()).toEqual([`${b1} basket`, `${b2} basket`]);
    expect(dropOpenBaskets(office.deps)).toBe(1);
    expect(seeBasket(office.deps, basketId)?.state).toBe('dropped');
    expect(rightsOf()).toEqual([`${b1} held`, `${b2} held`]);
  });

  test('a sale that was told is there after it, with its papers still to print', async () => {
    office.grant([b1]);
    const basketId = await office.fillBasket([b1]);
    sellTickets(office.deps, 'open', { basketId, language: 'zh', tenders: cash(1200) });
    office.reopen();
    expect(seeBasket(office.deps, basketId)).toMatchObject({
      state: 'sold',
      sale: { orderKey: 'T17-000002', receipt: 'queued' },
    });
  });
});
