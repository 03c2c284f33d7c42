import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { seeBasket } from '../sell/sell.ts';
import { type BoxOffice, openBoxOffice } from '../testing/box-office.ts';
import { payMixed, settleCharges } from './payment.ts';
import type { ReaderMode } from './simulated-reader.ts';

let office: BoxOffice;
let basketId: string;
beforeEach(async () => {
  office = openBoxOffice();
  office.grant([5, 6]);
  basketId = await office.fillBasket([5, 6]);
});
afterEach(() => office.close());

/** The basket costs 2400. */
async function pay(cardMinor: number, cashGivenMinor: number, mode: ReaderMode = 'approve') {
  office.reader.setMode(mode);
  const answer = payMixed(office.deps, { basketId, cardMinor, cashGivenMinor, language: 'en' });
  await office.clock.advance(30_000);
  return answer;
}
const stateOf = () => seeBasket(office.deps, basketId)?.state;
const tenders = () =>
  JSON.parse(
    office.store.get<{ payload: string }>("SELECT payload FROM journal WHERE type = 'sale.made'")?.payload ?? '{}',
  ).tenders;

test('the card pays its part, cash the rest, and what was given above it is change: one sale', async () => {
  expect(await pay(1000, 2000)).toMatchObject({ ok: true, changeMinor: 600, basket: { state: 'sold' } });
  const [captured] = office.reader.captured();
  expect(tenders()).toEqual([
    { kind: 'card', amountMinor: 1000, attemptId: captured?.attemptId, authorisation: 'SIM00001' },
    { kind: 'cash', amountMinor: 1400, givenMinor: 2000 },
  ]);
  expect(office.types()).toEqual(['terminal.opened', 'sale.made']);
});

test('paid again, the same sale and the same change are shown, and nothing is charged', async () => {
  const first = await pay(1000, 2000);
  expect(await pay(2400, 0)).toEqual(first);
  expect(office.reader.captured()).toHaveLength(1);
});

test('cash alone and a card alone are mixed payments too', async () => {
  expect(await pay(0, 5000)).toMatchObject({ ok: true, changeMinor: 2600 });
  expect(tenders()).toEqual([{ kind: 'cash', amountMinor: 2400, givenMinor: 5000 }]);
  office.grant([7]);
  basketId = await office.fillBasket([7]);
  expect(await pay(1200, 0)).toMatchObject({ ok: true, changeMinor: 0 });
});

test('a declined card sells nothing; the seats stay in the basket, which can be paid in cash', async () => {
  expect(await pay(1000, 1400, 'decline')).toEqual({ ok: false, reason: 'card-declined' });
  expect([stateOf(), office.types()]).toEqual(['open', ['terminal.opened']]);
  expect(await pay(0, 2400)).toMatchObject({ ok: true, changeMinor: 0 });
});

test('too little cash beside the card is refused before the card is charged', async () => {
  expect(await pay(1000, 1399)).toEqual({ ok: false, reason: 'cash-short' });
  expect([stateOf(), office.reader.captured()]).toEqual(['open', []]);
});

test('a card never pays more than the total', async () => {
  expect(await pay(2401, 0)).toEqual({ ok: false, reason: 'amount-wrong' });
  expect(office.reader.captured()).toEqual([]);
});

test('a crash after the card’s part was approved: that part is voided, nothing is sold and the seats are free', async () => {
  office.handle.exec("CREATE TRIGGER broken BEFORE INSERT ON sale BEGIN SELECT RAISE(ABORT, 'power cut'); END");
  const answer = payMixed(office.deps, { basketId, cardMinor: 1000, cashGivenMinor: 1400, language: 'en' });
  const refused = expect(answer).rejects.toThrow('power cut');
  await office.clock.advance(30_000);
  await refused;
  office.handle.exec('DROP TRIGGER broken');
  office.reopen();
  const settled = settleCharges(office.deps);
  await office.clock.advance(10_000);
  expect(await settled).toBe(0);
  expect([stateOf(), office.types(), office.reader.captured()]).toEqual([
    'dropped',
    ['terminal.opened', 'charge.voided'],
    [],
  ]);
});
