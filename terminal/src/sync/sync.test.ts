import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { Fault } from '@marquee/shared/errors';
import { chainStart } from '@marquee/shared/protocol/journal';
import { aCinemaSnapshot, aScreening } from '@marquee/shared/testing/builders';
import { pay } from '../payment/payment.ts';
import { chooseSeats } from '../sell/sell.ts';
import { fillBasket } from '../testing/box-office.ts';
import { settle } from '../testing/hand-clock.ts';
import { makeTestCore, type TestCore } from '../testing/test-core.ts';
import { readCursor } from './cursors.ts';

const grants = 'grants:17';
let cinema: TestCore;
beforeEach(() => {
  cinema = makeTestCore();
});
afterEach(() => cinema.close());

const grant = (seatIds: number[], version = 1) => ({
  kind: 'grant',
  screeningId: 1,
  seats: seatIds.map((seatId) => ({ seatId, version })),
});
const recall = (seatIds: number[], version = 1) => ({ ...grant(seatIds, version), kind: 'recall', block: false });
const held = () =>
  cinema.store
    .all<{ seat_id: number }>("SELECT seat_id FROM seat_right WHERE state = 'held' ORDER BY seat_id")
    .map((row) => row.seat_id);
const revisionOf = (stream: string) => readCursor(cinema.store, stream).revision;
const pulledStreams = () =>
  cinema.server
    .calls('streams:pull')
    .map((request) => (request as { streams: { stream: string }[] }).streams.map(({ stream }) => stream));

async function sell(seatId: number): Promise<void> {
  const { deps } = cinema.core;
  const paid = await pay(deps, { basketId: await fillBasket(deps, 1, [seatId]), tender: 'cash', language: 'en' });
  if (!paid.ok) throw new Error(paid.reason);
}

describe('greeting', () => {
  test('a terminal that is welcomed sends its journal, then follows its cinema, its grants and every screening', async () => {
    await cinema.start();
    expect(cinema.core.sync.isOnline()).toBe(true);
    expect(pulledStreams()).toEqual([['cinema:1'], [grants, 'screening:1']]);
    expect(cinema.server.acked.seq).toBe(1);
    expect(cinema.events).toContainEqual({ event: 'catalogue-changed' });
  });

  test('each hello shows the token that the last one announced', async () => {
    await cinema.start();
    cinema.server.cut();
    await cinema.clock.advance(1000);
    const [first, second] = cinema.server.calls('hello') as { token: string; nextToken: string }[];
    expect(first?.token).toBe('first token');
    expect(second?.token).toBe(first?.nextToken);
  });

  test('a hello whose answer is lost is said again with the same tokens', async () => {
    const good = cinema.server.answers.hello;
    cinema.server.answers.hello = () => {
      cinema.server.answers.hello = good;
      throw new Fault('request-timed-out');
    };
    await cinema.start();
    await cinema.clock.advance(1000);
    const [first, second] = cinema.server.calls('hello') as { token: string; nextToken: string }[];
    expect([second?.token, second?.nextToken]).toEqual([first?.token, first?.nextToken]);
    expect(cinema.core.sync.isOnline()).toBe(true);
  });

  test.each(['terminal-unknown', 'terminal-cloned', 'journal-forked'] as const)(
    'the server’s %s takes the terminal out of service until it is welcomed again',
    async (code) => {
      const good = cinema.server.answers.hello;
      cinema.server.answers.hello = () => {
        throw new Fault(code);
      };
      await cinema.start();
      expect([cinema.core.outOfService(), cinema.core.sync.fault()?.code, cinema.core.sync.isOnline()]).toEqual([
        code,
        code,
        false,
      ]);
      cinema.server.answers.hello = good;
      await cinema.clock.advance(10_000);
      expect([cinema.core.outOfService(), cinema.core.sync.isOnline()]).toEqual([null, true]);
    },
  );

  test('what stopped a terminal stops it after a restart without a network too', async () => {
    const good = cinema.server.answers.hello;
    cinema.server.answers.hello = () => {
      throw new Fault('terminal-cloned');
    };
    await cinema.start();
    await cinema.crash();
    cinema.server.isReachable = false;
    await cinema.start();
    expect([cinema.core.outOfService(), cinema.core.sync.fault()]).toEqual(['terminal-cloned', null]);
    cinema.server.answers.hello = good;
    cinema.server.isReachable = true;
    await cinema.clock.advance(10_000);
    expect(cinema.core.outOfService()).toBeNull();
  });

  test('a disk that can’t note why selling stopped doesn’t end the sync: it goes on and is welcomed again', async () => {
    const good = cinema.server.answers.hello;
    cinema.server.answers.hello = () => {
      throw new Fault('terminal-cloned');
    };
    await cinema.start();
    cinema.handle.exec(
      "UPDATE identity SET stopped_by = NULL; CREATE TRIGGER full_disk BEFORE UPDATE OF stopped_by ON identity BEGIN SELECT RAISE(ABORT, 'full'); END",
    );
    await cinema.clock.advance(10_000);
    expect(cinema.core.outOfService()).toBe('terminal-cloned');
    cinema.handle.exec('DROP TRIGGER full_disk');
    cinema.server.answers.hello = good;
    await cinema.clock.advance(20_000);
    expect([cinema.core.outOfService(), cinema.core.sync.isOnline()]).toEqual([null, true]);
  });

  test.each(['protocol-unsupported', 'access-refused'] as const)(
    'the server’s %s is shown, and selling from what is held goes on',
    async (code) => {
      cinema.server.answers.hello = () => {
        throw new Fault(code);
      };
      await cinema.start();
      expect([cinema.core.sync.fault()?.code, cinema.core.outOfService()]).toEqual([code, null]);
    },
  );

  test('a server that knows entries which this disk has not proves the disk too old: nothing is sold', async () => {
    cinema.server.acked = { seq: 9, chain: 'f'.repeat(64) };
    await cinema.start();
    expect(cinema.core.outOfService()).toBe('database-rolled-back');
  });

  test('a server with other entries under the same numbers is sent all of ours, apart, and nothing is sold', async () => {
    cinema.server.acked = { seq: 1, chain: 'f'.repeat(64) };
    await cinema.start();
    expect(cinema.core.outOfService()).toBe('journal-forked');
    expect(cinema.server.calls('journal:fork')).toEqual([
      { entries: [expect.objectContaining({ seq: 1, type: 'terminal.opened' })] },
    ]);
  });

  test('a stream that the server has forgotten stops sales here', async () => {
    const good = cinema.server.answers['streams:pull'];
    cinema.server.answers['streams:pull'] = (request) =>
      request.streams.some(({ stream }) => stream === grants)
        ? { pages: [{ kind: 'lost', stream: grants, incarnation: 2 }], left: [] }
        : good(request);
    await cinema.start();
    expect(cinema.core.outOfService()).toBe('server-lost-data');
  });

  test('without a server the terminal opens with what is on its disk, and goes on trying', async () => {
    await cinema.start();
    await cinema.crash();
    cinema.server.isReachable = false;
    await cinema.start();
    expect([
      cinema.core.sync.isOnline(),
      cinema.core.sync.fault(),
      cinema.core.catalogue.current()?.cinema.name,
    ]).toEqual([false, null, 'Rialto']);
    cinema.server.isReachable = true;
    await cinema.clock.advance(10_000);
    expect(cinema.core.sync.isOnline()).toBe(true);
  });
});

