/** The whole mobile API over a test server, with accounts that may call it. */
import { insertSession, insertUser } from '../accounts/accounts.sql.ts';
import { type AccountDeps, authenticate, makeDevelopmentCaptcha, makeSmsOutbox } from '../accounts/accounts.ts';
import { replaceCinemasOf } from '../accounts/managed-cinemas.sql.ts';
import { signAccessToken } from '../accounts/tokens.ts';
import { testSigning } from '../devices/testing/authenticator.ts';
import { listApiRoutes } from '../mobile-api.ts';
import { makeSimulatedProvider } from '../payments/simulated-provider.ts';
import { type ApiRoute, makeApiRouter, type Role } from '../platform/api.ts';
import { makeDocsRoutes } from '../platform/docs.route.ts';
import { readKeyPair } from '../platform/keys.ts';
import { startSearch } from '../search/search.ts';
import { serveRoutes, type TestHttp } from './test-http.ts';
import type { TestServer } from './test-server.ts';

export interface TestApi {
  routes: readonly ApiRoute[];
  http: TestHttp;
  /** `cinemaIds`: what a manager looks after. */
  openAccount(account: { name: string; role: Role; cinemaIds?: readonly number[] }): Promise<{
    userId: number;
    token: string;
  }>;
  close(): Promise<void>;
}

export async function serveTestApi({ deps, time }: TestServer): Promise<TestApi> {
  const search = await startSearch(deps);
  const accounts: AccountDeps = {
    ...deps,
    tokenKey: readKeyPair(Buffer.alloc(32, 7)),
    pinSecret: Buffer.alloc(32, 9),
    sessionSecret: Buffer.alloc(32, 10),
    hashPassword: async (password, salt) => `${salt}:${password}`,
    sendSms: makeSmsOutbox(deps).send,
    checkCaptcha: makeDevelopmentCaptcha(),
  };
  const payments = makeSimulatedProvider({ clock: deps.clock });
  const routes = listApiRoutes({
    accounts,
    catalogue: deps,
    search,
    bookings: { ...deps, payments, signing: testSigning, cancelMsBefore: 30 * 60_000 },
    tickets: { ...deps, ticketFiles: { read: async () => new Uint8Array() }, cancelMsBefore: 0 },
    wallet: { ...deps, passSecret: Buffer.alloc(32, 8), ticketLink: 'https://app.example/tickets/#' },
    staff: { ...deps, staffPepper: () => Buffer.alloc(32, 6), hashPin: async (pin: string) => pin },
    vouchers: { ...deps, voucherSecret: Buffer.alloc(32, 5) },
    dashboard: deps,
    papers: { ...deps, drawSample: async () => new Uint8Array([1]) },
    managed: deps,
  });
  const api = { routes, authenticate: (token: string) => authenticate(accounts, token) };
  const http = await serveRoutes(
    makeApiRouter({ ...api, unlimited: true, checkAnswers: true }),
    makeDocsRoutes(routes),
  );
  let opened = 0;
  return {
    routes,
    http,
    async openAccount({ name, role, cinemaIds = [] }) {
      opened += 1;
      const { nowMs } = time;
      const sessionId = `session-of-${name}`;
      const phone = `+4917000000${String(opened).padStart(2, '0')}`;
      const userId = await deps.database.transaction('account', async (tx) => {
        const id = await insertUser(tx, { name, phone, hash: 'x', salt: 'x', role, nowMs });
        const times = { created_at_ms: nowMs, refreshed_at_ms: nowMs, expires_at_ms: nowMs + 86_400_000 };
        await insertSession(tx, { id: sessionId, user_id: id, token_hash: 'x', device: 'test', ...times });
        await replaceCinemasOf(tx, id, { cinemaIds, nowMs });
        return id;
      });
      return { userId, token: await signAccessToken(accounts, { userId, sessionId }) };
    },
    async close() {
      await http.close();
      await search.stop();
    },
  };
}
