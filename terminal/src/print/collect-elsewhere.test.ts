import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { type BoxOffice, makeCounting, openBoxOffice } from '../testing/box-office.ts';
import { collectElsewhere } from './collect-elsewhere.ts';

let office: BoxOffice;
beforeEach(() => {
  office = openBoxOffice();
  office.grant([5, 6, 7]);
});
afterEach(() => office.close());

const randomness = makeCounting();
const collect = (basketId: string) => collectElsewhere({ ...office.deps, randomness }, basketId);
const basketOf = (seq: number): string =>
  office.store.get<{ basket_id: string }>('SELECT basket_id FROM sale WHERE seq = ?', seq)?.basket_id ?? '';
const entries = () =>
  office.store
    .all<{ payload: string }>("SELECT payload FROM journal WHERE type = 'tickets.not-printed'")
    .map(({ payload }) => JSON.parse(payload));
const jobs = () =>
  office.store.all<{ line: number; state: string; duplicate: number }>(
    'SELECT line, state, duplicate FROM print_job ORDER BY line',
  );

test('what the printer could not bring out is told with its codes, and not printed here by itself any more', async () => {
  const seq = await office.sell([5, 6, 7]);
  office.store.run("UPDATE print_job SET state = 'printed' WHERE line = 1");
  office.store.run("UPDATE print_job SET state = 'failed' WHERE line = 3");
  const answer = collect(basketOf(seq));
  const codes = office.store.all<{ line: number; code: string }>('SELECT line, code FROM ticket ORDER BY line');
  expect(entries()).toEqual([
    {
      saleSeq: seq,
      code: answer.ok && answer.code,
      tickets: codes.filter(({ line }) => line > 1).map(({ line, code }) => ({ line, qr: code })),
    },
  ]);
  expect(jobs()).toEqual([
    { line: 0, state: 'queued', duplicate: 0 },
    { line: 1, state: 'printed', duplicate: 0 },
    { line: 2, state: 'failed', duplicate: 1 },
    { line: 3, state: 'failed', duplicate: 1 },
  ]);
});

test('asked again, also after a restart, it is the same code and no second entry', async () => {
  const basketId = basketOf(await office.sell([5]));
  const first = collect(basketId);
  expect(first).toEqual({ ok: true, code: expect.stringMatching(/^[A-HJ-NP-Z2-9]{8}$/) });
  office.reopen();
  expect([collect(basketId), entries().length]).toEqual([first, 1]);
});

test('there is nothing to collect of what has come out, and of no sale', async () => {
  const basketId = basketOf(await office.sell([5]));
  office.store.run("UPDATE print_job SET state = 'printed'");
  expect([collect(basketId), collect('none')]).toEqual(Array(2).fill({ ok: false, reason: 'nothing-left' }));
  expect(entries()).toEqual([]);
});
