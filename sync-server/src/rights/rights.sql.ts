/** Every change of a right is a compare-and-set on its own row; the caller compares the count and rolls back. */
import type { Seat } from '@marquee/shared/seating/seat-map';
import { marks, type Queries, type Transaction, updateMany } from '../platform/database.ts';

export interface RightRow {
  screening_id: number;
  seat_id: number;
  state: string;
  holder: number;
  version: number;
  ticket_terminal: number | null;
  ticket_seq: number | null;
  ticket_line: number | null;
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
      set: { state: "'granted'", holder: String(Math.trunc(terminal)), version: 'v.next' },
      where:
        "r.screening_id = v.screening_id AND r.seat_id = v.seat_id AND r.state = 'free' AND r.holder = 0 AND r.version = v.version",
    },
    rows,
  );
}

/** A version counts hand-outs by the server and nothing else; after a restore it starts above all that were given before. */
function nextVersion(versionBase: number): string {
  const base = Math.trunc(versionBase);
  return `CASE WHEN r.version < ${base} THEN ${base + 1} ELSE r.version + 1 END`;
}

/** (screening, seat, version, seq, line) of rights granted to the terminal -> sold with that ticket. */
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
        "r.screening_id = v.screening_id AND r.seat_id = v.seat_id AND r.state = 'granted' AND r.version = v.version AND r.holder = ?",
      values: [terminal],
    },
    rows,
  );
}

/** (screening, seat, version) of rights granted to the terminal -> back to the server. */
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
        "r.screening_id = v.screening_id AND r.seat_id = v.seat_id AND r.state = 'granted' AND r.version = v.version AND r.holder = ?",
      values: [terminal],
    },
    rows,
  );
}

/** Free rights -> held for a phone until a time. The server stays the holder: only so may time take the hold away. */
export async function holdFree(
  tx: Transaction,
  hold: { screeningId: number; seatIds: readonly number[]; holdId: string; expiresAtMs: number },
): Promise<number> {
  // The holder is not named: a free right's is the server, and the index on it would be taken for the better one.
  const { changes } = await tx.run(
    `UPDATE seat_right SET state = 'held', operation_id = ?, expires_at_ms = ?
      WHERE screening_id = ? AND seat_id IN (${marks(hold.seatIds.length)}) AND state = 'free'`,
    [hold.holdId, hold.expiresAtMs, hold.screeningId, ...hold.seatIds],
  );
  return changes;
}

/** held -> paying: before the provider is called. A hold in `paying` never expires. */
export async function startPaying(tx: Transaction, holdId: string, screeningId: number): Promise<number> {
  const { changes } = await tx.run(
    "UPDATE seat_right SET state = 'paying', expires_at_ms = NULL WHERE screening_id = ? AND operation_id = ? AND state = 'held'",
    [screeningId, holdId],
  );
  return changes;
}

export async function freeHeld(
  tx: Transaction,
  holdId: string,
  screeningId: number,
  state: 'held' | 'paying',
): Promise<number> {
  const { changes } = await tx.run(
    "UPDATE seat_right SET state = 'free', operation_id = NULL, expires_at_ms = NULL WHERE screening_id = ? AND operation_id = ? AND state = ?",
    [screeningId, holdId, state],
  );
  return changes;
}

/** (screening, seat, seq, line) in `paying` under this hold -> sold by the server itself: a hand-out, so the version grows. */
export function sellPaying(
  tx: Transaction,
  holdId: string,
  sale: { serverNumber: number; versionBase: number },
  rows: readonly [number, number, number, number][],
): Promise<number> {
  return updateMany(
    tx,
    {
      table: 'seat_right',
      columns: ['screening_id', 'seat_id', 'seq', 'line'],
      set: {
        state: "'sold'",
        version: nextVersion(sale.versionBase),
        ticket_terminal: String(Math.trunc(sale.serverNumber)),
        ticket_seq: 'v.seq',
        ticket_line: 'v.line',
      },
      where: "r.screening_id = v.screening_id AND r.seat_id = v.seat_id AND r.state = 'paying' AND r.operation_id = ?",
      values: [holdId],
    },
    rows,
  );
}

export function selectSeats(queries: Queries, screeningId: number, seatIds: readonly number[]): Promise<RightRow[]> {
  return queries.all<RightRow>(
    `${selectRight} WHERE screening_id = ? AND seat_id IN (${marks(seatIds.length)}) ORDER BY seat_id`,
    [screeningId, ...seatIds],
  );
}
export function selectScreening(queries: Queries, screeningId: number): Promise<RightRow[]> {
  return queries.all<RightRow>(`${selectRight} WHERE screening_id = ? ORDER BY seat_id`, [screeningId]);
}
export function selectHolding(queries: Queries, terminal: number): Promise<RightRow[]> {
  return queries.all<RightRow>(`${selectRight} WHERE holder = ? AND state = 'granted' ORDER BY screening_id, seat_id`, [
    terminal,
  ]);
}
export function selectHeld(queries: Queries, holdId: string, screeningId: number): Promise<RightRow[]> {
  return queries.all<RightRow>(`${selectRight} WHERE screening_id = ? AND operation_id = ? ORDER BY seat_id`, [
    screeningId,
    holdId,
  ]);
}
export function selectExpired(
  queries: Queries,
  nowMs: number,
  limit: number,
): Promise<{ screening_id: number; operation_id: string }[]> {
  return queries.all(
    "SELECT DISTINCT screening_id, operation_id FROM seat_right WHERE state = 'held' AND expires_at_ms <= ? LIMIT ?",
    [nowMs, limit],
  );
}

const selectRight =
  'SELECT screening_id, seat_id, state, holder, version, ticket_terminal, ticket_seq, ticket_line FROM seat_right';

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

/** The seats of a venue that can be used. */
export function selectVenueSeats(queries: Queries, venueId: number): Promise<Seat[]> {
  return queries.all(
    'SELECT id, row_label AS `row`, label, x, y, kind FROM seats WHERE venue_id = ? AND available = 1 ORDER BY id',
    [venueId],
  );
}
