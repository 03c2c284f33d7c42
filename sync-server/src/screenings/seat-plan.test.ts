import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { screeningStream } from '@marquee/shared/protocol/streams';
import { aPriceList, aSale, aSaleLine } from '@marquee/shared/testing/builders';
import { insertPrices, loadCinemaSnapshot, type PlannedSeat } from '../catalogue/catalogue.ts';
import { receivePush } from '../journal/journal.ts';
import { engines } from '../platform/testing/databases.ts';
import { holdSeats } from '../testing/hold-seats.ts';
import { cinemaId, seats } from '../testing/house.ts';
import { serveTestApi, type TestApi } from '../testing/test-api.ts';
import { openTestServer, type TestServer, type TestTerminal } from '../testing/test-server.ts';
import { moveScreening, planMove, setSeatAvailable } from './screenings.ts';
import { comparePlans } from './seat-plan.ts';

const venueId = 1;
const dayMs = 86_400_000;
const ofHouse: PlannedSeat[] = seats.map(({ id: _, ...seat }) => seat);
const [first, second, third] = seats as [(typeof seats)[0], (typeof seats)[0], (typeof seats)[0]];
const without = (...labels: string[]) => ofHouse.filter(({ label }) => !labels.includes(label));
const aSeat = (label: string, x: number, kind: PlannedSeat['kind'] = 'standard') => ({
  row: 'Z',
  label,
  x,
  y: 90,
  kind,
});

