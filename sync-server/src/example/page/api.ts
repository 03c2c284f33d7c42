/**
 * A client of the mobile API for an app: refusals are returned and typed, a session renews itself, and what must not happen
 * twice carries a key that was saved before it was sent. Network, store and chance are passed in, so it runs anywhere.
 */
import type * as T from './api-types.ts';

/** An expected no, or no answer at all. `code` is stable; `extra` has what the answer tells besides. */
export interface Refusal {
  code: string;
  /** 0 where nobody answered. */
  status: number;
  retryAfterSeconds: number | null;
  /** To quote to whoever runs the server. */
  requestId: string | null;
  extra: Readonly<Record<string, unknown>>;
}
export type Answer<B> = { ok: true; body: B } | { ok: false; refusal: Refusal };

/** Must be durable when `write` returns: a phone may die at the next moment. */
export interface Store {
  read(name: string): string | null;
  write(name: string, text: string | null): void;
}

export interface ApiDeps {
  /** Of the server; empty for the page's own. */
  server: string;
  fetch: typeof globalThis.fetch;
  store: Store;
  /** 8 to 64 characters that nobody else has. */
  makeKey: () => string;
  sleep: (ms: number) => Promise<void>;
  /** One at a time, also where several windows share the store. */
  inTurn: <B>(work: () => Promise<B>) => Promise<B>;
  /** The session has ended: somebody logged it out, or the refresh token was used twice. */
  onSignedOut: () => void;
  /** Whether anybody answered, after each request: a phone’s own idea of its network is often wrong. */
  onReached: (isReached: boolean) => void;
}

interface Call {
  method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  path: string;
  body?: unknown;
  key?: string;
  /** Without a session it is sent all the same. */
  open?: boolean;
}
interface SavedOrder {
  key: string;
  path: string;
  text: string;
}

/** A hold may wait for a terminal in the lobby, a payment for a bank. */
const answerMsMax = 12_000;
const triesOfRead = 2;
const triesOfOrder = 4;
const sessionName = 'session';
const noAnswer: Refusal = { code: 'no-answer', status: 0, retryAfterSeconds: null, requestId: null, extra: {} };

/** Only after these the same request may be sent again; whether it was carried out is not known. */
const isOpen = ({ status }: Refusal): boolean => status === 0 || status === 503 || status === 504;

export type Api = ReturnType<typeof makeApi>;

