import { first, insertRows, type Queries, type Transaction } from '../platform/database.ts';

export interface DrillRow {
  id: string;
  cinema_id: number;
  minutes: number;
  ordered_at_ms: number;
  expires_at_ms: number;
  ordered_by: string;
}
const columns = 'id, cinema_id, minutes, ordered_at_ms, expires_at_ms, ordered_by';

export const selectLastDrill = (queries: Queries, cinemaId: number): Promise<DrillRow | undefined> =>
  first(queries, `SELECT ${columns} FROM drill WHERE cinema_id = ? ORDER BY ordered_at_ms DESC LIMIT 1`, [cinemaId]);

export const selectDrill = (queries: Queries, id: string): Promise<DrillRow | undefined> =>
  first(queries, `SELECT ${columns} FROM drill WHERE id = ?`, [id]);

/** Those that know of statuses, and so of drills, at all. */
export const selectDrillable = (queries: Queries, cinemaId: number): Promise<{ id: number; knows: number }[]> =>
  queries.all(
    `SELECT t.id, CASE WHEN s.terminal_id IS NULL THEN 0 ELSE 1 END AS knows
       FROM terminal t LEFT JOIN terminal_status s ON s.terminal_id = t.id
      WHERE t.cinema_id = ? AND t.state = 'open' ORDER BY t.id`,
    [cinemaId],
  );

export async function insertDrill(tx: Transaction, row: DrillRow, terminals: readonly number[]): Promise<void> {
  const { id, cinema_id, minutes, ordered_at_ms, expires_at_ms, ordered_by } = row;
  await insertRows(
    tx,
    'drill',
    ['id', 'cinema_id', 'minutes', 'ordered_at_ms', 'expires_at_ms', 'ordered_by'],
    [[id, cinema_id, minutes, ordered_at_ms, expires_at_ms, ordered_by]],
  );
  await insertRows(
    tx,
    'drill_terminal',
    ['terminal_id', 'drill_id', 'expires_at_ms', 'is_done'],
    terminals.map((terminal) => [terminal, id, expires_at_ms, 0]),
  );
}

export const selectOrderFor = (
  queries: Queries,
  terminal: number,
  nowMs: number,
): Promise<{ id: string; minutes: number } | undefined> =>
  first(
    queries,
    `SELECT o.drill_id AS id, (SELECT d.minutes FROM drill d WHERE d.id = o.drill_id) AS minutes FROM drill_terminal o
      WHERE o.terminal_id = ? AND o.is_done = 0 AND o.expires_at_ms > ? ORDER BY o.expires_at_ms DESC LIMIT 1`,
    [terminal, nowMs],
  );

export async function noteTold(tx: Transaction, order: { terminal: number; id: string }, nowMs: number): Promise<void> {
  await tx.run('UPDATE drill_terminal SET told_at_ms = ? WHERE terminal_id = ? AND drill_id = ? AND is_done = 0', [
    nowMs,
    order.terminal,
    order.id,
  ]);
}
export async function noteDone(tx: Transaction, order: { terminal: number; id: string }): Promise<void> {
  await tx.run('UPDATE drill_terminal SET is_done = 1 WHERE terminal_id = ? AND drill_id = ?', [
    order.terminal,
    order.id,
  ]);
}

export interface TellingRow {
  terminal_id: number;
  told_at_ms: number | null;
  is_done: number;
}
export const selectTellings = (queries: Queries, drillId: string): Promise<TellingRow[]> =>
  queries.all('SELECT terminal_id, told_at_ms, is_done FROM drill_terminal WHERE drill_id = ? ORDER BY terminal_id', [
    drillId,
  ]);

/** The drill that it was told of at about that time. */
export async function selectDrillAt(
  queries: Queries,
  terminal: number,
  { fromMs, toMs }: { fromMs: number; toMs: number },
): Promise<string | null> {
  const row = await first<{ drill_id: string }>(
    queries,
    `SELECT drill_id FROM drill_terminal WHERE terminal_id = ? AND told_at_ms BETWEEN ? AND ?
      ORDER BY told_at_ms DESC LIMIT 1`,
    [terminal, fromMs, toMs],
  );
  return row?.drill_id ?? null;
}
