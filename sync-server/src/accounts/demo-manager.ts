import { demoManager } from '@marquee/db/demo/demo-staff';
import { isDuplicateKey } from '../operations/operations.ts';
import type { AccountDeps } from './account-deps.ts';
import { makeSalt } from './accounts.route.ts';
import { insertUser, selectPassword } from './accounts.sql.ts';
import { replaceCinemasOf } from './managed-cinemas.sql.ts';

export { demoManager };

/** Somebody who can log in to the demo's dashboard; whoever has changed that account keeps it as it is. */
export async function insertDemoManager(deps: AccountDeps, cinemaId: number): Promise<void> {
  const { name, phone, password } = demoManager;
  if (await selectPassword(deps.database, phone)) return;
  const salt = makeSalt(deps);
  const hash = await deps.hashPassword(password, salt);
  const nowMs = deps.clock.nowMs();
  try {
    await deps.database.transaction('demo manager', async (tx) => {
      const userId = await insertUser(tx, { name, phone, hash, salt, role: 'manager', nowMs });
      await replaceCinemasOf(tx, userId, { cinemaIds: [cinemaId], nowMs });
    });
  } catch (thrown) {
    // Another instance has done it at the same moment.
    if (!isDuplicateKey(thrown)) throw thrown;
  }
}
