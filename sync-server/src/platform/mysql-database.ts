import { assert } from '@marquee/shared/assert';
import type { Clock } from '@marquee/shared/clock';
import { Fault } from '@marquee/shared/errors';
import { jitter, type Randomness } from '@marquee/shared/randomness';
import type { ResultSetHeader } from 'mysql2/promise';
import type { Database, Transaction, Value } from './database.ts';
import { describeMysqlError, isLost, isNodeAway, isRefusedCommit, isRetried, mysqlFault } from './mysql-errors.ts';
import { type MysqlSession, openMysqlSessions } from './mysql-sessions.ts';

export interface MysqlOptions {
  clock: Pick<Clock, 'sleep' | 'monotonicMs' | 'setTimer'>;
  randomness: Randomness;
  log?: { info(context: object, message: string): void };
  connectionsMax?: number;
}

const triesMax = 12;
/** A caller is told to come back rather than kept waiting longer than this. */
const tryingMsMax = 30_000;
const readTriesMax = 4;

/**
 * Opens MariaDB or MySQL: `mysql://user:password@host:port/database`, on a cluster with all its nodes
 * (`host:port,host:port`), the one to use first. Throws Fault `database-unreachable`.
 * Every session is READ COMMITTED: our writes are compare-and-sets of the row itself, so a fresh read per statement is
 * what they want, and it takes fewer gap locks.
 */
export async function openMysqlDatabase(url: string, options: MysqlOptions): Promise<Database> {
  const { clock, randomness, log, connectionsMax = 16 } = options;
  const sessions = await openMysqlSessions(url, { clock, connectionsMax });
  const running = new Set<Promise<unknown>>();

  /** A read outside a transaction changes nothing, so it may be sent again whatever became of it. */
  async function all<R>(sql: string, values?: readonly Value[]): Promise<R[]> {
    for (let tries = 1; ; tries++) {
      const session = await sessions.borrow();
      try {
        const rows = await session.send(sql, values);
        session.release();
        return rows as R[];
      } catch (thrown) {
        const isAway = isLost(thrown) || isNodeAway(thrown);
        if (isAway) session.abandon();
        else session.release();
        if (!isAway && !isRetried(thrown)) throw mysqlFault(thrown);
        if (tries >= readTriesMax) throw giveUp(thrown, '');
      }
    }
  }

  async function transaction<R>(name: string, work: (tx: Transaction) => Promise<R>): Promise<R> {
    const startedMs = clock.monotonicMs();
    for (let tries = 1; ; tries++) {
      const outcome = await tryTransaction(await sessions.borrow(), work);
      if (outcome.kind === 'done') {
        for (const run of outcome.committed) run();
        return outcome.answer;
      }
      if (outcome.kind === 'failed') throw outcome.thrown;
      const triedEnough = tries >= triesMax || clock.monotonicMs() - startedMs > tryingMsMax;
      if (triedEnough) throw giveUp(outcome.thrown, `${name}, ${tries} tries`);
      const reason = describeMysqlError(outcome.thrown);
      log?.info({ transaction: name, tries, reason }, 'transaction tried again');
      await clock.sleep(jitter(randomness, Math.min(500, 4 * 2 ** tries)));
    }
  }

  function whileOpen<R>(work: Promise<R>): Promise<R> {
    running.add(work);
    const done = () => running.delete(work);
    work.then(done, done);
    return work;
  }

  return {
    dialect: 'mysql',
    all: (sql, values) => whileOpen(all(sql, values)),
    transaction: (name, work) => whileOpen(transaction(name, work)),
    exclusively: (work) => work(),
    close: async () => {
      await Promise.allSettled(running);
      await sessions.close();
    },
  };
}

/** The fault after the last try: is it the database that is away, or are there too many who want the same? */
function giveUp(thrown: unknown, detail: string): Fault {
  const isAway = isLost(thrown) || isNodeAway(thrown);
  const reason = describeMysqlError(thrown);
  return new Fault(isAway ? 'database-unreachable' : 'database-busy', detail === '' ? reason : `${detail}: ${reason}`, {
    cause: thrown,
  });
}

type Outcome<R> =
  | { kind: 'done'; answer: R; committed: (() => void)[] }
  | { kind: 'again'; thrown: unknown }
  | { kind: 'failed'; thrown: unknown };

async function tryTransaction<R>(session: MysqlSession, work: (tx: Transaction) => Promise<R>): Promise<Outcome<R>> {
  const state: TransactionState = { committed: [], broken: undefined, tail: Promise.resolve(), open: true };
  const tx = makeTransaction(session, state);
  let answer: R;
  try {
    await tx.run('START TRANSACTION');
    answer = await work(tx);
    await state.tail;
    if (state.broken !== undefined) throw state.broken;
  } catch (thrown) {
    state.open = false;
    await state.tail;
    await rollBack(session, state.broken);
    return state.broken === undefined ? { kind: 'failed', thrown } : { kind: 'again', thrown: state.broken };
  }
  state.open = false;
  try {
    await session.send('COMMIT');
  } catch (thrown) {
    await rollBack(session, thrown);
    if (isRefusedCommit(thrown)) return { kind: 'again', thrown };
    return {
      kind: 'failed',
      thrown: new Fault('database-outcome-unknown', describeMysqlError(thrown), { cause: thrown }),
    };
  }
  session.release();
  return { kind: 'done', answer, committed: state.committed };
}

/** Gives the connection back clean, or ends it: the server rolls back by itself when a connection goes. */
async function rollBack(session: MysqlSession, broken: unknown): Promise<void> {
  if (isLost(broken) || isNodeAway(broken)) return session.abandon();
  try {
    await session.send('ROLLBACK');
    session.release();
  } catch {
    session.destroy();
  }
}

interface TransactionState {
  committed: (() => void)[];
  /** A deadlock rolls back everything: what `work` still sent would be committed statement by statement. */
  broken: unknown;
  /** Ends when all statements so far have; never rejects. */
  tail: Promise<unknown>;
  open: boolean;
}

function makeTransaction(session: MysqlSession, state: TransactionState): Transaction {
  function inTurn(sql: string, values: readonly Value[] = []): Promise<unknown> {
    const turn = state.tail.then(async () => {
      assert(state.open, 'a statement after the end of its transaction');
      if (state.broken !== undefined) throw state.broken;
      try {
        return await session.send(sql, values);
      } catch (thrown) {
        if (isRetried(thrown) || isLost(thrown)) state.broken = thrown;
        throw mysqlFault(thrown);
      }
    });
    state.tail = turn.catch(() => undefined);
    return turn;
  }
  return {
    dialect: 'mysql',
    all: async <R>(sql: string, values?: readonly Value[]) => (await inTurn(sql, values)) as R[],
    run: async (sql, values) => {
      const { affectedRows, insertId } = (await inTurn(sql, values)) as ResultSetHeader;
      return { changes: affectedRows, insertId };
    },
    afterCommit: (run) => state.committed.push(run),
  };
}