describe('streams down', () => {
  test('a broadcast grant can be sold at once; the same broadcast again changes nothing', async () => {
    await cinema.start();
    cinema.server.broadcast(grants, [{ revision: 2, body: grant([5, 6]) }]);
    expect([held(), revisionOf(grants)]).toEqual([[5, 6], 2]);
    await sell(5);
    cinema.server.broadcast(grants, [{ revision: 2, body: grant([5, 6]) }]);
    expect([held(), revisionOf(grants)]).toEqual([[6], 2]);
  });

  test('after a gap the stream is pulled, and only that one', async () => {
    await cinema.start();
    cinema.server.snapshots.set(grants, { revision: 3, body: [grant([5]), grant([6])] });
    cinema.server.broadcast(grants, [{ revision: 3, body: grant([6]) }]);
    expect(held()).toEqual([]);
    await settle();
    expect([held(), revisionOf(grants)]).toEqual([[5, 6], 3]);
    expect(pulledStreams().at(-1)).toEqual([grants]);
  });

  test('changes that a broadcast repeats in part are applied from the first new one', async () => {
    await cinema.start();
    cinema.server.broadcast(grants, [{ revision: 2, body: grant([5]) }]);
    cinema.server.broadcast(grants, [
      { revision: 2, body: grant([9]) },
      { revision: 3, body: grant([6]) },
    ]);
    expect([held(), revisionOf(grants)]).toEqual([[5, 6], 3]);
  });

  test('a snapshot older than the cursor is ignored', async () => {
    await cinema.start();
    cinema.server.broadcast(grants, [{ revision: 2, body: grant([5]) }]);
    cinema.server.broadcast('screening:1', [
      {
        revision: 2,
        body: { seats: [{ seatId: 7, state: 'sold', version: 1, holder: 0, ticket: null }], covered: [] },
      },
    ]);
    cinema.server.snapshots.set('screening:1', {
      revision: 1,
      body: { seats: [{ seatId: 7, state: 'free', version: 0, holder: 0, ticket: null }], covered: [] },
    });
    cinema.server.cut();
    await cinema.clock.advance(1000);
    expect([revisionOf(grants), revisionOf('screening:1')]).toEqual([2, 2]);
    expect(cinema.store.get('SELECT state FROM seat_picture WHERE seat_id = 7')).toEqual({ state: 'sold' });
  });

  test('a change of another incarnation is refused, and the server is asked who it is', async () => {
    await cinema.start();
    cinema.server.broadcast(grants, [{ revision: 2, body: grant([5]) }], 2);
    await cinema.clock.advance(1000);
    expect([held(), revisionOf(grants), cinema.server.opened]).toEqual([[], 1, 2]);
  });

  test.each([
    ['a grant', grants, { kind: 'gift', screeningId: 1, seats: [] }],
    ['a seat', 'screening:1', { seats: [{ seatId: 1, state: 'mine' }], covered: [] }],
    ['another terminal’s stream', 'grants:18', { kind: 'grant' }],
  ])('%s that makes no sense moves no cursor and ends the connection', async (_name, stream, body) => {
    await cinema.start();
    cinema.store.run(
      "INSERT OR IGNORE INTO cursor (stream, incarnation, revision, change_id) VALUES ('grants:18', 1, 1, '')",
    );
    cinema.server.broadcast(stream, [{ revision: 2, body }]);
    await settle();
    expect([cinema.core.sync.isOnline(), revisionOf(stream)]).toEqual([false, 1]);
    await cinema.clock.advance(1000);
    expect([cinema.core.sync.isOnline(), cinema.server.opened]).toEqual([true, 2]);
  });

  test('a snapshot that makes no sense is refused as a whole', async () => {
    cinema.server.snapshots.set(grants, { revision: 4, body: [grant([5]), { kind: 'gift' }] });
    await cinema.start();
    expect([cinema.core.sync.isOnline(), held(), revisionOf(grants)]).toEqual([false, [], 0]);
  });

  test('a change of the catalogue brings the whole new one, and new screenings are followed', async () => {
    await cinema.start();
    cinema.server.snapshots.set('cinema:1', {
      revision: 2,
      body: aCinemaSnapshot({ screenings: [aScreening(), aScreening({ id: 2 })] }),
    });
    cinema.server.broadcast('cinema:1', [{ revision: 2, body: { kind: 'screenings' } }]);
    await settle();
    expect(cinema.core.catalogue.screening(2)?.id).toBe(2);
    expect(pulledStreams().slice(-2)).toEqual([['cinema:1'], ['screening:2']]);
  });

  test('a recalled seat goes back in the journal, and that is sent at once', async () => {
    await cinema.start();
    cinema.server.broadcast(grants, [{ revision: 2, body: grant([5]) }]);
    cinema.server.broadcast(grants, [{ revision: 3, body: recall([5]) }]);
    await settle();
    expect([held(), cinema.server.acked.seq]).toEqual([[], 2]);
  });
});

