import { copyFileSync, existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { migrationsUrl } from '@marquee/db/terminal/migrations/folder';
import { assert } from '@marquee/shared/assert';
import { Fault } from '@marquee/shared/errors';
import Sqlite from 'better-sqlite3';

export type Handle = InstanceType<typeof Sqlite>;
export type Value = string | number | null;

/** The terminal's one database. Every method is synchronous: a transaction can't be left half done by an await. */
export interface Store {
  /** All or nothing, on the disk when it returns. */
  transaction<R>(work: () => R): R;
  get<R>(sql: string, ...values: Value[]): R | undefined;
  all<R>(sql: string, ...values: Value[]): R[];
  /** Answers how many rows changed. */
  run(sql: string, ...values: Value[]): number;
  close(): void;
}

/** Thrown inside a transaction to roll it back and still answer: an expected refusal. */
export class RolledBack<A> extends Error {
  readonly answer: A;
  constructor(answer: A) {
    super('rolled back');
    this.answer = answer;
  }
}

/** Like `transaction`, where `work` may throw RolledBack to refuse. */
export function transactionOrRefusal<R>(store: Store, work: () => R): R {
  try {
    return store.transaction(work);
  } catch (thrown) {
    if (thrown instanceof RolledBack) return thrown.answer as R;
    throw thrown;
  }
}

const migrationsFolder = fileURLToPath(migrationsUrl);

/**
 * Opens the terminal's file, alone: a second process is refused. Throws Fault `database-in-use`, `database-newer`,
 * `database-corrupt`, `disk-full`, `disk-failed`.
 */
export function openStoreFile(file: string): Handle {
  let handle: Handle | null = null;
  try {
    handle = new Sqlite(file, { timeout: 200 });
    // Set before WAL is entered, so that the lock is taken and kept by this process alone.
    handle.pragma('locking_mode = EXCLUSIVE');
    handle.pragma('journal_mode = WAL');
    handle.pragma('synchronous = FULL');
    handle.exec('BEGIN IMMEDIATE; COMMIT');
    return handle;
  } catch (thrown) {
    handle?.close();
    const fault = storeFault(thrown);
    throw fault instanceof Fault && fault.code === 'database-busy'
      ? new Fault('database-in-use', file, { cause: thrown })
      : fault;
  }
}

/** Brings the schema up to this version; a file that is to be changed is copied first, beside itself. */
export function migrateStore(handle: Handle, file: string | null): void {
  try {
    migrate(handle, file);
  } catch (thrown) {
    throw storeFault(thrown);
  }
}

function migrate(handle: Handle, file: string | null): void {
  const check = handle.pragma('quick_check(1)', { simple: true });
  if (check !== 'ok') throw new Fault('database-corrupt', String(check).replaceAll(/\s+/g, ' '));
  const current = Number(handle.pragma('user_version', { simple: true }));
  const migrations = readdirSync(migrationsFolder)
    .filter((name) => /^\d{4}-.*\.sql$/.test(name))
    .sort()
    .map((name) => ({ number: Number(name.slice(0, 4)), name }));
  const newest = migrations.at(-1)?.number ?? 0;
  if (current > newest) throw new Fault('database-newer', `its version is ${current}, this program knows ${newest}`);
  const missing = migrations.filter(({ number }) => number > current);
  if (current > 0 && missing.length > 0 && file && existsSync(file)) {
    handle.pragma('wal_checkpoint(TRUNCATE)');
    copyFileSync(file, `${file}.before-${newest}`);
  }
  // A table that others refer to can only be made anew while nobody looks; what is left is looked at before the commit.
  handle.pragma('foreign_keys = OFF');
  for (const { number, name } of missing) {
    const sql = readFileSync(`${migrationsFolder}${name}`, 'utf8');
    handle.transaction(() => {
      handle.exec(sql);
      assert((handle.pragma('foreign_key_check') as unknown[]).length === 0, `${name} leaves every reference whole`);
      handle.pragma(`user_version = ${number}`);
    })();
  }
  handle.pragma('foreign_keys = ON');
}

export function makeStore(handle: Handle): Store {
  const statements = new Map<string, Sqlite.Statement<Value[]>>();
  const prepare = (sql: string) => {
    let statement = statements.get(sql);
    if (!statement) {
      statement = handle.prepare<Value[]>(sql);
      statements.set(sql, statement);
    }
    return statement;
  };
  const guarded = <R>(work: () => R): R => {
    try {
      return work();
    } catch (thrown) {
      throw storeFault(thrown);
    }
  };
  return {
    transaction: (work) => guarded(() => handle.transaction(work).immediate()),
    get: <R>(sql: string, ...values: Value[]) => guarded(() => prepare(sql).get(...values) as R | undefined),
    all: <R>(sql: string, ...values: Value[]) => guarded(() => prepare(sql).all(...values) as R[]),
    run: (sql, ...values) => guarded(() => prepare(sql).run(...values).changes),
    close: () => {
      handle.close();
    },
  };
}

/** What SQLite throws, in our words; anything that isn't SQLite's passes unchanged. */
export function storeFault(thrown: unknown): unknown {
  const code = typeof thrown === 'object' && thrown !== null && 'code' in thrown ? String(thrown.code) : '';
  if (code === 'SQLITE_FULL') return new Fault('disk-full', '', { cause: thrown });
  if (code.startsWith('SQLITE_CORRUPT') || code === 'SQLITE_NOTADB')
    return new Fault('database-corrupt', '', { cause: thrown });
  if (/^SQLITE_(IOERR|READONLY|CANTOPEN)/.test(code)) return new Fault('disk-failed', code, { cause: thrown });
  if (/^SQLITE_(BUSY|LOCKED)/.test(code)) return new Fault('database-busy', '', { cause: thrown });
  return thrown;
}
