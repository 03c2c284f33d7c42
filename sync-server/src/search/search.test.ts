import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Feed, startFeed, writeOpenChanges } from '../feed/feed.ts';
import { makeApiRouter } from '../platform/api.ts';
import { systemClock } from '../platform/clock.ts';
import { writeCursor } from '../platform/cursor.ts';
import { type Database, insertRows } from '../platform/database.ts';
import { engines } from '../platform/testing/databases.ts';
import { incarnation } from '../testing/house.ts';
import { serveRoutes, type TestHttp } from '../testing/test-http.ts';
import { openTestServer, type TestServer } from '../testing/test-server.ts';
import { makeSearchApi } from './search.route.ts';
import { type Search, startSearch } from './search.ts';

const hourMs = 3_600_000;
interface Found {
  total: number;
  movies: { id: number; title: string }[];
  next: string | null;
}

describe.each(engines)('search on %s', (engine) => {
  let server: TestServer;
  let search: Search;
  let http: TestHttp;
  /** What a second instance of the server has: a feed and an index of its own. */
  let otherFeed: Feed;
  let other: Search;
  let failures = 0;
  /** Waits are over at once where a test says so. */
  let hurry = new AbortController();

  beforeAll(async () => {
    server = await openTestServer(engine);
    await server.database.transaction('films', async (tx) => {
      await insertRows(
        tx,
        'cinema',
        ['id', 'name', 'city', 'latitude', 'longitude', 'information', 'time_zone', 'currency'],
        [[2, 'Lichtburg', 'Köln', 50.94, 6.96, '', 'Europe/Berlin', 'EUR']],
      );
      await insertRows(
        tx,
        'venue',
        ['id', 'cinema_id', 'name', 'information', 'category'],
        [[2, 2, 'Venue 2', '', 'standard']],
      );
      await insertRows(
        tx,
        'movie',
        ['id', 'name', 'director', 'score', 'audience_rating', 'search_text'],
        [
          [10, 'Metropolis', 'Fritz Lang', 83, 'PG', ''],
          [11, 'M', 'Fritz Lang', 84, 'R', ''],
          [12, '臥虎藏龍', '李安', 79, 'PG-13', ''],
        ],
      );
      await insertRows(
        tx,
        'classification',
        ['id', 'name'],
        [
          [1, 'Science fiction'],
          [2, 'Thriller'],
        ],
      );
      await insertRows(
        tx,
        'film_classification',
        ['movie_id', 'classification_id'],
        [
          [10, 1],
          [11, 2],
        ],
      );
      const startsAtMs = server.time.nowMs + hourMs;
      await insertScreenings(tx, [
        [501, 1, 10, '2030-01-01', startsAtMs, 'IMAX', 'de', 'published'],
        [502, 2, 11, '2030-01-02', startsAtMs + 24 * hourMs, '2D', 'de', 'published'],
        [503, 2, 12, '2030-01-02', startsAtMs + 24 * hourMs, '2D', 'zh', 'cancelled'],
      ]);
    });
    const { database, deps } = server;
    const clock = {
      ...deps.clock,
      sleep: async (ms: number, signal?: Parameters<typeof systemClock.sleep>[1]) => {
        const stop = new AbortController();
        hurry.signal.addEventListener('abort', () => stop.abort(), { once: true });
        signal?.addEventListener('abort', () => stop.abort(), { once: true });
        if (!signal?.aborted) await systemClock.sleep(ms, stop.signal);
      },
    };
    search = await startSearch({ database, clock, log: deps.log, feed: deps.feed });
    otherFeed = startFeed({ database, clock: deps.clock, log: deps.log, incarnation });
    other = await startSearch({
      database: failing(database, () => failures-- > 0),
      clock,
      log: deps.log,
      feed: otherFeed,
    });
    const router = makeApiRouter({
      routes: makeSearchApi(search),
      authenticate: () => Promise.reject(new Error('nobody logs in')),
      checkAnswers: true,
      unlimited: true,
    });
    http = await serveRoutes(router);
  });
  afterAll(async () => {
    await http.close();
    await search.stop();
    await other.stop();
    await otherFeed.stop();
    await server.close();
  });

  const find = async (query: string): Promise<Found> =>
    (await http.get(`/api/v1/movies/search?${query}`)).body as Found;
  const idsOf = async (query: string) => (await find(query)).movies.map(({ id }) => id).sort((a, b) => a - b);
  const announce = (
    body: unknown,
    change: (tx: Parameters<Parameters<Database['transaction']>[1]>[0]) => Promise<void>,
  ) =>
    server.database.transaction('change', async (tx) => {
      await change(tx);
      await writeOpenChanges(tx, server.deps, [{ stream: 'catalogue', body }]);
    });
  const idsIn = (of: Search, question: string) =>
    of
      .index()
      .rankFilms(question, server.time.nowMs)
      .map(({ id }) => id);

  test('a Chinese title is found by one of its characters and by two', async () => {
    expect(await idsOf(`q=${encodeURIComponent('龍')}`)).toEqual([12]);
    expect(await idsOf(`q=${encodeURIComponent('虎藏')}`)).toEqual([12]);
  });

  test.each([
    ['genre=thriller', [11]],
    ['rating=pg', [10]],
    ['showing=true', [10, 11]],
    ['showing=false', [1, 12]],
    ['date=2030-01-01', [10]],
    ['cinema=2', [11]],
    ['display=IMAX', [10]],
    ['display=IMAX&cinema=2', []],
    ['lat=50.9&lon=6.9&maxKm=20', [11]],
    ['lat=50.9&lon=6.9&maxKm=1000', [10, 11]],
    ['q=lang&genre=thriller', [11]],
  ])('the filter %s leaves the films it names', async (query, ids) => {
    expect(await idsOf(query)).toEqual(ids);
  });

  test('films come in pages, each once', async () => {
    const one = await find('limit=3');
    const two = await find(`limit=3&cursor=${one.next}`);
    expect([one.total, one.movies.length, two.movies.length, two.next]).toEqual([4, 3, 1, null]);
    expect(new Set([...one.movies, ...two.movies].map(({ id }) => id)).size).toBe(4);
  });

  test('a page goes on where it should though the film before it is gone', async () => {
    const cursor = writeCursor(['search', 3, 999]);
    expect((await find(`limit=3&cursor=${cursor}`)).movies).toHaveLength(1);
  });

  test('films, cinemas and screenings are found together', async () => {
    expect((await http.get('/api/v1/search?q=metropolsi')).body).toMatchObject({
      movies: [{ id: 10, posterUrl: '/posters/10.svg' }],
      cinemas: [],
      screenings: [{ id: 501, title: 'Metropolis', cinemaName: 'Rialto', display: 'IMAX' }],
    });
    expect((await http.get('/api/v1/search?q=koln')).body).toMatchObject({
      cinemas: [{ id: 2 }],
      screenings: [{ id: 502 }],
    });
    expect((await http.get('/api/v1/search?q=%20')).body).toEqual({ movies: [], cinemas: [], screenings: [] });
  });

  test.each([
    `q=${'x'.repeat(81)}`,
    'q=a&q=b',
    'cursor=!',
    'cursor=AAAA',
    'limit=0',
    'limit=101',
    'lat=50',
    'lat=91&lon=0&maxKm=1',
    'date=2030-02-30',
    'display=4D',
    'showing=maybe',
    'cinema=-1',
  ])('the question %s is refused', async (query) => {
    expect(await http.get(`/api/v1/movies/search?${query}`)).toMatchObject({
      status: 400,
      body: { code: 'message-malformed' },
    });
  });

  test.each(['.*(', '😀'.repeat(40), '   ', '__proto__', 'constructor', '%', '\u0000'])(
    'the question %j is answered quietly',
    async (question) => {
      const q = encodeURIComponent(question);
      expect((await http.get(`/api/v1/movies/search?q=${q}`)).status).toBe(200);
      expect((await http.get(`/api/v1/search?q=${q}`)).status).toBe(200);
    },
  );

  test('a film that is entered, renamed and taken out is so on every instance without a restart', async () => {
    await announce({ kind: 'movie', ids: [20] }, (tx) =>
      insertRows(tx, 'movie', ['id', 'name', 'search_text'], [[20, 'Nosferatu', '']]),
    );
    await until(() => [search, other].every((one) => idsIn(one, 'nosferatu').includes(20)));
    await announce({ kind: 'movie', ids: [20] }, async (tx) => {
      await tx.run('UPDATE movie SET name = ? WHERE id = ?', ['Orlok', 20]);
    });
    await until(() => [search, other].every((one) => idsIn(one, 'orlok').includes(20)));
    expect(idsIn(other, 'nosferatu')).toEqual([]);
    await announce({ kind: 'movie', ids: [20] }, async (tx) => {
      await tx.run('DELETE FROM movie WHERE id = ?', [20]);
    });
    await until(() => [search, other].every((one) => idsIn(one, 'orlok').length === 0));
  });

  test('a change of a kind that is not known makes the whole catalogue be read anew', async () => {
    const before = other.index();
    await announce({ kind: 'of tomorrow' }, (tx) =>
      insertRows(tx, 'movie', ['id', 'name', 'search_text'], [[21, 'Faust', '']]),
    );
    await until(() => idsIn(other, 'faust').includes(21));
    expect(other.index()).not.toBe(before);
  });

  test('a renamed cinema is found by its new name', async () => {
    await announce({ kind: 'cinema', ids: [2] }, async (tx) => {
      await tx.run('UPDATE cinema SET name = ? WHERE id = 2', ['Residenz']);
    });
    await until(() => other.index().rankCinemas('residenz').length === 1);
  });

  test('a reload that fails is logged and tried again', async () => {
    failures = 1;
    await announce({ kind: 'movie', ids: [22] }, (tx) =>
      insertRows(tx, 'movie', ['id', 'name', 'search_text'], [[22, 'Caligari', '']]),
    );
    await until(
      () => failures < 1,
      () => undefined,
    );
    await until(
      () => idsIn(other, 'caligari').includes(22),
      () => {
        hurry.abort();
        hurry = new AbortController();
      },
    );
    expect(server.logged).toContainEqual(
      expect.objectContaining({ level: 'error', message: 'refreshing the search index failed; trying again' }),
    );
  });

  test('a cancelled screening falls out at the next look, one that is over as time passes', async () => {
    expect(await idsOf('showing=true')).toEqual([10, 11]);
    await server.database.transaction('cancel', async (tx) => {
      await tx.run("UPDATE screening SET state = 'cancelled' WHERE id = 502");
    });
    await until(
      () => search.index().screeningsOf(11, server.time.nowMs).length === 0,
      () => {
        hurry.abort();
        hurry = new AbortController();
      },
    );
    server.time.nowMs += 2 * hourMs;
    expect(await idsOf('showing=true')).toEqual([]);
  });
});

/** In turns with everything else until it is so: Jest's own time limit ends a wait in vain. */
async function until(isSo: () => boolean, meanwhile: () => void = () => undefined): Promise<void> {
  while (!isSo()) {
    meanwhile();
    await new Promise((resolve) => setImmediate(resolve));
  }
}

function failing(database: Database, fails: () => boolean): Pick<Database, 'all' | 'dialect'> {
  return {
    dialect: database.dialect,
    all: (sql, values) =>
      sql.includes('FROM movie WHERE') && fails() ? Promise.reject(new Error('away')) : database.all(sql, values),
  };
}

function insertScreenings(
  tx: Parameters<typeof insertRows>[0],
  rows: [number, number, number, string, number, string, string, string][],
): Promise<void> {
  const columns = [
    'id',
    'venue_id',
    'movie_id',
    'show_date',
    'starts_at_ms',
    'display',
    'language',
    'state',
    'ends_at_ms',
    'sales_end_at_ms',
    'price_minor',
  ];
  return insertRows(
    tx,
    'screening',
    columns,
    rows.map((row) => [...row, row[4] + 2 * hourMs, row[4], 1000]),
  );
}
