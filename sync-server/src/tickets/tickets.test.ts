import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { Fault } from '@marquee/shared/errors';
import { startsAtMs } from '@marquee/shared/testing/builders';
import { drawHouse } from '@marquee/shared/testing/draw-house';
import { PNG } from 'pngjs';
import { roles } from '../platform/api.ts';
import { insertRows } from '../platform/database.ts';
import { engines } from '../platform/testing/databases.ts';
import { cancelScreening, moveScreening, planMove } from '../screenings/screenings.ts';
import { listServerKeys, makeServerKeys } from '../terminals/terminals.ts';
import { cinemaId } from '../testing/house.ts';
import { openTestServer, type TestServer } from '../testing/test-server.ts';
import { openTicketFiles } from './pdf/ticket-files.ts';
import { scanPdf } from './testing/look-at-pdf.ts';
import { scanPngs } from './testing/scan.ts';
import { idOf, openTicketShop, type TicketShop } from './testing/ticket-shop.ts';
import { makeTicketsApi } from './tickets.route.ts';
import { signTicket } from './tickets.ts';

describe.each(engines)('tickets of own bookings on %s', (engine) => {
  let server: TestServer;
  let shop: TicketShop;
  let screeningId: number;
  let ada: string;
  let order: string;
  let dataDir: string;
  beforeAll(async () => {
    server = await openTestServer(engine);
    dataDir = mkdtempSync(join(tmpdir(), 'marquee-tickets-'));
    const ticketFiles = openTicketFiles({ dataDir, secret: Buffer.alloc(32, 9), log: server.deps.log! });
    shop = await openTicketShop(server, makeTicketsApi({ ...server.deps, ticketFiles, cancelMsBefore: 30 * 60_000 }));
    await server.database.transaction('venue', async (tx) => {
      const venue = { id: 2, cinema_id: cinemaId, name: 'Venue 2', information: '', category: 'standard' };
      await insertRows(tx, 'venue', Object.keys(venue), [Object.values(venue)]);
      await insertRows(
        tx,
        'seats',
        ['id', 'venue_id', 'x', 'y', 'row_label', 'label', 'kind', 'vip', 'available'],
        drawHouse('ssss').seats.map((seat) => [
          seat.id + 2000,
          2,
          seat.x,
          seat.y,
          seat.row,
          seat.label,
          seat.kind,
          0,
          1,
        ]),
      );
    });
  });
  afterAll(async () => {
    await shop.close();
    await server.close();
    rmSync(dataDir, { recursive: true });
  });
  beforeEach(async () => {
    screeningId = await server.aScreening();
    ada = await shop.aCaller();
    order = await shop.buy(ada, screeningId, ['C5', 'C6']);
  });
  const path = (rest: string) => `/api/v1/bookings/${order}/${rest}`;
  const codesOf = async (token = ada): Promise<{ line: number; code: string; label: string }[]> =>
    (await shop.json(token, 'GET', path('tickets'))).body.tickets;

  test('a ticket’s code is good at every gate that has the cinema’s keys, and says which seat was sold', async () => {
    const codes = await codesOf();
    const [row] = await server.rights(screeningId, [idOf('C5')]);
    expect(await shop.judge(codes[0]!.code)).toEqual({
      keyId: 0xffff,
      terminal: 0,
      seq: Number(order.slice(3)),
      line: 1,
      screeningId,
      seatId: idOf('C5'),
      version: row!.version,
      ticketClass: 'adult',
      startsAtMs,
    });
    expect(await codesOf()).toEqual(codes);
  });

  test('the wallet is told all that stands on a ticket', async () => {
    expect((await shop.json(ada, 'GET', path('tickets'))).body).toEqual({
      orderKey: order,
      screeningId,
      screeningState: 'published',
      movieId: 1,
      title: 'The Long Interval',
      rating: null,
      display: '2D',
      language: 'en',
      seating: 'numbered',
      cinemaId,
      cinemaName: 'Rialto',
      city: 'Berlin',
      latitude: 52.5,
      longitude: 13.4,
      timeZone: 'Europe/Berlin',
      venueName: 'Venue 1',
      startsAtMs,
      endsAtMs: startsAtMs + 7_200_000,
      currency: 'EUR',
      tickets: ['C5', 'C6'].map((label, at) => ({
        line: at + 1,
        code: expect.stringMatching(/^[0-9A-Z $%*+\-./:]{137}$/),
        row: 'C',
        label,
        kind: 'standard',
        ticketClass: 'adult',
        priceMinor: 1200,
        taxMinor: 79,
      })),
    });
  });

  test('nobody else gets any of it, whatever their role', async () => {
    for (const role of roles) {
      const other = await shop.aCaller(role);
      for (const rest of ['tickets', 'tickets/1/qr', 'calendar', 'tickets.pdf'])
        expect([role, rest, (await shop.ask(other, 'GET', path(rest))).status]).toEqual([role, rest, 404]);
    }
    const nobody = await fetch(shop.url + path('tickets/1/qr'));
    expect(nobody.status).toBe(401);
  });

  test('what a terminal sold has no code here: it was signed there', async () => {
    await server.database.transaction('channel', (tx) =>
      tx.run("UPDATE booking SET user_type = 'kiosk' WHERE order_key = ?", [order]),
    );
    expect((await shop.ask(ada, 'GET', path('tickets'))).status).toBe(404);
  });

  test('both pictures of a code are read back by a scanner', async () => {
    const [first] = await codesOf();
    const png = await shop.ask(ada, 'GET', path('tickets/1/qr?format=png'));
    expect([png.headers.get('content-type'), png.headers.get('cache-control')]).toEqual([
      'image/png',
      'private, no-cache',
    ]);
    const svg = await shop.ask(ada, 'GET', path('tickets/1/qr'));
    expect(svg.headers.get('content-type')).toBe('image/svg+xml');
    const pictures = [new Uint8Array(await png.arrayBuffer()), rasterise(await svg.text())];
    expect(scanPngs(pictures)).toEqual([first!.code, first!.code]);
    const etag = svg.headers.get('etag')!;
    const again = await fetch(shop.url + path('tickets/1/qr'), {
      headers: { Authorization: `Bearer ${ada}`, 'If-None-Match': etag },
    });
    expect(again.status).toBe(304);
    expect((await shop.ask(ada, 'GET', path('tickets/3/qr'))).status).toBe(404);
  }, 30_000);

  test('a refunded ticket has no code, and the others keep theirs', async () => {
    const [, second] = await codesOf();
    await shop.cancel(ada, order, [1]);
    expect(await codesOf()).toEqual([second]);
    expect((await shop.ask(ada, 'GET', path('tickets/1/qr'))).status).toBe(404);
  });

  test('a PDF has a page for each ticket or all on one sheet, is made once, and is another one after a refund', async () => {
    const codes = (await codesOf()).map(({ code }) => code);
    const load = async (query = '') => {
      const answer = await shop.ask(ada, 'GET', path(`tickets.pdf${query}`));
      const headers = ['content-type', 'cache-control'].map((name) => answer.headers.get(name));
      return { status: answer.status, headers, body: new Uint8Array(await answer.arrayBuffer()) };
    };
    const pages = await load();
    expect([pages.status, ...pages.headers]).toEqual([200, 'application/pdf', 'private, no-cache']);
    expect(scanPdf(pages.body)).toEqual(codes);
    const kept = readdirSync(join(dataDir, 'tickets'));
    expect(await load()).toEqual(pages);
    expect(readdirSync(join(dataDir, 'tickets'))).toEqual(kept);
    await shop.cancel(ada, order, [1]);
    expect(scanPdf((await load('?sheet=group&language=ar')).body)).toEqual([codes[1]]);
    expect(scanPdf((await load()).body)).toEqual([codes[1]]);
    await shop.cancel(ada, order);
    expect(await shop.json(ada, 'GET', path('tickets.pdf'))).toMatchObject({
      status: 410,
      body: { code: 'no-valid-ticket' },
    });
  }, 60_000);

  test('a cancelled screening has no codes', async () => {
    await cancelScreening(server.deps, {
      operationId: `cancel-${screeningId}`,
      screeningId,
      reason: 'rain',
      by: 'Mara',
    });
    expect((await shop.json(ada, 'GET', path('tickets'))).body).toMatchObject({
      screeningState: 'cancelled',
      tickets: [],
    });
    const calendar = await (await shop.ask(ada, 'GET', path('calendar'))).text();
    expect(calendar).toContain('\r\nSTATUS:CANCELLED\r\n');
  });

  test('after a move the tickets name the new venue and seats, and still the right that was sold', async () => {
    const planned = await planMove(server.database, screeningId, 2);
    if (!planned.ok) throw new Error(planned.reason);
    const { hash } = planned.plan;
    await moveScreening(server.deps, { operationId: 'move-1234', screeningId, toVenueId: 2, hash, by: 'Mara' });
    const moved = (await shop.json(ada, 'GET', path('tickets'))).body;
    expect(moved.venueName).toBe('Venue 2');
    expect(moved.tickets.map(({ label }: { label: string }) => label)).toEqual([
      expect.stringMatching(/^A\d$/),
      expect.stringMatching(/^A\d$/),
    ]);
    expect(await shop.judge(moved.tickets[0].code)).toMatchObject({ seatId: idOf('C5') });
  });

  test('a screening that starts at another time has other codes', async () => {
    const laterMs = startsAtMs + 3600_000;
    const change = [laterMs, screeningId];
    await server.database.transaction('later', (tx) =>
      tx.run('UPDATE screening SET starts_at_ms = ? WHERE id = ?', change),
    );
    expect(await shop.judge((await codesOf())[0]!.code)).toMatchObject({ line: 1, startsAtMs: laterMs });
  });

  test('a restored server signs by another key, and what the first one sold stays good', async () => {
    const [first] = await codesOf();
    await server.database.transaction('restore', (tx) =>
      tx.run("INSERT INTO incarnation (number, id, server_number, started_at_ms) VALUES (2, 'second', 60000, 0)"),
    );
    const ticket = { ...(await shop.judge(first!.code)), terminal: 60_000 };
    const code = signTicket(server.deps.serverKeys, ticket);
    expect(await shop.judge(code)).toEqual({ ...ticket, keyId: 60_000 });
    expect(await shop.judge(first!.code)).toMatchObject({ terminal: 0 });
    await server.database.transaction('clean', (tx) => tx.run('DELETE FROM incarnation WHERE number = 2'));
  });
});

