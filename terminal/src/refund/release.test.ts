import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { saveAcked } from '../journal/journal.ts';
import { type BoxOffice, openBoxOffice } from '../testing/box-office.ts';
import { answerReleaseAsked, makeReleaseRound, type ReleaseRound, refundTickets, releaseAll } from './refund.ts';

let office: BoxOffice;
let kiosk: ReleaseRound;
let till: ReleaseRound;
beforeEach(() => {
  office = openBoxOffice();
  office.grant([5, 6, 7, 8]);
  kiosk = makeReleaseRound(office.deps);
  till = makeReleaseRound({ ...office.deps, channel: 'till' });
});
afterEach(() => office.close());

const print = (saleSeq: number) =>
  office.store.run("UPDATE print_job SET state = 'printed' WHERE sale_seq = ?", saleSeq);
const released = () =>
  office.store
    .all<{ payload: string }>("SELECT payload FROM journal WHERE type = 'tickets.released' ORDER BY seq")
    .map((row) => JSON.parse(row.payload).upToSeq);
const minutes = (count: number) => office.clock.advance(count * 60_000);

describe('at a kiosk', () => {
  test('tickets are released once all papers of their sale and of those before it are printed', async () => {
    const [first, second, third] = [await office.sell([5]), await office.sell([6]), await office.sell([7])];
    print(second);
    expect([kiosk.run(), released()]).toEqual([false, []]);
    print(first);
    print(third);
    expect([kiosk.run(), released()]).toEqual([true, [third]]);
    expect([kiosk.run(), released()]).toEqual([false, [third]]);
  });

  test('a paper that never prints holds nothing up for ever', async () => {
    const seq = await office.sell([5]);
    saveAcked(office.store, seq);
    kiosk.run();
    await minutes(15);
    expect([kiosk.run(), released()]).toEqual([true, [seq]]);
  });
});

describe('at a till', () => {
  test('printed tickets stay with their cashier until a while after the sale was acknowledged', async () => {
    const seq = await office.sell([5]);
    print(seq);
    await minutes(60);
    expect(till.run()).toBe(false);
    saveAcked(office.store, seq);
    till.run();
    const later = await office.sell([6]);
    await minutes(14);
    expect(till.run()).toBe(false);
    await minutes(1);
    expect([till.run(), released()]).toEqual([true, [seq]]);
    saveAcked(office.store, later);
    await minutes(60);
    till.run();
    await minutes(15);
    expect([till.run(), released()]).toEqual([true, [seq, later]]);
  });

  test('a restart makes it later, never sooner; the machine’s clock has no say', async () => {
    const seq = await office.sell([5]);
    saveAcked(office.store, seq);
    till.run();
    await minutes(14);
    office.clock.setMachineClock(office.clock.nowMs() + 24 * 3600_000);
    const restarted = makeReleaseRound({ ...office.deps, channel: 'till' });
    restarted.run();
    await minutes(14);
    expect(restarted.run()).toBe(false);
    await minutes(1);
    expect(restarted.run()).toBe(true);
  });

  test('when the shift closes, everything is released', async () => {
    await office.sell([5]);
    const last = await office.sell([6]);
    expect([releaseAll(office.deps), released(), releaseAll(office.deps)]).toEqual([true, [last], false]);
  });
});

describe('never past money that is on its way back', () => {
  test('what the server asks for is released up to there at once, and the rest when the refund is done', async () => {
    const [first, second, third] = [await office.sell([5]), await office.sell([6], 'card'), await office.sell([7])];
    const refunding = refundTickets(office.deps, {
      refundId: 'operation-1',
      saleSeq: second,
      lines: [1],
      reason: '',
    });
    office.store.transaction(() => answerReleaseAsked(office.deps, third));
    expect(released()).toEqual([first]);
    expect(till.run()).toBe(false);
    await office.clock.advance(1000);
    expect(await refunding).toMatchObject({ ok: true });
    expect([till.run(), released()]).toEqual([true, [first, third]]);
  });

  test('what was asked for is remembered through a crash', async () => {
    const seq = await office.sell([5], 'card');
    void refundTickets(office.deps, { refundId: 'operation-1', saleSeq: seq, lines: [1], reason: '' });
    office.store.transaction(() => answerReleaseAsked(office.deps, seq));
    await office.clock.advance(1000);
    office.reopen();
    expect([makeReleaseRound({ ...office.deps, channel: 'till' }).run(), released()]).toEqual([true, [seq]]);
  });

  test('a release of what was released already, or was never sold, writes nothing', async () => {
    office.store.transaction(() => answerReleaseAsked(office.deps, 99));
    expect(released()).toEqual([]);
    const seq = await office.sell([5]);
    releaseAll(office.deps);
    office.store.transaction(() => answerReleaseAsked(office.deps, seq));
    expect(released()).toEqual([seq]);
  });
});
