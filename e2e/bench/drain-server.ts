/** The server's side of the drain: its data before the journal comes, and the same data again for the next round. */
import { join } from 'node:path';
import { migrate } from '@marquee/db/server/data-source';
import { cinemaStream, screeningStream } from '@marquee/shared/protocol/streams';
import { systemClock } from '@marquee/sync-server/platform/clock';
import { type Database, insertRows, type Transaction } from '@marquee/sync-server/platform/database';
import { readSigningKey } from '@marquee/sync-server/platform/keys';
import { openMysqlDatabase } from '@marquee/sync-server/platform/mysql-database';
import { systemRandomness } from '@marquee/sync-server/platform/randomness';
import { grantSeats } from '@marquee/sync-server/rights/rights';
import { createEnrolmentCode, makeServerKeys, type TerminalsDeps } from '@marquee/sync-server/terminals/terminals';
import mysql from 'mysql2/promise';
import { type Child, serverFlags, startChild } from './child.ts';
import type { House } from './house.ts';

/** The measurement's cinema signs with it; nobody trusts that cinema. */
export const cinemaSeed = new Uint8Array(32).fill(7);

/** sync-server/src/start.ts as in production, on this database. */
export function startSyncServer(databaseUrl: string, folder: string): Promise<Child> {
  return startChild([...serverFlags, join('sync-server', 'src', 'start.ts')], {
    PORT: '0',
    DATA_DIR: join(folder, 'server'),
    DATABASE_URL: databaseUrl,
    CINEMA_KEY: Buffer.from(cinemaSeed).toString('base64url'),
    LOG_FILE: join(folder, 'server.log'),
    STDIN_CLOSES: '1',
  });
}

export const openServerDatabase = (url: string): Promise<Database> =>
  openMysqlDatabase(url, { clock: systemClock, randomness: systemRandomness });

export const terminalsDeps = (database: Database): TerminalsDeps => ({
  database,
  clock: systemClock,
  randomness: systemRandomness,
  feed: { announce: () => undefined },
  incarnation: 0,
  serverKeys: makeServerKeys(cinemaSeed),
  cinemaKey: readSigningKey(cinemaSeed),
});

/** A cinema whose seats are all the server's, and a code with which one terminal may enrol. */
export async function fillServer(url: string, database: Database, house: House): Promise<string> {
  await migrate(url);
  await database.transaction('house', (tx) => insertHouse(tx, house));
  return createEnrolmentCode(terminalsDeps(database), { cinemaId: house.cinema.id, role: 'kiosk', name: 'bench' });
}

async function insertHouse(tx: Transaction, { cinema, prices, venues, movies, screenings }: House): Promise<void> {
  await insertRows(tx, 'incarnation', ['number', 'id', 'server_number', 'started_at_ms'], [[0, 'bench', 0, 0]]);
  await insertRows(
    tx,
    'cinema',
    ['id', 'name', 'city', 'latitude', 'longitude', 'information', 'time_zone', 'currency'],
    [[cinema.id, cinema.name, '', 0, 0, cinema.information, cinema.timeZone, cinema.currency]],
  );
  const rules = [
    ...Object.entries(prices.classPercent).map(([subject, amount]) => ['class', subject, amount]),
    ...Object.entries(prices.seatKindMinor).map(([subject, amount]) => ['seat', subject, amount]),
    ...Object.entries(prices.displayMinor).map(([subject, amount]) => ['display', subject, amount]),
    ['rounding', '', prices.roundToMinor],
    ['tax', '', prices.taxBasisPoints],
  ];
  await insertRows(
    tx,
    'price_rule',
    ['cinema_id', 'kind', 'subject', 'amount'],
    rules.map((rule) => [cinema.id, ...rule]),
  );
  await insertRows(
    tx,
    'venue',
    ['id', 'cinema_id', 'name', 'information', 'category'],
    venues.map(({ id, name, category }) => [id, cinema.id, name, '', category]),
  );
  await insertRows(
    tx,
    'seats',
    ['id', 'venue_id', 'x', 'y', 'row_label', 'label', 'kind', 'vip', 'available'],
    venues.flatMap(({ id, seats }) =>
      seats.map((seat) => [
        seat.id,
        id,
        seat.x,
        seat.y,
        seat.row,
        seat.label,
        seat.kind,
        seat.kind === 'vip' ? 1 : 0,
        1,
      ]),
    ),
  );
  await insertRows(
    tx,
    'movie',
    ['id', 'name', 'search_text'],
    movies.map(({ id, title }) => [id, title, title.toLowerCase()]),
  );
  await insertRows(
    tx,
    'screening',
    [
      'id',
      'venue_id',
      'movie_id',
      'show_date',
      'starts_at_ms',
      'ends_at_ms',
      'sales_end_at_ms',
      'display',
      'language',
      'price_minor',
    ],
    screenings.map((each) => [
      each.id,
      each.venueId,
      each.movieId,
      new Date(each.startsAtMs).toISOString().slice(0, 10),
      each.startsAtMs,
      each.endsAtMs,
      each.salesEndAtMs,
      each.display,
      each.language,
      each.priceMinor,
    ]),
  );
  const streams = [cinemaStream(cinema.id), ...screenings.map(({ id }) => screeningStream(id))];
  await insertRows(
    tx,
    'stream',
    ['name', 'revision', 'closed'],
    streams.map((name) => [name, 0, 0]),
  );
  const rights = screenings.flatMap(({ id, venueId }) =>
    seatIdsOf(venues, venueId).map((seatId) => [id, seatId, 'free', 0, 0]),
  );
  await insertRows(tx, 'seat_right', ['screening_id', 'seat_id', 'state', 'holder', 'version'], rights);
}

