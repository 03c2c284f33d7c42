/**
 * The floor of a drain, its server's half: the same statements per batch by bare mysql2 in one transaction, answered by
 * a Socket.IO acknowledgement. Nothing is checked: no schema, no hash, no signature, no session, no feed.
 */
import { createServer } from 'node:http';
import type { JournalEntry, SaleMade } from '@marquee/shared/protocol/journal';
import mysql from 'mysql2/promise';
import { Server } from 'socket.io';
import { needSetting, sayReady } from './child.ts';
import { listenLocally } from './listen.ts';

const pool = mysql.createPool({ uri: needSetting('DATABASE_URL'), connectionLimit: 16, charset: 'UTF8MB4_BIN' });
pool.on('connection', (connection) => {
  connection.query('SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED');
});
const http = createServer();
const io = new Server(http, { maxHttpBufferSize: 1024 * 1024 });
io.on('connection', (socket) => {
  socket.on('rows', (terminal: number, entries: JournalEntry[], acknowledge: (seq: number) => void) => {
    void writeBatch(terminal, entries).then(acknowledge);
  });
});
await sayReady(await listenLocally(http));
await io.close();
await pool.end();

interface Sale {
  terminal: number;
  entry: JournalEntry;
  sale: SaleMade;
}

async function writeBatch(terminal: number, entries: readonly JournalEntry[]): Promise<number> {
  const sales = entries.map((entry): Sale => ({ terminal, entry, sale: JSON.parse(entry.payload) as SaleMade }));
  const last = entries.at(-1);
  if (!last) throw new Error('an empty batch');
  const connection = await pool.getConnection();
  await connection.query('START TRANSACTION');
  await connection.query('UPDATE terminal SET acked = ?, chain = ?, last_seen_ms = ? WHERE id = ? AND acked = ?', [
    last.seq,
    last.hash,
    last.atMs,
    terminal,
    (entries[0]?.seq ?? 0) - 1,
  ]);
  await sellRights(connection, terminal, sales);
  await insertSales(connection, sales);
  await insertAll(
    connection,
    'journal_entry (terminal_id, seq, type, payload, at_ms, hash, signature, recorded_at_ms, state)',
    [
      ...entries.map((entry) => [
        terminal,
        entry.seq,
        entry.type,
        entry.payload,
        entry.atMs,
        entry.hash,
        entry.signature,
        entry.atMs,
        'applied',
      ]),
    ],
  );
  await insertChanges(connection, sales, last);
  await connection.query('COMMIT');
  connection.release();
  return last.seq;
}

async function sellRights(connection: mysql.PoolConnection, terminal: number, sales: readonly Sale[]): Promise<void> {
  const rows = sales.flatMap(({ entry, sale }) =>
    sale.lines.map((line) => [sale.screeningId, line.seatId, line.version, entry.seq, line.line]),
  );
  rows.sort((a, b) => (a[0] ?? 0) - (b[0] ?? 0) || (a[1] ?? 0) - (b[1] ?? 0));
  await connection.query(
    `UPDATE JSON_TABLE(?, '$[*]' COLUMNS (screening_id BIGINT PATH '$[0]', seat_id BIGINT PATH '$[1]', version BIGINT PATH '$[2]',
       seq BIGINT PATH '$[3]', line BIGINT PATH '$[4]')) AS v STRAIGHT_JOIN seat_right AS r
        SET r.state = 'sold', r.ticket_terminal = ?, r.ticket_seq = v.seq, r.ticket_line = v.line
      WHERE r.screening_id = v.screening_id AND r.seat_id = v.seat_id AND r.state = 'granted' AND r.version = v.version AND r.holder = ?`,
    [JSON.stringify(rows), terminal, terminal],
  );
}

async function insertSales(connection: mysql.PoolConnection, sales: readonly Sale[]): Promise<void> {
  await insertAll(
    connection,
    'booking (terminal_id, seq, order_key, user_id, screening_id, user_type, currency, total_minor, sold_at_ms, recorded_at_ms, state)',
    sales.map(({ terminal, entry, sale }) => [
      terminal,
      entry.seq,
      `T${terminal}-${String(entry.seq).padStart(6, '0')}`,
      null,
      sale.screeningId,
      sale.channel,
      sale.currency,
      sale.totalMinor,
      entry.atMs,
      entry.atMs,
      'paid',
    ]),
  );
  await insertAll(
    connection,
    'ticket (terminal_id, seq, line, screening_id, seat_id, version, ticket_class, price_minor, tax_minor, valid)',
    sales.flatMap(({ terminal, entry, sale }) =>
      sale.lines.map((line) => [
        terminal,
        entry.seq,
        line.line,
        sale.screeningId,
        line.seatId,
        line.version,
        line.ticketClass,
        line.priceMinor,
        line.taxMinor,
        1,
      ]),
    ),
  );
  await insertAll(
    connection,
    'payment (terminal_id, seq, line, kind, amount_minor, given_minor, attempt_id, authorisation)',
    sales.flatMap(({ terminal, entry, sale }) =>
      sale.tenders.map((tender, index) => [
        terminal,
        entry.seq,
        index + 1,
        tender.kind,
        tender.amountMinor,
        tender.givenMinor ?? null,
        null,
        null,
      ]),
    ),
  );
}

async function insertChanges(
  connection: mysql.PoolConnection,
  sales: readonly Sale[],
  last: JournalEntry,
): Promise<void> {
  const inOrder = [...Map.groupBy(sales, ({ sale }) => `screening:${sale.screeningId}`)].sort(([a], [b]) =>
    a < b ? -1 : 1,
  );
  const names = inOrder.map(([stream]) => stream);
  await connection.query(
    `UPDATE \`stream\` SET revision = IF(name = ?, LAST_INSERT_ID(revision + 1), revision + 1)
      WHERE name IN (${names.map(() => '?').join(', ')}) AND closed = 0`,
    ['', ...names],
  );
  const values = inOrder.flatMap(([stream, of]) => {
    const seats = of.flatMap(({ terminal, entry, sale }) =>
      sale.lines.map(({ seatId, version, line }) => ({
        seatId,
        state: 'sold',
        version,
        holder: terminal,
        ticket: { terminal, seq: entry.seq, line },
      })),
    );
    const body = JSON.stringify({ seats, covered: [{ terminal: sales[0]?.terminal, seq: last.seq }] });
    return [stream, stream, `floor-${last.seq}`.padEnd(24, '0'), body, last.atMs];
  });
  const row = '(?, (SELECT s.revision FROM `stream` s WHERE s.name = ?), ?, ?, ?)';
  await connection.query(
    `INSERT INTO \`change\` (stream, revision, change_id, body, at_ms) VALUES ${names.map(() => row).join(', ')}`,
    values,
  );
}

async function insertAll(connection: mysql.PoolConnection, into: string, rows: readonly unknown[][]): Promise<void> {
  await connection.query(`INSERT INTO ${into} VALUES ?`, [rows]);
}
