import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { aPriceList } from '@marquee/shared/testing/builders';
import { insertPrices } from '../catalogue/catalogue.ts';
import { insertRows } from '../platform/database.ts';
import { engines } from '../platform/testing/databases.ts';
import { cinemaId, seats } from '../testing/house.ts';
import { insertSold } from '../testing/sold-rows.ts';
import { serveTestApi, type TestApi } from '../testing/test-api.ts';
import { openTestServer, type TestServer } from '../testing/test-server.ts';

describe.each(engines)('planning on %s', (engine) => {
  let server: TestServer;
  let api: TestApi;
  let token: string;
  let asked = 0;
  beforeAll(async () => {
    server = await openTestServer(engine);
    await server.database.transaction('house', async (tx) => {
      await insertPrices(tx, cinemaId, aPriceList());
      await insertRows(tx, 'movie', ['id', 'name', 'search_text'], [[2, 'Up', 'up']]);
      await insertRows(
        tx,
        'venue',
        ['id', 'cinema_id', 'name', 'information', 'category'],
        [[9, cinemaId, 'Empty', '', 'standard']],
      );
      await insertRows(
        tx,
        'cinema',
        ['id', 'name', 'city', 'latitude', 'longitude', 'information', 'time_zone', 'currency'],
        [[7, 'Priceless', 'Bern', 46.9, 7.4, '', 'Europe/Zurich', 'CHF']],
      );
      await insertRows(
        tx,
        'venue',
        ['id', 'cinema_id', 'name', 'information', 'category'],
        [[70, 7, 'One', '', 'standard']],
      );
    });
    api = await serveTestApi(server);
    ({ token } = await api.openAccount({ name: 'owner', role: 'manager', cinemaIds: [cinemaId, 7] }));
  });
  afterAll(async () => {
    await api.close();
    await server.close();
  });

  async function send(path: string, body: object | null, { method = 'POST', key = '' } = {}) {
    asked += 1;
    const answer = await fetch(`${api.http.url}/api/v1/managed/${path}`, {
      method,
      headers: {
        'Content-Type': 'application/json',
        Authorization: `Bearer ${token}`,
        'Idempotency-Key': key || `plan-test-${asked}`,
      },
      ...(body === null ? {} : { body: JSON.stringify(body) }),
    });
    // biome-ignore lint/suspicious/noExplicitAny: each answer was checked against its schema already
    return { status: answer.status, body: (await answer.json()) as any };
  }
  const pattern = (changes: object = {}) => ({
    movieId: 1,
    venueId: 1,
    weekdays: [0, 1, 2, 3, 4, 5, 6],
    from: '2026-11-01',
    to: '2026-11-03',
    times: ['20:00'],
    minutes: 120,
    display: '2D',
    language: 'de',
    priceMinor: 1000,
    ...changes,
  });
  const look = async (changes: object = {}, of = cinemaId) => send(`cinemas/${of}/pattern-preview`, pattern(changes));
  const codes = (screenings: { conflicts: { code: string }[] }[]) =>
    screenings.map(({ conflicts }) => conflicts.map(({ code }) => code));
  const make = (changes: object = {}, key?: string) =>
    send(`cinemas/${cinemaId}/patterns`, pattern(changes), key ? { key } : {});
  const plan = async (from: string, to: string) =>
    (await send(`cinemas/${cinemaId}/plan?from=${from}&to=${to}`, null, { method: 'GET' })).body;

  test('a pattern is shown, made once however often it is sent, and is in its own way after that', async () => {
    const before = await server.count('screening');
    expect(codes((await look()).body.screenings)).toEqual([[], [], []]);
    expect(await server.count('screening')).toBe(before);
    const made = await make({}, `made-once-${engine}`);
    expect([made.status, made.body.ids.length]).toEqual([201, 3]);
    expect(await make({}, `made-once-${engine}`)).toEqual(made);
    expect(await server.count('screening')).toBe(before + 3);
    expect(codes((await look()).body.screenings)).toEqual([['overlaps'], ['overlaps'], ['overlaps']]);
    expect(await server.count('seat_right', 'screening_id = ?', [made.body.ids[0]])).toBe(seats.length);
    const { screenings, venues } = await plan('2026-11-01', '2026-11-03');
    expect(screenings.map(({ id, taken }: { id: number; taken: number }) => [id, taken])).toEqual(
      made.body.ids.map((id: number) => [id, 0]),
    );
    expect(venues.map(({ name, seats: n }: { name: string; seats: number }) => [name, n])).toEqual([
      ['Empty', 0],
      ['Venue 1', seats.length],
    ]);
  });

  test('every conflict is named: what runs, the time for cleaning, itself', async () => {
    await make({ from: '2026-11-10', to: '2026-11-10', times: ['12:00', '20:00'] });
    const of = { from: '2026-11-10', to: '2026-11-10', minutes: 60 };
    const { body } = await look({ ...of, times: ['09:00', '10:50', '12:30', '14:05', '18:50', '22:15'] });
    expect(codes(body.screenings)).toEqual([[], ['cleaning'], ['overlaps'], ['cleaning'], ['cleaning'], []]);
    expect(body.screenings[2].conflicts[0].with).toMatchObject({ title: 'The Long Interval' });
    const own = await look({ ...of, times: ['15:00', '15:30', '16:40'] });
    expect(codes(own.body.screenings)).toEqual([[], ['overlaps'], ['cleaning']]);
    expect(codes((await look({ ...of, times: ['14:05'], cleaningMinutes: 5 })).body.screenings)).toEqual([[]]);
  });

  test('a venue without seats, a cinema without prices, and a time that is over are named', async () => {
    const of = { from: '2026-11-12', to: '2026-11-12' };
    expect(codes((await look({ ...of, venueId: 9 })).body.screenings)).toEqual([['venue-closed']]);
    expect(codes((await look({ ...of, venueId: 70 }, 7)).body.screenings)).toEqual([['venue-closed', 'price-missing']]);
    expect(codes((await look({ from: '2026-01-01', to: '2026-01-01' })).body.screenings)).toEqual([['past']]);
  });

  test('all are made or none; what is left out is not in the way', async () => {
    await make({ from: '2026-11-20', to: '2026-11-20' });
    const wanted = { from: '2026-11-20', to: '2026-11-22' };
    const before = await server.count('screening');
    const refused = await make(wanted);
    expect(refused).toMatchObject({ status: 409, body: { code: 'pattern-conflicts', conflicts: 1 } });
    expect(await server.count('screening')).toBe(before);
    const [first] = (await look(wanted)).body.screenings;
    const made = await make({ ...wanted, leaveOut: [first.startsAtMs] });
    expect([made.status, made.body.ids.length]).toEqual([201, 2]);
  });

  test('of two at once in the same venue one is made', async () => {
    const of = { from: '2026-11-25', to: '2026-11-25' };
    const both = await Promise.all([make(of), make({ ...of, times: ['21:00'] })]);
    expect(both.map(({ status }) => status).sort()).toEqual([201, 409]);
  });

  test.each([
    ['no day of that kind', { weekdays: [1], from: '2026-11-03', to: '2026-11-03' }, 'pattern-empty'],
    ['too many', { to: '2027-10-31', times: ['10:00', '15:00', '20:00'] }, 'pattern-large'],
    ['years', { to: '2036-10-31' }, 'pattern-large'],
    ['a venue of another cinema', { venueId: 70 }, 'venue-unknown'],
    ['no such film', { movieId: 999 }, 'movie-unknown'],
  ])('%s is refused', async (_what, changes, code) => {
    expect(await look(changes)).toMatchObject({ status: 422, body: { code } });
    expect(await make(changes)).toMatchObject({ status: 422, body: { code } });
  });

  const aPlanned = async (day: string): Promise<number> => (await make({ from: day, to: day })).body.ids[0];
  const change = (id: number, body: object) => send(`screenings/${id}`, body, { method: 'PATCH' });

  test('while nothing is sold film, price, picture and language may be changed', async () => {
    const id = await aPlanned('2026-12-01');
    expect((await change(id, { movieId: 2, priceMinor: 900, display: '3D', language: 'en' })).status).toBe(200);
    const { screenings } = await plan('2026-12-01', '2026-12-01');
    expect(screenings).toMatchObject([{ id, title: 'Up', priceMinor: 900, display: '3D', language: 'en' }]);
    expect(await change(id, { movieId: 999 })).toMatchObject({ status: 422, body: { code: 'movie-unknown' } });
    expect((await change(id, {})).status).toBe(400);
  });

  test('what is sold, granted for another film, begun or cancelled stays as it is', async () => {
    const [sold, granted, begun] = [
      await aPlanned('2026-12-02'),
      await aPlanned('2026-12-03'),
      await aPlanned('2026-12-05'),
    ];
    await insertSold(server, { screeningId: sold, bookings: 1, firstSeq: 5000 });
    expect(await change(sold, { priceMinor: 900 })).toMatchObject({ status: 409, body: { code: 'screening-sold' } });
    const { terminal } = await server.aTerminal();
    await server.grant(terminal, granted, [seats[0]?.id ?? 0]);
    expect(await change(granted, { movieId: 2 })).toMatchObject({ status: 409, body: { code: 'screening-granted' } });
    expect((await change(granted, { priceMinor: 900 })).status).toBe(200);
    await server.database.transaction('begun', (tx) =>
      tx.run('UPDATE screening SET starts_at_ms = ? WHERE id = ?', [server.time.nowMs, begun]),
    );
    expect(await change(begun, { priceMinor: 900 })).toMatchObject({ status: 409, body: { code: 'screening-past' } });
    await send(`screenings/${granted}/cancellation`, { reason: 'rain' });
    expect(await change(granted, { priceMinor: 800 })).toMatchObject({
      status: 409,
      body: { code: 'screening-cancelled' },
    });
  });
});
