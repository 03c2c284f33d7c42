import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { engines } from '../platform/testing/databases.ts';
import { aMoviegoer } from '../testing/moviegoer.ts';
import { serveRoutes, type TestHttp } from '../testing/test-http.ts';
import { openTestServer, type TestServer } from '../testing/test-server.ts';
import { makeFirstAdminRoutes } from './first-admin.route.ts';

describe.each(engines)('the first administrator on %s', (engine) => {
  let server: TestServer;
  let http: TestHttp;
  beforeAll(async () => {
    server = await openTestServer(engine);
    http = await serveRoutes(makeFirstAdminRoutes(server.deps));
  });
  afterAll(async () => {
    await http.close();
    await server.close();
  });
  const phoneOf = async (id: number) =>
    (await server.database.all<{ phone: string }>('SELECT phone FROM `user` WHERE id = ?', [id]))[0]?.phone ?? '';
  const roleOf = async (id: number) =>
    (await server.database.all<{ role: string }>('SELECT role FROM `user` WHERE id = ?', [id]))[0]?.role;

  test('is made from the server’s own machine, once, and it is noted who did it', async () => {
    const [ada, ben] = [await aMoviegoer(server), await aMoviegoer(server)];
    const make = async (id: number) => http.post('/api/v1/admins', { phone: await phoneOf(id), by: 'Installer' });
    expect(await http.post('/api/v1/admins', { phone: '+4912345678', by: 'Installer' })).toEqual({
      status: 409,
      body: { ok: false, reason: 'account-unknown' },
    });
    expect(await make(ada)).toEqual({ status: 200, body: { ok: true } });
    expect(await make(ben)).toEqual({ status: 409, body: { ok: false, reason: 'admin-exists' } });
    expect([await roleOf(ada), await roleOf(ben)]).toEqual(['admin', 'moviegoer']);
    expect(await server.count('user_action', "operation = 'make-first-admin' AND user_id = ?", [ada])).toBe(1);
  });

  test('is made by nobody who comes through a proxy', async () => {
    const answer = await fetch(`${http.url}/api/v1/admins`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', 'X-Forwarded-For': '203.0.113.7' },
      body: JSON.stringify({ phone: '+4912345678', by: 'Stranger' }),
    });
    expect(answer.status).toBe(403);
  });
});
