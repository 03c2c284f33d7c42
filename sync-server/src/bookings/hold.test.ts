import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { Broadcast } from '@marquee/shared/protocol/calls';
import { grantsStream } from '@marquee/shared/protocol/streams';
import type { TicketClass } from '@marquee/shared/tickets/ticket-class';
import { dateAt, formatDate } from '@marquee/shared/wall-clock';
import { publishScreenings } from '../catalogue/catalogue.ts';
import { replaceTimedPrices } from '../catalogue/prices.sql.ts';
import { readRevision } from '../feed/feed.ts';
import { engines } from '../platform/testing/databases.ts';
import { isOnRequest, noteRecallAnswers, type RightsDeps } from '../rights/rights.ts';
import { cinemaId, seats } from '../testing/house.ts';
import { aMoviegoer, setPrices } from '../testing/moviegoer.ts';
import { openTestServer, type TestServer, type TestTerminal } from '../testing/test-server.ts';
import {
  expireHolds,
  extendHold,
  type HoldAnswer,
  type HoldOrder,
  heldSeatsMax,
  holdForUser,
  holdMs,
  holdsMax,
  readLines,
  releaseHold,
} from './hold.ts';

const adults = (...seatIds: number[]) => seatIds.map((seatId) => ({ ticketClass: 'adult' as const, seatId }));
const anySeats = (...classes: TicketClass[]) => classes.map((ticketClass) => ({ ticketClass }));
const idOf = (label: string) => seats.find((seat) => seat.label === label)?.id ?? 0;
const idsOf = (...labels: string[]) => labels.map(idOf);

