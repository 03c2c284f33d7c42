/** The server's API for managers: refusals are returned, a session renews itself, an order keeps its key when it is sent again. */
import type * as T from './api-types.ts';
import type { Answer, Calls, Refusal } from './calls/calls.ts';
import { makeCatalogueCalls } from './calls/catalogue.ts';
import { makeMoneyCalls } from './calls/money.ts';
import { makeOutagesCalls } from './calls/outages.ts';
import { makePeopleCalls } from './calls/people.ts';
import { makeProgrammeCalls } from './calls/programme.ts';

export type { Answer, Refusal } from './calls/calls.ts';

export interface Store {
  read(name: string): string | null;
  write(name: string, text: string | null): void;
}
export interface ApiDeps {
  fetch: typeof globalThis.fetch;
  store: Store;
  /** One at a time, also where several windows share the store. */
  inTurn: <B>(work: () => Promise<B>) => Promise<B>;
  onSignedOut: () => void;
}

interface Call {
  /** Read as a file, whenever it is whole. */
  isFile?: boolean;
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  path: string;
  body?: unknown;
  /** Of an order: the same key is the same order, however often it is sent. */
  key?: string;
  isOpen?: boolean;
}

const answerMsMax = 20_000;
const sessionName = 'session';
const noAnswer: Refusal = { code: 'no-answer', status: 0, requestId: null };

export type Api = ReturnType<typeof makeApi>;

