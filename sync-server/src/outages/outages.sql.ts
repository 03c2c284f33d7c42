import { insertRows, marks, type Queries, type Transaction } from '../platform/database.ts';

export interface LostRow {
  id: number;
  cinema_id: number;
  last_seen_ms: number;
  refused_before: number | null;
}

/** Open terminals that nobody has seen since, that have not said good-bye, and of which no outage is open yet. */
export const selectLost = (queries: Queries, sinceMs: number): Promise<LostRow[]> =>
  queries.all(
    `SELECT t.id, t.cinema_id, t.last_seen_ms, s.refused_offline AS refused_before
       FROM terminal t LEFT JOIN terminal_status s ON s.terminal_id = t.id
      WHERE t.state = 'open' AND t.last_seen_ms < ? AND (s.is_leaving IS NULL OR s.is_leaving = 0)
        AND NOT EXISTS (SELECT 1 FROM outage o WHERE o.terminal_id = t.id AND o.ended_at_ms IS NULL)
      ORDER BY t.id`,
    [sinceMs],
  );

/** In how many seats of screenings that are still sold it may sit alone. */
export async function countStranded(queries: Queries, terminal: number, nowMs: number): Promise<number> {
  const [row] = await queries.all<{ n: number | string }>(
    `SELECT COUNT(*) AS n FROM seat_right r JOIN screening s ON s.id = r.screening_id
      WHERE r.holder = ? AND r.state = 'granted' AND s.sales_end_at_ms > ?`,
    [terminal, nowMs],
  );
  return Number(row?.n ?? 0);
}

export interface NewOutage {
  cinemaId: number;
  terminal: number;
  beganAtMs: number;
  drillId: string | null;
  stranded: number;
  refusedBefore: number | null;
}
export const insertOutage = (tx: Transaction, outage: NewOutage): Promise<void> =>
  insertRows(
    tx,
    'outage',
    ['cinema_id', 'terminal_id', 'began_at_ms', 'drill_id', 'stranded', 'refused_before'],
    [[outage.cinemaId, outage.terminal, outage.beganAtMs, outage.drillId, outage.stranded, outage.refusedBefore]],
  );

/** By their keys: hundreds come back at the same moment, and must not wait for each other's rows. */
export async function endOutages(tx: Transaction, terminal: number, atMs: number): Promise<void> {
  const open = await tx.all<{ id: number }>('SELECT id FROM outage WHERE terminal_id = ? AND ended_at_ms IS NULL', [
    terminal,
  ]);
  for (const { id } of open)
    await tx.run('UPDATE outage SET ended_at_ms = ? WHERE id = ? AND ended_at_ms IS NULL', [atMs, id]);
}

export interface OverRow {
  terminal_id: number;
  ended_at_ms: number;
}
/** Open outages of terminals that were closed, or that were seen since though no hello has ended them. */
export const selectOver = (queries: Queries, seenSinceMs: number): Promise<OverRow[]> =>
  queries.all(
    `SELECT o.terminal_id, CASE WHEN t.state <> 'open' THEN COALESCE(t.closed_at_ms, t.last_seen_ms) ELSE t.last_seen_ms END AS ended_at_ms
       FROM outage o JOIN terminal t ON t.id = o.terminal_id
      WHERE o.ended_at_ms IS NULL AND (t.state <> 'open' OR (t.last_seen_ms > o.began_at_ms AND t.last_seen_ms >= ?))`,
    [seenSinceMs],
  );

export interface Back {
  refusedOffline: number | null;
  drainedAtMs: number | null;
}
/** Only of outages that no report has told of. */
export const selectBack = (queries: Queries, terminal: number): Promise<{ id: number }[]> =>
  queries.all(
    `SELECT id FROM outage WHERE terminal_id = ? AND report_id IS NULL AND ended_at_ms IS NOT NULL
        AND (drained_at_ms IS NULL OR refused IS NULL)`,
    [terminal],
  );
export async function saveBack(
  tx: Transaction,
  outages: readonly number[],
  { refusedOffline, drainedAtMs }: Back,
): Promise<void> {
  const refused = 'CASE WHEN ? < refused_before THEN 0 ELSE ? - refused_before END';
  await tx.run(
    `UPDATE outage SET drained_at_ms = COALESCE(drained_at_ms, ?), refused = COALESCE(refused, ${refused})
      WHERE id IN (${marks(outages.length)}) AND report_id IS NULL`,
    [drainedAtMs, refusedOffline, refusedOffline, ...outages],
  );
}

