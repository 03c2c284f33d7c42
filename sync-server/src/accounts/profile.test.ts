import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { insertRows, type Row } from '../platform/database.ts';
import { engines } from '../platform/testing/databases.ts';
import { minuteMs, openTestAccounts, password, phone, stranger, type TestAccounts } from './testing/test-accounts.ts';

describe.each(engines)('the own account on %s', (engine) => {
  let on: TestAccounts;
  beforeEach(async () => {
    on = await openTestAccounts(engine);
  });
  afterEach(() => on.close());

  test('a forgotten password is set anew by PIN, and every session ends', async () => {
    const { accessToken } = await on.aUser();
    await on.sendPin('reset');
    const body = { phone, pin: on.lastPin(), password: 'nachos4711' };
    expect((await on.ask('POST', '/api/v1/password-resets', { body })).status).toBe(200);
    expect((await on.me(accessToken)).status).toBe(401);
    expect((await on.logIn()).body.code).toBe('credentials-wrong');
    expect((await on.logIn({ password: 'nachos4711' })).status).toBe(201);
    expect((await on.ask('POST', '/api/v1/password-resets', { body })).body.code).toBe('pin-wrong');
  });

  test('the password is changed by who knows it', async () => {
    const { accessToken: token } = await on.aUser();
    const change = (old: string) =>
      on.ask('PUT', '/api/v1/me/password', { token, body: { password: old, newPassword: 'nachos4711' } });
    expect((await change('wrong')).body.code).toBe('credentials-wrong');
    expect((await change(password)).status).toBe(200);
    expect((await on.me(token)).status).toBe(401);
    expect((await on.logIn({ password: 'nachos4711' })).status).toBe(201);
  });

  test('name and address can be changed, and nothing else', async () => {
    const { accessToken: token } = await on.aUser();
    const patch = (body: object) => on.ask('PATCH', '/api/v1/me', { token, body });
    expect((await patch({ name: 'Ada L.', email: 'ada@example.com' })).body).toMatchObject({
      name: 'Ada L.',
      email: 'ada@example.com',
    });
    expect((await patch({ role: 'admin' })).status).toBe(400);
    expect((await patch({ email: 'nonsense' })).status).toBe(400);
    expect((await patch({ email: null })).body).toMatchObject({ name: 'Ada L.', email: null, role: 'moviegoer' });
  });

  test('the export has all that is kept and no secret', async () => {
    const { accessToken: token } = await on.aUser();
    const { status, body } = await on.ask('GET', '/api/v1/me/export', { token });
    expect([status, body]).toMatchObject([
      200,
      { user: { phone }, sessions: [{ device: 'Pixel' }], actions: [{ operation: 'register' }], bookings: [] },
    ]);
    expect(JSON.stringify(body)).not.toMatch(/hash|salt|password/);
  });

  test('the export has the own bookings with their tickets, and nobody else’s', async () => {
    const { accessToken: token } = await on.aUser();
    const { accessToken: others } = await on.aUser(stranger);
    const ids = [await on.idOf(token), await on.idOf(others)];
    const screeningId = await on.server.aScreening();
    const sold = { user_type: 'moviegoer', currency: 'EUR', sold_at_ms: 5, recorded_at_ms: 6, state: 'sold' };
    const ticket = { screening_id: screeningId, version: 1, ticket_class: 'adult', tax_minor: 60, valid: 1 };
    await on.server.database.transaction('bookings', async (tx) => {
      const insert = (table: string, row: Row) => insertRows(tx, table, Object.keys(row), [Object.values(row)]);
      for (const [seq, userId] of ids.entries()) {
        const of = { terminal_id: 1, seq };
        const booking = { order_key: `order-${seq}`, user_id: userId, screening_id: screeningId };
        await insert('booking', { ...of, ...booking, total_minor: 900 + seq, ...sold });
        await insert('ticket', { ...of, line: 0, ...ticket, seat_id: seq + 1, price_minor: 900 + seq });
      }
    });
    const { body } = await on.ask('GET', '/api/v1/me/export', { token });
    const { bookings, tickets } = body;
    const { recorded_at_ms: _, ...told } = sold;
    expect({ bookings, tickets }).toEqual({
      bookings: [{ order_key: 'order-0', screening_id: screeningId, total_minor: 900, ...told }],
      tickets: [
        {
          order_key: 'order-0',
          line: 0,
          screening_id: screeningId,
          seat_id: 1,
          ticket_class: 'adult',
          price_minor: 900,
          tax_minor: 60,
          valid: 1,
          passed_on: 0,
        },
      ],
    });
  });

  test('a deleted account is gone: no log in, no token, no name; its number can be registered anew', async () => {
    const { accessToken: token } = await on.aUser();
    const remove = (given: string) => on.ask('POST', '/api/v1/me/deletion', { token, body: { password: given } });
    expect((await remove('wrong')).body.code).toBe('credentials-wrong');
    expect((await remove(password)).status).toBe(200);
    expect((await on.me(token)).status).toBe(401);
    expect((await on.logIn()).body.code).toBe('credentials-wrong');
    expect(await on.server.database.all('SELECT name, phone, email, encrypted_password FROM `user`')).toEqual([
      { name: '', phone: null, email: null, encrypted_password: null },
    ]);
    expect(await on.server.count('salt')).toBe(0);
    on.server.time.nowMs += minuteMs;
    expect((await on.me((await on.aUser()).accessToken)).status).toBe(200);
  });

  test('the export has the own devices, and with a deleted account they go, and only they', async () => {
    const { accessToken: token } = await on.aUser();
    const ids = [await on.idOf(token), await on.idOf((await on.aUser(stranger)).accessToken)];
    const device = { public_key: 'key', counter: 7, transports: 'internal', backed_up: 1, created_at_ms: 5, cloned: 0 };
    await on.server.database.transaction('devices', async (tx) => {
      const insert = (table: string, row: Row) => insertRows(tx, table, Object.keys(row), [Object.values(row)]);
      for (const [at, userId] of ids.entries()) {
        const named = { name: `Phone ${at}`, credential_id: `credential-${at}` };
        await insert('device', { id: `device-${at}`, user_id: userId, ...named, ...device });
        const asked = { purpose: 'pay', hold_id: 'h', binding_hash: 'x', expires_at_ms: 9 };
        await insert('challenge', { id: `challenge-${at}`, user_id: userId, ...asked });
      }
    });
    const { body } = await on.ask('GET', '/api/v1/me/export', { token });
    const never = { last_used_at_ms: null, revoked_at_ms: null };
    expect(body.devices).toEqual([
      { id: 'device-0', name: 'Phone 0', credential_id: 'credential-0', ...device, ...never },
    ]);
    expect((await on.ask('POST', '/api/v1/me/deletion', { token, body: { password } })).status).toBe(200);
    const left = (table: string) => on.server.database.all(`SELECT id FROM ${table}`);
    expect([await left('device'), await left('challenge')]).toEqual([[{ id: 'device-1' }], [{ id: 'challenge-1' }]]);
  });

  test('with a deleted account go the PINs of its number and what its phones were called', async () => {
    const { accessToken: token } = await on.aUser();
    await on.sendPin('reset');
    await on.logIn({ device: 'Ada’s second phone' });
    await on.aUser(stranger);
    expect((await on.ask('POST', '/api/v1/me/deletion', { token, body: { password } })).status).toBe(200);
    const { all } = on.server.database;
    expect(await all('SELECT DISTINCT phone FROM sms_pin')).toEqual([{ phone: stranger }]);
    expect(await all('SELECT device FROM `session` ORDER BY device')).toEqual(
      ['', '', 'Pixel'].map((device) => ({ device })),
    );
    const acts = await all('SELECT * FROM user_action');
    expect(JSON.stringify(acts)).not.toMatch(/Ada|Pixel|\+49/);
  });

  describe('admins', () => {
    test('see all accounts in pages, and change the role of others but not their own', async () => {
      const { accessToken: token } = await on.aUser();
      const adminId = await on.idOf(token);
      const other = await on.aUser(stranger);
      const otherId = await on.idOf(other.accessToken);
      expect((await on.ask('GET', '/api/v1/users', { token })).status).toBe(403);
      await on.setRole(adminId, 'admin');
      const first = await on.ask('GET', '/api/v1/users?limit=1', { token });
      expect(first.body).toMatchObject({ users: [{ id: adminId }], next: String(adminId) });
      expect((await on.ask('GET', `/api/v1/users?limit=1&cursor=${first.body.next}`, { token })).body).toMatchObject({
        users: [{ id: otherId }],
        next: null,
      });
      const setRole = (id: number) => on.ask('PUT', `/api/v1/users/${id}/role`, { token, body: { role: 'manager' } });
      expect((await setRole(otherId)).status).toBe(200);
      expect((await on.me(other.accessToken)).body.role).toBe('manager');
      expect((await setRole(adminId)).body.code).toBe('own-role');
      expect((await setRole(99_999)).status).toBe(404);
      expect(await on.server.count('user_action', "operation = 'change-role' AND user_id = ?", [otherId])).toBe(1);
    });

    test('find the accounts of a role, page by page', async () => {
      const { accessToken: token } = await on.aUser();
      const adminId = await on.idOf(token);
      await on.setRole(adminId, 'admin');
      const ushers: number[] = [];
      for (const [at, role] of ['usher', 'moviegoer', 'usher', 'usher'].entries()) {
        const id = await on.idOf((await on.aUser(`+4917000000${at}0`)).accessToken);
        await on.setRole(id, role);
        if (role === 'usher') ushers.push(id);
      }
      const page = async (query: string) => {
        const { body } = await on.ask('GET', `/api/v1/users?${query}`, { token });
        return [(body.users as { id: number }[]).map(({ id }) => id), body.next];
      };
      expect(await page('role=usher&limit=2')).toEqual([ushers.slice(0, 2), String(ushers[1])]);
      expect(await page(`role=usher&limit=2&cursor=${ushers[1]}`)).toEqual([ushers.slice(2), null]);
      expect(await page('role=admin')).toEqual([[adminId], null]);
      expect((await on.ask('GET', '/api/v1/users?role=king', { token })).status).toBe(400);
    });
  });
});
