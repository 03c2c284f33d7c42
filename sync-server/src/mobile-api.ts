/** All routes of the mobile API, in the order of mounting. */
import { type AccountDeps, makeAccountApi, makeProfileApi } from './accounts/accounts.ts';
import { type CatalogueApiDeps, makeCatalogueApi } from './catalogue/catalogue.route.ts';
import type { ApiRoute } from './platform/api.ts';
import { makeSearchApi, type Search } from './search/search.ts';

export interface MobileApiDeps {
  accounts: AccountDeps;
  catalogue: CatalogueApiDeps;
  search: Pick<Search, 'index'>;
}

export function listApiRoutes({ accounts, catalogue, search }: MobileApiDeps): ApiRoute[] {
  return [
    ...makeAccountApi(accounts),
    ...makeProfileApi(accounts),
    ...makeSearchApi({ index: search.index, clock: accounts.clock }),
    ...makeCatalogueApi(catalogue),
  ];
}