const seatIdsOf = (venues: House['venues'], venueId: number): number[] =>
  venues.find(({ id }) => id === venueId)?.seats.map(({ id }) => id) ?? [];

/** Hands every seat to the terminal, through the server's own grants. */
export async function grantAll(database: Database, house: House, terminal: number): Promise<void> {
  const deps = terminalsDeps(database);
  for (const { id, venueId } of house.screenings) {
    const seatIds = seatIdsOf(house.venues, venueId);
    await database.transaction('grant', (tx) => grantSeats(tx, deps, { terminal, screeningId: id, seatIds }));
  }
}

/** Tables that a pushed journal changes. */
const changed = ['terminal', 'seat_right', 'stream', 'change', 'journal_entry', 'booking', 'ticket', 'payment'];

/** Copies what is there now, so that every round can begin with it. */
export async function saveServer(url: string): Promise<void> {
  await onServer(url, async (run) => {
    for (const table of changed) await run(`CREATE TABLE \`saved_${table}\` AS SELECT * FROM \`${table}\``);
  });
}

/** Brings back what was saved. Truncated, not deleted: nothing is left to be purged while a round is measured. */
export async function restoreServer(url: string): Promise<void> {
  await onServer(url, async (run) => {
    await run('SET FOREIGN_KEY_CHECKS = 0');
    for (const table of changed) {
      await run(`TRUNCATE TABLE \`${table}\``);
      await run(`INSERT INTO \`${table}\` SELECT * FROM \`saved_${table}\``);
    }
  });
}

async function onServer(url: string, work: (run: (sql: string) => Promise<unknown>) => Promise<void>): Promise<void> {
  const connection = await mysql.createConnection(url);
  try {
    await work((sql) => connection.query(sql));
  } finally {
    await connection.end();
  }
}

export interface ServerCounts {
  bookings: number;
  tickets: number;
  payments: number;
  entries: number;
  soldRights: number;
  acked: number;
  exceptions: number;
}

/** What a drain has left: to be the same whoever drained. */
export async function countServer(url: string): Promise<ServerCounts> {
  const connection = await mysql.createConnection(url);
  try {
    const [rows] = await connection.query<(mysql.RowDataPacket & ServerCounts)[]>(
      `SELECT (SELECT COUNT(*) FROM booking) AS bookings, (SELECT COUNT(*) FROM ticket) AS tickets,
              (SELECT COUNT(*) FROM payment) AS payments, (SELECT COUNT(*) FROM journal_entry) AS entries,
              (SELECT COUNT(*) FROM seat_right WHERE state = 'sold') AS soldRights,
              (SELECT MAX(acked) FROM terminal) AS acked, (SELECT COUNT(*) FROM exception) AS exceptions`,
    );
    const [row] = rows;
    if (!row) throw new Error('a SELECT without FROM has one row');
    return { ...row };
  } finally {
    await connection.end();
  }
}