describe.each(engines)('a venue’s seats change on %s', (engine) => {
  let server: TestServer;
  let api: TestApi;
  let token: string;
  let terminal: TestTerminal;
  let screening: number;
  let asked = 0;
  let logIns = 0;
  beforeAll(async () => {
    server = await openTestServer(engine);
    api = await serveTestApi(server);
    await server.database.transaction('prices', (tx) => insertPrices(tx, cinemaId, aPriceList()));
  });
  afterAll(async () => {
    await api.close();
    await server.close();
  });
  beforeEach(async () => {
    // Those of the test before are over.
    await waitTenDays();
    terminal = await server.aTerminal();
    expect((await save(ofHouse)).status).toBe(200);
    screening = await publish(server.time.nowMs + dayMs);
  });

  /** Nobody stays logged in for so long. */
  async function waitTenDays(): Promise<void> {
    server.time.nowMs += 10 * dayMs;
    logIns += 1;
    ({ token } = await api.openAccount({ name: `owner-${logIns}`, role: 'manager', cinemaIds: [cinemaId] }));
  }
  /** With a right for every seat that the venue has then. */
  async function publish(startsAtMs: number): Promise<number> {
    const show = { venueId, movieId: 1, startsAtMs, endsAtMs: startsAtMs + 7_200_000 };
    const answer = await fetch(`${api.http.url}/api/v1/screenings`, {
      method: 'POST',
      headers: {
        'Content-Type': 'application/json',
        'Idempotency-Key': `screening-${startsAtMs}`,
        Authorization: `Bearer ${token}`,
      },
      body: JSON.stringify({ screenings: [{ ...show, display: '2D', language: 'de', priceMinor: 1000 }] }),
    });
    return ((await answer.json()) as { ids: [number] }).ids[0];
  }
  async function ask(method: string, path: string, body?: unknown, key = `plan-of-test-${++asked}`) {
    const answer = await fetch(`${api.http.url}/api/v1/managed${path}`, {
      method,
      headers: { 'Content-Type': 'application/json', 'Idempotency-Key': key, Authorization: `Bearer ${token}` },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    // biome-ignore lint/suspicious/noExplicitAny: each answer was checked against its schema already
    return { status: answer.status, body: (await answer.json()) as any };
  }
  async function anotherVenue(): Promise<number> {
    const { token: admin } = await api.openAccount({ name: `admin-${++logIns}`, role: 'admin' });
    const venue = { name: 'Small', category: '2D', seats: [{ row: 'A', label: 'A1', x: 0, y: 0, kind: 'standard' }] };
    const answer = await fetch(`${api.http.url}/api/v1/cinemas/${cinemaId}/venues`, {
      method: 'POST',
      headers: {
        'Content-Type': 'application/json',
        'Idempotency-Key': `venue-${logIns}`,
        Authorization: `Bearer ${admin}`,
      },
      body: JSON.stringify(venue),
    });
    return ((await answer.json()) as { id: number }).id;
  }
  const read = async () => (await ask('GET', `/venues/${venueId}/plan`)).body;
  const save = async (wanted: readonly PlannedSeat[], plan?: number, key?: string) =>
    ask('PUT', `/venues/${venueId}/plan`, { plan: plan ?? (await read()).plan, seats: wanted }, key);
  const preview = async (wanted: readonly PlannedSeat[]) =>
    (await ask('POST', `/venues/${venueId}/plan/preview`, { seats: wanted })).body;
  const idOf = async (label: string) => {
    const sql = 'SELECT id FROM seats WHERE venue_id = ? AND removed_in = 0 AND label = ?';
    return (await server.database.all<{ id: number }>(sql, [venueId, label]))[0]?.id ?? 0;
  };
  const houseSeats = async (id = screening) =>
    (await ask('GET', `/screenings/${id}/seats`)).body.seats as { seatId: number; label: string; state: string }[];
  const stateOf = async (label: string, id = screening) =>
    (await houseSeats(id)).filter((seat) => seat.label === label).map(({ state }) => state);
  const onMaps = async () => {
    const { venues } = await loadCinemaSnapshot(server.database, cinemaId, server.time.nowMs);
    return venues.find(({ id }) => id === venueId)?.seats ?? [];
  };
  const takenIn = ({ body }: { body: { code: string; taken: { label: string; state: string }[] } }) => [
    body.code,
    body.taken.map(({ label, state }) => [label, state]),
  ];

  test('a seat that only moves keeps its id, its right and its ticket', async () => {
    await server.grant(terminal.terminal, screening, [await idOf(first.label)]);
    const before = await idOf(first.label);
    const shifted = ofHouse.map((seat) => ({ ...seat, x: seat.x + 2 }));
    expect((await save(shifted)).body).toMatchObject({ added: 0, removed: 0, moved: ofHouse.length });
    expect(await idOf(first.label)).toBe(before);
    expect(await stateOf(first.label)).toEqual(['granted']);
    expect((await onMaps()).find(({ id }) => id === before)).toMatchObject({ x: first.x + 2 });
  });

  test('a new seat is on sale at once in screenings to come, and in none that is over', async () => {
    const [{ id: over }] = (await server.database.all<{ id: number }>(
      'SELECT MAX(id) AS id FROM screening WHERE id < ?',
      [screening],
    )) as [{ id: number }];
    expect((await save([...ofHouse, aSeat('Z1', 0)])).body).toMatchObject({ added: 1, screenings: 1 });
    expect(await stateOf('Z1')).toEqual(['free']);
    if (over !== null) expect(await stateOf('Z1', over)).toEqual([]);
    const granted = await server.grant(terminal.terminal, screening, [await idOf('Z1')]);
    expect(granted).toHaveLength(1);
    const [told] = await server.database.all<{ n: number }>('SELECT revision AS n FROM `stream` WHERE name = ?', [
      screeningStream(screening),
    ]);
    expect(told?.n).toBeGreaterThan(0);
  });

  test('a seat that nobody has is taken out of maps and of sale, and can’t be had any more', async () => {
    const gone = await idOf(first.label);
    expect((await save(without(first.label))).body).toMatchObject({ added: 0, removed: 1, moved: 0 });
    expect(await stateOf(first.label)).toEqual([]);
    expect((await onMaps()).map(({ id }) => id)).not.toContain(gone);
    expect(await server.rights(screening, [gone])).toMatchObject([{ state: 'blocked', holder: 0 }]);
    const offered = await ask('POST', `/screenings/${screening}/unblock`, { seatIds: [gone] });
    expect(offered.status).toBe(200);
    expect(await server.rights(screening, [gone])).toMatchObject([{ state: 'blocked' }]);
    const next = await publish(server.time.nowMs + 2 * dayMs);
    expect(await server.count('seat_right', 'screening_id = ?', [next])).toBe(ofHouse.length - 1);
    const broken = { operationId: `break-gone-${gone}`, seatId: gone, available: false, by: 'Mara' };
    expect(await setSeatAvailable(server.deps, broken)).toEqual({ ok: false, reason: 'seat-unknown' });
  });

  test('a seat that is granted, held or sold is not taken out, and nothing of the plan is changed', async () => {
    const [a, b] = [await idOf(first.label), await idOf(second.label)];
    await server.grant(terminal.terminal, screening, [a]);
    await holdSeats(server.deps, { holdId: `hold-${b}`, screeningId: screening, seatIds: [b] });
    const before = await read();
    const wanted = [...without(first.label, second.label), aSeat('Z2', 0)];
    const list = [
      [first.label, 'granted'],
      [second.label, 'held'],
    ];
    expect(
      (await preview(wanted)).taken.map((seat: { label: string; state: string }) => [seat.label, seat.state]),
    ).toEqual(list);
    expect(takenIn(await save(wanted))).toEqual(['seats-taken', list]);
    expect(await read()).toEqual(before);
    expect(await stateOf(third.label)).toEqual(['free']);
  });

  test('a sold seat keeps its label and kind as long as its ticket is good, and is named with its order', async () => {
    const id = await idOf(first.label);
    const [held] = await server.grant(terminal.terminal, screening, [id]);
    const line = aSaleLine({ line: 1, seatId: id, version: held?.version ?? 0 });
    terminal.journal.append('sale.made', aSale({ screeningId: screening, lines: [line] }));
    const key = { terminal: terminal.terminal, publicKey: terminal.key.publicKey };
    await receivePush(server.deps, key, terminal.journal.push(1));
    const relabelled = ofHouse.map((seat) => (seat.label === first.label ? { ...seat, label: 'Z9' } : seat));
    const rekinded = ofHouse.map((seat) => (seat.label === first.label ? { ...seat, kind: 'vip' as const } : seat));
    for (const wanted of [relabelled, rekinded]) {
      const { status, body } = await save(wanted);
      expect([status, body.code, body.taken]).toMatchObject([
        409,
        'seats-taken',
        [{ label: first.label, state: 'sold', orderKey: expect.stringContaining(`T${terminal.terminal}`) }],
      ]);
    }
    await waitTenDays();
    expect((await save(rekinded)).status).toBe(200);
    expect(await houseSeats()).toEqual(
      expect.arrayContaining([expect.objectContaining({ seatId: id, label: first.label, state: 'sold' })]),
    );
  });

  test('a seat that comes back from its terminal can be taken out then', async () => {
    const id = await idOf(first.label);
    const [held] = await server.grant(terminal.terminal, screening, [id]);
    await ask('POST', `/screenings/${screening}/block`, { seatIds: [id], reason: 'house' });
    expect((await save(without(first.label))).body.code).toBe('seats-taken');
    terminal.journal.append('rights.returned', {
      screeningId: screening,
      reason: 'recalled',
      seats: [{ seatId: id, version: held?.version ?? 0 }],
    });
    const key = { terminal: terminal.terminal, publicKey: terminal.key.publicKey };
    await receivePush(server.deps, key, terminal.journal.push(1));
    expect((await save(without(first.label))).status).toBe(200);
  });

  test('a seat of another kind under the same label is another seat, on sale at its own price', async () => {
    const before = await idOf(first.label);
    const wanted = ofHouse.map((seat) => (seat.label === first.label ? { ...seat, kind: 'vip' as const } : seat));
    expect((await save(wanted)).body).toMatchObject({ added: 1, removed: 1 });
    expect(await idOf(first.label)).not.toBe(before);
    expect(await stateOf(first.label)).toEqual(['free']);
  });

  test('whoever began with an older plan is told so', async () => {
    const { plan } = await read();
    expect((await save(without(first.label), plan)).status).toBe(200);
    expect(await save(ofHouse, plan)).toMatchObject({ status: 409, body: { code: 'seat-plan-changed' } });
    expect((await read()).plan).toBe(plan + 1);
  });

  test('an order that is sent twice is one change, and is kept with its counts', async () => {
    const { plan } = await read();
    const key = `the-same-plan-${engine}`;
    const one = await save(without(first.label), plan, key);
    expect(await save(without(first.label), plan, key)).toEqual(one);
    const [act] = await server.database.all<{ operation: string; detail: string }>(
      'SELECT operation, detail FROM user_action ORDER BY id DESC LIMIT 1',
    );
    expect([act?.operation, JSON.parse(act?.detail ?? '{}')]).toMatchObject([
      'change-seat-plan',
      { ids: [venueId], removed: 1 },
    ]);
  });

  test('a screening that was moved in has its rights at the venue’s places: those are looked at', async () => {
    const [at, other] = [await idOf(first.label), await idOf(second.label)];
    await server.database.transaction('as if moved', async (tx) => {
      await tx.run('DELETE FROM seat_right WHERE screening_id = ? AND seat_id = ?', [screening, at]);
      await tx.run('INSERT INTO seat_place (screening_id, seat_id, place_id) VALUES (?, ?, ?)', [screening, other, at]);
    });
    await server.grant(terminal.terminal, screening, [other]);
    expect(takenIn(await save(without(first.label)))).toEqual(['seats-taken', [[first.label, 'granted']]]);
    expect((await save(without(second.label))).status).toBe(200);
    expect(await server.rights(screening, [other])).toMatchObject([{ state: 'granted' }]);
  });

  test('of a plan and a grant, a hold or a move that cross, each is whole or refused', async () => {
    for (const seat of seats.slice(3, 9)) {
      const id = await idOf(seat.label);
      const hold = { holdId: `crossing-${id}-${logIns}`, screeningId: screening, seatIds: [id] };
      const asks = seat.x % 2 === 0 ? server.grant(terminal.terminal, screening, [id]) : holdSeats(server.deps, hold);
      const [saved, other] = await Promise.allSettled([save(without(seat.label)), asks]);
      const isOut = saved.status === 'fulfilled' && saved.value.status === 200;
      const [right] = await server.rights(screening, [id]);
      expect([isOut, right?.state]).toEqual(isOut ? [true, 'blocked'] : [false, seat.x % 2 === 0 ? 'granted' : 'held']);
      expect(other.status === 'fulfilled').toBe(!isOut);
      if (isOut) expect((await save(ofHouse)).status).toBe(200);
    }
  });

  test('of a plan and a new screening that cross, the screening has the seats of one plan', async () => {
    for (const day of [3, 4, 5]) {
      const gone = await idOf(third.label);
      const [saved, id] = await Promise.all([save(without(third.label)), publish(server.time.nowMs + day * dayMs)]);
      expect(saved.status).toBe(200);
      expect(await stateOf(third.label, id)).toEqual([]);
      expect((await server.rights(id, [gone])).filter(({ state }) => state !== 'blocked')).toEqual([]);
      expect((await save(ofHouse)).status).toBe(200);
      expect(await stateOf(third.label, id)).toEqual(['free']);
    }
  });

  test('of a plan and a move out that cross, no right of the old venue is left on sale in the new one', async () => {
    const other = await anotherVenue();
    const planned = await planMove(server.database, screening, other);
    if (!planned.ok) throw new Error(planned.reason);
    const order = { operationId: `crossing-move-${engine}`, screeningId: screening, toVenueId: other, by: 'Mara' };
    const [saved, moved] = await Promise.all([
      save([...ofHouse, aSeat('Z7', 0)]),
      moveScreening(server.deps, { ...order, hash: planned.plan.hash }),
    ]);
    expect([saved.status, moved.ok]).toEqual([200, true]);
    const offered = await server.count('seat_right', "screening_id = ? AND state = 'free'", [screening]);
    expect(offered).toBe(1);
  });

  test('a plan is malformed where two seats share a label or a place', async () => {
    for (const wrong of [[aSeat('Z1', 0), aSeat('z1', 1)], [aSeat('Z1', 0), aSeat('Z2', 0)], []])
      expect((await save(wrong)).status).toBe(400);
    expect((await planMove(server.database, screening, venueId)).ok).toBe(false);
  });

  test('a venue is called otherwise, and lists its seats by kind', async () => {
    expect((await ask('PATCH', `/venues/${venueId}`, { name: 'Blue', category: 'imax' })).status).toBe(200);
    const { body } = await ask('GET', `/cinemas/${cinemaId}/venues`);
    expect(body.venues[0]).toMatchObject({ id: venueId, name: 'Blue', category: 'imax', screenings: 1 });
    const counted = Object.values(body.venues[0].seats as Record<string, number>).reduce((sum, n) => sum + n, 0);
    expect(counted).toBe(ofHouse.length);
    expect((await ask('PATCH', `/venues/${venueId}`, {})).status).toBe(400);
    expect((await ask('PATCH', '/venues/999', { name: 'X' })).status).toBe(404);
  });
});

test('a plan is compared by label and kind alone', () => {
  const now = [
    { id: 1, row: 'A', label: 'A1', x: 0, y: 0, kind: 'standard' as const, available: 1 },
    { id: 2, row: 'A', label: 'A2', x: 1, y: 0, kind: 'standard' as const, available: 0 },
  ];
  const planned = { row: 'A', label: 'A1', x: 5, y: 0, kind: 'standard' as const };
  expect(comparePlans(now, [planned, { ...planned, label: 'A2', kind: 'vip', x: 1 }])).toEqual({
    added: [{ ...planned, label: 'A2', kind: 'vip', x: 1 }],
    removed: [now[1]],
    moved: [{ seat: now[0], to: planned }],
  });
});
