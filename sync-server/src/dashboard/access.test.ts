/** Who sees which cinema: each route that names one, or something of one, asks. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { insertSession, insertUser } from '../accounts/accounts.sql.ts';
import { authenticate } from '../accounts/accounts.ts';
import { makeManagedCinemasApi } from '../accounts/managed-cinemas.route.ts';
import { replaceCinemasOf } from '../accounts/managed-cinemas.sql.ts';
import { signAccessToken } from '../accounts/tokens.ts';
import { raiseExceptions } from '../exceptions/exceptions.ts';
import { makeInboxApi } from '../exceptions/inbox.route.ts';
import { type ApiRoute, makeApiRouter, type Role } from '../platform/api.ts';
import { insertRows } from '../platform/database.ts';
import { readKeyPair } from '../platform/keys.ts';
import { engines } from '../platform/testing/databases.ts';
import { makeManageScreeningsApi } from '../screenings/manage.route.ts';
import { makeFleetApi } from '../terminals/fleet.route.ts';
import { cinemaId, seats } from '../testing/house.ts';
import { serveRoutes, type TestHttp } from '../testing/test-http.ts';
import { openTestServer, type TestServer } from '../testing/test-server.ts';
import { makeDashboardApi } from './dashboard.ts';

const tokenKey = readKeyPair(Buffer.alloc(32, 7));

describe.each(engines)('a cinema’s managers on %s', (engine) => {
  let server: TestServer;
  let http: TestHttp;
  let routes: ApiRoute[];
  let screening: number;
  let terminal: number;
  const tokens = new Map<string, string>();
  const users = new Map<string, number>();

  beforeAll(async () => {
    server = await openTestServer(engine);
    screening = await server.aScreening();
    terminal = (await server.aTerminal()).terminal;
    const { deps } = server;
    routes = [
      ...makeDashboardApi(deps),
      ...makeManageScreeningsApi(deps),
      ...makeInboxApi(deps),
      ...makeFleetApi(deps),
      ...makeManagedCinemasApi(deps),
    ];
    const accounts = { ...deps, tokenKey };
    http = await serveRoutes(
      makeApiRouter({
        routes,
        authenticate: (token) => authenticate(accounts, token),
        unlimited: true,
        checkAnswers: true,
      }),
    );
    await server.database.transaction('another cinema', (tx) =>
      insertRows(
        tx,
        'cinema',
        ['id', 'name', 'city', 'latitude', 'longitude', 'information', 'time_zone', 'currency'],
        [[2, 'Odeon', 'Bern', 46.9, 7.4, '', 'Europe/Zurich', 'CHF']],
      ),
    );
    await openUser('owner', 'manager', [cinemaId]);
    await openUser('stranger', 'manager', [2]);
    await openUser('newcomer', 'manager', []);
    await openUser('admin', 'admin', []);
    await server.database.transaction('case', (tx) =>
      raiseExceptions(tx, deps, [{ kind: 'holdings-differ', terminal, detail: { here: 1, there: 2 } }]),
    );
  });
  afterAll(async () => {
    await http.close();
    await server.close();
  });

  async function openUser(name: string, role: Role, cinemaIds: readonly number[]): Promise<void> {
    const { nowMs } = server.time;
    const sessionId = `session-of-${name}`;
    const userId = await server.database.transaction('account', async (tx) => {
      const phone = `+4917000000${users.size}`;
      const id = await insertUser(tx, { name, phone, hash: 'x', salt: 'x', role, nowMs });
      const times = { created_at_ms: nowMs, refreshed_at_ms: nowMs, expires_at_ms: nowMs + 86_400_000 };
      await insertSession(tx, { id: sessionId, user_id: id, token_hash: 'x', device: 'test', ...times });
      await replaceCinemasOf(tx, id, { cinemaIds, nowMs });
      return id;
    });
    users.set(name, userId);
    tokens.set(name, await signAccessToken({ ...server.deps, tokenKey }, { userId, sessionId }));
  }

  let asked = 0;
  async function ask(who: string, method: string, path: string, body: unknown = {}) {
    asked += 1;
    const answer = await fetch(http.url + path, {
      method: method.toUpperCase(),
      headers: {
        'Content-Type': 'application/json',
        'Idempotency-Key': `access-${asked}-${who}`,
        Authorization: `Bearer ${tokens.get(who)}`,
      },
      ...(method === 'get' ? {} : { body: JSON.stringify(body) }),
    });
    return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
  }

  /** What each order says; those that read say nothing. */
  const bodies = (): Record<string, object> => ({
    Block_seats: { seatIds: [seats[0]?.id], reason: 'house' },
    Unblock_seats: { seatIds: [seats[0]?.id] },
    Override_quarantine: { seatIds: [seats[0]?.id], reason: 'test' },
    Set_seat_available: { available: true },
    Cancel_screening: { reason: 'test' },
    Settle_exception: { action: 'noted', note: 'test' },
    Make_enrolment_codes: { terminals: [{ name: 'Lobby', role: 'kiosk' }] },
    Rename_terminal: { name: 'Lobby' },
    Break_terminal: { as: 'dead', reason: 'test' },
    Replace_terminal: { as: 'dead', reason: 'test' },
  });

  async function nameAll(path: string): Promise<string> {
    const [found] = await server.database.all<{ id: string }>('SELECT id FROM `exception`');
    return path
      .replace('/cinemas/:id', `/cinemas/${cinemaId}`)
      .replace('/screenings/:id', `/screenings/${screening}`)
      .replace('/seats/:id', `/seats/${seats[0]?.id}`)
      .replace(':seat', String(seats[0]?.id))
      .replace('/exceptions/:id', `/exceptions/${found?.id}`)
      .replace(':terminal', String(terminal))
      .replace(':code', 'abc');
  }

  test('nothing of a cinema is there for the manager of another, whatever they ask for', async () => {
    const ofCinema = routes.filter(({ tag, path }) => tag === 'management' && path.includes(':'));
    expect(ofCinema.length).toBeGreaterThan(20);
    const seen: [string, string, number][] = [];
    for (const { operationId, method, path } of ofCinema) {
      const query = operationId === 'House_info' ? '?day=2026-11-30' : '';
      for (const who of ['stranger', 'newcomer'])
        seen.push([
          operationId,
          who,
          (await ask(who, method, (await nameAll(path)) + query, bodies()[operationId])).status,
        ]);
    }
    expect(seen.filter(([, , status]) => status !== 404)).toEqual([]);
    const acts = await server.database.all("SELECT operation FROM user_action WHERE operation <> 'enrol'");
    expect(acts).toEqual([]);
  });

  test('a manager sees their own cinemas, an administrator all of them', async () => {
    const cinemasOf = async (who: string) => {
      const { body } = await ask(who, 'get', '/api/v1/managed');
      return (body.cinemas as { id: number }[]).map(({ id }) => id);
    };
    expect(await Promise.all(['owner', 'stranger', 'newcomer', 'admin'].map(cinemasOf))).toEqual([
      [1],
      [2],
      [],
      [1, 2],
    ]);
  });

  test('an administrator gives a cinema and takes it away again; it counts at once', async () => {
    const path = `/api/v1/users/${users.get('newcomer')}/cinemas`;
    expect(await ask('owner', 'put', path, { cinemaIds: [1] })).toMatchObject({ status: 403 });
    expect(await ask('admin', 'put', path, { cinemaIds: [1, 99] })).toMatchObject({ status: 404 });
    expect(await ask('admin', 'put', path, { cinemaIds: [1] })).toMatchObject({ status: 200 });
    expect((await ask('newcomer', 'get', '/api/v1/managed/cinemas/1/terminals')).status).toBe(200);
    expect((await ask('admin', 'get', path)).body).toEqual({ cinemaIds: [1] });
    expect(await ask('admin', 'put', path, { cinemaIds: [] })).toMatchObject({ status: 200 });
    expect((await ask('newcomer', 'get', '/api/v1/managed/cinemas/1/terminals')).status).toBe(404);
  });

  test('a case is settled by name, once, and stays to be read', async () => {
    const { body } = await ask('owner', 'get', '/api/v1/managed/cinemas/1/exceptions');
    const [open] = body.exceptions as { id: string }[];
    const path = `/api/v1/managed/exceptions/${open?.id}/settlement`;
    const settled = await ask('owner', 'post', path, { action: 'noted', note: 'Looked at it' });
    expect(settled.body).toMatchObject({ ok: true, by: `owner (user ${users.get('owner')})` });
    const again = await ask('admin', 'post', path, { action: 'noted', note: 'Me too' });
    expect(again).toMatchObject({ status: 409, body: { code: 'settled-already' } });
    const kept = await ask('owner', 'get', '/api/v1/managed/cinemas/1/exceptions?state=settled');
    expect(kept.body).toMatchObject({ open: [], exceptions: [{ settled: { note: 'Looked at it' } }] });
  });

  test('the house counts each seat once, and says in whose hands the unsold are', async () => {
    const [a, b, c] = seats.map(({ id }) => id);
    await server.grant(terminal, screening, [a ?? 0, b ?? 0]);
    await ask('owner', 'post', `/api/v1/managed/screenings/${screening}/block`, { seatIds: [c], reason: 'house' });
    const { body } = await ask('owner', 'get', `/api/v1/managed/screenings/${screening}`);
    expect(body).toMatchObject({
      capacity: seats.length,
      granted: 2,
      stranded: 0,
      blocked: 1,
      free: seats.length - 3,
      holders: [{ terminal, seats: 2, isReachable: true }],
    });
    server.deps.isReachable = () => false;
    expect((await ask('owner', 'get', `/api/v1/managed/screenings/${screening}`)).body.stranded).toBe(2);
    delete server.deps.isReachable;
    const { events } = (await ask('owner', 'get', `/api/v1/managed/screenings/${screening}/seats/${a}/history`))
      .body as { events: object[] };
    expect(events).toMatchObject([{ what: 'moved', state: 'granted', terminal }]);
  });

  test('replacing a terminal closes it, says what is stranded, and gives a code for the next one', async () => {
    const holding = await ask('owner', 'get', `/api/v1/managed/terminals/${terminal}/holding`);
    expect(holding.body).toMatchObject({ screenings: [{ id: screening, seats: 2 }] });
    const order = { as: 'dead', reason: 'Its screen is broken' };
    const replaced = await ask('owner', 'post', `/api/v1/managed/terminals/${terminal}/replacement`, order);
    expect(replaced).toMatchObject({ status: 201, body: { quarantined: 2, code: { role: 'kiosk' } } });
    const twice = await ask('owner', 'post', `/api/v1/managed/terminals/${terminal}/break`, order);
    expect(twice).toMatchObject({ status: 409, body: { code: 'terminal-closed' } });
    const codes = await ask('owner', 'get', '/api/v1/managed/cinemas/1/enrolment-codes');
    expect((codes.body.codes as unknown[]).length).toBeGreaterThan(0);
  });
});
