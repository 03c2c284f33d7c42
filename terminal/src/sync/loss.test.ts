import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { Fault } from '@marquee/shared/errors';
import type { CallAnswer, CallRequest } from '@marquee/shared/protocol/calls';
import { chainStart } from '@marquee/shared/protocol/journal';
import { aCinemaSnapshot, aScreening } from '@marquee/shared/testing/builders';
import { readIncarnation } from '../enrol/enrol.ts';
import { readAcked, readHash } from '../journal/journal.ts';
import { pay } from '../payment/payment.ts';
import { countSeats, describeSeats, listStopped } from '../rights/rights.ts';
import { chooseSeats } from '../sell/sell.ts';
import { fillBasket } from '../testing/box-office.ts';
import { settle } from '../testing/hand-clock.ts';
import { makeTestCore, type TestCore } from '../testing/test-core.ts';
import { readCursor } from './cursors.ts';

const grants = 'grants:17';
let cinema: TestCore;
beforeEach(() => {
  cinema = makeTestCore();
  cinema.server.snapshots.set('cinema:1', {
    revision: 1,
    body: aCinemaSnapshot({ screenings: [aScreening(), aScreening({ id: 2 })] }),
  });
});
afterEach(() => cinema.close());

let revision = 1;
beforeEach(() => {
  revision = 1;
});
function grant(screeningId: number, seatIds: number[]): void {
  revision += 1;
  const seats = seatIds.map((seatId) => ({ seatId, version: 1 }));
  cinema.server.broadcast(grants, [{ revision, body: { kind: 'grant', screeningId, seats } }]);
}
const choose = (screeningId: number, seatId: number) =>
  chooseSeats(cinema.core.deps, {
    basketId: null,
    screeningId,
    seatIds: [seatId],
    tickets: [{ ticketClass: 'adult', count: 1 }],
    allowSingleSeat: true,
  });
async function sell(screeningId: number, seatId: number): Promise<void> {
  const paid = await pay(cinema.core.deps, {
    basketId: await fillBasket(cinema.core.deps, screeningId, [seatId]),
    tender: 'cash',
    language: 'en',
  });
  if (!paid.ok) throw new Error(paid.reason);
}
const stopped = () => [...listStopped(cinema.store)];
const pushed = () =>
  (cinema.server.calls('journal:push') as CallRequest<'journal:push'>[]).map(({ entries }) =>
    entries.map(({ seq }) => seq),
  );
/** The server has only the entries up to here, and its database knows of no others. */
function forget(seq: number): void {
  cinema.server.acked = { seq, chain: readHash(cinema.store, seq) ?? chainStart };
}
const reconnect = async () => {
  cinema.server.cut();
  await cinema.clock.advance(1000);
};

