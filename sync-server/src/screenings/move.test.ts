import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { grantsStream } from '@marquee/shared/protocol/streams';
import { aSale, aSaleLine, startsAtMs } from '@marquee/shared/testing/builders';
import { drawHouse } from '@marquee/shared/testing/draw-house';
import { listScreenings } from '../catalogue/catalogue.ts';
import { receivePush } from '../journal/journal.ts';
import { insertRows } from '../platform/database.ts';
import { engines } from '../platform/testing/databases.ts';
import { makeRound } from '../rights/allot-loop.ts';
import { grantSeats } from '../rights/rights.ts';
import { holdSeats } from '../testing/hold-seats.ts';
import { cinemaId, seats } from '../testing/house.ts';
import { openTestServer, type TestServer, type TestTerminal } from '../testing/test-server.ts';
import { cancelScreening, moveScreening, planMove, setSeatAvailable } from './screenings.ts';

/** As the first house, but for its front row; and one with four seats. */
const [large, small] = [2, 3];
const newSeats = {
  [large]: drawHouse('ww         cc', 'ssssss ssssss', 'ssssss ssssss', 'ssssss ssssss', 'vvvvv   vvvvv').seats.map(
    (seat) => ({
      ...seat,
      id: seat.id + 1000,
    }),
  ),
  [small]: drawHouse('ssss').seats.map((seat) => ({ ...seat, id: seat.id + 2000 })),
};

