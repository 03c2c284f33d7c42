import { createHash } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { CallRequest } from '@marquee/shared/protocol/calls';
import { pay } from '../payment/payment.ts';
import { chooseSeats } from '../sell/sell.ts';
import { quiet } from '../testing/box-office.ts';
import { makeTestCore, type TestCore } from '../testing/test-core.ts';

let cinema: TestCore;
beforeEach(() => {
  cinema = makeTestCore();
});
afterEach(() => cinema.close());

const grant = (revision: number, seatIds: number[]) =>
  cinema.server.broadcast('grants:17', [
    {
      revision,
      body: { kind: 'grant', screeningId: 1, seats: seatIds.map((seatId) => ({ seatId, version: 4 })) },
    },
  ]);
const compared = () => cinema.server.calls('rights:compare') as CallRequest<'rights:compare'>[];
const places = () => compared().map(({ ackedSeq, grantsRevision }) => [ackedSeq, grantsRevision]);
const digest = (text: string) => createHash('sha256').update(text).digest('hex');
const fill = (seatId: number) =>
  chooseSeats(cinema.core.deps, {
    basketId: null,
    screeningId: 1,
    seatIds: [seatId],
    tickets: [{ ticketClass: 'adult', count: 1 }],
    allowSingleSeat: true,
  });
async function sell(seatId: number): Promise<void> {
  const chosen = await fill(seatId);
  const basketId = chosen.ok ? chosen.basket.basketId : '';
  await pay(cinema.core.deps, { basketId, tender: 'cash', language: 'en' });
}

describe('after a drain', () => {
  test('a terminal says what it holds unsold, once for each place that its journal and its grants have come to', async () => {
    await cinema.start();
    await cinema.clock.advance(30_000);
    expect(compared()).toEqual([{ ackedSeq: 1, grantsRevision: 1, holdings: [] }]);
    grant(2, [12, 5, 6]);
    await sell(6);
    await fill(5);
    await cinema.clock.advance(30_000);
    expect(compared().slice(1)).toEqual([
      {
        ackedSeq: 2,
        grantsRevision: 2,
        holdings: [{ screeningId: 1, seats: 2, digest: digest('5:4\n12:4\n') }],
      },
    ]);
  });

  test('a busy terminal is compared when it rests', async () => {
    await cinema.start();
    await cinema.clock.advance(30_000);
    for (let revision = 2; revision < 8; revision++) {
      grant(revision, [revision + 10]);
      await cinema.clock.advance(100);
    }
    await cinema.clock.advance(30_000);
    expect(places()).toEqual([
      [1, 1],
      [1, 7],
    ]);
  });

  test('nothing is compared while entries wait', async () => {
    cinema.server.answers['journal:push'] = () => new Promise(() => undefined);
    await cinema.start();
    await cinema.clock.advance(60_000);
    expect(compared()).toEqual([]);
  });

  test('a server that has moved on is asked again, later and later', async () => {
    cinema.server.answers['rights:compare'] = () => ({ outcome: 'moved', screeningIds: [] });
    await cinema.start();
    await cinema.clock.advance(40_000);
    const few = compared().length;
    expect([few > 1, few < 6]).toEqual([true, true]);
    cinema.server.answers['rights:compare'] = () => ({ outcome: 'same', screeningIds: [] });
    await cinema.clock.advance(200_000);
    expect(compared()).toHaveLength(few + 1);
  });

  test('a difference is told to staff in the log, and selling goes on', async () => {
    const told: unknown[] = [];
    cinema.server.answers['rights:compare'] = () => ({ outcome: 'different', screeningIds: [1] });
    await cinema.start({ log: { ...quiet, error: (context) => void told.push(context) } });
    grant(2, [5]);
    await cinema.clock.advance(30_000);
    expect(told).toContainEqual({ ackedSeq: 1, grantsRevision: 2, screenings: [1] });
    expect(cinema.core.outOfService()).toBeNull();
  });
});