describe('a screening that the server has forgotten', () => {
  beforeEach(async () => {
    await cinema.start();
    grant(1, [5, 6, 7]);
    grant(2, [5]);
    const good = cinema.server.answers['streams:pull'];
    cinema.server.answers['streams:pull'] = async (request) => {
      const { pages, left } = await good(request);
      const answer = pages.map((page) =>
        page.stream === 'screening:1' ? ({ kind: 'lost', stream: page.stream, incarnation: 1 } as const) : page,
      );
      return { pages: answer, left } satisfies CallAnswer<'streams:pull'>;
    };
  });

  test('stops alone: it is not sold, nothing of it is mine, and the others go on', async () => {
    const cursor = readCursor(cinema.store, 'screening:1');
    const basketId = await fillBasket(cinema.core.deps, 1, [6]);
    await reconnect();
    expect([stopped(), cinema.core.outOfService(), cinema.core.sync.isOnline()]).toEqual([[1], null, true]);
    expect(readCursor(cinema.store, 'screening:1')).toEqual(cursor);
    expect(await choose(1, 5)).toEqual({ ok: false, reason: 'screening-stopped' });
    const payment = { basketId, language: 'en' } as const;
    expect(await pay(cinema.core.deps, { ...payment, tender: 'cash' })).toEqual({
      ok: false,
      reason: 'screening-stopped',
    });
    expect(await pay(cinema.core.deps, { ...payment, tender: 'card' })).toEqual({
      ok: false,
      reason: 'screening-stopped',
    });
    expect(describeSeats(cinema.store, 1, { online: true, basketId: null }).get(5)).toBe('not-ours-now');
    await sell(2, 5);
  });

  test('stays stopped through a restart without a network', async () => {
    await reconnect();
    await cinema.crash();
    cinema.server.isReachable = false;
    await cinema.start();
    expect(await choose(1, 5)).toEqual({ ok: false, reason: 'screening-stopped' });
    await sell(2, 5);
  });

  test('gives a card charge back that was approved meanwhile', async () => {
    const basketId = await fillBasket(cinema.core.deps, 1, [5]);
    const paying = pay(cinema.core.deps, { basketId, tender: 'card', language: 'en' });
    await settle();
    cinema.server.broadcast('screening:1', [{ revision: 9, body: { seats: [], covered: [] } }]);
    await cinema.clock.advance(10_000);
    expect(await paying).toEqual({ ok: false, reason: 'screening-stopped' });
    await cinema.clock.advance(10_000);
    expect(cinema.reader.captured()).toEqual([]);
    const voided = cinema.store.get<{ payload: string }>("SELECT payload FROM journal WHERE type = 'charge.voided'");
    expect(JSON.parse(voided?.payload ?? '{}')).toMatchObject({ reason: 'sale-refused' });
  });

  test('is not asked for again at every change, only with the heartbeat', async () => {
    await reconnect();
    const before = cinema.server.calls('streams:pull').length;
    for (let at = 5; at < 10; at++)
      cinema.server.broadcast('screening:1', [{ revision: at, body: { seats: [], covered: [] } }]);
    await settle();
    expect(cinema.server.calls('streams:pull').length).toBe(before);
  });

  test('counts nothing as sellable', async () => {
    cinema.server.broadcast('screening:2', [
      {
        revision: 2,
        body: { seats: [{ seatId: 9, state: 'free', version: 0, holder: 0, ticket: null }], covered: [] },
      },
    ]);
    await reconnect();
    cinema.store.run("INSERT INTO stopped_screening (screening_id, code, since_ms) VALUES (2, 'entries-lost', 0)");
    expect(countSeats(cinema.store)).toEqual([{ screening_id: 2, sold: 0, mine: 0, on_request: 0 }]);
  });
});

