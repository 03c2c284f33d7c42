import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { makeApiRouter, type Role } from '../platform/api.ts';
import { engines } from '../platform/testing/databases.ts';
import { cinemaId } from '../testing/house.ts';
import { insertManager } from '../testing/manager.ts';
import { serveRoutes, type TestHttp } from '../testing/test-http.ts';
import { openTestServer, type TestServer } from '../testing/test-server.ts';
import { answerVoucherAsk, makeVouchersApi } from './vouchers.ts';

describe.each(engines)('the managers’ routes of vouchers on %s', (engine) => {
  let server: TestServer;
  let http: TestHttp;
  let userId: number;
  let keys = 0;
  beforeAll(async () => {
    server = await openTestServer(engine);
    userId = await insertManager(server.database);
    const authenticate = async (token: string) => ({ userId, role: token as Role, sessionId: 's' });
    const routes = makeVouchersApi({ ...server.deps, voucherSecret: Buffer.alloc(32, 4) });
    http = await serveRoutes(makeApiRouter({ routes, authenticate, checkAnswers: true, unlimited: true }));
  });
  afterAll(async () => {
    await http?.close();
    await server.close();
  });

  async function send(method: string, path: string, body?: object, role = 'manager') {
    keys += 1;
    const answer = await fetch(`${http.url}/api/v1/vouchers${path}`, {
      method,
      headers: {
        'Content-Type': 'application/json',
        Authorization: `Bearer ${role}`,
        'Idempotency-Key': `key-of-test-${keys}`,
      },
      ...(body && { body: JSON.stringify(body) }),
    });
    // biome-ignore lint/suspicious/noExplicitAny: read as each test expects it
    return { status: answer.status, body: (await answer.json()) as any };
  }
  const issue = (changes: object = {}, role = 'manager') => {
    const expiresAtMs = server.time.nowMs + 1000;
    return send('POST', '', { cinemaId, currency: 'EUR', amountMinor: 2500, count: 3, expiresAtMs, ...changes }, role);
  };

  test('a manager issues vouchers: their codes are answered, and listed are only their ends, in pages', async () => {
    const issued = await issue();
    expect(issued.status).toBe(201);
    const codes: string[] = issued.body.vouchers.map(({ code }: { code: string }) => code);
    for (const code of codes) expect(code).toMatch(/^[0-9A-Z]{4}(-[0-9A-Z]{4}){3}$/);
    const first = await send('GET', '?limit=2');
    const second = await send('GET', `?limit=2&cursor=${first.body.next}`);
    const listed = [...first.body.vouchers, ...second.body.vouchers];
    expect(listed.map(({ codeEnd }) => codeEnd)).toEqual(codes.map((code) => code.slice(-4)).reverse());
    expect(second.body.next).toBeNull();
    expect(JSON.stringify(listed)).not.toContain(codes[0]);
    const found = await send('GET', `?state=free&codeEnd=${codes[1]?.slice(-4)}`);
    expect(found.body.vouchers).toMatchObject([{ balanceMinor: 2500, state: 'free', heldBy: null }]);
  });

  test('what happened to a voucher is told, and who did it', async () => {
    const { vouchers } = (await issue({ count: 1 })).body;
    const [{ id, code }] = vouchers;
    const terminal = await server.aTerminal({ role: 'till' });
    const asked = { operationId: 'ask-of-the-till', code: code.replaceAll('-', '') };
    await answerVoucherAsk(server.deps, { terminal: terminal.terminal, cinemaId }, asked);
    expect((await send('POST', `/${id}/void`, { reason: 'lost' })).body).toMatchObject({
      code: 'voucher-in-use',
      holder: terminal.terminal,
    });
    expect((await send('POST', `/${id}/take-back`, { reason: 'flooded' })).status).toBe(200);
    expect((await send('POST', `/${id}/take-back`, { reason: 'flooded' })).status).toBe(409);
    expect((await send('POST', `/${id}/void`, { reason: 'lost' })).status).toBe(200);
    const { voucher, movements } = (await send('GET', `/${id}`)).body;
    expect(voucher).toMatchObject({ id, state: 'void', balanceMinor: 2500 });
    expect(movements.map(({ kind, by, terminal: at }: Record<string, unknown>) => [kind, by, at])).toEqual([
      ['void', `user ${userId}`, null],
      ['take-back', `user ${userId}`, terminal.terminal],
      ['grant', null, terminal.terminal],
      ['issue', `user ${userId}`, null],
    ]);
  });

  test('nobody but a manager, not for a cinema that is not there, in its currency, and not for yesterday', async () => {
    expect((await send('GET', '', undefined, 'cashier')).status).toBe(403);
    expect((await issue({ cinemaId: 99 })).status).toBe(404);
    expect((await issue({ currency: 'USD' })).body).toMatchObject({ code: 'currency-wrong' });
    expect((await issue({ currency: 'USD', cinemaId: null }, 'admin')).status).toBe(201);
    expect((await issue({ expiresAtMs: server.time.nowMs })).body).toMatchObject({ code: 'expiry-past' });
    expect((await issue({ count: 501 })).status).toBe(400);
    expect((await send('GET', '/99999')).status).toBe(404);
    expect((await send('POST', '/99999/void', { reason: 'x' })).status).toBe(404);
  });
});
