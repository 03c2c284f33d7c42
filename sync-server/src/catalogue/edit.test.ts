import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { cinemaStream } from '@marquee/shared/protocol/streams';
import type { PriceList } from '@marquee/shared/tickets/price-list';
import { replaceCinemasOf } from '../accounts/managed-cinemas.sql.ts';
import { makeApiRouter, type Role } from '../platform/api.ts';
import { systemClock } from '../platform/clock.ts';
import { type Database, first } from '../platform/database.ts';
import { systemRandomness } from '../platform/randomness.ts';
import { engines, openTestDatabase, type TestDatabase } from '../platform/testing/databases.ts';
import { insertHouse } from '../testing/house.ts';
import { insertManager } from '../testing/manager.ts';
import { serveRoutes, type TestHttp } from '../testing/test-http.ts';
import { makeCatalogueApi } from './catalogue.route.ts';
import { loadCinemaSnapshot } from './catalogue.ts';

const nowMs = Date.UTC(2026, 10, 22, 13);
const hourMs = 3_600_000;
const prices: PriceList = {
  currency: 'EUR',
  classPercent: { adult: 100, child: 60, student: 80, senior: 80 },
  seatKindMinor: { standard: 0, vip: 300, wheelchair: 0, companion: 0 },
  displayMinor: { '2D': 0, '3D': 300, IMAX: 500, Dolby: 400 },
  roundToMinor: 10,
  taxBasisPoints: 700,
};
const cinema = {
  name: 'Odeon',
  city: 'Hamburg',
  latitude: 53.55,
  longitude: 9.99,
  information: '',
  timeZone: 'Europe/Berlin',
  prices,
};
const seat = (label: string, x: number) => ({ row: 'A', label, x, y: 0, kind: 'standard' });
const venue = { name: 'One', category: 'standard', seats: [seat('A1', 0), seat('A2', 1)] };