export interface OutageRow {
  id: number;
  cinema_id: number;
  terminal_id: number;
  name: string;
  role: string;
  began_at_ms: number;
  ended_at_ms: number | null;
  drained_at_ms: number | null;
  drill_id: string | null;
  stranded: number;
  refused: number | null;
  /** Of the terminal. */
  closed_at_ms: number | null;
}
const columns = `o.id, o.cinema_id, o.terminal_id, t.name, t.role, o.began_at_ms, o.ended_at_ms, o.drained_at_ms, o.drill_id,
  o.stranded, o.refused, t.closed_at_ms`;
const joined = 'FROM outage o JOIN terminal t ON t.id = o.terminal_id';

export const selectEndedUnreported = (queries: Queries, limit: number): Promise<OutageRow[]> =>
  queries.all(
    `SELECT ${columns} ${joined} WHERE o.report_id IS NULL AND o.ended_at_ms IS NOT NULL ORDER BY o.ended_at_ms LIMIT ?`,
    [limit],
  );
export const selectOpen = (queries: Queries): Promise<OutageRow[]> =>
  queries.all(`SELECT ${columns} ${joined} WHERE o.ended_at_ms IS NULL ORDER BY o.began_at_ms, o.id`);
export const selectOpenOf = (queries: Queries, cinemaId: number): Promise<OutageRow[]> =>
  queries.all(
    `SELECT ${columns} ${joined} WHERE o.ended_at_ms IS NULL AND o.cinema_id = ? ORDER BY o.began_at_ms, o.id`,
    [cinemaId],
  );

/** Compare and set: false where another instance has reported one of them. */
export async function markReported(tx: Transaction, outages: readonly number[], reportId: number): Promise<boolean> {
  const { changes } = await tx.run(
    `UPDATE outage SET report_id = ? WHERE id IN (${marks(outages.length)}) AND report_id IS NULL`,
    [reportId, ...outages],
  );
  return changes === outages.length;
}

export interface SoldOffline {
  seats: number;
  sales: number;
  totalMinor: number;
  currency: string | null;
}
/** What it sold in that time and the server heard of only afterwards. */
export async function sumSoldOffline(
  queries: Queries,
  { terminal, beganAtMs, endedAtMs }: { terminal: number; beganAtMs: number; endedAtMs: number },
): Promise<SoldOffline> {
  const offline = `FROM booking b WHERE b.terminal_id = ? AND b.sold_at_ms BETWEEN ? AND ? AND b.recorded_at_ms >= ?`;
  const values = [terminal, beganAtMs, endedAtMs, endedAtMs];
  const [sum] = await queries.all<{ n: number | string; total: number | string | null; currency: string | null }>(
    `SELECT COUNT(*) AS n, SUM(b.total_minor) AS total, MIN(b.currency) AS currency ${offline}`,
    values,
  );
  const [seats] = await queries.all<{ n: number | string }>(
    `SELECT COUNT(*) AS n FROM ticket k WHERE k.terminal_id = ? AND k.seq IN (SELECT b.seq ${offline})`,
    [terminal, ...values],
  );
  return {
    seats: Number(seats?.n ?? 0),
    sales: Number(sum?.n ?? 0),
    totalMinor: Number(sum?.total ?? 0),
    currency: sum?.currency ?? null,
  };
}

/** Terminals of a cinema that a manager closed in that time. */
export const selectBroken = (
  queries: Queries,
  { cinemaId, beganAtMs, endedAtMs }: { cinemaId: number; beganAtMs: number; endedAtMs: number },
): Promise<{ id: number }[]> =>
  queries.all('SELECT id FROM terminal WHERE cinema_id = ? AND closed_at_ms BETWEEN ? AND ? ORDER BY id', [
    cinemaId,
    beganAtMs,
    endedAtMs,
  ]);

/** When it was seen last, as it stands now. */
export async function selectStillLost(queries: Queries, terminal: number): Promise<number | null> {
  const [row] = await queries.all<{ seen: number | string | null }>(
    'SELECT last_seen_ms AS seen FROM terminal WHERE id = ?',
    [terminal],
  );
  return row?.seen == null ? null : Number(row.seen);
}