describe.each(engines)('a screening that moves on %s', (engine) => {
  let server: TestServer;
  let terminal: TestTerminal;
  let screeningId: number;
  let operations = 0;
  let sent = 0;
  beforeAll(async () => {
    server = await openTestServer(engine);
    await server.database.transaction('venues', async (tx) => {
      for (const [id, drawn] of Object.entries(newSeats)) {
        const venue = {
          id: Number(id),
          cinema_id: cinemaId,
          name: `Venue ${id}`,
          information: '',
          category: 'standard',
        };
        await insertRows(tx, 'venue', Object.keys(venue), [Object.values(venue)]);
        await insertRows(
          tx,
          'seats',
          ['id', 'venue_id', 'x', 'y', 'row_label', 'label', 'kind', 'vip', 'available'],
          drawn.map((seat) => [seat.id, Number(id), seat.x, seat.y, seat.row, seat.label, seat.kind, 0, 1]),
        );
      }
    });
  });
  afterAll(() => server.close());
  beforeEach(async () => {
    terminal = await server.aTerminal();
    screeningId = await server.aScreening();
    sent = 0;
  });
  // Its time in a venue is the next one's.
  afterEach(() =>
    server.database.transaction('end', (tx) => tx.run("UPDATE screening SET state = 'cancelled' WHERE id > 0")),
  );

  const plan = async (toVenueId: number) => {
    const answer = await planMove(server.database, screeningId, toVenueId);
    if (!answer.ok) throw new Error(answer.reason);
    return answer.plan;
  };
  const confirm = (toVenueId: number, hash: string) =>
    moveScreening(server.deps, { operationId: `move-${++operations}`, screeningId, toVenueId, hash, by: 'Mara' });
  const planOf = async (id: number) => {
    const answer = await planMove(server.database, id, large);
    if (!answer.ok) throw new Error(answer.reason);
    return answer.plan;
  };
  const confirmOf = (id: number, hash: string) =>
    moveScreening(server.deps, {
      operationId: `move-${++operations}`,
      screeningId: id,
      toVenueId: large,
      hash,
      by: 'Mara',
    });
  const move = async (toVenueId: number) => confirm(toVenueId, (await plan(toVenueId)).hash);
  const grant = (...seatIds: number[]) => server.grant(terminal.terminal, screeningId, seatIds);
  const states = async (...seatIds: number[]) => (await server.rights(screeningId, seatIds)).map(({ state }) => state);
  const sell = (...held: { seatId: number; version: number }[]) =>
    terminal.journal.append(
      'sale.made',
      aSale({ screeningId, lines: held.map((seat, i) => aSaleLine({ line: i + 1, ...seat })) }),
    );
  const push = async () => {
    const key = { terminal: terminal.terminal, publicKey: terminal.key.publicKey };
    await receivePush(server.deps, key, terminal.journal.push(sent + 1));
    sent = terminal.journal.entries.length;
  };
  const exceptions = async () =>
    (
      await server.database.all<{ kind: string; seat_id: number; seq: number }>(
        'SELECT kind, seat_id, seq FROM `exception` WHERE screening_id = ? ORDER BY kind, seat_id',
        [screeningId],
      )
    ).map(({ kind, seat_id, seq }) => [kind, seat_id, seq]);
  const asked = async () =>
    (
      await server.database.all<{ body: string }>('SELECT body FROM `change` WHERE stream = ? ORDER BY revision', [
        grantsStream(terminal.terminal),
      ])
    )
      .map(({ body }) => JSON.parse(body) as { kind: string })
      .filter(({ kind }) => kind !== 'grant');
  const listed = async () => {
    const [row] = await server.database.all<{ show_date: string }>('SELECT show_date FROM screening WHERE id = ?', [
      screeningId,
    ]);
    const date = String(row!.show_date).slice(0, 10);
    const all = await listScreenings(server.database, date, { cinemaId, limit: 1000 });
    return all.find(({ id }) => id === screeningId)!;
  };
  /** Every seat of the venue that can be used has one right that can be sold, and no other right can. */
  const checkHouse = async (venueId: number) => {
    const places = new Map((await listed()).places.map(({ seatId, placeId }) => [seatId, placeId]));
    const rows = await server.database.all<{ seat_id: number; state: string; blocked_for: string | null }>(
      'SELECT seat_id, state, blocked_for FROM seat_right WHERE screening_id = ?',
      [screeningId],
    );
    const sitting = rows.filter(({ blocked_for }) => blocked_for !== 'moved');
    const taken = sitting.map(({ seat_id }) => places.get(seat_id) ?? seat_id).sort((a, b) => a - b);
    const all = await server.database.all<{ id: number }>('SELECT id FROM seats WHERE venue_id = ? ORDER BY id', [
      venueId,
    ]);
    expect(taken).toEqual(all.map(({ id }) => id));
  };

  test('keeps its rights, whoever holds them: they sit at other places, and a terminal that hears of it late sells on', async () => {
    const held = await grant(5, 6, 7, 8);
    sell(held[0]!, held[1]!);
    await push();
    await holdSeats(server.deps, { holdId: `hold-${screeningId}`, screeningId, seatIds: [9] });
    const planned = await plan(large);
    expect(planned.places.map(({ seatId, label, newLabel }) => [seatId, label, newLabel])).toEqual([
      [5, 'B1', 'B1'],
      [6, 'B2', 'B2'],
      [7, 'B3', 'B3'],
      [8, 'B4', 'B4'],
      [9, 'B5', 'B5'],
    ]);
    expect(planned.unplaced).toEqual([]);
    expect(await confirm(large, planned.hash)).toEqual({ ok: true, moved: 5, unplaced: 0, told: 0 });
    await checkHouse(large);
    expect(await listed()).toMatchObject({
      venueId: large,
      places: planned.places.map(({ seatId, placeId }) => ({ seatId, placeId })),
    });
    expect(await states(5, 6, 7, 8, 9, 10)).toEqual(['sold', 'sold', 'granted', 'granted', 'held', 'blocked']);
    sell(held[2]!);
    terminal.journal.append('rights.returned', { screeningId, reason: 'shutdown', seats: [held[3]!] });
    await push();
    expect(await states(7, 8)).toEqual(['sold', 'free']);
    expect(await asked()).toEqual([]);
    expect(await exceptions()).toEqual([]);
  });

  test('says before it is confirmed who has no place, and raises only what was sold; the rest is asked back', async () => {
    const held = await grant(1, 5, 6, 7, 8, 9, 10);
    sell(...held.slice(1, 6));
    sell(held[0]!);
    await push();
    const planned = await plan(small);
    const order = (seq: number) => `T${terminal.terminal}-${String(seq).padStart(6, '0')}`;
    expect(planned.places).toHaveLength(4);
    expect(planned.unplaced).toEqual([
      { seatId: 1, label: 'A1', kind: 'wheelchair', state: 'sold', orderKey: order(2) },
      { seatId: 9, label: 'B5', kind: 'standard', state: 'sold', orderKey: order(1) },
      { seatId: 10, label: 'B6', kind: 'standard', state: 'granted', orderKey: null },
    ]);
    expect(await exceptions()).toEqual([]);
    expect(await confirm(small, planned.hash)).toEqual({ ok: true, moved: 4, unplaced: 3, told: 0 });
    expect(await exceptions()).toEqual([
      ['screening-moved-without-place', 1, 2],
      ['screening-moved-without-place', 9, 1],
    ]);
    const wanted = held.find(({ seatId }) => seatId === 10)!;
    expect(await asked()).toEqual([{ kind: 'recall', screeningId, seats: [wanted], block: true }]);
    terminal.journal.append('rights.returned', { screeningId, reason: 'recalled', seats: [wanted] });
    await push();
    expect(await states(1, 9, 10)).toEqual(['sold', 'sold', 'blocked']);
    await checkHouse(small);
  });

  test('may move on, and back: then everybody has the very seat again, and what was free is free', async () => {
    const held = await grant(5, 6, 7);
    sell(held[0]!, held[1]!);
    await push();
    await move(large);
    const there = await server.grant(terminal.terminal, screeningId, [1010, 1011]);
    sell(...there);
    await push();
    await move(small);
    await checkHouse(small);
    expect((await listed()).places).toHaveLength(4);
    expect(await exceptions()).toEqual([]);
    const back = await plan(1);
    expect(back.places.filter(({ seatId }) => seatId < 1000).map(({ seatId, placeId }) => [seatId, placeId])).toEqual([
      [5, 5],
      [6, 6],
      [7, 7],
    ]);
    expect(await confirm(1, back.hash)).toMatchObject({ ok: true, unplaced: 0 });
    await checkHouse(1);
    expect((await listed()).places.map(({ seatId }) => seatId)).toEqual([1010, 1011]);
    const free = seats.length - 5;
    expect(await server.count('seat_right', "screening_id = ? AND state = 'free'", [screeningId])).toBe(free);
  });

  test('is not moved by a plan that does not hold any more', async () => {
    const planned = await plan(large);
    await grant(5);
    expect(await confirm(large, planned.hash)).toEqual({ ok: false, reason: 'plan-changed' });
    expect((await listed()).venueId).toBe(1);
    expect(await move(large)).toMatchObject({ ok: true, moved: 1 });
    expect(await planMove(server.database, screeningId, large)).toEqual({ ok: false, reason: 'venue-unknown' });
    expect(await planMove(server.database, screeningId, 77)).toEqual({ ok: false, reason: 'venue-unknown' });
    await cancelScreening(server.deps, { operationId: `c-${screeningId}`, screeningId, reason: 'rain', by: 'Mara' });
    expect(await planMove(server.database, screeningId, 1)).toEqual({ ok: false, reason: 'screening-unknown' });
  });

  test('is not moved to where another runs at that time, also where that came after the plan', async () => {
    const { hash } = await plan(large);
    const other = await server.aScreening({ startsAtMs: startsAtMs + 3600_000 });
    const { hash: otherHash } = await planOf(other);
    const moved = await Promise.all([confirm(large, hash), confirmOf(other, otherHash)]);
    const winner = moved[0].ok ? screeningId : other;
    expect(moved.filter(({ ok }) => !ok)).toEqual([{ ok: false, reason: 'screening-overlaps', screeningId: winner }]);
    const loser = winner === other ? screeningId : other;
    expect(await planMove(server.database, loser, large)).toEqual({
      ok: false,
      reason: 'screening-overlaps',
      screeningId: winner,
    });
    // One that begins when it ends is in nobody's way.
    const next = await server.aScreening({ startsAtMs: startsAtMs + 3 * 3600_000 });
    expect(await planMove(server.database, next, large)).toMatchObject({ ok: true });
  });

  test('a repeat of the same order moves nothing twice', async () => {
    const { hash } = await plan(large);
    const order = { operationId: `same-${screeningId}`, screeningId, toVenueId: large, hash, by: 'Mara' };
    const moved = await moveScreening(server.deps, order);
    expect(await moveScreening(server.deps, order)).toEqual(moved);
    await checkHouse(large);
  });

  test('where grants cross the move, either the move is planned anew or the grant is refused', async () => {
    const { hash } = await plan(large);
    const seatIds = [10, 11, 12, 13];
    const grants = seatIds.map((seatId) =>
      server.database
        .transaction('grant', (tx) =>
          grantSeats(tx, server.deps, { terminal: terminal.terminal, screeningId, seatIds: [seatId] }),
        )
        .then(
          () => seatId,
          () => null,
        ),
    );
    const [moved, ...granted] = await Promise.all([confirm(large, hash), ...grants]);
    const got = granted.filter((seatId) => seatId !== null);
    if (moved.ok) expect(got).toEqual([]);
    await checkHouse(moved.ok ? large : 1);
  });

  test('a seat that breaks is found by its place, and the allotment deals out the new venue’s seats', async () => {
    const [held] = await grant(5);
    sell(held!);
    await push();
    await move(large);
    const placeId = (await listed()).places[0]!.placeId;
    const repair = (available: boolean) =>
      setSeatAvailable(server.deps, { operationId: `r-${++operations}`, seatId: placeId, available, by: 'Mara' });
    expect(await repair(false)).toMatchObject({ ok: true });
    expect(await exceptions()).toEqual([['sold-seat-blocked', 5, 1]]);
    await repair(true);
    const other = await server.aTerminal();
    const connected = new Map([[other.terminal, {}]]);
    await makeRound({ ...server.deps, connected })(new AbortController().signal);
    const given = await server.database.all<{ seat_id: number }>(
      "SELECT seat_id FROM seat_right WHERE screening_id = ? AND holder = ? AND state = 'granted'",
      [screeningId, other.terminal],
    );
    expect(given.length).toBeGreaterThan(0);
    expect(given.every(({ seat_id }) => seat_id > 1000 && seat_id !== placeId)).toBe(true);
  });
});
