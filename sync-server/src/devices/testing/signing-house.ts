/** The mobile API's bookings and devices over a real port, and what a phone with a key would ask of them. */
import { Fault } from '@marquee/shared/errors';
import { insertSession, insertUser } from '../../accounts/accounts.sql.ts';
import type { AccountDeps } from '../../accounts/accounts.ts';
import { makeBookingApi } from '../../bookings/booking-api.ts';
import { makeSimulatedProvider, type SimulatedProvider } from '../../payments/simulated-provider.ts';
import { type Caller, makeApiRouter } from '../../platform/api.ts';
import { readKeyPair } from '../../platform/keys.ts';
import type { engines } from '../../platform/testing/databases.ts';
import { seats } from '../../testing/house.ts';
import { setPrices } from '../../testing/moviegoer.ts';
import { serveRoutes } from '../../testing/test-http.ts';
import { openTestServer, type TestServer } from '../../testing/test-server.ts';
import type { SigningSettings } from '../device-deps.ts';
import { makeDeviceApi } from '../devices.ts';
import type { Assertion, CreationOptions, RequestOptions } from '../responses.ts';
import { type Authenticator, type Bent, makeAuthenticator, testSigning } from './authenticator.ts';

export const password = 'popcorn42';
export const paymentToken = 'pm_card_visa';

export interface Person {
  token: string;
  userId: number;
}
export interface Answer {
  status: number;
  // biome-ignore lint/suspicious/noExplicitAny: each test says what it expects of it.
  body: any;
}
export interface ChallengeBody {
  publicKey: RequestOptions;
  terms: string;
  summary: { text: string };
}

export interface SigningHouse {
  server: TestServer;
  payments: SimulatedProvider;
  /** A test may change the policy. */
  signing: { -readonly [K in keyof SigningSettings]: SigningSettings[K] };
  ask(person: Person, method: string, path: string, body?: unknown, key?: string): Promise<Answer>;
  /** Logged in just now. */
  aPerson(): Promise<Person>;
  /** Another log in of theirs. */
  logIn(person: Person): Promise<Person>;
  /** Answers the hold's id; of a screening of its own. */
  aHold(person: Person, ...labels: string[]): Promise<string>;
  options(person: Person, given?: string): Promise<CreationOptions>;
  register(person: Person, authenticator: Authenticator, bent?: Bent, name?: string): Promise<Answer>;
  /** Somebody with a phone that signs. */
  aSigner(authenticator?: Authenticator): Promise<Person & { phone: Authenticator; deviceId: string }>;
  challenge(person: Person, holdId: string, token?: string): Promise<ChallengeBody>;
  pay(
    person: Person,
    holdId: string,
    assertion?: Assertion,
    changes?: { key?: string; token?: string },
  ): Promise<Answer>;
  /** What was asked of the provider: how many were opened and charged. */
  taken(): number;
  acts(userId: number): Promise<string[]>;
  close(): Promise<void>;
}

