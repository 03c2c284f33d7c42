import { insertUser } from '../accounts/accounts.sql.ts';
import { replaceCinemasOf } from '../accounts/managed-cinemas.sql.ts';
import type { Database } from '../platform/database.ts';
import { cinemaId } from './house.ts';

/** An account of somebody who looks after these cinemas. Answers its id. */
export function insertManager(database: Database, cinemaIds: readonly number[] = [cinemaId]): Promise<number> {
  return database.transaction('manager', async (tx) => {
    const account = { name: 'Ada', phone: '+491700000001', hash: 'x', salt: 'x', role: 'manager', nowMs: 1 } as const;
    const id = await insertUser(tx, account);
    await replaceCinemasOf(tx, id, { cinemaIds, nowMs: 1 });
    return id;
  });
}
