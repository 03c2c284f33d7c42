import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { aCinemaSnapshot, aScreening } from '@marquee/shared/testing/builders';
import { pay } from '../payment/payment.ts';
import { type BoxOffice, openBoxOffice } from '../testing/box-office.ts';
import { type BasketDeps, chooseSeats, seeBasket } from './sell.ts';

let office: BoxOffice;
beforeEach(() => {
  office = openBoxOffice();
  const screenings = [aScreening({ seating: 'unnumbered' })];
  office.store.transaction(() => office.deps.catalogue.save(aCinemaSnapshot({ screenings })));
  office.deps.catalogue.reload();
});
afterEach(() => office.close());

const choose = (count: number, more: { basketId?: string; deps?: BasketDeps } = {}) =>
  chooseSeats(more.deps ?? office.deps, {
    basketId: more.basketId ?? null,
    screeningId: 1,
    seatIds: [],
    tickets: [{ ticketClass: 'adult', count }],
    allowSingleSeat: false,
  });
const seatsOf = (answer: Awaited<ReturnType<typeof choose>>) =>
  answer.ok ? answer.basket.lines.map((line) => line.seatId) : answer;
/** A server that grants what it is asked for, but for these. */
function serverRefusing(refused: readonly number[]): { deps: BasketDeps; asked: number[][] } {
  const asked: number[][] = [];
  office.online = true;
  const askSeats: BasketDeps['askSeats'] = async (_screening, seatIds) => {
    asked.push([...seatIds]);
    const taken = seatIds.filter((seatId) => refused.includes(seatId));
    if (taken.length > 0) return { outcome: 'refused', seatIds: taken };
    office.grant(seatIds);
    return { outcome: 'granted' };
  };
  return { deps: { ...office.deps, askSeats }, asked };
}

describe('where guests sit where they like', () => {
  test('a number of tickets is enough: own seats are taken first, and no seat is left single', async () => {
    office.grant([6, 8]);
    const { deps, asked } = serverRefusing([]);
    for (const seatId of [5, 7]) office.picture(seatId, 'free');
    expect([seatsOf(await choose(2, { deps })), asked]).toEqual([[6, 8], []]);
    expect([seatsOf(await choose(1, { deps })), asked]).toEqual([[5], [[5]]]);
  });

  test('offline only what is held can be sold', async () => {
    office.grant([6]);
    office.picture(7, 'free');
    expect(await choose(2)).toEqual({ ok: false, reason: 'seat-not-ours-now', seatIds: [] });
    expect(seatsOf(await choose(1))).toEqual([6]);
  });

  test('a seat that is gone meanwhile is replaced by another', async () => {
    for (const seatId of [5, 6, 7]) office.picture(seatId, 'free');
    const { deps, asked } = serverRefusing([5]);
    expect([seatsOf(await choose(1, { deps })), asked]).toEqual([[6], [[5], [6]]]);
  });

  test('a full house is refused', async () => {
    office.picture(5, 'free');
    expect(await choose(1, serverRefusing([5]))).toEqual({ ok: false, reason: 'seat-taken', seatIds: [] });
    expect(await choose(0)).toEqual({ ok: false, reason: 'seat-count-wrong' });
  });

  test('another number of tickets keeps the seats that the basket has', async () => {
    office.grant([5, 6, 7]);
    const first = await choose(2);
    const basketId = first.ok ? first.basket.basketId : '';
    expect(seatsOf(await choose(3, { basketId }))).toEqual([5, 6, 7]);
    expect(seatsOf(await choose(1, { basketId }))).toEqual([5]);
  });

  test('every seat costs the same, and the papers say free seating', async () => {
    const vip = [...office.deps.catalogue.seatsOf(1).values()].find((seat) => seat.kind === 'vip');
    office.grant([vip?.id ?? 0]);
    const chosen = await choose(1);
    const basketId = chosen.ok ? chosen.basket.basketId : '';
    expect(seeBasket(office.deps, basketId)?.totalMinor).toBe(1200);
    await pay(office.deps, { basketId, tender: 'cash', language: 'en' });
    const papers = office.store.all<{ payload: string }>('SELECT payload FROM print_job ORDER BY job_id');
    const [ticket, receipt] = papers.map((row) => JSON.parse(row.payload));
    expect([ticket.freeSeating, receipt.lines[0].seatLabel]).toEqual([true, '']);
  });
});