export async function openSigningHouse(engine: (typeof engines)[number]): Promise<SigningHouse> {
  const server = await openTestServer(engine);
  await setPrices(server);
  const signing = { ...testSigning };
  const payments = makeSimulatedProvider({ clock: server.deps.clock });
  const callers = new Map<string, Caller>();
  let opened = 0;
  const counted = {
    ...payments,
    open: (...order: Parameters<typeof payments.open>) => {
      opened += 1;
      return payments.open(...order);
    },
  };
  const accounts: AccountDeps = {
    ...server.deps,
    tokenKey: readKeyPair(Buffer.alloc(32, 7)),
    pinSecret: Buffer.alloc(32, 9),
    sessionSecret: Buffer.alloc(32, 10),
    hashPassword: async (text, salt) => `${salt}:${text}`,
    sendSms: async () => undefined,
    checkCaptcha: async () => true,
  };
  const routes = [
    ...makeDeviceApi({ ...accounts, signing }),
    ...makeBookingApi({ ...server.deps, payments: counted, signing, cancelMsBefore: 0 }),
  ];
  const authenticate = async (token: string): Promise<Caller> => {
    const caller = callers.get(token);
    if (!caller) throw new Fault('token-refused');
    return caller;
  };
  const http = await serveRoutes(makeApiRouter({ routes, authenticate, checkAnswers: true, unlimited: true }));
  const logIn: SigningHouse['logIn'] = async ({ userId }) => {
    const sessionId = `session-${callers.size}`;
    callers.set(sessionId, { userId, role: 'moviegoer', sessionId });
    const at = server.time.nowMs;
    await server.database.transaction('session', (tx) =>
      insertSession(tx, {
        id: sessionId,
        user_id: userId,
        token_hash: 'x',
        device: 'test',
        created_at_ms: at,
        refreshed_at_ms: at,
        expires_at_ms: at + 86_400_000,
      }),
    );
    return { token: sessionId, userId };
  };
  return {
    server,
    payments,
    signing,
    logIn,
    taken: () => opened,
    async acts(userId) {
      const rows = await server.database.all<{ operation: string }>(
        'SELECT operation FROM user_action WHERE user_id = ? ORDER BY at_ms, operation',
        [userId],
      );
      return rows.map(({ operation }) => operation);
    },
    async close() {
      await http.close();
      await server.close();
    },
    ...makeSteps(server, { url: http.url, logIn }),
  };
}

type Steps = Pick<SigningHouse, 'ask' | 'aPerson' | 'aHold' | 'options' | 'register' | 'aSigner' | 'challenge' | 'pay'>;

function makeSteps(server: TestServer, { url, logIn }: { url: string; logIn: SigningHouse['logIn'] }): Steps {
  let made = 0;
  const ask: SigningHouse['ask'] = async ({ token }, method, path, body, key = `key-of-test-${++made}`) => {
    const answer = await fetch(url + path, {
      method,
      headers: { 'Content-Type': 'application/json', 'Idempotency-Key': key, Authorization: `Bearer ${token}` },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return { status: answer.status, body: JSON.parse(await answer.text()) };
  };
  const aPerson = async (): Promise<Person> => {
    made += 1;
    const phone = `+4917${String(made).padStart(8, '0')}`;
    const user = { name: 'Ada', phone, hash: `x:${password}`, salt: 'x', role: 'moviegoer' } as const;
    const userId = await server.database.transaction('person', (tx) =>
      insertUser(tx, { ...user, nowMs: server.time.nowMs }),
    );
    return logIn({ token: '', userId });
  };
  const options = async (person: Person, given?: string): Promise<CreationOptions> =>
    (await ask(person, 'POST', '/api/v1/devices/options', given === undefined ? {} : { password: given })).body
      .publicKey;
  const register: SigningHouse['register'] = async (person, authenticator, bent, name = 'My phone') => {
    const response = authenticator.create(await options(person), bent);
    return ask(person, 'POST', '/api/v1/devices', { name, response });
  };
  return {
    ask,
    aPerson,
    options,
    register,
    async aHold(person, ...labels) {
      const screeningId = await server.aScreening();
      const wanted = labels.length > 0 ? labels : ['C5', 'C6'];
      const tickets = wanted.map((label) => ({
        ticketClass: 'adult',
        seatId: seats.find((seat) => seat.label === label)?.id,
      }));
      return (await ask(person, 'POST', '/api/v1/holds', { screeningId, tickets })).body.hold.id;
    },
    async aSigner(phone = makeAuthenticator()) {
      const person = await aPerson();
      const registered = await register(person, phone);
      return { ...person, phone, deviceId: registered.body.device.id };
    },
    async challenge(person, holdId, token = paymentToken) {
      return (await ask(person, 'POST', `/api/v1/holds/${holdId}/payment-challenge`, { paymentToken: token })).body;
    },
    pay: (person, holdId, assertion, { key, token = paymentToken } = {}) =>
      ask(
        person,
        'POST',
        `/api/v1/holds/${holdId}/payment`,
        { paymentToken: token, ...(assertion ? { assertion } : {}) },
        key,
      ),
  };
}
