import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { cinemaStream } from '@marquee/shared/protocol/streams';
import { aPriceList } from '@marquee/shared/testing/builders';
import { makeApiRouter, type Role } from '../platform/api.ts';
import { systemRandomness } from '../platform/randomness.ts';
import { engines } from '../platform/testing/databases.ts';
import { cinemaId } from '../testing/house.ts';
import { insertManager } from '../testing/manager.ts';
import { serveRoutes, type TestHttp } from '../testing/test-http.ts';
import { openTestServer, type TestServer } from '../testing/test-server.ts';
import { makeCatalogueApi } from './catalogue.route.ts';
import { insertPrices, loadCinemaSnapshot } from './catalogue.ts';

describe.each(engines)('price rules and items on %s', (engine) => {
  let server: TestServer;
  let http: TestHttp;
  let screeningId: number;
  let keys = 0;
  const announced: string[] = [];

  beforeAll(async () => {
    server = await openTestServer(engine);
    screeningId = await server.aScreening();
    await server.database.transaction('prices', (tx) => insertPrices(tx, cinemaId, aPriceList()));
    const routes = makeCatalogueApi({
      ...server.deps,
      randomness: systemRandomness,
      feed: { announce: (streams) => announced.push(...streams) },
    });
    const userId = await insertManager(server.database);
    const authenticate = async (token: string) => ({ userId, role: token as Role, sessionId: 's' });
    http = await serveRoutes(makeApiRouter({ routes, authenticate, checkAnswers: true, unlimited: true }));
  });
  afterAll(async () => {
    await http?.close();
    await server?.close();
  });

  async function ask(method: string, path: string, body?: unknown) {
    keys += 1;
    const answer = await fetch(`${http.url}/api/v1${path}`, {
      method,
      headers: {
        'Content-Type': 'application/json',
        Authorization: 'Bearer manager',
        'Idempotency-Key': `key-of-test-${keys}`,
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    // biome-ignore lint/suspicious/noExplicitAny: each answer was checked against its schema already
    return { status: answer.status, body: (await answer.json()) as any };
  }
  const rulesPath = `/cinemas/${cinemaId}/price-rules`;
  const snapshot = () => loadCinemaSnapshot(server.database, cinemaId, server.deps.clock.nowMs());
  const acts = async (operation: string) =>
    (await server.database.all('SELECT id FROM user_action WHERE operation = ?', [operation])).length;
  const members = { rank: 1, name: 'Members', membersOnly: true, price: { kind: 'less', minor: 200 } };
  const always = { rank: 5, name: 'Happy hour', price: { kind: 'percent', percent: 50 } };
  const preview = (more: object = {}) =>
    ask('POST', `${rulesPath}/preview`, {
      screeningId,
      ticketClass: 'adult',
      seatKind: 'standard',
      isMember: false,
      ...more,
    });

  test('without rules the class price holds', async () => {
    expect(await ask('GET', rulesPath)).toEqual({ status: 200, body: { rules: [] } });
    expect(await preview()).toMatchObject({ body: { priceMinor: 1200, taxMinor: 79, currency: 'EUR', rule: null } });
    expect((await snapshot()).prices).not.toHaveProperty('rules');
  });

  test('rules are tried out before anybody pays by them', async () => {
    expect(await preview({ rules: [always] })).toMatchObject({ body: { priceMinor: 600, rule: 'Happy hour' } });
    expect(await preview()).toMatchObject({ body: { rule: null } });
  });

  test('rules are replaced whole, go down to the terminals of the cinema, and somebody answers for them', async () => {
    announced.length = 0;
    expect(await ask('PUT', rulesPath, { rules: [members] })).toMatchObject({ status: 200 });
    expect(await ask('PUT', rulesPath, { rules: [always, members] })).toMatchObject({ status: 200 });
    const { body } = await ask('GET', rulesPath);
    expect(body.rules).toEqual([
      { ...always, id: expect.any(Number) },
      { ...members, id: expect.any(Number) },
    ]);
    expect((await snapshot()).prices.rules).toEqual(body.rules);
    expect(announced).toContain(cinemaStream(cinemaId));
    expect(await acts('change-price-rules')).toBe(2);
    expect(await preview()).toMatchObject({ body: { priceMinor: 600, rule: 'Happy hour' } });
    expect(await preview({ isMember: true, seatKind: 'vip' })).toMatchObject({
      body: { priceMinor: 1400, rule: 'Members' },
    });
  });

  test('rules that were made from others than those in force are refused, and nothing is replaced', async () => {
    const { body } = await ask('GET', rulesPath);
    const basedOn = body.rules.map(({ id }: { id: number }) => id);
    expect(await ask('PUT', rulesPath, { rules: [always, members], basedOn })).toMatchObject({ status: 200 });
    const late = await ask('PUT', rulesPath, { rules: [], basedOn });
    expect(late).toMatchObject({ status: 409, body: { code: 'rules-changed' } });
    expect((await ask('GET', rulesPath)).body.rules).toHaveLength(2);
  });

  test('the log says which rules were made, changed and ended', async () => {
    const { body } = await ask('GET', rulesPath);
    const other = { ...members, name: 'Club' };
    await ask('PUT', rulesPath, { rules: [{ ...always, price: { kind: 'percent', percent: 40 } }, other] });
    const [noted] = await server.database.all<{ detail: string }>(
      'SELECT detail FROM user_action ORDER BY id DESC LIMIT 1',
    );
    expect(JSON.parse(noted?.detail ?? '')).toMatchObject({
      changed: { made: ['Club'], changed: ['Happy hour'], ended: ['Members'] },
    });
    await ask('PUT', rulesPath, { rules: body.rules.map(({ id: _, ...rule }: { id: number }) => rule) });
  });

  const table = (body: object) => ask('POST', `/cinemas/${cinemaId}/prices/preview`, body);
  interface Told {
    ticketClass: string;
    seatKind: string;
    isMember: boolean;
    priceMinor: number;
  }

  test('what everybody would pay is one table, and each price is what the single preview says', async () => {
    const { body } = await table({ screeningId });
    expect(body.cells).toHaveLength(4 * 4 * 2);
    for (const { ticketClass, seatKind, isMember, priceMinor } of body.cells as Told[])
      expect((await preview({ ticketClass, seatKind, isMember })).body.priceMinor).toBe(priceMinor);
  });

  test('it says how a price comes about: class, rule, seat, display', async () => {
    const show = { startsAtMs: server.time.nowMs, display: '3D', priceMinor: 1000 };
    const { body } = await table({ show, rules: [always] });
    const child = (body.cells as Told[]).find(
      (cell) => cell.ticketClass === 'child' && cell.seatKind === 'vip' && !cell.isMember,
    );
    const list = aPriceList();
    const classMinor = 10 * list.classPercent.child;
    expect(child).toMatchObject({
      classMinor,
      ruledMinor: classMinor / 2,
      seatMinor: list.seatKindMinor.vip,
      displayMinor: list.displayMinor['3D'],
      priceMinor: classMinor / 2 + list.seatKindMinor.vip + list.displayMinor['3D'],
      rule: 0,
    });
    expect((await table({ show, rules: [] })).body.cells[0]).toMatchObject({ rule: null });
  });

  test('a table is asked of one show, of this cinema', async () => {
    expect((await table({})).status).toBe(400);
    expect(await table({ screeningId: 999 })).toMatchObject({ status: 404, body: { code: 'not-found' } });
  });

  test('the price list is read as it was written, and another one is noted by what it changes', async () => {
    const { rules: _, ...list } = aPriceList();
    expect((await ask('GET', `/cinemas/${cinemaId}/prices`)).body).toEqual(list);
    const changed = { ...list, classPercent: { ...list.classPercent, child: 55 } };
    expect((await ask('PUT', `/cinemas/${cinemaId}/prices`, changed)).status).toBe(200);
    expect((await ask('GET', `/cinemas/${cinemaId}/prices`)).body).toEqual(changed);
    const [noted] = await server.database.all<{ detail: string }>(
      'SELECT detail FROM user_action ORDER BY id DESC LIMIT 1',
    );
    expect(JSON.parse(noted?.detail ?? '').changed).toEqual([`classPercent.child: ${list.classPercent.child} to 55`]);
    expect((await ask('PUT', `/cinemas/${cinemaId}/prices`, list)).status).toBe(200);
  });

  test('a phone is told the price by the rules, never a member’s', async () => {
    const { body } = await ask('GET', `/screenings/${screeningId}`);
    expect(body.prices[0]).toMatchObject({ ticketClass: 'adult', seatKind: 'standard', priceMinor: 600 });
  });

  test('another price list keeps the rules', async () => {
    expect((await ask('PUT', `/cinemas/${cinemaId}/prices`, aPriceList())).status).toBe(200);
    expect((await snapshot()).prices.rules).toHaveLength(2);
    expect((await ask('PUT', `/cinemas/${cinemaId}/prices`, aPriceList({ rules: [] }))).status).toBe(400);
  });

  test.each<[string, object]>([
    ['ends before it begins', { fromMinute: 600, toMinute: 540 }],
    ['ends on a day before it begins', { fromDate: '2026-12-24', toDate: '2026-12-23' }],
    ['has an eighth weekday', { weekdays: [8] }],
    ['brings its own number', { id: 3 }],
    ['has no name', { name: '' }],
    ['costs more than ten million', { price: { kind: 'fixed', minor: 10_000_001 } }],
  ])('a rule that %s is refused', async (_what, changes) => {
    expect((await ask('PUT', rulesPath, { rules: [{ ...always, ...changes }] })).status).toBe(400);
  });

  test('of a cinema or screening that is not there nothing is told', async () => {
    const none = { status: 404, body: { code: 'not-found' } };
    expect(await ask('GET', '/cinemas/999/price-rules')).toMatchObject(none);
    expect(await ask('PUT', '/cinemas/999/price-rules', { rules: [] })).toMatchObject(none);
    expect(await preview({ screeningId: 999 })).toMatchObject(none);
    expect(await ask('GET', '/cinemas/999/items')).toMatchObject(none);
    const popcorn = { name: 'Popcorn', priceMinor: 550, taxBasisPoints: 700 };
    expect(await ask('POST', '/cinemas/999/items', popcorn)).toMatchObject(none);
    expect(await ask('PATCH', '/items/999', { active: false })).toMatchObject(none);
  });

  test('items are entered, changed and taken off sale, and terminals know those that are sold', async () => {
    const popcorn = { name: 'Popcorn', priceMinor: 550, taxBasisPoints: 700 };
    const { body } = await ask('POST', `/cinemas/${cinemaId}/items`, popcorn);
    const water = await ask('POST', `/cinemas/${cinemaId}/items`, { ...popcorn, name: 'Water', taxBasisPoints: 1900 });
    expect([water.status, (await snapshot()).items?.map(({ name }) => name)]).toEqual([201, ['Popcorn', 'Water']]);
    expect(await ask('PATCH', `/items/${body.id}`, { priceMinor: 600, name: 'Popcorn, sweet' })).toMatchObject({
      status: 200,
    });
    expect((await ask('PATCH', `/items/${water.body.id}`, { active: false })).status).toBe(200);
    expect((await snapshot()).items).toEqual([
      { id: body.id, name: 'Popcorn, sweet', priceMinor: 600, taxBasisPoints: 700 },
    ]);
    expect((await ask('GET', `/cinemas/${cinemaId}/items`)).body.items).toMatchObject([
      { name: 'Popcorn, sweet', active: true },
      { name: 'Water', active: false },
    ]);
    expect((await ask('PATCH', `/items/${body.id}`, {})).status).toBe(400);
    expect([await acts('insert-item'), await acts('change-item')]).toEqual([2, 2]);
  });

  test('no more items are on sale than a terminal takes', async () => {
    const row = (index: number) => `(${cinemaId}, 'Sweet ${index}', 100, 700, 1)`;
    await server.database.transaction('many', (tx) =>
      tx.run(
        `INSERT INTO concession_item (cinema_id, name, price_minor, tax_basis_points, active) VALUES ${Array.from({ length: 499 }, (_, index) => row(index)).join()}`,
      ),
    );
    const one = { name: 'One more', priceMinor: 550, taxBasisPoints: 700 };
    expect(await ask('POST', `/cinemas/${cinemaId}/items`, one)).toMatchObject({
      status: 422,
      body: { code: 'too-many-items' },
    });
    const rows = await server.database.all<{ id: number }>('SELECT id FROM concession_item WHERE active = 0');
    expect((await ask('PATCH', `/items/${rows[0]?.id}`, { active: true })).body.code).toBe('too-many-items');
  });
});
