import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { engines } from '../platform/testing/databases.ts';
import { cinemaId } from '../testing/house.ts';
import { serveTestApi, type TestApi } from '../testing/test-api.ts';
import { openTestServer, type TestServer } from '../testing/test-server.ts';
import { beginAction, runLongActions } from './long-actions.ts';

describe.each(engines)('what managers see of long actions on %s', (engine) => {
  let server: TestServer;
  let api: TestApi;
  let token: string;
  beforeAll(async () => {
    server = await openTestServer(engine);
    api = await serveTestApi(server);
    ({ token } = await api.openAccount({ name: 'owner', role: 'manager', cinemaIds: [cinemaId] }));
  });
  afterAll(async () => {
    await api.close();
    await server.close();
  });

  async function ask(path: string, key?: string) {
    const answer = await fetch(`${api.http.url}/api/v1/managed/${path}`, {
      method: key ? 'POST' : 'GET',
      headers: { 'Content-Type': 'application/json', Authorization: `Bearer ${token}`, 'Idempotency-Key': key ?? '' },
      ...(key ? { body: '{}' } : {}),
    });
    // biome-ignore lint/suspicious/noExplicitAny: each answer was checked against its schema already
    return { status: answer.status, body: (await answer.json()) as any };
  }
  const begin = (items: readonly unknown[], screeningId?: number) =>
    server.database.transaction('begin', (tx) =>
      beginAction(tx, server.deps, {
        kind: 'test',
        cinemaId,
        ...(screeningId === undefined ? {} : { screeningId }),
        subject: { name: 'week' },
        items,
        by: 'Mara (user 7)',
      }),
    );

  test('the newest come first, page by page, of a cinema or of one screening', async () => {
    const screening = await server.aScreening();
    const ids: string[] = [];
    for (const about of [undefined, screening, undefined]) {
      server.time.nowMs += 1;
      ids.unshift(await begin([], about));
    }
    const path = `cinemas/${cinemaId}/long-actions`;
    const first = await ask(`${path}?limit=2`);
    const second = await ask(`${path}?limit=2&cursor=${first.body.next}`);
    const listed = [...first.body.actions, ...second.body.actions].map(({ id }: { id: string }) => id);
    expect([listed, second.body.next]).toEqual([ids, null]);
    const ofScreening = await ask(`${path}?screening=${screening}`);
    expect(ofScreening.body.actions).toMatchObject([
      { id: ids[1], by: 'Mara', state: 'done', subject: { name: 'week' } },
    ]);
  });

  test('one that was given up says why, lists what went wrong, and goes on when a manager wishes it', async () => {
    const id = await begin([{ orderKey: 'T0-000001' }, { orderKey: 'T0-000002' }]);
    let isBroken = true;
    const carryOut = async () => {
      if (isBroken) throw new Error('no disk');
      return [{ state: 'refused' as const, outcome: { code: 'screening-sold' } }];
    };
    const run = () => runLongActions(server.deps, [{ kind: 'test', itemsPerStep: 1, carryOut }]);
    for (let tries = 0; tries < 6; tries += 1) {
      await run();
      server.time.nowMs += 60_000;
    }
    expect((await ask(`long-actions/${id}`)).body).toMatchObject({
      state: 'failed',
      done: 0,
      error: 'no disk',
      odd: [],
    });
    isBroken = false;
    expect((await ask(`long-actions/${id}/resume`, `resume-one-${engine}`)).status).toBe(200);
    await run();
    expect((await ask(`long-actions/${id}`)).body).toMatchObject({
      state: 'done',
      done: 2,
      error: null,
      odd: [
        { number: 1, state: 'refused', body: { orderKey: 'T0-000001' }, outcome: { code: 'screening-sold' } },
        { number: 2 },
      ],
    });
    expect(await ask(`long-actions/${id}/resume`, `resume-two-${engine}`)).toMatchObject({
      status: 409,
      body: { code: 'action-not-failed' },
    });
    expect(await server.count('user_action', "operation = 'resume-long-action'")).toBe(1);
  });
});
