import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { engines } from '../platform/testing/databases.ts';
import { makeRightsRoutes } from '../rights/rights.route.ts';
import { cinemaId } from '../testing/house.ts';
import { serveRoutes, type TestHttp } from '../testing/test-http.ts';
import { openTestServer, type TestServer, type TestTerminal } from '../testing/test-server.ts';
import { makeManageRoutes } from './manage.route.ts';

describe.each(engines)('a manager and the terminals on %s', (engine) => {
  let server: TestServer;
  let http: TestHttp;
  let terminal: TestTerminal;
  let screeningId: number;
  let operations = 0;
  beforeAll(async () => {
    server = await openTestServer(engine);
    http = await serveRoutes(makeManageRoutes(server.deps), makeRightsRoutes(server.deps));
  });
  afterAll(async () => {
    await http.close();
    await server.close();
  });
  beforeEach(async () => {
    terminal = await server.aTerminal();
    screeningId = await server.aScreening();
  });

  const order = () => ({ operationId: `operation-${++operations}`, by: 'Mara', reason: 'fell into the fountain' });
  const shown = async () => {
    const { body } = await http.get(`/api/v1/terminals?cinema=${cinemaId}`);
    return (body as { terminals: { terminal: number }[] }).terminals.find((row) => row.terminal === terminal.terminal);
  };

  test('sees what each holds, breaks one once, and sees what is stranded by it', async () => {
    await server.grant(terminal.terminal, screeningId, [5, 6]);
    const connection = server.connect();
    await server.sayHello(connection, terminal);
    const open = {
      state: 'open',
      reachable: true,
      holding: 2,
      quarantined: 0,
      ackedSeq: 0,
      releasedSeq: 0,
      closed: null,
    };
    expect(await shown()).toMatchObject({ ...open, lastSeenMs: server.time.nowMs, appVersion: '1.0.0' });
    const path = `/api/v1/terminals/${terminal.terminal}/break`;
    const dead = { ...order(), as: 'dead' };
    expect(await http.post(path, dead)).toEqual({ status: 200, body: { ok: true, quarantined: 2 } });
    expect(await http.post(path, dead)).toEqual({ status: 200, body: { ok: true, quarantined: 2 } });
    expect(await http.post(path, { ...order(), as: 'stolen' })).toEqual({
      status: 409,
      body: { ok: false, reason: 'terminal-closed' },
    });
    expect(await http.post(path, { ...dead, by: 'Jo' })).toMatchObject({
      status: 409,
      body: { code: 'operation-reused' },
    });
    expect(await shown()).toMatchObject({
      state: 'closed',
      reachable: false,
      holding: 0,
      quarantined: 2,
      closed: { as: 'dead', by: 'Mara', reason: dead.reason, atMs: server.time.nowMs },
    });
    connection.session.end();
  });

  test('overrides the quarantine of single seats, and only of those that are in it', async () => {
    await server.grant(terminal.terminal, screeningId, [5, 6]);
    await http.post(`/api/v1/terminals/${terminal.terminal}/break`, { ...order(), as: 'dead' });
    const path = `/api/v1/screenings/${screeningId}/override`;
    expect(await http.post(path, { ...order(), seatIds: [5, 7] })).toEqual({
      status: 409,
      body: { ok: false, reason: 'not-quarantined' },
    });
    expect(await http.post(path, { ...order(), seatIds: [5] })).toEqual({ status: 200, body: { ok: true } });
    expect(await server.rights(screeningId, [5, 6])).toMatchObject([{ state: 'free' }, { state: 'quarantined' }]);
    expect(
      await server.count('user_action', "operation = 'override-quarantine' AND detail LIKE ?", [
        `%"screeningId":${screeningId},%`,
      ]),
    ).toBe(1);
  });

  test('is asked for a reason and a name', async () => {
    for (const wrong of [{ ...order(), as: 'lost' }, { ...order(), as: 'dead', by: ' ' }, { as: 'dead' }])
      expect(await http.post(`/api/v1/terminals/${terminal.terminal}/break`, wrong)).toMatchObject({
        status: 400,
        body: { code: 'message-malformed' },
      });
  });
});
