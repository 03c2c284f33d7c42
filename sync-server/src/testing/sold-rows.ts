/** Bookings as rows, many at once: for what is done to a whole house. */
import { insertRows } from '../platform/database.ts';
import { seats } from './house.ts';
import type { TestServer } from './test-server.ts';

export interface SoldRows {
  screeningId: number;
  /** Each has one ticket, at 12 euros. */
  bookings: number;
  /** Of the first booking; the others follow. */
  firstSeq: number;
  /** Who bought them in the app; every booking's own where there is one. */
  userIds?: readonly number[];
}

export async function insertSold(
  { database }: TestServer,
  { screeningId, bookings, firstSeq, userIds = [] }: SoldRows,
): Promise<void> {
  const numbers = Array.from({ length: bookings }, (_, at) => at);
  const seqOf = (at: number) => firstSeq + at;
  await database.transaction('sold', async (tx) => {
    await insertRows(
      tx,
      'booking',
      [
        'terminal_id',
        'seq',
        'order_key',
        'user_id',
        'screening_id',
        'user_type',
        'currency',
        'total_minor',
        'sold_at_ms',
        'recorded_at_ms',
        'state',
      ],
      numbers.map((at) => [
        0,
        seqOf(at),
        `T0-${String(seqOf(at)).padStart(6, '0')}`,
        userIds[at] ?? null,
        screeningId,
        'kiosk',
        'EUR',
        1200,
        1,
        1,
        'paid',
      ]),
    );
    await insertRows(
      tx,
      'ticket',
      [
        'terminal_id',
        'seq',
        'line',
        'screening_id',
        'seat_id',
        'version',
        'ticket_class',
        'price_minor',
        'tax_minor',
        'valid',
        'holder',
      ],
      numbers.map((at) => [0, seqOf(at), 1, screeningId, seats[at]?.id ?? 0, 1, 'adult', 1200, 78, 1, 0]),
    );
    for (const at of numbers)
      await tx.run(
        "UPDATE seat_right SET state = 'sold', ticket_terminal = 0, ticket_seq = ?, ticket_line = 1 WHERE screening_id = ? AND seat_id = ?",
        [seqOf(at), screeningId, seats[at]?.id ?? 0],
      );
  });
}

export const insertGuest = async ({ database }: TestServer, id: number, phone: string | null): Promise<number> => {
  const row = { id, name: `Guest ${id}`, phone, role: 'moviegoer', registration_date_ms: 1 };
  await database.transaction('guest', (tx) => insertRows(tx, 'user', Object.keys(row), [Object.values(row)]));
  return id;
};
