/** Which cinemas somebody may manage: an administrator all, a manager those that were given to them. */
import type { Caller } from '../platform/api.ts';
import type { Queries } from '../platform/database.ts';
import { selectUser } from './accounts.sql.ts';
import * as sql from './managed-cinemas.sql.ts';

/** Nobody picks from a longer list. */
export const cinemasMax = 500;
const actorCharsMax = 80;

export const selectManagedCinemas = (queries: Queries, { role, userId }: Caller): Promise<sql.ManagedCinemaRow[]> =>
  role === 'admin' ? sql.selectAllCinemas(queries, cinemasMax) : sql.selectCinemasOf(queries, userId, cinemasMax);

/** False also where there is no such cinema: whoever may not see it learns nothing of it. */
export const maySeeCinema = (queries: Queries, { role, userId }: Caller, cinemaId: number): Promise<boolean> =>
  role === 'admin' ? sql.isCinema(queries, cinemaId) : sql.isCinemaOf(queries, userId, cinemaId);

/** As the acts of somebody who is logged in are signed: `Morgan Reyes (user 7)`. */
export async function nameActor(queries: Queries, { userId }: Caller): Promise<string> {
  const id = `user ${userId}`;
  const name = (await selectUser(queries, userId))?.name ?? '';
  return name === '' ? id : `${name.slice(0, actorCharsMax - id.length - 3)} (${id})`;
}
