import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { CinemaSnapshot, cinemaStream } from '@marquee/shared/protocol/streams';
import { makeApiRouter, type Role } from '../platform/api.ts';
import { first } from '../platform/database.ts';
import { engines } from '../platform/testing/databases.ts';
import { cinemaId } from '../testing/house.ts';
import { insertManager } from '../testing/manager.ts';
import { serveRoutes, type TestHttp } from '../testing/test-http.ts';
import { openTestServer, type TestServer } from '../testing/test-server.ts';
import { keyPin, makeStaffPepper } from './pins.ts';
import { demoStaff, hashPin, insertDemoStaff, loadTill, makeLimitsApi, makeStaffApi, tillLimits } from './staff.ts';

const staffPepper = makeStaffPepper(() => Buffer.alloc(32, 3));

describe.each(engines)('staff on %s', (engine) => {
  let server: TestServer;
  let http: TestHttp;
  let keys = 0;
  const deps = () => ({ ...server.deps, staffPepper, hashPin: async (keyed: string) => `hash of ${keyed}` });

  beforeAll(async () => {
    server = await openTestServer(engine);
    const userId = await insertManager(server.database);
    const authenticate = async (token: string) => ({ userId, role: token as Role, sessionId: 's' });
    const routes = [...makeStaffApi(deps()), ...makeLimitsApi(deps())];
    http = await serveRoutes(makeApiRouter({ routes, authenticate, checkAnswers: true, unlimited: true }));
  });
  afterAll(async () => {
    await http?.close();
    await server.close();
  });

  async function send(method: string, path: string, body?: object, role = 'manager', key?: string) {
    keys += 1;
    const answer = await fetch(`${http.url}/api/v1${path}`, {
      method,
      headers: {
        'Content-Type': 'application/json',
        Authorization: `Bearer ${role}`,
        'Idempotency-Key': key ?? `key-of-test-${keys}`,
      },
      ...(body && { body: JSON.stringify(body) }),
    });
    return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
  }
  const add = (name: string, pin = '135790') =>
    send('POST', `/cinemas/${cinemaId}/staff`, { name, role: 'cashier', pin });
  const active = async () => (await loadTill(server.database, cinemaId)).staff.map(({ name }) => name);
  const revision = async () =>
    (
      await first<{ revision: number }>(server.database, 'SELECT revision FROM stream WHERE name = ?', [
        cinemaStream(cinemaId),
      ])
    )?.revision ?? 0;

  test('a manager lets somebody sign in, renames and strikes them off; terminals are told each time, and it is noted by whom', async () => {
    const before = await revision();
    const added = await add('Ann');
    expect([added.status, await active()]).toEqual([201, ['Ann']]);
    const { id } = added.body;
    expect((await send('PATCH', `/staff/${id}`, { name: 'Anna', role: 'manager' })).status).toBe(200);
    expect((await send('PUT', `/staff/${id}/pin`, { pin: '864209' })).status).toBe(200);
    const { staff } = await loadTill(server.database, cinemaId);
    expect(staff).toEqual([
      { id, name: 'Anna', role: 'manager', pinHash: `hash of ${keyPin(staffPepper(cinemaId), '864209')}` },
    ]);
    expect((await send('PATCH', `/staff/${id}`, { active: false })).status).toBe(200);
    expect(await active()).toEqual([]);
    const listed = await send('GET', `/cinemas/${cinemaId}/staff`);
    expect(listed.body).toEqual({ staff: [{ id, name: 'Anna', role: 'manager', active: false }] });
    expect(await revision()).toBe(before + 4);
    const acts = await server.database.all<{ operation: string; detail: unknown }>(
      'SELECT operation, detail FROM user_action ORDER BY id',
    );
    expect(acts.map(({ operation }) => operation)).toEqual([
      'insert-staff',
      'change-staff',
      'set-staff-pin',
      'change-staff',
    ]);
    expect(JSON.stringify(acts)).not.toMatch(/864209|135790/);
  });

  test('a request that is sent twice adds nobody twice, though its hash has another salt', async () => {
    const body = { name: 'Ben', role: 'cashier', pin: '135790' };
    const answers = [1, 2].map(() => send('POST', `/cinemas/${cinemaId}/staff`, body, 'manager', 'the-same-key'));
    const [one, two] = await Promise.all(answers);
    expect([one?.status, two?.body]).toEqual([201, one?.body]);
    expect((await active()).filter((name) => name === 'Ben')).toHaveLength(1);
  });

  test('a PIN is six digits, and none that anybody would guess first', async () => {
    for (const pin of ['12345', '1234567', 'abcdef', '000000', '123456', '987654'])
      expect((await add('Eve', pin)).status).toBe(400);
  });

  test('nobody but a manager touches the list, and who is not there is not found', async () => {
    expect((await send('GET', `/cinemas/${cinemaId}/staff`, undefined, 'moviegoer')).status).toBe(403);
    expect((await send('POST', '/cinemas/99/staff', { name: 'A', role: 'usher', pin: '135790' })).status).toBe(404);
    expect((await send('PATCH', '/staff/999', { active: true })).status).toBe(404);
    expect((await send('PUT', '/staff/999/pin', { pin: '135790' })).status).toBe(404);
    expect((await send('GET', '/cinemas/99/staff')).status).toBe(404);
  });

  test('a cinema sets above which amounts its tills ask for a manager; terminals are told', async () => {
    const path = `/cinemas/${cinemaId}/limits`;
    expect((await send('GET', path)).body).toEqual(tillLimits);
    const before = await revision();
    const limits = { ...tillLimits, refundMinorMax: 2500, compTicketsMax: 2 };
    expect((await send('PUT', path, limits)).status).toBe(200);
    expect([(await send('GET', path)).body, (await loadTill(server.database, cinemaId)).limits]).toEqual([
      limits,
      limits,
    ]);
    expect(await revision()).toBe(before + 1);
    for (const wrong of [{ ...limits, refundMinorMax: -1 }, { ...limits, compTicketsMax: 101 }, {}])
      expect((await send('PUT', path, wrong)).status).toBe(400);
    expect((await send('PUT', '/cinemas/99/limits', limits)).status).toBe(404);
  });

  test('every terminal is handed the pepper of its cinema at its hello', async () => {
    for (const role of ['till', 'gate', 'kiosk'] as const) {
      const connection = server.connect({ staffPepper });
      const answer = await server.sayHello(connection, await server.aTerminal({ role }));
      const handed = answer.ok ? (answer.answer as { staffPepper?: string }).staffPepper : 'refused';
      expect([role, handed]).toEqual([role, Buffer.from(staffPepper(cinemaId)).toString('base64url')]);
    }
  });

  test('the demo’s cinema gets its staff once, and each terminal can read them', async () => {
    await server.database.transaction('nobody', (tx) => tx.run('DELETE FROM staff'));
    await insertDemoStaff(deps(), cinemaId);
    await insertDemoStaff(deps(), cinemaId);
    const { staff, limits } = await loadTill(server.database, cinemaId);
    expect(CinemaSnapshot.shape.staff.unwrap().parse(staff)).toHaveLength(demoStaff.length);
    expect(CinemaSnapshot.shape.limits.unwrap().parse(limits)).toEqual(limits);
  });
});

test('two cinemas have different peppers, and a hash is argon2id in its own notation', async () => {
  expect(staffPepper(1)).not.toEqual(staffPepper(2));
  expect(await hashPin(keyPin(staffPepper(1), '135790'))).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
});
