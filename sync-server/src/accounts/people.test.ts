/** Administrators, managers and their cinemas: there is always somebody who can give them. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { engines } from '../platform/testing/databases.ts';
import { cinemaId } from '../testing/house.ts';
import { serveTestApi, type TestApi } from '../testing/test-api.ts';
import { openTestServer, type TestServer } from '../testing/test-server.ts';

describe.each(engines)('people who manage on %s', (engine) => {
  let server: TestServer;
  let api: TestApi;
  const tokens = new Map<string, string>();
  const ids = new Map<string, number>();

  beforeAll(async () => {
    server = await openTestServer(engine);
    api = await serveTestApi(server);
    for (const [name, role, cinemaIds] of [
      ['root', 'admin', []],
      ['second', 'admin', []],
      ['ann', 'manager', [cinemaId]],
      ['guest', 'moviegoer', []],
    ] as const) {
      const { userId, token } = await api.openAccount({ name, role, cinemaIds });
      ids.set(name, userId);
      tokens.set(name, token);
    }
  });
  afterAll(async () => {
    await api.close();
    await server.close();
  });

  async function ask(who: string, method: string, path: string, body?: object) {
    const answer = await fetch(`${api.http.url}/api/v1${path}`, {
      method,
      headers: { 'Content-Type': 'application/json', Authorization: `Bearer ${tokens.get(who)}` },
      ...(body && { body: JSON.stringify(body) }),
    });
    return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
  }
  const setRole = (by: string, whose: string, role: string) =>
    ask(by, 'PUT', `/users/${ids.get(whose)}/role`, { role });
  const admins = () =>
    server.database.all<{ name: string }>("SELECT name FROM `user` WHERE role = 'admin' ORDER BY id");

  test('they are listed with their cinemas and where they are logged in, and found by their phone', async () => {
    const { body } = await ask('root', 'GET', '/managed/people?role=manager');
    expect(body).toMatchObject({ people: [{ name: 'ann', cinemaIds: [cinemaId], sessions: 1 }], next: null });
    const page = await ask('root', 'GET', '/managed/people?role=admin&limit=1');
    expect(page.body).toMatchObject({ people: [{ name: 'root' }], next: String(ids.get('root')) });
    const [ann] = body.people as { phone: string }[];
    const found = await ask('root', 'GET', `/managed/people/by-phone?phone=${encodeURIComponent(ann?.phone ?? '')}`);
    expect(found.body).toMatchObject({ id: ids.get('ann'), role: 'manager' });
    expect((await ask('root', 'GET', '/managed/people/by-phone?phone=%2B4915999')).body.code).toBe('not-found');
    expect((await ask('ann', 'GET', '/managed/people?role=admin')).status).toBe(403);
  });

  test('whoever is no manager any more has no cinemas either, also when the role comes back', async () => {
    expect((await setRole('root', 'ann', 'moviegoer')).status).toBe(200);
    expect((await setRole('root', 'ann', 'manager')).status).toBe(200);
    expect((await ask('root', 'GET', `/users/${ids.get('ann')}/cinemas`)).body).toEqual({ cinemaIds: [] });
  });

  test('somebody is logged out everywhere, at once', async () => {
    expect(await ask('root', 'DELETE', `/users/${ids.get('guest')}/sessions`)).toEqual({
      status: 200,
      body: { ended: 1 },
    });
    expect((await ask('guest', 'GET', '/me')).status).toBe(401);
    expect((await ask('root', 'DELETE', '/users/9999/sessions')).status).toBe(404);
    expect((await ask('ann', 'DELETE', `/users/${ids.get('root')}/sessions`)).status).toBe(403);
  });

  test('two administrators who take the role from each other at once leave one', async () => {
    const answers = await Promise.all([setRole('root', 'second', 'moviegoer'), setRole('second', 'root', 'moviegoer')]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 403]);
    expect(await admins()).toHaveLength(1);
  });

  test('the last administrator can’t be taken away: not by role, nor by deleting the account', async () => {
    const [last] = await admins();
    const name = last?.name ?? '';
    expect((await setRole(name, name, 'manager')).body.code).toBe('own-role');
    // The test's hash of a password: its salt and itself.
    await server.database.transaction('password', (tx) =>
      tx.run("UPDATE `user` SET encrypted_password = 'x:popcorn42' WHERE id = ?", [ids.get(name) ?? 0]),
    );
    const gone = await ask(name, 'POST', '/me/deletion', { password: 'popcorn42' });
    expect(gone).toMatchObject({ status: 409, body: { code: 'last-admin' } });
    expect(await admins()).toHaveLength(1);
    expect((await setRole(name, 'ann', 'admin')).status).toBe(200);
    expect((await ask(name, 'POST', '/me/deletion', { password: 'popcorn42' })).status).toBe(200);
  });
});
