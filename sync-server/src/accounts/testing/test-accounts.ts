/** The routes of accounts over a real port and a fresh database, and what a phone would ask of them. */
import { createHmac } from 'node:crypto';
import { makeApiRouter } from '../../platform/api.ts';
import { readKeyPair } from '../../platform/keys.ts';
import type { engines } from '../../platform/testing/databases.ts';
import { serveRoutes } from '../../testing/test-http.ts';
import { openTestServer, type TestServer } from '../../testing/test-server.ts';
import {
  type AccountDeps,
  authenticate,
  makeAccountApi,
  makeDevelopmentCaptcha,
  makeProfileApi,
  makeSmsOutbox,
  type SmsOutbox,
} from '../accounts.ts';

export const phone = '+491701234567';
export const stranger = '+491709999999';
export const password = 'popcorn42';
export const minuteMs = 60_000;

export interface Tokens {
  accessToken: string;
  refreshToken: string;
}
export interface Answer {
  status: number;
  body: Record<string, unknown>;
}

export interface TestAccounts {
  server: TestServer;
  /** A test may change what the routes are made with. */
  deps: AccountDeps;
  outbox: SmsOutbox;
  /** How many passwords have been hashed so far. */
  hashed(): number;
  ask(method: string, path: string, request?: { body?: unknown; token?: string }): Promise<Answer>;
  sendPin(purpose: string, to?: string, captcha?: string): Promise<Answer>;
  lastPin(): string;
  register(pin: string, changes?: object): Promise<Answer>;
  logIn(changes?: object): Promise<Answer>;
  refresh(refreshToken: string): Promise<Answer>;
  me(token: string): Promise<Answer>;
  aUser(to?: string): Promise<Tokens>;
  idOf(token: string): Promise<number>;
  setRole(id: number, role: string): Promise<void>;
  close(): Promise<void>;
}

/** `unlimited: false`: with the limits per address of the routes. */
export async function openTestAccounts(
  engine: (typeof engines)[number],
  { unlimited = true }: { unlimited?: boolean } = {},
): Promise<TestAccounts> {
  const server = await openTestServer(engine);
  const outbox = makeSmsOutbox(server.deps);
  let hashed = 0;
  const deps: AccountDeps = {
    ...server.deps,
    tokenKey: readKeyPair(Buffer.alloc(32, 7)),
    pinSecret: Buffer.alloc(32, 9),
    sessionSecret: Buffer.alloc(32, 10),
    // Rules don't depend on how slow a hash is; where that matters, a test takes the real one.
    hashPassword: async (text, salt) => {
      hashed += 1;
      return createHmac('sha256', salt).update(text).digest('base64url');
    },
    sendSms: outbox.send,
    checkCaptcha: makeDevelopmentCaptcha(),
  };
  const http = await serveRoutes(
    makeApiRouter({
      routes: [...makeAccountApi(deps), ...makeProfileApi(deps)],
      authenticate: (token) => authenticate(deps, token),
      checkAnswers: true,
      unlimited,
    }),
  );
  const close = async () => {
    await http.close();
    await server.close();
  };
  return { server, deps, outbox, hashed: () => hashed, close, ...makePhone({ server, url: http.url, outbox }) };
}

function makePhone({ server, url, outbox }: { server: TestServer; url: string; outbox: SmsOutbox }) {
  const ask: TestAccounts['ask'] = async (method, path, { body, token } = {}) => {
    const answer = await fetch(url + path, {
      method,
      headers: { 'Content-Type': 'application/json', ...(token ? { Authorization: `Bearer ${token}` } : {}) },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
  };
  const sendPin = (purpose: string, to = phone, captcha = 'development') =>
    ask('POST', '/api/v1/pins', { body: { phone: to, purpose, captcha } });
  const lastPin = () => /^\d{6}/.exec(outbox.sent[0]?.text ?? '')?.[0] ?? '';
  const register = (pin: string, changes: object = {}) =>
    ask('POST', '/api/v1/users', { body: { phone, pin, password, name: 'Ada', device: 'Pixel', ...changes } });
  const me = (token: string) => ask('GET', '/api/v1/me', { token });
  return {
    ask,
    sendPin,
    lastPin,
    register,
    me,
    logIn: (changes: object = {}) =>
      ask('POST', '/api/v1/sessions', { body: { phone, password, device: 'Pixel', ...changes } }),
    refresh: (refreshToken: string) => ask('POST', '/api/v1/sessions/refresh', { body: { refreshToken } }),
    async aUser(to = phone): Promise<Tokens> {
      await sendPin('register', to);
      return (await register(lastPin(), { phone: to })).body as unknown as Tokens;
    },
    idOf: async (token: string) => Number((await me(token)).body.id),
    setRole: async (id: number, role: string) => {
      await server.database.transaction('role', (tx) => tx.run('UPDATE `user` SET role = ? WHERE id = ?', [role, id]));
    },
  };
}
