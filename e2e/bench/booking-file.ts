/** (w) The file of all bookings of a cinema, read to its end, and what it takes of the server's memory. */

import { join } from 'node:path';
import { migrate } from '@marquee/db/server/data-source';
import { importDemo } from '@marquee/sync-server/catalogue/demo-import';
import { systemClock } from '@marquee/sync-server/platform/clock';
import { type Database, insertRows } from '@marquee/sync-server/platform/database';
import { z } from 'zod';
import { type Child, serverFlags, startChild } from './child.ts';
import { closeAfter } from './close-after.ts';
import { openServerDatabase } from './drain-server.ts';
import { type Figure, formatNumber } from './figures.ts';
import { median, takeTurns } from './rounds.ts';
import { loadMariaDb } from './system.ts';

export interface BookingFileOptions {
  rounds: number;
  bookings: number;
}

const memoryMbMax = 100;
const perStatement = 50_000;
const Grown = z.object({ bytes: z.number() });

export function measureBookingFile({ rounds, bookings }: BookingFileOptions): Promise<Figure[]> {
  return closeAfter(async (atEnd) => {
    const { startMariaDb } = await loadMariaDb();
    const { url, stop } = await startMariaDb();
    atEnd(stop);
    await migrate(url);
    const cinema = await fill(url, bookings);
    // A process each: what one of them has taken is not given back when the other begins.
    const serve = async () => {
      const child = await startChild([...serverFlags, join('e2e', 'bench', 'serve-bookings.ts')], {
        DATABASE_URL: url,
        CINEMA: String(cinema),
      });
      atEnd(child.stop);
      return child;
    };
    const [ours, floor] = [await serve(), await serve()];
    const turns = await takeTurns<'floor' | 'ours', Read>(
      { warmUps: 1, counted: rounds },
      { floor: () => read(floor, '/floor', bookings), ours: () => read(ours, '/ours', bookings + 1) },
    );
    const named = `(w) all of ${bookings.toLocaleString('en-US')} bookings as CSV, read over HTTP`;
    const what = {
      ours: 'in pages by key on MariaDB, with film, tenders and what was given back',
      floor: 'the same rows in one bare stream of mysql2 to the socket',
    };
    return [
      {
        title: named,
        unit: 'bookings/s',
        better: 'more',
        ours: describe(what.ours, turns.ours),
        floor: describe(what.floor, turns.floor),
        target: { of: 'ratio', atLeast: 0.5 },
      },
      {
        title: `${named}: what a fresh server’s memory grows by at most`,
        unit: 'MB',
        better: 'less',
        ours: { what: what.ours, rounds: turns.ours.map(({ memoryMb }) => memoryMb) },
        floor: { what: what.floor, rounds: turns.floor.map(({ memoryMb }) => memoryMb) },
        target: { of: 'value', below: memoryMbMax },
      },
    ];
  });
}

interface Read {
  perSecond: number;
  megabytes: number;
  memoryMb: number;
}

async function read({ url }: Child, path: string, lines: number): Promise<Read> {
  const startMs = performance.now();
  const answer = await fetch(url + path);
  let [bytes, ends] = [0, 0];
  for await (const chunk of answer.body ?? []) {
    bytes += chunk.length;
    for (const byte of chunk) if (byte === 10) ends += 1;
  }
  const seconds = (performance.now() - startMs) / 1000;
  if (ends !== lines) throw new Error(`${path} has ${ends} lines instead of ${lines}`);
  const { bytes: grown } = Grown.parse(await (await fetch(`${url}/grown`)).json());
  return { perSecond: ends / seconds, megabytes: bytes / 1e6, memoryMb: grown / 1e6 };
}

function describe(what: string, rounds: readonly Read[]): Figure['ours'] {
  const megabytes = median(rounds.map((round) => round.megabytes));
  return { what, rounds: rounds.map(({ perSecond }) => perSecond), notes: [`${formatNumber(megabytes)} MB`] };
}

/** A ticket and a payment each, of one screening of the demo. Answers the number of its cinema. */
async function fill(url: string, bookings: number): Promise<number> {
  const database = await openServerDatabase(url);
  try {
    await database.transaction('begin', (tx) =>
      insertRows(tx, 'incarnation', ['number', 'id', 'server_number', 'started_at_ms'], [[0, 'bench', 0, 0]]),
    );
    await importDemo(database, { clock: systemClock, days: 1 });
    const [show] = await database.all<{ screening: number; seat: number; cinema: number }>(
      `SELECT s.id AS screening, t.id AS seat, v.cinema_id AS cinema FROM screening s JOIN venue v ON v.id = s.venue_id
         JOIN seats t ON t.venue_id = v.id ORDER BY s.id, t.id LIMIT 1`,
    );
    if (!show) throw new Error('the demo shows nothing');
    for (let from = 1; from <= bookings; from += perStatement)
      await insertMany(database, { ...show, from, to: Math.min(bookings, from + perStatement - 1) });
    await database.all('ANALYZE TABLE booking, ticket, payment');
    return show.cinema;
  } finally {
    await database.close();
  }
}

interface Part {
  screening: number;
  seat: number;
  from: number;
  to: number;
}

function insertMany(database: Database, { screening, seat, from, to }: Part): Promise<void> {
  const numbers = `seq_${from}_to_${to} n`;
  return database.transaction('bookings', async (tx) => {
    await tx.run(
      `INSERT INTO booking (terminal_id, seq, order_key, screening_id, user_type, currency, total_minor, sold_at_ms, recorded_at_ms, state)
       SELECT 0, n.seq, CONCAT('T0-', n.seq), ?, 'phone', 'EUR', 1200, n.seq * 50, n.seq * 50, 'paid' FROM ${numbers}`,
      [screening],
    );
    await tx.run(
      `INSERT INTO ticket (terminal_id, seq, line, screening_id, seat_id, version, ticket_class, price_minor, tax_minor, valid)
       SELECT 0, n.seq, 1, ?, ?, 1, 'adult', 1200, 79, 1 FROM ${numbers}`,
      [screening, seat],
    );
    await tx.run(
      `INSERT INTO payment (terminal_id, seq, line, kind, amount_minor, state)
       SELECT 0, n.seq, 1, 'card', 1200, 'paid' FROM ${numbers}`,
    );
  });
}
