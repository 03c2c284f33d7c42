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
import { makeLongActionsApi } from './long-actions/long-actions.ts';
import { makeMoneyApi } from './money/money.ts';
import { makeOutagesApi } from './outages/outages.ts';
import { makePapersApi, type PapersApiDeps } from './papers/papers.ts';
import type { ApiRoute } from './platform/api.ts';
import { makeImportApi } from './screenings/import.route.ts';
import { makeManageScreeningsApi } from './screenings/manage.route.ts';
import { makeMoveScreeningApi } from './screenings/manage-move.route.ts';
import { makePlanApi } from './screenings/plan.route.ts';
import { makeSearchApi } from './search/search.route.ts';
import type { Search } from './search/search.ts';
import { makeLimitsApi, makeStaffApi, type StaffApiDeps } from './staff/staff.ts';
import { makeFleetApi } from './terminals/fleet.route.ts';
import { makeSupportApi, type SupportApiDeps } from './terminals/support.route.ts';
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
  managed: SupportApiDeps;
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
    ...makeMoveScreeningApi(managed),
    ...makePlanApi(managed),
    ...makeImportApi(managed),
    ...makeLongActionsApi(managed),
    ...makeInboxApi(managed),
    ...makeFleetApi(managed),
    ...makeMoneyApi(managed),
    ...makeSupportApi(managed),
    ...makeOutagesApi(managed),
  ];
}