test('all instances with the cinema’s secret sign alike, and nobody without it', async () => {
  const secret = Buffer.alloc(32, 5);
  const ticket = {
    terminal: 0,
    seq: 1,
    line: 1,
    screeningId: 1,
    seatId: 1,
    version: 4096,
    ticketClass: 'adult' as const,
    startsAtMs,
  };
  const code = signTicket(makeServerKeys(secret), ticket);
  expect(signTicket(makeServerKeys(secret), ticket)).toBe(code);
  expect(signTicket(makeServerKeys(Buffer.alloc(32, 6)), ticket)).not.toBe(code);
  expect(makeServerKeys(secret)(0).publicKey).not.toBe(makeServerKeys(secret)(60_000).publicKey);
});

test('a code by a key that the cinema has not certified is forged', async () => {
  const server = await openTestServer('sqlite');
  const shop = await openTicketShop(server, []);
  const stranger = { ...server.deps, serverKeys: makeServerKeys(Buffer.alloc(32, 1)) };
  expect(await listServerKeys(server.database, stranger, cinemaId)).toHaveLength(1);
  const ticket = { terminal: 0, seq: 1, line: 1, screeningId: 1, seatId: 1, version: 1, startsAtMs };
  const code = signTicket(stranger.serverKeys, { ...ticket, ticketClass: 'adult' });
  await expect(shop.judge(code)).rejects.toEqual(expect.any(Fault));
  await shop.close();
  await server.close();
});

/** A crude renderer of our own bars: enough to see that the picture is the code. */
function rasterise(svg: string): Uint8Array {
  const side = Number(/viewBox="0 0 (\d+) /.exec(svg)![1]);
  const scale = 4;
  const png = new PNG({ width: side * scale, height: side * scale });
  png.data.fill(255);
  for (const [, x, y, length] of svg.matchAll(/M(\d+) (\d+)h(\d+)v1h-\d+z/g))
    for (let row = Number(y) * scale; row < (Number(y) + 1) * scale; row++)
      for (let column = Number(x) * scale; column < (Number(x) + Number(length)) * scale; column++)
        png.data.fill(0, (row * side * scale + column) * 4, (row * side * scale + column) * 4 + 3);
  return PNG.sync.write(png);
}
