/** All that is on disk of one cinema when its programs are dead: what the server, the kiosks and the readers have kept. */
import { copyFileSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { entryPayloads, type JournalEntry } from '@marquee/shared/protocol/journal';
import { linesPerIssue } from '@marquee/shared/tickets/ticket-issue';
import Database from 'better-sqlite3';
import { readCharges } from '../fakes/books.ts';
import type { Kiosk } from '../fakes/kiosk.ts';

export interface TicketRow {
  terminal: number;
  seq: number;
  line: number;
  /** As its seat tells it. */
  toldLine: number;
  screening: number;
  seat: number;
  version: number;
  valid: number;
  price: number;
}
export interface SeatRow {
  screening: number;
  seat: number;
  state: string;
  version: number;
  holder: number;
  ticketTerminal: number | null;
  ticketSeq: number | null;
  ticketLine: number | null;
}
export interface TenderRow {
  terminal: number;
  seq: number;
  kind: string;
  amount: number;
  attempt: string | null;
}

export interface ServerFiles {
  bookings: { terminal: number; seq: number; orderKey: string; total: number }[];
  tickets: TicketRow[];
  tenders: TenderRow[];
  voided: { terminal: number; attempt: string; amount: number }[];
  exceptions: { kind: string; detail: string }[];
  seats: SeatRow[];
  terminals: { terminal: number; acked: number; chain: string; publicKey: string }[];
  entries: (JournalEntry & { terminal: number; state: string })[];
}

export interface KioskFiles {
  name: string;
  terminal: number;
  entries: JournalEntry[];
  acked: number;
  /** Of the file beside the database. */
  counter: number;
  sales: { seq: number; total: number }[];
  tickets: { seq: number; line: number; screening: number; seat: number; version: number; state: string }[];
  tenders: { seq: number; kind: string; amount: number; attempt: string | null }[];
  charges: { attempt: string; amount: number; state: string }[];
  baskets: { state: string; count: number }[];
  /** Held, in a basket or not. */
  held: { screening: number; seat: number; version: number }[];
  pictures: SeatRow[];
  /** The card network's side. */
  network: { attemptId: string; amountMinor: number; outcome: string }[];
}

/** Looks at a copy, as it would be after a power cut at this moment: nothing here shares a file with a program. */
function readCopy<R>(file: string, read: (all: <Row>(sql: string) => Row[]) => R): R {
  const folder = mkdtempSync(join(tmpdir(), 'marquee-copy-'));
  try {
    const copy = join(folder, 'copy.db');
    for (const end of ['', '-wal']) if (existsSync(file + end)) copyFileSync(file + end, copy + end);
    const database = new Database(copy);
    try {
      return read((sql) => database.prepare(sql).all() as never);
    } finally {
      database.close();
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** As the journal reports them. */
function readTenders(sales: readonly JournalEntry[]): KioskFiles['tenders'] {
  return sales.flatMap(({ seq, payload }) =>
    entryPayloads['sale.made'].parse(JSON.parse(payload)).tenders.map(({ kind, amountMinor, attemptId }) => ({
      seq,
      kind,
      amount: amountMinor,
      attempt: attemptId ?? null,
    })),
  );
}

const entryColumns = 'seq, type, payload, at_ms AS atMs, hash, signature';
const seatColumns = `screening_id AS screening, seat_id AS seat, state, version, holder,
  ticket_terminal AS ticketTerminal, ticket_seq AS ticketSeq, ticket_line AS ticketLine`;

export function readServerFiles(databaseFile: string): ServerFiles {
  return readCopy(databaseFile, (all) => ({
    bookings: all('SELECT terminal_id AS terminal, seq, order_key AS orderKey, total_minor AS total FROM booking'),
    tickets:
      all(`SELECT terminal_id AS terminal, seq, line, issue * ${linesPerIssue} + line AS toldLine, screening_id AS screening,
      seat_id AS seat, version, valid, price_minor AS price FROM ticket`),
    tenders: all(
      'SELECT terminal_id AS terminal, seq, kind, amount_minor AS amount, attempt_id AS attempt FROM payment',
    ),
    voided: all('SELECT terminal_id AS terminal, attempt_id AS attempt, amount_minor AS amount FROM voided_charge'),
    exceptions: all('SELECT kind, detail FROM exception'),
    seats: all(`SELECT ${seatColumns} FROM seat_right`),
    terminals: all('SELECT id AS terminal, acked, chain, public_key AS publicKey FROM terminal'),
    entries: all(`SELECT terminal_id AS terminal, state, ${entryColumns} FROM journal_entry ORDER BY terminal_id, seq`),
  }));
}

export function readKioskFiles(kiosk: Kiosk): KioskFiles {
  return readCopy(kiosk.databaseFile, (all) => ({
    name: kiosk.name,
    terminal: all<{ terminal: number }>('SELECT terminal FROM identity')[0]?.terminal ?? 0,
    entries: all(`SELECT ${entryColumns} FROM journal ORDER BY seq`),
    acked: all<{ acked: number }>('SELECT acked_seq AS acked FROM sent')[0]?.acked ?? 0,
    counter: Number(readFileSync(join(kiosk.folder, 'counter'), 'utf8')),
    sales: all('SELECT seq, total_minor AS total FROM sale'),
    tickets: all(
      'SELECT sale_seq AS seq, line, screening_id AS screening, seat_id AS seat, version, state FROM ticket',
    ),
    tenders: readTenders(all(`SELECT ${entryColumns} FROM journal WHERE type = 'sale.made' ORDER BY seq`)),
    charges: all('SELECT attempt_id AS attempt, amount_minor AS amount, state FROM charge'),
    baskets: all('SELECT state, COUNT(*) AS count FROM basket GROUP BY state'),
    held: all(`SELECT screening_id AS screening, seat_id AS seat, version FROM seat_right
      WHERE state IN ('held', 'basket') ORDER BY screening_id, seat_id`),
    pictures: all(`SELECT ${seatColumns} FROM seat_picture`),
    network: existsSync(kiosk.readerFile) ? readCharges(kiosk) : [],
  }));
}
