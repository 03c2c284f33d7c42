/** What the programs leave on disk: the server's books, a kiosk's identity, the card reader's own memory. */
import { readFileSync } from 'node:fs';
import { KeyCertificate } from '@marquee/shared/protocol/streams';
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
}

/** Also while the server runs. */
export function readBooks(serverDatabaseFile: string): Books {
  const database = new Database(serverDatabaseFile, { readonly: true });
  const all = <Row>(sql: string) => database.prepare(sql).all() as Row[];
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
      seatsSold: all<{ sold: number }>("SELECT COUNT(*) AS sold FROM seat_right WHERE state = 'sold'")[0]?.sold ?? 0,
    };
  } finally {
    database.close();
  }
}

/** The cinema's own key, as the kiosk was given it when it was enrolled. */
function readCinemaKey({ databaseFile }: Pick<Kiosk, 'databaseFile'>): string {
  const database = new Database(databaseFile, { readonly: true });
  try {
    return (database.prepare('SELECT cinema_key FROM identity').get() as { cinema_key: string }).cinema_key;
  } finally {
    database.close();
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
  return believeKeys(books.certificates, readCinemaKey(kiosk));
}
