import { first, insertRows, type Queries, type Transaction } from '../platform/database.ts';
import { deleteOldest } from '../platform/delete-oldest.ts';
import type { SmsPin } from './SmsPin.entity.ts';

export type Purpose = SmsPin['purpose'];
export interface PinToInsert {
  id: string;
  phone: string;
  purpose: Purpose;
  hash: string;
  tries: number;
  nowMs: number;
  expiresAtMs: number;
}
export interface PinRow {
  id: string;
  pin_hash: string;
  tries_left: number;
  expires_at_ms: number;
  used_at_ms: number | null;
}

/** The newest first, however old: as long as they are kept, each is the ground for the next one's id. */
export function selectLastSent(
  queries: Queries,
  { phone, purpose, limit }: { phone: string; purpose: Purpose; limit: number },
): Promise<{ id: string; sent_at_ms: number }[]> {
  return queries.all(
    'SELECT id, sent_at_ms FROM sms_pin WHERE phone = ? AND purpose = ? ORDER BY sent_at_ms DESC LIMIT ?',
    [phone, purpose, limit],
  );
}

/** Breaks the primary key where another PIN has followed the same one. */
export function insertPin(tx: Transaction, pin: PinToInsert): Promise<void> {
  return insertRows(
    tx,
    'sms_pin',
    ['id', 'phone', 'purpose', 'pin_hash', 'tries_left', 'sent_at_ms', 'expires_at_ms'],
    [[pin.id, pin.phone, pin.purpose, pin.hash, pin.tries, pin.nowMs, pin.expiresAtMs]],
  );
}

/** The newest one alone counts. */
export const selectNewestPin = (queries: Queries, phone: string, purpose: Purpose): Promise<PinRow | undefined> =>
  first(
    queries,
    'SELECT id, pin_hash, tries_left, expires_at_ms, used_at_ms FROM sms_pin WHERE phone = ? AND purpose = ? ORDER BY sent_at_ms DESC LIMIT 1',
    [phone, purpose],
  );

/** Each guess costs a try before it is compared: guesses at the same moment as well. */
export async function takeTry(tx: Transaction, id: string, nowMs: number): Promise<boolean> {
  const { changes } = await tx.run(
    'UPDATE sms_pin SET tries_left = tries_left - 1 WHERE id = ? AND tries_left > 0 AND used_at_ms IS NULL AND expires_at_ms > ?',
    [id, nowMs],
  );
  return changes === 1;
}

export async function usePin(tx: Transaction, id: string, nowMs: number): Promise<boolean> {
  const sql = 'UPDATE sms_pin SET used_at_ms = ? WHERE id = ? AND used_at_ms IS NULL';
  return (await tx.run(sql, [nowMs, id])).changes === 1;
}

export const deleteExpiredPins = (tx: Transaction, old: { beforeMs: number; limit: number }): Promise<number> =>
  deleteOldest(tx, { table: 'sms_pin', column: 'expires_at_ms' }, old);
