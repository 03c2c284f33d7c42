import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { systemClock } from '../platform/clock.ts';
import { insertRows } from '../platform/database.ts';
import { type Http, startHttp } from '../platform/http.ts';
import { makeMetrics } from '../platform/metrics.ts';
import { systemRandomness } from '../platform/randomness.ts';
import { engines, openTestDatabase, type TestDatabase } from '../platform/testing/databases.ts';
import { makeCatalogueRoutes } from './catalogue.route.ts';
import { importDemo } from './demo-import.ts';

const ignore = () => undefined;

describe.each(engines)('the catalogue over HTTP on %s', (engine) => {
  let opened: TestDatabase;
  let http: Http;

  beforeAll(async () => {
    opened = await openTestDatabase(engine);
    const { database } = opened;
    await database.transaction('begin', (tx) =>
      insertRows(tx, 'incarnation', ['number', 'id', 'server_number', 'started_at_ms'], [[1, 'a', 0, 0]]),
    );
    await importDemo(database, { clock: { nowMs: () => Date.UTC(2026, 10, 22, 13) }, days: 1 });
    http = await startHttp({
      port: 0,
      host: '127.0.0.1',
      routes: [makeCatalogueRoutes({ database })],
      log: { debug: ignore, info: ignore, warn: ignore, error: ignore },
      metrics: makeMetrics(),
      clock: systemClock,
      randomness: systemRandomness,
      checkReady: async () => undefined,
    });
  });
  afterAll(async () => {
    await http.close();
    await opened.drop();
  });
  const ask = (path: string) => fetch(`http://127.0.0.1:${http.port}${path}`);

  test('anyone may search for a film without its accents and look at its poster', async () => {
    const found = await (await ask('/api/v1/movies?search=AMELIE%20jeunet')).json();
    expect(found).toMatchObject({
      page: 1,
      pages: 1,
      total: 1,
      movies: [{ title: "Le Fabuleux destin d'Amélie Poulain", classification: ['Comedy'], scoreTenths: 85 }],
    });
    const [movie] = (found as { movies: { posterUrl: string }[] }).movies;
    const poster = await ask(movie?.posterUrl ?? '');
    expect([poster.status, poster.headers.get('content-type'), poster.headers.get('cache-control')]).toEqual([
      200,
      'image/svg+xml',
      'public, max-age=86400',
    ]);
    expect(await poster.text()).toContain('Amélie');
  });

  test('films come in pages, and a page after the last is empty', async () => {
    const one = (await (await ask('/api/v1/movies')).json()) as { pages: number; movies: unknown[] };
    expect([one.pages, one.movies.length]).toEqual([134, 24]);
    expect(await (await ask('/api/v1/movies?page=900')).json()).toMatchObject({ page: 900, movies: [] });
  });

  test('the programme of a day is there for the asking', async () => {
    const day = (await (await ask('/api/v1/screenings?date=2026-11-22&cinema=1')).json()) as { screenings: unknown[] };
    expect(day.screenings.length).toBeGreaterThan(20);
    expect(await (await ask('/api/v1/screenings?date=2026-11-22&cinema=2')).json()).toEqual({
      date: '2026-11-22',
      screenings: [],
    });
    expect(await (await ask('/api/v1/cinemas')).json()).toMatchObject({ cinemas: [{ id: 1, city: 'Berlin' }] });
  });

  test.each([
    ['/api/v1/movies?page=0', 'page'],
    ['/api/v1/movies?page=1e3', 'page'],
    ['/api/v1/movies?page=1&page=2', 'page'],
    [`/api/v1/movies?search=${'x'.repeat(81)}`, 'search'],
    ['/api/v1/screenings', 'date'],
    ['/api/v1/screenings?date=2026-02-30', 'date'],
    ['/api/v1/screenings?date=2026-11-22&cinema=-1', 'cinema'],
    ['/posters/abc.svg', 'id'],
    ['/posters/4294967296.svg', 'id'],
  ])('%s is refused, naming %s', async (path, field) => {
    const answer = await ask(path);
    expect(answer.headers.get('content-type')).toBe('application/problem+json');
    expect([answer.status, await answer.json()]).toMatchObject([
      400,
      { code: 'message-malformed', detail: expect.stringContaining(`${field}: `) },
    ]);
  });

  test('an unknown poster is not found', async () => {
    expect((await ask('/posters/99999.svg')).status).toBe(404);
  });
});
