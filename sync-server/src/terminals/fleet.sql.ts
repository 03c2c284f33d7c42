/** A cinema's terminals and codes as its managers are shown them. */
import { first, type Queries, type Transaction } from '../platform/database.ts';

export interface FleetRow {
  id: number;
  cinema_id: number;
  name: string;
  role: 'kiosk' | 'till' | 'gate';
  state: string;
  last_seen_ms: number | null;
  app_version: string | null;
  acked: number;
  enrolled_at_ms: number;
  final_seq: number | null;
  closed_as: string | null;
  closed_at_ms: number | null;
  closed_by: string | null;
  closed_reason: string | null;
  status_body: string | null;
  status_at_ms: number | null;
  /** Of the drill that it was told of last. */
  drill_told_ms: number | null;
  drill_minutes: number | null;
  holding: number;
  quarantined: number;
}

const columns = `t.id, t.cinema_id, t.name, t.role, t.state, t.last_seen_ms, t.app_version, t.acked, t.enrolled_at_ms, t.final_seq,
  t.closed_as, t.closed_at_ms, t.closed_by, t.closed_reason, s.body AS status_body, s.at_ms AS status_at_ms,
  o.told_at_ms AS drill_told_ms, d.minutes AS drill_minutes`;
/** `drill_terminal` has a few rows for each terminal. */
const joined = `terminal t LEFT JOIN terminal_status s ON s.terminal_id = t.id
  LEFT JOIN drill_terminal o ON o.terminal_id = t.id
    AND o.told_at_ms = (SELECT MAX(l.told_at_ms) FROM drill_terminal l WHERE l.terminal_id = t.id)
  LEFT JOIN drill d ON d.id = o.drill_id`;
const countIn = (state: string) =>
  `(SELECT COUNT(*) FROM seat_right r WHERE r.holder = t.id AND r.state = '${state}') AS `;
const counts = `${countIn('granted')}holding, ${countIn('quarantined')}quarantined`;

/** By number, after one. */
export const selectFleet = (
  queries: Queries,
  { cinemaId, after, limit }: { cinemaId: number; after: number; limit: number },
): Promise<FleetRow[]> =>
  queries.all(`SELECT ${columns}, ${counts} FROM ${joined} WHERE t.cinema_id = ? AND t.id > ? ORDER BY t.id LIMIT ?`, [
    cinemaId,
    after,
    limit,
  ]);

export const selectFleetTerminal = (queries: Queries, terminal: number): Promise<FleetRow | undefined> =>
  first(queries, `SELECT ${columns}, ${counts} FROM ${joined} WHERE t.id = ?`, [terminal]);

export interface HeldScreeningRow {
  screening_id: number;
  title: string;
  starts_at_ms: number;
  seats: number;
}
/** What it holds unsold of screenings that are still sold, the next one first. */
export async function selectHeldScreenings(
  queries: Queries,
  terminal: number,
  { sinceMs, limit }: { sinceMs: number; limit: number },
): Promise<HeldScreeningRow[]> {
  const rows = await queries.all<HeldScreeningRow & { seats: number | string }>(
    `SELECT r.screening_id, m.name AS title, s.starts_at_ms, COUNT(*) AS seats
       FROM seat_right r JOIN screening s ON s.id = r.screening_id JOIN movie m ON m.id = s.movie_id
      WHERE r.holder = ? AND r.state IN ('granted', 'quarantined') AND s.sales_end_at_ms > ?
      GROUP BY r.screening_id, m.name, s.starts_at_ms ORDER BY s.starts_at_ms, r.screening_id LIMIT ?`,
    [terminal, sinceMs, limit],
  );
  return rows.map((row) => ({ ...row, seats: Number(row.seats) }));
}

export interface OpenCodeRow {
  code_hash: string;
  name: string;
  role: string;
  expires_at_ms: number;
}
export const selectOpenCodes = (
  queries: Queries,
  cinemaId: number,
  { nowMs, limit }: { nowMs: number; limit: number },
): Promise<OpenCodeRow[]> =>
  queries.all(
    `SELECT code_hash, name, role, expires_at_ms FROM enrolment_code
      WHERE cinema_id = ? AND used_at_ms IS NULL AND expires_at_ms > ? ORDER BY expires_at_ms, code_hash LIMIT ?`,
    [cinemaId, nowMs, limit],
  );

/** Ends a code that nobody has used. */
export async function endCode(
  tx: Transaction,
  { hash, cinemaId, nowMs }: { hash: string; cinemaId: number; nowMs: number },
): Promise<boolean> {
  const { changes } = await tx.run(
    'UPDATE enrolment_code SET expires_at_ms = ? WHERE code_hash = ? AND cinema_id = ? AND used_at_ms IS NULL AND expires_at_ms > ?',
    [nowMs, hash, cinemaId, nowMs],
  );
  return changes === 1;
}

export async function renameTerminal(tx: Transaction, terminal: number, name: string): Promise<void> {
  await tx.run('UPDATE terminal SET name = ? WHERE id = ?', [name, terminal]);
}
