/** All routes of the mobile API, in the order of mounting. */
import type { ApiRoute } from './platform/api.ts';
import { makeSearchApi, type Search } from './search/search.ts';

export interface MobileApiDeps {
  clock: { nowMs(): number };
  search: Pick<Search, 'index'>;
}

export function listApiRoutes({ clock, search }: MobileApiDeps): ApiRoute[] {
  return [...makeSearchApi({ index: search.index, clock })];
}
