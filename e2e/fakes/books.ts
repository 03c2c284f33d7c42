/** What the programs leave on disk: the server's books, a kiosk's identity, the card reader's own memory. */
import { copyFileSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { KeyCertificate, screeningStream } from '@marquee/shared/protocol/streams';
import type { FindKey } from '@marquee/shared/tickets/ticket-code';
import Database from 'better-sqlite3';
import { z } from 'zod';
import type { Kiosk } from './kiosk.ts';
import { believeKeys } from './slips.ts';

export interface Books {
  bookings: { terminal_id: number; seq: number; order_key: string; total_minor: number }[];
  tickets: { terminal_id: number; seq: number; line: number; screening_id: number; seat_id: number; valid: number }[];
  payments: { kind: string; amount_minor: number }[];
  voided: { attempt_id: string; amount_minor: number }[];
  exceptions: { kind: string; detail: string }[];
  certificates: KeyCertificate[];
  seatsSold: number;
  /** Held by a terminal, unsold. */
  seatsGranted: number;
}

/** Also while the server runs. */
export function readBooks(serverDatabaseFile: string): Books {
  const database = new Database(serverDatabaseFile, { readonly: true });
  const all = <Row>(sql: string) => database.prepare(sql).all() as Row[];
  const countSeats = (state: string) =>
    (database.prepare('SELECT COUNT(*) AS seats FROM seat_right WHERE state = ?').get(state) as { seats: number })
      .seats;
  try {
    return {
      bookings: all('SELECT terminal_id, seq, order_key, total_minor FROM booking'),
      tickets: all('SELECT terminal_id, seq, line, screening_id, seat_id, valid FROM ticket'),
      payments: all('SELECT kind, amount_minor FROM payment'),
      voided: all('SELECT attempt_id, amount_minor FROM voided_charge'),
      exceptions: all('SELECT kind, detail FROM exception'),
      certificates: all<object>(
        `SELECT key_id AS keyId, id AS terminal, cinema_id AS cinemaId, role, public_key AS publicKey,
          certificate_signature AS signature FROM terminal`,
      ).map((row) => KeyCertificate.parse(row)),
      seatsSold: countSeats('sold'),
      seatsGranted: countSeats('granted'),
    };
  } finally {
    database.close();
  }
}

/** Changes the server's books behind its back, in one transaction. */
function changeBooks(serverDatabaseFile: string, change: (database: Database.Database) => void): void {
  const database = new Database(serverDatabaseFile, { timeout: 5000 });
  try {
    database.transaction(() => change(database)).immediate();
  } finally {
    database.close();
  }
}

/** What it ever told of a screening is gone from the server, as when an older backup was put back. */
export function forgetScreening(serverDatabaseFile: string, screeningId: number): void {
  const stream = screeningStream(screeningId);
  changeBooks(serverDatabaseFile, (database) => {
    database.prepare('DELETE FROM change WHERE stream = ?').run(stream);
    database.prepare('UPDATE stream SET revision = 0 WHERE name = ?').run(stream);
  });
}

/** In all screenings guests sit where they like. Before the kiosks open: nobody is told of it. */
export function freeAllSeating(serverDatabaseFile: string): void {
  changeBooks(serverDatabaseFile, (database) => database.exec("UPDATE screening SET seating = 'unnumbered'"));
}

/**
 * A row of a kiosk's own database. While it runs it shares that file with nobody, so this looks at a copy, as it would be
 * after a power cut at this moment.
 */
export function readKioskRow<Row>(
  { databaseFile }: Pick<Kiosk, 'databaseFile'>,
  sql: string,
  ...values: (string | number)[]
): Row {
  const folder = mkdtempSync(join(tmpdir(), 'marquee-copy-'));
  try {
    const copy = join(folder, 'terminal.db');
    for (const end of ['', '-wal']) if (existsSync(databaseFile + end)) copyFileSync(databaseFile + end, copy + end);
    const database = new Database(copy);
    const row = database.prepare(sql).get(...values);
    database.close();
    if (row === undefined) throw new Error(`no such row: ${sql}`);
    return row as Row;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const Attempts = z.record(z.string(), z.object({ amountMinor: z.int(), outcome: z.string() }));

/** What the card network believes: the simulated reader's own memory. */
export function readCharges({
  readerFile,
}: Pick<Kiosk, 'readerFile'>): { attemptId: string; amountMinor: number; outcome: string }[] {
  const attempts = Attempts.parse(JSON.parse(readFileSync(readerFile, 'utf8')));
  return Object.entries(attempts).map(([attemptId, attempt]) => ({ attemptId, ...attempt }));
}

/** The keys that a gate of this cinema would believe. */
export function readKeys(books: Books, kiosk: Pick<Kiosk, 'databaseFile'>): FindKey {
  // The cinema's own key is what the kiosk was given when it was enrolled.
  const { cinema_key } = readKioskRow<{ cinema_key: string }>(kiosk, 'SELECT cinema_key FROM identity');
  return believeKeys(books.certificates, cinema_key);
}
