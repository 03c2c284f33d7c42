/** What a manager's day is asked for. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { startsAtMs } from '@marquee/shared/testing/builders';
import { engines } from '../platform/testing/databases.ts';
import { cinemaId } from '../testing/house.ts';
import { serveTestApi, type TestApi } from '../testing/test-api.ts';
import { openTestServer, type TestServer } from '../testing/test-server.ts';

const day = new Date(startsAtMs).toISOString().slice(0, 10);

describe.each(engines)('a house on %s', (engine) => {
  let server: TestServer;
  let api: TestApi;
  let token: string;
  let screenings: number[];

  beforeAll(async () => {
    server = await openTestServer(engine);
    screenings = [await server.aScreening(), await server.aScreening()];
    api = await serveTestApi(server);
    ({ token } = await api.openAccount({ name: 'Mara', role: 'manager', cinemaIds: [cinemaId] }));
  });
  afterAll(async () => {
    await api.close();
    await server.close();
  });

  async function ask(query: string) {
    const answer = await fetch(`${api.http.url}/api/v1/managed/cinemas/${cinemaId}/house?${query}`, {
      headers: { Authorization: `Bearer ${token}` },
    });
    const body = (await answer.json()) as { code?: string; screenings?: { id: number }[] };
    return { status: answer.status, code: body.code, ids: body.screenings?.map(({ id }) => id) };
  }

  test('is whole, or just what has changed', async () => {
    const [first, second] = screenings;
    expect((await ask(`day=${day}`)).ids).toEqual(screenings);
    expect((await ask(`day=${day}&ids=${second}`)).ids).toEqual([second]);
    expect((await ask(`day=${day}&ids=${second},${first},999`)).ids).toEqual(screenings);
    expect((await ask(`day=2031-01-01&ids=${first}`)).ids).toEqual([]);
  });

  test.each(['1,', 'one', '1;2', Array(201).fill(1).join(',')])('is not asked for with ids such as %s', async (ids) => {
    expect(await ask(`day=${day}&ids=${ids}`)).toMatchObject({ status: 400 });
  });
});
