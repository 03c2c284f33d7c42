/** The file of all bookings: page by page, each booking once, whole or visibly not. */

import { request } from 'node:http';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { insertRows } from '../platform/database.ts';
import { engines } from '../platform/testing/databases.ts';
import { cinemaId } from '../testing/house.ts';
import { serveTestApi, type TestApi } from '../testing/test-api.ts';
import { openTestServer, type TestServer } from '../testing/test-server.ts';
import { rowsPerPage, writeBookings } from './booking-file.ts';

const day = '2026-09-04';
const noonMs = Date.parse('2026-09-04T10:00:00Z');
const berlin = { timeZone: 'Europe/Berlin' };

describe.each(engines)('the file of bookings on %s', (engine) => {
  let server: TestServer;
  let api: TestApi;
  let token: string;
  let terminals: number[];
  let screeningId: number;
  const many = 20_000;
  const titleChars = 200;
  beforeAll(async () => {
    server = await openTestServer(engine);
    api = await serveTestApi(server);
    const screening = await server.aScreening();
    await server.database.transaction('a long title', (tx) =>
      tx.run('UPDATE movie SET name = ?', ['A'.repeat(titleChars)]),
    );
    screeningId = screening;
    terminals = [(await server.aTerminal()).terminal, (await server.aTerminal()).terminal];
    token = (await api.openAccount({ name: 'Ada', role: 'manager', cinemaIds: [cinemaId] })).token;
    // Several at the same moment, by two terminals: no page may leave one out or name one twice.
    await insertBookings(40, (n) => noonMs + Math.floor(n / 8));
  }, 60_000);
  afterAll(async () => {
    await api.close();
    await server.close();
  });

  let seq = 0;
  async function insertBookings(count: number, soldAtMs: (n: number) => number, member = '=HYPERLINK("x")') {
    const columns = [
      'terminal_id',
      'seq',
      'order_key',
      'screening_id',
      'user_type',
      'currency',
      'total_minor',
      'sold_at_ms',
      'recorded_at_ms',
      'state',
      'member_number',
    ];
    const rows = Array.from({ length: count }, (_, n) => {
      seq += 1;
      return [
        terminals[n % 2] ?? 0,
        seq,
        `T${n % 2}-${seq}`,
        screeningId,
        'kiosk',
        'EUR',
        -5,
        soldAtMs(n),
        noonMs,
        'paid',
        member,
      ];
    });
    await server.database.transaction('bookings', (tx) => insertRows(tx, 'booking', columns, rows));
  }
  const spanOf = (hours: number) => ({ cinemaId, fromMs: noonMs, toMs: noonMs + hours * 3_600_000 });

  test.each([1, 7, 8, 40, 500])('in pages of %d names every booking once, in order', async (perPage) => {
    const parts: string[] = [];
    for await (const part of writeBookings(server.database, berlin, { span: spanOf(1), perPage })) parts.push(part);
    const orders = parts
      .join('')
      .trimEnd()
      .split('\r\n')
      .slice(1)
      .map((line) => line.split(',')[0]);
    const rows = await server.database.all<{ order_key: string }>(
      'SELECT order_key FROM booking ORDER BY sold_at_ms, terminal_id, seq',
    );
    expect(orders).toEqual(rows.map(({ order_key }) => order_key));
  });

  test('what somebody has typed never becomes a formula, and an amount stays a number', async () => {
    const parts: string[] = [];
    for await (const part of writeBookings(server.database, berlin, { span: spanOf(1) })) parts.push(part);
    const [mark, line] = [parts[0]?.[0], parts.join('').split('\r\n')[1]];
    expect(mark).toBe('\uFEFF');
    expect(line).toContain(`"'=HYPERLINK(""x"")"`);
    expect(line).toContain(',-0.05,');
    expect(line).toContain(',2026-09-04 12:00:00,');
  });

  function open(days = `from=${day}&to=${day}`) {
    const asked = request(`${api.http.url}/api/v1/managed/cinemas/1/bookings.csv?${days}`, {
      headers: { Authorization: `Bearer ${token}` },
    });
    const answered = new Promise<import('node:http').IncomingMessage>((resolve, reject) => {
      asked.once('response', resolve).once('error', reject);
    });
    asked.end();
    return answered;
  }
  /** With a count of the pages that are asked for meanwhile. */
  async function countPages(work: (pages: () => number) => Promise<void>): Promise<void> {
    const { database } = server;
    const all = database.all.bind(database);
    let pages = 0;
    database.all = ((sql: string, values: never) => {
      if (sql.includes('b.order_key')) pages += 1;
      return all(sql, values);
    }) as typeof database.all;
    try {
      await work(() => pages);
    } finally {
      database.all = all;
    }
  }

  test('is read page by page, each once, however long it is', async () => {
    await insertBookings(many, (n) => noonMs + 3_600_000 + n);
    await countPages(async (pages) => {
      let bytes = 0;
      for await (const chunk of await open()) bytes += (chunk as Buffer).length;
      expect(pages()).toBe(Math.floor((many + 40) / rowsPerPage) + 1);
      expect(bytes).toBeGreaterThan(many * titleChars);
    });
  }, 60_000);

  test('is cut off where a page can’t be read, so that nobody takes it for a whole one', async () => {
    const { database } = server;
    const all = database.all.bind(database);
    let pages = 0;
    database.all = ((sql: string, values: never) => {
      if (sql.includes('b.order_key') && ++pages === 3) return Promise.reject(new Error('the database is gone'));
      return all(sql, values);
    }) as typeof database.all;
    try {
      const read = async () => {
        for await (const _ of await open());
      };
      await expect(read()).rejects.toThrow('aborted');
    } finally {
      database.all = all;
    }
  });

  test.each(['from=2026-09-05&to=2026-09-04', 'from=2025-01-01&to=2026-09-04'])(
    'of days that make no sense is refused: %s',
    async (days) => {
      const response = await open(days);
      response.resume();
      expect(response.statusCode).toBe(422);
    },
  );
});