describe.each(engines)('editing the catalogue on %s', (engine) => {
  let opened: TestDatabase;
  let database: Database;
  let http: TestHttp;
  let managerId: number;
  let keys = 0;
  const announced: string[] = [];

  beforeAll(async () => {
    opened = await openTestDatabase(engine);
    database = opened.database;
    await database.transaction('house', (tx) => insertHouse(tx, nowMs));
    const routes = makeCatalogueApi({
      database,
      clock: { ...systemClock, nowMs: () => nowMs },
      randomness: systemRandomness,
      feed: { announce: (streams) => announced.push(...streams) },
      incarnation: 1,
    });
    managerId = await insertManager(database, []);
    const authenticate = async (token: string) => ({ userId: managerId, role: token as Role, sessionId: 's' });
    http = await serveRoutes(makeApiRouter({ routes, authenticate, checkAnswers: true, unlimited: true }));
  });
  afterAll(async () => {
    await http?.close();
    await opened.drop();
  });

  interface Order {
    method?: string;
    role?: Role;
    key?: string;
  }
  async function send(path: string, body: unknown, { method = 'POST', role = 'admin', key }: Order = {}) {
    keys += 1;
    const answer = await fetch(`${http.url}/api/v1${path}`, {
      method,
      headers: {
        'Content-Type': 'application/json',
        Authorization: `Bearer ${role}`,
        'Idempotency-Key': key ?? `key-of-test-${keys}`,
      },
      body: JSON.stringify(body),
    });
    // biome-ignore lint/suspicious/noExplicitAny: each answer was checked against its schema already
    return { status: answer.status, body: (await answer.json()) as any };
  }
  const count = async (table: string) =>
    (await first<{ n: number }>(database, `SELECT COUNT(*) AS n FROM \`${table}\``))?.n;
  const lastChange = async (stream: string) => {
    const sql = 'SELECT body FROM `change` WHERE stream = ? ORDER BY revision DESC LIMIT 1';
    const row = await first<{ body: unknown }>(database, sql, [stream]);
    return typeof row?.body === 'string' ? JSON.parse(row.body) : row?.body;
  };
  const lastRevision = async (stream: string) =>
    (await first<{ revision: number }>(database, 'SELECT revision FROM `stream` WHERE name = ?', [stream]))?.revision;
  const lastAct = async () => {
    const row = await first<{ operation: string; detail: string }>(
      database,
      'SELECT operation, detail FROM user_action ORDER BY id DESC LIMIT 1',
    );
    return [row?.operation, JSON.parse(row?.detail ?? 'null')];
  };
  async function aVenue(): Promise<{ cinemaId: number; venueId: number }> {
    const cinemaId = (await send('/cinemas', cinema)).body.id;
    await database.transaction('given', (tx) => replaceCinemasOf(tx, managerId, { cinemaIds: [cinemaId], nowMs }));
    return { cinemaId, venueId: (await send(`/cinemas/${cinemaId}/venues`, venue)).body.id };
  }
  const aScreening = (venueId: number, startsAtMs: number, more: object = {}) => ({
    venueId,
    movieId: 1,
    startsAtMs,
    endsAtMs: startsAtMs + 2 * hourMs,
    display: '3D',
    language: 'de',
    priceMinor: 1000,
    ...more,
  });

  test('a film is entered once, however often it is sent, and is found by its folded name', async () => {
    const genre = await send('/classifications', { name: 'Heist' });
    const before = (await count('movie')) ?? 0;
    const film = { title: 'Amélie', director: 'Jeunet', classificationIds: [genre.body.id] };
    const one = await send('/movies', film, { key: 'the-same-key' });
    expect(await send('/movies', film, { key: 'the-same-key' })).toEqual(one);
    expect(one.status).toBe(201);
    expect(await count('movie')).toBe(before + 1);
    expect(await send('/movies', { ...film, title: 'Other' }, { key: 'the-same-key' })).toMatchObject({
      status: 409,
      body: { code: 'operation-reused' },
    });
    const change = { kind: 'movie', ids: [one.body.id] };
    expect([await lastChange('catalogue'), await lastAct()]).toEqual([
      change,
      ['insert-film', { by: `user ${managerId}`, ...change }],
    ]);
    expect(announced).toContain('catalogue');
    const { id } = one.body;
    expect(await first(database, 'SELECT search_text FROM movie WHERE id = ?', [id])).toEqual({
      search_text: 'amelie jeunet',
    });
    await send(`/movies/${id}`, { title: 'Léon', classificationIds: [] }, { method: 'PATCH' });
    expect(await first(database, 'SELECT search_text FROM movie WHERE id = ?', [id])).toEqual({
      search_text: 'leon jeunet',
    });
    expect((await http.get(`/api/v1/movies/${id}`)).body).toMatchObject({ title: 'Léon', classification: [] });
  });

  test('a film cannot be of a genre that nobody entered, and a genre is there once', async () => {
    const before = await count('movie');
    expect(await send('/movies', { title: 'X', classificationIds: [999] })).toMatchObject({
      status: 422,
      body: { code: 'classification-unknown' },
    });
    expect(await count('movie')).toBe(before);
    const western = (await send('/classifications', { name: 'Western' })).body.id;
    expect(await send('/classifications', { name: 'Western' })).toMatchObject({
      status: 409,
      body: { code: 'classification-exists' },
    });
    const other = (await send('/classifications', { name: 'Easterns' })).body.id;
    const rename = (id: number, name: string) => send(`/classifications/${id}`, { name }, { method: 'PATCH' });
    expect(await rename(other, 'Western')).toMatchObject({ status: 409, body: { code: 'classification-exists' } });
    expect(await rename(other, 'Eastern')).toEqual({ status: 200, body: { id: other } });
    expect(await rename(999, 'Nothing')).toMatchObject({ status: 404 });
    const { body } = await http.get('/api/v1/classifications');
    expect(body).toMatchObject({
      classifications: expect.arrayContaining([
        { id: western, name: 'Western' },
        { id: other, name: 'Eastern' },
      ]),
    });
  });

  test('a genre’s new name is told where its films are shown', async () => {
    const { cinemaId, venueId } = await aVenue();
    const genre = (await send('/classifications', { name: 'Noir' })).body.id;
    await send('/movies/1', { classificationIds: [genre] }, { method: 'PATCH' });
    await send('/screenings', { screenings: [aScreening(venueId, nowMs + hourMs)] });
    const before = await lastRevision(cinemaStream(cinemaId));
    await send(`/classifications/${genre}`, { name: 'Film noir' }, { method: 'PATCH' });
    expect(await lastRevision(cinemaStream(cinemaId))).toBe((before ?? 0) + 1);
    expect((await loadCinemaSnapshot(database, cinemaId, nowMs)).movies).toMatchObject([
      { classification: ['Film noir'] },
    ]);
  });

  test('a new cinema has prices, and its terminals can load it with its venues and screenings', async () => {
    const { cinemaId, venueId } = await aVenue();
    const startsAtMs = nowMs + hourMs;
    const answer = await send('/screenings', { screenings: [aScreening(venueId, startsAtMs)] }, { role: 'manager' });
    expect(answer.status).toBe(201);
    const [id] = answer.body.ids;
    const snapshot = await loadCinemaSnapshot(database, cinemaId, nowMs);
    expect(snapshot).toMatchObject({
      prices,
      venues: [{ id: venueId, seats: [{ label: 'A1' }, { label: 'A2' }] }],
      screenings: [{ id, startsAtMs, salesEndAtMs: startsAtMs + hourMs / 4 }],
    });
    expect(await lastChange('catalogue')).toEqual({ kind: 'screening', ids: [id] });
    expect(await lastChange(cinemaStream(cinemaId))).toEqual({ kind: 'programme' });
    expect((await http.get(`/api/v1/screenings/${id}/seats`)).body).toMatchObject({ freePlaces: 2 });
    await send('/movies/1', { rating: 'PG' }, { method: 'PATCH' });
    expect(await lastChange(cinemaStream(cinemaId))).toEqual({ kind: 'programme' });
  });

  test('a show after midnight belongs to the evening before', async () => {
    const { venueId } = await aVenue();
    // Half past midnight in Berlin.
    const late = aScreening(venueId, Date.UTC(2026, 10, 24, 23, 30));
    const { body } = await send('/screenings', { screenings: [late] });
    expect((await http.get(`/api/v1/screenings/${body.ids[0]}`)).body).toMatchObject({
      screening: { showDate: '2026-11-24' },
    });
  });

  test('screenings of one request come all or not at all', async () => {
    const { venueId } = await aVenue();
    const before = await count('screening');
    const good = aScreening(venueId, nowMs + hourMs);
    const refusedFor = async (bad: object) => {
      const { status, body } = await send('/screenings', { screenings: [good, bad] });
      return [status, body.code, body.index];
    };
    expect(await refusedFor(aScreening(venueId, nowMs + 2 * hourMs))).toEqual([409, 'screening-overlaps', 1]);
    expect(await refusedFor(aScreening(venueId, nowMs))).toEqual([422, 'screening-past', 1]);
    expect(await refusedFor(aScreening(999, nowMs + 9 * hourMs))).toEqual([422, 'venue-unknown', 1]);
    expect(await refusedFor(aScreening(venueId, nowMs + 9 * hourMs, { movieId: 999 }))).toEqual([
      422,
      'movie-unknown',
      1,
    ]);
    expect(await count('screening')).toBe(before);
    const next = aScreening(venueId, nowMs + 3 * hourMs);
    expect((await send('/screenings', { screenings: [good, next] })).status).toBe(201);
  });

  test('a manager replaces a price list whole; the currency stays', async () => {
    const { cinemaId } = await aVenue();
    const path = `/cinemas/${cinemaId}/prices`;
    const dearer = { ...prices, taxBasisPoints: 1900 };
    const put = { method: 'PUT', role: 'manager' } as const;
    expect(await send(path, dearer, put)).toEqual({ status: 200, body: { id: cinemaId } });
    expect((await loadCinemaSnapshot(database, cinemaId, nowMs)).prices).toEqual(dearer);
    expect(await send(path, { ...prices, currency: 'CHF' }, put)).toMatchObject({
      status: 422,
      body: { code: 'currency-differs' },
    });
    const { roundToMinor, ...part } = prices;
    expect([roundToMinor, (await send(path, part, put)).status]).toEqual([10, 400]);
  });

  test('a cinema without venues yet has an empty list of them', async () => {
    const { body } = await send('/cinemas', cinema);
    expect(await http.get(`/api/v1/cinemas/${body.id}/venues`)).toEqual({ status: 200, body: { venues: [] } });
  });

  test('what is said of a cinema can be changed', async () => {
    const { cinemaId } = await aVenue();
    await send(`/cinemas/${cinemaId}`, { city: 'Bremen', scoreTenths: 80 }, { method: 'PATCH' });
    expect((await http.get('/api/v1/cinemas')).body).toMatchObject({
      cinemas: expect.arrayContaining([expect.objectContaining({ id: cinemaId, city: 'Bremen', scoreTenths: 80 })]),
    });
  });

  test.each([
    ['PATCH', '/movies/999', { title: 'X' }],
    ['PATCH', '/movies/999', { classificationIds: [] }],
    ['PATCH', '/cinemas/999', { city: 'X' }],
    ['POST', '/cinemas/999/venues', venue],
    ['PUT', '/cinemas/999/prices', prices],
  ])('%s %s is not found', async (method, path, body) => {
    expect((await send(path, body, { method })).status).toBe(404);
  });

  test.each([
    ['a film without a title', '/movies', { director: 'X' }],
    ['a poster', '/movies', { title: 'X', poster: '<svg/>' }],
    ['an unknown time zone', '/cinemas', { ...cinema, timeZone: 'Europe/Nowhere' }],
    ['a currency of no letters', '/cinemas', { ...cinema, prices: { ...prices, currency: '123' } }],
    ['a label twice', '/cinemas/1/venues', { ...venue, seats: [seat('A1', 0), seat('a1', 1)] }],
    ['two seats in one place', '/cinemas/1/venues', { ...venue, seats: [seat('A1', 0), seat('A2', 0)] }],
    ['no screening', '/screenings', { screenings: [] }],
    ['an end before the start', '/screenings', { screenings: [aScreening(1, nowMs, { endsAtMs: nowMs })] }],
    ['a screening of a day', '/screenings', { screenings: [aScreening(1, nowMs, { endsAtMs: nowMs + 24 * hourMs })] }],
    [
      'sales after the end',
      '/screenings',
      { screenings: [aScreening(1, nowMs, { salesEndAtMs: nowMs + 3 * hourMs })] },
    ],
  ])('%s is malformed', async (_what, path, body) => {
    expect(await send(path, body)).toMatchObject({ status: 400, body: { code: 'message-malformed' } });
  });

  test('nobody enters what is not theirs to enter', async () => {
    const status = async (path: string, body: object, order: Order) => (await send(path, body, order)).status;
    expect(await status('/movies', { title: 'X' }, { role: 'manager' })).toBe(403);
    expect(await status('/screenings', { screenings: [] }, { role: 'cashier' })).toBe(403);
    expect(await status('/movies/1', {}, { method: 'PATCH' })).toBe(400);
  });
});
