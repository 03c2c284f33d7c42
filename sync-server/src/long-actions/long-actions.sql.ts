import { first, insertRows, type Queries, type Transaction, type Value } from '../platform/database.ts';
import type { LongActionState } from './LongAction.entity.ts';
import type { LongActionItemState } from './LongActionItem.entity.ts';

export interface ActionRow {
  id: string;
  kind: string;
  cinema_id: number;
  screening_id: number | null;
  state: LongActionState;
  done: number;
  total: number;
  step: number;
  tries: number;
  subject: unknown;
  made_by: string;
  started_at_ms: number;
  ended_at_ms: number | null;
  error: string | null;
}
export interface ItemRow {
  number: number;
  state: LongActionItemState;
  tries: number;
  body: unknown;
  outcome: unknown;
}

const columns =
  'id, kind, cinema_id, screening_id, state, done, total, step, tries, subject, made_by, started_at_ms, ended_at_ms, error';
/** SQLite answers JSON as text. */
const read = (value: unknown): unknown => (typeof value === 'string' ? JSON.parse(value) : value);
const readAction = (row: ActionRow): ActionRow => ({ ...row, subject: read(row.subject) });
const readItem = (row: ItemRow): ItemRow => ({ ...row, body: read(row.body), outcome: read(row.outcome) });

export async function insertAction(
  tx: Transaction,
  row: Record<string, Value>,
  bodies: readonly unknown[],
  doneAtOnce: number,
): Promise<void> {
  await insertRows(tx, 'long_action', Object.keys(row), [Object.values(row)]);
  const items = bodies.map((body, at) => [
    String(row.id),
    at + 1,
    at < doneAtOnce ? 'done' : 'waiting',
    0,
    JSON.stringify(body),
  ]);
  await insertRows(tx, 'long_action_item', ['action_id', 'number', 'state', 'tries', 'body'], items);
}

export async function selectDue(queries: Queries, nowMs: number, limit: number): Promise<ActionRow[]> {
  const rows = await queries.all<ActionRow>(
    `SELECT ${columns} FROM long_action WHERE state = 'running' AND resume_at_ms <= ? ORDER BY resume_at_ms, id LIMIT ?`,
    [nowMs, limit],
  );
  return rows.map(readAction);
}

/** Whoever compares and sets its step has the action, until then. */
export async function claim(tx: Transaction, { id, step }: ActionRow, resumeAtMs: number): Promise<boolean> {
  const { changes } = await tx.run(
    "UPDATE long_action SET step = step + 1, resume_at_ms = ? WHERE id = ? AND step = ? AND state = 'running'",
    [resumeAtMs, id, step],
  );
  return changes === 1;
}

export async function advance(tx: Transaction, id: string, items: number, nowMs: number): Promise<void> {
  await tx.run('UPDATE long_action SET done = done + ?, tries = 0 WHERE id = ?', [items, id]);
  await tx.run(
    "UPDATE long_action SET state = 'done', ended_at_ms = ?, error = NULL WHERE id = ? AND done >= total AND state = 'running'",
    [nowMs, id],
  );
}

export async function noteFailure(
  tx: Transaction,
  id: string,
  { state, error, resumeAtMs }: { state: LongActionState; error: string; resumeAtMs: number },
): Promise<void> {
  await tx.run('UPDATE long_action SET tries = tries + 1, state = ?, error = ?, resume_at_ms = ? WHERE id = ?', [
    state,
    error.slice(0, 200),
    resumeAtMs,
    id,
  ]);
}

/** failed -> running */
export async function resume(tx: Transaction, id: string, nowMs: number): Promise<boolean> {
  const { changes } = await tx.run(
    "UPDATE long_action SET state = 'running', step = step + 1, tries = 0, error = NULL, resume_at_ms = ? WHERE id = ? AND state = 'failed'",
    [nowMs, id],
  );
  return changes === 1;
}

export async function selectItems(
  queries: Queries,
  id: string,
  { after, limit }: { after: number; limit: number },
): Promise<ItemRow[]> {
  const rows = await queries.all<ItemRow>(
    'SELECT number, state, tries, body, outcome FROM long_action_item WHERE action_id = ? AND number > ? ORDER BY number LIMIT ?',
    [id, after, limit],
  );
  return rows.map(readItem);
}

export async function writeItem(
  tx: Transaction,
  id: string,
  { number, state, tries, outcome }: Omit<ItemRow, 'body'>,
): Promise<void> {
  await tx.run('UPDATE long_action_item SET state = ?, tries = ?, outcome = ? WHERE action_id = ? AND number = ?', [
    state,
    tries,
    outcome === null ? null : JSON.stringify(outcome),
    id,
    number,
  ]);
}

export interface ActionPage {
  cinemaId: number;
  screeningId: number | null;
  after: readonly [number, string] | null;
  limit: number;
}
/** Newest first. */
export async function selectActions(queries: Queries, wanted: ActionPage): Promise<ActionRow[]> {
  const { cinemaId, screeningId, after, limit } = wanted;
  const where = ['cinema_id = ?', ...(screeningId === null ? [] : ['screening_id = ?'])];
  const values: Value[] = [cinemaId, ...(screeningId === null ? [] : [screeningId])];
  if (after) {
    where.push('(started_at_ms < ? OR (started_at_ms = ? AND id < ?))');
    values.push(after[0], after[0], after[1]);
  }
  const rows = await queries.all<ActionRow>(
    `SELECT ${columns} FROM long_action WHERE ${where.join(' AND ')} ORDER BY started_at_ms DESC, id DESC LIMIT ?`,
    [...values, limit],
  );
  return rows.map(readAction);
}

export async function selectAction(queries: Queries, id: string): Promise<ActionRow | undefined> {
  const row = await first<ActionRow>(queries, `SELECT ${columns} FROM long_action WHERE id = ?`, [id]);
  return row && readAction(row);
}

/** Those of its items that went otherwise than they should, in order. */
export async function selectOdd(queries: Queries, id: string, limit: number): Promise<ItemRow[]> {
  const rows = await queries.all<ItemRow>(
    `SELECT number, state, tries, body, outcome FROM long_action_item
      WHERE action_id = ? AND state IN ('refused', 'unknown') ORDER BY number LIMIT ?`,
    [id, limit],
  );
  return rows.map(readItem);
}

/** How far each one is that is not over: changes with every step. */
export const selectRunning = (queries: Queries, cinemaId: number): Promise<{ id: string; step: number }[]> =>
  queries.all("SELECT id, step FROM long_action WHERE state = 'running' AND cinema_id = ? ORDER BY id LIMIT 200", [
    cinemaId,
  ]);

/** Those that ended so long ago, with all their items. Answers how many went. */
export async function deleteEnded(tx: Transaction, beforeMs: number, limit: number): Promise<number> {
  const old = await tx.all<{ id: string }>(
    "SELECT id FROM long_action WHERE state = 'done' AND resume_at_ms < ? AND ended_at_ms < ? ORDER BY resume_at_ms LIMIT ?",
    [beforeMs, beforeMs, limit],
  );
  for (const { id } of old) {
    await tx.run('DELETE FROM long_action_item WHERE action_id = ?', [id]);
    await tx.run('DELETE FROM long_action WHERE id = ?', [id]);
  }
  return old.length;
}
