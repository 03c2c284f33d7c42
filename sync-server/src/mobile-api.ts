/** All routes of the mobile API, in the order of mounting. */
import {
  type AccountDeps,
  makeAccountApi,
  makeActionsApi,
  makeManagedCinemasApi,
  makePeopleApi,
  makeProfileApi,
} from './accounts/accounts.ts';
import { type BookingApiDeps, makeBookingApi } from './bookings/booking-api.ts';
import { type CatalogueApiDeps, makeCatalogueApi } from './catalogue/catalogue.route.ts';
import { type DashboardApiDeps, makeDashboardApi } from './dashboard/dashboard.ts';
import { makeDeviceApi } from './devices/devices.ts';
import { makeInboxApi } from './exceptions/inbox.route.ts';
import { makePapersApi, type PapersApiDeps } from './papers/papers.ts';
import type { ApiRoute } from './platform/api.ts';
import { makeManageScreeningsApi } from './screenings/manage.route.ts';
import { makeSearchApi } from './search/search.route.ts';
import type { Search } from './search/search.ts';
import { makeLimitsApi, makeStaffApi, type StaffApiDeps } from './staff/staff.ts';
import { makeFleetApi } from './terminals/fleet.route.ts';
import type { TerminalsDeps } from './terminals/terminals.ts';
import { makeTicketsApi, type TicketsApiDeps } from './tickets/tickets.route.ts';
import { makeVouchersApi, type VouchersApiDeps } from './vouchers/vouchers.ts';
import { makeWalletApi, type WalletApiDeps } from './wallet/wallet.route.ts';

export interface MobileApiDeps {
  accounts: AccountDeps;
  catalogue: CatalogueApiDeps;
  search: Search;
  bookings: BookingApiDeps;
  tickets: TicketsApiDeps;
  wallet: WalletApiDeps;
  staff: StaffApiDeps;
  vouchers: VouchersApiDeps;
  dashboard: DashboardApiDeps;
  papers: PapersApiDeps;
  /** For what managers do to screenings, exceptions and terminals. */
  managed: TerminalsDeps;
}

export function listApiRoutes({
  accounts,
  catalogue,
  search,
  bookings,
  tickets,
  wallet,
  staff,
  vouchers,
  dashboard,
  papers,
  managed,
}: MobileApiDeps): ApiRoute[] {
  return [
    ...makeAccountApi(accounts),
    ...makeProfileApi(accounts),
    ...makeManagedCinemasApi(accounts),
    ...makePeopleApi(accounts),
    ...makeActionsApi(accounts),
    ...makeDeviceApi({ ...accounts, signing: bookings.signing }),
    ...makeSearchApi(search),
    ...makeCatalogueApi(catalogue),
    ...makeBookingApi(bookings),
    ...makeTicketsApi(tickets),
    ...makeWalletApi(wallet),
    ...makeStaffApi(staff),
    ...makeLimitsApi(staff),
    ...makeVouchersApi(vouchers),
    ...makeDashboardApi(dashboard),
    ...makePapersApi(papers),
    ...makeManageScreeningsApi(managed),
    ...makeInboxApi(managed),
    ...makeFleetApi(managed),
  ];
}
