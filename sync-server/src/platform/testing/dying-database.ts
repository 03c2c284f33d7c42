/** A database as a process has it that is killed: at a statement, everything open is rolled back and nothing comes after. */
import type { Database, Transaction } from '../database.ts';

export class Killed extends Error {}

/** `statements`: so many are still carried out, reads and writes of transactions; the next one kills. */
export function makeDying(database: Database, statements: number): Database {
  let left = statements;
  const take = () => {
    if (left <= 0) throw new Killed('killed');
    left -= 1;
  };
  const guard = (tx: Transaction): Transaction => ({
    dialect: tx.dialect,
    afterCommit: (run) => tx.afterCommit(run),
    async run(...asked) {
      take();
      return tx.run(...asked);
    },
    async all<R>(...asked: Parameters<Transaction['all']>) {
      take();
      return tx.all<R>(...asked);
    },
  });
  return {
    dialect: database.dialect,
    all<R>(...asked: Parameters<Database['all']>) {
      if (left <= 0) throw new Killed('killed');
      return database.all<R>(...asked);
    },
    transaction(name, work) {
      if (left <= 0) throw new Killed('killed');
      return database.transaction(name, (tx) => work(guard(tx)));
    },
    exclusively: (work) => database.exclusively(work),
    close: async () => undefined,
  };
}
