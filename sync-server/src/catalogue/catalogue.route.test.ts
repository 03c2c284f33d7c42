import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { bumpStream, catalogueStream, insertStream } from '../feed/feed.ts';
import { makeApiRouter } from '../platform/api.ts';
import { systemClock } from '../platform/clock.ts';
import { type Database, insertRows } from '../platform/database.ts';
import { systemRandomness } from '../platform/randomness.ts';
import { engines, openTestDatabase, type TestDatabase } from '../platform/testing/databases.ts';
import { serveRoutes, type TestHttp } from '../testing/test-http.ts';
import { makeCatalogueApi, makeCatalogueRoutes } from './catalogue.route.ts';
import { importDemo } from './demo-import.ts';

const nowMs = Date.UTC(2026, 10, 22, 13);
const time = { nowMs };
const clock = { ...systemClock, nowMs: () => time.nowMs };

describe.each(engines)('the catalogue for apps on %s', (engine) => {
  let opened: TestDatabase;
  let database: Database;
  let http: TestHttp;
  const reachable = new Set([7]);

  beforeAll(async () => {
    opened = await openTestDatabase(engine);
    database = opened.database;
    await database.transaction('begin', async (tx) => {
      await insertRows(tx, 'incarnation', ['number', 'id', 'server_number', 'started_at_ms'], [[1, 'a', 0, 0]]);
      await insertStream(tx, catalogueStream);
    });
    await importDemo(database, { clock, days: 9 });
    const feed = { announce: () => undefined };
    const isReachable = (terminal: number) => reachable.has(terminal);
    const deps = { database, clock, randomness: systemRandomness, feed, incarnation: 1, isReachable };
    const authenticate = async () => ({ userId: 1, role: 'moviegoer' as const, sessionId: 's' });
    const api = makeApiRouter({ routes: makeCatalogueApi(deps), authenticate, checkAnswers: true, unlimited: true });
    http = await serveRoutes(api, makeCatalogueRoutes({ database }));
  });
  afterAll(async () => {
    await http?.close();
    await opened.drop();
  });
  afterEach(() => {
    time.nowMs = nowMs;
  });
  // biome-ignore lint/suspicious/noExplicitAny: each answer was checked against its schema already
  const read = async (path: string): Promise<any> => (await http.get(path)).body;
  async function readAll(path: string, list: string): Promise<{ id: number }[]> {
    const rows: { id: number }[] = [];
    for (let cursor = ''; ; ) {
      const page = await read(`${path}${cursor}`);
      rows.push(...page[list]);
      if (page.next === null) return rows;
      cursor = `&cursor=${page.next}`;
    }
  }
  /** Bumps the stream as every edit does: answers are kept by it. */
  const run = (sql: string, values: (string | number | null)[] = []) =>
    database.transaction('test', async (tx) => {
      await tx.run(sql, values);
      await bumpStream(tx, catalogueStream);
    });
  const countRows = async (sql: string) => (await database.all<{ n: number }>(sql))[0]?.n;

  test('every film comes on one page and only one', async () => {
    const films = await readAll('/api/v1/movies?limit=100', 'movies');
    expect(new Set(films.map(({ id }) => id)).size).toBe(films.length);
    expect(films.length).toBe(await countRows('SELECT COUNT(*) AS n FROM movie'));
  });

  test('a film is showing that starts within a week, and coming that has its first day later', async () => {
    const showing = await readAll('/api/v1/movies?when=showing&limit=5', 'movies');
    const screened = await database.all<{ id: number }>(
      'SELECT DISTINCT movie_id AS id FROM screening WHERE starts_at_ms < ? AND ends_at_ms > ? ORDER BY movie_id',
      [nowMs + 7 * 86_400_000, nowMs],
    );
    const ids = (rows: { id: number }[]) => rows.map(({ id }) => id).sort((a, b) => a - b);
    expect(ids(showing)).toEqual(ids(screened));
    await run('UPDATE movie SET show_date = ? WHERE id = 3000', ['2027-01-01']);
    const coming = await readAll('/api/v1/movies?when=coming&limit=5', 'movies');
    expect(ids(coming)).toContain(3000);
    expect(ids(coming).filter((id) => ids(showing).includes(id))).toEqual([]);
    expect(ids(await readAll('/api/v1/movies?when=showing&cinema=1&limit=5', 'movies'))).toEqual(ids(showing));
    expect(ids(await readAll('/api/v1/movies?when=all&cinema=2&limit=5', 'movies'))).toEqual([]);
    expect(ids(await readAll('/api/v1/movies?when=coming&cinema=2&limit=5', 'movies'))).toEqual([]);
  });

  test('a film is coming until its first day begins on the wall of a cinema', async () => {
    await run('UPDATE movie SET show_date = ? WHERE id = 3001', ['2026-11-23']);
    const isComing = async () =>
      (await readAll('/api/v1/movies?when=coming&limit=5', 'movies')).some(({ id }) => id === 3001);
    time.nowMs = Date.UTC(2026, 10, 22, 22, 59);
    expect(await isComing()).toBe(true);
    // Midnight in Berlin; in London it is still the day before.
    time.nowMs = Date.UTC(2026, 10, 22, 23);
    expect(await isComing()).toBe(false);
    await run('UPDATE movie SET show_date = ? WHERE id = 3001', [null]);
  });

  test('a film that has its first screening later than a week is coming, unless it is cancelled', async () => {
    const id = await countRows('SELECT MAX(movie_id) AS n FROM screening');
    const ids = async (query: string) =>
      (await readAll(`/api/v1/movies?when=coming&limit=5${query}`, 'movies')).map((film) => film.id);
    await run("UPDATE screening SET state = 'cancelled' WHERE movie_id = ? AND starts_at_ms < ?", [
      id ?? 0,
      nowMs + 7 * 86_400_000,
    ]);
    expect([await ids(''), await ids('&cinema=1')]).toEqual([expect.arrayContaining([id]), [id]]);
    await run("UPDATE screening SET state = 'cancelled' WHERE movie_id = ?", [id ?? 0]);
    expect([(await ids('')).includes(id ?? 0), await ids('&cinema=1')]).toEqual([false, []]);
    await run("UPDATE screening SET state = 'published' WHERE movie_id = ?", [id ?? 0]);
  });

  test('a film tells of itself, and its genres are known', async () => {
    const { classifications } = await read('/api/v1/classifications');
    const comedy = classifications.find(({ name }: { name: string }) => name === 'Comedy');
    const page = await read(`/api/v1/movies?genre=${comedy.id}&limit=1`);
    const [film] = page.movies;
    expect(film.classification).toContain('Comedy');
    expect(await read(`/api/v1/movies/${film.id}`)).toEqual(film);
  });

  test('the nearest cinema comes first, and none beyond the circle', async () => {
    await run(
      "INSERT INTO cinema (id, name, city, latitude, longitude, information, time_zone, currency) VALUES (50, 'Aaa', 'Paris', 48.8566, 2.3522, '', 'Europe/Paris', 'EUR')",
    );
    const ids = async (query: string) =>
      (await read(`/api/v1/cinemas${query}`)).cinemas.map(({ id }: { id: number }) => id);
    expect(await ids('')).toEqual([50, 1]);
    expect(await ids('?lat=52.52&lon=13.405')).toEqual([1, 50]);
    expect(await ids('?lat=52.52&lon=13.405&maxKm=100')).toEqual([1]);
    const { cinemas } = await read('/api/v1/cinemas?lat=52.52&lon=13.405');
    expect(Math.abs(cinemas[1].distanceMeters - 878_000)).toBeLessThan(2000);
  });

  test('who wants to see a film learns where, and when next', async () => {
    const [film] = (await read('/api/v1/movies?when=showing&limit=1')).movies;
    const { cinemas } = await read(`/api/v1/movies/${film.id}/cinemas?lat=52&lon=13`);
    const screenings = await readAll(`/api/v1/cinemas/1/movies/${film.id}/screenings?limit=3`, 'screenings');
    expect(cinemas).toMatchObject([{ id: 1, nextScreening: { movieId: film.id, cinemaId: 1 } }]);
    expect(screenings.map(({ id }) => id)).toContain(cinemas[0].nextScreening.id);
    expect(await read(`/api/v1/cinemas/50/movies/${film.id}/screenings`)).toEqual({ screenings: [], next: null });
  });

  test('a late guest is told of a screening that has begun and is still sold, by film and by cinema alike', async () => {
    const [last] = await database.all<{ id: number; movie_id: number; starts_at_ms: number; sales_end_at_ms: number }>(
      'SELECT id, movie_id, starts_at_ms, sales_end_at_ms FROM screening ORDER BY starts_at_ms DESC, id DESC LIMIT 1',
    );
    const {
      id = 0,
      movie_id: movieId = 0,
      starts_at_ms: startsAtMs = 0,
      sales_end_at_ms: salesEndAtMs = 0,
    } = last ?? {};
    const told = async () => [
      (await read(`/api/v1/movies/${movieId}/cinemas`)).cinemas.map(
        (cinema: { nextScreening: { id: number } }) => cinema.nextScreening.id,
      ),
      (await read(`/api/v1/cinemas/1/movies/${movieId}/screenings`)).screenings.map(
        (screening: { id: number }) => screening.id,
      ),
    ];
    time.nowMs = startsAtMs;
    expect(await told()).toEqual([[id], [id]]);
    time.nowMs = salesEndAtMs;
    expect(await told()).toEqual([[], []]);
  });

  test('the programme of a day is there for the asking, page by page', async () => {
    const day = await readAll('/api/v1/screenings?date=2026-11-22&cinema=1&limit=7', 'screenings');
    expect(day.length).toBe(
      await countRows("SELECT COUNT(*) AS n FROM screening WHERE show_date = '2026-11-22' AND state = 'published'"),
    );
    expect(await read('/api/v1/screenings?date=2026-11-22&cinema=2')).toEqual({ screenings: [], next: null });
  });

  test('a screening says what each class pays in each kind of seat', async () => {
    const [{ id, priceMinor }] = (await read('/api/v1/screenings?date=2026-11-22&limit=1')).screenings;
    const { screening, movie, prices } = await read(`/api/v1/screenings/${id}`);
    expect(screening).toMatchObject({ id, priceMinor, movieId: movie.id });
    expect(prices).toHaveLength(16);
    const adult = prices.find((price: { ticketClass: string }) => price.ticketClass === 'adult');
    expect(adult.priceMinor).toBeGreaterThanOrEqual(priceMinor);
  });

  test('a venue lists its seats', async () => {
    const { venues } = await read('/api/v1/cinemas/1/venues');
    const { seats } = await read(`/api/v1/venues/${venues[0].id}/seats`);
    expect(seats).toHaveLength(venues[0].seats);
  });

  test('a seat with a terminal that is online is to be had on request; sold, held and quarantined ones are taken', async () => {
    const { id } = (await read('/api/v1/screenings?date=2026-11-23&limit=1')).screenings[0];
    const before = await read(`/api/v1/screenings/${id}/seats`);
    const seatIds: number[] = before.seats.slice(0, 8).map(({ seatId }: { seatId: number }) => seatId);
    const set = (at: number, state: string, holder = 0, blockedFor: string | null = null) =>
      run('UPDATE seat_right SET state = ?, holder = ?, blocked_for = ? WHERE screening_id = ? AND seat_id = ?', [
        state,
        holder,
        blockedFor,
        id,
        seatIds[at] ?? 0,
      ]);
    await set(0, 'granted', 7);
    await set(1, 'granted', 8);
    await set(2, 'sold');
    await set(3, 'held');
    await set(4, 'quarantined', 7);
    await set(5, 'blocked', 0, 'house');
    await set(6, 'granted', 7, 'broken');
    const after = await read(`/api/v1/screenings/${id}/seats`);
    expect(after.seats.slice(0, 8).map(({ state }: { state: string }) => state)).toEqual([
      'on-request',
      'taken',
      'taken',
      'taken',
      'taken',
      'blocked',
      'blocked',
      'free',
    ]);
    expect(after.freePlaces).toBe(before.freePlaces - 7);
    expect(after).toMatchObject({
      stream: `screening:${id}`,
      cursor: { incarnation: 1, revision: 0, changeId: 'start' },
    });
  });

  test('a moved seat keeps its right and says its new place; one without a place is not shown', async () => {
    const { id, venueId } = (await read('/api/v1/screenings?date=2026-11-24&limit=1')).screenings[0];
    const { venues } = await read('/api/v1/cinemas/1/venues');
    const other = venues.find((venue: { id: number }) => venue.id !== venueId).id;
    const [{ seatId }] = (await read(`/api/v1/screenings/${id}/seats`)).seats;
    const [place] = (await read(`/api/v1/venues/${other}/seats`)).seats;
    await run('UPDATE screening SET venue_id = ? WHERE id = ?', [other, id]);
    await run('INSERT INTO seat_place (screening_id, seat_id, place_id) VALUES (?, ?, ?)', [id, seatId, place.id]);
    const { available, ...where } = place;
    expect((await read(`/api/v1/screenings/${id}/seats`)).seats).toEqual([{ seatId, place: where, state: 'free' }]);
    expect(available).toBe(true);
  });

  test('where guests sit where they like only the number of places counts', async () => {
    const { id } = (await read('/api/v1/screenings?date=2026-11-25&limit=1')).screenings[0];
    const { seats } = await read(`/api/v1/screenings/${id}/seats`);
    await run("UPDATE screening SET seating = 'unnumbered' WHERE id = ?", [id]);
    expect(await read(`/api/v1/screenings/${id}/seats`)).toMatchObject({ seats: [], freePlaces: seats.length });
  });

  test('an app that has an answer already is told that nothing changed', async () => {
    for (const path of ['/api/v1/cinemas', '/posters/1.svg']) {
      const first = await fetch(http.url + path);
      const etag = first.headers.get('etag') ?? '';
      await first.text();
      expect(
        (await fetch(http.url + path, { headers: { 'If-None-Match': etag, 'Cache-Control': 'max-age=0' } })).status,
      ).toBe(304);
    }
  });

  test('a poster is a picture that may be kept for a day', async () => {
    const poster = await fetch(`${http.url}/posters/1.svg`);
    expect([poster.status, poster.headers.get('content-type'), poster.headers.get('cache-control')]).toEqual([
      200,
      'image/svg+xml',
      'public, max-age=86400',
    ]);
    expect(await poster.text()).toContain('<svg');
  });

  const cursorOf = (key: unknown) => Buffer.from(JSON.stringify(key)).toString('base64url');
  test.each([
    ['/api/v1/movies?when=soon', 'when'],
    ['/api/v1/movies?limit=101', 'limit'],
    ['/api/v1/movies?cursor=abc', 'cursor'],
    [`/api/v1/movies?cursor=${cursorOf(['programme', 1, 1])}`, 'cursor.0'],
    [`/api/v1/movies?cursor=${cursorOf({ name: 'x' })}`, 'cursor'],
    [`/api/v1/cinemas/1/movies/1/screenings?cursor=${cursorOf(['programme', 1, 1])}`, 'cursor.0'],
    [`/api/v1/screenings?date=2026-11-22&cursor=${cursorOf(['screenings-of-film', 1, 1])}`, 'cursor.0'],
    ['/api/v1/cinemas?lat=91&lon=1', 'lat'],
    ['/api/v1/cinemas?lat=9', ''],
    ['/api/v1/cinemas?maxKm=9', ''],
    ['/api/v1/screenings', 'date'],
    ['/api/v1/screenings?date=2026-02-30', 'date'],
    ['/api/v1/screenings?date=2026-11-22&cinema=-1', 'cinema'],
    ['/posters/abc.svg', 'id'],
    ['/posters/4294967296.svg', 'id'],
  ])('%s is refused, naming %s', async (path, field) => {
    expect(await http.get(path)).toMatchObject({
      status: 400,
      body: { code: 'message-malformed', detail: expect.stringContaining(field && `${field}: `) },
    });
  });

  test.each([
    '/api/v1/movies/99999',
    '/api/v1/cinemas/99/venues',
    '/api/v1/venues/99/seats',
    '/api/v1/screenings/99999',
    '/api/v1/screenings/99999/seats',
    '/posters/99999.svg',
  ])('%s is not found', async (path) => {
    expect((await http.get(path)).status).toBe(404);
  });
});