export function makeApi(deps: ApiDeps) {
  const { store } = deps;
  const session = (): T.Tokens | null => JSON.parse(store.read(sessionName) ?? 'null');

  async function sendOnce<B>({ method, path, body, key, isOpen, isFile }: Call): Promise<Answer<B>> {
    const token = isOpen ? undefined : session()?.accessToken;
    try {
      const response = await deps.fetch(`/api/v1${path}`, {
        method,
        ...(isFile ? {} : { signal: AbortSignal.timeout(answerMsMax) }),
        // What anyone may read is kept by browsers for a minute; a manager has just changed it.
        cache: 'no-store',
        headers: {
          ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
          ...(key === undefined ? {} : { 'Idempotency-Key': key }),
          ...(token === undefined ? {} : { Authorization: `Bearer ${token}` }),
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      if (isFile && response.ok) return { ok: true, body: (await response.blob()) as B };
      const json = await response.json();
      return response.ok ? { ok: true, body: json as B } : { ok: false, refusal: readProblem(response.status, json) };
    } catch {
      // No network, no answer in time, or one that was cut off: all the same here.
      return { ok: false, refusal: noAnswer };
    }
  }

  async function send<B>(call: Call): Promise<Answer<B>> {
    const used = session()?.accessToken;
    const answer = await sendOnce<B>(call);
    if (answer.ok || answer.refusal.code !== 'token-refused' || call.isOpen) return answer;
    if (used === undefined) return answer;
    const renewed = await deps.inTurn(() => renew(used));
    return renewed.ok ? sendOnce<B>(call) : renewed;
  }

  /** A refresh token is good once: the next one is kept before anything else is done with it. */
  async function renew(used: string): Promise<Answer<unknown>> {
    const kept = session();
    if (kept === null) return { ok: false, refusal: { ...noAnswer, code: 'session-ended', status: 401 } };
    // Another window was faster.
    if (kept.accessToken !== used) return { ok: true, body: null };
    const body = { refreshToken: kept.refreshToken };
    const answer = await sendOnce<T.Tokens>({ method: 'POST', path: '/sessions/refresh', body, isOpen: true });
    if (answer.ok) store.write(sessionName, JSON.stringify(answer.body));
    else if (answer.refusal.status === 401) forget();
    return answer;
  }

  function forget(): void {
    store.write(sessionName, null);
    deps.onSignedOut();
  }

  const get = <B>(path: string, query: Record<string, string | null | undefined> = {}) => {
    const given = Object.entries(query).filter((entry): entry is [string, string] => Boolean(entry[1]));
    return send<B>({ method: 'GET', path: given.length === 0 ? path : `${path}?${new URLSearchParams(given)}` });
  };
  const order = <B>(path: string, key: string, body: unknown = {}) => send<B>({ method: 'POST', path, key, body });

  const change = <B>(method: 'POST' | 'PUT' | 'PATCH' | 'DELETE', path: string, body: unknown, key?: string) =>
    send<B>({ method, path, body, ...(key === undefined ? {} : { key }) });
  const file = (path: string) => send<Blob>({ method: 'GET', path, isFile: true });
  const calls: Calls = { get, order, change, file };

  return {
    ...makeMoneyCalls(calls),
    ...makeCatalogueCalls(calls),
    ...makeProgrammeCalls(calls),
    ...makePeopleCalls(calls),
    ...makeOutagesCalls(calls),
    isSignedIn: () => session() !== null,
    token: () => session()?.accessToken ?? '',
    async logIn(who: { phone: string; password: string; device: string }): Promise<Answer<T.Tokens>> {
      const call = { method: 'POST', path: '/sessions', body: who, isOpen: true } as const;
      const answer = await sendOnce<T.Tokens>(call);
      if (answer.ok) store.write(sessionName, JSON.stringify(answer.body));
      return answer;
    },
    /** The browser forgets the session whatever the server says. */
    async logOut(): Promise<void> {
      await send<unknown>({ method: 'DELETE', path: '/sessions/current' });
      forget();
    },
    overview: () => get<T.Overview>('/managed'),
    house: (cinema: number, day: string, cursor: string | null = null) =>
      get<{ screenings: T.HouseScreening[]; next: string | null }>(`/managed/cinemas/${cinema}/house`, { day, cursor }),
    /** Some of a day's screenings, 200 at most. */
    houseOf: (cinema: number, day: string, ids: readonly number[]) =>
      get<{ screenings: T.HouseScreening[] }>(`/managed/cinemas/${cinema}/house`, { day, ids: ids.join(',') }),
    screening: (id: number) => get<T.HouseScreening>(`/managed/screenings/${id}`),
    seats: (id: number) => get<{ seats: T.HouseSeat[] }>(`/managed/screenings/${id}/seats`),
    history: (id: number, seat: number, before: number | null = null) =>
      get<T.SeatHistory>(`/managed/screenings/${id}/seats/${seat}/history`, {
        before: before === null ? null : String(before),
      }),
    block: (id: number, key: string, body: { seatIds: number[]; reason: 'house' | 'broken' }) =>
      order<T.Blocked>(`/managed/screenings/${id}/block`, key, body),
    unblock: (id: number, key: string, seatIds: number[]) =>
      order<unknown>(`/managed/screenings/${id}/unblock`, key, { seatIds }),
    override: (id: number, key: string, body: { seatIds: number[]; reason: string }) =>
      order<unknown>(`/managed/screenings/${id}/override`, key, body),
    seatTickets: (place: number) =>
      get<{ screenings: number; tickets: T.AffectedTicket[] }>(`/managed/seats/${place}/tickets`),
    setAvailable: (place: number, key: string, available: boolean) =>
      order<{ screenings: number; sold: number }>(`/managed/seats/${place}/available`, key, { available }),
    previewCancel: (id: number) => get<T.CancelPreview>(`/managed/screenings/${id}/cancellation`),
    cancel: (id: number, key: string, reason: string) =>
      order<{ bookings: number; refundMinor: number; recalled: number }>(
        `/managed/screenings/${id}/cancellation`,
        key,
        {
          reason,
        },
      ),
    inbox: (cinema: number, query: { state: string; kind: string | null; cursor: string | null }) =>
      get<T.Inbox>(`/managed/cinemas/${cinema}/exceptions`, query),
    settle: (id: string, key: string, body: { action: string; note: string }) =>
      order<{ atMs: number; by: string }>(`/managed/exceptions/${encodeURIComponent(id)}/settlement`, key, body),
    terminals: (cinema: number, cursor: string | null = null) =>
      get<{ terminals: T.Terminal[]; next: string | null }>(`/managed/cinemas/${cinema}/terminals`, { cursor }),
    holding: (terminal: number) => get<T.Holding>(`/managed/terminals/${terminal}/holding`),
    codes: (cinema: number) => get<{ codes: T.OpenCode[] }>(`/managed/cinemas/${cinema}/enrolment-codes`),
    makeCodes: (cinema: number, terminals: { name: string; role: T.TerminalRole }[]) =>
      send<{ codes: T.NewCode[] }>({
        method: 'POST',
        path: `/managed/cinemas/${cinema}/enrolment-codes`,
        body: { terminals },
      }),
    endCode: (cinema: number, code: string) =>
      send<unknown>({ method: 'DELETE', path: `/managed/cinemas/${cinema}/enrolment-codes/${code}` }),
    rename: (terminal: number, name: string) =>
      send<T.Terminal>({ method: 'PATCH', path: `/managed/terminals/${terminal}`, body: { name } }),
    breakTerminal: (terminal: number, key: string, body: { as: 'dead' | 'stolen'; reason: string }) =>
      order<{ quarantined: number }>(`/managed/terminals/${terminal}/break`, key, body),
    replace: (terminal: number, key: string, body: { as: 'dead' | 'stolen'; reason: string; role?: T.TerminalRole }) =>
      order<{ quarantined: number; code: T.NewCode }>(`/managed/terminals/${terminal}/replacement`, key, body),
    recall: (terminal: number, key: string) => order<{ asked: number }>(`/managed/terminals/${terminal}/recall`, key),
  };
}

/** application/problem+json. A proxy in between may answer something else. */
function readProblem(status: number, json: unknown): Refusal {
  const { code, requestId } = (json ?? {}) as Record<string, unknown>;
  return {
    code: typeof code === 'string' ? code : `status-${status}`,
    status,
    requestId: typeof requestId === 'string' ? requestId : null,
  };
}
