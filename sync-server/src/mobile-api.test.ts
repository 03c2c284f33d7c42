import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { aPriceList } from '@marquee/shared/testing/builders';
import fc from 'fast-check';
import { insertPrices } from './catalogue/catalogue.ts';
import { insertDevice } from './devices/devices.sql.ts';
import { type ApiRoute, type Authority, roles } from './platform/api.ts';
import { engines } from './platform/testing/databases.ts';
import { drawRequests } from './testing/fuzz-api.ts';
import { cinemaId } from './testing/house.ts';
import { serveTestApi, type TestApi } from './testing/test-api.ts';
import type { TestHttp } from './testing/test-http.ts';
import { openTestServer, type TestServer } from './testing/test-server.ts';

/** Who may do what: a route that is not in here fails, so that nobody adds one without having thought of it. */
const authorities: Record<string, Authority> = {
  Send_pin: 'anyone',
  Register: 'anyone',
  Log_in: 'anyone',
  Refresh_session: 'anyone',
  Reset_password: 'anyone',
  Log_out: 'user',
  Get_sessions: 'user',
  End_session: 'user',
  End_other_sessions: 'user',
  Get_user_info: 'user',
  Export_my_data: 'user',
  Change_profile: 'user',
  Change_password: 'user',
  Delete_account: 'user',
  Register_device_options: 'user',
  Register_device: 'user',
  Get_devices: 'user',
  Rename_device: 'user',
  Revoke_device: 'user',
  Get_users_info: 'admin',
  Change_role: 'admin',
  Film_search: 'anyone',
  Search: 'anyone',
  Films_info: 'anyone',
  Film_info: 'anyone',
  Classifications_info: 'anyone',
  Cinemas_info: 'anyone',
  Venue_info: 'anyone',
  Cinema_film: 'anyone',
  Screenings_film: 'anyone',
  Programme: 'anyone',
  Screenings_info: 'anyone',
  Seats_map_info: 'anyone',
  Booked_map_info: 'anyone',
  Insert_film: 'admin',
  Change_film: 'admin',
  Insert_classification: 'admin',
  Change_classification: 'admin',
  Insert_cinema: 'admin',
  Change_cinema: 'admin',
  Insert_venue: 'admin',
  Insert_screenings: 'manager',
  Prices_info: 'manager',
  Change_prices: 'manager',
  Preview_prices: 'manager',
  Price_rules: 'manager',
  Change_price_rules: 'manager',
  Preview_price: 'manager',
  Items_info: 'manager',
  Insert_item: 'manager',
  Change_item: 'manager',
  Takings_info: 'manager',
  Money_by_person: 'manager',
  Shifts_info: 'manager',
  Shift_info: 'manager',
  Film_return_drafts: 'manager',
  Make_film_return: 'manager',
  Film_returns: 'manager',
  Film_return: 'manager',
  Refunds_info: 'manager',
  Pay_out_refund: 'manager',
  Ask_release: 'manager',
  Bookings_file: 'manager',
  Booking: 'user',
  My_holds: 'user',
  Get_hold: 'user',
  Extend_hold: 'user',
  Release_hold: 'user',
  Payment_challenge: 'user',
  Pay_booking: 'user',
  Booking_rules: 'anyone',
  My_bookings: 'user',
  Booking_info: 'user',
  Cancel_booking: 'user',
  Ticket_codes: 'user',
  Ticket_qr: 'user',
  Ticket_calendar: 'user',
  Ticket_pdf: 'user',
  Wallet: 'user',
  Wallet_qr: 'user',
  Wallet_calendar: 'user',
  Pass_on_ticket: 'user',
  Withdraw_passed_ticket: 'user',
  Passed_ticket: 'user',
  Accept_ticket: 'user',
  Staff_info: 'manager',
  Insert_staff: 'manager',
  Change_staff: 'manager',
  Set_staff_pin: 'manager',
  Till_limits: 'manager',
  Change_till_limits: 'manager',
  Issue_vouchers: 'manager',
  Vouchers_info: 'manager',
  Voucher_info: 'manager',
  Void_voucher: 'manager',
  Take_back_voucher: 'manager',
  User_cinemas: 'admin',
  Set_user_cinemas: 'admin',
  People_info: 'admin',
  Find_person: 'admin',
  End_user_sessions: 'admin',
  Actions_info: 'manager',
  All_actions_info: 'admin',
  House_lines: 'manager',
  Change_house_lines: 'manager',
  Paper_sample: 'manager',
  Dashboard_info: 'manager',
  House_info: 'manager',
  House_screening: 'manager',
  House_seats: 'manager',
  Seat_history: 'manager',
  Block_seats: 'manager',
  Unblock_seats: 'manager',
  Override_quarantine: 'manager',
  Seat_tickets: 'manager',
  Set_seat_available: 'manager',
  Cancellation_preview: 'manager',
  Cancel_screening: 'manager',
  Managed_venues: 'manager',
  Change_venue: 'manager',
  Seat_plan: 'manager',
  Seat_plan_preview: 'manager',
  Change_seat_plan: 'manager',
  Exceptions_info: 'manager',
  Settle_exception: 'manager',
  Terminals_info: 'manager',
  Terminal_holding: 'manager',
  Enrolment_codes: 'manager',
  Make_enrolment_codes: 'manager',
  End_enrolment_code: 'manager',
  Rename_terminal: 'manager',
  Break_terminal: 'manager',
  Recall_terminal: 'manager',
  Ask_support_bundle: 'manager',
  Support_bundles: 'manager',
  Support_bundle: 'manager',
  Outages_info: 'manager',
  Outage_report: 'manager',
  Order_drill: 'manager',
  Replace_terminal: 'manager',
  Move_plan: 'manager',
  Screening_refunds: 'manager',
  Move_screening: 'manager',
  Plan_info: 'manager',
  Preview_pattern: 'manager',
  Insert_pattern: 'manager',
  Change_screening: 'manager',
  Preview_import: 'manager',
  Import_schedule: 'manager',
  Long_actions_info: 'manager',
  Long_action_info: 'manager',
  Resume_long_action: 'manager',
};
/** Whoever has the link may: it is no moviegoer's own. */
const byLink = ['Passed_ticket', 'Accept_ticket'];
/** What belongs to one moviegoer, as a request names it; `hold`, `order`, `session` and `device` are theirs. */
const owned: Record<string, { path: string; body?: object }> = {
  End_session: { path: '/api/v1/sessions/<session>' },
  Rename_device: { path: '/api/v1/devices/<device>', body: { name: 'Mine' } },
  Revoke_device: { path: '/api/v1/devices/<device>' },
  Get_hold: { path: '/api/v1/holds/<hold>' },
  Extend_hold: { path: '/api/v1/holds/<hold>/extension' },
  Release_hold: { path: '/api/v1/holds/<hold>' },
  Payment_challenge: { path: '/api/v1/holds/<hold>/payment-challenge', body: { paymentToken: 'pm_card_visa' } },
  Pay_booking: { path: '/api/v1/holds/<hold>/payment', body: { paymentToken: 'pm_card_visa' } },
  Booking_info: { path: '/api/v1/bookings/<order>' },
  Cancel_booking: { path: '/api/v1/bookings/<order>/cancellation', body: {} },
  Ticket_codes: { path: '/api/v1/bookings/<order>/tickets' },
  Ticket_qr: { path: '/api/v1/bookings/<order>/tickets/1/qr' },
  Ticket_calendar: { path: '/api/v1/bookings/<order>/calendar' },
  Ticket_pdf: { path: '/api/v1/bookings/<order>/tickets.pdf' },
  Wallet_qr: { path: '/api/v1/wallet/<order>-1/qr' },
  Wallet_calendar: { path: '/api/v1/wallet/<order>-1/calendar' },
  Pass_on_ticket: { path: '/api/v1/bookings/<order>/tickets/1/pass' },
  Withdraw_passed_ticket: { path: '/api/v1/bookings/<order>/tickets/1/pass' },
};
const allowed: Record<Authority, readonly string[]> = {
  anyone: ['none', ...roles],
  user: roles,
  manager: ['manager', 'admin'],
  admin: ['admin'],
};