export function makeApi(deps: ApiDeps) {
  const { store } = deps;
  const session = (): T.Tokens | null => JSON.parse(store.read(sessionName) ?? 'null');

  async function sendOnce<B>({ method, path, body, key, open }: Call): Promise<Answer<B>> {
    const token = open ? undefined : session()?.accessToken;
    try {
      const response = await deps.fetch(`${deps.server}/api/v1${path}`, {
        method,
        signal: AbortSignal.timeout(answerMsMax),
        headers: {
          ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
          ...(key === undefined ? {} : { 'Idempotency-Key': key }),
          ...(token === undefined ? {} : { Authorization: `Bearer ${token}` }),
        },
        ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      });
      const json = await response.json();
      deps.onReached(true);
      return response.ok ? { ok: true, body: json as B } : { ok: false, refusal: readProblem(response, json) };
    } catch {
      // No network, no answer in time, or one that was cut off: for us all the same.
      deps.onReached(false);
      return { ok: false, refusal: noAnswer };
    }
  }

  /** Sends it again where that is right: reads, and what has a key. */
  async function sendPatiently<B>(call: Call): Promise<Answer<B>> {
    const tries = call.key ? triesOfOrder : call.method === 'POST' ? 1 : triesOfRead;
    for (let tried = 1; ; tried++) {
      const answer = await sendOnce<B>(call);
      if (answer.ok || !isOpen(answer.refusal) || tried === tries) return answer;
      await deps.sleep((answer.refusal.retryAfterSeconds ?? 2 ** (tried - 1) / 2) * 1000);
    }
  }

  async function send<B>(call: Call): Promise<Answer<B>> {
    const used = session()?.accessToken;
    const answer = await sendPatiently<B>(call);
    if (answer.ok || answer.refusal.code !== 'token-refused' || call.open || used === undefined) return answer;
    const renewed = await deps.inTurn(() => renewSession(used));
    return renewed.ok ? sendPatiently<B>(call) : renewed;
  }

  /** A refresh token is good once: the new one is on disk before anything else is done with it. */
  async function renewSession(used: string): Promise<Answer<unknown>> {
    const kept = session();
    if (kept === null) return { ok: false, refusal: { ...noAnswer, code: 'session-ended', status: 401 } };
    // Another window, or another call of this one, was faster.
    if (kept.accessToken !== used) return { ok: true, body: null };
    const body = { refreshToken: kept.refreshToken };
    let answer = await sendOnce<T.Tokens>({ method: 'POST', path: '/sessions/refresh', body, open: true });
    // Right for half a minute: the server gives the same answer again.
    if (!answer.ok && isOpen(answer.refusal))
      answer = await sendOnce<T.Tokens>({ method: 'POST', path: '/sessions/refresh', body, open: true });
    if (answer.ok) store.write(sessionName, JSON.stringify(answer.body));
    else if (answer.refusal.status === 401) forget();
    return answer;
  }

  function forget(): void {
    store.write(sessionName, null);
    deps.onSignedOut();
  }

  async function begin(call: Promise<Answer<T.Tokens>>): Promise<Answer<T.Tokens>> {
    const answer = await call;
    if (answer.ok) store.write(sessionName, JSON.stringify(answer.body));
    return answer;
  }

  /**
   * What must not happen twice. The key is saved under the slot before anything is sent, and kept while it is not known
   * what became of it: the same wish, also after a crash, is then the same request.
   */
  async function order<B>(slot: string, path: string, body?: unknown): Promise<Answer<B>> {
    const text = JSON.stringify(body ?? {});
    const kept = readOrder(slot);
    const saved = kept?.path === path && kept.text === text ? kept : { key: deps.makeKey(), path, text };
    store.write(`order ${slot}`, JSON.stringify(saved));
    return sendOrder<B>(slot, saved);
  }

  async function sendOrder<B>(slot: string, { key, path, text }: SavedOrder): Promise<Answer<B>> {
    const answer = await send<B>({ method: 'POST', path, key, body: text });
    const isUnknown = answer.ok ? isPending(answer.body) : isOpen(answer.refusal) || answer.refusal.status === 401;
    if (!isUnknown) store.write(`order ${slot}`, null);
    return answer;
  }

  const readOrder = (slot: string): SavedOrder | null => JSON.parse(store.read(`order ${slot}`) ?? 'null');
  const get = <B>(path: string, query: Query = {}) => send<B>({ method: 'GET', path: path + writeQuery(query) });
  const post = <B>(path: string, body: unknown, open = false) => send<B>({ method: 'POST', path, body, open });

  return {
    isSignedIn: () => session() !== null,

    sendPin: (wish: { phone: string; purpose: 'register' | 'reset'; captcha: string }) =>
      post<{ resendAfterSeconds: number }>('/pins', wish, true),
    register: (person: { phone: string; pin: string; password: string; name: string; device: string }) =>
      begin(post<T.Tokens>('/users', person, true)),
    logIn: (who: { phone: string; password: string; device: string }) => begin(post<T.Tokens>('/sessions', who, true)),
    /** The phone forgets the session whatever the server says. */
    async logOut() {
      const answer = await send<unknown>({ method: 'DELETE', path: '/sessions/current' });
      forget();
      return answer;
    },
    me: () => get<{ name: string; phone: string | null }>('/me'),

    films: (query: { when: 'showing' | 'coming'; genre?: string; cursor?: string }) =>
      get<{ movies: T.Film[]; next: string | null }>('/movies', { ...query, limit: '60' }),
    genres: () => get<{ classifications: { id: number; name: string }[] }>('/classifications'),
    search: (q: string) => get<T.FoundAll>('/search', { q }),
    cinemas: () => get<{ cinemas: T.Cinema[] }>('/cinemas'),
    film: (id: number) => get<T.Film>(`/movies/${id}`),
    cinemasOf: (film: number, near?: { lat: string; lon: string }) =>
      get<{ cinemas: T.Cinema[] }>(`/movies/${film}/cinemas`, near),
    screeningsOf: (cinema: number, film: number) =>
      get<{ screenings: T.Screening[] }>(`/cinemas/${cinema}/movies/${film}/screenings`),
    programme: (query: { date: string; cinema: string }) => get<{ screenings: T.Screening[] }>('/screenings', query),
    screening: (id: number) => get<T.ScreeningInfo>(`/screenings/${id}`),
    seats: (screening: number) => get<T.SeatMap>(`/screenings/${screening}/seats`),

    hold: (wish: { screeningId: number; tickets: T.WantedTicket[]; allowSingleSeat?: boolean }) =>
      order<{ hold: T.Hold }>('hold', '/holds', wish),
    getHold: (id: string) => get<{ hold: T.Hold }>(`/holds/${id}`),
    extendHold: (id: string) => order<{ hold: T.Hold }>(`extend ${id}`, `/holds/${id}/extension`),
    releaseHold: (id: string) => send<{ hold: T.Hold }>({ method: 'DELETE', path: `/holds/${id}` }),
    askChallenge: (holdId: string, paymentToken: string) =>
      post<T.PaymentChallenge>(`/holds/${holdId}/payment-challenge`, { paymentToken }),
    pay: (holdId: string, wish: { paymentToken: string; assertion?: AuthenticationResponseJSON }) =>
      order<T.Payment>(`pay ${holdId}`, `/holds/${holdId}/payment`, wish),
    /** Sends a payment again of which it isn't known what became of it; null where there is none. */
    async payAgain(holdId: string): Promise<Answer<T.Payment> | null> {
      const saved = readOrder(`pay ${holdId}`);
      return saved && sendOrder<T.Payment>(`pay ${holdId}`, saved);
    },

    devices: () => get<{ devices: T.Device[] }>('/devices'),
    askDeviceOptions: (proof: { password?: string }) =>
      post<{ publicKey: PublicKeyCredentialCreationOptionsJSON }>('/devices/options', proof),
    registerDevice: (name: string, response: RegistrationResponseJSON) =>
      post<{ device: T.Device }>('/devices', { name, response }),
    revokeDevice: (id: string) => send<{ devices: T.Device[] }>({ method: 'DELETE', path: `/devices/${id}` }),

    wallet: (cursor: string | null) => get<T.WalletAnswer>('/wallet', cursor === null ? {} : { cursor }),
    passOn: ({ orderKey, line }: { orderKey: string; line: number }) =>
      order<{ token: string; expiresAtMs: number }>(
        `pass ${orderKey} ${line}`,
        `/bookings/${orderKey}/tickets/${line}/pass`,
      ),
    withdrawPass: ({ orderKey, line }: { orderKey: string; line: number }) =>
      send<{ withdrawn: boolean }>({ method: 'DELETE', path: `/bookings/${orderKey}/tickets/${line}/pass` }),
    passedTicket: (token: string) => get<T.PassedTicket>(`/passed-tickets/${encodeURIComponent(token)}`),
    accept: (token: string) =>
      order<{ id: string }>(`accept ${token}`, `/passed-tickets/${encodeURIComponent(token)}/accept`),
  };
}

type Query = Readonly<Record<string, string | undefined>>;

function writeQuery(query: Query): string {
  const given = Object.entries(query).filter((entry): entry is [string, string] => entry[1] !== undefined);
  return given.length === 0 ? '' : `?${new URLSearchParams(given)}`;
}

/** A payment that its provider has not decided: its key is the one to ask again with. */
const isPending = (body: unknown): boolean => (body as { outcome?: string }).outcome === 'pending';

/** application/problem+json. A proxy in between may answer something else. */
function readProblem(response: Response, json: unknown): Refusal {
  const { code, requestId, retryAfterSeconds, ...extra } = (json ?? {}) as Record<string, unknown>;
  const header = Number.parseInt(response.headers.get('Retry-After') ?? '', 10);
  const seconds = typeof retryAfterSeconds === 'number' ? retryAfterSeconds : header;
  return {
    code: typeof code === 'string' ? code : `status-${response.status}`,
    status: response.status,
    retryAfterSeconds: Number.isFinite(seconds) ? seconds : null,
    requestId: typeof requestId === 'string' ? requestId : null,
    extra,
  };
}
