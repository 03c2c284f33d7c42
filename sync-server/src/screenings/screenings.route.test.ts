import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { insertRows } from '../platform/database.ts';
import { cinemaId } from '../testing/house.ts';
import { serveRoutes, type TestHttp } from '../testing/test-http.ts';
import { openTestServer, type TestServer } from '../testing/test-server.ts';
import { makeScreeningRoutes } from './screenings.route.ts';

let server: TestServer;
let http: TestHttp;
let operations = 0;
beforeAll(async () => {
  server = await openTestServer('sqlite');
  http = await serveRoutes(makeScreeningRoutes(server.deps));
});
afterAll(async () => {
  await http.close();
  await server.close();
});
const order = () => ({ operationId: `operation-${++operations}`, by: 'Mara' });

test('a manager blocks, offers, repairs, moves and cancels over HTTP', async () => {
  const screeningId = await server.aScreening();
  const path = `/api/v1/screenings/${screeningId}`;
  await server.database.transaction('venue', async (tx) => {
    const venue = { id: 2, cinema_id: cinemaId, name: 'Two', information: '', category: 'standard' };
    await insertRows(tx, 'venue', Object.keys(venue), [Object.values(venue)]);
    await insertRows(
      tx,
      'seats',
      ['id', 'venue_id', 'x', 'y', 'row_label', 'label', 'kind', 'vip', 'available'],
      [[900, 2, 0, 0, 'A', 'A1', 'standard', 0, 1]],
    );
  });
  const ok = (body: object = {}) => ({ status: 200, body: { ok: true, ...body } });
  expect(await http.post(`${path}/block`, { ...order(), seatIds: [5], reason: 'house' })).toEqual(
    ok({ blocked: [5], recalled: [], waiting: [], sold: [] }),
  );
  expect(await http.post(`${path}/unblock`, { ...order(), seatIds: [5] })).toEqual(ok());
  expect(await http.post('/api/v1/seats/5/available', { ...order(), available: false })).toEqual(
    ok({ screenings: 1, sold: 0 }),
  );
  const planned = (await http.get(`${path}/move?venue=2`)).body as { plan: { hash: string } };
  expect(planned).toMatchObject({ ok: true, plan: { places: [], unplaced: [] } });
  expect(await http.post(`${path}/move`, { ...order(), toVenueId: 2, hash: '0'.repeat(64) })).toEqual({
    status: 409,
    body: { ok: false, reason: 'plan-changed' },
  });
  expect(await http.post(`${path}/move`, { ...order(), toVenueId: 2, hash: planned.plan.hash })).toEqual(
    ok({ moved: 0, unplaced: 0, told: 0 }),
  );
  expect(await http.post(`${path}/cancel`, { ...order(), reason: 'rain' })).toEqual(
    ok({ bookings: 0, refundMinor: 0, recalled: 0 }),
  );
  expect(await http.get(`${path}/move?venue=1`)).toEqual({
    status: 409,
    body: { ok: false, reason: 'screening-unknown' },
  });
});

test('an order without a name or with odd seats is refused as malformed', async () => {
  for (const [path, body] of [
    ['/api/v1/screenings/1/block', { ...order(), seatIds: [], reason: 'house' }],
    ['/api/v1/screenings/1/block', { ...order(), seatIds: [5], reason: 'boredom' }],
    ['/api/v1/screenings/1/cancel', { operationId: 'operation-x', reason: 'rain' }],
    ['/api/v1/screenings/0/cancel', { ...order(), reason: 'rain' }],
    ['/api/v1/seats/x/available', { ...order(), available: true }],
  ] as const)
    expect(await http.post(path, body)).toMatchObject({ status: 400, body: { code: 'message-malformed' } });
});
