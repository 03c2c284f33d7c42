/** Every change of a right is a compare-and-set on its own row; the caller compares the count and rolls back. */
import type { Seat } from '@marquee/shared/seating/seat-map';
import { first, marks, type Queries, type Transaction, updateMany } from '../platform/database.ts';

export interface RightRow {
  screening_id: number;
  seat_id: number;
  state: string;
  holder: number;
  version: number;
  ticket_terminal: number | null;
  ticket_seq: number | null;
  ticket_line: number | null;
  blocked_for: string | null;
  recall_answer: string | null;
}

/** (screening, seat, version, next version) of free rights -> granted to the terminal, with the next version. */
export function grantFree(
  tx: Transaction,
  terminal: number,
  rows: readonly [number, number, number, number][],
): Promise<number> {
  return updateMany(
    tx,
    {
      table: 'seat_right',
      columns: ['screening_id', 'seat_id', 'version', 'next'],
      set: {
        state: "'granted'",
        holder: String(Math.trunc(terminal)),
        version: 'v.next',
        recall_answer: 'NULL',
      },
      where:
        "r.screening_id = v.screening_id AND r.seat_id = v.seat_id AND r.state = 'free' AND r.holder = 0 AND r.version = v.version",
    },
    rows,
  );
}

/**
 * One free right -> granted to the terminal, in one statement. Answers its new version, or null where it isn't free: then
 * nothing was changed.
 */
export async function grantFreeSeat(
  tx: Transaction,
  { terminal, screeningId, seatId }: { terminal: number; screeningId: number; seatId: number },
  versionBase: number,
): Promise<number | null> {
  const set = "state = 'granted', holder = ?, recall_answer = NULL";
  const where = "screening_id = ? AND seat_id = ? AND state = 'free' AND holder = 0";
  const values = [terminal, screeningId, seatId];
  const next = nextVersion(versionBase, 'version');
  if (tx.dialect === 'sqlite') {
    const sql = `UPDATE seat_right SET ${set}, version = ${next} WHERE ${where} RETURNING version`;
    return (await first<{ version: number }>(tx, sql, values))?.version ?? null;
  }
  const sql = `UPDATE seat_right SET ${set}, version = LAST_INSERT_ID(${next}) WHERE ${where}`;
  const { changes, insertId } = await tx.run(sql, values);
  return changes === 1 ? insertId : null;
}

/** A version counts hand-outs by the server and nothing else; after a restore it starts above all that were given before. */
export function nextVersion(versionBase: number, column = 'r.version'): string {
  const base = Math.trunc(versionBase);
  return `CASE WHEN ${column} < ${base} THEN ${base + 1} ELSE ${column} + 1 END`;
}

/**
 * (screening, seat, version, seq, line) of rights granted to the terminal -> sold with that ticket. A seat that is
 * withheld is left out: its sale is for the careful way, which raises an exception.
 */
export function sellGranted(
  tx: Transaction,
  terminal: number,
  rows: readonly [number, number, number, number, number][],
): Promise<number> {
  return updateMany(
    tx,
    {
      table: 'seat_right',
      columns: ['screening_id', 'seat_id', 'version', 'seq', 'line'],
      set: {
        state: "'sold'",
        ticket_terminal: String(Math.trunc(terminal)),
        ticket_seq: 'v.seq',
        ticket_line: 'v.line',
      },
      where:
        "r.screening_id = v.screening_id AND r.seat_id = v.seat_id AND r.state = 'granted' AND r.version = v.version AND r.holder = ? AND r.blocked_for IS NULL",
      values: [terminal],
    },
    rows,
  );
}

/** (screening, seat, version) of rights granted to the terminal -> back to the server. Withheld seats are left out. */
export function freeGranted(
  tx: Transaction,
  terminal: number,
  rows: readonly [number, number, number][],
): Promise<number> {
  return updateMany(
    tx,
    {
      table: 'seat_right',
      columns: ['screening_id', 'seat_id', 'version'],
      set: { state: "'free'", holder: '0' },
      where:
        "r.screening_id = v.screening_id AND r.seat_id = v.seat_id AND r.state = 'granted' AND r.version = v.version AND r.holder = ? AND r.blocked_for IS NULL",
      values: [terminal],
    },
    rows,
  );
}

export async function selectSeats(
  queries: Queries,
  screeningId: number,
  seatIds: readonly number[],
): Promise<RightRow[]> {
  if (seatIds.length === 0) return [];
  return queries.all<RightRow>(
    `${selectRight} WHERE screening_id = ? AND seat_id IN (${marks(seatIds.length)}) ORDER BY seat_id`,
    [screeningId, ...seatIds],
  );
}
export function selectScreening(queries: Queries, screeningId: number): Promise<RightRow[]> {
  return queries.all<RightRow>(`${selectRight} WHERE screening_id = ? ORDER BY seat_id`, [screeningId]);
}
/** Up to which entry the journals of the cinema's terminals are in. */
export function selectCovered(queries: Queries, screeningId: number): Promise<{ terminal: number; seq: number }[]> {
  return queries.all(
    `SELECT t.id AS terminal, t.acked AS seq FROM screening s JOIN venue v ON v.id = s.venue_id
       JOIN terminal t ON t.cinema_id = v.cinema_id WHERE s.id = ? ORDER BY t.id`,
    [screeningId],
  );
}
export function selectHolding(queries: Queries, terminal: number): Promise<RightRow[]> {
  return queries.all<RightRow>(`${selectRight} WHERE holder = ? AND state = 'granted' ORDER BY screening_id, seat_id`, [
    terminal,
  ]);
}
export const selectRight =
  'SELECT screening_id, seat_id, state, holder, version, ticket_terminal, ticket_seq, ticket_line, blocked_for, recall_answer FROM seat_right';

export interface NearScreening {
  id: number;
  venue_id: number;
  cinema_id: number;
  starts_at_ms: number;
}
/** On sale now, and starting soon or running already; the nearest first. */
export function selectNearScreenings(
  queries: Queries,
  { nowMs, aheadMs, limit }: { nowMs: number; aheadMs: number; limit: number },
): Promise<NearScreening[]> {
  // No film runs for a day: the lower bound lets the index on the start do the work.
  return queries.all(
    `SELECT s.id, s.venue_id, v.cinema_id, s.starts_at_ms FROM screening s JOIN venue v ON v.id = s.venue_id
      WHERE s.starts_at_ms > ? AND s.starts_at_ms <= ? AND s.sales_end_at_ms > ? AND s.state = 'published'
      ORDER BY s.starts_at_ms, s.id LIMIT ?`,
    [nowMs - 24 * 3600_000, nowMs + aheadMs, nowMs, limit],
  );
}

/** Where rights of a moved screening sit now. */
export function selectPlaces(queries: Queries, screeningId: number): Promise<{ seatId: number; placeId: number }[]> {
  return queries.all(
    'SELECT seat_id AS seatId, place_id AS placeId FROM seat_place WHERE screening_id = ? ORDER BY seat_id',
    [screeningId],
  );
}

/** The seats of a venue that can be used. */
export function selectVenueSeats(queries: Queries, venueId: number): Promise<Seat[]> {
  return queries.all(
    'SELECT id, row_label AS `row`, label, x, y, kind FROM seats WHERE venue_id = ? AND removed_in = 0 AND available = 1 ORDER BY id',
    [venueId],
  );
}
