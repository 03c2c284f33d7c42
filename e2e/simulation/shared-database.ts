/**
 * One database, several server instances. It is one SQLite connection in memory, so transactions take turns; who is next
 * is drawn from the seed. A crash rolls back what the crashed instance has open and lets the others go on.
 *
 * Between two statements of a transaction other things may happen, but no other reads: a plain read beside an open
 * transaction would see what was committed before it, and that is what it sees when it comes first.
 */
import { Fault } from '@marquee/shared/errors';
import type { Database, Transaction } from '@marquee/sync-server/platform/database';
import { makeSqliteDatabase } from '@marquee/sync-server/platform/sqlite-database';
import type Sqlite from 'better-sqlite3';
import type { Trouble } from './weather.ts';
import type { Life, World } from './world.ts';

type Handle = InstanceType<typeof Sqlite>;

export interface SharedDatabase {
  readonly handle: Handle;
  /** One instance's way to it. `crash` ends that instance in the middle of what it does. */
  connect(life: Life, crash: () => void): Database;
  /** Call when a life has ended: its open transaction is rolled back, and the next turn begins. */
  abandon(life: Life): void;
  /** No transaction is open. */
  isAtRest(): boolean;
}

export interface SharedDatabaseOptions {
  world: World;
  trouble: Trouble;
  /** After each commit, before anybody learns of it. */
  onCommit(name: string): void;
}

const never = <R>(): Promise<R> => new Promise(() => undefined);

export function shareDatabase(handle: Handle, options: SharedDatabaseOptions): SharedDatabase {
  const turns = makeTurns(options.world, handle);
  return {
    handle,
    connect: (life, crash) => connect(handle, { ...options, turns, life, crash }),
    abandon: turns.abandon,
    isAtRest: turns.isFree,
  };
}

interface Turn {
  life: Life;
}
interface Turns {
  take(life: Life): Promise<Turn>;
  give(turn: Turn): void;
  abandon(life: Life): void;
  isFree(): boolean;
}

function makeTurns(world: World, handle: Handle): Turns {
  let owner: Turn | null = null;
  const waiting: { turn: Turn; go: () => void }[] = [];
  function next(): void {
    owner = null;
    while (waiting.length > 0) {
      const [chosen] = waiting.splice(world.random.below(waiting.length), 1);
      if (!chosen?.turn.life.alive) continue;
      owner = chosen.turn;
      chosen.go();
      return;
    }
  }
  return {
    take(life) {
      const turn = { life };
      if (owner === null) {
        owner = turn;
        return Promise.resolve(turn);
      }
      return new Promise((resolve) => waiting.push({ turn, go: () => resolve(turn) }));
    },
    give(turn) {
      if (owner === turn) next();
    },
    abandon(life) {
      if (owner?.life !== life) return;
      if (handle.inTransaction) handle.exec('ROLLBACK');
      next();
    },
    isFree: () => owner === null,
  };
}

interface Connected extends SharedDatabaseOptions {
  turns: Turns;
  life: Life;
  crash: () => void;
}

/** The file as one process has it open: a dead process begins, commits and rolls back nothing. */
function mortal(handle: Handle, life: Life): Handle {
  return {
    prepare: (sql: string) => handle.prepare(sql),
    exec(sql: string) {
      if (!life.alive) throw new Error('a dead process has no database');
      return handle.exec(sql);
    },
    get open() {
      return handle.open;
    },
    get inTransaction() {
      return handle.inTransaction;
    },
  } as unknown as Handle;
}

/** A dead instance's database answers nothing any more. */
function connect(handle: Handle, way: Connected): Database {
  const { world, trouble, turns, life } = way;
  const inner = makeSqliteDatabase(mortal(handle, life));
  const fails = (probability: number, what: string) => {
    if (!world.random.chance(probability)) return false;
    world.count(what);
    return true;
  };
  const gate = <R>(work: Promise<R>): Promise<R> =>
    new Promise((resolve, reject) => {
      work.then(
        (value) => life.alive && resolve(value),
        (thrown) => life.alive && reject(thrown),
      );
    });
  async function inTurn<R>(work: () => Promise<R>): Promise<R> {
    if (!life.alive) return never();
    const turn = await gate(turns.take(life));
    try {
      return await gate(work());
    } finally {
      turns.give(turn);
    }
  }
  /** Statements take time now and then, and the process may end between two of them. */
  async function statement<R>(work: () => Promise<R>): Promise<R> {
    if (world.random.chance(trouble.of('delay') * 0.1)) {
      world.count('a transaction took its time');
      await new Promise<void>((resolve) => life.after(world.random.between(1, 60), resolve));
    }
    if (fails(trouble.of('crash-in-transaction') * 0.001, 'server crashed inside a transaction')) {
      way.crash();
      return never();
    }
    return gate(work());
  }
  const watched = (tx: Transaction): Transaction => ({
    ...tx,
    all: (sql, values) => statement(() => tx.all(sql, values)),
    run: (sql, values) => statement(() => tx.run(sql, values)),
  });
  async function transaction<R>(name: string, work: (tx: Transaction) => Promise<R>): Promise<R> {
    if (!life.alive) return never();
    if (fails(trouble.of('database-before') * 0.04, 'database failed before')) throw new Fault('database-busy', name);
    const answer = await inTurn(async () => {
      const committed = await inner.transaction(name, (tx) => work(watched(tx)));
      way.onCommit(name);
      return committed;
    });
    if (fails(trouble.of('crash-in-transaction') * 0.005, 'server crashed after a commit')) {
      way.crash();
      return never();
    }
    if (fails(trouble.of('database-after') * 0.04, 'database failed after its commit'))
      throw new Fault('database-outcome-unknown', name);
    return answer;
  }
  return {
    dialect: 'sqlite',
    all: (sql, values) => inTurn(() => inner.all(sql, values)),
    transaction,
    exclusively: (work) => inTurn(work),
    close: () => Promise.resolve(),
  };
}
