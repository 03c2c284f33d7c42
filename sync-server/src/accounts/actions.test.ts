/** The audit log: who sees which acts, and how they are found. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { insertRows } from '../platform/database.ts';
import { engines } from '../platform/testing/databases.ts';
import { cinemaId, seats } from '../testing/house.ts';
import { serveTestApi, type TestApi } from '../testing/test-api.ts';
import { openTestServer, type TestServer } from '../testing/test-server.ts';
import { noteAct, readActor } from './acts.ts';

interface Listed {
  id: number;
  operation: string;
  object: string | null;
  actor: { id: number; name: string } | null;
  user: { id: number; name: string } | null;
  detail: object;
}

describe.each(engines)('the audit log on %s', (engine) => {
  let server: TestServer;
  let api: TestApi;
  let screening: number;
  const tokens = new Map<string, string>();
  const users = new Map<string, number>();

  beforeAll(async () => {
    server = await openTestServer(engine);
    screening = await server.aScreening();
    api = await serveTestApi(server);
    await server.database.transaction('another cinema', (tx) =>
      insertRows(
        tx,
        'cinema',
        ['id', 'name', 'city', 'latitude', 'longitude', 'information', 'time_zone', 'currency'],
        [[2, 'Odeon', 'Bern', 46.9, 7.4, '', 'Europe/Zurich', 'CHF']],
      ),
    );
    for (const [name, role, cinemaIds] of [
      ['ann', 'manager', [cinemaId]],
      ['ben', 'manager', [2]],
      ['root', 'admin', []],
    ] as const) {
      const { userId, token } = await api.openAccount({ name, role, cinemaIds });
      users.set(name, userId);
      tokens.set(name, token);
    }
  });
  afterAll(async () => {
    await api.close();
    await server.close();
  });

  let keys = 0;
  async function ask(who: string, method: string, path: string, body?: object) {
    keys += 1;
    const answer = await fetch(`${api.http.url}/api/v1${path}`, {
      method,
      headers: {
        'Content-Type': 'application/json',
        'Idempotency-Key': `audit-test-${keys}`,
        Authorization: `Bearer ${tokens.get(who)}`,
      },
      ...(body && { body: JSON.stringify(body) }),
    });
    return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
  }
  const acts = async (who: string, path: string) =>
    ((await ask(who, 'GET', path)).body as { actions: Listed[] }).actions ?? [];
  const ofCinema = (who: string, query = '') => acts(who, `/managed/cinemas/${cinemaId}/actions${query}`);
  const operations = (listed: Listed[]) => listed.map(({ operation }) => operation);

  test('an act is told by whom, to what and with what, the newest first, to the managers of that cinema alone', async () => {
    const added = await ask('ann', 'POST', `/cinemas/${cinemaId}/staff`, { name: 'Jo', role: 'usher', pin: '135790' });
    server.time.nowMs += 1000;
    await ask('ann', 'POST', `/managed/screenings/${screening}/block`, { seatIds: [seats[0]?.id], reason: 'house' });
    server.time.nowMs += 1000;
    await ask('ben', 'POST', '/cinemas/2/items', { name: 'Tea', priceMinor: 300, taxBasisPoints: 770 });
    expect(await ofCinema('ann')).toMatchObject([
      { operation: 'block-seats', object: `screening ${screening}`, actor: { id: users.get('ann'), name: 'ann' } },
      { operation: 'insert-staff', object: `staff ${added.body.id}`, detail: { name: 'Jo', role: 'usher' } },
    ]);
    expect((await ask('ben', 'GET', `/managed/cinemas/${cinemaId}/actions`)).status).toBe(404);
    expect((await ask('ann', 'GET', '/managed/actions')).status).toBe(403);
    expect(operations(await acts('root', '/managed/actions'))).toEqual(['insert-item', 'block-seats', 'insert-staff']);
  });

  test('a PIN is in no entry of it', async () => {
    expect(JSON.stringify(await server.database.all('SELECT * FROM user_action'))).not.toContain('135790');
    expect(JSON.stringify(await server.database.all('SELECT body_hash, answer FROM operation'))).not.toContain(
      '135790',
    );
  });

  test('what is looked for: a person, a kind, a thing, days by the cinema’s clock', async () => {
    const day = new Date(server.time.nowMs).toISOString().slice(0, 10);
    const before = new Date(server.time.nowMs - 3 * 86_400_000).toISOString().slice(0, 10);
    expect(operations(await ofCinema('ann', `?user=${users.get('ben')}`))).toEqual([]);
    expect(operations(await ofCinema('ann', '?operation=insert-staff'))).toEqual(['insert-staff']);
    expect(operations(await ofCinema('ann', `?object=screening%20${screening}`))).toEqual(['block-seats']);
    expect(operations(await ofCinema('ann', `?from=${day}&to=${day}`))).toHaveLength(2);
    expect(await ofCinema('ann', `?to=${before}`)).toEqual([]);
    expect((await ask('ann', 'GET', `/managed/cinemas/${cinemaId}/actions?from=yesterday`)).status).toBe(400);
  });

  test('pages follow each other without gap or repeat, also within one moment', async () => {
    const act = { operation: 'rename-terminal', by: 'Ada', cinemaId, detail: {} };
    await server.database.transaction('many', async (tx) => {
      for (let n = 0; n < 7; n++) await noteAct(tx, server.deps, act);
    });
    const all = (await ofCinema('ann')).map(({ id }) => id);
    const paged: number[] = [];
    for (let cursor: unknown = ''; cursor !== null; ) {
      const page = await ask(
        'ann',
        'GET',
        `/managed/cinemas/${cinemaId}/actions?limit=3${cursor && `&cursor=${cursor}`}`,
      );
      paged.push(...(page.body.actions as Listed[]).map(({ id }) => id));
      cursor = page.body.next;
    }
    expect([paged, paged.length]).toEqual([all, 9]);
  });

  test('what people do with their own accounts is no cinema’s business', async () => {
    const userId = users.get('ann') ?? 0;
    await server.database.transaction('own', (tx) =>
      noteAct(tx, server.deps, {
        operation: 'hold-seats',
        by: `user ${userId}`,
        userId,
        detail: { screeningId: screening },
      }),
    );
    expect(operations(await ofCinema('ann'))).not.toContain('hold-seats');
    expect(await acts('root', '/managed/actions?operation=hold-seats')).toMatchObject([
      { cinemaId: null, object: null },
    ]);
  });

  test.each<[string, (about: { screening: number; terminal: number }) => object, string]>([
    ['a screening', ({ screening }) => ({ screeningId: screening }), 'screening'],
    ['a terminal', ({ terminal }) => ({ terminal }), 'terminal'],
    ['a seat', () => ({ seatId: seats[0]?.id }), 'seat'],
    ['a venue', () => ({ venueId: 1 }), 'venue'],
    ['a cinema', () => ({ cinemaId }), 'cinema'],
    ['one thing of the catalogue', () => ({ kind: 'venue', ids: [1] }), 'venue'],
    ['its prices', () => ({ kind: 'prices', ids: [cinemaId] }), 'prices'],
  ])('an act on %s is found in its cinema', async (_what, detailOf, kind) => {
    const { terminal } = await server.aTerminal();
    const detail = { ...detailOf({ screening, terminal }) };
    await server.database.transaction('act', (tx) =>
      noteAct(tx, server.deps, { operation: 'look-at', by: 'Ada', detail }),
    );
    const [last] = await ofCinema('ann', '?operation=look-at&limit=1');
    expect(last?.object).toMatch(new RegExp(`^${kind} \\d+$`));
  });

  test('an act on several things of one cinema is of that cinema, one on things of two or on a film is of none', async () => {
    const other = await server.aScreening();
    const note = (operation: string, detail: object) =>
      server.database.transaction('act', (tx) =>
        noteAct(tx, server.deps, { operation, by: 'Ada', detail: { ...detail } }),
      );
    await note('enter-two', { kind: 'screening', ids: [screening, other] });
    await note('price-two', { kind: 'prices', ids: [cinemaId, 2] });
    await note('name-film', { kind: 'movie', ids: [1] });
    const seen = async (operation: string) => (await ofCinema('ann', `?operation=${operation}`)).length;
    expect([await seen('enter-two'), await seen('price-two'), await seen('name-film')]).toEqual([1, 0, 0]);
  });

  test('an act on nothing that is known has no cinema, and only administrators see it', async () => {
    await server.database.transaction('act', (tx) =>
      noteAct(tx, server.deps, { operation: 'paint-wall', by: 'Ada', detail: { screeningId: 9999 } }),
    );
    expect(await ofCinema('ann', '?operation=paint-wall')).toEqual([]);
    expect(await acts('root', '/managed/actions?operation=paint-wall')).toMatchObject([{ cinemaId: null }]);
  });

  test('a user is named whose cinemas or role were changed', async () => {
    await ask('root', 'PUT', `/users/${users.get('ben')}/cinemas`, { cinemaIds: [cinemaId, 2] });
    const [given] = await acts('root', '/managed/actions?operation=set-user-cinemas');
    expect(given).toMatchObject({
      user: { name: 'ben' },
      object: `user ${users.get('ben')}`,
      detail: { cinemaIds: [1, 2] },
    });
  });
});

test.each([
  ['user 7', 7],
  ['Ada (user 12)', 12],
  ['Morgan', null],
  ['server', null],
  ['user of the tunnel', null],
])('“%s” is the hand of %s', (by, id) => expect(readActor(by)).toBe(id));
