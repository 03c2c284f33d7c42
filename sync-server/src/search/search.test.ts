import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { writeOpenChanges } from '../feed/feed.ts';
import { makeApiRouter } from '../platform/api.ts';
import { insertRows } from '../platform/database.ts';
import { engines } from '../platform/testing/databases.ts';
import { serveRoutes } from '../testing/test-http.ts';
import { openTestServer, type TestServer } from '../testing/test-server.ts';
import { makeSearchApi, type Search, startSearch } from './search.ts';

describe.each(engines)('search beside the catalogue on %s', (engine) => {
  let server: TestServer;
  let search: Search;

  beforeEach(async () => {
    server = await openTestServer(engine);
    await server.aScreening();
    search = await startSearch(server.deps);
  });
  afterEach(async () => {
    await search.stop();
    await server.close();
  });
  const titles = (words: string) => search.index.findFilms(words, {}, server.time.nowMs).map(({ film }) => film.title);
  const insertFilm = (id: number, name: string) =>
    server.database.transaction('film', async (tx) => {
      await insertRows(tx, 'movie', ['id', 'name', 'search_text'], [[id, name, name.toLowerCase()]]);
      await writeOpenChanges(tx, server.deps, [{ stream: 'catalogue', body: { kind: 'movie', ids: [id] } }]);
    });
  async function until(isSo: () => boolean): Promise<void> {
    while (!isSo()) await new Promise((resolve) => setImmediate(resolve));
  }

  test('a film that is entered is found at once by every instance, and renamed as soon as it is', async () => {
    await insertFilm(7, 'Nosferatu');
    await until(() => titles('nosferatu').length === 1);
    await server.database.transaction('rename', async (tx) => {
      await tx.run("UPDATE movie SET name = 'Metropolis' WHERE id = 7");
      await writeOpenChanges(tx, server.deps, [{ stream: 'catalogue', body: { kind: 'movie', ids: [7] } }]);
    });
    await until(() => titles('metropolis').length === 1);
    expect(titles('nosferatu')).toEqual([]);
  });

  test('a change that nobody understands makes it read everything again', async () => {
    await server.database.transaction('film', async (tx) => {
      await insertRows(tx, 'movie', ['id', 'name', 'search_text'], [[8, 'Vertigo', 'vertigo']]);
      await writeOpenChanges(tx, server.deps, [{ stream: 'catalogue', body: ['?'] }]);
    });
    await until(() => titles('vertigo').length === 1);
  });

  test('anyone may search: films with their next screening, cinemas, and pages', async () => {
    for (const id of [11, 12, 13]) await insertFilm(id, `Rocky ${id}`);
    await until(() => titles('rocky').length === 3);
    const routes = makeSearchApi({ index: search.index, clock: server.deps.clock });
    const authenticate = () => Promise.reject(new Error('nobody is asked who they are'));
    const http = await serveRoutes(makeApiRouter({ routes, authenticate, checkAnswers: true }));
    try {
      const all = await http.get('/api/v1/search?q=rialto');
      expect(all).toMatchObject({ status: 200, body: { cinemas: [{ id: 1, name: 'Rialto' }] } });
      const showing = await http.get('/api/v1/movies/search?showing=true&lat=52.5&lon=13.4&maxKm=5');
      expect(showing).toMatchObject({
        status: 200,
        body: { total: 1, movies: [{ id: 1, nextScreening: { cinemaId: 1 }, screeningCount: 1 }], next: null },
      });
      const first = (await http.get('/api/v1/movies/search?q=rocky&limit=2')).body as { next: string };
      expect(first).toMatchObject({ total: 3, movies: [{ id: 11 }, { id: 12 }] });
      const second = await http.get(`/api/v1/movies/search?q=rocky&limit=2&cursor=${first.next}`);
      expect(second.body).toMatchObject({ movies: [{ id: 13 }], next: null });
      expect(await http.get('/api/v1/movies/search?cursor=bm9wZQ')).toMatchObject({
        status: 400,
        body: { code: 'cursor-unknown' },
      });
      for (const wrong of ['lat=91', 'lon=x', 'date=2026-02-30', 'display=4D', 'limit=51', `q=${'x'.repeat(81)}`])
        expect((await http.get(`/api/v1/movies/search?${wrong}`)).status).toBe(400);
    } finally {
      await http.close();
    }
  });
});
