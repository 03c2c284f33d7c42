import { Fault } from '@marquee/shared/errors';
import Sqlite from 'better-sqlite3';
import type { Database, Transaction, Value } from './database.ts';

type Handle = InstanceType<typeof Sqlite>;

/** Opens the embedded database; `:memory:` for tests. Durable like the terminal's: WAL, synchronous FULL. */
export function openSqliteHandle(file: string): Handle {
  try {
    const handle = new Sqlite(file);
    handle.pragma('journal_mode = WAL');
    handle.pragma('synchronous = FULL');
    handle.pragma('foreign_keys = ON');
    handle.pragma('busy_timeout = 2000');
    return handle;
  } catch (thrown) {
    throw sqliteFault(thrown);
  }
}

/** SQLite has one writer and better-sqlite3 one connection, so transactions and reads take turns. */
export function makeSqliteDatabase(handle: Handle): Database {
  const statements = new Map<string, Sqlite.Statement<Value[]>>();
  let tail: Promise<unknown> = Promise.resolve();

  function statement(sql: string) {
    let prepared = statements.get(sql);
    if (!prepared) {
      prepared = handle.prepare<Value[]>(sql);
      if (statements.size < 500) statements.set(sql, prepared);
    }
    return prepared;
  }
  async function all<R>(sql: string, values: readonly Value[] = []): Promise<R[]> {
    try {
      return statement(sql).all(...values) as R[];
    } catch (thrown) {
      throw sqliteFault(thrown);
    }
  }
  function inTurn<R>(work: () => Promise<R>): Promise<R> {
    const turn = tail.then(work);
    tail = turn.catch(() => undefined);
    return turn;
  }

  async function runTransaction<R>(work: (tx: Transaction) => Promise<R>): Promise<R> {
    const committed: (() => void)[] = [];
    const tx: Transaction = {
      dialect: 'sqlite',
      all,
      run: async (sql, values = []) => {
        try {
          const { changes, lastInsertRowid } = statement(sql).run(...values);
          return { changes, insertId: Number(lastInsertRowid) };
        } catch (thrown) {
          throw sqliteFault(thrown);
        }
      },
      afterCommit: (run) => committed.push(run),
    };
    handle.exec('BEGIN IMMEDIATE');
    try {
      const answer = await work(tx);
      handle.exec('COMMIT');
      for (const run of committed) run();
      return answer;
    } catch (thrown) {
      if (handle.open && handle.inTransaction) handle.exec('ROLLBACK');
      throw sqliteFault(thrown);
    }
  }

  return {
    dialect: 'sqlite',
    all: (sql, values) => inTurn(() => all(sql, values)),
    transaction: (_name, work) => inTurn(() => runTransaction(work)),
    exclusively: inTurn,
    close: () =>
      inTurn(async () => {
        handle.close();
      }),
  };
}

/** What SQLite throws, in our words; anything that isn't SQLite's passes unchanged. */
export function sqliteFault(thrown: unknown): unknown {
  const code = typeof thrown === 'object' && thrown !== null && 'code' in thrown ? String(thrown.code) : '';
  if (code === 'SQLITE_FULL') return new Fault('disk-full', '', { cause: thrown });
  if (code.startsWith('SQLITE_CORRUPT') || code === 'SQLITE_NOTADB')
    return new Fault('database-corrupt', '', { cause: thrown });
  if (code.startsWith('SQLITE_IOERR') || code.startsWith('SQLITE_READONLY'))
    return new Fault('disk-failed', code, { cause: thrown });
  if (code.startsWith('SQLITE_CANTOPEN'))
    return new Fault('disk-failed', 'the database file cannot be opened', { cause: thrown });
  if (code.startsWith('SQLITE_BUSY') || code.startsWith('SQLITE_LOCKED'))
    return new Fault('database-busy', '', { cause: thrown });
  return thrown;
}
