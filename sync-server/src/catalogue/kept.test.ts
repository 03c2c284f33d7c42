/** What is read from memory is what the database says now: each is compared with an answer that is made anew. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { releaseHold } from '../bookings/bookings.ts';
import { bumpStream, catalogueStream } from '../feed/feed.ts';
import { type ApiRoute, makeApiRouter } from '../platform/api.ts';
import { AnswerWhile } from '../platform/kept-answers.ts';
import { engines } from '../platform/testing/databases.ts';
import { blockSeats, cancelScreening, unblockSeats } from '../screenings/screenings.ts';
import { holdSeats } from '../testing/hold-seats.ts';
import { seats } from '../testing/house.ts';
import { setPrices } from '../testing/moviegoer.ts';
import { serveRoutes, type TestHttp } from '../testing/test-http.ts';
import { openTestServer, type TestServer } from '../testing/test-server.ts';
import { makeCatalogueApi } from './catalogue.route.ts';

const seatIds = seats.map(({ id }) => id).sort((a, b) => a - b);
const by = 'Ada';

describe.each(engines)('the catalogue from memory on %s', (engine) => {
  let server: TestServer;
  let http: TestHttp;
  let routes: ApiRoute[];
  const reachable = new Set<number>();
  const statements: string[] = [];

  beforeAll(async () => {
    server = await openTestServer(engine);
    await setPrices(server);
    const { deps } = server;
    const database = {
      ...deps.database,
      all: <R>(...query: Parameters<typeof deps.database.all>) => {
        statements.push(query[0]);
        return deps.database.all<R>(...query);
      },
    };
    routes = makeCatalogueApi({ ...deps, database, isReachable: (terminal) => reachable.has(terminal) });
    const authenticate = async () => ({ userId: 1, role: 'admin' as const, sessionId: 's' });
    http = await serveRoutes(makeApiRouter({ routes, authenticate, checkAnswers: true, unlimited: true }));
  });
  afterAll(async () => {
    await http?.close();
    await server.close();
  });

  /** As publishing tells of it. */
  async function publish(): Promise<number> {
    const id = await server.aScreening();
    await server.database.transaction('publish', (tx) => bumpStream(tx, catalogueStream));
    return id;
  }
  const pathsOf = (id: number): [operationId: string, path: string, params: object, query: object][] => [
    ['Booked_map_info', `/api/v1/screenings/${id}/seats`, { id }, {}],
    ['Screenings_info', `/api/v1/screenings/${id}`, { id }, {}],
    ['Films_info', '/api/v1/movies', {}, { when: 'all', limit: 24 }],
    ['Films_info', '/api/v1/movies?when=showing', {}, { when: 'showing', limit: 24 }],
    ['Film_info', '/api/v1/movies/1', { id: 1 }, {}],
  ];
  async function readFresh(operationId: string, params: object, query: object): Promise<unknown> {
    const route = routes.find((each) => each.operationId === operationId);
    const answer = await route?.handle({ params, query } as never);
    return JSON.parse(JSON.stringify(answer instanceof AnswerWhile ? answer.answer : answer));
  }
  /** Reads all twice, from memory and anew, and finds no difference. Answers the seats' states. */
  async function compareAll(id: number): Promise<string[]> {
    let states: string[] = [];
    for (const [operationId, path, params, query] of pathsOf(id)) {
      for (const _ of [1, 2]) {
        const { body } = await http.get(path);
        expect(body).toEqual(await readFresh(operationId, params, query));
        if (operationId === 'Booked_map_info')
          states = (body as { seats: { state: string }[] }).seats.map(({ state }) => state);
      }
    }
    return states;
  }

  test('every change of a seat is seen at once', async () => {
    const { deps } = server;
    const screeningId = await publish();
    const free = seatIds.map(() => 'free');
    const withStates = (...states: string[]) => [...states, ...free.slice(states.length)];
    expect(await compareAll(screeningId)).toEqual(free);
    await holdSeats(deps, { holdId: `hold-${engine}`, screeningId, seatIds: seatIds.slice(0, 2) });
    expect(await compareAll(screeningId)).toEqual(withStates('taken', 'taken'));
    await releaseHold(deps, { holdId: `hold-${engine}`, screeningId });
    expect(await compareAll(screeningId)).toEqual(free);
    const { terminal } = await server.aTerminal();
    await server.grant(terminal, screeningId, seatIds.slice(0, 1));
    expect(await compareAll(screeningId)).toEqual(withStates('taken'));
    reachable.add(terminal);
    expect(await compareAll(screeningId)).toEqual(withStates('on-request'));
    reachable.delete(terminal);
    expect(await compareAll(screeningId)).toEqual(withStates('taken'));
    const block = { screeningId, seatIds: seatIds.slice(1, 2), reason: 'house' as const, by };
    expect(await blockSeats(deps, { ...block, operationId: `block-${engine}` })).toMatchObject({ ok: true });
    expect(await compareAll(screeningId)).toEqual(withStates('taken', 'blocked'));
    expect(await unblockSeats(deps, { ...block, operationId: `unblock-${engine}` })).toEqual({ ok: true });
    expect(await compareAll(screeningId)).toEqual(withStates('taken'));
    const cancelled = await cancelScreening(deps, { operationId: `cancel-${engine}`, screeningId, reason: '', by });
    expect(cancelled).toMatchObject({ ok: true });
    await compareAll(screeningId);
  });

  test('an edit is seen at once, and so is the time', async () => {
    const screeningId = await publish();
    await compareAll(screeningId);
    const answer = await fetch(`${http.url}/api/v1/movies/1`, {
      method: 'PATCH',
      headers: { 'Content-Type': 'application/json', Authorization: 'Bearer x', 'Idempotency-Key': `edit-${engine}` },
      body: JSON.stringify({ title: `Edited on ${engine}` }),
    });
    expect(answer.status).toBe(200);
    expect(await compareAll(screeningId)).toHaveLength(seatIds.length);
    expect((await http.get('/api/v1/movies/1')).body).toMatchObject({ title: `Edited on ${engine}` });
    const shown = async () =>
      ((await http.get('/api/v1/movies?when=showing')).body as { movies: unknown[] }).movies.length;
    expect(await shown()).toBe(1);
    const { nowMs } = server.time;
    server.time.nowMs += 40 * 86_400_000;
    expect(await shown()).toBe(0);
    server.time.nowMs = nowMs;
  });

  test('a second reader costs the database one look at the revisions', async () => {
    const id = await publish();
    await compareAll(id);
    statements.length = 0;
    for (const [, path] of pathsOf(id)) await http.get(path);
    expect(statements.filter((sql) => !sql.includes('SUM(revision)'))).toEqual([]);
    await Promise.all(Array.from({ length: 20 }, () => http.get(`/api/v1/screenings/${id}/seats`)));
    expect(statements.filter((sql) => !sql.includes('SUM(revision)'))).toEqual([]);
  });
});
