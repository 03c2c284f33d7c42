/**
 * Every changed row of a database, in the order in which it changed: temporary triggers write them into a table that is
 * rolled back with the transaction that it tells of. So the promises are checked against what was really committed, at
 * the cost of the rows that changed, and a commit can be undone.
 */
import type Sqlite from 'better-sqlite3';

type Handle = InstanceType<typeof Sqlite>;
export type Cell = string | number | null;
export type Row = Record<string, Cell>;
export interface RowChange {
  table: string;
  /** Null where the row is new. */
  before: Row | null;
  /** Null where the row is gone. */
  after: Row | null;
}

export interface RowLog {
  /** What was committed since the last look. Never call it inside a transaction. */
  take(): RowChange[];
  /** Puts the rows back as they were before these changes, the last one first. */
  undo(changes: readonly RowChange[]): void;
}

interface Watched {
  columns: string[];
  key: string[];
}
interface Logged {
  tab: string;
  old: string | null;
  new: string | null;
}

/** Watches these tables, or all of them. */
export function watchRows(handle: Handle, tables: readonly string[] | 'all'): RowLog {
  handle.exec('CREATE TEMP TABLE touched (id INTEGER PRIMARY KEY, tab TEXT NOT NULL, old TEXT, new TEXT)');
  const names = (
    handle
      .prepare("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
      .pluck()
      .all() as string[]
  ).filter((name) => tables === 'all' || tables.includes(name));
  const watched = new Map<string, Watched>();
  for (const name of names) watched.set(name, addTriggers(handle, name));
  const changed = handle.prepare('SELECT total_changes()').pluck();
  const read = handle.prepare('SELECT tab, old, new FROM touched ORDER BY id');
  const clear = handle.prepare('DELETE FROM touched');
  let seen = changed.get();

  const toRow = (table: string, cells: string | null): Row | null => {
    if (cells === null) return null;
    const values = JSON.parse(cells) as Cell[];
    return Object.fromEntries(
      (watched.get(table)?.columns ?? []).map((column, index) => [column, values[index] ?? null]),
    );
  };
  return {
    take() {
      // Asked at every step: where nothing was written at all, there is nothing to read.
      if (changed.get() === seen) return [];
      const rows = read.all() as Logged[];
      if (rows.length > 0) clear.run();
      seen = changed.get();
      return rows.map((row) => ({ table: row.tab, before: toRow(row.tab, row.old), after: toRow(row.tab, row.new) }));
    },
    undo(changes) {
      for (const change of [...changes].reverse()) undoOne(handle, watched.get(change.table) as Watched, change);
    },
  };
}

function addTriggers(handle: Handle, name: string): Watched {
  const info = handle.prepare(`SELECT name, pk FROM pragma_table_info('${name}')`).all() as {
    name: string;
    pk: number;
  }[];
  const columns = info.map((column) => column.name);
  const cells = (row: string) => `json_array(${columns.map((column) => `${row}."${column}"`).join(', ')})`;
  const trigger = (event: string, before: string, after: string) =>
    handle.exec(
      `CREATE TEMP TRIGGER "touched_${name}_${event}" AFTER ${event} ON main."${name}" BEGIN
         INSERT INTO touched (tab, old, new) VALUES ('${name}', ${before}, ${after}); END`,
    );
  trigger('INSERT', 'NULL', cells('new'));
  trigger('UPDATE', cells('old'), cells('new'));
  trigger('DELETE', cells('old'), 'NULL');
  return { columns, key: info.filter((column) => column.pk > 0).map((column) => column.name) };
}

function undoOne(handle: Handle, { columns, key }: Watched, { table, before, after }: RowChange): void {
  const where = key.map((column) => `"${column}" = ?`).join(' AND ');
  const keyOf = (row: Row) => key.map((column) => row[column] ?? null);
  const cellsOf = (row: Row) => columns.map((column) => row[column] ?? null);
  if (before && after) {
    const set = columns.map((column) => `"${column}" = ?`).join(', ');
    handle.prepare(`UPDATE "${table}" SET ${set} WHERE ${where}`).run(...cellsOf(before), ...keyOf(after));
  } else if (before) {
    const marks = columns.map(() => '?').join(', ');
    handle.prepare(`INSERT INTO "${table}" VALUES (${marks})`).run(...cellsOf(before));
  } else if (after) {
    handle.prepare(`DELETE FROM "${table}" WHERE ${where}`).run(...keyOf(after));
  }
}
