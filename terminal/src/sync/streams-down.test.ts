import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { Fault } from '@marquee/shared/errors';
import type { CallRequest } from '@marquee/shared/protocol/calls';
import { aCinemaSnapshot, aScreening } from '@marquee/shared/testing/builders';
import { pay } from '../payment/payment.ts';
import { dropBasket } from '../sell/sell.ts';
import { fillBasket } from '../testing/box-office.ts';
import { settle } from '../testing/hand-clock.ts';
import { makeTestCore, type TestCore } from '../testing/test-core.ts';
import { readCursor } from './cursors.ts';

const grants = 'grants:17';
let cinema: TestCore;
let revision: number;
beforeEach(() => {
  cinema = makeTestCore();
  revision = 1;
});
afterEach(() => cinema.close());

const revisionOf = (stream: string) => readCursor(cinema.store, stream).revision;
const pulledStreams = () =>
  (cinema.server.calls('streams:pull') as CallRequest<'streams:pull'>[]).map(({ streams }) =>
    streams.map(({ stream }) => stream),
  );
function tell(body: object): void {
  revision += 1;
  cinema.server.broadcast(grants, [{ revision, body }]);
}
const seats = (seatIds: number[], version = 1) => seatIds.map((seatId) => ({ seatId, version }));
const grant = (seatIds: number[], version = 1) =>
  tell({ kind: 'grant', screeningId: 1, seats: seats(seatIds, version) });
const recall = (seatIds: number[], block = false) =>
  tell({ kind: 'recall', block, screeningId: 1, seats: seats(seatIds) });
const rights = () =>
  cinema.store
    .all<{ seat_id: number; state: string }>('SELECT seat_id, state FROM seat_right ORDER BY seat_id')
    .map((row) => `${row.seat_id} ${row.state}`);

const sell = async (seatId: number) =>
  pay(cinema.core.deps, { basketId: await fillBasket(cinema.core.deps, 1, [seatId]), tender: 'cash', language: 'en' });

describe('a page that is full', () => {
  test('what it leaves is asked for again, until all of it is here', async () => {
    const good = cinema.server.answers['streams:pull'];
    const screenings = [1, 2, 3].map((id) => aScreening({ id }));
    cinema.server.snapshots.set('cinema:1', { revision: 1, body: aCinemaSnapshot({ screenings }) });
    cinema.server.answers['streams:pull'] = async (request) => {
      const [first, ...rest] = request.streams;
      const { pages } = await good({ streams: first ? [first] : [] });
      return { pages, left: rest.map(({ stream }) => stream) };
    };
    await cinema.start();
    expect(pulledStreams().map((streams) => streams.length)).toEqual([1, 4, 3, 2, 1]);
    expect([1, 2, 3].map((id) => revisionOf(`screening:${id}`))).toEqual([1, 1, 1]);
  });

  test('a server that leaves everything is not asked for ever', async () => {
    cinema.server.answers['streams:pull'] = ({ streams }) => ({ pages: [], left: streams.map(({ stream }) => stream) });
    await cinema.start();
    expect([cinema.core.sync.isOnline(), pulledStreams()]).toEqual([false, [['cinema:1']]]);
  });
});

describe('a recall', () => {
  beforeEach(() => cinema.start());

  test('is answered seat by seat, for whoever asked: returning, in a basket, sold, or not held', async () => {
    grant([5, 6, 7, 8]);
    await sell(6);
    await fillBasket(cinema.core.deps, 1, [7]);
    recall([8]);
    recall([5, 6, 7, 8, 9]);
    await settle();
    expect(cinema.server.calls('rights:answer')).toEqual([
      { screeningId: 1, seats: [{ seatId: 8, version: 1, answer: 'returning' }] },
      {
        screeningId: 1,
        seats: [
          { seatId: 5, version: 1, answer: 'returning' },
          { seatId: 6, version: 1, answer: 'sold' },
          { seatId: 7, version: 1, answer: 'in-basket' },
          { seatId: 8, version: 1, answer: 'returning' },
          { seatId: 9, version: 1, answer: 'not-held' },
        ],
      },
    ]);
  });

  test('whose answer the server can’t take still returns the seat', async () => {
    cinema.server.answers['rights:answer'] = () => {
      throw new Fault('internal-error');
    };
    grant([5]);
    recall([5]);
    await settle();
    expect([rights(), cinema.server.acked.seq, cinema.core.sync.isOnline()]).toEqual([['5 returned'], 2, true]);
  });

  test('of a seat that nobody may sell any more takes it when its basket is dropped', async () => {
    grant([5]);
    const basketId = await fillBasket(cinema.core.deps, 1, [5]);
    recall([5], true);
    expect(rights()).toEqual(['5 basket']);
    dropBasket(cinema.core.deps, basketId);
    expect(rights()).toEqual(['5 returned']);
  });

  test('in a snapshot of the grants counts like any other', async () => {
    grant([5, 6]);
    revision += 2;
    cinema.server.snapshots.set(grants, {
      revision,
      body: [
        { kind: 'grant', screeningId: 1, seats: seats([5, 6]) },
        { kind: 'recall', block: true, screeningId: 1, seats: seats([5]) },
      ],
    });
    cinema.server.cut();
    await cinema.clock.advance(1000);
    expect([rights(), cinema.server.calls('rights:answer').length]).toEqual([['5 returned', '6 held'], 1]);
  });
});

describe('a release that the server asks for', () => {
  test('is written and sent at once', async () => {
    await cinema.start();
    grant([5]);
    await sell(5);
    await settle();
    tell({ kind: 'release', upToSeq: 2 });
    await settle();
    expect(cinema.store.get('SELECT type, payload FROM journal ORDER BY seq DESC')).toEqual({
      type: 'tickets.released',
      payload: JSON.stringify({ upToSeq: 2 }),
    });
    expect(cinema.server.acked.seq).toBe(3);
  });
});

describe('the catalogue', () => {
  test('is not sent again to a terminal that has it', async () => {
    await cinema.start();
    const asked = () =>
      (cinema.server.calls('streams:pull') as CallRequest<'streams:pull'>[])
        .flatMap(({ streams }) => streams)
        .filter(({ stream }) => stream === 'cinema:1')
        .map(({ cursor }) => cursor.revision);
    cinema.server.cut();
    await cinema.clock.advance(1000);
    expect(asked()).toEqual([0, 1]);
  });
});