describe.each(engines)('a moviegoer’s hold on %s', (engine) => {
  let server: TestServer;
  let screeningId: number;
  let userId: number;
  let made = 0;
  beforeAll(async () => {
    server = await openTestServer(engine);
    await setPrices(server);
  });
  afterAll(() => server.close());
  beforeEach(async () => {
    screeningId = await server.aScreening();
    userId = await aMoviegoer(server);
  });

  const hold = (order: Partial<HoldOrder>, deps: RightsDeps = server.deps): Promise<HoldAnswer> =>
    holdForUser(deps, {
      holdId: `hold-${++made}`,
      screeningId,
      userId,
      tickets: adults(...idsOf('C5', 'C6')),
      wheelchair: false,
      allowSingleSeat: false,
      ...order,
    });
  const labels = (answer: HoldAnswer) => (answer.ok ? readLines(answer.hold).map((line) => line.seatLabel) : answer);
  const states = async (...wanted: string[]) =>
    (await server.rights(screeningId, idsOf(...wanted))).map(({ state }) => state);
  const take = async (...wanted: string[]) => {
    const other = await aMoviegoer(server);
    const answer = await hold({ userId: other, tickets: adults(...idsOf(...wanted)), allowSingleSeat: true });
    expect(answer).toMatchObject({ ok: true });
  };

  test('is of the seats that were named, priced by their classes and kinds, for eight minutes', async () => {
    const tickets = [
      { ticketClass: 'child' as const, seatId: idOf('F1') },
      { ticketClass: 'adult' as const, seatId: idOf('F2') },
    ];
    const answer = await hold({ tickets });
    expect(answer).toMatchObject({
      ok: true,
      hold: { total_minor: 1240 + 1600, currency: 'EUR', expires_at_ms: server.time.nowMs + holdMs, extended: 0 },
    });
    expect(answer.ok && readLines(answer.hold)).toEqual([
      {
        line: 1,
        seatId: idOf('F1'),
        seatLabel: 'F1',
        seatKind: 'vip',
        ticketClass: 'child',
        priceMinor: 1240,
        taxMinor: 81,
      },
      {
        line: 2,
        seatId: idOf('F2'),
        seatLabel: 'F2',
        seatKind: 'vip',
        ticketClass: 'adult',
        priceMinor: 1600,
        taxMinor: 105,
      },
    ]);
    expect(await states('F1', 'F2')).toEqual(['held', 'held']);
  });

  test('costs what the rule says that holds when the screening starts, and never a member’s price', async () => {
    const starts = (
      await server.database.all<{ at: number }>('SELECT starts_at_ms AS at FROM screening WHERE id = ?', [screeningId])
    )[0]?.at;
    const date = formatDate(dateAt(starts ?? 0, 'Europe/Berlin'));
    const rules = [
      { rank: 1, name: 'Members', membersOnly: true, price: { kind: 'fixed' as const, minor: 100 } },
      { rank: 2, name: 'That day', fromDate: date, toDate: date, price: { kind: 'percent' as const, percent: 50 } },
    ];
    await server.database.transaction('rules', (tx) => replaceTimedPrices(tx, cinemaId, rules));
    expect(await hold({})).toMatchObject({ ok: true, hold: { total_minor: 2 * 600 } });
    await server.database.transaction('rules', (tx) => replaceTimedPrices(tx, cinemaId, []));
  });

  test('sent again is the same hold; under its id for other seats it is refused', async () => {
    const order = { holdId: `again-${screeningId}` };
    const answers = await Promise.all(Array.from({ length: 8 }, () => hold(order)));
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
    expect(answers[0]).toMatchObject({ ok: true });
    await expect(hold({ ...order, tickets: adults(idOf('D1')) })).rejects.toMatchObject({ code: 'operation-reused' });
    expect(await server.count('hold', 'screening_id = ?', [screeningId])).toBe(1);
  });

  test('of the best seats sent again is of the same seats, although better ones came free', async () => {
    const order = { holdId: `best-${screeningId}`, tickets: anySeats('adult', 'adult') };
    await take('D6', 'D7');
    const first = await hold(order);
    await server.database.transaction('free', (tx) =>
      tx.run("UPDATE seat_right SET state = 'free', operation_id = NULL WHERE screening_id = ? AND operation_id <> ?", [
        screeningId,
        order.holdId,
      ]),
    );
    expect(await hold(order)).toEqual(first);
  });

  test('goes to one of all who want a seat at the same moment, and the others are offered what is next to it', async () => {
    const people = await Promise.all(Array.from({ length: 16 }, () => aMoviegoer(server)));
    const answers = await Promise.all(people.map((person) => hold({ userId: person })));
    expect(answers.filter(({ ok }) => ok)).toHaveLength(1);
    const refused = answers.filter((answer) => !answer.ok);
    expect(refused).toEqual(
      new Array(15).fill({
        ok: false,
        reason: 'seat-taken',
        seatIds: idsOf('C5', 'C6'),
        alternatives: [idsOf('D5', 'D6'), idsOf('B5', 'B6'), idsOf('C3', 'C4')].sort((a, b) => a[0]! - b[0]!),
      }),
    );
  });

  test('takes the best seats together where none is named, adults in the order of the house', async () => {
    const answer = await hold({ tickets: anySeats('child', 'adult') });
    expect(labels(answer)).toEqual(['D5', 'D6']);
    expect(answer.ok && readLines(answer.hold).map(({ ticketClass }) => ticketClass)).toEqual(['adult', 'child']);
  });

  test('keeps a wheelchair place and its companion seat together', async () => {
    expect(labels(await hold({ tickets: anySeats('adult', 'adult'), wheelchair: true }))).toEqual(['A1', 'A2']);
  });

  test('is refused where it would leave a single seat, unless its customer says that it is meant', async () => {
    const tickets = adults(...idsOf('C2', 'C3'));
    expect(await hold({ tickets })).toEqual({ ok: false, reason: 'single-seat-left', seatIds: [idOf('C1')] });
    expect(await hold({ tickets, allowSingleSeat: true })).toMatchObject({ ok: true });
  });

  test('is refused for a seat of another house, a screening that nobody knows, and one that is over or cancelled', async () => {
    expect(await hold({ tickets: adults(9999) })).toEqual({ ok: false, reason: 'seat-unknown', seatIds: [9999] });
    expect(await hold({ screeningId: 99_999 })).toEqual({ ok: false, reason: 'screening-unknown' });
    const over = await server.aScreening({ startsAtMs: server.time.nowMs - 3600_000, salesEndAtMs: server.time.nowMs });
    expect(await hold({ screeningId: over })).toEqual({ ok: false, reason: 'sales-closed' });
    await server.database.transaction('cancel', (tx) =>
      tx.run("UPDATE screening SET state = 'cancelled' WHERE id = ?", [screeningId]),
    );
    expect(await hold({})).toEqual({ ok: false, reason: 'sales-closed' });
  });

  test('is refused for a blocked seat as for one that is taken', async () => {
    await server.database.transaction('block', (tx) =>
      tx.run("UPDATE seat_right SET blocked_for = 'broken', state = 'blocked' WHERE screening_id = ? AND seat_id = ?", [
        screeningId,
        idOf('C5'),
      ]),
    );
    expect(await hold({})).toMatchObject({ ok: false, reason: 'seat-taken', seatIds: [idOf('C5')] });
  });

  test('nobody holds more than a person needs, however many requests come at once', async () => {
    const some = Array.from({ length: 12 }, (_, at) =>
      hold({ tickets: adults(idOf(`E${at + 1}`)), allowSingleSeat: true }),
    );
    const answers = await Promise.all(some);
    expect(answers.filter(({ ok }) => ok)).toHaveLength(holdsMax);
    expect(answers.find(({ ok }) => !ok)).toEqual({
      ok: false,
      reason: 'too-many-holds',
      holds: holdsMax,
      seats: holdsMax,
    });
    const other = await aMoviegoer(server);
    const ten = (row: string) => adults(...Array.from({ length: 10 }, (_, at) => idOf(`${row}${at + 1}`)));
    expect(await hold({ userId: other, tickets: ten('C') })).toMatchObject({ ok: true });
    expect(await hold({ userId: other, tickets: ten('D') })).toMatchObject({ ok: true });
    const more = await hold({ userId: other, tickets: adults(idOf('B1')) });
    expect(more).toEqual({ ok: false, reason: 'too-many-holds', holds: 2, seats: heldSeatsMax });
  });

  test('a hold that ended no longer counts', async () => {
    for (const label of ['B2', 'C2', 'D2'])
      expect(await hold({ tickets: adults(idOf(label)), allowSingleSeat: true })).toMatchObject({ ok: true });
    server.time.nowMs += holdMs;
    await expireHolds(server.deps);
    expect(await hold({})).toMatchObject({ ok: true });
  });

  test('can be extended once, and asked again that answers alike', async () => {
    const held = await hold({});
    if (!held.ok) throw new Error('held');
    server.time.nowMs += holdMs - 1;
    const extended = { ok: true, hold: { ...held.hold, extended: 1, expires_at_ms: server.time.nowMs + holdMs } };
    expect(await extendHold(server.deps, held.hold, 'a')).toEqual(extended);
    expect(await extendHold(server.deps, held.hold, 'a')).toEqual(extended);
    expect(await extendHold(server.deps, held.hold, 'b')).toEqual({ ok: false, reason: 'hold-extended' });
    server.time.nowMs += holdMs - 1;
    await expireHolds(server.deps);
    expect(await states('C5', 'C6')).toEqual(['held', 'held']);
    server.time.nowMs += 1;
    expect(await extendHold(server.deps, held.hold, 'c')).toEqual({ ok: false, reason: 'hold-gone' });
    await expireHolds(server.deps);
    expect(await states('C5', 'C6')).toEqual(['free', 'free']);
  });

  test('where an extension meets the sweeper, one of them wins and the seats agree with it', async () => {
    for (const label of ['B4', 'B6', 'B8', 'B10', 'C4', 'C6', 'C8', 'C10']) {
      const person = await aMoviegoer(server);
      const held = await hold({ userId: person, tickets: adults(idOf(label)), allowSingleSeat: true });
      if (!held.ok) throw new Error('held');
      server.time.nowMs += holdMs;
      // Another instance's clock is a little behind.
      const behind = { ...server.deps, clock: { ...server.deps.clock, nowMs: () => held.hold.expires_at_ms - 1 } };
      const [answer] = await Promise.all([extendHold(behind, held.hold, 'x'), expireHolds(server.deps)]);
      expect(await states(label)).toEqual([answer.ok ? 'held' : 'free']);
      server.time.nowMs += holdMs;
      await expireHolds(server.deps);
    }
  });

  test('a hold that is given back is free at once', async () => {
    const held = await hold({});
    if (!held.ok) throw new Error('held');
    expect(await releaseHold(server.deps, { holdId: held.hold.id, screeningId })).toBe(2);
    expect(await releaseHold(server.deps, { holdId: held.hold.id, screeningId })).toBe(0);
    expect(await states('C5', 'C6')).toEqual(['free', 'free']);
  });

  describe('of a screening without numbered seats', () => {
    beforeEach(() =>
      server.database.transaction('unnumbered', (tx) =>
        tx.run("UPDATE screening SET seating = 'unnumbered' WHERE id = ?", [screeningId]),
      ),
    );

    test('is of any seats at the plain price; nobody can name one', async () => {
      const answer = await hold({ tickets: anySeats('adult', 'adult', 'child') });
      expect(answer).toMatchObject({ ok: true, hold: { total_minor: 1200 + 1200 + 840 } });
      expect(await hold({ tickets: adults(idOf('C5')) })).toEqual({ ok: false, reason: 'seats-not-numbered' });
    });

    test('has as many rights as its venue has usable seats', async () => {
      const refused = new Error('keep the house as it is');
      const work = server.database.transaction('publish', async (tx) => {
        await tx.run('UPDATE seats SET available = 0 WHERE id IN (5, 6)');
        await tx.run('DELETE FROM seat_right WHERE screening_id = ?', [screeningId]);
        await tx.run('DELETE FROM `stream` WHERE name = ?', [`screening:${screeningId}`]);
        expect(await publishScreenings(tx, [screeningId])).toMatchObject({ rights: seats.length - 2 });
        throw refused;
      });
      await expect(work).rejects.toBe(refused);
    });

    test('is sold to its last seat and no further, however many ask at once', async () => {
      const people = await Promise.all(Array.from({ length: 10 }, () => aMoviegoer(server)));
      const ask = (person: number) =>
        hold({ userId: person, tickets: anySeats(...new Array<TicketClass>(7).fill('adult')) });
      const answers = await Promise.all(people.map(ask));
      const held = answers.flatMap((answer) => (answer.ok ? readLines(answer.hold).map(({ seatId }) => seatId) : []));
      expect(new Set(held).size).toBe(held.length);
      const left = seats.length - held.length;
      expect(await server.count('seat_right', "screening_id = ? AND state = 'free'", [screeningId])).toBe(left);
      expect(await hold({ tickets: anySeats(...new Array<TicketClass>(left + 1).fill('adult')) })).toEqual({
        ok: false,
        reason: 'not-enough-seats',
        freeSeats: left,
      });
    });
  });

  describe('of a seat that a terminal holds', () => {
    let kiosk: TestTerminal;
    let deps: RightsDeps;
    let granted: { seatId: number; version: number }[];
    beforeEach(async () => {
      kiosk = await server.aTerminal();
      granted = await server.grant(kiosk.terminal, screeningId, idsOf('C5', 'C6'));
      deps = { ...server.deps, isReachable: () => true };
    });
    /** Does what a terminal does that is asked for a seat. */
    const onRecall = async (answer: (seats: { seatId: number; version: number }[]) => Promise<unknown>) => {
      const connection = server.connect();
      await server.sayHello(connection, kiosk);
      const stream = grantsStream(kiosk.terminal);
      const heard = Promise.withResolvers<Broadcast>();
      const stop = server.deps.feed.follow(stream, await readRevision(server.database, stream), heard.resolve);
      const done = heard.promise.then(async ({ changes }) => {
        stop();
        const [recall] = changes.map(({ body }) => body as { kind: string; seats: typeof granted });
        expect(recall?.kind).toBe('recall');
        await answer(recall?.seats ?? []);
      });
      return { connection, done };
    };
    const giveBack = async (connection: Awaited<ReturnType<typeof onRecall>>['connection'], back: typeof granted) => {
      kiosk.journal.append('rights.returned', { screeningId, reason: 'recalled', seats: back });
      expect(await connection.session.handle('journal:push', kiosk.journal.push())).toMatchObject({ ok: true });
    };

    test('waits until that terminal has given it back', async () => {
      const { connection, done } = await onRecall((back) => giveBack(connection, back));
      const [answer] = await Promise.all([hold({}, deps), done]);
      expect(labels(answer)).toEqual(['C5', 'C6']);
      connection.session.end();
    });

    test('is refused at once where the terminal is away: what it holds may be sold', async () => {
      const away = { ...deps, isReachable: () => false };
      expect(await hold({}, away)).toMatchObject({ ok: false, reason: 'seat-taken', seatIds: idsOf('C5', 'C6') });
      expect(await states('C5', 'C6')).toEqual(['granted', 'granted']);
    });

    test('is refused as taken once the terminal says that somebody there has it in the basket', async () => {
      const { connection, done } = await onRecall((back) =>
        noteRecallAnswers(server.deps, kiosk.terminal, {
          screeningId,
          seats: back.map((seat) => ({ ...seat, answer: 'in-basket' })),
        }),
      );
      const [answer] = await Promise.all([hold({}, deps), done]);
      expect(answer).toMatchObject({ ok: false, reason: 'seat-taken', seatIds: idsOf('C5', 'C6') });
      connection.session.end();
    });

    test('is told to ask again where nothing comes back in time, and has moved no right', async () => {
      const sleep = async () => undefined;
      const impatient = { ...deps, clock: { ...deps.clock, sleep } };
      expect(await hold({}, impatient)).toEqual({ ok: false, reason: 'seats-asked-back', seatIds: idsOf('C5', 'C6') });
      expect(await states('C5', 'C6')).toEqual(['granted', 'granted']);
    });

    test('is not asked for while the server has good ones of its own', async () => {
      const before = await server.count('change', 'stream = ?', [`grants:${kiosk.terminal}`]);
      expect(labels(await hold({ tickets: anySeats('adult', 'adult') }, deps))).toEqual(['D5', 'D6']);
      expect(await server.count('change', 'stream = ?', [`grants:${kiosk.terminal}`])).toBe(before);
    });

    test('is asked for where the others do not do, so that phones are not starved', async () => {
      const rest = seats.map(({ id }) => id).filter((id) => !granted.some(({ seatId }) => seatId === id));
      await server.grant((await server.aTerminal()).terminal, screeningId, rest);
      const reachable = { ...deps, isReachable: (terminal: number) => terminal === kiosk.terminal };
      const { connection, done } = await onRecall((back) => giveBack(connection, back));
      const [answer] = await Promise.all([hold({ tickets: anySeats('adult', 'adult') }, reachable), done]);
      expect(labels(answer)).toEqual(['C5', 'C6']);
      connection.session.end();
    });

    test('can be asked for unless it is withheld, or refused already', () => {
      const row = { state: 'granted', holder: kiosk.terminal, blocked_for: null, recall_answer: null };
      expect(isOnRequest(deps, row)).toBe(true);
      expect(isOnRequest(deps, { ...row, blocked_for: 'broken' })).toBe(false);
      expect(isOnRequest(deps, { ...row, recall_answer: 'sold' })).toBe(false);
      expect(isOnRequest(deps, { ...row, state: 'quarantined' })).toBe(false);
    });
  });
});