describe('the journal up', () => {
  test('a push whose answer is lost is sent again after the server has named its mark, and no entry is sent twice to a server that has it', async () => {
    await cinema.start();
    cinema.server.broadcast(grants, [{ revision: 2, body: grant([5, 6]) }]);
    const good = cinema.server.answers['journal:push'];
    cinema.server.answers['journal:push'] = (request) => {
      good(request);
      cinema.server.answers['journal:push'] = good;
      cinema.server.cut();
      throw new Fault('link-down');
    };
    await sell(5);
    await cinema.clock.advance(1000);
    await sell(6);
    await settle();
    const pushed = (cinema.server.calls('journal:push') as { entries: { seq: number }[] }[]).map(({ entries }) =>
      entries.map(({ seq }) => seq),
    );
    expect(pushed).toEqual([[1], [2], [3]]);
    expect(cinema.server.acked.seq).toBe(3);
  });

  test('a server that is busy with other journals is sent the batch again on the same link', async () => {
    await cinema.start();
    const { opened } = cinema.server;
    const good = cinema.server.answers['journal:push'];
    let busy = 2;
    cinema.server.answers['journal:push'] = (request) => {
      if (busy-- > 0) throw new Fault('server-busy');
      return good(request);
    };
    const before = cinema.server.calls('journal:push').length;
    cinema.server.broadcast(grants, [{ revision: 2, body: grant([5]) }]);
    await settle();
    await sell(5);
    await cinema.clock.advance(2000);
    expect(cinema.server.calls('journal:push').length - before).toBeGreaterThanOrEqual(3);
    expect(cinema.server.acked.seq).toBe(
      cinema.core.store.all<{ n: number }>('SELECT MAX(seq) AS n FROM journal')[0]!.n,
    );
    expect([cinema.server.opened, cinema.core.sync.isOnline()]).toEqual([opened, true]);
  });

  test('a push that never arrived is sent once more, the same', async () => {
    await cinema.start();
    cinema.server.broadcast(grants, [{ revision: 2, body: grant([5]) }]);
    const good = cinema.server.answers['journal:push'];
    cinema.server.answers['journal:push'] = () => {
      cinema.server.answers['journal:push'] = good;
      cinema.server.cut();
      throw new Fault('link-down');
    };
    await sell(5);
    await cinema.clock.advance(1000);
    const [, lost, again] = cinema.server.calls('journal:push');
    expect(again).toEqual(lost);
    expect(cinema.server.acked.seq).toBe(2);
  });

  test('sales made offline wait on the disk, over a restart too, and go up with the first link', async () => {
    await cinema.start();
    cinema.server.broadcast(grants, [{ revision: 2, body: grant([5, 6]) }]);
    cinema.server.isReachable = false;
    cinema.server.cut();
    await sell(5);
    await sell(6);
    expect(cinema.server.acked.seq).toBe(1);
    await cinema.crash();
    cinema.server.isReachable = true;
    await cinema.start();
    expect([cinema.server.acked.seq, cinema.core.sync.isOnline()]).toEqual([3, true]);
  });

  test('an entry that the server acknowledges with another hash stops sales', async () => {
    await cinema.start();
    cinema.server.broadcast(grants, [{ revision: 2, body: grant([5]) }]);
    cinema.server.answers['journal:push'] = () => ({ ackedSeq: 2, chain: chainStart });
    await sell(5);
    await settle();
    expect(cinema.core.outOfService()).toBe('journal-forked');
  });
});

