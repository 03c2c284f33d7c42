import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { startsAtMs } from '@marquee/shared/testing/builders';
import { pay } from '../payment/payment.ts';
import { seeBasket } from '../sell/sell.ts';
import { insertReportJob } from '../shift/shift.ts';
import { type BoxOffice, openBoxOffice } from '../testing/box-office.ts';
import { type PrintStore, printsByItselfMs } from './print.ts';
import { makePrintStore } from './print-store.ts';

let office: BoxOffice;
let queue: PrintStore;
let announced: string[];
beforeEach(() => {
  office = openBoxOffice();
  announced = [];
  queue = makePrintStore({
    store: office.store,
    nowMs: office.clock.nowMs,
    onSlip: (basketId) => void announced.push(basketId),
  });
});
afterEach(() => office.close());

async function sell(seatIds: number[]): Promise<string> {
  office.grant(seatIds);
  const basketId = await office.fillBasket(seatIds);
  await pay(office.deps, { basketId, tender: 'cash', language: 'zh' });
  return basketId;
}

test('a sale’s slips wait in its order, tickets before the receipt', async () => {
  const basketId = await sell([5, 6]);
  const printed = [];
  for (let job = queue.nextJob(); job; job = queue.nextJob()) {
    printed.push(`${job.kind} ${job.line}`);
    queue.setState(job.jobId, 'printing');
    queue.setState(job.jobId, 'printed');
  }
  expect(printed).toEqual(['ticket 1', 'ticket 2', 'receipt 0']);
  expect(seeBasket(office.deps, basketId)?.sale).toMatchObject({
    receipt: 'printed',
    tickets: [{ print: 'printed' }, { print: 'printed' }],
  });
  expect(new Set(announced)).toEqual(new Set([basketId]));
});

test('each try is counted when it begins, and a slip once marked duplicate stays so', async () => {
  await sell([5]);
  const jobId = queue.nextJob()?.jobId ?? 0;
  queue.setState(jobId, 'printing');
  expect(queue.jobsInDoubt()).toMatchObject([{ jobId, attempts: 1, duplicate: false, state: 'printing' }]);
  queue.setState(jobId, 'queued', { duplicate: true });
  queue.setState(jobId, 'printing', { duplicate: false });
  expect(queue.jobsInDoubt()).toMatchObject([{ jobId, attempts: 2, duplicate: true }]);
  queue.setState(jobId, 'failed', { fault: 'printer-failed' });
  expect([queue.jobsInDoubt(), queue.nextJob()?.line]).toEqual([[], 0]);
});

test('tickets of a show long over are left for staff: a refill doesn’t bring up last week', async () => {
  await sell([5]);
  office.clock.setMachineClock(startsAtMs + printsByItselfMs - 1);
  expect(queue.nextJob()?.kind).toBe('ticket');
  office.clock.setMachineClock(startsAtMs + printsByItselfMs);
  expect(queue.nextJob()).toBeNull();
});

test('a slip that can’t be read is handed out, so that it fails alone', async () => {
  await sell([5]);
  office.store.run("UPDATE print_job SET payload = 'torn' WHERE line = 1");
  office.store.run("UPDATE print_job SET payload = '{}' WHERE line = 0");
  expect(queue.nextJob()).toMatchObject({ line: 1, payload: 'torn' });
  queue.setState(1, 'failed');
  expect(queue.nextJob()).toMatchObject({ line: 0, payload: '{}' });
});

test('a job that isn’t there is a bug', () => {
  expect(() => queue.setState(99, 'printed')).toThrow('print job 99 exists');
});

test('reports are printed after the guests’ slips, in their order, and never share a number with one', async () => {
  const report = { entrySeq: 1, kind: 'shift-report' as const, payload: '{}' };
  insertReportJob(office.store, report);
  await sell([5]);
  insertReportJob(office.store, report);
  const printed = [];
  for (let job = queue.nextJob(); job; job = queue.nextJob()) {
    printed.push(`${job.kind} ${job.jobId}`);
    queue.setState(job.jobId, 'printing');
    expect(queue.jobsInDoubt()).toHaveLength(1);
    queue.setState(job.jobId, 'printed');
  }
  expect(printed).toEqual(['ticket 1', 'receipt 2', 'shift-report -1', 'shift-report -2']);
});
