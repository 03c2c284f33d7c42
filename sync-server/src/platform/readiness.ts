import { migrationNames } from '@marquee/db/server/schema';
import { Fault } from '@marquee/shared/errors';
import type { Queries } from './database.ts';

/**
 * The database answers and has every migration that this version needs. Throws Fault: `database-unreachable`, or
 * `database-newer` when a later version has already migrated it.
 */
export async function checkDatabase(queries: Queries): Promise<void> {
  const rows = await queries.all<{ name: string }>('SELECT name FROM migrations ORDER BY id');
  const ran = new Set(rows.map(({ name }) => name));
  const missing = migrationNames.filter((name) => !ran.has(name));
  if (missing.length > 0) throw new Fault('database-unreachable', `not migrated yet: ${missing.join(', ')}`);
  if (ran.size > migrationNames.length) throw new Fault('database-newer');
}
