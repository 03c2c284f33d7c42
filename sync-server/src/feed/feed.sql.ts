import type { StreamChange } from '@marquee/shared/protocol/streams';
import { first, insertRows, marks, type Queries, type Transaction, type Value } from '../platform/database.ts';

export interface StreamRow {
  name: string;
  revision: number;
}
export interface ChangeRow {
  stream: string;
  revision: number;
  change_id: string;
  body: unknown;
  at_ms: number;
  /** Of the body as it is stored. */
  bytes: number;
}

/**
 * Bumps a stream and answers its new revision, or null where the stream is closed or missing. An increment, never
 * read-then-compare: the row stays locked until the commit, so revisions have no gaps and follow the commits.
 */
export async function bumpStream(tx: Transaction, name: string): Promise<number | null> {
  if (tx.dialect === 'sqlite') {
    const row = await first<{ revision: number }>(
      tx,
      'UPDATE `stream` SET revision = revision + 1 WHERE name = ? AND closed = 0 RETURNING revision',
      [name],
    );
    return row?.revision ?? null;
  }
  const { changes, insertId } = await tx.run(
    'UPDATE `stream` SET revision = LAST_INSERT_ID(revision + 1) WHERE name = ? AND closed = 0',
    [name],
  );
  return changes === 1 ? insertId : null;
}

/** Whoever else writes this stream waits from now on; SQLite's only writer need not. */
export async function lockStream(tx: Transaction, name: string): Promise<void> {
  if (tx.dialect === 'mysql') await tx.all('SELECT name FROM `stream` WHERE name = ? FOR UPDATE', [name]);
}

/**
 * Bumps all of these streams in one statement of MySQL, which locks them in the order of their keys. `changes` counts those
 * that are there and open; `insertId` is the new revision of the one that is wanted.
 */
export function bumpStreams(
  tx: Transaction,
  names: readonly string[],
  wanted: string | null,
): Promise<{ changes: number; insertId: number }> {
  return tx.run(
    `UPDATE \`stream\` SET revision = IF(name = ?, LAST_INSERT_ID(revision + 1), revision + 1)
      WHERE name IN (${marks(names.length)}) AND closed = 0`,
    [wanted ?? '', ...names],
  );
}

export async function selectOpen(queries: Queries, names: readonly string[]): Promise<string[]> {
  const rows = await queries.all<{ name: string }>(
    `SELECT name FROM \`stream\` WHERE name IN (${marks(names.length)}) AND closed = 0`,
    names,
  );
  return rows.map(({ name }) => name);
}

/** With the revisions that this transaction has just bumped their streams to. */
export async function insertChangesOfBumped(
  tx: Transaction,
  rows: readonly { stream: string; changeId: string; body: string; atMs: number }[],
): Promise<void> {
  const revision = '(SELECT s.revision FROM `stream` s WHERE s.name = ?)';
  await tx.run(
    `INSERT INTO \`change\` (stream, revision, change_id, body, at_ms)
      VALUES ${rows.map(() => `(?, ${revision}, ?, ?, ?)`).join(', ')}`,
    rows.flatMap(({ stream, changeId, body, atMs }) => [stream, stream, changeId, body, atMs]),
  );
}

/** Nothing is written to a closed stream any more: whoever bumps it is refused. Answers whether it was open. */
export async function closeStream(tx: Transaction, name: string): Promise<boolean> {
  return (await tx.run('UPDATE `stream` SET closed = 1 WHERE name = ? AND closed = 0', [name])).changes === 1;
}

export function insertChanges(tx: Transaction, rows: readonly (readonly Value[])[]): Promise<void> {
  return insertRows(tx, 'change', ['stream', 'revision', 'change_id', 'body', 'at_ms'], rows);
}

export async function insertStream(tx: Transaction, name: string): Promise<void> {
  await insertRows(tx, 'stream', ['name', 'revision', 'closed'], [[name, 0, 0]]);
}

export function selectRevisions(queries: Queries, names: readonly string[]): Promise<StreamRow[]> {
  return queries.all<StreamRow>(`SELECT name, revision FROM \`stream\` WHERE name IN (${marks(names.length)})`, names);
}

export async function selectChanges(
  queries: Queries,
  stream: string,
  after: number,
  limit: number,
): Promise<ChangeRow[]> {
  const rows = await queries.all<Omit<ChangeRow, 'bytes'> & { body: string }>(
    'SELECT stream, revision, change_id, body, at_ms FROM `change` WHERE stream = ? AND revision > ? ORDER BY revision LIMIT ?',
    [stream, after, limit],
  );
  return rows.map(readChange);
}

/** What came after these places, stream by stream and in order, in one query: one commit changes several screenings. */
export async function selectChangesOf(
  queries: Queries,
  places: readonly { stream: string; revision: number }[],
  limit: number,
): Promise<ChangeRow[]> {
  if (places.length === 0) return [];
  const rows = await queries.all<Omit<ChangeRow, 'bytes'> & { body: string }>(
    `SELECT stream, revision, change_id, body, at_ms FROM \`change\`
      WHERE ${places.map(() => '(stream = ? AND revision > ?)').join(' OR ')} ORDER BY stream, revision LIMIT ?`,
    [...places.flatMap(({ stream, revision }) => [stream, revision]), limit],
  );
  return rows.map(readChange);
}

const readChange = (row: Omit<ChangeRow, 'bytes'> & { body: string }): ChangeRow => ({
  ...row,
  body: JSON.parse(row.body),
  bytes: row.body.length,
});

export const toStreamChange = (row: ChangeRow): StreamChange => ({
  revision: row.revision,
  changeId: row.change_id,
  body: row.body,
});

/** The ids of these very changes, in one query: a terminal asks after dozens of streams at once. */
export async function selectChangeIds(
  queries: Queries,
  changes: readonly { stream: string; revision: number }[],
): Promise<Map<string, string>> {
  if (changes.length === 0) return new Map();
  const rows = await queries.all<{ stream: string; change_id: string }>(
    `SELECT stream, change_id FROM \`change\` WHERE ${changes.map(() => '(stream = ? AND revision = ?)').join(' OR ')}`,
    changes.flatMap(({ stream, revision }) => [stream, revision]),
  );
  return new Map(rows.map((row) => [row.stream, row.change_id]));
}

export async function selectChangeId(queries: Queries, stream: string, revision: number): Promise<string | undefined> {
  return (
    await first<{ change_id: string }>(queries, 'SELECT change_id FROM `change` WHERE stream = ? AND revision = ?', [
      stream,
      revision,
    ])
  )?.change_id;
}
