import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { grantsStream } from '@marquee/shared/protocol/streams';
import { aSale, aSaleLine } from '@marquee/shared/testing/builders';
import { receivePush } from '../journal/journal.ts';
import { serveRoutes, type TestHttp } from '../testing/test-http.ts';
import { openTestServer, type TestServer } from '../testing/test-server.ts';
import { makeBookingRoutes } from './bookings.route.ts';

let server: TestServer;
let http: TestHttp;
let operations = 0;
beforeAll(async () => {
  server = await openTestServer('sqlite');
  http = await serveRoutes(makeBookingRoutes(server.deps));
});
afterAll(async () => {
  await http.close();
  await server.close();
});
const order = () => ({ operationId: `operation-${++operations}`, by: 'Mara' });

test('a manager asks for the tickets, refunds them once they are released, and pays the money out', async () => {
  const terminal = await server.aTerminal();
  const screeningId = await server.aScreening();
  const held = await server.grant(terminal.terminal, screeningId, [5, 6]);
  const lines = held.map((seat, i) => aSaleLine({ line: i + 1, ...seat }));
  terminal.journal.append('sale.made', aSale({ screeningId, lines }));
  terminal.journal.append('tickets.released', { upToSeq: 1 });
  const key = { terminal: terminal.terminal, publicKey: terminal.key.publicKey };
  await receivePush(server.deps, key, terminal.journal.push(1, 1));
  const path = `/api/v1/orders/T${terminal.terminal}-000001`;
  const refund = { lines: [2], kind: 'refund', reason: 'ill' };
  expect(await http.post(`${path}/refund`, { ...order(), ...refund })).toEqual({
    status: 409,
    body: { ok: false, reason: 'not-holder' },
  });
  expect(await http.post(`${path}/release`, {})).toEqual({ status: 200, body: { ok: true } });
  const [asked] = await server.database.all<{ body: string }>(
    'SELECT body FROM `change` WHERE stream = ? ORDER BY revision DESC LIMIT 1',
    [grantsStream(terminal.terminal)],
  );
  expect(JSON.parse(asked?.body ?? '')).toEqual({ kind: 'release', upToSeq: 1 });
  await receivePush(server.deps, key, terminal.journal.push(2, 2));
  expect(await http.post(`${path}/refund`, { ...order(), ...refund })).toEqual({
    status: 200,
    body: { ok: true, refundId: expect.any(String), lines: [2], amountMinor: 1200 },
  });
  const { refunds } = (await http.get(`/api/v1/refunds?screening=${screeningId}`)).body as {
    refunds: { id: string }[];
  };
  expect(refunds).toMatchObject([
    { order: `T${terminal.terminal}-000001`, screeningId, amountMinor: 1200, reason: 'ill' },
  ]);
  const payOut = () => http.post(`/api/v1/refunds/${refunds[0]!.id}/pay-out`, { ...order(), kind: 'cash' });
  expect(await payOut()).toEqual({ status: 200, body: { ok: true } });
  expect(await payOut()).toEqual({ status: 409, body: { ok: false, reason: 'refund-not-prepared' } });
  expect((await http.get('/api/v1/refunds')).body).toEqual({ refunds: [] });
});

test('an order key that is none is refused as malformed', async () => {
  expect(await http.post('/api/v1/orders/17/release', {})).toMatchObject({
    status: 400,
    body: { code: 'message-malformed' },
  });
});