describe('a server that has lost entries which it had acknowledged', () => {
  beforeEach(async () => {
    await cinema.start();
    grant(1, [5, 6]);
    grant(2, [5, 6]);
    await sell(1, 5);
    await sell(2, 5);
    await settle();
    expect(readAcked(cinema.store)).toBe(3);
  });

  test('is sent them again, their screenings stop, and the others go on', async () => {
    forget(2);
    await reconnect();
    expect([cinema.server.acked.seq, stopped(), cinema.core.outOfService()]).toEqual([3, [2], null]);
    // Entry 2 is the question put a second time.
    expect(pushed().slice(-2)).toEqual([[2], [3]]);
    await sell(1, 6);
    await settle();
    expect(cinema.server.acked.seq).toBe(4);
  });

  test('that has lost everything is sent the whole journal', async () => {
    forget(0);
    await reconnect();
    expect([cinema.server.acked.seq, stopped()]).toEqual([3, [1, 2]]);
  });

  test('acknowledged stays acknowledged here, also when the link breaks before they are sent again', async () => {
    forget(1);
    const good = cinema.server.answers['journal:push'];
    let left = 1;
    cinema.server.answers['journal:push'] = (request) => {
      if (left-- > 0) return good(request);
      cinema.server.cut();
      throw new Fault('link-down');
    };
    await reconnect();
    expect([readAcked(cinema.store), stopped()]).toEqual([3, [1, 2]]);
    cinema.server.answers['journal:push'] = good;
    await cinema.clock.advance(5000);
    expect([cinema.server.acked.seq, await cinema.core.sync.drain(0)]).toEqual([3, true]);
  });

  test('a mark that was only read too early is not taken for a loss', async () => {
    const good = cinema.server.answers.hello;
    cinema.server.answers.hello = async (request) => ({
      ...(await good(request)),
      ackedSeq: 1,
      chain: readHash(cinema.store, 1) ?? '',
    });
    await reconnect();
    expect([stopped(), cinema.core.sync.isOnline(), pushed().at(-1)]).toEqual([[], true, [1]]);
  });

  test('is sent them even where it has forgotten the grants as well, and nothing is sold here any more', async () => {
    const good = cinema.server.answers['streams:pull'];
    cinema.server.answers['streams:pull'] = (request) =>
      request.streams.some(({ stream }) => stream === grants)
        ? { pages: [{ kind: 'lost', stream: grants, incarnation: 1 }], left: [] }
        : good(request);
    forget(1);
    await reconnect();
    expect([cinema.server.acked.seq, cinema.core.outOfService()]).toEqual([3, 'server-lost-data']);
  });

  test('that shows in the answer to a push is greeted again, so that a manager is told of it', async () => {
    forget(2);
    await sell(1, 6);
    await settle();
    const hellos = cinema.server.calls('hello').length;
    await cinema.clock.advance(1000);
    expect(cinema.server.calls('hello').slice(hellos)).toMatchObject([{ ackedSeq: 3 }]);
    expect([cinema.server.acked.seq, stopped()]).toEqual([4, [2]]);
  });

  test('hears in its greeting how far it had come', async () => {
    forget(2);
    await reconnect();
    expect(cinema.server.calls('hello')).toEqual([
      expect.objectContaining({ ackedSeq: 0, incarnation: 0 }),
      expect.objectContaining({ ackedSeq: 3, incarnation: 1 }),
    ]);
  });
});

describe('another incarnation of the server', () => {
  beforeEach(async () => {
    await cinema.start();
    grant(1, [5]);
    const good = cinema.server.answers.hello;
    cinema.server.answers.hello = async (request) => ({ ...(await good(request)), incarnation: 2 });
  });

  test('than the one that was adopted at the first welcome stops all selling, through a restart too', async () => {
    await reconnect();
    expect([cinema.core.outOfService(), readIncarnation(cinema.store)]).toEqual(['server-lost-data', 1]);
    await cinema.crash();
    cinema.server.isReachable = false;
    await cinema.start();
    expect(cinema.core.outOfService()).toBe('server-lost-data');
  });

  test.each(['changes', 'snapshot', 'lost'] as const)('a page of %s of it is never applied', async (kind) => {
    cinema.server.answers['streams:pull'] = () => ({
      pages: [
        kind === 'snapshot'
          ? { kind, stream: 'screening:1', cursor: { incarnation: 2, revision: 9, changeId: 'x' }, body: {} }
          : { kind, stream: 'screening:1', incarnation: 2, changes: [] },
      ],
      left: [],
    });
    await cinema.clock.advance(15_000);
    expect([cinema.core.outOfService(), readCursor(cinema.store, 'screening:1').revision, stopped()]).toEqual([
      'server-lost-data',
      1,
      [],
    ]);
  });
});

test('a smaller batch can be asked for, so that a test sees several', async () => {
  await cinema.start();
  grant(1, [5, 6, 7]);
  cinema.server.isReachable = false;
  cinema.server.cut();
  for (const seatId of [5, 6, 7]) await sell(1, seatId);
  await cinema.crash();
  cinema.server.isReachable = true;
  await cinema.start({ limits: { pushEntriesMax: 2 } });
  expect(pushed().slice(-2)).toEqual([[2, 3], [4]]);
});
