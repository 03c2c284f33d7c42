/** What moviegoers hold, and the house that they choose from. */
import { assert } from '@marquee/shared/assert';
import type { Seating } from '@marquee/shared/protocol/streams';
import type { SeatKind } from '@marquee/shared/seating/seat-map';
import type { Display } from '@marquee/shared/tickets/ticket-class';
import { first, insertRows, type Queries, type Transaction } from '../platform/database.ts';

export interface HoldRow {
  id: string;
  user_id: number;
  screening_id: number;
  lines: string;
  total_minor: number;
  currency: string;
  made_at_ms: number;
  expires_at_ms: number;
  extended: number;
}
const names = [
  'id',
  'user_id',
  'screening_id',
  'lines',
  'total_minor',
  'currency',
  'made_at_ms',
  'expires_at_ms',
  'extended',
] as const satisfies (keyof HoldRow)[];
// `lines` is a word of MariaDB's own.
const columns = names.map((name) => `\`${name}\``).join(', ');

export function insertHold(tx: Transaction, row: HoldRow): Promise<void> {
  return insertRows(tx, 'hold', names, [names.map((name) => row[name])]);
}

/** Only its owner's: for anybody else there is none. */
export function selectHold(queries: Queries, id: string, userId: number): Promise<HoldRow | undefined> {
  return first(queries, `SELECT ${columns} FROM hold WHERE id = ? AND user_id = ?`, [id, userId]);
}

/** The newest first. */
export function selectRecentHolds(
  queries: Queries,
  { userId, sinceMs, limit }: { userId: number; sinceMs: number; limit: number },
): Promise<HoldRow[]> {
  return queries.all(
    `SELECT ${columns} FROM hold WHERE user_id = ? AND expires_at_ms > ? ORDER BY made_at_ms DESC, id LIMIT ?`,
    [userId, sinceMs, limit],
  );
}

/** Until when this hold was made or extended; undefined for one that has no owner. */
export async function selectExpiry(queries: Queries, id: string): Promise<number | undefined> {
  return (await first<{ expires_at_ms: number }>(queries, 'SELECT expires_at_ms FROM hold WHERE id = ?', [id]))
    ?.expires_at_ms;
}

/** Once. Answers whether it was not extended before. */
export async function extendHoldRow(tx: Transaction, id: string, expiresAtMs: number): Promise<boolean> {
  const { changes } = await tx.run('UPDATE hold SET extended = 1, expires_at_ms = ? WHERE id = ? AND extended = 0', [
    expiresAtMs,
    id,
  ]);
  return changes === 1;
}

/** Two requests of one person are counted one after the other: the cap is no matter of luck. */
export async function lockUser(tx: Transaction, userId: number): Promise<void> {
  if (tx.dialect === 'mysql') await tx.all('SELECT id FROM `user` WHERE id = ? FOR UPDATE', [userId]);
}

/** What a person holds or pays now. `sinceMs`: no hold that was made before is still alive. */
export async function countHeldBy(
  queries: Queries,
  userId: number,
  sinceMs: number,
): Promise<{ holds: number; seats: number }> {
  const row = await first<{ holds: number; seats: number }>(
    queries,
    `SELECT COUNT(DISTINCT h.id) AS holds, COUNT(r.seat_id) AS seats
       FROM hold h JOIN seat_right r ON r.screening_id = h.screening_id AND r.operation_id = h.id
      WHERE h.user_id = ? AND h.expires_at_ms > ? AND r.state IN ('held', 'paying')`,
    [userId, sinceMs],
  );
  return { holds: row?.holds ?? 0, seats: row?.seats ?? 0 };
}

export interface ScreeningToSell {
  id: number;
  cinema_id: number;
  starts_at_ms: number;
  sales_end_at_ms: number;
  display: Display;
  price_minor: number;
  seating: Seating;
  state: 'published' | 'cancelled';
}
export function selectScreeningToSell(queries: Queries, screeningId: number): Promise<ScreeningToSell | undefined> {
  return first(
    queries,
    `SELECT s.id, v.cinema_id, s.starts_at_ms, s.sales_end_at_ms, s.display, s.price_minor, s.seating, s.state
       FROM screening s JOIN venue v ON v.id = s.venue_id WHERE s.id = ?`,
    [screeningId],
  );
}

export interface SellerRow {
  cinema_id: number;
  cinema_name: string;
  venue_name: string;
  title: string;
  starts_at_ms: number;
  time_zone: string;
}
/** Who sells a screening, and what it is. */
export async function selectSeller(queries: Queries, screeningId: number): Promise<SellerRow> {
  const seller = await first<SellerRow>(
    queries,
    `SELECT c.id AS cinema_id, c.name AS cinema_name, v.name AS venue_name, m.name AS title, s.starts_at_ms, c.time_zone
       FROM screening s JOIN movie m ON m.id = s.movie_id JOIN venue v ON v.id = s.venue_id
       JOIN cinema c ON c.id = v.cinema_id WHERE s.id = ?`,
    [screeningId],
  );
  assert(seller, 'what is held is a screening of a film in a cinema');
  return seller;
}

export interface HouseRow {
  seat_id: number;
  state: string;
  holder: number;
  blocked_for: string | null;
  recall_answer: string | null;
  row_label: string;
  label: string;
  x: number;
  y: number;
  kind: SeatKind;
}
/** Every right with the seat it is for now; one that found no place when the screening moved is left out. */
export function selectHouse(queries: Queries, screeningId: number): Promise<HouseRow[]> {
  return queries.all(
    `SELECT r.seat_id, r.state, r.holder, r.blocked_for, r.recall_answer, t.row_label, t.label, t.x, t.y, t.kind
       FROM screening s JOIN seat_right r ON r.screening_id = s.id
       LEFT JOIN seat_place p ON p.screening_id = r.screening_id AND p.seat_id = r.seat_id
       JOIN seats t ON t.id = COALESCE(p.place_id, r.seat_id) AND t.venue_id = s.venue_id
      WHERE s.id = ? AND (t.removed_in = 0 OR COALESCE(r.blocked_for, '') <> 'moved')
      ORDER BY r.seat_id`,
    [screeningId],
  );
}