describe.each(engines)('the mobile API on %s', (engine) => {
  let server: TestServer;
  let api: TestApi;
  let http: TestHttp;
  let routes: readonly ApiRoute[];
  const tokens = new Map<string, string>();

  beforeAll(async () => {
    server = await openTestServer(engine);
    await server.aScreening();
    await server.database.transaction('prices', (tx) => insertPrices(tx, cinemaId, aPriceList()));
    api = await serveTestApi(server);
    ({ routes, http } = api);
    for (const role of roles) {
      const cinemaIds = role === 'manager' ? [cinemaId] : [];
      tokens.set(role, (await api.openAccount({ name: role, role, cinemaIds })).token);
    }
    tokens.set('other moviegoer', (await api.openAccount({ name: 'other', role: 'moviegoer' })).token);
  });
  afterAll(async () => {
    await api.close();
    await server.close();
  });

  test('a route has an entry in the table of authorities, and an entry has a route', async () => {
    const { paths } = (await http.get('/api/v1/openapi.json')).body as {
      paths: Record<string, Record<string, { operationId: string; 'x-authority': Authority }>>;
    };
    const told = Object.values(paths)
      .flatMap((path) => Object.values(path))
      .map((operation) => [operation.operationId, operation['x-authority']]);
    expect(Object.fromEntries(told)).toEqual(authorities);
    expect(told).toHaveLength(Object.keys(authorities).length);
  });

  test('nobody gets in where they have no business, and everybody where they have', async () => {
    const seen: [string, string, boolean][] = [];
    const expected: [string, string, boolean][] = [];
    for (const { operationId, method, path, authority } of routes) {
      // What ends the caller's own session is not asked of those who may: other routes still need it.
      const ends = ['Log_out', 'Delete_account', 'Change_password'].includes(operationId);
      for (const who of ['none', ...roles]) {
        const mayEnter = allowed[authority].includes(who);
        if (ends && mayEnter) continue;
        const status = await statusOf(method, path.replaceAll(/:\w+/g, '99999'), { token: tokens.get(who) });
        seen.push([operationId, who, ![401, 403].includes(status)]);
        expected.push([operationId, who, mayEnter]);
      }
    }
    expect(seen).toEqual(expected);
  }, 60_000);

  test('what belongs to one moviegoer is not there for any other, whatever their role', async () => {
    const ofOwners = routes
      .filter(({ authority, path }) => authority === 'user' && path.includes(':'))
      .filter(({ operationId }) => !byLink.includes(operationId));
    expect(ofOwners.map(({ operationId }) => operationId).sort()).toEqual(Object.keys(owned).sort());
    const ids = await ownThings();
    const seen: [string, string, number][] = [];
    const expected: [string, string, number][] = [];
    for (const { operationId, method } of ofOwners) {
      const { path = '', body } = owned[operationId] ?? {};
      const named = path.replace(/<(\w+)>/, (_, what: string) => ids[what] ?? '');
      for (const who of ['other moviegoer', ...roles.filter((role) => role !== 'moviegoer')]) {
        seen.push([operationId, who, await statusOf(method, named, { token: tokens.get(who) ?? '', body })]);
        expected.push([operationId, who, 404]);
      }
    }
    expect(seen).toEqual(expected);
    const kept = await server.database.all('SELECT revoked_at_ms FROM device WHERE id = ?', [ids.device ?? '']);
    expect(kept).toEqual([{ revoked_at_ms: null }]);
    expect(await statusOf('get', `/api/v1/holds/${ids.hold}`, { token: tokens.get('moviegoer') ?? '' })).toBe(200);
  });

  /** A hold, a paid booking, a session and a device of the moviegoer. */
  async function ownThings(): Promise<Record<string, string>> {
    const token = tokens.get('moviegoer') ?? '';
    const ask = async (path: string, key: string, body: object) => {
      const answer = await fetch(http.url + path, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json', 'Idempotency-Key': key, Authorization: `Bearer ${token}` },
        body: JSON.stringify(body),
      });
      return JSON.parse(await answer.text());
    };
    const order = { screeningId: 1, tickets: [{ ticketClass: 'adult' }] };
    const { hold } = await ask('/api/v1/holds', 'hold-of-the-owner', order);
    const { hold: toPay } = await ask('/api/v1/holds', 'paid-by-the-owner', order);
    const paid = await ask(`/api/v1/holds/${toPay.id}/payment`, 'payment-1', { paymentToken: 'pm_card_visa' });
    const device = 'd'.padEnd(32, '0');
    const [user] = await server.database.all<{ id: number }>("SELECT id FROM `user` WHERE name = 'moviegoer'");
    await server.database.transaction('device', (tx) =>
      insertDevice(tx, { ...aDevice, id: device, user_id: user?.id ?? 0, created_at_ms: server.time.nowMs }),
    );
    return { hold: hold.id, order: paid.orderKey, session: 'session-of-moviegoer', device };
  }

  async function statusOf(
    method: string,
    path: string,
    { token, body = {} }: { token?: string | undefined; body?: object | undefined } = {},
  ): Promise<number> {
    const answer = await fetch(http.url + path, {
      method: method.toUpperCase(),
      headers: {
        'Content-Type': 'application/json',
        'Idempotency-Key': 'matrix-12345',
        ...(token ? { Authorization: `Bearer ${token}` } : {}),
      },
      ...(method === 'get' ? {} : { body: JSON.stringify(body) }),
    });
    await answer.text();
    return answer.status;
  }

  test('whatever a stranger sends, the server answers as described: no 500, no trace of its insides', async () => {
    const admin = tokens.get('admin') ?? '';
    const drawn = [...drawRequests(routes, admin)];
    // Whoever logs out has no session for what comes after.
    drawn.sort(([a], [b]) => Number(a === 'Log_out') - Number(b === 'Log_out'));
    for (const [operationId, requests] of drawn) {
      await fc.assert(
        fc.asyncProperty(requests, async ({ method, path, headers, body }) => {
          const answer = await fetch(http.url + path, { method, headers, ...(body === undefined ? {} : { body }) });
          const text = await answer.text();
          expect([operationId, answer.status >= 500, text]).toEqual([operationId, false, expect.anything()]);
          expect(text).not.toMatch(/\bat \w+ \(|node_modules|SQLITE|ER_[A-Z]|SELECT |\.ts:\d/);
        }),
        { numRuns: 25 },
      );
    }
  }, 60_000);
});

const aDevice = {
  name: 'Phone',
  credential_id: 'credential-of-the-owner',
  public_key: '',
  counter: 0,
  transports: '[]',
  backed_up: 0,
  last_used_at_ms: null,
  revoked_at_ms: null,
  cloned: 0,
};