describe('asking for seats', () => {
  test('a granted seat is here when the answer is', async () => {
    await cinema.start();
    cinema.server.answers['rights:ask'] = () => {
      cinema.server.snapshots.set(grants, { revision: 2, body: [grant([5])] });
      return { outcome: 'granted', revision: 2, refusedSeatIds: [] };
    };
    expect(await cinema.core.sync.askSeats(1, [5])).toEqual({ outcome: 'granted' });
    expect(held()).toEqual([5]);
  });

  test('a seat that is being recalled is asked for again, under a new number, until it comes', async () => {
    await cinema.start();
    cinema.server.answers['rights:ask'] = () =>
      cinema.server.calls('rights:ask').length < 3
        ? { outcome: 'recalling', revision: 0, refusedSeatIds: [] }
        : { outcome: 'granted', revision: 1, refusedSeatIds: [] };
    const answer = cinema.core.sync.askSeats(1, [5]);
    await cinema.clock.advance(1000);
    expect(await answer).toEqual({ outcome: 'granted' });
    const ids = (cinema.server.calls('rights:ask') as { operationId: string }[]).map(({ operationId }) => operationId);
    expect(new Set(ids).size).toBe(3);
  });

  test('a refusal, a broken link and no link at all are all the same to the customer: not now', async () => {
    await cinema.start();
    expect(await cinema.core.sync.askSeats(1, [5])).toEqual({ outcome: 'refused', seatIds: [5] });
    cinema.server.answers['rights:ask'] = () => {
      throw new Fault('request-timed-out');
    };
    expect(await cinema.core.sync.askSeats(1, [5])).toEqual({ outcome: 'refused', seatIds: [5] });
    cinema.server.isReachable = false;
    cinema.server.cut();
    await settle();
    expect(await cinema.core.sync.askSeats(1, [5])).toEqual({ outcome: 'refused', seatIds: [5] });
  });
});

describe('a planned end', () => {
  test('every unsold seat goes back first, those of an open basket too, so that none is stranded', async () => {
    await cinema.start();
    cinema.server.broadcast(grants, [{ revision: 2, body: grant([5, 6, 7]) }]);
    await sell(5);
    await chooseSeats(cinema.core.deps, {
      basketId: null,
      screeningId: 1,
      seatIds: [6],
      tickets: [{ ticketClass: 'adult', count: 1 }],
      allowSingleSeat: true,
    });
    const stopped = cinema.core.stop({ returnRights: true });
    await cinema.clock.advance(3000);
    await stopped;
    expect(cinema.store.all('SELECT seat_id, state FROM seat_right ORDER BY seat_id')).toEqual([
      { seat_id: 5, state: 'sold' },
      { seat_id: 6, state: 'returned' },
      { seat_id: 7, state: 'returned' },
    ]);
    expect(cinema.server.acked.seq).toBe(3);
  });
});
